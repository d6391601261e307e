/*
 * engine.c: the table of engines. Another one is a line here.
 */
#include "config.h"

#include "engine/engine.h"

#include <string.h>

#include "engine/chat/chat.h"
#include "engine/local/local.h"

const struct engine_ops *const *engine_list(void)
{
	static const struct engine_ops *const engines[] = {
#ifdef HAVE_OCR
		&local_engine_ops,
#endif
		&chat_openrouter_ops, &chat_openai_ops,
		&chat_compatible_ops, NULL,
	};
	return engines;
}

const struct engine_ops *engine_find(const char *name)
{
	for (const struct engine_ops *const *e = engine_list(); *e; e++)
		if (strcmp((*e)->name, name) == 0)
			return *e;
	return NULL;
}

const char *engine_lacks(const char *name)
{
	static const struct {
		const char *name, *lacks;
	} left_out[] = {
#ifndef HAVE_OCR
		{"local", "tesseract and leptonica"},
#endif
		{NULL, NULL},
	};

	for (size_t i = 0; left_out[i].name != NULL; i++)
		if (strcmp(left_out[i].name, name) == 0)
			return left_out[i].lacks;
	return NULL;
}
