/*
 * batch_desk.h: the end points of a batch server. What is not among them goes
 * to the chat desk behind it (fault_desk.h).
 *
 * OpenAI's shape (batch_openai.c):
 *	POST   .../files                 multipart: purpose, file
 *	GET    .../files                 purpose, limit, after
 *	GET    .../files/ID
 *	DELETE .../files/ID
 *	GET    .../files/ID/content      Range
 *	POST   .../batches               input_file_id, endpoint, metadata
 *	GET    .../batches               limit (20, at most 100), after
 *	GET    .../batches/ID            a step of its course
 *	POST   .../batches/ID/cancel
 * OpenRouter's (batch_router.c):
 *	POST   .../batches               endpoint and model, then requests: 202
 *	GET    .../batches               limit, after, created_after, status
 *	GET    .../batches/ID            a step; results at its end
 *	GET    .../batches/ID/results    limit, cursor
 *	DELETE .../batches/ID            409 unless it is at its end
 * Both:
 *	GET    .../models                with ":batch" entries
 *	GET    /__ledger                 sums and violations; ?items=1
 *	GET    /__batches                all of them, and what they cost
 *	POST   /__fault                  adds the rules in the body
 *	GET    /__calm                   forgets all rules
 *	GET    /__clock?s=N              virtual time goes on by N seconds
 *	GET    /__finish                 each batch ends at its next GET
 *	GET    /__chat/__ledger          what the chat desk counted
 */
#ifndef TESTS_TOOLS_BATCH_DESK_H
#define TESTS_TOOLS_BATCH_DESK_H

#include "batch_store.h"
#include "batch_take.h"
#include "fault_desk.h"
#include "fault_service.h"

struct batch_desk {
	struct batch_store *store;
	struct service chat; /* for all else */
};

struct batch_route;

/* One request under way. */
struct ask {
	struct batch_store *store;
	struct http_head head;
	const struct batch_route *route;
	const struct batch_rule *rule; /* that plays, or NULL */
	char id[BATCH_ID_SIZE];	       /* of the path, or "" */
	struct bytes body;
	uint64_t length;      /* of the body so far */
	struct batch *making; /* of a stream */
	struct request_stream *stream;
	bool disordered;
	struct answer answer;
	bool refused;
	void *chat; /* a request of the chat desk, instead of all this */
};

struct service batch_desk_service(struct batch_desk *desk);

/* For the shapes. JSON; a value is taken over. */
void ask_text(struct ask *ask, int status, const struct bytes *text);
void ask_answer(struct ask *ask, int status, json_t *value);
void ask_error(struct ask *ask, int status, const char *code,
	       const char *message);
/* A number of the query within its bounds. */
long ask_number(const struct ask *ask, const char *name, long fallback,
		long most);
/* A word of the query, "" when absent. */
void ask_word(const struct ask *ask, const char *name, char *ret, size_t size);
const char *batch_state_word(const struct batch *batch);

void openai_upload(struct ask *ask);
void openai_files(struct ask *ask);
void openai_file(struct ask *ask);
void openai_file_delete(struct ask *ask);
void openai_content(struct ask *ask);
void openai_create(struct ask *ask);
void openai_list(struct ask *ask);
void openai_get(struct ask *ask);
void openai_cancel(struct ask *ask);

void router_begin(struct ask *ask);
void router_create(struct ask *ask);
void router_list(struct ask *ask);
void router_get(struct ask *ask);
void router_results(struct ask *ask);
void router_delete(struct ask *ask);

#endif
