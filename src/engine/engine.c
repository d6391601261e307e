/*
 * engine.c: the table of engines. Another one is a line here.
 */
#include "config.h"

#include "engine/engine.h"

#include <string.h>

#include "engine/chat.h"
#include "engine/local.h"

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
