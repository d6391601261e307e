/*
 * features.c: names what speaks for a word. See features.h.
 *
 * Each token first gets a list of short words: what holds of itself ("shape
 * Cap", "lex habitat", "date b"). Some of them hold for its neighbours, too,
 * under a prefix that says how far off they stand.
 *
 * 1. A word of the list is stored once, in `words`; tokens have its number.
 * 2. REACH_SELF stays with the token; REACH_NEAR is also seen from the next
 *    tokens, REACH_FAR from those one further.
 */
#include "config.h"

#include "engine/map/features.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "engine/map/answers.h"
#include "image/facts/facts.h"

#define FEATURE_SIZE 80

enum reach { REACH_SELF, REACH_NEAR, REACH_FAR };

struct said {
	uint32_t word;
	enum reach reach;
};

struct said_list {
	struct said *items;
	size_t n, cap;
};

struct maker {
	const struct marks *marks;
	struct names words;
	struct said_list *said; /* by token */
	struct answer *answers; /* by token */
	size_t n;
};

static void say(struct maker *m, size_t token, enum reach reach,
		const char *format, ...) PRINTF_LIKE(4, 5);

static void say(struct maker *m, size_t token, enum reach reach,
		const char *format, ...)
{
	struct said_list *list = &m->said[token];
	char text[FEATURE_SIZE];
	va_list args;
	uint32_t word;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	word = names_add(&m->words, text);
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].word == word)
			return;
	ARRAY_GROW(list->items, list->n, list->cap);
	list->items[list->n++] = (struct said){word, reach};
}

/* --- the token by itself --------------------------------------------------- */

struct shape {
	size_t upper, lower, digits, others, letters;
};

static void shape_count(const char *text, size_t len, struct shape *ret)
{
	*ret = (struct shape){0};
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		ret->upper += isupper(c) != 0;
		ret->lower += islower(c) != 0 || c >= 0xc3;
		ret->digits += isdigit(c) != 0;
		ret->others += ispunct(c) != 0;
	}
	ret->letters = ret->upper + ret->lower;
}

static const char *shape_word(const char *text, const struct shape *s)
{
	bool cap = isupper((unsigned char)text[strspn(text, "(\"'[")]) != 0;

	if (s->digits > 0 && s->letters > 0)
		return s->digits > s->letters ? "digits+letter"
					      : "letters+digit";
	if (s->digits > 0)
		return "digits";
	if (s->letters == 0)
		return "mark";
	if (s->upper == 1 && s->letters == 1)
		return "initial";
	if (s->upper == s->letters)
		return "capitals";
	if (s->letters == 1)
		return "letter";
	return cap ? s->upper > 1 ? "Camel" : "Cap" : "lower";
}

static int at_most(size_t value, int most)
{
	return value > (size_t)most ? most : (int)value;
}

static void say_marks(struct maker *m, size_t i, const char *text, size_t len)
{
	size_t last = len;

	while (last > 0 && strchr("\"')]", text[last - 1]) != NULL)
		last--;
	if (strchr("(\"'[<{", text[0]) != NULL)
		say(m, i, REACH_NEAR, "opens %c", text[0]);
	if (last < len)
		say(m, i, REACH_NEAR, "closes");
	if (last > 0 && strchr(".,;:-/&!?", text[last - 1]) != NULL)
		say(m, i, REACH_FAR, "ends %c", text[last - 1]);
}

static void say_shape(struct maker *m, size_t i)
{
	size_t len;
	const char *text = marks_token(m->marks, i, &len);
	char *own = mem_strndup(text, len);
	struct shape s;
	const char *shape;

	shape_count(own, len, &s);
	shape = shape_word(own, &s);
	say(m, i, REACH_FAR, "%s", shape);
	say(m, i, REACH_SELF, "%s %d", shape,
	    s.digits > 0 ? at_most(s.digits, 9) : at_most(s.letters, 8));
	if (s.digits > 0 && text[0] == '0')
		say(m, i, REACH_SELF, "leading 0");
	if (s.others > 0 && s.letters > 0)
		say(m, i, REACH_SELF, "%s.", shape);
	say_marks(m, i, own, len);
	free(own);
}

