/*
 * marks.c: records that are marked. See marks.h.
 *
 * 1. Ids are sorted and each is there once: a view asks for every row that it
 *    draws.
 */
#include "config.h"

#include "ui/words/marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

/* Where the id is, or would be. */
static size_t queue_marks_place(const struct queue_marks *marks, const char *id)
{
	size_t from = 0, to = marks->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (strcmp(marks->ids[middle], id) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

bool queue_marks_has(const struct queue_marks *marks, const char *id)
{
	size_t at = id != NULL ? queue_marks_place(marks, id) : marks->n;

	return at < marks->n && strcmp(marks->ids[at], id) == 0;
}

bool queue_marks_toggle(struct queue_marks *marks, const char *id)
{
	size_t at = queue_marks_place(marks, id);
	bool marked = queue_marks_has(marks, id);
	char **slot;

	if (marked) {
		free(marks->ids[at]);
		marks->n--;
		memmove(&marks->ids[at], &marks->ids[at + 1],
			(marks->n - at) * sizeof(marks->ids[0]));
		return false;
	}
	ARRAY_GROW(marks->ids, marks->n, marks->cap);
	slot = &marks->ids[at];
	memmove(slot + 1, slot, (marks->n - at) * sizeof(marks->ids[0]));
	*slot = mem_strdup(id);
	marks->n++;
	return true;
}

void queue_marks_clear(struct queue_marks *marks)
{
	for (size_t i = 0; i < marks->n; i++)
		free(marks->ids[i]);
	marks->n = 0;
}

void queue_marks_done(struct queue_marks *marks)
{
	queue_marks_clear(marks);
	free(marks->ids);
	*marks = (struct queue_marks){0};
}
