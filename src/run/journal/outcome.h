/*
 * outcome.h: one extraction outcome, a line of raw.jsonl. Reading takes all
 * six shapes of the original pipeline and our own; writing makes ours
 * (vasculum-formats(5), "raw.jsonl"). Unknown keys are kept.
 */
#ifndef RUN_JOURNAL_OUTCOME_H
#define RUN_JOURNAL_OUTCOME_H

#include <jansson.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/error.h"
#include "dwc/record/record.h"
#include "image/find/labels.h"

/* The provider of rows of tables (run/tables). */
#define OUTCOME_TABLE "import"

struct outcome {
	char *specimen_id;	/* 64 hex digits or "name:"+path; never NULL */
	char *sha256;		/* of the image file, or NULL where unknown */
	char *image;		/* relative to the images root; never NULL */
	char *model, *provider; /* NULL where unknown */
	char *timestamp;	/* RFC 3339, or "" where unknown */
	char *run_id, *params_sha256;
	struct record dwc; /* empty for failures and for "no label found" */
	char *error;	   /* NULL for a success */
	char *error_kind;  /* "image", "timeout", "http", … */
	char *error_scope; /* "request", "model", "key", "account" */
	int http_status;   /* 0 for none */
	int attempts;
	double latency_ms; /* -1 where unknown */
	double cost_usd;   /* 0 for the local engine */
	char *finish_reason, *generation_id;
	json_t *usage;	      /* object or NULL */
	char *source_sha256;  /* of the imported line, else NULL */
	struct labels labels; /* where labels were found; n == 0: unknown */
	json_t *extra;	      /* all keys that are none of the above */
};

/* The error_kind of a line that only says what was paid for a sheet that is
 * still to be read. */
#define OUTCOME_LEFT "unused"

void outcome_init(struct outcome *outcome);
void outcome_done(struct outcome *outcome);

/*
 * Reads one line (without its newline) of any known shape. Timestamps
 * without a zone are taken as local time of unknown place and kept as they
 * are, with a Z only where they said UTC. specimen_id: `sha256`, else
 * `specimen_id`, else a 64-hex file stem, else "name:"+path. *ret_shape (may
 * be NULL): 1-6, 7 for a line of a batch's output file, 8 for one that was
 * exported, or 0 for our own.
 */
int outcome_read(const char *line, size_t len, struct outcome *ret,
		 int *ret_shape, struct error *err) MUST_USE;

/* The same, but that its dwc holds anything where it has values. Many times as
 * fast, for who adds up lines. */
int outcome_read_head(const char *line, size_t len, struct outcome *ret,
		      struct error *err) MUST_USE;

/* The same of a line that another program wrote: values that are numbers keep
 * their digits (json_read_digits). */
int outcome_read_digits(const char *line, size_t len, struct outcome *ret,
			int *ret_shape, struct error *err) MUST_USE;

/* Whether it only says what was paid for a sheet that is still to be read:
 * of kind OUTCOME_LEFT, without params_sha256. */
bool outcome_is_left(const struct outcome *outcome);
/* Whether it is a row of a table that was taken in: what somebody had written
 * before, and no reading of a sheet. */
bool outcome_is_row(const struct outcome *outcome);

/*
 * Whose reading it is, so that of several only the last one counts: what was
 * asked, by its params_sha256; of a line that was taken in, or that says
 * nothing of that, its provider and model. Owned.
 */
char *outcome_reader(const struct outcome *outcome);

/* Appends the line, with its newline. */
void outcome_write(const struct outcome *outcome, struct bytes *ret);

#endif
