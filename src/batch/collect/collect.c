/*
 * collect.c: see collect.h.
 *
 * 1. raw.jsonl alone says which sheets of the batch have their outcome: it is
 *    read first, once what was rescued of earlier sessions is taken in. The
 *    caller holds the lock of batches, so that nobody else appends outcomes of
 *    it.
 * 2. A sheet's first result is its outcome; what comes after it, of it or of a
 *    sheet that is not of this chunk, is counted and told. A sheet that the
 *    batch never came to has no result.
 * 3. No more than COLLECT_UNACKED outcomes wait for their fsync: memory is
 *    bounded whatever the files hold.
 * 4. A bill for the whole batch is shared out by tokens. What raw.jsonl has of
 *    it already is taken off first, so that the sum is exact over restarts
 *    and whatever order the results came in.
 * 5. A bill is known only where nothing can be missing from it: it was told as
 *    a whole, or each request that the server answered is there and priced.
 */
#include "config.h"

#include "batch/collect/collect.h"

#include <stdlib.h>
#include <string.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "batch/collect/rows.h"
#include "batch/collect/there.h"
#include "extract/schedule/budget.h"
#include "run/index/index.h"
#include "run/index/specimen.h"

#define COLLECT_UNACKED	  2048
#define COLLECT_NAMES	  3 /* of results that are told by name */
#define COLLECT_LISTEN_MS 200

/* What is known of a sheet of the chunk. */
enum {
	SHEET_THERE = 1 << 0,	/* it has an outcome in raw.jsonl, or on its
				   way there */
	SHEET_WEIGHED = 1 << 1, /* its result was counted for the bill */
	SHEET_SEEN = 1 << 2,	/* a result of it came */
	SHEET_UNASKED = 1 << 3, /* a row says that the batch never came to it */
};

/* Results that are told together. */
struct collect_names {
	size_t n;
	struct bytes text;
};

/* What the results weigh that share a bill. */
struct collect_weights {
	int64_t tokens;
	size_t rows, good;
};

struct collect {
	const struct collect_setup *setup;
	struct collect_report *report;
	unsigned char *sheets; /* SHEET_… of each */
	struct mailbox *inbox; /* of acks */
	size_t unacked;
	struct error lost; /* an outcome could not be written anywhere */
	const char *name;  /* of the file that is read */
	struct collect_weights weights;
	struct bill bill;
	bool dear;	/* a result whose cost cannot be known */
	size_t results; /* of sheets of the chunk, there before or now */
	size_t unasked; /* sheets that rows tell of, which nobody bills */
	struct collect_names doubled, foreign, bad;
	struct index *index; /* of setup->imports: were lines imported? */
};

/* --- notes ---------------------------------------------------------------- */

static void names_add(struct collect_names *names, const char *name)
{
	if (names->n++ >= COLLECT_NAMES)
		return;
	if (names->text.len > 0)
		bytes_append_str(&names->text, ", ");
	text_clean(name, strlen(name), &names->text);
}

static void names_say(const struct collect *c,
		      const struct collect_names *names, const char *one,
		      const char *many)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (names->n == 0 || c->setup->note == NULL)
		return;
	bytes_printf(&text, "%s: %zu %s: %s%s", c->setup->chunk->id, names->n,
		     names->n == 1 ? one : many, names->text.data,
		     names->n > COLLECT_NAMES ? " and more" : "");
	c->setup->note(c->setup->arg, text.data);
}

static void collect_say_all(const struct collect *c)
{
	names_say(c, &c->doubled,
		  "result came more than once, and the first of them counts",
		  "results came more than once, and the first of them counts");
	names_say(c, &c->foreign,
		  "result is of a sheet that is not of this batch",
		  "results are of sheets that are not of this batch");
	names_say(c, &c->bad, "line of results cannot be read",
		  "lines of results cannot be read");
	c->report->doubled = c->doubled.n;
	c->report->foreign = c->foreign.n;
	c->report->bad = c->bad.n;
}

/* --- the store ------------------------------------------------------------ */

static bool collect_is_stopped(const struct collect *c)
{
	return c->setup->stop != NULL && atomic_load(c->setup->stop);
}

static void collect_take_ack(struct collect *c, const struct store_ack *ack)
{
	c->unacked--;
	if (ack->status < 0)
		c->lost = ack->error;
	else if (ack->rescued)
		c->report->rescued++;
}

