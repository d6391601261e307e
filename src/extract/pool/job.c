/*
 * job.c: see job.h.
 */
#include "config.h"

#include "extract/pool/job.h"

#include <stdlib.h>

#include "base/mem.h"

static void pool_job_mail_free(struct mail *mail)
{
	pool_job_free(CONTAINER_OF(mail, struct pool_job, mail));
}

struct pool_job *pool_job_new(size_t item, const char *path, const char *image)
{
	struct pool_job *job = mem_zalloc(sizeof(*job));

	job->mail.free = pool_job_mail_free;
	job->item = item;
	job->path = mem_strdup(path);
	job->image = mem_strdup(image);
	outcome_init(&job->outcome);
	return job;
}

void pool_job_free(struct pool_job *job)
{
	if (job == NULL)
		return;
	if (job->cache != NULL)
		image_cache_release(job->cache, &job->copy);
	outcome_done(&job->outcome);
	payload_done(&job->payload);
	free(job->path);
	free(job->image);
	free(job);
}

bool pool_job_is_paid(const struct pool_job *job)
{
	return job->ask.cost_usd + job->ask.lost_usd > 0;
}
