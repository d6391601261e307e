/*
 * label_rules.c: headings and what belongs to them.
 *
 * Headings are looked for at every token. What follows one on its line, up
 * to the next heading, is its value. A line without a heading is a question:
 * typing often floats half a line above the printed headings it answers, and
 * a long value runs on below its own. A line that lies clearly nearer to the
 * headings below than their usual distance answers them, each word the
 * heading to its left; any other runs on from the line above. What nothing
 * claims is left to unheaded_text.
 *
 * Invariants
 * 1. owner[t] of a token is the index of the heading it answers, or FREE,
 *    HEADING (it is part of one), or DROPPED (printed matter).
 * 2. headings are in reading order.
 */
#include "config.h"

#include "engine/local/label_rules.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/local/unheaded.h"
#include "engine/local/headings.h"
#include "engine/local/label_coordinates.h"
#include "engine/local/value.h"
#include "engine/local/value_kind.h"

enum { FREE = -1, HEADING = -2, DROPPED = -3 };

struct form {
	const struct label_rules *rules;
	struct label_text text;
	struct headings headings;
	int *owner;    /* by token */
	int *answered; /* by token: the heading it was given to at first */
	double pitch;  /* usual distance of lines with headings */
};

int label_rules_init(struct label_rules *rules, const char *config_dir,
		     const struct places *places, struct error *err)
{
	struct label_rules made = {.places = places, .this_year = clock_year()};
	if (label_keys_load(config_dir, &made.keys, err))
		return -1;
	if (label_lexicon_load(config_dir, &made.words, err)) {
		label_keys_free(made.keys);
		return -1;
	}
	*rules = made;
	return 0;
}

void label_rules_done(struct label_rules *rules)
{
	label_keys_free(rules->keys);
	label_lexicon_free(rules->words);
	memset(rules, 0, sizeof(*rules));
}

void label_reading_done(struct label_reading *reading)
{
	record_done(&reading->record);
}

/* See headings_left_of. */
static int heading_left_of(const struct form *form, int line, int x)
{
	return headings_left_of(&form->headings, line, x, form->text.tall);
}

static bool line_has_heading(const struct form *form, int line)
{
	return heading_left_of(form, line, INT32_MAX) >= 0;
}

static int int_order(const void *pa, const void *pb)
{
	return *(const int *)pa - *(const int *)pb;
}

/* Lower quartile of the distances between lines with headings: the pitch of
 * the form, where empty lines between are common. */
static double form_pitch(const struct form *form)
{
	int gaps[HEADINGS_MAX], n = 0, last = -1;
	for (int i = 0; i < (int)form->text.n_lines; i++) {
		if (!line_has_heading(form, i))
			continue;
		int y = form->text.lines[i].baseline;
		if (last >= 0 && n < HEADINGS_MAX &&
		    y - last > form->text.tall / 2)
			gaps[n++] = y - last;
		last = y;
	}
	if (n == 0)
		return 2.0 * form->text.tall;
	qsort(gaps, (size_t)n, sizeof(*gaps), int_order);
	return gaps[n / 4];
}

static bool slip_key(const struct heading *head)
{
	return head->key->role == KEY_SLIP;
}

/* What follows the headings on their own lines. */
static void own_lines(struct form *form)
{
	const struct label_text *text = &form->text;
	for (int h = 0; h < form->headings.n; h++) {
		const struct heading *head = &form->headings.items[h];
		const struct text_line *line = &text->lines[head->line];
		bool gap_ends = label_value_ends_at_gap(head->key->term);
		bool begun = false;
		for (size_t i = head->first; i < head->first + head->n; i++)
			form->owner[i] = HEADING;
		for (size_t i = head->first + head->n;
		     i < line->first + line->n; i++) {
			if (h + 1 < form->headings.n &&
			    i == form->headings.items[h + 1].first)
				break;
			if (begun && gap_ends && token_gap(text, i) > 4)
				break;
			begun |= text->tokens[i].letters[0] != '\0';
			form->owner[i] = slip_key(head) ? FREE : h;
		}
	}
}

static bool heading_has_value(const struct form *form, int h)
{
	for (size_t i = 0; i < form->text.n_tokens; i++)
		if (form->owner[i] == h &&
		    strlen(form->text.tokens[i].letters) > 1)
			return true;
	return false;
}

