/*
 * prompt_terms.h: the {{placeholders}} of a prompt, and the schema of the
 * terms that they list. Inside engine/ only.
 */
#ifndef ENGINE_CHAT_PROMPT_TERMS_H
#define ENGINE_CHAT_PROMPT_TERMS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/error.h"
#include "dwc/record/term.h"

/* Which terms were listed so far. */
struct prompt_terms {
	const struct terms *terms; /* borrowed */
	bool *listed;		   /* one for each; owned */
};

void prompt_terms_init(struct prompt_terms *p, const struct terms *terms);
void prompt_terms_done(struct prompt_terms *p);

/* Appends `text` with its placeholders replaced; marks what they list. Fails at
 * a placeholder or term that there is not, and names it. One thread at a
 * time. */
int prompt_terms_expand(struct prompt_terms *p, const char *text,
			struct bytes *ret, struct error *err) MUST_USE;

/*
 * The schema of what is listed, or of all terms where nothing is; new
 * reference. It keeps to what strict servers take (OpenAI, structured
 * outputs): every property required, "left out" is null, nothing additional,
 * no keywords beyond type, properties and required; at most 5,000 properties,
 * 10 levels and 120,000 bytes of names, which a table of 512 terms with names
 * of 64 bytes, two properties each, cannot reach.
 */
json_t *prompt_terms_schema(const struct prompt_terms *p);

#endif
