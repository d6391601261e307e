/*
 * evidence.c: a record judged by its sheet. See evidence.h.
 *
 * What kind a term is says how its value is looked for (a table of functions);
 * where it may stand (column `said`) says on which page. There are three
 * pages: the collector's label; that with what was noted of determinations; all
 * there is. A sheet on which nobody but the collector speaks has one.
 *
 * 1. A word of a slip, a stamp or printed matter is on no page that a
 *    collecting term is looked for on.
 * 2. What is inferred follows from a value of the same record that is SEEN, or
 *    from a place that the page names.
 * 3. Nothing is said (SUPPORT_UNKNOWN) of a term that is not looked for, of an
 *    empty value, and of one that was not found where it "perhaps" stands.
 */
#include "config.h"

#include "run/evidence/evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/parse/coordinates.h"
#include "dwc/parse/name.h"
#include "dwc/parse/quantity.h"
#include "dwc/record/word_tables.h"
#include "run/evidence/find.h"
#include "run/evidence/page.h"
#include "run/evidence/said.h"

#define HARD_ENOUGH   0.25 /* of a page, to say that it can hardly be read */
#define LITTLE_READ   100  /* letters: a label has more */
#define UNSURE_ENOUGH 3	   /* letters that may be anything */
#define ALMOST	      0.45 /* of a value, to look at how its words were read */
#define WORD_UNSURE   0.75
#define VALUE_MAX     4096 /* bytes of a value that are looked for */

#define ROLE_BIT(role) (1U << (role))

enum page_id { PAGE_LABEL, PAGE_NAME, PAGE_ANY, PAGE_COUNT };

static const unsigned int page_roles[PAGE_COUNT] = {
	[PAGE_LABEL] = ROLE_BIT(ROLE_UNKNOWN) | ROLE_BIT(ROLE_LABEL),
	[PAGE_NAME] = ROLE_BIT(ROLE_UNKNOWN) | ROLE_BIT(ROLE_LABEL) |
		      ROLE_BIT(ROLE_SLIP) | ROLE_BIT(ROLE_ANNOTATION),
	[PAGE_ANY] = ~0U,
};

/* Where a term is looked for. */
static const struct {
	bool looked;
	enum page_id page;
	bool codes, perhaps;
} places_said[] = {
	[SAID_NOWHERE] = {false, PAGE_ANY, false, false},
	[SAID_LABEL] = {true, PAGE_LABEL, false, false},
	[SAID_NAME] = {true, PAGE_NAME, false, false},
	[SAID_HOUSE] = {true, PAGE_ANY, true, false},
	[SAID_ANY] = {true, PAGE_ANY, false, false},
	[SAID_LABEL_PERHAPS] = {true, PAGE_LABEL, false, true},
	[SAID_NAME_PERHAPS] = {true, PAGE_NAME, false, true},
	[SAID_HOUSE_PERHAPS] = {true, PAGE_ANY, true, true},
};

struct evidence_sheet {
	const struct facts *facts;
	const struct terms *terms;
	const struct places *places;
	struct page pages[PAGE_COUNT];
	struct said_list said[PAGE_COUNT];
	enum page_id of[PAGE_COUNT]; /* the page that one is the same as */
};

/* --- the sheet ------------------------------------------------------------ */

/* Whether a word or region of the facts is on one page and not on another. */
static bool pages_differ(const struct facts *facts, unsigned int a,
			 unsigned int b)
{
	for (size_t i = 0; i < facts->n_regions; i++) {
		const struct region *region = &facts->regions[i];

		if (((a ^ b) >> region->role & 1) != 0)
			return true;
		for (size_t k = 0; k < region->words.n; k++)
			if (((a ^ b) >> page_role(region,
						  &region->words.items[k]) &
			     1) != 0)
				return true;
	}
	return false;
}

struct evidence_sheet *evidence_sheet_new(const struct facts *facts,
					  const struct terms *terms)
{
	struct evidence_sheet *sheet = mem_zalloc(sizeof(*sheet));

	sheet->facts = facts;
	sheet->terms = terms;
	sheet->places = terms_word_tables(terms)->places;
	for (int i = 0; i < PAGE_COUNT; i++) {
		sheet->of[i] = (enum page_id)i;
		if (i > 0 &&
		    !pages_differ(facts, page_roles[i - 1], page_roles[i])) {
			sheet->of[i] = sheet->of[i - 1];
			continue;
		}
		page_read(facts, page_roles[i], &sheet->pages[i]);
		said_read(&sheet->pages[i], sheet->places, &sheet->said[i]);
	}
	return sheet;
}

