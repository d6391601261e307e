/*
 * history.c: see history.h.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/index/counts.h"
#include "run/index/filter.h"
#include "run/index/records.h"
#include "run/index/rows.h"
#include "run/index/signed.h"
#include "run/index/specimen.h"
#include "run/index/table/db.h"
#include "tests/kit/history.h"

void history_id(unsigned int n, char ret[65])
{
	snprintf(ret, 65, "%08x%056x", n, n);
}

void history_params(const char *model, char ret[65])
{
	hash_bytes(model, strlen(model), ret);
}

static json_t *history_dwc(const char *fields)
{
	json_t *dwc = json_object();
	char *copy = mem_strdup(fields), *rest = copy, *field;

	while ((field = strtok_r(rest, "|", &rest)) != NULL) {
		char *value = strchr(field, '=');

		*value++ = '\0';
		json_object_set_new(dwc, field,
				    json_pack("{s:s,s:f}", "value", value,
					      "confidence", 0.75));
	}
	free(copy);
	return dwc;
}

void history_outcome(struct bytes *raw, const char *id, const char *image,
		     const char *model, const char *fields)
{
	json_t *line CLEANUP(json_release) = json_object();
	char params[65];

	history_params(model, params);
	json_set_string(line, "image", image);
	json_set_string(line, "specimen_id", id);
	if (hash_is_hex(id))
		json_set_string(line, "sha256", id);
	json_set_string(line, "model", model);
	json_set_string(line, "provider", "openrouter");
	if (fields != NULL)
		json_object_set_new(line, "dwc", history_dwc(fields));
	else
		json_set_string(line, "error", "the model timed out");
	json_set_string(line, "timestamp", "2026-11-23T20:00:00Z");
	json_set_string(line, "run_id", "r1");
	json_set_string(line, "params_sha256", params);
	json_object_set_new(line, "usage", json_pack("{s:f}", "cost", 0.001));
	json_write_line(line, raw);
}

void history_act(struct bytes *edits, int64_t seq, const char *by,
		 const char *id, const char *op, const char *rest)
{
	bytes_printf(edits,
		     "{\"seq\":%lld,\"id\":\"act-%lld\",\"timestamp\":"
		     "\"2026-11-23T21:00:00Z\",\"by\":\"%s\"",
		     (long long)seq, (long long)seq, by);
	if (id != NULL)
		bytes_printf(edits, ",\"specimen_id\":\"%s\"", id);
	bytes_printf(edits, ",\"op\":\"%s\"%s}\n", op, rest);
}

struct run *history_run(const char *dir)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, "run");
	struct error err = {0};
	struct run *run;

	if (run_open(path, RUN_CREATE, &run, &err) < 0)
		fail_msg("%s", err.text);
	return run;
}

void history_append(const struct run *run, const char *name,
		    const struct bytes *lines)
{
	char *path CLEANUP(mem_free_str) = run_path(run, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	if (lines->len > 0)
		assert_int_equal(file_write_all(fd, lines->data, lines->len),
				 0);
	close(fd);
}

/* --- what comes of it ----------------------------------------------------- */

static void dump_field(const struct field *field, struct bytes *ret)
{
	bytes_printf(ret, "  %s=%s [%s %.2f", field->term, field->value,
		     field_source_word(field->source), field->confidence);
	if (field->by != NULL)
		bytes_printf(ret, " by %s", field->by);
	if (field->was != NULL)
		bytes_printf(ret, " was %s", field->was);
	if (field->line_sha256 != NULL)
		bytes_printf(ret, " of %s %.8s",
			     field->model != NULL ? field->model : "-",
			     field->line_sha256);
	bytes_append_str(ret, "]\n");
}

void history_dump_specimen(const struct specimen *s, struct bytes *ret)
{
	bytes_printf(ret, "%s %s %s%s rev %lld due %lld base %zu/%zu%s\n",
		     s->id, s->image, status_word(s->status),
		     s->flagged ? " flagged" : "", (long long)s->revision,
		     (long long)s->due, s->base, s->n_outcomes,
		     s->pinned ? " pinned" : "");
	for (size_t i = 0; i < s->n_also; i++)
		bytes_printf(ret, "  also %s\n", s->also[i]);
	bytes_printf(ret, "  reason %s notes %s error %s acts %zu undone ",
		     s->reason != NULL ? s->reason : "-",
		     s->notes != NULL ? s->notes : "-",
		     s->error != NULL ? s->error : "-", s->n_acts);
	for (size_t i = 0; i < s->n_acts; i++)
		bytes_append_char(ret, s->undone[i] ? 'x' : '.');
	bytes_append_char(ret, '\n');
	if (s->looked != FACTS_UNKNOWN)
		bytes_printf(ret, "  facts %s %lld\n",
			     facts_state_word(s->looked),
			     (long long)s->facts_stamp);
	for (size_t i = 0; i < s->record.n; i++)
		dump_field(&s->record.fields[i], ret);
}

