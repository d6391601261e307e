/*
 * models.h: the models that can be asked: names, prices, limits. The table
 * comes from data/models.json or its replacement in the configuration
 * directory, with what `vasculum models --refresh` fetched laid over it.
 *
 * A `struct models` is immutable once loaded and shared by all threads.
 */
#ifndef ENGINE_MODELS_MODELS_H
#define ENGINE_MODELS_MODELS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"

/* How a model is made to answer in JSON. */
enum model_format {
	MODEL_PLAIN,	   /* asked in the prompt alone */
	MODEL_JSON_OBJECT, /* response_format json_object */
	MODEL_JSON_SCHEMA, /* response_format json_schema, strict */
};

struct model {
	const char *alias;  /* "qwen-vl-72b-free", or NULL */
	const char *id;	    /* as the server calls it */
	const char *engine; /* "openrouter", "openai", or NULL: any */
	double price_prompt, price_completion; /* USD a token; -1: unknown */
	double price_request, price_image;     /* USD each; 0: none */
	/* USD a token of a batch, and of a prompt that the server had cached;
	 * -1: unknown */
	double price_batch_prompt, price_batch_completion, price_cached;
	double image_tokens_mpx; /* prompt tokens for 10^6 pixels sent */
	double image_tokens;	 /* and for each image */
	double image_tokens_max; /* of an image, whatever its size; 0: none */
	double rpm, tpm;	 /* an account's limits; 0: none known */
	long context;		 /* tokens; 0: unknown */
	long max_output;	 /* tokens it can answer; 0: unknown */
	enum model_format format;
	bool temperature; /* it can be told one */
	bool blind;	  /* it takes no pictures, by its server's word */
	bool usual; /* what its engine is asked where nobody names a model */
	bool known; /* in the table; else made of a name alone */
};

struct models;

/*
 * `cache_dir` (may be NULL) is where refreshed lists lie. What such a list
 * says of a model replaces what the table says; its name and what a picture
 * costs stay. A damaged list is an error that tells how to be rid of it. *ret
 * is the caller's to models_free(). Reads files; any thread.
 */
int models_load(const char *config_dir, const char *cache_dir,
		struct models **ret, struct error *err) MUST_USE;
/*
 * Parses the text of such a table; for tests and models_load. It is
 *   {"date", "models":[{"alias","id","engine","default",…}],
 *    "families":[{"ids":"openai/gpt-4o*","engine",…}]}
 * where … are the members of struct model by their names (prices in USD a
 * token, format as "plain", "json_object", "json_schema", temperature and
 * pictures as true or false), all of which may be left out, and others are
 * passed over. A family says what the models of a pattern (fnmatch) do not say themselves,
 * known ones or not; the first that matches is asked first, and its format is
 * the most that is asked of them. Fails at what does not fit, and names it.
 */
int models_parse(const char *json, size_t len, struct models **ret,
		 struct error *err) MUST_USE;
void models_free(struct models *models); /* NULL is fine */

size_t models_count(const struct models *models);
const struct model *models_at(const struct models *models, size_t i);
/* By alias or id, for this engine; NULL for an unknown one. */
const struct model *models_find(const struct models *models, const char *engine,
				const char *name);
/* The model that is asked where none is named, or NULL. */
const struct model *models_default(const struct models *models,
				   const char *engine);
/* The day that the table's own prices are of ("2026-11-24"), or NULL. */
const char *models_date(const struct models *models);
/* The alias nearest to a mistyped one, or NULL. */
const char *models_suggest(const struct models *models, const char *engine,
			   const char *name);

/*
 * The models of "a,b,c" (aliases or ids) for an engine, in that order; a name
 * that is in no table becomes a model of unknown price (free where it ends in
 * ":free"). Empty names and more than MODEL_LIST_MAX are ERROR_USAGE. What is
 * found is borrowed from `models`, the rest owned by *ret.
 */
#define MODEL_LIST_MAX 8
struct model_list {
	const struct model *items[MODEL_LIST_MAX];
	size_t n;
	void *own;
};
int model_list_parse(const struct models *models, const char *engine,
		     const char *names, struct model_list *ret,
		     struct error *err) MUST_USE;
void model_list_done(struct model_list *list);

bool model_is_free(const struct model *model);
bool model_price_known(const struct model *model);
/* What an answer of so many tokens costs in USD; -1 where the price is
 * unknown. */
double model_cost(const struct model *model, double prompt_tokens,
		  double completion_tokens, double images);
/* The same of a row of a batch, by the batch's own price. */
double model_batch_cost(const struct model *model, double prompt_tokens,
			double completion_tokens, double images);
bool model_batch_price_known(const struct model *model);
/* ERROR_USAGE for a model that no batch takes: one whose id ends in ":free". */
int model_check_batch(const struct model *model, struct error *err) MUST_USE;
/* "plain", "json_object", "json_schema". */
const char *model_format_word(enum model_format format);
/* Prompt tokens of pictures: upper bounds rather than averages, for budgets
 * are kept by them. */
double model_image_tokens(const struct model *model, double images,
			  double megapixels);

/*
 * Takes the body of GET /models of an OpenRouter- or OpenAI-shaped server
 * (`engine`) and appends the table that models_load lays over its own; only
 * models that write text, where the server says which do, and which of these
 * take no pictures. The price of an entry "MODEL:batch" becomes that of MODEL's
 * batches. *ret_n: how many models.
 */
int models_refresh(const char *body, size_t len, const char *engine,
		   struct bytes *ret, size_t *ret_n,
		   struct error *err) MUST_USE;
/* The file name below cache_dir for what was refreshed of an engine. Owned;
 * NULL for an engine that asks no server. */
char *models_cache_name(const char *engine);

#endif
