/*
 * map_truth.c: finds transcribed values among words. See map_truth.h.
 *
 * Letters are compared, folded, without blanks and marks: lines break and OCR
 * puts blanks where it likes. A figure or a name is one run of words; prose may
 * be found in several.
 */
#include "config.h"

#include "map_truth.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/map/claim.h"

#define LETTERS_MAX 6000

/* The letters of a region, and the tokens that they are of. */
struct letters {
	char text[LETTERS_MAX];
	size_t token[LETTERS_MAX];
	size_t n;
};

/* What is known of a token. */
struct mark {
	field_set must; /* fields that it is part of, if any */
	field_set may;	/* other fields that it may be */
	int run;	/* which of the runs that were found */
};

struct aligner {
	struct truth_region *regions;
	struct letters *letters;
	struct mark **marks; /* by region and token */
	size_t n;
	int runs;
	int *worth; /* values found in a region */
};

static void letters_read(const struct label_text *text, struct letters *ret)
{
	ret->n = 0;
	for (size_t i = 0; i < text->n_tokens; i++)
		for (const char *c = text->tokens[i].letters;
		     *c != '\0' && ret->n < LETTERS_MAX; c++) {
			ret->token[ret->n] = i;
			ret->text[ret->n++] = *c;
		}
}

/* A place where a text was found. */
struct found {
	size_t region, first, last; /* tokens */
	double cost;		    /* share of letters that differ */
};

/* Letters of the tokens that the match does not cover, at both ends. */
static size_t spill(const struct letters *l, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i-- > 0 && l->token[i] == l->token[from];)
		n++;
	for (size_t i = to; i < l->n && l->token[i] == l->token[to - 1]; i++)
		n++;
	return n;
}

/*
 * The best place of `want` in the letters from `at` on, by edit distance;
 * false where more than `most` of it would differ. Ends at token borders cost
 * nothing.
 */
static bool letters_find(const struct letters *l, const char *want, double most,
			 size_t at, struct found *ret, size_t *ret_end)
{
	size_t m = strlen(want), *row, *start, best = SIZE_MAX;
	size_t best_start = 0, best_end = 0;

	if (m == 0 || l->n <= at)
		return false;
	row = mem_alloc((m + 1) * sizeof(*row));
	start = mem_alloc((m + 1) * sizeof(*start));
	for (size_t j = 0; j <= m; j++) {
		row[j] = j;
		start[j] = at;
	}
	for (size_t i = at; i < l->n; i++) {
		size_t diagonal = row[0], from = start[0];

		row[0] = 0;
		start[0] = i + 1;
		for (size_t j = 1; j <= m; j++) {
			size_t up = row[j], up_from = start[j];
			size_t cost = diagonal + (l->text[i] != want[j - 1]);
			size_t with = from;

			if (up + 1 < cost) {
				cost = up + 1;
				with = up_from;
			}
			if (row[j - 1] + 1 < cost) {
				cost = row[j - 1] + 1;
				with = start[j - 1];
			}
			diagonal = up;
			from = up_from;
			row[j] = cost;
			start[j] = with;
		}
		if (row[m] + (start[m] < i + 1 ? spill(l, start[m], i + 1)
					       : m) <
			    best &&
		    start[m] <= i) {
			best = row[m] + spill(l, start[m], i + 1);
			best_start = start[m];
			best_end = i + 1;
		}
	}
	free(row);
	free(start);
	if (best == SIZE_MAX || (double)best > most * (double)m)
		return false;
	ret->first = l->token[best_start];
	ret->last = l->token[best_end - 1];
	ret->cost = (double)best / (double)m;
	*ret_end = best_end;
	return true;
}

static bool line_is_printed(const struct marks *marks, size_t token)
{
	const struct text_line *l =
		&marks->text.lines[marks->text.tokens[token].line];

	for (size_t i = l->first; i < l->first + l->n; i++)
		if (marks->classes[i] & LABEL_BIT(LABEL_INSTITUTION))
			return true;
	return false;
}

