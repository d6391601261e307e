/*
 * score.c: how well sheets were read whose labels were also read by eye, and
 * how true the doubt is.
 *
 * usage: score TRUTH.jsonl READ.jsonl [--check CHECK.jsonl] [--half 0|1]
 *	[--min F1] [--verbose] [--doubt]
 *
 * READ is raw.jsonl, or what `list --format jsonl` prints; CHECK what `check
 * --format jsonl` prints.
 *
 * 1. When a field is right says score_right.h.
 * 2. Recall is over the fields of the truth. Precision is over the fields
 *    that were read, of the terms that the truth uses anywhere; a term on
 *    which the truth of that sheet is silent counts neither way.
 * 3. Whatever is read on a sheet that is not a specimen is wrong.
 * 4. `exact` counts the fields of the truth that were read to the letter.
 * 5. Of several outcomes of a sheet the last success counts.
 * 6. --half takes every second sheet of the truth, in its order: choices are
 *    made on half 0, half 1 is only reported.
 * 7. --doubt: a value is doubted when it has an error or a warning, or a
 *    confidence below .5. Records stand in the order of READ: before each one
 *    with a right value alone should stand those with a wrong one.
 *
 * Exit: 0, or 1 when F1 is below --min, or 2 when the files cannot be read.
 */
#include "config.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "tests/bench/score_right.h"

#define SCORE_FILE_MAX (64u << 20)
#define SCORE_SURE     0.9 /* such confidences should be right nine times of ten */
#define SCORE_DOUBT    0.5

struct score {
	json_t *truth;	/* image -> line of the truth */
	json_t *read;	/* image -> object of terms */
	json_t *terms;	/* every term that the truth uses */
	json_t *alarms; /* image -> object of terms with an error or warning */
	bool verbose;
	int half; /* 0 or 1, or -1 for all */
	int wanted, found, exact, claimed, claimed_right, empty;
	int sure, sure_right;	   /* values of confidence >= SCORE_SURE */
	int doubted[2], judged[2]; /* wrong values, right ones */
	int wrong_before;	   /* records with a wrong value so far */
	double pairs, pairs_right;
};

/* Reads a journal into a list of its lines. */
static json_t *score_lines(const char *path)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error err;
	json_t *lines = json_array();
	char *at, *save = NULL;

	if (file_read(path, SCORE_FILE_MAX, &text, &err) != 0) {
		fprintf(stderr, "score: %s\n", err.text);
		exit(2);
	}
	at = text.len > 0 ? strtok_r(text.data, "\n", &save) : NULL;
	for (; at != NULL; at = strtok_r(NULL, "\n", &save)) {
		json_t *line;

		if (json_read(at, strlen(at), &line, NULL, &err) == 0)
			json_array_append_new(lines, line);
	}
	return lines;
}

static void score_load_truth(struct score *score, const char *path)
{
	json_t *lines CLEANUP(json_release) = score_lines(path);
	json_t *line, *value;
	const char *term;
	size_t i;

	json_array_foreach(lines, i, line)
	{
		const char *image = json_string_at(line, "image");

		if (image == NULL)
			continue;
		if (score->half < 0 || (int)(i % 2) == score->half)
			json_object_set(score->truth, image, line);
		json_object_foreach(json_object_get(line, "dwc"), term, value)
			json_object_set_new(score->terms, term, json_true());
	}
}

static void score_load_read(struct score *score, const char *path)
{
	json_t *lines CLEANUP(json_release) = score_lines(path);
	json_t *line;
	size_t i;

	json_array_foreach(lines, i, line)
	{
		const char *image = json_string_at(line, "image");
		json_t *dwc = json_object_get(line, "dwc");

		if (image != NULL && json_is_object(dwc))
			json_object_set(score->read, file_base(image), dwc);
	}
}

/* The words that a truth gives first, for a person. */
static const char *score_first(const json_t *want)
{
	return score_text(json_is_array(want) ? json_array_get(want, 0) : want);
}

static void score_recall(struct score *score, const char *image, json_t *want,
			 json_t *read)
{
	const char *term;
	json_t *value;

	json_object_foreach(want, term, value)
	{
		const char *got = score_text(json_object_get(read, term));
		bool right = score_right(term, got, value, want);

		score->wanted++;
		score->found += right;
		score->exact += strcmp(got, score_first(value)) == 0;
		if (score->verbose)
			printf("%s %-14s %-20s \"%s\" | \"%s\"\n",
			       right ? "ok  " : "MISS", image, term, got,
			       score_first(value));
	}
}

/* Counts how sure a value is, and whether it is doubted. */
static void score_sureness(struct score *score, const char *image,
			   const char *term, const json_t *value, bool right)
{
	double confidence = json_number_at(value, "confidence", -1);
	const json_t *alarms = json_object_get(score->alarms, image);
	bool doubted = json_object_get(alarms, term) != NULL ||
		       (confidence >= 0 && confidence < SCORE_DOUBT);

	if (confidence >= SCORE_SURE) {
		score->sure++;
		score->sure_right += right;
	}
	score->judged[right]++;
	score->doubted[right] += doubted;
}

/* Returns how many values of the sheet are wrong. */
static int score_precision(struct score *score, const char *image, json_t *want,
			   json_t *read, bool specimen, int *ret_right)
{
	const char *term;
	json_t *value;
	int wrong = 0;

	json_object_foreach(read, term, value)
	{
		const char *got = score_text(value);
		json_t *truth = json_object_get(want, term);
		bool right;

		if (text_blank(got) ||
		    json_object_get(score->terms, term) == NULL ||
		    (specimen && truth == NULL))
			continue;
		right = specimen && score_right(term, got, truth, want);
		score->claimed++;
		score->claimed_right += right;
		*ret_right += right;
		wrong += !right;
		score_sureness(score, image, term, value, right);
		if (score->verbose && !specimen)
			printf("WRONG %-13s %-20s \"%s\" on no specimen\n",
			       image, term, got);
	}
	return wrong;
}

