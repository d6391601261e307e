/*
 * fault_server.c: a chat server that misbehaves on purpose and keeps a
 * ledger: OpenAI- and OpenRouter-shaped, on loopback, over raw sockets. For
 * tests and benchmarks of `vasculum extract --base-url`.
 *
 *	fault_server --ready FILE [OPTION...]
 *	fault_server ask PORT PATH [KEY... | -d TEXT]       (fault_ask.h)
 *	fault_server faults            prints the names of all faults
 *
 *	--port N              0: any free one (the default)
 *	--ready FILE          gets "PORT\n" as soon as it listens
 *	--ledger FILE         gets the whole ledger as JSON at the end
 *	--seed N              of the draw of the sheets
 *	--latency MS          of every answer of 200, from the body's last byte
 *	--jitter MS           up to so much more
 *	--drip-ms MS          between the bytes of drip (1000)
 *	--faults SPEC         rules: fault_rules.h; "all" is the preset
 *	--script FILE         the same, one rule a line, '#' for comments
 *	--price-prompt USD    a token (0.0000004); ":free" models cost nothing
 *	--price-completion USD          (0.0000016)
 *	--keys K1,K2,...      the keys that are accepted; without: any, or none
 *	--rpm N               requests a minute of the account: more get 429
 *	--rpm-window MS       what a minute is (60000)
 *	--rpd N               a day, of ":free" models together
 *	--rpd-window MS       what a day is (86400000), from the start on
 *	--grace MS            for what was under way when a wait was told (250)
 *	--images DIR          what /images/ serves
 *	--parent PID          it ends when this process is gone; by default the
 *	                      one that started it
 *	--max-seconds N       it ends by itself after this (1800)
 *
 * It ends as fault_loop.h says, and always writes the ledger. End points:
 * fault_desk.h; the faults: fault_kind.c; what is counted: fault_ledger.h.
 */
#include "config.h"

#include "base/file/file.h"
#include "fault_desk.h"
#include "fault_loop.h"
#include "fault_main.h"

#define SCRIPT_MAX (1u << 20)

struct server_options {
	struct desk_options desk;
	struct loop_options loop;
	const char *ledger, *faults, *script;
};

static const struct call_option server_options[] = {
	SERVER_OPTION("port", CALL_TEXT, loop.port),
	SERVER_OPTION("ready", CALL_TEXT, loop.ready),
	SERVER_OPTION("ledger", CALL_TEXT, ledger),
	SERVER_OPTION("faults", CALL_TEXT, faults),
	SERVER_OPTION("script", CALL_TEXT, script),
	SERVER_OPTION("price-prompt", CALL_PRICE, desk.prompt_pico),
	SERVER_OPTION("price-completion", CALL_PRICE, desk.completion_pico),
	SERVER_OPTION("keys", CALL_TEXT, desk.ledger.keys),
	SERVER_OPTION("images", CALL_TEXT, desk.images),
	SERVER_OPTION("seed", CALL_INT64, desk.seed),
	SERVER_OPTION("latency", CALL_LONG, desk.latency_ms),
	SERVER_OPTION("jitter", CALL_LONG, desk.jitter_ms),
	SERVER_OPTION("drip-ms", CALL_LONG, desk.drip_ms),
	SERVER_OPTION("rpm", CALL_LONG, desk.ledger.rpm),
	SERVER_OPTION("rpd", CALL_LONG, desk.ledger.rpd),
	SERVER_OPTION("rpm-window", CALL_INT64, desk.ledger.window_ms),
	SERVER_OPTION("rpd-window", CALL_INT64, desk.ledger.day_ms),
	SERVER_OPTION("grace", CALL_INT64, desk.ledger.grace_ms),
	SERVER_OPTION("parent", CALL_LONG, loop.parent),
	SERVER_OPTION("max-seconds", CALL_LONG, loop.max_seconds),
};

static int add_rules(struct desk *desk, const struct server_options *options,
		     struct error *err)
{
	struct bytes script CLEANUP(bytes_done) = {0};

	if (options->faults != NULL &&
	    fault_rules_add(&desk->rules, options->faults, 0, err) < 0)
		return -1;
	if (options->script == NULL)
		return 0;
	if (file_read(options->script, SCRIPT_MAX, &script, err) < 0)
		return -1;
	return fault_rules_add(&desk->rules,
			       script.data != NULL ? script.data : "", 0, err);
}

static int serve(const void *values, struct error *err)
{
	const struct server_options *options = values;
	struct loop *loop;
	struct desk desk;
	struct service service;
	int port, result = -1;

	loop = loop_open(&options->loop, &port, err);
	if (loop == NULL)
		return -1;
	desk_init(&desk, &options->desk, port);
	service = desk_service(&desk);
	if (add_rules(&desk, options, err) == 0 &&
	    loop_run(loop, &service, err) == 0)
		result =
			fault_write_ledger(ledger_json(desk.ledger, true, true),
					   options->ledger, err);
	loop_close(loop);
	desk_done(&desk);
	return result;
}

static const char *fault_name(size_t i)
{
	const struct fault *fault = fault_at(i);

	return fault != NULL ? fault->name : NULL;
}

static bool settle(void *values)
{
	const struct server_options *options = values;

	return options->loop.ready != NULL;
}

int main(int argc, char **argv)
{
	struct server_options options = {
		.loop = {.port = "0", .max_seconds = 1800},
		.desk = {.drip_ms = 1000,
			 .prompt_pico = 400000,
			 .completion_pico = 1600000,
			 .ledger = {.window_ms = 60000,
				    .day_ms = 86400000,
				    .grace_ms = 250}},
	};
	const struct fault_server server = {
		.name = "fault_server",
		.options = server_options,
		.n_options = ARRAY_LEN(server_options),
		.values = &options,
		.fault = fault_name,
		.settle = settle,
		.serve = serve,
	};

	return fault_main(argc, argv, &server);
}
