/*
 * serve.c: `vasculum serve RUN|FOLDER…`: runs in a browser.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/common/signals.h"
#include "serve/guard.h"
#include "serve/server.h"

enum serve_option {
	OPTION_PORT,
	OPTION_BIND,
	OPTION_SOCKET,
	OPTION_HOST,
	OPTION_NAMES,
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
	{0},
};

struct serve_call {
	const struct command *command;
	struct server_options options;
	const char *hosts[GUARD_HOSTS + 1];
	bool addressed; /* --port or --bind was given */
};

static int serve_take(void *data, int option, const char *value,
		      struct error *err)
{
	struct serve_call *call = data;
	struct server_options *options = &call->options;
	long port;

	if (option == OPTION_NAMES) {
		options->names = true;
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

/* Until INT or TERM; what it was started from may go away (HUP). */
static int serve_until_told(struct server *server, struct mailbox *inbox,
			    struct error *err)
{
	for (;;) {
		struct mail *mail;
		int number = 0;

		if (server_run(server, inbox, err) < 0)
			return -1;
		mail = mailbox_take(inbox);
		if (mail != NULL)
			number = CONTAINER_OF(mail, struct signals_mail, mail)
					 ->number;
		mail_free(mail);
		if (number != 0 && number != SIGHUP)
			return 0;
	}
}

static int serve_work(struct serve_call *call, struct error *err)
{
	struct signals *signals = NULL;
	struct mailbox *inbox = NULL;
	struct server *server = NULL;
	int rc = -1;

	if (call->options.path != NULL && call->addressed)
		return error_set(err, ERROR_USAGE,
				 "--socket stands in place of --port and "
				 "--bind; leave either out");
	if (mailbox_new(&inbox, err) == 0 &&
	    signals_start(inbox, &signals, err) == 0 &&
	    server_open(&call->options, &server, err) == 0) {
		serve_say(server);
		rc = serve_until_told(server, inbox, err);
	}
	server_close(server);
	signals_stop(signals);
	mailbox_free(inbox);
	return rc;
}

static int serve_run(const struct command *command, int argc, char **argv)
{
	struct serve_call call = {
		.command = command,
		.options = {.bind = "127.0.0.1", .port = SERVER_PORT},
	};
	struct error err = {0};
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, serve_take, &call, &args, &n);
	if (code >= 0)
		return code;
	call.options.paths = args;
	call.options.n_paths = (size_t)n;
	call.options.hosts = call.hosts;
	if (serve_work(&call, &err) < 0)
		return command_fail(command, &err);
	return command_flush(command, COMMAND_DONE);
}

const struct command serve_command = {
	.name = "serve",
	.args = "RUN|FOLDER... [OPTIONS]",
	.summary = "show runs in a browser",
	.details = "Prints the address to open, which holds a token; it is for "
		   "who started the server\nalone. The page shows progress, "
		   "rates, quality, cost, batches, events and records,\nand "
		   "changes nothing. Ends with Ctrl-C.",
	.options = serve_options,
	.args_min = 1,
	.args_max = 64,
	.args_wanted = "name runs, folders of runs, or logs of events",
	.run = serve_run,
};
