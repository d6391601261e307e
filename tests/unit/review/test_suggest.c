/*
 * test_suggest.c: what is offered for the fields of a record, asked as the
 * console asks it.
 */
#include "config.h"

#include "review/answer/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "dwc/taxa/import.h"
#include "match/matcher.h"
#include "run/cache/facts.h"
#include "run/cache/gbif.h"
#include "run/index/index.h"
#include "tests/kit/history.h"
#include "tests/kit/label_page.h"
#include "tests/kit/scratch.h"

struct world {
	char *dir;
	struct run *run;
	struct bytes raw, edits;
	struct mailbox *box;
	struct query *query;
	uint64_t ticket;
};

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));

	w->dir = scratch_new();
	setenv("XDG_DATA_HOME", w->dir, 1);
	w->run = history_run(w->dir);
	assert_int_equal(mailbox_new(&w->box, NULL), 0);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	query_stop(w->query);
	mailbox_free(w->box);
	run_close(w->run);
	scratch_free(w->dir);
	bytes_done(&w->raw);
	bytes_done(&w->edits);
	free(w);
	return 0;
}

/* Folds what was written and begins to ask. */
static void begin(struct world *w)
{
	struct index *index;
	struct fold_report report;
	struct renewal renewal;

	history_append(w->run, "raw.jsonl", &w->raw);
	history_append(w->run, "edits.jsonl", &w->edits);
	assert_int_equal(index_open(w->run, INDEX_FOLD, &index, NULL), 0);
	assert_int_equal(index_fold(index, -1, &report, NULL), 0);
	assert_int_equal(index_renew(index, -1, &renewal, NULL), 0);
	index_close(index);
	assert_int_equal(query_start(w->run, w->box, &w->query, NULL), 0);
}

static const struct query_suggestions *ask(struct world *w, unsigned int n)
{
	char id[65];
	struct mail *mail;
	const struct query_suggestions *answer;

	history_id(n, id);
	query_ask_suggestions(w->query, ++w->ticket, id, "mb");
	mail = mailbox_wait(w->box, -1);
	assert_non_null(mail);
	assert_int_equal(mail->kind, QUERY_MAIL_SUGGESTIONS);
	answer = CONTAINER_OF(mail, struct query_suggestions, mail);
	assert_true(answer->ticket == w->ticket);
	assert_string_equal(answer->specimen_id, id);
	return answer;
}

static void done(const struct query_suggestions *answer)
{
	mail_free((struct mail *)(uintptr_t)&answer->mail);
}

static void list_print(const struct suggestions *list, struct bytes *ret)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct suggestion *s = &list->items[i];

		bytes_printf(ret, "%s%s <%s>", s->differs ? "!" : "", s->value,
			     suggestion_source_word(s->source));
		if (s->note[0] != '\0')
			bytes_printf(ret, " %s", s->note);
		bytes_append_char(ret, '\n');
		assert_true(s->score >= 0 && s->score <= 1);
		assert_true((s->sources & 1u << s->source) != 0);
	}
}

/* What is offered for a term, a line for each. */
static void check(const struct query_suggestions *answer, const char *term,
		  const char *expected)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_append_str(&text, "");
	for (size_t i = 0; i < answer->n_terms; i++)
		if (strcmp(answer->terms[i].term, term) == 0)
			list_print(&answer->terms[i].list, &text);
	assert_string_equal(text.data, expected);
}

static void put(struct world *w, unsigned int n, const char *model,
		const char *fields)
{
	char id[65], image[20];

	history_id(n, id);
	snprintf(image, sizeof(image), "%u.jpg", n);
	history_outcome(&w->raw, id, image, model, fields);
}

static void act(struct world *w, int64_t seq, unsigned int n, const char *op,
		const char *rest)
{
	char id[65];

	history_id(n, id);
	history_act(&w->edits, seq, "mb", id, op, rest);
}

/* --- readings ------------------------------------------------------------- */

static void test_readings(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1",
	    "recordedBy=J. Looman|eventDate=1969-08-14|locality=Regina");
	put(w, 1, "m2", "recordedBy=J. Looman|eventDate=1969|locality=REGINA");
	put(w, 1, "m3", "recordedBy=J. Lowman|eventDate=14 Aug 1969");
	put(w, 1, "m3", NULL);
	begin(w);
	answer = ask(w, 1);
	/* The one that differs first; the one that stands is counted. */
	check(answer, "recordedBy",
	      "!J. Lowman <reading> 1 of 3 readings: m3\n"
	      "J. Looman <reading> 2 of 3 readings: m1, m2\n");
	/* A year alone says nothing else, another notation is a change. */
	check(answer, "eventDate",
	      "1969-08-14 <reading> 2 of 3 readings: m1, m3\n"
	      "1969 <reading> 1 of 3 readings: m2\n");
	check(answer, "locality", "Regina <reading> 2 of 3 readings: m1, m2\n");
	check(answer, "country", "");
	done(answer);
}

/* --- the label ------------------------------------------------------------ */

static void put_label(struct world *w, unsigned int n, const char *text)
{
	const struct label label = {.box = {0, 0, 2000, 1000}};
	struct facts facts = {
		.sheet_rotation = -1, .width = 2000, .height = 1000};
	struct region *region = facts_add_region(&facts, &label);
	struct facts_cache *cache;
	char id[65];

	history_id(n, id);
	region->role = ROLE_LABEL;
	region->read = true;
	region->place = (struct view_place){
		.crop = {0, 0, 2000, 1000},
		.width = 4000,
		.height = 2000,
		.scale = 2,
	};
	label_page(text, &region->words);
	for (size_t i = 0; i < region->words.n; i++)
		region->words.items[i].role = ROLE_LABEL;
	assert_int_equal(facts_cache_open(w->run, &cache, NULL), 0);
	assert_true(facts_cache_put(cache, id, "1 eng", &facts, NULL));
	facts_cache_close(cache);
	facts_done(&facts);
}

