/*
 * job.c: what the parts of an export share. See job.h.
 */
#include "config.h"

#include "export/job.h"

bool export_job_publishes(const struct export_job *job)
{
	return job->options->format == EXPORT_DWCA;
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
