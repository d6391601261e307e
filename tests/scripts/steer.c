/*
 * steer.c: `steer RUN WORD` sends one command to the process that extracts
 * in a run and prints the state it answers; `steer RUN until STATE` follows
 * it until it is in that state. For the tests of extract.sh.
 */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "extract/control/control.h"

#define STEER_WAIT_MS 60000

static int steer_fail(const char *text)
{
	fprintf(stderr, "steer: %s\n", text);
	return 1;
}

/* The next answer. */
static int steer_hear(struct control_client *client,
		      struct extract_progress *ret, struct error *err)
{
	struct pollfd fd = {control_fd(client), POLLIN, 0};
	long pid;
	int rc;

	while ((rc = control_receive(client, ret, &pid, err)) == 0)
		if (poll(&fd, 1, STEER_WAIT_MS) <= 0)
			return error_set(err, ERROR_FAILED, "no answer");
	return rc < 0 ? -1 : 0;
}

static int steer(struct control_client *client, const char *word,
		 const char *state, struct error *err)
{
	struct extract_progress progress;

	if (control_send(client, state != NULL ? "watch" : word, err) < 0)
		return -1;
	do {
		if (steer_hear(client, &progress, err) < 0)
			return -1;
	} while (state != NULL &&
		 strcmp(state, extract_state_word(progress.state)) != 0);
	printf("%s %zu\n", extract_state_word(progress.state),
	       progress.succeeded);
	return 0;
}

int main(int argc, char **argv)
{
	struct control_client *client;
	struct error err;
	struct run *run;
	int rc;

	if (argc < 3)
		return steer_fail("RUN WORD [STATE]");
	if (run_open(argv[1], RUN_READ, &run, &err) < 0)
		return steer_fail(err.text);
	rc = control_connect(run, &client, &err);
	if (rc == 0) {
		rc = steer(client, argv[2], argv[3], &err);
		control_close(client);
	}
	run_close(run);
	return rc < 0 ? steer_fail(err.text) : 0;
}
