/*
 * facts.c: the facts of a picture, made and let go. See facts.h; their JSON
 * is facts_json.c's.
 */
#include "config.h"

#include "image/facts/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"

static const char *const role_words[ROLE_COUNT] = {
	[ROLE_UNKNOWN] = "unknown", [ROLE_LABEL] = "label",
	[ROLE_SLIP] = "slip",	    [ROLE_ANNOTATION] = "annotation",
	[ROLE_STAMP] = "stamp",	    [ROLE_CODE] = "code",
	[ROLE_FRAME] = "frame",
};

const char *region_role_word(enum region_role role)
{
	return role_words[role];
}

enum region_role region_role_parse(const char *word)
{
	for (int i = 0; word != NULL && i < ROLE_COUNT; i++)
		if (strcmp(word, role_words[i]) == 0)
			return (enum region_role)i;
	return ROLE_UNKNOWN;
}

const char *facts_state_word(enum facts_state state)
{
	static const char *const words[FACTS_STATE_COUNT] = {
		[FACTS_UNKNOWN] = "unknown",
		[FACTS_KNOWN] = "known",
		[FACTS_CHANGED] = "changed",
	};

	return words[state];
}

void facts_done(struct facts *facts)
{
	for (size_t i = 0; i < facts->n_regions; i++)
		words_done(&facts->regions[i].words);
	free(facts->regions);
	for (size_t i = 0; i < facts->n_codes; i++) {
		free(facts->codes[i].type);
		free(facts->codes[i].text);
	}
	free(facts->codes);
	*facts = (struct facts){.sheet_rotation = -1};
}

struct region *facts_add_region(struct facts *facts, const struct label *label)
{
	struct region *region;

	ARRAY_GROW(facts->regions, facts->n_regions, facts->cap_regions);
	region = &facts->regions[facts->n_regions++];
	*region = (struct region){.label = *label};
	return region;
}

void facts_add_code(struct facts *facts, const char *type, const char *text,
		    struct box box, double quality)
{
	char *clean = text_cleaned(text != NULL ? text : "");

	if (facts->n_codes >= FACTS_CODES_MAX || text_blank(clean) ||
	    strlen(clean) > CODE_TEXT_MAX) {
		free(clean);
		return;
	}
	ARRAY_GROW(facts->codes, facts->n_codes, facts->cap_codes);
	facts->codes[facts->n_codes++] =
		(struct code){.type = text_cleaned(type != NULL ? type : ""),
			      .text = clean,
			      .box = box,
			      .quality = quality};
}

void facts_labels(const struct facts *facts, struct labels *ret)
{
	*ret = (struct labels){.sheet_rotation = facts->sheet_rotation};
	for (size_t i = 0; i < facts->n_regions && i < LABELS_MAX; i++)
		ret->items[ret->n++] = facts->regions[i].label;
}
