/*
 * remote.c: following an extraction of another process. See remote.h.
 *
 * 1. One thread owns the connection; commands reach it by mail.
 * 2. Looking for somebody to follow is a connect() that finds no socket: it
 *    takes no lock that an extraction could want.
 */
#include "config.h"

#include "extract/control/remote.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/thread/thread.h"
#include "base/time/clock.h"
#include "extract/control/control.h"

#define REMOTE_LOOK_MS 1000

struct remote {
	/* immutable after the start */
	const struct run *run;
	struct snapshot *snapshot;
	struct mailbox *inbox;
	pthread_t thread;

	atomic_bool ending, connected;

	/* of the thread */
	struct control_client *client;
	struct extract_progress last;
	bool heard;	 /* `last` is of this connection */
	int64_t look_ms; /* not to connect before this */
};

struct remote_command {
	struct mail mail;
	const char *word; /* static */
};

static void remote_connect(struct remote *remote)
{
	if (control_connect(remote->run, &remote->client, NULL) < 0)
		return;
	remote->heard = false;
	if (control_send(remote->client, "watch", NULL) == 0)
		return;
	control_close(remote->client);
	remote->client = NULL;
}

static void remote_leave(struct remote *remote)
{
	control_close(remote->client);
	remote->client = NULL;
	atomic_store(&remote->connected, false);
}

/* The connection ended before a final state was told. */
static void remote_lost(struct remote *remote)
{
	bool over = extract_state_is_over(remote->last.state);

	remote_leave(remote);
	if (!remote->heard || over)
		return;
	remote->last.state = EXTRACT_FAILED;
	remote->last.in_flight = 0;
	remote->last.eta_s = -1;
	error_set(&remote->last.error, ERROR_FAILED,
		  "the extracting process ended before its work was done; "
		  "start again to go on where it was");
	snapshot_put(remote->snapshot, &remote->last);
}

static void remote_hear(struct remote *remote)
{
	struct extract_progress progress;
	long pid;
	int rc;

	while ((rc = control_receive(remote->client, &progress, &pid, NULL)) >
	       0) {
		if (pid == (long)getpid()) {
			/* Our own: it will go on for a while. */
			remote->look_ms = clock_ms() + REMOTE_LOOK_MS;
			remote_leave(remote);
			return;
		}
		remote->heard = true;
		remote->last = progress;
		atomic_store(&remote->connected, true);
		snapshot_put(remote->snapshot, &progress);
	}
	if (rc < 0)
		remote_lost(remote);
}

static void remote_handle_command(struct remote *remote)
{
	struct mail *mail;

	while ((mail = mailbox_take(remote->inbox)) != NULL) {
		struct remote_command *command =
			CONTAINER_OF(mail, struct remote_command, mail);

		if (remote->client != NULL &&
		    control_send(remote->client, command->word, NULL) < 0)
			remote_lost(remote);
		mail_free(mail);
	}
}

static void *remote_thread(void *arg)
{
	struct remote *remote = arg;

	while (!atomic_load(&remote->ending)) {
		struct pollfd fds[2] = {
			{.fd = mailbox_fd(remote->inbox), .events = POLLIN},
			{.fd = -1, .events = POLLIN},
		};

		if (remote->client == NULL && clock_ms() >= remote->look_ms)
			remote_connect(remote);
		if (remote->client != NULL)
			fds[1].fd = control_fd(remote->client);
		poll(fds, 2, remote->client != NULL ? -1 : REMOTE_LOOK_MS);
		remote_handle_command(remote);
		if (remote->client != NULL && fds[1].revents != 0)
			remote_hear(remote);
	}
	control_close(remote->client);
	return NULL;
}

static void remote_free(struct remote *remote)
{
	snapshot_free(remote->snapshot);
	mailbox_free(remote->inbox);
	free(remote);
}

int remote_attach(const struct run *run, struct mailbox *watcher,
		  struct remote **ret, struct error *err)
{
	struct remote *remote = mem_zalloc(sizeof(*remote));

	remote->run = run;
	remote->snapshot = snapshot_new(watcher);
	if (mailbox_new(&remote->inbox, err) < 0 ||
	    thread_start(&remote->thread, "remote", remote_thread, remote,
			 err) < 0) {
		remote_free(remote);
		return -1;
	}
	*ret = remote;
	return 0;
}

static void remote_say(struct remote *remote, const char *word)
{
	struct remote_command *command = mem_zalloc(sizeof(*command));

	command->word = word;
	mailbox_post(remote->inbox, &command->mail);
}

void remote_detach(struct remote *remote)
{
	if (remote == NULL)
		return;
	snapshot_unwatch(remote->snapshot);
	atomic_store(&remote->ending, true);
	remote_say(remote, "progress");
	pthread_join(remote->thread, NULL);
	remote_free(remote);
}

bool remote_connected(struct remote *remote)
{
	return atomic_load(&remote->connected);
}

void remote_command(struct remote *remote, enum extract_verb verb)
{
	remote_say(remote, extract_verb_word(verb));
}