static void mark_run(struct aligner *a, const struct found *f,
		     enum map_field field, bool sure)
{
	a->runs++;
	for (size_t i = f->first; i <= f->last; i++) {
		struct mark *m = &a->marks[f->region][i];

		if (!sure) {
			m->may |= FIELD_BIT(field);
		} else if (m->must == 0) {
			m->must = FIELD_BIT(field);
			m->run = a->runs;
		} else {
			m->may |= FIELD_BIT(field);
		}
	}
	if (sure)
		a->worth[f->region]++;
}

/* How good a place is for a value to stand: less is better. */
static double found_rank(const struct aligner *a, const struct found *f)
{
	const struct marks *marks = &a->regions[f->region].marks;

	return f->cost + 0.3 * line_is_printed(marks, f->first) +
	       0.02 * (double)f->region - 0.05 * a->worth[f->region];
}

static double may_differ(enum map_field field, size_t len)
{
	if (field == FIELD_NUMBER || field == FIELD_CATALOGUE)
		return len >= 5 ? 0.2 : 0;
	return len < 5 ? 0 : len < 9 ? 0.2 : 0.28;
}

#define FOUND_MAX 12

/* All places of a text, the best first; how many. */
static size_t places_of(const struct aligner *a, enum map_field field,
			const char *text, struct found *ret)
{
	char want[512];
	size_t len = letters_fold(text, want, sizeof(want)), n = 0;

	for (size_t r = 0; r < a->n; r++) {
		size_t at = 0;

		while (n < FOUND_MAX &&
		       letters_find(&a->letters[r], want,
				    may_differ(field, len), at, &ret[n], &at))
			ret[n++].region = r;
	}
	for (size_t i = 1; i < n; i++)
		if (found_rank(a, &ret[i]) < found_rank(a, &ret[0])) {
			struct found best = ret[i];

			ret[i] = ret[0];
			ret[0] = best;
		}
	return n;
}

static size_t alternatives(const json_t *value, const char **ret, size_t most)
{
	size_t n = 0;

	if (json_is_string(value))
		ret[n++] = json_string_value(value);
	for (size_t i = 0; i < json_array_size(value) && n < most; i++)
		ret[n++] = json_string_value(json_array_get(value, i));
	return n;
}

#define ALTERNATIVES_MAX 16

/* A figure or a name: the best place is it, others may be. */
static bool align_run(struct aligner *a, enum map_field field,
		      const json_t *value)
{
	const char *texts[ALTERNATIVES_MAX];
	size_t n = alternatives(value, texts, ALTERNATIVES_MAX);
	bool sure = false;

	for (size_t i = 0; i < n; i++) {
		struct found found[FOUND_MAX];
		size_t places = places_of(a, field, texts[i], found);

		for (size_t k = 0; k < places; k++)
			mark_run(a, &found[k], field, !sure && k == 0);
		sure |= places > 0;
	}
	return sure;
}

static bool align_date(struct aligner *a, enum map_field field,
		       const json_t *dwc, const char *term)
{
	bool sure = false;

	for (size_t r = 0; r < a->n; r++) {
		const struct span_list *spans = &a->regions[r].marks.spans;

		for (size_t k = 0; k < spans->n; k++) {
			const struct span *s = &spans->items[k];
			struct found f = {r, s->first, s->first + s->n - 1, 0};

			if (s->kind != SPAN_DATE ||
			    truth_right(dwc, term, s->value) != 1)
				continue;
			mark_run(a, &f, field, !sure);
			sure = true;
		}
	}
	return sure;
}

static bool align_place(struct aligner *a, enum map_field field,
			const json_t *dwc, const char *term)
{
	bool sure = false;

	for (size_t r = 0; r < a->n; r++) {
		const struct span_list *spans = &a->regions[r].marks.spans;

		for (size_t k = 0; k < spans->n; k++) {
			const struct span *s = &spans->items[k];
			struct found f = {r, s->first, s->first + s->n - 1, 0};

			if (s->kind != SPAN_PLACE ||
			    (s->as.place.level == PLACE_COUNTRY) !=
				    (field == FIELD_COUNTRY) ||
			    truth_right(dwc, term, s->value) != 1)
				continue;
			mark_run(a, &f, field,
				 !sure && !line_is_printed(&a->regions[r].marks,
							   s->first));
			sure = true;
		}
	}
	return sure;
}

