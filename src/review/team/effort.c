/*
 * effort.c: what review has cost. See effort.h.
 *
 * 1. The journal is read once. What each act adds is held until the end, some
 *    60 bytes: what takes it back stands behind it.
 * 2. Lines of a group without its end count for nothing, as in the index
 *    (run/index/fold/group.h): what they add, and take back, waits for the end.
 */
#include "config.h"

#include "review/team/effort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
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

#define KEY_SIZE 16 /* of the digits of a hash: acts are known by these */

/* What an act adds. */
struct part {
	char key[KEY_SIZE];
	uint32_t person; /* 1 + place among the names; 0: no decision */
	bool approved, told, undone;
	enum act_via via; /* of the values */
	size_t values, characters;
	int64_t keys, seconds;
};

/* What is taken back, or put forward again. */
struct turn {
	char key[KEY_SIZE];
	bool undone;
};

struct counting {
	struct part *parts; /* in the order of the journal */
	size_t n, cap;
	uint32_t *slots; /* 1 + part, by its key; a power of two of them */
	size_t n_slots;
	char **names; /* of people */
	size_t n_names, cap_names;
	/* The group that has no end yet: its name, or NULL, and what of the
	 * above is of it. */
	char *group;
	int64_t lines;
	size_t from;
	struct turn *turns; /* of it, or of one line */
	size_t n_turns, cap_turns;
};

static void counting_done(struct counting *counting)
{
	for (size_t i = 0; i < counting->n_names; i++)
		free(counting->names[i]);
	free(counting->names);
	free(counting->parts);
	free(counting->slots);
	free(counting->turns);
	free(counting->group);
}

/* --- by their ids --------------------------------------------------------- */

static void key_of(const char *id, char ret[KEY_SIZE])
{
	char hash[HASH_HEX_SIZE];

	hash_bytes(id, strlen(id), hash);
	memcpy(ret, hash, KEY_SIZE);
}

static size_t key_slot(const struct counting *counting,
		       const char key[KEY_SIZE])
{
	uint64_t x = 0;

	memcpy(&x, key, sizeof(x));
	x ^= x >> 29; /* digits share their upper bits */
	return (size_t)(x * UINT64_C(0x9e3779b97f4a7c15) >> 20) &
	       (counting->n_slots - 1);
}

/* The slot of the part with this key, or the free one where it would be. */
static uint32_t *part_find(const struct counting *counting,
			   const char key[KEY_SIZE])
{
	size_t at = key_slot(counting, key);

	while (counting->slots[at] != 0 &&
	       memcmp(counting->parts[counting->slots[at] - 1].key, key,
		      KEY_SIZE) != 0)
		at = (at + 1) & (counting->n_slots - 1);
	return &counting->slots[at];
}

static void parts_grow(struct counting *counting)
{
	if (2 * (counting->n + 1) < counting->n_slots)
		return;
	counting->n_slots =
		counting->n_slots > 0 ? 2 * counting->n_slots : 1024;
	free(counting->slots);
	counting->slots =
		mem_zalloc(counting->n_slots * sizeof(*counting->slots));
	for (size_t i = 0; i < counting->n; i++)
		*part_find(counting, counting->parts[i].key) = (uint32_t)i + 1;
}

static void part_add(struct counting *counting, const struct part *part)
{
	ARRAY_GROW(counting->parts, counting->n, counting->cap);
	counting->parts[counting->n++] = *part;
}

/* What was added from `from` on counts from now on: it can be taken back. */
static void parts_settle(struct counting *counting)
{
	for (size_t i = counting->from; i < counting->n; i++) {
		parts_grow(counting);
		*part_find(counting, counting->parts[i].key) = (uint32_t)i + 1;
	}
	parts_grow(counting);
	for (size_t i = 0; i < counting->n_turns; i++) {
		const struct turn *turn = &counting->turns[i];
		uint32_t at = *part_find(counting, turn->key);

		if (at != 0)
			counting->parts[at - 1].undone = turn->undone;
	}
	counting->from = counting->n;
	counting->n_turns = 0;
}

/* --- groups --------------------------------------------------------------- */

/* The group that was open gets no end any more. */
static void group_void(struct counting *counting)
{
	mem_replace(&counting->group, NULL);
	counting->n = counting->from;
	counting->n_turns = 0;
}

