/*
 * label_page.c: labels for tests.
 */
#include "config.h"

#include "tests/kit/label_page.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { WIDE = 12, TALL = 20, PITCH = 40 };

/* Columns that the first n bytes take: UTF-8 continuations take none. */
static int columns(const char *text, size_t n)
{
	int count = 0;
	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

static void page_line(const char *line, size_t len, int base, double confidence,
		      struct words *ret)
{
	for (size_t at = 0; at < len;) {
		size_t blank = strspn(line + at, " ");
		at += blank;
		size_t n = 0;
		while (at + n < len && line[at + n] != ' ')
			n++;
		if (n == 0 || at >= len)
			break;
		char *word = mem_strndup(line + at, n);
		struct box box = {.x = columns(line, at) * WIDE,
				  .y = base - TALL,
				  .w = columns(line + at, n) * WIDE - 2,
				  .h = TALL};
		words_add(ret, word, box, base, confidence);
		free(word);
		at += n;
	}
}

void label_page(const char *text, struct words *ret)
{
	for (int row = 1; *text; row++) {
		size_t len = strcspn(text, "\n"), skip = 0;
		int base = row * PITCH;
		double confidence = 0.95;
		for (; skip < len && strchr("^%", text[skip]); skip++) {
			if (text[skip] == '^')
				base += PITCH / 2;
			else
				confidence = 0.2;
		}
		page_line(text + skip, len - skip, base, confidence, ret);
		text += len + (text[len] == '\n');
	}
}