static const struct suggestion *find(const struct query_suggestions *answer,
				     const char *term, const char *value)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	for (size_t i = 0; i < answer->n_terms; i++)
		for (size_t k = 0; k < answer->terms[i].list.n &&
				   strcmp(answer->terms[i].term, term) == 0;
		     k++)
			if (strcmp(answer->terms[i].list.items[k].value,
				   value) == 0)
				return &answer->terms[i].list.items[k];
	for (size_t i = 0; i < answer->n_terms; i++)
		if (strcmp(answer->terms[i].term, term) == 0)
			list_print(&answer->terms[i].list, &text);
	fail_msg("%s is not offered for %s, but\n%s", value, term, text.data);
	return NULL;
}

/* Where the reader found little, the words themselves are there, joined over
 * lines, in Darwin Core's notation, with their places on the stored image. */
static void test_label(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;
	const struct suggestion *s;

	put(w, 1, "m1", "country=Canada");
	put_label(w, 1,
		  "PLANTS OF SASKATCHEWAN\n"
		  "Coreopsis tinctoria Nutt.\n"
		  "Saskatoon, 3 mi. N of town on\n"
		  "the road to Warman. Moist sandy soil.\n"
		  "Coll. J. H. Hudson No. 1202\n"
		  "14 Aug. 1963\n");
	begin(w);
	answer = ask(w, 1);
	find(answer, "scientificName", "Coreopsis tinctoria Nutt.");
	find(answer, "recordNumber", "1202");
	find(answer, "stateProvince", "Saskatchewan");
	s = find(answer, "eventDate", "1963-08-14");
	assert_int_equal(s->source, SUGGESTION_LABEL);
	assert_int_equal(s->n_boxes, 1);
	assert_true(s->boxes[0].w > 0 && s->boxes[0].y < 1000);
	find(answer, "recordedBy", "J. H. Hudson");
	s = find(answer, "locality",
		 "Saskatoon, 3 mi. N of town on the road to Warman.");
	assert_int_equal(s->n_boxes, 2);
	done(answer);
}

/* What stands there is not offered as the label's heading prints it: that would
 * be taken back. What is printed so itself is offered as one writes it. */
static void test_printed_in_capitals(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;
	const char *label = "AGRICULTURE CANADA\n"
			    "REGINA, SASKATCHEWAN\n"
			    "Botanical Name Coreopsis tinctoria Nutt.\n"
			    "Coll. J. H. Hudson No. 1202\n";

	put(w, 1, "m1", "country=Canada|recordNumber=1202");
	put_label(w, 1, label);
	put(w, 2, "m1", "country=Germany|recordNumber=1202");
	put_label(w, 2, label);
	begin(w);
	answer = ask(w, 1);
	check(answer, "country", "");
	done(answer);
	answer = ask(w, 2);
	check(answer, "country", "Canada <label>\nCANADA <label>\n");
	done(answer);
}

/* Nothing is offered with the marks of a form at its ends. */
static void test_marks_alone(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;
	struct bytes text CLEANUP(bytes_done) = {0};

	put(w, 1, "m1", "recordedBy=im. Shevkenek");
	put_label(w, 1,
		  "No. 84 Date June 27, 1935.\n"
		  "Latin Name Agropyron dasystachyum\n"
		  "Habitat River banks & sandy soil \u2014\n"
		  "Locality Regina \u2014\n"
		  "Remarks creeping-rooted perennial\n"
		  "| Collector im. Shevkenek \u2014\n");
	begin(w);
	answer = ask(w, 1);
	bytes_append_str(&text, "");
	for (size_t i = 0; i < answer->n_terms; i++)
		for (size_t k = 0; k < answer->terms[i].list.n; k++)
			bytes_printf(&text, "%s\n",
				     answer->terms[i].list.items[k].value);
	assert_non_null(strstr(text.data, "perennial\n"));
	assert_null(strstr(text.data, " -\n"));
	done(answer);
}

/* --- names ---------------------------------------------------------------- */

#define NAMES                                                            \
	"taxonID\tscientificName\tscientificNameAuthorship\ttaxonRank\t" \
	"taxonomicStatus\tacceptedNameUsageID\tfamily\n"

static void put_names(struct world *w, const char *rows)
{
	char *text CLEANUP(mem_free_str) = mem_printf(NAMES "%s", rows);
	char *path CLEANUP(mem_free_str) = file_join(w->dir, "names.tsv");
	char *dir CLEANUP(mem_free_str) = taxa_dir();
	const struct taxa_import import = {
		.file = path, .dir = dir, .name = "flora"};
	struct taxa_import_report report;
	struct error err;

	scratch_write(w->dir, "names.tsv", text, strlen(text));
	if (taxa_import(&import, &report, &err) < 0)
		fail_msg("%s", err.text);
	taxa_import_report_done(&report);
}

/* A misread name is near to one of a list, with its author, its accepted name
 * and its family; what another reading says is asked, too. */
static void test_names(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put_names(w, "1\tAgropyron dasystachyum\t(Hook.) Scribn.\tspecies\t"
		     "synonym\t2\tPoaceae\n"
		     "2\tElymus lanceolatus\t(Scribn.) Gould\tspecies\t"
		     "accepted\t\tPoaceae\n");
	put(w, 1, "m1", "scientificName=Agropyzon dasystachyum");
	put(w, 1, "m2", "scientificName=Elymus lanceolatis");
	put(w, 2, "m1", "locality=Regina");
	begin(w);
	answer = ask(w, 1);
	check(answer, "scientificName",
	      "!Agropyzon dasystachyum <reading> 1 of 2 readings: m1\n"
	      "Elymus lanceolatus <check> accepted\n"
	      "Elymus lanceolatus (Scribn.) Gould <names> accepted\n"
	      "Agropyron dasystachyum (Hook.) Scribn. <names> synonym, "
	      "accepted: Elymus lanceolatus (Scribn.) Gould\n"
	      "Agropyron dasystachyum <names> synonym, "
	      "accepted: Elymus lanceolatus (Scribn.) Gould\n"
	      "Elymus lanceolatis <reading> 1 of 2 readings: m2\n");
	check(answer, "family", "Poaceae <names> of Elymus lanceolatus\n");
	done(answer);
	answer = ask(w, 2);
	check(answer, "scientificName", "");
	done(answer);
	/* The list is another one meanwhile. */
	put_names(w, "1\tElymus lanceolatus\tX.\tspecies\t\t\t\n");
	answer = ask(w, 1);
	find(answer, "scientificName", "Elymus lanceolatus X.");
	done(answer);
}

