/*
 * fetcher.c: the thread that fetches sheets. See fetcher.h.
 *
 * 1. A job is in exactly one place: the inbox, `waiting`, `busy`, or the
 *    reply mailbox.
 * 2. A request is under way exactly for the downloads in `busy`.
 * 3. `hosts` holds those that are asked now, or are to be left alone.
 */
#include "config.h"

#include "extract/fetch/fetcher.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/thread/thread.h"
#include "base/time/clock.h"
#include "engine/net/http.h"
#include "extract/fetch/download.h"

#define FETCHER_PARALLEL 8
#define FETCHER_PER_HOST 4
#define FETCHER_BYTES	 ((uint64_t)256 << 20)
#define FETCHER_PAGE	 ((size_t)64 << 10) /* of other answers */
#define FETCHER_TOTAL_MS (15 * 60 * 1000)
#define FETCHER_IDLE_MS	 30000
#define FETCHER_TICK_MS	 1000
#define FETCHER_WAIT_MS	 1000
#define FETCHER_WAIT_MAX (10 * 60 * 1000)

enum fetcher_ask { ASK_JOB, ASK_RECALL };

struct fetcher_recall {
	struct mail mail;
	bool all;
};

struct host {
	struct host *next;
	char *name;
	int busy;
	int64_t until_ms; /* not before */
};

struct fetcher {
	/* immutable after the start */
	struct fetcher_options options;
	struct image_cache *cache;
	struct mailbox *inbox, *reply;
	pthread_t thread;

	/* the thread's */
	struct http *http;
	struct list waiting, busy; /* struct download */
	struct host *hosts;
	uint64_t chance;
};

/* --- jobs ----------------------------------------------------------------- */

void fetcher_submit(struct fetcher *fetcher, struct fetch_job *job)
{
	job->cache = fetcher->cache;
	job->mail.kind = ASK_JOB;
	mailbox_post(fetcher->inbox, &job->mail);
}

void fetcher_recall(struct fetcher *fetcher, bool all)
{
	struct fetcher_recall *recall = mem_zalloc(sizeof(*recall));

	recall->mail.kind = ASK_RECALL;
	recall->all = all;
	mailbox_post(fetcher->inbox, &recall->mail);
}

/* --- hosts ---------------------------------------------------------------- */

/* What is known of the host, or NULL: it may be asked. */
static struct host *fetcher_find_host(const struct fetcher *fetcher,
				      const char *name)
{
	struct host *host = fetcher->hosts;

	while (host != NULL && strcmp(host->name, name) != 0)
		host = host->next;
	return host;
}

static struct host *fetcher_host(struct fetcher *fetcher, const char *name)
{
	struct host *host = fetcher_find_host(fetcher, name);

	if (host != NULL)
		return host;
	host = mem_zalloc(sizeof(*host));
	host->name = mem_strdup(name);
	host->next = fetcher->hosts;
	fetcher->hosts = host;
	return host;
}

/* Forgets those of which there is nothing to be known. */
static void fetcher_prune_hosts(struct fetcher *fetcher, int64_t now)
{
	struct host **at = &fetcher->hosts;

	while (*at != NULL) {
		struct host *host = *at;

		if (host->busy > 0 || host->until_ms > now) {
			at = &host->next;
			continue;
		}
		*at = host->next;
		free(host->name);
		free(host);
	}
}

/* --- one download --------------------------------------------------------- */

static void fetcher_answer(struct fetcher *fetcher, struct download *download)
{
	struct fetch_job *job = download->job;

	download->job = NULL;
	download_free(download);
	if (job->status == 0)
		job->error.kind = ERROR_NONE;
	job->mail.kind = FETCHER_MAIL_DONE;
	mailbox_post(fetcher->reply, &job->mail);
}

static void fetcher_give_back(struct fetcher *fetcher,
			      struct download *download,
			      const struct error *why)
{
	download->job->status = -1;
	download->job->error = *why;
	fetcher_answer(fetcher, download);
}

static void fetcher_take_job(struct fetcher *fetcher, struct fetch_job *job)
{
	const struct image_key key = {.image = job->url};
	struct download *download =
		download_new(job, fetcher->cache, fetcher->options.max_bytes);

	if (image_cache_find(fetcher->cache, &key, &job->copy))
		fetcher_answer(fetcher, download);
	else
		list_push(&fetcher->waiting, &download->node);
}

static void fetcher_begin(struct fetcher *fetcher, struct download *download)
{
	static const char *const headers[] = {"Accept: image/*", NULL};
	const struct http_request request = {
		.url = download->url,
		.headers = headers,
		.sink = download_sink,
		.data = download,
	};
	struct error err;

	if (http_start(fetcher->http, &request, &err) < 0) {
		err.kind = ERROR_FAILED; /* not the fault of the call */
		fetcher_give_back(fetcher, download, &err);
		return;
	}
	download->job->attempts = download->failures + 1;
	list_push(&fetcher->busy, &download->node);
	fetcher_host(fetcher, download->host)->busy++;
}

