/*
 * signing.c: rows of tables as signed records. See signing.h.
 *
 * 1. An approval pins the values of the row's own line, and says which record
 *    it saw: one that somebody acts on meanwhile is refused, as any other.
 * 2. Some hundred approvals are one task of the store, with one fsync. Where
 *    one of them is refused, all are asked for once more, each alone.
 */
#include "config.h"

#include "review/signing/signing.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "review/review.h"
#include "run/index/index.h"
#include "run/index/specimen.h"
#include "run/store/store.h"

#define SIGNING_ROWS 200

struct signing {
	const struct signing_options *options;
	struct index *index;
	struct store *store;
	struct mailbox *box;
	struct signing_row rows[SIGNING_ROWS]; /* their texts are owned */
	size_t n;
	struct signing_counts counts;
};

int signing_open(const struct run *run, const struct signing_options *options,
		 struct signing **ret, struct error *err)
{
	struct signing *signing = mem_zalloc(sizeof(*signing));

	signing->options = options;
	if (index_open(run, INDEX_FOLD, &signing->index, err) < 0 ||
	    mailbox_new(&signing->box, err) < 0 ||
	    store_start(run, &signing->store, err) < 0) {
		signing_close(signing);
		return -1;
	}
	if (options->told != NULL)
		store_watch(signing->store, options->told);
	*ret = signing;
	return 0;
}

static void signing_clear(struct signing *signing)
{
	for (size_t i = 0; i < signing->n; i++) {
		free((void *)(uintptr_t)signing->rows[i].specimen_id);
		free((void *)(uintptr_t)signing->rows[i].source_sha256);
		free((void *)(uintptr_t)signing->rows[i].file);
	}
	signing->n = 0;
}

void signing_close(struct signing *signing)
{
	if (signing == NULL)
		return;
	signing_clear(signing);
	store_stop(signing->store);
	if (signing->box != NULL)
		mailbox_free(signing->box);
	index_close(signing->index);
	free(signing);
}

/* --- what becomes of a row ------------------------------------------------- */

static void signing_left(struct signing *signing, const struct signing_row *row,
			 size_t *count, const char *why)
{
	const struct signing_options *options = signing->options;

	++*count;
	if (options->left != NULL)
		options->left(options->arg, row, why);
}

/* The outcome of the row; n_outcomes: the run has none. */
static size_t signing_outcome(const struct specimen *specimen,
			      const char *source)
{
	size_t i = 0;

	while (i < specimen->n_outcomes &&
	       (specimen->outcomes[i].source_sha256 == NULL ||
		strcmp(specimen->outcomes[i].source_sha256, source) != 0))
		i++;
	return i;
}

/* Whether two records have the same values; blanks are none. */
static bool signing_same(const struct record *a, const struct record *b)
{
	const struct record *const pair[2] = {a, b};

	for (size_t side = 0; side < 2; side++) {
		const struct record *one = pair[side];

		for (size_t i = 0; i < one->n; i++)
			if (strcmp(one->fields[i].value,
				   record_value(pair[1 - side],
						one->fields[i].term)) != 0)
				return false;
	}
	return true;
}

/* Says of a record that a person has had their hands on what became of it. */
static void signing_touched(struct signing *signing,
			    const struct signing_row *row,
			    const struct specimen *specimen, size_t outcome)
{
	const struct act *last =
		&specimen->acts[specimen->signer < specimen->n_acts
					? specimen->signer
					: specimen->n_acts - 1];
	char *why CLEANUP(mem_free_str) = NULL;

	if (specimen->status == STATUS_APPROVED &&
	    signing_same(&specimen->record, &specimen->outcomes[outcome].dwc)) {
		signing->counts.before++;
		return;
	}
	why = mem_printf("not signed: its record %s by %s (%.10s)",
			 specimen->status == STATUS_APPROVED
				 ? "was signed with other values"
			 : specimen->status == STATUS_REJECTED
				 ? "was rejected"
				 : "was worked on",
			 last->by, last->timestamp);
	signing_left(signing, row, &signing->counts.touched, why);
}

/* The values of one outcome, as a look at them pins those. New reference. */
static json_t *signing_pin(const struct specimen *specimen, size_t outcome)
{
	const struct record *dwc = &specimen->outcomes[outcome].dwc;
	json_t *pin = json_object();

	for (size_t i = 0; i < dwc->n; i++)
		json_object_set_new(
			pin, dwc->fields[i].term,
			json_string(specimen->outcome_sha256[outcome]));
	return pin;
}

