/*
 * replay.c: what the acts of review make of an extraction. See replay.h.
 *
 * The state is a function of the outcomes and of the acts, each in the order
 * of its file; what was folded when does not matter.
 *
 * 1. An act is live unless an undo took it back and no redo put it forward
 *    again. Values are those of the base, changed by the live edits in
 *    order.
 * 2. A record is signed by its last live approval, rejection or reopening,
 *    and only while exactly the edits are live that were live when it was
 *    signed. So an edit of an approved record reopens it, the undo of that
 *    edit gives the signature back, and the undo of an older edit that was
 *    signed for reopens it too.
 * 3. The first act that pins decides what the record is before the edits,
 *    undone or not (pin.h); until then it is what is proposed (proposal.h).
 */
#include "config.h"

#include "run/record/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/mix.h"
#include "base/text.h"
#include "run/evidence/evidence.h"
#include "run/evidence/sheet_code.h"
#include "run/record/pin.h"
#include "run/record/proposal.h"

/* What an act is about, as far as taking it back is concerned. */
enum act_group {
	GROUP_EDIT,
	GROUP_SIGN,
	GROUP_FLAG,
	GROUP_NOTE,
	GROUP_BACK, /* undo, redo */
};

static const enum act_group act_groups[] = {
	[ACT_SET] = GROUP_EDIT,	    [ACT_CLEAR] = GROUP_EDIT,
	[ACT_ACCEPT] = GROUP_EDIT,  [ACT_BULK] = GROUP_EDIT,
	[ACT_APPROVE] = GROUP_SIGN, [ACT_REJECT] = GROUP_SIGN,
	[ACT_REOPEN] = GROUP_SIGN,  [ACT_FLAG] = GROUP_FLAG,
	[ACT_UNFLAG] = GROUP_FLAG,  [ACT_NOTE] = GROUP_NOTE,
	[ACT_UNDO] = GROUP_BACK,    [ACT_REDO] = GROUP_BACK,
};

/* One value that an act changes. */
struct edit {
	const char *term, *to; /* to "" leaves the field empty */
};

/* How many edits there may be in an act; edit_at tells which are ours. */
static size_t edit_count(const struct act *act)
{
	if (act_groups[act->op] != GROUP_EDIT)
		return 0;
	return act->op == ACT_BULK ? json_array_size(act->changes) : 1;
}

static bool edit_at(const struct specimen *specimen, const struct act *act,
		    size_t i, struct edit *ret)
{
	const json_t *change;

	if (act->op != ACT_BULK) {
		ret->term = act->term;
		ret->to = act->op == ACT_CLEAR ? "" : act->to;
		return true;
	}
	change = json_array_get(act->changes, i);
	ret->term = json_string_at(change, "term");
	ret->to = json_string_at(change, "to");
	return specimen_is(specimen, json_string_at(change, "specimen_id"));
}

bool specimen_act_edits(const struct specimen *specimen, size_t i)
{
	const struct act *act = &specimen->acts[i];
	struct edit edit;

	for (size_t k = 0; k < edit_count(act); k++)
		if (edit_at(specimen, act, k, &edit))
			return true;
	return false;
}

static bool act_edits_term(const struct specimen *specimen,
			   const struct act *act, const char *term)
{
	struct edit edit;

	for (size_t k = 0; k < edit_count(act); k++)
		if (edit_at(specimen, act, k, &edit) &&
		    strcmp(edit.term, term) == 0)
			return true;
	return false;
}

bool specimen_act_sets(const struct specimen *specimen, size_t i,
		       const char *term)
{
	return act_edits_term(specimen, &specimen->acts[i], term);
}

static bool acts_share_term(const struct specimen *specimen,
			    const struct act *a, const struct act *b)
{
	struct edit edit;

	for (size_t k = 0; k < edit_count(a); k++)
		if (edit_at(specimen, a, k, &edit) &&
		    act_edits_term(specimen, b, edit.term))
			return true;
	return false;
}

size_t specimen_act_conflict(const struct specimen *specimen, size_t i)
{
	const struct act *act = &specimen->acts[i];
	enum act_group group = act_groups[act->op];

	for (size_t j = i + 1; j < specimen->n_acts; j++) {
		const struct act *later = &specimen->acts[j];
		enum act_group other = act_groups[later->op];

		if (specimen->undone[j])
			continue;
		if (group == GROUP_EDIT &&
		    acts_share_term(specimen, act, later))
			return j;
		if (group != GROUP_EDIT && group == other &&
		    (group != GROUP_FLAG || act_mark(act) == act_mark(later)))
			return j;
		if (group == GROUP_SIGN && specimen_act_edits(specimen, j))
			return j;
	}
	return specimen->n_acts;
}

