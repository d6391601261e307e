/*
 * map_facts.c: records of sheets from their facts, without reading the
 * pictures again.
 *
 *   map_facts [--weights map-weights.tsv] FACTS.jsonl > RAW.jsonl
 *
 * FACTS.jsonl is what look_sheets prints. Prints a line for each sheet, as
 * raw.jsonl has it: {"image":NAME,"dwc":{…}}.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "dwc/words/place.h"
#include "engine/label/roles.h"
#include "engine/local/sheet_record.h"
#include "engine/map/map.h"
#include "image/facts/facts.h"
#include "run/evidence/sheet_code.h"

/* The whole of a file, with its NUL, also where it is empty. */
static int file_text(const char *path, struct bytes *ret, struct error *err)
{
	FILE *file = fopen(path, "r");
	char part[65536];
	size_t n;

	if (file == NULL)
		return error_set(err, ERROR_FAILED, "%s: %s", path,
				 strerror(errno));
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		bytes_append(ret, part, n);
	fclose(file);
	bytes_append_str(ret, "");
	return 0;
}

static void facts_print(const struct map_model *model, const char *image,
			const struct facts *facts)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	struct record record;
	json_t *object;

	sheet_record_make(model, facts, &record);
	sheet_code_take(facts, "catalogNumber", NULL, NULL, &record);
	object = json_pack("{s:s, s:o}", "image", image, "dwc",
			   record_write_json(&record, false));
	json_write_line(object, &line);
	fwrite(line.data, 1, line.len, stdout);
	json_decref(object);
	record_done(&record);
}

/* Prints the sheets of a file, a line for each. */
static int file_print(const struct map_model *model, const char *path)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *save = NULL;
	struct error why;
	int failed = file_text(path, &text, &why);

	if (failed < 0) {
		fprintf(stderr, "the facts cannot be read: %s\n", why.text);
		return -1;
	}
	for (char *line = strtok_r(text.data, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		json_t *json = json_loads(line, 0, NULL);
		struct facts facts = {0};
		struct error err;

		if (facts_read(json_object_get(json, "facts"), &facts, &err) <
		    0) {
			json_decref(json);
			failed = -1;
			continue;
		}
		roles_tell(model->tables.lexicon, &facts);
		facts_print(model,
			    json_string_value(json_object_get(json, "image")),
			    &facts);
		facts_done(&facts);
		json_decref(json);
	}
	return failed;
}

int main(int argc, char **argv)
{
	struct bytes table CLEANUP(bytes_done) = {0};
	struct map_model model = {0};
	struct places *places = NULL;
	struct error err;
	bool own = argc > 2 && strcmp(argv[1], "--weights") == 0;
	int failed;

	if (places_load(NULL, &places, &err) < 0 ||
	    map_tables_init(&model.tables, NULL, places, &err) < 0)
		return EXIT_FAILURE;
	if (own)
		failed =
			file_text(argv[2], &table, &err) < 0 ||
			map_weights_parse(table.data, &model.weights, &err) < 0;
	else
		failed = map_weights_load(NULL, &model.weights, &err) < 0;
	if (failed) {
		fprintf(stderr, "the weights cannot be read: %s\n", err.text);
		return EXIT_FAILURE;
	}
	failed = file_print(&model, argv[argc - 1]) < 0;
	map_model_done(&model);
	places_free(places);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
