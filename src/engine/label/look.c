/*
 * look.c: what the picture of a sheet shows. See look.h.
 *
 * The sheet is decoded small and grey, its labels are found, and each is cut
 * out at full size and read: first as scattered pieces, which tells whether
 * it stands upright, then as a block of lines, and both at other sizes; the
 * readings vote patch by patch (words_vote). What all of it says tells who
 * speaks where (roles.h).
 *
 * 1. Words know where they lie on the stored picture before the label's view
 *    is let go.
 * 2. Confidences are thousandths, as the cache keeps them: the same sheet gives
 *    the same record, whether it was looked at now or before.
 * 3. A failure leaves nothing to be freed.
 */
#include "config.h"

#include "engine/label/look.h"

#include <math.h>
#include <string.h>

#include "base/array.h"
#include "engine/label/find.h"
#include "engine/label/ocr.h"
#include "engine/label/roles.h"
#include "engine/label/turned.h"
#include "image/codes/codes.h"
#include "image/decode/picture.h"

/* More words are a page of print, not a label: one reading must do, or a
 * sheet of text costs twenty seconds. */
#define REREAD_WORDS 300

/*
 * Reads the upright label again, as a block of lines and at other sizes, and
 * lets the readings vote.
 */
static int label_reread(const struct turner *turner, struct turned *t,
			struct error *err)
{
	static const struct {
		enum ocr_layout layout;
		double zoom;
	} ways[] = {{OCR_BLOCK, 1},
		    {OCR_SPARSE, 1.2},
		    {OCR_BLOCK, 1.2},
		    {OCR_SPARSE, 0.85},
		    {OCR_BLOCK, 0.85}};
	struct words readings[READINGS_MAX] = {{0}};
	struct words voted = {0};
	size_t n = 1;
	int rc = 0;

	readings[0] = t->words;
	memset(&t->words, 0, sizeof(t->words));
	for (size_t i = 0; i < ARRAY_LEN(ways) && rc == 0; i++, n++)
		rc = turner_ocr(turner, t->view.grey, ways[i].layout,
				ways[i].zoom, &readings[n], err);
	if (rc == 0)
		words_vote(readings, n, &voted);
	for (size_t i = 0; i < n; i++)
		words_done(&readings[i]);
	t->words = voted;
	return rc;
}

/* What was read of a region becomes its own. */
static void region_take(struct region *region, struct turned *t)
{
	region->read = true;
	region->legible = t->legible;
	region->place = t->view.place;
	region->words = t->words;
	memset(&t->words, 0, sizeof(t->words));
	for (size_t i = 0; i < region->words.n; i++) {
		struct word *word = &region->words.items[i];

		word->stored = view_place_stored(&region->place, word->box);
		word->confidence = round(word->confidence * 1000) / 1000;
		word->agreed = round(word->agreed * 1000) / 1000;
	}
	region->label.rotation = t->view.place.rotation;
	if (t->legible > region->label.sure)
		region->label.sure = t->legible;
}

/* Reads one region; one that is not legible has no words. */
static int region_look(const struct turner *turner, const char *path, int turn,
		       struct region *region, struct error *err)
{
	struct turned t;
	int rc = 0;

	if (turned_read_upright(turner, path, &region->label, turn, &t, err) <
	    0)
		return -1;
	if (t.legible < LEGIBLE_MIN)
		words_clear(&t.words);
	else if (t.words.n <= REREAD_WORDS)
		rc = label_reread(turner, &t, err);
	if (rc == 0)
		region_take(region, &t);
	turned_done(&t);
	return rc;
}

/* Reads the regions, best first; each that was read helps to turn the next. */
static int regions_look(const struct turner *turner, const char *path,
			const struct picture_info *info, struct labels *labels,
			struct facts *facts, struct error *err)
{
	for (int i = 0; i < labels->n; i++) {
		struct region *region =
			facts_add_region(facts, &labels->items[i]);
		int turn = label_first_turn(&region->label, labels, info);

		if (i < LOOK_READ_MAX &&
		    region_look(turner, path, turn, region, err) < 0)
			return -1;
		labels->items[i] = region->label;
	}
	return 0;
}

/* The turn of the sheet: that of most of what could be read, else what the
 * finder says. */
static int facts_rotation(const struct facts *facts)
{
	double votes[4] = {0};
	int best = 0;

	for (size_t i = 0; i < facts->n_regions; i++) {
		const struct region *region = &facts->regions[i];

		votes[region->place.rotation / 90 % 4] +=
			region->legible * words_substance(&region->words);
	}
	for (int i = 1; i < 4; i++)
		if (votes[i] > votes[best])
			best = i;
	return votes[best] > 0 ? best * 90 : facts->sheet_rotation;
}

/* The words of all languages tell who speaks, and only those that come with
 * the program: facts follow from the picture and its version. */
static int facts_tell(struct facts *facts, struct error *err)
{
	struct label_lexicon *lexicon;

	if (label_lexicon_load(NULL, &lexicon, err) < 0)
		return -1;
	roles_tell(lexicon, facts);
	label_lexicon_free(lexicon);
	return 0;
}

/* Reads what the sheet says to machines. */
static int codes_look(const char *path, const struct picture_info *info,
		      const atomic_bool *cancelled, struct facts *facts,
		      struct error *err)
{
	struct codes codes CLEANUP(codes_done) = {0};

	if (codes_find(path, info, cancelled, &codes, err) < 0)
		return -1;
	for (size_t i = 0; i < codes.n; i++) {
		const struct code *code = &codes.items[i];

		facts_add_code(facts, code->type, code->text, code->box,
			       code->quality);
	}
	return 0;
}

int look_sheet(struct ocr *ocr, const char *path, const atomic_bool *cancelled,
	       struct facts *ret, struct error *err)
{
	struct turner turner = {.ocr = ocr, .cancelled = cancelled};
	struct facts facts = {.sheet_rotation = -1};
	struct picture_info info;
	struct labels labels;

	if (picture_probe(path, &info, err) < 0 ||
	    label_find(path, &info, cancelled, &labels, err) < 0)
		return -1;
	turner.mirrored = info.exif_mirrored;
	facts.width = info.width;
	facts.height = info.height;
	facts.sheet_rotation = labels.sheet_rotation;
	if (codes_look(path, &info, cancelled, &facts, err) < 0 ||
	    regions_look(&turner, path, &info, &labels, &facts, err) < 0 ||
	    facts_tell(&facts, err) < 0) {
		facts_done(&facts);
		return -1;
	}
	facts.sheet_rotation = facts_rotation(&facts);
	*ret = facts;
	return 0;
}
