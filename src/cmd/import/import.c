/*
 * import.c: `vasculum import RUN FILE…`: tables, and outcomes of other runs.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/common/entries.h"
#include "cmd/common/told.h"
#include "cmd/import/import.h"
#include "review/review.h"
#include "run/tables/rows.h"

#define IMPORT_SKIP_MAX 1000

enum import_option {
	IMPORT_DRY_RUN,
	IMPORT_MAP,
	IMPORT_LIKELY,
	IMPORT_FILL,
	IMPORT_SKIP,
	IMPORT_SHORT_ROWS,
	IMPORT_PRESET,
	IMPORT_WITHOUT_SHEETS,
	IMPORT_INTERPRETED,
	IMPORT_IMAGES,
	IMPORT_SIGNED,
	IMPORT_BY,
	IMPORT_OVERRIDE,
};

static const struct command_option import_options[] = {
	[IMPORT_DRY_RUN] = {"dry-run", 'n', NULL,
			    "of tables: show columns, terms, rows and the "
			    "first record"},
	[IMPORT_MAP] = {"map", 'm', "COLUMN=TERM",
			"what a column is; again for another one"},
	[IMPORT_LIKELY] = {"likely", 0, NULL,
			   "columns are what they may be, as --dry-run says"},
	[IMPORT_FILL] = {"fill-down", 0, "COLUMN",
			 "its blank cells have what stands above; again for "
			 "another one"},
	[IMPORT_SKIP] = {"skip", 0, "N",
			 "lines of text above the names of the columns"},
	[IMPORT_SHORT_ROWS] = {"short-rows", 0, NULL,
			       "a row may end early: its last cells are blank"},
	[IMPORT_PRESET] = {"preset", 0, "NAME",
			   "symbiota, specify or vouchervision"},
	[IMPORT_WITHOUT_SHEETS] = {"without-sheets", 0, NULL,
				   "also rows that no sheet is called as"},
	[IMPORT_INTERPRETED] = {"interpreted", 0, NULL,
				"of GBIF: what it made of the records"},
	[IMPORT_IMAGES] = {"images", 'i', "DIR",
			   "rows may be of these pictures, too"},
	[IMPORT_SIGNED] = {"signed", 0, NULL,
			   "rows of tables are records that --by vouches for"},
	[IMPORT_BY] = {"by", 0, "WHO", "who signs them"},
	[IMPORT_OVERRIDE] = {"override", 0, "REASON",
			     "sign them in spite of empty or wrong fields"},
	{0},
};

/* --- tables --------------------------------------------------------------- */

static int import_begin_tables(struct import_job *job, struct error *err)
{
	return job->tables != NULL
		       ? 0
		       : tables_open(job->import, &job->options, &job->counts,
				     &job->tables, err);
}

static int import_table(struct import_job *job, const char *name,
			struct error *err)
{
	bool refused = false;
	int rc;

	if (import_begin_tables(job, err) < 0)
		return -1;
	rc = tables_take(job->tables, name, &job->rows, &job->counts, &refused,
			 err);
	ticker_clear(&job->ticker);
	if (!refused) {
		job->taken[job->n_taken++] = name;
		return rc;
	}
	job->unread++;
	command_fail(job->command, err);
	return rc < 0 && err->kind == ERROR_USAGE ? -1 : 0;
}

/* --- signing -------------------------------------------------------------- */

struct import_again {
	struct import_job *job;
	struct signing *signing;
	const char *file;
};

static int import_sign_row(void *arg, const struct outcome *outcome,
			   size_t number, size_t line, struct error *err)
{
	const struct import_again *again = arg;
	const struct signing_row row = {.specimen_id = outcome->specimen_id,
					.source_sha256 = outcome->source_sha256,
					.file = again->file,
					.number = number,
					.line = line};
	struct bytes words CLEANUP(bytes_done) = {0};

	if (again->job->ticker.shown && ticker_wait(&again->job->ticker) <= 0) {
		bytes_append_str(&words, "signing: row  ");
		human_count(number, &words);
		ticker_say(&again->job->ticker, words.data);
	}
	return signing_add(again->signing, &row, err);
}

