/*
 * history.c: the history of determinations, and what its latest says of the
 * values beside it.
 *
 * 1. What the latest says is offered, never taken: a determination may be
 *    older than the name in the record, or wrong.
 * 2. Who determined it stands beside the name that they gave.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/identification.h"

#define SAME_NAME 0.7 /* likeness of one that was read twice */

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

/* Genus and epithet, folded: authors are written in many ways. Of "Carex sp."
 * the genus. Owned. */
static char *name_alone(const char *name)
{
	char *folded = text_folded(name);
	size_t len = strcspn(folded, " ");

	if (folded[len] == ' ')
		len += 1 + strcspn(folded + len + 1, " ");
	if (len > 0 && folded[len - 1] == '.')
		len = strcspn(folded, " ");
	folded[len] = '\0';
	return folded;
}

/* Who made the latest determination stands beside another name than they
 * gave: one that is misread is still nearly the same. */
static bool validate_other_name(struct validation *v, const json_t *latest)
{
	const char *by = json_string_at(latest, "identifiedBy");
	const char *theirs = json_string_at(latest, "scientificName");
	const char *ours = validation_value(v, ROLE_NAME);
	char *a CLEANUP(mem_free_str) = NULL;
	char *b CLEANUP(mem_free_str) = NULL;
	char *quoted CLEANUP(mem_free_str) = NULL;

	if (strcmp(v->term->name, "identifiedBy") != 0 || by == NULL ||
	    theirs == NULL || text_blank(ours) || v->value == NULL ||
	    text_casecmp(v->value, by) != 0)
		return false;
	a = name_alone(theirs);
	b = name_alone(ours);
	/* a genus says nothing against its species */
	if (strchr(a, ' ') == NULL || strchr(b, ' ') == NULL)
		a[strcspn(a, " ")] = b[strcspn(b, " ")] = '\0';
	if (text_similarity(a, b) >= SAME_NAME)
		return false;
	quoted = validation_quote(theirs);
	validation_add(v, SEVERITY_WARNING, "later-determination", NULL,
		       "%.60s named it %s, which is not the name here.", by,
		       quoted);
	return true;
}

static bool field_is_decided(const struct field *field)
{
	return field != NULL &&
	       (field->source == SOURCE_HUMAN || field->source == SOURCE_EMPTY);
}

void validate_latest(struct validation *v, const struct field *field)
{
	json_t *list CLEANUP(json_release) = NULL;
	char *value CLEANUP(mem_free_str) = NULL;
	char *quoted CLEANUP(mem_free_str) = NULL;
	const json_t *latest;
	const char *by;

	if (!term_is_determined(v->term->name))
		return;
	list = identifications_of(v->record);
	latest = identifications_latest(list);
	if (latest == NULL || validate_other_name(v, latest) ||
	    field_is_decided(field) || record_is_later(v, latest))
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
