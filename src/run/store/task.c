/*
 * task.c: transactions of review. See store.h and thread.h.
 *
 * 1. A task sees all lines of the journals taken into the index, and nothing is
 *    written between that and its own lines: it has journals.lock.
 * 2. Of a task in parts nothing is in force before the last one: what is read
 *    of a group without an end counts for nothing.
 * 3. Nothing waits for a task that is long: it is prepared, and what it wrote
 *    is folded, in parts, between which outcomes are written; the lock is held
 *    for what has to be done under it alone.
 * 4. Of those that came after a task that is made in parts some may pass it
 *    (store_task.passes), up to the first that may not: what an undo takes back
 *    is the last act before it.
 * 5. When its edits are durable it has succeeded. Its curated lines follow
 *    from them; what keeps them from being written is made up for later.
 */
#include "config.h"

#include "base/time/clock.h"
#include "run/store/curated.h"
#include "run/store/thread.h"

#define TASK_SIGN_MS 2000 /* before a failed catch-up is tried again */

int store_task_too_late(struct error *err)
{
	return error_set(err, ERROR_STOPPED,
			 "the program is ending; nothing was written");
}

/* One part: 1 when more follow, 0, STORE_TASK_AGAIN or -1. *ret_start is where
 * the first one stands, UINT64_MAX: there is none yet. */
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

/* Under the lock, all lines taken in. */
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
	while (more == 1);
	if (more == STORE_TASK_AGAIN)
		return more;
	if (more < 0 && start != UINT64_MAX)
		journals_take_back(store->journals, JOURNAL_EDITS, start);
	if (more < 0 || start == UINT64_MAX)
		return more;
	if ((curated.len == 0 ||
	     journals_append(store->journals, JOURNAL_CURATED, curated.data,
			     curated.len, NULL, NULL) == 0) &&
	    !task->signs_later) {
		if (all_signed)
			store->signed_size =
				journal_size(store->run->dir, JOURNAL_EDITS);
		return 0;
	}
	store->owes = true;
	return 0;
}

static int task_locked(struct store *store, struct store_task *task,
		       struct error *err)
{
	bool behind;
	int rc;

	if (journals_lock(store->journals, &store->folded.torn, err) < 0)
		return -1;
	rc = store_fold_lines(store, STORE_FOLD_MS, err);
	/* What others have written just now is not folded while they wait. */
	behind = rc == 0 && store->lines_due;
	if (rc == 0 && !behind)
		rc = task_write(store, task, err);
	journals_unlock(store->journals);
	task->is_written = rc == 0 && !behind;
	/* Before anybody takes the lock again to sign what follows. */
	store->fold_due = store->fold_due || task->is_written;
	task->is_ready = task->is_ready && rc != STORE_TASK_AGAIN;
	return rc;
}

static int task_ready(struct store *store, struct store_task *task,
		      struct error *err)
{
	int64_t next_seq = 1;
	int more;

	if (index_next_seq(store->index, &next_seq, err) < 0)
		return -1;
	more = task->ready(task, store->index, next_seq, err);
	task->is_begun = true;
	task->is_ready = more == 0;
	return more < 0 ? -1 : 0;
}

/* Whether it needs the rows, too: to be made of them, or to be told of when they
 * say what it did. */
static bool task_needs_rows(const struct store_task *task)
{
	return task->is_written ? !task->passes : task->reads_rows;
}

static int task_fold(struct store *store, const struct store_task *task,
		     struct error *err)
{
	return task_needs_rows(task)
		       ? store_fold(store, STORE_FOLD_MS, err)
		       : store_fold_lines(store, STORE_FOLD_MS, err);
}

/* Whether it waits for the index yet. */
static bool task_is_behind(const struct store *store,
			   const struct store_task *task)
{
	return task_needs_rows(task) ? store->fold_due : store->lines_due;
}

/* A step of it: 1 when more follow, 0 at its end, or -1. At the store's end
 * nobody waits to be told, and none begins that much has to be done for. */
static int task_step(struct store *store, struct store_task *task, bool ended,
		     struct error *err)
{
	if (ended && task->is_written)
		return 0;
	/* What keeps the index from following does not undo what is durable. */
	if (task_fold(store, task, err) < 0)
		return task->is_written ? 0 : -1;
	if (task->is_written && task->follow != NULL)
		task->follow(task, store->index);
	if (task_is_behind(store, task))
		return ended && task_needs_rows(task) ? store_task_too_late(err)
						      : 1;
	if (task->is_written)
		return 0;
	if (task->ready != NULL && !task->is_ready)
		return task_ready(store, task, err) < 0 ? -1 : 1;
	if (task_locked(store, task, err) < 0)
		return -1;
	return 1;
}

/* A step of it, and its end: whether it has ended. */
static bool task_go_on(struct store *store, struct store_task *task, bool ended)
{
	struct error err = {0};
	int rc = task_step(store, task, ended, &err);

	/* The first fold of an act of one record is over at once. */
	if (rc > 0 && task->is_written && task->ready == NULL)
		rc = task_step(store, task, ended, &err);
	if (rc > 0)
		return false;
	list_remove(&store->tasks, &task->mail.node);
	task->done(task, rc, rc < 0 ? &err : NULL);
	return true;
}

/* Those that may pass the first one, which is made in parts: once it knows what
 * it is about, but not between its last part and its lines. */
static void task_let_pass(struct store *store, bool ended)
{
	struct list_node *node = store->tasks.first;
	const struct store_task *first =
		LIST_ITEM(node, struct store_task, mail.node);

	if (!first->is_begun || (first->is_ready && !first->is_written))
		return;
	node = node->next;
	while (node != NULL) {
		struct store_task *task =
			LIST_ITEM(node, struct store_task, mail.node);

		node = node->next;
		if (!task->passes || !task_go_on(store, task, ended))
			return;
	}
}

bool store_run_tasks(struct store *store, bool ended)
{
	while (store->tasks.first != NULL) {
		struct store_task *task = LIST_ITEM(
			store->tasks.first, struct store_task, mail.node);

		if (task_go_on(store, task, ended))
			continue;
		task_let_pass(store, ended);
		if (!ended)
			return true;
	}
	return false;
}

bool store_catch_up(struct store *store)
{
	uint64_t size = journal_size(store->run->dir, JOURNAL_EDITS);
	size_t caught = 0;

	if (size == store->signed_size || store->fold_due ||
	    clock_ms() < store->sign_ms)
		return false;
	store->sign_ms = clock_ms() + TASK_SIGN_MS;
	if (journals_lock(store->journals, &store->folded.torn, NULL) < 0)
		return false;
	size = journal_size(store->run->dir, JOURNAL_EDITS);
	if (store_fold(store, STORE_FOLD_MS, NULL) == 0 && !store->fold_due &&
	    curated_catch_up(store->index, store->journals, &caught, NULL) ==
		    0) {
		store->signed_size = caught == 0 ? size : store->signed_size;
		store->owes = store->owes && caught > 0;
		store->sign_ms = 0;
	} else if (store->fold_due) {
		store->sign_ms = 0; /* others have written just now */
	}
	journals_unlock(store->journals);
	if (caught > 0)
		store_fold(store, -1, NULL);
	return caught > 0;
}
