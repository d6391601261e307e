/*
 * typing.c: what follows from what is typed. See typing.h.
 *
 * 1. It is of the text that stands in the line, or it is not shown: it is
 *    worked out anew after each key and each answer. The check is pure and
 *    looks at one value alone; lists of names are asked for (helps.h).
 *    Of a long text the check waits until it is saved.
 * 2. What may mean several things is never saved as one of them unasked.
 */
#include "config.h"

#include "ui/state/typing.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/record/written.h"
#include "dwc/validate/validate.h"
#include "ui/input/linerows.h"
#include "ui/state/pendings.h"
#include "ui/state/state.h"

#define YEARS_MAX     32
#define CHECKED_BYTES 2000 /* a longer text would take over a millisecond */

static void typing_forget(struct typing *typing)
{
	free(typing->text);
	typing->text = NULL;
	verdicts_done(&typing->verdicts);
	typed_done(&typing->typed);
	while (typing->n_places > 0)
		free(typing->places[--typing->n_places]);
	along_done(&typing->along);
	mem_replace(&typing->label, NULL);
}

void typing_done(struct typing *typing)
{
	typing_forget(typing);
	*typing = (struct typing){0};
}

void typing_begin(struct app *app)
{
	typing_done(&app->typing);
}

/* ---- working it out ------------------------------------------------------ */

/* Without blanks at its ends; owned. */
static char *text_trimmed(const char *text)
{
	size_t len;

	text += strspn(text, " \n");
	len = strlen(text);
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\n'))
		len--;
	return mem_strndup(text, len);
}

char *typing_text(const struct app *app)
{
	return text_trimmed(lineedit_text(&app->edit.line));
}

static size_t years_add(int years[YEARS_MAX], size_t n, const char *iso)
{
	int year = iso != NULL ? date_year(iso) : 0;

	if (n < YEARS_MAX && year > 0)
		years[n++] = year;
	return n;
}

/* Years in which the collector of this record may have been at work: those of
 * records like it, and of whatever else is offered for the term. */
static size_t years_known(const struct app *app, const char *term,
			  int ret[YEARS_MAX])
{
	const struct suggestions *list = helps_of_term(app, term);
	const struct alike *const alikes[] = {helps_alike(app),
					      helps_duplicate(app)};
	size_t n = years_add(ret, 0, app_value(app, term));

	for (size_t i = 0; i < ARRAY_LEN(alikes); i++)
		if (alikes[i] != NULL)
			n = years_add(ret, n,
				      record_value(&alikes[i]->record, term));
	for (size_t i = 0; list != NULL && i < list->n; i++)
		n = years_add(ret, n, list->items[i].value);
	return n;
}

/* Notes on which side a value lies, if it is a coordinate. */
static void side_add(const char *value, bool *ret_north, bool *ret_south)
{
	double degrees;

	if (!validation_number(value, &degrees))
		return;
	*ret_north |= degrees > 0;
	*ret_south |= degrees < 0;
}

/* On which side records like this one lie, where they agree. */
static int side_known(const struct app *app, const char *term)
{
	const struct suggestions *list = helps_of_term(app, term);
	const struct alike *const alikes[] = {helps_alike(app),
					      helps_duplicate(app)};
	bool north = false, south = false;

	for (size_t i = 0; i < ARRAY_LEN(alikes); i++)
		if (alikes[i] != NULL)
			side_add(record_value(&alikes[i]->record, term), &north,
				 &south);
	for (size_t i = 0; list != NULL && i < list->n; i++)
		side_add(list->items[i].value, &north, &south);
	return north == south ? 0 : north ? 1 : -1;
}

/* What is read in a value of this term, which stands in the record. */
static void typing_read(const struct app *app, const struct record *record,
			const char *term, const struct verdicts *verdicts,
			struct typed *ret)
{
	const struct term *known = terms_find(app->terms, term);
	const struct term *meant =
		known != NULL ? term_interpreted(app->terms, known) : NULL;
	const char *of = meant != NULL ? meant->name : term;
	int years[YEARS_MAX];
	const struct typed_known beside = {
		.years = years,
		.n_years = years_known(app, of, years),
		.side = side_known(app, of),
	};

