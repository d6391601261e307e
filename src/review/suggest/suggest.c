/*
 * suggest.c: what several sources say that a record's fields may hold. See
 * suggest.h.
 */
#include "config.h"

#include "review/suggest/suggest.h"

#include <stdlib.h>

#include "review/suggest/gather.h"

void term_suggestions_free(struct term_suggestions *terms, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(terms[i].term);
		suggestions_done(&terms[i].list);
	}
	free(terms);
}

void alike_free(struct alike *alike)
{
	if (alike == NULL)
		return;
	free(alike->id);
	free(alike->image);
	free(alike->why);
	record_done(&alike->record);
	free(alike);
}

void suggest_record(const struct suggest_sources *sources,
		    const struct specimen *specimen,
		    struct term_suggestions **ret, size_t *ret_n)
{
	struct gather gather;

	gather_init(&gather, sources->terms, specimen);
	suggest_readings(&gather);
	suggest_checks(&gather);
	if (sources->model != NULL)
		suggest_label(&gather, sources->model);
	if (sources->taxa != NULL)
		suggest_names(&gather, sources->taxa);
	gather_rank(&gather, ret, ret_n);
	gather_done(&gather);
}
