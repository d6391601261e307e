/*
 * keytext.c: see keytext.h.
 *
 * 1. What a value or a file name says in braces stays as it is, unless it names
 *    an action: then no more comes of it than another word.
 * 2. Braces stand in braces once, for names; what is deeper is text. So each
 *    character is looked at a few times, however many braces a value has.
 */
#include "config.h"

#include "ui/input/keytext.h"

#include <stdbool.h>
#include <string.h>

#include "ui/input/action.h"

#define DEPTH_MOST 2

/* What an action is named by in a text. */
struct named {
	enum mode mode;
	enum action_id action; /* ACTION_NONE: it is not one */
};

static struct named keytext_named(enum mode mode, const char *name, size_t len)
{
	const char *colon = memchr(name, ':', len);
	size_t n = colon != NULL ? (size_t)(colon - name) : 0;

	for (int m = 0; colon != NULL && m < MODE_COUNT; m++) {
		const char *word = mode_word((enum mode)m);

		if (strlen(word) != n || memcmp(word, name, n) != 0)
			continue;
		return (struct named){(enum mode)m,
				      action_find(colon + 1, len - n - 1)};
	}
	return (struct named){mode, action_find(name, len)};
}

/* Length of what stands between this brace and that which ends it; false where
 * none does. */
static bool keytext_braced(const char *brace, const char *end, size_t *ret)
{
	int depth = 0;

	for (const char *at = brace; at < end && depth <= DEPTH_MOST; at++) {
		depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
		if (depth > 0)
			continue;
		*ret = (size_t)(at - brace) - 1;
		return true;
	}
	return false;
}

/* Writes a part of a text. */
struct writer {
	const struct keymap *keymap;
	enum mode mode;
	struct bytes *out;
	int named;    /* actions in it */
	bool lacking; /* one of them has no key */
};

static void writer_key(struct writer *w, struct named named, const char *name,
		       size_t len)
{
	w->named++;
	if (keymap_keys(w->keymap, named.mode, named.action, 1, w->out) > 0 ||
	    keymap_keys(w->keymap, MODE_GRID, named.action, 1, w->out) > 0)
		return;
	w->lacking = true;
	bytes_append(w->out, name, len);
}

static void writer_put(struct writer *w, const char *text, size_t len,
		       bool inside);

/* What stands in braces; false where they are text. */
static bool writer_braced(struct writer *w, const char *text, size_t len,
			  bool inside)
{
	struct named named = keytext_named(w->mode, text, len);
	struct writer part = {w->keymap, w->mode, w->out, 0, false};
	size_t before = w->out->len;

	if (named.action != ACTION_NONE) {
		writer_key(w, named, text, len);
		return true;
	}
	if (inside)
		return false;
	writer_put(&part, text, len, true);
	if (part.lacking || part.named == 0)
		w->out->len = before;
	return part.named > 0;
}

static void writer_put(struct writer *w, const char *text, size_t len,
		       bool inside)
{
	const char *end = text + len;

	while (text < end) {
		const char *brace = memchr(text, '{', (size_t)(end - text));
		size_t n;

		if (brace == NULL)
			brace = end;
		bytes_append(w->out, text, (size_t)(brace - text));
		text = brace;
		if (text == end)
			break;
		if (keytext_braced(text, end, &n) &&
		    writer_braced(w, text + 1, n, inside)) {
			text += n + 2;
			continue;
		}
		bytes_append_char(w->out, '{');
		text++;
	}
}

void keytext_write(const struct keymap *keymap, enum mode mode,
		   const char *text, struct bytes *ret)
{
	struct writer writer = {keymap, mode, ret, 0, false};

	writer_put(&writer, text, strlen(text), false);
	bytes_append_str(ret, "");
}