	typed_read(app->terms, record, term, verdicts, beside, ret);
}

void typing_read_as(const struct app *app, const char *term, const char *value,
		    struct typed *ret)
{
	struct verdicts verdicts = {0};
	struct record record;

	*ret = (struct typed){0};
	if (strlen(value) > CHECKED_BYTES)
		return;
	pendings_record(app, &record);
	record_set(&record, term, value, 1, SOURCE_HUMAN);
	record_validate_term(app->terms, &record, term, &verdicts);
	typing_read(app, &record, term, &verdicts, ret);
	verdicts_done(&verdicts);
	record_done(&record);
}

/* The check looks at what would be saved. */
static void typing_check(struct app *app, struct record *record)
{
	struct typing *typing = &app->typing;
	const char *term = app->edit.term;

	if (strlen(typing->text) > CHECKED_BYTES)
		return;
	record_validate_term(app->terms, record, term, &typing->verdicts);
	typing_read(app, record, term, &typing->verdicts, &typing->typed);
	if (typing->typed.value == NULL)
		return;
	record_set(record, term, typing->typed.value, 1, SOURCE_HUMAN);
	verdicts_done(&typing->verdicts);
	record_validate_term(app->terms, record, term, &typing->verdicts);
}

/* The word of a page where the value of the field was read; its end where none
 * was. */
static size_t typing_origin(const struct app *app,
			    const struct transcript *page)
{
	const struct field *field = app_field(app, app->edit.term);

	return field != NULL && field->n_boxes > 0
		       ? transcript_word_under(page, field->boxes[0])
		       : page->n;
}

/* Whether it is on a list of names is known once they have been asked. */
static void typing_name(struct app *app)
{
	struct typing *typing = &app->typing;
	const struct suggestions *known = helps_completion(app);
	struct validation v = {.term = terms_find(app->terms, app->edit.term),
			       .value = typing->text,
			       .origin = VERDICT_TAXA,
			       .ret = &typing->verdicts};

	for (size_t i = 0; known != NULL && v.term != NULL && i < known->n;
	     i++) {
		if (!known->items[i].nearest)
			continue;
		validation_add(&v, SEVERITY_WARNING, "misspelt", NULL,
			       "No list has this name; the nearest: %s",
			       known->items[i].value);
		return;
	}
}

/* Whether a value was read from this word. */
static bool word_is_of(const struct field *field,
		       const struct transcript_word *word)
{
	for (size_t i = 0; i < field->n_boxes; i++)
		if (transcript_word_within(word, field->boxes[i]))
			return true;
	return false;
}

/* Whether the words of such a value are its own: countries and the like stand
 * within what says where. */
static bool term_has_words(const struct term *term)
{
	return !term->unchecked && term->role != ROLE_COUNTY &&
	       (term->kind == TERM_TEXT || term->kind == TERM_NAME ||
		term->kind == TERM_PERSON || term->kind == TERM_DATE ||
		term->kind == TERM_IDENTIFIER);
}

/* The field that a word of the page was read as, but for the one that is typed
 * into and what is told together with it; NULL: none. */
static const struct field *word_field(const struct app *app,
				      const struct term *typed,
				      const struct transcript_word *word)
{
	const struct record *record = &app->here.specimen.record;
	const struct field *ret = NULL;

	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];
		const struct term *term = terms_find(app->terms, field->term);

		if (term == NULL || text_blank(field->value) ||
		    !word_is_of(field, word))
			continue;
		if (term == typed)
			return NULL;
		if (ret == NULL && term_has_words(term))
			ret = field;
	}
	return ret;
}

/* The label goes on to where another field begins. Behind a whole word it does
 * not go on with a next line that is of one. */
static void typing_stop(const struct app *app, const struct transcript *page,
			struct along *along)
{
	const struct term *typed = terms_find(app->terms, app->edit.term);
	const struct transcript_word *words = page->words;
	const struct field *first, *field;

