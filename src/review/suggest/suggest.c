/*
 * suggest.c: what several sources say that a record's fields may hold. See
 * suggest.h.
 */
#include "config.h"

#include "review/suggest/suggest.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
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

void helpful_done(struct helpful *helpful)
{
	term_suggestions_free(helpful->terms, helpful->n_terms);
	alike_free(helpful->alike);
	alike_free(helpful->duplicate);
	*helpful = (struct helpful){0};
}

static struct alike *alike_of(const struct neighbour *neighbour)
{
	struct alike *ret = mem_zalloc(sizeof(*ret));

	ret->id = mem_strdup(neighbour->record.id);
	ret->image = mem_strdup(neighbour->record.image);
	ret->why = mem_strdup(neighbour->why);
	record_copy(&neighbour->record.record, &ret->record);
	return ret;
}

/* The nearest of the same collector that `by` signed. */
static const struct neighbour *neighbours_own(const struct neighbours *list,
					      const char *by)
{
	for (size_t i = 0; i < list->n && by != NULL; i++)
		if (list->items[i].collector &&
		    strcmp(list->items[i].record.by, by) == 0)
			return &list->items[i];
	return NULL;
}

static void suggest_neighbours(const struct suggest_sources *sources,
			       struct gather *gather, struct helpful *ret)
{
	const struct specimen *specimen = gather->specimen;
	const struct neighbour *own, *duplicate;
	struct neighbours list;

	neighbours_find(sources->index, sources->terms, sources->memory,
			&specimen->record, specimen->id, &list);
	suggest_signed(gather, sources->index, &list);
	own = neighbours_own(&list, sources->by);
	duplicate = neighbours_duplicate(&list);
	ret->alike = own != NULL ? alike_of(own) : NULL;
	ret->duplicate = duplicate != NULL ? alike_of(duplicate) : NULL;
	neighbours_done(&list);
}

void suggest_record(const struct suggest_sources *sources,
		    const struct specimen *specimen, struct helpful *ret)
{
	struct gather gather;

	*ret = (struct helpful){0};
	gather_init(&gather, sources->terms, specimen);
	gather.memory = sources->memory;
	suggest_readings(&gather);
	suggest_checks(&gather);
	suggest_pairs(&gather);
	suggest_dates(&gather);
	if (sources->model != NULL)
		suggest_label(&gather, sources->model);
	suggest_collectors(&gather, sources->index);
	suggest_people(&gather);
	suggest_capitals(&gather);
	suggest_image(&gather);
	if (sources->taxa != NULL)
		suggest_names(&gather, sources->taxa);
	if (sources->gbif != NULL)
		suggest_matched(&gather, sources->gbif, sources->places);
	if (sources->places != NULL)
		suggest_places(&gather, sources->places);
	if (sources->index != NULL && sources->places != NULL)
		suggest_usage(&gather, sources->index, sources->places);
	if (sources->index != NULL) {
		suggest_initials(&gather, sources->index);
		suggest_neighbours(sources, &gather, ret);
	}
	suggest_respelled(&gather);
	suggest_weigh(&gather, sources->places);
	gather_rank(&gather, &ret->terms, &ret->n_terms);
	gather_done(&gather);
}
