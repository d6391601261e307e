/*
 * review.c: acts of review on their way to the journal. See review.h.
 *
 * 1. A request is copied whole and travels as a task of the store; its
 *    checks and its lines are made there, under the lock (review_act.c).
 * 2. Every request gets exactly one reply, after the fsync or a refusal.
 * 3. What takes back an act of many lines is made before the lock is taken
 *    (many.h). What it is about is found once, before anything may pass it; of
 *    one line it is found anew under the lock, and may be several by then.
 */
#include "config.h"

#include "review/review.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "review/many.h"
#include "review/review_act.h"
#include "review/review_ways.h"

/* --- requests that outlive their caller ----------------------------------- */

static const struct box *
request_copy_boxes(const struct review_request *request)
{
	size_t size = request->n_boxes * sizeof(*request->boxes);
	struct box *boxes = size > 0 ? mem_alloc(size) : NULL;

	if (size > 0)
		memcpy(boxes, request->boxes, size);
	return boxes;
}

static void request_copy(const struct review_request *request,
			 struct review_request *ret)
{
	struct review_change *changes = NULL;

	*ret = *request;
	ret->specimen_id = mem_strdup(request->specimen_id);
	ret->by = mem_strdup(request->by);
	ret->term = mem_strdup(request->term);
	ret->value = mem_strdup(request->value);
	ret->reason = mem_strdup(request->reason);
	ret->seen = mem_strdup(request->seen);
	ret->id = mem_strdup(request->id);
	seen_copy(&request->view, &ret->view);
	ret->boxes = request_copy_boxes(request);
	if (request->n_changes > 0)
		changes = mem_alloc(request->n_changes * sizeof(*changes));
	for (size_t i = 0; i < request->n_changes; i++) {
		const struct review_change *change = &request->changes[i];

		changes[i] = (struct review_change){
			.specimen_id = mem_strdup(change->specimen_id),
			.term = mem_strdup(change->term),
			.value = mem_strdup(change->value),
			.seen = mem_strdup(change->seen),
		};
	}
	ret->changes = changes;
}

/* The strings are ours, though the contract shows them const. */
static void request_free_text(const char *text)
{
	free((void *)(uintptr_t)text);
}

static void request_done(struct review_request *request)
{
	for (size_t i = 0; i < request->n_changes; i++) {
		const struct review_change *change = &request->changes[i];

		request_free_text(change->specimen_id);
		request_free_text(change->term);
		request_free_text(change->value);
		request_free_text(change->seen);
	}
	free((void *)(uintptr_t)request->changes);
	free((void *)(uintptr_t)request->boxes);
	request_free_text(request->specimen_id);
	request_free_text(request->by);
	request_free_text(request->term);
	request_free_text(request->value);
	request_free_text(request->reason);
	request_free_text(request->seen);
	request_free_text(request->id);
	seen_done(&request->view);
}

/* --- the task ------------------------------------------------------------- */

struct review_task {
	struct store_task task;
	struct store *store;
	struct mailbox *reply;
	uint64_t ticket;
	struct review_request *requests;
	size_t n;
	struct review_group group;
	struct many many;
	bool found;	  /* what an undo is about */
	bool several;	  /* lines (invariant 3) */
	struct error why; /* one of the records keeps what it has */
	/* what came of it */
	char *specimen_id;
	int64_t revision;
	char *withdrawn;
	size_t read, differ, left;
	struct seen now;
};

static int review_check(const struct review_task *task, struct error *err)
{
	for (size_t i = 0; i < task->n; i++) {
		const struct review_request *request = &task->requests[i];
		bool back = request->op == ACT_UNDO || request->op == ACT_REDO;

		if (text_blank(request->by))
			return error_set(err, ERROR_USAGE,
					 "an act has to say who does it");
		if (request->specimen_id == NULL && !back &&
		    request->op != ACT_BULK)
			return error_set(err, ERROR_USAGE,
					 "an act has to name its specimen");
		if (back && task->n > 1)
			return error_set(err, ERROR_USAGE, "%s stands alone",
					 act_op_word(request->op));
	}
	return 0;
}

