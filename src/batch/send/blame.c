/*
 * blame.c: see blame.h.
 */
#include "config.h"

#include "batch/send/blame.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "run/index/index.h"

#define BLAME_ACK 1 /* ticket of the one outcome */

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
	bool hashed = hash_is_hex(sheet->specimen_id);
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

int batch_blame(struct batch_session *session, const struct blame *blame,
		struct error *err)
{
	const struct run *run = session->setup.run;
	struct mailbox *box;
	struct outcome outcome;
	struct mail *mail;
	bool told = false, acked = false;

	if (blame_is_told(run, blame, &told, err) < 0)
		return -1;
	if (told)
		return 0;
	if (mailbox_new(&box, err) < 0)
		return -1;
	blame_fill(run, blame, &outcome);
	store_put_outcome(session->setup.store, &outcome, BLAME_ACK, box);
	while (!acked) {
		mail = mailbox_wait(box, -1);
		acked = mail->kind == STORE_MAIL_ACK;
		mail_free(mail);
	}
	mailbox_free(box);
	batch_session_note(session, "%s: %s", blame->sheet.image, blame->why);
	return 0;
}
