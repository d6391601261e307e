/*
 * status.c: `vasculum status RUN`: where a run stands.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/common/folded.h"
#include "cmd/common/print.h"
#include "run/cache/hash.h"
#include "run/index/counts.h"
#include "run/index/specimen.h"
#include "run/intake/images.h"
#include "run/intake/scan.h"
#include "run/journal/lock.h"
#include "run/rescue/rescue.h"

static const struct command_option status_options[] = {
	{"json", 0, NULL, "one object, for programs"},
	{0},
};

struct status_report {
	const struct run *run;
	struct index_counts counts;
	struct index_session session;
	struct coverage *coverage; /* owned */
	size_t waiting;
	int64_t bad;	   /* lines of the journals that were skipped */
	char *first_bad;   /* owned, or NULL */
	bool images_known; /* the images root could be read */
	bool extracting;   /* some process is at it */
	struct rescue_report rescued; /* answers that are to be taken in */
};

/* --- what waits ----------------------------------------------------------- */

/* Whether a file of the images root was read, or its bytes under another
 * name. */
static int status_is_read(const struct folded *folded,
			  struct hash_cache *hashes,
			  const struct scan_file *file, bool *ret,
			  struct error *err)
{
	const char *sha256;

	if (index_has_image(folded->index, file->path, ret, err) < 0)
		return -1;
	if (*ret || hashes == NULL)
		return 0;
	sha256 = hash_cache_get(hashes, file->path, file->size, file->mtime_ns);
	return sha256 != NULL ? index_has_id(folded->index, sha256, ret, err)
			      : 0;
}

static int status_count_waiting(const struct folded *folded,
				const struct scan *scan, size_t *ret,
				struct error *err)
{
	struct hash_cache *hashes = NULL;
	size_t waiting = 0;
	int rc = 0;

	if (hash_cache_open(folded->run, &hashes, NULL) < 0)
		hashes = NULL; /* some copies are counted, no more */
	for (size_t i = 0; i < scan->n && rc == 0; i++) {
		bool read = true;

		rc = status_is_read(folded, hashes, &scan->files[i], &read,
				    err);
		waiting += !read;
	}
	hash_cache_close(hashes);
	*ret = waiting;
	return rc;
}

/* Sheets below the images root that no outcome tells of. */
static int status_waiting(const struct folded *folded,
			  struct status_report *report, struct error *err)
{
	struct scan scan;
	int rc;

	if (folded->run->images_root == NULL ||
	    images_scan(folded->run->images_root, NULL, &scan, NULL) < 0)
		return 0;
	report->images_known = true;
	rc = status_count_waiting(folded, &scan, &report->waiting, err);
	scan_done(&scan);
	return rc;
}

/* What is to be taken in was paid for; where it cannot be read, nothing is
 * known of it. */
static void status_read_rescued(struct status_report *report)
{
	const struct run *run = report->run;
	struct rescue_report *rescued = &report->rescued;
	struct error err;

	if (!rescue_is_due(run->dir, run->id))
		return;
	if (rescue_look(run->dir, run->id, rescued, &err) < 0)
		fprintf(stderr, "vasculum status: %s\n", err.text);
	else if (rescued->note[0] != '\0')
		fprintf(stderr, "vasculum status: %s\n", rescued->note);
	report->counts.cost_usd += rescued->cost_usd;
}

static int status_read(const struct folded *folded,
		       struct status_report *report, struct error *err)
{
	report->run = folded->run;
	report->extracting = run_lock_is_held(folded->run->dir, NULL);
	if (index_counts(folded->index, &report->counts, err) < 0 ||
	    index_session(folded->index, &report->session, err) < 0 ||
	    index_coverage(folded->index, &report->coverage, err) < 0)
		return -1;
	status_read_rescued(report);
	return status_waiting(folded, report, err);
}

static size_t status_sheets(const struct status_report *report)
{
	return report->counts.sheets + report->waiting;
}

/* --- for people ----------------------------------------------------------- */

/* PENDING as "pending", IN_REVIEW as "in review". */
static const char *status_lower(const char *word, char ret[16])
{
	size_t i;

	for (i = 0; word[i] != '\0' && i < 15; i++)
		ret[i] = word[i] == '_' ? ' '
			 : word[i] >= 'A' && word[i] <= 'Z'
				 ? (char)(word[i] - 'A' + 'a')
				 : word[i];
	ret[i] = '\0';
	return ret;
}

static void status_cell(const char *word, size_t n, size_t whole)
{
	char lower[16], figure[32], share[32];

	printf("  %-12s%9s  %3s %%", status_lower(word, lower),
	       print_figure(n, figure), print_share(n, whole, share));
}