/* Whether the curator asked for nothing less than the end of a signature. */
static bool review_asks_end(const struct review_task *task)
{
	for (size_t i = 0; i < task->n; i++)
		if (task->requests[i].op == ACT_REOPEN ||
		    task->requests[i].op == ACT_REJECT ||
		    task->requests[i].second)
			return true;
	return false;
}

/* Notes whose signature an edit has ended. */
static void review_note_withdrawn(struct review_task *task,
				  const struct review_work *work)
{
	for (size_t i = 0; i < work->n; i++) {
		const struct review_specimen *of = work->specimens[i];

		if (of->signer != NULL &&
		    of->specimen.status != STATUS_APPROVED &&
		    !review_asks_end(task))
			mem_replace(&task->withdrawn, of->signer);
	}
}

static int review_work(struct review_task *task, struct review_work *work,
		       struct bytes *curated, struct error *err)
{
	for (size_t i = 0; i < task->n; i++) {
		const struct review_request *request = &task->requests[i];
		int rc = request->second ? review_second(work, request, err)
					 : review_act(work, request, err);

		if (rc < 0)
			return -1;
	}
	review_work_sign(work, curated);
	if (work->last != NULL) {
		mem_replace(&task->specimen_id, work->last->specimen_id);
		task->revision = work->last->seq;
	}
	task->read = work->read;
	task->differ = work->differ;
	task->left = work->left;
	review_note_withdrawn(task, work);
	return 0;
}

static struct review_work review_work_of(struct review_task *task,
					 struct index *index, int64_t seq,
					 struct bytes *edits)
{
	return (struct review_work){
		.index = index,
		.terms = index_terms(index),
		.seq = seq,
		.edits = edits,
		.group = &task->group,
	};
}

/* --- before the lock (invariant 3) ---------------------------------------- */

/* What it is about: 1 where that has several lines, 0, or -1. */
static int review_find(struct review_task *task, struct index *index,
		       struct error *err)
{
	struct bytes none CLEANUP(bytes_done) = {0};
	struct review_work work = review_work_of(task, index, SPOOL_SEQ, &none);
	int several = review_check(task, err);

	if (several == 0)
		several = review_back_begin(&work, &task->requests[0], err);
	review_work_done(&work);
	if (several <= 0)
		review_group_done(&task->group);
	task->found = true;
	task->several = several > 0;
	return several;
}

static void review_tell(const struct review_task *task, int followed)
{
	struct review_progress *progress;
	size_t n = json_array_size(task->group.targets);

	if (task->reply == NULL)
		return;
	progress = mem_zalloc(sizeof(*progress));
	progress->mail.kind = REVIEW_MAIL_PROGRESS;
	progress->ticket = task->ticket;
	progress->op = task->requests[0].op;
	progress->made = n > 0 ? (int)(task->group.next * 1000 / n) : 0;
	progress->followed = followed;
	mailbox_replace(task->reply, &progress->mail);
}

static int review_make(struct many *many, struct index *index,
		       struct bytes *ret, struct error *err)
{
	struct review_task *task = CONTAINER_OF(many, struct review_task, many);
	struct review_work work = review_work_of(task, index, SPOOL_SEQ, ret);
	int more;

	work.once = true;
	work.backs = many->spool;
	more = review_back_next(&work, &task->requests[0], &task->why, err);
	task->left += work.left;
	/* Signed lines bear the numbers of the acts. */
	task->task.signs_later = task->task.signs_later || work.signs;
	if (more >= 0) {
		review_note_withdrawn(task, &work);
		if (work.last != NULL)
			mem_replace(&task->specimen_id, work.last->specimen_id);
		review_tell(task, -1);
	}
	review_work_done(&work);
	if (more == 0 && ret->len == 0 && spool_lines(many->spool) == 0) {
		if (err != NULL)
			*err = task->why;
		return -1;
	}
	return more;
}

static int review_mend(struct many *many, struct index *index,
		       const struct spool_touch *touched, size_t n,
		       struct bytes *ret, struct error *err)
{
	struct review_task *task = CONTAINER_OF(many, struct review_task, many);
	struct review_work work = review_work_of(task, index, SPOOL_SEQ, ret);
	int keeps = 0;
	size_t i;

