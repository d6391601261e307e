/*
 * pin.c: what acts hold values to. See pin.h.
 *
 * 1. A pin is read from the acts and outcomes alone: neither caches nor what
 *    would be proposed today have a part in it.
 * 2. A line that is not there leaves its terms empty; only a pin of which no
 *    line is there is passed over, as a base that is not there always was.
 */
#include "config.h"

#include "run/record/pin.h"

#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/record/proposal.h"

bool pin_is_for(enum act_op op)
{
	static const bool pins[] = {
		[ACT_SET] = true,  [ACT_CLEAR] = true,	 [ACT_ACCEPT] = true,
		[ACT_BULK] = true, [ACT_APPROVE] = true,
	};

	return (size_t)op < ARRAY_LEN(pins) && pins[op];
}

/* --- in an act ------------------------------------------------------------ */

/* The member that the act has for this specimen: in bulk each change has its
 * own. NULL where it has none. */
static const json_t *act_member(const struct specimen *specimen,
				const struct act *act, const char *key,
				const json_t *of_all)
{
	size_t i;
	json_t *change;

	json_array_foreach(act->changes, i, change)
	{
		const json_t *member = json_object_get(change, key);

		if (member != NULL &&
		    specimen_is(specimen,
				json_string_at(change, "specimen_id")))
			return member;
	}
	return of_all;
}

struct pin act_pin(const struct specimen *specimen, const struct act *act)
{
	const json_t *base = act_member(specimen, act, "base", act->base);
	const json_t *terms = act_member(specimen, act, "pin", act->pin);
	struct pin pin = {.line = json_string_at(base, "line_sha256")};

	if (json_is_object(terms)) {
		pin.kind = PIN_TERMS;
		pin.terms = terms;
	} else if (json_is_object(base)) {
		pin.kind = pin.line != NULL ? PIN_LINE : PIN_NOTHING;
	}
	return pin;
}

static json_t *pin_value(const struct field *field)
{
	struct record one = {
		.fields = (struct field *)(uintptr_t)field, .n = 1, .cap = 1};
	json_t *dwc CLEANUP(json_release) = NULL;
	json_t *value;

	if (field->line_sha256 != NULL)
		return json_string(field->line_sha256);
	dwc = record_write_json(&one, false);
	value = json_incref(json_object_get(dwc, field->term));
	json_set_string(value, "source", field_source_word(field->source));
	return value;
}

json_t *pin_write(const struct record *proposal)
{
	json_t *pin = json_object();

	for (size_t i = 0; i < proposal->n; i++) {
		const struct field *field = &proposal->fields[i];

		if (!text_blank(field->value))
			json_object_set_new(pin, field->term, pin_value(field));
	}
	return pin;
}

/* --- its lines ------------------------------------------------------------ */

static void lines_add(json_t *lines, const char *line)
{
	size_t i;
	json_t *known;

	if (line == NULL)
		return;
	json_array_foreach(lines, i, known)
	{
		if (strcmp(json_string_value(known), line) == 0)
			return;
	}
	json_array_append_new(lines, json_string(line));
}

void pin_lines(const struct pin *pin, json_t *ret)
{
	const char *term;
	json_t *value;

	/* jansson iterates over a non-const object, but changes nothing. */
	json_object_foreach((json_t *)(uintptr_t)pin->terms, term, value)
	{
		lines_add(ret, json_string_value(value));
	}
	lines_add(ret, pin->line);
}

/* --- what it stands for --------------------------------------------------- */

bool pin_names(const struct pin *pin)
{
	const char *term;
	json_t *value;

	if (pin->kind == PIN_LINE)
		return true;
	json_object_foreach((json_t *)(uintptr_t)pin->terms, term, value)
	{
		if (json_is_string(value))
			return true;
	}
	return false;
}

/* Whether it says something that there is (invariant 2). */
static bool pin_holds(const struct specimen *specimen, const struct pin *pin)
{
	size_t n = specimen->n_outcomes;
	const char *term;
	json_t *value;

	if (pin->kind == PIN_LINE)
		return specimen_find_line(specimen, pin->line) < n;
	json_object_foreach((json_t *)(uintptr_t)pin->terms, term, value)
	{
		if (specimen_find_line(specimen, json_string_value(value)) < n)
			return true;
	}
	return pin->kind != PIN_SILENT && !pin_names(pin);
}

static void pin_take(const struct specimen *specimen, const char *term,
		     const json_t *value, struct record *ret)
{
	size_t found = specimen_find_line(specimen, json_string_value(value));
	const struct field *field;
	json_t *dwc;

	if (found < specimen->n_outcomes) {
		field = record_find(&specimen->outcomes[found].dwc, term);
		if (field != NULL && !text_blank(field->value))
			proposal_take(specimen, found, field, ret);
	} else if (json_is_object(value)) {
		dwc = json_object();
		json_object_set(dwc, term, (json_t *)(uintptr_t)value);
		/* An object of one term is never refused. */
		if (record_read_json(dwc, -1, SOURCE_MODEL, ret, NULL, NULL) <
		    0)
			record_remove(ret, term);
		json_decref(dwc);
	}
}

bool pin_read(const struct specimen *specimen, const struct pin *pin,
	      struct record *ret)
{
	const struct record *whole;
	const char *term;
	json_t *value;

	if (!pin_holds(specimen, pin))
		return false;
	record_init(ret);
	json_object_foreach((json_t *)(uintptr_t)pin->terms, term, value)
	{
		pin_take(specimen, term, value, ret);
	}
	if (pin->kind != PIN_LINE)
		return true;
	whole = &specimen->outcomes[specimen_find_line(specimen, pin->line)]
			 .dwc;
	for (size_t i = 0; i < whole->n; i++)
		proposal_take(specimen, specimen_find_line(specimen, pin->line),
			      &whole->fields[i], ret);
	return true;
}
