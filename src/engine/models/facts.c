/*
 * facts.c: what a source says of a model. See facts.h.
 *
 * 1. NAN means "not said" and is filled from below; -1 in a price means "said
 *    to be unknown" and is not.
 */
#include "config.h"

#include "engine/models/facts.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/json/json.h"

/* A picture of a model of which nothing is known: as much as any of the
 * usual ways of counting would make of it, for budgets rest on it. */
#define PICTURE_TOKENS	   2580
#define PICTURE_TOKENS_MPX 2580

const char *const model_engines[] = {"openrouter", "openai", "compatible",
				     NULL};

static const char *const format_words[] = {
	[MODEL_PLAIN] = "plain",
	[MODEL_JSON_OBJECT] = "json_object",
	[MODEL_JSON_SCHEMA] = "json_schema",
};

enum number_kind {
	NUMBER_PRICE, /* what cannot be read is unknown */
	NUMBER_FEE,   /* the same, and with it the whole price */
	NUMBER_OWN,   /* what cannot be read is unknown, and free for nobody */
	NUMBER_PLAIN, /* what cannot be read is passed over */
};

static const struct number_column {
	const char *key;
	enum number_kind kind;
	double max;	 /* of what can be true */
	double fallback; /* where nobody says it */
} number_columns[MODEL_NUMBERS] = {
	[MODEL_PRICE_PROMPT] = {"price_prompt", NUMBER_PRICE, 1, -1},
	[MODEL_PRICE_COMPLETION] = {"price_completion", NUMBER_PRICE, 1, -1},
	[MODEL_PRICE_REQUEST] = {"price_request", NUMBER_FEE, 1000, 0},
	[MODEL_PRICE_IMAGE] = {"price_image", NUMBER_FEE, 1000, 0},
	[MODEL_PRICE_BATCH_PROMPT] = {"price_batch_prompt", NUMBER_OWN, 1, -1},
	[MODEL_PRICE_BATCH_COMPLETION] = {"price_batch_completion", NUMBER_OWN,
					  1, -1},
	[MODEL_PRICE_CACHED] = {"price_cached", NUMBER_OWN, 1, -1},
	[MODEL_IMAGE_TOKENS_MPX] = {"image_tokens_mpx", NUMBER_PLAIN, 1e6,
				    PICTURE_TOKENS_MPX},
	[MODEL_IMAGE_TOKENS] = {"image_tokens", NUMBER_PLAIN, 1e6,
				PICTURE_TOKENS},
	[MODEL_IMAGE_TOKENS_MAX] = {"image_tokens_max", NUMBER_PLAIN, 1e6, 0},
	[MODEL_RPM] = {"rpm", NUMBER_PLAIN, 1e9, 0},
	[MODEL_TPM] = {"tpm", NUMBER_PLAIN, 1e12, 0},
	[MODEL_CONTEXT] = {"context", NUMBER_PLAIN, 1e9, 0},
	[MODEL_MAX_OUTPUT] = {"max_output", NUMBER_PLAIN, 1e9, 0},
};

const char *model_number_word(enum model_number number)
{
	return number_columns[number].key;
}

const char *model_format_word(enum model_format format)
{
	return format_words[format];
}

bool model_name_fits(const char *name)
{
	size_t len = 0;

	while (name[len] > ' ' && name[len] < 0x7f && name[len] != ',')
		len++;
	return len > 0 && len <= MODEL_NAME_MAX && name[len] == '\0';
}

void model_facts_init(struct model_facts *facts)
{
	*facts = (struct model_facts){
		.format = -1, .temperature = -1, .pictures = -1};
	for (int i = 0; i < MODEL_NUMBERS; i++)
		facts->numbers[i] = NAN;
}

/* --- reading -------------------------------------------------------------- */

static void facts_read_number(const json_t *object, enum model_number number,
			      struct model_facts *facts)
{
	const struct number_column *column = &number_columns[number];
	const json_t *value = json_object_get(object, column->key);
	double read = json_number_at(object, column->key, -1);
	bool fits = read >= 0 && read <= column->max;

	if (value == NULL || json_is_null(value))
		return;
	if (fits)
		facts->numbers[number] = read;
	else if (column->kind == NUMBER_PRICE || column->kind == NUMBER_OWN)
		facts->numbers[number] = -1;
	else if (column->kind == NUMBER_FEE)
		facts->numbers[MODEL_PRICE_PROMPT] = -1;
}

static int facts_read_engine(const json_t *object, struct model_facts *facts,
			     struct error *err)
{
	const char *word = json_string_at(object, "engine");

	for (size_t i = 0; word != NULL && model_engines[i] != NULL; i++)
		if (strcmp(word, model_engines[i]) == 0)
			facts->engine = model_engines[i];
	if (word != NULL && facts->engine == NULL)
		return error_set(
			err, ERROR_FAILED,
			"\"%s\" is not an engine that asks a server; "
			"use openrouter, openai or compatible, or leave "
			"it out",
			word);
	return 0;
}

