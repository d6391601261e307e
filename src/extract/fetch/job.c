/*
 * job.c: see job.h.
 */
#include "config.h"

#include "extract/fetch/job.h"

#include <stdlib.h>

#include "base/mem.h"

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
