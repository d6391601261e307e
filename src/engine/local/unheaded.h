/*
 * unheaded.h: labels, or parts of labels, without headings: "PLANTS OF
 * SASKATCHEWAN, CANADA / Coreopsis tinctoria Nutt. / ... / J.F. Alex
 * August 14, 1963".
 */
#ifndef ENGINE_LOCAL_UNHEADED_H
#define ENGINE_LOCAL_UNHEADED_H

#include <stdbool.h>

#include "engine/local/label_rules.h"
#include "engine/local/label_text.h"

/* What is known of the label when its free lines are read. */
struct unheaded_text {
	const struct label_rules *rules;
	const struct label_text *text;
	/* By token: no heading has claimed it. Tokens that are read here are
	 * taken out. */
	bool *is_unheaded;
	bool form;  /* most of the label has headings */
	bool slip;  /* it is a slip with a later determination */
	bool title; /* it begins "Plants of" and such */
	/* A heading asks who collected: no line needs to say so. */
	bool asks_collector;
};

/* Fills terms that *record does not have yet from the free lines. */
void unheaded_read(struct unheaded_text *label, struct record *record);

#endif
