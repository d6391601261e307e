/*
 * test_doubtful.c: which fields want a look before a record is signed, and why;
 * and that what is offered for one stays where it is read.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "dwc/words/calibration.h"
#include "tests/kit/world.h"
#include "ui/update/grid.h"
#include "ui/state/doubtful.h"

/* A record in which nothing is doubtful. */
#define GOOD 3

static void play(struct world *w, const char *script)
{
	struct bytes out CLEANUP(bytes_done) = {0};

	world_play(w, script, &out);
}

static struct field *field_of(struct world *w, const char *term)
{
	return record_find(&w->records[GOOD].specimen.record, term);
}

static void begin(struct world *w)
{
	struct specimen *s;

	world_init(w);
	s = &w->records[GOOD].specimen;
	record_set(&s->record, "recordNumber", "4711", 1, SOURCE_MODEL);
	for (size_t i = 0; i < s->record.n; i++)
		s->record.fields[i].support = SUPPORT_SEEN;
}

/* To the record as it is now. */
static void open_good(struct world *w)
{
	play(w, "size 80 24\nstart\nkeys J J J\n");
	assert_string_equal(w->app.here.specimen.id, "3d");
}

/* Another reading of it, which says this of a term. */
static void add_reading(struct world *w, const char *model, const char *term,
			const char *value)
{
	struct specimen *s = &w->records[GOOD].specimen;
	struct outcome *o;

	s->outcomes =
		mem_grow(s->outcomes, s->n_outcomes + 1, sizeof(*s->outcomes));
	o = &s->outcomes[s->n_outcomes++];
	outcome_init(o);
	o->specimen_id = mem_strdup(s->id);
	o->image = mem_strdup(s->image);
	o->model = mem_strdup(model);
	o->timestamp = mem_strdup("2026-11-24T20:15:04Z");
	record_copy(&s->record, &o->dwc);
	record_set(&o->dwc, term, value, 0.9, SOURCE_MODEL);
}

static void assert_why(const struct world *w, const char *term,
		       const char *words)
{
	struct bytes why CLEANUP(bytes_done) = {0};

	assert_true(app_doubtful(&w->app, term, &why));
	if (strstr(why.data, words) == NULL)
		fail_msg("%s: %s", term, why.data);
}

static void test_nothing_speaks_against_a_good_record(void **state)
{
	struct world w;
	const char *terms[4];

	(void)state;
	begin(&w);
	open_good(&w);
	assert_int_equal(app_doubtful_terms(&w.app, terms, 4), 0);
	world_done(&w);
}

static void test_each_sign_has_its_words(void **state)
{
	struct world w;
	const char *terms[8];

	(void)state;
	begin(&w);
	field_of(&w, "recordedBy")->support = SUPPORT_NOWHERE;
	field_of(&w, "locality")->support = SUPPORT_ILLEGIBLE;
	field_of(&w, "stateProvince")->confidence = 0.87;
	field_of(&w, "country")->confidence = DOUBT_SURE;
	mem_replace(&field_of(&w, "eventDate")->value, "2809");
	mem_replace(&field_of(&w, "catalogNumber")->value, "");
	add_reading(&w, "gemini", "scientificName", "Carex aurea");
	open_good(&w);
	assert_why(&w, "recordedBy", "Not on the sheet");
	assert_why(&w, "locality", "hardly be read");
	assert_string_equal(app_doubt_word(&w.app, "recordedBy", DOUBT_UNSAID),
			    "not on the sheet");
	assert_string_equal(app_doubt_word(&w.app, "locality", DOUBT_UNSAID),
			    "cannot be read there");
	assert_why(&w, "stateProvince", "13 in 100");
	assert_why(&w, "scientificName", "1 of 2 says something else");
	assert_why(&w, "catalogNumber", "is empty");
	assert_true((app_doubts(&w.app, "eventDate") & DOUBT_ERROR) != 0);
	assert_false(app_doubtful(&w.app, "country", NULL));
	/* In the order of the grid, and counted beyond what is asked for. */
	assert_int_equal(app_doubtful_terms(&w.app, terms, 2), 6);
	assert_string_equal(terms[0], "catalogNumber");
	assert_string_equal(terms[1], "recordedBy");
	world_done(&w);
}

static unsigned doubts_of_number(const char *image, const char *number)
{
	struct world w;
	unsigned doubts;

	begin(&w);
	field_of(&w, "catalogNumber")->confidence = 0.8;
	mem_replace(&w.records[GOOD].specimen.image, image);
	mem_replace(&field_of(&w, "catalogNumber")->value, number);
	open_good(&w);
	doubts = app_doubts(&w.app, "catalogNumber") & DOUBT_UNSURE;
	world_done(&w);
	return doubts;
}

