/*
 * batch.h: batches as servers tell of them: what stands in a batch object,
 * in a list of them, and of an uploaded file. Two shapes: OpenAI's (a file of
 * requests is uploaded, a batch made of it, its results are files again),
 * which compatible servers speak too, and OpenRouter's (all requests in one
 * body, results by pages). request.h says what to ask, reply.h what a reply
 * means, result.h what a row of results holds. What servers do is told in
 * doc/providers.md, "Batches". Pure; any thread.
 */
#ifndef ENGINE_BATCH_BATCH_H
#define ENGINE_BATCH_BATCH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

enum batch_shape {
	BATCH_OPENAI,
	BATCH_OPENROUTER,
};
#define BATCH_SHAPES 2
/* That of the server of an engine ("openai", "openrouter", "compatible"). */
enum batch_shape batch_shape_of(const char *engine);
/* "openai", "openrouter", as journals have it. Static. */
const char *batch_shape_word(enum batch_shape shape);
/* 0, or -1 for another word. */
int batch_shape_parse(const char *word, enum batch_shape *ret) MUST_USE;

/* What a server of the shape takes and can do, as documented. */
struct batch_limits {
	size_t requests; /* of one batch, at most */
	uint64_t bytes;	 /* of its file, or of the body of its creation */
	bool files;	 /* requests and results are files */
	bool tags;	 /* a batch keeps metadata */
	bool cancels;
};
const struct batch_limits *batch_limits(enum batch_shape shape);

enum batch_status {
	BATCH_VALIDATING,
	BATCH_IN_PROGRESS,
	BATCH_FINALIZING,
	BATCH_COMPLETED,
	BATCH_FAILED,
	BATCH_EXPIRED,
	BATCH_CANCELLING,
	BATCH_CANCELLED,
	BATCH_UNKNOWN, /* a word that is not documented: it may be running */
};
#define BATCH_STATUSES 9
/* As documented; "unknown". Static. */
const char *batch_status_word(enum batch_status status);
/* BATCH_UNKNOWN for NULL and all that is not known. */
enum batch_status batch_status_parse(const char *word);
/* Nothing more will come of it. */
bool batch_status_is_over(enum batch_status status);

struct batch_usage {
	double prompt_tokens, completion_tokens; /* -1: not said */
	double cost_usd;			 /* -1: not said */
};

/* What a server found wrong with a batch as a whole. Texts are clean lines. */
struct batch_error {
	char *code;	 /* or NULL */
	char *message;	 /* or NULL */
	char *custom_id; /* the request that is named, or NULL */
	long row;	 /* its place, from 0; -1: not said */
};

/* Texts are owned and clean; "" and null are NULL, times that are not said -1,
 * as are counts. */
struct batch_info {
	char *id;
	enum batch_status status;
	char *status_text; /* as it was said, or NULL */
	char *model;
	int64_t created_s, expires_s, finished_s; /* since 1970, by the server's
						     clock */
	long total, completed, failed;		  /* requests */
	char *input_file, *output_file, *error_file;
	struct batch_usage usage;
	struct batch_error *errors;
	size_t n_errors;
	char *run, *chunk, *hash; /* struct batch_tags of its creation */
};
void batch_info_init(struct batch_info *info);
void batch_info_done(struct batch_info *info);
/* Fails where it is not an object with an id; all else may be missing, null,
 * or of another type. *ret is begun here, and the caller's to end. */
int batch_info_read(const json_t *object, struct batch_info *ret,
		    struct error *err) MUST_USE;

/* The number of tokens that an error says may wait at once ("Limit: 90,000
 * enqueued tokens"); -1: it says none. */
double batch_enqueued_limit(const char *message);
/* Whether an error is that limit's, which passes when batches end. Any of both
 * may be NULL. */
bool batch_error_is_queue(const char *code, const char *message);

/* A page of a list of batches. */
struct batch_page {
	struct batch_info *items;
	size_t n;
	bool more;   /* there is another page, ... */
	char *after; /* ... after this id; or NULL */
};
void batch_page_done(struct batch_page *page);
/* `asked`: how many the page was to hold, for servers that do not say whether
 * there are more. What is not a batch is left out. */
int batch_page_read(const json_t *object, size_t asked, struct batch_page *ret,
		    struct error *err) MUST_USE;

/* A file at the server. */
struct batch_file {
	char *id;
	char *name;	   /* or NULL */
	int64_t bytes;	   /* -1: not said */
	int64_t created_s; /* likewise */
};
void batch_file_done(struct batch_file *file);
int batch_file_read(const json_t *object, struct batch_file *ret,
		    struct error *err) MUST_USE;

struct batch_file_page {
	struct batch_file *items;
	size_t n;
	bool more;
	char *after;
};
void batch_file_page_done(struct batch_file_page *page);
int batch_file_page_read(const json_t *object, size_t asked,
			 struct batch_file_page *ret,
			 struct error *err) MUST_USE;

#endif
