/*
 * test_query.c: the threads that answer, where what they answer from is not as
 * usual: a name list that is replaced meanwhile, a run of one record, of none.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "dwc/taxa/import.h"
#include "dwc/taxa/taxa.h"
#include "review/answer/query.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

struct desk {
	char *dir, id[65];
	struct run *run;
	struct index *index;
	struct mailbox *box;
	struct query *query;
	struct index_filter all;
	uint64_t ticket;
};

static int setup(void **state)
{
	struct desk *desk = mem_zalloc(sizeof(*desk));
	struct error err;

	desk->dir = scratch_new();
	setenv("XDG_DATA_HOME", desk->dir, 1);
	desk->run = history_run(desk->dir);
	history_id(1, desk->id);
	index_filter_init(&desk->all);
	if (index_open(desk->run, INDEX_FOLD, &desk->index, &err) < 0 ||
	    mailbox_new(&desk->box, &err) < 0 ||
	    query_start(desk->run, desk->box, &desk->query, &err) < 0)
		fail_msg("%s", err.text);
	*state = desk;
	return 0;
}

static int teardown(void **state)
{
	struct desk *desk = *state;

	query_stop(desk->query);
	mailbox_free(desk->box);
	index_close(desk->index);
	run_close(desk->run);
	scratch_free(desk->dir);
	free(desk);
	return 0;
}

/* One record, read meanwhile. */
static void put_record(struct desk *desk)
{
	struct bytes raw CLEANUP(bytes_done) = {0};
	struct error err;

	history_outcome(&raw, desk->id, "1.jpg", "m1",
			"scientificName=Arnica montan|country=Canada");
	history_append(desk->run, "raw.jsonl", &raw);
	if (index_fold(desk->index, -1, NULL, &err) < 0)
		fail_msg("%s", err.text);
}

static struct mail *answer(struct desk *desk, int kind)
{
	struct mail *mail = mailbox_wait(desk->box, 60000);

	assert_non_null(mail);
	assert_int_equal(mail->kind, kind);
	return mail;
}

/* The record of this id, or (NULL) at this place. */
static struct query_specimen *record(struct desk *desk, const char *id,
				     size_t rank)
{
	query_ask_specimen(desk->query, ++desk->ticket, &desk->all, ORDER_DOUBT,
			   id, rank, true);
	return CONTAINER_OF(answer(desk, QUERY_MAIL_SPECIMEN),
			    struct query_specimen, mail);
}

static void check_rows(struct desk *desk, size_t want)
{
	const struct query_rows *rows;
	struct mail *mail;

	for (enum index_order order = 0; order < INDEX_ORDERS; order++) {
		query_ask_rows(desk->query, ++desk->ticket, &desk->all, order,
			       0, 50);
		mail = answer(desk, QUERY_MAIL_ROWS);
		rows = CONTAINER_OF(mail, struct query_rows, mail);
		assert_int_equal(rows->error.kind, ERROR_NONE);
		assert_int_equal(rows->n, want);
		assert_int_equal(rows->total, want);
		mail_free(mail);
	}
}

static void check_counts(struct desk *desk, size_t want)
{
	struct mail *mail;

	query_ask_counts(desk->query, ++desk->ticket, "mb");
	mail = answer(desk, QUERY_MAIL_COUNTS);
	assert_int_equal(
		CONTAINER_OF(mail, struct query_counts, mail)->counts.sheets,
		want);
	mail_free(mail);
}

/* What completes a name, each after the other; owned. */
static char *completed(struct desk *desk, const char *text)
{
	struct bytes all CLEANUP(bytes_done) = {0};
	const struct query_completion *got;
	struct record known;
	struct mail *mail;

	record_init(&known);
	query_ask_completion(desk->query, ++desk->ticket, desk->id,
			     "scientificName", text, &known);
	mail = answer(desk, QUERY_MAIL_COMPLETION);
	got = CONTAINER_OF(mail, struct query_completion, mail);
	bytes_append_str(&all, "");
	for (size_t i = 0; i < got->list.n; i++)
		bytes_printf(&all, "%s;", got->list.items[i].value);
	mail_free(mail);
	return bytes_steal(&all);
}

static void completes(struct desk *desk, const char *text, const char *want)
{
	char *got CLEANUP(mem_free_str) = completed(desk, text);

	assert_string_equal(got, want);
}

