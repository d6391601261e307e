/*
 * question.h: what GBIF is asked of a record: its scientific name, and where
 * its coordinates lie. Pure; any thread.
 *
 * Only what is surely a name of a taxon leaves the machine. A value counts where
 * the whole of it reads as one name; an author goes with it only as authors are
 * cited ("(L.) Pers.", "Nutt."), so that no person who collected or named the
 * plant is sent by a value that ran on. Formulas of hybrids and genera that are
 * only an initial are not asked: no answer to them would mean anything.
 */
#ifndef MATCH_QUESTION_H
#define MATCH_QUESTION_H

#include <stdbool.h>

#include "dwc/name/taxon_name.h"
#include "engine/gbif/ask.h"

/* Who is asked, and with which hints: a run's answers are found by it again. */
struct match_server {
	char *base_url, *checklist;
	char *kingdom; /* "" for none */
};
/* Copies; NULL stands for the usual. */
void match_server_init(struct match_server *server, const char *base_url,
		       const char *checklist, const char *kingdom);
void match_server_done(struct match_server *server);
/* As a line of text, owned; and from one: -1 where it is not one. */
char *match_server_write(const struct match_server *server);
int match_server_read(const char *text, struct match_server *ret) MUST_USE;

struct asked_name {
	char *name;   /* without author and marks of doubt */
	char *author; /* that is asked with it, or "" */
	char *family; /* the hint, or "" */
	struct taxon_name parts;
	char *url;
};
/* False where there is nothing to be asked; *ret is empty then. `author` is who
 * the record says published the name, where the value itself does not; it and
 * the family may be "". */
bool asked_name_read(const struct match_server *server, const char *value,
		     const char *author, const char *family,
		     struct asked_name *ret);
void asked_name_done(struct asked_name *name); /* also for CLEANUP */

struct asked_place {
	double latitude, longitude;
	char *url;
};
bool asked_place_read(const struct match_server *server, const char *latitude,
		      const char *longitude, struct asked_place *ret);
void asked_place_done(struct asked_place *place); /* also for CLEANUP */

#endif