static void say_classes(struct maker *m, size_t i)
{
	label_set set = m->marks->classes[i];

	for (int c = 0; c < LABEL_CLASS_COUNT; c++)
		if (set & LABEL_BIT(c))
			say(m, i, REACH_FAR, "lex %s",
			    label_class_name((enum label_class)c));
	if (set == 0 && strlen(m->marks->text.tokens[i].letters) > 3)
		say(m, i, REACH_NEAR, "lex none");
}

/* How it was read, and how tall it is. */
static void say_print(struct maker *m, size_t i)
{
	const struct label_text *text = &m->marks->text;
	const struct word *w = &text->words->items[text->tokens[i].word];
	double tall = (double)w->box.h / text->tall;

	say(m, i, REACH_SELF, "read %s",
	    w->confidence < 0.4	  ? "badly"
	    : w->confidence < 0.7 ? "ill"
	    : w->confidence < 0.9 ? "well"
				  : "sure");
	say(m, i, REACH_NEAR, "role %s", region_role_word(w->role));
	if (tall > 1.4 || tall < 0.7)
		say(m, i, REACH_SELF, tall > 1 ? "tall" : "small");
}

/* --- lines ------------------------------------------------------------------ */

static void say_place(struct maker *m, size_t i)
{
	const struct label_text *text = &m->marks->text;
	const struct token *t = &text->tokens[i];
	const struct text_line *l = &text->lines[t->line];
	size_t before = i - l->first, behind = l->first + l->n - 1 - i;
	int from_end = (int)text->n_lines - 1 - t->line;

	say(m, i, REACH_SELF, "line %d", at_most((size_t)t->line, 4));
	say(m, i, REACH_SELF, "line -%d", at_most((size_t)from_end, 4));
	say(m, i, REACH_SELF, "depth %d",
	    (int)(6.0 * t->line / (double)text->n_lines));
	say(m, i, REACH_SELF, "word %d", at_most(before, 3));
	say(m, i, REACH_SELF, "word -%d", at_most(behind, 3));
	say(m, i, REACH_SELF, "line of %d", at_most(l->n, 6));
	if (l->capitals)
		say(m, i, REACH_SELF, "line capitals");
	if (token_gap(text, i) > 1.5)
		say(m, i, REACH_NEAR, "gap");
	if (token_gap(text, i) > 4)
		say(m, i, REACH_NEAR, "wide gap");
	if (before == 0)
		say(m, i, REACH_FAR, "begins line");
	if (behind == 0)
		say(m, i, REACH_FAR, "ends line");
}

/* Where a line stands across the label. */
static void say_indent(struct maker *m, int line)
{
	const struct label_text *text = &m->marks->text;
	const struct text_line *l = &text->lines[line];
	int left = l->x0, right = l->x1;
	double off;
	const char *word = "left";

	for (size_t i = 0; i < text->n_lines; i++) {
		left = text->lines[i].x0 < left ? text->lines[i].x0 : left;
		right = text->lines[i].x1 > right ? text->lines[i].x1 : right;
	}
	off = ((l->x0 - left) - (right - l->x1)) / (double)text->tall;
	if (fabs(off) < 2 && l->x0 - left > 2 * text->tall)
		word = "centred";
	else if (l->x0 - left > 6 * text->tall)
		word = "far right";
	else if (l->x0 - left > text->tall)
		word = "indented";
	for (size_t i = l->first; i < l->first + l->n; i++)
		say(m, i, REACH_SELF, "line %s", word);
}

/* How many words of each class, and runs of each kind, a line holds. */
struct holding {
	int classes[LABEL_CLASS_COUNT];
	int kinds[SPAN_KINDS];
};

static void line_count(const struct marks *marks, int line, struct holding *ret)
{
	const struct text_line *l = &marks->text.lines[line];

	*ret = (struct holding){0};
	for (size_t i = l->first; i < l->first + l->n; i++)
		for (int c = 0; c < LABEL_CLASS_COUNT; c++)
			ret->classes[c] +=
				(marks->classes[i] & LABEL_BIT(c)) != 0;
	for (size_t k = 0; k < marks->spans.n; k++) {
		const struct span *s = &marks->spans.items[k];

		if (marks->text.tokens[s->first].line == line && s->sure >= 0.6)
			ret->kinds[s->kind]++;
	}
}