static void collect_take_mail(struct collect *c, struct mail *mail)
{
	if (mail->kind == STORE_MAIL_ACK) {
		collect_take_ack(c, (const struct store_ack *)mail);
	} else if (mail->kind == STORE_MAIL_SPACE && c->setup->note != NULL) {
		const struct store_space *space =
			(const struct store_space *)mail;

		c->setup->note(c->setup->arg, space->waits ? space->error.text
							   : "writing goes on");
	}
	mail_free(mail);
}

/* Until no more than so many wait for their fsync. Whoever stops it does not
 * wait for a disk that is full: the store is told so again and again, since it
 * may find out only later that it is. */
static int collect_await(struct collect *c, size_t most, struct error *err)
{
	while (c->unacked > most) {
		struct mail *mail = mailbox_wait(c->inbox, COLLECT_LISTEN_MS);

		if (mail != NULL)
			collect_take_mail(c, mail);
		else if (collect_is_stopped(c))
			store_give_up(c->setup->store, c->inbox);
	}
	if (c->lost.kind == ERROR_NONE)
		return 0;
	*err = c->lost;
	return -1;
}

static void collect_put(struct collect *c, struct outcome *outcome)
{
	c->unacked++;
	store_put_outcome(c->setup->store, outcome, 0, c->inbox);
}

/* --- an outcome ----------------------------------------------------------- */

static bool collect_is_shared(const struct collect *c)
{
	return c->setup->cost_usd >= 0;
}

/* What it takes of a bill for all: its tokens; where no result tells any, a
 * record as much as another. */
static int64_t collect_weight(const struct collect *c,
			      const struct batch_row *row)
{
	if (c->weights.tokens > 0)
		return row->tokens.prompt + row->tokens.completion;
	return c->weights.good == 0 || row->outcome.error == NULL;
}

/* What the sheet cost; 0 with c->dear where that is not to be known. */
static int64_t collect_cost(struct collect *c, const struct batch_row *row)
{
	int64_t nano;

	if (c->setup->imports)
		return 0;
	if (collect_is_shared(c))
		return bill_share(&c->bill, collect_weight(c, row));
	if (row->cost_nano >= 0)
		return row->cost_nano;
	/* What answered nothing is not billed. */
	if (row->outcome.usage == NULL && row->outcome.error != NULL)
		return 0;
	nano = bill_price(&c->setup->price, &row->tokens);
	if (nano >= 0 && row->outcome.usage != NULL)
		return nano;
	c->dear = true;
	return 0;
}

/* Whose outcome it is; `custom_id` false: it stands for no request. */
static void collect_identify(const struct collect *c, size_t i, bool custom_id,
			     struct outcome *outcome)
{
	const struct collect_setup *setup = c->setup;
	struct batch_sheet sheet = chunk_sheet(setup->chunk, i);
	char stamp[CLOCK_STAMP_SIZE];

	clock_stamp(stamp);
	mem_replace(&outcome->specimen_id, sheet.specimen_id);
	if (strlen(sheet.specimen_id) == 64 && hash_is_hex(sheet.specimen_id))
		mem_replace(&outcome->sha256, sheet.specimen_id);
	mem_replace(&outcome->image, sheet.image);
	mem_replace(&outcome->provider, setup->provider);
	mem_replace(&outcome->timestamp, stamp);
	mem_replace(&outcome->run_id, setup->run->id);
	mem_replace(&outcome->params_sha256, setup->chunk->params_sha256);
	if (outcome->extra == NULL)
		outcome->extra = json_object();
	json_set_string(outcome->extra, THERE_BATCH_KEY,
			setup->chunk->batch_id);
	if (custom_id)
		json_set_string(outcome->extra, THERE_CUSTOM_KEY,
				sheet.custom_id);
}

static void collect_count(struct collect *c, bool failed, int64_t nano)
{
	c->report->cost_nano = nano_add(c->report->cost_nano, nano);
	c->report->failed += failed;
	c->report->succeeded += !failed;
}

static void collect_outcome(struct collect *c, size_t i, struct batch_row *row)
{
	int64_t nano = collect_cost(c, row);

	collect_identify(c, i, true, &row->outcome);
	row->outcome.cost_usd = nano_to_usd(nano);
	collect_count(c, row->outcome.error != NULL, nano);
	c->report->appended++;
	c->sheets[i] |= SHEET_THERE;
	collect_put(c, &row->outcome);
}

/* What the batch cost beside what its results have: a line that says no more
 * than what was paid. It stands with a sheet, the first that is missing. */