static void status_show_states(const struct status_report *report)
{
	const struct index_counts *c = &report->counts;

	printf("\n  %-12s%9s%17s%-12s%9s\n", "STATUS", "", "", "PRIORITY", "");
	for (size_t i = 0; i < PRIORITY_COUNT; i++) {
		if (i < STATUS_COUNT)
			status_cell(status_word((enum status)i),
				    c->by_status[i], c->sheets);
		else
			status_cell("flagged", c->flagged, c->sheets);
		fputs("         ", stdout);
		status_cell(priority_word((enum priority)i), c->by_priority[i],
			    c->sheets);
		putchar('\n');
	}
}

static void status_show_coverage(const struct status_report *report)
{
	const struct terms *terms = report->run->terms;
	size_t sheets = report->counts.sheets;
	char filled[32], sound[32], a[32], b[32];

	printf("\n  %-32s %13s %15s\n", "FIELD", "FILLED", "SOUND");
	for (size_t i = 0; i < terms_count(terms); i++) {
		const struct term *term = terms_at(terms, i);
		const struct coverage *c = &report->coverage[i];

		if (c->filled == 0 && !term_is_required(term))
			continue;
		printf("  %-32s%8s  %3s %%%9s  %3s %%\n", term->name,
		       print_figure(c->filled, filled),
		       print_share(c->filled, sheets, a),
		       print_figure(c->sound, sound),
		       print_share(c->sound, sheets, b));
	}
}

/* A line that begins behind two blanks and may be longer than one. */
static void status_flow(const char *text)
{
	int column = 2;

	fputs("  ", stdout);
	print_flow(text, 4, false, &column);
	putchar('\n');
}

static void status_show_session(const struct status_report *report)
{
	const struct index_session *session = &report->session;
	struct bytes text CLEANUP(bytes_done) = {0};
	char ok[32], failed[32], rate[32];

	if (session->started[0] == '\0')
		return;
	bytes_printf(&text,
		     "extraction %s: %s read, %s failed, %s sheets a minute; "
		     "begun %.19s",
		     report->extracting ? "running"
		     : session->ended	? "ended"
					: "stopped",
		     print_figure((size_t)session->succeeded, ok),
		     print_figure((size_t)session->failed, failed),
		     print_real(session->per_minute, 1, rate),
		     session->started);
	putchar('\n');
	status_flow(text.data);
}

static void status_show_sheets(const struct status_report *report)
{
	const struct index_counts *c = &report->counts;
	struct bytes text CLEANUP(bytes_done) = {0};
	char a[32], b[32], d[32], e[32];

	bytes_printf(&text, "%s sheets, %s read, %s failed, %s waiting",
		     print_figure(status_sheets(report), a),
		     print_figure(c->extracted, b), print_figure(c->failed, d),
		     print_figure(report->waiting, e));
	if (report->run->images_root != NULL && !report->images_known)
		bytes_append_str(&text, " (images not found)");
	status_flow(text.data);
}

static void status_show_bad(const struct status_report *report)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char n[32];

	if (report->bad == 0)
		return;
	bytes_printf(&text, "%s bad %s skipped, the first %s",
		     print_figure((size_t)report->bad, n),
		     report->bad == 1 ? "line is" : "lines are",
		     report->first_bad != NULL ? report->first_bad : "");
	status_flow(text.data);
}

static void status_show_text(const struct status_report *report)
{
	const struct index_counts *c = &report->counts;
	char a[32], b[32], d[32], e[32];

	print_text(report->run->name);
	putchar('\n');
	status_show_sheets(report);
	printf("  completeness %s %%   soundness %s %%   doubt %s   cost "
	       "$%s\n",
	       print_real(c->completeness_mean, 1, a),
	       print_real(c->soundness_mean, 1, b),
	       print_real(c->doubt_mean, 2, e), print_real(c->cost_usd, 2, d));
	if (c->blank > 0)
		printf("  %s blank: nothing was read, or a catalogue number "
		       "alone\n",
		       print_figure(c->blank, a));
	if (report->rescued.lines > 0)
		printf("  %s answers could not be journaled; the next session "
		       "takes them in\n",
		       print_figure(report->rescued.lines, a));
	status_show_bad(report);
	if (report->run->images_root != NULL) {
		fputs("  images ", stdout);
		print_text(report->run->images_root);
		putchar('\n');
	}
	status_show_states(report);
	status_show_coverage(report);
	status_show_session(report);
}

