/*
 * place_mark.h: words that say what a name divides: "Clark County", "Prov.
 * Chiriqui", "Landkreis Bamberg", "Mpio. de Tepoztlan". Which places there are
 * is not asked: the mark alone tells a county from a town of that name. Private
 * to dwc/words. Any thread; no state.
 */
#ifndef DWC_WORDS_PLACE_MARK_H
#define DWC_WORDS_PLACE_MARK_H

#include "dwc/words/phrase.h"
#include "dwc/words/place.h"

struct place_mark {
	enum place_level level;
	size_t word;	 /* the mark */
	size_t first, n; /* the words of the name */
	double sure;
};

/* The name that word `at` marks, before it or behind it; -1 where it is not a
 * mark or marks nothing, *ret is untouched then. */
int place_mark_read(const struct phrase *words, size_t at,
		    struct place_mark *ret) MUST_USE;

#endif
