/*
 * act.c: the codec of acts of review. See act.h.
 *
 * 1. What is read and written again is the same act: unknown keys stay.
 * 2. An act that lacks what its op needs is refused when it is read, so that
 *    the fold never has to ask.
 */
#include "config.h"

#include "run/journal/act.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"

/* What every JSON reader still takes for a whole number. */
#define ACT_SEQ_MAX INT64_C(9007199254740991)

enum act_needs {
	NEEDS_TERM = 1,
	NEEDS_TO = 2,
	NEEDS_SPECIMEN = 4,
	NEEDS_IDS = 8,
	NEEDS_CHANGES = 16,
};

static const struct {
	const char *word;
	unsigned int needs;
} act_ops[] = {
	[ACT_SET] = {"set", NEEDS_SPECIMEN | NEEDS_TERM | NEEDS_TO},
	[ACT_CLEAR] = {"clear", NEEDS_SPECIMEN | NEEDS_TERM},
	[ACT_ACCEPT] = {"accept", NEEDS_SPECIMEN | NEEDS_TERM | NEEDS_TO},
	[ACT_APPROVE] = {"approve", NEEDS_SPECIMEN},
	[ACT_REJECT] = {"reject", NEEDS_SPECIMEN},
	[ACT_REOPEN] = {"reopen", NEEDS_SPECIMEN},
	[ACT_FLAG] = {"flag", NEEDS_SPECIMEN},
	[ACT_UNFLAG] = {"unflag", NEEDS_SPECIMEN},
	[ACT_NOTE] = {"note", NEEDS_SPECIMEN | NEEDS_TO},
	[ACT_UNDO] = {"undo", NEEDS_IDS},
	[ACT_REDO] = {"redo", NEEDS_IDS},
	[ACT_BULK] = {"bulk", NEEDS_CHANGES},
};

const char *act_op_word(enum act_op op)
{
	return act_ops[op].word;
}

int act_op_parse(const char *word, enum act_op *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(act_ops); i++) {
		if (strcmp(word, act_ops[i].word) == 0) {
			*ret = (enum act_op)i;
			return 0;
		}
	}
	return -1;
}

static const char *const act_marks[MARK_COUNT] = {
	[MARK_EXPERT] = "expert",
	[MARK_SECOND] = "second",
};

const char *act_mark_word(enum act_mark mark)
{
	return act_marks[mark];
}

enum act_mark act_mark(const struct act *act)
{
	for (size_t i = 0; i < MARK_COUNT; i++)
		if (act_marks[i] != NULL && act->reason != NULL &&
		    strcmp(act->reason, act_marks[i]) == 0)
			return (enum act_mark)i;
	return MARK_FLAGGED;
}

static const char *const act_vias[VIA_COUNT] = {
	[VIA_TYPED] = "typed",
	[VIA_CANDIDATE] = "candidate",
	[VIA_TAXA] = "taxa",
	[VIA_DITTO] = "ditto",
	[VIA_COMPLETION] = "completion",
	[VIA_LABEL] = "label",
	[VIA_BULK] = "bulk",
};

const char *act_via_word(enum act_via via)
{
	return act_vias[via];
}

int act_via_parse(const char *word, enum act_via *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(act_vias); i++) {
		if (act_vias[i] != NULL && strcmp(word, act_vias[i]) == 0) {
			*ret = (enum act_via)i;
			return 0;
		}
	}
	return -1;
}

/* The members that are texts, by their keys. */
static const struct {
	const char *key;
	size_t offset;
} act_texts[] = {
	{"id", offsetof(struct act, id)},
	{"timestamp", offsetof(struct act, timestamp)},
	{"by", offsetof(struct act, by)},
	{"specimen_id", offsetof(struct act, specimen_id)},
	{"image", offsetof(struct act, image)},
	{"term", offsetof(struct act, term)},
	{"from", offsetof(struct act, from)},
	{"to", offsetof(struct act, to)},
	{"reason", offsetof(struct act, reason)},
	{"group", offsetof(struct act, group)},
};

/* The members that are JSON, by their keys, and of what type. */
static const struct {
	const char *key;
	size_t offset;
	json_type type;
} act_values[] = {
	{"base", offsetof(struct act, base), JSON_OBJECT},
	{"pin", offsetof(struct act, pin), JSON_OBJECT},
	{"undoes", offsetof(struct act, ids), JSON_ARRAY},
	{"redoes", offsetof(struct act, ids), JSON_ARRAY},
	{"except", offsetof(struct act, except), JSON_ARRAY},
	{"changes", offsetof(struct act, changes), JSON_ARRAY},
	{"record", offsetof(struct act, record), JSON_OBJECT},
	{"seen", offsetof(struct act, seen), JSON_OBJECT},
	{"boxes", offsetof(struct act, boxes), JSON_ARRAY},
};

