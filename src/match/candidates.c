/*
 * candidates.c: see candidates.h.
 */
#include "config.h"

#include "match/candidates.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"

#define WORTH_MATCH    0.74 /* a little below a name of a list of one's own */
#define WORTH_ACCEPTED 0.6  /* of a name that is `worth` WORTH_MATCH */
#define WORTH_OTHER    0.5
#define WORTH_COUNTRY  0.7
#define OTHERS	       4
#define UNTOLD_SURE    50 /* per cent */
#define OTHER_LEAST    80 /* per cent: what GBIF itself takes for a match */

/* Both texts are given away. */
static void candidate_add(struct candidates *list, enum term_role of,
			  char *value, char *note, double score)
{
	if (list->n == CANDIDATES_MAX || text_blank(value)) {
		free(value);
		free(note);
		return;
	}
	list->items[list->n++] = (struct candidate){
		.of = of, .value = value, .note = note, .score = score};
}

/* "synonym, Poaceae, Plantae"; owned. */
static char *usage_note(const struct gbif_match *match)
{
	const char *const parts[] = {match->family, match->kingdom};
	char *status CLEANUP(mem_free_str) = text_folded(match->usage.status);
	struct bytes note = {0};

	for (char *at = status; *at != '\0'; at++)
		*at = *at == '_' ? ' ' : *at;
	bytes_append_str(&note, status);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (parts[i][0] != '\0')
			bytes_printf(&note, "%s%s", note.len > 0 ? ", " : "",
				     parts[i]);
	return bytes_steal(&note);
}

static void candidates_of_match(struct candidates *list,
				const struct gbif_match *match, double worth)
{
	int sure = match->confidence >= 0 ? match->confidence : UNTOLD_SURE;

	if (match->type != GBIF_EXACT && match->type != GBIF_VARIANT)
		return;
	candidate_add(list, ROLE_NAME, gbif_usage_whole(&match->usage),
		      usage_note(match), worth * sure / 100);
	candidate_add(list, ROLE_NAME, gbif_usage_whole(&match->accepted),
		      mem_printf("accepted name of %s", match->usage.canonical),
		      worth * WORTH_ACCEPTED / WORTH_MATCH);
}

/* Whether the answer is about the name itself: then its family is, too. */
static bool is_of_name(enum finding_kind finding)
{
	return finding == FINDING_KNOWN || finding == FINDING_SYNONYM ||
	       finding == FINDING_VARIANT;
}

static void candidates_of_name(struct candidates *list,
			       const struct said_name *said)
{
	const struct gbif_match *match = &said->match;
	size_t others = 0;

	candidates_of_match(list, match, WORTH_MATCH);
	for (size_t i = 0; i < match->n_others && others < OTHERS; i++) {
		if (match->others[i].confidence < OTHER_LEAST)
			continue;
		candidates_of_match(list, &match->others[i], WORTH_OTHER);
		others++;
	}
	if (is_of_name(said->finding))
		candidate_add(list, ROLE_FAMILY, mem_strdup(match->family),
			      mem_printf("of %s", match->usage.canonical),
			      WORTH_MATCH);
}

static void candidates_of_place(struct candidates *list,
				const struct said_place *said,
				const struct places *places)
{
	bool sole;
	const struct gbif_area *in = finding_area(&said->areas, &sole);
	const char *country = in != NULL && sole
				      ? places_country_named(places, in->title)
				      : NULL;

	if (country != NULL)
		candidate_add(list, ROLE_COUNTRY, mem_strdup(country),
			      mem_strdup("where the coordinates lie"),
			      WORTH_COUNTRY);
}

void candidates_find(struct match_view *view, const struct terms *terms,
		     const struct record *record, const struct places *places,
		     struct candidates *ret)
{
	struct said_name name CLEANUP(said_name_done) = {0};
	struct said_place place CLEANUP(said_place_done) = {0};

	*ret = (struct candidates){.n = 0};
	if (match_view_record_name(view, terms, record, &name))
		candidates_of_name(ret, &name);
	if (places != NULL &&
	    text_blank(record_role_value(record, terms, ROLE_COUNTRY)) &&
	    match_view_record_place(view, terms, record, &place))
		candidates_of_place(ret, &place, places);
}

void candidates_done(struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->n; i++) {
		free(candidates->items[i].value);
		free(candidates->items[i].note);
	}
	candidates->n = 0;
}
