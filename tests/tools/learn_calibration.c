/*
 * learn_calibration.c: learns what the confidences of a reader are worth
 * (data/calibration.tsv) from sheets that they read and somebody transcribed.
 *
 *   learn_calibration [--reader PROVIDER[/MODEL]] [--half even|odd] [--exact]
 *                     RAW.jsonl:TRUTH.jsonl... > rows
 *
 * RAW.jsonl is that of a run: of each sheet the last success of each reader
 * counts. TRUTH.jsonl has a line for each sheet, {"image":NAME,"dwc":{TERM:VALUE
 * or [VALUE, ...]}}, with "specimen":false where nothing that is read is right;
 * where it is silent of a term, nothing is said. Prints the rows of each
 * reader, provider/model, or of all that are read under the one name given.
 * --half takes every other line of a truth; with --exact right is what is so to
 * the letter, of a reader that says how likely that is.
 *
 * What is right never falls as the reader says more: the least squares of such
 * steps are found by pooling adjacent violators (Ayer and others 1955). A step
 * of few values is joined with the next, and each is drawn to one half by two
 * values that nobody read (Laplace's rule), so that three of three are not
 * worth 1. The same input gives the same rows.
 */
#include "config.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "tests/bench/score_right.h"

#define JOURNAL_MAX (512u << 20)
#define STEP_LEAST  12 /* values of which a step is made */

struct judged {
	char *reader; /* owned */
	double says;
	bool right;
};

struct judged_list {
	struct judged *items;
	size_t n, cap;
};

struct options {
	const char *reader; /* or NULL: as each line has it */
	int half;	    /* 0, 1, or -1 for all */
	bool exact;
};

/* Values whose confidences lie side by side. */
struct step {
	double says; /* sum */
	double right, n;
};

/* --- input ----------------------------------------------------------------- */

typedef void line_visit(void *arg, size_t number, json_t *line);

static void lines_visit(const char *path, line_visit *visit, void *arg)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error err;
	char *at, *save = NULL;
	size_t number = 0;

	if (file_read(path, JOURNAL_MAX, &text, &err) < 0) {
		fprintf(stderr, "learn_calibration: %s\n", err.text);
		exit(EXIT_FAILURE);
	}
	at = text.len > 0 ? strtok_r(text.data, "\n", &save) : NULL;
	for (; at != NULL; at = strtok_r(NULL, "\n", &save)) {
		json_t *line CLEANUP(json_release) = NULL;

		if (json_read(at, strlen(at), &line, NULL, &err) == 0)
			visit(arg, number++, line);
	}
}

struct truth {
	const struct options *options;
	json_t *sheets; /* image -> line */
};

static void truth_take(void *arg, size_t number, json_t *line)
{
	struct truth *truth = arg;
	const char *image = json_string_at(line, "image");

	if (image != NULL && (truth->options->half < 0 ||
			      (int)(number % 2) == truth->options->half))
		json_object_set(truth->sheets, file_base(image), line);
}

/* reader -> image -> outcome; of several the last. */
struct outcomes {
	const struct options *options;
	json_t *readers;
};

static void outcome_take(void *arg, size_t number, json_t *line)
{
	struct outcomes *outcomes = arg;
	const char *image = json_string_at(line, "image");
	const char *provider = json_string_at(line, "provider");
	const char *model = json_string_at(line, "model");
	char *name CLEANUP(mem_free_str) =
		mem_printf("%s/%s", provider != NULL ? provider : "",
			   model != NULL ? model : "");
	const char *reader = outcomes->options->reader != NULL
				     ? outcomes->options->reader
				     : name;
	json_t *sheets;

	(void)number;
	if (image == NULL || !json_is_object(json_object_get(line, "dwc")))
		return;
	sheets = json_object_get(outcomes->readers, reader);
	if (sheets == NULL) {
		sheets = json_object();
		json_object_set_new(outcomes->readers, reader, sheets);
	}
	json_object_set(sheets, file_base(image), json_object_get(line, "dwc"));
}

/* --- judging --------------------------------------------------------------- */

static void judge_sheet(const struct options *options, const char *reader,
			json_t *dwc, const json_t *truth,
			struct judged_list *ret)
{
	const json_t *want = json_object_get(truth, "dwc");
	bool specimen = !json_is_false(json_object_get(truth, "specimen"));
	const char *term;
	json_t *value;

	json_object_foreach(dwc, term, value)
	{
		const json_t *wanted = json_object_get(want, term);
		const char *got = score_text(value);
		double says = json_number_at(value, "confidence", -1);

		if (text_blank(got) || says < 0 || says > 1 ||
		    (specimen && wanted == NULL))
			continue;
		ARRAY_GROW(ret->items, ret->n, ret->cap);
		ret->items[ret->n++] = (struct judged){
			.reader = mem_strdup(reader),
			.says = says,
			.right = specimen &&
				 score_right(term, got, wanted, want) &&
				 (!options->exact ||
				  score_same(term, got, wanted)),
		};
	}
}

