/*
 * second.c: signed records that are read a second time. See second.h.
 *
 * 1. All of it follows from the acts in their order: an act that was taken back
 *    says nothing, but that its author has seen the record.
 * 2. Who marks, flags or notes has not seen values by that: whoever draws
 *    records for a second reading may read them.
 * 3. Compared is what stands in the act that ended the reading with what stands
 *    in the approval before it, letter by letter, for the terms of the former:
 *    what the second reader passed over says nothing.
 */
#include "config.h"

#include "run/record/second.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/record/replay.h"

/* ---- acts ---------------------------------------------------------------- */

static bool act_is_undone(const struct specimen *specimen, size_t i)
{
	return specimen->undone != NULL && specimen->undone[i];
}

static bool act_is_second(const struct act *act, enum act_op op)
{
	return act->op == op && act_mark(act) == MARK_SECOND;
}

/* {term: {"value"}} of a reading; NULL: the act is none. */
static const json_t *act_reading(const struct act *act, enum act_op op)
{
	return act_is_second(act, op) && act->record != NULL
		       ? json_object_get(act->record, "dwc")
		       : NULL;
}

/* Whether its author has seen values by it (invariant 2). */
static bool act_has_seen(const struct act *act)
{
	static const bool blind[] = {
		[ACT_FLAG] = true,   [ACT_NOTE] = true, [ACT_UNDO] = true,
		[ACT_UNFLAG] = true, [ACT_REDO] = true,
	};

	if (act_reading(act, ACT_UNFLAG) != NULL)
		return true;
	return act->op >= (int)ARRAY_LEN(blind) || !blind[act->op];
}

/* ---- who ----------------------------------------------------------------- */

bool second_waits(const struct specimen *specimen)
{
	return specimen->second && specimen->status == STATUS_APPROVED;
}

int second_may(const struct specimen *specimen, const char *by,
	       struct error *err)
{
	if (!second_waits(specimen))
		return error_set(err, ERROR_FAILED,
				 "%s does not wait for a second reader",
				 specimen->image);
	for (size_t i = 0; i < specimen->n_acts; i++) {
		const struct act *act = &specimen->acts[i];

		if (act_has_seen(act) && text_casecmp(act->by, by) == 0)
			return error_set(err, ERROR_FAILED,
					 "%s has worked on %s: somebody else "
					 "has to read it a second time",
					 act->by, specimen->image);
	}
	return 0;
}

char *second_hand(const char *by)
{
	char *folded CLEANUP(mem_free_str) = text_folded(by);

	return mem_printf("\n%s\n", folded);
}

void second_hands(const struct specimen *specimen, struct bytes *ret)
{
	for (size_t i = 0; i < specimen->n_acts; i++) {
		const struct act *act = &specimen->acts[i];
		char *hand CLEANUP(mem_free_str) = NULL;

		if (!act_has_seen(act))
			continue;
		hand = second_hand(act->by);
		if (ret->len == 0 || strstr(ret->data, hand) == NULL)
			bytes_append_str(ret, hand);
	}
}

bool second_hides(const struct specimen_row *row, const char *by)
{
	char *hand CLEANUP(mem_free_str) = NULL;

	if (text_blank(by) || !row->second || row->status != STATUS_APPROVED)
		return false;
	hand = second_hand(by);
	return strstr(row->hands, hand) == NULL;
}

/* ---- what they read ------------------------------------------------------ */

static void reading_take(const json_t *dwc, const char *by, struct record *ret)
{
	const char *term;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)dwc, term, value)
	{
		const char *text = json_string_at(value, "value");
		bool empty = text_blank(text);
		struct field *field =
			record_set(ret, term, empty ? "" : text, 1,
				   empty ? SOURCE_EMPTY : SOURCE_HUMAN);

		mem_replace(&field->by, by);
	}
}

void second_record(const struct specimen *specimen, const char *by,
		   struct record *ret)
{
	record_init(ret);
	for (size_t i = 0; i < specimen->n_acts; i++) {
		const struct act *act = &specimen->acts[i];

		if (!act_is_undone(specimen, i) &&
		    text_casecmp(act->by, by) == 0)
			reading_take(act_reading(act, ACT_FLAG), act->by, ret);
	}
}

/* Leaves the acts by which `by` read, and what they took back. */
static void blind_acts(struct specimen *specimen, const char *by)
{
	size_t kept = 0;

	for (size_t i = 0; i < specimen->n_acts; i++) {
		struct act *act = &specimen->acts[i];
		bool own = text_casecmp(act->by, by) == 0;

		if (!own || (act->op != ACT_UNDO && act->op != ACT_REDO &&
			     act_reading(act, ACT_FLAG) == NULL)) {
			act_done(act);
			continue;
		}
		specimen->undone[kept] = specimen->undone[i];
		specimen->acts[kept++] = *act;
	}
	specimen->n_acts = kept;
	specimen->signer = kept;
}