/* A line begins: is it of the group that is open? */
static void group_begin(struct counting *counting, const struct act *act)
{
	bool same = act->group != NULL && counting->group != NULL &&
		    strcmp(counting->group, act->group) == 0;

	if (same)
		return;
	group_void(counting);
	mem_replace(&counting->group, act->group);
	counting->lines = 0;
}

static void group_end(struct counting *counting, const struct act *act)
{
	counting->lines++;
	if (act->group == NULL) {
		parts_settle(counting);
		return;
	}
	if (act->group_end == 0)
		return;
	if (act->group_end < 0 || act->group_end == counting->lines)
		parts_settle(counting);
	group_void(counting);
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

static uint32_t person_of(struct counting *counting, const char *by)
{
	for (size_t i = 0; i < counting->n_names; i++)
		if (strcmp(counting->names[i], by) == 0)
			return (uint32_t)i + 1;
	ARRAY_GROW(counting->names, counting->n_names, counting->cap_names);
	counting->names[counting->n_names++] = mem_strdup(by);
	return (uint32_t)counting->n_names;
}

static void count_value(struct part *part, const char *value)
{
	part->values++;
	for (size_t at = 0; value[at] != '\0'; at = text_next(value, at))
		part->characters++;
}

/* Whether it adds anything. */
static bool part_of(struct counting *counting, const struct act *act,
		    struct part *ret)
{
	size_t i;
	json_t *change;

	*ret = (struct part){.via = act->via};
	key_of(act->id, ret->key);
	if (act->op == ACT_APPROVE || act->op == ACT_REJECT) {
		ret->person = person_of(counting, act->by);
		ret->approved = act->op == ACT_APPROVE;
		ret->told = act->spent.told;
		ret->keys = act->spent.keys;
		ret->seconds = act->spent.seconds;
	}
	if (act->op == ACT_SET)
		count_value(ret, act->to);
	json_array_foreach(act->op == ACT_BULK ? act->changes : NULL, i, change)
	{
		count_value(ret, json_string_at(change, "to"));
	}
	return ret->person != 0 || ret->values > 0;
}

static void take_turns(struct counting *counting, const struct act *act)
{
	size_t i;
	json_t *id;

	json_array_foreach(act->ids, i, id)
	{
		struct turn *turn;

		if (!json_is_string(id))
			continue;
		ARRAY_GROW(counting->turns, counting->n_turns,
			   counting->cap_turns);
		turn = &counting->turns[counting->n_turns++];
		key_of(json_string_value(id), turn->key);
		turn->undone = act->op == ACT_UNDO;
	}
}

static void take_act(struct counting *counting, const struct act *act)
{
	struct part part;

	group_begin(counting, act);
	if (act->op == ACT_UNDO || act->op == ACT_REDO)
		take_turns(counting, act);
	else if (part_of(counting, act, &part))
		part_add(counting, &part);
	group_end(counting, act);
}

/* --- the sums ------------------------------------------------------------- */

static void sum_part(const struct counting *counting, const struct part *part,
		     struct effort *ret)
{
	struct effort_person *person;

	ret->helps[part->via].values += part->values;
	ret->helps[part->via].characters += part->characters;
	if (part->person == 0)
		return;
	person = effort_person(ret, counting->names[part->person - 1]);
	person->approved += part->approved;
	person->rejected += !part->approved;
	person->told += part->told;
	person->keys += part->keys;
	person->seconds += part->seconds;
}

static int effort_pass(const char *dir, struct counting *counting,
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
		    act_read(line.text, line.len, &act, &ignored) < 0) {
			group_void(counting);
			continue;
		}
		take_act(counting, &act);
		act_done(&act);
	}
	journal_reader_close(reader);
	group_void(counting);
	return got;
}

int effort_read(const char *dir, struct effort *ret, struct error *err)
{
	struct counting counting CLEANUP(counting_done) = {0};

	*ret = (struct effort){0};
	if (effort_pass(dir, &counting, err) < 0)
		return -1;
	for (size_t i = 0; i < counting.n; i++)
		if (!counting.parts[i].undone)
			sum_part(&counting, &counting.parts[i], ret);
	return 0;
}
