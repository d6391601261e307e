/*
 * test_review.c: acts of review through the store, and the query thread.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "review/answer/query.h"
#include "review/review.h"
#include "run/index/filter.h"
#include "run/index/specimen.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

#define VALUE_MAX 65536 /* bytes, as record.h has it */

struct desk {
	char *dir;
	struct run *run;
	struct store *store;
	struct mailbox *box;
	char one[65], two[65];
	uint64_t ticket;
	char *withdrawn; /* what the last reply said of that; owned */
};

static void desk_open(struct desk *desk)
{
	struct error err;

	if (store_start(desk->run, &desk->store, &err) < 0 ||
	    mailbox_new(&desk->box, &err) < 0)
		fail_msg("%s", err.text);
}

static void desk_close(struct desk *desk)
{
	store_stop(desk->store);
	mailbox_free(desk->box);
}

static int setup(void **state)
{
	struct desk *desk = mem_zalloc(sizeof(*desk));
	struct bytes raw = {0};

	desk->dir = scratch_new();
	desk->run = history_run(desk->dir);
	history_id(1, desk->one);
	history_id(2, desk->two);
	history_outcome(&raw, desk->one, "a.jpg", "m1",
			"catalogNumber=12|scientificName=Poa annua|"
			"eventDate=1935-06-27|recordedBy=A. B. Smith|"
			"country=Canada|stateProvince=Saskatchewan|"
			"myOwnKey=kept");
	history_outcome(&raw, desk->two, "b/b.jpg", "m1", NULL);
	history_append(desk->run, "raw.jsonl", &raw);
	bytes_done(&raw);
	desk_open(desk);
	*state = desk;
	return 0;
}

static int teardown(void **state)
{
	struct desk *desk = *state;

	desk_close(desk);
	run_close(desk->run);
	scratch_free(desk->dir);
	free(desk->withdrawn);
	free(desk);
	return 0;
}

/* Submits and waits; 0, or -1 with the error. */
static int ask_all(struct desk *desk, const struct review_request *requests,
		   size_t n, int64_t *ret_revision, struct error *err)
{
	struct review_reply *reply;
	struct mail *mail;
	int status;

	review_submit_all(desk->store, requests, n, ++desk->ticket, desk->box);
	mail = mailbox_wait(desk->box, 60000);
	assert_non_null(mail);
	assert_int_equal(mail->kind, REVIEW_MAIL_SAVED);
	reply = CONTAINER_OF(mail, struct review_reply, mail);
	assert_int_equal(reply->ticket, desk->ticket);
	status = reply->status;
	if (status < 0)
		*err = reply->error;
	if (ret_revision != NULL)
		*ret_revision = reply->revision;
	mem_replace(&desk->withdrawn, reply->withdrawn);
	mail_free(mail);
	return status;
}

static void does(struct desk *desk, struct review_request request)
{
	struct error err;

	if (ask_all(desk, &request, 1, NULL, &err) < 0)
		fail_msg("%s", err.text);
}

static void refused(struct desk *desk, struct review_request request,
		    const char *why)
{
	struct error err = {0};
	char *before = scratch_read(desk->run->dir, "edits.jsonl", NULL);
	char *after;

	assert_int_equal(ask_all(desk, &request, 1, NULL, &err), -1);
	if (strstr(err.text, why) == NULL)
		fail_msg("%s", err.text);
	after = scratch_read(desk->run->dir, "edits.jsonl", NULL);
	assert_string_equal(before, after);
	free(before);
	free(after);
}

/* By whom, on what, which act. */
#define ON(who, id, o, ...)       \
	((struct review_request){ \
		.op = o, .by = who, .specimen_id = id, __VA_ARGS__})
#define DO(...) ON("mb", desk->one, __VA_ARGS__)

static void get(struct desk *desk, const char *id, struct specimen *ret)
{
	struct index *index;
	struct error err;

	if (index_open(desk->run, INDEX_READ, &index, &err) < 0 ||
	    index_specimen(index, id, ret, &err) < 0)
		fail_msg("%s", err.text);
	index_close(index);
}

static void check_state(struct desk *desk, const char *id, enum status status,
			const char *term, const char *value)
{
	struct specimen s;

	get(desk, id, &s);
	assert_int_equal(s.status, status);
	assert_string_equal(record_value(&s.record, term), value);
	specimen_done(&s);
}

/* The last line of curated.jsonl; new reference. */
static json_t *last_signed(struct desk *desk)
{
	char *text CLEANUP(mem_free_str) =
		scratch_read(desk->run->dir, "curated.jsonl", NULL);
	size_t len = strlen(text);
	json_t *line;
	char *start;

	assert_true(len > 0);
	text[len - 1] = '\0';
	start = strrchr(text, '\n');
	start = start != NULL ? start + 1 : text;
	assert_int_equal(json_read(start, strlen(start), &line, NULL, NULL), 0);
	return line;
}

static size_t count_lines(struct desk *desk, const char *name)
{
	char *text CLEANUP(mem_free_str) =
		scratch_read(desk->run->dir, name, NULL);
	size_t n = 0;

	for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
		n++;
	return n;
}

/* --- edits ---------------------------------------------------------------- */

static void test_edit(void **state)
{
	struct desk *desk = *state;
	struct specimen s;

	does(desk,
	     DO(ACT_SET, .term = "locality", .value = "Regina", .seen = ""));
	does(desk, DO(ACT_SET, .term = "country", .value = " \t "));
	does(desk, DO(ACT_ACCEPT, .term = "eventDate"));
	does(desk, DO(ACT_ACCEPT, .term = "habitat", .value = ""));
	does(desk, DO(ACT_SET, .term = "myOwnKey", .value = "a\x1b[31mb"));
	get(desk, desk->one, &s);
	assert_int_equal(s.revision, 5);
	assert_true(s.pinned);
	assert_string_equal(s.acts[0].image, "a.jpg");
	assert_string_equal(s.acts[0].from, "");
	assert_string_equal(record_value(&s.record, "locality"), "Regina");
	assert_int_equal(s.acts[1].op, ACT_CLEAR);
	assert_int_equal(record_find(&s.record, "country")->source,
			 SOURCE_EMPTY);
	assert_string_equal(s.acts[2].to, "1935-06-27");
	assert_int_equal(record_find(&s.record, "eventDate")->source,
			 SOURCE_HUMAN);
	assert_string_equal(record_value(&s.record, "myOwnKey"), "a[31mb");
	specimen_done(&s);
}

