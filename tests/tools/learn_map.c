/*
 * learn_map.c: learns what the features of words weigh (data/map-weights.tsv)
 * from transcribed sheets.
 *
 *   learn_map [--half even|odd] [--but PREFIX] [--cases tests/kit/labels.txt]
 *             [--made N] [--folds N] [--rounds N] [--cross RAW.jsonl]
 *             FACTS.jsonl:TRUTH.jsonl[:WEIGHT]... > map-weights.tsv
 *
 * FACTS.jsonl is what look_sheets prints, TRUTH.jsonl a line for each sheet,
 * {"image":NAME,"dwc":{TERM:VALUE or [VALUE, ...]}}. --half takes every other
 * line of a truth, --but leaves sheets out whose names begin so. The words
 * that say a value are found by map_truth.h; where a transcription is silent,
 * words are free. Weights are those of a conditional random field, by AdaGrad
 * (Duchi, Hazan and Singer 2011) with both penalties; the same input gives the
 * same weights. What a confidence is worth is learned from sheets that the
 * weights were not learned from (--folds of them in turn); --cross writes these
 * sheets' records instead, each by weights that did not know it.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "dwc/words/place.h"
#include "engine/label/roles.h"
#include "engine/local/sheet_record.h"
#include "engine/map/map.h"
#include "image/facts/facts.h"
#include "label_maker.h"
#include "map_trials.h"
#include "map_truth.h"
#include "run/evidence/sheet_code.h"
#include "tests/kit/label_cases.h"
#include "tests/kit/label_page.h"

#define RATE	    0.25
#define RIDGE	    20	 /* on squares, for the whole of the sheets */
#define LASSO	    0.3	 /* on amounts */
#define DROP	    0.5	 /* of features, by chance, while it learns */
#define LEAST	    0.06 /* that a weight is: many small ones tell much */
#define SEED	    UINT64_C(20261128)
#define REGIONS_MAX 16
#define CASE_WEIGHT 3.5
#define MADE_SHEET  SIZE_MAX /* of an example that no sheet shows */

struct example {
	struct features features; /* by numbers of the learner's names */
	state_set *allowed;
	double weight;
	size_t sheet;
};

struct sheet {
	char *image;
	json_t *dwc;
	struct facts facts;
	size_t fold;
};

struct learner {
	struct map_model model; /* its tables and the weights in the making */
	struct sheet *sheets;
	size_t n_sheets, cap_sheets, folds;
	struct example *examples;
	size_t n_examples, cap_examples;
	double (*squares)[STATE_COUNT]; /* of gradients, by feature */
	double *counts;			/* of features */
	double enter_squares[CHAIN_EDGES][MAP_FIELD_COUNT][MAP_FIELD_COUNT];
	double go_squares[CHAIN_EDGES][MAP_FIELD_COUNT];
	uint64_t seed;
};

struct options {
	const char *half, *but, *cases, *cross;
	int folds, rounds, made;
	double ridge, lasso, made_weight, drop, least;
};

/* --- input ------------------------------------------------------------------- */

static json_t *line_json(FILE *file, struct bytes *line)
{
	int c;

	bytes_clear(line);
	while ((c = getc(file)) != EOF && c != '\n')
		bytes_append_char(line, (char)c);
	if (line->len == 0 && c == EOF)
		return NULL;
	return json_loadb(line->data, line->len, 0, NULL);
}

static FILE *open_or_die(const char *path)
{
	FILE *file = fopen(path, "r");

	if (file == NULL) {
		fprintf(stderr, "%s cannot be read\n", path);
		exit(EXIT_FAILURE);
	}
	return file;
}

/* An object of image names and their objects. */
static json_t *facts_by_image(const char *path)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	FILE *file = open_or_die(path);
	json_t *all = json_object(), *one;

	while ((one = line_json(file, &line)) != NULL) {
		json_object_set(
			all, json_string_value(json_object_get(one, "image")),
			json_object_get(one, "facts"));
		json_decref(one);
	}
	fclose(file);
	return all;
}