void evidence_sheet_free(struct evidence_sheet *sheet)
{
	if (sheet == NULL)
		return;
	for (int i = 0; i < PAGE_COUNT; i++) {
		page_done(&sheet->pages[i]);
		said_done(&sheet->said[i]);
	}
	free(sheet);
}

/* --- kinds of values ------------------------------------------------------ */

/* A value that is looked for, and the page it is looked for on. */
struct asked {
	const struct evidence_sheet *sheet;
	const struct page *page;
	const struct said_list *said;
	const struct term *term;
	const char *value;
	bool inferred; /* found only by what follows from the page */
};

typedef void ask(struct asked *asked, struct found *ret);

/* Each of a list between " | " by itself; their mean by length. */
static void ask_each(const struct asked *asked, enum find_rule rule,
		     const char *marks, struct found *ret)
{
	char *copy CLEANUP(mem_free_str) = mem_strdup(asked->value);
	char *save = NULL;
	double sum = 0, all = 0;

	*ret = (struct found){0};
	for (char *part = strtok_r(copy, marks, &save); part != NULL;
	     part = strtok_r(NULL, marks, &save)) {
		struct found found;
		double weight = (double)strlen(part);

		if (text_blank(part))
			continue;
		page_find(asked->page, part, rule, &found);
		if (found.score > 0.4)
			found_add(ret, &found);
		sum += found.score * weight;
		all += weight;
	}
	ret->score = all > 0 ? sum / all : 0;
}

static void ask_text(struct asked *asked, struct found *ret)
{
	ask_each(asked, FIND_TEXT, "|", ret);
}

static void ask_name(struct asked *asked, struct found *ret)
{
	ask_each(asked, FIND_NAME, "|", ret);
}

/* "A & B", "A and B" as "A | B". */
static char *people_parted(const char *value)
{
	static const char *const words[] = {" and ", " et ",   " und ", " y ",
					    " e ",   " with ", " & "};
	char *text = mem_strdup(value);

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		for (char *at = strstr(text, words[i]); at != NULL;
		     at = strstr(at, words[i])) {
			memset(at, ' ', strlen(words[i]));
			*at = '|';
		}
	return text;
}

static void ask_person(struct asked *asked, struct found *ret)
{
	char *parted CLEANUP(mem_free_str) = people_parted(asked->value);
	struct asked people = *asked;

	people.value = parted;
	ask_each(&people, FIND_PERSON, "|;", ret);
}

static void ask_date(struct asked *asked, struct found *ret)
{
	struct found text;

	said_date(asked->said, asked->page, asked->value, ret);
	if (date_is_iso(asked->value))
		return;
	page_find(asked->page, asked->value, FIND_TEXT, &text);
	if (text.score > ret->score)
		*ret = text;
}

static void ask_identifier(struct asked *asked, struct found *ret)
{
	ask_each(asked, FIND_IDENTIFIER, "|", ret);
}

static void ask_number(struct asked *asked, struct found *ret)
{
	char *metres CLEANUP(mem_free_str) = NULL;
	struct found figures;

	*ret = (struct found){0};
	if (asked->term->metres)
		metres = metres_of_text(asked->value);
	if (metres != NULL)
		said_length(asked->said, strtod(metres, NULL), ret);
	if (metres != NULL || ret->score >= 1)
		return;
	page_find(asked->page, asked->value, FIND_IDENTIFIER, &figures);
	if (figures.score > ret->score)
		*ret = figures;
}

static void ask_coordinate(struct asked *asked, struct found *ret)
{
	char *end;
	double degrees = strtod(asked->value, &end);
	struct found figures;

	*ret = (struct found){0};
	if (end != asked->value && *end == '\0')
		said_coordinate(asked->said, degrees,
				asked->term->role == ROLE_LONGITUDE, ret);
	if (ret->score >= 1 || strlen(asked->value) < 5)
		return;
	page_find(asked->page, asked->value + strspn(asked->value, "-+"),
		  FIND_IDENTIFIER, &figures);
	if (figures.score > ret->score)
		*ret = figures;
}

