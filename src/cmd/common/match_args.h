/*
 * match_args.h: what GBIF is asked with, by config.ini; and the line that says
 * how far that is. `match`, `extract` and the console share them.
 */
#ifndef CMD_COMMON_MATCH_ARGS_H
#define CMD_COMMON_MATCH_ARGS_H

#include "cmd/common/ticker.h"
#include "match/matcher.h"
#include "run/run/settings.h"

/* Fills in what the options do not say. Texts are borrowed from `settings`. */
void match_args_take_settings(struct match_options *options,
			      const struct settings *settings);

/* Questions a second, as they will be asked. */
double match_args_rate(const struct match_options *options);

/* Draws it, where there is a terminal and it is time. */
void match_args_draw(struct ticker *ticker, double rate,
		     const struct match_progress *progress);

#endif
