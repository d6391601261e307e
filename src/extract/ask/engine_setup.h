/*
 * engine_setup.h: what the options of an extraction say to its engine, and
 * what its outcomes are told apart by. Pure.
 */
#ifndef EXTRACT_ASK_ENGINE_SETUP_H
#define EXTRACT_ASK_ENGINE_SETUP_H

#include "base/hash.h"
#include "engine/engine.h"
#include "extract/ask/options.h"
#include "run/run/run.h"

/* What the engine is opened with, but for what is kept between sheets (shapes,
 * facts, labels); borrowed. `cache_dir` is xdg_cache_dir(). */
void extract_engine_options(const struct run *run,
			    const struct extract_options *options,
			    const char *cache_dir, struct engine_options *ret);
/* The params_sha256 of its outcomes. */
void extract_params(const struct engine_ops *ops, const struct engine *engine,
		    char ret[HASH_HEX_SIZE]);

#endif