static void ask_place(struct asked *asked, struct found *ret)
{
	const struct places *places = asked->sheet->places;
	const char *country = NULL, *state = NULL;
	struct found text;

	*ret = (struct found){0};
	if (asked->term->role == ROLE_COUNTRY)
		country = places_country_named(places, asked->value);
	else
		state = places_state_named(places, NULL, asked->value,
					   &country);
	if (country != NULL)
		said_place(asked->said, country, state, ret, &asked->inferred);
	if (ret->score >= 1 && !asked->inferred)
		return;
	ask_each(asked, FIND_TEXT, "|", &text);
	if (text.score > ret->score ||
	    (asked->inferred && text.score >= EVIDENCE_ENOUGH)) {
		*ret = text;
		asked->inferred = false;
	}
}

static ask *const asks[] = {
	[TERM_TEXT] = ask_text,	      [TERM_NAME] = ask_name,
	[TERM_PERSON] = ask_person,   [TERM_DATE] = ask_date,
	[TERM_NUMBER] = ask_number,   [TERM_COORDINATE] = ask_coordinate,
	[TERM_PLACE] = ask_place,     [TERM_IDENTIFIER] = ask_identifier,
	[TERM_VOCABULARY] = ask_text, [TERM_FLAG] = ask_text,
	[TERM_HISTORY] = ask_text,
};

/* --- codes ---------------------------------------------------------------- */

/* Whether a code holds the value: as its whole, or as its last figures. */
static bool code_says(const struct code *code, const char *value)
{
	struct tokens own = {0}, theirs = {0};
	size_t len, all;
	bool says = false;

	tokens_add(&own, value, 0);
	tokens_add(&theirs, code->text, 0);
	len = own.n > 0 ? token_length(&own, 0, own.n) : 0;
	for (size_t i = 0; i < theirs.n && len >= 3 && !says; i++) {
		const char *letters = token_letters(&theirs, i);

		all = token_length(&theirs, i, theirs.n - i);
		while (all > len && *letters == 'o' && *value != '0') {
			letters++;
			all--;
		}
		says = all == len &&
		       memcmp(letters, token_letters(&own, 0), len) == 0;
	}
	tokens_done(&own);
	tokens_done(&theirs);
	return says;
}

static const struct code *code_find(const struct facts *facts,
				    const char *value)
{
	for (size_t i = 0; i < facts->n_codes; i++)
		if (code_says(&facts->codes[i], value))
			return &facts->codes[i];
	return NULL;
}

/* --- what stands there instead --------------------------------------------- */

/* Whether a word says a date, a length or a coordinate. */
static bool word_is_said(const struct said_list *said, uint32_t word)
{
	for (size_t i = 0; i < said->n; i++)
		for (size_t k = 0; k < said->items[i].found.n; k++)
			if (said->items[i].kind != SAYS_PLACE &&
			    !said->items[i].bare &&
			    said->items[i].found.words[k] == word)
				return true;
	return false;
}

static bool rival_date(const struct asked *asked)
{
	for (size_t i = 0; i < asked->said->n; i++)
		if (asked->said->items[i].kind == SAYS_DATE)
			return true;
	return false;
}

/* A number as long as this one. */
static bool rival_identifier(const struct asked *asked)
{
	const struct tokens *tokens = &asked->page->tokens;
	size_t len = 0;

	for (const char *c = asked->value; *c != '\0'; c++)
		len += *c >= '0' && *c <= '9';
	if (places_said[asked->term->said].codes &&
	    asked->sheet->facts->n_codes > 0)
		return true;
	for (size_t i = 0; i < tokens->n; i++) {
		const struct token *token = &tokens->items[i];
		const struct page_word *word = &asked->page->words[token->word];

		if (token->figure && token->len + 1 >= len &&
		    token->len <= len + 1 &&
		    word->word->confidence >= WORD_SURE &&
		    !word_is_said(asked->said, token->word))
			return true;
	}
	return false;
}

