/*
 * review_second.c: what a second reader asks, as acts. See review_ways.h and
 * run/record/second.h.
 *
 * 1. What is read is checked as what is typed; what was signed is not looked
 *    at, and nothing of a record changes, before the reading has ended.
 * 2. A reading that ends with a difference opens the record again: whoever
 *    decides signs. Both acts are a group: they are in force, and are taken
 *    back, together.
 */
#include "config.h"

#include "review/review_ways.h"

#include <string.h>

#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/record/second.h"

/* Adds a value to {term: {"value"}}. */
static int reading_add(const struct review_work *work,
		       const struct specimen *specimen, const char *term,
		       const char *value, json_t *dwc, struct error *err)
{
	char *clean CLEANUP(mem_free_str) = NULL;
	json_t *object;

	if (review_check_value(work, specimen, term, value, err) < 0)
		return -1;
	clean = review_field_value(work->terms, term, value);
	object = json_object();
	json_set_string(object, "value", clean);
	json_object_set_new(dwc, term, object);
	return 0;
}

static json_t *reading_record(json_t *dwc)
{
	json_t *record = json_object();

	json_object_set_new(record, "dwc", dwc);
	return record;
}

/* Begins an act of that mark with a reading, which is taken. */
static void reading_begin(const struct review_work *work,
			  const struct review_request *request,
			  const struct specimen *specimen, enum act_op op,
			  json_t *record, struct act *ret)
{
	struct review_request marks = *request;

	marks.op = op;
	review_begin(work, &marks, specimen, ret);
	ret->reason = mem_strdup(act_mark_word(MARK_SECOND));
	ret->record = record;
}

/* --- values --------------------------------------------------------------- */

/* An accepted value is what they have read already, or that it is empty. */
static int second_accepted(const struct review_work *work,
			   const struct review_request *request,
			   const struct specimen *specimen, json_t *dwc,
			   struct error *err)
{
	struct record read CLEANUP(record_done) = {0};
	const char *value = request->value;

	second_record(specimen, request->by, &read);
	if (value == NULL)
		value = record_value(&read, request->term);
	return reading_add(work, specimen, request->term, value, dwc, err);
}

static int second_values(const struct review_work *work,
			 const struct review_request *request,
			 const struct specimen *specimen, json_t *dwc,
			 struct error *err)
{
	if (request->op == ACT_ACCEPT)
		return second_accepted(work, request, specimen, dwc, err);
	if (request->op != ACT_BULK)
		return reading_add(work, specimen, request->term,
				   request->op == ACT_CLEAR ? ""
							    : request->value,
				   dwc, err);
	for (size_t i = 0; i < request->n_changes; i++)
		if (reading_add(work, specimen, request->changes[i].term,
				request->changes[i].value, dwc, err) < 0)
			return -1;
	return 0;
}

static int second_read(struct review_work *work,
		       const struct review_request *request,
		       struct specimen *specimen, struct error *err)
{
	json_t *dwc = json_object();
	struct act act;

	if (second_values(work, request, specimen, dwc, err) < 0) {
		json_decref(dwc);
		return -1;
	}
	reading_begin(work, request, specimen, ACT_FLAG, reading_record(dwc),
		      &act);
	review_note_via(request, &act);
	return review_finish(work, &act, &specimen, 1, err);
}

/* --- its end -------------------------------------------------------------- */

static json_t *second_whole(const struct record *read)
{
	json_t *dwc = json_object();

	for (size_t i = 0; i < read->n; i++) {
		json_t *object = json_object();

		json_set_string(object, "value", read->fields[i].value);
		json_object_set_new(dwc, read->fields[i].term, object);
	}
	return reading_record(dwc);
}

static void second_compare(const struct specimen *specimen,
			   const struct record *read, struct review_work *work)
{
	work->read = read->n;
	work->differ = 0;
	for (size_t i = 0; i < read->n; i++)
		if (strcmp(read->fields[i].value,
			   record_value(&specimen->record,
					read->fields[i].term)) != 0)
			work->differ++;
}

/* Required terms that they neither filled nor found empty; NULL: there is
 * none. */
static const char *second_lacks(const struct review_work *work,
				const struct record *read)
{
	for (size_t i = 0; i < terms_count(work->terms); i++) {
		const struct term *term = terms_at(work->terms, i);

		if (term_is_required(term) &&
		    record_find(read, term->name) == NULL)
			return term->name;
	}
	return NULL;
}

static int second_check_end(const struct review_work *work,
			    const struct review_request *request,
			    const struct specimen *specimen,
			    const struct record *read, struct error *err)
{
	const char *lacks = second_lacks(work, read);

	if (read->n == 0)
		return error_set(err, ERROR_FAILED,
				 "nothing of %s was read a second time yet",
				 specimen->image);
	if (lacks == NULL || request->override)
		return 0;
	return error_set(err, ERROR_FAILED,
			 "the second reading is not whole: %s has neither a "
			 "value nor was found empty; read it, or override",
			 lacks);
}

static int second_reopen(struct review_work *work,
			 const struct review_request *request,
			 struct specimen *specimen, struct error *err)
{
	struct review_request again = *request;
	struct act act;

	again.op = ACT_REOPEN;
	work->group->closes = true;
	review_begin(work, &again, specimen, &act);
	return review_finish(work, &act, &specimen, 1, err);
}

static int second_end(struct review_work *work,
		      const struct review_request *request,
		      struct specimen *specimen, struct error *err)
{
	struct record read CLEANUP(record_done) = {0};
	struct act act;

	second_record(specimen, request->by, &read);
	if (second_check_end(work, request, specimen, &read, err) < 0)
		return -1;
	second_compare(specimen, &read, work);
	if (work->differ > 0)
		hash_random_id(work->group->id);
	reading_begin(work, request, specimen, ACT_UNFLAG, second_whole(&read),
		      &act);
	act.spent = request->spent;
	if (review_finish(work, &act, &specimen, 1, err) < 0)
		return -1;
	return work->differ > 0 ? second_reopen(work, request, specimen, err)
				: 0;
}

int review_second(struct review_work *work,
		  const struct review_request *request, struct error *err)
{
	static int (*const ways[])(struct review_work *,
				   const struct review_request *,
				   struct specimen *, struct error *) = {
		[ACT_SET] = second_read,    [ACT_CLEAR] = second_read,
		[ACT_ACCEPT] = second_read, [ACT_BULK] = second_read,
		[ACT_APPROVE] = second_end,
	};
	struct specimen *specimen;

	if (review_load(work, request->specimen_id, &specimen, err) < 0 ||
	    second_may(specimen, request->by, err) < 0)
		return -1;
	if ((size_t)request->op < ARRAY_LEN(ways) && ways[request->op] != NULL)
		return ways[request->op](work, request, specimen, err);
	return error_set(err, ERROR_FAILED,
			 "%s is being read a second time: only values can be "
			 "given, or the reading ended",
			 specimen->image);
}
