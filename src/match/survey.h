/*
 * survey.h: all that GBIF was asked of a run, each question once, with what it
 * said: for a list, and for its sums. Of one thread.
 */
#ifndef MATCH_SURVEY_H
#define MATCH_SURVEY_H

#include "match/view.h"
#include "run/index/index.h"

struct survey_match {
	char *id;	/* of the first record that gives the question */
	size_t records; /* that do */
	bool is_place;
	bool answered; /* one of the two below is filled */
	char *value;   /* the name as it is asked, or "50.5, -104.6" */
	char *country; /* of a place: as it is written, or "" */
	struct said_name name;
	struct said_place place;
};

struct match_survey {
	struct survey_match *items; /* names before places; by what was found
				       (finding.h), then by records, most first */
	size_t n, cap;
};

int match_survey_make(struct match_view *view, struct index *index, bool places,
		      struct match_survey *ret, struct error *err) MUST_USE;
void match_survey_done(struct match_survey *survey); /* also for CLEANUP */

#endif
