/*
 * batch_work.c: what the words of `vasculum batch` share. See batch.h.
 */
#include "config.h"

#include "cmd/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* What keeps a batch is told when it begins, not each time that it is asked
 * about. */
static void batch_say_note(void *data, const char *text)
{
	struct batch_work *work = data;

	if (work->said != NULL && strcmp(work->said, text) == 0)
		return;
	mem_replace(&work->said, text);
	fprintf(stderr, "vasculum batch: %s\n", text);
}

int batch_work_open(struct batch_work *work, const struct batch_call *call,
		    bool create, struct error *err)
{
	struct batch_setup setup = {
		.options = &call->options,
		.stop = &work->stop,
		.collects = work->collects,
		.note = batch_say_note,
		.data = work,
	};

	work->call = call;
	atomic_init(&work->stop, false);
	if (run_open(call->dir, create ? RUN_CREATE : RUN_WRITE, &work->run,
		     err) < 0 ||
	    signals_start_flag(&work->stop, &work->signals, err) < 0 ||
	    store_start(work->run, &work->store, err) < 0)
		return -1;
	setup.run = work->run;
	setup.store = work->store;
	return batch_session_open(&work->session, &setup, err);
}

void batch_work_close(struct batch_work *work)
{
	if (work->session.journals != NULL)
		batch_session_close(&work->session);
	store_stop(work->store);
	signals_stop(work->signals);
	run_close(work->run);
	free(work->said);
	work->said = NULL;
}

struct batch_chunk *batch_work_find(const struct batch_work *work,
				    const char *name, struct error *err)
{
	const struct batches *batches = &work->session.batches;
	struct batch_chunk *chunk = batches_find(batches, name);

	if (chunk == NULL)
		chunk = batches_find_batch(batches, name);
	if (chunk == NULL)
		error_set(err, ERROR_NOT_FOUND,
			  "there is no chunk or batch \"%s\" in this run; "
			  "its batches.jsonl names them",
			  name);
	return chunk;
}