/* The name of the picture speaks for a catalogue number, if that is long and
 * not a part of another one: figures get lost in reading. */
static void test_a_picture_is_named_by_its_number(void **state)
{
	const char *image = "1498020/NY_01498025_lg.jpg";

	(void)state;
	assert_int_equal(doubts_of_number(image, "01498025"), 0);
	assert_int_equal(doubts_of_number(image, "1498025"), 0);
	assert_int_equal(doubts_of_number(image, "1498"), DOUBT_UNSURE);
	assert_int_equal(doubts_of_number(image, "0149802"), DOUBT_UNSURE);
	assert_int_equal(doubts_of_number(image, "498025"), DOUBT_UNSURE);
	assert_int_equal(doubts_of_number(image, "1498020"), DOUBT_UNSURE);
}

/* It is said that nothing was read where nothing was: a country, a habitat are
 * something, and so is what somebody began to type. */
static void test_unread_is_what_has_nothing(void **state)
{
	struct world w;
	struct record *record;

	(void)state;
	begin(&w);
	w.records[GOOD].specimen.quality.blank = true;
	record = &w.records[GOOD].specimen.record;
	while (record->n > 0)
		record_remove(record, record->fields[0].term);
	record_set(record, "catalogNumber", "280276", 1, SOURCE_BARCODE);
	record_set(record, "basisOfRecord", "PreservedSpecimen", 1,
		   SOURCE_MODEL);
	record_set(record, "verbatimLabel", "lia ff", 0.2, SOURCE_MODEL);
	record_set(record, "habitat", "", 0.2, SOURCE_MODEL);
	open_good(&w);
	assert_true(app_is_unread(&w.app));
	play(&w, "keys e b o g Enter\n");
	assert_false(app_is_unread(&w.app));
	world_done(&w);
	begin(&w);
	w.records[GOOD].specimen.quality.blank = true;
	record = &w.records[GOOD].specimen.record;
	while (record->n > 0)
		record_remove(record, record->fields[0].term);
	record_set(record, "country", "Canada", 0.9, SOURCE_MODEL);
	open_good(&w);
	assert_false(app_is_unread(&w.app));
	world_done(&w);
}

/* What the run's signed records say of a value: that some have it, or another
 * one, a slip from it. */
static void help_with(struct world *w, const char *term, size_t stands,
		      const char *misread)
{
	struct helps_record *here = &w->app.helps.here;
	struct term_suggestions *of;

	here->terms =
		mem_grow(here->terms, here->n_terms + 1, sizeof(*here->terms));
	memmove(here->terms + 1, here->terms,
		here->n_terms++ * sizeof(*here->terms));
	of = &here->terms[0];
	*of = (struct term_suggestions){.term = mem_strdup(term),
					.stands = stands};
	if (misread != NULL) {
		struct suggestion s = {.value = mem_strdup(misread),
				       .misread = true};

		suggestions_add(&of->list, &s);
		free(s.value);
	}
}

static void test_signed_values_speak_for_a_value_and_against_it(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	field_of(&w, "recordedBy")->confidence = 0.6;
	field_of(&w, "stateProvince")->confidence = 0.6;
	field_of(&w, "country")->confidence = 0.4;
	open_good(&w);
	help_with(&w, "recordedBy", DOUBT_KNOWN, NULL);
	help_with(&w, "stateProvince", DOUBT_KNOWN - 1, NULL);
	help_with(&w, "country", DOUBT_KNOWN, NULL);
	help_with(&w, "scientificName", 0, "Carex alba Scop.");
	assert_int_equal(app_doubts(&w.app, "recordedBy"), 0);
	assert_int_equal(app_doubts(&w.app, "stateProvince"), DOUBT_UNSURE);
	assert_int_equal(app_doubts(&w.app, "country") & DOUBT_UNSURE,
			 DOUBT_UNSURE);
	assert_int_equal(app_doubts(&w.app, "scientificName"), DOUBT_MISREAD);
	assert_why(&w, "scientificName",
		   "Signed records have \"Carex alba Scop.\".");
	assert_string_equal(
		app_doubt_word(&w.app, "scientificName", DOUBT_MISREAD),
		"signed otherwise");
	world_done(&w);
}

/* A list that has a name speaks for it where its reader was half sure, and a
 * signed record where they were surer: then the check's word that they were not
 * is none either. */