/* Two words that may be a genus and an epithet, and no plain language. */
static bool words_are_name(const struct asked *asked, size_t at)
{
	const struct wordlist *list =
		terms_word_tables(asked->sheet->terms)->words;
	const struct page_word *words = asked->page->words;
	const char *genus = words[at].word->text;
	const char *epithet = words[at + 1].word->text;
	char *text CLEANUP(mem_free_str) = mem_printf("%s %s", genus, epithet);
	static const char *const ends[] = {"us", "a",  "um", "is",   "ii", "i",
					   "ae", "ns", "es", "ides", "or", "x"};
	size_t len = strlen(epithet);

	if (words[at].line != words[at + 1].line ||
	    words[at].word->confidence < WORD_SURE ||
	    words[at + 1].word->confidence < WORD_SURE || len < 5 ||
	    strlen(genus) < 4 || !name_is_text(text) ||
	    wordlist_is_plain(list, epithet))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		size_t end = strlen(ends[i]);

		if (strcmp(epithet + len - end, ends[i]) == 0)
			return true;
	}
	return false;
}

static bool rival_name(const struct asked *asked)
{
	for (size_t i = 0; i + 1 < asked->page->n_words; i++)
		if (words_are_name(asked, i))
			return true;
	return false;
}

/* Whether something else of its kind was read: NULL: it is not known what
 * would be. */
static bool (*const rivals[])(const struct asked *asked) = {
	[TERM_NAME] = rival_name,
	[TERM_DATE] = rival_date,
	[TERM_IDENTIFIER] = rival_identifier,
	[TERM_FLAG] = NULL,
};

/* --- one value ------------------------------------------------------------ */

static void field_boxes(const struct page *page, const struct found *found,
			struct field *field)
{
	for (size_t i = 0; i < found->n && field->n_boxes < EVIDENCE_BOXES_MAX;
	     i++) {
		struct box box = page->words[found->words[i]].word->stored;

		if (box.w > 0 && box.h > 0)
			field_add_box(field, box);
	}
}

/* Whether what is nearest to a value was hardly read itself. */
static bool found_is_unsure(const struct page *page, const struct found *found)
{
	double sum = 0;

	for (size_t i = 0; i < found->n; i++)
		sum += page->words[found->words[i]].word->confidence;
	return found->n > 0 && sum / (double)found->n < WORD_UNSURE;
}

/*
 * Whether a value that was not found may stand there all the same: little was
 * read at all, or much of it badly, or what is nearest to it; or nothing of
 * its kind was read, and something could not be.
 */
static bool may_be_unread(const struct asked *asked, const struct found *found)
{
	const struct page *page = asked->page;
	size_t all = page->sure + page->unsure;
	bool (*rival)(const struct asked *asked) = rivals[asked->term->kind];

	if (page->sure < LITTLE_READ ||
	    (double)page->unsure > HARD_ENOUGH * (double)all)
		return true;
	if (found->score >= ALMOST && found_is_unsure(page, found))
		return true;
	return rival != NULL && page->unsure >= UNSURE_ENOUGH && !rival(asked);
}

static enum field_support found_support(const struct asked *asked,
					const struct found *found)
{
	if (found->score >= EVIDENCE_ENOUGH)
		return asked->inferred ? SUPPORT_INFERRED : SUPPORT_SEEN;
	return may_be_unread(asked, found) ? SUPPORT_ILLEGIBLE
					   : SUPPORT_NOWHERE;
}

/* The part of a value that is looked for; owned. */
static char *value_asked(const char *value)
{
	return mem_strndup(value, text_cut(value, VALUE_MAX));
}

static void field_ask(const struct evidence_sheet *sheet,
		      const struct term *term, struct field *field)
{
	enum page_id page = sheet->of[places_said[term->said].page];
	char *value CLEANUP(mem_free_str) = value_asked(field->value);
	struct asked asked = {.sheet = sheet,
			      .page = &sheet->pages[page],
			      .said = &sheet->said[page],
			      .term = term,
			      .value = value};
	struct found found;

	asks[term->kind](&asked, &found);
	field->support = found_support(&asked, &found);
	if (field->support == SUPPORT_NOWHERE &&
	    places_said[term->said].perhaps) {
		field->support = SUPPORT_UNKNOWN;
		return;
	}
	field->evidence = round(1000 * found.score) / 1000;
	/* What is only near the value of a reader that says where it read would
	 * be taken for that the next time. */
	if (field->support == SUPPORT_SEEN ||
	    field->support == SUPPORT_INFERRED ||
	    (field->support == SUPPORT_ILLEGIBLE &&
	     field->source != SOURCE_RULE))
		field_boxes(asked.page, &found, field);
}

