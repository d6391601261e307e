/*
 * found.c: what a sheet says by itself. See found.h.
 *
 * What a person set for the run (a pattern of its numbers) has no part in it:
 * the state of a record follows from journals, tables and facts.
 */
#include "config.h"

#include "run/record/found.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/compiler.h"
#include "dwc/catalogue/catalog_number.h"

/* Words borrowed from the facts. */
struct printed {
	const char **items;
	size_t n, cap;
};

static void printed_done(struct printed *printed)
{
	free(printed->items);
}

static void printed_gather(const struct facts *facts, struct printed *ret)
{
	for (size_t i = 0; i < facts->n_regions; i++) {
		const struct words *words = &facts->regions[i].words;

		for (size_t k = 0; k < words->n; k++) {
			ARRAY_GROW(ret->items, ret->n, ret->cap);
			ret->items[ret->n++] = words->items[k].text;
		}
	}
}

void found_read(const struct facts *facts, const struct terms *terms,
		struct record *ret)
{
	const struct term *term = terms_role(terms, ROLE_CATALOGUE);
	struct catalog_candidate candidates[CATALOG_CANDIDATES_MAX];
	struct catalog_code codes[FACTS_CODES_MAX];
	struct printed printed CLEANUP(printed_done) = {0};
	struct catalog_hints hints = {0};
	struct field *field;

	for (size_t i = 0; i < facts->n_codes; i++)
		codes[i] = (struct catalog_code){facts->codes[i].type,
						 facts->codes[i].text,
						 facts->codes[i].quality};
	printed_gather(facts, &printed);
	hints.printed = printed.items;
	hints.n_printed = printed.n;
	if (term == NULL ||
	    catalog_number_rank(codes, facts->n_codes, &hints, candidates) == 0)
		return;
	field = record_set(ret, term->name, candidates[0].value,
			   candidates[0].confidence, SOURCE_BARCODE);
	field_add_box(field, facts->codes[candidates[0].code].box);
}