static bool is_chosen(const struct options *options, size_t line,
		      const char *image)
{
	if (options->half != NULL &&
	    (line % 2 == 0) != (strcmp(options->half, "even") == 0))
		return false;
	return options->but == NULL ||
	       strncmp(image, options->but, strlen(options->but)) != 0;
}

static void example_add(struct learner *l, struct truth_region *region,
			double weight, size_t sheet)
{
	struct example *e;

	ARRAY_GROW(l->examples, l->n_examples, l->cap_examples);
	e = &l->examples[l->n_examples++];
	*e = (struct example){
		.allowed = region->allowed, .weight = weight, .sheet = sheet};
	features_learn(&region->marks, &l->model.weights->names, &e->features);
}

/* The parts that are mapped, as the program makes them: see sheet_record.h.
 * What is noted by others says nothing of the gathering. */
static size_t sheet_parts(const struct facts *facts, struct words *ret)
{
	size_t n = 0;

	for (size_t v = 0; v < SHEET_VOICES; v++)
		for (size_t i = 0; i < facts->n_regions && i < REGIONS_MAX;
		     i++) {
			const struct region *region = &facts->regions[i];

			ret[n] = (struct words){0};
			if (sheet_voice_words(region, v, &ret[n]) ==
				    ROLE_ANNOTATION ||
			    ret[n].n == 0)
				words_done(&ret[n]);
			else
				n++;
		}
	return n;
}

static void sheet_align(struct learner *l, struct sheet *sheet, size_t number,
			double weight)
{
	struct words words[REGIONS_MAX * SHEET_VOICES];
	struct truth_region regions[REGIONS_MAX * SHEET_VOICES];
	size_t n = sheet_parts(&sheet->facts, words);

	for (size_t i = 0; i < n; i++) {
		marks_init(&regions[i].marks, &l->model.tables, &words[i]);
		regions[i].allowed =
			mem_zalloc((regions[i].marks.text.n_tokens + 1) *
				   sizeof(state_set));
	}
	truth_align(regions, n, sheet->dwc);
	for (size_t i = 0; i < n; i++) {
		example_add(l, &regions[i], weight, number);
		marks_done(&regions[i].marks);
		words_done(&words[i]);
	}
}

static void sheet_add(struct learner *l, const char *image, json_t *dwc,
		      const json_t *facts, double weight)
{
	struct error err;
	struct sheet *sheet;

	ARRAY_GROW(l->sheets, l->n_sheets, l->cap_sheets);
	sheet = &l->sheets[l->n_sheets];
	*sheet = (struct sheet){.image = mem_strdup(image),
				.dwc = json_incref(dwc),
				.fold = l->n_sheets % l->folds};
	if (facts_read(facts, &sheet->facts, &err) < 0) {
		fprintf(stderr, "%s: %s\n", image, err.text);
		exit(EXIT_FAILURE);
	}
	roles_tell(l->model.tables.lexicon, &sheet->facts);
	sheet_align(l, sheet, l->n_sheets++, weight);
}

static void set_read(struct learner *l, const struct options *options,
		     const char *argument)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	char *facts_path = mem_strdup(argument), *truth, *weight;
	json_t *facts, *one;
	FILE *file;
	size_t n = 0;

	truth = strchr(facts_path, ':');
	if (truth == NULL)
		exit(EXIT_FAILURE);
	*truth++ = '\0';
	weight = strchr(truth, ':');
	if (weight != NULL)
		*weight++ = '\0';
	facts = facts_by_image(facts_path);
	file = open_or_die(truth);
	for (; (one = line_json(file, &line)) != NULL; n++) {
		const char *image =
			json_string_value(json_object_get(one, "image"));
		json_t *own = json_object_get(facts, file_base(image));

		if (own != NULL && is_chosen(options, n, image))
			sheet_add(l, image, json_object_get(one, "dwc"), own,
				  weight != NULL ? strtod(weight, NULL) : 1);
		json_decref(one);
	}
	fclose(file);
	json_decref(facts);
	free(facts_path);
}

