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

#include <stdio.h>
#include <string.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "fault_ask.h"
#include "fault_call.h"
#include "fault_desk.h"
#include "fault_loop.h"

#define SCRIPT_MAX (1u << 20)

struct server_options {
	struct desk_options desk;
	struct loop_options loop;
	const char *ledger, *faults, *script;
};

#define OPTION(word, kind, member)                                  \
	{                                                           \
		word, kind, offsetof(struct server_options, member) \
	}

static const struct call_option server_options[] = {
	OPTION("port", CALL_TEXT, loop.port),
	OPTION("ready", CALL_TEXT, loop.ready),
	OPTION("ledger", CALL_TEXT, ledger),
	OPTION("faults", CALL_TEXT, faults),
	OPTION("script", CALL_TEXT, script),
	OPTION("price-prompt", CALL_PRICE, desk.prompt_pico),
	OPTION("price-completion", CALL_PRICE, desk.completion_pico),
	OPTION("keys", CALL_TEXT, desk.ledger.keys),
	OPTION("images", CALL_TEXT, desk.images),
	OPTION("seed", CALL_INT64, desk.seed),
	OPTION("latency", CALL_LONG, desk.latency_ms),
	OPTION("jitter", CALL_LONG, desk.jitter_ms),
	OPTION("drip-ms", CALL_LONG, desk.drip_ms),
	OPTION("rpm", CALL_LONG, desk.ledger.rpm),
	OPTION("rpd", CALL_LONG, desk.ledger.rpd),
	OPTION("rpm-window", CALL_INT64, desk.ledger.window_ms),
	OPTION("rpd-window", CALL_INT64, desk.ledger.day_ms),
	OPTION("grace", CALL_INT64, desk.ledger.grace_ms),
	OPTION("parent", CALL_LONG, loop.parent),
	OPTION("max-seconds", CALL_LONG, loop.max_seconds),
};

static int write_ledger(const struct desk *desk, const char *path,
			struct error *err)
{
	json_t *value CLEANUP(json_release) = NULL;
	struct bytes text CLEANUP(bytes_done) = {0};

	if (path == NULL)
		return 0;
	value = ledger_json(desk->ledger, true, true);
	json_write_line(value, &text);
	return file_write_atomic(path, text.data, text.len, 0644, err);
}

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

static int serve(const struct server_options *options, struct error *err)
{
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
		result = write_ledger(&desk, options->ledger, err);
	loop_close(loop);
	desk_done(&desk);
	return result;
}

static int print_faults(void)
{
	const struct fault *fault;

	for (size_t i = 0; (fault = fault_at(i)) != NULL; i++)
		puts(fault->name);
	return 0;
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
	struct error err = {0};

	if (argc > 1 && strcmp(argv[1], "ask") == 0)
		return fault_ask(argc - 2, argv + 2);
	if (argc > 1 && strcmp(argv[1], "faults") == 0)
		return print_faults();
	if (call_read(argc, argv, server_options, ARRAY_LEN(server_options),
		      &options) < 0 ||
	    options.loop.ready == NULL) {
		fprintf(stderr, "usage: fault_server --ready FILE [OPTION...]: "
				"see fault_server.c\n");
		return 2;
	}
	if (serve(&options, &err) < 0) {
		fprintf(stderr, "fault_server: %s\n", err.text);
		return err.kind == ERROR_USAGE ? 2 : 1;
	}
	return 0;
}
