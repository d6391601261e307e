/*
 * record_look.h: the thread that looks at the sheet of the record on the
 * screen, where nobody has looked at it yet, so that its values can be held
 * against it. The latest request wins: what is under way for another record
 * is given up.
 */
#ifndef REVIEW_RECORD_LOOK_H
#define REVIEW_RECORD_LOOK_H

#include "base/error.h"
#include "run/run/run.h"
#include "run/store/store.h"

struct record_look;

/*
 * Starts it; `run` and `store` outlive it. `ocr_lang` (NULL: "eng") is copied.
 * What it finds goes into the run's cache, and the store is told, which tells
 * its watcher when the row has been made anew. *ret is NULL where this build
 * has no OCR. Models are loaded when they are first needed.
 */
int record_look_start(const struct run *run, struct store *store,
		      const char *ocr_lang, struct record_look **ret,
		      struct error *err) MUST_USE;
/* Gives up what is under way, waits for that, frees. NULL is fine. */
void record_look_stop(struct record_look *look);
/* The file (copied) of a record and its name in the run; `path` NULL: there
 * is nothing to look at. Any thread; returns at once. NULL is fine. */
void record_look_ask(struct record_look *look, const char *path,
		     const char *image);

#endif
