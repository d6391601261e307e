/*
 * effort.c: what review has cost. See effort.h.
 *
 * 1. The journal is read twice: what was taken back stands behind what it
 *    takes back. Only the ids of acts that were undone are held.
 */
#include "config.h"

#include "review/team/effort.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/journal/journal.h"

void effort_done(struct effort *effort)
{
	for (size_t i = 0; i < effort->n; i++)
		free(effort->people[i].by);
	free(effort->people);
	*effort = (struct effort){0};
}

struct counting {
	json_t *undone; /* id: true or false */
	struct effort *effort;
};

static struct effort_person *effort_person(struct effort *effort,
					   const char *by)
{
	bool full = effort->n >= EFFORT_PEOPLE_MAX;

	for (size_t i = 0; i < effort->n; i++)
		if (effort->people[i].by == NULL ||
		    strcmp(effort->people[i].by, by) == 0)
			return &effort->people[i];
	effort->people = mem_grow(effort->people, effort->n + 1,
				  sizeof(*effort->people));
	effort->people[effort->n] =
		(struct effort_person){.by = full ? NULL : mem_strdup(by)};
	return &effort->people[effort->n++];
}

static void count_decision(struct effort *effort, const struct act *act)
{
	struct effort_person *person = effort_person(effort, act->by);

	person->approved += act->op == ACT_APPROVE;
	person->rejected += act->op == ACT_REJECT;
	if (!act->spent.told)
		return;
	person->told++;
	person->keys += act->spent.keys;
	person->seconds += act->spent.seconds;
}

static void count_value(struct effort *effort, enum act_via via,
			const char *value)
{
	effort->helps[via].values++;
	for (size_t at = 0; value[at] != '\0'; at = text_next(value, at))
		effort->helps[via].characters++;
}

static void count_edit(struct effort *effort, const struct act *act)
{
	size_t i;
	json_t *change;

	if (act->op == ACT_SET)
		count_value(effort, act->via, act->to);
	json_array_foreach(act->changes, i, change)
	{
		count_value(effort, act->via, json_string_at(change, "to"));
	}
}

static void take_count(struct counting *counting, const struct act *act)
{
	if (json_is_true(json_object_get(counting->undone, act->id)))
		return;
	if (act->op == ACT_APPROVE || act->op == ACT_REJECT)
		count_decision(counting->effort, act);
	else if (act->op == ACT_SET || act->op == ACT_BULK)
		count_edit(counting->effort, act);
}

static void take_undone(struct counting *counting, const struct act *act)
{
	size_t i;
	json_t *id;

	if (act->op != ACT_UNDO && act->op != ACT_REDO)
		return;
	json_array_foreach(act->ids, i, id)
	{
		if (json_is_string(id))
			json_object_set_new(counting->undone,
					    json_string_value(id),
					    json_boolean(act->op == ACT_UNDO));
	}
}

static int effort_pass(const char *dir, struct counting *counting,
		       void (*take)(struct counting *counting,
				    const struct act *act),
		       struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	int got;

	if (journal_reader_open(dir, JOURNAL_EDITS, 0, &reader, err) < 0)
		return -1;
	while ((got = journal_reader_next(reader, &line, err)) > 0) {
		struct error ignored;
		struct act act;

		if (line.text == NULL ||
		    act_read(line.text, line.len, &act, &ignored) < 0)
			continue;
		take(counting, &act);
		act_done(&act);
	}
	journal_reader_close(reader);
	return got;
}

int effort_read(const char *dir, struct effort *ret, struct error *err)
{
	json_t *undone CLEANUP(json_release) = json_object();
	struct counting counting = {undone, ret};

	*ret = (struct effort){0};
	if (effort_pass(dir, &counting, take_undone, err) < 0 ||
	    effort_pass(dir, &counting, take_count, err) < 0) {
		effort_done(ret);
		return -1;
	}
	return 0;
}
