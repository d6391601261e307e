/*
 * fuzz_gbif.c: any bytes as what GBIF answers: as a match, as places, as the
 * state of its index. Whatever came, what is kept reads back the same, its texts
 * are clean lines, and what is said of a name is one of the findings, with a
 * sentence of one line.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "match/finding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static void demand_clean(const char *text)
{
	demand(text_is_utf8(text, strlen(text)), "a text that is not UTF-8");
	demand(strpbrk(text, "\n\r\t\x1b") == NULL, "more than a line");
}

static char *match_line(const struct gbif_match *match)
{
	json_t *value CLEANUP(json_release) = gbif_match_write(match);
	struct bytes line = {0};

	json_write_line(value, &line);
	return bytes_steal(&line);
}

/* What is kept is the same when it is read and kept again. */
static void demand_same(const struct gbif_match *match)
{
	char *one CLEANUP(mem_free_str) = match_line(match);
	char *two CLEANUP(mem_free_str) = NULL;
	struct gbif_match again;

	demand(gbif_match_read(one, strlen(one), &again, NULL) == 0,
	       "what was kept cannot be read");
	two = match_line(&again);
	demand(strcmp(one, two) == 0, "what was kept reads as another");
	gbif_match_done(&again);
}

static void demand_finding(const struct gbif_match *match)
{
	static const char *const names[] = {"Carex alba Scop.", "Carex",
					    "Carex alba var. nigra"};
	struct match_server server;

	match_server_init(&server, NULL, NULL, NULL);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct asked_name asked CLEANUP(asked_name_done);
		char *text CLEANUP(mem_free_str) = NULL;
		enum finding_kind kind;

		demand(asked_name_read(&server, names[i], "", "", &asked),
		       "asked");
		kind = finding_of_name(&asked, match);
		demand(kind >= 0 && kind < FINDINGS, "a finding");
		text = finding_text(kind, match, "COL");
		if (text != NULL)
			demand_clean(text);
	}
	match_server_done(&server);
}

static void fuzz_match(const char *text, size_t size)
{
	char *whole CLEANUP(mem_free_str) = NULL;
	char *plain CLEANUP(mem_free_str) = NULL;
	struct gbif_match match;

	if (gbif_match_read(text, size, &match, NULL) < 0)
		return;
	demand(match.n_others <= GBIF_OTHERS_MAX, "too many others");
	demand(match.confidence >= -1 && match.confidence <= 100, "per cent");
	whole = gbif_usage_whole(&match.usage);
	plain = gbif_usage_plain(&match.usage);
	demand_clean(whole);
	demand_clean(plain);
	demand_clean(match.type_word);
	demand_clean(match.note);
	demand_same(&match);
	demand_finding(&match);
	gbif_match_done(&match);
}

static void fuzz_areas(const char *text, size_t size)
{
	json_t *value CLEANUP(json_release) = NULL;
	struct gbif_areas areas;
	bool sole;

	if (gbif_areas_read(text, size, &areas, NULL) < 0)
		return;
	demand(areas.n <= GBIF_AREAS_MAX, "too many areas");
	for (size_t i = 0; i < areas.n; i++) {
		demand(strlen(areas.items[i].code) == 2, "a code");
		demand_clean(areas.items[i].title);
	}
	(void)finding_area(&areas, &sole);
	value = gbif_areas_write(&areas);
	demand(json_array_size(value) == areas.n, "as many areas");
	gbif_areas_done(&areas);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	char *state = NULL;

	fuzz_match(text, size);
	fuzz_areas(text, size);
	if (gbif_index_read(text, size, &state, NULL) == 0) {
		demand(state[0] != '\0', "a state without a name");
		demand_clean(state);
	}
	free(state);
	return 0;
}
