/*
 * run.h: a run directory: identity, defaults, and who extracts in it.
 *
 * A `struct run` is immutable after run_open and shared by all threads; what
 * changes (journals, index) has modules of its own.
 */
#ifndef RUN_RUN_RUN_H
#define RUN_RUN_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "dwc/words/place.h"
#include "dwc/record/term.h"

enum run_mode {
	RUN_READ,   /* has to exist; nothing but the index is written */
	RUN_LOOK,   /* has to exist; nothing of it is written: it is taken for
		       read-only, whoever may write it */
	RUN_WRITE,  /* has to exist; a read-only directory is an error */
	RUN_CREATE, /* made when it is not there; a directory that holds
		       something else is refused */
};

/* What was asked last of an engine. */
struct run_memory {
	char *engine;
	char *models;	/* "a,b", or NULL */
	char *base_url; /* of its server, or NULL: the engine's own */
	char *send;	/* what of a sheet, as --send names it, or NULL */
};

struct run {
	char *dir;
	char *id;	   /* random, from run.json */
	char *created;	   /* when it was made, as there, or NULL */
	char *name;	   /* last component of dir, clean text, for people */
	char *images_root; /* absolute, or NULL while none is known */
	char *engine;	   /* default engine, or NULL */
	struct run_memory *memories; /* of each engine that was used */
	size_t n_memories;
	char *catalog_pattern; /* what catalogue numbers look like
				  (dwc/catalogue/shape.h): of run.json, else of
				  config.ini, or NULL */
	bool read_only;	       /* the directory cannot be written */
	bool looks;	       /* opened by RUN_LOOK */
	char *index_path;      /* RUN/index.db, or below $XDG_CACHE_HOME */
	struct terms *terms;
	struct places *places;
	char *config_dir; /* may be NULL */
};

/*
 * Opens a run. Errors: not a run (ERROR_USAGE), a run of the original
 * pipeline (ERROR_USAGE, naming the `import` command that takes it in), a
 * schema newer than this program.
 */
int run_open(const char *dir, enum run_mode mode, struct run **ret,
	     struct error *err) MUST_USE;
void run_close(struct run *run);

/* Of this engine; borrowed, NULL: it was not used. */
const struct run_memory *run_memory(const struct run *run, const char *engine);

/* Defaults of a run, in run.json. NULL: as it is. */
struct run_defaults {
	const char *images_root; /* made absolute */
	const char *engine;
	const char *models;   /* of that engine, "a,b" */
	const char *base_url; /* likewise */
	const char *send;     /* likewise */
};
/* Changes them, atomically, under RUN/lock unless `locked` says the caller
 * holds it. Models and address of another engine are kept for it. Takes effect
 * at the next run_open. */
int run_set_defaults(const char *dir, const struct run_defaults *defaults,
		     bool locked, struct error *err) MUST_USE;

/* Whether there is an outcome in it; true where that cannot be told. */
bool run_has_records(const struct run *run);
/* ERROR_USAGE where the run has records, and knows other photographs than those
 * in this directory (absolute): records are of what they were read from. */
int run_check_images(const struct run *run, const char *images,
		     struct error *err) MUST_USE;

/*
 * Reading again what is done (--again): *ret_since is the offset in raw.jsonl
 * from which on outcomes count. The first one to begin writes it into
 * run.json, by run_begin_again, once nothing can be refused any more; who looks
 * while it stands there, with these parameters, goes on with it, so that
 * nothing is paid for a third time. The caller holds RUN/lock.
 */
int run_look_again(const struct run *run, const char *params_sha256,
		   int64_t *ret_since, struct error *err) MUST_USE;
int run_begin_again(const struct run *run, const char *params_sha256,
		    int64_t since, struct error *err) MUST_USE;
/* All that was to be read again was: the next one begins anew. */
int run_end_again(const struct run *run, struct error *err) MUST_USE;
/* All that was to be read again is in batches of these parameters, or is read:
 * the round ends when the last of them is collected. `lines` of batches.jsonl
 * were known then. run_begin_again takes that back. */
int run_send_again(const struct run *run, const char *params_sha256,
		   uint64_t lines, struct error *err) MUST_USE;
/* The parameters of such a round in *ret, owned, NULL: there is none; and the
 * lines that were known when all of it was sent. */
int run_sent_again(const struct run *run, char **ret, uint64_t *ret_lines,
		   struct error *err) MUST_USE;

char *run_path(const struct run *run, const char *name); /* owned */

#endif
