/*
 * bench_bulk.c: a change of every record of a run, and its undo: what each
 * takes until it is told of first, until its lines are written and until it is
 * folded; the most memory that was held; how long a record takes that is asked
 * for meanwhile, as by a console that goes on; and how long a value takes that
 * is set meanwhile, from the order to the reply.
 *
 *	bench_bulk [RECORDS [RUN [signed]]]	(20,000 unless told)
 *
 * signed: those too, which are one in four. RUN is as of bench_million, and is
 * changed: its journals grow, by some 400 bytes a record that is changed. Without
 * one it is made in $TMPDIR and removed.
 */
#include "config.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "base/thread/thread.h"
#include "review/answer/query.h"
#include "review/columns/bulk_task.h"
#include "review/review.h"
#include "tests/bench/million_run.h"

#define RECORDS 20000
#define REST_MS 20  /* between two questions */
#define EDIT_MS 500 /* between two values */

/* Whoever looks at records meanwhile. */
struct reader {
	const struct run *run;
	unsigned int n;
	pthread_t thread;
	atomic_bool ends;
	struct laps laps;
};

static void reader_ask(struct query *query, struct mailbox *box,
		       uint64_t ticket, unsigned int i)
{
	struct index_filter filter;
	struct mail *mail;
	char id[HASH_HEX_SIZE];
	int kind;

	index_filter_init(&filter);
	filter.open_only = true;
	million_id(i, id);
	query_ask_specimen(query, ticket, &filter, ORDER_DOUBT, id, 0, false);
	do {
		mail = mailbox_wait(box, -1);
		kind = mail->kind;
		mail_free(mail);
	} while (kind != QUERY_MAIL_SPECIMEN);
}

static void *reader_main(void *arg)
{
	struct reader *reader = arg;
	struct mailbox *box, *rest;
	struct query *query;
	struct error err;

	if (mailbox_new(&box, &err) < 0 || mailbox_new(&rest, &err) < 0 ||
	    query_start(reader->run, box, &query, &err) < 0)
		million_fail(&err);
	for (unsigned int i = 0; !atomic_load(&reader->ends); i++) {
		laps_begin(&reader->laps);
		reader_ask(query, box, i + 1, i * 7919 % reader->n);
		laps_take(&reader->laps);
		mailbox_wait(rest, REST_MS);
	}
	query_stop(query);
	mailbox_free(box);
	mailbox_free(rest);
	return NULL;
}

static void reader_begin(struct reader *reader)
{
	struct error err;

	atomic_store(&reader->ends, false);
	if (thread_start(&reader->thread, "reader", reader_main, reader, &err) <
	    0)
		million_fail(&err);
}

static void reader_end(struct reader *reader)
{
	atomic_store(&reader->ends, true);
	pthread_join(reader->thread, NULL);
	laps_tell(&reader->laps, "  a record asked for meanwhile");
}

static void tell_memory(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	printf("  %-44s %9.1f MB\n", "  most memory so far",
	       (double)usage.ru_maxrss / 1024);
}

/* Whoever sets values meanwhile, in the same program. */
struct editor {
	struct store *store;
	unsigned int n;
	pthread_t thread;
	atomic_bool ends;
	struct laps laps;
	size_t refused; /* as on a record that is signed */
};

static void editor_ask(struct editor *editor, struct mailbox *box,
		       unsigned int i)
{
	char id[HASH_HEX_SIZE], value[32];
	const struct review_request request = {
		.op = ACT_SET,
		.by = "other",
		.specimen_id = id,
		.term = "locality",
		.value = value,
	};
	struct mail *mail;

	million_id(i * 7919 % editor->n, id);
	snprintf(value, sizeof(value), "place %u", i);
	laps_begin(&editor->laps);
	review_submit(editor->store, &request, 1, box);
	mail = mailbox_wait(box, -1);
	laps_take(&editor->laps);
	editor->refused +=
		CONTAINER_OF(mail, struct review_reply, mail)->status < 0;
	mail_free(mail);
}

static void *editor_main(void *arg)
{
	struct editor *editor = arg;
	struct mailbox *box, *rest;
	struct error err;

	if (mailbox_new(&box, &err) < 0 || mailbox_new(&rest, &err) < 0)
		million_fail(&err);
	for (unsigned int i = 0; !atomic_load(&editor->ends); i++) {
		editor_ask(editor, box, i);
		mailbox_wait(rest, EDIT_MS);
	}
	mailbox_free(box);
	mailbox_free(rest);
	return NULL;
}

static void editor_begin(struct editor *editor)
{
	struct error err;

	atomic_store(&editor->ends, false);
	if (thread_start(&editor->thread, "editor", editor_main, editor, &err) <
	    0)
		million_fail(&err);
}

static void editor_end(struct editor *editor)
{
	atomic_store(&editor->ends, true);
	pthread_join(editor->thread, NULL);
	laps_tell(&editor->laps, "  a value set meanwhile");
}

