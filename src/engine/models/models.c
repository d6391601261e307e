/*
 * models.c: the table of models. See models.h.
 *
 * 1. All strings live in the parsed JSON, which is kept as long as the table.
 * 2. `names` holds every alias and every id, sorted; no two models of one
 *    engine share a name, so that a name means one model.
 * 3. A list that a server gave may say what models cost and can do; it never
 *    takes a name that the table has given to another.
 */
#include "config.h"

#include "engine/models/models.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file/asset.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/models/facts.h"

#define MODELS_FILE    "models.json"
#define MODELS_MAX     20000
#define MODELS_BYTES   (8u << 20)
#define FAMILIES_MAX   64
#define FAMILY_IDS_MAX 128

struct model_family {
	const char *ids; /* a pattern */
	struct model_facts facts;
};

/* A name and the model that bears it. */
struct model_name {
	const char *name;
	size_t at;
};

struct models {
	json_t *roots[1 + MODEL_ENGINES]; /* what the strings live in */
	size_t n_roots;
	struct model_facts *facts; /* by place, as said by all sources */
	struct model *items;
	size_t n;
	struct model_family *families;
	size_t n_families;
	struct model_name *names;
	size_t n_names;
};

/* --- names ---------------------------------------------------------------- */

static int name_order(const void *a, const void *b)
{
	const struct model_name *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static void names_add(struct models *models, const char *name, size_t at)
{
	models->names[models->n_names++] = (struct model_name){name, at};
}

static void models_sort_names(struct models *models)
{
	free(models->names);
	models->names = mem_alloc((2 * models->n + 1) * sizeof(*models->names));
	models->n_names = 0;
	for (size_t i = 0; i < models->n; i++) {
		const struct model_facts *facts = &models->facts[i];

		names_add(models, facts->id, i);
		if (facts->alias != NULL &&
		    strcmp(facts->alias, facts->id) != 0)
			names_add(models, facts->alias, i);
	}
	qsort(models->names, models->n_names, sizeof(*models->names),
	      name_order);
}

/* The first of the names that are `name`, or the end. */
static size_t names_lower(const struct models *models, const char *name)
{
	size_t low = 0, high = models->n_names;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(models->names[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The place of the model of this name: of the engine's own, else of one for
 * any engine; n where there is none. */
static size_t models_place(const struct models *models, const char *engine,
			   const char *name)
{
	size_t any = models->n;

	for (size_t i = names_lower(models, name);
	     i < models->n_names && strcmp(models->names[i].name, name) == 0;
	     i++) {
		size_t at = models->names[i].at;
		const char *its = models->facts[at].engine;

		if (its == NULL)
			any = at;
		else if (engine != NULL && strcmp(its, engine) == 0)
			return at;
	}
	return any;
}

static bool engines_equal(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Refuses two models of one engine with one name; names are sorted. */
static int models_check_names(const struct models *models, struct error *err)
{
	for (size_t i = 1; i < models->n_names; i++) {
		const struct model_name *name = &models->names[i];

		for (size_t j = i; j-- > 0;) {
			const struct model_name *other = &models->names[j];

			if (strcmp(other->name, name->name) != 0)
				break;
			if (engines_equal(models->facts[other->at].engine,
					  models->facts[name->at].engine))
				return error_set(err, ERROR_FAILED,
						 "the name %s stands there "
						 "twice; take one out",
						 name->name);
		}
	}
	return 0;
}

/* --- reading a table ------------------------------------------------------ */

static int models_add(struct models *models, const json_t *entry,
		      struct error *err)
{
	const char *id = json_string_at(entry, "id");
	struct model_facts *facts = &models->facts[models->n];

	if (id == NULL || !model_name_fits(id))
		return error_set(err, ERROR_FAILED,
				 "the model at place %zu has no id that can "
				 "be one: at most %d letters, digits and "
				 "signs, no blank or comma",
				 models->n + 1, MODEL_NAME_MAX);
	if (model_facts_read(entry, facts, err) < 0)
		return -1;
	facts->id = id;
	models->n++;
	return 0;
}

static int models_add_family(struct models *models, const json_t *entry,
			     struct error *err)
{
	struct model_family *family = &models->families[models->n_families];

	family->ids = json_string_at(entry, "ids");
	if (family->ids == NULL || strlen(family->ids) > FAMILY_IDS_MAX)
		return error_set(err, ERROR_FAILED,
				 "the family at place %zu has no \"ids\", or a "
				 "pattern over %d bytes",
				 models->n_families + 1, FAMILY_IDS_MAX);
	if (model_facts_read(entry, &family->facts, err) < 0)
		return -1;
	family->facts.alias = NULL;
	family->facts.usual = false;
	models->n_families++;
	return 0;
}

/* The array at `key`; NULL where there is none. */
static int models_array(const json_t *root, const char *key, size_t max,
			json_t **ret, struct error *err)
{
	json_t *array = json_object_get(root, key);

	if (array != NULL && !json_is_array(array))
		return error_set(err, ERROR_FAILED, "\"%s\" is not a list",
				 key);
	if (json_array_size(array) > max)
		return error_set(err, ERROR_FAILED,
				 "more than %zu entries in \"%s\"", max, key);
	*ret = array;
	return 0;
}

static int models_fill(struct models *models, struct error *err)
{
	const json_t *root = models->roots[0];
	json_t *items, *families;

	if (!json_is_object(root) || json_object_get(root, "models") == NULL)
		return error_set(err, ERROR_FAILED,
				 "there is no list \"models\"");
	if (models_array(root, "models", MODELS_MAX, &items, err) < 0 ||
	    models_array(root, "families", FAMILIES_MAX, &families, err) < 0)
		return -1;
	models->facts = mem_zalloc((json_array_size(items) + 1) *
				   sizeof(*models->facts));
	models->families = mem_zalloc((json_array_size(families) + 1) *
				      sizeof(*models->families));
	for (size_t i = 0; i < json_array_size(items); i++)
		if (models_add(models, json_array_get(items, i), err) < 0)
			return -1;
	for (size_t i = 0; i < json_array_size(families); i++)
		if (models_add_family(models, json_array_get(families, i),
				      err) < 0)
			return -1;
	models_sort_names(models);
	return models_check_names(models, err);
}

/* Reads the text, not yet resolved. */
static int models_read(const char *json, size_t len, struct models **ret,
		       struct error *err)
{
	struct models *models;
	json_t *root;

	if (len > MODELS_BYTES)
		return error_set(err, ERROR_FAILED, "it is over %u MiB",
				 MODELS_BYTES >> 20);
	if (json_read(json, len, &root, NULL, err) < 0)
		return -1;
	models = mem_zalloc(sizeof(*models));
	models->roots[models->n_roots++] = root;
	if (models_fill(models, err) < 0) {
		models_free(models);
		return -1;
	}
	*ret = models;
	return 0;
}

/* --- families ------------------------------------------------------------- */

static bool family_has(const struct model_family *family,
		       const struct model_facts *facts)
{
	const char *engine = family->facts.engine;

	return (engine == NULL || engines_equal(engine, facts->engine)) &&
	       fnmatch(family->ids, facts->id, 0) == 0;
}

void models_fill_by_family(const struct models *models,
			   struct model_facts *facts)
{
	for (size_t i = 0; i < models->n_families; i++) {
		const struct model_family *family = &models->families[i];

		if (!family_has(family, facts))
			continue;
		if (family->facts.format >= 0 &&
		    facts->format > family->facts.format)
			facts->format = family->facts.format;
		model_facts_fill(facts, &family->facts);
	}
}

/* Makes the models of what is said of them. */
static void models_resolve(struct models *models)
{
	models->items = mem_alloc((models->n + 1) * sizeof(*models->items));
	for (size_t i = 0; i < models->n; i++) {
		struct model_facts facts = models->facts[i];

		models_fill_by_family(models, &facts);
		model_facts_apply(&facts, &models->items[i]);
		models->items[i].known = true;
	}
}

/* --- lists of servers ----------------------------------------------------- */

/*
 * Lays one entry over the first `before` ones: over that of the same id, or
 * beside all of them. One whose id is another's alias is passed over.
 */
static void models_overlay_one(struct models *models, size_t before,
			       struct model_facts *facts)
{
	size_t at = models_place(models, facts->engine, facts->id);
	const struct model_facts *below =
		at < before ? &models->facts[at] : NULL;

	if (below != NULL && strcmp(below->id, facts->id) != 0)
		return;
	if (below != NULL)
		model_facts_fill(facts, below);
	if (below != NULL && below->engine != NULL)
		models->facts[at] = *facts;
	else if (models->n < MODELS_MAX)
		models->facts[models->n++] = *facts;
}

/* Lays the entries of `list` over those of the table and takes its JSON. They
 * are of `engine`, whatever they say, and name nothing. */
static void models_overlay(struct models *models, struct models *list,
			   const char *engine)
{
	size_t before = models->n;

	models->facts = mem_grow(models->facts, models->n + list->n + 1,
				 sizeof(*models->facts));
	for (size_t i = 0; i < list->n; i++) {
		struct model_facts facts = list->facts[i];

		facts.engine = engine;
		facts.alias = NULL;
		facts.usual = false;
		models_overlay_one(models, before, &facts);
	}
	models->roots[models->n_roots++] = list->roots[0];
	list->n_roots = 0;
	models_sort_names(models);
}

static int models_read_list(const char *path, struct models **ret,
			    struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error why = {0};

	if (file_read(path, MODELS_BYTES, &text, &why) < 0 ||
	    models_read(text.data != NULL ? text.data : "", text.len, ret,
			&why) < 0)
		return error_set(err, ERROR_FAILED,
				 "the list of models %s cannot be used: %s; "
				 "delete it, or fetch it anew with `vasculum "
				 "models --refresh`",
				 path, why.text);
	return 0;
}

/* Lays over what was fetched of an engine, where it was. */
static int models_take_list(struct models *models, const char *cache_dir,
			    const char *engine, struct error *err)
{
	char *name CLEANUP(mem_free_str) = models_cache_name(engine);
	char *path CLEANUP(mem_free_str) = file_join(cache_dir, name);
	struct models *list;

	if (access(path, F_OK) != 0 && errno == ENOENT)
		return 0;
	if (models_read_list(path, &list, err) < 0)
		return -1;
	models_overlay(models, list, engine);
	models_free(list);
	return 0;
}

char *models_cache_name(const char *engine)
{
	for (size_t i = 0; model_engines[i] != NULL; i++)
		if (strcmp(engine, model_engines[i]) == 0)
			return mem_printf("models-%s.json", engine);
	return NULL;
}

/* --- the table ------------------------------------------------------------ */

/* Says which file an error of reading is about. */
static int models_wrong(struct error *err, const struct error *why)
{
	return error_set(err, ERROR_FAILED,
			 "%s: %s; mend it, or remove it from the "
			 "configuration directory and the program's own is "
			 "used",
			 MODELS_FILE, why->text);
}

int models_parse(const char *json, size_t len, struct models **ret,
		 struct error *err)
{
	struct error why = {0};
	struct models *models;

	if (models_read(json, len, &models, &why) < 0)
		return models_wrong(err, &why);
	models_resolve(models);
	*ret = models;
	return 0;
}

int models_load(const char *config_dir, const char *cache_dir,
		struct models **ret, struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error why = {0};
	struct models *models;

	if (asset_load(config_dir, MODELS_FILE, &text, err) < 0)
		return -1;
	if (models_read(text.data != NULL ? text.data : "", text.len, &models,
			&why) < 0)
		return models_wrong(err, &why);
	for (size_t i = 0; cache_dir != NULL && model_engines[i] != NULL; i++) {
		if (models_take_list(models, cache_dir, model_engines[i], err) <
		    0) {
			models_free(models);
			return -1;
		}
	}
	models_resolve(models);
	*ret = models;
	return 0;
}

void models_free(struct models *models)
{
	if (models == NULL)
		return;
	for (size_t i = 0; i < models->n_roots; i++)
		json_decref(models->roots[i]);
	free(models->facts);
	free(models->items);
	free(models->families);
	free(models->names);
	free(models);
}

size_t models_count(const struct models *models)
{
	return models->n;
}

const struct model *models_at(const struct models *models, size_t i)
{
	return &models->items[i];
}

const char *models_date(const struct models *models)
{
	return json_string_at(models->roots[0], "date");
}

const struct model *models_find(const struct models *models, const char *engine,
				const char *name)
{
	size_t at = models_place(models, engine, name);

	return at < models->n ? &models->items[at] : NULL;
}

/* Whether an engine can be asked for it. */
static bool model_serves(const struct model *model, const char *engine)
{
	return model->engine == NULL || engines_equal(model->engine, engine);
}

const struct model *models_default(const struct models *models,
				   const char *engine)
{
	for (size_t i = 0; i < models->n; i++)
		if (models->items[i].usual &&
		    engines_equal(models->items[i].engine, engine))
			return &models->items[i];
	return NULL;
}

const char *models_suggest(const struct models *models, const char *engine,
			   const char *name)
{
	char *folded CLEANUP(mem_free_str) =
		text_folded(strlen(name) <= MODEL_NAME_MAX ? name : "");
	int best = (int)(strlen(folded) / 3) + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < models->n; i++) {
		const struct model *model = &models->items[i];
		char *known CLEANUP(mem_free_str) = NULL;
		int distance;

		if (model->alias == NULL || !model_serves(model, engine))
			continue;
		known = text_folded(model->alias);
		distance = text_distance(folded, known, best);
		if (distance < best) {
			best = distance;
			nearest = model->alias;
		}
	}
	return nearest;
}
