/*
 * gbif.c: what GBIF says, read from its JSON. See gbif.h.
 *
 * 1. What the program keeps is what it wrote again itself (gbif_match_write):
 *    known keys with clean texts of bounded length. One reader reads both.
 */
#include "config.h"

#include "engine/gbif/gbif.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"

#define TEXT_BYTES 300 /* of a name; the longest that are published have 250 */

static const char *const type_words[] = {
	[GBIF_UNTOLD] = NULL,	    [GBIF_EXACT] = "EXACT",
	[GBIF_VARIANT] = "VARIANT", [GBIF_HIGHERRANK] = "HIGHERRANK",
	[GBIF_NONE] = "NONE",
};

/* --- texts ---------------------------------------------------------------- */

/* A string or a whole number; "" for anything else. Owned. */
static char *text_at(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	char *clean CLEANUP(mem_free_str) = NULL;

	if (json_is_integer(value))
		return mem_printf("%lld", (long long)json_integer_value(value));
	if (!json_is_string(value))
		return mem_strdup("");
	clean = text_cleaned(json_string_value(value));
	clean[text_cut(clean, TEXT_BYTES)] = '\0';
	return text_squeezed(clean);
}

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text[0] != '\0')
		json_set_string(object, key, text);
}

static int whole_read(const char *text, size_t len, json_t **ret,
		      struct error *err)
{
	struct error why;

	if (json_read(text, len, ret, NULL, &why) == 0)
		return 0;
	return error_set(err, ERROR_FAILED, "the answer cannot be read: %s",
			 why.text);
}

/* --- usages --------------------------------------------------------------- */

static void usage_read(const json_t *object, struct gbif_usage *ret)
{
	ret->key = text_at(object, "key");
	ret->name = text_at(object, "name");
	ret->canonical = text_at(object, "canonicalName");
	ret->author = text_at(object, "authorship");
	ret->rank = text_at(object, "rank");
	ret->status = text_at(object, "status");
	if (ret->name[0] == '\0')
		mem_replace(&ret->name, ret->canonical);
}

static void usage_done(struct gbif_usage *usage)
{
	free(usage->key);
	free(usage->name);
	free(usage->canonical);
	free(usage->author);
	free(usage->rank);
	free(usage->status);
}

static void usage_write(json_t *object, const char *key,
			const struct gbif_usage *usage)
{
	json_t *value;

	if (usage->name[0] == '\0')
		return;
	value = json_object();
	set_text(value, "key", usage->key);
	set_text(value, "name", usage->name);
	set_text(value, "canonicalName", usage->canonical);
	set_text(value, "authorship", usage->author);
	set_text(value, "rank", usage->rank);
	set_text(value, "status", usage->status);
	json_object_set_new(object, key, value);
}

/* Where the author begins in the name; its end where that has none. */
static size_t usage_author_at(const struct gbif_usage *usage)
{
	size_t len = strlen(usage->name), n = strlen(usage->author);

	if (n > 0 && len > n + 1 && usage->name[len - n - 1] == ' ' &&
	    strcmp(usage->name + len - n, usage->author) == 0)
		return len - n - 1;
	return len;
}

char *gbif_usage_plain(const struct gbif_usage *usage)
{
	return mem_strndup(usage->name, usage_author_at(usage));
}

/* An autonym has its author inside: "Carex aquatilis Wahlenb. var. aquatilis".
 */
char *gbif_usage_whole(const struct gbif_usage *usage)
{
	if (usage->author[0] == '\0' ||
	    strstr(usage->name, usage->author) != NULL)
		return mem_strdup(usage->name);
	return mem_printf("%s %s", usage->name, usage->author);
}

/* --- matches -------------------------------------------------------------- */

static enum gbif_type type_of(const char *word)
{
	for (size_t i = 1; i < ARRAY_LEN(type_words); i++)
		if (strcmp(word, type_words[i]) == 0)
			return (enum gbif_type)i;
	return GBIF_UNTOLD;
}