static int import_sign_tables(struct import_job *job, struct signing *signing,
			      struct error *err)
{
	struct import_again again = {job, signing, NULL};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < job->n_taken; i++) {
		again.file = file_base(job->taken[i]);
		rc = tables_again(job->tables, job->taken[i], import_sign_row,
				  &again, err);
	}
	/* What came before a fault is signed all the same. */
	if (signing_end(signing, &job->signed_, rc < 0 ? NULL : err) < 0)
		rc = -1;
	ticker_clear(&job->ticker);
	return rc;
}

/* Signs the rows of the tables that were taken. */
static int import_sign(struct import_job *job, const char *dir,
		       struct error *err)
{
	struct signing *signing;
	struct run *run;
	int rc = -1;

	if (job->n_taken == 0 || job->options.dry ||
	    import_run_of(job->import) == NULL)
		return 0;
	if (import_fold_all(job->import, err) < 0 ||
	    run_open(dir, RUN_WRITE, &run, err) < 0)
		return -1;
	if (mailbox_new(&job->signing.told, err) == 0) {
		if (signing_open(run, &job->signing, &signing, err) == 0) {
			rc = import_sign_tables(job, signing, err);
			signing_close(signing);
		}
		told_mail(job->command, run->name, job->signing.told);
		mailbox_free(job->signing.told);
	}
	run_close(run);
	return rc;
}

/* --- lines ---------------------------------------------------------------- */

/* Opens a file that can be imported; "-" is standard input. */
static int import_open_file(const char *name, struct error *err)
{
	struct stat st;
	int fd;

	if (strcmp(name, "-") == 0)
		return STDIN_FILENO;
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_sys(err, errno, "cannot open %s", name);
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(fd);
		return error_set(err, ERROR_FAILED,
				 "%s is a directory; name its raw.jsonl", name);
	}
	return fd;
}

static int import_lines_of(struct import_job *job, const char *name,
			   struct error *err)
{
	const struct import_listener listener = import_show_lines(job);
	const char *shown = strcmp(name, "-") == 0 ? "standard input" : name;
	int fd = import_open_file(name, err);
	bool refused = false;
	int rc;

	if (fd < 0) {
		job->unread++;
		command_fail(job->command, err);
		return 0;
	}
	rc = import_lines(job->import, fd, shown, &listener, &job->counts,
			  &refused, err);
	if (fd != STDIN_FILENO)
		close(fd);
	if (!refused)
		return rc;
	job->unread++;
	command_fail(job->command, err);
	return 0;
}

/* A file that has to be a table, and is none. */
static int import_refuse(struct import_job *job, const char *name,
			 struct error *err)
{
	struct error why = {0};

	job->unread++;
	if (strcmp(name, "-") != 0 && rows_refuse(name, &why) < 0 &&
	    why.kind != ERROR_USAGE)
		*err = why;
	else
		error_set(err, ERROR_USAGE,
			  "%s is not a table: there is nothing that --%s could "
			  "%s",
			  name, job->sign ? "signed" : "dry-run",
			  job->sign ? "sign" : "show");
	command_fail(job->command, err);
	return 0;
}

/* -1 when the run itself fails; a file that cannot be read, or holds no
 * records, is told and counted. */
static int import_file(struct import_job *job, const char *name,
		       struct error *err)
{
	bool table = false;

	job->files++;
	if (strcmp(name, "-") != 0 && rows_are(name, &table, NULL) == 0 &&
	    table)
		return import_table(job, name, err);
	if (job->options.dry || job->sign)
		return import_refuse(job, name, err);
	return import_lines_of(job, name, err);
}

/* A column that --map names has to be there. */
static int import_check_maps(const struct import_job *job, struct error *err)
{
	for (size_t i = 0; i < job->options.maps.n; i++)
		if (!job->used[i])
			return error_set(err, ERROR_USAGE,
					 "--map %s: no table has such a "
					 "column; --dry-run shows them",
					 job->maps[i]);
	for (size_t i = 0; i < job->options.maps.n_fills; i++)
		if (!job->filled[i])
			return error_set(err, ERROR_USAGE,
					 "--fill-down %s: no table has such a "
					 "column; --dry-run shows them",
					 job->fills[i]);
	return 0;
}

