/*
 * engine.h: an engine turns a sheet into an outcome. The local one reads with
 * tesseract on a pool thread. Network engines only make a sheet ready there
 * (`prepare`); what is asked of the server then is chat.h's, and when is
 * extract/'s.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "dwc/catalogue/shape.h"
#include "dwc/words/place.h"
#include "dwc/record/term.h"
#include "engine/payload/payload.h"
#include "run/journal/outcome.h"

/* One sheet to be read. Borrowed by the engine for the call. */
struct sheet {
	const char *path;	 /* of the file that is opened */
	const char *image;	 /* relative to the images root, for outcomes */
	const char *specimen_id; /* 64 hex digits: SHA-256 of the file */
	uint64_t size;		 /* of the file when it was that */
	int64_t mtime_ns;
	bool copied; /* `path` is a copy of it, which never changes */
	double attempts;
	/* Set from another thread once the outcome is no longer wanted: a
	 * reader that looks at it may give up, with ERROR_STOPPED. May be
	 * NULL. */
	const atomic_bool *cancelled;
};

struct engine_options {
	const char *config_dir; /* where a user's data files lie; may be NULL */
	const char *ocr_lang;	/* tesseract models, "eng" by default */
	struct facts_cache *facts; /* outlives the engine; may be NULL */
	/* What catalogue numbers look like (dwc/catalogue/shape.h), or
	 * NULL. */
	const char *catalog_pattern;
	/* What the collection's other numbers look like, filled before the
	 * first reader is made; outlives the engine. Of all that an engine is
	 * given this alone is not among its parameters: it changes with each
	 * sheet. NULL: unknown. */
	const struct shapes *shapes;
	const struct terms *terms;
	const struct places *places;

	/* of network engines */
	const char
		*cache_dir;   /* where refreshed lists of models lie, or NULL */
	const char *base_url; /* NULL: the engine's own */
	const char *models;   /* "a,b"; NULL: the engine's usual one */
	const char *prompt;   /* NULL: the built-in one */
	struct payload_options payload;
	struct label_cache *labels; /* outlives the engine; may be NULL */
	bool insecure_http, allow_training, zdr;
	bool cap_price; /* of chat/request.h: there is a budget */
};

struct engine;
struct engine_reader; /* what one pool thread needs: a tesseract handle */

struct engine_ops {
	const char *name;     /* of --engine: "local" */
	const char *provider; /* of raw.jsonl: "local" */
	bool privacy; /* its server lets itself be told who may keep what it is
			 sent: --zdr, --allow-training */
	bool network; /* it asks a server: `prepare` in place of `read` */
	/* Opens the engine; shared by all pool threads, immutable. */
	int (*open)(const struct engine_options *options, struct engine **ret,
		    struct error *err);
	void (*close)(struct engine *engine);
	/* "vasculum-local" and such: the `model` of the outcomes. Borrowed. */
	const char *(*model)(const struct engine *engine);
	/* Appends what decides the result to a text that is hashed into
	 * params_sha256: engine, models, rules, what is read. Not the
	 * program's version, not the number of threads. */
	void (*params)(const struct engine *engine, struct bytes *ret);
	/* One reader for each pool thread; only that thread uses it. */
	int (*reader_new)(const struct engine *engine,
			  struct engine_reader **ret, struct error *err);
	void (*reader_free)(struct engine_reader *reader);
	/*
	 * Reads one sheet; blocks (pool thread). Success fills ret->dwc (an
	 * empty record means "no label found") and ret->labels; a failure of
	 * the sheet (unreadable image) is -1 with the reason in *err, which
	 * the worker journals as an outcome of kind "image". Identity, time
	 * and latency are the worker's to fill.
	 */
	int (*read)(struct engine_reader *reader, const struct sheet *sheet,
		    struct outcome *ret, struct error *err);
	/* Makes what is sent of one sheet; blocks (pool thread). Fails as
	 * `read` does. */
	int (*prepare)(struct engine_reader *reader, const struct sheet *sheet,
		       bool smaller, struct payload *ret, struct error *err);
};

/* All engines of this build, ended by NULL. */
const struct engine_ops *const *engine_list(void);
/* NULL for an unknown name. */
const struct engine_ops *engine_find(const char *name);
/* What this build was made without, where only that keeps it from having the
 * engine; else NULL. */
const char *engine_lacks(const char *name);

#endif
