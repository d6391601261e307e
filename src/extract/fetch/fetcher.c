/*
 * fetcher.c: the thread that fetches sheets. See fetcher.h.
 *
 * 1. A job is in exactly one place: the inbox, `waiting`, `busy`, or the
 *    reply mailbox.
 * 2. A request is under way exactly for the fetches in `busy`.
 * 3. `hosts` holds those that are asked now, or are to be left alone.
 */
#include "config.h"

#include "extract/fetch/fetcher.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/thread.h"
#include "engine/net/http.h"
#include "extract/fetch/fetch.h"

#define FETCHER_PARALLEL 8
#define FETCHER_PER_HOST 4
#define FETCHER_BYTES	 ((uint64_t)256 << 20)
#define FETCHER_PAGE	 ((size_t)64 << 10) /* of an answer that is no sheet */
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

struct fetch_list {
	struct download *first, **last;
};

struct fetcher {
	/* immutable after the start */
	struct fetcher_options options;
	struct image_cache *cache;
	struct mailbox *inbox, *reply;
	pthread_t thread;

	/* the thread's */
	struct http *http;
	struct fetch_list waiting, busy;
	int n_busy;
	struct host *hosts;
	uint64_t chance;
};

/* --- jobs ----------------------------------------------------------------- */

static void fetch_job_mail_free(struct mail *mail)
{
	fetch_job_free(CONTAINER_OF(mail, struct fetch_job, mail));
}

struct fetch_job *fetch_job_new(size_t item, const char *url)
{
	struct fetch_job *job = mem_zalloc(sizeof(*job));

	job->mail.free = fetch_job_mail_free;
	job->item = item;
	job->url = mem_strdup(url);
	return job;
}

void fetch_job_free(struct fetch_job *job)
{
	if (job == NULL)
		return;
	if (job->cache != NULL)
		image_cache_release(job->cache, &job->copy);
	free(job->url);
	free(job);
}

void fetcher_submit(struct fetcher *fetcher, struct fetch_job *job)
{
	job->cache = fetcher->cache;
	job->mail.kind = ASK_JOB;
	mailbox_post(fetcher->inbox, &job->mail);
}

static void fetcher_recall_free(struct mail *mail)
{
	free(CONTAINER_OF(mail, struct fetcher_recall, mail));
}

void fetcher_recall(struct fetcher *fetcher, bool all)
{
	struct fetcher_recall *recall = mem_zalloc(sizeof(*recall));

	recall->mail.kind = ASK_RECALL;
	recall->mail.free = fetcher_recall_free;
	recall->all = all;
	mailbox_post(fetcher->inbox, &recall->mail);
}

/* --- lists ---------------------------------------------------------------- */

static void list_init(struct fetch_list *list)
{
	list->first = NULL;
	list->last = &list->first;
}

static void list_put(struct fetch_list *list, struct download *fetch)
{
	fetch->next = NULL;
	*list->last = fetch;
	list->last = &fetch->next;
}

/* Takes out the fetch that `at` points to. */
static struct download *list_take(struct fetch_list *list, struct download **at)
{
	struct download *fetch = *at;

