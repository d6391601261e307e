/*
 * score.c: how well an engine read sheets whose labels were also read by
 * eye.
 *
 * usage: score TRUTH.jsonl RAW.jsonl [--min F1] [--verbose]
 *
 * 1. A field is right when its text, folded to letters and digits, is at
 *    least 85 % like the truth's; a date when it is the same ISO date.
 * 2. Recall is over the fields of the truth. Precision is over the fields
 *    that were read, of the terms that the truth uses anywhere; a term on
 *    which the truth of that sheet is silent counts neither way.
 * 3. Whatever is read on a sheet that is not a specimen is wrong.
 * 4. `exact` counts the fields of the truth that were read to the letter.
 * 5. Of several outcomes of a sheet the last success counts.
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
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#define SCORE_ALIKE    0.85
#define SCORE_FILE_MAX (64u << 20)

struct score {
	json_t *truth; /* image -> line of the truth */
	json_t *read;  /* image -> object of terms */
	json_t *terms; /* every term that the truth uses */
	bool verbose;
	int wanted, found, exact, claimed, claimed_right;
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

/* The text of a value, plain or {"value"}; borrowed. */
static const char *score_text(const json_t *value)
{
	const char *text = json_is_object(value)
				   ? json_string_at(value, "value")
				   : json_string_value(value);

	return text != NULL ? text : "";
}

/* Folded, and nothing but letters and digits with one space between. */
static char *score_normal(const char *text)
{
	char *folded CLEANUP(mem_free_str) = text_folded(text);

	for (char *p = folded; *p != '\0'; p++)
		if (!(*p >= 'a' && *p <= 'z') && !(*p >= '0' && *p <= '9') &&
		    !(*p & 0x80))
			*p = ' ';
	return text_squeezed(folded);
}

static bool score_right(const char *term, const char *got, const char *want)
{
	char *a CLEANUP(mem_free_str) = NULL;
	char *b CLEANUP(mem_free_str) = NULL;

	if (strcmp(term, "eventDate") == 0)
		return strcmp(got, want) == 0;
	a = score_normal(got);
	b = score_normal(want);
	return *a != '\0' && text_similarity(a, b) >= SCORE_ALIKE;
}

static void score_recall(struct score *score, const char *image, json_t *want,
			 json_t *read)
{
	const char *term;
	json_t *value;

	json_object_foreach(want, term, value)
	{
		const char *got = score_text(json_object_get(read, term));
		bool right = score_right(term, got, score_text(value));

		score->wanted++;
		score->found += right;
		score->exact += strcmp(got, score_text(value)) == 0;
		if (score->verbose)
			printf("%s %-14s %-20s \"%s\" | \"%s\"\n",
			       right ? "ok  " : "MISS", image, term, got,
			       score_text(value));
	}
}

static void score_precision(struct score *score, const char *image,
			    json_t *want, json_t *read, bool specimen)
{
	const char *term;
	json_t *value;

	json_object_foreach(read, term, value)
	{
		const char *got = score_text(value);
		json_t *truth = json_object_get(want, term);

		if (text_blank(got) ||
		    json_object_get(score->terms, term) == NULL ||
		    (specimen && truth == NULL))
			continue;
		score->claimed++;
		if (specimen && score_right(term, got, score_text(truth)))
			score->claimed_right++;
		else if (score->verbose && !specimen)
			printf("WRONG %-13s %-20s \"%s\" on no specimen\n",
			       image, term, got);
	}
}

/* Prints the figures and returns F1. */
static double score_report(struct score *score)
{
	double recall, precision, f1;
	const char *image;
	json_t *line;

	json_object_foreach(score->truth, image, line)
	{
		json_t *want = json_object_get(line, "dwc");
		json_t *read = json_object_get(score->read, image);
		bool specimen =
			!json_is_false(json_object_get(line, "specimen"));

		score_recall(score, image, want, read);
		score_precision(score, image, want, read, specimen);
	}
	recall = score->wanted > 0 ? (double)score->found / score->wanted : 0;
	precision = score->claimed > 0
			    ? (double)score->claimed_right / score->claimed
			    : 0;
	f1 = recall + precision > 0
		     ? 2 * recall * precision / (recall + precision)
		     : 0;
	printf("recall %.3f (%d/%d)  precision %.3f (%d/%d)  F1 %.3f  exact %d/%d\n",
	       recall, score->found, score->wanted, precision,
	       score->claimed_right, score->claimed, f1, score->exact,
	       score->wanted);
	return f1;
}

int main(int argc, char **argv)
{
	struct score score = {
		.truth = json_object(),
		.read = json_object(),
		.terms = json_object(),
	};
	double least = 0, f1;

	if (argc < 3) {
		fprintf(stderr, "usage: score TRUTH.jsonl RAW.jsonl "
				"[--min F1] [--verbose]\n");
		return 2;
	}
	for (int i = 3; i < argc; i++)
		if (strcmp(argv[i], "--verbose") == 0)
			score.verbose = true;
		else if (strcmp(argv[i], "--min") == 0 && i + 1 < argc)
			least = strtod(argv[++i], NULL);
	score_load_truth(&score, argv[1]);
	score_load_read(&score, argv[2]);
	f1 = score_report(&score);
	json_decref(score.truth);
	json_decref(score.read);
	json_decref(score.terms);
	return f1 < least ? 1 : 0;
}
