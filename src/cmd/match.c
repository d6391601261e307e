/*
 * match.c: `vasculum match RUN`: names and places of a run against GBIF.
 *
 * 1. It takes no lock that others wait for and writes no journal: what GBIF
 *    says goes into RUN/cache, and from there to whoever shows records.
 * 2. INT or TERM once: it ends, all that was answered is kept. HUP: the
 *    terminal is gone, it goes on.
 */
#include "config.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/human.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/common/configured.h"
#include "cmd/common/folded.h"
#include "cmd/common/match_args.h"
#include "cmd/common/print.h"
#include "cmd/common/signals.h"
#include "match/survey.h"

enum match_option {
	OPTION_BASE_URL,
	OPTION_CHECKLIST,
	OPTION_KINGDOM,
	OPTION_RATE,
	OPTION_LIMIT,
	OPTION_TIMEOUT,
	OPTION_NAMES_ONLY,
	OPTION_AGAIN,
	OPTION_OFFLINE,
	OPTION_DRY_RUN,
	OPTION_INSECURE_HTTP,
	OPTION_FORMAT,
	OPTION_JSON,
};

static const struct command_option match_options[] = {
	[OPTION_BASE_URL] = {"base-url", 0, "URL",
			     "who is asked (https://api.gbif.org)"},
	[OPTION_CHECKLIST] = {"checklist", 'c', "KEY",
			      "of GBIF's list of names (Catalogue of Life)"},
	[OPTION_KINGDOM] = {"kingdom", 'k', "NAME",
			    "all names are of this kingdom, as Plantae"},
	[OPTION_RATE] = {"rate", 'r', "N", "questions a second at most (2)"},
	[OPTION_LIMIT] = {"limit", 'n', "N", "at most N questions (0: all)"},
	[OPTION_TIMEOUT] = {"timeout", 0, "S",
			    "seconds that an answer may take (30)"},
	[OPTION_NAMES_ONLY] = {"names-only", 0, NULL,
			       "send no coordinates, only names"},
	[OPTION_AGAIN] = {"again", 'a', NULL,
			  "ask again what was answered before"},
	[OPTION_OFFLINE] = {"offline", 0, NULL,
			    "ask nobody, show what is there"},
	[OPTION_DRY_RUN] = {"dry-run", 0, NULL,
			    "say what would be asked; ask nothing"},
	[OPTION_INSECURE_HTTP] = {"insecure-http", 0, NULL,
				  "plain http beyond this machine"},
	[OPTION_FORMAT] = {"format", 'f', "F",
			   "list what was found: table, tsv or jsonl"},
	[OPTION_JSON] = {"json", 0, NULL, "one object about it at the end"},
	{0},
};

#define MATCH_LIMIT_MAX	  1000000000L
#define MATCH_TIMEOUT_MAX 3600L

struct match_call {
	const struct command *command;
	struct match_options options;
	bool offline, dry_run, json, list;
	enum command_format format;
};

/* --- the call ------------------------------------------------------------- */

static int match_take_rate(struct match_call *call, const char *value,
			   struct error *err)
{
	char *end;
	double rate = strtod(value, &end);

	if (end == value || *end != '\0' || !(rate > 0) ||
	    rate > MATCH_RATE_MAX)
		return error_set(err, ERROR_USAGE,
				 "--rate takes a number above 0, at most %g, "
				 "not \"%s\"",
				 MATCH_RATE_MAX, value);
	call->options.rate = rate;
	return 0;
}

static int match_take_number(struct match_call *call, int option,
			     const char *value, struct error *err)
{
	bool limit = option == OPTION_LIMIT;
	long n;

	if (command_number(limit ? "limit" : "timeout", value,
			   limit ? MATCH_LIMIT_MAX : MATCH_TIMEOUT_MAX, &n,
			   err) < 0)
		return -1;
	if (limit)
		call->options.limit = (size_t)n;
	else
		call->options.timeout_s = (double)n;
	return 0;
}

static int match_take(void *data, int option, const char *value,
		      struct error *err)
{
	struct match_call *call = data;
	const struct {
		const char **text;
		bool *flag;
	} slots[] = {
		[OPTION_BASE_URL] = {&call->options.base_url, NULL},
		[OPTION_CHECKLIST] = {&call->options.checklist, NULL},
		[OPTION_KINGDOM] = {&call->options.kingdom, NULL},
		[OPTION_NAMES_ONLY] = {NULL, &call->options.no_places},
		[OPTION_AGAIN] = {NULL, &call->options.again},
		[OPTION_OFFLINE] = {NULL, &call->offline},
		[OPTION_DRY_RUN] = {NULL, &call->dry_run},
		[OPTION_INSECURE_HTTP] = {NULL, &call->options.insecure_http},
		[OPTION_JSON] = {NULL, &call->json},
	};

	if (option == OPTION_RATE)
		return match_take_rate(call, value, err);
	if (option == OPTION_LIMIT || option == OPTION_TIMEOUT)
		return match_take_number(call, option, value, err);
	if (option == OPTION_FORMAT) {
		call->list = true;
		return command_format(value, &call->format, err);
	}
	if (slots[option].flag != NULL)
		*slots[option].flag = true;
	else
		*slots[option].text = value;
	return 0;
}

/* --- while it works ------------------------------------------------------- */

struct match_show {
	struct ticker ticker;
	double rate;
};

