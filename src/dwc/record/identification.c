/*
 * identification.c: lists of determinations. See identification.h.
 */
#include "config.h"

#include "dwc/record/identification.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"

#define IS_CURRENT "isCurrent"

static const char *const keys[] = {
	"identificationID",
	"identifiedBy",
	"dateIdentified",
	"scientificName",
	"scientificNameAuthorship",
	"taxonRank",
	"identificationQualifier",
	"identificationRemarks",
	"identificationReferences",
	"identificationVerificationStatus",
	IS_CURRENT,
};

static bool key_is_known(const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

/* The member as a list has it, new reference; NULL where it says nothing or
 * does not fit. */
static json_t *member_of(const char *key, const json_t *value)
{
	const char *text = json_string_value(value);
	char *clean CLEANUP(mem_free_str) = NULL;

	if (strcmp(key, IS_CURRENT) == 0)
		return json_is_boolean(value)
			       ? json_boolean(json_is_true(value))
			       : NULL;
	if (json_is_integer(value))
		return json_sprintf("%" JSON_INTEGER_FORMAT,
				    json_integer_value(value));
	if (text == NULL || strlen(text) > IDENTIFICATION_TEXT_MAX)
		return NULL;
	clean = text_cleaned(text);
	return text_blank(clean) ? NULL : json_string(clean);
}

/* The known members of an entry in their order, new reference; NULL where none
 * says who, when or what. */
static json_t *entry_of(const json_t *entry)
{
	json_t *made = json_object();

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		json_t *member =
			member_of(keys[i], json_object_get(entry, keys[i]));

		if (member != NULL)
			json_object_set_new(made, keys[i], member);
	}
	if (json_object_size(made) >
	    (json_object_get(made, IS_CURRENT) != NULL))
		return made;
	json_decref(made);
	return NULL;
}

json_t *identifications_take(const json_t *list)
{
	json_t *made = json_array();
	size_t i;
	const json_t *item;

	json_array_foreach(list, i, item)
	{
		json_t *entry = entry_of(item);

		if (entry != NULL &&
		    json_array_size(made) < IDENTIFICATIONS_MAX)
			json_array_append_new(made, entry);
		else
			json_decref(entry);
	}
	if (json_array_size(made) > 0)
		return made;
	json_decref(made);
	return NULL;
}

/* --- what was typed ------------------------------------------------------- */

static int entry_check(json_t *entry, size_t n, struct error *err)
{
	const char *key;
	json_t *value, *whole;

	json_object_foreach(entry, key, value)
	{
		json_t *member = member_of(key, value);
		const char *text = json_string_value(value);

		json_decref(member);
		if (!key_is_known(key))
			return error_set(err, ERROR_USAGE,
					 "determination %zu has a member "
					 "\"%.60s\", which none has; "
					 "vasculum-formats(5) lists them",
					 n, key);
		if (member == NULL && !(text != NULL && text_blank(text)))
			return error_set(err, ERROR_USAGE,
					 "%.60s of determination %zu has to be "
					 "%s",
					 key, n,
					 strcmp(key, IS_CURRENT) == 0
						 ? "true or false"
						 : "a text of at most 4000 "
						   "bytes");
	}
	whole = entry_of(entry);
	json_decref(whole);
	if (whole == NULL)
		return error_set(err, ERROR_USAGE,
				 "determination %zu says nothing; leave it out",
				 n);
	return 0;
}

static int list_check(json_t *list, struct error *err)
{
	size_t i;
	json_t *entry;
	int current = 0;

	if (!json_is_array(list))
		return error_set(err, ERROR_USAGE,
				 "a history of determinations is a list: "
				 "[{\"scientificName\":\"…\"}]");
	if (json_array_size(list) > IDENTIFICATIONS_MAX)
		return error_set(err, ERROR_USAGE,
				 "a history has %d determinations at most",
				 IDENTIFICATIONS_MAX);
	json_array_foreach(list, i, entry)
	{
		if (!json_is_object(entry))
			return error_set(err, ERROR_USAGE,
					 "determination %zu is not an object",
					 i + 1);
		if (entry_check(entry, i + 1, err) < 0)
			return -1;
		current += json_is_true(json_object_get(entry, IS_CURRENT));
	}
	if (current > 1)
		return error_set(err, ERROR_USAGE,
				 "%d determinations are said to be current; "
				 "one can be",
				 current);
	return 0;
}

