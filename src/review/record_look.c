/*
 * record_look.c: looking at what is on the screen. See record_look.h.
 *
 * 1. At most one request waits, the latest; `cancelled` is what is under way
 *    is asked by, and is cleared under the lock when the next one is taken.
 * 2. A sheet that anybody has looked at, with whatever models, is left alone:
 *    a console loads none without need.
 * 3. What cannot be looked at is passed over: its picture says so already.
 */
#include "config.h"

#include "review/record_look.h"

#include <stdlib.h>

#ifdef HAVE_OCR

#include <pthread.h>
#include <stdatomic.h>

#include "base/mem.h"
#include "base/thread/thread.h"
#include "engine/label/looker.h"
#include "engine/label/ocr.h"

struct look_wish {
	char *path, *image; /* owned; NULL: none */
};

struct record_look {
	/* immutable */
	const struct run *run;
	struct store *store;
	char *lang;
	pthread_t thread;

	atomic_bool cancelled;

	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* protected by lock */
	struct look_wish wish;
	bool quit;

	/* the thread's */
	struct facts_cache *cache; /* NULL until it is needed */
	struct looker *looker;	   /* likewise */
};

static void look_wish_done(struct look_wish *wish)
{
	free(wish->path);
	free(wish->image);
	*wish = (struct look_wish){0};
}

/* The next wish; false at the end. */
static bool record_look_wait(struct record_look *look, struct look_wish *ret)
{
	bool goes_on;

	pthread_mutex_lock(&look->lock);
	while (!look->quit && look->wish.path == NULL)
		pthread_cond_wait(&look->changed, &look->lock);
	goes_on = !look->quit;
	*ret = look->wish;
	look->wish = (struct look_wish){0};
	if (goes_on)
		atomic_store(&look->cancelled, false);
	pthread_mutex_unlock(&look->lock);
	return goes_on;
}

static bool look_is_known(struct facts_cache *cache, const char *sha256)
{
	int64_t stamp;

	return facts_cache_serve(cache, sha256, NULL, 0, NULL, &stamp) ==
	       FACTS_KNOWN;
}

/* Looks at it unless that is done; -1 where it cannot be, or was given up. */
static int record_look_at(struct record_look *look,
			  const struct look_wish *wish, struct error *err)
{
	char sha256[HASH_HEX_SIZE];
	struct look_sheet sheet = {.path = wish->path, .sha256 = sha256};
	struct facts facts;

	if (look->cache == NULL &&
	    facts_cache_open(look->run, &look->cache, err) < 0)
		return -1;
	if (look_file(look->cache, wish->path, wish->image, &sheet.file, sha256,
		      err) < 0)
		return -1;
	if (!look_is_known(look->cache, sha256)) {
		if (look->looker == NULL &&
		    looker_new(look->lang, look->cache, &look->looker, err) < 0)
			return -1;
		if (looker_look(look->looker, &sheet, &look->cancelled, &facts,
				NULL, err) < 0)
			return -1;
		facts_done(&facts);
	}
	if (look->store != NULL)
		store_facts_arrived(look->store, sha256);
	return 0;
}

static void *record_look_main(void *arg)
{
	struct record_look *look = arg;
	struct look_wish wish;
	struct error ignored;

	thread_be_nice();
	while (record_look_wait(look, &wish)) {
		(void)record_look_at(look, &wish, &ignored);
		look_wish_done(&wish);
	}
	look_wish_done(&wish);
	looker_free(look->looker);
	facts_cache_close(look->cache);
	return NULL;
}

static void record_look_free(struct record_look *look)
{
	look_wish_done(&look->wish);
	pthread_cond_destroy(&look->changed);
	pthread_mutex_destroy(&look->lock);
	free(look->lang);
	free(look);
}

int record_look_start(const struct run *run, struct store *store,
		      const char *ocr_lang, struct record_look **ret,
		      struct error *err)
{
	struct record_look *look = mem_zalloc(sizeof(*look));

	ocr_silence();
	look->run = run;
	look->store = store;
	look->lang = mem_strdup(ocr_lang);
	atomic_init(&look->cancelled, false);
	pthread_mutex_init(&look->lock, NULL);
	pthread_cond_init(&look->changed, NULL);
	if (thread_start(&look->thread, "record look", record_look_main, look,
			 err) < 0) {
		record_look_free(look);
		return -1;
	}
	*ret = look;
	return 0;
}

void record_look_stop(struct record_look *look)
{
	if (look == NULL)
		return;
	pthread_mutex_lock(&look->lock);
	look->quit = true;
	atomic_store(&look->cancelled, true);
	pthread_cond_signal(&look->changed);
	pthread_mutex_unlock(&look->lock);
	pthread_join(look->thread, NULL);
	record_look_free(look);
}

void record_look_ask(struct record_look *look, const char *path,
		     const char *image)
{
	if (look == NULL)
		return;
	pthread_mutex_lock(&look->lock);
	look_wish_done(&look->wish);
	look->wish.path = mem_strdup(path);
	look->wish.image = mem_strdup(image);
	atomic_store(&look->cancelled, true);
	pthread_cond_signal(&look->changed);
	pthread_mutex_unlock(&look->lock);
}

#else

int record_look_start(const struct run *run, struct store *store,
		      const char *ocr_lang, struct record_look **ret,
		      struct error *err)
{
	(void)run;
	(void)store;
	(void)ocr_lang;
	(void)err;
	*ret = NULL;
	return 0;
}

void record_look_stop(struct record_look *look)
{
	(void)look;
}

void record_look_ask(struct record_look *look, const char *path,
		     const char *image)
{
	(void)look;
	(void)path;
	(void)image;
}

#endif
