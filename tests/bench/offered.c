/*
 * offered.c: what a curator of transcribed sheets is offered, and what they are
 * warned of: how often the first candidate of a field that is wrong is what the
 * transcription has, by who says it; and how many wrong values carry a doubt,
 * how many doubts are of a wrong value, by the kind of doubt and by term.
 *
 *	offered [--json] TRUTH.jsonl RUN
 *
 * The records are gone through in the order of the queue; each is set to what
 * the transcription has and signed before the next is asked about, so that what
 * the run's signed records offer counts, too. The run is changed.
 *
 * 1. A candidate is right where it is one of the texts of the transcription, to
 *    the letter (dates: the day): it is what Tab would take.
 * 2. A value is wrong where score_right.h says so; misspelt where that lets it
 *    pass, though its letters and figures are others; else it is right. A term
 *    on which the transcription of that sheet is silent counts neither way.
 * 3. Doubts are those of the console, of the record as it comes up.
 */
#include "config.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "review/answer/query.h"
#include "review/review.h"
#include "run/index/filter.h"
#include "run/index/index.h"
#include "run/index/rows.h"
#include "run/store/store.h"
#include "tests/bench/score_right.h"
#include "ui/app/app.h"

#define BY	     "bench"
#define FILE_MOST    (64u << 20)
#define RECORDS_MOST 100000
#define RANKS	     4 /* candidates 1, 2, 3, and those behind */

/* Fields with a wrong value or none. */
struct tally {
	size_t fields, offered, right[RANKS];
};

/* What stands in a field, and how often it is doubted. */
enum state { STATE_RIGHT, STATE_MISSPELT, STATE_WRONG, STATE_EMPTY, STATES };
struct doubts {
	size_t n[STATES], doubted[STATES];
};

struct bench {
	const struct run *run;
	json_t *truth; /* image -> values */
	struct mailbox *box;
	struct query *query;
	struct store *store;
	bool json;
	uint64_t ticket;
	struct tally first[SUGGESTION_SOURCES], all, doubted;
	size_t part; /* first candidates that are a part of the value */
	struct doubts of_sign[DOUBT_SIGNS], any;
	struct doubts *of_term; /* by its place in the table */
};

static void fail(const struct error *err)
{
	fprintf(stderr, "offered: %s\n", err->text);
	exit(1);
}

/* ---- what is right -------------------------------------------------------- */

static json_t *truth_read(const char *path)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	json_t *ret = json_object();
	char *line, *save = NULL;
	struct error err;

	if (file_read(path, FILE_MOST, &text, &err) < 0)
		fail(&err);
	line = text.len > 0 ? strtok_r(text.data, "\n", &save) : NULL;
	for (; line != NULL; line = strtok_r(NULL, "\n", &save)) {
		json_t *object CLEANUP(json_release) =
			json_loads(line, 0, NULL);
		const char *image = json_string_at(object, "image");

		if (image != NULL &&
		    !json_is_false(json_object_get(object, "specimen")))
			json_object_set(ret, image,
					json_object_get(object, "dwc"));
	}
	return ret;
}

static enum state state_of(const char *term, const char *value,
			   const json_t *truth)
{
	const json_t *want = json_object_get(truth, term);

	if (text_blank(value))
		return STATE_EMPTY;
	if (!score_right(term, value, want, truth))
		return STATE_WRONG;
	return score_same(term, value, want) ? STATE_RIGHT : STATE_MISSPELT;
}

/* ---- one field ------------------------------------------------------------ */

static size_t rank_of(const struct suggestions *list, const char *term,
		      const json_t *want)
{
	for (size_t i = 0; list != NULL && i < list->n; i++)
		if (score_exact(term, list->items[i].value, want))
			return i;
	return SIZE_MAX;
}

static void tally_add(struct tally *tally, const struct suggestions *list,
		      size_t rank)
{
	tally->fields++;
	tally->offered += list != NULL && list->n > 0;
	if (rank != SIZE_MAX)
		tally->right[rank < RANKS ? rank : RANKS - 1]++;
}

