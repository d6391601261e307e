/*
 * numbers.h: what the catalogue numbers of a run look like, learned when a
 * session begins (dwc/catalogue/shape.h): of several codes on a sheet the one
 * that looks like them is its number.
 */
#ifndef RUN_INDEX_NUMBERS_H
#define RUN_INDEX_NUMBERS_H

#include "dwc/catalogue/shape.h"
#include "run/index/index.h"

/*
 * Learns from the numbers that somebody signed, and where these are few from
 * the others, too. A run without any leaves *ret empty. Asks the index;
 * worker thread.
 */
int numbers_learn(struct index *index, struct shapes *ret,
		  struct error *err) MUST_USE;

#endif
