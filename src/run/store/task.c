/*
 * task.c: transactions of review. See store.h and thread.h.
 *
 * 1. A task sees the index folded to the end of the journals, and nothing is
 *    written between that and its own lines: it has journals.lock.
 * 2. Of a task in parts nothing is in force before the last one: what is read
 *    of a group without an end counts for nothing.
 * 3. When its edits are durable it has succeeded. Its curated lines follow
 *    from them; what keeps them from being written is made up for later.
 */
#include "config.h"

#include "base/clock.h"
#include "run/store/curated.h"
#include "run/store/thread.h"

#define TASK_SIGN_MS 2000 /* before a failed catch-up is tried again */

/* One part: 1 when more follow, 0, or -1. *ret_start is where the first one
 * stands, UINT64_MAX: there is none yet. */
static int task_part(struct store *store, struct store_task *task,
		     int64_t next_seq, struct bytes *curated,
		     uint64_t *ret_start, struct error *err)
{
	struct bytes edits CLEANUP(bytes_done) = {0};
	uint64_t start;
	int more = task->prepare(task, store->index, next_seq, &edits, curated,
				 err);

	if (more < 0 || edits.len == 0)
		return more;
	if (journals_append(store->journals, JOURNAL_EDITS, edits.data,
			    edits.len, &start, err) < 0)
		return -1;
	if (*ret_start == UINT64_MAX)
		*ret_start = start;
	return more;
}

/* Under the lock, folded to the end. */
static int task_write(struct store *store, struct store_task *task,
		      struct error *err)
{
	struct bytes curated CLEANUP(bytes_done) = {0};
	uint64_t start = UINT64_MAX;
	int64_t next_seq = 1;
	int more;
	/* Whether nothing else has to be made up for. */
	bool all_signed = store->signed_size ==
			  journal_size(store->run->dir, JOURNAL_EDITS);

	if (index_next_seq(store->index, &next_seq, err) < 0)
		return -1;
	do
		more = task_part(store, task, next_seq, &curated, &start, err);
	while (more > 0);
	if (more < 0 && start != UINT64_MAX)
		journals_take_back(store->journals, JOURNAL_EDITS, start);
	if (more < 0 || start == UINT64_MAX)
		return more;
	if ((curated.len == 0 ||
	     journals_append(store->journals, JOURNAL_CURATED, curated.data,
			     curated.len, NULL, NULL) == 0) &&
	    all_signed)
		store->signed_size =
			journal_size(store->run->dir, JOURNAL_EDITS);
	return 0;
}

static int task_try(struct store *store, struct store_task *task,
		    struct error *err)
{
	int rc;

	/* The bulk of a long fold is done before anyone has to wait for it,
	 * and how far it is is told meanwhile. */
	do {
		rc = store_fold(store, STORE_FOLD_MS, err);
	} while (rc == 0 && store->fold_due);
	if (rc < 0 ||
	    journals_lock(store->journals, &store->folded.torn, err) < 0)
		return -1;
	rc = store_fold(store, -1, err);
	if (rc == 0)
		rc = task_write(store, task, err);
	journals_unlock(store->journals);
	if (rc == 0)
		store_fold(store, -1, NULL);
	return rc;
}

void store_run_tasks(struct store *store)
{
	struct list_node *node;

	while ((node = list_pop(&store->tasks)) != NULL) {
		struct store_task *task =
			LIST_ITEM(node, struct store_task, mail.node);
		struct error err = {0};
		int rc = task_try(store, task, &err);

		task->done(task, rc, rc < 0 ? &err : NULL);
	}
}

void store_catch_up(struct store *store)
{
	uint64_t size = journal_size(store->run->dir, JOURNAL_EDITS);
	size_t appended = 0;

	if (size == store->signed_size || store->fold_due ||
	    clock_ms() < store->sign_ms)
		return;
	store->sign_ms = clock_ms() + TASK_SIGN_MS;
	if (journals_lock(store->journals, &store->folded.torn, NULL) < 0)
		return;
	size = journal_size(store->run->dir, JOURNAL_EDITS);
	if (store_fold(store, -1, NULL) == 0 &&
	    curated_catch_up(store->index, store->journals, &appended, NULL) ==
		    0) {
		store->signed_size = size;
		store->sign_ms = 0;
	}
	journals_unlock(store->journals);
	if (appended > 0)
		store_fold(store, -1, NULL);
}
