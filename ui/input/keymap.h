/*
 * keymap.h: which keys call which action in which mode. The compiled-in
 * data/keymap.conf comes first; a file of that name in the configuration
 * directory, or one given with --keys, is laid over it: its bindings win, and
 * "clear MODE" drops what stood there before.
 *
 * A line is MODE KEY[ KEY…] ACTION; "none" as the action takes keys away. A
 * '#' at the start of a line or after white space begins a comment.
 */
#ifndef UI_INPUT_KEYMAP_H
#define UI_INPUT_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"
#include "ui/input/action.h"
#include "ui/keyboard/key.h"

enum mode {
	MODE_GRID,	     /* the fields of a record */
	MODE_QUEUE,	     /* the list of records */
	MODE_LIST,	     /* help, history, traffic */
	MODE_MENU,	     /* a choice */
	MODE_EDIT,	     /* typing a field's value */
	MODE_WORDS,	     /* choosing words of the label */
	MODE_PROMPT,	     /* typing on the bottom line */
	MODE_FORM,	     /* the form that starts an extraction */
	MODE_DETERMINATIONS, /* the list of determinations */
	/* Where those look next. */
	MODE_LINE,   /* wherever one types */
	MODE_GLOBAL, /* wherever one does not */
	MODE_SHEET,  /* there, and where words are chosen */
	MODE_ANY,    /* everywhere */
	MODE_NONE,
};
#define MODE_COUNT 13

const char *mode_word(enum mode mode);
/* True where printable keys are text. */
bool mode_types(enum mode mode);

#define KEYMAP_KEYS 3 /* in one binding */

struct binding {
	enum mode mode;
	struct key keys[KEYMAP_KEYS];
	int n_keys;
	enum action_id action;
};

struct keymap {
	struct binding *bindings;
	size_t n, cap;
};

void keymap_done(struct keymap *keymap);
/*
 * The defaults, then CONFIG_DIR/keymap.conf (config_dir may be NULL), then
 * `file` (may be NULL). Reads files: not on the UI thread while it serves
 * keys. Errors name the file and line.
 */
int keymap_load(struct keymap *keymap, const char *config_dir, const char *file,
		struct error *err) MUST_USE;
/* Lays this text over the keymap; `name` is for errors. On failure nothing
 * changes. */
int keymap_parse(struct keymap *keymap, const char *text, const char *name,
		 struct error *err) MUST_USE;

enum keymap_match {
	KEYMAP_NONE,
	KEYMAP_PREFIX, /* more keys are needed */
	KEYMAP_MATCH,
};
/* Looks in `mode`, then in what it falls back to. */
enum keymap_match keymap_find(const struct keymap *keymap, enum mode mode,
			      const struct key *keys, int n,
			      enum action_id *ret);

/* Whether the mode itself, not what it falls back to, binds the action. */
bool keymap_owns(const struct keymap *keymap, enum mode mode,
		 enum action_id action);

/* The keys of an action as `mode` sees them: "j, Down"; returns how many. At
 * most `most` of them. */
int keymap_keys(const struct keymap *keymap, enum mode mode,
		enum action_id action, int most, struct bytes *ret);

#endif
