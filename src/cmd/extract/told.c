/*
 * told.c: what `vasculum extract` tells at its end.
 */
#include "config.h"

#include "cmd/extract/extract.h"

#include <jansson.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "cmd/common/print.h"
#include "cmd/common/told.h"

void extract_name_ignored(struct extract_work *work)
{
	struct extract_ignored ignored;

	extractor_ignored(work->extractor, &ignored);
	if (ignored.total == 0)
		return;
	fprintf(stderr, "vasculum extract: %zu %s:\n", ignored.total,
		ignored.total == 1 ? "file is not a sheet"
				   : "files are not sheets");
	for (int i = 0; i < ignored.n; i++)
		fprintf(stderr, "  %s: %s\n", ignored.items[i].path,
			ignored.items[i].why);
	if (ignored.total > (size_t)ignored.n)
		fprintf(stderr, "  and %zu more\n",
			ignored.total - (size_t)ignored.n);
}

void extract_name_notices(struct extract_work *work)
{
	struct extract_event notices[EXTRACT_NOTICES];
	int n = extractor_notices(work->extractor, notices);
	size_t failed = 0;

	for (int i = 0; i < n; i++) {
		const struct extract_event *notice = &notices[i];

		failed += notice->failed;
		fprintf(stderr, "vasculum extract: %s%s%s\n", notice->image,
			notice->image[0] != '\0' ? ": " : "", notice->text);
	}
	if (work->progress.failed > failed)
		fprintf(stderr, "vasculum extract: and %zu more failed\n",
			work->progress.failed - failed);
}

static void extract_name_faults(const struct extract_work *work)
{
	const struct fold_report *report = &work->folded.report;

	told_store(work->call->command, work->call->dir, &work->folded);
	if (report->bad > 0)
		fprintf(stderr,
			"vasculum extract: %zu bad %s passed over: %s\n",
			report->bad,
			report->bad == 1 ? "line was" : "lines were",
			report->first_bad);
	if (work->folded.error.kind != ERROR_NONE)
		fprintf(stderr,
			"vasculum extract: the journals are whole, but the "
			"index is behind: %s\n",
			work->folded.error.text);
}

/* What a server was paid. */
static void extract_summarise_costs(const struct extract_progress *p)
{
	const struct extract_traffic *t = &p->traffic;

	if (t->window == 0)
		return;
	fprintf(stderr,
		"vasculum extract: $%.4f, %.0f tokens sent, %.0f received; the "
		"run has cost $%.4f\n",
		p->cost_usd, t->prompt_tokens, t->completion_tokens,
		t->spent_usd);
	if (t->lost_usd > 0)
		fprintf(stderr,
			"vasculum extract: of this up to $%.4f for answers "
			"that were lost on the way\n",
			t->lost_usd);
	for (int i = 0; i < t->n_kinds; i++)
		fprintf(stderr, "vasculum extract: %zu requests failed: %s\n",
			t->kinds[i].n, t->kinds[i].kind);
}

static void extract_summarise(const struct extract_work *work)
{
	const struct extract_progress *p = &work->progress;
	size_t finished = p->skipped + p->succeeded + p->failed;
	char time[32];

	ticker_duration(p->elapsed_s, time, sizeof(time));
	fprintf(stderr,
		"vasculum extract: %zu of %zu sheets: %zu read, %zu failed, "
		"%zu done before; %s\n",
		finished, p->total, p->succeeded, p->failed,
		p->skipped - p->failed_before - p->batched, time);
	extract_summarise_costs(p);
	if (p->batched > 0)
		fprintf(stderr,
			"vasculum extract: %zu %s in a batch and %s not read "
			"(--batched reads them, too)\n",
			p->batched, p->batched == 1 ? "is" : "are",
			p->batched == 1 ? "was" : "were");
	if (p->failed_before > 0)
		fprintf(stderr,
			"vasculum extract: %zu failed before and %s not read "
			"again\n",
			p->failed_before,
			p->failed_before == 1 ? "was" : "were");
	if (p->stopped[0] != '\0')
		fprintf(stderr,
			"vasculum extract: stopped%s%s; the same command goes "
			"on where it was\n",
			p->error.kind != ERROR_NONE ? ": " : "",
			p->error.kind != ERROR_NONE ? p->error.text : "");
	else if (p->failed + p->failed_before > 0)
		fprintf(stderr, "vasculum extract: --retry-failed reads the "
				"failed ones again\n");
}

static void extract_print_json(const struct extract_work *work)
{
	const struct extract_progress *p = &work->progress;
	struct bytes line CLEANUP(bytes_done) = {0};
	json_t *o CLEANUP(json_release) = json_object();
	const struct json_count counts[] = {
		{"total", p->total},	     {"skipped", p->skipped},
		{"succeeded", p->succeeded}, {"failed", p->failed},
		{"retried", p->retried},     {"rescued", work->folded.rescued},
		{"in_batches", p->batched},
	};

	json_set_string(o, "run_id", work->run->id);
	json_set_counts(o, counts, ARRAY_LEN(counts));
	print_json_set_usd(o, "cost_usd", p->cost_usd);
	print_json_set_usd(o, "cost_lost_usd", p->traffic.lost_usd);
	json_object_set_new(o, "stopped", json_null());
	if (p->stopped[0] != '\0')
		json_set_string(o, "stopped", p->stopped);
	print_json_set_real(o, "elapsed_s", p->elapsed_s);
	json_write_line(o, &line);
	fwrite(line.data, 1, line.len, stdout);
}

static int extract_code(const struct extract_work *work)
{
	const struct extract_progress *p = &work->progress;

	if (p->state == EXTRACT_FAILED)
		return error_exit_code(&p->error);
	if (p->stopped[0] != '\0')
		return COMMAND_STOPPED;
	return p->failed > 0 ? COMMAND_SOME_FAILED : COMMAND_DONE;
}

bool extract_has_begun(const struct extract_work *work)
{
	const struct extract_progress *p = &work->progress;

	return p->succeeded + p->failed + p->skipped > 0 ||
	       p->state == EXTRACT_FINISHED;
}

int extract_tell(struct extract_work *work)
{
	const struct extract_progress *p = &work->progress;
	bool begun = extract_has_begun(work);

	extract_name_faults(work);
	if (p->state == EXTRACT_FAILED)
		command_fail(work->call->command, &p->error);
	if (begun)
		extract_summarise(work);
	if (begun && work->call->json)
		extract_print_json(work);
	return command_flush(work->call->command, extract_code(work));
}