/* --- what GBIF answered --------------------------------------------------- */

/* As `vasculum match` keeps it. */
static void put_answer(struct gbif_cache *cache, const char *value,
		       const char *answer)
{
	struct match_server server;
	struct asked_name asked;
	char *note;

	match_server_init(&server, NULL, NULL, NULL);
	note = match_server_write(&server);
	assert_true(asked_name_read(&server, value, "", "", &asked));
	assert_true(gbif_cache_put(cache, asked.url, "COL", answer));
	assert_true(gbif_cache_set_note(cache, MATCH_NOTE_SERVER, note));
	free(note);
	asked_name_done(&asked);
	match_server_done(&server);
}

#define GBIF_HIGHER                                                        \
	"\"classification\":[{\"name\":\"Plantae\",\"rank\":\"KINGDOM\"}," \
	"{\"name\":\"Poaceae\",\"rank\":\"FAMILY\"}],\"diagnostics\":{"    \
	"\"matchType\":"

static void test_gbif(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;
	struct gbif_cache *cache;

	put(w, 1, "m", "scientificName=Agropyron dasystachyum");
	put(w, 2, "m", "scientificName=Agropyron ignotum");
	assert_int_equal(gbif_cache_open(w->run, &cache, NULL), 0);
	put_answer(cache, "Agropyron dasystachyum",
		   "{\"usage\":{\"name\":\"Agropyron dasystachyum (Hook.) "
		   "Scribn.\",\"canonicalName\":\"Agropyron dasystachyum\","
		   "\"authorship\":\"(Hook.) Scribn.\",\"status\":"
		   "\"SYNONYM\"},\"acceptedUsage\":{\"name\":\"Elymus "
		   "lanceolatus Gould\",\"canonicalName\":\"Elymus "
		   "lanceolatus\"}," GBIF_HIGHER
		   "\"EXACT\",\"confidence\":98}}");
	put_answer(cache, "Agropyron ignotum",
		   "{\"usage\":{\"name\":\"Agropyron\",\"rank\":"
		   "\"GENUS\"}," GBIF_HIGHER
		   "\"HIGHERRANK\",\"confidence\":97}}");
	gbif_cache_close(cache);
	begin(w);
	answer = ask(w, 1);
	check(answer, "scientificName",
	      "Agropyron dasystachyum (Hook.) Scribn. <GBIF> synonym, Poaceae, "
	      "Plantae\n"
	      "Elymus lanceolatus Gould <GBIF> accepted name of Agropyron "
	      "dasystachyum\n");
	check(answer, "family", "Poaceae <GBIF> of Agropyron dasystachyum\n");
	done(answer);
	/* A genus in place of the name is not offered. */
	answer = ask(w, 2);
	check(answer, "scientificName", "");
	check(answer, "family", "");
	done(answer);
}

/* --- signed records -------------------------------------------------------- */

static void sign(struct world *w, int64_t seq, unsigned int n, const char *by)
{
	char id[65];

	history_id(n, id);
	history_act(&w->edits, seq, by, id, "approve", "");
}

static void put_trip(struct world *w)
{
	put(w, 1, "m1",
	    "recordedBy=J. Looman|recordNumber=1201|eventDate=1969-08-14|"
	    "country=Canada|stateProvince=Saskatchewan|"
	    "locality=Cypress Hills, 3 mi. W of the park|"
	    "scientificName=Carex alba Scop.|catalogNumber=A1");
	put(w, 2, "m1",
	    "recordedBy=J. Looman|recordNumber=1100|eventDate=1968-06-01|"
	    "locality=Swift Current|identifiedBy=A. Budd|"
	    "verbatimLabel=Swift Current 1100");
	put(w, 3, "m1",
	    "recordedBy=J. Loornan|recordNumber=1203|eventDate=1969-08-16|"
	    "locality=Cypres Hil|scientificName=Carex aiba");
	sign(w, 1, 1, "mb");
	sign(w, 2, 2, "ts");
}

/* Where somebody collected a year before says nothing of this sheet's place. */
static void test_signed_long_ago(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1",
	    "recordedBy=J. Looman|eventDate=1968-09-01|"
	    "locality=Swift Current, in the park");
	sign(w, 1, 1, "mb");
	put(w, 3, "m1",
	    "recordedBy=J. Looman|eventDate=1968-09-05|locality=Elbow");
	put(w, 4, "m1",
	    "recordedBy=J. Looman|eventDate=1969-08-16|locality=Elbow");
	begin(w);
	answer = ask(w, 3);
	find(answer, "locality", "Swift Current, in the park");
	done(answer);
	answer = ask(w, 4);
	check(answer, "locality", "");
	done(answer);
}

/* What is near in time and number comes first; a misread name or person stands
 * for the signed one; a name is never taken of a neighbour. */
static void test_signed(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;
	const struct suggestion *s;

	put_trip(w);
	begin(w);
	answer = ask(w, 3);
	s = find(answer, "locality", "Cypress Hills, 3 mi. W of the park");
	assert_int_equal(s->source, SUGGESTION_SIGNED);
	assert_string_equal(s->note, "same collector, number 1201");
	find(answer, "country", "Canada");
	s = find(answer, "recordedBy", "J. Looman");
	assert_non_null(strstr(s->note, "in 2 signed records"));
	find(answer, "scientificName", "Carex alba Scop.");
	check(answer, "catalogNumber", "");
	check(answer, "recordNumber", "");
	assert_non_null(answer->alike);
	assert_string_equal(answer->alike->image, "1.jpg");
	assert_string_equal(answer->alike->why, "same collector, number 1201");
	assert_string_equal(record_value(&answer->alike->record, "country"),
			    "Canada");
	assert_null(answer->duplicate);
	done(answer);
	/* Itself is not among them; another curator's is not one's own. */
	answer = ask(w, 1);
	assert_null(answer->alike);
	done(answer);
}

static const struct term_suggestions *
suggested(const struct query_suggestions *answer, const char *term)
{
	for (size_t i = 0; i < answer->n_terms; i++)
		if (strcmp(answer->terms[i].term, term) == 0)
			return &answer->terms[i];
	fail_msg("nothing of %s", term);
	return NULL;
}

