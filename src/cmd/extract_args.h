/*
 * extract_args.h: the options of an extraction, which `extract` and the
 * console share. They stand first in a command's table of options, in this
 * order.
 */
#ifndef CMD_EXTRACT_ARGS_H
#define CMD_EXTRACT_ARGS_H

#include "base/error.h"
#include "extract/extractor.h"
#include "run/settings.h"

enum extract_arg {
	EXTRACT_ARG_IMAGES,
	EXTRACT_ARG_ENGINE,
	EXTRACT_ARG_OFFSET,
	EXTRACT_ARG_LIMIT,
	EXTRACT_ARG_CONCURRENCY,
	EXTRACT_ARG_RETRY_FAILED,
	EXTRACT_ARG_AGAIN,
	EXTRACT_ARG_OCR_LANG,
	EXTRACT_ARGS, /* a command's own options go on from here */
};

/* Entries of a `struct command_option` table, by enum extract_arg. */
/* clang-format off */
#define EXTRACT_ARG_OPTIONS \
	[EXTRACT_ARG_IMAGES] = {"images", 'i', "DIR", \
		"where the photographs lie; kept in the run"}, \
	[EXTRACT_ARG_ENGINE] = {"engine", 'e', "NAME", \
		"what reads the sheets: local"}, \
	[EXTRACT_ARG_OFFSET] = {"offset", 'o', "N", \
		"pass over the first N sheets of the sorted list"}, \
	[EXTRACT_ARG_LIMIT] = {"limit", 'n', "N", \
		"take N sheets of the list (0: all)"}, \
	[EXTRACT_ARG_CONCURRENCY] = {"concurrency", 'j', "N", \
		"sheets read at once (0: one a processor)"}, \
	[EXTRACT_ARG_RETRY_FAILED] = {"retry-failed", 'r', NULL, \
		"read again the sheets that failed"}, \
	[EXTRACT_ARG_AGAIN] = {"again", 'a', NULL, \
		"read again what is done, as a further candidate"}, \
	[EXTRACT_ARG_OCR_LANG] = {"ocr-lang", 'l', "L", \
		"models of the reader, as eng+fra (eng)"}
/* clang-format on */

/* Takes one option's value, borrowed (NULL for those without one); an error
 * names the option. */
int extract_args_set(struct extract_options *options, enum extract_arg arg,
		     const char *value, struct error *err) MUST_USE;

/* config.ini says what the options do not; run.json comes between the two.
 * Strings are borrowed from `settings`. */
void extract_args_take_settings(struct extract_options *options,
				const struct settings *settings);

/* Refuses a directory that cannot be read or has nothing in it, so that a
 * mistyped one makes no run. */
int extract_args_check_images(const char *images, struct error *err) MUST_USE;

#endif