/* The nearest line above (step -1) or below (+1) with headings, or -1. */
static int line_with_heading(const struct form *form, int from, int step)
{
	int n = (int)form->text.n_lines;
	for (int i = from + step; i >= 0 && i < n; i += step)
		if (line_has_heading(form, i))
			return i;
	return -1;
}

/* Gives the words of a line that floats above headings to them. */
static bool answer_below(struct form *form, int line)
{
	const struct label_text *text = &form->text;
	int below = line_with_heading(form, line, 1);
	if (below < 0)
		return false;
	double e = text->lines[below].baseline - text->lines[line].baseline;
	if (e > 0.72 * form->pitch)
		return false;
	bool any = false;
	const struct text_line *l = &text->lines[line];
	for (size_t i = l->first; i < l->first + l->n; i++) {
		int h = heading_left_of(form, below, text->tokens[i].x0);
		if (h < 0 || form->headings.items[h].key->role >= KEY_IGNORE)
			continue;
		form->owner[i] = h;
		any = true;
	}
	return any;
}

/* The heading of the line above that this line can run on from, or -1: one
 * without a value yet, else the first that may have several lines. */
static int heading_running_on(const struct form *form, int above)
{
	int open = -1;
	for (int h = form->headings.n - 1; h >= 0; h--) {
		const struct heading *head = &form->headings.items[h];
		if (head->line != above || head->key->role >= KEY_IGNORE)
			continue;
		if (!heading_has_value(form, h))
			return h;
		if (label_value_runs_on(head->key->term))
			open = h;
	}
	return open;
}

static void run_on(struct form *form, int line)
{
	const struct label_text *text = &form->text;
	int above = line_with_heading(form, line, -1);
	if (above < 0)
		return;
	/* every line between must have run on as well, without a gap */
	for (int i = above + 1; i <= line; i++) {
		double step =
			text->lines[i].baseline - text->lines[i - 1].baseline;
		if (step > 1.9 * form->pitch ||
		    (i < line && form->owner[text->lines[i].first] == FREE))
			return;
	}
	int h = heading_running_on(form, above);
	if (h < 0)
		return;
	const struct text_line *l = &text->lines[line];
	for (size_t i = l->first; i < l->first + l->n; i++)
		form->owner[i] = h;
}

static bool line_institution(const struct form *form, int line)
{
	const struct text_line *l = &form->text.lines[line];
	for (size_t i = l->first; i < l->first + l->n; i++) {
		unsigned classes = label_words_topics(
			form->rules->words, form->text.tokens[i].letters);
		if (classes & 1u << TOPIC_INSTITUTION &&
		    !islower((unsigned char)token_initial(&form->text, i)))
			return true;
	}
	return false;
}

/* The line's tokens from `first` on that have no owner. */
static void drop_line(struct form *form, int line)
{
	const struct text_line *l = &form->text.lines[line];
	for (size_t i = l->first; i < l->first + l->n; i++)
		if (form->owner[i] == FREE)
			form->owner[i] = DROPPED;
}

/*
 * Printed matter: lines that name an institution, in capitals or without
 * headings, with the address below them.
 */
static bool drop_printed(struct form *form)
{
	bool found = false, after = false;
	for (int i = 0; i < (int)form->text.n_lines; i++) {
		bool heading = line_has_heading(form, i);
		bool owned = !heading && line_institution(form, i);
		bool address = after && !heading && !owned &&
			       (form->text.lines[i].capitals ||
				i + 1 == (int)form->text.n_lines);
		found |= owned;
		if (owned || address)
			drop_line(form, i);
		after = owned || address;
	}
	return found;
}

/* On a form for the name all that is left above its first heading. */
static void drop_head(struct form *form)
{
	if (!headings_are_form(&form->headings) ||
	    !headings_ask_for(&form->headings, "scientificName"))
		return;
	for (int i = 0; i < form->headings.items[0].line; i++)
		drop_line(form, i);
}

static void float_lines(struct form *form)
{
	bool formal = headings_are_form(&form->headings);
	for (int i = 0; i < (int)form->text.n_lines; i++) {
		if (line_has_heading(form, i) ||
		    form->owner[form->text.lines[i].first] != FREE)
			continue;
		if (formal && answer_below(form, i))
			continue;
		if (formal)
			run_on(form, i);
	}
}

