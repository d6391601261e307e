/*
 * tell_roles.c: who speaks on sheets whose facts are known, row by row, for
 * looking at the roles without reading pictures again.
 *
 *   tell_roles < FACTS.jsonl
 *
 * FACTS is what look_sheets prints. For each region a line, and for each row
 * of it its role and its words.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
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

static void tell_line(const struct label_lexicon *lexicon, const char *line)
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
	printf("%s\n", json_string_at(object, "image"));
	for (size_t i = 0; i < facts.n_regions; i++)
		print_region(&facts.regions[i]);
	json_decref(object);
}

int main(void)
{
	struct label_lexicon *lexicon;
	struct error err;
	char *line = NULL;
	size_t size = 0;

	if (label_lexicon_load(NULL, &lexicon, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return EXIT_FAILURE;
	}
	while (getline(&line, &size, stdin) > 0)
		tell_line(lexicon, line);
	free(line);
	label_lexicon_free(lexicon);
	return EXIT_SUCCESS;
}