/* Where a value is written as it is printed, line breaks stay. */
static void test_lines(void **state)
{
	struct desk *desk = *state;
	const struct review_change changes[] = {
		{desk->one, "verbatimLabel", "Flora\nof Canada", NULL},
		{desk->one, "locality", "Regina\nriver", NULL},
	};

	does(desk, DO(ACT_SET, .term = "verbatimLabel",
		      .value = "Flora of\r\nCanada\x1b[31m"));
	check_state(desk, desk->one, STATUS_IN_REVIEW, "verbatimLabel",
		    "Flora of\nCanada[31m");
	does(desk, DO(ACT_SET, .term = "verbatimLabel", .value = " \n "));
	check_state(desk, desk->one, STATUS_IN_REVIEW, "verbatimLabel", "");
	does(desk, DO(ACT_BULK, .changes = changes, .n_changes = 2));
	check_state(desk, desk->one, STATUS_IN_REVIEW, "verbatimLabel",
		    "Flora\nof Canada");
	check_state(desk, desk->one, STATUS_IN_REVIEW, "locality",
		    "Regina river");
}

static void test_edit_refused(void **state)
{
	static const enum act_op ops[] = {ACT_SET,    ACT_CLEAR,  ACT_ACCEPT,
					  ACT_FLAG,   ACT_NOTE,	  ACT_APPROVE,
					  ACT_REJECT, ACT_REOPEN, ACT_UNDO};
	struct desk *desk = *state;

	refused(desk, DO(ACT_SET, .term = "scientficName", .value = "x"),
		"did you mean scientificName?");
	refused(desk, DO(ACT_SET, .term = "", .value = "x"), "name a term");
	refused(desk,
		DO(ACT_SET, .term = "country", .value = "x", .seen = "USA"),
		"changed meanwhile to \"Canada\"");
	refused(desk,
		ON(" ", desk->one, ACT_SET, .term = "country", .value = "x"),
		"who does it");
	refused(desk, ON("mb", NULL, ACT_FLAG), "name its specimen");
	for (size_t i = 0; i < ARRAY_LEN(ops); i++)
		refused(desk,
			ON("mb", "nothing like it", ops[i], .term = "country",
			   .value = "x", .reason = "other"),
			"no specimen");
}

/* How a value came and what a decision cost are written down. */
static void test_effort(void **state)
{
	static const struct box words[] = {{10, 20, 300, 40}, {5, 6, 7, 8}};
	struct desk *desk = *state;
	struct specimen s;

	does(desk, DO(ACT_SET, .term = "locality", .value = "Regina",
		      .via = VIA_LABEL, .boxes = words, .n_boxes = 2));
	does(desk,
	     DO(ACT_SET, .term = "country", .value = "", .via = VIA_TYPED));
	does(desk,
	     DO(ACT_ACCEPT, .term = "stateProvince", .via = VIA_COMPLETION));
	does(desk,
	     DO(ACT_REJECT, .reason = "duplicate", .spent = {true, 12, 34}));
	get(desk, desk->one, &s);
	assert_int_equal(s.acts[0].via, VIA_LABEL);
	assert_int_equal(json_array_size(s.acts[0].boxes), 2);
	assert_int_equal(json_integer_value(json_array_get(
				 json_array_get(s.acts[0].boxes, 0), 2)),
			 300);
	assert_int_equal(s.acts[1].op, ACT_CLEAR);
	assert_int_equal(s.acts[1].via, VIA_UNTOLD);
	assert_int_equal(s.acts[2].via, VIA_UNTOLD);
	assert_true(s.acts[3].spent.told);
	assert_int_equal(s.acts[3].spent.keys, 12);
	assert_int_equal(s.acts[3].spent.seconds, 34);
	specimen_done(&s);
}

/* As long as may be, and one byte more. */
static void test_long_value(void **state)
{
	struct desk *desk = *state;
	char *value = mem_alloc(VALUE_MAX + 2);

	memset(value, 'x', VALUE_MAX + 1);
	value[VALUE_MAX + 1] = '\0';
	refused(desk, DO(ACT_SET, .term = "habitat", .value = value),
		"longer than");
	value[VALUE_MAX] = '\0';
	does(desk, DO(ACT_SET, .term = "habitat", .value = value));
	check_state(desk, desk->one, STATUS_IN_REVIEW, "habitat", value);
	free(value);
}

/* What changes no value does not hold a sheet to its failed extraction. */
static void test_no_pin(void **state)
{
	struct desk *desk = *state;
	struct bytes raw = {0};
	struct specimen s;

	does(desk, ON("mb", desk->two, ACT_FLAG));
	does(desk, ON("mb", desk->two, ACT_NOTE, .value = "read it again"));
	does(desk, ON("mb", desk->two, ACT_REJECT, .reason = "unreadable"));
	does(desk, ON("mb", desk->two, ACT_REOPEN));
	get(desk, desk->two, &s);
	assert_int_equal(s.n_acts, 4);
	for (size_t i = 0; i < s.n_acts; i++)
		assert_null(s.acts[i].base);
	assert_false(s.pinned);
	specimen_done(&s);
	history_outcome(&raw, desk->two, "b/b.jpg", "m2", "country=Canada");
	history_append(desk->run, "raw.jsonl", &raw);
	bytes_done(&raw);
	does(desk, ON("mb", desk->two, ACT_UNFLAG));
	check_state(desk, desk->two, STATUS_PENDING, "country", "Canada");
}

/* Two people: the second one's edit is checked against the first one's. */
static void test_two_people(void **state)
{
	struct desk *desk = *state;

	does(desk, DO(ACT_SET, .term = "locality", .value = "one"));
	refused(desk,
		ON("ts", desk->one, ACT_SET, .term = "locality", .value = "two",
		   .seen = ""),
		"by mb to \"one\"");
	does(desk, ON("ts", desk->one, ACT_SET, .term = "locality",
		      .value = "two", .seen = "one"));
	refused(desk, DO(ACT_UNDO), "ts changed it since");
	does(desk, ON("ts", desk->one, ACT_UNDO));
	does(desk, DO(ACT_UNDO));
	check_state(desk, desk->one, STATUS_PENDING, "locality", "");
	does(desk, DO(ACT_REDO));
	refused(desk, DO(ACT_REDO), "nothing of mb's to redo");
	check_state(desk, desk->one, STATUS_IN_REVIEW, "locality", "one");
	does(desk,
	     ON("ts", desk->one, ACT_SET, .term = "locality", .value = "x"));
	does(desk, ON("ts", desk->one, ACT_UNDO));
	does(desk, DO(ACT_SET, .term = "locality", .value = "y"));
	refused(desk, ON("ts", desk->one, ACT_REDO), "mb changed it since");
}