	if (along->rest == NULL || typed == NULL || typed->unchecked)
		return;
	first = word_field(app, typed, &words[along->from]);
	if (first != NULL && along->rest[0] == ' ' && along->from > 0 &&
	    words[along->from].line != words[along->from - 1].line) {
		along_stop(along, page, along->from);
		return;
	}
	for (size_t i = along->from + 1; i <= along->to; i++) {
		field = word_field(app, typed, &words[i]);
		if (field != NULL && field != first) {
			along_stop(along, page, i);
			return;
		}
	}
}

/* On the label in view; on another one where it goes on behind more than a
 * letter, or nothing does on that one. */
static void typing_find(const struct app *app, const char *text,
			struct along *ret)
{
	const struct transcript *page = &app->text.page,
				*sheet = &app->text.sheet;
	struct along other;

	along_find(page, text, typing_origin(app, page), ret);
	typing_stop(app, page, ret);
	if (ret->follows || sheet->n == page->n)
		return;
	along_find(sheet, text, typing_origin(app, sheet), &other);
	typing_stop(app, sheet, &other);
	if (other.rest != NULL && (ret->rest == NULL || other.follows)) {
		struct along was = *ret;

		*ret = other;
		other = was;
	}
	along_done(&other);
}

/* Whether a value is written as it is printed, more or less. */
static bool term_is_printed(const struct term *term)
{
	return term->kind != TERM_DATE && term->kind != TERM_VOCABULARY &&
	       term->kind != TERM_FLAG && term->kind != TERM_HISTORY;
}

/* What the sheet goes on with, behind the cursor at the end. Behind the beginning
 * of a genus an epithet is meant, and no other word that begins like it. */
static void typing_along(struct app *app)
{
	struct typing *typing = &app->typing;
	const struct lineedit *line = &app->edit.line;
	const char *text = lineedit_text(line);
	const struct term *term = terms_find(app->terms, app->edit.term);

	if (text[line->at] != '\0' || text_blank(text) ||
	    strcmp(text, app->edit.seen) == 0 ||
	    (term != NULL && !term_is_printed(term)))
		return;
	typing_find(app, text, &typing->along);
	if (term != NULL && term->kind == TERM_NAME && !typing->along.follows &&
	    strchr(typing->text, ' ') != NULL)
		along_done(&typing->along);
	if (typing->along.rest != NULL)
		typing->label = mem_printf("%s%s", text, typing->along.rest);
}

/* Countries or states that begin so. */
static void typing_places(struct app *app, const struct record *record)
{
	struct typing *typing = &app->typing;
	const char *names[TYPING_ITEMS];
	bool capitals = text_in_capitals(typing->text);
	size_t n = typed_places(app->terms, record, app->edit.term,
				typing->text, names, TYPING_ITEMS);

	for (size_t i = 0; i < n; i++)
		typing->places[typing->n_places++] =
			capitals ? text_to_capitals(names[i])
				 : mem_strdup(names[i]);
}

void typing_follow(struct app *app)
{
	struct typing *typing = &app->typing;
	char *text CLEANUP(mem_free_str) = NULL;
	struct record record;

	if (!app->edit.active || !app->here.have) {
		typing_forget(typing);
		typing->list = false;
		return;
	}
	text = typing_text(app);
	if (typing->text == NULL || strcmp(typing->text, text) != 0)
		typing->list = false;
	typing_forget(typing);
	typing->text = mem_strdup(text);
	pendings_record(app, &record);
	record_set(&record, app->edit.term, text, 1, SOURCE_HUMAN);
	typing_check(app, &record);
	typing_name(app);
	typing_places(app, &record);
	typing_along(app);
	record_done(&record);
}

const struct verdicts *typing_verdicts(const struct app *app, const char *term)
{
	if (!app->edit.active || app->typing.text == NULL || term == NULL ||
	    strcmp(term, app->edit.term) != 0)
		return NULL;
	return &app->typing.verdicts;
}

char *typing_value(const struct app *app)
{
	const struct typing *typing = &app->typing;

	return typing->text != NULL && typing->typed.value != NULL
		       ? mem_strdup(typing->typed.value)
		       : typing_text(app);
}

