/*
 * keymap.c: which keys call which action. See keymap.h.
 *
 * 1. A binding of the same mode and keys replaces the one before it.
 * 2. Lookup goes from the mode to what it falls back to; the first mode with
 *    a match or a prefix decides.
 */
#include "config.h"

#include "ui/input/keymap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file/asset.h"
#include "base/file/file.h"
#include "base/mem.h"

#define KEYMAP_FILE_LIMIT (256u << 10)

static const struct {
	const char *word;
	enum mode next;
} modes[MODE_COUNT] = {
	[MODE_GRID] = {"grid", MODE_GLOBAL},
	[MODE_QUEUE] = {"queue", MODE_GLOBAL},
	[MODE_LIST] = {"list", MODE_GLOBAL},
	[MODE_MENU] = {"menu", MODE_ANY},
	[MODE_EDIT] = {"edit", MODE_LINE},
	[MODE_WORDS] = {"words", MODE_SHEET},
	[MODE_PROMPT] = {"prompt", MODE_LINE},
	[MODE_FORM] = {"form", MODE_LINE},
	[MODE_DETERMINATIONS] = {"names", MODE_GLOBAL},
	[MODE_VALUES] = {"values", MODE_GLOBAL},
	[MODE_PREVIEW] = {"preview", MODE_GLOBAL},
	[MODE_LINE] = {"line", MODE_ANY},
	[MODE_GLOBAL] = {"global", MODE_SHEET},
	[MODE_SHEET] = {"sheet", MODE_ANY},
	[MODE_ANY] = {"any", MODE_NONE},
};

const char *mode_word(enum mode mode)
{
	return modes[mode].word;
}

bool mode_types(enum mode mode)
{
	return modes[mode].next == MODE_LINE;
}

void keymap_done(struct keymap *keymap)
{
	free(keymap->bindings);
	*keymap = (struct keymap){0};
}

static bool binding_same_keys(const struct binding *a, const struct binding *b)
{
	if (a->mode != b->mode || a->n_keys != b->n_keys)
		return false;
	for (int i = 0; i < a->n_keys; i++)
		if (!key_equal(&a->keys[i], &b->keys[i]))
			return false;
	return true;
}

static void keymap_remove(struct keymap *keymap, size_t i)
{
	keymap->n--;
	memmove(&keymap->bindings[i], &keymap->bindings[i + 1],
		(keymap->n - i) * sizeof(keymap->bindings[0]));
}

/* Invariant 1; ACTION_NONE only removes. */
static void keymap_bind(struct keymap *keymap, const struct binding *binding)
{
	for (size_t i = 0; i < keymap->n; i++) {
		if (binding_same_keys(&keymap->bindings[i], binding)) {
			keymap_remove(keymap, i);
			break;
		}
	}
	if (binding->action == ACTION_NONE)
		return;
	ARRAY_GROW(keymap->bindings, keymap->n, keymap->cap);
	keymap->bindings[keymap->n++] = *binding;
}

static void keymap_clear(struct keymap *keymap, enum mode mode)
{
	for (size_t i = keymap->n; i-- > 0;)
		if (keymap->bindings[i].mode == mode)
			keymap_remove(keymap, i);
}

struct word {
	const char *text;
	size_t len;
};

/* Words of a line up to its end or a comment; at most `most`. */
static int line_words(const char *line, size_t len, struct word *ret, int most)
{
	int n = 0;

	for (size_t at = 0; at < len;) {
		size_t start;

		while (at < len && strchr(" \t\r", line[at]) != NULL)
			at++;
		start = at;
		while (at < len && strchr(" \t\r", line[at]) == NULL)
			at++;
		/* "#" alone between a mode and an action is that key. */
		if (at == start ||
		    (line[start] == '#' && (at - start > 1 || n == 0 || n > 1)))
			break;
		if (n < most)
			ret[n] = (struct word){line + start, at - start};
		n++;
	}
	return n;
}

static bool word_is(const struct word *word, const char *text)
{
	return strlen(text) == word->len &&
	       memcmp(word->text, text, word->len) == 0;
}

static int word_mode(const struct word *word, enum mode *ret)
{
	for (int m = 0; m < MODE_COUNT; m++) {
		if (word_is(word, modes[m].word)) {
			*ret = (enum mode)m;
			return 0;
		}
	}
	return -1;
}

struct place {
	const char *name;
	int line;
};

static int keymap_complain(const struct place *place, const char *what,
			   const struct word *word, struct error *err)
{
	return error_set(err, ERROR_USAGE,
			 "%s:%d: %s: %.*s; a line is MODE "
			 "KEY ACTION (see vasculum-config(5))",
			 place->name, place->line, what,
			 word != NULL ? (int)word->len : 0,
			 word != NULL ? word->text : "");
}

/* MODE KEY… ACTION in words[0..n). */
static int keymap_read_binding(const struct place *place,
			       const struct word *words, int n,
			       struct binding *ret, struct error *err)
{
	const struct word *last = &words[n - 1];

	if (n < 3 || n > KEYMAP_KEYS + 2)
		return keymap_complain(place, "too few or too many words",
				       &words[0], err);
	if (word_mode(&words[0], &ret->mode) < 0)
		return keymap_complain(place, "there is no mode", &words[0],
				       err);
	for (int i = 1; i < n - 1; i++) {
		if (key_parse(words[i].text, words[i].len,
			      &ret->keys[ret->n_keys]) < 0)
			return keymap_complain(place, "there is no key",
					       &words[i], err);
		ret->n_keys++;
	}
	ret->action = action_find(last->text, last->len);
	if (ret->action == ACTION_NONE && !word_is(last, "none"))
		return keymap_complain(place, "there is no action", last, err);
	return 0;
}

