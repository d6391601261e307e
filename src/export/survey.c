/*
 * survey.c: the first pass of an export: every record is looked at, so that it
 * is known which are exported, which columns they have, and what is amiss.
 */
#include "config.h"

#include "export/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/mem.h"
#include "dwc/table/table.h"
#include "export/media.h"

#define SURVEY_TELL 1024 /* records between two words of progress */
/* Records after which room for the others is asked for first; again whenever
 * there are twice as many. */
#define SURVEY_ROOM 256
/* Columns that are no keys of records: specimen_id, image, status. */
#define SURVEY_TAIL 3

/* --- what is left out ----------------------------------------------------- */

/* Whether the record is exported; what is not is counted. 1, 0 or -1. */
static int survey_takes(struct export_job *job,
			const struct index_record *record, struct error *err)
{
	struct export_report *report = job->report;
	int before;

	if (record->status == STATUS_APPROVED)
		return 1;
	if (job->options->all && record->status != STATUS_REJECTED) {
		report->blank += record->n == 0;
		return record->n > 0;
	}
	before = roster_was_exported(job->roster, record->id, record->image,
				     err);
	if (before < 0)
		return -1;
	if (record->status == STATUS_REJECTED) {
		report->rejected++;
		report->left_rejected += before > 0;
	} else {
		report->unsigned_ones++;
		report->left_reopened += before > 0;
	}
	return 0;
}

/* --- columns -------------------------------------------------------------- */

static int foreign_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A key that is no term gets a column, as long as the table can be read back;
 * values of the others are counted. */
static void survey_foreign(struct export_job *job, const char *key)
{
	if (job->n_foreign > 0 &&
	    bsearch(&key, job->foreign, job->n_foreign, sizeof(*job->foreign),
		    foreign_compare) != NULL)
		return;
	if (job->columns.n + job->n_foreign + SURVEY_TAIL >=
	    TABLE_COLUMNS_MAX) {
		job->report->beyond++;
		return;
	}
	ARRAY_GROW(job->foreign, job->n_foreign, job->cap_foreign);
	job->foreign[job->n_foreign++] = mem_strdup(key);
	qsort(job->foreign, job->n_foreign, sizeof(*job->foreign),
	      foreign_compare);
}

static void survey_columns(struct export_job *job)
{
	struct occurrence *o = &job->occurrence;

	for (size_t i = 0; i < job->columns.n; i++) {
		job->bytes += o->cells[i].len + 1;
		job->columns.items[i].used |= o->cells[i].len > 0;
	}
	job->report->foreign += o->n_foreign;
	for (size_t i = 0; i < o->n_foreign; i++) {
		job->bytes += o->foreign[i].cell.len + 1;
		survey_foreign(job, o->foreign[i].key);
	}
}

/* --- extensions ----------------------------------------------------------- */

static void survey_picture(struct export_job *job,
			   const struct index_record *record)
{
	const struct occurrence *o = &job->occurrence;
	struct media_sheet sheet = {
		.image = record->image,
		.sha256 = hash_is_hex(record->id) ? record->id : "",
		.catalog =
			occurrence_cell(&job->columns, o, COLUMN_CATALOG)->text,
	};

	bytes_clear(&job->address);
	if (job->metadata->media_url == NULL || o->sensitive != SENSITIVE_NO)
		return;
	if (!media_address(job->metadata->media_url, &sheet, &job->address)) {
		bytes_clear(&job->address);
		issues_add(&job->report->issues, ISSUE_MEDIA_URI, record->image,
			   NULL);
		return;
	}
	job->report->pictures++;
	job->bytes += job->address.len + 100;
}

static void survey_record(struct export_job *job,
			  const struct index_record *record)
{
	struct occurrence *o = &job->occurrence;

	occurrence_make(job->maker, record,
			record->image[0] != '\0' ? record->image : record->id,
			o, &job->report->issues);
	survey_columns(job);
	matched_check(job->matched, record,
		      record->image[0] != '\0' ? record->image : record->id,
		      o->sensitive != SENSITIVE_NO, &job->report->issues);
	job->report->withheld += o->sensitive != SENSITIVE_NO;
	if (!export_job_publishes(job))
		return;
	job->report->determinations += json_array_size(o->history);
	survey_picture(job, record);
	if (o->modified[0] != '\0' && strncmp(o->modified, job->latest, 10) > 0)
		memcpy(job->latest, o->modified, 10);
}

/* Keeps what is written later, as long as there is room for all of it. */
static int survey_keep(struct export_job *job,
		       const struct index_record *record, int64_t *ret_key,
		       struct error *err)
{
	bool asks =
		job->seen >= SURVEY_ROOM && (job->seen & (job->seen - 1)) == 0;

	if (asks && export_job_check_room(job, err) < 0)
		return -1;
	return job->way->note(job, record, ret_key, err);
}

static int survey_next(struct export_job *job,
		       const struct index_record *record, struct error *err)
{
	struct roster_record planned = {.key = record->key,
					.specimen = record->id,
					.image = record->image};
	int takes = export_job_check(job, err);

	job->looked++;
	if (takes == 0)
		takes = survey_takes(job, record, err);
	if (takes <= 0)
		return takes;
	survey_record(job, record);
	planned.own = job->occurrence.own.text;
	planned.catalog =
		occurrence_cell(&job->columns, &job->occurrence, COLUMN_CATALOG)
			->text;
	if (job->way != NULL && job->way->note != NULL &&
	    survey_keep(job, record, &planned.key, err) < 0)
		return -1;
	job->seen++;
	if (job->options->progress != NULL && job->seen % SURVEY_TELL == 0)
		job->options->progress(job->options->arg, false, job->seen, 0);
	return roster_add(job->roster, &planned, err);
}

int export_survey(struct export_job *job, struct error *err)
{
	struct index_record record;
	int got, rc = 0;

	if (index_records_start(job->records, &job->filter, err) < 0)
		return -1;
	while (rc == 0 &&
	       (got = index_records_next(job->records, &record, err)) > 0)
		rc = survey_next(job, &record, err);
	if (rc < 0 || got < 0)
		return -1;
	job->report->asked = (struct issues_asked){
		.names = matched_all_names(job->matched),
		.places = matched_all_places(job->matched),
	};
	return roster_settle(job->roster, &job->report->counts,
			     &job->report->issues, err);
}
