/*
 * weights.c: the table of weights, read, written and summed. See weights.h.
 *
 * A row is a feature and what it weighs: "scientificName:1.25" for every word
 * of a name, "+scientificName:-0.5" for the first one besides, "-" for a word
 * that is part of nothing. Rows of other kinds begin with a sign: "> line
 * country" what follows a country over the end of a line, ">> line" what goes
 * on, "= country" how the signs of a value make its confidence, "== country"
 * that in its letters.
 */
#include "config.h"

#include "engine/map/weights.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file/tsv.h"
#include "base/mem.h"
#include "base/text.h"

#define WEIGHT_LEAST 0.06
#define WEIGHT_MOST  50.0

static const struct tsv_form weights_form = {
	.file = "map-weights.tsv",
	.columns = "feature\tweights",
	.keys = 1,
};

static const char *const edge_words[CHAIN_EDGES] = {
	[EDGE_START] = "start", [EDGE_NEXT] = "next",	[EDGE_GAP] = "gap",
	[EDGE_LINE] = "line",	[EDGE_BREAK] = "break",
};

static const char *const worth_words[MAP_WORTHS] = {
	[WORTH_ALIKE] = "=",
	[WORTH_EXACT] = "==",
};

static const char *const sign_words[MAP_SIGNS] = {
	[SIGN_BIAS] = "bias",	    [SIGN_POSTERIOR] = "posterior",
	[SIGN_READ] = "read",	    [SIGN_SOUND] = "sound",
	[SIGN_RIVAL] = "rival",	    [SIGN_REGION] = "region",
	[SIGN_WORDS] = "words",	    [SIGN_LEAST] = "least",
	[SIGN_GARBLED] = "garbled", [SIGN_KNOWN] = "known",
	[SIGN_BESIDE] = "beside",   [SIGN_OTHER] = "other",
	[SIGN_LENGTH] = "length",   [SIGN_PLAIN] = "plain",
	[SIGN_BORNE] = "borne",	    [SIGN_AGREED] = "agreed",
	[SIGN_SPLIT] = "split",	    [SIGN_IMPLIED] = "implied",
	[SIGN_FAINT] = "faint",	    [SIGN_PARTIAL] = "partial",
};

/* --- reading ---------------------------------------------------------------- */

