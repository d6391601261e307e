/*
 * fuzz_evidence.c: any value looked for on any sheet, as every term.
 *
 * The first line of the input is the value, each further one a line of words;
 * one that begins with a digit from 0 to 6 begins a region whose role that is.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/evidence/evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The tables are loaded once for all inputs, and live as long as the
 * process. */
static const struct terms *terms_once(void)
{
	static struct terms *terms;

	if (terms == NULL && terms_load(NULL, &terms, NULL) < 0)
		abort();
	return terms;
}

static void line_add(struct region *region, char *line, int y)
{
	char *save = NULL;
	int x = 0;

	for (char *word = strtok_r(line, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save)) {
		int n = (int)strlen(word);
		size_t before = region->words.n;

		words_add(&region->words, word, (struct box){x, y, 9 * n, 20},
			  -1, (unsigned char)*word % 11 / 10.0);
		if (region->words.n > before)
			region->words.items[before].stored =
				(struct box){x, y, 9 * n, 20};
		x += 9 * n + 9;
	}
}

static void facts_of(char *text, struct facts *ret)
{
	const struct label label = {.box = {0, 0, 900, 900}, .rotation = 0};
	struct region *region = facts_add_region(ret, &label);
	char *save = NULL;
	int y = 0;

	region->read = true;
	for (char *line = strtok_r(text, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save), y += 40) {
		if (*line >= '0' && *line < '0' + ROLE_COUNT &&
		    ret->n_regions < LABELS_MAX) {
			region = facts_add_region(ret, &label);
			region->role = (enum region_role)(*line - '0');
			region->read = true;
		}
		line_add(region, line, y);
	}
}

static void check(const struct field *field)
{
	if (field->n_boxes > EVIDENCE_BOXES_MAX ||
	    (field->support == SUPPORT_UNKNOWN) != (field->evidence < 0) ||
	    !(field->evidence <= 1))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct facts facts = {.sheet_rotation = -1};
	struct evidence_sheet *sheet;
	struct record record;
	char *text, *words;

	if (size > 2048)
		return 0;
	text = mem_strndup((const char *)data, size);
	words = strchr(text, '\n');
	if (words != NULL)
		*words++ = '\0';
	facts_of(words != NULL ? words : text + strlen(text), &facts);
	sheet = evidence_sheet_new(&facts, terms_once());
	record_init(&record);
	for (size_t i = 0; i < terms_count(terms_once()); i++)
		record_set(&record, terms_at(terms_once(), i)->name, text, 1,
			   SOURCE_MODEL);
	for (int turn = 0; turn < 2; turn++) {
		evidence_match(sheet, NULL, &record);
		for (size_t i = 0; i < record.n; i++)
			check(&record.fields[i]);
	}
	evidence_sheet_free(sheet);
	record_done(&record);
	facts_done(&facts);
	free(text);
	return 0;
}
