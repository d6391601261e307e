/*
 * local.c: the built-in engine. See local.h.
 *
 * What the picture shows is found out by engine/label/look.h; engine/map makes
 * values of each label's words, and the labels' values together make the
 * record.
 *
 * 1. A reader belongs to one pool thread; the engine and its rules are shared
 *    and never change.
 * 2. Values come from one label at a time; their boxes are of the stored
 *    picture.
 * 3. What decides a record besides the picture stands in the parameters: the
 *    reader's number, the models of OCR, and the rules' tables.
 */
#include "config.h"

#include "engine/local/local.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file/asset.h"
#include "base/hash.h"
#include "base/mem.h"
#include "engine/label/looker.h"
#include "engine/label/ocr.h"
#include "engine/local/sheet_record.h"
#include "engine/map/map.h"
#include "image/facts/facts.h"
#include "run/evidence/sheet_code.h"

struct local_engine {
	struct map_model model;
	char *lang;
	struct facts_cache *facts;   /* borrowed, or NULL */
	char *catalog_pattern;	     /* or NULL */
	const struct shapes *shapes; /* borrowed, or NULL */
	char rules_sha256[HASH_HEX_SIZE];
};

struct local_reader {
	const struct local_engine *engine; /* borrowed */
	struct looker *looker;		   /* owned */
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

	if (local == NULL)
		return;
	map_model_done(&local->model);
	free(local->lang);
	free(local->catalog_pattern);
	free(local);
}

/* Stands for the rows of the built-in tables, not for their comments: sheets
 * that were read by the same rows are not read again. Another one is needed
 * when a row changes; test_local says so. */
static const char local_rules[] =
	"44796ea09105c618f3ae08bc90a78a7ee7ed644dc94983dcf5af6ff93c43f458";

/* The rules decide the result: their tables are part of the parameters. */
static int hash_rules(const char *config_dir, char ret[HASH_HEX_SIZE],
		      struct error *err)
{
	static const char *const tables[] = {
		"label-keys.tsv", "label-words.tsv", "letter-triples.tsv",
		"map-weights.tsv", "places.tsv"};
	bool own = false;

	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		char *path CLEANUP(mem_free_str) =
			asset_path(config_dir, tables[i]);

		own = own || path != NULL;
	}
	if (own)
		return asset_hash(config_dir, tables, ARRAY_LEN(tables), ret,
				  err);
	memcpy(ret, local_rules, HASH_HEX_SIZE);
	return 0;
}

static int local_open(const struct engine_options *options, struct engine **ret,
		      struct error *err)
{
	struct local_engine *local = mem_zalloc(sizeof(*local));

	ocr_silence();
	if (map_model_init(&local->model, options->config_dir, options->places,
			   err) < 0 ||
	    hash_rules(options->config_dir, local->rules_sha256, err) < 0) {
		local_close((struct engine *)(void *)local);
		return -1;
	}
	local->lang = mem_strdup(options->ocr_lang != NULL ? options->ocr_lang
							   : "eng");
	local->facts = options->facts;
	local->catalog_pattern = mem_strdup(options->catalog_pattern);
	local->shapes = options->shapes;
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
		     "engine=local\nreader=7\nocr=tesseract %s\nrules=%s\n",
		     local->lang, local->rules_sha256);
	if (local->catalog_pattern != NULL)
		bytes_printf(ret, "catalog_pattern=%s\n",
			     local->catalog_pattern);
}

static int local_reader_new(const struct engine *engine,
			    struct engine_reader **ret, struct error *err)
{
	struct local_reader *reader = mem_zalloc(sizeof(*reader));

	reader->engine = local_of_const(engine);
	if (looker_new(reader->engine->lang, reader->engine->facts,
		       &reader->looker, err) < 0) {
		free(reader);
		return -1;
	}
	*ret = (struct engine_reader *)(void *)reader;
	return 0;
}

static void local_reader_free(struct engine_reader *opaque)
{
	struct local_reader *reader = (struct local_reader *)(void *)opaque;

	if (reader == NULL)
		return;
	looker_free(reader->looker);
	free(reader);
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
	const struct look_sheet look = {
		.path = sheet->path,
		.file = {sheet->image, sheet->size, sheet->mtime_ns},
		.sha256 = sheet->specimen_id,
		.copied = sheet->copied,
	};
	struct facts facts = {0};
	struct record record;

	if (looker_look(reader->looker, &look, sheet->cancelled, &facts, NULL,
			err) < 0)
		return -1;
	sheet_record_make(&reader->engine->model, &facts, &record);
	sheet_code_take(&facts, "catalogNumber",
			reader->engine->catalog_pattern, reader->engine->shapes,
			&record);
	round_figures(&record);
	record_done(&ret->dwc);
	ret->dwc = record;
	facts_labels(&facts, &ret->labels);
	facts_done(&facts);
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
