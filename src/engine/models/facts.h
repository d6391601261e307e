/*
 * facts.h: what one source says of a model, and what it leaves open,
 * so that sources can be laid over each other. Inside engine/ only.
 *
 * Strings are borrowed from the JSON that the facts were read from.
 */
#ifndef ENGINE_MODELS_FACTS_H
#define ENGINE_MODELS_FACTS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"
#include "engine/models/models.h"

enum model_number {
	MODEL_PRICE_PROMPT,
	MODEL_PRICE_COMPLETION,
	MODEL_PRICE_REQUEST,
	MODEL_PRICE_IMAGE,
	MODEL_PRICE_BATCH_PROMPT,
	MODEL_PRICE_BATCH_COMPLETION,
	MODEL_PRICE_CACHED,
	MODEL_IMAGE_TOKENS_MPX,
	MODEL_IMAGE_TOKENS,
	MODEL_IMAGE_TOKENS_MAX,
	MODEL_RPM,
	MODEL_TPM,
	MODEL_CONTEXT,
	MODEL_MAX_OUTPUT,
	MODEL_NUMBERS,
};

#define MODEL_NAME_MAX 128 /* bytes of an id or alias */

struct model_facts {
	const char *alias, *id;	       /* NULL: not said */
	const char *engine;	       /* static; NULL: any */
	double numbers[MODEL_NUMBERS]; /* NAN: not said */
	int format;		       /* enum model_format; -1: not said */
	int temperature;	       /* 0, 1; -1: not said */
	int pictures;		       /* likewise */
	bool usual;
};

/* The engines that ask a server: their names, ended by NULL. */
extern const char *const model_engines[];
#define MODEL_ENGINES 3

/* Printable, short, without blanks and commas: can stand in a list. */
bool model_name_fits(const char *name);

/* Nothing said at all. */
void model_facts_init(struct model_facts *facts);
/*
 * Reads all but the id from a JSON object. A price that is not a number, or one
 * that none can be (negative, over 1 USD a token), is said to be unknown, -1:
 * nothing below is taken for it. Other numbers that cannot be are passed
 * over. Errors: engines, formats and names that are none.
 */
int model_facts_read(const json_t *object, struct model_facts *ret,
		     struct error *err) MUST_USE;
/* Takes from `below` what `facts` leaves open. */
void model_facts_fill(struct model_facts *facts,
		      const struct model_facts *below);
/* The model; what is still open is unknown, or bounded where it has to be. */
void model_facts_apply(const struct model_facts *facts, struct model *ret);

/* How a number is called in a table, and what of a format. */
const char *model_number_word(enum model_number number);

/* Fills in what the families of the table say of a model. */
void models_fill_by_family(const struct models *models,
			   struct model_facts *facts);

#endif