static int facts_read_format(const json_t *object, struct model_facts *facts,
			     struct error *err)
{
	const char *word = json_string_at(object, "format");

	for (size_t i = 0; word != NULL && i < ARRAY_LEN(format_words); i++)
		if (strcmp(word, format_words[i]) == 0)
			facts->format = (int)i;
	if (word != NULL && facts->format < 0)
		return error_set(
			err, ERROR_FAILED,
			"\"%s\" is not a format; use plain, json_object "
			"or json_schema",
			word);
	return 0;
}

/* 0, 1; -1: not said. */
static int facts_read_truth(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return json_is_boolean(value) ? json_is_true(value) : -1;
}

int model_facts_read(const json_t *object, struct model_facts *ret,
		     struct error *err)
{
	struct model_facts facts;

	model_facts_init(&facts);
	facts.alias = json_string_at(object, "alias");
	facts.usual = json_is_true(json_object_get(object, "default"));
	facts.temperature = facts_read_truth(object, "temperature");
	facts.pictures = facts_read_truth(object, "pictures");
	if (facts.alias != NULL && !model_name_fits(facts.alias))
		return error_set(err, ERROR_FAILED,
				 "\"%.140s\" cannot be an alias; use at most "
				 "%d letters, digits and signs, no blank or "
				 "comma",
				 facts.alias, MODEL_NAME_MAX);
	if (facts_read_engine(object, &facts, err) < 0 ||
	    facts_read_format(object, &facts, err) < 0)
		return -1;
	/* Prices first: a fee that cannot be read makes them unknown. */
	for (int i = 0; i < MODEL_NUMBERS; i++)
		facts_read_number(object, (enum model_number)i, &facts);
	*ret = facts;
	return 0;
}

/* --- laying over ---------------------------------------------------------- */

void model_facts_fill(struct model_facts *facts,
		      const struct model_facts *below)
{
	if (facts->alias == NULL)
		facts->alias = below->alias;
	if (facts->format < 0)
		facts->format = below->format;
	if (facts->temperature < 0)
		facts->temperature = below->temperature;
	if (facts->pictures < 0)
		facts->pictures = below->pictures;
	facts->usual = facts->usual || below->usual;
	for (int i = 0; i < MODEL_NUMBERS; i++)
		if (isnan(facts->numbers[i]))
			facts->numbers[i] = below->numbers[i];
}

/* What ends in ":free" costs nothing, unless somebody says it does. */
static double facts_default_price(const struct model_facts *facts,
				  double fallback)
{
	size_t len = strlen(facts->id);

	return len > 5 && strcmp(facts->id + len - 5, ":free") == 0 ? 0
								    : fallback;
}

static double facts_number(const struct model_facts *facts,
			   enum model_number number)
{
	const struct number_column *column = &number_columns[number];

	if (!isnan(facts->numbers[number]))
		return facts->numbers[number];
	return column->kind == NUMBER_PRICE
		       ? facts_default_price(facts, column->fallback)
		       : column->fallback;
}

void model_facts_apply(const struct model_facts *facts, struct model *ret)
{
	*ret = (struct model){
		.alias = facts->alias,
		.id = facts->id,
		.engine = facts->engine,
		.price_prompt = facts_number(facts, MODEL_PRICE_PROMPT),
		.price_completion = facts_number(facts, MODEL_PRICE_COMPLETION),
		.price_request = facts_number(facts, MODEL_PRICE_REQUEST),
		.price_image = facts_number(facts, MODEL_PRICE_IMAGE),
		.price_batch_prompt =
			facts_number(facts, MODEL_PRICE_BATCH_PROMPT),
		.price_batch_completion =
			facts_number(facts, MODEL_PRICE_BATCH_COMPLETION),
		.price_cached = facts_number(facts, MODEL_PRICE_CACHED),
		.image_tokens_mpx = facts_number(facts, MODEL_IMAGE_TOKENS_MPX),
		.image_tokens = facts_number(facts, MODEL_IMAGE_TOKENS),
		.image_tokens_max = facts_number(facts, MODEL_IMAGE_TOKENS_MAX),
		.rpm = facts_number(facts, MODEL_RPM),
		.tpm = facts_number(facts, MODEL_TPM),
		.context = (long)facts_number(facts, MODEL_CONTEXT),
		.max_output = (long)facts_number(facts, MODEL_MAX_OUTPUT),
		.format = facts->format < 0 ? MODEL_PLAIN
					    : (enum model_format)facts->format,
		.temperature = facts->temperature != 0,
		.blind = facts->pictures == 0,
		.usual = facts->usual,
	};
}
