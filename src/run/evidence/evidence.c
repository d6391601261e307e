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

#include "base/box.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/word_tables.h"
#include "run/evidence/asked.h"

#define VALUE_MAX 4096 /* bytes of a value that are looked for */

#define ROLE_BIT(role) (1U << (role))

static const unsigned int page_roles[PAGE_COUNT] = {
	[PAGE_LABEL] = ROLE_BIT(ROLE_UNKNOWN) | ROLE_BIT(ROLE_LABEL),
	[PAGE_NAME] = ROLE_BIT(ROLE_UNKNOWN) | ROLE_BIT(ROLE_LABEL) |
		      ROLE_BIT(ROLE_SLIP) | ROLE_BIT(ROLE_ANNOTATION),
	[PAGE_ANY] = ~0U,
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

static enum field_support found_support(const struct asked *asked,
					const struct found *found)
{
	if (found->score >= EVIDENCE_ENOUGH)
		return asked->inferred ? SUPPORT_INFERRED : SUPPORT_SEEN;
	return asked_is_unread(asked, found) ? SUPPORT_ILLEGIBLE
					     : SUPPORT_NOWHERE;
}

/* The part of a value that is looked for; owned. */
static char *value_asked(const char *value)
{
	return mem_strndup(value, text_cut(value, VALUE_MAX));
}

/* A reader of words finds its values among them, however badly they were read:
 * what it says is worth no more than they are. */
static void field_weaken(const struct asked *asked, struct found *found,
			 struct field *field)
{
	double sure = found_confidence(asked->page, found);

	if (sure < EVIDENCE_ENOUGH && found->score >= EVIDENCE_ENOUGH)
		field->support = SUPPORT_ILLEGIBLE;
	found->score = fmin(found->score, sure);
}

static void field_ask(const struct evidence_sheet *sheet,
		      const struct term *term, struct field *field)
{
	enum page_id page = sheet->of[said_where(term)->page];
	char *value CLEANUP(mem_free_str) = value_asked(field->value);
	struct asked asked = {.sheet = sheet,
			      .page = &sheet->pages[page],
			      .said = &sheet->said[page],
			      .term = term,
			      .value = value};
	struct found found;

	asked_find(&asked, &found);
	field->support = found_support(&asked, &found);
	if (field->source == SOURCE_RULE)
		field_weaken(&asked, &found, field);
	if (field->support != SUPPORT_SEEN &&
	    field->support != SUPPORT_INFERRED && said_where(term)->perhaps) {
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

/* Adds the words of the page that a box holds; false where there are none. */
static bool page_in_box(const struct page *page, const struct box *box,
			struct found *found)
{
	size_t before = found->n;

	for (uint32_t i = 0; i < page->n_words; i++)
		if (boxes_meet(page->words[i].word->stored, *box))
			found_add_word(found, i);
	return found->n > before || found->n == FOUND_WORDS_MAX;
}

/*
 * Whether it was made of words of the page: the built-in reader says of which
 * ones, also where it understood a notation that is not known here. Nobody else
 * is believed.
 */
static bool field_is_read(const struct page *page, const struct field *field,
			  struct found *ret)
{
	*ret = (struct found){0};
	if (field->source != SOURCE_RULE || field->n_boxes == 0)
		return false;
	for (size_t i = 0; i < field->n_boxes; i++)
		if (!page_in_box(page, &field->boxes[i], ret))
			return false;
	ret->score = found_confidence(page, ret);
	return true;
}

/* Judges a value that is looked for, whose own boxes are still there. */
static void field_judge(const struct evidence_sheet *sheet,
			const struct term *term, struct field *field)
{
	enum page_id page = sheet->of[said_where(term)->page];
	struct found words;
	bool own = field_is_read(&sheet->pages[page], field, &words);
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
	field->support = words.score >= EVIDENCE_ENOUGH ? SUPPORT_SEEN
							: SUPPORT_ILLEGIBLE;
	field->evidence = round(1000 * words.score) / 1000;
}

void evidence_match_field(const struct evidence_sheet *sheet,
			  struct field *field)
{
	const struct term *term = terms_find(sheet->terms, field->term);
	const struct code *code = NULL;

	if (term == NULL || !said_where(term)->looked ||
	    text_blank(field->value)) {
		field_unsupport(field);
		return;
	}
	if (said_where(term)->codes)
		code = asked_code(sheet->facts, field->value);
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

void evidence_match(const struct evidence_sheet *sheet,
		    const struct evidence_help *help, struct record *record)
{
	for (size_t i = 0; i < record->n; i++)
		evidence_match_field(sheet, &record->fields[i]);
	record_infer(sheet, help, record);
}

void evidence_forget(struct record *record)
{
	for (size_t i = 0; i < record->n; i++) {
		record->fields[i].evidence = -1;
		record->fields[i].support = SUPPORT_UNKNOWN;
	}
}
