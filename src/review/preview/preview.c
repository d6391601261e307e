/*
 * preview.c: the preview thread. See preview.h.
 *
 * 1. `asked` holds at most one request, the latest; it goes first. What is
 *    under way is given up as soon as another is asked (looked at between the
 *    steps of preview_render.c and after every strip).
 * 2. Prefetches wait behind it, the newest first; one that was given up goes
 *    back unless the same or too many newer ones wait. They fill the
 *    render's caches and answer nothing.
 * 3. The render is the thread's alone; it has others help it for some
 *    milliseconds (strips.c).
 * 4. Behind all of that comes what is likely to be asked next, by the last two
 *    that were (preview_guess.h): one at most, and forgotten when it is given up.
 * 5. Of an answer that was given early the strips that were not made, since
 *    something newer was asked, never come.
 */
#include "config.h"

#include "review/preview/preview.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/thread/thread.h"
#include "review/preview/preview_guess.h"
#include "review/preview/preview_render.h"

#define PREVIEW_PREFETCH_MAX 4

enum preview_turn {
	PREVIEW_IDLE,
	PREVIEW_ASKED,
	PREVIEW_AHEAD,
	PREVIEW_GUESS,
};

struct preview {
	pthread_t thread;	 /* immutable */
	struct mailbox *mailbox; /* immutable */

	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* protected by lock */
	struct preview_request *asked;
	struct preview_request *ahead[PREVIEW_PREFETCH_MAX]; /* newest first */
	int n_ahead;
	struct preview_request *guess;
	enum preview_turn working; /* what is under way */
	bool quit;
};

static int preview_count(int n, int most)
{
	return n < 0 ? 0 : n > most ? most : n;
}

static struct preview_request *
preview_request_copy(const struct preview_request *request)
{
	struct preview_request *copy = mem_alloc(sizeof(*copy));

	*copy = *request;
	copy->path = mem_strdup(request->path);
	copy->n_frames =
		preview_count(copy->n_frames, (int)ARRAY_LEN(copy->frames));
	copy->n_marks = preview_count(copy->n_marks, PREVIEW_MARKS);
	return copy;
}

static void preview_request_free(struct preview_request *request)
{
	if (request == NULL)
		return;
	/* The copy is ours, whatever the caller's pointer promises. */
	free((void *)(uintptr_t)request->path);
	free(request);
}

/* Under the lock: `request` to the front, what is too much off the end. */
static void preview_push_ahead(struct preview *preview,
			       struct preview_request *request)
{
	if (preview->n_ahead == PREVIEW_PREFETCH_MAX)
		preview_request_free(preview->ahead[--preview->n_ahead]);
	memmove(preview->ahead + 1, preview->ahead,
		(size_t)preview->n_ahead * sizeof(preview->ahead[0]));
	preview->ahead[0] = request;
	preview->n_ahead++;
}

static struct preview_request *preview_take(struct preview_request **from)
{
	struct preview_request *request = *from;

	*from = NULL;
	return request;
}

/* Under the lock: the next to do, or NULL. */
static struct preview_request *preview_next(struct preview *preview)
{
	struct preview_request *next;

	if (preview->asked != NULL) {
		preview->working = PREVIEW_ASKED;
		return preview_take(&preview->asked);
	}
	if (preview->n_ahead == 0) {
		next = preview_take(&preview->guess);
		preview->working = next != NULL ? PREVIEW_GUESS : PREVIEW_IDLE;
		return next;
	}
	preview->working = PREVIEW_AHEAD;
	next = preview->ahead[0];
	preview->n_ahead--;
	memmove(preview->ahead, preview->ahead + 1,
		(size_t)preview->n_ahead * sizeof(preview->ahead[0]));
	return next;
}

static struct preview_request *preview_wait(struct preview *preview)
{
	struct preview_request *next = NULL;

	pthread_mutex_lock(&preview->lock);
	while (!preview->quit && (next = preview_next(preview)) == NULL)
		pthread_cond_wait(&preview->changed, &preview->lock);
	pthread_mutex_unlock(&preview->lock);
	return next;
}

static bool preview_stale(void *data)
{
	struct preview *preview = data;
	bool stale;

	pthread_mutex_lock(&preview->lock);
	stale = preview->quit || preview->asked != NULL;
	pthread_mutex_unlock(&preview->lock);
	return stale;
}

/* A prefetch that had to give way waits again, behind those that are newer. */
static void preview_put_back(struct preview *preview,
			     struct preview_request *request)
{
	bool kept = false;

	pthread_mutex_lock(&preview->lock);
	if (!preview->quit && preview->n_ahead < PREVIEW_PREFETCH_MAX) {
		preview->ahead[preview->n_ahead++] = request;
		kept = true;
	}
	pthread_mutex_unlock(&preview->lock);
	if (!kept)
		preview_request_free(request);
}

