/*
 * job.c: what the parts of an export share. See job.h.
 */
#include "config.h"

#include "export/job.h"

bool export_job_publishes(const struct export_job *job)
{
	return job->options->format == EXPORT_DWCA;
}

int export_job_finish(struct export_job *job, struct error *err)
{
	struct output *output = job->output;

	job->output = NULL;
	return output_finish(output, err);
}