static void dump_rows(struct index *index, enum index_order order,
		      struct bytes *ret)
{
	struct index_filter filter;
	struct specimen_row *rows;
	struct error err;
	size_t n, total;

	index_filter_init(&filter);
	if (index_rows(index, &filter, order, 0, 100000, &rows, &n, &total,
		       &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(n, total);
	for (size_t i = 0; i < n; i++) {
		bytes_printf(
			ret, "%d: %s %s %s %s%s%s %.1f %.1f %s %.9f%s %s\n",
			(int)order, rows[i].id, rows[i].image, rows[i].name,
			status_word(rows[i].status),
			rows[i].flagged ? " flagged" : "",
			rows[i].failed ? " failed" : "",
			rows[i].quality.completeness, rows[i].quality.quality,
			priority_word(rows[i].quality.priority),
			rows[i].quality.doubt,
			rows[i].quality.blank ? " blank" : "", rows[i].reasons);
		specimen_row_done(&rows[i]);
	}
	free(rows);
}

static void dump_counts(struct index *index, struct bytes *ret)
{
	struct index_counts c;
	struct error err;
	int64_t seq;

	if (index_counts(index, &c, &err) < 0 ||
	    index_next_seq(index, &seq, &err) < 0)
		fail_msg("%s", err.text);
	bytes_printf(ret,
		     "sheets %zu extracted %zu failed %zu flagged %zu "
		     "seq %lld\n",
		     c.sheets, c.extracted, c.failed, c.flagged,
		     (long long)seq);
	for (size_t i = 0; i < STATUS_COUNT; i++)
		bytes_printf(ret, "status %zu: %zu\n", i, c.by_status[i]);
	for (size_t i = 0; i < PRIORITY_COUNT; i++)
		bytes_printf(ret, "priority %zu: %zu\n", i, c.by_priority[i]);
	bytes_printf(ret, "completeness %.6f soundness %.6f cost %.9f\n",
		     c.completeness_mean, c.soundness_mean, c.cost_usd);
}

static void dump_coverage(struct index *index, struct bytes *ret)
{
	struct coverage *coverage;
	struct error err;

	if (index_coverage(index, &coverage, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < 40; i++)
		bytes_printf(ret, "term %zu: %zu %zu\n", i, coverage[i].filled,
			     coverage[i].sound);
	free(coverage);
}

static int dump_visit(void *arg, const struct specimen_row *row,
		      const char *dwc, struct error *err)
{
	(void)err;
	bytes_printf(arg, "walk %s %s\n", row->id, dwc);
	return 0;
}

static void dump_specimens(struct index *index, struct bytes *ret)
{
	struct index_filter filter;
	struct specimen_row *rows;
	struct error err;
	size_t n;

	index_filter_init(&filter);
	if (index_walk(index, &filter, ORDER_NAME, 0, dump_visit, ret, &err) !=
		    0 ||
	    index_rows(index, &filter, ORDER_NAME, 0, 100000, &rows, &n, NULL,
		       &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < n; i++) {
		struct specimen s;

		if (index_specimen(index, rows[i].id, &s, &err) < 0)
			fail_msg("%s", err.text);
		history_dump_specimen(&s, ret);
		assert_int_equal(s.status, rows[i].status);
		assert_int_equal(s.flagged, rows[i].flagged);
		assert_int_equal(100 * s.quality.completeness,
				 100 * rows[i].quality.completeness);
		assert_string_equal(record_value(&s.record, "scientificName"),
				    rows[i].name);
		specimen_done(&s);
		specimen_row_done(&rows[i]);
	}
	free(rows);
}

/* --- the values of signed records ----------------------------------------- */

struct lines {
	char **items;
	size_t n;
};

static void lines_add(struct lines *lines, char *line)
{
	lines->items =
		mem_grow(lines->items, lines->n + 1, sizeof(*lines->items));
	lines->items[lines->n++] = line;
}

static int lines_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, and appended. */
static void lines_end(struct lines *lines, struct bytes *ret)
{
	if (lines->n > 0)
		qsort(lines->items, lines->n, sizeof(*lines->items),
		      lines_order);
	for (size_t i = 0; i < lines->n; i++) {
		bytes_printf(ret, "%s\n", lines->items[i]);
		free(lines->items[i]);
	}
	free(lines->items);
}

/* When each record became what it is. */
static void dump_modified(struct index *index, struct bytes *ret)
{
	struct index_filter filter;
	struct index_records *records;
	struct index_record record;
	struct lines lines = {0};
	struct error err;
	int got;

	index_filter_init(&filter);
	if (index_records_open(index, &records, &err) < 0 ||
	    index_records_start(records, &filter, &err) < 0)
		fail_msg("%s", err.text);
	while ((got = index_records_next(records, &record, &err)) > 0)
		lines_add(&lines, mem_printf("modified %s %s", record.id,
					     record.modified));
	assert_int_equal(got, 0);
	index_records_close(records);
	lines_end(&lines, ret);
}

/* What the table of signed values has of a term. */
static void signed_of(struct index *index, const struct term *term,
		      struct lines *lines)
{
	struct signed_list list CLEANUP(signed_list_done) = {0};
	struct error err;
	int64_t keys[100], last;

	if (signed_frequent(index, term, NULL, 400, &list, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < list.n; i++) {
		const struct signed_value *value = &list.items[i];
		int n = signed_records(index, value->id, 100, keys, &err);

		assert_int_equal(n, value->n);
		assert_int_equal(signed_last(index, value->id, &last, &err), 0);
		for (int k = 0; k < n; k++) {
			struct signed_record record;

			assert_int_equal(
				signed_record(index, keys[k], &record, &err),
				1);
			assert_true(k > 0 || record.revision == last);
			lines_add(lines,
				  mem_printf("signed %s=%s %s %s %lld",
					     term->name, value->value,
					     record.id, record.by,
					     (long long)record.revision));
			signed_record_done(&record);
		}
	}
}

/* What it ought to have of a specimen. */
static void signed_due(const struct terms *terms, const struct specimen *s,
		       struct lines *lines)
{
	for (size_t i = 0; i < s->record.n && s->status == STATUS_APPROVED;
	     i++) {
		const struct field *field = &s->record.fields[i];
		const struct term *term = terms_find(terms, field->term);

		if (term != NULL && term->role != ROLE_CATALOGUE &&
		    term->kind != TERM_FLAG && term->kind != TERM_HISTORY &&
		    !text_blank(field->value))
			lines_add(lines,
				  mem_printf("signed %s=%s %s %s %lld",
					     term->name, field->value, s->id,
					     s->acts[s->signer].by,
					     (long long)s->revision));
	}
}

/* The table has just what the records say. */
static void dump_signed(struct index *index, struct bytes *ret)
{
	const struct terms *terms = index->run->terms;
	struct bytes due CLEANUP(bytes_done) = {0};
	struct bytes has CLEANUP(bytes_done) = {0};
	struct lines lines = {0}, expected = {0};
	struct index_filter filter;
	struct specimen_row *rows;
	size_t n;

	index_filter_init(&filter);
	assert_int_equal(index_rows(index, &filter, ORDER_NAME, 0, 100000,
				    &rows, &n, NULL, NULL),
			 0);
	for (size_t i = 0; i < n; i++) {
		struct specimen s;

		assert_int_equal(index_specimen(index, rows[i].id, &s, NULL),
				 0);
		signed_due(terms, &s, &expected);
		specimen_done(&s);
		specimen_row_done(&rows[i]);
	}
	free(rows);
	for (size_t i = 0; i < terms_count(terms); i++)
		signed_of(index, terms_at(terms, i), &lines);
	bytes_append_str(&due, "");
	bytes_append_str(&has, "");
	lines_end(&expected, &due);
	lines_end(&lines, &has);
	assert_string_equal(has.data, due.data);
	bytes_append_str(ret, has.data);
}

char *history_dump_rows(struct index *index)
{
	struct bytes ret = {0};

	dump_rows(index, ORDER_NAME, &ret);
	return bytes_steal(&ret);
}

char *history_dump(struct index *index)
{
	struct bytes ret = {0};

	dump_counts(index, &ret);
	dump_coverage(index, &ret);
	for (enum index_order order = ORDER_DOUBT; order < INDEX_ORDERS;
	     order++)
		dump_rows(index, order, &ret);
	dump_specimens(index, &ret);
	dump_modified(index, &ret);
	dump_signed(index, &ret);
	return bytes_steal(&ret);
}
