/*
 * local.c: the built-in engine.
 *
 * The sheet is decoded small and grey, its labels are found, and each is cut
 * out at full size and read: first as scattered pieces, which tells whether
 * it stands upright, then as a block of lines, and both at other sizes; the
 * readings vote patch by patch (words_vote). The rules make values of the
 * words, and the labels' values together make the record.
 *
 * A reader belongs to one pool thread; the engine and its rules are shared
 * and never change.
 */
#include "config.h"

#include "engine/local.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "base/hash.h"
#include "base/mem.h"
#include "engine/label_rules.h"
#include "engine/label_view.h"
#include "engine/ocr.h"
#include "engine/sheet_record.h"
#include "image/picture.h"

enum {
	FIND_SIDE = 1600, /* shorter decodes do for finding labels */
	READ_MAX = 8,	  /* labels read of a sheet */
	/* More words are a page of print, no label: one reading must do, or
	 * a sheet of text costs twenty seconds. */
	REREAD_WORDS = 300,
};

#define UPRIGHT_SURE 0.6  /* the finder is believed at first */
#define LEGIBLE	     0.5  /* so it is the right way up */
#define LEGIBLE_MIN  0.12 /* less is no writing */

struct local_engine {
	struct label_rules rules;
	char *lang;
	char rules_sha256[HASH_HEX_SIZE];
};

struct local_reader {
	const struct local_engine *engine; /* borrowed */
	struct ocr *ocr;
	const atomic_bool *cancelled; /* of the sheet being read, or NULL */
	bool mirrored;		      /* that sheet, as EXIF says */
};

static struct local_engine *local_of(struct engine *engine)
{
	return (struct local_engine *)(void *)engine;
}

static const struct local_engine *local_of_const(const struct engine *engine)
{
	return (const struct local_engine *)(const void *)engine;
}

static void local_close(struct engine *engine)
{
	struct local_engine *local = local_of(engine);
	if (!local)
		return;
	label_rules_done(&local->rules);
	free(local->lang);
	free(local);
}

/* The rules decide the result: their tables are part of the parameters. */
static int hash_rules(const char *config_dir, char ret[HASH_HEX_SIZE],
		      struct error *err)
{
	struct bytes all CLEANUP(bytes_done) = {0};
	if (asset_load(config_dir, "label-keys.tsv", &all, err) ||
	    asset_load(config_dir, "label-words.tsv", &all, err))
		return -1;
	hash_bytes(all.data, all.len, ret);
	return 0;
}

static int local_open(const struct engine_options *options, struct engine **ret,
		      struct error *err)
{
	struct local_engine *local = mem_zalloc(sizeof(*local));
	ocr_silence();
	if (label_rules_init(&local->rules, options->config_dir,
			     options->places, err) ||
	    hash_rules(options->config_dir, local->rules_sha256, err)) {
		local_close((struct engine *)(void *)local);
		return -1;
	}
	local->lang = mem_strdup(options->ocr_lang ? options->ocr_lang : "eng");
	*ret = (struct engine *)(void *)local;
	return 0;
}

static const char *local_model(const struct engine *engine)
{
	(void)engine;
	return "vasculum-local";
}

static void local_params(const struct engine *engine, struct bytes *ret)
{
	const struct local_engine *local = local_of_const(engine);
	bytes_printf(ret,
		     "engine=local\nreader=1\nocr=tesseract %s\nrules=%s\n",
		     local->lang, local->rules_sha256);
}

static int local_reader_new(const struct engine *engine,
			    struct engine_reader **ret, struct error *err)
{
	struct local_reader *reader = mem_zalloc(sizeof(*reader));
	reader->engine = local_of_const(engine);
	if (ocr_new(reader->engine->lang, &reader->ocr, err)) {
		free(reader);
		return -1;
	}
	*ret = (struct engine_reader *)(void *)reader;
	return 0;
}

static void local_reader_free(struct engine_reader *opaque)
{
	struct local_reader *reader = (struct local_reader *)(void *)opaque;
	if (!reader)
		return;
	ocr_free(reader->ocr);
	free(reader);
}

/* Finds the labels; `info` is the picture's header. What is left of a sheet
 * whose file ends early is not read: it would count as done. */
static int find_labels(const char *path, const struct picture_info *info,
		       struct labels *ret, struct error *err)
{
	struct bitmap sheet;
	bool truncated = false;
	struct picture_request want = {.grey = true};
	int side = info->width > info->height ? info->width : info->height;
	if (side > FIND_SIDE) {
		want.min_width = (int)((double)info->width * FIND_SIDE / side);
		want.min_height =
			(int)((double)info->height * FIND_SIDE / side);
	}
	if (picture_read(path, &want, &sheet, &truncated, err))
		return -1;
	if (truncated) {
		bitmap_done(&sheet);
		return error_set(err, ERROR_FAILED,
				 "%s ends early, a part of the sheet is "
				 "missing; fetch the file again",
				 path);
	}
	int rc = labels_find(&sheet, (double)info->width / sheet.width, ret,
			     err);
	bitmap_done(&sheet);
	return rc;
}

/* The turn to try first: the finder's, or where that is a guess, what EXIF
 * or the other labels of the sheet say, if they agree on the axis. */
static int first_turn(const struct label *label, const struct labels *labels,
		      const struct picture_info *info)
{
	if (label->sure >= UPRIGHT_SURE)
		return label->rotation;
	if (info->has_exif_orientation &&
	    (info->exif_rotation - label->rotation) % 180 == 0)
		return info->exif_rotation;
	if (labels->sheet_rotation >= 0 &&
	    (labels->sheet_rotation - label->rotation) % 180 == 0)
		return labels->sheet_rotation;
	return label->rotation;
}

