/*
 * looking.h: threads that look at the sheets of a run, and put what they find
 * into its cache of facts. They take no lock of the run and write no journal:
 * extractions, consoles and others that look may be at work. Built with OCR
 * only.
 */
#ifndef EXTRACT_LOOK_LOOKING_H
#define EXTRACT_LOOK_LOOKING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "extract/look/sheets.h"
#include "run/cache/facts.h"

enum looking_mail_kind {
	LOOKING_MAIL_PROGRESS = 260, /* struct looking_progress, latest wins */
	LOOKING_MAIL_FAULT,	     /* struct looking_fault, each */
};

struct looking_progress {
	struct mail mail;
	size_t total;
	size_t looked; /* at, now */
	size_t known;  /* before */
	size_t failed; /* missing, or not to be read */
	bool over;     /* no thread works any more */
	/* Why nothing can be looked at (its kind is ERROR_NONE otherwise). */
	struct error error;
};

/* A sheet that could not be looked at. */
struct looking_fault {
	struct mail mail;
	char image[256]; /* clean text */
	struct error error;
};

struct looking_options {
	const char *ocr_lang; /* NULL: "eng"; copied */
	int threads;	      /* 0: as there are processors */
	/* From the last sheet to the first: who finds others at it begins at
	 * the other end. */
	bool backwards;
};

struct looking;

/*
 * Starts them. `sheets`, `cache` and `reply` outlive them; a progress is posted
 * after each sheet, and one that is `over` at last. The threads are niced.
 */
int looking_start(const struct looking_options *options,
		  const struct look_sheets *sheets, struct facts_cache *cache,
		  struct mailbox *reply, struct looking **ret,
		  struct error *err) MUST_USE;
/* Gives up what is being looked at, within a moment. */
void looking_cancel(struct looking *looking);
/* Waits for the threads, frees. NULL is fine. */
void looking_stop(struct looking *looking);

#endif
