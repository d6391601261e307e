/*
 * claim.c: from probabilities of words to values' words. See claim.h.
 *
 * Figures and names are one run each: its probability is that it begins and
 * ends just there. Prose is what its words make it, wherever it breaks off.
 */
#include "config.h"

#include "engine/map/claim.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

#define BEGIN_LEAST  0.02 /* a run that hardly begins here is not followed */
#define PLACE_LEAST  0.01 /* of what a table of places knows */
#define PLACE_SURE   0.7  /* that it is a place's name, and not a weak one */
#define COUNTY_LEAST 0.05
/* A run that cuts what a parser is so sure of weighs so much. */
#define CUT_SURE    0.6
#define CUT_TRUST   0.3
#define RUN_MOST    40 /* words of one that is not prose */
#define PROSE_LEAST 0.5
#define PROSE_FAINT 0.25 /* where nothing reaches that */
/* Of what else words may say. */
#define PROSE_STRETCH 0.01 /* of a sentence or a line of prose, in the mean */
#define PROSE_SHORT   4	   /* bytes of an abbreviation, with its full stop */
#define OTHERS_MOST   400  /* runs of one region */

struct run {
	enum map_field field;
	size_t first, last;
	double p;
	bool plain;  /* claim.plain */
	bool shared; /* its words may be prose as well */
};

struct runs {
	struct run *items;
	size_t n, cap;
};

bool field_is_prose(enum map_field field)
{
	return field == FIELD_LOCALITY || field == FIELD_HABITAT ||
	       field == FIELD_REMARKS;
}

/* How a run weighs that no table of places knows: names of countries are all
 * there, of states many. */
static double run_trust(enum map_field field)
{
	return field == FIELD_COUNTRY ? 0.1 : field == FIELD_STATE ? 0.4 : 1;
}

static bool span_may_be(const struct span *s, int field)
{
	switch (s->kind) {
	case SPAN_DATE:
		return field == FIELD_DATE || field == FIELD_DETERMINED;
	case SPAN_COORDINATES:
		return field == FIELD_COORDINATES;
	case SPAN_QUANTITY:
		return field == FIELD_ELEVATION &&
		       s->as.quantity.measure != MEASURE_SIZE &&
		       s->as.quantity.measure != MEASURE_DISTANCE &&
		       s->as.quantity.measure != MEASURE_OTHER;
	case SPAN_NAME:
		return field == FIELD_NAME;
	case SPAN_PEOPLE:
		return field == FIELD_COLLECTOR || field == FIELD_DETERMINER;
	case SPAN_PLACE:
		return field == (s->as.place.level == PLACE_COUNTRY
					 ? FIELD_COUNTRY
					 : FIELD_STATE);
	case SPAN_NUMBER:
	case SPAN_KINDS:
		break;
	}
	return false;
}

static bool is_heading(const struct marks *marks, size_t i)
{
	for (int h = 0; h < marks->headings.n; h++) {
		const struct heading *head = &marks->headings.items[h];

		if (i >= head->first && i < head->first + head->n)
			return true;
	}
	return false;
}

/* The last word before the next heading, of those from first to last: what
 * stands behind it is another value. */
static size_t before_heading(const struct marks *marks, size_t first,
			     size_t last)
{
	for (int h = 0; h < marks->headings.n; h++) {
		size_t at = marks->headings.items[h].first;

		if (at > first && at <= last)
			return at - 1;
	}
	return last;
}

/* The last word of a span; parsers of names and people take headings for more
 * of them. */
static size_t span_last(const struct marks *marks, const struct span *s)
{
	size_t last = s->first + s->n - 1;

	return s->kind == SPAN_PEOPLE || s->kind == SPAN_NAME
		       ? before_heading(marks, s->first, last)
		       : last;
}

/* Does the run cut people or a name in two that a parser found on one line? */
static bool run_cuts(const struct marks *marks, enum map_field field,
		     size_t first, size_t last)
{
	const struct token *tokens = marks->text.tokens;

	for (size_t k = 0; k < marks->spans.n; k++) {
		const struct span *s = &marks->spans.items[k];
		size_t end = span_last(marks, s);

		if ((s->kind == SPAN_PEOPLE || s->kind == SPAN_NAME) &&
		    s->sure >= CUT_SURE && span_may_be(s, field) &&
		    tokens[s->first].line == tokens[end].line && first <= end &&
		    last >= s->first && (first > s->first || last < end))
			return true;
	}
	return false;
}

