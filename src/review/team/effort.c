/*
 * effort.c: what review has cost. See effort.h.
 *
 * 1. The journal is read three times: the end of a group stands behind its
 *    lines, and what was taken back before what takes it back. Held are where
 *    whole groups stand, and the ids of acts that were undone.
 * 2. Lines of a group without its end count for nothing, as in the index
 *    (run/index/group.h).
 */
#include "config.h"

#include "review/team/effort.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
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

/* Lines from `from` on, before `to`: a whole group. */
struct span {
	uint64_t from, to;
};

struct counting {
	struct span *whole; /* in the order of the journal */
	size_t n_whole, cap;
	struct span open; /* the group that has no end yet, … */
	char *group;	  /* … its name, or NULL; owned */
	int64_t lines;	  /* of it */
	json_t *undone;	  /* id: true or false */
	struct effort *effort;
};

static void counting_done(struct counting *counting)
{
	free(counting->whole);
	free(counting->group);
	json_decref(counting->undone);
}

/* --- groups --------------------------------------------------------------- */

static void group_end(struct counting *counting, int64_t n)
{
	if (n < 0 || n == counting->lines) {
		ARRAY_GROW(counting->whole, counting->n_whole, counting->cap);
		counting->whole[counting->n_whole++] = counting->open;
	}
	mem_replace(&counting->group, NULL);
}

/* A line of a group, or any other, which ends one that was open. */
static void group_take(struct counting *counting,
		       const struct journal_line *line, const struct act *act)
{
	if (act == NULL || act->group == NULL) {
		mem_replace(&counting->group, NULL);
		return;
	}
	if (counting->group == NULL ||
	    strcmp(counting->group, act->group) != 0) {
		mem_replace(&counting->group, act->group);
		counting->open.from = line->position;
		counting->lines = 0;
	}
	counting->lines++;
	counting->open.to = line->position + line->len;
	if (act->group_end != 0)
		group_end(counting, act->group_end);
}

/* Whether a line is of a whole group; *at goes along with the lines. */
static bool group_counts(const struct counting *counting,
			 const struct journal_line *line, size_t *at)
{
	while (*at < counting->n_whole &&
	       counting->whole[*at].to <= line->position)
		(*at)++;
	return *at < counting->n_whole &&
	       counting->whole[*at].from <= line->position;
}

/* --- acts ----------------------------------------------------------------- */

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

/* --- the journal ---------------------------------------------------------- */

/* Hardly a line is of a group: the others are not parsed. */
static void look_at(struct counting *counting, const struct journal_line *line)
{
	static const char member[] = "\"group\"";
	struct error ignored;
	struct act act;

	if (line->text == NULL ||
	    memmem(line->text, line->len, member, strlen(member)) == NULL ||
	    act_read(line->text, line->len, &act, &ignored) < 0) {
		group_take(counting, line, NULL);
		return;
	}
	group_take(counting, line, &act);
	act_done(&act);
}

static int effort_look(const char *dir, struct counting *counting,
		       struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	int got;

	if (journal_reader_open(dir, JOURNAL_EDITS, 0, &reader, err) < 0)
		return -1;
	while ((got = journal_reader_next(reader, &line, err)) > 0)
		look_at(counting, &line);
	journal_reader_close(reader);
	return got;
}

static int effort_pass(const char *dir, struct counting *counting,
		       void (*take)(struct counting *counting,
				    const struct act *act),
		       struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	size_t at = 0;
	int got;

	if (journal_reader_open(dir, JOURNAL_EDITS, 0, &reader, err) < 0)
		return -1;
	while ((got = journal_reader_next(reader, &line, err)) > 0) {
		struct error ignored;
		struct act act;

		if (line.text == NULL ||
		    act_read(line.text, line.len, &act, &ignored) < 0)
			continue;
		if (act.group == NULL || group_counts(counting, &line, &at))
			take(counting, &act);
		act_done(&act);
	}
	journal_reader_close(reader);
	return got;
}

int effort_read(const char *dir, struct effort *ret, struct error *err)
{
	struct counting counting CLEANUP(counting_done) = {
		.undone = json_object(), .effort = ret};

	*ret = (struct effort){0};
	if (effort_look(dir, &counting, err) < 0 ||
	    effort_pass(dir, &counting, take_undone, err) < 0 ||
	    effort_pass(dir, &counting, take_count, err) < 0) {
		effort_done(ret);
		return -1;
	}
	return 0;
}