/* The list of names, in place of the one before. */
static void take_in(const struct desk *desk, const char *names)
{
	char *dir CLEANUP(mem_free_str) = taxa_dir();
	char *path CLEANUP(mem_free_str) = file_join(desk->dir, "plants.txt");
	struct taxa_import import = {.dir = dir, .file = path};
	struct taxa_import_report report;
	struct error err;

	scratch_puts(desk->dir, "plants.txt", names);
	if (taxa_import(&import, &report, &err) < 0)
		fail_msg("%s", err.text);
	taxa_import_report_done(&report);
}

/* Whether this name is offered for the record's misread one. */
static bool is_offered(struct desk *desk, const char *name)
{
	const struct query_suggestions *got;
	struct mail *mail;
	bool found = false;

	query_ask_suggestions(desk->query, ++desk->ticket, desk->id, "mb");
	mail = answer(desk, QUERY_MAIL_SUGGESTIONS);
	got = CONTAINER_OF(mail, struct query_suggestions, mail);
	assert_int_equal(got->error.kind, ERROR_NONE);
	for (size_t t = 0; t < got->n_terms; t++)
		for (size_t i = 0; i < got->terms[t].list.n; i++)
			found = found ||
				strcmp(got->terms[t].list.items[i].value,
				       name) == 0;
	mail_free(mail);
	return found;
}

/* Each answer is of the list that lies there when it is asked for. */
static void test_list_replaced(void **state)
{
	struct desk *desk = *state;
	char *dir CLEANUP(mem_free_str) = NULL;

	put_record(desk);
	completes(desk, "Arn", "");
	assert_false(is_offered(desk, "Arnica montana"));
	take_in(desk, "Arnica montana\nArnica alpina\n");
	completes(desk, "Arnica m", "Arnica montana;");
	assert_true(is_offered(desk, "Arnica montana"));
	take_in(desk, "Arnica montanella\nPoa annua\n");
	completes(desk, "Arnica m", "Arnica montanella;");
	completes(desk, "Poa a", "Poa annua;");
	assert_false(is_offered(desk, "Arnica montana"));
	dir = taxa_dir();
	assert_int_equal(taxa_remove(dir, "plants", NULL), 0);
	completes(desk, "Poa a", "");
	assert_false(is_offered(desk, "Arnica montanella"));
	/* What is no list any more is none, and the rest goes on. */
	take_in(desk, "Arnica montana\n");
	completes(desk, "Arnica m", "Arnica montana;");
	scratch_puts(dir, "plants.db", "not a database at all");
	completes(desk, "Arnica m", "");
	assert_false(is_offered(desk, "Arnica montana"));
	mail_free(&record(desk, desk->id, 0)->mail);
}

/* A run of none is asked all that there is; then the first record comes. */
static void test_none_and_one(void **state)
{
	struct desk *desk = *state;
	const struct query_suggestions *offered;
	struct query_specimen *got;
	struct mail *mail;

	check_rows(desk, 0);
	check_counts(desk, 0);
	got = record(desk, NULL, 0);
	assert_int_equal(got->error.kind, ERROR_NOT_FOUND);
	mail_free(&got->mail);
	got = record(desk, desk->id, 0);
	assert_int_equal(got->error.kind, ERROR_NOT_FOUND);
	mail_free(&got->mail);
	query_ask_suggestions(desk->query, ++desk->ticket, desk->id, "mb");
	mail = answer(desk, QUERY_MAIL_SUGGESTIONS);
	offered = CONTAINER_OF(mail, struct query_suggestions, mail);
	assert_int_equal(offered->error.kind, ERROR_NOT_FOUND);
	assert_int_equal(offered->n_terms, 0);
	mail_free(mail);
	completes(desk, "A", "");

	put_record(desk);
	check_rows(desk, 1);
	check_counts(desk, 1);
	got = record(desk, NULL, 0);
	assert_string_equal(got->specimen.id, desk->id);
	assert_int_equal(got->rank, 0);
	assert_int_equal(got->total, 1);
	mail_free(&got->mail);
	got = record(desk, desk->id, 0);
	assert_true(got->placed && got->among);
	assert_int_equal(got->rank, 0);
	mail_free(&got->mail);
	got = record(desk, NULL, 1);
	assert_int_equal(got->error.kind, ERROR_NOT_FOUND);
	mail_free(&got->mail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_list_replaced, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_none_and_one, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