/* Looks at the record of a row: 1 and *ret, whose view is owned, 0 where it is
 * not to be signed, or -1. */
static int signing_look(struct signing *signing, const struct signing_row *row,
			struct review_request *ret, struct error *err)
{
	struct specimen specimen;
	size_t outcome;
	int rc = 0;

	if (index_specimen(signing->index, row->specimen_id, &specimen, err) <
	    0)
		return -1;
	outcome = signing_outcome(&specimen, row->source_sha256);
	if (outcome == specimen.n_outcomes) {
		signing_left(signing, row, &signing->counts.refused,
			     "not signed: its reading is not in the run");
	} else if (specimen.n_acts > 0) {
		signing_touched(signing, row, &specimen, outcome);
	} else {
		*ret = (struct review_request){
			.op = ACT_APPROVE,
			.specimen_id = row->specimen_id,
			.by = signing->options->by,
			.reason = signing->options->override,
			.override = signing->options->override != NULL,
			.view = specimen_seen(&specimen),
		};
		json_decref(ret->view.pin);
		ret->view.pin = signing_pin(&specimen, outcome);
		rc = 1;
	}
	specimen_done(&specimen);
	return rc;
}

/* --- signing ---------------------------------------------------------------- */

/* Waits until these are on the disk, or refused. */
static int signing_submit(struct signing *signing,
			  const struct review_request *requests, size_t n,
			  struct error *err)
{
	struct review_reply *reply;
	struct mail *mail;
	int rc;

	review_submit_all(signing->store, requests, n, 1, signing->box);
	mail = mailbox_wait(signing->box, -1);
	reply = CONTAINER_OF(mail, struct review_reply, mail);
	rc = reply->status;
	if (rc < 0)
		*err = reply->error;
	else
		signing->counts.now += n;
	mail_free(mail);
	return rc;
}

/* Whether it is the record that stands in the way, and not the disk. */
static bool signing_is_refusal(const struct error *why)
{
	return why->sys == 0 &&
	       (why->kind == ERROR_FAILED || why->kind == ERROR_STALE);
}

/* Each alone, so that one that is refused keeps no other. */
static int signing_submit_each(struct signing *signing,
			       const struct review_request *requests,
			       const struct signing_row *const *rows, size_t n,
			       struct error *err)
{
	struct error why;

	for (size_t i = 0; i < n; i++) {
		if (signing_submit(signing, &requests[i], 1, &why) == 0)
			continue;
		if (!signing_is_refusal(&why)) {
			if (err != NULL)
				*err = why;
			return -1;
		}
		signing_left(signing, rows[i], &signing->counts.refused,
			     why.text);
	}
	return 0;
}

static int signing_flush(struct signing *signing, struct error *err)
{
	struct review_request requests[SIGNING_ROWS];
	const struct signing_row *rows[SIGNING_ROWS];
	struct fold_report report;
	struct error why;
	size_t n = 0;
	int rc = index_fold(signing->index, -1, &report, err);

	for (size_t i = 0; rc >= 0 && i < signing->n; i++) {
		rows[n] = &signing->rows[i];
		rc = signing_look(signing, rows[n], &requests[n], err);
		n += rc > 0;
	}
	if (rc >= 0)
		rc = n == 0 || signing_submit(signing, requests, n, &why) == 0
			     ? 0
			     : signing_submit_each(signing, requests, rows, n,
						   err);
	for (size_t i = 0; i < n; i++)
		seen_done(&requests[i].view);
	signing_clear(signing);
	return rc;
}

static bool signing_has(const struct signing *signing, const char *specimen_id)
{
	for (size_t i = 0; i < signing->n; i++)
		if (strcmp(signing->rows[i].specimen_id, specimen_id) == 0)
			return true;
	return false;
}

/* A record of which two files have a row is looked at again for the second. */
int signing_add(struct signing *signing, const struct signing_row *row,
		struct error *err)
{
	struct signing_row *own;

	if (signing_has(signing, row->specimen_id) &&
	    signing_flush(signing, err) < 0)
		return -1;
	own = &signing->rows[signing->n++];
	*own = *row;
	own->specimen_id = mem_strdup(row->specimen_id);
	own->source_sha256 = mem_strdup(row->source_sha256);
	own->file = mem_strdup(row->file);
	return signing->n == SIGNING_ROWS ? signing_flush(signing, err) : 0;
}

int signing_end(struct signing *signing, struct signing_counts *ret,
		struct error *err)
{
	int rc = signing->n > 0 ? signing_flush(signing, err) : 0;

	*ret = signing->counts;
	return rc;
}