static void test_bulk(void **state)
{
	struct desk *desk = *state;
	const struct review_change changes[] = {
		{desk->one, "country", "CA", "Canada"},
		{desk->two, "country", "US", NULL},
		{desk->one, "habitat", "bog", NULL},
	};
	struct review_change wrong[2] = {changes[1], changes[0]};

	wrong[1].seen = "Mexico";
	refused(desk, DO(ACT_BULK, .changes = wrong, .n_changes = 2),
		"changed meanwhile");
	does(desk, DO(ACT_BULK, .changes = changes, .n_changes = 3));
	check_state(desk, desk->one, STATUS_IN_REVIEW, "habitat", "bog");
	check_state(desk, desk->two, STATUS_IN_REVIEW, "country", "US");
	does(desk, ON("mb", NULL, ACT_UNDO));
	check_state(desk, desk->one, STATUS_PENDING, "country", "Canada");
	check_state(desk, desk->two, STATUS_PENDING, "country", "");
	does(desk, ON("mb", desk->two, ACT_REDO));
	check_state(desk, desk->one, STATUS_IN_REVIEW, "country", "CA");
	assert_int_equal(count_lines(desk, "edits.jsonl"), 3);
	/* One of the two was changed since: it keeps that. */
	does(desk,
	     ON("ts", desk->two, ACT_SET, .term = "country", .value = "MX"));
	refused(desk, ON("mb", desk->two, ACT_UNDO), "ts changed it since");
	does(desk, ON("mb", NULL, ACT_UNDO));
	check_state(desk, desk->one, STATUS_PENDING, "country", "Canada");
	check_state(desk, desk->two, STATUS_IN_REVIEW, "country", "MX");
}

/* A specimen of several changes is told of once. */
static void test_bulk_reopens(void **state)
{
	struct desk *desk = *state;
	const struct review_change changes[] = {
		{desk->one, "habitat", "bog", NULL},
		{desk->two, "country", "US", NULL},
		{desk->one, "country", "CA", NULL},
		{desk->one, "locality", "Regina", NULL},
	};

	does(desk, DO(ACT_APPROVE, .override = true));
	does(desk, ON("mb", desk->two, ACT_APPROVE, .override = true));
	assert_int_equal(count_lines(desk, "curated.jsonl"), 2);
	refused(desk, DO(ACT_BULK, .changes = changes, .n_changes = 4),
		"signed by mb");
	does(desk, DO(ACT_BULK, .changes = changes, .n_changes = 4,
		      .withdraws = true));
	check_state(desk, desk->one, STATUS_IN_REVIEW, "habitat", "bog");
	check_state(desk, desk->two, STATUS_IN_REVIEW, "country", "US");
	assert_int_equal(count_lines(desk, "curated.jsonl"), 4);
}

/* --- signing -------------------------------------------------------------- */

static void test_approve(void **state)
{
	struct desk *desk = *state;
	json_t *line, *review;

	refused(desk, DO(ACT_APPROVE), "not confirmed empty: locality");
	does(desk, DO(ACT_ACCEPT, .term = "locality", .value = ""));
	does(desk, DO(ACT_SET, .term = "recordNumber", .value = "7"));
	does(desk, DO(ACT_APPROVE));
	refused(desk, DO(ACT_APPROVE), "approved already, by mb");
	does(desk, DO(ACT_FLAG));
	does(desk, DO(ACT_UNDO));
	assert_int_equal(count_lines(desk, "curated.jsonl"), 1);
	line = last_signed(desk);
	review = json_object_get(line, "review");
	assert_string_equal(json_string_at(line, "specimen_id"), desk->one);
	assert_string_equal(json_string_at(line, "sha256"), desk->one);
	assert_string_equal(json_string_at(line, "image"), "a.jpg");
	assert_string_equal(json_string_at(line, "corrected_by"), "mb");
	assert_string_equal(json_string_at(json_object_get(line, "corrections"),
					   "recordNumber"),
			    "7");
	assert_string_equal(json_string_at(review, "status"), "APPROVED");
	assert_int_equal(json_number_at(review, "revision", 0), 3);
	assert_string_equal(
		json_string_at(json_object_get(json_object_get(line, "dwc"),
					       "locality"),
			       "source"),
		"empty");
	json_decref(line);
	does(desk, ON("ts", desk->one, ACT_SET, .term = "locality",
		      .value = "x", .withdraws = true));
	check_state(desk, desk->one, STATUS_IN_REVIEW, "locality", "x");
	line = last_signed(desk);
	review = json_object_get(line, "review");
	assert_string_equal(json_string_at(review, "status"), "IN_REVIEW");
	assert_string_equal(json_string_at(review, "reviewed_by"), "ts");
	assert_int_equal(json_number_at(review, "revision", 0), 6);
	json_decref(line);
	does(desk, ON("ts", desk->one, ACT_UNDO));
	check_state(desk, desk->one, STATUS_APPROVED, "locality", "");
	line = last_signed(desk);
	review = json_object_get(line, "review");
	assert_string_equal(json_string_at(review, "status"), "APPROVED");
	assert_int_equal(json_number_at(review, "revision", 0), 7);
	json_decref(line);
	assert_int_equal(count_lines(desk, "curated.jsonl"), 3);
}

/* That a machine found nothing does not confirm that there is nothing. */
static void test_blank_is_missing(void **state)
{
	struct desk *desk = *state;
	struct bytes raw = {0};

	history_outcome(&raw, desk->two, "b/b.jpg", "m2",
			"catalogNumber=12|scientificName=Poa annua|"
			"eventDate=1935-06-27|recordedBy=A. B. Smith|"
			"country=Canada|stateProvince=Saskatchewan|"
			"locality=");
	history_append(desk->run, "raw.jsonl", &raw);
	bytes_done(&raw);
	refused(desk, ON("mb", desk->two, ACT_APPROVE),
		"not confirmed empty: locality;");
	does(desk, ON("mb", desk->two, ACT_CLEAR, .term = "locality"));
	does(desk, ON("mb", desk->two, ACT_APPROVE));
}

static void test_override(void **state)
{
	struct desk *desk = *state;
	struct specimen s;
	json_t *line;

	does(desk, DO(ACT_APPROVE, .override = true));
	get(desk, desk->one, &s);
	assert_string_equal(
		json_string_value(json_array_get(
			json_object_get(s.acts[0].extra, "overridden"), 0)),
		"locality");
	specimen_done(&s);
	line = last_signed(desk);
	assert_int_equal(
		json_array_size(json_object_get(json_object_get(line, "review"),
						"overridden")),
		1);
	json_decref(line);
	does(desk, DO(ACT_UNDO));
	check_state(desk, desk->one, STATUS_PENDING, "country", "Canada");
	does(desk, DO(ACT_REDO));
	check_state(desk, desk->one, STATUS_APPROVED, "country", "Canada");
}