static char **act_text(struct act *act, size_t i)
{
	return (char **)(void *)((char *)act + act_texts[i].offset);
}

static json_t **act_value(struct act *act, size_t i)
{
	return (json_t **)(void *)((char *)act + act_values[i].offset);
}

void act_init(struct act *act)
{
	*act = (struct act){0};
}

void act_done(struct act *act)
{
	for (size_t i = 0; i < ARRAY_LEN(act_texts); i++)
		free(*act_text(act, i));
	json_decref(act->base);
	json_decref(act->pin);
	json_decref(act->ids);
	json_decref(act->except);
	json_decref(act->changes);
	json_decref(act->record);
	json_decref(act->seen);
	json_decref(act->boxes);
	json_decref(act->extra);
	*act = (struct act){0};
}

static bool act_takes_text(struct act *act, const char *key, json_t *value)
{
	for (size_t i = 0; i < ARRAY_LEN(act_texts); i++) {
		if (strcmp(key, act_texts[i].key) != 0)
			continue;
		if (json_is_null(value))
			return true;
		if (!json_is_string(value))
			return false;
		mem_replace(act_text(act, i), json_string_value(value));
		return true;
	}
	return false;
}

static bool act_takes_value(struct act *act, const char *key, json_t *value)
{
	for (size_t i = 0; i < ARRAY_LEN(act_values); i++) {
		json_t **slot = act_value(act, i);

		if (strcmp(key, act_values[i].key) != 0)
			continue;
		if (json_is_null(value))
			return true;
		if (json_typeof(value) != act_values[i].type || *slot != NULL)
			return false;
		*slot = json_incref(value);
		return true;
	}
	return false;
}

/* A word of a newer program is kept, and tells nothing here. */
static bool act_takes_via(struct act *act, const char *key, const json_t *value)
{
	return strcmp(key, "via") == 0 && json_is_string(value) &&
	       act_via_parse(json_string_value(value), &act->via) == 0;
}

static bool act_counts(const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >= 0 &&
	       json_integer_value(value) <= ACT_SEQ_MAX;
}

/* Only one that is written again as it was. */
static bool act_takes_spent(struct act *act, const char *key,
			    const json_t *value)
{
	const json_t *keys = json_object_get(value, "keys");
	const json_t *seconds = json_object_get(value, "seconds");

	if (strcmp(key, "spent") != 0 || json_object_size(value) != 2 ||
	    !act_counts(keys) || !act_counts(seconds))
		return false;
	act->spent = (struct act_spent){true, json_integer_value(keys),
					json_integer_value(seconds)};
	return true;
}

/* The number of the group's lines, or true where they were not counted. */
static bool act_takes_end(struct act *act, const char *key, const json_t *value)
{
	if (strcmp(key, "group_end") != 0)
		return false;
	if (json_is_true(value))
		act->group_end = -1;
	else if (json_is_integer(value) && json_integer_value(value) > 0)
		act->group_end = json_integer_value(value);
	else
		return json_is_false(value) || json_is_null(value);
	return true;
}

/* Takes every member of the line; what is not ours goes to extra. */
static void act_take(struct act *act, json_t *line)
{
	const char *key;
	json_t *value;

	json_object_foreach(line, key, value)
	{
		if (strcmp(key, "seq") == 0 || strcmp(key, "op") == 0 ||
		    act_takes_text(act, key, value) ||
		    act_takes_value(act, key, value) ||
		    act_takes_via(act, key, value) ||
		    act_takes_spent(act, key, value) ||
		    act_takes_end(act, key, value))
			continue;
		if (act->extra == NULL)
			act->extra = json_object();
		json_object_set(act->extra, key, value);
	}
}

static int act_check_changes(const json_t *changes, struct error *err)
{
	size_t i;
	json_t *change;

	json_array_foreach(changes, i, change)
	{
		if (json_string_at(change, "specimen_id") == NULL ||
		    json_string_at(change, "term") == NULL ||
		    json_string_at(change, "to") == NULL)
			return error_set(err, ERROR_FAILED,
					 "change %zu of a bulk act lacks "
					 "specimen_id, term or to",
					 i + 1);
	}
	return 0;
}