static void test_others_speak_for_a_value(void **state)
{
	static const struct {
		double confidence;
		enum suggestion_source said;
		unsigned doubts;
	} rows[] = {
		{0.6, SUGGESTION_TAXA, 0},
		{0.6, SUGGESTION_LABEL, DOUBT_UNSURE | DOUBT_WARNING},
		{0.4, SUGGESTION_TAXA, DOUBT_UNSURE | DOUBT_WARNING},
		{DOUBT_ONCE_SURE, SUGGESTION_SIGNED, 0},
		{0.69, SUGGESTION_SIGNED, DOUBT_UNSURE},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct field *field;
		struct world w;

		begin(&w);
		field_of(&w, "scientificName")->confidence = rows[i].confidence;
		open_good(&w);
		field = record_find(&w.app.here.specimen.record,
				    "scientificName");
		field->said = field->confidence; /* of one who is measured */
		record_validate_term(w.app.terms, &w.app.here.specimen.record,
				     "scientificName",
				     &w.app.here.specimen.verdicts);
		help_with(&w, "scientificName", 0, NULL);
		w.app.helps.here.terms[0].said = 1u << rows[i].said;
		assert_int_equal(app_doubts(&w.app, "scientificName"),
				 rows[i].doubts);
		world_done(&w);
	}
}

/* A gathering has a number, and what the label may say is worth a look: that
 * is no reason to ask before a signature. */
static void test_what_the_label_may_say_is_looked_at(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	mem_replace(&field_of(&w, "recordNumber")->value, "");
	open_good(&w);
	assert_int_equal(app_doubts(&w.app, "recordNumber"), DOUBT_MISSED);
	assert_why(&w, "recordNumber", "the label may say it");
	assert_string_equal(w.app.grid.term, "recordNumber");
	assert_int_equal(app_doubts(&w.app, "habitat"), 0);
	play(&w, "keys a\n");
	assert_int_not_equal(w.app.overlay, OVERLAY_MENU);
	world_done(&w);
}

/* What only looks different is no other reading. */
static void test_spelling_is_no_dissent(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	add_reading(&w, "gemini", "recordedBy", "J.H. Hudson");
	add_reading(&w, "qwen", "locality", "");
	open_good(&w);
	assert_false(app_doubtful(&w.app, "recordedBy", NULL));
	assert_false(app_doubtful(&w.app, "locality", NULL));
	world_done(&w);
}

/* Invariant 1: from the key on, before anything is saved. */
static void test_a_persons_word_ends_doubt(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	field_of(&w, "recordedBy")->support = SUPPORT_NOWHERE;
	mem_replace(&field_of(&w, "eventDate")->value, "2809");
	open_good(&w);
	play(&w, "keys g j\nhold\nkeys Enter\n");
	assert_false(app_doubtful(&w.app, "recordedBy", NULL));
	play(&w, "answer\n");
	assert_false(app_doubtful(&w.app, "recordedBy", NULL));
	play(&w, "fail the disk is full\nkeys g j j x\n");
	assert_true((app_doubts(&w.app, "eventDate") & DOUBT_UNSAVED) != 0);
	play(&w, "ok\nkeys g j j Enter\n");
	assert_false(app_doubtful(&w.app, "eventDate", NULL));
	/* What is undone is doubtful again. */
	play(&w, "keys u\n");
	assert_true(app_doubtful(&w.app, "eventDate", NULL));
	world_done(&w);
}

static void test_a_signed_record_is_not_doubtful(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	field_of(&w, "recordedBy")->support = SUPPORT_NOWHERE;
	w.records[GOOD].specimen.status = STATUS_REJECTED;
	play(&w, "size 80 24\nstart\nkeys o f j j j Enter\n");
	assert_string_equal(w.app.here.specimen.id, "3d");
	assert_false(app_doubtful(&w.app, "recordedBy", NULL));
	world_done(&w);
}

/* What nobody knows the worth of is not held against each value; what its reader
 * was not sure of themselves is. */
static void test_an_unknown_reader_speaks_for_themselves(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	field_of(&w, "recordedBy")->confidence = 0.5;
	field_of(&w, "recordedBy")->said = 0.95;
	field_of(&w, "locality")->confidence = 0.5;
	field_of(&w, "locality")->said = 0.7;
	field_of(&w, "country")->confidence = -1;
	open_good(&w);
	assert_false(app_doubtful(&w.app, "recordedBy", NULL));
	assert_why(&w, "locality", "its reader says 70 %");
	assert_why(&w, "country", "not known");
	world_done(&w);
}

