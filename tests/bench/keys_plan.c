/*
 * keys_plan.c: see keys_plan.h.
 *
 * What two texts begin and end with is left alone; what lies between is
 * deleted and typed. The editor is the console's own (ui/input/lineedit.h),
 * so that a word is what it takes for one.
 */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "tests/bench/keys_plan.h"
#include "ui/input/lineedit.h"

const char *keys_kind_word(enum keys_kind kind)
{
	static const char *const words[KEYS_KINDS] = {
		[KEYS_MOVE] = "moving inside a line",
		[KEYS_DELETE] = "deleting",
		[KEYS_TYPE] = "characters typed",
		[KEYS_OPEN] = "opening a field",
		[KEYS_COMMIT] = "committing it",
		[KEYS_TAKE] = "candidates, completions, words",
		[KEYS_GO] = "going to a field",
		[KEYS_RIGHT] = "saying that it is right",
		[KEYS_SIGN] = "signing",
	};

	return words[kind];
}

void keys_plan_done(struct keys_plan *plan)
{
	bytes_done(&plan->bytes);
}

size_t keys_plan_cost(const struct keys_plan *plan)
{
	size_t n = 0;

	for (int i = 0; i < KEYS_KINDS; i++)
		n += plan->kinds[i];
	return n;
}

void keys_plan_add(struct keys_plan *plan, enum keys_kind kind,
		   const char *bytes)
{
	bytes_append_str(&plan->bytes, bytes);
	plan->kinds[kind]++;
}

void keys_plan_type(struct keys_plan *plan, const char *text, size_t len)
{
	bytes_append(&plan->bytes, text, len);
	for (size_t i = 0; i < len; i++)
		plan->kinds[KEYS_TYPE] +=
			((unsigned char)text[i] & 0xc0) != 0x80;
}

/* The bytes that both begin with, and those that both end with. */
static void common(const char *from, const char *to, size_t *head, size_t *tail)
{
	size_t a = strlen(from), b = strlen(to);

	*head = *tail = 0;
	while (*head < a && *head < b && from[*head] == to[*head])
		(*head)++;
	while (*head > 0 && ((unsigned char)from[*head] & 0xc0) == 0x80)
		(*head)--;
	while (*tail < a - *head && *tail < b - *head &&
	       from[a - 1 - *tail] == to[b - 1 - *tail])
		(*tail)++;
	while (*tail > 0 && ((unsigned char)from[a - *tail] & 0xc0) == 0x80)
		(*tail)--;
}

struct step {
	enum lineedit_op op;
	const char *bytes;
};

/* Repeats `step` while the line comes no further than `goal` by it: its
 * cursor where one moves, its length where one deletes. */
static void repeat(struct keys_plan *plan, struct lineedit *line,
		   const struct step *step, enum keys_kind kind, size_t goal)
{
	for (;;) {
		struct lineedit tried = {0};
		size_t now, next;

		now = kind == KEYS_MOVE ? line->at : line->text.len;
		lineedit_set(&tried, lineedit_text(line));
		tried.at = line->at;
		lineedit_apply(&tried, step->op);
		next = kind == KEYS_MOVE ? tried.at : tried.text.len;
		lineedit_done(&tried);
		if (next == now || (now > goal ? next < goal : next > goal) ||
		    now == goal)
			return;
		lineedit_apply(line, step->op);
		keys_plan_add(plan, kind, step->bytes);
	}
}

void keys_plan_edit(struct keys_plan *plan, const char *from, const char *to,
		    bool at_start)
{
	static const struct step back[] = {{LINEEDIT_WORD_LEFT, "\033b"},
					   {LINEEDIT_LEFT, "\002"}};
	static const struct step forth[] = {{LINEEDIT_WORD_RIGHT, "\033f"},
					    {LINEEDIT_RIGHT, "\006"}};
	static const struct step rub[] = {{LINEEDIT_KILL_HOME, "\025"},
					  {LINEEDIT_KILL_WORD_LEFT, "\033\177"},
					  {LINEEDIT_BACKSPACE, "\177"}};
	static const struct step erase[] = {{LINEEDIT_KILL_END, "\013"},
					    {LINEEDIT_KILL_WORD_RIGHT, "\033d"},
					    {LINEEDIT_DELETE, "\004"}};
	const struct step *move = at_start ? forth : back;
	const struct step *del = at_start ? erase : rub;
	struct lineedit line = {0};
	size_t head, tail, goal;

	common(from, to, &head, &tail);
	lineedit_set(&line, from);
	if (at_start)
		lineedit_apply(&line, LINEEDIT_HOME);
	goal = at_start ? head : strlen(from) - tail;
	for (int i = 0; i < 2; i++)
		repeat(plan, &line, &move[i], KEYS_MOVE, goal);
	for (int i = 0; i < 3; i++)
		repeat(plan, &line, &del[i], KEYS_DELETE, head + tail);
	keys_plan_type(plan, to + head, strlen(to) - head - tail);
	lineedit_done(&line);
}
