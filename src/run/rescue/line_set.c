/*
 * line_set.c: see line_set.h.
 *
 * 1. A line of the journal is looked up among the few, by length and bytes:
 *    one pass over the journal, whatever their number.
 */
#include "config.h"

#include "run/rescue/line_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

/* A line as it is sorted: its bytes, and where it is in the set. */
struct sorted_line {
	const char *text;
	size_t len;
	size_t i;
};

void line_set_add(struct line_set *set, const char *text, size_t len,
		  double worth)
{
	ARRAY_GROW(set->items, set->n, set->cap);
	set->items[set->n++] = (struct line_item){
		.start = set->texts.len,
		.len = len,
		.worth = worth,
	};
	bytes_append(&set->texts, text, len);
}

static int line_compare(const void *a, const void *b)
{
	const struct sorted_line *x = a, *y = b;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return x->len > 0 ? memcmp(x->text, y->text, x->len) : 0;
}

/* The same ones in the order in which they came. */
static int line_order(const void *a, const void *b)
{
	const struct sorted_line *x = a, *y = b;
	int rc = line_compare(a, b);

	if (rc != 0)
		return rc;
	return x->i < y->i ? -1 : x->i > y->i;
}

/* Owned. Of lines that are the same the first alone is in it; the others are
 * marked. */
static struct sorted_line *line_set_sort(struct line_set *set, size_t *ret_n)
{
	struct sorted_line *sorted = mem_alloc((set->n + 1) * sizeof(*sorted));
	size_t kept = 0;

	for (size_t i = 0; i < set->n; i++)
		sorted[i] = (struct sorted_line){set->texts.data +
							 set->items[i].start,
						 set->items[i].len, i};
	qsort(sorted, set->n, sizeof(*sorted), line_order);
	for (size_t i = 0; i < set->n; i++)
		if (kept > 0 &&
		    line_compare(&sorted[kept - 1], &sorted[i]) == 0)
			set->items[sorted[i].i].known = true;
		else
			sorted[kept++] = sorted[i];
	*ret_n = kept;
	return sorted;
}

static int line_set_read(struct line_set *set, const struct sorted_line *sorted,
			 size_t n, struct journal_reader *reader,
			 struct error *err)
{
	struct journal_line line;
	int rc;

	while ((rc = journal_reader_next(reader, &line, err)) > 0) {
		const struct sorted_line wanted = {line.text, line.len, 0};
		const struct sorted_line *found = NULL;

		if (line.text != NULL)
			found = bsearch(&wanted, sorted, n, sizeof(*sorted),
					line_compare);
		if (found != NULL)
			set->items[found->i].known = true;
	}
	return rc;
}

int line_set_compare(struct line_set *set, const char *dir, enum journal_id id,
		     struct error *err)
{
	struct journal_reader *reader;
	struct sorted_line *sorted;
	size_t n;
	int rc;

	if (journal_reader_open(dir, id, 0, &reader, err) < 0)
		return -1;
	sorted = line_set_sort(set, &n);
	rc = line_set_read(set, sorted, n, reader, err);
	free(sorted);
	journal_reader_close(reader);
	return rc;
}

void line_set_join(const struct line_set *set, struct bytes *ret)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct line_item *item = &set->items[i];

		if (item->known)
			continue;
		bytes_append(ret, set->texts.data + item->start, item->len);
		bytes_append_char(ret, '\n');
	}
}

void line_set_clear(struct line_set *set)
{
	set->n = 0;
	bytes_clear(&set->texts);
}

void line_set_done(struct line_set *set)
{
	free(set->items);
	bytes_done(&set->texts);
	*set = (struct line_set){0};
}