/* Who says what stands there, too: to the letter, but for punctuation. */
static void test_said(void **state)
{
	static const struct {
		const char *name;
		bool said;
	} rows[] = {
		{"Elymus lanceolatus (Scribn.) Gould", true},
		{"Elymus lanceolatus (Scribn) Gould", true},
		{"Elymus lanceolatis (Scribn.) Gould", false},
		{"Elymus lanceolatus (Scribn.) Gauld", false},
	};
	struct world *w = *state;

	put_names(w, "2\tElymus lanceolatus\t(Scribn.) Gould\tspecies\t"
		     "accepted\t\tPoaceae\n");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *values CLEANUP(mem_free_str) =
			mem_printf("scientificName=%s", rows[i].name);

		put(w, (unsigned int)i + 1, "m1", values);
	}
	begin(w);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct query_suggestions *answer =
			ask(w, (unsigned int)i + 1);
		unsigned said = suggested(answer, "scientificName")->said;

		if (((said & 1u << SUGGESTION_TAXA) != 0) != rows[i].said)
			fail_msg("%s: %x", rows[i].name, said);
		done(answer);
	}
}

/* A slip of a signed value is told from another way to write it, from another
 * value, and from what somebody signed; what stands there is counted. */
static void test_misread(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	for (unsigned int i = 1; i <= 2; i++) {
		put(w, i, "m1",
		    "scientificName=Actinogyra muhlenbergii (Ach.) Schol.|"
		    "recordedBy=D. S. Correll|county=Lee");
		sign(w, (int64_t)i, i, "mb");
	}
	put(w, 3, "m1", "scientificName=Actinogyra altaica|county=Lee");
	sign(w, 3, 3, "mb");
	put(w, 4, "m1",
	    "scientificName=Actinogyra mihlenbergii (Ach.) Schol.|"
	    "recordedBy=D.S. Correll|county=Lee");
	put(w, 5, "m1",
	    "scientificName=Actinogyra muhlenbergii (Ach.) Schol.|"
	    "county=Leee");
	begin(w);
	answer = ask(w, 4);
	assert_true(find(answer, "scientificName",
			 "Actinogyra muhlenbergii (Ach.) Schol.")
			    ->misread);
	assert_false(find(answer, "recordedBy", "D. S. Correll")->misread);
	assert_int_equal(suggested(answer, "scientificName")->stands, 0);
	assert_int_equal(suggested(answer, "county")->stands, 3);
	assert_int_equal(suggested(answer, "county")->list.n, 0);
	done(answer);
	answer = ask(w, 5);
	assert_int_equal(suggested(answer, "scientificName")->stands, 2);
	done(answer);
}

/* Other figures are not a slip: it is another place. */
static void test_other_figures(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;
	const char *signed_one = "Cypress Hills, 3 miles west of the park";

	put(w, 1, "m1", "locality=Cypress Hills, 3 miles west of the park");
	sign(w, 1, 1, "mb");
	put(w, 2, "m1", "locality=Cypress Hills, 5 miles west of the park");
	put(w, 3, "m1", "locality=Cypres Hills, 3 miles west of the park");
	begin(w);
	answer = ask(w, 2);
	assert_false(find(answer, "locality", signed_one)->misread);
	done(answer);
	answer = ask(w, 3);
	assert_true(find(answer, "locality", signed_one)->misread);
	done(answer);
}

/* Nothing is signed, or was taken back: it says nothing. */
static void test_unsigned(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;
	char id[65];

	put_trip(w);
	history_id(1, id);
	history_act(&w->edits, 3, "mb", id, "reopen", "");
	begin(w);
	answer = ask(w, 3);
	assert_null(answer->alike);
	check(answer, "country", "");
	done(answer);
}

/* The same collector and number: all its values, whoever signed it. */
static void test_duplicate(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put_trip(w);
	put(w, 4, "m1", "recordedBy=J. Looman|recordNumber=1100");
	put(w, 5, "m1",
	    "recordedBy=J. Looman|recordNumber=1100|eventDate=1901-01-01");
	begin(w);
	answer = ask(w, 4);
	assert_non_null(answer->duplicate);
	assert_string_equal(answer->duplicate->image, "2.jpg");
	check(answer, "locality",
	      "Swift Current <signed> same collector and number\n");
	check(answer, "identifiedBy",
	      "A. Budd <signed> same collector and number\n"
	      "J. Looman <check> Collector\n");
	check(answer, "eventDate",
	      "1968-06-01 <signed> same collector and number\n");
	/* It has a label of its own. */
	check(answer, "verbatimLabel", "");
	done(answer);
	/* Another date is another gathering. */
	answer = ask(w, 5);
	assert_null(answer->duplicate);
	done(answer);
}

/* "s.n." is no number that two of them could share, on whatever day. */
static void test_no_number(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1",
	    "recordedBy=J. Looman|recordNumber=s.n.|locality=Maple Creek");
	put(w, 2, "m1",
	    "recordedBy=J. Looman|recordNumber=s.n.|eventDate=1968-06-01|"
	    "locality=Swift Current");
	for (unsigned int i = 1; i <= 2; i++)
		sign(w, (int64_t)i, i, "mb");
	put(w, 3, "m1",
	    "recordedBy=J. Looman|recordNumber=s.n.|eventDate=1968-06-01");
	put(w, 4, "m1", "recordedBy=A. Budd|recordNumber=s.n.");
	put(w, 5, "m1", "recordedBy=s. coll.|recordNumber=12");
	sign(w, 3, 5, "mb");
	put(w, 6, "m1", "recordedBy=s. coll.|recordNumber=12");
	begin(w);
	answer = ask(w, 3);
	assert_null(answer->duplicate);
	assert_string_equal(answer->alike->image, "2.jpg");
	assert_string_equal(answer->alike->why, "same collector, same day");
	done(answer);
	/* Nor does it make two people neighbours, nor nobody a collector. */
	for (unsigned int i = 4; i <= 6; i++) {
		answer = ask(w, i);
		assert_null(answer->duplicate);
		assert_null(answer->alike);
		done(answer);
	}
}

/* What Tab takes; "" for nothing. */
static const char *first(const struct query_suggestions *answer,
			 const char *term)
{
	for (size_t i = 0; i < answer->n_terms; i++)
		if (strcmp(answer->terms[i].term, term) == 0 &&
		    answer->terms[i].list.n > 0)
			return answer->terms[i].list.items[0].value;
	return "";
}