static void judge_pair(const struct options *options, const char *argument,
		       struct judged_list *ret)
{
	struct truth truth = {options, json_object()};
	struct outcomes outcomes = {options, json_object()};
	char *raw CLEANUP(mem_free_str) = mem_strdup(argument);
	char *truth_path = strchr(raw, ':');
	const char *reader, *image;
	json_t *sheets, *dwc;

	if (truth_path == NULL) {
		fprintf(stderr,
			"learn_calibration: %s is not "
			"RAW.jsonl:TRUTH.jsonl\n",
			argument);
		exit(2);
	}
	*truth_path++ = '\0';
	lines_visit(truth_path, truth_take, &truth);
	lines_visit(raw, outcome_take, &outcomes);
	json_object_foreach(outcomes.readers, reader, sheets)
		json_object_foreach(
			sheets, image,
			dwc) if (json_object_get(truth.sheets, image) != NULL)
			judge_sheet(options, reader, dwc,
				    json_object_get(truth.sheets, image), ret);
	json_decref(truth.sheets);
	json_decref(outcomes.readers);
}

/* --- learning -------------------------------------------------------------- */

static int judged_order(const void *pa, const void *pb)
{
	const struct judged *a = pa, *b = pb;
	int order = strcmp(a->reader, b->reader);

	if (order != 0)
		return order;
	return (a->says > b->says) - (a->says < b->says);
}

/* What a step is worth. */
static double step_right(const struct step *step)
{
	return (step->right + 1) / (step->n + 2);
}

static void steps_join(struct step *steps, size_t *n)
{
	struct step *last = &steps[--*n], *into = last - 1;

	into->says += last->says;
	into->right += last->right;
	into->n += last->n;
}

/* Takes a value: into the last step where it says the same as the one before,
 * or where that step is of too few. */
static void steps_add(struct step *steps, size_t *n, const struct judged *value,
		      bool same)
{
	bool joins = *n > 0 && (same || steps[*n - 1].n < STEP_LEAST);

	steps[(*n)++] = (struct step){value->says, value->right, 1};
	if (joins)
		steps_join(steps, n);
}

/* Joins what falls, and a last step of too few. */
static void steps_rise(struct step *steps, size_t *n)
{
	size_t done = 0;

	for (size_t i = 0; i < *n; i++) {
		steps[done++] = steps[i];
		while (done > 1 &&
		       (step_right(&steps[done - 1]) <=
				step_right(&steps[done - 2]) ||
			(i + 1 == *n && steps[done - 1].n < STEP_LEAST)))
			steps_join(steps, &done);
	}
	*n = done;
}

static void rows_print(const struct judged *values, size_t n)
{
	struct step *steps = mem_alloc((n + 1) * sizeof(*steps));
	size_t n_steps = 0;

	for (size_t i = 0; i < n; i++)
		steps_add(steps, &n_steps, &values[i],
			  i > 0 && values[i].says <= values[i - 1].says);
	steps_rise(steps, &n_steps);
	for (size_t i = 0; i < n_steps; i++)
		printf("%s\t%.3f\t%.3f\n", values[0].reader,
		       steps[i].says / steps[i].n, step_right(&steps[i]));
	fprintf(stderr, "%s: %zu values, %zu rows\n", values[0].reader, n,
		n_steps);
	free(steps);
}

static int options_read(int argc, char **argv, struct options *ret)
{
	int i = 1;

	*ret = (struct options){.half = -1};
	for (; i + 1 < argc && argv[i][0] == '-'; i += 2)
		if (strcmp(argv[i], "--exact") == 0) {
			ret->exact = true;
			i--;
		} else if (strcmp(argv[i], "--reader") == 0)
			ret->reader = argv[i + 1];
		else if (strcmp(argv[i], "--half") == 0)
			ret->half = strcmp(argv[i + 1], "odd") == 0;
		else
			break;
	return i;
}

int main(int argc, char **argv)
{
	struct judged_list all = {0};
	struct options options;
	int first = options_read(argc, argv, &options);

	if (first >= argc || argv[first][0] == '-') {
		fprintf(stderr, "usage: learn_calibration [--reader "
				"PROVIDER[/MODEL]] [--half even|odd] "
				"[--exact] RAW.jsonl:TRUTH.jsonl...\n");
		return 2;
	}
	for (int i = first; i < argc; i++)
		judge_pair(&options, argv[i], &all);
	if (all.n > 0)
		qsort(all.items, all.n, sizeof(*all.items), judged_order);
	for (size_t i = 0, end; i < all.n; i = end) {
		for (end = i; end < all.n && strcmp(all.items[end].reader,
						    all.items[i].reader) == 0;
		     end++)
			;
		rows_print(&all.items[i], end - i);
	}
	for (size_t i = 0; i < all.n; i++)
		free(all.items[i].reader);
	free(all.items);
	return all.n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