static void match_tell(void *data, const struct match_progress *p)
{
	struct match_show *show = data;

	match_args_draw(&show->ticker, show->rate, p);
}

static int match_ask(const struct match_call *call, const struct run *run,
		     struct match_progress *ret, struct error *err)
{
	struct match_show show = {
		.rate = match_args_rate(&call->options),
	};
	atomic_bool stop;
	struct match_setup setup = {
		.run = run,
		.options = &call->options,
		.stop = &stop,
		.tell = match_tell,
		.data = &show,
	};
	struct signals *signals;
	int rc;

	atomic_init(&stop, false);
	ticker_init(&show.ticker);
	if (signals_start_flag(&stop, &signals, err) < 0)
		return -1;
	rc = match_work(&setup, ret, err);
	signals_stop(signals);
	ticker_clear(&show.ticker);
	return rc;
}

/* --- what would be asked -------------------------------------------------- */

static int match_foresee_tell(const struct match_call *call,
			      const struct run *run, struct error *err)
{
	const struct match_setup setup = {.run = run,
					  .options = &call->options};
	const char *url = call->options.base_url;
	struct match_progress p;
	struct bytes text CLEANUP(bytes_done) = {0};
	char time[32];

	if (match_foresee(&setup, &p, err) < 0)
		return -1;
	human_count(p.total, &text);
	bytes_append_str(&text,
			 p.total == 1 ? " question to " : " questions to ");
	bytes_append_str(&text, url != NULL ? url : GBIF_URL);
	bytes_append_str(&text, ", ");
	human_count(p.known, &text);
	bytes_append_str(&text, " answered before");
	ticker_duration((double)p.total / match_args_rate(&call->options), time,
			sizeof(time));
	if (p.total > 0)
		bytes_printf(&text, "; about %s", time);
	print_text(text.data);
	putchar('\n');
	return 0;
}

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
	const struct {
		const char *key;
		size_t n;
	} counts[] = {
		{"names", sums->names},	    {"places", sums->places},
		{"unasked", sums->unasked}, {"known", p->known},
		{"answered", p->answered},  {"failed", p->failed},
	};

	json_set_string(o, "run_id", run->id);
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		json_object_set_new(o, counts[i].key,
				    json_integer((json_int_t)counts[i].n));
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

static int match_show(const struct match_call *call,
		      const struct folded *folded,
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
	rc = match_survey_make(view, folded->index, !call->options.no_places,
			       &survey, err);
	match_view_close(view);
	if (rc < 0)
		return -1;
	sums_make(&survey, &sums);
	if (call->list)
		lists[call->format](&survey);
	if (call->json)
		sums_json(&sums, folded->run, p, stopped);
	else if (!call->list)
		sums_text(&sums);
	return 0;
}

/* --- the whole ------------------------------------------------------------ */

static int match_finish(const struct match_call *call,
			const struct folded *folded,
			const struct match_progress *p, int rc,
			const struct error *why)
{
	bool stopped = rc < 0 && why->kind == ERROR_STOPPED;
	struct error err;

	if (rc < 0)
		command_fail(call->command, why);
	else if (p->failed > 0)
		fprintf(stderr, "vasculum match: %zu failed, the last: %s\n",
			p->failed, p->fault);
	if (rc < 0 && !stopped)
		return error_exit_code(why);
	if (match_show(call, folded, p, stopped ? "stopped" : NULL, &err) < 0)
		return command_fail(call->command, &err);
	if (stopped)
		return command_flush(call->command, COMMAND_STOPPED);
	return command_flush(call->command, p->failed > 0 ? COMMAND_SOME_FAILED
							  : COMMAND_DONE);
}

static int match_folded(const struct match_call *call,
			const struct folded *folded)
{
	struct match_progress progress = {0};
	struct error err;
	int rc = 0;

	if (call->dry_run) {
		if (match_foresee_tell(call, folded->run, &err) < 0)
			return command_fail(call->command, &err);
		return command_flush(call->command, COMMAND_DONE);
	}
	if (!call->offline)
		rc = match_ask(call, folded->run, &progress, &err);
	return match_finish(call, folded, &progress, rc, &err);
}

static int match_work_with(void *data, const struct settings *settings,
			   char **args, int n)
{
	struct match_call *call = data;
	struct folded folded;
	struct error err;
	int code;

	(void)n;
	match_args_take_settings(&call->options, settings);
	if (folded_open(call->command, args[0], &folded, &err) < 0)
		return command_fail(call->command, &err);
	code = match_folded(call, &folded);
	folded_close(&folded);
	return code;
}

static int match_run(const struct command *command, int argc, char **argv)
{
	struct match_call call = {.command = command};

	return command_configured(command, argc, argv, match_take, &call,
				  match_work_with);
}

const struct command match_command = {
	.name = "match",
	.args = "RUN [OPTIONS]",
	.summary = "ask GBIF about the names and places of a run",
	.details =
		"Asks GBIF which of the names its index of names has, and in "
		"which country the\ncoordinates lie. Answers are kept in "
		"RUN/cache and shown with the records, as\ndoubts and "
		"candidates; no record is changed. Only names of taxa, and "
		"coordinates\nto a tenth of a degree, are sent, never who "
		"collected or named a plant. Stop it\nat any moment: the same "
		"command goes on where it was.",
	.options = match_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one run directory",
	.run = match_run,
};