static void runs_from(const struct chain *chain, const struct marks *marks,
		      enum map_field field, size_t first, double least,
		      struct runs *runs)
{
	size_t end = first + RUN_MOST < chain->n ? first + RUN_MOST : chain->n;

	for (size_t last = first; last < end; last++) {
		double p = run_trust(field) *
			   chain_span(chain, field, first, last);

		if (before_heading(marks, first, last) < last)
			break;
		if (p >= least && run_cuts(marks, field, first, last))
			p *= CUT_TRUST;
		if (p >= least) {
			ARRAY_GROW(runs->items, runs->n, runs->cap);
			runs->items[runs->n++] = (struct run){
				field, first, last, p, false, false};
		}
		if (last + 1 < end &&
		    chain_state(chain, last + 1, STATE_GOES(field)) < least / 2)
			break;
	}
}

static int run_order(const void *pa, const void *pb)
{
	const struct run *a = pa, *b = pb;

	if (a->p != b->p)
		return a->p < b->p ? 1 : -1;
	if (a->field != b->field)
		return a->field < b->field ? -1 : 1;
	return a->first < b->first ? -1 : a->first > b->first;
}

static struct claim *claim_add(struct claim_list *claims, enum map_field field)
{
	ARRAY_GROW(claims->items, claims->n, claims->cap);
	claims->items[claims->n] = (struct claim){.field = field};
	return &claims->items[claims->n++];
}

/* Words of the house say what the label says, not what it is about. */
static bool is_framed(const struct marks *marks, size_t i)
{
	const struct label_text *text = &marks->text;

	return text->words->items[text->tokens[i].word].role == ROLE_FRAME;
}

/* Most of its words are the house's. */
static bool run_is_framed(const struct marks *marks, const struct run *run)
{
	size_t framed = 0;

	for (size_t i = run->first; i <= run->last; i++)
		framed += is_framed(marks, i);
	return 2 * framed > run->last - run->first + 1;
}

static bool run_is_free(const struct run *run, const bool *taken)
{
	for (size_t i = run->first; i <= run->last; i++)
		if (taken[i])
			return false;
	return true;
}

static void claim_run(const struct chain *chain, const struct run *run,
		      bool *taken, struct claim_list *ret)
{
	struct claim *claim = claim_add(ret, run->field);

	claim->run = run->p;
	claim->plain = run->plain;
	for (size_t i = run->first; i <= run->last; i++) {
		token_list_add(&claim->list, i);
		claim->words += chain_field(chain, i, run->field);
		taken[i] = !run->shared;
	}
	claim->words /= (double)claim->list.n;
}

/* Is a value of this field what a parser finds, or nothing? */
static bool field_is_figure(int field)
{
	return field == FIELD_DATE || field == FIELD_DETERMINED ||
	       field == FIELD_COORDINATES || field == FIELD_ELEVATION;
}

/* How likely the words of a span, up to `last`, are just a value of the field:
 * that they are of it, and that those beside them are not the same value. */
static double span_likely(const struct chain *chain, enum map_field field,
			  const struct span *s, size_t last)
{
	double sum = 0, p;

	for (size_t i = s->first; i <= last; i++) {
		sum += chain_field(chain, i, field);
		/* the table knows whether it is a country or a state */
		if (s->kind == SPAN_PLACE && s->as.place.country != NULL)
			sum += chain_field(chain, i,
					   field == FIELD_STATE ? FIELD_COUNTRY
								: FIELD_STATE);
	}
	p = sum / (double)(last + 1 - s->first);
	if (field_is_figure(field))
		return p;
	if (last + 1 < chain->n)
		p *= 1 - chain_state(chain, last + 1, STATE_GOES(field));
	return p * (1 - chain_state(chain, s->first, STATE_GOES(field)));
}

