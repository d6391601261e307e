/*
 * fake_run.h: a run, a store and an engine for tests of the scheduler: what
 * they do and when is in the test's hands. fake_run.c defines the functions
 * of run/store/store.h, run/intake/worklist.h and run/index/index.h which an
 * extraction calls, so that the library's own are not linked.
 */
#ifndef TESTS_FAKE_RUN_H
#define TESTS_FAKE_RUN_H

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/thread/mailbox.h"
#include "extract/worker/extractor.h"
#include "run/run/run.h"
#include "run/store/store.h"

#define FAKE_MAX 256

/* A line of the fake raw.jsonl. */
struct fake_line {
	char *image, *specimen_id, *sha256, *error, *error_kind, *error_scope;
	char *model, *provider, *run_id, *params_sha256, *timestamp;
	char *copy_of; /* of the extra keys */
	int attempts;
};

struct fake_event {
	char *type;
	json_t *data;
};

struct fake_held {
	uint64_t ticket;
	struct mailbox *reply;
};

struct fake {
	struct run run; /* first: run.terms points at the fake */
	char *images;
	struct mailbox *watcher;
	struct extractor *extractor;
	struct store *store;
	struct extract_progress last;
	struct extract_options options;
	struct engine_ops ops;

	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* protected by lock */
	/* the store */
	bool hold_acks;
	int fail_acks;	/* as many acks say that the disk is broken */
	bool no_rescue; /* of what is given up */
	struct fake_line lines[FAKE_MAX];
	size_t n_lines;
	struct fake_event events[FAKE_MAX];
	size_t n_events;
	struct fake_held held[FAKE_MAX];
	size_t n_held, most_held;
	struct mailbox *reply; /* of whom an outcome was last */
	/* the engine */
	bool hold_reads, let_go;
	bool no_reader;
	bool rewrite; /* each image is changed while it is read */
	size_t reading, most_reading, reads;
	/* the index: images that are done, or failed, by their names */
	const char *done[8], *failed[8];
	int index_full; /* as many questions find no room on the disk */
	/* the worklist */
	bool scan_for_ever;
	size_t scanned;
};

struct fake *fake_new(void);
void fake_free(struct fake *fake);
/* Makes an image with these bytes. Those named "bad" cannot be read; "once",
 * not the first time; on "empty" has no label; "held" waits for
 * fake_release_reads. */
void fake_image(struct fake *fake, const char *name, const char *bytes);
/* image-00.jpg … */
void fake_images(struct fake *fake, int n);
void fake_start(struct fake *fake);
/* Waits for the end; the last snapshot is in fake->last. */
void fake_join(struct fake *fake);
/* Waits until the condition holds; fails the test after a long while. */
void fake_wait(struct fake *fake, bool (*is)(struct fake *fake));
void fake_release_reads(struct fake *fake);
/* Acknowledges what is held, and from now on all at once. */
void fake_release_acks(struct fake *fake);
/* The store says that the disk is full, or that it is no longer. */
void fake_space(struct fake *fake, bool waits);
size_t fake_count_events(struct fake *fake, const char *type);
/* The data of the n-th event of this type; borrowed. */
const json_t *fake_event(struct fake *fake, const char *type, size_t n);

#endif