	/* It may have been signed. */
	task->task.signs_later = task->task.signs_later || n > 0;
	for (i = 0; i < n && keeps >= 0; i++) {
		keeps = review_back_again(&work, &task->requests[0],
					  touched[i].id, touched[i].tag,
					  &task->why, err);
		if (keeps > 0)
			spool_leave(many->spool, touched[i].id);
		task->left += keeps > 0;
	}
	review_work_done(&work);
	review_tell(task, -1);
	return keeps < 0 ? -1 : (int)i;
}

/* What it is about stays: acts may have passed it since that was found. */
static void review_forget(struct many *many)
{
	struct review_task *task = CONTAINER_OF(many, struct review_task, many);

	task->group.next = 0;
	task->group.lines = 0;
	task->left = 0;
	mem_replace(&task->withdrawn, NULL);
}

static const struct many_ways review_ways = {
	.make = review_make,
	.mend = review_mend,
	.forget = review_forget,
};

static int review_ready(struct store_task *base, struct index *index,
			int64_t next_seq, struct error *err)
{
	struct review_task *task = CONTAINER_OF(base, struct review_task, task);

	(void)next_seq;
	if (!task->found)
		return review_find(task, index, err);
	return task->several ? many_ready(&task->many, index, err) : 0;
}

static void review_follow(struct store_task *base, struct index *index)
{
	struct review_task *task = CONTAINER_OF(base, struct review_task, task);

	if (task->several)
		review_tell(task, many_followed(&task->many, index));
}

static int review_copy(struct review_task *task, struct index *index,
		       int64_t next_seq, struct bytes *edits, struct error *err)
{
	int more = many_prepare(&task->many, index, next_seq, edits, err);

	task->revision = next_seq + many_lines(&task->many) - 1;
	/* All of its records keep what they have by now: as long as nothing is
	 * written it can be asked for again. */
	if (more == 0 && many_lines(&task->many) == 0) {
		if (err != NULL)
			*err = task->why;
		return -1;
	}
	return more;
}

/* --- under it ------------------------------------------------------------- */

/* What is to be taken back may be an act of several lines by now, that another
 * process wrote after it was looked for: STORE_TASK_AGAIN, 0 or -1. */
static int review_find_again(struct review_task *task, struct review_work *work,
			     struct error *err)
{
	int several = review_back_begin(work, &task->requests[0], err);

	if (several <= 0)
		return several;
	task->several = true;
	return STORE_TASK_AGAIN;
}

static int review_prepare(struct store_task *base, struct index *index,
			  int64_t next_seq, struct bytes *edits,
			  struct bytes *curated, struct error *err)
{
	struct review_task *task = CONTAINER_OF(base, struct review_task, task);
	struct review_work work = review_work_of(task, index, next_seq, edits);
	int rc;

	if (task->several)
		return review_copy(task, index, next_seq, edits, err);
	rc = review_check(task, err);
	if (rc == 0 && task->task.ready != NULL)
		rc = review_find_again(task, &work, err);
	if (rc == 0)
		rc = review_work(task, &work, curated, err);
	seen_done(&task->now);
	task->now = work.now;
	work.now = (struct seen){0};
	review_work_done(&work);
	return rc;
}

/* --- its end -------------------------------------------------------------- */

static void review_reply_free(struct mail *mail)
{
	struct review_reply *reply =
		CONTAINER_OF(mail, struct review_reply, mail);

	free(reply->specimen_id);
	free(reply->withdrawn);
	seen_done(&reply->now);
	free(reply);
}

/* What monitors are told of. */
static void review_event(const struct review_task *task,
			 const struct review_request *request)
{
	json_t *data = json_object();

	json_set_string(data, "specimen_id", request->specimen_id);
	json_set_string(data, "by", request->by);
	json_object_set_new(data, "revision", json_integer(task->revision));
	if (request->op == ACT_REJECT)
		json_set_string(data, "reason", request->reason);
	store_put_event(task->store,
			request->op == ACT_REJECT ? "review.rejected"
						  : "review.approved",
			data);
}

