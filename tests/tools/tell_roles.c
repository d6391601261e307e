/*
 * tell_roles.c: who speaks on sheets whose facts are known, row by row, for
 * looking at the roles without reading pictures again.
 *
 *   tell_roles [-j] < FACTS.jsonl
 *
 * FACTS is what look_sheets prints. For each region a line, and for each row
 * of it its role and its words; with -j the facts again, with the roles.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "engine/label/roles.h"
#include "image/facts/rows.h"

static void print_region(const struct region *region)
{
	struct word_rows rows CLEANUP(word_rows_done) = {0};

	printf("  [%d %d %d %d] %s\n", region->label.box.x, region->label.box.y,
	       region->label.box.w, region->label.box.h,
	       region_role_word(region->role));
	word_rows_make(&region->words, NULL, &rows);
	for (size_t i = 0; i < rows.n; i++) {
		const struct word_row *row = &rows.items[i];
		const struct word *words = region->words.items;

		printf("    %zu %4.1f %-10s", row->column, row->gap,
		       region_role_word(words[rows.order[row->first]].role));
		for (size_t k = 0; k < row->n; k++)
			printf(" %s", words[rows.order[row->first + k]].text);
		printf("\n");
	}
}

static void print_facts(json_t *object, const struct facts *facts)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	json_object_set_new(object, "facts", facts_write(facts));
	json_write_line(object, &line);
	fwrite(line.data, 1, line.len, stdout);
}

static void print_rows(const json_t *object, const struct facts *facts)
{
	printf("%s\n", json_string_at(object, "image"));
	for (size_t i = 0; i < facts->n_regions; i++)
		print_region(&facts->regions[i]);
}

static void tell_line(const struct label_lexicon *lexicon, const char *line,
		      bool json)
{
	struct facts facts CLEANUP(facts_done) = {0};
	json_t *object = json_loads(line, 0, NULL);
	struct error err;

	if (object == NULL ||
	    facts_read(json_object_get(object, "facts"), &facts, &err) < 0) {
		fprintf(stderr, "a line without facts\n");
		json_decref(object);
		return;
	}
	roles_tell(lexicon, &facts);
	if (json)
		print_facts(object, &facts);
	else
		print_rows(object, &facts);
	json_decref(object);
}

int main(int argc, char **argv)
{
	bool json = argc > 1 && strcmp(argv[1], "-j") == 0;
	struct label_lexicon *lexicon;
	struct error err;
	char *line = NULL;
	size_t size = 0;

	if (label_lexicon_load(NULL, &lexicon, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return EXIT_FAILURE;
	}
	while (getline(&line, &size, stdin) > 0)
		tell_line(lexicon, line, json);
	free(line);
	label_lexicon_free(lexicon);
	return EXIT_SUCCESS;
}