/* The name of this rank among the higher ones. Owned. */
static char *higher_at(const json_t *classification, const char *rank)
{
	const json_t *item;
	size_t i;

	json_array_foreach(classification, i, item)
	{
		const char *is = json_string_at(item, "rank");

		if (is != NULL && strcmp(is, rank) == 0)
			return text_at(item, "name");
	}
	return mem_strdup("");
}

static int confidence_at(const json_t *diagnostics)
{
	const json_t *value = json_object_get(diagnostics, "confidence");
	double is = json_is_number(value) ? json_number_value(value) : -1;

	return is >= 0 && is <= 100 ? (int)is : -1;
}

/* All but the others. */
static void match_fill(const json_t *object, struct gbif_match *ret)
{
	const json_t *diagnostics = json_object_get(object, "diagnostics");
	const json_t *classes = json_object_get(object, "classification");

	*ret = (struct gbif_match){0};
	ret->type_word = text_at(diagnostics, "matchType");
	ret->type = type_of(ret->type_word);
	ret->confidence = confidence_at(diagnostics);
	ret->note = text_at(diagnostics, "note");
	usage_read(json_object_get(object, "usage"), &ret->usage);
	usage_read(json_object_get(object, "acceptedUsage"), &ret->accepted);
	ret->kingdom = higher_at(classes, "KINGDOM");
	ret->family = higher_at(classes, "FAMILY");
}

static void match_fill_others(const json_t *object, struct gbif_match *ret)
{
	const json_t *diagnostics = json_object_get(object, "diagnostics");
	const json_t *list = json_object_get(diagnostics, "alternatives");
	const json_t *item;
	size_t i;

	ret->others = mem_zalloc(GBIF_OTHERS_MAX * sizeof(*ret->others));
	json_array_foreach(list, i, item)
	{
		struct gbif_match *other = &ret->others[ret->n_others];

		if (ret->n_others == GBIF_OTHERS_MAX)
			break;
		match_fill(item, other);
		if (other->usage.name[0] != '\0')
			ret->n_others++;
		else
			gbif_match_done(other);
	}
}

int gbif_match_read(const char *text, size_t len, struct gbif_match *ret,
		    struct error *err)
{
	json_t *object CLEANUP(json_release) = NULL;
	const json_t *diagnostics;

	if (whole_read(text, len, &object, err) < 0)
		return -1;
	diagnostics = json_object_get(object, "diagnostics");
	if (json_string_at(diagnostics, "matchType") == NULL)
		return error_set(err, ERROR_FAILED,
				 "the answer says no matchType: it is not that "
				 "of species/match, version 2");
	match_fill(object, ret);
	match_fill_others(object, ret);
	return 0;
}

void gbif_match_done(struct gbif_match *match)
{
	for (size_t i = 0; i < match->n_others; i++)
		gbif_match_done(&match->others[i]);
	free(match->others);
	free(match->type_word);
	free(match->note);
	free(match->kingdom);
	free(match->family);
	usage_done(&match->usage);
	usage_done(&match->accepted);
	*match = (struct gbif_match){0};
}

static void higher_write(json_t *list, const char *rank, const char *name)
{
	json_t *item;

	if (name[0] == '\0')
		return;
	item = json_object();
	json_set_string(item, "name", name);
	json_set_string(item, "rank", rank);
	json_array_append_new(list, item);
}

json_t *gbif_match_write(const struct gbif_match *match)
{
	json_t *object = json_object(), *classes = json_array();
	json_t *diagnostics = json_object(), *others;

	usage_write(object, "usage", &match->usage);
	usage_write(object, "acceptedUsage", &match->accepted);
	higher_write(classes, "KINGDOM", match->kingdom);
	higher_write(classes, "FAMILY", match->family);
	json_object_set_new(object, "classification", classes);
	json_set_string(diagnostics, "matchType", match->type_word);
	if (match->confidence >= 0)
		json_object_set_new(diagnostics, "confidence",
				    json_integer(match->confidence));
	set_text(diagnostics, "note", match->note);
	json_object_set_new(object, "diagnostics", diagnostics);
	if (match->n_others == 0)
		return object;
	others = json_array();
	for (size_t i = 0; i < match->n_others; i++)
		json_array_append_new(others,
				      gbif_match_write(&match->others[i]));
	json_object_set_new(diagnostics, "alternatives", others);
	return object;
}

