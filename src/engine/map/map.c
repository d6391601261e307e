/*
 * map.c: a region's words, weighed, become values. See map.h.
 *
 * Marks say what tables and parsers know of the words; features name what
 * speaks for each; the chain makes probabilities of them; claims are the best
 * assignment; and what a claim's words say is its value.
 */
#include "config.h"

#include "engine/map/map.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "engine/map/claim.h"
#include "engine/map/signs.h"
#include "engine/map/value.h"

#define WRITTEN_TRUST	 0.9   /* of a place that is written otherwise */
#define OFFER_LEAST	 0.002 /* of those that are offered */
#define RUN_LEAST	 0.03  /* of claims that are looked at */
#define CONFIDENCE_LEAST 0.25  /* of values that are given */
#define PLAIN_CONFIDENCE 0.6   /* of a place that the table knows */
#define OFFER_SIZE	 128   /* bytes of a place that are compared */
#define COUNTRY_TOLD	 0.5   /* of one within which states are offered */
#define INITIALS_MOST	 3     /* before a surname */

/* The words of a region as the chain sees them. */
struct weighed {
	struct marks marks;
	struct features features;
	struct chain_node *nodes;
	struct chain chain;
};

int map_model_init(struct map_model *model, const char *config_dir,
		   const struct places *places, struct error *err)
{
	struct map_model made = {0};

	if (map_tables_init(&made.tables, config_dir, places, err) < 0)
		return -1;
	if (map_weights_load(config_dir, &made.weights, err) < 0) {
		map_tables_done(&made.tables);
		return -1;
	}
	*model = made;
	return 0;
}

void map_model_done(struct map_model *model)
{
	map_tables_done(&model->tables);
	map_weights_free(model->weights);
	memset(model, 0, sizeof(*model));
}

/* Terms that a value of the field says besides are another's there. */
static const char *also_term(enum map_field field, const char *term)
{
	return field == FIELD_DETERMINED &&
			       strcmp(term, "verbatimEventDate") == 0
		       ? NULL
		       : term;
}

/* Puts what a claim's words say into the record, with how likely that is right
 * to the letter. */
static void field_put(const struct marks *marks, const struct claim *claim,
		      const char *term, const char *value, double confidence,
		      struct label_reading *ret)
{
	struct field *field;

	record_remove(&ret->record, term);
	field = record_set(&ret->record, term, value, confidence, SOURCE_RULE);
	field->evidence = token_list_confidence(&marks->text, &claim->list);
	token_list_boxes(&marks->text, &claim->list, field);
}

static void candidate_add(enum map_field field, const char *value,
			  const double signs[MAP_SIGNS],
			  struct label_reading *ret)
{
	struct map_candidate *c = &ret->candidates[ret->n_candidates++];

	c->field = field;
	c->value = mem_strdup(value);
	memcpy(c->signs, signs, sizeof(c->signs));
}

/* The signs of a country that follows from a state, of those of the state. */
static void signs_imply(const double signs[MAP_SIGNS], double ret[MAP_SIGNS])
{
	memcpy(ret, signs, MAP_SIGNS * sizeof(*ret));
	ret[SIGN_IMPLIED] = 1;
	/* these speak of the words of the state */
	ret[SIGN_RIVAL] = ret[SIGN_BESIDE] = ret[SIGN_OTHER] = 0;
}

/* What follows from a value. A country that does is one of its own, which may
 * be right though the state is misread. */
static void also_put(const struct map_model *model, const struct marks *marks,
		     const struct claim *claim, const struct map_value *value,
		     const double signs[MAP_SIGNS], struct label_reading *ret)
{
	for (size_t i = 0; i < value->n_also; i++) {
		const char *said = value->also[i].value;
		const char *term = also_term(claim->field, value->also[i].term);
		enum map_field field = claim->field;
		double own[MAP_SIGNS], confidence;
		const struct field *has;

		if (term == NULL)
			continue;
		memcpy(own, signs, sizeof(own));
		if (map_field_of(term) == FIELD_COUNTRY) {
			field = FIELD_COUNTRY;
			signs_imply(signs, own);
		}
		confidence = map_weights_confidence(model->weights, WORTH_EXACT,
						    field, own);
		has = record_find(&ret->record, term);
		if (has != NULL && has->confidence >= confidence)
			continue;
		if (own[SIGN_IMPLIED] > 0)
			candidate_add(field, said, own, ret);
		field_put(marks, claim, term, said, confidence, ret);
	}
}

/* The first word of the people that a parser reads over the beginning of a
 * claim: an initial before a particle, "H. van der Meulen", looks like none of
 * theirs. */