/* Who is named first is the collector, whoever was along and however initials
 * are set. */
static void test_companions(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1",
	    "recordedBy=D. S. Correll & R. K. Godfrey|locality=Andros");
	sign(w, 1, 1, "mb");
	put(w, 2, "m1", "recordedBy=D.S. Correll & J. Popenoe");
	put(w, 3, "m1", "recordedBy=D.T. Correll & J. Popenoe");
	begin(w);
	answer = ask(w, 2);
	assert_non_null(answer->alike);
	assert_string_equal(answer->alike->image, "1.jpg");
	done(answer);
	answer = ask(w, 3);
	assert_null(answer->alike);
	done(answer);
}

/* A list of collectors is offered whole before its pieces, however it is
 * printed; determiners are none of them. */
static void test_collectors(void **state)
{
	static const struct {
		const char *label, *first;
	} rows[] = {
		{"Coll. J. H. Alder \u00a7 G. W. Birch No. 1202\n",
		 "J. H. Alder & G. W. Birch"},
		{"Coll. J. H. Alder 1202, with G. W. Birch\n",
		 "J. H. Alder & G. W. Birch"},
		{"J. H. Alder 1202 14 Aug. 1963\nwith G. W. Birch and A. Elm\n",
		 "J. H. Alder & G. W. Birch and A. Elm"},
		{"J. H. Alder and\nG. W. Birch 14 Aug. 1963\n",
		 "J. H. Alder and G. W. Birch"},
		{"J. H. Alder\nG. W. Birch Collectors\nA. Elm 1963\n",
		 "J. H. Alder & G. W. Birch & A. Elm"},
		{"Coll. J. H. Alder 1202\ndet. G. W. Birch\n", NULL},
		{"Coll. J. H. Alder 1202\nG. W. Birch\n", NULL},
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes label CLEANUP(bytes_done) = {0};

		bytes_printf(&label,
			     "Saskatoon, moist sandy soil along the road that "
			     "leads to the mill\n%s",
			     rows[i].label);
		put(w, (unsigned int)i + 1, "m1", "recordedBy=J. H. Alder");
		put_label(w, (unsigned int)i + 1, label.data);
	}
	begin(w);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct query_suggestions *answer =
			ask(w, (unsigned int)i + 1);
		const char *got = first(answer, "recordedBy");

		if (rows[i].first != NULL)
			assert_string_equal(got, rows[i].first);
		else
			assert_null(strchr(got, '&'));
		done(answer);
	}
}

/* In the form in which this run signs lists, also what stands there; people of
 * one surname stay together. */
static void test_collectors_form(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1", "recordedBy=C. Oak; D. Pine; E. Rowan");
	put(w, 2, "m1", "recordedBy=C. Oak; D. Pine");
	put(w, 3, "m1", "recordedBy=C. Oak & D. Pine");
	put(w, 4, "m1", "recordedBy=J. H. Alder");
	put_label(w, 4,
		  "Saskatoon, moist sandy soil along the road that leads to\n"
		  "J. H. Alder, A. Elm 1202, with G. W. Birch\n");
	put(w, 5, "m1", "recordedBy=J. H. Alder, A. Elm & G. W. Birch");
	put(w, 6, "m1", "recordedBy=J. & H. Alder");
	sign(w, 1, 1, "mb");
	sign(w, 2, 2, "mb");
	sign(w, 3, 3, "mb");
	begin(w);
	answer = ask(w, 4);
	assert_string_equal(first(answer, "recordedBy"),
			    "J. H. Alder; A. Elm; G. W. Birch");
	find(answer, "recordedBy", "J. H. Alder, A. Elm & G. W. Birch");
	done(answer);
	answer = ask(w, 5);
	check(answer, "recordedBy",
	      "J. H. Alder; A. Elm; G. W. Birch <signed> lists as they are "
	      "signed\n");
	done(answer);
	answer = ask(w, 6);
	check(answer, "recordedBy", "");
	done(answer);
}

/* A date that may mean two days is offered as each; one of two days, where the
 * check warns of it; one whose month was misread, and may be of two, where it is
 * written and on the label, and nothing is set. */
static void test_dates(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1", "eventDate=11/05/1992");
	put(w, 2, "m1",
	    "eventDate=1990-09-06/1990-09-19|verbatimEventDate=19 Aug 1990");
	put(w, 3, "m1", "eventDate=1990-09-06/1990-09-19");
	put(w, 4, "m1", "verbatimEventDate=11 aogt 1966");
	put(w, 5, "m1", "country=Canada");
	put_label(w, 5,
		  "Saskatoon, moist soil along the road\n"
		  "leg. J. Alder, 12 Jnn 1931\n");
	begin(w);
	answer = ask(w, 1);
	find(answer, "eventDate", "1992-05-11");
	find(answer, "eventDate", "1992-11-05");
	done(answer);
	answer = ask(w, 2);
	find(answer, "eventDate", "1990-09-19");
	find(answer, "eventDate", "1990-09-06");
	done(answer);
	answer = ask(w, 3); /* nobody warns of it */
	check(answer, "eventDate", "");
	done(answer);
	answer = ask(w, 4);
	check(answer, "eventDate", "1966-08-11 <check> aogt, misread\n");
	done(answer);
	answer = ask(w, 5);
	find(answer, "eventDate", "1931-01-12");
	find(answer, "eventDate", "1931-06-12");
	done(answer);
}

/* Initials without their full stops; a place as the label writes it. */
static void test_written(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1", "recordedBy=D,W, Douglas & M Sherwood");
	put_label(w, 1, "Flora of FLORIDA, U.S.A.\nKey West\n");
	begin(w);
	answer = ask(w, 1);
	find(answer, "recordedBy", "D.W. Douglas & M. Sherwood");
	find(answer, "country", "United States");
	find(answer, "country", "U.S.A.");
	find(answer, "stateProvince", "Florida");
	find(answer, "stateProvince", "FLORIDA");
	done(answer);
}

static void test_places(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1", "stateProvince=Sask.");
	begin(w);
	answer = ask(w, 1);
	find(answer, "country", "Canada");
	find(answer, "stateProvince", "Saskatchewan");
	done(answer);
}

