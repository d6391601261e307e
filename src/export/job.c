/*
 * job.c: what the parts of an export share. See job.h.
 */
#include "config.h"

#include "export/job.h"

bool export_job_publishes(const struct export_job *job)
{
	return job->options->format == EXPORT_DWCA;
}

/* An archive takes less than this part of what it holds. */
#define JOB_PACKED 2
/* JSON beside its values, to one. */
#define JOB_JSON 4

int export_job_check_room(const struct export_job *job, struct error *err)
{
	size_t done = job->options->all ? job->looked : job->seen;
	double whole = (double)job->bytes, kept = 0;

	if (done > 0 && job->expected > done)
		whole *= (double)job->expected / (double)done;
	/* Rows of an archive wait beside it until the last is there. */
	if (export_job_publishes(job))
		kept = (double)job->bytes;
	if (export_job_publishes(job))
		whole += whole / JOB_PACKED;
	else if (job->options->format == EXPORT_JSONL)
		whole *= JOB_JSON;
	return output_check_room(job->options->path, (uint64_t)(whole - kept),
				 err);
}

int export_job_check(const struct export_job *job, struct error *err)
{
	const atomic_bool *cancelled = job->options->cancelled;

	if (cancelled == NULL || !atomic_load(cancelled))
		return 0;
	return error_set(err, ERROR_STOPPED,
			 "stopped; nothing is written, and what was there "
			 "stays");
}

int export_job_finish(struct export_job *job, struct error *err)
{
	struct output *output = job->output;

	if (export_job_check(job, err) < 0)
		return -1;
	job->output = NULL;
	return output_finish(output, err);
}
