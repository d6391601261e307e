/*
 * figures.c: what a run's index, batches and claims say. See figures.h.
 *
 * 1. The run's own index is asked where it is there and somebody keeps it up
 *    to date, or nothing has come since. Else one in the cache directory is
 *    folded, a little at a time. Nothing of the run is written or locked.
 * 2. A figure that cannot be had now stays what it was.
 */
#include "config.h"

#include "watch/read/figures.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "extract/control/progress.h"
#include "review/team/claims.h"
#include "run/journal/journal.h"

#define FIGURES_REST_MS	  2000
#define FIGURES_REST_MOST 300000
#define FIGURES_SHARE	  100 /* of the time a question took */
#define FIGURES_FOLD_MS	  40
#define FIGURES_MANY	  20000 /* records: fields are counted later … */
#define FIGURES_FIRST_MS  300	/* … by so much, at first */
#define FIGURES_LATE_MS	  5000	/* an index may be behind for so long */

/* When something is to be read again. */
struct due {
	int64_t at_ms;
};

struct figures_reader {
	const struct run *run;
	struct index *looked; /* the run's own; NULL: it cannot be had */
	struct index *own;    /* one beside; NULL: not needed yet */
	bool own_whole;	      /* it is folded to the end */
	int64_t late_ms;      /* since when the run's is behind; 0: it is not */
	int64_t revision;     /* of the index as it was read */
	struct index *read;   /* that was */
	struct due counts, fields, batches, claims;
	bool known; /* an index was asked before */
	struct batches fold;
	struct pace_reader *paces[WATCH_CURATORS];
	char paced[WATCH_CURATORS][64]; /* whose they are */
};

struct figures_reader *figures_reader_new(const struct run *run)
{
	struct figures_reader *reader = mem_zalloc(sizeof(*reader));

	reader->run = run;
	reader->revision = -1;
	batches_init(&reader->fold);
	return reader;
}

void figures_reader_free(struct figures_reader *reader)
{
	if (reader == NULL)
		return;
	for (size_t i = 0; i < WATCH_CURATORS; i++)
		pace_reader_free(reader->paces[i]);
	batches_done(&reader->fold);
	index_close(reader->looked);
	index_close(reader->own);
	free(reader);
}

struct index *figures_index(struct figures_reader *reader)
{
	return reader->read;
}

static bool due_now(const struct due *due, bool whole, int64_t now_ms)
{
	return whole || now_ms >= due->at_ms;
}

/* It was begun at `begun_ms`, and is over. */
static void due_later(struct due *due, int64_t begun_ms)
{
	int64_t now = clock_ms();
	int64_t rest = (now - begun_ms) * FIGURES_SHARE;

	rest = rest < FIGURES_REST_MS	  ? FIGURES_REST_MS
	       : rest > FIGURES_REST_MOST ? FIGURES_REST_MOST
					  : rest;
	due->at_ms = now + rest;
}

/* --- which index ---------------------------------------------------------- */

/* Bytes of the journals that it has not seen; 0 where that cannot be told. */
static uint64_t index_behind(const struct run *run, struct index *index)
{
	struct index_reach reach;
	uint64_t raw = journal_size(run->dir, JOURNAL_RAW);
	uint64_t edits = journal_size(run->dir, JOURNAL_EDITS);
	uint64_t behind = 0;

	if (index_reached(index, &reach, NULL) < 0)
		return 0;
	if (raw > (uint64_t)reach.raw)
		behind += raw - (uint64_t)reach.raw;
	if (edits > (uint64_t)reach.edits)
		behind += edits - (uint64_t)reach.edits;
	return behind;
}

/* Whether it has seen all of them, and its rows say so. */
static bool index_is_whole(const struct run *run, struct index *index)
{
	size_t late;

	return index_behind(run, index) == 0 &&
	       (index_rows_late(index, &late, NULL) < 0 || late == 0);
}

/* Whether the run's own index may be asked now. */
static bool looked_serves(struct figures_reader *reader, bool live, bool whole)
{
	int64_t now = clock_ms();
	struct index_counts counts;

	if (reader->looked == NULL &&
	    index_open_look(reader->run, &reader->looked, NULL) < 0) {
		reader->looked = NULL;
		return false;
	}
	/* Which also finds the file that has taken its place. */
	if (index_counts(reader->looked, &counts, NULL) < 0) {
		index_close(reader->looked);
		reader->looked = NULL;
		reader->read = NULL;
		return false;
	}
	if (index_is_whole(reader->run, reader->looked)) {
		reader->late_ms = 0;
		return true;
	}
	if (reader->late_ms == 0)
		reader->late_ms = now;
	return live || (!whole && now - reader->late_ms < FIGURES_LATE_MS);
}

