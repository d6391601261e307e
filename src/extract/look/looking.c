/*
 * looking.c: the threads that look. See looking.h.
 *
 * 1. A sheet is taken by one thread, in order; what is in the cache already is
 *    passed over at the price of a stat(2).
 * 2. Each thread has a looker of its own, made and freed on it. Where none can
 *    be made the first error ends them all.
 * 3. A sheet that was given up is neither looked at nor failed.
 * 4. One whose facts could not be kept has failed: it is to be looked at again.
 */
#include "config.h"

#include "extract/look/looking.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/thread/thread.h"
#include "engine/label/looker.h"
#include "engine/label/ocr.h"

#define LOOKING_THREADS_MAX 256

struct looking {
	/* immutable after the start */
	const struct look_sheets *sheets;
	struct facts_cache *cache;
	struct mailbox *reply;
	char *lang;
	bool backwards;
	pthread_t *threads;
	int n_threads;

	atomic_bool cancelled;

	pthread_mutex_t lock;
	/* protected by lock */
	struct looking_progress progress; /* a copy of which is posted */
	size_t next;
	int at_work; /* threads */
};

enum look_end { LOOK_MADE, LOOK_KNOWN, LOOK_FAILED, LOOK_GIVEN_UP };

/* --- what is told --------------------------------------------------------- */

/* Under the lock. */
static void looking_tell(struct looking *looking)
{
	struct looking_progress *told = mem_alloc(sizeof(*told));

	*told = looking->progress;
	told->mail = (struct mail){.kind = LOOKING_MAIL_PROGRESS};
	mailbox_replace(looking->reply, &told->mail);
}

static void looking_tell_fault(struct looking *looking, const char *image,
			       const struct error *why)
{
	struct looking_fault *fault = mem_zalloc(sizeof(*fault));
	char *clean CLEANUP(mem_free_str) = text_cleaned(image);

	fault->mail.kind = LOOKING_MAIL_FAULT;
	snprintf(fault->image, sizeof(fault->image), "%s", clean);
	fault->error = *why;
	mailbox_post(looking->reply, &fault->mail);
}

static void looking_count(struct looking *looking, enum look_end end)
{
	struct looking_progress *p = &looking->progress;
	size_t *const counts[] = {
		[LOOK_MADE] = &p->looked,
		[LOOK_KNOWN] = &p->known,
		[LOOK_FAILED] = &p->failed,
	};

	if (end == LOOK_GIVEN_UP)
		return;
	pthread_mutex_lock(&looking->lock);
	(*counts[end])++;
	looking_tell(looking);
	pthread_mutex_unlock(&looking->lock);
}

/* --- a thread ------------------------------------------------------------- */

static const struct look_item *looking_next(struct looking *looking)
{
	const struct look_sheets *sheets = looking->sheets;
	const struct look_item *item = NULL;

	pthread_mutex_lock(&looking->lock);
	if (looking->next < sheets->n && !atomic_load(&looking->cancelled)) {
		size_t at = looking->next++;

		item = &sheets->items[looking->backwards ? sheets->n - 1 - at
							 : at];
	}
	pthread_mutex_unlock(&looking->lock);
	return item;
}

/* Nothing else is wanted of a look. */
static int look_check_kept(struct looking *looking, struct looker *looker,
			   const char *sha256, struct error *err)
{
	if (facts_cache_lasts(looking->cache) && looker_knows(looker, sha256))
		return 0;
	return error_set(
		err, ERROR_NO_SPACE,
		"what it shows cannot be kept in the run's cache; make "
		"room there, and look again");
}

static int look_at(struct looking *looking, struct looker *looker,
		   const struct look_item *item, enum look_end *ret,
		   struct error *err)
{
	char sha256[HASH_HEX_SIZE];
	struct look_sheet sheet = {.path = item->path, .sha256 = sha256};
	struct facts facts;

