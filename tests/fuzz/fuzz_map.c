/*
 * fuzz_map.c: any words on a label, anywhere, to who speaks and to a record.
 *
 * The input is text; a word's place and confidence follow from its bytes, so
 * that lines cross, overlap and lie far outside of any picture.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/label/roles.h"
#include "engine/local/sheet_record.h"
#include "engine/map/map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A line of text is a line of words, unless it begins with '!', which puts
 * its words where their first bytes say. */
static void words_of(const char *text, struct words *ret)
{
	int line = 0, column = 0;
	bool wild = *text == '!';
	for (size_t at = 0; text[at];) {
		size_t n = strcspn(text + at, " \n");
		if (n) {
			char *word = mem_strndup(text + at, n);
			int seed = (unsigned char)word[0] * 37 + (int)n;
			struct box box = {column * 12, line * 40, (int)n * 12,
					  20};
			if (wild)
				box.y += seed % 97 - 48;
			words_add(ret, word, box, box.y + 20,
				  wild ? seed % 100 / 100.0 : 0.9);
			free(word);
		}
		column += (int)n + 1;
		at += n;
		if (text[at] == '\n') {
			line++;
			column = 0;
			wild = text[at + 1] == '!';
		}
		at += text[at] != '\0';
	}
}

/* The tables are loaded once for all inputs, and live as long as the
 * process. */
static const struct map_model *model_once(void)
{
	static struct map_model model;
	static struct places *places;
	if (!places) {
		if (places_load(NULL, &places, NULL) ||
		    map_model_init(&model, NULL, places, NULL))
			abort();
		model.tables.this_year = 2026;
	}
	return &model;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct words words = {0};
	struct label_reading reading;
	struct facts facts = {0};
	struct region *region;
	struct record record;
	if (size > 4096)
		return 0;
	char *text = mem_strndup((const char *)data, size);
	words_of(text, &words);
	map_region(model_once(), &words, &reading);
	label_reading_done(&reading);
	region = facts_add_region(&facts, &(struct label){.rotation = 0});
	region->read = true;
	region->words = words;
	roles_tell(model_once()->tables.lexicon, &facts);
	sheet_record_make(model_once(), &facts, &record);
	record_done(&record);
	facts_done(&facts);
	free(text);
	return 0;
}