/* A value that the check finds wrong is not signed by the way. */
static void test_unsound(void **state)
{
	struct desk *desk = *state;
	json_t *line, *review;
	struct specimen s;

	does(desk, DO(ACT_ACCEPT, .term = "locality", .value = ""));
	does(desk, DO(ACT_SET, .term = "eventDate", .value = "2809"));
	refused(desk, DO(ACT_APPROVE), "eventDate \"2809\": ");
	refused(desk, DO(ACT_APPROVE, .override = true), "eventDate");
	refused(desk, DO(ACT_APPROVE, .override = true, .reason = " "),
		"with a reason");
	refused(desk, DO(ACT_APPROVE, .reason = "so it says"), "eventDate");
	does(desk, DO(ACT_APPROVE, .override = true, .reason = "so it says"));
	get(desk, desk->one, &s);
	assert_string_equal(s.acts[2].reason, "so it says");
	assert_null(s.reason);
	assert_string_equal(
		json_string_at(
			json_array_get(
				json_object_get(s.acts[2].extra, "unsound"), 0),
			"term"),
		"eventDate");
	specimen_done(&s);
	line = last_signed(desk);
	review = json_object_get(line, "review");
	assert_string_equal(json_string_at(review, "reason"), "so it says");
	assert_int_equal(json_array_size(json_object_get(review, "unsound")),
			 1);
	json_decref(line);
}

/* Nothing but opening it again, or who asks for that, ends a signature. */
static void test_signed(void **state)
{
	static const enum act_op ops[] = {ACT_SET, ACT_CLEAR, ACT_ACCEPT};
	struct desk *desk = *state;

	does(desk, DO(ACT_SET, .term = "habitat", .value = "bog"));
	does(desk, DO(ACT_UNDO));
	does(desk, DO(ACT_SET, .term = "country", .value = "CA"));
	does(desk, ON("ts", desk->one, ACT_APPROVE, .override = true));
	for (size_t i = 0; i < ARRAY_LEN(ops); i++)
		refused(desk, DO(ops[i], .term = "country", .value = "x"),
			"signed by ts");
	refused(desk, DO(ACT_UNDO), "signed by ts");
	does(desk, DO(ACT_NOTE, .value = "a note is no edit"));
	check_state(desk, desk->one, STATUS_APPROVED, "country", "CA");
	does(desk, DO(ACT_REOPEN));
	does(desk, DO(ACT_SET, .term = "country", .value = "x"));
	does(desk, DO(ACT_REJECT, .reason = "duplicate"));
	refused(desk, DO(ACT_SET, .term = "country", .value = "y"),
		"rejected by mb");
}

/* Whose signature ended is told where nobody asked for that alone. */
static void test_withdrawn(void **state)
{
	struct desk *desk = *state;

	does(desk, ON("ts", desk->one, ACT_APPROVE, .override = true));
	does(desk, DO(ACT_NOTE, .value = "x"));
	assert_null(desk->withdrawn);
	does(desk,
	     DO(ACT_SET, .term = "country", .value = "CA", .withdraws = true));
	assert_string_equal(desk->withdrawn, "ts");
	does(desk, ON("ts", desk->one, ACT_APPROVE, .override = true));
	does(desk, DO(ACT_REOPEN));
	assert_null(desk->withdrawn);
}

/* --- what was seen -------------------------------------------------------- */

/* What somebody sees who looks now. Owned. */
static struct seen look_well(struct desk *desk, const char *id)
{
	struct fold_report report;
	struct index *index;
	struct specimen s;
	struct error err;
	struct seen seen;

	if (index_open(desk->run, INDEX_FOLD, &index, &err) < 0 ||
	    index_fold(index, -1, &report, &err) < 0 ||
	    index_specimen(index, id, &s, &err) < 0)
		fail_msg("%s", err.text);
	index_close(index);
	seen = specimen_seen(&s);
	specimen_done(&s);
	return seen;
}

/* The same without the proposal, as `show` prints it. */
static struct seen look(struct desk *desk, const char *id)
{
	struct seen seen = look_well(desk, id);

	json_decref(seen.pin);
	seen.pin = NULL;
	return seen;
}

/* Each act that is made on a record which another person changed. */
static void test_stale(void **state)
{
	static const enum act_op ops[] = {ACT_SET,    ACT_CLEAR,  ACT_ACCEPT,
					  ACT_FLAG,   ACT_UNFLAG, ACT_NOTE,
					  ACT_REJECT, ACT_REOPEN, ACT_APPROVE};
	struct desk *desk = *state;
	struct seen before = look(desk, desk->one), now;

	does(desk, ON("ts", desk->one, ACT_SET, .term = "country",
		      .value = "CA", .view = before));
	for (size_t i = 0; i < ARRAY_LEN(ops); i++)
		refused(desk,
			DO(ops[i], .term = "habitat", .value = "x",
			   .reason = "other", .override = true, .view = before),
			"country: \"Canada\" -> \"CA\" by ts");
	now = look(desk, desk->one);
	does(desk, DO(ACT_APPROVE, .override = true, .view = now));
	refused(desk, ON("ts", desk->one, ACT_FLAG, .view = now),
		"approved by mb");
	does(desk, DO(ACT_UNDO));
	does(desk, DO(ACT_NOTE, .value = "see the back"));
	now.act = 3;
	refused(desk, DO(ACT_FLAG, .view = now),
		"note: \"see the back\" by mb");
	now.act = 77;
	refused(desk, DO(ACT_FLAG, .view = now), "another one");
	refused(desk, DO(ACT_NOTE, .value = "x", .seen = ""),
		"by mb to \"see the back\"");
	does(desk, DO(ACT_NOTE, .value = "x", .seen = "see the back"));
	now = look(desk, desk->one);
	now.outcomes++;
	refused(desk, DO(ACT_FLAG, .view = now), "a reading is gone");
	/* A list of determinations is told in words. */
	now = look(desk, desk->one);
	does(desk, ON("ts", desk->one, ACT_SET, .term = "identificationHistory",
		      .value = "[{\"scientificName\":\"Poa annua\"}]"));
	refused(desk, DO(ACT_FLAG, .view = now),
		"identificationHistory: (nothing) -> \"Poa annua\" by ts");
}

/* Acts of one task are of one look; those before it in the task are not news
 * to their author. */
static void test_seen_together(void **state)
{
	struct desk *desk = *state;
	struct seen now = look(desk, desk->one);
	struct review_request requests[] = {
		DO(ACT_SET, .term = "country", .value = "CA", .view = now),
		DO(ACT_NOTE, .value = "x", .view = now),
		DO(ACT_APPROVE, .override = true, .view = now),
	};
	struct error err;

	if (ask_all(desk, requests, ARRAY_LEN(requests), NULL, &err) < 0)
		fail_msg("%s", err.text);
	check_state(desk, desk->one, STATUS_APPROVED, "country", "CA");
}