static void fetcher_unbusy(struct fetcher *fetcher, struct download *download)
{
	list_remove(&fetcher->busy, &download->node);
	fetcher_host(fetcher, download->host)->busy--;
}

/* Begins what may begin; how long until more may, -1: something has to
 * happen first. */
static int64_t fetcher_begin_all(struct fetcher *fetcher)
{
	struct list_node *node = fetcher->waiting.first;
	int64_t now = clock_ms(), soonest = INT64_MAX;

	fetcher_prune_hosts(fetcher, now);
	while (node != NULL &&
	       fetcher->busy.n < (size_t)fetcher->options.parallel) {
		struct download *download =
			LIST_ITEM(node, struct download, node);
		const struct host *host =
			fetcher_find_host(fetcher, download->host);
		int64_t until = host != NULL ? host->until_ms : 0;
		int64_t due =
			download->due_ms > until ? download->due_ms : until;
		bool full =
			host != NULL && host->busy >= fetcher->options.per_host;

		node = node->next;
		if (due <= now && !full) {
			list_remove(&fetcher->waiting, &download->node);
			fetcher_begin(fetcher, download);
		} else if (!full && due < soonest) {
			soonest = due;
		}
	}
	return soonest == INT64_MAX ? -1 : soonest - now;
}

/* --- after an answer ------------------------------------------------------ */

/* 0 <= x < 1, by xorshift64*. */
static double fetcher_chance(struct fetcher *fetcher)
{
	uint64_t x = fetcher->chance;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	fetcher->chance = x;
	return (double)((x * 0x2545f4914f6cdd1du) >> 11) * 0x1p-53;
}

/* Full jitter over a wait that doubles; never less than was asked for. */
static int64_t fetcher_wait(struct fetcher *fetcher,
			    const struct download *download, int64_t wish_ms)
{
	int64_t most = fetcher->options.backoff_ms << (download->failures - 1);
	int64_t wait = (int64_t)(fetcher_chance(fetcher) * (double)most);

	return wish_ms > wait ? wish_ms : wait;
}

static void fetcher_put_off(struct fetcher *fetcher, struct download *download,
			    bool host_too, int64_t wish_ms)
{
	int64_t due = clock_ms() + fetcher_wait(fetcher, download, wish_ms);
	struct error err;

	if (wish_ms > fetcher->options.wait_max_ms) {
		(void)error_set(&err, ERROR_FAILED,
				"%s asks to be left alone for %lld s; extract "
				"again later with --retry-failed",
				download->host, (long long)(wish_ms / 1000));
		fetcher_give_back(fetcher, download, &err);
		return;
	}
	download->due_ms = due;
	if (host_too) {
		struct host *host = fetcher_host(fetcher, download->host);

		if (due > host->until_ms)
			host->until_ms = due;
	}
	download_rewind(download);
	list_push(&fetcher->waiting, &download->node);
}

static void fetcher_complete(struct fetcher *fetcher, struct download *download,
			     const struct http_reply *reply)
{
	enum download_verdict verdict;
	int64_t wish_ms;

	fetcher_unbusy(fetcher, download);
	verdict = download_judge(download, reply, &wish_ms);
	if (verdict == DOWNLOAD_DONE)
		fetcher_answer(fetcher, download);
	else if (verdict == DOWNLOAD_MOVED)
		list_push(&fetcher->waiting, &download->node);
	else
		fetcher_put_off(fetcher, download,
				verdict == DOWNLOAD_HOST_LATER, wish_ms);
}

static void fetcher_take_answers(struct fetcher *fetcher)
{
	struct http_reply reply;
	void *download;

	while (http_take(fetcher->http, &reply, &download)) {
		fetcher_complete(fetcher, download, &reply);
		http_reply_done(&reply);
	}
}

/* --- the thread ----------------------------------------------------------- */

static int fetcher_make_http(struct fetcher *fetcher, struct error *err)
{
	const struct http_options options = {
		.connections = (size_t)fetcher->options.parallel,
		.body_max = FETCHER_PAGE,
		.total_ms = fetcher->options.total_ms,
		.idle_ms = fetcher->options.idle_ms,
	};

	return http_new(&options, &fetcher->http, err);
}

static struct download *fetcher_pop(struct list *list)
{
	return LIST_ITEM(list_pop(list), struct download, node);
}

static void fetcher_give_back_all(struct fetcher *fetcher, struct list *list,
				  const struct error *why)
{
	while (list->n > 0)
		fetcher_give_back(fetcher, fetcher_pop(list), why);
}

/* Drops the requests that are under way, and gives back what they were for.
 * False where no others can be made. */
static bool fetcher_drop_busy(struct fetcher *fetcher, const struct error *why)
{
	struct error err;

	http_free(fetcher->http);
	fetcher->http = NULL;
	for (struct host *host = fetcher->hosts; host != NULL;
	     host = host->next)
		host->busy = 0;
	fetcher_give_back_all(fetcher, &fetcher->busy, why);
	return fetcher_make_http(fetcher, &err) == 0;
}