/* The desk of who changes. */
struct desk {
	const struct run *run;
	struct store *store;
	struct mailbox *box;
	struct stopwatch watch;
	uint64_t size; /* of edits.jsonl before */
};

static void desk_begin(struct desk *desk)
{
	desk->size = journal_size(desk->run->dir, JOURNAL_EDITS);
	watch_begin(&desk->watch);
}

/* Whether it says that nothing can stop it any more. */
static bool tells_written(struct mail *mail)
{
	if (mail->kind == BULK_MAIL_PROGRESS)
		return CONTAINER_OF(mail, struct bulk_progress, mail)
			       ->followed >= 0;
	return mail->kind == REVIEW_MAIL_PROGRESS &&
	       CONTAINER_OF(mail, struct review_progress, mail)->followed >= 0;
}

/* Waits for mail of this kind, and tells when the first of any came and when
 * the lines are there; the mail is the caller's. */
static struct mail *desk_wait(struct desk *desk, int kind, const char *what)
{
	char *written CLEANUP(mem_free_str) = mem_printf("%s: written", what);
	char *first CLEANUP(mem_free_str) =
		mem_printf("%s: told of first", what);
	bool is_told = false, is_written = false;
	struct mail *mail = NULL;

	while (mail == NULL || mail->kind != kind) {
		mail_free(mail);
		mail = mailbox_wait(desk->box, REST_MS);
		if (mail != NULL && mail->kind != kind && !is_told)
			watch_tell(&desk->watch, first, 0);
		is_told = is_told || mail != NULL;
		if (!is_written && mail != NULL && tells_written(mail)) {
			watch_tell(&desk->watch, written, 0);
			is_written = true;
		}
	}
	watch_tell(&desk->watch, what,
		   journal_size(desk->run->dir, JOURNAL_EDITS) - desk->size);
	return mail;
}

static void bench_change(struct desk *desk, struct index *index,
			 struct bulk_ask *ask)
{
	struct bulk_order order = {.ask = ask, .by = "mb"};
	struct bulk_plan plan;
	struct mail *mail;
	struct error err;

	desk_begin(desk);
	if (bulk_plan_make(index, ask, NULL, 0, NULL, NULL, &plan, &err) < 0)
		million_fail(&err);
	watch_tell(&desk->watch, "what it would do", plan.counts.changed);
	tell_memory();
	order.shown = plan.marks;
	order.n_shown = plan.n_items;
	desk_begin(desk);
	bulk_submit(desk->store, &order, 1, desk->box);
	mail = desk_wait(desk, BULK_MAIL_DONE, "change of all");
	if (CONTAINER_OF(mail, struct bulk_done, mail)->status < 0)
		million_fail(
			&CONTAINER_OF(mail, struct bulk_done, mail)->error);
	mail_free(mail);
	bulk_plan_done(&plan);
	tell_memory();
}

static void bench_undo(struct desk *desk)
{
	const struct review_request request = {.op = ACT_UNDO, .by = "mb"};
	struct review_reply *reply;
	struct mail *mail;

	desk_begin(desk);
	review_submit(desk->store, &request, 1, desk->box);
	mail = desk_wait(desk, REVIEW_MAIL_SAVED, "undo of it");
	reply = CONTAINER_OF(mail, struct review_reply, mail);
	if (reply->status < 0)
		million_fail(&reply->error);
	mail_free(mail);
	tell_memory();
}

int main(int argc, char **argv)
{
	unsigned int n = argc > 1 ? (unsigned int)atoi(argv[1]) : RECORDS;
	char *remove CLEANUP(mem_free_str) = NULL;
	struct run *run = million_run(argc > 2 ? argv[2] : NULL, n, &remove);
	struct index *index = million_index(run);
	char term[] = "habitat", value[] = "dry";
	struct bulk_change change = {.term = term, .to = value};
	struct bulk_ask ask = {.changes = &change, .n = 1};
	struct reader reader = {.run = run, .n = n};
	struct editor editor = {.n = n};
	struct desk desk = {.run = run};
	struct error err;

	index_filter_init(&ask.filter);
	ask.with_signed = argc > 3;
	if (mailbox_new(&desk.box, &err) < 0 ||
	    store_start(run, &desk.store, &err) < 0)
		million_fail(&err);
	editor.store = desk.store;
	reader_begin(&reader);
	editor_begin(&editor);
	bench_change(&desk, index, &ask);
	editor_end(&editor);
	reader_end(&reader);
	index_close(index);
	reader_begin(&reader);
	editor_begin(&editor);
	bench_undo(&desk);
	editor_end(&editor);
	reader_end(&reader);
	store_stop(desk.store);
	mailbox_free(desk.box);
	run_close(run);
	return remove == NULL || system(remove) == 0 ? 0 : 1;
}