/* With no act at all: another reading may have come. */
static void test_stale_reading(void **state)
{
	struct desk *desk = *state;
	struct seen before = look(desk, desk->one);
	struct bytes raw = {0};

	history_outcome(&raw, desk->one, "a.jpg", "m2", NULL);
	history_append(desk->run, "raw.jsonl", &raw);
	does(desk, DO(ACT_FLAG, .view = before));
	before = look(desk, desk->one);
	bytes_clear(&raw);
	history_outcome(&raw, desk->one, "a.jpg", "m3", "country=Chile");
	history_append(desk->run, "raw.jsonl", &raw);
	bytes_done(&raw);
	refused(desk, DO(ACT_APPROVE, .override = true, .view = before),
		"read again by m3");
	does(desk, DO(ACT_UNFLAG, .view = look(desk, desk->one)));
}

static void read_again(struct desk *desk, const char *model, const char *fields)
{
	struct bytes raw CLEANUP(bytes_done) = {0};

	history_outcome(&raw, desk->one, "a.jpg", model, fields);
	history_append(desk->run, "raw.jsonl", &raw);
}

/* Who acts on values holds the record to what they saw, whatever was read
 * since; who marks it does not. */
static void test_seen_pins(void **state)
{
	struct desk *desk = *state;
	struct seen view = look_well(desk, desk->one);
	struct specimen s;
	json_t *line;

	read_again(desk, "m3", "country=Chile|locality=Arica");
	refused(desk, DO(ACT_FLAG, .view = view), "read again by m3");
	does(desk, DO(ACT_APPROVE, .override = true, .view = view));
	get(desk, desk->one, &s);
	assert_int_equal(s.n_outcomes, 2);
	assert_true(s.pinned);
	assert_string_equal(record_value(&s.record, "country"), "Canada");
	assert_string_equal(record_value(&s.record, "locality"), "");
	assert_true(json_equal(s.acts[0].pin, view.pin));
	assert_string_equal(json_string_at(s.acts[0].pin, "country"),
			    s.outcome_sha256[0]);
	line = last_signed(desk);
	assert_null(json_object_get(json_object_get(line, "dwc"), "locality"));
	json_decref(line);
	specimen_done(&s);
	seen_done(&view);
}

/* The value that an act changes is the one that its author saw. */
static void test_seen_from(void **state)
{
	struct desk *desk = *state;
	struct seen view = look_well(desk, desk->one);
	struct specimen s;

	read_again(desk, "m3", "country=Chile|locality=Arica");
	does(desk, DO(ACT_SET, .term = "country", .value = "Cuba",
		      .seen = "Canada", .view = view));
	get(desk, desk->one, &s);
	assert_string_equal(s.acts[0].from, "Canada");
	assert_string_equal(record_find(&s.record, "country")->was, "Canada");
	specimen_done(&s);
	seen_done(&view);
}

/* Two consoles that saw different proposals: the first one's holds, and the
 * second is told, though its act came before the reading that it saw. */
static void test_two_pins(void **state)
{
	static const char id[] = "00000000000000000000000000000002";
	struct desk *desk = *state;
	struct seen first = look_well(desk, desk->one), second;

	read_again(desk, "m3", "country=Chile|locality=Arica");
	second = look_well(desk, desk->one);
	assert_false(json_equal(first.pin, second.pin));
	does(desk, ON("ts", desk->one, ACT_ACCEPT, .id = id, .term = "habitat",
		      .value = "", .view = first));
	refused(desk, DO(ACT_CLEAR, .term = "sex", .view = second),
		"confirmed by ts");
	/* Also where the act itself is known, but not what it pinned. */
	second.own = json_pack("[s]", id);
	refused(desk, DO(ACT_APPROVE, .override = true, .view = second),
		"country: \"Chile\" was proposed, \"Canada\" when ts acted");
	seen_done(&second);
	second = look_well(desk, desk->one);
	does(desk, DO(ACT_APPROVE, .override = true, .view = second));
	check_state(desk, desk->one, STATUS_APPROVED, "country", "Canada");
	seen_done(&second);
	seen_done(&first);
}

/* What marks a record pins nothing, what changes values does, each its own. */
static void test_pins(void **state)
{
	static const enum act_op marks[] = {ACT_FLAG, ACT_UNFLAG, ACT_REJECT,
					    ACT_REOPEN};
	struct desk *desk = *state;
	const struct review_change changes[] = {
		{desk->one, "habitat", "bog", NULL},
		{desk->two, "habitat", "bog", NULL},
	};
	struct specimen s;
	json_t *change;

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		does(desk, DO(marks[i], .reason = "other"));
	does(desk, DO(ACT_NOTE, .value = "n"));
	does(desk, DO(ACT_UNDO));
	get(desk, desk->one, &s);
	for (size_t i = 0; i < s.n_acts; i++) {
		assert_null(s.acts[i].pin);
		assert_null(s.acts[i].base);
	}
	specimen_done(&s);
	does(desk, DO(ACT_BULK, .changes = changes, .n_changes = 2));
	get(desk, desk->one, &s);
	change = json_array_get(s.acts[s.n_acts - 1].changes, 0);
	assert_string_equal(
		json_string_at(json_object_get(change, "pin"), "country"),
		s.outcome_sha256[0]);
	assert_true(s.pinned);
	specimen_done(&s);
	get(desk, desk->two, &s);
	assert_true(s.pinned);
	assert_int_equal(s.proposal.n, 0);
	specimen_done(&s);
}

/* Several values at once are checked against one look, too. */
static void test_bulk_seen(void **state)
{
	struct desk *desk = *state;
	struct seen view = look(desk, desk->one);
	const struct review_change changes[] = {
		{desk->one, "habitat", "bog", NULL},
		{desk->one, "sex", "female", NULL},
	};

	does(desk, ON("ts", desk->one, ACT_FLAG));
	refused(desk,
		DO(ACT_BULK, .changes = changes, .n_changes = 2, .view = view),
		"flagged by ts");
	does(desk, DO(ACT_BULK, .changes = changes, .n_changes = 2,
		      .view = look(desk, desk->one)));
}

/* One's own acts on their way make no view stale; one that did not arrive
 * keeps a signature from being given. */
