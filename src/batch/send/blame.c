/*
 * blame.c: see blame.h.
 *
 * 1. Whoever is stopped does not wait for a disk that is full: the failure is
 *    rescued then, and the next session takes it in.
 */
#include "config.h"

#include "batch/send/blame.h"

#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "engine/engine.h"
#include "run/index/index.h"
#include "run/index/specimen.h"

#define BLAME_ACK	1 /* ticket of the one outcome */
#define BLAME_LISTEN_MS 200

static int blame_is_told(const struct run *run, const struct blame *blame,
			 bool *ret, struct error *err)
{
	enum done_state state;
	struct fold_report report;
	struct index *index;
	int rc;

	if (index_open(run, INDEX_FOLD, &index, err) < 0)
		return -1;
	rc = index_fold(index, -1, &report, err);
	if (rc == 0)
		rc = index_done_state(index, blame->sheet.specimen_id,
				      blame->sheet.image, blame->params_sha256,
				      0, &state, err);
	index_close(index);
	if (rc == 0)
		*ret = state != DONE_NO;
	return rc;
}

static void blame_fill(const struct run *run, const struct blame *blame,
		       struct outcome *outcome)
{
	const struct batch_sheet *sheet = &blame->sheet;
	const struct engine_ops *ops =
		engine_find(blame->engine != NULL ? blame->engine : "");
	bool hashed = strlen(sheet->specimen_id) == 64 &&
		      hash_is_hex(sheet->specimen_id);
	char stamp[CLOCK_STAMP_SIZE];

	outcome_init(outcome);
	clock_stamp(stamp);
	outcome->specimen_id = mem_strdup(sheet->specimen_id);
	outcome->sha256 = hashed ? mem_strdup(sheet->specimen_id) : NULL;
	outcome->image = mem_strdup(sheet->image);
	outcome->model = mem_strdup(blame->model);
	outcome->provider = mem_strdup(ops != NULL ? ops->provider : NULL);
	outcome->timestamp = mem_strdup(stamp);
	outcome->run_id = mem_strdup(run->id);
	outcome->params_sha256 = mem_strdup(blame->params_sha256);
	outcome->error = mem_strdup(blame->why);
	outcome->error_kind = mem_strdup(blame->kind);
	outcome->error_scope = mem_strdup("request");
	outcome->attempts = 1;
	if (blame->batch_id == NULL)
		return;
	outcome->extra = json_object();
	json_set_string(outcome->extra, "batch_id", blame->batch_id);
	json_set_string(outcome->extra, "custom_id", sheet->custom_id);
}

static bool blame_is_stopped(const struct batch_session *session)
{
	const atomic_bool *stop = session->setup.stop;

	return stop != NULL && atomic_load(stop);
}

/* 1 where the outcome is durable, 0 where it is not yet, or -1. Frees the
 * mail. */
static int blame_take_mail(struct batch_session *session, struct mail *mail,
			   struct error *err)
{
	int rc = 0;

	if (mail->kind == STORE_MAIL_ACK) {
		const struct store_ack *ack = (const struct store_ack *)mail;

		if (ack->status < 0)
			*err = ack->error;
		rc = ack->status < 0 ? -1 : 1;
	} else if (mail->kind == STORE_MAIL_SPACE) {
		const struct store_space *space =
			(const struct store_space *)mail;

		batch_session_note(session, "%s",
				   space->waits ? space->error.text
						: "writing goes on");
	}
	mail_free(mail);
	return rc;
}

static int blame_await(struct batch_session *session, struct mailbox *box,
		       struct error *err)
{
	int rc = 0;

	while (rc == 0) {
		struct mail *mail = mailbox_wait(box, BLAME_LISTEN_MS);

		if (mail != NULL)
			rc = blame_take_mail(session, mail, err);
		else if (blame_is_stopped(session))
			store_give_up(session->setup.store, box);
	}
	return rc < 0 ? -1 : 0;
}

int batch_blame(struct batch_session *session, const struct blame *blame,
		struct error *err)
{
	const struct run *run = session->setup.run;
	struct mailbox *box;
	struct outcome outcome;
	bool told = false;
	int rc;

	if (blame_is_told(run, blame, &told, err) < 0)
		return -1;
	if (told)
		return 0;
	if (mailbox_new(&box, err) < 0)
		return -1;
	blame_fill(run, blame, &outcome);
	store_put_outcome(session->setup.store, &outcome, BLAME_ACK, box);
	rc = blame_await(session, box, err);
	mailbox_free(box);
	if (rc == 0)
		batch_session_note(session, "%s: %s", blame->sheet.image,
				   blame->why);
	return rc;
}