static size_t people_first(const struct marks *marks, const struct claim *claim)
{
	size_t first = claim->list.items[0], best = first;

	for (size_t k = 0; k < marks->spans.n; k++) {
		const struct span *s = &marks->spans.items[k];

		if (s->kind == SPAN_PEOPLE && s->first < best &&
		    s->first + INITIALS_MOST >= first &&
		    s->first + s->n > first)
			best = s->first;
	}
	for (size_t i = best; i < first; i++) {
		size_t len;
		const char *text = marks_token(marks, i, &len);

		if (len != 2 || !isupper((unsigned char)text[0]) ||
		    text[1] != '.')
			return first;
	}
	return best;
}

/* Where a claim really begins: the mark of a hybrid genus stands before its
 * name, and is easily left out. */
static size_t claim_first(const struct marks *marks, const struct claim *claim)
{
	size_t first = claim->list.items[0], len;

	if (claim->field == FIELD_COLLECTOR || claim->field == FIELD_DETERMINER)
		return people_first(marks, claim);
	if (claim->field != FIELD_NAME || first == 0 ||
	    strncmp(marks_token(marks, first - 1, &len), "\xc3\x97", 2) != 0 ||
	    len != 2)
		return first;
	return first - 1;
}

static void claim_begin(const struct marks *marks, struct claim *claim)
{
	struct token_list longer = {0};

	for (size_t i = claim_first(marks, claim); i < claim->list.items[0];
	     i++)
		token_list_add(&longer, i);
	for (size_t i = 0; i < claim->list.n; i++)
		token_list_add(&longer, claim->list.items[i]);
	token_list_done(&claim->list);
	claim->list = longer;
}

static double value_worth(const struct map_model *model, enum map_worth worth,
			  const struct claim *claim,
			  const double signs[MAP_SIGNS])
{
	double confidence = map_weights_confidence(model->weights, worth,
						   claim->field, signs);

	return worth == WORTH_ALIKE && claim->plain
		       ? fmax(confidence, PLAIN_CONFIDENCE)
		       : confidence;
}

/* The country of a record, by the name that the table has, and how surely; NULL
 * for none that it has. */
static const char *country_known(const struct marks *marks,
				 const struct record *record, double *ret_sure)
{
	const struct field *field =
		record_find(record, map_field_term(FIELD_COUNTRY));

	if (field == NULL || marks->tables->places == NULL)
		return NULL;
	*ret_sure = field->confidence;
	return places_country_named(marks->tables->places, field->value);
}

/* How likely the country that follows from a value is; -1 for none. */
static double country_implied(const struct map_model *model,
			      const struct map_value *value,
			      const double signs[MAP_SIGNS])
{
	double own[MAP_SIGNS];

	for (size_t i = 0; i < value->n_also; i++) {
		if (map_field_of(value->also[i].term) != FIELD_COUNTRY)
			continue;
		signs_imply(signs, own);
		return map_weights_confidence(model->weights, WORTH_EXACT,
					      FIELD_COUNTRY, own);
	}
	return -1;
}

/* Makes what a claim's words say and its signs: within the country that the
 * record has, unless they name a state that speaks for another more surely. */
static void value_make(const struct map_model *model,
		       const struct weighed *weighed, struct claim *claim,
		       const struct record *record, struct map_value *ret,
		       double signs[MAP_SIGNS])
{
	const struct marks *marks = &weighed->marks;
	double sure = 0;
	const char *country = claim->field == FIELD_STATE
				      ? country_known(marks, record, &sure)
				      : NULL;

	map_value_make(marks, claim->field, NULL, &claim->list, ret);
	signs_fill(marks, &weighed->chain, claim, ret, signs);
	if (country == NULL || country_implied(model, ret, signs) > sure)
		return;
	map_value_done(ret);
	map_value_make(marks, claim->field, country, &claim->list, ret);
	signs_fill(marks, &weighed->chain, claim, ret, signs);
}

static void value_put(const struct map_model *model,
		      const struct weighed *weighed, struct claim *claim,
		      struct label_reading *ret)
{
	const struct marks *marks = &weighed->marks;
	double signs[MAP_SIGNS];
	struct map_value value;
	bool given;

	claim_begin(marks, claim);
	value_make(model, weighed, claim, &ret->record, &value, signs);
	given = value_worth(model, WORTH_ALIKE, claim, signs) >=
		CONFIDENCE_LEAST;
	if (given)
		also_put(model, marks, claim, &value, signs, ret);
	if (value.text != NULL)
		candidate_add(claim->field, value.text, signs, ret);
	if (value.text != NULL && given)
		field_put(marks, claim, map_field_term(claim->field),
			  value.text,
			  value_worth(model, WORTH_EXACT, claim, signs), ret);
	map_value_done(&value);
}

/* The classes of the few words before a claim, on its line. */
static label_set classes_before(const struct marks *marks,
				const struct claim *claim)
{
	size_t first = claim->list.items[0];
	label_set set = 0;

	for (size_t i = first; i > 0 && i + 4 > first; i--)
		if (marks->text.tokens[i - 1].line ==
		    marks->text.tokens[first].line)
			set |= marks->classes[i - 1];
	return set;
}