static const char *span_kind_word(enum span_kind kind)
{
	static const char *const words[SPAN_KINDS] = {
		[SPAN_DATE] = "date",	     [SPAN_QUANTITY] = "quantity",
		[SPAN_COORDINATES] = "degr", [SPAN_NAME] = "name",
		[SPAN_PEOPLE] = "people",    [SPAN_PLACE] = "place",
		[SPAN_NUMBER] = "number",
	};

	return words[kind];
}

/* Says of all tokens of a line what one, there or beside it, holds. */
static void say_line_holds(struct maker *m, const struct holding *held, int to,
			   const char *where)
{
	const struct text_line *l = &m->marks->text.lines[to];

	for (size_t i = l->first; i < l->first + l->n; i++) {
		for (int c = 0; c < LABEL_CLASS_COUNT; c++) {
			int n = held->classes[c];

			if (n > 0)
				say(m, i, REACH_SELF, "%s %s%s", where,
				    label_class_name((enum label_class)c),
				    n > 2   ? " 3"
				    : n > 1 ? " 2"
					    : "");
		}
		for (int k = 0; k < SPAN_KINDS; k++)
			if (held->kinds[k] > 0)
				say(m, i, REACH_SELF, "%s <%s>", where,
				    span_kind_word((enum span_kind)k));
	}
}

static void say_lines(struct maker *m)
{
	int n = (int)m->marks->text.n_lines;
	struct holding *held = mem_alloc(((size_t)n + 1) * sizeof(*held));

	for (int line = 0; line < n; line++)
		line_count(m->marks, line, &held[line]);
	for (int line = 0; line < n; line++) {
		say_indent(m, line);
		say_line_holds(m, &held[line], line, "in line");
		if (line > 0)
			say_line_holds(m, &held[line - 1], line, "above");
		if (line + 1 < n)
			say_line_holds(m, &held[line + 1], line, "below");
	}
	free(held);
}

/* --- spans ------------------------------------------------------------------ */

/* What kind of its kind the span is. */
static const char *span_sort(const struct span *s)
{
	static const char *const measures[] = {
		[MEASURE_BARE] = "bare",     [MEASURE_ELEVATION] = "elev",
		[MEASURE_LENGTH] = "length", [MEASURE_DISTANCE] = "distance",
		[MEASURE_SIZE] = "size",     [MEASURE_OTHER] = "other",
	};

	switch (s->kind) {
	case SPAN_DATE:
		return s->as.date.weak		    ? "weak"
		       : s->as.date.identified	    ? "det"
		       : strlen(s->as.date.iso) < 8 ? "partial"
						    : "day";
	case SPAN_QUANTITY:
		return measures[s->as.quantity.measure];
	case SPAN_NAME:
		return s->as.name.author_telling ? "author!"
		       : s->as.name.author	 ? "author"
		       : s->as.name.epithet	 ? "epithet"
						 : "genus";
	case SPAN_PEOPLE:
		return s->as.people.number_end > s->as.people.number_start
			       ? "numbered"
		       : s->as.people.n > 1 ? "team"
		       : s->as.people.sure  ? "one"
					    : "maybe";
	case SPAN_PLACE:
		return s->as.place.level == PLACE_COUNTRY ? "country" : "state";
	case SPAN_NUMBER:
		return s->as.number.part	? "part"
		       : s->as.number.reference ? "reference"
		       : s->as.number.marked	? "marked"
		       : s->as.number.year	? "year"
						: "bare";
	case SPAN_COORDINATES:
	case SPAN_KINDS:
		break;
	}
	return "";
}

/* How many spans of its kind as sure stand before it, and behind it. */
static void span_rank(const struct marks *marks, const struct span *of,
		      int *ret_before, int *ret_behind)
{
	*ret_before = *ret_behind = 0;
	for (size_t k = 0; k < marks->spans.n; k++) {
		const struct span *s = &marks->spans.items[k];

		if (s->kind != of->kind || s->sure < of->sure - 0.15)
			continue;
		*ret_before += s->first + s->n <= of->first;
		*ret_behind += s->first >= of->first + of->n;
	}
}