/* What was read of the sheet by others; that it was, and where its labels are,
 * may be known. */
static void blind_readings(struct specimen *specimen)
{
	for (size_t i = 0; i < specimen->n_outcomes; i++) {
		record_done(&specimen->outcomes[i].dwc);
		record_init(&specimen->outcomes[i].dwc);
	}
	record_done(&specimen->proposal);
	record_init(&specimen->proposal);
	record_done(&specimen->found);
	record_init(&specimen->found);
	json_decref(specimen->look);
	specimen->look = NULL;
}

void second_blind(struct specimen *specimen, const char *by,
		  const struct terms *terms)
{
	struct record read;

	if (second_may(specimen, by, NULL) < 0)
		return;
	second_record(specimen, by, &read);
	record_sort(&read, terms);
	record_done(&specimen->record);
	specimen->record = read;
	blind_acts(specimen, by);
	blind_readings(specimen);
	specimen->blind = true;
	specimen->status = read.n > 0 ? STATUS_IN_REVIEW : STATUS_PENDING;
	specimen->failed = false;
	mem_replace(&specimen->error, NULL);
	verdicts_done(&specimen->verdicts);
	specimen->verdicts = (struct verdicts){0};
	record_validate(terms, &specimen->record, &specimen->verdicts);
	record_quality(terms, &specimen->record, &specimen->verdicts, false,
		       &specimen->quality);
}

/* ---- agreement ----------------------------------------------------------- */

bool second_ended(const struct specimen *specimen, struct second_reading *ret)
{
	size_t n = specimen->n_acts, first = n;
	bool ended = false;

	for (size_t i = 0; i < n; i++) {
		const struct act *act = &specimen->acts[i];

		if (act_is_undone(specimen, i))
			continue;
		if (act->op == ACT_APPROVE && act->record != NULL)
			first = i;
		if (act_reading(act, ACT_UNFLAG) == NULL || first == n)
			continue;
		*ret = (struct second_reading){first, i};
		ended = true;
	}
	return ended;
}

bool second_value(const struct specimen *specimen,
		  const struct second_reading *reading, size_t i,
		  struct second_value *ret)
{
	const json_t *signed_dwc =
		json_object_get(specimen->acts[reading->first].record, "dwc");
	json_t *dwc =
		json_object_get(specimen->acts[reading->second].record, "dwc");
	const char *term;
	json_t *value;

	json_object_foreach(dwc, term, value)
	{
		const char *first, *second;

		if (i-- > 0)
			continue;
		first = json_string_at(json_object_get(signed_dwc, term),
				       "value");
		second = json_string_at(value, "value");
		*ret = (struct second_value){term, first != NULL ? first : "",
					     second != NULL ? second : ""};
		return true;
	}
	return false;
}

bool second_differs(const struct second_value *value)
{
	return strcmp(value->first, value->second) != 0;
}

/* Whether somebody decided since: on the record, or on this term. */
static bool second_is_settled(const struct specimen *specimen, size_t since,
			      const char *term)
{
	for (size_t i = since + 1; i < specimen->n_acts; i++) {
		enum act_op op = specimen->acts[i].op;

		if (!act_is_undone(specimen, i) &&
		    (op == ACT_APPROVE || op == ACT_REJECT ||
		     specimen_act_sets(specimen, i, term)))
			return true;
	}
	return false;
}

bool second_disputes(const struct specimen *specimen, const char *term,
		     struct second_value *ret, const char **ret_by)
{
	struct second_reading reading;

	if (specimen->blind || !second_ended(specimen, &reading))
		return false;
	for (size_t i = 0; second_value(specimen, &reading, i, ret); i++) {
		if (strcmp(ret->term, term) != 0)
			continue;
		*ret_by = specimen->acts[reading.second].by;
		return second_differs(ret) &&
		       !second_is_settled(specimen, reading.second, term);
	}
	return false;
}

bool second_is_open(const struct specimen *specimen)
{
	struct second_reading reading;
	struct second_value value;

	if (specimen->blind || !second_ended(specimen, &reading))
		return false;
	for (size_t i = 0; second_value(specimen, &reading, i, &value); i++)
		if (second_differs(&value) &&
		    !second_is_settled(specimen, reading.second, value.term))
			return true;
	return false;
}