/* What a form prints in capitals is offered as one writes it; initials get
 * their full stops in the place of the name without; who collected may have
 * named it. */
static void test_spelled_otherwise(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1",
	    "recordedBy=N L Britton|identifiedBy=S.J. O'DARBY-SHIRE");
	put(w, 2, "m1", "county=POLK|locality=PINE POINT|habitat=WET SAND");
	put(w, 3, "m1", "county=Polk|locality=NW|recordedBy=H. & V. BAILEY");
	begin(w);
	answer = ask(w, 1);
	check(answer, "recordedBy",
	      "N. L. Britton <check> initials\n"
	      "S.J. O'Darby-Shire <check> in small letters\n"
	      "S.J. O'DARBY-SHIRE <check> Identified by\n");
	check(answer, "identifiedBy",
	      "S.J. O'Darby-Shire <check> in small letters\n"
	      "N. L. Britton <check> Collector\n");
	done(answer);
	answer = ask(w, 2);
	check(answer, "county", "Polk <check> in small letters\n");
	check(answer, "locality", "Pine Point <check> in small letters\n");
	check(answer, "habitat", "");
	done(answer);
	answer = ask(w, 3);
	check(answer, "county", "");
	check(answer, "locality", "");
	check(answer, "recordedBy",
	      "H. & V. Bailey <check> in small letters\n");
	done(answer);
}

static void put_image(struct world *w, unsigned int n, const char *image,
		      const char *fields)
{
	char id[65];

	history_id(n, id);
	history_outcome(&w->raw, id, image, "m1", fields);
}

static void check_image(struct world *w, unsigned int n, const char *expected)
{
	const struct query_suggestions *answer = ask(w, n);

	check(answer, "catalogNumber", expected);
	done(answer);
}

/* The number in the name of the image, as those that were signed are shaped;
 * not what a camera, a clock or a checksum made. */
static void test_image(void **state)
{
	static const char *const names[] = {
		"a/NY_01498025.jpg",
		"TENN-L-0000013_lg.jpg",
		"01075771 - 2.tif",
		"DSC01234.JPG",
		"20230114_101112.jpg",
		"0a3108d66f7e04b8245781a8ed99d30c4f64e5ecc7a234e1.jpg",
		"sheet-12.jpg",
		"3f2504e0-4f89-11d3-9a0c-0305e82c3301.jpg",
	};
	struct world *w = *state;

	for (unsigned int i = 0; i < ARRAY_LEN(names); i++)
		put_image(w, i + 1, names[i], "locality=Regina");
	put_image(w, 20, "NY_00000002.jpg", "catalogNumber=00000003");
	for (unsigned int i = 21; i < 140; i++) /* as many tell */
		put(w, i, "m1", "catalogNumber=00000001");
	begin(w);
	check_image(w, 1,
		    "01498025 <check> the image's name\n"
		    "NY_01498025 <check> the image's name\n");
	check_image(w, 2,
		    "TENN-L-0000013 <check> the image's name\n"
		    "0000013 <check> the image's name\n");
	check_image(w, 3, "01075771 <check> the image's name\n");
	for (unsigned int i = 4; i <= ARRAY_LEN(names); i++)
		check_image(w, i, "");
	check_image(w, 20,
		    "00000002 <check> the image's name\n"
		    "NY_00000002 <check> the image's name\n");
}

/* Initials as the house writes them, where it does. */
static void test_initials(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1", "recordedBy=N.L. Britton & E.G. Britton");
	put(w, 2, "m1", "recordedBy=D. S. Correll & R. K. Godfrey, Jr.");
	put(w, 3, "m1", "recordedBy=D.S. Correll|identifiedBy=A. B. Smith");
	put(w, 4, "m1", "recordedBy=Elbert Little|identifiedBy=A.B. Smith");
	sign(w, 1, 1, "mb");
	begin(w);
	answer = ask(w, 2);
	check(answer, "recordedBy",
	      "D.S. Correll & R.K. Godfrey, Jr. <signed> "
	      "initials as they are signed\n");
	done(answer);
	answer = ask(w, 3);
	check(answer, "recordedBy", "A. B. Smith <check> Identified by\n");
	check(answer, "identifiedBy", "D.S. Correll <check> Collector\n");
	done(answer);
	answer = ask(w, 4);
	check(answer, "recordedBy", "A.B. Smith <check> Identified by\n");
	done(answer);
}

/* A country as this run's curators write it, whatever a reader calls it; where
 * nothing is known the one that most signed records have, in whatever words. */
static void test_usage(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	static const char *const signed_so[] = {
		"country=USA|stateProvince=MONTANA",
		"country=USA|stateProvince=MONTANA",
		"country=Canada|stateProvince=Alberta",
		"country=U.S.A.|stateProvince=Ohio",
		"stateProvince=Texas",
	};

	for (unsigned int i = 0; i < 5; i++) {
		put(w, 11 + i, "m1", signed_so[i]);
		sign(w, (int64_t)i + 1, 11 + i, "mb");
	}
	put(w, 4, "m1", "country=United States|stateProvince=Montana");
	put(w, 5, "m1", "locality=Regina");
	put(w, 6, "m1", "country=Norway");
	put(w, 7, "m1", "country=United States");
	put_label(w, 7, "Plants of U.S.A.\nCarex aurea Nutt.\n");
	put(w, 9, "m1", "country=U. S. A|stateProvince=Montana");
	put(w, 8, "m1", "locality=Regina");
	put_label(w, 8, "Plants of Canada\nCarex aurea Nutt.\n");
	begin(w);
	answer = ask(w, 4);
	check(answer, "country",
	      "USA <signed> in 2 signed records\n"
	      "U.S.A. <signed> in 1 signed record\n");
	check(answer, "stateProvince",
	      "MONTANA <signed> in 2 signed records\n");
	done(answer);
	answer = ask(w, 5);
	check(answer, "country",
	      "USA <signed> usual in this run: 3 of 4 signed\n");
	check(answer, "stateProvince", ""); /* 2 of 5 are a guess */
	done(answer);
	answer = ask(w, 7); /* the label has one of the forms */
	assert_string_equal(find(answer, "country", "U.S.A.")->value,
			    first(answer, "country"));
	done(answer);
	answer = ask(w, 9); /* the check proposes another */
	assert_string_equal(first(answer, "country"), "USA");
	done(answer);
	answer = ask(w, 8); /* what the label says goes before what is usual */
	assert_string_equal(first(answer, "country"), "Canada");
	find(answer, "country", "USA");
	done(answer);
	answer = ask(w, 6);
	check(answer, "country", "");
	done(answer);
}