/* Nearly always one, even where the model sees hardly any of it. Its words stay
 * prose, too, where they are a part of that. */
bool place_is_plain(const struct marks *marks, const struct span *s)
{
	const struct text_line *l;

	if (s->kind != SPAN_PLACE || s->sure < PLACE_SURE)
		return false;
	l = &marks->text.lines[marks->text.tokens[s->first].line];
	for (size_t i = l->first; i < l->first + l->n; i++)
		if (marks->classes[i] & LABEL_BIT(LABEL_INSTITUTION))
			return false;
	return true;
}

/* The runs that parsers found. */
static void spans_add(const struct chain *chain, const struct marks *marks,
		      double least, struct runs *runs)
{
	for (size_t k = 0; k < marks->spans.n; k++) {
		const struct span *s = &marks->spans.items[k];
		size_t last = span_last(marks, s);

		for (int f = 1; f < MAP_FIELD_COUNT; f++) {
			bool plain, shared;
			double p;

			if (!span_may_be(s, f))
				continue;
			p = span_likely(chain, (enum map_field)f, s, last);
			plain = place_is_plain(marks, s);
			shared = p < PLACE_LEAST && plain;
			if (shared)
				p = PLACE_LEAST;
			if (p < (s->kind == SPAN_PLACE ? PLACE_LEAST : least))
				continue;
			ARRAY_GROW(runs->items, runs->n, runs->cap);
			runs->items[runs->n++] = (struct run){(enum map_field)f,
							      s->first,
							      last,
							      p,
							      plain,
							      shared};
		}
	}
}

/* Can the token be a part of a name before "County"? */
static bool is_part_of_name(const struct marks *marks, size_t i, bool last)
{
	size_t len;
	const char *text = marks_token(marks, i, &len);
	char end = text[len - 1];

	return !is_heading(marks, i) && isupper((unsigned char)text[0]) &&
	       (last ? strchr(",:;.", end) == NULL
		     : strchr(",:;", end) == NULL && (end != '.' || len <= 4));
}

/* "St. Francois County": the capitals before a word for such a division, which
 * is nearly always one, even where the model sees hardly any of it. */
static void counties_add(const struct chain *chain, const struct marks *marks,
			 struct runs *runs)
{
	const struct token *tokens = marks->text.tokens;

	for (size_t i = 1; i < chain->n; i++) {
		struct span s = {.first = i, .n = 0};
		double p;

		if ((marks->classes[i] & LABEL_BIT(LABEL_COUNTY)) == 0)
			continue;
		while (s.first > 0 && s.n < 3 &&
		       tokens[s.first - 1].line == tokens[i].line &&
		       is_part_of_name(marks, s.first - 1, s.n == 0)) {
			s.first--;
			s.n++;
		}
		if (s.n == 0)
			continue;
		/* the last word does not stand for less than all of them */
		p = fmax(chain_field(chain, i - 1, FIELD_COUNTY), COUNTY_LEAST);
		p = fmax(span_likely(chain, FIELD_COUNTY, &s, i - 1), p);
		ARRAY_GROW(runs->items, runs->n, runs->cap);
		runs->items[runs->n++] = (struct run){
			FIELD_COUNTY, s.first, i - 1, p, false, false};
	}
}

static void others_add(const struct chain *chain, const struct marks *marks,
		       double least, struct runs *runs)
{
	for (int f = 1; f < MAP_FIELD_COUNT; f++) {
		if (field_is_prose((enum map_field)f) || field_is_figure(f))
			continue;
		for (size_t i = 0; i < chain->n; i++)
			if (chain_state(chain, i, STATE_BEGINS(f)) >=
			    BEGIN_LEAST)
				runs_from(chain, marks, (enum map_field)f, i,
					  least, runs);
	}
}