bool typing_asks(const struct app *app)
{
	return app->typing.text != NULL && app->typing.typed.n_options > 0;
}

/* ---- what it may become -------------------------------------------------- */

/* Each value once. */
static size_t items_add(struct typing_item *items, size_t n,
			struct typing_item item)
{
	if (n == TYPING_ITEMS)
		return n;
	for (size_t i = 0; i < n; i++)
		if (strcmp(items[i].value, item.value) == 0)
			return n;
	items[n] = item;
	return n + 1;
}

/* What it means, and what was typed in spite of that. */
static size_t items_meant(const struct typing *typing,
			  struct typing_item *items)
{
	const struct typed *typed = &typing->typed;
	size_t n = 0;

	if (typed->value != NULL)
		n = items_add(items, n,
			      (struct typing_item){.value = typed->value,
						   .note = "as it is meant",
						   .meant = true});
	for (size_t i = 0; i < typed->n_options; i++) {
		const struct typed_option *option = &typed->options[i];

		n = items_add(
			items, n,
			(struct typing_item){.value = option->value,
					     .note = option->note != NULL
							     ? option->note
							     : "",
					     .meant = true});
	}
	return items_add(items, n,
			 (struct typing_item){.value = typing->text,
					      .note = "as it is typed",
					      .raw = true});
}

/* Whether these bytes say the same character, whatever its case and accents.
 * Most are the same to the letter, at each key of a long text. */
static bool same_letter(const char *a, size_t a_len, const char *b,
			size_t b_len)
{
	char *one CLEANUP(mem_free_str) = NULL;
	char *other CLEANUP(mem_free_str) = NULL;
	char *left CLEANUP(mem_free_str) = NULL;
	char *right CLEANUP(mem_free_str) = NULL;

	if (a_len == b_len && memcmp(a, b, a_len) == 0)
		return true;
	one = mem_strndup(a, a_len);
	other = mem_strndup(b, b_len);
	left = text_folded(one);
	right = text_folded(other);
	return strcmp(left, right) == 0;
}

size_t typing_begun(const char *value, const char *text)
{
	size_t at = 0, of = 0;

	while (text[of] != '\0') {
		size_t next = text_next(value, at), typed = text_next(text, of);

		if (value[at] == '\0' ||
		    !same_letter(value + at, next - at, text + of, typed - of))
			return 0;
		at = next;
		of = typed;
	}
	return at;
}

/* Of a list those that say again what was typed, and more (`begin`), and that
 * are worth so much. */
static size_t items_add_some(struct typing_item *items, size_t n,
			     const struct suggestions *list, const char *text,
			     bool begin, double least)
{
	for (size_t i = 0; list != NULL && i < list->n; i++) {
		const struct suggestion *s = &list->items[i];

		if (strcmp(s->value, text) != 0 && s->score >= least &&
		    (!begin || typing_begun(s->value, text) > 0))
			n = items_add(items, n,
				      (struct typing_item){.value = s->value,
							   .note = s->note,
							   .suggestion = s});
	}
	return n;
}

/* The places, which a table knows. */
static size_t items_add_places(const struct typing *typing,
			       struct typing_item *items, size_t n)
{
	for (size_t i = 0; i < typing->n_places; i++)
		if (strcmp(typing->places[i], typing->text) != 0)
			n = items_add(
				items, n,
				(struct typing_item){.value = typing->places[i],
						     .note = ""});
	return n;
}

/* What of the sheet begins so: candidates of the field, then the label. */
static size_t items_add_sheet(const struct app *app, struct typing_item *items,
			      size_t n)
{
	const struct typing *typing = &app->typing;

	if (typing->text[0] != '\0')
		n = items_add_some(items, n, helps_of_term(app, app->edit.term),
				   typing->text, true, 0);
	if (typing->label != NULL)
		n = items_add(items, n,
			      (struct typing_item){.value = typing->label,
						   .note = "the label",
						   .label = true});
	return n;
}

/* Whether the label is asked before the run: it is typed off, or the field
 * takes prose, which is another one on each sheet. */
