/*
 * matched.c: what GBIF has answered, as candidates: the name as it has it, the
 * accepted name of a synonym, the family, and the country that coordinates lie
 * in. See gather.h.
 *
 * 1. A genus or kingdom that was answered in place of the name is not offered:
 *    it would take the epithet away.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/view.h"
#include "review/suggest/gather.h"

#define WORTH_MATCH    0.74 /* a little below a name of a list of one's own */
#define WORTH_ACCEPTED 0.6
#define WORTH_OTHER    0.5
#define WORTH_COUNTRY  0.7
#define OTHERS_OFFERED 4
#define OTHER_LEAST    80 /* per cent: what GBIF itself takes for a match */

/* "synonym, Poaceae, Plantae"; owned. */
static char *usage_note(const struct gbif_usage *usage,
			const struct gbif_match *match)
{
	const char *const parts[] = {match->family, match->kingdom};
	char *status CLEANUP(mem_free_str) = text_folded(usage->status);
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

static void offer_text(struct gather *gather, struct gather_term *of,
		       const char *value, const char *note, double score)
{
	gather_add(gather, of,
		   &(struct offer){
			   .value = value,
			   .note = note,
			   .source = SUGGESTION_GBIF,
			   .score = score,
		   });
}

static void offer_match(struct gather *gather, struct gather_term *of,
			const struct gbif_match *match, double worth)
{
	char *whole CLEANUP(mem_free_str) = gbif_usage_whole(&match->usage);
	char *note CLEANUP(mem_free_str) = usage_note(&match->usage, match);
	char *accepted CLEANUP(mem_free_str) =
		gbif_usage_whole(&match->accepted);
	char *of_synonym CLEANUP(mem_free_str) =
		mem_printf("accepted name of %s", match->usage.canonical);

	if (match->type != GBIF_EXACT && match->type != GBIF_VARIANT)
		return;
	offer_text(gather, of, whole, note, worth * match->confidence / 100);
	if (accepted[0] != '\0')
		offer_text(gather, of, accepted, of_synonym,
			   worth * WORTH_ACCEPTED / WORTH_MATCH);
}

static void offer_others(struct gather *gather, struct gather_term *of,
			 const struct gbif_match *match)
{
	size_t offered = 0;

	for (size_t i = 0; i < match->n_others && offered < OTHERS_OFFERED;
	     i++) {
		if (match->others[i].confidence < OTHER_LEAST)
			continue;
		offer_match(gather, of, &match->others[i], WORTH_OTHER);
		offered++;
	}
}

/* Whether the answer is about the name itself: then its family is, too. */
static bool is_of_name(enum finding_kind finding)
{
	return finding == FINDING_KNOWN || finding == FINDING_SYNONYM ||
	       finding == FINDING_VARIANT;
}

static void suggest_matched_name(struct gather *gather, struct match_view *view)
{
	struct gather_term *of = gather_role(gather, ROLE_NAME);
	struct gather_term *family = gather_role(gather, ROLE_FAMILY);
	struct said_name said CLEANUP(said_name_done) = {0};
	char *note CLEANUP(mem_free_str) = NULL;

	if (of == NULL ||
	    !match_view_record_name(view, gather->terms,
				    &gather->specimen->record, &said))
		return;
	offer_match(gather, of, &said.match, WORTH_MATCH);
	offer_others(gather, of, &said.match);
	if (family == NULL || !is_of_name(said.finding))
		return;
	note = mem_printf("of %s", said.match.usage.canonical);
	offer_text(gather, family, said.match.family, note, WORTH_MATCH);
}

/* Where the record says no country. */
static void suggest_matched_country(struct gather *gather,
				    struct match_view *view,
				    const struct places *places)
{
	struct gather_term *of = gather_role(gather, ROLE_COUNTRY);
	struct said_place said CLEANUP(said_place_done) = {0};
	const struct gbif_area *in;
	const char *country;
	bool sole;

	if (of == NULL || !text_blank(of->now) ||
	    !match_view_record_place(view, gather->terms,
				     &gather->specimen->record, &said))
		return;
	in = finding_area(&said.areas, &sole);
	country = in != NULL && sole ? places_country_named(places, in->title)
				     : NULL;
	if (country != NULL)
		offer_text(gather, of, country, "where the coordinates lie",
			   WORTH_COUNTRY);
}

void suggest_matched(struct gather *gather, struct match_view *view,
		     const struct places *places)
{
	suggest_matched_name(gather, view);
	if (places != NULL)
		suggest_matched_country(gather, view, places);
}
