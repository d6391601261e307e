/*
 * taxa_verdict.c: what lists of names say of a record's scientific name. See
 * taxa_verdict.h.
 *
 * 1. What is found of a name depends on the name and the lists alone, and is
 *    remembered as a JSON object: "exact", and what is to be said.
 */
#include "config.h"

#include "dwc/taxa/taxa_verdict.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/name.h"
#include "dwc/validate/validate.h"

#define NEAR	     0.8  /* hespi's bound for a name that was misread, too */
#define MEMORY_NAMES 4096 /* then it begins anew */

void taxa_memory_done(struct taxa_memory *memory)
{
	json_decref(memory->found);
	memory->found = NULL;
}

/* --- what is found -------------------------------------------------------- */

/* "World Flora Online, 2024-06" */
static char *list_named(const struct taxa_list *list)
{
	if (list->edition == NULL || list->edition[0] == '\0')
		return mem_strdup(list->name);
	return mem_printf("%s, %s", list->name, list->edition);
}

/* The name with its author, where the value has one too. */
static char *name_proposed(const char *value, const struct taxa_match *match)
{
	struct name_reading reading;

	if (match->author[0] != '\0' && name_read(value, &reading) == 0 &&
	    reading.author)
		return mem_printf("%s %s", match->name, match->author);
	return mem_strdup(match->name);
}

static void found_misspelt(json_t *found, const char *value,
			   const struct taxa_match *match)
{
	char *list CLEANUP(mem_free_str) = list_named(match->list);
	char *quoted CLEANUP(mem_free_str) = validation_quote(match->name);
	char *proposal CLEANUP(mem_free_str) = name_proposed(value, match);
	char *message CLEANUP(mem_free_str) = mem_printf(
		"No list has this name; %s is near (%s).", quoted, list);

	json_set_string(found, "code", "misspelt");
	json_set_string(found, "proposal", proposal);
	json_set_string(found, "message", message);
}

static void found_synonym(json_t *found, const struct taxa_match *match)
{
	char *list CLEANUP(mem_free_str) = list_named(match->list);
	char *quoted CLEANUP(mem_free_str) =
		validation_quote(match->accepted_name);
	char *message CLEANUP(mem_free_str) =
		mem_printf("The accepted name is %s (%s).", quoted, list);

	json_set_string(found, "code", "synonym");
	json_set_string(found, "message", message);
}

/* What the lists say of a name. Owned. */
static int names_look(struct taxa *taxa, const char *value, json_t **ret,
		      struct error *err)
{
	struct taxa_matches matches CLEANUP(taxa_matches_done) = {0};
	const struct taxa_match *match;
	json_t *found;

	if (taxa_match(taxa, value, 1, &matches, err) < 0)
		return -1;
	found = json_object();
	match = matches.n > 0 ? &matches.items[0] : NULL;
	if (match != NULL && match->exact) {
		json_object_set_new(found, "exact", json_true());
		if (match->accepted_name != NULL)
			found_synonym(found, match);
	} else if (match != NULL && match->score >= NEAR) {
		found_misspelt(found, value, match);
	}
	*ret = found;
	return 0;
}

/* The same, remembered. Borrowed of the memory, or *ret_own is owned. */
static int names_ask(struct taxa *taxa, struct taxa_memory *memory,
		     const char *value, const json_t **ret, json_t **ret_own,
		     struct error *err)
{
	if (memory != NULL && memory->found != NULL) {
		*ret = json_object_get(memory->found, value);
		if (*ret != NULL)
			return 0;
		if (json_object_size(memory->found) >= MEMORY_NAMES)
			json_object_clear(memory->found);
	}
	if (names_look(taxa, value, ret_own, err) < 0)
		return -1;
	*ret = *ret_own;
	if (memory == NULL)
		return 0;
	if (memory->found == NULL)
		memory->found = json_object();
	json_object_set(memory->found, value, *ret_own);
	return 0;
}

/* --- families ------------------------------------------------------------- */

#define FAMILY_MATCHES 8 /* homonyms, and what other lists have */

int taxa_family_is(struct taxa *taxa, const char *name, const char *family)
{
	struct taxa_matches matches CLEANUP(taxa_matches_done) = {0};
	int is = -1;

	if (taxa == NULL || taxa_count(taxa) == 0 ||
	    taxa_match(taxa, name, FAMILY_MATCHES, &matches, NULL) < 0)
		return -1;
	for (size_t i = 0; i < matches.n && is <= 0; i++) {
		const struct taxa_match *match = &matches.items[i];

		if (match->exact && !text_blank(match->family))
			is = text_similarity(match->family, family) >= 1;
	}
	return is;
}

/* --- what is said --------------------------------------------------------- */

/* Takes back what the run says of the spelling of a name that is on a list. */
static void clear_run(struct verdicts *verdicts, const struct term *term)
{
	for (size_t i = 0; i < verdicts->n; i++) {
		struct verdict *verdict = &verdicts->items[i];

		if (verdict->origin == VERDICT_RUN &&
		    strcmp(verdict->term, term->name) == 0)
			verdict->severity = SEVERITY_NOTE;
	}
}

/* Whether what the record alone says of the name is worse than a note. */
static bool is_doubted(const struct verdicts *verdicts, const struct term *term)
{
	for (size_t i = 0; i < verdicts->n; i++) {
		const struct verdict *verdict = &verdicts->items[i];

		if (verdict->origin == VERDICT_RECORD &&
		    verdict->severity == SEVERITY_ERROR &&
		    strcmp(verdict->term, term->name) == 0)
			return true;
	}
	return false;
}

static void say(const struct term *term, const char *value, const json_t *found,
		struct verdicts *verdicts)
{
	const char *code = json_string_at(found, "code");
	bool misspelt = code != NULL && strcmp(code, "misspelt") == 0;
	struct validation v = {.term = term,
			       .value = value,
			       .origin = VERDICT_TAXA,
			       .ret = verdicts};

	if (code != NULL)
		validation_add(&v, misspelt ? SEVERITY_WARNING : SEVERITY_NOTE,
			       misspelt ? "misspelt" : "synonym",
			       json_string_at(found, "proposal"), "%s",
			       json_string_at(found, "message"));
}

int taxa_validate(struct taxa *taxa, struct taxa_memory *memory,
		  const struct terms *terms, const struct record *record,
		  struct verdicts *verdicts, struct error *err)
{
	const struct term *term = terms_role(terms, ROLE_NAME);
	const char *value = record_role_value(record, terms, ROLE_NAME);
	json_t *own CLEANUP(json_release) = NULL;
	const json_t *found = NULL;

	if (taxa == NULL || taxa_count(taxa) == 0 || term == NULL ||
	    text_blank(value) || is_doubted(verdicts, term))
		return 0;
	if (names_ask(taxa, memory, value, &found, &own, err) < 0)
		return -1;
	if (json_object_get(found, "exact") != NULL)
		clear_run(verdicts, term);
	say(term, value, found, verdicts);
	verdicts_sort(verdicts, terms);
	return 0;
}
