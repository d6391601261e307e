/*
 * settings.h: what a person sets once, for all runs: config.ini in the
 * configuration directory, read by inih. A run's own run.json and then the
 * options of the command line override it.
 */
#ifndef RUN_RUN_SETTINGS_H
#define RUN_RUN_SETTINGS_H

#include <stdbool.h>

#include "base/error.h"

enum settings_pictures {
	SETTINGS_PICTURES_AUTO, /* what the terminal says that it knows */
	/* whatever the terminal says */
	SETTINGS_PICTURES_SIXEL,
	SETTINGS_PICTURES_KITTY,
	SETTINGS_PICTURES_PLACEHOLDERS,
	SETTINGS_PICTURES_ITERM2,
	SETTINGS_PICTURES_CELLS, /* characters only: slow links */
};

/* What pictures of characters are made of. */
enum settings_cells {
	SETTINGS_CELLS_AUTO, /* what the terminal is known to have */
	SETTINGS_CELLS_HALF,
	SETTINGS_CELLS_QUADRANTS,
	SETTINGS_CELLS_SEXTANTS,
};

/* Where a tmux lets nothing of our pane pass. */
enum settings_passthrough {
	SETTINGS_PASSTHROUGH_ASK, /* a key switches it on */
	SETTINGS_PASSTHROUGH_ON,  /* for as long as the console runs */
	SETTINGS_PASSTHROUGH_OFF, /* it stays as it is, and nothing is said */
};

struct settings {
	char *by;	       /* [review] by: who reviews, or NULL */
	char *engine;	       /* [extract] engine, or NULL */
	char *ocr_lang;	       /* [extract] ocr-lang, or NULL */
	char *catalog_pattern; /* [extract] catalog-pattern, or NULL */
	long threads;	       /* [extract] concurrency; 0: the usual */
	char *models;	       /* [extract] model, or NULL */
	char *base_url;	       /* [extract] base-url, or NULL */
	char *key_file;	       /* [extract] key-file, or NULL */
	char *prompt;	       /* [extract] prompt, or NULL */
	char *send;	       /* [extract] send, a word of --send, or NULL */
	double rpm;	       /* [extract] rpm; 0: not set */
	bool match;	       /* [match] auto: GBIF is asked, too */
	char *match_url;       /* [match] base-url, or NULL */
	char *checklist;       /* [match] checklist, or NULL */
	char *kingdom;	       /* [match] kingdom, or NULL */
	double match_rate;     /* [match] rate; 0: not set */
	bool match_names_only; /* [match] names-only */
	enum settings_pictures pictures;       /* [console] pictures */
	enum settings_cells cells;	       /* [console] cells */
	enum settings_passthrough passthrough; /* [console] passthrough */
};

#define SETTINGS_THREADS_MAX 256

/*
 * Reads config.ini in `config_dir` (may be NULL); a file that is not there
 * leaves everything unset. An unknown section or key, or a bad value, is an
 * error (ERROR_USAGE) that names file and line: a setting that is passed
 * over in silence is worse than none. *ret owned; settings_done.
 */
int settings_load(const char *config_dir, struct settings *ret,
		  struct error *err) MUST_USE;
/* The same from text; `name` is what errors call it. */
int settings_parse(const char *text, const char *name, struct settings *ret,
		   struct error *err) MUST_USE;
void settings_done(struct settings *settings);

#endif
