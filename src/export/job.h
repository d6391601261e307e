/*
 * job.h: an export on its way. Known to this folder alone.
 */
#ifndef EXPORT_JOB_H
#define EXPORT_JOB_H

#include "export/export.h"
#include "export/matched.h"
#include "export/record/column.h"
#include "export/record/occurrence.h"
#include "export/write/output.h"
#include "run/index/filter.h"
#include "run/index/records.h"

struct export_job {
	const struct run *run;
	const struct export_options *options;
	const struct metadata *metadata;
	struct export_report *report;
	struct columns columns;
	struct sensitive *sensitive;
	struct occurrence_maker *maker;
	struct matched *matched; /* NULL: GBIF was not asked */
	struct roster *roster;
	struct index_records *records;
	struct index_filter filter;
	char *storage; /* of the filter's texts */
	struct occurrence occurrence;
	const struct export_writer *way; /* NULL: only checked */
	struct bytes address;		 /* of its picture; empty for none */
	size_t looked, seen; /* records gone over, and those exported of them */
	size_t expected;     /* to be gone over with `all`, else to be exported,
				as far as that can be known */
	/* of all records */
	char **foreign; /* keys that are no terms, sorted; of tables */
	size_t n_foreign, cap_foreign;
	uint64_t bytes;	 /* that their values have */
	char latest[11]; /* day on which one was changed last, or "" */
	/* what is written */
	struct output *output;
	void *writer;
};

/* A way to write. */
struct export_writer {
	/* In the first pass, of each record that is exported, whose occurrence
	 * is job->occurrence: *ret_key, that of the record before, is what `row`
	 * is given. NULL: nothing is to be kept. */
	int (*note)(struct export_job *job, const struct index_record *record,
		    int64_t *ret_key, struct error *err);
	int (*begin)(struct export_job *job, struct error *err);
	int (*row)(struct export_job *job, int64_t key, const char *id,
		   struct error *err);
	/* Makes the output whole; job->output is finished, or still there. */
	int (*end)(struct export_job *job, struct error *err);
	void (*drop)(struct export_job *job); /* whatever was begun, or noted */
};

extern const struct export_writer export_to_archive;
extern const struct export_writer export_to_csv;
extern const struct export_writer export_to_tsv;
extern const struct export_writer export_to_jsonl;

/* Whether the job makes an archive, or checks for one. */
bool export_job_publishes(const struct export_job *job);

/* The first pass: fills the roster, the columns and the report. */
int export_survey(struct export_job *job, struct error *err) MUST_USE;

/* Whether there is room for the rest, by what the records so far have come to
 * (seen, expected). ERROR_NO_SPACE. */
int export_job_check_room(const struct export_job *job,
			  struct error *err) MUST_USE;

/* -1 once somebody does not want it any more. */
int export_job_check(const struct export_job *job, struct error *err) MUST_USE;

/* Finishes the output. */
int export_job_finish(struct export_job *job, struct error *err) MUST_USE;

#endif
