/*
 * chain.h: a linear chain over the words of one region (a conditional random
 * field: Lafferty, McCallum and Pereira 2001): what each word speaks for,
 * together with how fields follow each other, gives the probability of every
 * run of words.
 *
 * Forward and backward sums are scaled at each word (Rabiner 1989, V.A).
 * Pure; one thread at a time.
 */
#ifndef ENGINE_MAP_CHAIN_H
#define ENGINE_MAP_CHAIN_H

#include <stddef.h>

#include "engine/map/field.h"

/* How a word follows the one before it. */
enum chain_edge {
	EDGE_START, /* the first of the region */
	EDGE_NEXT,
	EDGE_GAP,   /* behind a wide blank */
	EDGE_LINE,  /* it begins a line */
	EDGE_BREAK, /* it begins one that stands off the line before */
};
#define CHAIN_EDGES 5

/* What may follow what, as factors (exponentials of weights). */
struct chain_links {
	/* from a field to one that begins, or to FIELD_NONE */
	double enter[CHAIN_EDGES][MAP_FIELD_COUNT][MAP_FIELD_COUNT];
	double go_on[CHAIN_EDGES][MAP_FIELD_COUNT];
};

/* What one word speaks for, by state. */
struct chain_node {
	double score[STATE_COUNT];
	enum chain_edge edge;
	state_set allowed; /* what it may be at all */
};

struct chain {
	const struct chain_links *links; /* borrowed */
	const struct chain_node *nodes;	 /* borrowed */
	size_t n;
	double (*factor)[STATE_COUNT];	/* owned, as are the others */
	double (*forward)[STATE_COUNT]; /* of each word they sum to 1 */
	double (*backward)[STATE_COUNT];
	double *scale;
	double log_sum; /* of all ways through the chain */
};

/* Sums over all ways; with `masked` over those alone that nodes allow. Where
 * none is allowed, or weights of a table of one's own leave none, log_sum is
 * -INFINITY, and nothing is probable. */
void chain_init(struct chain *chain, const struct chain_links *links,
		const struct chain_node *nodes, size_t n, int masked);
void chain_done(struct chain *chain);

/* The probability of a state at word i. */
double chain_state(const struct chain *chain, size_t i, int state);
/* The probability that word i is part of the field. */
double chain_field(const struct chain *chain, size_t i, enum map_field field);
/* That word i is `to` behind a word of `from` as a new field (FIELD_NONE, or
 * one that begins), and that it goes on with `field`. i > 0. */
double chain_enters(const struct chain *chain, size_t i, enum map_field from,
		    enum map_field to);
double chain_goes_on(const struct chain *chain, size_t i, enum map_field field);
/* That the field begins at word `first` and ends with word `last`. */
double chain_span(const struct chain *chain, enum map_field field, size_t first,
		  size_t last);

#endif