/* --- the proposal --------------------------------------------------------- */

/* What the first act that decides pins (invariant 3), or who acts now. */
static bool replay_pinned(const struct specimen *specimen, struct record *ret,
			  struct pin *ret_pin)
{
	for (size_t i = 0; i < specimen->n_acts; i++) {
		*ret_pin = act_pin(specimen, &specimen->acts[i]);
		if (pin_read(specimen, ret_pin, ret))
			return true;
	}
	*ret_pin = (struct pin){.kind = PIN_SILENT};
	return false;
}

static bool replay_looked(const struct specimen *specimen, struct record *ret)
{
	const struct pin pin = {.kind = PIN_TERMS, .terms = specimen->look};

	return specimen->look != NULL && pin_read(specimen, &pin, ret);
}

static size_t replay_last(const struct specimen *specimen)
{
	for (size_t i = specimen->n_outcomes; i > 0; i--)
		if (specimen->outcomes[i - 1].error == NULL)
			return i - 1;
	return specimen->n_outcomes;
}

/* An act names the base that it was made on. */
static size_t replay_base(const struct specimen *specimen,
			  const struct terms *terms, const struct pin *pin)
{
	size_t n = specimen->n_outcomes, base = n;

	if (specimen->pinned)
		base = specimen_find_line(specimen, pin->line);
	if (base == n)
		base = proposal_base(specimen, terms, &specimen->proposal);
	return base < n || specimen->pinned ? base : replay_last(specimen);
}

static void replay_proposal(struct specimen *specimen,
			    const struct terms *terms)
{
	struct record proposal;
	struct pin pin;

	specimen->pinned = replay_pinned(specimen, &proposal, &pin);
	if (specimen->pinned || replay_looked(specimen, &proposal))
		record_sort(&proposal, terms);
	else
		proposal_make(specimen, terms, &proposal);
	proposal_calibrate(specimen, terms, &proposal);
	record_done(&specimen->proposal);
	specimen->proposal = proposal;
	specimen->base = replay_base(specimen, terms, &pin);
}

/* --- which acts are live, and who signed ---------------------------------- */

struct replay {
	struct specimen *specimen;
	uint64_t live;	   /* stands for the set of live edits */
	uint64_t *at_sign; /* `live` as it was at each signing act */
	size_t sign;	   /* last live signing act; n_acts for none */
	size_t signer;	   /* approval or rejection in force */
};

/* A number that stands for act `i`, so that a set of acts is known by the
 * exclusive or of theirs. */
static uint64_t replay_mark(size_t i)
{
	return mix_end(((uint64_t)i + 1) * UINT64_C(0x9e3779b97f4a7c15));
}

static size_t replay_find_act(const struct specimen *specimen, const char *id,
			      size_t before)
{
	for (size_t i = before; i > 0; i--)
		if (strcmp(specimen->acts[i - 1].id, id) == 0)
			return i - 1;
	return specimen->n_acts;
}

static void replay_toggle(struct replay *replay, size_t i, bool undone)
{
	struct specimen *specimen = replay->specimen;

	if (specimen->undone[i] == undone ||
	    act_groups[specimen->acts[i].op] == GROUP_BACK)
		return;
	specimen->undone[i] = undone;
	if (specimen_act_edits(specimen, i))
		replay->live ^= replay_mark(i);
}

/* An undo or redo at `i`. */
static void replay_back(struct replay *replay, size_t i)
{
	struct specimen *specimen = replay->specimen;
	const struct act *act = &specimen->acts[i];
	size_t k;
	json_t *id;

	json_array_foreach(act->ids, k, id)
	{
		const char *text = json_string_value(id);
		size_t found = text != NULL ? replay_find_act(specimen, text, i)
					    : specimen->n_acts;

		if (found < specimen->n_acts)
			replay_toggle(replay, found, act->op == ACT_UNDO);
	}
	for (k = i; k > 0; k--)
		if (act_groups[specimen->acts[k - 1].op] == GROUP_SIGN &&
		    !specimen->undone[k - 1])
			break;
	replay->sign = k > 0 ? k - 1 : specimen->n_acts;
}

/* Who signs now (invariant 2). */
static size_t replay_signer(const struct replay *replay)
{
	const struct specimen *specimen = replay->specimen;
	size_t sign = replay->sign;

	if (sign == specimen->n_acts || specimen->acts[sign].op == ACT_REOPEN ||
	    replay->at_sign[sign] != replay->live)
		return specimen->n_acts;
	return sign;
}

