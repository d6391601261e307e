/*
 * serve.c: `vasculum serve RUN|FOLDER…`: runs in a browser.
 *
 * 1. INT or TERM ends it; extractions that it started finish what is in flight
 *    first, and are seen to do so. Twice: now; a third time does not wait at
 *    all. HUP: what it was started from is gone, and it goes on.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/xdg.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/common/extract_args.h"
#include "cmd/common/signals.h"
#include "run/run/settings.h"
#include "serve/door/guard.h"
#include "serve/server.h"

enum serve_option {
	OPTION_PORT,
	OPTION_BIND,
	OPTION_SOCKET,
	OPTION_HOST,
	OPTION_NAMES,
	OPTION_CONTROL,
};

static const struct command_option serve_options[] = {
	[OPTION_PORT] = {"port", 0, "N", "the port (5001; 0: any)"},
	[OPTION_BIND] = {"bind", 0, "ADDRESS",
			 "the address to listen on (127.0.0.1)"},
	[OPTION_SOCKET] = {"socket", 0, "PATH",
			   "a socket of yours alone, for ssh -L, and no "
			   "token"},
	[OPTION_HOST] = {"host", 0, "NAME",
			 "another name that it is asked for by; again for "
			 "more"},
	[OPTION_NAMES] = {"names", 0, NULL, "show the names of curators"},
	[OPTION_CONTROL] = {"control", 0, NULL,
			    "let the page start, pause, resume and stop "
			    "extractions"},
	{0},
};

struct serve_call {
	const struct command *command;
	struct server_options options;
	const char *hosts[GUARD_HOSTS + 1];
	bool addressed;			/* --port or --bind was given */
	struct extract_options extract; /* of what the page starts */
	int n_signals;
};

static int serve_take(void *data, int option, const char *value,
		      struct error *err)
{
	struct serve_call *call = data;
	struct server_options *options = &call->options;
	long port;

	if (option == OPTION_NAMES) {
		options->names = true;
	} else if (option == OPTION_CONTROL) {
		options->control = &call->extract;
	} else if (option == OPTION_SOCKET) {
		options->path = value;
	} else if (option == OPTION_BIND) {
		options->bind = value;
		call->addressed = true;
	} else if (option == OPTION_HOST) {
		if (options->n_hosts == GUARD_HOSTS)
			return error_set(err, ERROR_USAGE,
					 "too many names for --host");
		call->hosts[options->n_hosts++] = value;
	} else {
		if (command_number("port", value, 65535, &port, err) < 0)
			return -1;
		options->port = (int)port;
		call->addressed = true;
	}
	return 0;
}

static void serve_say(const struct server *server)
{
	struct bytes address CLEANUP(bytes_done) = {0};
	struct bytes notes CLEANUP(bytes_done) = {0};

	server_say(server, &address, &notes);
	printf("%s\n", address.data);
	fflush(stdout);
	fputs(notes.data, stderr);
}

/* Another signal has come; whether something is under way still. */
static bool serve_ends(struct serve_call *call, struct server *server)
{
	size_t n;

	call->n_signals++;
	if (call->n_signals > 2)
		_exit(COMMAND_STOPPED);
	n = server_end(server, call->n_signals > 1);
	if (n > 0 && call->n_signals == 1)
		fprintf(stderr,
			"vasculum serve: finishing the sheets in flight of %zu "
			"%s; once more stops now\n",
			n, n == 1 ? "extraction" : "extractions");
	return n > 0;
}

/* What waits: the number of a signal; 0: nothing. */
static int serve_heard(struct mailbox *inbox)
{
	struct mail *mail = mailbox_take(inbox);
	int number = 0;

	if (mail != NULL)
		number = CONTAINER_OF(mail, struct signals_mail, mail)->number;
	mail_free(mail);
	return number;
}

/* The exit code, or -1. */
static int serve_until_told(struct serve_call *call, struct server *server,
			    struct mailbox *inbox, struct error *err)
{
	bool ends = false;
	int number;

	do {
		if (server_run(server, inbox, err) < 0)
			return -1;
		number = serve_heard(inbox);
		if (number == SIGHUP)
			continue;
		if (number == 0 && ends)
			return COMMAND_STOPPED;
		if (number != 0)
			ends = serve_ends(call, server);
	} while (number == 0 || number == SIGHUP || ends);
	return call->n_signals > 1 ? COMMAND_STOPPED : COMMAND_DONE;
}

static int serve_work(struct serve_call *call, struct error *err)
{
	struct signals *signals = NULL;
	struct mailbox *inbox = NULL;
	struct server *server = NULL;
	bool left = false;
	int code = -1;

	if (mailbox_new(&inbox, err) == 0 &&
	    signals_start(inbox, &signals, err) == 0 &&
	    server_open(&call->options, &server, err) == 0) {
		serve_say(server);
		code = serve_until_told(call, server, inbox, err);
		left = server_is_left(server);
	}
	server_close(server);
	if (left) {
		fflush(NULL);
		_exit(COMMAND_STOPPED);
	}
	signals_stop(signals);
	mailbox_free(inbox);
	return code;
}

static int serve_check(const struct serve_call *call, struct error *err)
{
	if (call->options.path == NULL || !call->addressed)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "--socket stands in place of --port and --bind; leave "
			 "either out");
}

static int serve_run(const struct command *command, int argc, char **argv)
{
	struct serve_call call = {
		.command = command,
		.options = {.bind = "127.0.0.1", .port = SERVER_PORT},
	};
	char *config CLEANUP(mem_free_str) = xdg_config_dir();
	struct settings settings = {0};
	struct error err = {0};
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, serve_take, &call, &args, &n);
	if (code >= 0)
		return code;
	call.options.paths = args;
	call.options.n_paths = (size_t)n;
	call.options.hosts = call.hosts;
	/* Who only watches needs no settings, and minds no faults in them. */
	if (serve_check(&call, &err) < 0 ||
	    (call.options.control != NULL &&
	     settings_load(config, &settings, &err) < 0))
		return command_fail(command, &err);
	extract_args_take_settings(&call.extract, &settings);
	code = serve_work(&call, &err);
	settings_done(&settings);
	return code < 0 ? command_fail(command, &err)
			: command_flush(command, code);
}

const struct command serve_command = {
	.name = "serve",
	.args = "RUN|FOLDER... [OPTIONS]",
	.summary = "show runs in a browser",
	.details = "Prints the address to open, which holds a token; it is for "
		   "who started the\nserver alone. The page shows progress, "
		   "rates, quality, cost, batches, events and\nrecords, and "
		   "changes nothing without --control. Ends with Ctrl-C.",
	.options = serve_options,
	.args_min = 1,
	.args_max = 64,
	.args_wanted = "name runs, folders of runs, or logs of events",
	.run = serve_run,
};