/* One label turned one way. */
struct turned {
	struct label_view view;
	struct words words;
	double legible;
};

static void turned_done(struct turned *t)
{
	label_view_done(&t->view);
	words_done(&t->words);
}

/* ocr_read, unless nobody wants the sheet any more. */
static int reader_ocr(struct local_reader *reader, struct Pix *grey,
		      enum ocr_layout layout, double zoom, struct words *ret,
		      struct error *err)
{
	if (reader->cancelled != NULL && atomic_load(reader->cancelled))
		return error_set(err, ERROR_STOPPED,
				 "the reading was given up");
	return ocr_read(reader->ocr, grey, layout, zoom, ret, err);
}

static int turned_read(struct local_reader *reader, const char *path,
		       const struct label *label, int turn, struct turned *ret,
		       struct error *err)
{
	memset(ret, 0, sizeof(*ret));
	if (label_view_init(&ret->view, path, label, turn, reader->mirrored,
			    err))
		return -1;
	if (reader_ocr(reader, ret->view.grey, OCR_SPARSE, 1, &ret->words,
		       err)) {
		turned_done(ret);
		return -1;
	}
	ret->legible = words_legibility(&ret->words);
	return 0;
}

/* Reads the label upright: the first turn, and where that is not legible the
 * opposite one, whichever gives more. */
static int upright_read(struct local_reader *reader, const char *path,
			const struct label *label, int turn, struct turned *ret,
			struct error *err)
{
	struct turned other;
	if (turned_read(reader, path, label, turn, ret, err))
		return -1;
	if (ret->legible >= LEGIBLE)
		return 0;
	if (turned_read(reader, path, label, (turn + 180) % 360, &other, err)) {
		turned_done(ret);
		return -1;
	}
	int here = words_substance(&ret->words);
	int there = words_substance(&other.words);
	if (other.legible * there > ret->legible * here) {
		struct turned swap = *ret;
		*ret = other;
		other = swap;
	}
	turned_done(&other);
	return 0;
}

/* From pixels of the view to those of the stored image. */
static void place_boxes(const struct label_view *view, struct record *record)
{
	for (size_t i = 0; i < record->n; i++)
		for (size_t k = 0; k < record->fields[i].n_boxes; k++)
			record->fields[i].boxes[k] = label_view_stored(
				view, record->fields[i].boxes[k]);
}

/*
 * Reads the upright label again, as a block of lines and at other sizes, and
 * lets the readings vote.
 */
static int label_reread(struct local_reader *reader, struct turned *t,
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
		rc = reader_ocr(reader, t->view.grey, ways[i].layout,
				ways[i].zoom, &readings[n], err);
	if (rc == 0)
		words_vote(readings, n, &voted);
	for (size_t i = 0; i < n; i++)
		words_done(&readings[i]);
	t->words = voted;
	return rc;
}

/* Reads one label; one that is not legible gives an empty reading. */
static int label_read(struct local_reader *reader, const char *path,
		      struct label *label, int turn, struct label_reading *ret,
		      struct error *err)
{
	struct turned t;
	if (upright_read(reader, path, label, turn, &t, err))
		return -1;
	if (t.legible < LEGIBLE_MIN) {
		words_clear(&t.words);
	} else if (t.words.n <= REREAD_WORDS && label_reread(reader, &t, err)) {
		turned_done(&t);
		return -1;
	}
	label_rules_read(&reader->engine->rules, &t.words, ret);
	place_boxes(&t.view, &ret->record);
	label->rotation = t.view.rotation;
	label->sure = t.legible > label->sure ? t.legible : label->sure;
	turned_done(&t);
	return 0;
}

static int sheet_read(struct local_reader *reader, const char *path,
		      struct labels *labels, struct record *ret,
		      struct error *err)
{
	struct picture_info info;
	struct label_reading readings[READ_MAX];
	size_t n = 0;
	int rc = 0;
	if (picture_probe(path, &info, err) ||
	    find_labels(path, &info, labels, err))
		return -1;
	reader->mirrored = info.exif_mirrored;
	for (int i = 0; i < labels->n && n < READ_MAX && rc == 0; i++) {
		struct label *label = &labels->items[i];
		rc = label_read(reader, path, label,
				first_turn(label, labels, &info), &readings[n],
				err);
		n += rc == 0;
	}
	if (rc == 0)
		sheet_record_make(readings, n, ret);
	for (size_t i = 0; i < n; i++)
		label_reading_done(&readings[i]);
	return rc;
}

/* Thousandths say all that a confidence can say, and keep lines short. */
static double in_thousandths(double value)
{
	return value < 0 ? value : round(value * 1000) / 1000;
}

static void round_figures(struct record *record)
{
	for (size_t i = 0; i < record->n; i++) {
		struct field *field = &record->fields[i];

		field->confidence = in_thousandths(field->confidence);
		field->evidence = in_thousandths(field->evidence);
	}
}

static int local_read(struct engine_reader *opaque, const struct sheet *sheet,
		      struct outcome *ret, struct error *err)
{
	struct local_reader *reader = (struct local_reader *)(void *)opaque;
	struct labels labels;
	struct record record;
	reader->cancelled = sheet->cancelled;
	if (sheet_read(reader, sheet->path, &labels, &record, err))
		return -1;
	round_figures(&record);
	record_done(&ret->dwc);
	ret->dwc = record;
	ret->labels = labels;
	return 0;
}

const struct engine_ops local_engine_ops = {
	.name = "local",
	.provider = "local",
	.open = local_open,
	.close = local_close,
	.model = local_model,
	.params = local_params,
	.reader_new = local_reader_new,
	.reader_free = local_reader_free,
	.read = local_read,
};