static void replay_act(struct replay *replay, size_t i)
{
	struct specimen *specimen = replay->specimen;
	enum act_group group = act_groups[specimen->acts[i].op];
	size_t signer;

	if (group == GROUP_BACK)
		replay_back(replay, i);
	else if (specimen_act_edits(specimen, i))
		replay->live ^= replay_mark(i);
	else if (group == GROUP_SIGN)
		replay->sign = i;
	replay->at_sign[i] = replay->live;
	signer = replay_signer(replay);
	if (signer != replay->signer)
		specimen->due = specimen->acts[i].seq;
	replay->signer = signer;
}

static void replay_acts(struct specimen *specimen)
{
	size_t n = specimen->n_acts;
	struct replay replay = {
		.specimen = specimen,
		.at_sign = mem_zalloc(n * sizeof(*replay.at_sign)),
		.sign = n,
		.signer = n,
	};

	free(specimen->undone);
	specimen->undone = mem_zalloc(n * sizeof(*specimen->undone));
	specimen->due = 0;
	for (size_t i = 0; i < n; i++)
		replay_act(&replay, i);
	free(replay.at_sign);
	specimen->signer = replay.signer;
	specimen->revision = n > 0 ? specimen->acts[n - 1].seq : 0;
}

/* --- what follows from the live acts -------------------------------------- */

static void replay_edit(struct specimen *specimen, const struct act *act,
			const struct edit *edit)
{
	const char *original = record_value(&specimen->proposal, edit->term);
	bool same = strcmp(original, edit->to) == 0;
	struct field *field;

	field = record_set(&specimen->record, edit->term, edit->to, 1,
			   text_blank(edit->to) ? SOURCE_EMPTY : SOURCE_HUMAN);
	mem_replace(&field->by, act->by);
	mem_replace(&field->was, same ? NULL : original);
	if (same)
		return;
	field_unsupport(field);
	mem_replace(&field->model, NULL);
	mem_replace(&field->line_sha256, NULL);
}

/* --- what the sheet says -------------------------------------------------- */

/* Of every reading. What a reader says of its own evidence does not count: that
 * of one is not that of another. */
static void replay_readings(struct specimen *specimen,
			    const struct evidence_sheet *sheet)
{
	for (size_t i = 0; i < specimen->n_outcomes; i++) {
		struct record *dwc = &specimen->outcomes[i].dwc;

		if (sheet != NULL)
			evidence_match(sheet, NULL, dwc);
		else
			evidence_forget(dwc);
	}
}

static int replay_family_is(void *words, const char *name, const char *family)
{
	return run_words_agree(words, name, family) ? 1 : -1;
}

/* And of the record: what a person put into it, and what follows from all of
 * it together. What the run knows of families does not choose readings, so it
 * is asked here alone. */
static void replay_support(struct specimen *specimen,
			   const struct evidence_sheet *sheet)
{
	const struct evidence_help help = {replay_family_is, specimen->words};

	if (sheet != NULL)
		evidence_match(sheet, &help, &specimen->record);
	else
		evidence_forget(&specimen->record);
}

/* A code that a reader took is its value already. */
static bool replay_is_taken(const struct specimen *specimen,
			    const struct field *found)
{
	for (size_t i = 0; i < specimen->n_outcomes; i++) {
		const struct field *field =
			record_find(&specimen->outcomes[i].dwc, found->term);

		if (field != NULL && field->source == SOURCE_BARCODE &&
		    strcmp(field->value, found->value) == 0)
			return true;
	}
	return false;
}

static bool replay_was_read(const struct specimen *specimen)
{
	for (size_t i = 0; i < specimen->n_outcomes; i++)
		if (specimen->outcomes[i].error == NULL)
			return true;
	return false;
}

/* What the sheet says by itself, beside what was read of it: a sheet that
 * nobody could read stays one. */
static void replay_found(struct specimen *specimen, const struct terms *terms,
			 const struct evidence_sheet *sheet)
{
	const struct term *term = terms_role(terms, ROLE_CATALOGUE);
	struct record *found = &specimen->found;

	record_done(found);
	if (specimen->facts == NULL || term == NULL ||
	    !replay_was_read(specimen))
		return;
	sheet_code_take(specimen->facts, term->name, specimen->catalog_pattern,
			run_words_shapes(specimen->words), found);
	for (size_t i = found->n; i-- > 0;)
		if (replay_is_taken(specimen, &found->fields[i]))
			record_remove(found, found->fields[i].term);
	evidence_match(sheet, NULL, found);
}