/* --- places --------------------------------------------------------------- */

static bool code_read(const json_t *item, char ret[3])
{
	const char *code = json_string_at(item, "isoCountryCode2Digit");

	if (code == NULL || strlen(code) != 2 ||
	    strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2)
		return false;
	memcpy(ret, code, 3);
	return true;
}

static void areas_add(struct gbif_areas *areas, const json_t *item)
{
	struct gbif_area *area = &areas->items[areas->n];
	const json_t *distance = json_object_get(item, "distance");

	if (!code_read(item, area->code))
		return;
	/* Older servers say no distance of what the place lies in. */
	area->distance =
		json_is_number(distance) ? json_number_value(distance) : 0;
	area->title = text_at(item, "title");
	areas->n++;
}

int gbif_areas_read(const char *text, size_t len, struct gbif_areas *ret,
		    struct error *err)
{
	json_t *list CLEANUP(json_release) = NULL;
	const json_t *item;
	size_t i;

	if (whole_read(text, len, &list, err) < 0)
		return -1;
	if (!json_is_array(list))
		return error_set(err, ERROR_FAILED,
				 "the answer is not a list: it is not that of "
				 "geocode/reverse");
	*ret = (struct gbif_areas){
		.items = mem_zalloc(GBIF_AREAS_MAX * sizeof(*ret->items)),
	};
	json_array_foreach(list, i, item)
	{
		if (ret->n == GBIF_AREAS_MAX)
			break;
		areas_add(ret, item);
	}
	return 0;
}

void gbif_areas_done(struct gbif_areas *areas)
{
	for (size_t i = 0; i < areas->n; i++)
		free(areas->items[i].title);
	free(areas->items);
	*areas = (struct gbif_areas){0};
}

json_t *gbif_areas_write(const struct gbif_areas *areas)
{
	json_t *list = json_array();

	for (size_t i = 0; i < areas->n; i++) {
		const struct gbif_area *area = &areas->items[i];
		json_t *item = json_object();

		set_text(item, "title", area->title);
		json_set_string(item, "isoCountryCode2Digit", area->code);
		json_object_set_new(item, "distance",
				    json_real(area->distance));
		json_array_append_new(list, item);
	}
	return list;
}

/* --- the index ------------------------------------------------------------ */

static char *text_at_either(const json_t *object, const char *key,
			    const json_t *other, const char *other_key)
{
	char *ret = text_at(object, key);

	if (ret[0] != '\0')
		return ret;
	free(ret);
	return text_at(other, other_key);
}

int gbif_index_read(const char *text, size_t len, char **ret, struct error *err)
{
	json_t *object CLEANUP(json_release) = NULL;
	const json_t *main_index;
	char *name CLEANUP(mem_free_str) = NULL;
	char *edition CLEANUP(mem_free_str) = NULL;

	if (whole_read(text, len, &object, err) < 0)
		return -1;
	main_index = json_object_get(object, "mainIndex");
	name = text_at_either(main_index, "datasetAlias", main_index,
			      "datasetTitle");
	/* Without a key of its edition, the day on which it was made. */
	edition =
		text_at_either(main_index, "clbDatasetKey", object, "created");
	if (name[0] == '\0' && edition[0] == '\0')
		return error_set(err, ERROR_FAILED,
				 "the metadata name no index of names");
	*ret = mem_printf("%s%s%s", name,
			  name[0] != '\0' && edition[0] != '\0' ? " " : "",
			  edition);
	return 0;
}