static int word_of(const char *const *words, int n, const char *word)
{
	for (int i = 0; i < n; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

/* The place of "country" or "+country" in a row; -1 for neither. */
static int state_of(const char *word)
{
	bool begins = word[0] == '+';
	enum map_field field = map_field_of(word + begins);

	if (field == MAP_FIELD_COUNT || (begins && field == FIELD_NONE))
		return -1;
	return begins ? (int)STATE_BEGINS(field) : (int)field;
}

static int field_of(const char *word)
{
	enum map_field field = map_field_of(word);

	return field == MAP_FIELD_COUNT ? -1 : (int)field;
}

static int sign_of(const char *word)
{
	return word_of(sign_words, MAP_SIGNS, word);
}

/* Reads "word:weight word:weight …" into values, whose places `place` knows. */
static int row_read(const struct tsv_row *row, int (*place)(const char *word),
		    double *values, struct error *err)
{
	char *rest = row->fields[1];

	for (char *item = strtok_r(rest, " ", &rest); item != NULL;
	     item = strtok_r(NULL, " ", &rest)) {
		char *colon = strrchr(item, ':'), *end = item;
		int at;

		if (colon == NULL)
			return tsv_refuse(row, err, "\"%s\" has no weight",
					  item);
		*colon = '\0';
		at = place(item);
		if (at < 0)
			return tsv_refuse(row, err,
					  "\"%s\" is not a term that "
					  "is weighed",
					  item);
		values[at] = strtod(colon + 1, &end);
		if (end == colon + 1 || *end != '\0' ||
		    !(fabs(values[at]) <= WEIGHT_MOST))
			return tsv_refuse(row, err, "\"%s\" is not a weight",
					  colon + 1);
	}
	return 0;
}

/* "> line country", ">> line", "= country", "== country": rows that are no
 * features. */
static int other_row(struct map_weights *w, const struct tsv_row *row,
		     struct error *err)
{
	char kind[3] = "", first[32] = "", second[40] = "";
	int n = sscanf(row->fields[0], "%2s %31s %39s", kind, first, second);
	int edge = word_of(edge_words, CHAIN_EDGES, first);
	int field = field_of(n == 3 ? second : first);
	int worth = word_of(worth_words, MAP_WORTHS, kind);

	if (strcmp(kind, ">") == 0 && edge >= 0 && field >= 0)
		return row_read(row, field_of, w->enter[edge][field], err);
	if (strcmp(kind, ">>") == 0 && edge >= 0)
		return row_read(row, field_of, w->go_on[edge], err);
	if (worth >= 0 && n == 2 && field >= 0)
		return row_read(row, sign_of, w->signs[worth][field], err);
	return tsv_refuse(row, err, "\"%s\" is not a kind of row",
			  row->fields[0]);
}

static int weights_make(const struct tsv *tsv, struct map_weights **ret,
			struct error *err)
{
	struct map_weights *w = mem_zalloc(sizeof(*w));
	int rc = 0;

	for (size_t i = 0; i < tsv->n && rc == 0; i++) {
		const struct tsv_row *row = &tsv->rows[i];
		uint32_t id;

		if (strchr(">=", row->fields[0][0]) != NULL &&
		    row->fields[0][0] != '\0') {
			rc = other_row(w, row, err);
			continue;
		}
		id = names_add(&w->names, row->fields[0]);
		map_weights_fit(w);
		rc = row_read(row, state_of, w->rows[id], err);
	}
	if (rc < 0) {
		map_weights_free(w);
		return -1;
	}
	map_weights_link(w);
	*ret = w;
	return 0;
}

int map_weights_parse(const char *text, struct map_weights **ret,
		      struct error *err)
{
	struct tsv tsv CLEANUP(tsv_done) = {0};

	if (tsv_parse(&weights_form, text, NULL, NULL, &tsv, err) < 0)
		return -1;
	return weights_make(&tsv, ret, err);
}

int map_weights_load(const char *config_dir, struct map_weights **ret,
		     struct error *err)
{
	struct tsv tsv CLEANUP(tsv_done) = {0};

	if (tsv_load(&weights_form, config_dir, &tsv, err) < 0)
		return -1;
	return weights_make(&tsv, ret, err);
}

void map_weights_free(struct map_weights *weights)
{
	if (weights == NULL)
		return;
	names_done(&weights->names);
	free(weights->rows);
	free(weights);
}

/* --- using --------------------------------------------------------------------- */

void map_weights_fit(struct map_weights *weights)
{
	size_t cap = weights->cap_rows;

	if (weights->names.n <= cap)
		return;
	weights->cap_rows = 2 * weights->names.n + 256;
	weights->rows = mem_grow(weights->rows, weights->cap_rows,
				 sizeof(*weights->rows));
	memset(weights->rows + cap, 0,
	       (weights->cap_rows - cap) * sizeof(*weights->rows));
}

void map_weights_link(struct map_weights *weights)
{
	for (int e = 0; e < CHAIN_EDGES; e++)
		for (int f = 0; f < MAP_FIELD_COUNT; f++) {
			for (int to = 0; to < MAP_FIELD_COUNT; to++)
				weights->links.enter[e][f][to] =
					exp(weights->enter[e][f][to]);
			weights->links.go_on[e][f] = exp(weights->go_on[e][f]);
		}
}

void map_weights_score(const struct map_weights *weights,
		       const struct features *features,
		       struct chain_node *nodes)
{
	for (size_t i = 0; i < features->n; i++) {
		double *score = nodes[i].score;

		memset(score, 0, sizeof(nodes[i].score));
		nodes[i].edge = features->edges[i];
		nodes[i].allowed = STATES_ALL;
		for (size_t k = features->firsts[i];
		     k < features->firsts[i + 1]; k++) {
			const double *row = weights->rows[features->ids[k]];

			for (int s = 0; s < STATE_COUNT; s++)
				score[s] += row[s];
		}
		for (int f = 1; f < MAP_FIELD_COUNT; f++)
			score[STATE_BEGINS(f)] += score[STATE_GOES(f)];
	}
}

double map_weights_confidence(const struct map_weights *weights,
			      enum map_worth worth, enum map_field field,
			      const double signs[MAP_SIGNS])
{
	double sum = 0;

	for (int i = 0; i < MAP_SIGNS; i++)
		sum += weights->signs[worth][field][i] * signs[i];
	return 1 / (1 + exp(-sum));
}

/* --- writing ------------------------------------------------------------------- */

static void value_write(const char *mark, const char *word, double value,
			struct bytes *row)
{
	if (fabs(value) < WEIGHT_LEAST)
		return;
	bytes_printf(row, "%s%s%s:%.2g", row->len > 0 ? " " : "", mark, word,
		     value);
}

/* Appends the row unless it says nothing. */
static void row_write(const char *name, struct bytes *row, struct bytes *ret)
{
	if (row->len > 0)
		bytes_printf(ret, "%s\t%s\n", name, row->data);
	bytes_clear(row);
}

static void links_write(const struct map_weights *w, struct bytes *ret)
{
	struct bytes row CLEANUP(bytes_done) = {0};
	char name[80];

	for (int e = 0; e < CHAIN_EDGES; e++) {
		for (int f = 0; f < MAP_FIELD_COUNT; f++) {
			for (int to = 0; to < MAP_FIELD_COUNT; to++)
				value_write("",
					    map_field_term((enum map_field)to),
					    w->enter[e][f][to], &row);
			snprintf(name, sizeof(name), "> %s %s", edge_words[e],
				 map_field_term((enum map_field)f));
			row_write(name, &row, ret);
		}
		for (int f = 1; f < MAP_FIELD_COUNT; f++)
			value_write("", map_field_term((enum map_field)f),
				    w->go_on[e][f], &row);
		snprintf(name, sizeof(name), ">> %s", edge_words[e]);
		row_write(name, &row, ret);
	}
}

static void signs_write(const struct map_weights *w, enum map_worth worth,
			struct bytes *ret)
{
	struct bytes row CLEANUP(bytes_done) = {0};
	char name[80];

	for (int f = 1; f < MAP_FIELD_COUNT; f++) {
		for (int i = 0; i < MAP_SIGNS; i++)
			value_write("", sign_words[i], w->signs[worth][f][i],
				    &row);
		snprintf(name, sizeof(name), "%s %s", worth_words[worth],
			 map_field_term((enum map_field)f));
		row_write(name, &row, ret);
	}
}

void map_weights_write(const struct map_weights *weights, struct bytes *ret)
{
	struct bytes row CLEANUP(bytes_done) = {0};

	bytes_append_str(ret, "feature\tweights\n");
	for (int i = 0; i < MAP_WORTHS; i++)
		signs_write(weights, (enum map_worth)i, ret);
	links_write(weights, ret);
	for (size_t i = 0; i < weights->names.n; i++) {
		for (int s = 0; s < STATE_COUNT; s++)
			value_write(s < MAP_FIELD_COUNT ? "" : "+",
				    map_field_term((enum map_field)(
					    s < MAP_FIELD_COUNT
						    ? s
						    : s - MAP_FIELD_COUNT + 1)),
				    weights->rows[i][s], &row);
		row_write(weights->names.items[i], &row, ret);
	}
}
