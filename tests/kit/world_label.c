/*
 * world_label.c: labels with words for the console in tests. See world.h.
 */
#include "config.h"

#include "tests/kit/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"

#define LETTER 12 /* pixels of the upright label */
#define LINE   40

/* A label as the outcome of the first record has it: turned by a quarter. */
static struct region *label_region(struct facts *facts, int i,
				   enum region_role role)
{
	struct label label = {.box = {2000 - 900 * i, 100 + 1800 * i, 600, 900},
			      .rotation = 90,
			      .score = 0.9,
			      .sure = 0.9,
			      .text_height = 20};
	struct region *region = facts_add_region(facts, &label);

	region->role = role;
	region->read = true;
	region->legible = 0.9;
	region->place = (struct view_place){.crop = label.box,
					    .rotation = 90,
					    .width = 900,
					    .height = 600,
					    .scale = 1};
	return region;
}

static void label_word(struct region *region, const char *text, int x, int line,
		       double confidence)
{
	struct box box = {x, 10 + LINE * line, LETTER * text_width(text), 26};
	struct words *words = &region->words;
	size_t before = words->n;

	words_add(words, text, box, -1, confidence);
	if (words->n > before)
		words->items[before].stored =
			view_place_stored(&region->place, box);
}

/* Words a blank apart; those that end in '?' were hardly read. */
static void label_line(struct region *region, int line, const char *text)
{
	int x = 20;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		bool doubted = len > 1 && text[len - 1] == '?';
		char *word = mem_strndup(text, len - (doubted ? 1 : 0));

		label_word(region, word, x, line, doubted ? 0.3 : 0.95);
		x += LETTER * (text_width(word) + 1);
		free(word);
		text += len + (text[len] == ' ' ? 1 : 0);
	}
}

static void label_plain(struct facts *facts)
{
	struct region *label = label_region(facts, 0, ROLE_LABEL);
	struct region *slip = label_region(facts, 1, ROLE_SLIP);

	label_line(label, 0, "PLANTS OF SASKATCHEWAN");
	label_word(label, "No. 2809", 650, 0, 0.95);
	label_line(label, 1, "Agropyzon? dasystachyum (Hook.) Scribn.");
	/* Where the record's eventDate says that it stands. */
	label_line(label, 2, "Wm. Shevkenek");
	label_word(label, "June", 500, 2, 0.95);
	label_word(label, "27,", 560, 2, 0.95);
	label_word(label, "1935", 608, 2, 0.95);
	label_line(label, 4, "Regina: railway grade, dry sand, creep-");
	label_line(label, 5, "ing-rooted, spikes slender");
	label_line(slip, 0, "Elymus lanceolatus");
	label_line(slip, 1, "det. J. Looman 1975");
	label_word(slip, "Regina", 500, 2, 0.95);
}

static void label_capitals(struct facts *facts)
{
	label_line(label_region(facts, 0, ROLE_LABEL), 0, "REGINA SASK");
}

static void label_hostile(struct facts *facts)
{
	struct region *label = label_region(facts, 0, ROLE_LABEL);

	label_line(label, 0, "\033[31mred \302\2332J \342\200\256evil a");
	label_line(label, 1, "\327\220\327\221 \327\222\327\223 e\314\201");
	label_line(label, 2, "\346\235\261\344\272\254\351\203\275 \377\376 x");
	for (int i = 0; i < 5; i++)
		label_word(label, "over", 20 + i, 4, 0.9);
	label_word(label, "a-very-long-word-that-goes-on-and-on-and-on", 400, 5,
		   0.2);
}

static void label_large(struct facts *facts)
{
	for (int i = 0; i < 5; i++) {
		struct region *label = label_region(facts, 0, ROLE_LABEL);

		for (int k = 0; k < WORDS_MAX; k++)
			label_word(label, k % 7 == 0 ? "Saskatchewan" : "of",
				   k * 37 % 700, k % 14, 0.9);
	}
}

static void label_blank(struct facts *facts)
{
	label_region(facts, 0, ROLE_FRAME);
}

void world_label(struct world *w, const char *name)
{
	static const struct {
		const char *name;
		void (*fill)(struct facts *);
	} labels[] = {
		{"plain", label_plain},	    {"capitals", label_capitals},
		{"hostile", label_hostile}, {"large", label_large},
		{"blank", label_blank},
	};
	struct specimen *s = &w->records[0].specimen;

	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		if (strcmp(labels[i].name, name) != 0)
			continue;
		if (s->facts == NULL)
			s->facts = mem_zalloc(sizeof(*s->facts));
		facts_done(s->facts);
		s->facts->sheet_rotation = 90;
		s->facts->width = 3000;
		s->facts->height = 4000;
		labels[i].fill(s->facts);
		s->looked = FACTS_KNOWN;
		s->facts_stamp++;
		return;
	}
	fail_msg("there is no label %s", name);
}