/* What stands before the span and behind it, said of token i of it. */
static void say_context(struct maker *m, const struct span *s, size_t i)
{
	const struct marks *marks = m->marks;
	const struct token *tokens = marks->text.tokens;
	const char *kind = span_kind_word(s->kind);
	size_t behind = s->first + s->n;
	int before, after;

	span_rank(marks, s, &before, &after);
	say(m, i, REACH_SELF, "%s %s%s", kind, before == 0 ? "first" : "later",
	    after == 0 ? " last" : "");
	if (s->first == 0 || tokens[s->first - 1].line != tokens[s->first].line)
		say(m, i, REACH_SELF, "%s< line", kind);
	for (int c = 0; s->first > 0 && c < LABEL_CLASS_COUNT; c++)
		if (marks->classes[s->first - 1] & LABEL_BIT(c))
			say(m, i, REACH_SELF, "%s< %s", kind,
			    label_class_name((enum label_class)c));
	if (behind >= marks->text.n_tokens ||
	    tokens[behind].line != tokens[behind - 1].line)
		say(m, i, REACH_SELF, "%s> line", kind);
	for (int c = 0; behind < marks->text.n_tokens && c < LABEL_CLASS_COUNT;
	     c++)
		if (marks->classes[behind] & LABEL_BIT(c))
			say(m, i, REACH_SELF, "%s> %s", kind,
			    label_class_name((enum label_class)c));
	for (size_t k = 0; k < marks->spans.n; k++) {
		const struct span *o = &marks->spans.items[k];

		if (o->sure < 0.25 || o->kind == s->kind)
			continue;
		if (o->first == behind)
			say(m, i, REACH_SELF, "%s> <%s>", kind,
			    span_kind_word(o->kind));
		if (o->first + o->n == s->first)
			say(m, i, REACH_SELF, "%s< <%s>", kind,
			    span_kind_word(o->kind));
	}
}

static void say_span(struct maker *m, const struct span *s)
{
	const char *kind = span_kind_word(s->kind), *sort = span_sort(s);

	for (size_t i = s->first; i < s->first + s->n; i++) {
		char part = i == s->first	       ? 'b'
			    : i == s->first + s->n - 1 ? 'e'
						       : 'i';

		say(m, i, REACH_FAR, "<%s> %c", kind, part);
		say(m, i, REACH_NEAR, "<%s> %s", kind, sort);
		say(m, i, REACH_SELF, "<%s> %s %c", kind, sort, part);
		say(m, i, REACH_SELF, "<%s> sure %d", kind,
		    (int)(s->sure * 4.999));
		if (s->n == 1)
			say(m, i, REACH_SELF, "<%s> alone", kind);
		say_context(m, s, i);
	}
}

/* --- headings --------------------------------------------------------------- */

static const char *heading_word(const struct heading *h)
{
	static const char *const roles[] = {
		[KEY_IGNORE] = "ignore",
		[KEY_TITLE] = "title",
		[KEY_SLIP] = "slip",
	};

	return h->key->role >= KEY_IGNORE ? roles[h->key->role] : h->key->term;
}

/* The heading on the token's own line, and how far it is. */
static bool say_own_heading(struct maker *m, size_t i)
{
	const struct headings *all = &m->marks->headings;
	const struct heading *near = NULL;
	size_t off;

	for (int h = 0; h < all->n; h++) {
		const struct heading *head = &all->items[h];

		if (i >= head->first && i < head->first + head->n) {
			say(m, i, REACH_NEAR, "heading");
			say(m, i, REACH_SELF, "heading %s%s",
			    heading_word(head), head->likeness < 1 ? "?" : "");
			return true;
		}
		if (head->first + head->n <= i &&
		    head->line == m->marks->text.tokens[i].line)
			near = head;
	}
	if (near == NULL)
		return false;
	off = i - near->first - near->n;
	say(m, i, REACH_SELF, "behind %s", heading_word(near));
	say(m, i, REACH_SELF, "behind %s %d", heading_word(near),
	    at_most(off, 3));
	return true;
}