/* --- prose ---------------------------------------------------------------------- */

enum { MATCH = 2, DIFFERS = -2, GAP = -2, SCORE_LEAST = 16 };

/* The best local alignment of want[from..to) with the letters (Smith and
 * Waterman 1981); returns its score. */
static int local_find(const struct letters *l, const char *want, size_t from,
		      size_t to, size_t ret[4])
{
	size_t m = to - from;
	int *row = mem_zalloc((m + 1) * sizeof(*row)), best = 0;
	size_t(*begin)[2] = mem_zalloc((m + 1) * sizeof(*begin));

	for (size_t i = 0; i < l->n; i++) {
		int diagonal = 0;
		size_t db[2] = {i, from};

		for (size_t j = 1; j <= m; j++) {
			int up = row[j];
			size_t ub[2] = {begin[j][0], begin[j][1]};
			int score = diagonal + (l->text[i] == want[from + j - 1]
							? MATCH
							: DIFFERS);
			size_t b[2] = {db[0], db[1]};

			if (up + GAP > score) {
				score = up + GAP;
				memcpy(b, ub, sizeof(b));
			}
			if (row[j - 1] + GAP > score) {
				score = row[j - 1] + GAP;
				memcpy(b, begin[j - 1], sizeof(b));
			}
			if (score <= 0) {
				score = 0;
				b[0] = i + 1;
				b[1] = from + j;
			}
			diagonal = up;
			memcpy(db, ub, sizeof(db));
			row[j] = score;
			memcpy(begin[j], b, sizeof(b));
			if (diagonal == 0) {
				db[0] = i;
				db[1] = from + j;
			}
			if (score > best) {
				best = score;
				ret[0] = b[0];
				ret[1] = i + 1;
				ret[2] = b[1];
				ret[3] = from + j;
			}
		}
	}
	free(row);
	free(begin);
	return best;
}

static bool align_piece(struct aligner *a, enum map_field field,
			const char *want, size_t from, size_t to)
{
	size_t best[4] = {0}, region = 0;
	int most = 0;
	struct found f;

	if (to <= from + 3)
		return false;
	for (size_t r = 0; r < a->n; r++) {
		size_t at[4] = {0};
		int score = local_find(&a->letters[r], want, from, to, at);

		if (score > most) {
			most = score;
			region = r;
			memcpy(best, at, sizeof(best));
		}
	}
	if (most < SCORE_LEAST &&
	    !(most >= 2 * (int)strlen(want) - 4 && strlen(want) > 3))
		return false;
	f = (struct found){region, a->letters[region].token[best[0]],
			   a->letters[region].token[best[1] - 1], 0};
	mark_run(a, &f, field, true);
	align_piece(a, field, want, from, best[2]);
	align_piece(a, field, want, best[3], to);
	return true;
}

static bool align_prose(struct aligner *a, enum map_field field,
			const json_t *value)
{
	const char *texts[ALTERNATIVES_MAX], *longest = NULL;
	size_t n = alternatives(value, texts, ALTERNATIVES_MAX);
	static char want[4096];

	for (size_t i = 0; i < n; i++)
		if (longest == NULL || strlen(texts[i]) > strlen(longest))
			longest = texts[i];
	if (longest == NULL)
		return false;
	letters_fold(longest, want, sizeof(want));
	return align_piece(a, field, want, 0, strlen(want));
}

/* --- all ------------------------------------------------------------------------ */

/* What parsers are sure of, the transcriptions have in other fields. */
static void align_figures(struct aligner *a)
{
	for (size_t r = 0; r < a->n; r++) {
		const struct span_list *spans = &a->regions[r].marks.spans;

		for (size_t k = 0; k < spans->n; k++) {
			const struct span *s = &spans->items[k];
			struct found f = {r, s->first, s->first + s->n - 1, 0};
			bool elevation =
				s->kind == SPAN_QUANTITY &&
				s->as.quantity.measure == MEASURE_ELEVATION;

			if (s->sure >= 0.6 &&
			    (s->kind == SPAN_COORDINATES || elevation))
				mark_run(a, &f,
					 elevation ? FIELD_ELEVATION
						   : FIELD_COORDINATES,
					 true);
		}
	}
	memset(a->worth, 0, a->n * sizeof(*a->worth));
}

