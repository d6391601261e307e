/*
 * matched.c: what GBIF has answered (match/candidates.h). See gather.h.
 */
#include "config.h"

#include "match/candidates.h"
#include "review/suggest/gather.h"

void suggest_matched(struct gather *gather, struct match_view *view,
		     const struct places *places)
{
	struct candidates found CLEANUP(candidates_done);

	candidates_find(view, gather->terms, &gather->specimen->record, places,
			&found);
	for (size_t i = 0; i < found.n; i++) {
		const struct candidate *c = &found.items[i];
		struct gather_term *of = gather_role(gather, c->of);

		if (of != NULL)
			gather_add(gather, of,
				   &(struct offer){
					   .value = c->value,
					   .note = c->note,
					   .source = SUGGESTION_GBIF,
					   .score = c->score,
				   });
	}
}
