/*
 * export.h: records of a run as a file that others take: a Darwin Core Archive,
 * or a table. What would keep GBIF from taking an archive is found before
 * anything is written, and nothing is written then.
 *
 * Two passes over one snapshot of the index: the first looks at every record,
 * so that header, identifiers and order are known; the second writes. Memory
 * does not grow with the records.
 */
#ifndef EXPORT_EXPORT_H
#define EXPORT_EXPORT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "export/dataset/issue.h"
#include "export/dataset/metadata.h"
#include "export/roster/roster.h"
#include "run/index/index.h"
#include "run/run/run.h"

enum export_format {
	EXPORT_DWCA,
	EXPORT_CSV,
	EXPORT_TSV,
	EXPORT_JSONL,
};
#define EXPORT_FORMATS 4
/* "dwca", … */
const char *export_format_word(enum export_format format);
int export_format_parse(const char *word, enum export_format *ret) MUST_USE;

/* All is borrowed for the call. */
struct export_options {
	enum export_format format;
	const char *path;  /* NULL: only checked */
	const char *where; /* or NULL */
	bool all;	   /* also what is not signed; never what is rejected */
	const struct metadata *metadata; /* NULL: none was given */
	const char *sensitive; /* a list of taxa, or NULL: that of metadata */
	const char *against;   /* an archive that was published, or NULL */
	bool bom, guard;       /* of CSV */
	/* Told now and then; may be NULL. */
	void (*progress)(void *arg, bool writing, size_t done, size_t total);
	void *arg;
	/* Once it is set the export gives up, with ERROR_STOPPED; may be
	 * NULL. */
	const atomic_bool *cancelled;
};

/* Records, where it does not say otherwise. */
struct export_report {
	struct issues issues;
	struct issues_asked asked; /* of what is exported */
	struct roster_counts counts;
	struct roster_changes changes;	     /* with `against` */
	size_t unsigned_ones;		     /* left out */
	size_t rejected;		     /* left out */
	size_t blank;			     /* left out: nothing was read */
	size_t left_rejected, left_reopened; /* exported before, not now */
	size_t withheld;		     /* whose place is */
	size_t folded;	/* values whose line breaks are spaces */
	size_t foreign; /* values that no term describes; left out
					of archives */
	size_t beyond;	/* those of them that have no column in CSV and TSV */
	size_t determinations, pictures; /* rows of extensions */
};
void export_report_done(struct export_report *report); /* also for CLEANUP */

/*
 * Checks, and writes unless `path` is NULL. The index is folded to the end. A
 * failure (-1) leaves what is at `path` as it was; what was found until then is
 * in *ret, which is to be given to export_report_done in any case. Any thread.
 */
int export_run(const struct run *run, struct index *index,
	       const struct export_options *options, struct export_report *ret,
	       struct error *err) MUST_USE;

#endif
