/*
 * spent.c: what records cost. See spent.h.
 *
 * 1. Time comes from a clock that only goes forward and is told by the loop;
 *    what it says is held against limits all the same.
 * 2. Of records that nobody decides on, the one that was looked at first is
 *    forgotten in the end.
 */
#include "config.h"

#include "review/team/spent.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

#define SPENT_RECORDS 4096

static struct spent_record *spent_find(const struct spent_clock *spent,
				       const char *id)
{
	for (size_t i = spent->n; id != NULL && i-- > 0;)
		if (strcmp(spent->records[i].id, id) == 0)
			return &spent->records[i];
	return NULL;
}

static void spent_remove(struct spent_clock *spent, size_t i)
{
	struct spent_record *record = &spent->records[i];

	free(record->id);
	spent->n--;
	memmove(record, record + 1, (spent->n - i) * sizeof(*record));
}

static struct spent_record *spent_add(struct spent_clock *spent, const char *id)
{
	if (spent->n == SPENT_RECORDS)
		spent_remove(spent, 0);
	ARRAY_GROW(spent->records, spent->n, spent->cap);
	spent->records[spent->n] = (struct spent_record){mem_strdup(id), 0, 0};
	return &spent->records[spent->n++];
}

/* Since the key before; 0 after a pause. */
static int64_t spent_passed(const struct spent_clock *spent)
{
	int64_t passed = spent->now_ms - spent->last_ms;

	if (spent->last_ms == 0 || passed < 0 || passed > SPENT_PAUSE_MS)
		return 0;
	return passed;
}

void spent_count(struct spent_clock *spent, const char *id, int keys)
{
	struct spent_record *record = spent_find(spent, id);

	if (record == NULL && id != NULL)
		record = spent_add(spent, id);
	if (record != NULL) {
		record->keys += keys;
		record->ms += spent_passed(spent);
	}
	spent->last_ms = spent->now_ms;
}

struct act_spent spent_of(const struct spent_clock *spent, const char *id)
{
	const struct spent_record *record = spent_find(spent, id);

	if (record == NULL)
		return (struct act_spent){0};
	return (struct act_spent){true, record->keys,
				  (record->ms + 500) / 1000};
}

void spent_settle(struct spent_clock *spent, const char *id)
{
	struct spent_record *record = spent_find(spent, id);

	if (record != NULL)
		spent_remove(spent, (size_t)(record - spent->records));
}

void spent_done(struct spent_clock *spent)
{
	while (spent->n > 0)
		spent_remove(spent, spent->n - 1);
	free(spent->records);
	*spent = (struct spent_clock){0};
}