static void claim_runs(const struct chain *chain, const struct marks *marks,
		       double least, bool *taken, struct claim_list *ret)
{
	bool had[MAP_FIELD_COUNT] = {false};
	struct runs runs = {0};

	spans_add(chain, marks, least, &runs);
	counties_add(chain, marks, &runs);
	others_add(chain, marks, least, &runs);
	if (runs.n > 0)
		qsort(runs.items, runs.n, sizeof(*runs.items), run_order);
	for (size_t i = 0; i < runs.n; i++) {
		if (had[runs.items[i].field] ||
		    !run_is_free(&runs.items[i], taken) ||
		    run_is_framed(marks, &runs.items[i]))
			continue;
		had[runs.items[i].field] = true;
		claim_run(chain, &runs.items[i], taken, ret);
	}
	free(runs.items);
}

/* "6 mi. N of Sintaluta, Sask.": a place behind the comma of a locality's last
 * word, or one that its words' weights speak for, is a part of it, whole, whatever else it is. Returns the end of the
 * place that ends it before word i, or i. */
static size_t place_ends_prose(const struct marks *marks,
			       const struct claim *claim, size_t i, double p)
{
	size_t len, end = i;
	const char *text;
	bool joins =
		claim != NULL && claim->field == FIELD_LOCALITY &&
		claim->list.items[claim->list.n - 1] + 1 == i &&
		marks->text.tokens[i].line == marks->text.tokens[i - 1].line;

	if (!joins)
		return i;
	text = marks_token(marks, i - 1, &len);
	if (text[len - 1] != ',' && p < PROSE_FAINT)
		return i;
	for (size_t k = 0; k < marks->spans.n; k++) {
		const struct span *s = &marks->spans.items[k];

		if (s->kind == SPAN_PLACE && s->first == i &&
		    s->first + s->n > end)
			end = s->first + s->n;
	}
	return end;
}

/* "San Francisco County." is no heading. */
static bool is_division(const struct marks *marks, size_t i)
{
	return (marks->classes[i] &
		(LABEL_BIT(LABEL_COUNTY) | LABEL_BIT(LABEL_STATE) |
		 LABEL_BIT(LABEL_COUNTRY) | LABEL_BIT(LABEL_TOWN))) != 0;
}

/* Prose does not end in the heading of what comes next. */
static void claim_end(const struct marks *marks, struct claim *claim,
		      bool *taken)
{
	struct token_list *list = &claim->list;
	size_t last;

	for (; list->n > 1; list->n--) {
		last = list->items[list->n - 1];
		if (!is_heading(marks, last) || is_division(marks, last))
			return;
		taken[last] = false;
	}
}

static void claim_prose(const struct chain *chain, const struct marks *marks,
			enum map_field field, double least, bool *taken,
			struct claim_list *ret)
{
	struct claim *claim = NULL;
	size_t place = 0; /* the end of one that ends the prose */

	for (size_t i = 0; i < chain->n; i++) {
		double p = chain_field(chain, i, field);

		if (marks->classes[i] & LABEL_BIT(LABEL_DATUM) ||
		    is_framed(marks, i))
			continue;
		if (i >= place)
			place = place_ends_prose(marks, claim, i, p);
		if ((taken[i] || p < least) && i >= place)
			continue;
		if (claim == NULL)
			claim = claim_add(ret, field);
		token_list_add(&claim->list, i);
		claim->words += p;
		taken[i] = true;
	}
	if (claim != NULL) {
		claim->words = fmin(claim->words / (double)claim->list.n, 1);
		claim->run = claim->words;
		claim_end(marks, claim, taken);
	} else if (least > PROSE_FAINT) {
		claim_prose(chain, marks, field, PROSE_FAINT, taken, ret);
	}
}

void claim_list_make(const struct chain *chain, const struct marks *marks,
		     double least, struct claim_list *ret)
{
	bool *taken = mem_zalloc(chain->n + 1);

	memset(ret, 0, sizeof(*ret));
	claim_runs(chain, marks, least, taken, ret);
	for (int f = 1; f < MAP_FIELD_COUNT; f++)
		if (field_is_prose((enum map_field)f))
			claim_prose(chain, marks, (enum map_field)f,
				    PROSE_LEAST, taken, ret);
	free(taken);
}

/* --- what else they may say ------------------------------------------------ */