/* The usual state of a run is not one of sheets from another country. */
static void test_usual_abroad(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	for (unsigned int i = 0; i < 3; i++) {
		put(w, 11 + i, "m1",
		    "country=Canada|stateProvince=Saskatchewan");
		sign(w, (int64_t)i + 1, 11 + i, "mb");
	}
	put(w, 4, "m1", "country=Bahamas");
	put(w, 5, "m1", "country=Canada");
	put(w, 6, "m1", "locality=Regina");
	begin(w);
	answer = ask(w, 4);
	check(answer, "stateProvince", "");
	done(answer);
	answer = ask(w, 5);
	assert_string_equal(first(answer, "stateProvince"), "Saskatchewan");
	done(answer);
	answer = ask(w, 6);
	assert_string_equal(first(answer, "stateProvince"), "Saskatchewan");
	done(answer);
}

/* --- completion ------------------------------------------------------------ */

/* `known`: who collected, or "WHO|DATE". */
static void complete(struct world *w, const char *term, const char *text,
		     const char *known, const char *expected)
{
	struct bytes got CLEANUP(bytes_done) = {0};
	const char *date = known != NULL ? strchr(known, '|') : NULL;
	char *who CLEANUP(mem_free_str) =
		date != NULL ? mem_strndup(known, (size_t)(date - known))
			     : mem_strdup(known);
	struct record record;
	struct mail *mail;
	const struct query_completion *answer;

	record_init(&record);
	if (who != NULL)
		record_set(&record, "recordedBy", who, 1, SOURCE_HUMAN);
	if (date != NULL)
		record_set(&record, "eventDate", date + 1, 1, SOURCE_HUMAN);
	query_ask_completion(w->query, ++w->ticket, "x", term, text, &record);
	record_done(&record);
	mail = mailbox_wait(w->box, -1);
	assert_int_equal(mail->kind, QUERY_MAIL_COMPLETION);
	answer = CONTAINER_OF(mail, struct query_completion, mail);
	assert_true(answer->ticket == w->ticket);
	assert_string_equal(answer->text, text);
	bytes_append_str(&got, "");
	for (size_t i = 0; i < answer->list.n; i++)
		bytes_printf(&got, "%s%s%s", i > 0 ? "|" : "",
			     answer->list.items[i].nearest ? "!" : "",
			     answer->list.items[i].value);
	assert_string_equal(got.data, expected);
	mail_free(mail);
}

static void test_completion(void **state)
{
	struct world *w = *state;

	put_trip(w);
	put(w, 6, "m1", "recordedBy=A. C. Budd|locality=Cypress Lake");
	put(w, 7, "m1", "recordedBy=A. C. Budd|locality=Cypress Lake");
	put(w, 8, "m1", "recordedBy=A. C. Budd|locality=\u00c9tang Cypress");
	put(w, 9, "m1",
	    "recordedBy=A. C. Budd|eventDate=1950-06-01|locality=Muddy Bay");
	put(w, 10, "m1",
	    "recordedBy=A. C. Budd|eventDate=1950-07-20|locality=Muddy Creek");
	put(w, 12, "m1",
	    "recordedBy=M. Br\u00fcll & K. Alder|eventDate=1961-05-02|"
	    "locality=Alkali Flat");
	for (unsigned int i = 13; i <= 15; i++)
		put(w, i, "m1", "recordedBy=A. C. Budd|locality=Alkali Lake");
	for (unsigned int i = 6; i <= 15; i++)
		if (i != 11)
			sign(w, (int64_t)i, i, "mb");
	put_names(w, "1\tCarex alba\tScop.\tspecies\taccepted\t\t\n"
		     "2\tCarex aquatilis\tWahlenb.\tspecies\taccepted\t\t\n");
	begin(w);
	/* The numbers of other gatherings are none of this one. */
	complete(w, "recordNumber", "1", NULL, "");
	/* Often before seldom, the beginning before a later word. */
	complete(w, "locality", "cyp", NULL,
		 "Cypress Lake|Cypress Hills, 3 mi. W of the park|"
		 "\u00c9tang Cypress");
	/* Of what is as frequent, what was signed last. */
	complete(w, "locality", "mud", NULL, "Muddy Creek|Muddy Bay");
	/* But where the collector was on that day. */
	complete(w, "locality", "mud", "A. C. Budd|1950-06-02",
		 "Muddy Bay|Muddy Creek");
	/* Or in that month, or year; whatever the case of who it was, and with
	 * whom. */
	complete(w, "locality", "mud", "A. C. Budd|1950-06",
		 "Muddy Bay|Muddy Creek");
	complete(w, "locality", "mud", "a. c. BUDD|1950-06-02",
		 "Muddy Bay|Muddy Creek");
	complete(w, "locality", "ALK", "M. Br\u00fcll",
		 "Alkali Flat|Alkali Lake");
	complete(w, "locality", "alk", "m. brull|1961",
		 "Alkali Flat|Alkali Lake");
	complete(w, "locality", "alk", "M. Br\u00fcll & C. Oak",
		 "Alkali Flat|Alkali Lake");
	/* What fits the collector comes first. */
	complete(w, "locality", "cyp", "J. Looman",
		 "Cypress Hills, 3 mi. W of the park|Cypress Lake|"
		 "\u00c9tang Cypress");
	complete(w, "locality", "etang", NULL, "\u00c9tang Cypress");
	complete(w, "locality", "Cypress Lake", NULL, "");
	/* Who named a plant may have collected another one. */
	complete(w, "recordedBy", "bud", NULL, "A. C. Budd|A. Budd");
	complete(w, "scientificName", "carex a", NULL,
		 "Carex alba Scop.|Carex aquatilis Wahlenb.");
	/* What goes on as no name is near to one, or to none. */
	complete(w, "scientificName", "Carex aquatlis", NULL,
		 "!Carex aquatilis");
	complete(w, "scientificName", "Carex aquatlis Wahl.", NULL,
		 "!Carex aquatilis Wahlenb.");
	complete(w, "scientificName", "Carex alba S", NULL, "Carex alba Scop.");
	complete(w, "scientificName", "Poa pratensis", NULL, "");
	complete(w, "scientificName", "Carx", NULL, "");
	complete(w, "country", "Cana", NULL, "Canada");
	complete(w, "stateProvince", "saskatch", NULL, "Saskatchewan");
	/* Capitals behind capitals, behind what was signed. */
	complete(w, "country", "CAN", NULL, "Canada|CANADA");
	complete(w, "stateProvince", "NORTH C", NULL, "NORTH CAROLINA");
	complete(w, "nosuch", "x", NULL, "");
	complete(w, "locality", "\xff\xfe%_'", NULL, "");
}