static int act_check(const struct act *act, struct error *err)
{
	unsigned int needs = act_ops[act->op].needs;
	const char *lacks = NULL;

	if (act->id == NULL || act->id[0] == '\0')
		lacks = "id";
	else if (act->by == NULL)
		lacks = "by";
	else if ((needs & NEEDS_SPECIMEN) != 0 && act->specimen_id == NULL)
		lacks = "specimen_id";
	else if ((needs & NEEDS_TERM) != 0 && text_blank(act->term))
		lacks = "term";
	else if ((needs & NEEDS_TO) != 0 && act->to == NULL)
		lacks = "to";
	else if ((needs & NEEDS_IDS) != 0 && act->ids == NULL)
		lacks = act->op == ACT_UNDO ? "undoes" : "redoes";
	else if ((needs & NEEDS_CHANGES) != 0 && act->changes == NULL)
		lacks = "changes";
	if (lacks != NULL)
		return error_set(err, ERROR_FAILED, "an act (%s) without %s",
				 act_op_word(act->op), lacks);
	return act->changes != NULL ? act_check_changes(act->changes, err) : 0;
}

static int act_read_json(json_t *line, struct act *ret, struct error *err)
{
	const char *op = json_string_at(line, "op");
	const json_t *seq = json_object_get(line, "seq");
	struct act act;

	if (!json_is_object(line))
		return error_set(err, ERROR_FAILED, "not an act: no object");
	if (!json_is_integer(seq) || json_integer_value(seq) <= 0 ||
	    json_integer_value(seq) > ACT_SEQ_MAX)
		return error_set(err, ERROR_FAILED, "an act without seq");
	act_init(&act);
	if (op == NULL || act_op_parse(op, &act.op) < 0)
		return error_set(err, ERROR_FAILED, "an act of unknown op %s",
				 op != NULL ? op : "(none)");
	act.seq = json_integer_value(seq);
	act_take(&act, line);
	if (act_check(&act, err) < 0) {
		act_done(&act);
		return -1;
	}
	*ret = act;
	return 0;
}

int act_read(const char *line, size_t len, struct act *ret, struct error *err)
{
	json_t *value CLEANUP(json_release) = NULL;

	if (json_read(line, len, &value, NULL, err) < 0)
		return -1;
	return act_read_json(value, ret, err);
}

/* What it has cost, and what has helped. */
static void act_write_effort(const struct act *act, json_t *line)
{
	json_set_string(line, "via", act_via_word(act->via));
	if (act->boxes != NULL)
		json_object_set(line, "boxes", act->boxes);
	if (!act->spent.told)
		return;
	json_object_set_new(line, "spent",
			    json_pack("{s:I,s:I}", "keys",
				      (json_int_t)act->spent.keys, "seconds",
				      (json_int_t)act->spent.seconds));
}

void act_write(const struct act *act, struct bytes *ret)
{
	json_t *line CLEANUP(json_release) = json_object();

	json_object_set_new(line, "seq", json_integer(act->seq));
	json_set_string(line, "id", act->id);
	json_set_string(line, "timestamp", act->timestamp);
	json_set_string(line, "group", act->group);
	if (act->group_end != 0)
		json_object_set_new(line, "group_end",
				    act->group_end > 0
					    ? json_integer(act->group_end)
					    : json_true());
	json_set_string(line, "by", act->by);
	json_set_string(line, "specimen_id", act->specimen_id);
	json_set_string(line, "image", act->image);
	json_set_string(line, "op", act_op_word(act->op));
	json_set_string(line, "term", act->term);
	json_set_string(line, "from", act->from);
	json_set_string(line, "to", act->to);
	json_set_string(line, "reason", act->reason);
	if (act->base != NULL)
		json_object_set(line, "base", act->base);
	if (act->pin != NULL)
		json_object_set(line, "pin", act->pin);
	if (act->ids != NULL)
		json_object_set(line, act->op == ACT_REDO ? "redoes" : "undoes",
				act->ids);
	if (act->except != NULL)
		json_object_set(line, "except", act->except);
	if (act->changes != NULL)
		json_object_set(line, "changes", act->changes);
	if (act->record != NULL)
		json_object_set(line, "record", act->record);
	if (act->seen != NULL)
		json_object_set(line, "seen", act->seen);
	act_write_effort(act, line);
	if (act->extra != NULL)
		json_object_update_missing(line, act->extra);
	json_write_line(line, ret);
}
