/*
 * batcher.c: see batcher.h.
 *
 * 1. What was sent is in the journal when the thread is stopped: nothing is
 *    lost by leaving the console.
 */
#include "config.h"

#include "batch/send/batcher.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/thread/thread.h"

struct batcher {
	const struct run *run;
	struct store *store;
	struct mailbox *reply;
	struct extract_options options;
	void *memory; /* of their texts */
	atomic_bool stop;
	pthread_t thread;
};

static void batcher_note(void *data, const char *text)
{
	struct batcher *batcher = data;
	struct batcher_note *note = mem_zalloc(sizeof(*note));

	note->mail.kind = BATCHER_MAIL_NOTE;
	snprintf(note->text, sizeof(note->text), "%s", text);
	text_clean_line(note->text);
	mailbox_post(batcher->reply, &note->mail);
}

static int batcher_submit(struct batcher *batcher, struct submit_report *report,
			  struct error *err)
{
	const struct batch_setup setup = {
		.run = batcher->run,
		.store = batcher->store,
		.options = &batcher->options,
		.stop = &batcher->stop,
		.note = batcher_note,
		.data = batcher,
	};
	const struct submit_options options = {.extract = &batcher->options};
	struct batch_session session;
	int rc;

	if (batch_session_open(&session, &setup, err) < 0)
		return -1;
	rc = batch_submit(&session, &options, report, err);
	batch_session_close(&session);
	return rc;
}

static void *batcher_main(void *arg)
{
	struct batcher *batcher = arg;
	struct batcher_done *done = mem_zalloc(sizeof(*done));

	done->mail.kind = BATCHER_MAIL_DONE;
	if (batcher_submit(batcher, &done->report, &done->error) == 0)
		done->error.kind = ERROR_NONE;
	mailbox_post(batcher->reply, &done->mail);
	return NULL;
}

int batcher_start(const struct run *run, struct store *store,
		  struct mailbox *reply, const struct extract_options *options,
		  struct batcher **ret, struct error *err)
{
	struct batcher *batcher = mem_zalloc(sizeof(*batcher));

	batcher->run = run;
	batcher->store = store;
	batcher->reply = reply;
	batcher->memory = extract_options_copy(options, &batcher->options);
	atomic_init(&batcher->stop, false);
	if (thread_start(&batcher->thread, "batcher", batcher_main, batcher,
			 err) < 0) {
		free(batcher->memory);
		free(batcher);
		return -1;
	}
	*ret = batcher;
	return 0;
}

void batcher_stop(struct batcher *batcher)
{
	if (batcher == NULL)
		return;
	atomic_store(&batcher->stop, true);
	pthread_join(batcher->thread, NULL);
	free(batcher->memory);
	free(batcher);
}