/* Folds the one beside, for a little while or to the end. */
static int own_fold(struct figures_reader *reader, bool whole,
		    struct watch_records *ret, struct error *err)
{
	struct fold_report report = {0};
	struct renewal renewal;

	if (reader->own == NULL &&
	    index_open(reader->run, INDEX_FOLD, &reader->own, err) < 0)
		return -1;
	do {
		if (index_fold(reader->own, FIGURES_FOLD_MS, &report, err) < 0)
			return -1;
	} while (whole && !report.complete);
	reader->own_whole = report.complete;
	ret->making = report.making || !report.complete;
	return report.complete
		       ? index_renew(reader->own, whole ? -1 : FIGURES_FOLD_MS,
				     &renewal, err)
		       : 0;
}

/* The index to ask; NULL with *err. */
static struct index *figures_choose(struct figures_reader *reader, bool live,
				    bool whole, struct watch_records *ret,
				    struct error *err)
{
	struct index *before = reader->read;

	ret->making = false;
	if (looked_serves(reader, live, whole))
		reader->read = reader->looked;
	else if (own_fold(reader, whole, ret, err) == 0)
		reader->read = reader->own;
	else
		reader->read = NULL;
	if (reader->read != before)
		reader->revision = -1;
	return reader->read;
}

/* --- the index ------------------------------------------------------------ */

static int read_fields(struct figures_reader *reader, struct watch_records *ret,
		       struct error *err)
{
	const struct terms *terms = reader->run->terms;
	struct coverage *coverage;
	size_t n = terms_count(terms);

	if (index_coverage(reader->read, &coverage, err) < 0)
		return -1;
	ret->n_fields = n < WATCH_TERMS ? n : WATCH_TERMS;
	ret->looked = false;
	for (size_t i = 0; i < ret->n_fields; i++) {
		struct watch_field *field = &ret->fields[i];

		progress_copy(field->name, sizeof(field->name),
			      terms_at(terms, i)->name);
		field->required = term_is_required(terms_at(terms, i));
		field->filled = coverage[i].filled;
		field->sound = coverage[i].sound;
		field->seen = coverage[i].seen;
		ret->looked = ret->looked || field->seen > 0;
	}
	free(coverage);
	return 0;
}

static int read_index(struct figures_reader *reader, bool live, bool whole,
		      struct watch_records *ret, struct error *err)
{
	int64_t begun = clock_ms();
	struct index_counts counts;
	bool changed;

	if (figures_choose(reader, live, whole, ret, err) == NULL ||
	    index_counts(reader->read, &counts, err) < 0 ||
	    index_session(reader->read, &ret->session, err) < 0)
		return -1;
	changed = reader->revision != counts.revision;
	ret->counts = counts;
	ret->known = true;
	ret->behind = index_behind(reader->run, reader->read);
	due_later(&reader->counts, begun);
	/* All records are read for them: who has just come sees the rest
	 * first. */
	if (!reader->known && counts.sheets > FIGURES_MANY)
		reader->fields.at_ms = begun + FIGURES_FIRST_MS;
	reader->known = true;
	if (!changed || !due_now(&reader->fields, whole, begun))
		return 0;
	begun = clock_ms();
	if (read_fields(reader, ret, err) < 0)
		return -1;
	due_later(&reader->fields, begun);
	reader->revision = counts.revision;
	return 0;
}

static void read_records(struct figures_reader *reader, bool live, bool whole,
			 struct watch_records *ret)
{
	int64_t begun = clock_ms();
	struct error err = {0};

	ret->why[0] = '\0';
	if (read_index(reader, live, whole, ret, &err) == 0)
		return;
	progress_copy(ret->why, sizeof(ret->why), err.text);
	due_later(&reader->counts, begun);
}

/* --- batches -------------------------------------------------------------- */