static void align_field(struct aligner *a, enum map_field field,
			const json_t *dwc, field_set *silent)
{
	const char *term = map_field_term(field);
	const json_t *value = json_object_get(dwc, term);
	bool found;

	if (value == NULL)
		return;
	*silent &= ~FIELD_BIT(field);
	/* "before 1890" is no date, and yet says when */
	if (json_is_null(value) && field == FIELD_DATE)
		align_run(a, field, json_object_get(dwc, "verbatimEventDate"));
	if (json_is_null(value))
		return; /* it says nothing of the kind */
	if (field == FIELD_DATE || field == FIELD_DETERMINED)
		found = align_date(a, field, dwc, term);
	else if (field_is_prose(field))
		found = align_prose(a, field, value);
	else
		found = align_run(a, field, value);
	if (!found && (field == FIELD_COUNTRY || field == FIELD_STATE))
		found = align_place(a, field, dwc, term);
	/* it may stand there in words that were misread */
	if (!found)
		*silent |= FIELD_BIT(field);
}

static state_set states_of(field_set fields)
{
	state_set set = 0;

	for (int f = 0; f < MAP_FIELD_COUNT; f++)
		if (fields & FIELD_BIT(f)) {
			set |= STATE_BIT(STATE_GOES(f));
			if (f > 0)
				set |= STATE_BIT(STATE_BEGINS(f));
		}
	return set;
}

static void allow(struct aligner *a, size_t r, field_set silent)
{
	const struct marks *marks = &a->regions[r].marks;
	state_set *allowed = a->regions[r].allowed;

	for (size_t i = 0; i < marks->text.n_tokens; i++) {
		const struct mark *m = &a->marks[r][i];
		const struct mark *before = i > 0 ? m - 1 : NULL;

		if (m->must == 0) {
			allowed[i] = states_of(FIELD_BIT(FIELD_NONE) | silent |
					       m->may);
			continue;
		}
		allowed[i] = states_of(m->must | m->may);
		if (m->may != 0)
			continue;
		for (int f = 1; f < MAP_FIELD_COUNT; f++)
			if (m->must == FIELD_BIT(f))
				allowed[i] =
					before != NULL && before->run == m->run
						? STATE_BIT(STATE_GOES(f))
						: STATE_BIT(STATE_BEGINS(f));
	}
}

void truth_align(struct truth_region *regions, size_t n, const json_t *dwc)
{
	static const enum map_field order[] = {
		FIELD_CATALOGUE,    FIELD_DATE,	    FIELD_NAME,
		FIELD_COLLECTOR,    FIELD_NUMBER,   FIELD_DETERMINER,
		FIELD_DETERMINED,   FIELD_FAMILY,   FIELD_VERNACULAR,
		FIELD_COUNTY,	    FIELD_STATE,    FIELD_COUNTRY,
		FIELD_MUNICIPALITY, FIELD_LOCALITY, FIELD_HABITAT,
		FIELD_REMARKS};
	struct aligner a = {.regions = regions, .n = n};
	field_set silent = FIELDS_ALL & ~FIELD_BIT(FIELD_NONE);

	a.letters = mem_alloc((n + 1) * sizeof(*a.letters));
	a.marks = mem_zalloc((n + 1) * sizeof(*a.marks));
	a.worth = mem_zalloc((n + 1) * sizeof(*a.worth));
	for (size_t r = 0; r < n; r++) {
		letters_read(&regions[r].marks.text, &a.letters[r]);
		a.marks[r] = mem_zalloc((regions[r].marks.text.n_tokens + 1) *
					sizeof(**a.marks));
	}
	align_figures(&a);
	silent &= ~(FIELD_BIT(FIELD_ELEVATION) | FIELD_BIT(FIELD_COORDINATES));
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		align_field(&a, order[i], dwc, &silent);
	for (size_t r = 0; r < n; r++) {
		allow(&a, r, silent);
		free(a.marks[r]);
	}
	free(a.marks);
	free(a.worth);
	free(a.letters);
}