static void preview_post(void *data, struct mail *mail)
{
	struct preview *preview = data;

	mailbox_post(preview->mailbox, mail);
}

/* What comes next, by this one and that before it, if nothing else is wanted;
 * `*last` becomes this one. */
static void preview_go_on(struct preview *preview,
			  struct preview_request **last,
			  struct preview_request *now)
{
	struct preview_request next, *guess = NULL;

	if (preview_guess(*last, now, &next))
		guess = preview_request_copy(&next);
	preview_request_free(*last);
	*last = now;
	pthread_mutex_lock(&preview->lock);
	preview_request_free(preview->guess);
	preview->guess = guess;
	pthread_mutex_unlock(&preview->lock);
}

/* One request, owned by it now. */
static void preview_work(struct preview *preview, struct preview_render *render,
			 struct preview_request *request,
			 struct preview_request **last)
{
	/* Only this thread writes it, so it may read it unlocked. */
	enum preview_turn turn = preview->working;
	bool posts = request->early && turn == PREVIEW_ASKED;
	const struct preview_render_watch watch = {
		.stale = preview_stale,
		.post = posts ? preview_post : NULL,
		.data = preview,
	};
	struct preview_reply *reply =
		preview_render_reply(render, request, &watch);

	if (reply != NULL && turn == PREVIEW_ASKED)
		mailbox_post(preview->mailbox, &reply->mail);
	else if (reply != NULL)
		mail_free(&reply->mail);
	if (turn == PREVIEW_ASKED)
		preview_go_on(preview, last, request);
	else if (turn == PREVIEW_AHEAD && reply == NULL)
		preview_put_back(preview, request);
	else
		preview_request_free(request);
}

static void *preview_main(void *arg)
{
	struct preview *preview = arg;
	struct preview_render *render = preview_render_new();
	struct preview_request *request, *last = NULL;

	while ((request = preview_wait(preview)) != NULL)
		preview_work(preview, render, request, &last);
	preview_request_free(last);
	preview_render_free(render);
	return NULL;
}

int preview_start(struct mailbox *reply, struct preview **ret,
		  struct error *err)
{
	struct preview *preview = mem_zalloc(sizeof(*preview));

	preview->mailbox = reply;
	pthread_mutex_init(&preview->lock, NULL);
	pthread_cond_init(&preview->changed, NULL);
	if (thread_start(&preview->thread, "preview", preview_main, preview,
			 err) < 0) {
		pthread_cond_destroy(&preview->changed);
		pthread_mutex_destroy(&preview->lock);
		free(preview);
		return -1;
	}
	*ret = preview;
	return 0;
}

void preview_stop(struct preview *preview)
{
	if (preview == NULL)
		return;
	pthread_mutex_lock(&preview->lock);
	preview->quit = true;
	pthread_cond_signal(&preview->changed);
	pthread_mutex_unlock(&preview->lock);
	pthread_join(preview->thread, NULL);
	preview_request_free(preview->asked);
	preview_request_free(preview->guess);
	for (int i = 0; i < preview->n_ahead; i++)
		preview_request_free(preview->ahead[i]);
	pthread_cond_destroy(&preview->changed);
	pthread_mutex_destroy(&preview->lock);
	free(preview);
}

void preview_ask(struct preview *preview, const struct preview_request *request)
{
	struct preview_request *copy = preview_request_copy(request);
	struct preview_request *before;

	pthread_mutex_lock(&preview->lock);
	before = preview->asked;
	preview->asked = copy;
	pthread_cond_signal(&preview->changed);
	pthread_mutex_unlock(&preview->lock);
	preview_request_free(before);
}

void preview_prefetch(struct preview *preview,
		      const struct preview_request *request)
{
	struct preview_request *copy = preview_request_copy(request);

	pthread_mutex_lock(&preview->lock);
	preview_push_ahead(preview, copy);
	pthread_cond_signal(&preview->changed);
	pthread_mutex_unlock(&preview->lock);
}

bool preview_idle(struct preview *preview)
{
	bool idle;

	pthread_mutex_lock(&preview->lock);
	idle = preview->working == PREVIEW_IDLE && preview->asked == NULL &&
	       preview->n_ahead == 0 && preview->guess == NULL;
	pthread_mutex_unlock(&preview->lock);
	return idle;
}

struct preview_reply *preview_render(const struct preview_request *request)
{
	struct preview_render *render = preview_render_new();
	struct preview_request *copy = preview_request_copy(request);
	struct preview_reply *reply = preview_render_reply(render, copy, NULL);

	preview_request_free(copy);
	preview_render_free(render);
	return reply;
}

int preview_bitmap(const struct preview_request *request, struct bitmap *ret,
		   struct error *err)
{
	struct preview_render *render = preview_render_new();
	int rc = preview_render_bitmap(render, request, ret, err);

	preview_render_free(render);
	return rc;
}
