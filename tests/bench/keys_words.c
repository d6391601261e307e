/*
 * keys_words.c: see keys_words.h.
 */
#include "config.h"

#include "tests/bench/keys_words.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "review/suggest/along.h"
#include "tests/bench/keys_plan.h"
#include "tests/bench/keys_screen.h"

#define SPAN_WORDS_MAX 30
#define SPAN_SPARE     16 /* bytes, over twice the text */

/* "12:REGINA," has the number 12; "5" alone is a word. */
static void word_add(struct label_words *words, const char *text, size_t len)
{
	struct label_word *word;
	size_t digits = 0;
	char *printed;

	while (digits < len && digits < 4 &&
	       isdigit((unsigned char)text[digits]))
		digits++;
	ARRAY_GROW(words->items, words->n, words->cap);
	word = &words->items[words->n++];
	*word = (struct label_word){0};
	if (digits > 1 && digits < len && text[digits] == ':') {
		memcpy(word->number, text, digits);
		text += digits + 1;
		len -= digits + 1;
	}
	printed = mem_strndup(text, len);
	word->text = along_typed(printed);
	free(printed);
}

void label_words_read(const struct pty_screen *screen, struct label_words *ret)
{
	int x = shown_pane_end(screen) + 2;

	*ret = (struct label_words){0};
	for (int y = 2; y < screen->rows - 2; y++) {
		struct bytes row CLEANUP(bytes_done) = {0};
		const char *at;

		pty_screen_row(screen, y, x, screen->columns - 1 - x, &row);
		at = row.data;
		while (*at != '\0') {
			size_t len = strcspn(at, " ");

			if (len > 0)
				word_add(ret, at, len);
			at += len + (at[len] == ' ');
		}
	}
}

void label_words_done(struct label_words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->items[i].text);
	free(words->items);
}

char *label_words_text(const struct label_words *words,
		       const struct label_span *span)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_append_str(&text, "");
	for (size_t i = 0; i < span->n; i++)
		bytes_printf(&text, "%s%s", i > 0 ? " " : "",
			     words->items[span->first + i].text);
	return along_typed(text.data);
}

/* The word of the label behind `after` (n: none) that is this one; n: none. */
static size_t word_behind(const struct label_words *words, size_t after,
			  const char *text, size_t len, bool anywhere)
{
	size_t from = after < words->n ? after + 1 : 0;
	size_t end = anywhere || from >= words->n ? words->n : from + 1;

	for (size_t i = anywhere ? 0 : from; i < end; i++)
		if (strncmp(words->items[i].text, text, len) == 0)
			return i;
	return words->n;
}

size_t label_words_along(const struct label_words *words, const char *to)
{
	size_t keys = 0, at = words->n;

	while (*to != '\0') {
		size_t len = strcspn(to, " ");
		size_t next = at < words->n
				      ? word_behind(words, at, to, len, false)
				      : words->n;

		keys++;
		if (next == words->n) {
			next = word_behind(words, at, to, len, true);
			keys += next < words->n && len > 2 ? 2 : len;
		}
		at = next < words->n ? next : at < words->n ? at + 1 : at;
		to += len + (to[len] == ' ');
	}
	return keys;
}

struct label_span label_words_find(const struct label_words *words,
				   const char *to)
{
	struct label_span best = {0};

	for (size_t i = 0; i < words->n; i++) {
		struct bytes text CLEANUP(bytes_done) = {0};

		for (size_t n = 1; n <= SPAN_WORDS_MAX && i + n <= words->n;
		     n++) {
			struct keys_plan plan CLEANUP(keys_plan_done) = {0};
			size_t cost, len = strlen(to);

			bytes_printf(&text, "%s%s", n > 1 ? " " : "",
				     words->items[i + n - 1].text);
			/* Each letter that is missing is a key. */
			if (best.n > 0 && len > text.len + best.edits)
				continue;
			if (text.len > 2 * len + SPAN_SPARE)
				break;
			keys_plan_edit(&plan, text.data, to, false);
			cost = keys_plan_cost(&plan);
			if (best.n == 0 || cost < best.edits)
				best = (struct label_span){i, n, cost};
		}
	}
	return best;
}