static void collect_put_rest(struct collect *c, int64_t nano)
{
	struct outcome outcome;
	size_t i = 0, n = c->report->sheets;

	while (i < n && (c->sheets[i] & SHEET_THERE) != 0)
		i++;
	outcome_init(&outcome);
	collect_identify(c, i < n ? i : 0, false, &outcome);
	mem_replace(&outcome.params_sha256, NULL);
	mem_replace(&outcome.error,
		    "the batch has cost this beside what its results have");
	mem_replace(&outcome.error_kind, OUTCOME_LEFT);
	mem_replace(&outcome.error_scope, "request");
	mem_replace(&outcome.model, c->setup->chunk->model);
	outcome.cost_usd = nano_to_usd(nano);
	c->report->cost_nano = nano_add(c->report->cost_nano, nano);
	collect_put(c, &outcome);
}

/* --- rows ----------------------------------------------------------------- */

/* A first pass over results that share a bill: what they weigh. */
static int collect_weigh(void *data, struct batch_row *row, struct error *err)
{
	struct collect *c = data;
	size_t i;

	(void)err;
	if (row->fate == ROW_UNASKED ||
	    !chunk_find(c->setup->chunk, row->custom_id, &i) ||
	    (c->sheets[i] & (SHEET_THERE | SHEET_WEIGHED)) != 0)
		return 0;
	c->sheets[i] |= SHEET_WEIGHED;
	c->weights.tokens += row->tokens.prompt + row->tokens.completion;
	c->weights.rows++;
	c->weights.good += row->outcome.error == NULL;
	return 0;
}

/* Whether the line was imported by `vasculum import`. */
static int collect_had(struct collect *c, size_t i, const struct batch_row *row,
		       bool *ret, struct error *err)
{
	if (index_has_source(c->index, row->outcome.source_sha256, ret, err) <
	    0)
		return -1;
	if (!*ret)
		return 0;
	c->sheets[i] |= SHEET_THERE;
	c->report->before++;
	collect_count(c, row->outcome.error != NULL, 0);
	return 0;
}

/* The batch never came to it. */
static void collect_pass(struct collect *c, size_t i)
{
	c->unasked += (c->sheets[i] &
		       (SHEET_THERE | SHEET_SEEN | SHEET_UNASKED)) == 0;
	c->sheets[i] |= SHEET_UNASKED;
}

static int collect_take(void *data, struct batch_row *row, struct error *err)
{
	struct collect *c = data;
	bool had = false;
	size_t i;

	if (!chunk_find(c->setup->chunk, row->custom_id, &i)) {
		names_add(&c->foreign, row->custom_id);
		return 0;
	}
	if (row->fate == ROW_UNASKED) {
		collect_pass(c, i);
		return 0;
	}
	if ((c->sheets[i] & SHEET_SEEN) != 0) {
		names_add(&c->doubled, row->custom_id);
		return 0;
	}
	c->sheets[i] |= SHEET_SEEN;
	if ((c->sheets[i] & SHEET_THERE) != 0)
		return 0;
	c->results++;
	c->unasked -= (c->sheets[i] & SHEET_UNASKED) != 0;
	if (c->index != NULL && collect_had(c, i, row, &had, err) < 0)
		return -1;
	if (!had)
		collect_outcome(c, i, row);
	return collect_await(c, COLLECT_UNACKED, err);
}

static void collect_pass_bad(void *data, uint64_t number)
{
	(void)data;
	(void)number;
}

static void collect_bad(void *data, uint64_t number)
{
	struct collect *c = data;
	char name[64];

	snprintf(name, sizeof(name), "%.40s:%llu", c->name,
		 (unsigned long long)number);
	names_add(&c->bad, name);
}

static int collect_files(struct collect *c, bool weigh, struct error *err)
{
	const struct rows_reader reader = {
		.terms = c->setup->run->terms,
		.asked = c->setup->chunk->model,
		.stop = c->setup->stop,
		.hashes = c->setup->imports,
		.client = c->setup->client,
		.take = weigh ? collect_weigh : collect_take,
		.bad = weigh ? collect_pass_bad : collect_bad,
		.data = c,
	};

	for (size_t i = 0; i < COLLECT_FILES; i++) {
		const char *path = c->setup->files[i];

		c->name = path != NULL ? file_base(path) : "";
		if (path != NULL && batch_rows_read(&reader, path, err) < 0)
			return -1;
	}
	return 0;
}

/* --- what is there -------------------------------------------------------- */

