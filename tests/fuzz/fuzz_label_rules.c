/*
 * fuzz_label_rules.c: any words on a label, anywhere, to a record.
 *
 * The input is text; a word's place and confidence follow from its bytes, so
 * that lines cross, overlap and lie far outside of any picture.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/local/label_rules.h"
#include "engine/local/sheet_record.h"

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
static const struct label_rules *rules_once(void)
{
	static struct label_rules rules;
	static struct places *places;
	if (!places) {
		if (places_load(NULL, &places, NULL) ||
		    label_rules_init(&rules, NULL, places, NULL))
			abort();
		rules.this_year = 2026;
	}
	return &rules;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct words words = {0};
	struct label_reading reading;
	struct record record;
	if (size > 4096)
		return 0;
	char *text = mem_strndup((const char *)data, size);
	words_of(text, &words);
	label_rules_read(rules_once(), &words, &reading);
	sheet_record_make(&reading, 1, &record);
	record_done(&record);
	label_reading_done(&reading);
	words_done(&words);
	free(text);
	return 0;
}
