/*
 * options.c: keeps options. See options.h.
 */
#include "config.h"

#include "extract/ask/options.h"

#include <stddef.h>
#include <string.h>

#include "base/mem.h"

/* Where the options have their texts. */
static const size_t texts[] = {
	offsetof(struct extract_options, images),
	offsetof(struct extract_options, engine),
	offsetof(struct extract_options, default_engine),
	offsetof(struct extract_options, default_models),
	offsetof(struct extract_options, default_base_url),
	offsetof(struct extract_options, default_send),
	offsetof(struct extract_options, ocr_lang),
	offsetof(struct extract_options, base_url),
	offsetof(struct extract_options, models),
	offsetof(struct extract_options, key_file),
	offsetof(struct extract_options, prompt),
};

static const char *text_at(const struct extract_options *options, size_t i)
{
	const char *text;

	memcpy(&text, (const char *)options + texts[i], sizeof(text));
	return text;
}

void *extract_options_copy(const struct extract_options *options,
			   struct extract_options *ret)
{
	size_t size = 1;
	char *memory, *at;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (text_at(options, i) != NULL)
			size += strlen(text_at(options, i)) + 1;
	memory = at = mem_zalloc(size);
	*ret = *options;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		const char *text = text_at(options, i);
		size_t len = text != NULL ? strlen(text) + 1 : 0;

		if (text == NULL)
			continue;
		memcpy(at, text, len);
		memcpy((char *)ret + texts[i], &at, sizeof(at));
		at += len;
	}
	return memory;
}
