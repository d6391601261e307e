/*
 * show.h: what GBIF says of a run, as a list of all names and places and
 * as their sums, for `vasculum match`. Printed on the standard output.
 */
#ifndef CMD_MATCH_SHOW_H
#define CMD_MATCH_SHOW_H

#include "cmd/common/folded.h"
#include "cmd/common/print.h"
#include "match/matcher.h"

struct match_shown {
	bool places; /* not only names */
	bool list;   /* all of them, in this format */
	enum command_format format;
	bool json; /* the sums as one object */
};

/* `stopped`: why the session that asked ended before its end, or NULL. */
int match_show(const struct match_shown *shown, const struct folded *folded,
	       const struct match_progress *p, const char *stopped,
	       struct error *err) MUST_USE;

#endif
