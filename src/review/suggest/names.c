/*
 * names.c: names of the taxon lists near to what was read, and the family that
 * follows. See gather.h.
 *
 * 1. What is asked is what stands in the record, then what readings and the
 *    label say otherwise, few of them: each may take some milliseconds.
 * 2. A value is the name with its author, as Darwin Core wants it; the name
 *    alone is offered too where the record has none.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/name.h"
#include "review/suggest/gather.h"

#define NAMES_ASKED 3	/* of one record */
#define NAMES_NEAR  6	/* offered for each */
#define NEAR_LEAST  0.6 /* score of one that is offered */
#define WORTH_NAME  0.75
#define WORTH_PLAIN 0.95 /* of that, without its author */
#define FAMILY_SURE 0.85 /* score of a name whose family is believed */

/* What is asked of the lists; texts are borrowed. */
struct names_asked {
	const char *items[NAMES_ASKED];
	size_t n;
};

static void names_put(const char *value, struct names_asked *ret)
{
	if (text_blank(value) || ret->n == NAMES_ASKED)
		return;
	for (size_t i = 0; i < ret->n; i++)
		if (text_casecmp(ret->items[i], value) == 0)
			return;
	ret->items[ret->n++] = value;
}

static void names_of(const struct gather_term *of, struct names_asked *ret)
{
	static const enum suggestion_source sources[] = {
		SUGGESTION_READING,
		SUGGESTION_LABEL,
	};

	names_put(of->now, ret);
	for (size_t s = 0; s < ARRAY_LEN(sources); s++)
		for (size_t i = 0; i < of->n; i++)
			if (of->items[i].suggestion.source == sources[s])
				names_put(of->items[i].suggestion.value, ret);
}

static char *name_whole(const char *name, const char *author)
{
	if (text_blank(author))
		return mem_strdup(name);
	return mem_printf("%s %s", name, author);
}

/* "synonym, accepted: Elymus lanceolatus Gould"; owned. */
static char *name_note(const struct taxa_match *match)
{
	struct bytes note CLEANUP(bytes_done) = {0};

	bytes_append_str(&note, match->status == TAXA_UNTOLD
					? match->list->name
					: taxa_status_word(match->status));
	if (match->homonym)
		bytes_append_str(&note, ", homonym");
	if (match->accepted_name != NULL) {
		char *accepted CLEANUP(mem_free_str) = name_whole(
			match->accepted_name, match->accepted_author);

		bytes_printf(&note, ", accepted: %s", accepted);
	}
	return bytes_steal(&note);
}

static bool name_has_author(const char *value)
{
	struct name_reading reading;

	return name_read(value, &reading) == 0 && reading.author;
}

static void name_add(struct gather *gather, struct gather_term *of,
		     const struct taxa_match *match, const char *asked,
		     double trust)
{
	char *whole CLEANUP(mem_free_str) =
		name_whole(match->name, match->author);
	char *note CLEANUP(mem_free_str) = name_note(match);
	struct offer offer = {
		.value = whole,
		.note = note,
		.source = SUGGESTION_TAXA,
		.score = WORTH_NAME * match->score * trust,
	};

	gather_add(gather, of, &offer);
	if (text_blank(match->author) || name_has_author(asked))
		return;
	offer.value = match->name;
	offer.score *= WORTH_PLAIN;
	gather_add(gather, of, &offer);
}

/* The family of a name that is on a list. */
static void name_family(struct gather *gather, const struct taxa_match *match)
{
	struct gather_term *of = gather_role(gather, ROLE_FAMILY);
	char *note;

	if (of == NULL || match->score < FAMILY_SURE ||
	    text_blank(match->family))
		return;
	note = mem_printf("of %s", match->name);
	gather_add(gather, of,
		   &(struct offer){
			   .value = match->family,
			   .note = note,
			   .source = SUGGESTION_TAXA,
			   .score = WORTH_NAME * match->score,
		   });
	free(note);
}

void suggest_names(struct gather *gather, struct taxa *taxa)
{
	struct gather_term *of = gather_role(gather, ROLE_NAME);
	struct names_asked asked = {{0}, 0};
	char *texts[NAMES_ASKED];

	if (of == NULL || taxa_count(taxa) == 0)
		return;
	names_of(of, &asked);
	for (size_t i = 0; i < asked.n; i++)
		texts[i] = mem_strdup(asked.items[i]); /* items move */
	for (size_t i = 0; i < asked.n; i++) {
		struct taxa_matches matches CLEANUP(taxa_matches_done) = {0};
		double trust = i == 0 ? 1 : 0.9;

		if (taxa_match(taxa, texts[i], NAMES_NEAR, &matches, NULL) < 0)
			matches = (struct taxa_matches){0};
		for (size_t k = 0; k < matches.n; k++)
			if (matches.items[k].score >= NEAR_LEAST)
				name_add(gather, of, &matches.items[k],
					 texts[i], trust);
		if (i == 0 && matches.n > 0)
			name_family(gather, &matches.items[0]);
	}
	for (size_t i = 0; i < asked.n; i++)
		free(texts[i]);
}