/* What a made label's tokens are: all is known. */
static void made_allow(const struct label_text *text,
		       const struct made_word *made, state_set *allowed)
{
	int run = 0;

	for (size_t i = 0; i < text->n_tokens; i++) {
		const struct made_word *of = &made[text->tokens[i].word];

		allowed[i] = of->field == FIELD_NONE ? STATE_BIT(0)
			     : of->run != run
				     ? STATE_BIT(STATE_BEGINS(of->field))
				     : STATE_BIT(STATE_GOES(of->field));
		run = of->field == FIELD_NONE ? 0 : of->run;
	}
}

/* Tells who speaks in the words of a made label, as on a sheet. */
static void made_tell(const struct learner *l, struct words *words,
		      struct facts *facts)
{
	struct region *region =
		facts_add_region(facts, &(struct label){.rotation = 0});

	facts->width = facts->height = 2000;
	region->read = true;
	region->legible = 0.8;
	region->words = *words;
	for (size_t i = 0; i < words->n; i++) {
		struct word *w = &region->words.items[i];
		int right = w->box.x + w->box.w, low = w->box.y + w->box.h;

		w->stored = w->box;
		if (region->label.box.w < right)
			region->label.box.w = right;
		if (region->label.box.h < low)
			region->label.box.h = low;
	}
	region->place = (struct view_place){.crop = region->label.box,
					    .width = region->label.box.w,
					    .height = region->label.box.h,
					    .scale = 1};
	roles_tell(l->model.tables.lexicon, facts);
}

static void made_one(struct learner *l, const struct label_maker *maker,
		     const struct options *options, uint64_t number)
{
	struct made_word made[MADE_WORDS_MAX];
	struct truth_region region;
	struct words words = {0};
	struct facts facts = {0};
	double weight = options->made_weight;

	/* of forms there are hardly any others */
	weight *= label_make(maker, number, &words, made) ? 3 : 1;
	made_tell(l, &words, &facts);
	marks_init(&region.marks, &l->model.tables, &facts.regions[0].words);
	region.allowed = mem_zalloc((region.marks.text.n_tokens + 1) *
				    sizeof(state_set));
	made_allow(&region.marks.text, made, region.allowed);
	example_add(l, &region, weight, MADE_SHEET);
	marks_done(&region.marks);
	facts_done(&facts);
}

static void made_add(struct learner *l, const struct options *options)
{
	struct label_maker *maker = label_maker_new();

	for (int i = 0; i < options->made; i++)
		made_one(l, maker, options, (uint64_t)i);
	label_maker_free(maker);
}

/* Labels that are written down with what they are to mean. */
static void cases_add(struct learner *l, const char *path)
{
	struct label_cases cases = {0};

	if (label_cases_read(path, &cases) < 0)
		exit(EXIT_FAILURE);
	for (size_t i = 0; i < cases.n; i++) {
		struct words words = {0};
		struct facts facts = {0};
		struct truth_region region;

		label_page(cases.items[i].page, &words);
		json_object_update(cases.items[i].dwc, cases.items[i].hoped);
		made_tell(l, &words, &facts);
		marks_init(&region.marks, &l->model.tables,
			   &facts.regions[0].words);
		region.allowed = mem_zalloc((region.marks.text.n_tokens + 1) *
					    sizeof(state_set));
		truth_align(&region, 1, cases.items[i].dwc);
		example_add(l, &region, CASE_WEIGHT, MADE_SHEET);
		marks_done(&region.marks);
		facts_done(&facts);
	}
	label_cases_done(&cases);
}

/* --- learning ---------------------------------------------------------------- */

