/*
 * show.c: what GBIF says of a run, for `vasculum match`. See show.h.
 */
#include "config.h"

#include "cmd/match/show.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/survey.h"

/* --- the list ------------------------------------------------------------- */

/* Where the place lies; owned. */
static char *place_says(const struct survey_match *item)
{
	bool sole;
	const struct gbif_area *in = finding_area(&item->place.areas, &sole);

	if (in == NULL)
		return mem_strdup("in no country");
	return mem_printf("%s%s%s%s", sole ? "" : "in or near ",
			  in->title[0] != '\0' ? in->title : in->code,
			  item->place.elsewhere ? ", not " : "",
			  item->place.elsewhere ? item->country : "");
}

/* What is said of an item, a sentence where it is a name; owned. */
static char *item_says(const struct survey_match *item)
{
	const struct said_name *name = &item->name;
	char *text;

	if (!item->answered)
		return mem_strdup("not asked yet");
	if (item->is_place)
		return place_says(item);
	text = finding_text(name->finding, &name->match, "");
	return text != NULL ? text : gbif_usage_whole(&name->match.usage);
}

/* The same beside the word for it: the other name alone. Owned. */
static char *item_name(const struct survey_match *item)
{
	const struct gbif_match *match = &item->name.match;

	if (!item->answered || item->is_place)
		return item_says(item);
	if (item->name.finding == FINDING_SYNONYM)
		return gbif_usage_whole(&match->accepted);
	if (item->name.finding == FINDING_HOMONYMS)
		return mem_strdup("");
	return gbif_usage_whole(&match->usage);
}

static const char *item_word(const struct survey_match *item)
{
	if (!item->answered)
		return "unasked";
	if (item->is_place)
		return item->place.elsewhere ? "elsewhere" : "fits";
	return finding_word(item->name.finding);
}

static const char *item_type(const struct survey_match *item)
{
	return item->answered && !item->is_place ? item->name.match.type_word
						 : "";
}

#define ITEM_NAME   30
#define ITEM_OTHERS (12 + 1 + 7 + 2 + ITEM_NAME + 2)

static void list_table(const struct match_survey *survey)
{
	if (survey->n > 0)
		printf("%-12s %7s  %-*s  %s\n", "FOUND", "RECORDS", ITEM_NAME,
		       "ASKED", "GBIF");
	for (size_t i = 0; i < survey->n; i++) {
		const struct survey_match *item = &survey->items[i];
		char *says CLEANUP(mem_free_str) = item_name(item);

		printf("%-12s %7zu  ", item_word(item), item->records);
		print_column(item->value, ITEM_NAME);
		fputs("  ", stdout);
		print_fitted(says, print_columns() - ITEM_OTHERS);
		putchar('\n');
	}
}

static void list_tsv(const struct match_survey *survey)
{
	puts("kind\tfound\trecords\tasked\tmatchType\tconfidence\tname\t"
	     "acceptedName\tfamily\tkingdom\tindex\tsays\tspecimen_id");
	for (size_t i = 0; i < survey->n; i++) {
		const struct survey_match *item = &survey->items[i];
		const struct gbif_match *match = &item->name.match;
		bool named = item->answered && !item->is_place;
		char *says CLEANUP(mem_free_str) = item_says(item);
		const char *const cells[] = {
			named ? match->usage.name : "",
			named ? match->accepted.name : "",
			named ? match->family : "",
			named ? match->kingdom : "",
			named ? item->name.state : "",
			says,
			item->id,
		};

		printf("%s\t%s\t%zu\t", item->is_place ? "place" : "name",
		       item_word(item), item->records);
		print_cell(item->value);
		printf("\t%s\t", item_type(item));
		if (named && match->confidence >= 0)
			printf("%d", match->confidence);
		for (size_t c = 0; c < ARRAY_LEN(cells); c++) {
			putchar('\t');
			print_cell(cells[c]);
		}
		putchar('\n');
	}
}