static void count_offers(struct bench *bench, const char *value,
			 const struct suggestions *list, size_t rank,
			 unsigned doubts)
{
	bool any = list != NULL && list->n > 0;

	tally_add(&bench->all, list, rank);
	if (doubts != 0)
		tally_add(&bench->doubted, list, rank);
	if (!any)
		return;
	tally_add(&bench->first[list->items[0].source], list, rank);
	bench->part += strstr(value, list->items[0].value) != NULL;
}

static void doubts_add(struct doubts *doubts, enum state state, bool doubted)
{
	doubts->n[state]++;
	doubts->doubted[state] += doubted;
}

static void count_doubts(struct bench *bench, const char *term,
			 enum state state, unsigned doubts)
{
	size_t at = terms_index(bench->run->terms, term);

	doubts_add(&bench->any, state, doubts != 0);
	doubts_add(&bench->of_term[at], state, doubts != 0);
	for (size_t i = 0; i < DOUBT_SIGNS; i++)
		doubts_add(&bench->of_sign[i], state, (doubts >> i & 1) != 0);
}

static json_t *list_json(const struct suggestions *list)
{
	json_t *ret = json_array();

	for (size_t i = 0; list != NULL && i < list->n; i++) {
		const struct suggestion *s = &list->items[i];

		json_array_append_new(
			ret,
			json_pack("{s:s, s:s, s:s, s:i, s:i, s:f}", "value",
				  s->value, "note", s->note, "source",
				  suggestion_source_word(s->source), "sources",
				  (int)s->sources, "agree", (int)s->agree,
				  "score", s->score));
	}
	return ret;
}

/* Who says what stands there. */
static json_t *said_json(const struct app *app, const char *term)
{
	json_t *ret = json_array();

	for (int i = 0; i < SUGGESTION_SOURCES; i++)
		if (helps_said(app, term, (enum suggestion_source)i))
			json_array_append_new(
				ret, json_string(suggestion_source_word(
					     (enum suggestion_source)i)));
	return ret;
}

static void field_print(const struct app *app, const char *term,
			const char *value, const json_t *want, enum state state,
			const struct suggestions *list, size_t rank)
{
	static const char *const states[STATES] = {"right", "misspelt", "wrong",
						   "empty"};
	struct bytes why CLEANUP(bytes_done) = {0};
	const struct field *field = app_field(app, term);
	unsigned doubts = app_doubts(app, term);
	json_t *line CLEANUP(json_release) = NULL;
	char *text CLEANUP(mem_free_str) = NULL;

	bytes_append_str(&why, "");
	app_doubtful(app, term, &why);
	line = json_pack(
		"{s:s, s:s, s:s, s:O, s:s, s:i, s:s, s:f, s:o, s:i, s:i, s:o}",
		"image", app->here.specimen.image, "term", term, "value", value,
		"want", want, "state", states[state], "doubts", (int)doubts,
		"why", why.data, "confidence",
		field != NULL ? field->confidence : -1, "said",
		said_json(app, term), "stands", (int)helps_stands(app, term),
		"rank", rank == SIZE_MAX ? 0 : (int)rank + 1, "offers",
		list_json(list));
	text = json_dumps(line, JSON_COMPACT);
	puts(text != NULL ? text : "{}");
}

static void field_bench(struct bench *bench, const struct app *app,
			const char *term, const json_t *truth)
{
	const json_t *want = json_object_get(truth, term);
	const char *value = record_value(&app->here.specimen.record, term);
	const struct suggestions *list = helps_of_term(app, term);
	enum state state = state_of(term, value, truth);
	unsigned doubts = app_doubts(app, term);
	size_t rank = rank_of(list, term, want);

	if (terms_find(bench->run->terms, term) == NULL)
		return;
	count_doubts(bench, term, state, doubts);
	if (!score_exact(term, value, want))
		count_offers(bench, value, list, rank, doubts);
	if (bench->json)
		field_print(app, term, value, want, state, list, rank);
}

/* ---- one record ----------------------------------------------------------- */

static struct mail *wait_mail(struct bench *bench, int kind)
{
	struct mail *mail = mailbox_wait(bench->box, -1);

	while (mail->kind != kind) {
		mail_free(mail);
		mail = mailbox_wait(bench->box, -1);
	}
	return mail;
}

