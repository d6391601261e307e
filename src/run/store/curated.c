/*
 * curated.c: lines of curated.jsonl. See curated.h.
 *
 * 1. A line follows from the acts alone: an approval's from the record that
 *    it carries, any other from the act that changed the status; so it can
 *    be written late.
 * 2. Its `revision` is the seq of the act that made it due, by which the
 *    index knows whether it was written.
 * 3. A specimen that was signed under its image's name, and has an id of its
 *    own since, is not left approved under the old one.
 */
#include "config.h"

#include "run/store/curated.h"

#include <string.h>

#include "base/hash.h"
#include "base/json/json.h"
#include "dwc/record/identification.h"
#include "run/index/acts.h"
#include "run/index/specimen.h"

#define CATCH_UP_MOST 200 /* specimens, while nobody else may write */

static const struct outcome *curated_outcome(const struct specimen *specimen)
{
	return specimen->base < specimen->n_outcomes
		       ? &specimen->outcomes[specimen->base]
		       : NULL;
}

/* The members that every line has. */
static json_t *curated_head(const struct specimen *specimen)
{
	const struct outcome *outcome = curated_outcome(specimen);
	json_t *line = json_object();

	json_set_string(line, "image", specimen->image);
	json_set_string(line, "specimen_id", specimen->id);
	if (outcome != NULL && outcome->sha256 != NULL)
		json_set_string(line, "sha256", outcome->sha256);
	else if (hash_is_hex(specimen->id) && strlen(specimen->id) == 64)
		json_set_string(line, "sha256", specimen->id);
	return line;
}

static void curated_tail(const struct specimen *specimen, json_t *line)
{
	const struct outcome *outcome = curated_outcome(specimen);

	if (outcome == NULL)
		return;
	json_set_string(line, "model", outcome->model);
	json_set_string(line, "provider", outcome->provider);
	json_set_string(line, "timestamp", outcome->timestamp);
}

/* {term: value} of what a person changed. */
static json_t *curated_corrections(const struct record *record)
{
	json_t *corrections = json_object();

	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];

		if (field->was != NULL && strcmp(field->was, field->value) != 0)
			json_set_string(corrections, field->term, field->value);
	}
	return corrections;
}

static json_t *curated_review(const struct specimen *specimen,
			      enum status status, const char *by,
			      const char *timestamp)
{
	json_t *review = json_object();

	json_set_string(review, "status", status_word(status));
	json_object_set_new(review, "flagged", json_boolean(specimen->flagged));
	json_set_string(review, "reviewed_by", by);
	json_set_string(review, "reviewed_at", timestamp);
	json_set_string(review, "notes",
			specimen->notes != NULL ? specimen->notes : "");
	return review;
}

static void curated_set_override(const struct curated_override *over,
				 json_t *review)
{
	if (json_array_size(over->missing) > 0)
		json_object_set_new(review, "overridden",
				    json_deep_copy(over->missing));
	if (json_array_size(over->unsound) > 0)
		json_object_set_new(review, "unsound",
				    json_deep_copy(over->unsound));
	if (json_array_size(over->missing) + json_array_size(over->unsound) > 0)
		json_set_string(review, "reason", over->reason);
}

json_t *curated_record(const struct specimen *specimen, const char *by,
		       const char *timestamp,
		       const struct curated_override *over)
{
	json_t *line = curated_head(specimen);
	json_t *corrections = curated_corrections(&specimen->record);
	json_t *review =
		curated_review(specimen, STATUS_APPROVED, by, timestamp);
	bool corrected = json_object_size(corrections) > 0;

	if (over != NULL)
		curated_set_override(over, review);
	json_object_set_new(line, "dwc",
			    record_write_json(&specimen->record, true));
	identifications_write(&specimen->record, line);
	json_object_set_new(line, "corrections", corrections);
	json_object_set_new(line, "corrected", json_boolean(corrected));
	if (corrected)
		json_set_string(line, "corrected_by", by);
	json_object_set_new(line, "review", review);
	curated_tail(specimen, line);
	return line;
}

/* The act that made the line due. */
static const struct act *curated_act(const struct specimen *specimen)
{
	for (size_t i = specimen->n_acts; i > 0; i--)
		if (specimen->acts[i - 1].seq == specimen->due)
			return &specimen->acts[i - 1];
	return NULL;
}

/* A line that says no more than the new status. */
static json_t *curated_status(const struct specimen *specimen)
{
	const struct act *act = curated_act(specimen);
	json_t *line = curated_head(specimen);
	json_t *review;

	review = curated_review(specimen, specimen->status,
				act != NULL ? act->by : NULL,
				act != NULL ? act->timestamp : NULL);
	json_set_string(review, "reason", specimen->reason);
	json_object_set_new(line, "dwc", json_object());
	json_object_set_new(line, "corrections", json_object());
	json_object_set_new(line, "corrected", json_false());
	json_object_set_new(line, "review", review);
	curated_tail(specimen, line);
	return line;
}

