/*
 * places.c: country and state from each other, by the table of places. See
 * gather.h.
 */
#include "config.h"

#include "base/mem.h"
#include "base/text.h"
#include "review/suggest/gather.h"

#define WORTH_FOLLOWS 0.65 /* the country of a state */
#define WORTH_NAMED   0.7  /* the name in use of what stands there */

static void place_add(struct gather *gather, struct gather_term *of,
		      const char *value, const char *note, double score)
{
	if (value != NULL)
		gather_add(gather, of,
			   &(struct offer){
				   .value = value,
				   .note = note,
				   .source = SUGGESTION_CHECK,
				   .score = score,
			   });
}

void suggest_places(struct gather *gather, const struct places *places)
{
	struct gather_term *country = gather_role(gather, ROLE_COUNTRY);
	struct gather_term *state = gather_role(gather, ROLE_STATE);
	const char *of = NULL, *named;

	if (country == NULL || state == NULL)
		return;
	place_add(gather, country, places_country_named(places, country->now),
		  "name in use", WORTH_NAMED);
	named = places_state_named(places, NULL, state->now, &of);
	if (named != NULL && of != NULL) {
		char *note CLEANUP(mem_free_str) = mem_printf("has %s", named);

		place_add(gather, country, of, note, WORTH_FOLLOWS);
	}
	if (!text_blank(country->now))
		named = places_state_named(
			places, places_country_named(places, country->now),
			state->now, NULL);
	place_add(gather, state, named, "name in use", WORTH_NAMED);
}
