/*
 * review_edit.c: one value of a record, set, emptied or said to be right. See
 * review_ways.h.
 */
#include "config.h"

#include "review/review_ways.h"

#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/identification.h"

static int review_check_term(const struct review_work *work,
			     const struct specimen *specimen, const char *term,
			     struct error *err)
{
	char *hint CLEANUP(mem_free_str) = NULL;

	if (text_blank(term))
		return error_set(err, ERROR_USAGE,
				 "an edit has to name a term");
	if (terms_find(work->terms, term) != NULL ||
	    record_find(&specimen->record, term) != NULL)
		return 0;
	hint = human_suggestion(terms_suggest(work->terms, term));
	return error_set(err, ERROR_USAGE, "there is no term \"%s\"%s", term,
			 hint);
}

/* Who changed this field last, or NULL. */
static const char *review_changed_by(const struct specimen *specimen,
				     const char *term)
{
	const struct field *field = record_find(&specimen->record, term);

	return field != NULL ? field->by : NULL;
}

/* A history of determinations is a list, or nothing. */
static int review_check_history(const struct review_work *work,
				const char *term, const char *value,
				struct error *err)
{
	const struct term *known = terms_find(work->terms, term);
	json_t *list;

	if (known == NULL || known->kind != TERM_HISTORY || text_blank(value))
		return 0;
	if (identifications_read(value, &list, err) < 0)
		return -1;
	json_decref(list);
	return 0;
}

int review_check_value(const struct review_work *work,
		       const struct specimen *specimen, const char *term,
		       const char *value, struct error *err)
{
	if (review_check_term(work, specimen, term, err) < 0)
		return -1;
	if (value != NULL && strlen(value) > REVIEW_VALUE_MAX)
		return error_set(err, ERROR_USAGE,
				 "the value of %s is longer than %d bytes",
				 term, REVIEW_VALUE_MAX);
	return review_check_history(work, term, value, err);
}

int review_check_edit(const struct review_work *work,
		      const struct specimen *specimen, const char *term,
		      const char *value, const char *seen, struct error *err)
{
	const char *now, *by;

	if (review_check_value(work, specimen, term, value, err) < 0)
		return -1;
	now = record_value(&specimen->record, term);
	by = review_changed_by(specimen, term);
	if (seen != NULL && strcmp(seen, now) != 0)
		return error_set(err, ERROR_STALE,
				 "%s was changed meanwhile%s%s to \"%.80s\"; "
				 "look at it again",
				 term, by != NULL ? " by " : "",
				 by != NULL ? by : "", now);
	return 0;
}

void review_note_via(const struct review_request *request, struct act *act)
{
	if (act->op != ACT_SET && act->op != ACT_BULK)
		return;
	act->via = request->via;
	if (request->n_boxes > 0)
		act->boxes = boxes_write(request->boxes, request->n_boxes);
}

int review_edit(struct review_work *work, const struct review_request *request,
		struct error *err)
{
	const char *now, *value = request->value;
	struct specimen *specimen;
	struct act act;

	if (review_load_seen(work, request, &specimen, err) < 0 ||
	    review_check_open(specimen, request, err) < 0 ||
	    review_check_edit(work, specimen, request->term, value,
			      request->seen, err) < 0)
		return -1;
	now = record_value(&specimen->record, request->term);
	if (request->op == ACT_ACCEPT && value == NULL)
		value = now;
	review_begin(work, request, specimen, &act);
	act.term = mem_strdup(request->term);
	act.from = mem_strdup(now);
	if (request->op != ACT_CLEAR) {
		act.to = review_field_value(work->terms, request->term, value);
		if (request->op == ACT_SET && act.to[0] == '\0')
			act.op = ACT_CLEAR;
	}
	review_note_via(request, &act);
	return review_finish(work, &act, &specimen, 1, err);
}