static bool typing_is_prose(const struct app *app)
{
	const struct term *term = terms_find(app->terms, app->edit.term);

	return app->typing.along.follows ||
	       (term != NULL && term->kind == TERM_TEXT);
}

/* A signed value is worth so much that fits what is known of the record. */
#define WORTH_FITS 0.7

/* Nothing is typed yet: what fits this record comes before what others have. */
static size_t items_of_nothing(const struct app *app, struct typing_item *items)
{
	const struct suggestions *known = helps_completion(app);
	size_t n = items_add_some(items, 0, known, "", false, WORTH_FITS);

	n = items_add_some(items, n, helps_of_term(app, app->edit.term), "",
			   false, 0);
	n = items_add_some(items, n, known, "", false, 0);
	return items_add_places(&app->typing, items, n);
}

size_t typing_items(const struct app *app, struct typing_item ret[TYPING_ITEMS])
{
	const struct typing *typing = &app->typing;
	const struct suggestions *known = helps_completion(app);
	size_t n = 0;

	if (!app->edit.active || typing->text == NULL)
		return 0;
	if (typing->typed.value != NULL || typing->typed.n_options > 0)
		return items_meant(typing, ret);
	if (typing->text[0] == '\0')
		return items_of_nothing(app, ret);
	if (typing_is_prose(app)) {
		n = items_add_some(ret, n, known, typing->text, false,
				   WORTH_FITS);
		n = items_add_sheet(app, ret, n);
	}
	n = items_add_some(ret, n, known, typing->text, false, 0);
	n = items_add_places(typing, ret, n);
	n = items_add_sheet(app, ret, n);
	if (n == 0)
		n = items_add_some(ret, n, helps_of_term(app, app->edit.term),
				   typing->text, false, 0);
	return n;
}

/* Whether it is a value of other records, of which nothing says that it is
 * this one's. */
static bool item_is_of_others(const struct app *app,
			      const struct typing_item *item)
{
	const struct suggestions *known = helps_completion(app);
	const struct suggestion *s = item->suggestion;

	return s == NULL ||
	       (known != NULL && s >= known->items &&
		s < known->items + known->n && s->score < WORTH_FITS);
}

const char *typing_rest(const struct app *app, struct typing_item *ret)
{
	const struct lineedit *line = &app->edit.line;
	struct typing_item items[TYPING_ITEMS];
	const char *text = lineedit_text(line);
	size_t n;

	if (!app->edit.active || app->typing.list || text[line->at] != '\0')
		return NULL;
	n = typing_items(app, items);
	for (size_t i = 0; i < n; i++) {
		size_t at = typing_begun(items[i].value, text);

		if (items[i].meant || items[i].raw ||
		    (at == 0 && text[0] != '\0') || items[i].value[at] == '\0')
			continue;
		if (text[0] == '\0' && item_is_of_others(app, &items[i]))
			continue;
		*ret = items[i];
		return items[i].value + at;
	}
	return NULL;
}

bool typing_is_strange(const struct app *app, const struct typing_item *item)
{
	const struct suggestions *list = helps_of_term(app, app->edit.term);
	const struct suggestion *s = item->suggestion;
	const char *text = lineedit_text(&app->edit.line);

	return s != NULL && list != NULL && s >= list->items &&
	       s < list->items + list->n && !text_blank(text) &&
	       strcmp(text, app->edit.seen) != 0;
}

/* ---- where it stands ----------------------------------------------------- */

int typing_columns(const struct app *app)
{
	return app->layout.detail.w - 2;
}

bool typing_is_below(const struct app *app)
{
	const char *text = lineedit_text(&app->edit.line);
	struct layout_columns columns;

	if (!app->edit.active)
		return false;
	layout_columns(&app->layout, app->caps.letters, &columns);
	return strchr(text, '\n') != NULL ||
	       text_width(text) >= columns.mark - 1 - columns.value;
}

/* ---- what is said below it ------------------------------------------------ */