/* --- is a value right? -------------------------------------------------------- */

static void norm(const char *text, char *ret, size_t size)
{
	char *folded = text_folded(text);
	size_t n = 0;

	for (const unsigned char *c = (const unsigned char *)folded;
	     *c != '\0' && n + 1 < size; c++)
		if (isalnum(*c))
			ret[n++] = (char)*c;
		else if (n > 0 && ret[n - 1] != ' ')
			ret[n++] = ' ';
	while (n > 0 && ret[n - 1] == ' ')
		n--;
	ret[n] = '\0';
	free(folded);
}

static bool date_right(const char *got, const char *want)
{
	size_t len = strcspn(want, "/"), own = strcspn(got, "/");

	return own >= len && strncmp(got, want, len) == 0 &&
	       (len >= 10 || own == len);
}

static const char *country_norm(const char *name)
{
	static const char *const same[][2] = {
		{"usa", "united states"},
		{"u s a", "united states"},
		{"united states of america", "united states"},
		{"bahama islands", "bahamas"},
		{"republica dominicana", "dominican republic"},
		{"rep dominicana", "dominican republic"},
		{"porto rico", "puerto rico"},
	};

	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		if (strcmp(same[i][0], name) == 0)
			return same[i][1];
	return name;
}

/* Words of `a` that `b` has, as F1. */
static double words_f1(const char *a, const char *b)
{
	char left[4096], rest[4200], *save = NULL;
	int n = 0, hit = 0, m = 0;

	snprintf(left, sizeof(left), "%s", a);
	snprintf(rest, sizeof(rest), " %s ", b);
	for (const char *c = rest; *c != '\0'; c++)
		m += *c == ' ';
	m--;
	for (char *w = strtok_r(left, " ", &save); w != NULL;
	     w = strtok_r(NULL, " ", &save)) {
		char key[256], *at;

		n++;
		snprintf(key, sizeof(key), " %.200s ", w);
		at = strstr(rest, key);
		if (at == NULL)
			continue;
		hit++;
		memset(at + 1, '\t', strlen(key) - 2);
	}
	return n + m > 0 ? 2.0 * hit / (n + m) : 0;
}

static bool text_right(const char *term, const char *got, const char *want)
{
	char a[4096], b[4096];

	norm(got, a, sizeof(a));
	norm(want, b, sizeof(b));
	if (strcmp(term, "country") == 0)
		return text_similarity(country_norm(a), country_norm(b)) >=
		       0.85;
	if (strcmp(term, "locality") == 0 && words_f1(a, b) >= 0.8)
		return true;
	return text_similarity(a, b) >= 0.85;
}

/* The same letters and figures, whatever stands between them. */
static bool text_exact(const char *term, const char *got, const char *want)
{
	char a[4096], b[4096];

	norm(got, a, sizeof(a));
	norm(want, b, sizeof(b));
	if (strcmp(term, "country") == 0)
		return strcmp(country_norm(a), country_norm(b)) == 0;
	letters_fold(got, a, sizeof(a));
	letters_fold(want, b, sizeof(b));
	return strcmp(a, b) == 0;
}

/* Whether one of the transcription's texts is the value; -1 where it is
 * silent. */
static int truth_is(const json_t *dwc, const char *term, const char *value,
		    bool (*is)(const char *term, const char *got,
			       const char *want))
{
	const char *texts[ALTERNATIVES_MAX];
	size_t n = alternatives(json_object_get(dwc, term), texts,
				ALTERNATIVES_MAX);
	bool date = strcmp(term, "eventDate") == 0 ||
		    strcmp(term, "dateIdentified") == 0;

	if (n == 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (date ? date_right(value, texts[i])
			 : is(term, value, texts[i]))
			return 1;
	return 0;
}

int truth_right(const json_t *dwc, const char *term, const char *value)
{
	return truth_is(dwc, term, value, text_right);
}

int truth_exact(const json_t *dwc, const char *term, const char *value)
{
	return truth_is(dwc, term, value, text_exact);
}
