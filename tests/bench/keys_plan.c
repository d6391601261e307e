/*
 * keys_plan.c: see keys_plan.h.
 *
 * Either the one stretch in which two texts differ is deleted and typed, or
 * each place where they do, from the start on. The editor is the console's own
 * (ui/input/lineedit.h), so that a word is what it takes for one.
 */
#include "config.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
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

/* The one stretch in which they differ, from the end that the cursor is at. */
static void edit_stretch(struct keys_plan *plan, const char *from,
			 const char *to, bool at_start)
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

/* ---- several places, from the start --------------------------------------- */

#define EDIT_BYTES_MAX 600

enum edit_way {
	EDIT_NONE,
	EDIT_MOVE,	/* a character to the right */
	EDIT_MOVE_WORD, /* to the end of the word */
	EDIT_DELETE,
	EDIT_DELETE_WORD,
	EDIT_INSERT,
};

/* Keys to the place before from[i] and to[j], and how the last was reached. */
struct edit_cell {
	unsigned short cost;
	unsigned char way, from, to; /* bytes that it goes on by */
};

struct edit_table {
	const char *from, *to;
	size_t n, m;
	size_t *word; /* where a word that begins here ends */
	struct edit_cell *cells;
};

static struct edit_cell *edit_at(const struct edit_table *t, size_t i, size_t j)
{
	return &t->cells[i * (t->m + 1) + j];
}

static size_t char_size(const char *text)
{
	size_t n = 1;

	while (((unsigned char)text[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* A step from (i, j) by a and b bytes, of so many keys. */
static void edit_step(struct edit_table *t, size_t i, size_t j, size_t a,
		      size_t b, unsigned keys, enum edit_way way)
{
	unsigned cost = edit_at(t, i, j)->cost + keys;
	struct edit_cell *cell = edit_at(t, i + a, j + b);

	if (a > UCHAR_MAX || b > UCHAR_MAX || cost >= cell->cost)
		return;
	*cell = (struct edit_cell){(unsigned short)cost, (unsigned char)way,
				   (unsigned char)a, (unsigned char)b};
}

static void edit_steps(struct edit_table *t, size_t i, size_t j)
{
	size_t word = t->word[i] - i;

	if (j < t->m)
		edit_step(t, i, j, 0, char_size(t->to + j), 1, EDIT_INSERT);
	if (i == t->n)
		return;
	edit_step(t, i, j, char_size(t->from + i), 0, 1, EDIT_DELETE);
	edit_step(t, i, j, word, 0, 1, EDIT_DELETE_WORD);
	if (t->from[i] == t->to[j] && j < t->m &&
	    strncmp(t->from + i, t->to + j, char_size(t->from + i)) == 0)
		edit_step(t, i, j, char_size(t->from + i),
			  char_size(t->from + i), 1, EDIT_MOVE);
	if (j + word <= t->m && strncmp(t->from + i, t->to + j, word) == 0)
		edit_step(t, i, j, word, word, 1, EDIT_MOVE_WORD);
}

/* The ends of words, as the editor has them. */
static void edit_words(struct edit_table *t)
{
	for (size_t i = 0; i <= t->n; i++) {
		struct lineedit line = {0};

		lineedit_set(&line, t->from);
		line.at = i;
		lineedit_apply(&line, LINEEDIT_WORD_RIGHT);
		t->word[i] = line.at > i ? line.at : i;
		lineedit_done(&line);
	}
}

/* Appends the keys to the place of the cell, first things first. */
static void edit_keys(const struct edit_table *t, size_t i, size_t j,
		      struct keys_plan *plan)
{
	static const struct {
		enum keys_kind kind;
		const char *bytes;
	} keys[] = {
		[EDIT_MOVE] = {KEYS_MOVE, "\006"},
		[EDIT_MOVE_WORD] = {KEYS_MOVE, "\033f"},
		[EDIT_DELETE] = {KEYS_DELETE, "\004"},
		[EDIT_DELETE_WORD] = {KEYS_DELETE, "\033d"},
	};
	const struct edit_cell *cell = edit_at(t, i, j);

	if (cell->way == EDIT_NONE)
		return;
	edit_keys(t, i - cell->from, j - cell->to, plan);
	if (cell->way == EDIT_INSERT)
		keys_plan_type(plan, t->to + j - cell->to, cell->to);
	else
		keys_plan_add(plan, keys[cell->way].kind,
			      keys[cell->way].bytes);
}

/* The cheapest way from the start of the line, whose rest may be right. */
static void edit_places(struct keys_plan *plan, const char *from,
			const char *to)
{
	struct edit_table t = {from, to, strlen(from), strlen(to), NULL, NULL};
	size_t best_i, best_j;

	t.word = mem_zalloc((t.n + 1) * sizeof(*t.word));
	t.cells = mem_zalloc((t.n + 1) * (t.m + 1) * sizeof(*t.cells));
	edit_words(&t);
	for (size_t k = 1; k < (t.n + 1) * (t.m + 1); k++)
		t.cells[k].cost = USHRT_MAX / 2;
	for (size_t i = 0; i <= t.n; i++)
		for (size_t j = 0; j <= t.m; j++)
			edit_steps(&t, i, j);
	best_i = t.n;
	best_j = t.m;
	for (size_t tail = 1;
	     tail <= t.n && tail <= t.m && from[t.n - tail] == to[t.m - tail];
	     tail++)
		if (edit_at(&t, t.n - tail, t.m - tail)->cost <
		    edit_at(&t, best_i, best_j)->cost) {
			best_i = t.n - tail;
			best_j = t.m - tail;
		}
	edit_keys(&t, best_i, best_j, plan);
	free(t.word);
	free(t.cells);
}

void keys_plan_edit(struct keys_plan *plan, const char *from, const char *to,
		    bool at_start)
{
	struct keys_plan ways[2] = {0};
	int best = 0;

	edit_stretch(&ways[0], from, to, at_start);
	if (strlen(from) < EDIT_BYTES_MAX && strlen(to) < EDIT_BYTES_MAX) {
		if (!at_start)
			keys_plan_add(&ways[1], KEYS_MOVE, "\001");
		edit_places(&ways[1], from, to);
		best = keys_plan_cost(&ways[1]) < keys_plan_cost(&ways[0]);
	}
	bytes_append(&plan->bytes, ways[best].bytes.data, ways[best].bytes.len);
	for (int i = 0; i < KEYS_KINDS; i++)
		plan->kinds[i] += ways[best].kinds[i];
	keys_plan_done(&ways[0]);
	keys_plan_done(&ways[1]);
}