/* Before a row is taken for what it is not. A file that cannot be looked at is
 * told when it is its turn, and what --map names may be in that. */
static int import_look_maps(struct import_job *job, char **files, int n,
			    struct error *err)
{
	if (job->options.maps.n + job->options.maps.n_fills == 0 ||
	    job->options.dry)
		return 0;
	for (int i = 0; i < n; i++) {
		bool table = false;

		if (strcmp(files[i], "-") == 0 ||
		    rows_are(files[i], &table, NULL) < 0 || !table)
			continue;
		if (import_begin_tables(job, err) < 0)
			return -1;
		if (tables_look(job->tables, files[i], NULL) < 0)
			return 0;
	}
	return import_check_maps(job, err);
}

/* A run that knows of no photographs is told where they are, so that the
 * console can show them; one that knows others keeps those. */
static int import_check_images(struct import_job *job, char **ret,
			       struct error *err)
{
	const struct run *run = import_run_of(job->import);
	const char *images = job->options.images;

	*ret = NULL;
	if (images == NULL)
		return 0;
	*ret = realpath(images, NULL);
	if (*ret == NULL)
		return error_sys(err, errno, "cannot open %s", images);
	return run != NULL ? run_check_images(run, *ret, err) : 0;
}

static int import_keep_images(const struct import_job *job, const char *dir,
			      struct error *err)
{
	const struct run *run = import_run_of(job->import);
	const struct run_defaults defaults = {.images_root =
						      job->options.images};

	if (job->options.images == NULL || job->options.dry || run == NULL ||
	    run->images_root != NULL)
		return 0;
	return run_set_defaults(dir, &defaults, false, err);
}

static int import_files(struct import_job *job, const char *dir, char **files,
			int n)
{
	char *images CLEANUP(mem_free_str) = NULL;
	struct error err;
	int rc, code;

	ticker_init(&job->ticker);
	if (import_open_dir(dir, &job->import, &err) < 0)
		return command_fail(job->command, &err);
	import_watch(job->import, import_show_folding, job);
	if (import_check_images(job, &images, &err) < 0) {
		import_close(job->import);
		return command_fail(job->command, &err);
	}
	job->options.images = images;
	job->taken = mem_alloc((size_t)n * sizeof(*job->taken));
	rc = import_look_maps(job, files, n, &err);
	for (int i = 0; rc == 0 && i < n; i++)
		rc = import_file(job, files[i], &err);
	if (rc == 0)
		rc = import_check_maps(job, &err);
	if (rc == 0)
		rc = import_keep_images(job, dir, &err);
	if (rc == 0 && job->sign)
		rc = import_sign(job, dir, &err);
	tables_close(job->tables);
	import_close(job->import);
	free(job->taken);
	code = import_report(job);
	return rc < 0 ? command_fail(job->command, &err) : code;
}

static int import_take_map(struct import_job *job, const char *value,
			   struct error *err)
{
	size_t n = job->options.maps.n;

	if (strchr(value, '=') == NULL || value[0] == '=')
		return error_set(err, ERROR_USAGE,
				 "--map is COLUMN=TERM, not \"%s\"", value);
	job->maps = mem_grow(job->maps, n + 1, sizeof(*job->maps));
	job->used = mem_grow(job->used, n + 1, sizeof(*job->used));
	job->maps[n] = value;
	job->used[n] = false;
	job->options.maps.items = job->maps;
	job->options.maps.n = n + 1;
	job->options.maps.used = job->used;
	return 0;
}

static int import_take_fill(struct import_job *job, const char *value)
{
	size_t n = job->options.maps.n_fills;

	job->fills = mem_grow(job->fills, n + 1, sizeof(*job->fills));
	job->filled = mem_grow(job->filled, n + 1, sizeof(*job->filled));
	job->fills[n] = value;
	job->filled[n] = false;
	job->options.maps.fills = job->fills;
	job->options.maps.n_fills = n + 1;
	job->options.maps.filled = job->filled;
	return 0;
}

