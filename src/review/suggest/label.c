/*
 * label.c: the words of a sheet, where a value of the term may stand. See
 * gather.h.
 *
 * 1. Whose words they are decides what they may say: a collector's label
 *    anything, a slip or a note who named the plant, how and when, the
 *    house's print a catalogue number.
 * 2. Marks that stand alone at the ends of words are not a part of a value.
 * 3. Of each term the likeliest few are offered, with the boxes of their words
 *    on the stored image.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "engine/local/sheet_record.h"
#include "review/suggest/along.h"
#include "review/suggest/gather.h"

#define LABEL_MOST   4	  /* of one term */
#define LABEL_PROSE  7	  /* the same of plain text, which ends anywhere */
#define WORTH_LEAST  0.05 /* of one that hardly stands there, and … */
#define WORTH_LIKELY 0.7  /* … as much more as it is likely */

/* What a voice may say of a term, and how much less likely than what a label
 * says of itself. */
struct hearing {
	const char *said, *term; /* as the map has it, and as it is meant */
	double trust;
};

static const struct hearing of_slip[] = {
	{"scientificName", "scientificName", 1},
	{"identifiedBy", "identifiedBy", 1},
	{"recordedBy", "identifiedBy", 0.9},
	{"dateIdentified", "dateIdentified", 1},
	{"eventDate", "dateIdentified", 0.9},
	{NULL, NULL, 0},
};

static const struct hearing of_house[] = {
	{"catalogNumber", "catalogNumber", 1},
	{"recordNumber", "catalogNumber", 0.6},
	{NULL, NULL, 0},
};

/* One that stands on the sheet. */
struct stands {
	struct gather_term *of;
	struct map_offer offer; /* boxes of the stored image */
	size_t order;
};

struct label_offers {
	struct stands *items;
	size_t n, cap;
};

/* Takes the offer over. */
static void label_put(struct gather *gather, const struct region *region,
		      const char *term, double trust, struct map_offer *offer,
		      struct label_offers *ret)
{
	struct gather_term *of = gather_find(gather, term);

	if (of == NULL)
		return;
	for (size_t i = 0; i < offer->n_boxes; i++)
		offer->boxes[i] =
			view_place_stored(&region->place, offer->boxes[i]);
	ARRAY_GROW(ret->items, ret->n, ret->cap);
	ret->items[ret->n] =
		(struct stands){.of = of, .offer = *offer, .order = ret->n};
	ret->items[ret->n++].offer.confidence *= trust;
	offer->value = NULL;
	offer->boxes = NULL;
}

/* What the words of a region say, as they are heard; NULL: as they say it. */
static void label_hear(const struct map_model *model, struct gather *gather,
		       const struct region *region, const struct words *words,
		       const struct hearing *hearings, struct label_offers *ret)
{
	struct map_offers offers CLEANUP(map_offers_done) = {0};

	if (words->n > 0)
		map_offers_make(model, words, &offers);
	for (size_t i = 0; i < offers.n; i++) {
		const struct hearing *h = hearings;
		const char *term = offers.items[i].term;

		if (h == NULL)
			label_put(gather, region, term, 1, &offers.items[i],
				  ret);
		while (h != NULL && h->said != NULL && strcmp(h->said, term))
			h++;
		if (h != NULL && h->said != NULL)
			label_put(gather, region, h->term, h->trust,
				  &offers.items[i], ret);
	}
}

static void slip_words(const struct region *region, struct words *ret)
{
	for (size_t i = 0; i < region->words.n; i++) {
		const struct word *word = &region->words.items[i];

		if (word->role == ROLE_SLIP)
			words_copy(ret, word);
	}
}

static void region_hear(const struct map_model *model, struct gather *gather,
			const struct region *region, struct label_offers *ret)
{
	struct words slip CLEANUP(words_done) = {0};

	for (size_t v = 0; v < SHEET_VOICES; v++) {
		struct words words CLEANUP(words_done) = {0};
		enum region_role role = sheet_voice_words(region, v, &words);

		label_hear(model, gather, region, &words,
			   role == ROLE_LABEL	? NULL
			   : role == ROLE_STAMP ? of_house
						: of_slip,
			   ret);
	}
	slip_words(region, &slip);
	label_hear(model, gather, region, &slip, of_slip, ret);
}

/* The likelier first, of each term. */
static int stands_order(const void *a, const void *b)
{
	const struct stands *left = a, *right = b;

	if (left->of != right->of)
		return left->of < right->of ? -1 : 1;
	if (left->offer.confidence != right->offer.confidence)
		return left->offer.confidence > right->offer.confidence ? -1
									: 1;
	return left->order < right->order ? -1 : left->order > right->order;
}

static size_t label_count(const struct gather_term *of)
{
	size_t n = 0;

	for (size_t i = 0; i < of->n; i++)
		n += (of->items[i].suggestion.sources &
		      1u << SUGGESTION_LABEL) != 0;
	return n;
}

static size_t label_most(const struct term *term)
{
	return term->kind == TERM_TEXT ? LABEL_PROSE : LABEL_MOST;
}

/* A word of marks alone: the line or the dots of a form, a stain. Those that
 * measure, as ' or \", are not of them. */
static bool word_is_marks(const char *word, size_t len)
{
	return strspn(word, "-_|.,;:~*=/\\") >= len;
}

/* Without such words at its ends. */
static void label_trim(char *value)
{
	size_t from = 0, end = strlen(value), len;

	for (; from < end; from += len + strspn(value + from + len, " ")) {
		len = strcspn(value + from, " ");
		if (!word_is_marks(value + from, len))
			break;
	}
	while (end > from) {
		for (len = 0; end - len > from && value[end - len - 1] != ' ';)
			len++;
		if (!word_is_marks(value + end - len, len))
			break;
		for (end -= len; end > from && value[end - 1] == ' ';)
			end--;
	}
	memmove(value, value + from, end - from);
	value[end - from] = '\0';
}

static void label_add(struct gather *gather, const struct label_offers *offers)
{
	for (size_t i = 0; i < offers->n; i++) {
		const struct stands *stands = &offers->items[i];
		const struct map_offer *offer = &stands->offer;
		char *value;

		if (label_count(stands->of) >= label_most(stands->of->term))
			continue;
		value = along_typed(offer->value);
		label_trim(value);
		gather_add(gather, stands->of,
			   &(struct offer){
				   .value = value,
				   .source = SUGGESTION_LABEL,
				   .score = WORTH_LEAST +
					    WORTH_LIKELY * offer->confidence,
				   .boxes = offer->boxes,
				   .n_boxes = offer->n_boxes,
			   });
		free(value);
	}
}

void suggest_label(struct gather *gather, const struct map_model *model)
{
	const struct facts *facts = gather->specimen->facts;
	struct label_offers offers = {0};

	for (size_t i = 0; facts != NULL && i < facts->n_regions; i++)
		region_hear(model, gather, &facts->regions[i], &offers);
	if (offers.n > 0)
		qsort(offers.items, offers.n, sizeof(*offers.items),
		      stands_order);
	label_add(gather, &offers);
	for (size_t i = 0; i < offers.n; i++) {
		free(offers.items[i].offer.value);
		free(offers.items[i].offer.boxes);
	}
	free(offers.items);
}
