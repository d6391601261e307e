/*
 * suggest_facts.c: what the words of sheets are offered as, from their facts,
 * without any reading of them.
 *
 *   suggest_facts FACTS.jsonl
 *
 * FACTS.jsonl is what look_sheets prints. Prints a line for each sheet:
 * {"image":NAME,"offers":{TERM:[VALUE,…]},"ms":MILLISECONDS}.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "dwc/words/place.h"
#include "engine/label/roles.h"
#include "review/suggest/suggest.h"

static json_t *offers_json(const struct suggest_sources *sources,
			   const struct specimen *specimen)
{
	struct helpful helpful CLEANUP(helpful_done) = {0};
	json_t *ret = json_object();

	suggest_record(sources, specimen, &helpful);
	for (size_t i = 0; i < helpful.n_terms; i++) {
		const struct term_suggestions *of = &helpful.terms[i];
		json_t *values = json_array();

		for (size_t k = 0; k < of->list.n; k++)
			json_array_append_new(
				values, json_string(of->list.items[k].value));
		json_object_set_new(ret, of->term, values);
	}
	return ret;
}

static int line_print(const struct suggest_sources *sources, const char *line)
{
	json_t *json CLEANUP(json_release) = json_loads(line, 0, NULL);
	struct bytes out CLEANUP(bytes_done) = {0};
	struct facts facts = {0};
	struct specimen specimen;
	json_t *object;
	int64_t begun;

	if (facts_read(json_object_get(json, "facts"), &facts, NULL) < 0)
		return -1;
	roles_tell(sources->model->tables.lexicon, &facts);
	specimen_init(&specimen);
	specimen.facts = &facts;
	begun = clock_ns();
	object = json_pack("{s:s, s:o}", "image",
			   json_string_value(json_object_get(json, "image")),
			   "offers", offers_json(sources, &specimen));
	json_object_set_new(object, "ms",
			    json_real((double)(clock_ns() - begun) / 1e6));
	json_write_line(object, &out);
	fwrite(out.data, 1, out.len, stdout);
	json_decref(object);
	specimen.facts = NULL;
	specimen_done(&specimen);
	facts_done(&facts);
	return 0;
}

int main(int argc, char **argv)
{
	struct suggest_sources sources = {0};
	struct map_model model = {0};
	struct places *places = NULL;
	struct terms *terms = NULL;
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error err;
	char *save = NULL;
	int failed = 0;

	if (places_load(NULL, &places, &err) < 0 ||
	    terms_load(NULL, &terms, &err) < 0 ||
	    map_model_init(&model, NULL, places, &err) < 0 ||
	    file_read(argv[argc - 1], 1u << 28, &text, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return EXIT_FAILURE;
	}
	bytes_append_char(&text, '\0');
	sources.terms = terms;
	sources.model = &model;
	for (char *line = strtok_r(text.data, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save))
		failed |= line_print(&sources, line) < 0;
	map_model_done(&model);
	places_free(places);
	terms_free(terms);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
