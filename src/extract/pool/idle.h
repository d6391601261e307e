/*
 * idle.h: the thread that looks at sheets which a server has read, while the
 * run waits for others. It has the lowest priority there is, begins nothing
 * while anything waits for the pool, and what it has not come to is dropped at
 * the end: nobody waits for it, and whatever is left is found out when a record
 * comes on the screen, or by `vasculum look`.
 */
#ifndef EXTRACT_POOL_IDLE_H
#define EXTRACT_POOL_IDLE_H

#include "base/error.h"
#include "run/cache/facts.h"
#include "run/store/store.h"

struct idle_looks;

struct idle_options {
	const char *ocr_lang;	   /* copied */
	struct facts_cache *cache; /* these outlive the thread */
	struct store *store;
	bool (*busy)(void *arg); /* whether something waits; its thread's */
	void *arg;
	/* Not before: a short run is not to load models for a few sheets. */
	int after_ms;
};

/* Starts it; *ret is NULL where this build has no OCR. */
int idle_looks_start(const struct idle_options *options,
		     struct idle_looks **ret, struct error *err) MUST_USE;
/* Gives up what is under way, drops the rest, frees. NULL is fine. */
void idle_looks_stop(struct idle_looks *looks);

/* A sheet (all copied) that was read: where its file is, whether that is a copy
 * (`copied`), what it is in the run, and its hash. Any thread; returns at once.
 * NULL is fine. */
void idle_looks_put(struct idle_looks *looks, const char *path, bool copied,
		    const struct facts_file *file, const char *sha256);

#endif