int identifications_read(const char *text, json_t **ret, struct error *err)
{
	json_error_t fault;
	json_t *list CLEANUP(json_release) =
		json_loads(text, JSON_REJECT_DUPLICATES, &fault);
	json_t *made;

	if (list == NULL)
		return error_set(err, ERROR_USAGE,
				 "a history of determinations is JSON; at byte "
				 "%d: %s",
				 fault.position, fault.text);
	if (list_check(list, err) < 0)
		return -1;
	made = identifications_take(list);
	*ret = made != NULL ? made : json_array();
	return 0;
}

/* --- in records and lines ------------------------------------------------- */

char *identifications_text(const json_t *list)
{
	struct bytes line = {0};

	json_write_line(list, &line);
	line.data[--line.len] = '\0';
	return bytes_steal(&line);
}

char *identification_words(const json_t *entry)
{
	static const char *const parts[] = {
		"identificationQualifier",  "scientificName",
		"scientificNameAuthorship", "identifiedBy",
		"dateIdentified",	    "identificationRemarks",
	};
	struct bytes words = {0};
	const char *between = "";

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		const char *part = json_string_at(entry, parts[i]);

		if (part == NULL)
			continue;
		bytes_printf(&words, "%s%s",
			     i < 3 && words.len > 0 ? " " : between, part);
		between = ", ";
	}
	if (json_is_true(json_object_get(entry, IS_CURRENT)))
		bytes_append_str(&words, " (current)");
	bytes_append_str(&words, "");
	return bytes_steal(&words);
}

char *identifications_words(const char *text)
{
	json_t *list CLEANUP(json_release) = json_loads(text, 0, NULL);
	json_t *known CLEANUP(json_release) = identifications_take(list);
	struct bytes words = {0};
	size_t i;
	const json_t *entry;

	if (known == NULL)
		return NULL;
	json_array_foreach(known, i, entry)
	{
		char *one CLEANUP(mem_free_str) = identification_words(entry);

		bytes_printf(&words, "%s%s", i > 0 ? "; " : "", one);
	}
	return bytes_steal(&words);
}

char *identifications_shown(const char *term, const char *value)
{
	char *words = NULL;

	if (value == NULL)
		return mem_strdup("");
	if (term != NULL && strcmp(term, IDENTIFICATION_TERM) == 0)
		words = identifications_words(value);
	return words != NULL ? words : mem_strdup(value);
}

json_t *identifications_of(const struct record *record)
{
	const char *text = record_value(record, IDENTIFICATION_TERM);
	json_t *list = *text != '\0' ? json_loads(text, 0, NULL) : NULL;
	json_t *made = identifications_take(list);

	json_decref(list);
	return made;
}

const json_t *identifications_latest(const json_t *list)
{
	const json_t *latest = NULL, *entry;
	const char *newest = "";
	size_t i;

	json_array_foreach(list, i, entry)
	{
		const char *date = json_string_at(entry, "dateIdentified");

		if (json_is_true(json_object_get(entry, IS_CURRENT)))
			return entry;
		if (date == NULL && *newest != '\0')
			continue;
		if (date != NULL && strcmp(date, newest) < 0)
			continue;
		latest = entry;
		newest = date != NULL ? date : "";
	}
	return latest;
}

void identifications_write(const struct record *record, json_t *line)
{
	json_t *list = identifications_of(record);

	if (list == NULL)
		return;
	json_object_set_new(line, IDENTIFICATION_KEY, list);
	json_object_del(json_object_get(line, "dwc"), IDENTIFICATION_TERM);
}