/* --- what a reader took it from ------------------------------------------- */

static bool boxes_meet(const struct box *a, const struct box *b)
{
	return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h &&
	       b->y < a->y + a->h;
}

static bool page_has_box(const struct page *page, const struct box *box)
{
	for (size_t i = 0; i < page->n_words; i++)
		if (boxes_meet(&page->words[i].word->stored, box))
			return true;
	return false;
}

/*
 * Whether it was made of words of the page: the built-in reader says of which
 * ones, also where it understood a notation that is not known here. Nobody else
 * is believed.
 */
static bool field_is_read(const struct page *page, const struct field *field)
{
	if (field->source != SOURCE_RULE || field->n_boxes == 0)
		return false;
	for (size_t i = 0; i < field->n_boxes; i++)
		if (!page_has_box(page, &field->boxes[i]))
			return false;
	return true;
}

/* Judges a value that is looked for, whose own boxes are still there. */
static void field_judge(const struct evidence_sheet *sheet,
			const struct term *term, struct field *field)
{
	enum page_id page = sheet->of[places_said[term->said].page];
	bool own = field_is_read(&sheet->pages[page], field);
	struct box *boxes = field->boxes;
	size_t n = field->n_boxes;

	field->boxes = NULL;
	field_unsupport(field);
	field_ask(sheet, term, field);
	if (!own || field->support == SUPPORT_SEEN) {
		free(boxes);
		return;
	}
	free(field->boxes);
	field->boxes = boxes;
	field->n_boxes = n;
	field->support = SUPPORT_SEEN;
	field->evidence = fmax(field->evidence, EVIDENCE_ENOUGH);
}

void evidence_match_field(const struct evidence_sheet *sheet,
			  struct field *field)
{
	const struct term *term = terms_find(sheet->terms, field->term);
	const struct code *code = NULL;

	if (term == NULL || !places_said[term->said].looked ||
	    text_blank(field->value)) {
		field_unsupport(field);
		return;
	}
	if (places_said[term->said].codes)
		code = code_find(sheet->facts, field->value);
	if (code == NULL) {
		field_judge(sheet, term, field);
		return;
	}
	field_unsupport(field);
	field->evidence = 1;
	field->support = SUPPORT_SEEN;
	if (code->box.w > 0 && code->box.h > 0)
		field_add_box(field, code->box);
}

/* --- what follows --------------------------------------------------------- */

static struct field *role_field(const struct evidence_sheet *sheet,
				const struct record *record,
				enum term_role role)
{
	const struct term *term = terms_role(sheet->terms, role);

	return term != NULL ? record_find(record, term->name) : NULL;
}

/* Whether it may still be inferred. */
static bool field_open(const struct field *field)
{
	return field != NULL && (field->support == SUPPORT_NOWHERE ||
				 field->support == SUPPORT_ILLEGIBLE);
}

static bool field_seen(const struct field *field)
{
	return field != NULL && (field->support == SUPPORT_SEEN ||
				 field->support == SUPPORT_INFERRED);
}

static void field_infer(struct field *field, const struct field *from)
{
	field_unsupport(field);
	field->support = SUPPORT_INFERRED;
	field->evidence = from->evidence;
	for (size_t i = 0; i < from->n_boxes; i++)
		field_add_box(field, from->boxes[i]);
}

static void infer_country(const struct evidence_sheet *sheet,
			  struct record *record)
{
	struct field *country = role_field(sheet, record, ROLE_COUNTRY);
	const struct field *state = role_field(sheet, record, ROLE_STATE);
	const char *own, *named = NULL;

	if (!field_open(country) || !field_seen(state))
		return;
	own = places_country_named(sheet->places, country->value);
	if (own == NULL || places_state_named(sheet->places, own, state->value,
					      &named) == NULL)
		return;
	field_infer(country, state);
}

/* Few labels print a family: that it was not found says nothing, unless it is
 * known which one it is. */
