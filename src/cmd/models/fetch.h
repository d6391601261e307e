/*
 * fetch.h: a server's list of models, fetched and kept.
 */
#ifndef CMD_MODELS_FETCH_H
#define CMD_MODELS_FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/*
 * Asks the server of `engine` (at `base_url`, or its own where that is NULL;
 * `insecure_http`: by plain http, too) for its models and keeps the list below
 * `cache_dir`, which is made. *ret_n: how many models. Blocks for up to
 * a minute. A list that cannot be used leaves the one that is there.
 */
int models_fetch(const char *engine, const char *base_url, bool insecure_http,
		 const char *cache_dir, size_t *ret_n,
		 struct error *err) MUST_USE;

#endif
