/*
 * folded.c: a run with its index up to date. See folded.h.
 */
#include "config.h"

#include "cmd/common/folded.h"

#include <stdio.h>

#include "cmd/common/print.h"
#include "cmd/common/ticker.h"

#define FOLDED_SAY_MS 200

static void folded_tell(const struct command *command,
			const struct fold_report *report)
{
	struct error clean;
	char bad[32];

	if (report->bad == 0)
		return;
	error_set(&clean, ERROR_FAILED, "%s", report->first_bad);
	fprintf(stderr, "vasculum %s: %s bad %s skipped, the first %s\n",
		command->name, print_figure(report->bad, bad),
		report->bad == 1 ? "line is" : "lines are", clean.text);
}

/* Folds to the end of the journals, saying how far it is where that takes
 * long. */
static int folded_fold(struct index *index, struct fold_report *ret,
		       struct error *err)
{
	struct fold_report part = {0};
	struct ticker ticker;
	struct renewal renewal;
	int rc;

	ticker_init(&ticker);
	while ((rc = index_fold(index, FOLDED_SAY_MS, &part, err)) == 0) {
		struct bytes making CLEANUP(bytes_done) = {0};

		fold_report_add(ret, &part);
		if (part.complete)
			break;
		fold_report_making(&part, &making);
		if (making.len > 0)
			ticker_say(&ticker, making.data);
	}
	ticker_clear(&ticker);
	return rc < 0 ? rc : index_renew(index, -1, &renewal, err);
}

int folded_open(const struct command *command, const char *dir,
		struct folded *ret, struct error *err)
{
	struct folded folded = {0};
	struct fold_report report = {0};

	if (run_open(dir, RUN_READ, &folded.run, err) < 0)
		return -1;
	if (index_open(folded.run, INDEX_FOLD, &folded.index, err) < 0 ||
	    folded_fold(folded.index, &report, err) < 0) {
		folded_close(&folded);
		return -1;
	}
	folded_tell(command, &report);
	*ret = folded;
	return 0;
}

void folded_close(struct folded *folded)
{
	index_close(folded->index);
	if (folded->run != NULL)
		run_close(folded->run);
	*folded = (struct folded){0};
}
