/*
 * prompt.h: what a model is told, and the JSON schema of its answer: from
 * data/prompts/ and the table of terms.
 *
 * Immutable once loaded; shared by all threads.
 */
#ifndef ENGINE_CHAT_PROMPT_H
#define ENGINE_CHAT_PROMPT_H

#include <jansson.h>

#include "base/error.h"
#include "base/hash.h"
#include "dwc/record/term.h"
#include "engine/payload/payload.h"

struct chat_prompt {
	char *name;   /* "label", or the file a person named */
	char *system; /* may be "" */
	char *user;   /* goes before the pictures */
	/* JSON Schema of {"term":{"value","confidence"},…}, fit for strict
	 * mode: all terms required, each an object or null, in grid order. */
	json_t *schema;
	char sha256[HASH_HEX_SIZE]; /* of all three, as they are sent */
};

/*
 * Loads a prompt: `name` is a built-in one ("label", the default where it is
 * NULL, or "words") or the path of a file; a name without "/" that is not a built-in one is
 * a file of the working directory. Such a file is text; a line "[system]" or
 * "[user]" begins a part, text before the first is the user's.
 *
 * In it "{{terms}}" stands for a list of all terms, each with its sentence of
 * help; "{{terms: a, b}}" for one of these, and "{{terms except: a, b}}" for
 * one of the others, so that terms added to the table are asked for too. What
 * is listed in either part makes the schema; all terms do where nothing is.
 *
 * A file that cannot be read, is empty, over 64 KiB, not UTF-8, names an
 * unknown {{placeholder}} or asks for a term that there is not is an error.
 * *ret is the caller's to prompt_done(). Reads files; any thread.
 */
int prompt_load(const char *config_dir, const char *name,
		const struct terms *terms, struct chat_prompt *ret,
		struct error *err) MUST_USE;
void prompt_done(struct chat_prompt *prompt);

/* The name of the prompt where `name` (NULL: nobody chose one) is what a person
 * chose: that of pictures, or that of words. */
const char *prompt_usual(const char *name, enum payload_send send);

#endif