/* On a line without headings before it: those of the lines around. */
static void say_far_heading(struct maker *m, size_t i)
{
	const struct label_text *text = &m->marks->text;
	const struct headings *all = &m->marks->headings;
	const struct token *t = &text->tokens[i];

	for (int h = 0; h < all->n; h++) {
		const struct heading *head = &all->items[h];
		int off = t->line - head->line;
		bool next = h + 1 < all->n && all->items[h + 1].line < t->line;

		if (off > 0 && off <= 4 && !next)
			say(m, i, REACH_SELF, "under %s%s", heading_word(head),
			    off > 1 ? " far" : "");
		if (off == 1 && abs(head->x0 - t->x0) < 3 * text->tall)
			say(m, i, REACH_SELF, "right under %s",
			    heading_word(head));
	}
}

/* The heading to the left of the token whose line is nearest above (way -1) or
 * below it; NULL for none. *ret_off is how far its line is, in heights. */
static const struct heading *heading_near(const struct maker *m, size_t i,
					  int way, double *ret_off)
{
	const struct label_text *text = &m->marks->text;
	const struct headings *all = &m->marks->headings;
	const struct token *t = &text->tokens[i];
	const struct heading *near = NULL;
	int base = text->lines[t->line].baseline;

	for (int h = 0; h < all->n; h++) {
		const struct heading *head = &all->items[h];
		double off = way * (text->lines[head->line].baseline - base) /
			     (double)text->tall;

		if ((head->line - t->line) * way <= 0 || off > 2.5 ||
		    head->x1 > t->x0 + text->tall ||
		    (near != NULL && off > *ret_off + 0.1))
			continue;
		near = head;
		*ret_off = off;
	}
	return near;
}

/* Typing floats a part of a line above or below the headings it answers. */
static void say_floating(struct maker *m, size_t i)
{
	double up = INFINITY, down = INFINITY;
	const struct heading *above = heading_near(m, i, -1, &up);
	const struct heading *below = heading_near(m, i, 1, &down);

	if (above != NULL && up <= down)
		say(m, i, REACH_SELF, "floats under %s%s", heading_word(above),
		    up < 1.2 ? " close" : "");
	if (below != NULL && down < up)
		say(m, i, REACH_SELF, "floats over %s%s", heading_word(below),
		    down < 1.2 ? " close" : "");
}

/* The heading that the token answers, by the geometry of a form. */
static void say_answer(struct maker *m, size_t i)
{
	static const char *const ways[ANSWER_WAYS] = {
		[ANSWER_OWN] = "own",
		[ANSWER_FLOATS] = "floating",
		[ANSWER_SINKS] = "sunk",
		[ANSWER_RUNS] = "running",
	};
	const struct answer *a = &m->answers[i];
	const char *word;

	if (a->way == ANSWER_NONE)
		return;
	word = heading_word(&m->marks->headings.items[a->heading]);
	say(m, i, REACH_SELF, "answers %s", word);
	say(m, i, REACH_SELF, "answers %s %s", word, ways[a->way]);
	if (a->word == 0)
		say(m, i, REACH_SELF, "answer begins %s", word);
}

static void say_headings(struct maker *m, size_t i)
{
	const struct headings *all = &m->marks->headings;

	if (all->n == 0)
		return;
	if (!say_own_heading(m, i)) {
		say_far_heading(m, i);
		say_floating(m, i);
	}
	say_answer(m, i);
	if (headings_are_form(all))
		say(m, i, REACH_SELF, "form");
}

/* --- the region -------------------------------------------------------------- */

static void say_region(struct maker *m)
{
	const struct marks *marks = m->marks;
	int kinds[SPAN_KINDS] = {0};

	for (size_t k = 0; k < marks->spans.n; k++)
		if (marks->spans.items[k].sure >= 0.6)
			kinds[marks->spans.items[k].kind]++;
	for (size_t i = 0; i < m->n; i++) {
		for (int k = 0; k < SPAN_KINDS; k++)
			if (kinds[k] == 0)
				say(m, i, REACH_SELF, "no <%s>",
				    span_kind_word((enum span_kind)k));
		say(m, i, REACH_SELF, "region of %d",
		    m->n < 8	? 0
		    : m->n < 20 ? 1
		    : m->n < 60 ? 2
				: 3);
	}
}

