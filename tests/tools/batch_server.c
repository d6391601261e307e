/*
 * batch_server.c: a server of batches, OpenAI- or OpenRouter-shaped, that
 * misbehaves on purpose and keeps a ledger; on loopback. Written from the
 * public documents (doc/providers.md), not from our client.
 *
 *	batch_server --ready FILE [OPTION...]
 *	batch_server ask PORT PATH [KEY... | -d TEXT]       (fault_ask.h)
 *	batch_server faults            prints the names of all faults
 *
 *	--shape openai|openrouter      (openai)
 *	--port N, --ready FILE, --parent PID, --max-seconds N    (fault_loop.h)
 *	--ledger FILE         gets the whole ledger as JSON at the end
 *	--seed N              of order, of draws, of ids
 *	--faults SPEC         rules: batch_rules.h
 *	--polls N             GETs of a batch until it is at its end (3)
 *	--cancel-polls N      and from its cancellation on (2)
 *	--max-requests N      of a batch (50000; OpenRouter 5000)
 *	--max-bytes N         of a batch (200000000)
 *	--enqueued-tokens N   of a model at once (0: no limit)
 *	--page N              rows of a page of results at most (1000)
 *	--foreign N           batches of somebody else, of the same model and
 *	                      size, after each creation
 *	--clock S             how far its clock is ahead (may be below 0)
 *	--keys K1,K2,...      the keys that are accepted; without: any, or none
 *	--accounts 1          each key sees its own files and batches only
 *	--price-prompt USD    a token, in a batch (0.000000075)
 *	--price-completion USD                    (0.0000003)
 *
 * It ends as fault_loop.h says, and always writes the ledger. End points:
 * batch_desk.h; faults: batch_rules.c; what is counted: batch_ledger.h.
 */
#include "config.h"

#include <string.h>

#include "batch_desk.h"
#include "fault_loop.h"
#include "fault_main.h"

struct server_options {
	struct batch_options batch;
	struct loop_options loop;
	const char *ledger, *faults, *shape;
	long accounts;
	int64_t seed;
};

static const struct call_option server_options[] = {
	SERVER_OPTION("shape", CALL_TEXT, shape),
	SERVER_OPTION("port", CALL_TEXT, loop.port),
	SERVER_OPTION("ready", CALL_TEXT, loop.ready),
	SERVER_OPTION("parent", CALL_LONG, loop.parent),
	SERVER_OPTION("max-seconds", CALL_LONG, loop.max_seconds),
	SERVER_OPTION("ledger", CALL_TEXT, ledger),
	SERVER_OPTION("faults", CALL_TEXT, faults),
	SERVER_OPTION("seed", CALL_INT64, seed),
	SERVER_OPTION("polls", CALL_LONG, batch.polls),
	SERVER_OPTION("cancel-polls", CALL_LONG, batch.cancel_polls),
	SERVER_OPTION("max-requests", CALL_LONG, batch.max_requests),
	SERVER_OPTION("max-bytes", CALL_LONG, batch.max_bytes),
	SERVER_OPTION("enqueued-tokens", CALL_LONG, batch.enqueued_tokens),
	SERVER_OPTION("page", CALL_LONG, batch.page),
	SERVER_OPTION("foreign", CALL_LONG, batch.foreign),
	SERVER_OPTION("clock", CALL_SIGNED, batch.clock_s),
	SERVER_OPTION("keys", CALL_TEXT, batch.keys),
	SERVER_OPTION("accounts", CALL_LONG, accounts),
	SERVER_OPTION("price-prompt", CALL_PRICE, batch.prompt_pico),
	SERVER_OPTION("price-completion", CALL_PRICE, batch.completion_pico),
};

static bool settle(void *values)
{
	struct server_options *options = values;
	struct batch_options *batch = &options->batch;

	batch->router = strcmp(options->shape, "openrouter") == 0;
	if (!batch->router && strcmp(options->shape, "openai") != 0)
		return false;
	if (batch->max_requests == 0)
		batch->max_requests = batch->router ? 5000 : 50000;
	batch->accounts = options->accounts != 0;
	batch->seed = (uint64_t)options->seed;
	return options->loop.ready != NULL && batch->polls > 0;
}

static int serve(const void *values, struct error *err)
{
	const struct server_options *options = values;
	struct desk_options chat_options = {
		.prompt_pico = options->batch.prompt_pico * 2,
		.completion_pico = options->batch.completion_pico * 2,
		.ledger = {.window_ms = 60000, .day_ms = 86400000},
	};
	struct batch_store store;
	struct batch_desk desk = {.store = &store};
	struct service service = batch_desk_service(&desk);
	struct desk chat;
	struct loop *loop;
	int port, result = -1;

	loop = loop_open(&options->loop, &port, err);
	if (loop == NULL)
		return -1;
	batch_store_init(&store, &options->batch);
	desk_init(&chat, &chat_options, port);
	desk.chat = desk_service(&chat);
	if ((options->faults == NULL ||
	     batch_rules_add(&store.rules, options->faults, err) == 0) &&
	    loop_run(loop, &service, err) == 0)
		result = fault_write_ledger(
			batch_ledger_json(&store.ledger, true), options->ledger,
			err);
	loop_close(loop);
	desk_done(&chat);
	batch_store_done(&store);
	return result;
}

static const char *fault_name(size_t i)
{
	const struct batch_fault *fault = batch_fault_at(i);

	return fault != NULL ? fault->name : NULL;
}

int main(int argc, char **argv)
{
	struct server_options options = {
		.shape = "openai",
		.loop = {.port = "0", .max_seconds = 1800},
		.batch = {.polls = 3,
			  .cancel_polls = 2,
			  .max_bytes = 200000000,
			  .prompt_pico = 75000,
			  .completion_pico = 300000},
	};
	const struct fault_server server = {
		.name = "batch_server",
		.options = server_options,
		.n_options = ARRAY_LEN(server_options),
		.values = &options,
		.fault = fault_name,
		.settle = settle,
		.serve = serve,
	};

	return fault_main(argc, argv, &server);
}
