/*
 * import.c: `vasculum import RUN FILE…`: outcomes of other runs.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/common/told.h"
#include "run/intake/import.h"

#define IMPORT_BAD_SHOWN 50 /* lines; all are counted */

struct import_job {
	const struct command *command;
	struct import *import;
	struct import_counts counts;
	int files, unread;
};

static void import_show_bad(void *arg, const char *name, uint64_t number,
			    const char *why)
{
	struct import_job *job = arg;
	struct error err;

	if (job->counts.bad > IMPORT_BAD_SHOWN)
		return;
	error_set(&err, ERROR_FAILED, "%s:%llu: %s", name,
		  (unsigned long long)number, why);
	fprintf(stderr, "%s\n", err.text);
	if (job->counts.bad == IMPORT_BAD_SHOWN)
		fprintf(stderr, "further bad lines are only counted\n");
}

static void import_show_decoded(void *arg, const char *name, uint64_t first,
				size_t n)
{
	(void)arg;
	fprintf(stderr,
		"%s: %zu %s not UTF-8 and %s read as Windows-1252 (the first: "
		"line %llu); look at the letters that are not English\n",
		name, n, n == 1 ? "line is" : "lines are",
		n == 1 ? "was" : "were", (unsigned long long)first);
}

/* 2702 as "2,702", in every locale. */
static const char *import_figure(size_t n, char ret[32])
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%zu", n);
	char *put = ret;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*put++ = ',';
		*put++ = digits[i];
	}
	*put = '\0';
	return ret;
}

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

/* -1 when the run itself fails; a file that cannot be read, or holds no
 * records, is told and counted. */
static int import_file(struct import_job *job, const char *name,
		       struct error *err)
{
	const struct import_listener listener = {import_show_bad,
						 import_show_decoded, job};
	const char *shown = strcmp(name, "-") == 0 ? "standard input" : name;
	int fd = import_open_file(name, err);
	bool refused = false;
	int rc;

	job->files++;
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

static int import_report(const struct import_job *job)
{
	const struct import_counts *counts = &job->counts;
	char imported[32], skipped[32], bad[32];

	if (job->unread == job->files)
		return COMMAND_FAILED;
	fprintf(stderr, "%s imported, %s skipped (already there), %s bad %s\n",
		import_figure(counts->imported, imported),
		import_figure(counts->skipped, skipped),
		import_figure(counts->bad, bad),
		counts->bad == 1 ? "line" : "lines");
	if (counts->torn > 0)
		fprintf(stderr,
			"an unfinished last line of this run was set aside "
			"(*.torn-* in its directory)\n");
	told_taken(job->command, &counts->rescued);
	if (counts->bad > 0 && counts->imported + counts->skipped == 0)
		return COMMAND_FAILED;
	return counts->bad > 0 || job->unread > 0 ? COMMAND_SOME_FAILED
						  : COMMAND_DONE;
}

static int import_files(struct import_job *job, const char *dir, char **files,
			int n)
{
	struct error err;
	int rc, code;

	if (import_open_dir(dir, &job->import, &err) < 0)
		return command_fail(job->command, &err);
	for (int i = rc = 0; rc == 0 && i < n; i++)
		rc = import_file(job, files[i], &err);
	import_close(job->import);
	code = import_report(job);
	return rc < 0 ? command_fail(job->command, &err) : code;
}

static int import_run(const struct command *command, int argc, char **argv)
{
	struct import_job job = {.command = command};
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, NULL, NULL, &args, &n);
	if (code >= 0)
		return code;
	return import_files(&job, args[0], args + 1, n - 1);
}

static const struct command_option import_options[] = {{0}};

const struct command import_command = {
	.name = "import",
	.args = "RUN FILE…",
	.summary = "take in raw.jsonl lines of any known shape",
	.details =
		"FILE is a raw.jsonl of this program or of the pipeline before "
		"it, or the\noutput file of an OpenAI batch; - is standard "
		"input. Lines that were taken in\nbefore are skipped; several "
		"extractions of a sheet become candidates. The run\nis made "
		"when it is not there and there is a record for it.",
	.options = import_options,
	.args_min = 2,
	.args_max = INT_MAX,
	.args_wanted = "name a run and at least one file",
	.run = import_run,
};
