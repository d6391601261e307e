/*
 * review_sign.c: a record is signed, rejected, or open again. See
 * review_ways.h.
 */
#include "config.h"

#include "review/review_ways.h"

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/store/curated.h"

/* Required terms that have no value and were not found empty. */
static json_t *review_missing(const struct review_work *work,
			      const struct specimen *specimen)
{
	json_t *missing = json_array();

	for (size_t i = 0; i < terms_count(work->terms); i++) {
		const struct term *term = terms_at(work->terms, i);
		const struct field *field =
			record_find(&specimen->record, term->name);

		if (term_is_required(term) &&
		    (field == NULL || (text_blank(field->value) &&
				       field->source != SOURCE_EMPTY)))
			json_array_append_new(missing, json_string(term->name));
	}
	return missing;
}

/* Values that the check finds wrong: [{"term","code","message"}]. */
static json_t *review_unsound(const struct specimen *specimen)
{
	json_t *unsound = json_array();

	for (size_t i = 0; i < specimen->verdicts.n; i++) {
		const struct verdict *verdict = &specimen->verdicts.items[i];
		json_t *item;

		if (!verdict_condemns(verdict, &specimen->record))
			continue;
		item = json_object();
		json_set_string(item, "term", verdict->term);
		json_set_string(item, "code", verdict->code);
		json_set_string(item, "message", verdict->message);
		json_array_append_new(unsound, item);
	}
	return unsound;
}

static int review_refuse_missing(const json_t *missing, struct error *err)
{
	struct bytes names CLEANUP(bytes_done) = {0};
	size_t i;
	json_t *name;

	json_array_foreach(missing, i, name)
	{
		bytes_printf(&names, "%s%s", i > 0 ? ", " : "",
			     json_string_value(name));
	}
	return error_set(err, ERROR_FAILED,
			 "not approved: no value and not confirmed empty: %s; "
			 "fill in, confirm that it is empty, or override",
			 names.data);
}

static int review_refuse_unsound(const struct specimen *specimen,
				 const json_t *unsound, struct error *err)
{
	struct bytes names CLEANUP(bytes_done) = {0};
	size_t i;
	json_t *item;

	json_array_foreach(unsound, i, item)
	{
		const char *term = json_string_at(item, "term");
		const char *value = record_value(&specimen->record, term);

		bytes_printf(&names, "%s%s \"%.*s\": %s", i > 0 ? "; " : "",
			     term, (int)text_cut(value, 40), value,
			     json_string_at(item, "message"));
	}
	return error_set(err, ERROR_FAILED,
			 "not approved: correct these, or override with a "
			 "reason: %s",
			 names.data);
}

/* Refuses what is neither whole and sound nor overridden. */
static int review_check_whole(const struct specimen *specimen,
			      const struct review_request *request,
			      const struct curated_override *over,
			      struct error *err)
{
	bool reasoned = request->override && !text_blank(request->reason);

	if (json_array_size(over->unsound) > 0 && !reasoned)
		return review_refuse_unsound(specimen, over->unsound, err);
	if (json_array_size(over->missing) > 0 && !request->override)
		return review_refuse_missing(over->missing, err);
	return 0;
}

/* What was overridden, and why, for the act. */
static void review_note_override(const struct curated_override *over,
				 struct act *act)
{
	json_t *extra = json_object();

	if (json_array_size(over->missing) > 0)
		json_object_set_new(extra, "overridden",
				    json_deep_copy(over->missing));
	if (json_array_size(over->unsound) > 0)
		json_object_set_new(extra, "unsound",
				    json_deep_copy(over->unsound));
	if (json_object_size(extra) > 0) {
		act->extra = json_incref(extra);
		act->reason = mem_strdup(over->reason);
	}
	json_decref(extra);
}

int review_approve(struct review_work *work,
		   const struct review_request *request, struct error *err)
{
	json_t *missing CLEANUP(json_release) = NULL;
	json_t *unsound CLEANUP(json_release) = NULL;
	char *reason CLEANUP(mem_free_str) = NULL;
	struct curated_override over;
	struct specimen *specimen;
	struct act act;

	if (review_load_seen(work, request, &specimen, err) < 0)
		return -1;
	if (specimen->status == STATUS_APPROVED)
		return error_set(
			err, ERROR_FAILED, "%s is approved already, by %s",
			specimen->image, specimen->acts[specimen->signer].by);
	missing = review_missing(work, specimen);
	unsound = review_unsound(specimen);
	reason = text_blank(request->reason) ? NULL
					     : review_value(request->reason);
	over = (struct curated_override){missing, unsound, reason};
	if (review_check_whole(specimen, request, &over, err) < 0)
		return -1;
	review_begin(work, request, specimen, &act);
	act.spent = request->spent;
	act.record = curated_record(specimen, act.by, act.timestamp, &over);
	review_note_override(&over, &act);
	return review_finish(work, &act, &specimen, 1, err);
}

int review_reject(struct review_work *work,
		  const struct review_request *request, struct error *err)
{
	struct specimen *specimen;
	struct act act;

	if (text_blank(request->reason))
		return error_set(err, ERROR_USAGE,
				 "a rejection needs a reason: not a specimen, "
				 "duplicate, unreadable, other");
	if (review_load_seen(work, request, &specimen, err) < 0)
		return -1;
	if (specimen->status == STATUS_REJECTED)
		return error_set(
			err, ERROR_FAILED, "%s is rejected already, by %s: %s",
			specimen->image, specimen->acts[specimen->signer].by,
			specimen->reason);
	review_begin(work, request, specimen, &act);
	act.reason = review_value(request->reason);
	act.spent = request->spent;
	return review_finish(work, &act, &specimen, 1, err);
}

int review_reopen(struct review_work *work,
		  const struct review_request *request, struct error *err)
{
	struct specimen *specimen;
	struct act act;

	if (review_load_seen(work, request, &specimen, err) < 0)
		return -1;
	if (specimen->signer == specimen->n_acts)
		return error_set(err, ERROR_FAILED,
				 "%s is neither approved nor rejected",
				 specimen->image);
	review_begin(work, request, specimen, &act);
	return review_finish(work, &act, &specimen, 1, err);
}