/* Tokens that no value had a use for are free again. */
static void heading_release(struct form *form, int h)
{
	for (size_t i = 0; i < form->text.n_tokens; i++)
		if (form->owner[i] == h && !form->text.used[i])
			form->owner[i] = FREE;
}

/* Does a heading on this line ask for coordinates itself? */
static bool line_asks_for_place(const struct form *form, int line)
{
	for (int h = 0; h < form->headings.n; h++)
		if (form->headings.items[h].line == line &&
		    strcmp(form->headings.items[h].key->term,
			   "verbatimCoordinates") == 0)
			return true;
	return false;
}

/* The tokens were no headings: what follows them does not answer any. */
static void drop_taken(struct form *form, const struct token_list *list)
{
	for (size_t k = 0; k < list->n; k++) {
		form->owner[list->items[k]] = DROPPED;
		for (int h = 0; h < form->headings.n; h++)
			if (form->headings.items[h].first == list->items[k])
				heading_release(form, h);
	}
}

/* Coordinates are what they are behind any heading; a locality must not run on
 * into them. */
static void coordinates_read(struct form *form, struct record *record)
{
	for (size_t i = 0; i < form->text.n_lines; i++) {
		const struct text_line *line = &form->text.lines[i];
		struct token_list list = {0};

		/* "N," is taken for a heading before it is a hemisphere */
		for (size_t k = line->first; k < line->first + line->n; k++)
			token_list_add(&list, k);
		if (!line_asks_for_place(form, (int)i) &&
		    label_coordinates_take(form->rules, &form->text, &list,
					   record))
			drop_taken(form, &list);
		token_list_done(&list);
	}
}

/* The tokens that answer a heading, in reading order. */
static void heading_tokens(const struct form *form, int h,
			   struct token_list *ret)
{
	for (size_t i = 0; i < form->text.n_tokens; i++)
		if (form->owner[i] == h)
			token_list_add(ret, i);
}

static void titles_read(struct form *form, struct label_reading *ret)
{
	for (int h = 0; h < form->headings.n; h++) {
		const struct heading *head = &form->headings.items[h];
		if (head->key->role != KEY_TITLE)
			continue;
		struct token_list list = {0};
		heading_tokens(form, h, &list);
		ret->title = true;
		label_value_place(form->rules, &form->text, &list,
				  &ret->record);
		token_list_done(&list);
	}
}

/* A "No." that is not a collector's number is the catalogue number of a stamp. */
static const char *heading_term(const struct form *form,
				const struct heading *head, bool stamp)
{
	(void)form;
	if (stamp && head->key->role == KEY_NUMBER)
		return "catalogNumber";
	return head->key->term;
}

/* Figures first: what a line says of itself goes before what is gathered
 * from behind a collector's name. */
static bool is_figure(const char *term)
{
	static const char *const terms[] = {"recordNumber", "catalogNumber",
					    "eventDate"};
	for (size_t i = 0; i < ARRAY_LEN(terms); i++)
		if (strcmp(term, terms[i]) == 0)
			return true;
	return false;
}

/* "leg. & det. A. Example": nothing but a mark that joins it to the next
 * heading follows this one, and both ask for the same. */
static bool heading_is_joined(const struct form *form, int h)
{
	static const char *const joints[] = {"", "et", "and", "und", "y", "e"};
	const struct heading *head = &form->headings.items[h];
	bool joined = false;

	if (h + 1 >= form->headings.n || head[1].line != head->line ||
	    head[1].first > head->first + head->n + 1)
		return false;
	if (head[1].first == head->first + head->n)
		return token_ends_with(&form->text, head[1].first - 1, '/');
	for (size_t i = 0; i < ARRAY_LEN(joints); i++)
		joined |= strcmp(form->text.tokens[head[1].first - 1].letters,
				 joints[i]) == 0;
	return joined;
}

static void value_read(struct form *form, int h, const char *term,
		       struct record *record)
{
	struct token_list list = {0};
	heading_tokens(form, heading_is_joined(form, h) ? h + 1 : h, &list);
	for (size_t i = 0; i < list.n; i++)
		form->answered[list.items[i]] = h;
	if (label_value_set(form->rules, &form->text, term, &list,
			    0.6 + 0.4 * form->headings.items[h].likeness,
			    record))
		heading_release(form, h);
	token_list_done(&list);
}