/* "leg. et det. A. Example": who is one of them is both. */
static void share_people(const struct marks *marks,
			 const struct claim_list *claims, struct record *record)
{
	static const char *const terms[] = {"recordedBy", "identifiedBy"};
	const label_set both =
		LABEL_BIT(LABEL_COLLECTOR) | LABEL_BIT(LABEL_DETERMINER);

	for (size_t i = 0; i < claims->n; i++) {
		const struct claim *claim = &claims->items[i];
		int own = claim->field == FIELD_DETERMINER;
		const struct field *has;

		if ((claim->field != FIELD_COLLECTOR && !own) ||
		    (classes_before(marks, claim) & both) != both)
			continue;
		has = record_find(record, terms[own]);
		if (has != NULL &&
		    record_find(record, terms[1 - own]) == NULL) {
			char *value = mem_strdup(has->value);
			double sure = has->confidence, read = has->evidence;
			struct field *field =
				record_set(record, terms[1 - own], value, sure,
					   SOURCE_RULE);

			field->evidence = read;
			token_list_boxes(&marks->text, &claim->list, field);
			free(value);
		}
	}
}

static void values_put(const struct map_model *model,
		       const struct weighed *weighed, struct claim_list *claims,
		       struct label_reading *ret)
{
	/* the state after the country, which may follow from it */
	for (int f = 1; f < MAP_FIELD_COUNT; f++)
		for (size_t i = 0; i < claims->n; i++)
			if ((int)claims->items[i].field == f)
				value_put(model, weighed, &claims->items[i],
					  ret);
	share_people(&weighed->marks, claims, &ret->record);
}

static void reading_describe(const struct marks *marks,
			     struct label_reading *ret)
{
	for (size_t i = 0; i < marks->joined.n; i++)
		ret->institution |=
			(marks->classes[i] & LABEL_BIT(LABEL_INSTITUTION)) != 0;
	for (int h = 0; h < marks->headings.n; h++) {
		enum key_role role = marks->headings.items[h].key->role;

		ret->slip |= role == KEY_SLIP;
		ret->title |= role == KEY_TITLE;
	}
	ret->headings = headings_asking(&marks->headings);
}

static void weighed_init(const struct map_model *model,
			 const struct words *words, struct weighed *ret)
{
	marks_init(&ret->marks, &model->tables, words);
	features_make(&ret->marks, &model->weights->names, &ret->features);
	ret->nodes = mem_alloc((ret->features.n + 1) * sizeof(*ret->nodes));
	map_weights_score(model->weights, &ret->features, ret->nodes);
	chain_init(&ret->chain, &model->weights->links, ret->nodes,
		   ret->features.n, 0);
}

static void weighed_done(struct weighed *weighed)
{
	chain_done(&weighed->chain);
	free(weighed->nodes);
	features_done(&weighed->features);
	marks_done(&weighed->marks);
}

void map_region(const struct map_model *model, const struct words *words,
		struct label_reading *ret)
{
	struct weighed weighed;
	struct claim_list claims;

	memset(ret, 0, sizeof(*ret));
	record_init(&ret->record);
	weighed_init(model, words, &weighed);
	claim_list_make(&weighed.chain, &weighed.marks, RUN_LEAST, &claims);
	values_put(model, &weighed, &claims, ret);
	reading_describe(&weighed.marks, ret);
	claim_list_done(&claims);
	weighed_done(&weighed);
}

void label_reading_done(struct label_reading *reading)
{
	record_done(&reading->record);
	for (size_t i = 0; i < reading->n_candidates; i++)
		free(reading->candidates[i].value);
	memset(reading, 0, sizeof(*reading));
}

/* --- what else they may say ------------------------------------------------ */

static bool offers_have(struct map_offers *offers, const char *term,
			const char *value, double confidence)
{
	for (size_t i = 0; i < offers->n; i++) {
		struct map_offer *offer = &offers->items[i];

		if (strcmp(offer->term, term) != 0 ||
		    strcmp(offer->value, value) != 0)
			continue;
		offer->confidence = fmax(offer->confidence, confidence);
		return true;
	}
	return false;
}

/* Takes the value over. */
static void offer_add(const struct marks *marks, const struct claim *claim,
		      const char *term, char *value, double confidence,
		      struct map_offers *ret)
{
	struct field boxes = {0};

	if (offers_have(ret, term, value, confidence)) {
		free(value);
		return;
	}
	token_list_boxes(&marks->text, &claim->list, &boxes);
	ARRAY_GROW(ret->items, ret->n, ret->cap);
	ret->items[ret->n++] = (struct map_offer){
		.term = term,
		.value = value,
		.confidence = confidence,
		.boxes = boxes.boxes,
		.n_boxes = boxes.n_boxes,
	};
}