static void chunk_fill(const struct batch_chunk *chunk, struct watch_chunk *ret)
{
	double at;

	memset(ret, 0, sizeof(*ret));
	progress_copy(ret->id, sizeof(ret->id), chunk->id);
	progress_copy(ret->batch_id, sizeof(ret->batch_id), chunk->batch_id);
	progress_copy(ret->model, sizeof(ret->model), chunk->model);
	progress_copy(ret->status, sizeof(ret->status), chunk->status);
	progress_copy(ret->state, sizeof(ret->state),
		      chunk_state_word(chunk->state));
	progress_copy(ret->why, sizeof(ret->why), chunk->why);
	ret->open = chunk_state_is_open(chunk->state);
	ret->requests = chunk_n_sheets(chunk);
	ret->completed = json_int_at(chunk->told, "completed", -1);
	ret->failed = json_int_at(chunk->told, "failed", -1);
	ret->ends_at = json_int_at(chunk->told, "expires_at", -1);
	ret->submitted_at = chunk->since_s;
	if (ret->submitted_at < 0 && chunk->planned != NULL &&
	    clock_parse(chunk->planned, &at) == 0)
		ret->submitted_at = (int64_t)at;
	ret->cost_usd = chunk->cost_usd;
	ret->reserved_usd = ret->open ? chunk->reserved_usd : 0;
}

/* Those that are open (or are not), newest first. */
static void chunks_add(const struct batches *fold, bool open,
		       struct watch_batches *ret)
{
	for (size_t i = fold->n; i-- > 0 && ret->n_chunks < WATCH_CHUNKS;)
		if (chunk_state_is_open(fold->chunks[i]->state) == open)
			chunk_fill(fold->chunks[i],
				   &ret->chunks[ret->n_chunks++]);
}

static void read_batches(struct figures_reader *reader,
			 struct watch_batches *ret)
{
	const struct batches *fold = &reader->fold;
	int64_t begun = clock_ms();

	if (batches_fold(&reader->fold, reader->run->dir, NULL) == 0) {
		memset(ret, 0, sizeof(*ret));
		ret->n = fold->n;
		for (size_t i = 0; i < fold->n; i++) {
			const struct batch_chunk *chunk = fold->chunks[i];

			ret->cost_usd += chunk->cost_usd;
			if (!chunk_state_is_open(chunk->state))
				continue;
			ret->n_open++;
			ret->in_flight += chunk_n_sheets(chunk);
			ret->n_unresolved += chunk->state == CHUNK_UNRESOLVED;
		}
		ret->reserved_usd = batches_reserved_usd(fold);
		ret->may_usd = batches_may_usd(fold);
		chunks_add(fold, true, ret);
		chunks_add(fold, false, ret);
	}
	due_later(&reader->batches, begun);
}

/* --- curators ------------------------------------------------------------- */

/* Today's pace of somebody who was at work before, or is from now on. */
static void read_pace(struct figures_reader *reader, size_t slot,
		      struct watch_curator *curator)
{
	if (reader->paces[slot] != NULL &&
	    strcmp(reader->paced[slot], curator->who) != 0) {
		pace_reader_free(reader->paces[slot]);
		reader->paces[slot] = NULL;
	}
	memcpy(reader->paced[slot], curator->who, sizeof(reader->paced[slot]));
	pace_now(&reader->paces[slot], reader->run->dir, curator->who,
		 &curator->pace);
}

static bool curators_have(const struct watch_curators *curators,
			  const char *who)
{
	for (size_t i = 0; i < curators->n; i++)
		if (strcmp(curators->items[i].who, who) == 0)
			return true;
	return false;
}

static void read_curators(struct figures_reader *reader,
			  struct watch_curators *ret)
{
	int64_t begun = clock_ms();
	struct claims_list list;

	claims_look(reader->run->dir, clock_boot_ms(), &list);
	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < list.n && ret->n < WATCH_CURATORS; i++) {
		struct watch_curator *curator = &ret->items[ret->n];
		char who[sizeof(curator->who)];

		progress_copy(who, sizeof(who), list.items[i].who);
		if (curators_have(ret, who))
			continue;
		memcpy(curator->who, who, sizeof(who));
		progress_copy(curator->id, sizeof(curator->id),
			      list.items[i].specimen_id);
		if (clock_parse(list.items[i].since, &curator->since) < 0)
			curator->since = -1;
		read_pace(reader, ret->n++, curator);
	}
	claims_list_done(&list);
	due_later(&reader->claims, begun);
}

/* --- all ------------------------------------------------------------------ */

bool figures_read(struct figures_reader *reader, bool live, bool whole,
		  int64_t now_ms, struct watch_figures *ret)
{
	bool counts = due_now(&reader->counts, whole, now_ms);
	bool batches = due_now(&reader->batches, whole, now_ms);
	bool claims = due_now(&reader->claims, whole, now_ms);

	if (counts)
		read_records(reader, live, whole, &ret->records);
	if (batches)
		read_batches(reader, &ret->batches);
	if (claims)
		read_curators(reader, &ret->curators);
	return counts || batches || claims;
}