static void values_read(struct form *form, bool stamp,
			struct label_reading *ret)
{
	for (int pass = 0; pass < 2; pass++)
		for (int h = 0; h < form->headings.n; h++) {
			const struct heading *head = &form->headings.items[h];
			const char *term = heading_term(form, head, stamp);
			if (head->key->role < KEY_IGNORE && term[0] != '-' &&
			    is_figure(term) == (pass == 0))
				value_read(form, h, term, &ret->record);
		}
}

/* A second line under the name, on a form that does not ask for the common
 * one, is the common one. */
static void vernacular_read(struct form *form, struct record *record)
{
	struct token_list list = {0};
	int name = -1;
	for (int h = 0; h < form->headings.n; h++) {
		const char *term = form->headings.items[h].key->term;
		if (strcmp(term, "vernacularName") == 0)
			return;
		if (strcmp(term, "scientificName") == 0 && name < 0)
			name = h;
	}
	if (name < 0 || !headings_are_form(&form->headings))
		return;
	int line = form->headings.items[name].line;
	for (size_t i = 0; i < form->text.n_tokens; i++)
		if (form->answered[i] == name && !form->text.used[i] &&
		    form->text.tokens[i].line > line)
			token_list_add(&list, i);
	label_value_set(form->rules, &form->text, "vernacularName", &list, 0.8,
			record);
	token_list_done(&list);
}

/* Raises places from what was said of the locality. */
static void places_read(struct form *form, struct record *record)
{
	static const char *const terms[] = {"locality", "habitat", "county",
					    "municipality"};
	for (int h = 0; h < form->headings.n; h++) {
		const struct heading *head = &form->headings.items[h];
		for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
			if (strcmp(head->key->term, terms[i]) != 0)
				continue;
			struct token_list list = {0};
			heading_tokens(form, h, &list);
			label_value_place(form->rules, &form->text, &list,
					  record);
			token_list_done(&list);
		}
	}
}

/* A stamp: an owner, at most a number, and nothing of a plant. */
static bool is_stamp(const struct form *form, bool institution)
{
	int others = 0;
	for (int h = 0; h < form->headings.n; h++) {
		const struct label_key *key = form->headings.items[h].key;
		others += key->role != KEY_NUMBER &&
			  strcmp(key->term, "catalogNumber") != 0;
	}
	return others == 0 && form->text.n_lines <= 6 &&
	       (institution || form->text.n_lines <= 2);
}

static void unheaded_text_read(struct form *form, struct label_reading *ret)
{
	bool *is_unheaded = mem_zalloc(form->text.n_tokens + 1);
	for (size_t i = 0; i < form->text.n_tokens; i++)
		is_unheaded[i] = form->owner[i] == FREE && !form->text.used[i];
	struct unheaded_text label = {
		.rules = form->rules,
		.text = &form->text,
		.is_unheaded = is_unheaded,
		.form = headings_are_form(&form->headings),
		.slip = ret->slip,
		.title = ret->title,
		.asks_collector =
			headings_ask_for(&form->headings, "recordedBy")};
	unheaded_read(&label, &ret->record);
	free(is_unheaded);
}

void label_rules_read(const struct label_rules *rules,
		      const struct words *words, struct label_reading *ret)
{
	struct form form = {.rules = rules};
	memset(ret, 0, sizeof(*ret));
	record_init(&ret->record);
	label_text_init(&form.text, words);
	headings_find(rules->keys, &form.text, &form.headings);
	ret->headings = headings_asking(&form.headings);
	form.owner = mem_alloc((form.text.n_tokens + 1) * sizeof(*form.owner));
	form.answered =
		mem_alloc((form.text.n_tokens + 1) * sizeof(*form.answered));
	for (size_t i = 0; i < form.text.n_tokens; i++)
		form.owner[i] = form.answered[i] = FREE;
	form.pitch = form_pitch(&form);
	own_lines(&form);
	ret->institution = drop_printed(&form);
	float_lines(&form);
	drop_head(&form);
	for (int h = 0; h < form.headings.n; h++)
		ret->slip |= slip_key(&form.headings.items[h]);
	coordinates_read(&form, &ret->record);
	titles_read(&form, ret);
	bool stamp = is_stamp(&form, ret->institution);
	values_read(&form, stamp, ret);
	vernacular_read(&form, &ret->record);
	places_read(&form, &ret->record);
	if (!stamp)
		unheaded_text_read(&form, ret);
	free(form.owner);
	free(form.answered);
	label_text_done(&form.text);
}