/* SplitMix64 (Steele, Lea and Flood 2014). */
static uint64_t draw(struct learner *l)
{
	uint64_t z = l->seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* One step of a weight up its gradient, then the penalties' share. */
static void step(double *weight, double *square, double gradient, double ridge,
		 double lasso)
{
	double rate, cut;

	gradient -= ridge * *weight;
	if (gradient == 0 && *weight == 0)
		return;
	*square += gradient * gradient;
	rate = RATE / sqrt(*square + 1e-2);
	*weight += rate * gradient;
	cut = rate * lasso;
	*weight = *weight > cut	   ? *weight - cut
		  : *weight < -cut ? *weight + cut
				   : 0;
}

static void learn_links(struct learner *l, const struct chain *free_,
			const struct chain *bound, const struct example *e,
			const struct options *o)
{
	double enter[CHAIN_EDGES][MAP_FIELD_COUNT][MAP_FIELD_COUNT] = {{{0}}};
	double go_on[CHAIN_EDGES][MAP_FIELD_COUNT] = {{0}};
	double share = 1.0 / (double)l->n_examples;
	struct map_weights *w = l->model.weights;

	for (size_t i = 1; i < e->features.n; i++) {
		enum chain_edge edge = e->features.edges[i];

		for (int f = 0; f < MAP_FIELD_COUNT; f++) {
			enum map_field from = (enum map_field)f;

			if (f > 0)
				go_on[edge][f] +=
					chain_goes_on(bound, i, from) -
					chain_goes_on(free_, i, from);
			for (int t = 0; t < MAP_FIELD_COUNT; t++)
				enter[edge][f][t] +=
					chain_enters(bound, i, from,
						     (enum map_field)t) -
					chain_enters(free_, i, from,
						     (enum map_field)t);
		}
	}
	for (int edge = 0; edge < CHAIN_EDGES; edge++)
		for (int f = 0; f < MAP_FIELD_COUNT; f++) {
			step(&w->go_on[edge][f], &l->go_squares[edge][f],
			     e->weight * go_on[edge][f], o->ridge * share,
			     o->lasso * share);
			for (int t = 0; t < MAP_FIELD_COUNT; t++)
				step(&w->enter[edge][f][t],
				     &l->enter_squares[edge][f][t],
				     e->weight * enter[edge][f][t],
				     o->ridge * share, o->lasso * share);
		}
}

/* What is off by less than this is left as it is: most states are. */
#define GRADIENT_LEAST 1e-3

static void learn_token(struct learner *l, const struct chain *free_,
			const struct chain *bound, const struct example *e,
			size_t i, const struct options *o)
{
	double gradient[STATE_COUNT];
	int states[STATE_COUNT], n = 0;

	for (int s = 0; s < STATE_COUNT; s++)
		gradient[s] = e->weight * (chain_state(bound, i, s) -
					   chain_state(free_, i, s));
	/* the field's weight counts at its beginning, too */
	for (int f = 1; f < MAP_FIELD_COUNT; f++)
		gradient[STATE_GOES(f)] += gradient[STATE_BEGINS(f)];
	for (int s = 0; s < STATE_COUNT; s++)
		if (fabs(gradient[s]) > GRADIENT_LEAST)
			states[n++] = s;
	for (size_t k = e->features.firsts[i];
	     n > 0 && k < e->features.firsts[i + 1]; k++) {
		uint32_t id = e->features.ids[k];
		double share = 1 / l->counts[id];

		for (int j = 0; j < n; j++)
			step(&l->model.weights->rows[id][states[j]],
			     &l->squares[id][states[j]], gradient[states[j]],
			     o->ridge * share, o->lasso * share);
	}
}

/*
 * A copy of the example's features without some of them, drawn anew each time:
 * no weight may count on others being there (dropout: Srivastava and others
 * 2014). Half of the draws hold for the whole example.
 */
static void features_thin(struct learner *l, const struct features *from,
			  double share, struct features *ret)
{
	uint64_t own = draw(l);
	size_t n = 0;

	*ret = *from;
	ret->ids = mem_alloc((from->n_ids + 1) * sizeof(*ret->ids));
	ret->firsts = mem_alloc((from->n + 1) * sizeof(*ret->firsts));
	for (size_t i = 0; i < from->n; i++) {
		ret->firsts[i] = n;
		for (size_t k = from->firsts[i]; k < from->firsts[i + 1]; k++) {
			uint64_t all =
				own ^ (from->ids[k] + UINT64_C(1)) *
					      UINT64_C(0x9e3779b97f4a7c15);

			all = (all ^ all >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
			if ((double)(all >> 40) / (1 << 24) < share / 2 ||
			    (double)(draw(l) >> 40) / (1 << 24) < share / 2)
				continue;
			ret->ids[n++] = from->ids[k];
		}
	}
	ret->firsts[from->n] = n;
	ret->n_ids = n;
}

/* Returns how unlikely what is allowed was. */
static double learn_thinned(struct learner *l, const struct example *e,
			    const struct options *o)
{
	size_t n = e->features.n;
	struct chain_node *nodes = mem_alloc((n + 1) * sizeof(*nodes));
	struct chain any, bound;
	double loss = 0;

	map_weights_score(l->model.weights, &e->features, nodes);
	for (size_t i = 0; i < n; i++)
		nodes[i].allowed = e->allowed[i];
	map_weights_link(l->model.weights);
	chain_init(&any, &l->model.weights->links, nodes, n, 0);
	chain_init(&bound, &l->model.weights->links, nodes, n, 1);
	if (n > 0 && isfinite(bound.log_sum)) {
		loss = e->weight * (any.log_sum - bound.log_sum);
		learn_links(l, &any, &bound, e, o);
		for (size_t i = 0; i < n; i++)
			learn_token(l, &any, &bound, e, i, o);
	} else if (n > 0) {
		fprintf(stderr, "%s: nothing is allowed\n",
			e->sheet == MADE_SHEET ? "a made label"
					       : l->sheets[e->sheet].image);
	}
	chain_done(&any);
	chain_done(&bound);
	free(nodes);
	return loss;
}

static double learn_example(struct learner *l, const struct example *e,
			    const struct options *o)
{
	struct example thin = *e;
	double loss;

	features_thin(l, &e->features, o->drop, &thin.features);
	loss = learn_thinned(l, &thin, o);
	free(thin.features.ids);
	free(thin.features.firsts);
	return loss;
}

static void learner_reset(struct learner *l)
{
	struct map_weights *w = l->model.weights;
	size_t n;

	map_weights_fit(w);
	n = w->cap_rows;
	memset(w->rows, 0, n * sizeof(*w->rows));
	memset(w->enter, 0, sizeof(w->enter));
	memset(w->go_on, 0, sizeof(w->go_on));
	memset(l->enter_squares, 0, sizeof(l->enter_squares));
	memset(l->go_squares, 0, sizeof(l->go_squares));
	free(l->squares);
	free(l->counts);
	l->squares = mem_zalloc(n * sizeof(*l->squares));
	l->counts = mem_zalloc(n * sizeof(*l->counts));
	l->seed = SEED;
}

/* Everything that is learned, as one run of numbers. */
struct sums {
	double *rows; /* owned */
	double enter[CHAIN_EDGES][MAP_FIELD_COUNT][MAP_FIELD_COUNT];
	double go_on[CHAIN_EDGES][MAP_FIELD_COUNT];
	double n;
};

static void sum_add(double *sum, const double *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sum[i] += values[i];
}

static void sums_add(struct sums *sums, const struct map_weights *w)
{
	size_t n = w->cap_rows * STATE_COUNT;

	if (sums->rows == NULL)
		sums->rows = mem_zalloc(n * sizeof(*sums->rows));
	sum_add(sums->rows, &w->rows[0][0], n);
	sum_add(&sums->enter[0][0][0], &w->enter[0][0][0],
		sizeof(w->enter) / sizeof(double));
	sum_add(&sums->go_on[0][0], &w->go_on[0][0],
		sizeof(w->go_on) / sizeof(double));
	sums->n++;
}

static void sum_take(double *values, const double *sum, double n, size_t count)
{
	for (size_t i = 0; i < count; i++)
		values[i] = sum[i] / n;
}

/* The mean of the later rounds: less a matter of who came last. */
static void sums_take(struct sums *sums, struct map_weights *w)
{
	sum_take(&w->rows[0][0], sums->rows, sums->n,
		 w->cap_rows * STATE_COUNT);
	sum_take(&w->enter[0][0][0], &sums->enter[0][0][0], sums->n,
		 sizeof(w->enter) / sizeof(double));
	sum_take(&w->go_on[0][0], &sums->go_on[0][0], sums->n,
		 sizeof(w->go_on) / sizeof(double));
	free(sums->rows);
}

/* All features are there when the weights are used. */
static void rows_scale(struct map_weights *w, double by)
{
	for (size_t i = 0; i < w->cap_rows; i++)
		for (int s = 0; s < STATE_COUNT; s++)
			w->rows[i][s] *= by;
}

/* What weighs little is left out: the table stays small, and chance with it. */
static void rows_prune(struct map_weights *w, double least)
{
	for (size_t i = 0; i < w->cap_rows; i++)
		for (int s = 0; s < STATE_COUNT; s++)
			if (fabs(w->rows[i][s]) < least)
				w->rows[i][s] = 0;
}

/* Learns from all sheets but those of a fold (-1: from all). */
static void learn(struct learner *l, const struct options *o, int but)
{
	size_t *order = mem_alloc((l->n_examples + 1) * sizeof(*order)), n = 0;
	struct sums sums = {0};

	learner_reset(l);
	for (size_t i = 0; i < l->n_examples; i++) {
		const struct example *e = &l->examples[i];

		if (but >= 0 && e->sheet != MADE_SHEET &&
		    l->sheets[e->sheet].fold == (size_t)but)
			continue;
		order[n++] = i;
		for (size_t k = 0; k < e->features.n_ids; k++)
			l->counts[e->features.ids[k]]++;
	}
	for (int round = 0; round < o->rounds; round++) {
		double loss = 0;

		for (size_t i = n; i-- > 1;) {
			size_t j = draw(l) % (i + 1), keep = order[i];

			order[i] = order[j];
			order[j] = keep;
		}
		for (size_t i = 0; i < n; i++)
			loss += learn_example(l, &l->examples[order[i]], o);
		if (round >= o->rounds / 3)
			sums_add(&sums, l->model.weights);
		if (round == 0 || round == o->rounds - 1)
			fprintf(stderr, "fold %d round %d: loss %.1f\n", but,
				round + 1, loss);
	}
	sums_take(&sums, l->model.weights);
	rows_scale(l->model.weights, (1 - o->drop / 2) * (1 - o->drop / 2));
	rows_prune(l->model.weights, o->least);
	map_weights_link(l->model.weights);
	free(order);
}

/* --- what a confidence is worth ---------------------------------------------- */

static void sheet_try(const struct map_model *model, const struct sheet *sheet,
		      bool in_record, struct trials *trials)
{
	struct words parts[REGIONS_MAX * SHEET_VOICES];
	size_t n = sheet_parts(&sheet->facts, parts);
	struct record record;

	record_init(&record);
	if (in_record)
		sheet_record_make(model, &sheet->facts, &record);
	for (size_t i = 0; i < n; i++) {
		struct label_reading reading;

		map_region(model, &parts[i], &reading);
		trials_add(trials, model, &reading, sheet->dwc, sheet->fold,
			   in_record ? &record : NULL);
		label_reading_done(&reading);
		words_done(&parts[i]);
	}
	record_done(&record);
}

/* Weights that were learned without a fold, to be used once more. */
static void fold_keep(struct learner *l, struct map_weights *ret)
{
	const struct map_weights *w = l->model.weights;

	*ret = *w;
	ret->rows = mem_alloc(w->cap_rows * sizeof(*w->rows));
	memcpy(ret->rows, w->rows, w->cap_rows * sizeof(*w->rows));
}

static void sheet_print(const struct map_model *model,
			const struct sheet *sheet, FILE *file)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	struct record record;
	json_t *object;

	sheet_record_make(model, &sheet->facts, &record);
	sheet_code_take(&sheet->facts, "catalogNumber", NULL, NULL, &record);
	object = json_pack("{s:s, s:o}", "image", sheet->image, "dwc",
			   record_write_json(&record, false));
	json_write_line(object, &line);
	fwrite(line.data, 1, line.len, file);
	json_decref(object);
	record_done(&record);
}

/* Records of sheets that neither weights nor confidences were learned from. */
static void cross_print(struct learner *l, const struct options *o,
			struct map_weights *kept, const struct trials *trials)
{
	FILE *file = fopen(o->cross, "w");

	for (int fold = 0; file != NULL && fold < o->folds; fold++) {
		struct map_model model = l->model;

		model.weights = &kept[fold];
		trials_calibrate(trials, model.weights, true, (size_t)fold);
		for (size_t i = 0; i < l->n_sheets; i++)
			if (l->sheets[i].fold == (size_t)fold)
				sheet_print(&model, &l->sheets[i], file);
	}
	if (file == NULL || fclose(file) != 0)
		fprintf(stderr, "%s cannot be written\n", o->cross);
}

/* Tries each sheet with the weights that do not know it. */
static void sheets_try(struct learner *l, struct map_weights *kept,
		       bool in_record, struct trials *ret)
{
	for (size_t i = 0; i < l->n_sheets; i++) {
		struct map_model model = l->model;

		model.weights = &kept[l->sheets[i].fold];
		sheet_try(&model, &l->sheets[i], in_record, ret);
	}
}

static void learn_confidence(struct learner *l, const struct options *o)
{
	struct trials all = {0}, trials = {0};
	struct map_weights *kept = mem_zalloc((size_t)o->folds * sizeof(*kept));

	for (int fold = 0; fold < o->folds; fold++) {
		learn(l, o, fold);
		fold_keep(l, &kept[fold]);
	}
	sheets_try(l, kept, false, &all);
	for (int fold = 0; fold < o->folds; fold++)
		trials_calibrate(&all, &kept[fold], false, (size_t)fold);
	free(all.items);
	sheets_try(l, kept, true, &trials);
	if (o->cross != NULL)
		cross_print(l, o, kept, &trials);
	for (int fold = 0; fold < o->folds; fold++)
		free(kept[fold].rows);
	free(kept);
	trials_calibrate(&trials, l->model.weights, true, SIZE_MAX);
	free(trials.items);
}

/* --- main -------------------------------------------------------------------- */

static int options_read(int argc, char **argv, struct options *ret)
{
	int i = 1;

	*ret = (struct options){.folds = 4,
				.rounds = 12,
				.made = 900,
				.made_weight = 0.12,
				.ridge = RIDGE,
				.lasso = LASSO,
				.drop = DROP,
				.least = LEAST};
	for (; i + 1 < argc && argv[i][0] == '-'; i += 2)
		if (strcmp(argv[i], "--half") == 0)
			ret->half = argv[i + 1];
		else if (strcmp(argv[i], "--but") == 0)
			ret->but = argv[i + 1];
		else if (strcmp(argv[i], "--cross") == 0)
			ret->cross = argv[i + 1];
		else if (strcmp(argv[i], "--cases") == 0)
			ret->cases = argv[i + 1];
		else if (strcmp(argv[i], "--folds") == 0)
			ret->folds = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--rounds") == 0)
			ret->rounds = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--ridge") == 0)
			ret->ridge = strtod(argv[i + 1], NULL);
		else if (strcmp(argv[i], "--made") == 0)
			ret->made = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--made-weight") == 0)
			ret->made_weight = strtod(argv[i + 1], NULL);
		else if (strcmp(argv[i], "--least") == 0)
			ret->least = strtod(argv[i + 1], NULL);
		else if (strcmp(argv[i], "--drop") == 0)
			ret->drop = strtod(argv[i + 1], NULL);
		else if (strcmp(argv[i], "--lasso") == 0)
			ret->lasso = strtod(argv[i + 1], NULL);
	return i;
}

int main(int argc, char **argv)
{
	struct learner *l = mem_zalloc(sizeof(*l));
	struct places *places = NULL;
	struct bytes table = {0};
	struct options options;
	struct error err;
	int first = options_read(argc, argv, &options);

	if (places_load(NULL, &places, &err) < 0 ||
	    map_tables_init(&l->model.tables, NULL, places, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return EXIT_FAILURE;
	}
	l->model.weights = mem_zalloc(sizeof(*l->model.weights));
	l->folds = (size_t)options.folds;
	for (int i = first; i < argc; i++)
		set_read(l, &options, argv[i]);
	made_add(l, &options);
	if (options.cases != NULL)
		cases_add(l, options.cases);
	fprintf(stderr, "%zu sheets, %zu regions, %zu features\n", l->n_sheets,
		l->n_examples, l->model.weights->names.n);
	if (options.folds > 1)
		learn_confidence(l, &options);
	if (options.cross != NULL)
		return EXIT_SUCCESS;
	learn(l, &options, -1);
	map_weights_write(l->model.weights, &table);
	fwrite(table.data, 1, table.len, stdout);
	return EXIT_SUCCESS;
}