static void infer_family(const struct evidence_sheet *sheet,
			 const struct evidence_help *help,
			 struct record *record)
{
	struct field *family = role_field(sheet, record, ROLE_FAMILY);
	const struct field *name = role_field(sheet, record, ROLE_NAME);
	const char *known;

	if (help == NULL || help->family_of == NULL || family == NULL ||
	    text_blank(family->value) || family->support == SUPPORT_SEEN ||
	    !field_seen(name))
		return;
	known = help->family_of(help->data, name->value);
	if (known == NULL)
		return;
	if (text_similarity(known, family->value) >= 1) {
		field_infer(family, name);
		return;
	}
	field_unsupport(family);
	family->support = SUPPORT_NOWHERE;
	family->evidence = 0;
}

/* Whether each word of `part` is one of `whole`. */
static bool words_within(const char *part, const char *whole)
{
	char *folded CLEANUP(mem_free_str) = text_folded(part);
	char *text CLEANUP(mem_free_str) = text_folded(whole);
	static const char gaps[] = " \t\n.,;:()&|";
	char *save = NULL;
	bool any = false;

	for (char *word = strtok_r(folded, gaps, &save); word != NULL;
	     word = strtok_r(NULL, gaps, &save)) {
		const char *at = strstr(text, word);
		size_t len = strlen(word);

		while (at != NULL &&
		       ((at > text && strchr(gaps, at[-1]) == NULL) ||
			strchr(gaps, at[len]) == NULL))
			at = strstr(at + 1, word);
		if (at == NULL)
			return false;
		any = true;
	}
	return any;
}

/* Genus, epithets and author of a name that stands there. */
static void infer_name_parts(const struct evidence_sheet *sheet,
			     struct record *record)
{
	const struct term *term = terms_role(sheet->terms, ROLE_NAME);
	const struct field *name = role_field(sheet, record, ROLE_NAME);
	struct term_list list;

	if (!field_seen(name))
		return;
	list = terms_together(sheet->terms, term);
	for (size_t i = 0; i < list.n; i++) {
		struct field *part = record_find(record, list.items[i]->name);

		if (field_open(part) && words_within(part->value, name->value))
			field_infer(part, name);
	}
}

/* Whether a text that was found says the value in another notation. */
static bool text_means(const struct term *term, const char *text,
		       const char *value)
{
	struct date_reading date;
	struct coordinates at;
	double degrees;

	if (term->kind == TERM_DATE)
		return date_read(text, 1999, &date) == 0 &&
		       strlen(date.iso) == strlen(value) &&
		       strcmp(date.iso + 2, value + 2) == 0;
	if (term->kind != TERM_COORDINATE || coordinates_find(text, &at) < 0)
		return false;
	degrees = term->role == ROLE_LONGITUDE ? at.longitude.degrees
					       : at.latitude.degrees;
	return fabs(degrees - strtod(value, NULL)) < 0.001;
}

/* A date or coordinate from how it was written, which stands there. */
static void infer_notation(const struct evidence_sheet *sheet,
			   struct record *record, enum term_role role)
{
	const struct term *term = terms_role(sheet->terms, role);
	struct field *field = role_field(sheet, record, role);
	struct term_list list;

	if (!field_open(field))
		return;
	list = terms_together(sheet->terms, term);
	for (size_t i = 0; i < list.n; i++) {
		const struct field *text =
			record_find(record, list.items[i]->name);

		if (list.items[i]->kind == TERM_TEXT && field_seen(text) &&
		    text_means(term, text->value, field->value)) {
			field_infer(field, text);
			return;
		}
	}
}

void evidence_match(const struct evidence_sheet *sheet,
		    const struct evidence_help *help, struct record *record)
{
	for (size_t i = 0; i < record->n; i++)
		evidence_match_field(sheet, &record->fields[i]);
	infer_country(sheet, record);
	infer_name_parts(sheet, record);
	infer_family(sheet, help, record);
	infer_notation(sheet, record, ROLE_COLLECTED);
	infer_notation(sheet, record, ROLE_LATITUDE);
	infer_notation(sheet, record, ROLE_LONGITUDE);
}

void evidence_forget(struct record *record)
{
	for (size_t i = 0; i < record->n; i++) {
		record->fields[i].evidence = -1;
		record->fields[i].support = SUPPORT_UNKNOWN;
	}
}
