/*
 * progress.h: a snapshot as text for people and as a JSON line for the
 * control socket. Pure functions.
 */
#ifndef EXTRACT_CONTROL_PROGRESS_H
#define EXTRACT_CONTROL_PROGRESS_H

#include <stddef.h>

#include "base/bytes.h"
#include "extract/worker/extractor.h"

/* True once it neither runs nor will: finished, failed, idle. */
bool extract_state_is_over(enum extract_state state);

/* Fills an event stamped now. Long names keep their end, long texts their
 * beginning; both are cut between characters and cleaned. */
void progress_event(struct extract_event *event, const char *image, bool failed,
		    const char *text);

/* Copies text into a field of `size` bytes, cleaned, cut between characters. */
void progress_copy(char *ret, size_t size, const char *text);

/* Appends one line of JSON, with its newline. */
void progress_write(const struct extract_progress *progress, struct bytes *ret);

/* Reads such a line, which another process wrote: every text is cleaned and
 * cut, every number kept within reason. Sets `elsewhere`. *ret_pid: of the
 * extracting process. */
int progress_read(const char *line, size_t len, struct extract_progress *ret,
		  long *ret_pid, struct error *err) MUST_USE;

#endif