static void collect_found(void *data, const struct there_line *line)
{
	struct collect *c = data;
	size_t i;

	if (line->custom_id == NULL) {
		c->report->cost_nano =
			nano_add(c->report->cost_nano, line->cost_nano);
		return;
	}
	if (!chunk_find(c->setup->chunk, line->custom_id, &i) ||
	    (c->sheets[i] & SHEET_THERE) != 0)
		return;
	c->sheets[i] |= SHEET_THERE;
	c->report->before++;
	c->results++;
	collect_count(c, line->failed, line->cost_nano);
}

static int collect_open_index(struct collect *c, struct error *err)
{
	struct fold_report folded;

	if (index_open(c->setup->run, INDEX_FOLD, &c->index, err) < 0)
		return -1;
	return index_fold(c->index, -1, &folded, err);
}

/* Waits until what was rescued is taken in, then looks. */
static int collect_look(struct collect *c, struct error *err)
{
	c->unacked++;
	store_check(c->setup->store, 0, 0, c->inbox);
	if (collect_await(c, 0, err) < 0)
		return -1;
	if (collect_is_stopped(c))
		return error_set(err, ERROR_STOPPED,
				 "stopped before any result was collected");
	if (c->setup->imports && collect_open_index(c, err) < 0)
		return -1;
	return there_scan(c->setup->run->dir, c->setup->raw_position,
			  c->setup->chunk->batch_id, collect_found, c, err);
}

/* --- the bill ------------------------------------------------------------- */

static int collect_weigh_all(struct collect *c, struct error *err)
{
	int64_t total;

	if (!collect_is_shared(c))
		return 0;
	if (collect_files(c, true, err) < 0)
		return -1;
	total = bill_nano(c->setup->cost_usd);
	c->bill.left = total - c->report->cost_nano;
	c->bill.weights = c->weights.tokens > 0 ? c->weights.tokens
			  : c->weights.good > 0 ? (int64_t)c->weights.good
						: (int64_t)c->weights.rows;
	return 0;
}

/* What was paid beside the results that there are; 0: nothing that is known. */
static int64_t collect_rest(const struct collect *c)
{
	const struct bill_tokens *used = &c->setup->used;
	int64_t total;

	if (collect_is_shared(c))
		return c->bill.left;
	if (c->report->missing == 0 || used->prompt + used->completion == 0)
		return 0;
	total = bill_price(&c->setup->price, used);
	return total > c->report->cost_nano ? total - c->report->cost_nano : 0;
}

static bool collect_knows(const struct collect *c)
{
	const struct bill_tokens *used = &c->setup->used;

	if (collect_is_shared(c))
		return true;
	if (c->dear)
		return false;
	if (c->report->missing == 0)
		return true;
	if (used->prompt + used->completion > 0)
		return bill_price(&c->setup->price, used) >= 0;
	return c->setup->answered >= 0 &&
	       (size_t)c->setup->answered <= c->results + c->unasked;
}

/* --- the whole ------------------------------------------------------------ */

static int collect_end(struct collect *c, struct error *err)
{
	struct collect_report *report = c->report;
	int64_t rest;

	report->missing = report->sheets - report->before - report->appended;
	rest = collect_rest(c);
	if (rest > 0 && report->sheets > 0)
		collect_put_rest(c, rest);
	report->cost_known = collect_knows(c);
	return collect_await(c, 0, err);
}

static int collect_run(struct collect *c, struct error *err)
{
	struct error late;

	if (collect_look(c, err) == 0 && collect_weigh_all(c, err) == 0 &&
	    collect_files(c, false, err) == 0)
		return collect_end(c, err);
	/* What is on its way comes to its end all the same. */
	(void)collect_await(c, 0, &late);
	return -1;
}

int batch_collect(const struct collect_setup *setup,
		  struct collect_report *report, struct error *err)
{
	struct collect c = {.setup = setup, .report = report};
	int rc;

	*report = (struct collect_report){
		.sheets = chunk_n_sheets(setup->chunk),
	};
	if (mailbox_new(&c.inbox, err) < 0)
		return -1;
	c.sheets = mem_zalloc(report->sheets + 1);
	rc = collect_run(&c, err);
	collect_say_all(&c);
	bytes_done(&c.doubled.text);
	bytes_done(&c.foreign.text);
	bytes_done(&c.bad.text);
	index_close(c.index);
	mailbox_free(c.inbox);
	free(c.sheets);
	return rc;
}
