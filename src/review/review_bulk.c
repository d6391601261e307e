/*
 * review_bulk.c: many values at once. See review_ways.h.
 */
#include "config.h"

#include "review/review_ways.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "run/record/pin.h"

/* Whether the proposal is its base and nothing else, so that the base pins
 * it: most are, and long bulk acts a fifth as long. */
static bool review_base_is_all(const struct specimen *specimen)
{
	const struct record *whole, *proposal = &specimen->proposal;

	if (specimen->base >= specimen->n_outcomes)
		return false;
	whole = &specimen->outcomes[specimen->base].dwc;
	for (size_t i = 0; i < proposal->n; i++) {
		const struct field *field = &proposal->fields[i];
		const struct field *same = record_find(whole, field->term);

		if (field->line_sha256 == NULL || same == NULL ||
		    strcmp(field->line_sha256,
			   specimen->outcome_sha256[specimen->base]) != 0 ||
		    strcmp(same->value, field->value) != 0)
			return false;
	}
	return proposal->n == whole->n;
}

static json_t *review_change(const struct review_work *work,
			     const struct specimen *specimen,
			     const struct review_change *change)
{
	json_t *json = json_object();
	char *value CLEANUP(mem_free_str) =
		review_field_value(work->terms, change->term, change->value);

	json_set_string(json, "specimen_id", specimen->id);
	json_set_string(json, "term", change->term);
	json_set_string(json, "from",
			record_value(&specimen->record, change->term));
	json_set_string(json, "to", value);
	json_object_set_new(json, "base", review_base(specimen));
	if (work->group->id[0] == '\0' || !review_base_is_all(specimen))
		json_object_set_new(json, "pin",
				    pin_write(&specimen->proposal));
	return json;
}

/* Whether a person set what stands there. */
static bool review_is_persons(const struct specimen *specimen, const char *term)
{
	const struct field *field = record_find(&specimen->record, term);

	return field != NULL &&
	       (field->source == SOURCE_HUMAN || field->source == SOURCE_EMPTY);
}

int review_sift(struct review_work *work, bool with_signed,
		struct review_change *changes, size_t n,
		struct review_sifted *ret, struct error *err)
{
	struct specimen *specimen;
	bool closed;

	*ret = (struct review_sifted){0};
	if (review_load(work, changes[0].specimen_id, &specimen, err) < 0)
		return -1;
	ret->id = mem_strdup(specimen->id);
	ret->status = specimen->status;
	closed = specimen->status == STATUS_REJECTED ||
		 (specimen->status == STATUS_APPROVED && !with_signed);
	for (size_t i = 0; i < n && !closed; i++) {
		struct review_change change = changes[i];
		const char *now = record_value(&specimen->record, change.term);

		if (strcmp(now, change.seen) != 0) {
			ret->stale++;
			continue;
		}
		ret->persons += review_is_persons(specimen, change.term);
		changes[i] = changes[ret->kept];
		changes[ret->kept++] = change;
	}
	return 0;
}

static int review_pointer_order(const void *a, const void *b)
{
	uintptr_t left = (uintptr_t) * (struct specimen *const *)a;
	uintptr_t right = (uintptr_t) * (struct specimen *const *)b;

	return left < right ? -1 : left > right;
}

/* Leaves each specimen once, sorted by address; returns how many. */
static size_t review_unique(struct specimen **specimens, size_t n)
{
	size_t kept = 0;

	qsort(specimens, n, sizeof(struct specimen *), review_pointer_order);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || specimens[i] != specimens[i - 1])
			specimens[kept++] = specimens[i];
	return kept;
}

/* Checks all changes; *ret gets them, specimens[] whom they concern. */
static int review_changes(struct review_work *work,
			  const struct review_request *request,
			  struct specimen **specimens, json_t *ret,
			  struct error *err)
{
	for (size_t i = 0; i < request->n_changes; i++) {
		const struct review_change *change = &request->changes[i];

		if (review_load(work, change->specimen_id, &specimens[i], err) <
			    0 ||
		    review_check_open(specimens[i], request, err) < 0 ||
		    review_check_edit(work, specimens[i], change->term,
				      change->value, change->seen, err) < 0)
			return -1;
		json_array_append_new(
			ret, review_change(work, specimens[i], change));
	}
	return 0;
}

/* Several values of the one record that the request names are of one look. */
static int review_bulk_seen(struct review_work *work,
			    const struct review_request *request,
			    struct error *err)
{
	struct specimen *specimen;

	return request->specimen_id != NULL
		       ? review_load_seen(work, request, &specimen, err)
		       : 0;
}

int review_bulk(struct review_work *work, const struct review_request *request,
		struct error *err)
{
	size_t n = request->n_changes;
	struct specimen **specimens;
	json_t *changes = json_array();
	struct act act;
	int rc;

	if (n == 0 || review_bulk_seen(work, request, err) < 0) {
		json_decref(changes);
		return n > 0 ? -1
			     : error_set(err, ERROR_USAGE,
					 "nothing is to be changed");
	}
	specimens = mem_zalloc(n * sizeof(struct specimen *));
	rc = review_changes(work, request, specimens, changes, err);
	if (rc == 0) {
		n = review_unique(specimens, n);
		review_begin(work, request, n == 1 ? specimens[0] : NULL, &act);
		act.changes = json_incref(changes);
		review_note_via(request, &act);
		rc = review_finish(work, &act, specimens, n, err);
	}
	json_decref(changes);
	free(specimens);
	return rc;
}
