/*
 * downloads.c: see downloads.h.
 */
#include "config.h"

#include "extract/worker/downloads.h"

#include "base/mem.h"
#include "run/intake/images.h"

int downloads_open(struct downloads *d, const struct run *run,
		   const char *images, bool wanted, struct mailbox *reply,
		   struct error *ret_note, struct error *err)
{
	const struct image_cache_options options = {0};
	const struct fetcher_options fetching = {0};
	struct images_place place;

	ret_note->kind = ERROR_NONE;
	images_look(images, &place);
	if (!images_want_cache(wanted, &place))
		return 0;
	if (image_cache_open(run, &options, &d->copies,
			     place.list ? err : ret_note) < 0)
		return place.list ? -1 : 0;
	if (!place.list)
		return 0;
	if (fetcher_start(&fetching, d->copies, reply, &d->fetcher, err) == 0)
		return 0;
	downloads_close(d);
	return -1;
}

static struct pool_job *downloads_job(struct list_node *node)
{
	return LIST_ITEM(node, struct pool_job, node);
}

void downloads_close(struct downloads *d)
{
	fetcher_stop(d->fetcher);
	while (d->jobs.n > 0)
		pool_job_free(downloads_job(list_pop(&d->jobs)));
	image_cache_close(d->copies);
	*d = (struct downloads){0};
}

bool downloads_put(struct downloads *d, struct pool_job *job)
{
	if (d->fetcher == NULL || job->copy.path != NULL)
		return false;
	list_push(&d->jobs, &job->node);
	fetcher_submit(d->fetcher, fetch_job_new(job->item, job->image));
	return true;
}

struct pool_job *downloads_take(struct downloads *d, struct fetch_job *fetched)
{
	struct list_node *node = d->jobs.first;
	struct pool_job *job;

	while (downloads_job(node)->item != fetched->item)
		node = node->next;
	job = downloads_job(node);
	list_remove(&d->jobs, node);
	if (fetched->status == 0) {
		job->copy = fetched->copy;
		job->cache = d->copies;
		fetched->copy.path = NULL;
	}
	return job;
}

void download_failed(struct pool_job *job, const struct fetch_job *fetched)
{
	struct outcome *outcome = &job->outcome;

	job->status = -1;
	mem_replace(&outcome->error, fetched->error.text);
	mem_replace(&outcome->error_kind, "download");
	mem_replace(&outcome->error_scope, "request");
	outcome->http_status = fetched->http_status;
	job->attempts = fetched->attempts;
	job->latency_ms = -1;
}

void downloads_recall(struct downloads *d)
{
	if (d->fetcher != NULL)
		fetcher_recall(d->fetcher, true);
}