static void test_own(void **state)
{
	static const char id[] = "00000000000000000000000000000001";
	struct desk *desk = *state;
	struct seen view = look(desk, desk->one);
	struct specimen s;

	view.own = json_pack("[s]", id);
	refused(desk, DO(ACT_APPROVE, .override = true, .view = view),
		"was not saved");
	does(desk, DO(ACT_FLAG, .view = view));
	view.act = 1;
	does(desk, DO(ACT_SET, .id = id, .term = "country", .value = "CA",
		      .view = look(desk, desk->one)));
	refused(desk, ON("ts", desk->one, ACT_UNFLAG, .view = {true, 1, 1}),
		"by mb");
	does(desk, DO(ACT_APPROVE, .override = true, .view = view));
	get(desk, desk->one, &s);
	assert_int_equal(json_int_at(s.acts[2].seen, "act", -1), 1);
	assert_string_equal(json_string_value(json_array_get(
				    json_object_get(s.acts[2].seen, "own"), 0)),
			    id);
	specimen_done(&s);
	seen_done(&view);
}

static void test_seen_text(void **state)
{
	static const char *const wrong[] = {
		"",	"1",	"1.",	".1", "1.2.3",
		"-1.2", " 1.2", "1.2 ", "a",  "99999999999999999999999.1"};
	char text[SEEN_TEXT_SIZE];
	struct seen seen;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_int_equal(seen_parse(wrong[i], &seen, NULL), -1);
	assert_int_equal(seen_parse("17.2", &seen, NULL), 0);
	assert_true(seen.given);
	seen_text(&seen, text);
	assert_string_equal(text, "17.2");
}

static void test_reject(void **state)
{
	struct desk *desk = *state;
	struct specimen s;

	refused(desk, DO(ACT_REJECT, .reason = " "), "needs a reason");
	refused(desk, DO(ACT_REOPEN), "neither approved nor rejected");
	does(desk,
	     ON("mb", desk->two, ACT_REJECT, .reason = review_reasons()[2]));
	get(desk, desk->two, &s);
	assert_int_equal(s.status, STATUS_REJECTED);
	assert_string_equal(s.reason, "unreadable");
	specimen_done(&s);
	refused(desk, ON("mb", desk->two, ACT_REJECT, .reason = "x"),
		"rejected already");
	does(desk, ON("mb", desk->two, ACT_REOPEN));
	check_state(desk, desk->two, STATUS_PENDING, "country", "");
	assert_int_equal(count_lines(desk, "curated.jsonl"), 2);
}

static void test_marks(void **state)
{
	struct desk *desk = *state;
	struct specimen s;

	does(desk, DO(ACT_FLAG));
	does(desk, DO(ACT_NOTE, .value = "see the back"));
	get(desk, desk->one, &s);
	assert_true(s.flagged);
	assert_string_equal(s.notes, "see the back");
	assert_int_equal(s.status, STATUS_PENDING);
	specimen_done(&s);
	does(desk, DO(ACT_UNDO));
	does(desk, DO(ACT_UNDO));
	get(desk, desk->one, &s);
	assert_false(s.flagged);
	assert_null(s.notes);
	specimen_done(&s);
}

/* Each mark is one of its own: taken back though another came after it. */
static void test_marks_of_their_own(void **state)
{
	struct desk *desk = *state;
	struct specimen s;

	does(desk, DO(ACT_FLAG, .mark = MARK_EXPERT));
	does(desk, ON("ts", desk->one, ACT_FLAG));
	get(desk, desk->one, &s);
	assert_true(s.expert && s.flagged && !s.second);
	specimen_done(&s);
	does(desk, DO(ACT_UNDO));
	get(desk, desk->one, &s);
	assert_true(!s.expert && s.flagged);
	specimen_done(&s);
	does(desk, DO(ACT_REDO));
	does(desk, DO(ACT_UNFLAG));
	get(desk, desk->one, &s);
	assert_true(s.expert && !s.flagged);
	specimen_done(&s);
}

/* Several acts: each sees what those before it did; all or none. */
static void test_all_or_none(void **state)
{
	struct desk *desk = *state;
	struct review_request requests[] = {
		DO(ACT_SET, .term = "locality", .value = "Regina"),
		DO(ACT_FLAG),
		DO(ACT_APPROVE),
	};
	struct review_request wrong[] = {
		DO(ACT_SET, .term = "locality", .value = ""),
		DO(ACT_REOPEN),
		DO(ACT_SET, .term = "nonsense", .value = "x"),
	};
	struct review_request undo[] = {DO(ACT_FLAG), DO(ACT_UNDO)};
	struct error err = {0};
	int64_t revision;

	assert_int_equal(ask_all(desk, requests, 3, &revision, &err), 0);
	assert_int_equal(revision, 3);
	check_state(desk, desk->one, STATUS_APPROVED, "locality", "Regina");
	assert_int_equal(ask_all(desk, wrong, 3, NULL, &err), -1);
	check_state(desk, desk->one, STATUS_APPROVED, "locality", "Regina");
	assert_int_equal(ask_all(desk, undo, 2, NULL, &err), -1);
	assert_non_null(strstr(err.text, "stands alone"));
	assert_int_equal(count_lines(desk, "edits.jsonl"), 3);
	assert_int_equal(count_lines(desk, "curated.jsonl"), 1);
}

/* What a later extraction brings is a candidate alone, once a value was
 * touched; a flag changes none. */
static void test_candidate(void **state)
{
	struct desk *desk = *state;
	struct bytes raw = {0};
	struct specimen s;

	does(desk, DO(ACT_ACCEPT, .term = "country"));
	history_outcome(&raw, desk->one, "a.jpg", "m2", "locality=Estevan");
	history_append(desk->run, "raw.jsonl", &raw);
	bytes_done(&raw);
	does(desk, DO(ACT_SET, .term = "habitat", .value = "bog"));
	get(desk, desk->one, &s);
	assert_int_equal(s.n_outcomes, 2);
	assert_int_equal(s.base, 0);
	assert_string_equal(record_value(&s.record, "country"), "Canada");
	assert_string_equal(json_string_at(s.acts[1].base, "line_sha256"),
			    s.outcome_sha256[0]);
	specimen_done(&s);
}

/* Across restarts: undo of an act of an earlier session. */
static void test_restart(void **state)
{
	struct desk *desk = *state;

	does(desk, DO(ACT_SET, .term = "locality", .value = "one"));
	does(desk, DO(ACT_SET, .term = "locality", .value = "two"));
	desk_close(desk);
	desk_open(desk);
	does(desk, DO(ACT_UNDO));
	does(desk, DO(ACT_UNDO));
	desk_close(desk);
	desk_open(desk);
	does(desk, DO(ACT_REDO));
	check_state(desk, desk->one, STATUS_IN_REVIEW, "locality", "one");
}

/* A signed record that a crash kept from curated.jsonl is written when the
 * store opens next, though an act of its own comes first. */
