/*
 * prompt.c: what a model is told. See prompt.h.
 *
 * 1. What is hashed is what is sent: the parts after expansion, each followed
 *    by a NUL, and the schema in its one serial form.
 */
#include "config.h"

#include "engine/chat/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "base/file/asset.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/chat/prompt_terms.h"

#define PROMPT_USUAL "label"
#define PROMPT_WORDS "words"
#define PROMPT_MAX   (64u << 10)

/* --- the file ------------------------------------------------------------- */

/* "prompts/NAME.txt" where that is built in, else NULL. */
static char *prompt_asset(const char *name)
{
	char *asset = mem_printf("prompts/%s.txt", name);

	if (strchr(name, '/') == NULL && asset_find(asset) != NULL)
		return asset;
	free(asset);
	return NULL;
}

static int prompt_read(const char *config_dir, const char *name,
		       struct bytes *ret, struct error *err)
{
	char *asset CLEANUP(mem_free_str) = prompt_asset(name);
	struct error why = {0};

	if (asset != NULL)
		return asset_load(config_dir, asset, ret, err);
	if (file_read(name, PROMPT_MAX, ret, &why) < 0)
		return error_set(err, why.kind,
				 "cannot use the prompt \"%s\": %s; name a "
				 "file, or " PROMPT_USUAL " or " PROMPT_WORDS,
				 name, why.text);
	return 0;
}

static int prompt_check(const char *name, const struct bytes *text,
			struct error *err)
{
	if (text->len > PROMPT_MAX)
		return error_set(err, ERROR_FAILED,
				 "the prompt \"%s\" is over %u KiB", name,
				 PROMPT_MAX >> 10);
	if (text->len > 0 && (!text_is_utf8(text->data, text->len) ||
			      memchr(text->data, '\0', text->len) != NULL))
		return error_set(err, ERROR_FAILED,
				 "the prompt \"%s\" is not text in UTF-8",
				 name);
	return 0;
}

/* --- its parts ------------------------------------------------------------ */

enum prompt_part { PART_USER, PART_SYSTEM };
#define PROMPT_PARTS 2

static const char *const part_heads[PROMPT_PARTS] = {
	[PART_USER] = "[user]",
	[PART_SYSTEM] = "[system]",
};

/* The part that a line begins, or -1; blanks may follow the head. */
static int part_of(const char *line, size_t len)
{
	while (len > 0 && strchr(" \t\r", line[len - 1]) != NULL)
		len--;
	for (int i = 0; i < PROMPT_PARTS; i++)
		if (strlen(part_heads[i]) == len &&
		    memcmp(line, part_heads[i], len) == 0)
			return i;
	return -1;
}

static void prompt_split(const char *text, struct bytes parts[PROMPT_PARTS])
{
	int part = PART_USER;

	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		int begun = part_of(text, len);
		size_t whole = len + (text[len] == '\n');

		if (begun >= 0)
			part = begun;
		else
			bytes_append(&parts[part], text, whole);
		text += whole;
	}
}

/* Owned copy without blank lines and blanks at both ends. */
static char *trimmed(const struct bytes *part)
{
	const char *text = part->data != NULL ? part->data : "";
	size_t len;

	text += strspn(text, " \t\r\n");
	len = strlen(text);
	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	return mem_strndup(text, len);
}

/* --- all of it ------------------------------------------------------------ */

static void prompt_hash(struct chat_prompt *prompt)
{
	struct bytes all CLEANUP(bytes_done) = {0};

	bytes_append(&all, prompt->system, strlen(prompt->system) + 1);
	bytes_append(&all, prompt->user, strlen(prompt->user) + 1);
	json_write_line(prompt->schema, &all);
	hash_bytes(all.data, all.len, prompt->sha256);
}

/* Expands one part into *ret, owned. */
static int prompt_expand(struct prompt_terms *listed, const struct bytes *part,
			 char **ret, struct error *err)
{
	struct bytes expanded CLEANUP(bytes_done) = {0};
	char *text CLEANUP(mem_free_str) = trimmed(part);

	if (prompt_terms_expand(listed, text, &expanded, err) < 0)
		return -1;
	*ret = bytes_steal(&expanded);
	return 0;
}

static int prompt_build(const struct bytes parts[PROMPT_PARTS],
			const struct terms *terms, struct chat_prompt *prompt,
			struct error *err)
{
	struct prompt_terms listed CLEANUP(prompt_terms_done);

	prompt_terms_init(&listed, terms);
	if (prompt_expand(&listed, &parts[PART_SYSTEM], &prompt->system, err) <
		    0 ||
	    prompt_expand(&listed, &parts[PART_USER], &prompt->user, err) < 0)
		return -1;
	if (text_blank(prompt->system) && text_blank(prompt->user))
		return error_set(err, ERROR_FAILED,
				 "the prompt \"%s\" is empty", prompt->name);
	prompt->schema = prompt_terms_schema(&listed);
	prompt_hash(prompt);
	return 0;
}

int prompt_load(const char *config_dir, const char *name,
		const struct terms *terms, struct chat_prompt *ret,
		struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct bytes parts[PROMPT_PARTS] = {{0}};
	struct chat_prompt prompt = {0};
	int rc;

	if (name == NULL)
		name = PROMPT_USUAL;
	if (prompt_read(config_dir, name, &text, err) < 0 ||
	    prompt_check(name, &text, err) < 0)
		return -1;
	prompt.name = mem_strdup(name);
	prompt_split(text.data != NULL ? text.data : "", parts);
	rc = prompt_build(parts, terms, &prompt, err);
	for (int i = 0; i < PROMPT_PARTS; i++)
		bytes_done(&parts[i]);
	if (rc < 0)
		prompt_done(&prompt);
	else
		*ret = prompt;
	return rc;
}

const char *prompt_usual(const char *name, enum payload_send send)
{
	return name != NULL	      ? name
	       : send == PAYLOAD_TEXT ? PROMPT_WORDS
				      : PROMPT_USUAL;
}

void prompt_done(struct chat_prompt *prompt)
{
	free(prompt->name);
	free(prompt->system);
	free(prompt->user);
	json_decref(prompt->schema);
	*prompt = (struct chat_prompt){0};
}