	*at = fetch->next;
	if (list->last == &fetch->next)
		list->last = at;
	fetch->next = NULL;
	return fetch;
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

/* --- one fetch ------------------------------------------------------------ */

static void fetcher_answer(struct fetcher *fetcher, struct download *fetch)
{
	struct fetch_job *job = fetch->job;

	fetch->job = NULL;
	fetch_free(fetch);
	if (job->status == 0)
		job->error.kind = ERROR_NONE;
	job->mail.kind = FETCHER_MAIL_DONE;
	mailbox_post(fetcher->reply, &job->mail);
}

static void fetcher_give_back(struct fetcher *fetcher, struct download *fetch,
			      const struct error *why)
{
	fetch->job->status = -1;
	fetch->job->error = *why;
	fetcher_answer(fetcher, fetch);
}

static void fetcher_take_job(struct fetcher *fetcher, struct fetch_job *job)
{
	const struct image_key key = {.image = job->url};
	struct download *fetch =
		fetch_new(job, fetcher->cache, fetcher->options.max_bytes);

	if (image_cache_find(fetcher->cache, &key, &job->copy))
		fetcher_answer(fetcher, fetch);
	else
		list_put(&fetcher->waiting, fetch);
}

static void fetcher_begin(struct fetcher *fetcher, struct download *fetch)
{
	static const char *const headers[] = {"Accept: image/*", NULL};
	const struct http_request request = {
		.url = fetch->url,
		.headers = headers,
		.sink = fetch_sink,
		.data = fetch,
	};
	struct error err;

	if (http_start(fetcher->http, &request, &err) < 0) {
		err.kind = ERROR_FAILED; /* no fault of the call */
		fetcher_give_back(fetcher, fetch, &err);
		return;
	}
	fetch->job->attempts = fetch->failures + 1;
	list_put(&fetcher->busy, fetch);
	fetcher->n_busy++;
	fetcher_host(fetcher, fetch->host)->busy++;
}

static void fetcher_unbusy(struct fetcher *fetcher,
			   const struct download *fetch)
{
	struct download **at = &fetcher->busy.first;

	while (*at != fetch)
		at = &(*at)->next;
	list_take(&fetcher->busy, at);
	fetcher->n_busy--;
	fetcher_host(fetcher, fetch->host)->busy--;
}

/* Begins what may begin; how long until more may, -1: something has to
 * happen first. */
static int64_t fetcher_begin_all(struct fetcher *fetcher)
{
	struct download **at = &fetcher->waiting.first;
	int64_t now = clock_ms(), soonest = INT64_MAX;

	fetcher_prune_hosts(fetcher, now);
	while (*at != NULL && fetcher->n_busy < fetcher->options.parallel) {
		struct download *fetch = *at;
		const struct host *host =
			fetcher_find_host(fetcher, fetch->host);
		int64_t until = host != NULL ? host->until_ms : 0;
		int64_t due = fetch->due_ms > until ? fetch->due_ms : until;
		bool full =
			host != NULL && host->busy >= fetcher->options.per_host;

		if (due <= now && !full) {
			list_take(&fetcher->waiting, at);
			fetcher_begin(fetcher, fetch);
			continue;
		}
		if (!full && due < soonest)
			soonest = due;
		at = &fetch->next;
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
			    const struct download *fetch, int64_t wish_ms)
{
	int64_t most = fetcher->options.backoff_ms << (fetch->failures - 1);
	int64_t wait = (int64_t)(fetcher_chance(fetcher) * (double)most);

	return wish_ms > wait ? wish_ms : wait;
}

static void fetcher_put_off(struct fetcher *fetcher, struct download *fetch,
			    bool host_too, int64_t wish_ms)
{
	int64_t due = clock_ms() + fetcher_wait(fetcher, fetch, wish_ms);
	struct error err;

	if (wish_ms > fetcher->options.wait_max_ms) {
		(void)error_set(&err, ERROR_FAILED,
				"%s asks to be left alone for %lld s; extract "
				"again later with --retry-failed",
				fetch->host, (long long)(wish_ms / 1000));
		fetcher_give_back(fetcher, fetch, &err);
		return;
	}
	fetch->due_ms = due;
	if (host_too) {
		struct host *host = fetcher_host(fetcher, fetch->host);

		if (due > host->until_ms)
			host->until_ms = due;
	}
	fetch_rewind(fetch);
	list_put(&fetcher->waiting, fetch);
}

static void fetcher_complete(struct fetcher *fetcher, struct download *fetch,
			     const struct http_reply *reply)
{
	enum fetch_verdict verdict;
	int64_t wish_ms;

	fetcher_unbusy(fetcher, fetch);
	verdict = fetch_judge(fetch, reply, &wish_ms);
	if (verdict == FETCH_DONE)
		fetcher_answer(fetcher, fetch);
	else if (verdict == FETCH_MOVED)
		list_put(&fetcher->waiting, fetch);
	else
		fetcher_put_off(fetcher, fetch, verdict == FETCH_HOST_LATER,
				wish_ms);
}

static void fetcher_take_answers(struct fetcher *fetcher)
{
	struct http_reply reply;
	void *fetch;

	while (http_take(fetcher->http, &reply, &fetch)) {
		fetcher_complete(fetcher, fetch, &reply);
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

static void fetcher_give_back_all(struct fetcher *fetcher,
				  struct fetch_list *list,
				  const struct error *why)
{
	while (list->first != NULL)
		fetcher_give_back(fetcher, list_take(list, &list->first), why);
}

/* Drops the requests that are under way, and gives back what they were for.
 * False where no others can be made. */
static bool fetcher_drop_busy(struct fetcher *fetcher, const struct error *why)
{
	struct error err;

	http_free(fetcher->http);
	fetcher->http = NULL;
	for (struct download *f = fetcher->busy.first; f != NULL; f = f->next)
		fetcher_host(fetcher, f->host)->busy--;
	fetcher->n_busy = 0;
	fetcher_give_back_all(fetcher, &fetcher->busy, why);
	return fetcher_make_http(fetcher, &err) == 0;
}

static bool fetcher_handle_recall(struct fetcher *fetcher, bool all)
{
	struct error why;

	(void)error_set(&why, ERROR_STOPPED, "the sheet was not fetched");
	fetcher_give_back_all(fetcher, &fetcher->waiting, &why);
	return !all || fetcher->busy.first == NULL ||
	       fetcher_drop_busy(fetcher, &why);
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
		if (fetcher->n_busy > 0 && (wait < 0 || wait > tick))
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
	struct fetch_list *lists[] = {&fetcher->waiting, &fetcher->busy};

	http_free(fetcher->http);
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		while (lists[i]->first != NULL)
			fetch_free(list_take(lists[i], &lists[i]->first));
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
	list_init(&fetcher->waiting);
	list_init(&fetcher->busy);
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
