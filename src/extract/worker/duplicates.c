/*
 * duplicates.c: see duplicates.h.
 *
 * 1. Only a success is recorded again. It costs nothing, and says by
 *    "copy_of" which image was read.
 * 2. They are taken in the order of their bytes, so that a specimen is loaded
 *    once, not once for each of its names: its outcomes are as many as those.
 */
#include "config.h"

#include "extract/worker/duplicates.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/index/specimen.h"

void duplicates_add(struct duplicates *d, const struct duplicate *duplicate)
{
	ARRAY_GROW(d->items, d->n, d->cap);
	d->items[d->n++] = *duplicate;
}

static void duplicates_unload(struct duplicates *d)
{
	if (d->loaded)
		specimen_done(&d->specimen);
	d->loaded = false;
}

void duplicates_done(struct duplicates *d)
{
	duplicates_unload(d);
	free(d->items);
	*d = (struct duplicates){0};
}

/* Makes an outcome of the same bytes that of the image. */
static void duplicate_rename(const char *image, struct outcome *ret)
{
	char stamp[CLOCK_STAMP_SIZE];

	if (ret->extra == NULL)
		ret->extra = json_object();
	json_set_string(ret->extra, "copy_of", ret->image);
	clock_stamp(stamp);
	mem_replace(&ret->timestamp, stamp);
	mem_replace(&ret->image, image);
	mem_replace(&ret->source_sha256, NULL);
	mem_replace(&ret->generation_id, NULL);
	json_decref(ret->usage);
	ret->usage = NULL;
	ret->cost_usd = 0;
	ret->latency_ms = -1;
}

static int duplicate_order(const void *a, const void *b)
{
	const struct duplicate *left = a, *right = b;
	int order = strcmp(left->file.sha256, right->file.sha256);

	if (order != 0)
		return order;
	return left->item < right->item ? -1 : 1;
}

int duplicates_begin(struct duplicates *d, struct index *index,
		     struct error *err)
{
	struct fold_report report;

	duplicates_unload(d);
	d->next = 0;
	if (index_fold(index, -1, &report, err) < 0)
		return -1;
	qsort(d->items, d->n, sizeof(*d->items), duplicate_order);
	return 0;
}

static bool duplicates_same_bytes(const struct duplicate *a,
				  const struct duplicate *b)
{
	return strcmp(a->file.sha256, b->file.sha256) == 0;
}

/* Loads what the next one is a duplicate of; not `loaded` where that was not
 * read, or failed. */
static int duplicates_load(struct duplicates *d, struct index *index,
			   struct error *err)
{
	const struct duplicate *at = &d->items[d->next];

	if (d->next > 0 && duplicates_same_bytes(at - 1, at))
		return 0;
	duplicates_unload(d);
	if (index_specimen(index, at->file.sha256, &d->specimen, err) < 0)
		return err->kind == ERROR_NOT_FOUND ? 0 : -1;
	d->loaded = true;
	if (d->specimen.n_outcomes == 0 || d->specimen.error != NULL)
		duplicates_unload(d);
	return 0;
}

/* What is said of the further path: the reading in force, or the last one
 * where none of its values is. Its line says it; what is found out about it
 * belongs into no journal. */
static int duplicate_outcome(const struct specimen *s, struct index *index,
			     const char *image, struct outcome *ret,
			     struct error *err)
{
	size_t i = s->base;

	if (i >= s->n_outcomes)
		for (i = s->n_outcomes - 1; i > 0; i--)
			if (s->outcomes[i].error == NULL)
				break;
	if (index_outcome(index, s->id, s->outcome_sha256[i], ret, err) < 0)
		return -1;
	duplicate_rename(image, ret);
	return 0;
}

int duplicates_next(struct duplicates *d, struct index *index,
		    const struct duplicate **ret, struct outcome *ret_outcome,
		    bool *ret_known, struct error *err)
{
	while (d->next < d->n) {
		const struct duplicate *at = &d->items[d->next];

		if (duplicates_load(d, index, err) < 0)
			return -1;
		d->next++;
		if (!d->loaded)
			continue;
		if (index_has_image(index, at->image, ret_known, err) < 0 ||
		    (!*ret_known &&
		     duplicate_outcome(&d->specimen, index, at->image,
				       ret_outcome, err) < 0))
			return -1;
		*ret = at;
		return 1;
	}
	return 0;
}
