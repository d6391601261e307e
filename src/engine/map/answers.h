/*
 * answers.h: which printed heading of a form a word answers, by geometry
 * alone. Nothing is decided here: what the model makes of it is learned.
 */
#ifndef ENGINE_MAP_ANSWERS_H
#define ENGINE_MAP_ANSWERS_H

#include "engine/map/headings.h"
#include "engine/map/label_text.h"

enum answer_way {
	ANSWER_NONE,   /* it answers no heading, or is one */
	ANSWER_OWN,    /* behind the heading on its own line */
	ANSWER_FLOATS, /* typed a little above the heading's line */
	ANSWER_SINKS,  /* or a little below it */
	ANSWER_RUNS,   /* a further line of such an answer */
};
#define ANSWER_WAYS 5

struct answer {
	enum answer_way way;
	int heading; /* of the label's headings */
	int word;    /* how many words of the answer stand before it */
};

/* Fills ret[text->n_tokens]. Never fails; any thread. */
void answers_find(const struct label_text *text,
		  const struct headings *headings, struct answer *ret);

#endif