/* --- together ----------------------------------------------------------------- */

static void maker_say(struct maker *m)
{
	for (size_t i = 0; i < m->n; i++) {
		say_shape(m, i);
		say_classes(m, i);
		say_print(m, i);
		say_place(m, i);
		say_headings(m, i);
	}
	for (size_t k = 0; k < m->marks->spans.n; k++)
		say_span(m, &m->marks->spans.items[k]);
	say_lines(m);
	say_region(m);
}

/* Numbers of features: found, or made where the names may grow. */
struct numbers {
	const struct names *known;
	struct names *grows; /* NULL: it does not */
};

static void feature_add(struct features *f, const struct numbers *numbers,
			const char *name)
{
	uint32_t id = numbers->grows != NULL ? names_add(numbers->grows, name)
					     : names_find(numbers->known, name);

	if (id == NAMES_NONE)
		return;
	ARRAY_GROW(f->ids, f->n_ids, f->cap_ids);
	f->ids[f->n_ids++] = id;
}

/* What is said of the token `off` tokens behind token i. */
static void features_seen(const struct maker *m, size_t i, int off,
			  const struct numbers *numbers, struct features *f)
{
	const struct said_list *list = &m->said[(size_t)((int)i + off)];
	char name[FEATURE_SIZE + 8];

	for (size_t k = 0; k < list->n; k++) {
		if ((int)list->items[k].reach < abs(off))
			continue;
		snprintf(name, sizeof(name), "%+d %s", off,
			 m->words.items[list->items[k].word]);
		feature_add(f, numbers, off == 0 ? name + 3 : name);
	}
}

static enum chain_edge edge_of(const struct label_text *text, size_t i)
{
	const struct token *t = &text->tokens[i];
	int step;

	if (i == 0)
		return EDGE_START;
	if (i != text->lines[t->line].first)
		return token_gap(text, i) > 2 ? EDGE_GAP : EDGE_NEXT;
	step = text->lines[t->line].baseline -
	       text->lines[t->line - 1].baseline;
	return step > 5 * text->tall / 2 ? EDGE_BREAK : EDGE_LINE;
}

static void features_all(const struct marks *marks,
			 const struct numbers *numbers, struct features *ret)
{
	size_t n = marks->text.n_tokens;
	struct maker m = {.marks = marks, .n = n};

	memset(ret, 0, sizeof(*ret));
	ret->n = n;
	ret->firsts = mem_zalloc((n + 1) * sizeof(*ret->firsts));
	ret->edges = mem_zalloc((n + 1) * sizeof(*ret->edges));
	m.said = mem_zalloc((n + 1) * sizeof(*m.said));
	m.answers = mem_zalloc((n + 1) * sizeof(*m.answers));
	answers_find(&marks->text, &marks->headings, m.answers);
	maker_say(&m);
	for (size_t i = 0; i < n; i++) {
		ret->firsts[i] = ret->n_ids;
		ret->edges[i] = edge_of(&marks->text, i);
		feature_add(ret, numbers, "any");
		for (int off = -2; off <= 2; off++)
			if ((off >= 0 || i >= (size_t)-off) &&
			    i + (size_t)off < n)
				features_seen(&m, i, off, numbers, ret);
	}
	ret->firsts[n] = ret->n_ids;
	for (size_t i = 0; i < n; i++)
		free(m.said[i].items);
	free(m.said);
	free(m.answers);
	names_done(&m.words);
}

void features_make(const struct marks *marks, const struct names *names,
		   struct features *ret)
{
	features_all(marks, &(struct numbers){.known = names}, ret);
}

void features_learn(const struct marks *marks, struct names *names,
		    struct features *ret)
{
	features_all(marks, &(struct numbers){.grows = names}, ret);
}

void features_done(struct features *features)
{
	free(features->ids);
	free(features->firsts);
	free(features->edges);
	memset(features, 0, sizeof(*features));
}