bool typing_meaning(const struct app *app, struct bytes *ret)
{
	const struct typed *typed = &app->typing.typed;

	if (typed->value == NULL && typed->n_options == 0 && typed->n_also == 0)
		return false;
	if (typed->value != NULL || typed->n_options > 0)
		bytes_append_str(ret, typed->value != NULL ? "= " : "? ");
	for (size_t i = 0; i < typed->n_options; i++)
		bytes_printf(ret, "%s%s", i > 0 ? " or " : "",
			     typed->options[i].value);
	if (typed->value != NULL)
		bytes_append_str(ret, typed->value);
	for (size_t i = 0; i < typed->n_also; i++)
		bytes_printf(ret, "%s%s: %s",
			     i > 0	    ? ", "
			     : ret->len > 0 ? "   "
					    : "also ",
			     typed->also[i].term, typed->also[i].value);
	return true;
}

const struct verdict *typing_worst(const struct app *app)
{
	const struct verdicts *verdicts = typing_verdicts(app, app->edit.term);

	/* That nothing is typed yet is seen. */
	if (verdicts == NULL || text_blank(app->typing.text) ||
	    app->typing.typed.n_options > 0)
		return NULL;
	return verdicts_worst(verdicts, app->edit.term);
}

void typing_worst_words(const struct app *app, const struct verdict *worst,
			struct bytes *ret)
{
	static const enum glyph glyphs[] = {
		[SEVERITY_NOTE] = GLYPH_NOTE,
		[SEVERITY_WARNING] = GLYPH_DOUBTFUL,
		[SEVERITY_ERROR] = GLYPH_WRONG,
	};

	bytes_printf(ret, "%s %s",
		     glyph_text(app->caps.ascii, glyphs[worst->severity]),
		     worst->message);
	if (worst->proposal != NULL)
		bytes_printf(ret, " %s %s",
			     glyph_text(app->caps.ascii, GLYPH_ARROW),
			     worst->proposal);
}

/* What a text that is said below takes of the rows that are left. */
static int said_rows(const struct app *app, const struct bytes *text, int left)
{
	int most = left < TYPING_SAID_ROWS ? left : TYPING_SAID_ROWS;

	return text->len > 0 && most > 0
		       ? surface_wrap_lines(text->data, typing_columns(app),
					    most)
		       : 0;
}

int typing_list_rows(const struct app *app)
{
	struct bytes meaning CLEANUP(bytes_done) = {0};
	struct bytes verdict CLEANUP(bytes_done) = {0};
	struct bytes pair CLEANUP(bytes_done) = {0};
	const struct verdict *worst = typing_worst(app);
	int left = app->layout.detail.h;

	/* One meaning is said already; what else it may be is asked for. */
	if (!app->typing.list && app->typing.typed.value != NULL)
		return 0;
	if (typing_is_below(app))
		left -= typing_area(app, 0).h;
	typing_meaning(app, &meaning);
	left -= said_rows(app, &meaning, left);
	if (worst != NULL)
		typing_worst_words(app, worst, &verdict);
	left -= said_rows(app, &verdict, left);
	if (left > TYPING_PAIR_ROOM &&
	    app_pair_words(app, app->edit.term, &pair))
		left -= said_rows(app, &pair, left);
	return left > 0 ? left : 0;
}

int typing_rows(const struct app *app)
{
	struct typing_item items[TYPING_ITEMS];
	int most = app->layout.pane.h - 3, rows = 2;

	if (!app->edit.active)
		return 0;
	if (typing_is_below(app))
		rows += lineedit_height(&app->edit.line, typing_columns(app),
					most);
	if (app->typing.list || app->typing.typed.value == NULL)
		rows += (int)typing_items(app, items);
	return rows < most ? rows : most;
}

struct rect typing_area(const struct app *app, int row)
{
	struct rect area = app->layout.detail;
	struct layout_columns columns;
	int most;

	if (!typing_is_below(app) || app->layout.wide) {
		layout_columns(&app->layout, app->caps.letters, &columns);
		return (struct rect){columns.value, row,
				     columns.mark - 1 - columns.value, 1};
	}
	area.x++;
	area.w -= 2;
	most = area.h > 3 ? area.h - 2 : area.h;
	area.h = lineedit_height(&app->edit.line, area.w, most);
	return area;
}