static int keymap_read_line(struct keymap *keymap, const struct place *place,
			    const char *line, size_t len, struct error *err)
{
	struct word words[KEYMAP_KEYS + 3];
	int n = line_words(line, len, words, KEYMAP_KEYS + 3);
	struct binding binding = {0};
	enum mode mode;

	if (n == 0)
		return 0;
	if (n == 2 && word_is(&words[0], "clear")) {
		if (word_mode(&words[1], &mode) < 0)
			return keymap_complain(place, "there is no mode",
					       &words[1], err);
		keymap_clear(keymap, mode);
		return 0;
	}
	if (n > KEYMAP_KEYS + 2)
		n = KEYMAP_KEYS + 3;
	if (keymap_read_binding(place, words, n, &binding, err) < 0)
		return -1;
	keymap_bind(keymap, &binding);
	return 0;
}

int keymap_parse(struct keymap *keymap, const char *text, const char *name,
		 struct error *err)
{
	struct keymap next = {0};
	struct place place = {name, 1};

	for (size_t i = 0; i < keymap->n; i++)
		keymap_bind(&next, &keymap->bindings[i]);
	for (; *text != '\0'; place.line++) {
		size_t len = strcspn(text, "\n");

		if (keymap_read_line(&next, &place, text, len, err) < 0) {
			keymap_done(&next);
			return -1;
		}
		text += len + (text[len] == '\n' ? 1 : 0);
	}
	keymap_done(keymap);
	*keymap = next;
	return 0;
}

static int keymap_parse_file(struct keymap *keymap, const char *path,
			     struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (file_read(path, KEYMAP_FILE_LIMIT, &text, err) < 0)
		return -1;
	return keymap_parse(keymap, text.data != NULL ? text.data : "", path,
			    err);
}

/* What the compiled-in file says. */
static int keymap_parse_default(struct keymap *keymap, struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (asset_load(NULL, "keymap.conf", &text, err) < 0)
		return -1;
	return keymap_parse(keymap, text.data, "keymap.conf", err);
}

int keymap_load(struct keymap *keymap, const char *config_dir, const char *file,
		struct error *err)
{
	char *path CLEANUP(mem_free_str) =
		config_dir != NULL ? file_join(config_dir, "keymap.conf")
				   : NULL;
	struct error why;

	if (keymap_parse_default(keymap, err) < 0)
		return -1;
	if (path != NULL && keymap_parse_file(keymap, path, &why) < 0 &&
	    why.sys != ENOENT) {
		if (err != NULL)
			*err = why;
		return -1;
	}
	return file != NULL ? keymap_parse_file(keymap, file, err) : 0;
}

/* How the pressed keys stand to a binding. */
static enum keymap_match binding_match(const struct binding *binding,
				       const struct key *keys, int n)
{
	if (n > binding->n_keys)
		return KEYMAP_NONE;
	for (int i = 0; i < n; i++)
		if (!key_equal(&binding->keys[i], &keys[i]))
			return KEYMAP_NONE;
	return n == binding->n_keys ? KEYMAP_MATCH : KEYMAP_PREFIX;
}

enum keymap_match keymap_find(const struct keymap *keymap, enum mode mode,
			      const struct key *keys, int n,
			      enum action_id *ret)
{
	for (; mode != MODE_NONE; mode = modes[mode].next) {
		enum keymap_match best = KEYMAP_NONE;

		for (size_t i = 0; i < keymap->n; i++) {
			const struct binding *b = &keymap->bindings[i];
			enum keymap_match match =
				b->mode == mode ? binding_match(b, keys, n)
						: KEYMAP_NONE;

			if (match > best)
				best = match;
			if (match == KEYMAP_MATCH)
				*ret = b->action;
		}
		if (best != KEYMAP_NONE)
			return best;
	}
	return KEYMAP_NONE;
}

static void binding_format(const struct binding *binding, struct bytes *ret)
{
	for (int i = 0; i < binding->n_keys; i++) {
		char name[KEY_NAME_SIZE];

		key_format(&binding->keys[i], name);
		bytes_printf(ret, "%s%s", i > 0 ? " " : "", name);
	}
}

/* True when `mode` or what it falls back to, before `of`, has these keys. */
static bool keymap_shadowed(const struct keymap *keymap, enum mode mode,
			    const struct binding *of)
{
	enum action_id found = ACTION_NONE;

	return keymap_find(keymap, mode, of->keys, of->n_keys, &found) !=
		       KEYMAP_MATCH ||
	       found != of->action;
}

int keymap_keys(const struct keymap *keymap, enum mode mode,
		enum action_id action, int most, struct bytes *ret)
{
	int n = 0;

	for (enum mode m = mode; m != MODE_NONE; m = modes[m].next) {
		for (size_t i = 0; i < keymap->n && n < most; i++) {
			const struct binding *b = &keymap->bindings[i];

			if (b->mode != m || b->action != action ||
			    keymap_shadowed(keymap, mode, b))
				continue;
			if (n > 0)
				bytes_append_str(ret, ", ");
			binding_format(b, ret);
			n++;
		}
	}
	return n;
}

bool keymap_owns(const struct keymap *keymap, enum mode mode,
		 enum action_id action)
{
	for (size_t i = 0; i < keymap->n; i++)
		if (keymap->bindings[i].mode == mode &&
		    keymap->bindings[i].action == action)
			return true;
	return false;
}
