/*
 * history.c: the history of determinations, and what its latest says of the
 * values beside it.
 *
 * 1. What the latest says is offered, never taken: a determination may be
 *    older than the name in the record, or wrong.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/identification.h"

void validate_history(struct validation *v)
{
	struct error err;
	json_t *list;

	if (identifications_read(v->value, &list, &err) == 0) {
		json_decref(list);
		return;
	}
	validation_add(v, SEVERITY_ERROR, "history-shape", NULL,
		       "This is not a list of determinations: %s.", err.text);
}

/* The terms of which a determination speaks, all of its set. */
static bool term_is_determined(const char *term)
{
	static const char *const terms[] = {"scientificName", "identifiedBy",
					    "dateIdentified"};

	for (size_t i = 0; i < ARRAY_LEN(terms); i++)
		if (strcmp(term, terms[i]) == 0)
			return true;
	return false;
}

/* Whether the record's own determination is later than that one. */
static bool record_is_later(const struct validation *v, const json_t *latest)
{
	const char *own = validation_value(v, ROLE_IDENTIFIED);
	const char *date = json_string_at(latest, "dateIdentified");

	return *own != '\0' && (date == NULL || strcmp(own, date) > 0);
}

/* The name with its author, where that stands by itself. Owned. */
static char *determined_value(const json_t *latest, const char *term)
{
	const char *value = json_string_at(latest, term);
	const char *author = json_string_at(latest, "scientificNameAuthorship");

	if (value == NULL)
		return NULL;
	if (strcmp(term, "scientificName") != 0 || author == NULL ||
	    strstr(value, author) != NULL)
		return mem_strdup(value);
	return mem_printf("%s %s", value, author);
}

void validate_latest(struct validation *v, const struct field *field)
{
	json_t *list CLEANUP(json_release) = NULL;
	char *value CLEANUP(mem_free_str) = NULL;
	char *quoted CLEANUP(mem_free_str) = NULL;
	const json_t *latest;
	const char *by;

	if (!term_is_determined(v->term->name) ||
	    (field != NULL &&
	     (field->source == SOURCE_HUMAN || field->source == SOURCE_EMPTY)))
		return;
	list = identifications_of(v->record);
	latest = identifications_latest(list);
	if (latest == NULL || record_is_later(v, latest))
		return;
	value = determined_value(latest, v->term->name);
	if (value == NULL ||
	    (field != NULL && text_casecmp(field->value, value) == 0))
		return;
	by = json_string_at(latest, "identifiedBy");
	quoted = validation_quote(value);
	if (strcmp(v->term->name, "identifiedBy") == 0) {
		validation_add(v, SEVERITY_NOTE, "later-determination", value,
			       "The latest determination is by %s.", quoted);
		return;
	}
	validation_add(v, SEVERITY_NOTE, "later-determination", value,
		       "The latest determination%s%.60s says %s.",
		       by != NULL ? " of " : "", by != NULL ? by : "", quoted);
}