/* Sets the revision, for whatever an approve act carried, and writes. */
static void curated_finish(const struct specimen *specimen, json_t *line,
			   struct bytes *ret)
{
	json_t *review = json_object_get(line, "review");

	if (!json_is_object(review)) {
		review = curated_review(specimen, specimen->status, NULL, NULL);
		json_object_set_new(line, "review", review);
	}
	json_object_set_new(review, "revision", json_integer(specimen->due));
	json_write_line(line, ret);
}

static void curated_write_signed(const struct specimen *specimen,
				 struct bytes *ret)
{
	const struct act *act = &specimen->acts[specimen->signer];
	json_t *line CLEANUP(json_release) =
		act->record != NULL ? json_deep_copy(act->record)
				    : curated_record(specimen, act->by,
						     act->timestamp, NULL);

	json_set_string(line, "specimen_id", specimen->id);
	curated_finish(specimen, line, ret);
}

static void curated_write_status(const struct specimen *specimen,
				 struct bytes *ret)
{
	json_t *line CLEANUP(json_release) = curated_status(specimen);

	curated_finish(specimen, line, ret);
}

/* Whether act `i` is the first that named the specimen by an older id. */
static bool curated_is_old_id(const struct specimen *specimen, size_t i)
{
	const char *id = specimen->acts[i].specimen_id;

	if (id == NULL || strncmp(id, "name:", 5) != 0 ||
	    strcmp(id, specimen->id) == 0)
		return false;
	for (size_t j = 0; j < i; j++)
		if (specimen->acts[j].specimen_id != NULL &&
		    strcmp(specimen->acts[j].specimen_id, id) == 0)
			return false;
	return true;
}

/* Takes back what was signed under an older id (invariant 3). */
static void curated_write_old(const struct specimen *specimen, const char *id,
			      struct bytes *ret)
{
	json_t *line CLEANUP(json_release) = curated_status(specimen);
	json_t *review = json_object_get(line, "review");

	json_set_string(line, "specimen_id", id);
	json_set_string(review, "status", status_word(STATUS_PENDING));
	json_set_string(review, "reason", "has an id of its own since");
	json_set_string(review, "specimen_id", specimen->id);
	curated_finish(specimen, line, ret);
}

void curated_write(const struct specimen *specimen, struct bytes *ret)
{
	if (specimen->due == 0)
		return;
	for (size_t i = 0; i < specimen->n_acts; i++)
		if (curated_is_old_id(specimen, i))
			curated_write_old(specimen,
					  specimen->acts[i].specimen_id, ret);
	if (specimen->status == STATUS_APPROVED)
		curated_write_signed(specimen, ret);
	else
		curated_write_status(specimen, ret);
}

/* Appends the lines of these specimens. */
static int curated_lines(struct index *index, const json_t *ids,
			 struct bytes *ret, struct error *err)
{
	size_t i;
	json_t *id;

	json_array_foreach(ids, i, id)
	{
		struct specimen specimen;

		if (index_specimen(index, json_string_value(id), &specimen,
				   err) < 0)
			return -1;
		curated_write(&specimen, ret);
		specimen_done(&specimen);
	}
	return 0;
}

/* Whether the first of these is not lacking any more: what was written of it is
 * found again. Else it would be written for ever. */
static bool curated_took(struct index *index, const json_t *ids)
{
	json_t *left CLEANUP(json_release) = NULL;

	return json_array_size(ids) > 0 &&
	       index_unsigned(index, 1, &left, NULL) == 0 &&
	       (json_array_size(left) == 0 ||
		!json_equal(json_array_get(left, 0), json_array_get(ids, 0)));
}

int curated_catch_up(struct index *index, struct journals *journals,
		     size_t *ret_n, struct error *err)
{
	struct bytes lines CLEANUP(bytes_done) = {0};
	json_t *ids CLEANUP(json_release) = NULL;

	if (index_unsigned(index, CATCH_UP_MOST, &ids, err) < 0 ||
	    curated_lines(index, ids, &lines, err) < 0)
		return -1;
	if (lines.len > 0 &&
	    (journals_append(journals, JOURNAL_CURATED, lines.data, lines.len,
			     NULL, err) < 0 ||
	     index_fold(index, -1, NULL, err) < 0))
		return -1;
	if (ret_n != NULL)
		*ret_n = curated_took(index, ids) ? json_array_size(ids) : 0;
	return 0;
}
