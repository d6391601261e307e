/*
 * outcomes.h: what lines of raw.jsonl tell by themselves, without an index:
 * how many sheets were read and how many failed, of which kinds and of when,
 * by which models and for how much, which fields were filled, what specimens
 * are called, and the sheet that was read last. A value without pointers;
 * every text in it is clean.
 */
#ifndef WATCH_READ_OUTCOMES_H
#define WATCH_READ_OUTCOMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/box.h"
#include "watch/read/log.h"

#define WATCH_NAMES	  512  /* specimens whose names are known */
#define WATCH_FAILURES	  2048 /* that are told apart by their time */
#define WATCH_MODELS	  12
#define WATCH_TERMS	  128
#define WATCH_VALUES	  24 /* of the sheet that was read last */
#define WATCH_FAILED_LAST 3  /* sheets that could not be read, by name */

struct watch_model {
	char model[96];
	int64_t succeeded, failed;
	double cost_usd;
};

struct watch_term {
	char name[64];
	int64_t filled;
};

struct watch_value {
	char term[48];
	char value[200];
	double confidence; /* -1: none */
};

/* A sheet and what was read of it. */
struct watch_sheet {
	char id[72], image[160], model[96];
	double at;	  /* s since 1970; -1 unknown */
	struct box label; /* the best label, in stored pixels; w == 0: none */
	int turn;	  /* clockwise degrees that turn it, or the sheet,
			     upright; -1 unknown */
	struct watch_value values[WATCH_VALUES];
	size_t n_values;
	size_t n_fields; /* that had a value, those left out included */
};

struct watch_outcomes {
	uint64_t lines, bad;
	bool partial; /* the file begins before what was read of it */
	int64_t succeeded, failed;
	double cost_usd;
	struct watch_model models[WATCH_MODELS];
	size_t n_models;
	struct watch_term terms[WATCH_TERMS];
	size_t n_terms;
	struct watch_failure {
		double at;
		char kind[40];
	} failures[WATCH_FAILURES]; /* a ring */
	uint64_t n_failures;	    /* ever */
	struct watch_name {
		char id[72], image[96];
	} names[WATCH_NAMES]; /* a ring */
	uint64_t n_names;
	struct watch_sheet last; /* the last that could be read, … */
	bool have_last;
	struct watch_failed {
		char sheet[96], error[160];
	} failed_last
		[WATCH_FAILED_LAST]; /* … and those that could not, the last
					of them first */
	size_t n_failed;
};

/* Counts an outcome, and its cost, under who made it, among WATCH_MODELS at
 * most; those that come later share the last place, "other". */
struct outcome;
void watch_models_add(struct watch_model *models, size_t *n,
		      const struct outcome *outcome);

void watch_outcomes_init(struct watch_outcomes *outcomes);
/* Takes a line of any known shape; NULL: it was too long. */
void watch_outcomes_take(struct watch_outcomes *outcomes, const char *line,
			 size_t len);
/* What people call this specimen; NULL: not known. */
const char *watch_outcomes_name(const struct watch_outcomes *outcomes,
				const char *id);
/* Failures since a time (s since 1970; -1: ever), by kind, most first; at most
 * WATCH_KINDS. */
size_t watch_outcomes_kinds(const struct watch_outcomes *outcomes, double since,
			    struct watch_kind ret[WATCH_KINDS]);

#endif