static void review_free(struct review_task *task)
{
	for (size_t i = 0; i < task->n; i++)
		request_done(&task->requests[i]);
	free(task->requests);
	review_group_done(&task->group);
	many_done(&task->many);
	free(task->specimen_id);
	free(task->withdrawn);
	seen_done(&task->now);
	free(task);
}

static void review_done(struct store_task *base, int rc,
			const struct error *err)
{
	struct review_task *task = CONTAINER_OF(base, struct review_task, task);
	struct review_reply *reply = mem_zalloc(sizeof(*reply));

	for (size_t i = 0; i < task->n && rc == 0; i++)
		if ((task->requests[i].op == ACT_APPROVE &&
		     !task->requests[i].second) ||
		    task->requests[i].op == ACT_REJECT)
			review_event(task, &task->requests[i]);
	reply->mail.kind = REVIEW_MAIL_SAVED;
	reply->mail.free = review_reply_free;
	reply->ticket = task->ticket;
	reply->status = rc;
	if (err != NULL)
		reply->error = *err;
	reply->specimen_id = mem_strdup(
		task->specimen_id != NULL ? task->specimen_id
					  : task->requests[0].specimen_id);
	reply->revision = task->revision;
	reply->read = task->read;
	reply->differ = task->differ;
	reply->left = task->left;
	reply->now = task->now;
	task->now = (struct seen){0};
	if (rc == 0)
		reply->withdrawn = mem_strdup(task->withdrawn);
	reply->op = task->requests[task->n - 1].op;
	if (task->reply != NULL)
		mailbox_post(task->reply, &reply->mail);
	else
		mail_free(&reply->mail);
	review_free(task);
}

void review_submit_all(struct store *store,
		       const struct review_request *requests, size_t n,
		       uint64_t ticket, struct mailbox *reply)
{
	struct review_task *task;
	bool back;

	if (n == 0)
		return;
	back = requests[0].op == ACT_UNDO || requests[0].op == ACT_REDO;
	task = mem_zalloc(sizeof(*task));
	task->task.prepare = review_prepare;
	task->task.follow = review_follow;
	task->task.done = review_done;
	task->task.ready = back && n == 1 ? review_ready : NULL;
	task->task.passes = !back;
	task->many = (struct many){.ways = &review_ways,
				   .dir = store_dir(store),
				   .cancel = requests[0].cancel};
	task->store = store;
	task->reply = reply;
	task->ticket = ticket;
	task->requests = mem_alloc(n * sizeof(*task->requests));
	task->n = n;
	for (size_t i = 0; i < n; i++)
		request_copy(&requests[i], &task->requests[i]);
	store_submit(store, &task->task);
}

void review_submit(struct store *store, const struct review_request *request,
		   uint64_t ticket, struct mailbox *reply)
{
	review_submit_all(store, request, 1, ticket, reply);
}

/* --- small questions ------------------------------------------------------ */

const char *const *review_reasons(void)
{
	static const char *const reasons[] = {
		"not a specimen", "duplicate", "unreadable", "other", NULL,
	};

	return reasons;
}

/* The login name; owned, NULL when the system knows none. */
static char *review_login(void)
{
	struct passwd entry, *found = NULL;
	char buffer[4096];

	if (getpwuid_r(geteuid(), &entry, buffer, sizeof(buffer), &found) !=
		    0 ||
	    found == NULL)
		return NULL;
	return mem_strdup(found->pw_name);
}

char *review_who(const char *option, const char *setting)
{
	const char *given = text_blank(option) ? getenv("VASCULUM_BY") : option;
	char *who, *clean, *squeezed;

	if (text_blank(given))
		given = setting;
	who = text_blank(given) ? review_login() : mem_strdup(given);
	clean = text_cleaned(who != NULL ? who : "");
	squeezed = text_squeezed(clean);
	free(who);
	free(clean);
	if (squeezed[0] != '\0')
		return squeezed;
	free(squeezed);
	return mem_printf("uid %ld", (long)geteuid());
}
