/*
 * export.c: the course of an export. See export.h.
 *
 * 1. What blocks is found before an identifier is given or a byte is written.
 * 2. Identifiers are durable before the file has its name: an archive never
 *    holds one that the run does not know.
 * 3. Whoever exports at the same time has given the same identifiers, or this
 *    one plans anew.
 */
#include "config.h"

#include "export/export.h"

#include <stdlib.h>
#include <string.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "export/job.h"
#include "export/roster/against.h"
#include "run/index/filter.h"
#include "run/index/rows.h"
#include "run/run/guard.h"

#define EXPORT_TRIES 5
#define EXPORT_TELL  1024
/* More than one in so many that are changed or gone is refused. */
#define EXPORT_CHANGES 10

static const struct {
	const char *word;
	const struct export_writer *writer;
} formats[EXPORT_FORMATS] = {
	[EXPORT_DWCA] = {"dwca", &export_to_archive},
	[EXPORT_CSV] = {"csv", &export_to_csv},
	[EXPORT_TSV] = {"tsv", &export_to_tsv},
	[EXPORT_JSONL] = {"jsonl", &export_to_jsonl},
};

const char *export_format_word(enum export_format format)
{
	return formats[format].word;
}

int export_format_parse(const char *word, enum export_format *ret)
{
	for (size_t i = 0; i < EXPORT_FORMATS; i++) {
		if (strcmp(formats[i].word, word) == 0) {
			*ret = (enum export_format)i;
			return 0;
		}
	}
	return -1;
}

void export_report_done(struct export_report *report)
{
	issues_done(&report->issues);
	*report = (struct export_report){0};
}

/* --- beginning and end ---------------------------------------------------- */

static void job_done(struct export_job *job)
{
	if (job->way != NULL)
		job->way->drop(job);
	output_drop(job->output);
	index_records_close(job->records);
	roster_free(job->roster);
	occurrence_maker_free(job->maker);
	matched_free(job->matched);
	occurrence_done(&job->occurrence);
	bytes_done(&job->address);
	sensitive_free(job->sensitive);
	columns_done(&job->columns);
	for (size_t i = 0; i < job->n_foreign; i++)
		free(job->foreign[i]);
	free(job->foreign);
	free(job->storage);
}

/* How many records there may be, before they are gone over. */
static int job_expect(struct export_job *job, struct index *index,
		      struct error *err)
{
	struct index_filter signed_ones = job->filter;
	struct specimen_row *rows;
	size_t n;

	if (job->way == NULL || job->way->note == NULL)
		return 0;
	if (!job->options->all && signed_ones.status < 0)
		signed_ones.status = STATUS_APPROVED;
	if (index_rows(index, &signed_ones, ORDER_NAME, 0, 0, &rows, &n,
		       &job->expected, err) < 0)
		return -1;
	free(rows);
	return 0;
}

static int job_open(struct export_job *job, struct index *index,
		    struct error *err)
{
	const struct export_options *options = job->options;
	const char *sensitive = options->sensitive != NULL
					? options->sensitive
					: job->metadata->sensitive;

	if (index_filter_parse(options->where, job->run->terms, &job->filter,
			       &job->storage, err) < 0 ||
	    (sensitive != NULL &&
	     sensitive_load(sensitive, &job->sensitive, err) < 0) ||
	    columns_init(&job->columns, job->run->terms, job->metadata, err) <
		    0 ||
	    occurrence_maker_new(job->run, &job->columns, job->sensitive,
				 export_job_publishes(job), &job->maker,
				 err) < 0 ||
	    roster_new(job->metadata->id_prefix, job->run->id, &job->roster,
		       err) < 0 ||
	    roster_learn(job->roster, job->run->dir, err) < 0)
		return -1;
	if (export_job_publishes(job) &&
	    matched_new(job->run, &job->matched, err) < 0)
		return -1;
	if (options->against != NULL &&
	    against_read(options->against, job->roster, err) < 0)
		return -1;
	if (job_expect(job, index, err) < 0)
		return -1;
	return index_records_open(index, &job->records, err);
}

/* --- what has to hold ----------------------------------------------------- */

