/*
 * work.c: what the words of `vasculum batch` share. See batch.h.
 */
#include "config.h"

#include "cmd/batch/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

static bool notes_have(const struct batch_notes *notes, const char *text)
{
	for (size_t i = 0; i < notes->n; i++)
		if (strcmp(notes->items[i], text) == 0)
			return true;
	return false;
}

static void notes_done(struct batch_notes *notes)
{
	for (size_t i = 0; i < notes->n; i++)
		free(notes->items[i]);
	free(notes->items);
	*notes = (struct batch_notes){0};
}

static void batch_say_note(void *data, const char *text)
{
	struct batch_work *work = data;
	struct batch_notes *said = &work->said;

	if (notes_have(said, text))
		return;
	ARRAY_GROW(said->items, said->n, said->cap);
	said->items[said->n++] = mem_strdup(text);
	if (!notes_have(&work->before, text))
		fprintf(stderr, "vasculum batch: %s\n", text);
}

void batch_work_turn(struct batch_work *work)
{
	notes_done(&work->before);
	work->before = work->said;
	work->said = (struct batch_notes){0};
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
	notes_done(&work->said);
	notes_done(&work->before);
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