/* What was not measured is what the reader says; of what was, how often. */
static void test_only_what_was_measured_is_a_figure(void **state)
{
	static const struct {
		double said, confidence;
		const char *words;
	} rows[] = {
		{0, 0, "its reader says 0 %"},
		{0.3, 0.3, "its reader says 30 %"},
		{0.7, CALIBRATION_UNKNOWN, "its reader says 70 %"},
		{0.7, 0.7, "30 in 100 such values are wrong"},
		{0.9, 0.4, "60 in 100 such values are wrong"},
		{0.4, 0.6, "40 in 100 such values are wrong"},
		{0.4, 0, "hardly any such value is right"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes why CLEANUP(bytes_done) = {0};
		struct world w;

		begin(&w);
		/* the check has worse to say than that it is not sure */
		mem_replace(&field_of(&w, "eventDate")->value, "2809");
		field_of(&w, "eventDate")->said = rows[i].said;
		field_of(&w, "eventDate")->confidence = rows[i].confidence;
		open_good(&w);
		app_doubt_words(&w.app, "eventDate", DOUBT_UNSURE, &why);
		if (strstr(why.data, rows[i].words) == NULL)
			fail_msg("row %zu: %s", i, why.data);
		world_done(&w);
	}
}

/* Invariant 2. */
static void test_what_is_printed_is_not_compared(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	record_set(&w.records[GOOD].specimen.record, "verbatimLocality",
		   "Saskatoon", 0.4, SOURCE_MODEL);
	add_reading(&w, "gemini", "verbatimLocality", "near Saskatoon");
	record_set(&w.records[GOOD].specimen.record, "verbatimLabel",
		   "Saskatoon", 0.4, SOURCE_MODEL);
	open_good(&w);
	assert_int_equal(app_doubts(&w.app, "verbatimLocality") &
				 (DOUBT_DIFFERS | DOUBT_UNSURE),
			 0);
	assert_int_equal(app_doubts(&w.app, "verbatimLabel"), 0);
	world_done(&w);
}

/* ---- candidates ----------------------------------------------------------- */

/* What comes of a record's suggestions, of one term: a letter for each. */
static void answer(struct app *app, const char *term, const char *letters)
{
	struct query_suggestions reply = {.ticket = 7};
	struct term_suggestions *terms = mem_zalloc(sizeof(*terms));

	terms->term = mem_strdup(term);
	for (; *letters != '\0'; letters++) {
		char value[2] = {*letters, '\0'};

		suggestions_add(&terms->list,
				&(struct suggestion){
					.value = value,
					.sources = 1u << SUGGESTION_LABEL,
					.score = DOUBT_OFFER,
				});
	}
	reply.specimen_id = app->here.specimen.id;
	reply.terms = terms;
	reply.n_terms = 1;
	mem_replace(&app->helps.asked.id, app->here.specimen.id);
	app->helps.ticket = 7;
	helps_take(app, &reply);
}

static void assert_order(const struct app *app, const char *term,
			 const char *letters)
{
	const struct suggestions *list = helps_of_term(app, term);

	assert_int_equal(list->n, strlen(letters));
	for (size_t i = 0; i < list->n; i++)
		assert_int_equal(list->items[i].value[0], letters[i]);
}

/* What somebody reads keeps its place; soon after a key nobody has begun to,
 * and of another field nobody does. */
static void test_candidates_keep_their_places(void **state)
{
	struct world w;
	struct app *app = &w.app;

	(void)state;
	begin(&w);
	open_good(&w);
	play(&w, "keys g j\n");
	app->spent.last_ms = 5000;
	app->spent.now_ms = 5100;
	answer(app, "recordedBy", "ABC");
	answer(app, "recordedBy", "CDA");
	assert_order(app, "recordedBy", "CDA");
	app->spent.now_ms = 6000;
	answer(app, "recordedBy", "DBAC");
	assert_order(app, "recordedBy", "CDAB");
	answer(app, "locality", "AB");
	answer(app, "locality", "BA");
	assert_order(app, "locality", "BA");
	world_done(&w);
}

/* What the label offers for an empty field that need not be filled is worth a
 * look; of one that has to be the check has said so. */
static void test_an_offer_is_looked_at(void **state)
{
	struct bytes why CLEANUP(bytes_done) = {0};
	struct world w;
	struct app *app = &w.app;

	(void)state;
	begin(&w);
	mem_replace(&field_of(&w, "country")->value, "");
	open_good(&w);
	answer(app, "habitat", "A");
	assert_int_equal(app_doubts(app, "habitat"), DOUBT_MISSED);
	assert_why(&w, "habitat", "the label may say it");
	answer(app, "dynamicProperties", "A");
	assert_int_equal(app_doubts(app, "dynamicProperties"), 0);
	answer(app, "country", "A");
	assert_true(app_doubtful(app, "country", &why));
	assert_null(strstr(why.data, "may say"));
	world_done(&w);
}

/* What the one before had scrolled away is seen of this one. */
static void test_a_record_comes_from_its_top(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	field_of(&w, "recordedBy")->support = SUPPORT_NOWHERE;
	play(&w, "size 80 24\nstart\nkeys J J m\n");
	for (int i = 0; i < 20; i++)
		play(&w, "keys j\n");
	assert_true(w.app.grid.top > 1);
	play(&w, "keys J\n");
	assert_string_equal(w.app.here.specimen.id, "3d");
	assert_string_equal(w.app.grid.term, "recordedBy");
	assert_int_equal(w.app.grid.top, 0);
	world_done(&w);
}

/* It is said that signing asks only where it does. */
static void test_what_signing_asks_about_is_said(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	record_set(&w.records[GOOD].specimen.record, "verbatimLabel",
		   "6E. 19 Sep", 0.3, SOURCE_RULE);
	field_of(&w, "verbatimLabel")->support = SUPPORT_SEEN;
	field_of(&w, "recordedBy")->support = SUPPORT_NOWHERE;
	open_good(&w);
	assert_string_equal(w.app.grid.term, "recordedBy");
	play(&w, "keys Enter\n");
	assert_string_equal(w.app.message.text,
			    "nothing is doubtful any more: a signs");
	world_done(&w);
}

/* The row of doubts names none that the title does not count. */
static void test_the_row_of_doubts_is_of_those_counted(void **state)
{
	struct world w;
	struct bytes out CLEANUP(bytes_done) = {0};
	struct record *record;

	(void)state;
	begin(&w);
	record = &w.records[GOOD].specimen.record;
	record_set(record, "identificationHistory",
		   "[{\"scientificName\":\"Carex aurea\"}]", -1, SOURCE_RULE);
	open_good(&w);
	world_play(&w, "dump\n", &out);
	assert_non_null(strstr(out.data, "none doubtful"));
	assert_null(strstr(out.data, "Doubted:"));
	world_done(&w);
	bytes_clear(&out);
	begin(&w);
	field_of(&w, "locality")->confidence = 0.3;
	open_good(&w);
	world_play(&w, "dump\n", &out);
	assert_non_null(strstr(out.data, "1 doubtful"));
	assert_non_null(strstr(out.data, "Doubted: locality (not sure)"));
	world_done(&w);
}

/* A record opens on what is doubtful when all help has come, unless somebody has
 * gone on meanwhile. */
static void test_what_help_says_moves_where_a_record_opens(void **state)
{
	(void)state;
	for (int pressed = 0; pressed < 2; pressed++) {
		struct world w;

		begin(&w);
		field_of(&w, "scientificName")->confidence = 0.6;
		field_of(&w, "recordNumber")->confidence = 0.3;
		open_good(&w);
		assert_string_equal(w.app.grid.term, "scientificName");
		if (pressed)
			play(&w, "keys Z\n");
		help_with(&w, "scientificName", 0, NULL);
		w.app.helps.here.terms[0].said = 1u << SUGGESTION_TAXA;
		grid_settle(&w.app);
		assert_string_equal(w.app.grid.term, pressed ? "scientificName"
							     : "recordNumber");
		world_done(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_speaks_against_a_good_record),
		cmocka_unit_test(test_each_sign_has_its_words),
		cmocka_unit_test(test_a_picture_is_named_by_its_number),
		cmocka_unit_test(test_unread_is_what_has_nothing),
		cmocka_unit_test(
			test_signed_values_speak_for_a_value_and_against_it),
		cmocka_unit_test(test_others_speak_for_a_value),
		cmocka_unit_test(
			test_what_help_says_moves_where_a_record_opens),
		cmocka_unit_test(test_what_the_label_may_say_is_looked_at),
		cmocka_unit_test(test_spelling_is_no_dissent),
		cmocka_unit_test(test_a_persons_word_ends_doubt),
		cmocka_unit_test(test_a_signed_record_is_not_doubtful),
		cmocka_unit_test(test_an_unknown_reader_speaks_for_themselves),
		cmocka_unit_test(test_only_what_was_measured_is_a_figure),
		cmocka_unit_test(test_what_is_printed_is_not_compared),
		cmocka_unit_test(test_candidates_keep_their_places),
		cmocka_unit_test(test_an_offer_is_looked_at),
		cmocka_unit_test(test_a_record_comes_from_its_top),
		cmocka_unit_test(test_what_signing_asks_about_is_said),
		cmocka_unit_test(test_the_row_of_doubts_is_of_those_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
