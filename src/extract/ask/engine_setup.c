/*
 * engine_setup.c: what an engine is opened with. See engine_setup.h.
 */
#include "config.h"

#include "extract/ask/engine_setup.h"

void extract_engine_options(const struct run *run,
			    const struct extract_options *options,
			    const char *cache_dir, struct engine_options *ret)
{
	const struct extract_options *o = options;

	*ret = (struct engine_options){
		.config_dir = run->config_dir,
		.ocr_lang = o->ocr_lang != NULL ? o->ocr_lang : "eng",
		.catalog_pattern = run->catalog_pattern,
		.terms = run->terms,
		.places = run->places,
		.cache_dir = cache_dir,
		.base_url = o->base_url,
		.models = o->models,
		.prompt = o->prompt,
		.payload = {o->send, o->max_edge, o->max_bytes},
		.insecure_http = o->insecure_http,
		.allow_training = o->allow_training,
		.zdr = o->zdr,
		.cap_price = o->budget_usd > 0,
	};
}

void extract_params(const struct engine_ops *ops, const struct engine *engine,
		    char ret[HASH_HEX_SIZE])
{
	struct bytes params CLEANUP(bytes_done) = {0};

	ops->params(engine, &params);
	hash_bytes(params.data, params.len, ret);
}
