/*
 * cancel.c: `vasculum batch cancel`: batches are ended, and what was not
 * sent yet is taken back.
 */
#include "config.h"

#include "cmd/batch/batch.h"

#include <jansson.h>
#include <stdio.h>

#include "base/json/json.h"
#include "batch/send/cancel.h"
#include "cmd/common/print.h"

struct cancel_counts {
	size_t n[CANCEL_UNKNOWN + 1];
	size_t failed; /* that could not be cancelled, */
	int code;      /* and what the last of them ends with */
};

static const struct {
	const char *key, *words;
} cancel_words[] = {
	[CANCEL_WITHDRAWN] = {"withdrawn",
			      "was not submitted yet, and is taken back"},
	[CANCEL_ASKED] = {"cancelling",
			  "is being cancelled; what was answered by then is "
			  "paid"},
	[CANCEL_RUNS_ON] = {"runs_on", "runs on and is paid: this server "
				       "cancels no batch"},
	[CANCEL_OVER] = {"over", "has ended already"},
	[CANCEL_UNKNOWN] = {"unresolved",
			    "may be with the server or not, which cannot be "
			    "told yet: nothing was done"},
};

/* What keeps one of them is told, and keeps no other: it would run on. */
static int cancel_one(struct batch_work *work, struct batch_chunk *chunk,
		      struct cancel_counts *counts, struct error *err)
{
	enum cancel_fate fate;

	if (batch_cancel(&work->session, chunk, &fate, err) < 0) {
		if (atomic_load(&work->stop) || err->kind == ERROR_NO_SPACE)
			return -1;
		counts->failed++;
		counts->code = error_exit_code(err);
		batch_session_remark(&work->session, chunk, "%s", err->text);
		return 0;
	}
	counts->n[fate]++;
	if (work->call->json)
		return 0;
	print_text(chunk->id);
	printf(" %s\n", cancel_words[fate].words);
	return 0;
}

static int cancel_named(struct batch_work *work, struct cancel_counts *counts,
			struct error *err)
{
	for (int i = 0; i < work->call->n_args; i++) {
		struct batch_chunk *chunk =
			batch_work_find(work, work->call->args[i], err);

		if (chunk == NULL || cancel_one(work, chunk, counts, err) < 0)
			return -1;
	}
	return 0;
}

static int cancel_all(struct batch_work *work, struct cancel_counts *counts,
		      struct error *err)
{
	const struct batches *batches = &work->session.batches;

	for (size_t i = 0; i < batches->n; i++)
		if (chunk_state_is_open(batches->chunks[i]->state) &&
		    cancel_one(work, batches->chunks[i], counts, err) < 0)
			return -1;
	return 0;
}

static void cancel_print(const struct batch_call *call,
			 const struct cancel_counts *counts)
{
	json_t *o CLEANUP(json_release) = json_object();
	size_t all = 0;

	for (size_t i = 0; i < ARRAY_LEN(cancel_words); i++) {
		all += counts->n[i];
		json_object_set_new(o, cancel_words[i].key,
				    json_integer((json_int_t)counts->n[i]));
	}
	json_object_set_new(o, "not_cancelled",
			    json_integer((json_int_t)counts->failed));
	if (call->json)
		print_json(o);
	else if (all + counts->failed == 0)
		printf("no batch of this run is open\n");
}

int batch_cancel_run(const struct batch_call *call)
{
	struct batch_work work = {0};
	struct cancel_counts counts = {.failed = 0};
	struct error err;
	int rc = batch_work_open(&work, call, false, &err);

	if (rc == 0)
		rc = call->n_args > 0 ? cancel_named(&work, &counts, &err)
				      : cancel_all(&work, &counts, &err);
	batch_work_close(&work);
	if (rc < 0)
		return command_fail(call->command, &err);
	cancel_print(call, &counts);
	return command_flush(call->command, counts.failed > 0 ? counts.code
					    : counts.n[CANCEL_UNKNOWN] > 0
						    ? COMMAND_STOPPED
						    : COMMAND_DONE);
}
