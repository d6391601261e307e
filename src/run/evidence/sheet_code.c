/*
 * sheet_code.c: the catalogue number that the codes of a sheet say. See
 * sheet_code.h.
 */
#include "config.h"

#include "run/evidence/sheet_code.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/box.h"
#include "base/compiler.h"
#include "base/json/json.h"
#include "dwc/catalogue/catalog_number.h"

/* Words borrowed from the facts. */
struct word_list {
	const char **items;
	size_t n, cap;
};

static void word_list_done(struct word_list *list)
{
	free(list->items);
}

/* Only what was read with this much confidence contradicts a code. */
#define PRINTED_SURE 0.7

/* Whether a word stands beside a code, no farther than it is long. */
static bool is_beside(struct box word, struct box code)
{
	int reach = code.w > code.h ? code.w : code.h;

	return boxes_meet(word, box_grown(code, reach / 2));
}

/* The words of the sheet; beside a code only, where one is given, and only
 * those that are sure. */
static void words_gather(const struct facts *facts, const struct code *code,
			 struct word_list *ret)
{
	for (size_t i = 0; i < facts->n_regions; i++) {
		const struct words *words = &facts->regions[i].words;

		for (size_t k = 0; k < words->n; k++) {
			const struct word *word = &words->items[k];

			if (code != NULL &&
			    (word->confidence < PRINTED_SURE ||
			     !is_beside(word->stored, code->box)))
				continue;
			ARRAY_GROW(ret->items, ret->n, ret->cap);
			ret->items[ret->n++] = word->text;
		}
	}
}

/* Keeps with the field what is printed beside the code and differs. */
static void printed_keep(const struct facts *facts, const struct code *code,
			 struct field *field)
{
	struct word_list beside CLEANUP(word_list_done) = {0};
	const char *printed;

	words_gather(facts, code, &beside);
	printed = catalog_number_printed(field->value, beside.items, beside.n);
	if (printed != NULL)
		field->extra = json_pack("{s:s}", FIELD_PRINTED, printed);
}

void sheet_code_take(const struct facts *facts, const char *term,
		     const char *pattern, const struct shapes *shapes,
		     struct record *record)
{
	struct catalog_candidate candidates[CATALOG_CANDIDATES_MAX];
	struct catalog_code codes[FACTS_CODES_MAX];
	struct word_list words CLEANUP(word_list_done) = {0};
	struct catalog_hints hints = {.pattern = pattern, .shapes = shapes};
	const struct code *code;
	struct field *field;

	for (size_t i = 0; i < facts->n_codes; i++)
		codes[i] = (struct catalog_code){facts->codes[i].type,
						 facts->codes[i].text,
						 facts->codes[i].quality};
	words_gather(facts, NULL, &words);
	hints.printed = words.items;
	hints.n_printed = words.n;
	if (catalog_number_rank(codes, facts->n_codes, &hints, candidates) == 0)
		return;
	code = &facts->codes[candidates[0].code];
	record_remove(record, term);
	field = record_set(record, term, candidates[0].value,
			   candidates[0].confidence, SOURCE_BARCODE);
	field->evidence = 1;
	field_add_box(field, code->box);
	printed_keep(facts, code, field);
}
