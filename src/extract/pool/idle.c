/*
 * idle.c: looking while a run waits for its server. See idle.h.
 *
 * 1. The newest sheet goes first, while its file is still in memory; of those
 *    that wait the oldest are dropped.
 * 2. Models are loaded with the first sheet. Where they cannot be had, or a
 *    file cannot be read (a copy that is gone), nobody is told: the sheet was
 *    read, and this was for free.
 */
#include "config.h"

#include "extract/pool/idle.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_OCR

#include <pthread.h>
#include <stdatomic.h>

#include "base/hash.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/thread/mailbox.h"
#include "base/thread/thread.h"
#include "base/time/clock.h"
#include "engine/label/looker.h"
#include "engine/label/ocr.h"

#define IDLE_SHEETS  64	 /* that wait at most */
#define IDLE_BUSY_MS 250 /* until it looks again whether something waits */

struct idle_sheet {
	struct mail mail;
	char *path, *image; /* owned */
	struct look_sheet look;
	char sha256[HASH_HEX_SIZE];
};

struct idle_looks {
	/* immutable */
	struct idle_options options;
	char *lang;
	struct mailbox *inbox;
	pthread_t thread;
	int64_t begin_ms;

	atomic_bool cancelled;

	/* the thread's */
	struct idle_sheet *sheets[IDLE_SHEETS]; /* the newest last; owned */
	int n;
	struct looker *looker;
};

static void idle_sheet_free(struct mail *mail)
{
	struct idle_sheet *sheet = CONTAINER_OF(mail, struct idle_sheet, mail);

	free(sheet->path);
	free(sheet->image);
	free(sheet);
}

/* Takes what has come; waits up to `wait_ms` for it. */
static void idle_listen(struct idle_looks *looks, int wait_ms)
{
	struct mail *mail = mailbox_wait(looks->inbox, wait_ms);

	for (; mail != NULL; mail = mailbox_take(looks->inbox)) {
		if (looks->n == IDLE_SHEETS) {
			mail_free(&looks->sheets[0]->mail);
			looks->n--;
			for (int i = 0; i < looks->n; i++)
				looks->sheets[i] = looks->sheets[i + 1];
		}
		looks->sheets[looks->n++] =
			CONTAINER_OF(mail, struct idle_sheet, mail);
	}
}

/* How long there is nothing to do but to listen; -1: until something comes. */
static int idle_wait(const struct idle_looks *looks)
{
	int64_t left_ms = looks->begin_ms - clock_ms();

	if (looks->n == 0)
		return -1;
	if (left_ms > 0)
		return (int)left_ms;
	return looks->options.busy(looks->options.arg) ? IDLE_BUSY_MS : 0;
}

/* False where no sheet can be looked at. */
static bool idle_look(struct idle_looks *looks, const struct idle_sheet *sheet)
{
	const struct idle_options *o = &looks->options;
	struct facts facts;
	struct error ignored;

	if (looks->looker == NULL &&
	    looker_new(looks->lang, o->cache, &looks->looker, &ignored) < 0)
		return false;
	if (looker_look(looks->looker, &sheet->look, &looks->cancelled, &facts,
			NULL, &ignored) < 0)
		return true;
	facts_done(&facts);
	store_facts_arrived(o->store, sheet->sha256);
	return true;
}

static void *idle_main(void *arg)
{
	struct idle_looks *looks = arg;
	bool able = true;

	thread_be_idle();
	while (!mailbox_closed(looks->inbox)) {
		struct idle_sheet *sheet;
		int wait_ms = able ? idle_wait(looks) : -1;

		if (wait_ms != 0) {
			idle_listen(looks, wait_ms);
			continue;
		}
		sheet = looks->sheets[--looks->n];
		able = idle_look(looks, sheet);
		mail_free(&sheet->mail);
		idle_listen(looks, 0);
	}
	while (looks->n > 0)
		mail_free(&looks->sheets[--looks->n]->mail);
	looker_free(looks->looker);
	return NULL;
}

static void idle_looks_free(struct idle_looks *looks)
{
	mailbox_free(looks->inbox);
	free(looks->lang);
	free(looks);
}

int idle_looks_start(const struct idle_options *options,
		     struct idle_looks **ret, struct error *err)
{
	struct idle_looks *looks = mem_zalloc(sizeof(*looks));

	ocr_silence();
	looks->options = *options;
	looks->lang = mem_strdup(options->ocr_lang);
	looks->begin_ms = clock_ms() + options->after_ms;
	atomic_init(&looks->cancelled, false);
	if (mailbox_new(&looks->inbox, err) < 0 ||
	    thread_start(&looks->thread, "idle look", idle_main, looks, err) <
		    0) {
		idle_looks_free(looks);
		return -1;
	}
	*ret = looks;
	return 0;
}

void idle_looks_stop(struct idle_looks *looks)
{
	if (looks == NULL)
		return;
	atomic_store(&looks->cancelled, true);
	mailbox_close(looks->inbox);
	pthread_join(looks->thread, NULL);
	idle_looks_free(looks);
}

void idle_looks_put(struct idle_looks *looks, const char *path, bool copied,
		    const struct facts_file *file, const char *sha256)
{
	struct idle_sheet *sheet;

	if (looks == NULL)
		return;
	sheet = mem_zalloc(sizeof(*sheet));
	sheet->mail.free = idle_sheet_free;
	sheet->path = mem_strdup(path);
	sheet->image = mem_strdup(file->image);
	memcpy(sheet->sha256, sha256, HASH_HEX_SIZE);
	sheet->look = (struct look_sheet){
		.path = sheet->path,
		.file = {sheet->image, file->size, file->mtime_ns},
		.sha256 = sheet->sha256,
		.copied = copied,
	};
	mailbox_post(looks->inbox, &sheet->mail);
}

#else

int idle_looks_start(const struct idle_options *options,
		     struct idle_looks **ret, struct error *err)
{
	(void)options;
	(void)err;
	*ret = NULL;
	return 0;
}

void idle_looks_stop(struct idle_looks *looks)
{
	(void)looks;
}

void idle_looks_put(struct idle_looks *looks, const char *path, bool copied,
		    const struct facts_file *file, const char *sha256)
{
	(void)looks;
	(void)path;
	(void)copied;
	(void)file;
	(void)sha256;
}

#endif
