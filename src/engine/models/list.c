/*
 * list.c: the models that a person names for an extraction. See models.h.
 *
 * 1. A model of the table is borrowed; one that is made of a name alone, and
 *    its name, are the list's own.
 */
#include "config.h"

#include "engine/models/models.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/models/facts.h"

/* Models that no table has, and their names. */
struct model_strangers {
	struct model models[MODEL_LIST_MAX];
	char *names[MODEL_LIST_MAX];
	size_t n;
};

/* A model of which only the name is known. */
static const struct model *strangers_add(struct model_strangers *strangers,
					 const struct models *models,
					 const char *engine, const char *name)
{
	struct model *model = &strangers->models[strangers->n];
	char *copy = mem_strdup(name);
	struct model_facts facts;

	model_facts_init(&facts);
	facts.id = copy;
	for (size_t i = 0; model_engines[i] != NULL; i++)
		if (engine != NULL && strcmp(engine, model_engines[i]) == 0)
			facts.engine = model_engines[i];
	models_fill_by_family(models, &facts);
	model_facts_apply(&facts, model);
	strangers->names[strangers->n++] = copy;
	return model;
}

static int list_check_name(const char *name, const char *names,
			   struct error *err)
{
	if (name[0] == '\0')
		return error_set(err, ERROR_USAGE,
				 "an empty name among the models \"%s\"; name "
				 "them with commas between",
				 names);
	if (!model_name_fits(name))
		return error_set(err, ERROR_USAGE,
				 "\"%.140s\" cannot be a model; its name is at "
				 "most %d letters, digits and signs",
				 name, MODEL_NAME_MAX);
	return 0;
}

/* Appends one; a name that stands there already is passed over. */
static int list_add(struct model_list *list, const struct models *models,
		    const char *engine, const char *name, struct error *err)
{
	const struct model *model = models_find(models, engine, name);

	for (size_t i = 0; i < list->n; i++)
		if (list->items[i] == model ||
		    strcmp(list->items[i]->id, name) == 0)
			return 0;
	if (list->n == MODEL_LIST_MAX)
		return error_set(err, ERROR_USAGE,
				 "more than %d models; name fewer",
				 MODEL_LIST_MAX);
	list->items[list->n++] =
		model != NULL ? model
			      : strangers_add(list->own, models, engine, name);
	return 0;
}

int model_list_parse(const struct models *models, const char *engine,
		     const char *names, struct model_list *ret,
		     struct error *err)
{
	struct model_list list = {
		.own = mem_zalloc(sizeof(struct model_strangers))};

	for (const char *at = names; at != NULL;) {
		const char *comma = strchr(at, ',');
		char *piece CLEANUP(mem_free_str) =
			comma != NULL ? mem_strndup(at, (size_t)(comma - at))
				      : mem_strdup(at);
		char *name CLEANUP(mem_free_str) = text_squeezed(piece);

		if (list_check_name(name, names, err) < 0 ||
		    list_add(&list, models, engine, name, err) < 0) {
			model_list_done(&list);
			return -1;
		}
		at = comma != NULL ? comma + 1 : NULL;
	}
	*ret = list;
	return 0;
}

void model_list_done(struct model_list *list)
{
	struct model_strangers *strangers = list->own;

	for (size_t i = 0; strangers != NULL && i < strangers->n; i++)
		free(strangers->names[i]);
	free(strangers);
	*list = (struct model_list){0};
}