static bool fetcher_handle_recall(struct fetcher *fetcher, bool all)
{
	struct error why;

	(void)error_set(&why, ERROR_STOPPED, "the sheet was not fetched");
	fetcher_give_back_all(fetcher, &fetcher->waiting, &why);
	return !all || fetcher->busy.n == 0 || fetcher_drop_busy(fetcher, &why);
}

/* Takes in what was asked. False when it is over. */
static bool fetcher_listen(struct fetcher *fetcher)
{
	struct mail *mail;
	bool ok = !mailbox_closed(fetcher->inbox);

	while (ok && (mail = mailbox_take(fetcher->inbox)) != NULL) {
		if (mail->kind == ASK_JOB) {
			fetcher_take_job(
				fetcher,
				CONTAINER_OF(mail, struct fetch_job, mail));
			continue;
		}
		ok = fetcher_handle_recall(
			fetcher,
			CONTAINER_OF(mail, struct fetcher_recall, mail)->all);
		mail_free(mail);
	}
	return ok;
}

/* No request can be made any more: whoever asks is told. */
static void fetcher_refuse(struct fetcher *fetcher)
{
	struct error why;

	(void)error_set(&why, ERROR_FAILED,
			"sheets cannot be fetched: libcurl cannot go on");
	while (!mailbox_closed(fetcher->inbox)) {
		struct mail *mail;

		fetcher_give_back_all(fetcher, &fetcher->waiting, &why);
		mail = mailbox_wait(fetcher->inbox, -1);
		if (mail != NULL && mail->kind == ASK_JOB)
			fetcher_take_job(
				fetcher,
				CONTAINER_OF(mail, struct fetch_job, mail));
		else
			mail_free(mail);
	}
}

static void *fetcher_main(void *arg)
{
	struct fetcher *fetcher = arg;
	int inbox = mailbox_fd(fetcher->inbox);
	int64_t tick = fetcher->options.idle_ms < FETCHER_TICK_MS
			       ? fetcher->options.idle_ms
			       : FETCHER_TICK_MS;
	struct error err;

	while (fetcher_listen(fetcher)) {
		int64_t wait = fetcher_begin_all(fetcher);

		/* Whether something still moves is seen at each turn. */
		if (fetcher->busy.n > 0 && (wait < 0 || wait > tick))
			wait = tick;
		if (wait > INT32_MAX)
			wait = INT32_MAX;
		if (http_turn(fetcher->http, inbox, (int)wait, &err) < 0 &&
		    !fetcher_drop_busy(fetcher, &err))
			break;
		fetcher_take_answers(fetcher);
	}
	fetcher_refuse(fetcher);
	return NULL;
}

/* --- its life ------------------------------------------------------------- */

static void fetcher_set_defaults(struct fetcher_options *o)
{
	if (o->parallel <= 0)
		o->parallel = FETCHER_PARALLEL;
	if (o->per_host <= 0)
		o->per_host = FETCHER_PER_HOST;
	if (o->max_bytes == 0)
		o->max_bytes = FETCHER_BYTES;
	if (o->total_ms <= 0)
		o->total_ms = FETCHER_TOTAL_MS;
	if (o->idle_ms <= 0)
		o->idle_ms = FETCHER_IDLE_MS;
	if (o->backoff_ms <= 0)
		o->backoff_ms = FETCHER_WAIT_MS;
	if (o->wait_max_ms <= 0)
		o->wait_max_ms = FETCHER_WAIT_MAX;
}

static void fetcher_free(struct fetcher *fetcher)
{
	struct list *lists[] = {&fetcher->waiting, &fetcher->busy};

	http_free(fetcher->http);
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		while (lists[i]->n > 0)
			download_free(fetcher_pop(lists[i]));
	for (struct host *host = fetcher->hosts; host != NULL;
	     host = host->next)
		host->busy = 0;
	fetcher_prune_hosts(fetcher, INT64_MAX);
	mailbox_free(fetcher->inbox);
	free(fetcher);
}

int fetcher_start(const struct fetcher_options *options,
		  struct image_cache *cache, struct mailbox *reply,
		  struct fetcher **ret, struct error *err)
{
	struct fetcher *fetcher = mem_zalloc(sizeof(*fetcher));
	char id[33];

	fetcher->options = *options;
	fetcher_set_defaults(&fetcher->options);
	fetcher->cache = cache;
	fetcher->reply = reply;
	hash_random_id(id);
	id[16] = '\0';
	fetcher->chance = strtoull(id, NULL, 16) | 1;
	if (fetcher_make_http(fetcher, err) < 0 ||
	    mailbox_new(&fetcher->inbox, err) < 0 ||
	    thread_start(&fetcher->thread, "fetcher", fetcher_main, fetcher,
			 err) < 0) {
		fetcher_free(fetcher);
		return -1;
	}
	*ret = fetcher;
	return 0;
}

void fetcher_stop(struct fetcher *fetcher)
{
	if (fetcher == NULL)
		return;
	mailbox_close(fetcher->inbox);
	pthread_join(fetcher->thread, NULL);
	fetcher_free(fetcher);
}
