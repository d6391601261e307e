/*
 * survey.h: how each batch of a run stands, in figures and in words: for
 * `batch status` and `list`, and for the console. Pure.
 */
#ifndef BATCH_SURVEY_H
#define BATCH_SURVEY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "run/batches/batches.h"

/* Texts are owned and clean, or NULL. */
struct survey_row {
	char *chunk, *batch_id, *engine, *model;
	enum chunk_state state;
	char *status; /* the server's last word */
	size_t sheets;
	long total, done, failed; /* requests, as the server says; of one that
				     was collected, sheets. -1: not said */
	int64_t sent_s, expires_s, ended_s; /* -1: not, or not known */
	double cost_usd;		    /* -1: not known (yet) */
	double reserved_usd;		    /* while it is open */
	double may_usd;			    /* that it may have cost */
	bool open;
	char *why;	 /* it was refused, is not resolved, or was withdrawn */
	json_t *history; /* of a folder: how it stood when, in order: objects of
			    at, status, total, completed, failed; or NULL */
};

struct survey {
	struct survey_row *rows; /* in order of their plans */
	size_t n;
	size_t open, unresolved;
	double reserved_usd, may_usd; /* of all */
};

/* `all` false: only those that are open. */
void survey_make(const struct batches *batches, bool all, struct survey *ret);
void survey_done(struct survey *survey);
void survey_row_done(struct survey_row *row);

/* What a server says now of a row, as of batch_told_json. */
void survey_tell(struct survey_row *row, const json_t *told);

/* One word: "in_progress", "unresolved", "collected", … */
const char *survey_word(const struct survey_row *row);
/* What is said of a row, in columns; `now_s`: seconds since 1970. A part is
 * empty where there is nothing to say. */
struct survey_cells {
	struct bytes counts; /* "12+1/50": done, failed, all */
	struct bytes age;    /* since it was sent */
	struct bytes ends;   /* within what time */
	struct bytes cost;
};
void survey_cells(const struct survey_row *row, int64_t now_s,
		  struct survey_cells *ret);
void survey_cells_done(struct survey_cells *cells);
/* All of it in one line. */
void survey_line(const struct survey_row *row, int64_t now_s,
		 struct bytes *ret);
/* As vasculum-formats(5) has it; new reference. */
json_t *survey_json(const struct survey_row *row);

#endif