	if (item->path == NULL)
		return error_set(err, ERROR_NOT_FOUND,
				 "its image is not there; name the directory "
				 "with --images DIR");
	if (look_file(looking->cache, item->path, item->image, &sheet.file,
		      sha256, err) < 0)
		return -1;
	*ret = LOOK_KNOWN;
	if (looker_knows(looker, sha256))
		return 0;
	*ret = LOOK_MADE;
	if (looker_look(looker, &sheet, &looking->cancelled, &facts, NULL,
			err) < 0)
		return -1;
	facts_done(&facts);
	return look_check_kept(looking, looker, sha256, err);
}

static void looking_work(struct looking *looking, struct looker *looker)
{
	const struct look_item *item;

	while ((item = looking_next(looking)) != NULL) {
		enum look_end end = LOOK_FAILED;
		struct error err;

		if (look_at(looking, looker, item, &end, &err) < 0) {
			end = err.kind == ERROR_STOPPED ? LOOK_GIVEN_UP
							: LOOK_FAILED;
			if (end == LOOK_FAILED)
				looking_tell_fault(looking, item->image, &err);
		}
		looking_count(looking, end);
	}
}

static void looking_leave(struct looking *looking, const struct error *why)
{
	struct looking_progress *p = &looking->progress;

	pthread_mutex_lock(&looking->lock);
	if (why != NULL && p->error.kind == ERROR_NONE)
		p->error = *why;
	if (why != NULL)
		atomic_store(&looking->cancelled, true);
	looking->at_work--;
	p->over = looking->at_work == 0;
	looking_tell(looking);
	pthread_mutex_unlock(&looking->lock);
}

static void *looking_thread(void *arg)
{
	struct looking *looking = arg;
	struct looker *looker;
	struct error err;

	thread_be_nice();
	if (looker_new(looking->lang, looking->cache, &looker, &err) < 0) {
		looking_leave(looking, &err);
		return NULL;
	}
	looking_work(looking, looker);
	looker_free(looker);
	looking_leave(looking, NULL);
	return NULL;
}

/* --- from other threads --------------------------------------------------- */

static int looking_threads(const struct looking_options *options, size_t sheets)
{
	long n = options->threads > 0 ? options->threads
				      : sysconf(_SC_NPROCESSORS_ONLN);

	if (n > LOOKING_THREADS_MAX)
		n = LOOKING_THREADS_MAX;
	if (n > 0 && (size_t)n > sheets)
		n = (long)sheets;
	return n > 0 ? (int)n : 1;
}

int looking_start(const struct looking_options *options,
		  const struct look_sheets *sheets, struct facts_cache *cache,
		  struct mailbox *reply, struct looking **ret,
		  struct error *err)
{
	struct looking *looking = mem_zalloc(sizeof(*looking));
	int n = looking_threads(options, sheets->n);

	ocr_silence();
	looking->sheets = sheets;
	looking->cache = cache;
	looking->reply = reply;
	looking->lang = mem_strdup(options->ocr_lang);
	looking->backwards = options->backwards;
	looking->progress.total = sheets->n;
	looking->threads = mem_grow(NULL, (size_t)n, sizeof(pthread_t));
	atomic_init(&looking->cancelled, false);
	pthread_mutex_init(&looking->lock, NULL);
	looking->at_work = n; /* before the first can leave */
	for (int i = 0; i < n; i++) {
		if (thread_start(&looking->threads[i], "look", looking_thread,
				 looking, err) < 0) {
			looking_stop(looking);
			return -1;
		}
		looking->n_threads++;
	}
	*ret = looking;
	return 0;
}

void looking_cancel(struct looking *looking)
{
	atomic_store(&looking->cancelled, true);
}

void looking_stop(struct looking *looking)
{
	if (looking == NULL)
		return;
	looking_cancel(looking);
	for (int i = 0; i < looking->n_threads; i++)
		pthread_join(looking->threads[i], NULL);
	pthread_mutex_destroy(&looking->lock);
	free(looking->threads);
	free(looking->lang);
	free(looking);
}
