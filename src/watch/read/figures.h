/*
 * figures.h: what index, batches and claims of a run say: sums, fields,
 * batches under way, curators at work. Values without pointers; every text is
 * clean.
 */
#ifndef WATCH_READ_FIGURES_H
#define WATCH_READ_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "review/team/pace.h"
#include "run/batches/batches.h"
#include "run/index/counts.h"
#include "watch/read/outcomes.h"

#define WATCH_CHUNKS   24
#define WATCH_CURATORS 12

/* A field over all records. */
struct watch_field {
	char name[64];
	bool required;		    /* counts for completeness */
	size_t filled, sound, seen; /* seen: it stands on the sheet */
};

struct watch_records {
	bool known; /* there is an index that tells */
	struct index_counts counts;
	struct index_session session;
	struct watch_field fields[WATCH_TERMS];
	size_t n_fields;
	bool looked;	 /* some value stands on its sheet: else nobody has
			    looked where they do, and `seen` says nothing */
	uint64_t behind; /* bytes of journals that it has not seen */
	bool making;	 /* it is being made: figures are of a part */
	char why[200];	 /* it cannot be asked; "" */
};

struct watch_chunk {
	char id[40], batch_id[80], model[96], status[40], state[16], why[120];
	bool open;
	size_t requests;
	int64_t completed, failed;     /* -1 unknown */
	int64_t submitted_at, ends_at; /* s since 1970; -1 unknown */
	double cost_usd, reserved_usd;
};

struct watch_batches {
	struct watch_chunk chunks[WATCH_CHUNKS]; /* open ones first, newest
						    first */
	size_t n_chunks;
	size_t n, n_open, n_unresolved; /* of all */
	size_t in_flight;		/* sheets of open ones */
	double reserved_usd, may_usd, cost_usd;
};

struct watch_curator {
	char who[64];
	char id[72], image[96]; /* the record that is open */
	double since;		/* s since 1970; -1 unknown */
	struct pace pace;	/* today */
};

struct watch_curators {
	struct watch_curator items[WATCH_CURATORS];
	size_t n;
};

struct watch_figures {
	struct watch_records records;
	struct watch_batches batches;
	struct watch_curators curators;
};

/* What reads them; one thread's. `run` outlives it. */
struct figures_reader;
struct figures_reader *figures_reader_new(const struct run *run);
void figures_reader_free(struct figures_reader *reader); /* NULL is fine */

/*
 * Reads what is due at this time (clock_ms): each question is asked again
 * after a hundred times what it took, two seconds at least, so that watching
 * costs a hundredth of a core. `live`: somebody writes the run, and folds its
 * index. `whole`: all of it, now, to the end. True where something was read.
 */
bool figures_read(struct figures_reader *reader, bool live, bool whole,
		  int64_t now_ms, struct watch_figures *ret);

/* The index that was asked last, for further questions; NULL: none. */
struct index *figures_index(struct figures_reader *reader);

#endif
