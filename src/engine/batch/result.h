/*
 * result.h: rows of results, which both shapes write alike:
 * {"id","custom_id","response":{"status_code","body"}|null,"error":null|{…}}.
 * Output files, error files and pages hold such rows, in any order. Pure; any
 * thread.
 */
#ifndef ENGINE_BATCH_RESULT_H
#define ENGINE_BATCH_RESULT_H

#include <jansson.h>

#include "base/error.h"
#include "dwc/record/term.h"
#include "engine/chat/answer.h"

/* Texts are owned, clean, or NULL. */
struct batch_result {
	char *custom_id;
	char *id;	 /* of the row */
	int status_code; /* 0: there was no response */
	json_t *body;	 /* owned; NULL: none */
	char *error_code, *error_message;
};
void batch_result_done(struct batch_result *result);

/* Reads a row. Fails where it is not a JSON object or has no custom_id; what
 * it says of its request is batch_result_answer's. *ret is the caller's to
 * end. */
int batch_result_read(const char *row, size_t len, struct batch_result *ret,
		      struct error *err) MUST_USE;
int batch_result_read_json(const json_t *row, struct batch_result *ret,
			   struct error *err) MUST_USE;

/* What it means, into an initialised answer, as chat_answer_read: never fails.
 * Requests that the batch did not come to are CHAT_RETRY, with the kinds
 * "batch_expired" and "batch_cancelled". */
void batch_result_answer(const struct batch_result *result,
			 const struct terms *terms, struct chat_answer *ret);

#endif
