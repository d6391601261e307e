/*
 * options.h: what a person may choose of an extraction. Texts are borrowed
 * unless who keeps the options says otherwise. Pure.
 */
#ifndef EXTRACT_ASK_OPTIONS_H
#define EXTRACT_ASK_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/payload/payload.h"

struct extract_options {
	const char *images; /* NULL: the run's images root */
	const char *engine; /* NULL: the run's */
	/* where the run has none; the two others with this engine alone */
	const char *default_engine; /* NULL: "local" */
	const char *default_models, *default_base_url;
	const char *ocr_lang; /* NULL: "eng" */
	size_t offset, limit;
	int threads; /* --concurrency of the local engine; 0: one for each
			processor */
#define EXTRACT_THREADS_MAX 64
	bool retry_failed, again;
	bool batched;  /* also sheets that are in a batch */
	bool by_batch; /* they are to be read by batch, not at once */
	bool repoint; /* `images` replaces others, of which there are records */

	/* of engines that ask a server; the rest passes over them */
	const char *base_url; /* NULL: the engine's own */
	const char *models;   /* "a,b": in order of preference; NULL: the
				    engine's usual one */
	const char *key_file; /* NULL: keys of the environment */
	const char *prompt;   /* a built-in prompt or a file; NULL: the usual */
	enum payload_send send;
	bool sends; /* somebody named it; else what was sent last is again */
	const char *default_send; /* a word, as default_models; NULL: "both" */
	int max_edge;		  /* pixels; 0: PAYLOAD_EDGE */
	size_t max_bytes; /* of the pictures of a sheet; 0: PAYLOAD_BYTES */
	int window;	  /* --concurrency; 0: EXTRACT_WINDOW */
#define EXTRACT_WINDOW	   16
#define EXTRACT_WINDOW_MAX 1024
	double rpm, tpm;   /* 0: as the models' table says */
	size_t batch_size; /* 0: no batches */
	double batch_pause_s;
	double budget_usd;   /* of the whole run; 0: none */
	long max_tokens;     /* of an answer; 0: the usual */
	double timeout_s;    /* of a request; 0: the usual */
	bool no_wait;	     /* a daily quota ends it, to be resumed */
	bool insecure_http;  /* plain http beyond this machine */
	bool allow_training; /* providers may keep what they are sent */
	bool zdr;	     /* only providers that retain nothing */
	/* While nothing can be written it waits: for ever, or for so long. */
	bool gives_up;
	double wait_room_s;
	bool cache_images; /* copy sheets into RUN/cache before reading */
	uint64_t set_mask; /* the command line's own: which options it had */
};

/* Copies them with their texts; returns what is to be freed with the copy. */
void *extract_options_copy(const struct extract_options *options,
			   struct extract_options *ret);

#endif