static bool ask_specimen(struct bench *bench, const char *id, struct app *app)
{
	struct index_filter filter;
	struct query_specimen *answer;
	struct mail *mail;

	index_filter_init(&filter);
	query_ask_specimen(bench->query, ++bench->ticket, &filter, ORDER_DOUBT,
			   id, 0, false);
	mail = wait_mail(bench, QUERY_MAIL_SPECIMEN);
	answer = CONTAINER_OF(mail, struct query_specimen, mail);
	if (answer->error.kind != ERROR_NONE)
		fail(&answer->error);
	app->here.specimen = answer->specimen;
	specimen_init(&answer->specimen);
	app->here.have = true;
	mail_free(mail);
	return true;
}

static void ask_offers(struct bench *bench, const char *id, struct app *app)
{
	struct query_suggestions *answer;
	struct mail *mail;

	query_ask_suggestions(bench->query, ++bench->ticket, id, BY);
	mail = wait_mail(bench, QUERY_MAIL_SUGGESTIONS);
	answer = CONTAINER_OF(mail, struct query_suggestions, mail);
	if (answer->error.kind != ERROR_NONE)
		fail(&answer->error);
	app->helps.ticket = bench->ticket;
	app->helps.asked.id = mem_strdup(id);
	helps_take(app, answer);
	mail_free(mail);
}

/* Whatever the transcription has otherwise is set, and the record signed. */
static void record_sign(struct bench *bench, const char *id,
			const struct record *record, json_t *truth)
{
	struct review_request *requests =
		mem_zalloc((json_object_size(truth) + 1) * sizeof(*requests));
	struct review_reply *reply;
	struct mail *mail;
	json_t *want;
	const char *term;
	size_t n = 0;

	json_object_foreach(truth, term, want)
	{
		if (score_exact(term, record_value(record, term), want) ||
		    terms_find(bench->run->terms, term) == NULL)
			continue;
		requests[n++] = (struct review_request){
			.op = ACT_SET,
			.specimen_id = id,
			.by = BY,
			.term = term,
			.value = score_text(json_is_array(want)
						    ? json_array_get(want, 0)
						    : want)};
	}
	requests[n++] = (struct review_request){.op = ACT_APPROVE,
						.specimen_id = id,
						.by = BY,
						.override = true,
						.reason = "transcribed"};
	review_submit_all(bench->store, requests, n, ++bench->ticket,
			  bench->box);
	mail = wait_mail(bench, REVIEW_MAIL_SAVED);
	reply = CONTAINER_OF(mail, struct review_reply, mail);
	if (reply->status < 0)
		fail(&reply->error);
	mail_free(mail);
	free(requests);
}

static void record_bench(struct bench *bench, const char *id, json_t *truth)
{
	struct app_options options = {
		.terms = bench->run->terms,
		.run_name = "bench",
		.by = BY,
		.columns = 80,
		.rows = 24,
	};
	struct app app;
	const char *term;
	json_t *want;

	app_init(&app, &options);
	ask_specimen(bench, id, &app);
	doubtful_learn(&app);
	ask_offers(bench, id, &app);
	json_object_foreach(truth, term, want)
		field_bench(bench, &app, term, truth);
	record_sign(bench, id, &app.here.specimen.record, truth);
	app_done(&app);
}

/* ---- all of them ---------------------------------------------------------- */

static void records_bench(struct bench *bench)
{
	struct index_filter filter;
	struct specimen_row *rows;
	size_t n, total;
	struct index *index;
	struct error err;

	index_filter_init(&filter);
	if (index_open(bench->run, INDEX_READ, &index, &err) < 0 ||
	    index_rows(index, &filter, ORDER_DOUBT, 0, RECORDS_MOST, &rows, &n,
		       &total, &err) < 0)
		fail(&err);
	index_close(index);
	for (size_t i = 0; i < n; i++) {
		json_t *truth =
			json_object_get(bench->truth, file_base(rows[i].image));

		if (truth != NULL)
			record_bench(bench, rows[i].id, truth);
		specimen_row_done(&rows[i]);
	}
	free(rows);
}