static int job_compare(struct export_job *job, struct error *err)
{
	struct roster_changes *c = &job->report->changes;

	if (job->options->against == NULL)
		return 0;
	if (roster_compare(job->roster, c, err) < 0)
		return -1;
	if (c->kept == 0)
		return error_set(err, ERROR_USAGE,
				 "none of the %zu identifiers of %s is in this "
				 "export: it is of another dataset; leave out "
				 "--against where that is meant",
				 c->old, job->options->against);
	if ((c->changed + c->gone) * EXPORT_CHANGES > c->old)
		return error_set(
			err, ERROR_USAGE,
			"of the %zu identifiers of %s %zu are changed "
			"and %zu gone, more than one in %d: GBIF would "
			"stop at that; leave out --against where it is "
			"meant",
			c->old, job->options->against, c->changed, c->gone,
			EXPORT_CHANGES);
	return 0;
}

/* What is amiss with an archive as a whole. */
static void job_check(struct export_job *job)
{
	struct issues *issues = &job->report->issues;

	if (!export_job_publishes(job))
		return;
	if (job->options->metadata == NULL) {
		issues_add(issues, ISSUE_EML_MISSING, NULL, NULL);
		issues_add(issues, ISSUE_LICENCE, NULL, NULL);
	} else {
		metadata_check(job->metadata, issues);
	}
	if (job->report->counts.records > 0)
		columns_check(&job->columns, issues);
}

static int job_judge(struct export_job *job, struct error *err)
{
	const struct export_report *report = job->report;
	const char *first = issues_first(&report->issues);

	if (report->counts.records == 0)
		return error_set(err, ERROR_FAILED, "%s; nothing is written",
				 job->options->all
					 ? "no record with a value matches"
					 : "no record that matches is "
					   "approved: sign some, or export "
					   "all with --all");
	if (export_job_publishes(job) && first != NULL)
		return error_set(err, ERROR_FAILED,
				 "GBIF would not take this archive: %s; see "
				 "vasculum export %s --check",
				 first, job->run->name);
	return 0;
}

/* --- writing -------------------------------------------------------------- */

static int job_rows(struct export_job *job, struct error *err)
{
	const struct export_options *options = job->options;
	const char *id;
	int64_t key;
	size_t done = 0;
	int got;

	if (roster_start(job->roster, err) < 0)
		return -1;
	while ((got = roster_next(job->roster, &key, &id, err)) > 0) {
		if (job->way->row(job, key, id, err) < 0)
			return -1;
		if (options->progress != NULL && ++done % EXPORT_TELL == 0)
			options->progress(options->arg, true, done,
					  job->report->counts.records);
	}
	return got;
}

static int job_write(struct export_job *job, struct error *err)
{
	if (export_job_check_room(job, err) < 0 ||
	    job->way->begin(job, err) < 0 || job_rows(job, err) < 0)
		return -1;
	return job->way->end(job, err);
}

/* One try: 0, 1 where it has to be planned anew, or -1. */
static int job_run(struct export_job *job, struct index *index,
		   struct error *err)
{
	bool late = false;

	if (job_open(job, index, err) < 0 || export_survey(job, err) < 0)
		return -1;
	job_check(job);
	if (job->options->path == NULL)
		return job_compare(job, err);
	if (job_judge(job, err) < 0 || job_compare(job, err) < 0 ||
	    roster_keep(job->roster, job->run->dir, &late, err) < 0)
		return -1;
	return late ? 1 : job_write(job, err);
}

int export_run(const struct run *run, struct index *index,
	       const struct export_options *options, struct export_report *ret,
	       struct error *err)
{
	static const struct metadata none;
	int rc = 1;

	*ret = (struct export_report){0};
	if (options->path != NULL && (output_check(options->path, err) < 0 ||
				      run_guard_output(options->path, err) < 0))
		return -1;
	for (int i = 0; rc > 0 && i < EXPORT_TRIES; i++) {
		struct export_job job = {
			.run = run,
			.options = options,
			.metadata = options->metadata != NULL
					    ? options->metadata
					    : &none,
			.report = ret,
			.way = options->path != NULL
				       ? formats[options->format].writer
				       : NULL,
		};

		export_report_done(ret);
		rc = job_run(&job, index, err);
		job_done(&job);
	}
	if (rc > 0)
		return error_set(err, ERROR_BUSY,
				 "others export %s again and again; try again "
				 "when they are done",
				 run->name);
	return rc;
}
