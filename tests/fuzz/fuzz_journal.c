/*
 * fuzz_journal.c: any bytes as a journal: the reader gives the same lines as
 * a plain search for newlines, and what the codecs take out of a line they
 * write so that it reads back the same.
 */
#include "config.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/mem.h"
#include "run/journal/act.h"
#include "run/journal/event.h"
#include "run/journal/lines.h"
#include "run/journal/outcome.h"

#define FUZZ_LINE_MAX 4096 /* short, so that overlong lines are reached */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static void fuzz_outcome(const char *text, size_t len, bool digits)
{
	struct bytes once CLEANUP(bytes_done) = {0};
	struct bytes twice CLEANUP(bytes_done) = {0};
	struct outcome outcome, again;
	struct error err;

	if ((digits ? outcome_read_digits : outcome_read)(text, len, &outcome,
							  NULL, &err) < 0)
		return;
	/* An import says where it has its lines from: a value without a
	 * confidence then has none. */
	if (digits && outcome.source_sha256 == NULL) {
		outcome.source_sha256 = mem_alloc(HASH_HEX_SIZE);
		hash_bytes(text, len, outcome.source_sha256);
	}
	demand(outcome.specimen_id != NULL && outcome.image != NULL,
	       "an outcome of no sheet");
	outcome_write(&outcome, &once);
	demand(outcome_read(once.data, once.len - 1, &again, NULL, &err) == 0,
	       "what was written does not read");
	demand(strcmp(again.specimen_id, outcome.specimen_id) == 0,
	       "another specimen");
	outcome_write(&again, &twice);
	demand(once.len == twice.len &&
		       memcmp(once.data, twice.data, once.len) == 0,
	       "what was written reads as something else");
	outcome_done(&outcome);
	outcome_done(&again);
}

static void fuzz_others(const char *text, size_t len)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	struct event event;
	struct act act;
	struct error err;

	if (event_read(text, len, &event, &err) == 0)
		event_done(&event);
	if (act_read(text, len, &act, &err) < 0)
		return;
	act_write(&act, &line);
	act_done(&act);
	demand(act_read(line.data, line.len - 1, &act, &err) == 0,
	       "an act that was written does not read");
	act_done(&act);
}

/* The reader's line against the one that stands in `data` at `at`. */
static void fuzz_check_line(const struct line *line, const uint8_t *data,
			    size_t size, size_t at)
{
	const uint8_t *newline =
		at < size ? memchr(data + at, '\n', size - at) : NULL;
	size_t len =
		newline != NULL ? (size_t)(newline - data) - at : size - at;

	demand(line->position == at && line->len == len, "another line");
	demand(line->terminated == (newline != NULL), "another end");
	demand((line->text == NULL) == (len > FUZZ_LINE_MAX), "another limit");
	demand(line->text == NULL || len == 0 ||
		       memcmp(line->text, data + at, len) == 0,
	       "other bytes");
}

/* Returns how many lines there were. */
static size_t fuzz_read(int fd, bool growing, const uint8_t *data, size_t size)
{
	struct lines lines;
	struct line line;
	size_t at = 0, n = 0;

	demand(lseek(fd, 0, SEEK_SET) == 0, "cannot seek");
	lines_init(&lines, fd, growing, 0, FUZZ_LINE_MAX);
	while (lines_next(&lines, &line, NULL) > 0) {
		fuzz_check_line(&line, data, size, at);
		at += line.len + line.terminated;
		n++;
		if (growing && line.text != NULL) {
			fuzz_outcome(line.text, line.len, false);
			fuzz_outcome(line.text, line.len, true);
			fuzz_others(line.text, line.len);
		}
	}
	demand(lines_next(&lines, &line, NULL) == 0, "a line after the end");
	lines_done(&lines);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *file = tmpfile();
	bool torn = size > 0 && data[size - 1] != '\n';
	size_t n;

	if (file == NULL)
		return 0;
	if (size > 0)
		demand(write(fileno(file), data, size) == (ssize_t)size,
		       "cannot write");
	n = fuzz_read(fileno(file), true, data, size);
	demand(fuzz_read(fileno(file), false, data, size) == n + torn,
	       "a stream has other lines than a file");
	fclose(file);
	return 0;
}