static double share(size_t part, size_t whole)
{
	return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

static void tally_print(const char *what, const struct tally *tally)
{
	printf("  %-12s %5zu %8zu %6zu (%3.0f %%) %6zu %6zu %6zu\n", what,
	       tally->fields, tally->offered, tally->right[0],
	       share(tally->right[0], tally->offered), tally->right[1],
	       tally->right[2], tally->right[3]);
}

/* Doubts that are true. */
static size_t doubts_hits(const struct doubts *d)
{
	return d->doubted[STATE_WRONG] + d->doubted[STATE_MISSPELT] +
	       d->doubted[STATE_EMPTY];
}

static void doubts_print(const char *what, const struct doubts *d)
{
	size_t all = doubts_hits(d), filled = all - d->doubted[STATE_EMPTY];

	printf("  %-22s %4zu/%-4zu %4zu/%-4zu %4zu/%-4zu %4zu/%-4zu"
	       " %3.0f %% %3.0f %%\n",
	       what, d->doubted[STATE_WRONG], d->n[STATE_WRONG],
	       d->doubted[STATE_MISSPELT], d->n[STATE_MISSPELT],
	       d->doubted[STATE_EMPTY], d->n[STATE_EMPTY],
	       d->doubted[STATE_RIGHT], d->n[STATE_RIGHT],
	       share(filled, d->n[STATE_WRONG] + d->n[STATE_MISSPELT]),
	       share(all, all + d->doubted[STATE_RIGHT]));
}

static void report(const struct bench *bench)
{
	static const char *const signs[DOUBT_SIGNS] = {
		"error",   "warning", "unsaved",  "readings differ",
		"unsaid",  "empty",   "not sure", "second reader",
		"may say", "misread", "spelled",
	};

	puts("fields that are not as transcribed, and where it is offered:");
	puts("  first from   fields  offered  first         second  third  "
	     "later");
	tally_print("any", &bench->all);
	tally_print("doubted", &bench->doubted);
	for (size_t i = 0; i < SUGGESTION_SOURCES; i++)
		tally_print(suggestion_source_word(i), &bench->first[i]);
	printf("  first is a part of the value: %zu\n", bench->part);
	puts("doubted of those that are …    wrong  misspelt     empty     "
	     "right  told true");
	doubts_print("any doubt", &bench->any);
	for (size_t i = 0; i < DOUBT_SIGNS; i++)
		if (bench->of_sign[i].doubted[STATE_RIGHT] +
			    doubts_hits(&bench->of_sign[i]) >
		    0)
			doubts_print(signs[i], &bench->of_sign[i]);
	for (size_t i = 0; i < terms_count(bench->run->terms); i++)
		if (memcmp(&bench->of_term[i], &(struct doubts){0},
			   sizeof(struct doubts)) != 0)
			doubts_print(terms_at(bench->run->terms, i)->name,
				     &bench->of_term[i]);
}

int main(int argc, char **argv)
{
	struct bench bench = {0};
	struct fold_report folded;
	struct index *index;
	struct run *run;
	struct error err;

	bench.json = argc > 1 && strcmp(argv[1], "--json") == 0;
	if (argc != 3 + bench.json) {
		fputs("usage: offered [--json] TRUTH.jsonl RUN\n", stderr);
		return 2;
	}
	bench.truth = truth_read(argv[1 + bench.json]);
	if (run_open(argv[2 + bench.json], RUN_WRITE, &run, &err) < 0 ||
	    mailbox_new(&bench.box, &err) < 0)
		fail(&err);
	bench.run = run;
	bench.of_term =
		mem_zalloc(terms_count(run->terms) * sizeof(*bench.of_term));
	if (index_open(run, INDEX_FOLD, &index, &err) < 0 ||
	    index_fold(index, -1, &folded, &err) < 0)
		fail(&err);
	index_close(index);
	if (store_start(run, &bench.store, &err) < 0 ||
	    query_start(run, bench.box, &bench.query, &err) < 0)
		fail(&err);
	records_bench(&bench);
	query_stop(bench.query);
	store_stop(bench.store);
	if (!bench.json)
		report(&bench);
	mailbox_free(bench.box);
	free(bench.of_term);
	json_decref(bench.truth);
	run_close(run);
	return 0;
}