static void test_made_up_for(void **state)
{
	struct desk *desk = *state;

	does(desk, DO(ACT_APPROVE, .override = true));
	desk_close(desk);
	scratch_puts(desk->run->dir, "curated.jsonl", "");
	desk_open(desk);
	does(desk, ON("mb", desk->two, ACT_REJECT, .reason = "duplicate"));
	desk_close(desk);
	assert_int_equal(count_lines(desk, "curated.jsonl"), 2);
	desk_open(desk);
	desk_close(desk);
	assert_int_equal(count_lines(desk, "curated.jsonl"), 2);
	desk_open(desk);
}

/* --- the query thread ----------------------------------------------------- */

static struct mail *answer(struct desk *desk, int kind)
{
	struct mail *mail = mailbox_wait(desk->box, 60000);

	assert_non_null(mail);
	assert_int_equal(mail->kind, kind);
	return mail;
}

static void check_image(struct desk *desk, struct query *query, const char *id,
			const char *expected)
{
	struct index_filter filter;
	struct query_specimen *got;

	index_filter_init(&filter);
	query_ask_specimen(query, 9, &filter, ORDER_NAME, id, 0, false);
	got = CONTAINER_OF(answer(desk, QUERY_MAIL_SPECIMEN),
			   struct query_specimen, mail);
	assert_int_equal(got->error.kind, ERROR_NONE);
	if (expected == NULL)
		assert_null(got->image_path);
	else
		assert_string_equal(got->image_path, expected);
	mail_free(&got->mail);
}

static void test_query(void **state)
{
	struct desk *desk = *state;
	struct index_filter filter;
	struct query *query;
	struct query_rows *rows;
	struct query_specimen *specimen;
	struct query_counts *counts;
	struct error err;

	does(desk, DO(ACT_FLAG));
	assert_int_equal(query_start(desk->run, desk->box, &query, &err), 0);
	index_filter_init(&filter);
	query_ask_rows(query, 5, &filter, ORDER_NAME, 1, 10);
	rows = CONTAINER_OF(answer(desk, QUERY_MAIL_ROWS), struct query_rows,
			    mail);
	assert_int_equal(rows->ticket, 5);
	assert_int_equal(rows->n, 1);
	assert_int_equal(rows->total, 2);
	assert_string_equal(rows->rows[0].id, desk->two);
	mail_free(&rows->mail);
	/* Lists of names are opened for suggestions; who counts goes on. */
	query_ask_counts(query, 6, "mb");
	mail_free(answer(desk, QUERY_MAIL_COUNTS));
	query_ask_suggestions(query, 6, desk->two, "mb");
	mail_free(answer(desk, QUERY_MAIL_SUGGESTIONS));
	query_ask_counts(query, 6, "mb");
	counts = CONTAINER_OF(answer(desk, QUERY_MAIL_COUNTS),
			      struct query_counts, mail);
	assert_int_equal(counts->counts.sheets, 2);
	assert_int_equal(counts->counts.flagged, 1);
	mail_free(&counts->mail);
	query_ask_specimen(query, 7, &filter, ORDER_NAME, NULL, 1, true);
	specimen = CONTAINER_OF(answer(desk, QUERY_MAIL_SPECIMEN),
				struct query_specimen, mail);
	assert_string_equal(specimen->specimen.id, desk->two);
	assert_int_equal(specimen->rank, 1);
	assert_int_equal(specimen->total, 2);
	mail_free(&specimen->mail);
	/* Whoever names its image is told its place, too. */
	query_ask_specimen(query, 8, &filter, ORDER_NAME, "b.jpg", 0, true);
	specimen = CONTAINER_OF(answer(desk, QUERY_MAIL_SPECIMEN),
				struct query_specimen, mail);
	assert_string_equal(specimen->specimen.id, desk->two);
	assert_true(specimen->placed);
	assert_int_equal(specimen->rank, 1);
	mail_free(&specimen->mail);
	query_ask_specimen(query, 8, &filter, ORDER_NAME, NULL, 2, true);
	specimen = CONTAINER_OF(answer(desk, QUERY_MAIL_SPECIMEN),
				struct query_specimen, mail);
	assert_int_equal(specimen->error.kind, ERROR_NOT_FOUND);
	mail_free(&specimen->mail);
	query_stop(query);
}

/* So many sheets beside the two, of which every place but the first takes long
 * to count. */
#define MANY 3000
static void put_many(struct desk *desk)
{
	struct bytes raw CLEANUP(bytes_done) = {0};

	for (unsigned int i = 0; i < MANY; i++) {
		char id[65], image[16];

		history_id(100 + i, id);
		snprintf(image, sizeof(image), "c/%04u.jpg", i);
		history_outcome(&raw, id, image, "m1", "country=Canada");
	}
	history_append(desk->run, "raw.jsonl", &raw);
	does(desk, DO(ACT_FLAG));
}

/* The record comes at once, and its place after it, though a list that is asked
 * for meanwhile ends the counting. */
static void test_place_later(void **state)
{
	struct desk *desk = *state;
	struct index_filter filter;
	struct query_specimen *record;
	struct query_place *place = NULL;
	struct query *query;
	struct mail *mail;
	struct error err;
	bool rows = false;
	char id[65];

	put_many(desk);
	assert_int_equal(query_start(desk->run, desk->box, &query, &err), 0);
	index_filter_init(&filter);
	filter.missing = "locality";
	history_id(100 + MANY - 1, id);
	query_ask_specimen(query, 7, &filter, ORDER_NAME, id, 0, true);
	record = CONTAINER_OF(answer(desk, QUERY_MAIL_SPECIMEN),
			      struct query_specimen, mail);
	assert_int_equal(record->error.kind, ERROR_NONE);
	assert_string_equal(record->specimen.id, id);
	assert_true(record->among);
	assert_false(record->placed);
	mail_free(&record->mail);
	query_ask_rows(query, 8, &filter, ORDER_NAME, 0, 10);
	while (place == NULL || !rows) {
		mail = mailbox_wait(desk->box, 60000);
		assert_non_null(mail);
		if (mail->kind == QUERY_MAIL_PLACE) {
			place = CONTAINER_OF(mail, struct query_place, mail);
			continue;
		}
		assert_int_equal(mail->kind, QUERY_MAIL_ROWS);
		rows = true;
		mail_free(mail);
	}
	assert_int_equal(place->ticket, 7);
	assert_int_equal(place->total - place->rank, 1);
	assert_true(place->rank >= MANY);
	mail_free(&place->mail);
	/* Found by its place, it has that. */
	query_ask_specimen(query, 9, &filter, ORDER_NAME, NULL, MANY, true);
	record = CONTAINER_OF(answer(desk, QUERY_MAIL_SPECIMEN),
			      struct query_specimen, mail);
	assert_true(record->placed);
	assert_int_equal(record->rank, MANY);
	mail_free(&record->mail);
	query_stop(query);
}

