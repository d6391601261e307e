/*
 * text.h: what is sent of a sheet where its words are sent in place of
 * pictures: the words that the run knows of it, else those that are found now.
 */
#ifndef ENGINE_PAYLOAD_TEXT_H
#define ENGINE_PAYLOAD_TEXT_H

#include "base/error.h"
#include "engine/payload/payload.h"

struct facts_cache;  /* run/cache/facts.h */
struct sheet;	     /* engine/engine.h */
struct payload_text; /* of one thread */

/* `lang` is copied; `cache` (may be NULL) outlives it. OCR is loaded with the
 * first sheet that nobody has looked at. Owned. */
struct payload_text *payload_text_new(const char *lang,
				      struct facts_cache *cache);
void payload_text_free(struct payload_text *text); /* NULL is fine */

/*
 * The text of the sheet, and where its labels are, into *ret, owned; text is ""
 * where the sheet has none. `smaller`: half of it at most, for servers that
 * found it too long. What is found out is kept in the cache. Blocks, for seconds where
 * it has to look (pool thread). Fails as looker_look does, and where this build
 * cannot look.
 */
int payload_text_make(struct payload_text *text, const struct sheet *sheet,
		      bool smaller, struct payload *ret,
		      struct error *err) MUST_USE;

#endif