static void json_name(json_t *o, const struct said_name *said)
{
	const struct gbif_match *match = &said->match;
	char *whole CLEANUP(mem_free_str) = gbif_usage_whole(&match->usage);
	char *accepted CLEANUP(mem_free_str) =
		gbif_usage_whole(&match->accepted);
	const struct {
		const char *key, *value;
	} texts[] = {
		{"matchType", match->type_word},
		{"name", whole},
		{"rank", match->usage.rank},
		{"status", match->usage.status},
		{"acceptedName", accepted},
		{"family", match->family},
		{"kingdom", match->kingdom},
		{"index", said->state},
		{"note", match->note},
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (!text_blank(texts[i].value))
			json_set_string(o, texts[i].key, texts[i].value);
	if (match->confidence >= 0)
		json_object_set_new(o, "confidence",
				    json_integer(match->confidence));
}

static void json_place(json_t *o, const struct said_place *said)
{
	json_object_set_new(o, "areas", gbif_areas_write(&said->areas));
}

static void list_jsonl(const struct match_survey *survey)
{
	for (size_t i = 0; i < survey->n; i++) {
		const struct survey_match *item = &survey->items[i];
		json_t *o CLEANUP(json_release) = json_object();
		char *says CLEANUP(mem_free_str) = item_says(item);

		json_set_string(o, "kind", item->is_place ? "place" : "name");
		json_set_string(o, "asked", item->value);
		json_object_set_new(o, "records",
				    json_integer((json_int_t)item->records));
		json_set_string(o, "found", item_word(item));
		json_set_string(o, "says", says);
		json_set_string(o, "specimen_id", item->id);
		if (item->is_place)
			json_set_string(o, "country", item->country);
		if (item->answered && item->is_place)
			json_place(o, &item->place);
		else if (item->answered)
			json_name(o, &item->name);
		print_json(o);
	}
}

/* --- the sums ------------------------------------------------------------- */

struct match_sums {
	size_t names, places, unasked;
	size_t found[FINDINGS];
	size_t elsewhere, fits;
	const char *state; /* borrowed; NULL: none is known */
};

static void sums_make(const struct match_survey *survey, struct match_sums *ret)
{
	*ret = (struct match_sums){0};
	for (size_t i = 0; i < survey->n; i++) {
		const struct survey_match *item = &survey->items[i];

		ret->names += !item->is_place;
		ret->places += item->is_place;
		ret->unasked += !item->answered;
		if (!item->answered)
			continue;
		if (!item->is_place)
			ret->found[item->name.finding]++;
		else if (item->place.elsewhere)
			ret->elsewhere++;
		else
			ret->fits++;
		if (!item->is_place && item->name.state[0] != '\0')
			ret->state = item->name.state;
	}
}

static void sums_line(size_t n, const char *what)
{
	char figure[32];

	if (n > 0)
		printf("  %8s  %s\n", print_figure(n, figure), what);
}

static void sums_text(const struct match_sums *sums)
{
	static const char *const words[FINDINGS] = {
		[FINDING_NOTHING] = "of which nothing sure can be said",
		[FINDING_KNOWN] = "known",
		[FINDING_SYNONYM] = "synonyms of another accepted name",
		[FINDING_AUTHOR] = "known, but of another author",
		[FINDING_HOMONYMS] = "known more than once",
		[FINDING_VARIANT] = "not known, but one that is near",
		[FINDING_SPECIES] = "not known, only the species",
		[FINDING_GENUS] = "not known, only the genus",
		[FINDING_HIGHER] = "not known, only a family or kingdom",
		[FINDING_UNKNOWN] = "not known at all",
	};
	char figure[32];

	printf("%s %s", print_figure(sums->names, figure),
	       sums->names == 1 ? "name" : "names");
	if (sums->state != NULL) {
		fputs(" against ", stdout);
		print_text(sums->state);
	}
	putchar('\n');
	for (size_t i = 0; i < FINDINGS; i++)
		sums_line(sums->found[i], words[i]);
	if (sums->places > 0)
		printf("%s %s\n", print_figure(sums->places, figure),
		       sums->places == 1 ? "place" : "places");
	sums_line(sums->fits, "that contradict no country");
	sums_line(sums->elsewhere, "in another country than is written");
	if (sums->unasked > 0)
		printf("%s not asked yet\n",
		       print_figure(sums->unasked, figure));
}

static void sums_json(const struct match_sums *sums, const struct run *run,
		      const struct match_progress *p, const char *stopped)
{
	json_t *o CLEANUP(json_release) = json_object();
	json_t *found = json_object();
	const struct json_count counts[] = {
		{"names", sums->names},	    {"places", sums->places},
		{"unasked", sums->unasked}, {"known", p->known},
		{"answered", p->answered},  {"failed", p->failed},
	};

	json_set_string(o, "run_id", run->id);
	json_set_counts(o, counts, ARRAY_LEN(counts));
	for (size_t i = 0; i < FINDINGS; i++)
		json_object_set_new(found, finding_word((enum finding_kind)i),
				    json_integer((json_int_t)sums->found[i]));
	json_object_set_new(found, "fits",
			    json_integer((json_int_t)sums->fits));
	json_object_set_new(found, "elsewhere",
			    json_integer((json_int_t)sums->elsewhere));
	json_object_set_new(o, "found", found);
	json_object_set_new(o, "index", json_null());
	if (sums->state != NULL)
		json_set_string(o, "index", sums->state);
	json_object_set_new(o, "stopped", json_null());
	if (stopped != NULL)
		json_set_string(o, "stopped", stopped);
	print_json(o);
}

int match_show(const struct match_shown *shown, const struct folded *folded,
	       const struct match_progress *p, const char *stopped,
	       struct error *err)
{
	static void (*const lists[FORMAT_COUNT])(
		const struct match_survey *) = {
		[FORMAT_TABLE] = list_table,
		[FORMAT_TSV] = list_tsv,
		[FORMAT_JSONL] = list_jsonl,
	};
	struct match_survey survey CLEANUP(match_survey_done) = {0};
	struct match_view *view;
	struct match_sums sums;
	int rc;

	if (match_view_open(folded->run, &view, err) < 0)
		return -1;
	match_view_follow(view);
	rc = match_survey_make(view, folded->index, shown->places, &survey,
			       err);
	match_view_close(view);
	if (rc < 0)
		return -1;
	sums_make(&survey, &sums);
	if (shown->list)
		lists[shown->format](&survey);
	if (shown->json)
		sums_json(&sums, folded->run, p, stopped);
	else if (!shown->list)
		sums_text(&sums);
	return 0;
}
