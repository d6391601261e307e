/*
 * text.c: what is sent of a sheet where its words are. See text.h.
 *
 * 1. What the run knows of a sheet is taken as it is, whoever looked: it is
 *    what evidence is held against, and what a curator sees.
 */
#include "config.h"

#include "engine/payload/text.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/engine.h"
#include "engine/payload/sheet_text.h"
#include "run/cache/facts.h"
#ifdef HAVE_OCR
#include "engine/label/looker.h"
#endif

struct payload_text {
	char *lang;
	struct facts_cache *cache; /* borrowed, or NULL */
#ifdef HAVE_OCR
	struct looker *looker; /* NULL until it is needed */
#endif
};

struct payload_text *payload_text_new(const char *lang,
				      struct facts_cache *cache)
{
	struct payload_text *text = mem_zalloc(sizeof(*text));

	text->lang = mem_strdup(lang);
	text->cache = cache;
	return text;
}

void payload_text_free(struct payload_text *text)
{
	if (text == NULL)
		return;
#ifdef HAVE_OCR
	looker_free(text->looker);
#endif
	free(text->lang);
	free(text);
}

#ifdef HAVE_OCR
static int text_look(struct payload_text *text, const struct sheet *sheet,
		     struct facts *ret, struct error *err)
{
	const struct look_sheet look = {
		.path = sheet->path,
		.file = {sheet->image, sheet->size, sheet->mtime_ns},
		.sha256 = sheet->specimen_id,
		.copied = sheet->copied,
	};

	if (text->looker == NULL &&
	    looker_new(text->lang, text->cache, &text->looker, err) < 0)
		return -1;
	return looker_look(text->looker, &look, sheet->cancelled, ret, NULL,
			   err);
}
#else
static int text_look(struct payload_text *text, const struct sheet *sheet,
		     struct facts *ret, struct error *err)
{
	(void)text;
	(void)ret;
	return error_set(err, ERROR_FAILED,
			 "nobody has looked at %s, and this vasculum was built "
			 "without tesseract; send its labels or the sheet",
			 sheet->image);
}
#endif

static int text_facts(struct payload_text *text, const struct sheet *sheet,
		      struct facts *ret, struct error *err)
{
	const struct facts_file file = {sheet->image, sheet->size,
					sheet->mtime_ns};

	if (text->cache == NULL ||
	    !facts_cache_get(text->cache, sheet->specimen_id, ret))
		return text_look(text, sheet, ret, err);
	facts_cache_saw(text->cache, &file, sheet->specimen_id);
	return 0;
}

int payload_text_make(struct payload_text *text, const struct sheet *sheet,
		      bool smaller, struct payload *ret, struct error *err)
{
	struct bytes words = {0};
	struct facts facts = {0};
	struct payload payload = {0};

	if (text_facts(text, sheet, &facts, err) < 0)
		return -1;
	sheet_text_write(&facts, SHEET_TEXT_MAX, &words);
	/* One that has words never becomes one that has none. */
	if (smaller && words.len > 0) {
		words.len = text_cut(words.data, words.len / 2 + 1);
		words.data[words.len] = '\0';
	}
	payload.bytes = words.len;
	payload.text = bytes_steal(&words);
	facts_labels(&facts, &payload.labels);
	facts_done(&facts);
	*ret = payload;
	return 0;
}