static struct evidence_sheet *replay_sheet(const struct specimen *specimen,
					   const struct terms *terms)
{
	return specimen->facts != NULL
		       ? evidence_sheet_new(specimen->facts, terms)
		       : NULL;
}

/* --- the record ----------------------------------------------------------- */

static void replay_record(struct specimen *specimen, const struct terms *terms,
			  bool *ret_edited)
{
	struct edit edit;

	record_done(&specimen->record);
	record_copy(&specimen->proposal, &specimen->record);
	*ret_edited = false;
	for (size_t i = 0; i < specimen->n_acts; i++) {
		const struct act *act = &specimen->acts[i];

		for (size_t k = 0; k < edit_count(act); k++) {
			if (specimen->undone[i] ||
			    !edit_at(specimen, act, k, &edit))
				continue;
			replay_edit(specimen, act, &edit);
			*ret_edited = true;
		}
	}
	record_sort(&specimen->record, terms);
}

/* Flags, note and reason in force. */
static void replay_marks(struct specimen *specimen)
{
	bool *const marks[MARK_COUNT] = {
		[MARK_FLAGGED] = &specimen->flagged,
		[MARK_EXPERT] = &specimen->expert,
		[MARK_SECOND] = &specimen->second,
	};
	const char *notes = NULL;

	for (size_t i = 0; i < MARK_COUNT; i++)
		*marks[i] = false;
	for (size_t i = 0; i < specimen->n_acts; i++) {
		const struct act *act = &specimen->acts[i];

		if (specimen->undone[i])
			continue;
		if (act_groups[act->op] == GROUP_FLAG)
			*marks[act_mark(act)] = act->op == ACT_FLAG;
		else if (act->op == ACT_NOTE)
			notes = text_blank(act->to) ? NULL : act->to;
	}
	mem_replace(&specimen->notes, notes);
	mem_replace(&specimen->reason,
		    specimen->status == STATUS_REJECTED
			    ? specimen->acts[specimen->signer].reason
			    : NULL);
}

static enum status replay_status(const struct specimen *specimen, bool edited)
{
	if (specimen->signer < specimen->n_acts)
		return specimen->acts[specimen->signer].op == ACT_APPROVE
			       ? STATUS_APPROVED
			       : STATUS_REJECTED;
	return edited ? STATUS_IN_REVIEW : STATUS_PENDING;
}

/* The last failure's text, while no success is known. */
static void replay_error(struct specimen *specimen)
{
	const char *error = NULL;

	for (size_t i = 0; i < specimen->n_outcomes; i++) {
		error = specimen->outcomes[i].error;
		if (error == NULL)
			break;
	}
	mem_replace(&specimen->error, error);
}

/* All that is not a judgement on the record. */
static void replay_values(struct specimen *specimen, const struct terms *terms,
			  struct evidence_sheet *sheet)
{
	bool edited;

	replay_readings(specimen, sheet);
	replay_found(specimen, terms, sheet);
	replay_proposal(specimen, terms);
	replay_acts(specimen);
	replay_record(specimen, terms, &edited);
	specimen->status = replay_status(specimen, edited);
	replay_marks(specimen);
	replay_error(specimen);
	specimen->failed = specimen->error != NULL && !edited;
}

void specimen_replay_values(struct specimen *specimen,
			    const struct terms *terms)
{
	struct evidence_sheet *sheet = replay_sheet(specimen, terms);

	replay_values(specimen, terms, sheet);
	evidence_sheet_free(sheet);
}

void specimen_replay(struct specimen *specimen, const struct terms *terms)
{
	struct evidence_sheet *sheet = replay_sheet(specimen, terms);

	replay_values(specimen, terms, sheet);
	replay_support(specimen, sheet);
	evidence_sheet_free(sheet);
	verdicts_done(&specimen->verdicts);
	specimen->verdicts = (struct verdicts){0};
	record_validate(terms, &specimen->record, &specimen->verdicts);
	record_quality(terms, &specimen->record, &specimen->verdicts,
		       specimen->failed, &specimen->quality);
}

void specimen_weigh(struct specimen *specimen, const struct terms *terms)
{
	if (specimen->words == NULL)
		return;
	run_words_validate(specimen->words, terms, &specimen->record,
			   &specimen->verdicts);
	record_quality(terms, &specimen->record, &specimen->verdicts,
		       specimen->failed, &specimen->quality);
}

void specimen_add_act(struct specimen *specimen, struct act *act)
{
	specimen->acts = mem_grow(specimen->acts, specimen->n_acts + 1,
				  sizeof(*specimen->acts));
	specimen->acts[specimen->n_acts++] = *act;
	act_init(act);
}
