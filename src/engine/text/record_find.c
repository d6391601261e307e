/*
 * record_find.c: which object is the record. See record_find.h.
 *
 * 1. Each value is looked at once, and none deeper than RECORD_DEPTH_MAX.
 * 2. What stands at the key of a term is its value, and never searched.
 */
#include "config.h"

#include "engine/text/record_find.h"

#include <stdbool.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"

#define RECORD_DEPTH_MAX 8

/* --- looking at an object ------------------------------------------------- */

static bool holds_terms(json_t *object, const struct terms *terms)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		if (terms_find_loose(terms, key) != NULL)
			return true;
	}
	return false;
}

/* The parts of a schema, not of a record: what a property may be, and no
 * value of it. Some models repeat what they were asked for. */
static bool is_schema(json_t *object)
{
	json_t *properties = json_object_get(object, "properties"), *value;
	const char *key;

	if (!json_is_object(properties))
		return false;
	json_object_foreach(properties, key, value)
	{
		if (!json_is_object(value) ||
		    json_object_get(value, "value") != NULL)
			return false;
	}
	return true;
}

/* --- the search ----------------------------------------------------------- */

struct search {
	const struct terms *terms;
	json_t *found; /* borrowed */
	size_t n;
};

static void search_in(struct search *search, json_t *value, int depth)
{
	const char *key;
	json_t *inner;
	size_t i;

	if (depth == RECORD_DEPTH_MAX || is_schema(value))
		return;
	if (json_is_object(value) && holds_terms(value, search->terms)) {
		search->found = search->n++ == 0 ? value : search->found;
		return;
	}
	json_object_foreach(value, key, inner)
		search_in(search, inner, depth + 1);
	json_array_foreach(value, i, inner) search_in(search, inner, depth + 1);
}

/* By a name that stands for the record among others. */
static json_t *found_by_name(json_t *object, const struct terms *terms,
			     int *repairs)
{
	static const struct {
		const char *name;
		bool pass; /* of several: the others are not a part of it */
	} wraps[] = {
		{"dwc", false},	  {"record", false}, {"fields", false},
		{"PASS_2", true}, {"pass_2", true},  {"PASS 2", true},
	};

	for (size_t i = 0; i < ARRAY_LEN(wraps); i++) {
		json_t *named = json_object_get(object, wraps[i].name);
		bool listed = json_array_size(named) == 1;
		json_t *inner = listed ? json_array_get(named, 0) : named;
		struct search search = {.terms = terms};

		search_in(&search, inner, 0);
		if (!json_is_object(inner) ||
		    (search.n == 0 && json_object_size(inner) > 0) ||
		    (search.n == 0 && holds_terms(object, terms)))
			continue;
		*repairs += listed ? 1 : 0;
		if (!wraps[i].pass)
			*repairs += (int)json_object_size(object) - 1;
		return inner;
	}
	return NULL;
}

json_t *chat_record_find(json_t *value, const struct terms *terms, int *repairs)
{
	struct search search = {.terms = terms};
	json_t *named;

	for (int depth = 0; depth < RECORD_DEPTH_MAX; depth++) {
		named = found_by_name(value, terms, repairs);
		if (named == NULL)
			break;
		value = named;
	}
	if (json_is_object(value) &&
	    (json_object_size(value) == 0 || holds_terms(value, terms)))
		return value;
	search_in(&search, value, 0);
	if (search.n != 1)
		return NULL;
	*repairs += 1;
	if (json_is_object(value))
		*repairs += (int)json_object_size(value) - 1;
	return search.found;
}

/* --- names ---------------------------------------------------------------- */

/* What a value object's key is written as in records; NULL: it is none. */
static const char *part_name(const char *key)
{
	static const char *const parts[] = {"value", "confidence"};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (text_casecmp(key, parts[i]) == 0)
			return parts[i];
	return NULL;
}

/* New reference: a value with its parts named. */
static json_t *value_name(json_t *value, int *repairs)
{
	json_t *named, *part;
	const char *key;

	if (!json_is_object(value) || json_object_get(value, "value") != NULL)
		return json_incref(value);
	named = json_object();
	json_object_foreach(value, key, part)
	{
		const char *name = part_name(key);

		if (name == NULL || json_object_get(value, name) != NULL)
			name = key;
		*repairs += name != key ? 1 : 0;
		json_object_set(named, name, part);
	}
	return named;
}

json_t *chat_record_name(json_t *object, const struct terms *terms,
			 int *repairs)
{
	json_t *named = json_object(), *value;
	const char *key;

	json_object_foreach(object, key, value)
	{
		const struct term *term = terms_find_loose(terms, key);
		const char *name = key;

		if (term != NULL &&
		    json_object_get(object, term->name) == NULL &&
		    json_object_get(named, term->name) == NULL)
			name = term->name;
		*repairs += name != key ? 1 : 0;
		json_object_set_new(named, name,
				    term != NULL ? value_name(value, repairs)
						 : json_incref(value));
	}
	return named;
}
