/*
 * status.c: `vasculum status RUN`: where a run stands.
 */
#include "config.h"

#include <stdio.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "cmd/commands.h"
#include "cmd/common/folded.h"
#include "cmd/common/print.h"
#include "report/standing.h"
#include "run/index/counts.h"

static const struct command_option status_options[] = {
	{"json", 0, NULL, "one object, for programs"},
	{0},
};

struct status_report {
	const struct run *run;
	struct standing now;
};

/* Of what is to be taken in, and what is wrong with it. */
static void status_tell_rescued(const struct standing *now)
{
	if (now->trouble.kind != ERROR_NONE)
		fprintf(stderr, "vasculum status: %s\n", now->trouble.text);
	else if (now->rescued.note[0] != '\0')
		fprintf(stderr, "vasculum status: %s\n", now->rescued.note);
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
	const struct index_counts *c = &report->now.counts;

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
	size_t sheets = report->now.counts.sheets;
	char filled[32], sound[32], a[32], b[32];

	printf("\n  %-32s %13s %15s\n", "FIELD", "FILLED", "SOUND");
	for (size_t i = 0; i < terms_count(terms); i++) {
		const struct term *term = terms_at(terms, i);
		const struct coverage *c = &report->now.coverage[i];

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
	const struct index_session *session = &report->now.session;
	struct bytes text CLEANUP(bytes_done) = {0};
	char ok[32], failed[32], rate[32];

	if (session->started[0] == '\0')
		return;
	bytes_printf(&text,
		     "extraction %s: %s read, %s failed, %s sheets a minute; "
		     "begun %.19s",
		     report->now.extracting ? "running"
		     : session->ended	    ? "ended"
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
	const struct index_counts *c = &report->now.counts;
	struct bytes text CLEANUP(bytes_done) = {0};
	char a[32], b[32], d[32], e[32];

	bytes_printf(&text, "%s %s, %s read, %s failed, %s waiting",
		     print_figure(standing_sheets(&report->now), a),
		     standing_sheets(&report->now) == 1 ? "sheet" : "sheets",
		     print_figure(c->extracted, b), print_figure(c->failed, d),
		     print_figure(report->now.waiting, e));
	if (report->run->images_root != NULL && !report->now.images_known)
		bytes_append_str(&text, " (images not found)");
	status_flow(text.data);
}

static void status_show_bad(const struct status_report *report)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char n[32];

	if (report->now.bad == 0)
		return;
	bytes_printf(&text, "%s bad %s skipped, the first %s",
		     print_figure((size_t)report->now.bad, n),
		     report->now.bad == 1 ? "line is" : "lines are",
		     report->now.first_bad != NULL ? report->now.first_bad
						   : "");
	status_flow(text.data);
}

static void status_show_text(const struct status_report *report)
{
	const struct index_counts *c = &report->now.counts;
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
	if (report->now.rescued.lines > 0)
		printf("  %s answers could not be journaled; the next session "
		       "takes them in\n",
		       print_figure(report->now.rescued.lines, a));
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
		const struct coverage *c = &report->now.coverage[i];

		json_object_set_new(coverage, terms_at(terms, i)->name,
				    json_pack("{s:I,s:I}", "filled",
					      (json_int_t)c->filled, "sound",
					      (json_int_t)c->sound));
	}
	return coverage;
}

static json_t *status_json_session(const struct status_report *report)
{
	const struct index_session *session = &report->now.session;
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
			    json_boolean(report->now.extracting));
	return object;
}

static void status_set(json_t *object, const char *key, size_t n)
{
	json_object_set_new(object, key, json_integer((json_int_t)n));
}

static void status_show_json(const struct status_report *report)
{
	const struct index_counts *c = &report->now.counts;
	json_t *object CLEANUP(json_release) = json_object();

	json_set_string(object, "run_id", report->run->id);
	status_set(object, "sheets", standing_sheets(&report->now));
	status_set(object, "extracted", c->extracted);
	status_set(object, "failed", c->failed);
	status_set(object, "waiting", report->now.waiting);
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
	status_set(object, "rescued", report->now.rescued.lines);
	json_object_set_new(object, "bad_lines", json_integer(report->now.bad));
	if (report->now.session.started[0] != '\0')
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
	report.run = folded.run;
	rc = standing_read(folded.run, folded.index, &report.now, err);
	if (rc == 0)
		status_tell_rescued(&report.now);
	if (rc == 0 && json)
		status_show_json(&report);
	else if (rc == 0)
		status_show_text(&report);
	standing_done(&report.now);
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
