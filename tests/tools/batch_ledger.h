/*
 * batch_ledger.h: what a batch server was asked, what it worked on and billed,
 * to the nano-dollar, and what a client did that it must not do.
 */
#ifndef TESTS_TOOLS_BATCH_LEDGER_H
#define TESTS_TOOLS_BATCH_LEDGER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum batch_violation {
	BATCH_UNKNOWN_KEY, /* none of --keys */
	BATCH_IN_TWO,	   /* a custom_id in two batches that both run */
	BATCH_PAID_TWICE,  /* one worked on that had a good answer already */
	BATCH_DOUBLE_ID,   /* twice in a batch */
	BATCH_LONG_ID,	   /* over 64 characters, where that is the limit */
	BATCH_DATA_URI,	   /* where it is not taken */
	BATCH_NO_MAX,	   /* no max_tokens, or 0 */
	BATCH_ORDER,	   /* requests before endpoint and model */
	BATCH_TOO_MANY,	   /* requests, or bytes */
	BATCH_HAMMERED,	   /* created again at a token limit, though none of the
			      batches had ended since */
	BATCH_EXPECT,	   /* Expect: 100-continue */
	BATCH_HTTP,	   /* no request that can be understood */
	BATCH_VIOLATIONS,
};

/* Requests that are counted. */
enum batch_op {
	OP_NONE,
	OP_UPLOAD,
	OP_FILE_LIST,
	OP_FILE,
	OP_FILE_DELETE,
	OP_CONTENT,
	OP_CREATE,
	OP_LIST,
	OP_POLL,
	OP_CANCEL,
	OP_RESULTS,
	OP_DELETE,
	OPS,
};

struct ledger_item {
	char *id;	/* a custom_id */
	unsigned asked; /* batches that were created with it */
	unsigned live;	/* of them, those that run */
	unsigned worked, billed, good;
	int64_t billed_nano;
};

struct batch_ledger {
	struct ledger_item *items;
	size_t n_items, cap_items;
	json_t *slots; /* custom_id: position in items */
	size_t ops[OPS], violations[BATCH_VIOLATIONS];
	json_t *violation_list; /* the first ones: [kind, what] */
	int64_t billed_nano;
	size_t billed, created, accepted, bytes_in;
};

void batch_ledger_init(struct batch_ledger *ledger);
void batch_ledger_done(struct batch_ledger *ledger);
/* The position of an item, made where it is new. */
size_t batch_ledger_item(struct batch_ledger *ledger, const char *custom_id);
void batch_ledger_violation(struct batch_ledger *ledger,
			    enum batch_violation kind, const char *what);
/* New reference; with the list of items when asked for. */
json_t *batch_ledger_json(const struct batch_ledger *ledger, bool items);

#endif