static int import_take_skip(struct import_job *job, const char *value,
			    struct error *err)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (value[0] == '\0' || *end != '\0' || n < 0 || n > IMPORT_SKIP_MAX)
		return error_set(err, ERROR_USAGE,
				 "--skip is a number of lines, from 0 to %d, "
				 "not \"%s\"",
				 IMPORT_SKIP_MAX, value);
	job->options.skip = n;
	return 0;
}

static int import_take(void *data, int option, const char *value,
		       struct error *err)
{
	struct import_job *job = data;

	switch ((enum import_option)option) {
	case IMPORT_DRY_RUN:
		job->options.dry = true;
		break;
	case IMPORT_MAP:
		return import_take_map(job, value, err);
	case IMPORT_LIKELY:
		job->options.maps.takes_likely = true;
		break;
	case IMPORT_FILL:
		return import_take_fill(job, value);
	case IMPORT_SKIP:
		return import_take_skip(job, value, err);
	case IMPORT_SHORT_ROWS:
		job->options.short_rows = true;
		break;
	case IMPORT_PRESET:
		job->options.preset = value;
		break;
	case IMPORT_INTERPRETED:
		job->options.interpreted = true;
		break;
	case IMPORT_WITHOUT_SHEETS:
		job->options.without_sheets = true;
		break;
	case IMPORT_IMAGES:
		job->options.images = value;
		break;
	case IMPORT_SIGNED:
		job->sign = true;
		break;
	case IMPORT_BY:
		job->by = value;
		break;
	case IMPORT_OVERRIDE:
		job->signing.override = value;
		break;
	}
	return 0;
}

static int import_check_signing(struct import_job *job, struct error *err)
{
	const char *override = job->signing.override;

	if (!job->sign && (job->by != NULL || override != NULL))
		return error_set(err, ERROR_USAGE, "--%s belongs to --signed",
				 job->by != NULL ? "by" : "override");
	if (job->sign && text_blank(job->by))
		return error_set(err, ERROR_USAGE,
				 "--signed wants --by WHO: whose word is it "
				 "that the rows are right?");
	if (override != NULL && text_blank(override))
		return error_set(err, ERROR_USAGE, "--override has to say why");
	return 0;
}

static int import_run(const struct command *command, int argc, char **argv)
{
	struct import_job job = {.command = command, .options.skip = -1};
	char **args;
	struct error err;
	int n, code;

	code = command_parse(command, argc, argv, import_take, &job, &args, &n);
	if (code < 0 && import_check_signing(&job, &err) < 0)
		code = command_usage(command, "%s", err.text);
	if (code < 0) {
		char *by CLEANUP(mem_free_str) = review_who(job.by, NULL);

		job.signing.by = by;
		job.options.maps.likely = import_likely;
		job.options.maps.arg = &job;
		import_show(&job);
		code = import_files(&job, args[0], args + 1, n - 1);
	}
	label_keys_free(job.keys);
	free(job.maps);
	free(job.used);
	free(job.fills);
	free(job.filled);
	return code;
}

const struct command import_command = {
	.name = "import",
	.args = "RUN [--dry-run] [--map COLUMN=TERM] [--likely]\n"
		"                       [--fill-down COLUMN] [--skip N] "
		"[--short-rows]\n"
		"                       [--preset NAME] [--images DIR] "
		"[--without-sheets]\n"
		"                       [--interpreted] [--signed --by WHO "
		"[--override REASON]]\n"
		"                       FILE…",
	.summary = "take in tables, and raw.jsonl lines of any known shape",
	.details =
		"FILE is a table (CSV, TSV) with a first line of columns, or a "
		"Darwin Core\nArchive, whose rows become readings of the sheets "
		"with the same occurrenceID,\ncatalogNumber or name of the "
		"image; or a raw.jsonl of this program or of the\npipeline "
		"before it, or the output file of an OpenAI batch; - is "
		"standard input.\nWhat was taken in before is skipped; several "
		"readings of a sheet become\ncandidates. The run is made when it "
		"is not there and there is a record for it.\nWith --signed each "
		"row of a table is a record that WHO has found right: it is\n"
		"approved as it stands, unless somebody has worked on that "
		"record.",
	.options = import_options,
	.args_min = 2,
	.args_max = INT_MAX,
	.args_wanted = "name a run and at least one file",
	.run = import_run,
};
