/*
 * history.c: lines that were typed before. See history.h.
 *
 * 1. No line is there twice; what is being typed is kept while one looks at
 *    others.
 */
#include "config.h"

#include "ui/words/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void history_remove(struct history *history, size_t i)
{
	free(history->lines[i]);
	history->n--;
	memmove(&history->lines[i], &history->lines[i + 1],
		(history->n - i) * sizeof(history->lines[0]));
}

void history_add(struct history *history, const char *line)
{
	for (size_t i = history->n; i-- > 0;)
		if (strcmp(history->lines[i], line) == 0)
			history_remove(history, i);
	if (history->n == HISTORY_MAX)
		history_remove(history, 0);
	history->lines = mem_grow(history->lines, history->n + 1,
				  sizeof(history->lines[0]));
	history->lines[history->n++] = mem_strdup(line);
	history_begin(history);
}

const char *history_go(struct history *history, int by, const char *now)
{
	if (by < 0 ? history->at == 0 : history->at >= history->n)
		return NULL;
	if (history->at == history->n)
		mem_replace(&history->typed, now);
	history->at += by < 0 ? (size_t)-1 : 1;
	return history->at < history->n ? history->lines[history->at]
					: history->typed;
}

void history_begin(struct history *history)
{
	history->at = history->n;
	mem_replace(&history->typed, NULL);
}

void history_done(struct history *history)
{
	while (history->n > 0)
		history_remove(history, history->n - 1);
	free(history->lines);
	free(history->typed);
	*history = (struct history){0};
}