/* --- for programs --------------------------------------------------------- */

static json_t *status_json_states(const struct index_counts *c)
{
	json_t *states = json_object();

	for (size_t i = 0; i < STATUS_COUNT; i++)
		json_object_set_new(states, status_word((enum status)i),
				    json_integer((json_int_t)c->by_status[i]));
	return states;
}

static json_t *status_json_priorities(const struct index_counts *c)
{
	json_t *priorities = json_object();

	for (size_t i = 0; i < PRIORITY_COUNT; i++)
		json_object_set_new(
			priorities, priority_word((enum priority)i),
			json_integer((json_int_t)c->by_priority[i]));
	return priorities;
}

static json_t *status_json_coverage(const struct status_report *report)
{
	const struct terms *terms = report->run->terms;
	json_t *coverage = json_object();

	for (size_t i = 0; i < terms_count(terms); i++) {
		const struct coverage *c = &report->coverage[i];

		json_object_set_new(coverage, terms_at(terms, i)->name,
				    json_pack("{s:I,s:I}", "filled",
					      (json_int_t)c->filled, "sound",
					      (json_int_t)c->sound));
	}
	return coverage;
}

static json_t *status_json_session(const struct status_report *report)
{
	const struct index_session *session = &report->session;
	json_t *object = json_object();

	json_set_string(object, "run_id", session->run_id);
	json_set_string(object, "started", session->started);
	json_set_string(object, "last", session->last);
	json_object_set_new(object, "total", json_integer(session->total));
	json_object_set_new(object, "succeeded",
			    json_integer(session->succeeded));
	json_object_set_new(object, "failed", json_integer(session->failed));
	print_json_set_real(object, "per_minute", session->per_minute);
	json_object_set_new(object, "running",
			    json_boolean(report->extracting));
	return object;
}

static void status_set(json_t *object, const char *key, size_t n)
{
	json_object_set_new(object, key, json_integer((json_int_t)n));
}

static void status_show_json(const struct status_report *report)
{
	const struct index_counts *c = &report->counts;
	json_t *object CLEANUP(json_release) = json_object();

	json_set_string(object, "run_id", report->run->id);
	status_set(object, "sheets", status_sheets(report));
	status_set(object, "extracted", c->extracted);
	status_set(object, "failed", c->failed);
	status_set(object, "waiting", report->waiting);
	status_set(object, "flagged", c->flagged);
	status_set(object, "expert", c->expert);
	status_set(object, "second", c->second);
	json_object_set_new(object, "by_status", status_json_states(c));
	json_object_set_new(object, "by_priority", status_json_priorities(c));
	json_object_set_new(object, "coverage", status_json_coverage(report));
	print_json_set_real(object, "completeness_mean", c->completeness_mean);
	print_json_set_real(object, "soundness_mean", c->soundness_mean);
	print_json_set_real(object, "doubt_mean", c->doubt_mean);
	status_set(object, "blank", c->blank);
	print_json_set_usd(object, "cost_usd", c->cost_usd);
	status_set(object, "rescued", report->rescued.lines);
	json_object_set_new(object, "bad_lines", json_integer(report->bad));
	if (report->session.started[0] != '\0')
		json_object_set_new(object, "session",
				    status_json_session(report));
	print_json(object);
}

/* --- the command ---------------------------------------------------------- */

static int status_report(const struct command *command, const char *dir,
			 bool json, struct error *err)
{
	struct status_report report = {0};
	struct folded folded;
	int rc;

	if (folded_open(command, dir, &folded, err) < 0)
		return -1;
	rc = status_read(&folded, &report, err);
	if (rc == 0)
		rc = index_faults(folded.index, &report.bad, &report.first_bad,
				  err);
	if (rc == 0 && json)
		status_show_json(&report);
	else if (rc == 0)
		status_show_text(&report);
	free(report.coverage);
	free(report.first_bad);
	folded_close(&folded);
	return rc;
}

static int status_take(void *data, int option, const char *value,
		       struct error *err)
{
	bool *json = data;

	*json = true;
	return 0;
}

static int status_run(const struct command *command, int argc, char **argv)
{
	struct error err;
	bool json = false;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, status_take, &json, &args,
			     &n);
	if (code >= 0)
		return code;
	if (status_report(command, args[0], json, &err) < 0)
		return command_fail(command, &err);
	return command_flush(command, COMMAND_DONE);
}

const struct command status_command = {
	.name = "status",
	.args = "RUN [--json]",
	.summary = "print counts, field coverage, cost and rate",
	.options = status_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one run directory",
	.run = status_run,
};
