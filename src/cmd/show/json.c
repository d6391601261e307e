/*
 * json.c: one specimen for programs. See show.h.
 */
#include "config.h"

#include "cmd/show/show.h"

#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "cmd/common/print.h"
#include "dwc/doubt/doubt.h"
#include "dwc/record/identification.h"
#include "run/record/proposal.h"
#include "run/record/seen.h"

static json_t *show_also(const struct specimen *s)
{
	json_t *also = json_array();

	for (size_t i = 0; i < s->n_also; i++)
		json_array_append_new(also, json_string(s->also[i]));
	return also;
}

/* The values in force, each with what its sheet says of it. */
static json_t *show_values(const struct record *record)
{
	json_t *dwc = record_write_json(record, true);

	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];

		field_support_json(field->evidence, field->support,
				   field->boxes, field->n_boxes,
				   json_object_get(dwc, field->term));
	}
	return dwc;
}

static json_t *show_verdicts(const struct specimen *s)
{
	json_t *verdicts = json_array();

	for (size_t i = 0; i < s->verdicts.n; i++) {
		const struct verdict *verdict = &s->verdicts.items[i];
		json_t *object = json_object();

		json_set_string(object, "term", verdict->term);
		json_set_string(object, "code", verdict->code);
		json_set_string(object, "severity",
				severity_word(verdict->severity));
		json_set_string(object, "origin",
				verdict_origin_word(verdict->origin));
		json_set_string(object, "message", verdict->message);
		json_set_string(object, "proposal", verdict->proposal);
		json_array_append_new(verdicts, object);
	}
	return verdicts;
}

/* A journal line as an object again; NULL where that cannot be. */
static json_t *show_line(const struct bytes *line)
{
	json_t *object;

	if (json_read(line->data, line->len, &object, NULL, NULL) < 0)
		return json_null();
	return object;
}

static json_t *show_candidates(const struct specimen *s)
{
	json_t *candidates = json_array();

	for (size_t i = 0; i < s->n_outcomes; i++) {
		struct bytes line CLEANUP(bytes_done) = {0};
		json_t *object;

		outcome_write(&s->outcomes[i], &line);
		object = show_line(&line);
		json_set_string(object, "line_sha256", s->outcome_sha256[i]);
		json_object_set_new(object, "in_force",
				    proposal_terms_of(s, i));
		json_array_append_new(candidates, object);
	}
	return candidates;
}

static json_t *show_history(const struct specimen *s)
{
	json_t *history = json_array();

	for (size_t i = 0; i < s->n_acts; i++) {
		struct bytes line CLEANUP(bytes_done) = {0};
		json_t *object;

		act_write(&s->acts[i], &line);
		object = show_line(&line);
		json_object_del(object, "record");
		json_object_set_new(object, "taken_back",
				    json_boolean(s->undone[i]));
		json_array_append_new(history, object);
	}
	return history;
}

static json_t *show_reasons(const struct specimen *s, const struct terms *terms)
{
	json_t *reasons = json_array();
	struct doubt doubt;

	record_doubt(terms, &s->record, &s->verdicts, &doubt);
	for (size_t i = 0; i < doubt.n; i++)
		json_array_append_new(reasons,
				      json_sprintf("%s: %s",
						   doubt.reasons[i].term->name,
						   doubt.reasons[i].words));
	return reasons;
}

static void show_state(const struct specimen *s, const struct terms *terms,
		       json_t *ret)
{
	const struct quality *q = &s->quality;
	struct seen seen CLEANUP(seen_done) = specimen_seen(s);
	char revision[SEEN_TEXT_SIZE];

	seen_text(&seen, revision);
	json_set_string(ret, "status", status_word(s->status));
	json_object_set_new(ret, "flagged", json_boolean(s->flagged));
	json_object_set_new(ret, "expert", json_boolean(s->expert));
	json_object_set_new(ret, "second", json_boolean(s->second));
	json_set_string(ret, "reason", s->reason);
	json_set_string(ret, "notes", s->notes);
	json_object_set_new(ret, "revision", json_integer(s->revision));
	json_set_string(ret, "seen", revision);
	json_set_string(ret, "priority", priority_word(q->priority));
	print_json_set_real(ret, "completeness", q->completeness);
	print_json_set_real(ret, "soundness", q->soundness);
	print_json_set_real(ret, "confidence", q->confidence);
	print_json_set_real(ret, "quality", q->quality);
	print_json_set_real(ret, "doubt", q->doubt);
	json_object_set_new(ret, "blank", json_boolean(q->blank));
	json_object_set_new(ret, "reasons", show_reasons(s, terms));
	json_set_string(ret, "error", s->error);
}

void show_json(const struct run *run, const struct specimen *specimen,
	       enum show_image image)
{
	json_t *ret CLEANUP(json_release) = json_object();
	json_t *list;

	json_set_string(ret, "specimen_id", specimen->id);
	json_set_string(ret, "image", specimen->image);
	json_object_set_new(ret, "also", show_also(specimen));
	if (image != IMAGE_NO_ROOT)
		json_object_set_new(ret, "image_found",
				    json_boolean(image != IMAGE_MISSING));
	if (image == IMAGE_CHANGED)
		json_object_set_new(ret, "image_changed", json_true());
	json_set_string(ret, "run_id", run->id);
	show_state(specimen, run->terms, ret);
	json_object_set_new(ret, "dwc", show_values(&specimen->record));
	list = identifications_of(&specimen->record);
	if (list != NULL)
		json_object_set_new(ret, IDENTIFICATION_KEY, list);
	json_object_set_new(ret, "verdicts", show_verdicts(specimen));
	json_object_set_new(ret, "candidates", show_candidates(specimen));
	json_object_set_new(ret, "history", show_history(specimen));
	print_json(ret);
}