/* An image is one only below its root and when it is there. */
static void test_query_image(void **state)
{
	struct desk *desk = *state;
	char *root CLEANUP(mem_free_str) = mem_printf("%s/images", desk->dir);
	char *file CLEANUP(mem_free_str) = mem_printf("%s/b/b.jpg", root);
	struct bytes raw = {0};
	struct query *query;
	struct error err;
	char three[65];

	history_id(3, three);
	history_outcome(&raw, three, "../secret.jpg", "m1", "country=CA");
	history_append(desk->run, "raw.jsonl", &raw);
	bytes_done(&raw);
	scratch_puts(desk->dir, "secret.jpg", "x");
	scratch_puts(desk->dir, "images/b/b.jpg", "x");
	does(desk, DO(ACT_FLAG));
	assert_int_equal(query_start(desk->run, desk->box, &query, &err), 0);
	check_image(desk, query, desk->two, NULL);
	query_set_images(query, root);
	check_image(desk, query, desk->two, file);
	check_image(desk, query, desk->one, NULL);
	check_image(desk, query, three, NULL);
	query_set_images(query, NULL);
	check_image(desk, query, desk->two, NULL);
	query_stop(query);
}

/* A sheet that is gone, or was fetched, is shown from the cache: by the hash
 * of its bytes, whatever its name. */
static void test_query_copy(void **state)
{
	struct desk *desk = *state;
	char *copy CLEANUP(mem_free_str) =
		mem_printf("%s/cache/images/%s.jpg", desk->run->dir, desk->two);
	char *fetched CLEANUP(mem_free_str) = NULL;
	char *root CLEANUP(mem_free_str) = mem_printf("%s/images", desk->dir);
	char *file CLEANUP(mem_free_str) = mem_printf("%s/b/b.jpg", root);
	struct bytes raw = {0};
	struct query *query;
	struct error err;
	char three[65];

	history_id(3, three);
	fetched = mem_printf("%s/cache/images/%s.png", desk->run->dir, three);
	history_outcome(&raw, three, "https://host/../three", "m1",
			"country=CA");
	history_append(desk->run, "raw.jsonl", &raw);
	bytes_done(&raw);
	does(desk, DO(ACT_FLAG));
	assert_int_equal(query_start(desk->run, desk->box, &query, &err), 0);
	check_image(desk, query, desk->two, NULL);
	scratch_puts("/", copy, "x");
	check_image(desk, query, desk->two, copy);
	check_image(desk, query, desk->one, NULL);
	check_image(desk, query, three, NULL);
	scratch_puts("/", fetched, "x");
	check_image(desk, query, three, fetched);
	/* The sheet itself goes before its copy. */
	scratch_puts(desk->dir, "images/b/b.jpg", "x");
	query_set_images(query, root);
	check_image(desk, query, desk->two, file);
	query_stop(query);
}

/* Acts and queries at the same time; the last answer has the last act. */
static void test_together(void **state)
{
	struct desk *desk = *state;
	struct index_filter filter;
	struct mailbox *answers;
	struct query *query;
	struct mail *mail;
	struct error err;
	int saved = 0;

	assert_int_equal(mailbox_new(&answers, &err), 0);
	assert_int_equal(query_start(desk->run, answers, &query, &err), 0);
	index_filter_init(&filter);
	for (uint64_t i = 0; i < 40; i++) {
		char value[16];
		struct review_request request;

		snprintf(value, sizeof(value), "v%d", (int)i);
		request = DO(ACT_SET, .term = "habitat", .value = value);
		review_submit(desk->store, &request, i, desk->box);
		query_ask_rows(query, i, &filter, ORDER_DOUBT, 0, 50);
		query_ask_counts(query, i, "mb");
		query_ask_specimen(query, i, &filter, ORDER_DOUBT, desk->one, 0,
				   true);
	}
	while (saved < 40) {
		mail = mailbox_wait(desk->box, 60000);
		assert_non_null(mail);
		assert_int_equal(
			CONTAINER_OF(mail, struct review_reply, mail)->status,
			0);
		mail_free(mail);
		saved++;
	}
	query_ask_specimen(query, 99, &filter, ORDER_DOUBT, desk->one, 0, true);
	for (bool done = false; !done;) {
		mail = mailbox_wait(answers, 60000);
		assert_non_null(mail);
		if (mail->kind == QUERY_MAIL_SPECIMEN) {
			struct query_specimen *got =
				CONTAINER_OF(mail, struct query_specimen, mail);

			done = got->ticket == 99;
			if (done)
				assert_string_equal(
					record_value(&got->specimen.record,
						     "habitat"),
					"v39");
		}
		mail_free(mail);
	}
	query_stop(query);
	mailbox_free(answers);
}

static void test_who(void **state)
{
	char *who;

	(void)state;
	setenv("VASCULUM_BY", "  Mary\x1b B. ", 1);
	who = review_who(NULL, "set");
	assert_string_equal(who, "Mary B.");
	free(who);
	who = review_who("ts", "set");
	assert_string_equal(who, "ts");
	free(who);
	unsetenv("VASCULUM_BY");
	who = review_who(NULL, "set ");
	assert_string_equal(who, "set");
	free(who);
	who = review_who("", NULL);
	assert_true(strlen(who) > 0);
	free(who);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_edit),
		TEST(test_lines),
		TEST(test_edit_refused),
		TEST(test_effort),
		TEST(test_long_value),
		TEST(test_no_pin),
		TEST(test_two_people),
		TEST(test_bulk),
		TEST(test_bulk_reopens),
		TEST(test_approve),
		TEST(test_blank_is_missing),
		TEST(test_override),
		TEST(test_unsound),
		TEST(test_signed),
		TEST(test_withdrawn),
		TEST(test_stale),
		TEST(test_seen_together),
		TEST(test_stale_reading),
		TEST(test_seen_pins),
		TEST(test_seen_from),
		TEST(test_two_pins),
		TEST(test_pins),
		TEST(test_bulk_seen),
		TEST(test_own),
		cmocka_unit_test(test_seen_text),
		TEST(test_reject),
		TEST(test_marks),
		TEST(test_marks_of_their_own),
		TEST(test_all_or_none),
		TEST(test_candidate),
		TEST(test_restart),
		TEST(test_made_up_for),
		TEST(test_query),
		TEST(test_place_later),
		TEST(test_query_image),
		TEST(test_query_copy),
		TEST(test_together),
		cmocka_unit_test(test_who),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