static bool is_same_letters(const char *a, const char *b)
{
	char left[OFFER_SIZE], right[OFFER_SIZE];

	return letters_fold(a, left, sizeof(left)) ==
		       letters_fold(b, right, sizeof(right)) &&
	       strcmp(left, right) == 0;
}

/* Whether a text that is not the name in use is the whole of its place: "Kuba",
 * "JAPAN", but neither the end of a sentence, "JAPAN.", nor "JAPAN. Hokkaido". */
static bool is_other_name(const struct marks *marks, enum map_field field,
			  const char *country, const char *text,
			  const char *value)
{
	const struct places *places = marks->tables->places;

	if (places == NULL || strcmp(text, value) == 0 ||
	    (text[strlen(text) - 1] == '.' && is_same_letters(text, value)))
		return false;
	return field == FIELD_COUNTRY
		       ? places_country_named(places, text) != NULL
		       : places_state_named(places, country, text, NULL) !=
				 NULL;
}

/* A place as it is written, where that is not the name in use. */
static void offer_written(const struct marks *marks, const struct claim *claim,
			  const char *country, const struct map_value *value,
			  double confidence, struct map_offers *ret)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	size_t first;

	if ((claim->field != FIELD_COUNTRY && claim->field != FIELD_STATE) ||
	    value->text == NULL)
		return;
	token_list_text(&marks->text, &claim->list, &text);
	while (text.len > 0 && strchr(" ,;:-()", text.data[text.len - 1]))
		text.data[--text.len] = '\0';
	first = text.len > 0 ? strspn(text.data, " ,;:-()") : 0;
	if (first < text.len && is_other_name(marks, claim->field, country,
					      text.data + first, value->text))
		offer_add(marks, claim, map_field_term(claim->field),
			  mem_strdup(text.data + first),
			  WRITTEN_TRUST * confidence, ret);
}

/* A country that no table has is an island, a heading or misread. */
static bool value_is_offered(const struct marks *marks,
			     const struct claim *claim,
			     const struct map_value *value)
{
	const struct places *places = marks->tables->places;

	return value->text != NULL &&
	       (claim->field != FIELD_COUNTRY || places == NULL ||
		places_country_named(places, value->text) != NULL);
}

static void claim_offer(const struct map_model *model,
			const struct weighed *weighed, const char *country,
			struct claim *claim, struct map_offers *ret)
{
	const struct marks *marks = &weighed->marks;
	double signs[MAP_SIGNS], confidence;
	struct map_value value;

	claim_begin(marks, claim);
	map_value_make(marks, claim->field, country, &claim->list, &value);
	signs_fill(marks, &weighed->chain, claim, &value, signs);
	confidence = value_worth(model, WORTH_ALIKE, claim, signs);
	for (size_t i = 0; i < value.n_also; i++) {
		const char *term = also_term(claim->field, value.also[i].term);

		if (term == NULL)
			continue;
		offer_add(marks, claim, term, value.also[i].value, confidence,
			  ret);
		value.also[i].value = NULL;
	}
	offer_written(marks, claim, country, &value, confidence, ret);
	if (value_is_offered(marks, claim, &value)) {
		offer_add(marks, claim, map_field_term(claim->field),
			  value.text, confidence, ret);
		value.text = NULL;
	}
	map_value_done(&value);
}

/* The country that the region's own record has, where it is told; NULL for
 * none. Of the table. */
static const char *region_country(const struct map_model *model,
				  const struct weighed *weighed)
{
	struct label_reading reading = {0};
	struct claim_list claims;
	double sure = 0;
	const char *country;

	record_init(&reading.record);
	claim_list_make(&weighed->chain, &weighed->marks, RUN_LEAST, &claims);
	values_put(model, weighed, &claims, &reading);
	country = country_known(&weighed->marks, &reading.record, &sure);
	claim_list_done(&claims);
	label_reading_done(&reading);
	return sure >= COUNTRY_TOLD ? country : NULL;
}

void map_offers_make(const struct map_model *model, const struct words *words,
		     struct map_offers *ret)
{
	struct weighed weighed;
	struct claim_list claims;
	const char *country;

	weighed_init(model, words, &weighed);
	country = region_country(model, &weighed);
	claim_list_others(&weighed.chain, &weighed.marks, OFFER_LEAST, &claims);
	for (size_t i = 0; i < claims.n; i++)
		claim_offer(model, &weighed, country, &claims.items[i], ret);
	claim_list_done(&claims);
	weighed_done(&weighed);
}

void map_offers_done(struct map_offers *offers)
{
	for (size_t i = 0; i < offers->n; i++) {
		free(offers->items[i].value);
		free(offers->items[i].boxes);
	}
	free(offers->items);
	*offers = (struct map_offers){0};
}