static void claim_words(const struct chain *chain, enum map_field field,
			size_t first, size_t last, struct claim_list *ret)
{
	struct claim *claim = claim_add(ret, field);

	for (size_t i = first; i <= last; i++) {
		token_list_add(&claim->list, i);
		claim->words += chain_field(chain, i, field);
	}
	claim->words = fmin(claim->words / (double)claim->list.n, 1);
	claim->run = claim->words;
}

/* Whether prose breaks off behind word i. */
static bool prose_ends(const struct marks *marks, size_t i, bool lines)
{
	const struct token *tokens = marks->text.tokens;
	size_t len;
	const char *text = marks_token(marks, i, &len);

	if (i + 1 >= marks->joined.n)
		return true;
	if (is_heading(marks, i) != is_heading(marks, i + 1))
		return true;
	if (lines && tokens[i].line != tokens[i + 1].line)
		return true;
	/* An abbreviation does not end a sentence. */
	return strchr(".;", text[len - 1]) != NULL && len > PROSE_SHORT &&
	       tokens[i + 1].word != tokens[i].word;
}

/* The stretches of words between two such ends in which the field is likely. */
static void prose_stretches(const struct chain *chain,
			    const struct marks *marks, enum map_field field,
			    bool lines, struct claim_list *ret)
{
	size_t first = 0;

	for (size_t i = 0; i < chain->n; i++) {
		double p = 0;

		if (!prose_ends(marks, i, lines))
			continue;
		for (size_t k = first; k <= i; k++)
			p += chain_field(chain, k, field);
		if (p / (double)(i + 1 - first) >= PROSE_STRETCH &&
		    !is_heading(marks, i))
			claim_words(chain, field, first, i, ret);
		first = i + 1;
	}
}

/* Each run of likely words by itself, and from the first of them to the
 * last, or to the next heading. */
static void prose_runs(const struct chain *chain, const struct marks *marks,
		       enum map_field field, double least,
		       struct claim_list *ret)
{
	size_t first = chain->n, all = chain->n, last = 0;

	for (size_t i = 0; i <= chain->n; i++) {
		bool next = i == chain->n || is_heading(marks, i);
		bool in = !next && !is_framed(marks, i) &&
			  chain_field(chain, i, field) >= least;

		if (in && first == chain->n)
			first = i;
		if (in && all == chain->n)
			all = i;
		if (in)
			last = i;
		if (!in && first < chain->n) {
			claim_words(chain, field, first, i - 1, ret);
			first = chain->n;
		}
		if (next && all < chain->n) {
			claim_words(chain, field, all, last, ret);
			all = chain->n;
		}
	}
}

static void prose_others(const struct chain *chain, const struct marks *marks,
			 enum map_field field, struct claim_list *ret)
{
	bool *taken = mem_zalloc(chain->n + 1);

	claim_prose(chain, marks, field, PROSE_LEAST, taken, ret);
	free(taken);
	prose_runs(chain, marks, field, PROSE_LEAST, ret);
	prose_runs(chain, marks, field, PROSE_FAINT, ret);
	prose_stretches(chain, marks, field, false, ret);
	prose_stretches(chain, marks, field, true, ret);
}

void claim_list_others(const struct chain *chain, const struct marks *marks,
		       double least, struct claim_list *ret)
{
	bool *taken = mem_zalloc(chain->n + 1);
	struct runs runs = {0};

	memset(ret, 0, sizeof(*ret));
	spans_add(chain, marks, least, &runs);
	counties_add(chain, marks, &runs);
	others_add(chain, marks, least, &runs);
	if (runs.n > 0)
		qsort(runs.items, runs.n, sizeof(*runs.items), run_order);
	for (size_t i = 0; i < runs.n && i < OTHERS_MOST; i++)
		if (!run_is_framed(marks, &runs.items[i]))
			claim_run(chain, &runs.items[i], taken, ret);
	for (int f = 1; f < MAP_FIELD_COUNT; f++)
		if (field_is_prose((enum map_field)f))
			prose_others(chain, marks, (enum map_field)f, ret);
	free(runs.items);
	free(taken);
}

void claim_list_done(struct claim_list *claims)
{
	for (size_t i = 0; i < claims->n; i++)
		token_list_done(&claims->items[i].list);
	free(claims->items);
	memset(claims, 0, sizeof(*claims));
}
