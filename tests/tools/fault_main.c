/*
 * fault_main.c: see fault_main.h.
 */
#include "config.h"

#include "fault_main.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "fault_ask.h"

int fault_write_ledger(json_t *ledger, const char *path, struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	json_write_line(ledger, &text);
	json_decref(ledger);
	return path != NULL
		       ? file_write_atomic(path, text.data, text.len, 0644, err)
		       : 0;
}

static int print_faults(const struct fault_server *server)
{
	const char *name;

	for (size_t i = 0; (name = server->fault(i)) != NULL; i++)
		puts(name);
	return 0;
}

int fault_main(int argc, char **argv, const struct fault_server *server)
{
	struct error err = {0};

	if (argc > 1 && strcmp(argv[1], "ask") == 0)
		return fault_ask(argc - 2, argv + 2);
	if (argc > 1 && strcmp(argv[1], "faults") == 0)
		return print_faults(server);
	if (call_read(argc, argv, server->options, server->n_options,
		      server->values) < 0 ||
	    !server->settle(server->values)) {
		fprintf(stderr,
			"usage: %s --ready FILE [OPTION...]: see %s.c\n",
			server->name, server->name);
		return 2;
	}
	if (server->serve(server->values, &err) < 0) {
		fprintf(stderr, "%s: %s\n", server->name, err.text);
		return err.kind == ERROR_USAGE ? 2 : 1;
	}
	return 0;
}