/* Of a list of people the last goes on as one whom signed records name, by any
 * of the words of their name, beside whomever and whatever for. */
static void test_completion_of_people(void **state)
{
	struct world *w = *state;

	put(w, 1, "m1", "recordedBy=A. J. Sharp and Z. Iwatsuki");
	put(w, 2, "m1", "recordedBy=Elbert Little, Jr.; I. Yoshimura & al");
	put(w, 3, "m1", "recordedBy=X. Y|identifiedBy=W. L. Culberson");
	for (unsigned int i = 1; i <= 3; i++)
		sign(w, (int64_t)i, i, "mb");
	begin(w);
	complete(w, "recordedBy", "Z. I", NULL,
		 "Z. Iwatsuki|"
		 "A. J. Sharp and Z. Iwatsuki");
	complete(w, "recordedBy", "B. Smith & iwa", NULL,
		 "B. Smith & Z. Iwatsuki");
	complete(w, "recordedBy", "B. Smith, Z. Iwatsuki & I. Y", NULL,
		 "B. Smith, Z. Iwatsuki & I. Yoshimura");
	complete(w, "identifiedBy", "A. B and W. L", NULL,
		 "A. B and W. L. Culberson");
	complete(w, "recordedBy", "Dr. & Mrs. A. J. S", NULL,
		 "Dr. & Mrs. A. J. Sharp");
	complete(w, "recordedBy", "B. Smith, Jr", NULL, "");
	complete(w, "recordedBy", "B. Smith and Dr. ", NULL, "");
	complete(w, "recordedBy", "B. Smith & ", NULL, "");
	complete(w, "locality", "B. Smith & iwa", NULL, "");
}

/* What a person decided is not in doubt; the others are still there. */
static void test_decided(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1", "recordedBy=J. Looman");
	put(w, 1, "m2", "recordedBy=J. Lowman");
	act(w, 1, 1, "set", ",\"term\":\"recordedBy\",\"to\":\"A. Budd\"");
	begin(w);
	answer = ask(w, 1);
	check(answer, "recordedBy",
	      "J. Looman <reading> 1 of 2 readings: m1\n"
	      "J. Lowman <reading> 1 of 2 readings: m2\n");
	done(answer);
}

/* A check that proposes a value is a source of it. */
static void test_checks(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1", "eventDate=14 Aug 1969");
	begin(w);
	answer = ask(w, 1);
	check(answer, "eventDate", "1969-08-14 <check>\n");
	done(answer);
}

/* A value and how it is written are offered for each other; a date and a
 * coordinate only as what is written means. */
static void test_pairs(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1",
	    "eventDate=1935|verbatimEventDate=27.vi.1935|locality=Regina|"
	    "scientificName_verbatim=Carex aquatilis|"
	    "verbatimCoordinates=52 30 N 106 30 W");
	begin(w);
	answer = ask(w, 1);
	check(answer, "eventDate", "1935-06-27 <check> Date as written\n");
	check(answer, "verbatimEventDate", "");
	check(answer, "verbatimLocality", "Regina <check> Locality\n");
	check(answer, "scientificName",
	      "Carex aquatilis <check> Name as written\n");
	done(answer);
}

static void test_hostile(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;
	struct bytes fields CLEANUP(bytes_done) = {0};

	put(w, 1, "m1", "locality=a\\u001b[31mb|habitat=x");
	bytes_append_str(&fields, "habitat=y|locality=");
	for (int i = 0; i < 10000; i++)
		bytes_append_char(&fields, 'z');
	put(w, 1, "m\\u001b2", fields.data);
	begin(w);
	answer = ask(w, 1);
	for (size_t i = 0; i < answer->n_terms; i++)
		for (size_t k = 0; k < answer->terms[i].list.n; k++) {
			const struct suggestion *s =
				&answer->terms[i].list.items[k];

			assert_null(strchr(s->value, '\033'));
			assert_null(strchr(s->note, '\033'));
		}
	assert_true(answer->n_terms >= 2);
	done(answer);
}

static void test_nothing(void **state)
{
	struct world *w = *state;
	const struct query_suggestions *answer;

	put(w, 1, "m1", NULL);
	begin(w);
	answer = ask(w, 1);
	assert_int_equal(answer->n_terms, 0);
	assert_int_equal(answer->error.kind, ERROR_NONE);
	done(answer);
	answer = ask(w, 2);
	assert_int_equal(answer->error.kind, ERROR_NOT_FOUND);
	done(answer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(test_readings),
		TEST(test_decided),
		TEST(test_checks),
		TEST(test_hostile),
		TEST(test_nothing),
		TEST(test_label),
		TEST(test_printed_in_capitals),
		TEST(test_companions),
		TEST(test_marks_alone),
		TEST(test_names),
		TEST(test_gbif),
		TEST(test_signed),
		TEST(test_signed_long_ago),
		TEST(test_said),
		TEST(test_misread),
		TEST(test_other_figures),
		TEST(test_unsigned),
		TEST(test_duplicate),
		TEST(test_no_number),
		TEST(test_places),
		TEST(test_collectors),
		TEST(test_collectors_form),
		TEST(test_dates),
		TEST(test_written),
		TEST(test_spelled_otherwise),
		TEST(test_initials),
		TEST(test_usage),
		TEST(test_usual_abroad),
		TEST(test_image),
		TEST(test_completion),
		TEST(test_completion_of_people),
		TEST(test_pairs),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