/* Whether nothing but a catalogue number was read. */
static bool score_empty(json_t *read)
{
	const char *term;
	json_t *value;

	json_object_foreach(read, term, value)
	{
		if (strcmp(term, "catalogNumber") != 0 &&
		    strcmp(term, "verbatimLabel") != 0 &&
		    strcmp(term, "flags") != 0 &&
		    !text_blank(score_text(value)))
			return false;
	}
	return true;
}

/* Records come in the order of READ. */
static void score_one(struct score *score, const char *image, json_t *read)
{
	json_t *line = json_object_get(score->truth, image);
	json_t *want = json_object_get(line, "dwc");
	bool specimen = !json_is_false(json_object_get(line, "specimen"));
	int right = 0, wrong;

	if (line == NULL)
		return;
	score_recall(score, image, want, read);
	wrong = score_precision(score, image, want, read, specimen, &right);
	score->empty += specimen && score_empty(read);
	if (wrong > 0) {
		score->wrong_before++;
	} else if (right > 0) {
		score->pairs += 1;
		score->pairs_right += score->wrong_before;
	}
}

static void score_report_doubt(const struct score *score)
{
	double pairs = score->pairs * score->wrong_before;

	printf("confidence >= %.1f: %d of %d right (%.3f), %.3f of all right\n",
	       SCORE_SURE, score->sure_right, score->sure,
	       score->sure > 0 ? (double)score->sure_right / score->sure : 0,
	       score->judged[1] > 0
		       ? (double)score->sure_right / score->judged[1]
		       : 0);
	for (int right = 0; right < 2; right++)
		printf("doubted: %d of %d %s (%.3f)\n", score->doubted[right],
		       score->judged[right], right ? "right" : "wrong",
		       score->judged[right] > 0
			       ? (double)score->doubted[right] /
					 score->judged[right]
			       : 0);
	printf("empty records: %d\n", score->empty);
	printf("order: a wrong one before a right one in %.3f of %.0f pairs\n",
	       pairs > 0 ? score->pairs_right / pairs : 0, pairs);
}

/* Prints the figures and returns F1. */
static double score_report(struct score *score, bool doubt)
{
	double recall, precision, f1;
	const char *image;
	json_t *read, *line;

	json_object_foreach(score->read, image, read)
		score_one(score, image, read);
	json_object_foreach(score->truth, image, line)
	{
		if (json_object_get(score->read, image) == NULL)
			score_one(score, image, NULL);
	}
	recall = score->wanted > 0 ? (double)score->found / score->wanted : 0;
	precision = score->claimed > 0
			    ? (double)score->claimed_right / score->claimed
			    : 0;
	f1 = recall + precision > 0
		     ? 2 * recall * precision / (recall + precision)
		     : 0;
	printf("recall %.3f (%d/%d)  precision %.3f (%d/%d)  F1 %.3f  exact "
	       "%d/%d\n",
	       recall, score->found, score->wanted, precision,
	       score->claimed_right, score->claimed, f1, score->exact,
	       score->wanted);
	if (doubt)
		score_report_doubt(score);
	return f1;
}

static void score_load_alarms(struct score *score, const char *path)
{
	json_t *lines CLEANUP(json_release) = score_lines(path);
	json_t *line;
	size_t i;

	json_array_foreach(lines, i, line)
	{
		const char *image = json_string_at(line, "image");
		const char *severity = json_string_at(line, "severity");
		const char *term = json_string_at(line, "term");
		json_t *terms;

		if (image == NULL || term == NULL || severity == NULL ||
		    strcmp(severity, "note") == 0)
			continue;
		terms = json_object_get(score->alarms, file_base(image));
		if (terms == NULL) {
			terms = json_object();
			json_object_set_new(score->alarms, file_base(image),
					    terms);
		}
		json_object_set_new(terms, term, json_true());
	}
}

static int usage(void)
{
	fprintf(stderr, "usage: score TRUTH.jsonl READ.jsonl [--check "
			"CHECK.jsonl] [--half 0|1] [--min F1] [--verbose] "
			"[--doubt]\n");
	return 2;
}

int main(int argc, char **argv)
{
	struct score score = {
		.truth = json_object(),
		.read = json_object(),
		.terms = json_object(),
		.alarms = json_object(),
		.half = -1,
	};
	double least = 0, f1;
	bool doubt = false;

	if (argc < 3)
		return usage();
	for (int i = 3; i < argc; i++)
		if (strcmp(argv[i], "--verbose") == 0)
			score.verbose = true;
		else if (strcmp(argv[i], "--doubt") == 0)
			doubt = true;
		else if (strcmp(argv[i], "--half") == 0 && i + 1 < argc)
			score.half = atoi(argv[++i]);
		else if (strcmp(argv[i], "--check") == 0 && i + 1 < argc)
			score_load_alarms(&score, argv[++i]);
		else if (strcmp(argv[i], "--min") == 0 && i + 1 < argc)
			least = strtod(argv[++i], NULL);
		else
			return usage();
	score_load_truth(&score, argv[1]);
	score_load_read(&score, argv[2]);
	f1 = score_report(&score, doubt);
	json_decref(score.truth);
	json_decref(score.read);
	json_decref(score.terms);
	json_decref(score.alarms);
	return f1 < least ? 1 : 0;
}
