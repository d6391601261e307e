/*
 * review_mark.c: notes, and the marks that a record bears. See review_ways.h.
 */
#include "config.h"

#include "review/review_ways.h"

#include <string.h>

#include "base/mem.h"

/* Who wrote the note that is in force, or NULL. */
static const char *review_note_by(const struct specimen *specimen)
{
	for (size_t i = specimen->n_acts; i > 0; i--)
		if (specimen->acts[i - 1].op == ACT_NOTE &&
		    !specimen->undone[i - 1])
			return specimen->acts[i - 1].by;
	return NULL;
}

static int review_check_note(const struct specimen *specimen,
			     const struct review_request *request,
			     struct error *err)
{
	const char *now = specimen->notes != NULL ? specimen->notes : "";
	const char *by = review_note_by(specimen);

	if (request->op != ACT_NOTE || request->seen == NULL ||
	    strcmp(request->seen, now) == 0)
		return 0;
	return error_set(err, ERROR_STALE,
			 "the note was changed meanwhile%s%s to \"%.80s\"",
			 by != NULL ? " by " : "", by != NULL ? by : "", now);
}

/* Only what is signed is read a second time. */
static int review_check_mark(const struct specimen *specimen,
			     const struct review_request *request,
			     struct error *err)
{
	if (request->op != ACT_FLAG || request->mark != MARK_SECOND ||
	    specimen->status == STATUS_APPROVED)
		return 0;
	return error_set(err, ERROR_FAILED,
			 "%s is not signed: there is nothing to be read a "
			 "second time",
			 specimen->image);
}

int review_mark(struct review_work *work, const struct review_request *request,
		struct error *err)
{
	struct specimen *specimen;
	struct act act;

	if (review_load_seen(work, request, &specimen, err) < 0 ||
	    review_check_note(specimen, request, err) < 0 ||
	    review_check_mark(specimen, request, err) < 0)
		return -1;
	review_begin(work, request, specimen, &act);
	if (request->op == ACT_NOTE)
		act.to = review_value(request->value);
	else
		act.reason = mem_strdup(act_mark_word(request->mark));
	return review_finish(work, &act, &specimen, 1, err);
}
