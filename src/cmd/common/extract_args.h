/*
 * extract_args.h: the options of an extraction, which `extract` and the
 * console share. They stand first in a command's table of options, in this
 * order.
 */
#ifndef CMD_COMMON_EXTRACT_ARGS_H
#define CMD_COMMON_EXTRACT_ARGS_H

#include "base/error.h"
#include "extract/worker/extractor.h"
#include "run/run/settings.h"

enum extract_arg {
	EXTRACT_ARG_IMAGES,
	EXTRACT_ARG_REPOINT,
	EXTRACT_ARG_ENGINE,
	EXTRACT_ARG_OFFSET,
	EXTRACT_ARG_LIMIT,
	EXTRACT_ARG_CONCURRENCY,
	EXTRACT_ARG_RETRY_FAILED,
	EXTRACT_ARG_AGAIN,
	EXTRACT_ARG_OCR_LANG,
	EXTRACT_ARG_BASE_URL,
	EXTRACT_ARG_MODEL,
	EXTRACT_ARG_KEY_FILE,
	EXTRACT_ARG_PROMPT,
	EXTRACT_ARG_SEND,
	EXTRACT_ARG_MAX_EDGE,
	EXTRACT_ARG_MAX_BYTES,
	EXTRACT_ARG_MAX_TOKENS,
	EXTRACT_ARG_BUDGET,
	EXTRACT_ARG_RPM,
	EXTRACT_ARG_TPM,
	EXTRACT_ARG_BATCH_SIZE,
	EXTRACT_ARG_BATCH_PAUSE,
	EXTRACT_ARG_TIMEOUT,
	EXTRACT_ARG_NO_WAIT,
	EXTRACT_ARG_ALLOW_TRAINING,
	EXTRACT_ARG_ZDR,
	EXTRACT_ARG_INSECURE_HTTP,
	EXTRACT_ARG_CACHE_IMAGES,
	EXTRACT_ARGS, /* a command's own options go on from here */
};

/* Entries of a `struct command_option` table, by enum extract_arg. */
/* clang-format off */
#define EXTRACT_ARG_OPTIONS \
	[EXTRACT_ARG_IMAGES] = {"images", 'i', "DIR", \
		"where the photographs lie, or a list of addresses"}, \
	[EXTRACT_ARG_REPOINT] = {"repoint", 0, NULL, \
		"the run's photographs are those of --images now"}, \
	[EXTRACT_ARG_ENGINE] = {"engine", 'e', "NAME", \
		"local, openrouter, openai or compatible"}, \
	[EXTRACT_ARG_OFFSET] = {"offset", 'o', "N", \
		"pass over the first N sheets of the sorted list"}, \
	[EXTRACT_ARG_LIMIT] = {"limit", 'n', "N", \
		"take N sheets of the list (0: all)"}, \
	[EXTRACT_ARG_CONCURRENCY] = {"concurrency", 'j', "N", \
		"sheets read, or asked about, at once"}, \
	[EXTRACT_ARG_RETRY_FAILED] = {"retry-failed", 'r', NULL, \
		"read again the sheets that failed"}, \
	[EXTRACT_ARG_AGAIN] = {"again", 'a', NULL, \
		"read again what is done, as a further candidate"}, \
	[EXTRACT_ARG_OCR_LANG] = {"ocr-lang", 'l', "L", \
		"models of the reader, as eng+fra (eng)"}, \
	[EXTRACT_ARG_BASE_URL] = {"base-url", 0, "URL", \
		"the server, as http://127.0.0.1:8080/v1"}, \
	[EXTRACT_ARG_MODEL] = {"model", 'm', "M[,M]", \
		"models in order of preference (see: models)"}, \
	[EXTRACT_ARG_KEY_FILE] = {"key-file", 0, "FILE", \
		"keys, one a line; of mode 0600"}, \
	[EXTRACT_ARG_PROMPT] = {"prompt", 0, "FILE", \
		"what the model is told (label; of text: words)"}, \
	[EXTRACT_ARG_SEND] = {"send", 0, "WHAT", \
		"labels, sheet, both or text (both)"}, \
	[EXTRACT_ARG_MAX_EDGE] = {"max-edge", 0, "N", \
		"longest edge of what is sent, in pixels (1600)"}, \
	[EXTRACT_ARG_MAX_BYTES] = {"max-bytes", 0, "N", \
		"of all pictures of a sheet (409600)"}, \
	[EXTRACT_ARG_MAX_TOKENS] = {"max-tokens", 0, "N", \
		"most tokens of an answer (4096)"}, \
	[EXTRACT_ARG_BUDGET] = {"budget", 0, "USD", \
		"most that the whole run may cost"}, \
	[EXTRACT_ARG_RPM] = {"rpm", 0, "N", \
		"most requests a minute (the model's own limit)"}, \
	[EXTRACT_ARG_TPM] = {"tpm", 0, "N", \
		"most tokens a minute (the model's own limit)"}, \
	[EXTRACT_ARG_BATCH_SIZE] = {"batch-size", 0, "N", \
		"pause after so many sheets"}, \
	[EXTRACT_ARG_BATCH_PAUSE] = {"batch-pause", 0, "S", \
		"seconds that the pause lasts"}, \
	[EXTRACT_ARG_TIMEOUT] = {"timeout", 0, "S", \
		"seconds that an answer may take (180)"}, \
	[EXTRACT_ARG_NO_WAIT] = {"no-wait", 0, NULL, \
		"end, to be resumed, when the day's quota is used up"}, \
	[EXTRACT_ARG_ALLOW_TRAINING] = {"allow-training", 0, NULL, \
		"also providers that may keep what they are sent"}, \
	[EXTRACT_ARG_ZDR] = {"zdr", 0, NULL, \
		"only providers that retain nothing"}, \
	[EXTRACT_ARG_INSECURE_HTTP] = {"insecure-http", 0, NULL, \
		"plain http beyond this machine"}, \
	[EXTRACT_ARG_CACHE_IMAGES] = {"cache-images", 0, NULL, \
		"copy sheets into the run before they are read"}
/* clang-format on */

/* Takes one option's value, borrowed (NULL for those without one); an error
 * names the option. */
int extract_args_set(struct extract_options *options, enum extract_arg arg,
		     const char *value, struct error *err) MUST_USE;

/* config.ini says what the options do not; run.json comes between the two.
 * Strings are borrowed from `settings`. */
void extract_args_take_settings(struct extract_options *options,
				const struct settings *settings);

/* Refuses a directory that cannot be read or has nothing in it, and a list
 * without a single address, so that a mistyped one makes no run. */
int extract_args_check_images(const char *images, struct error *err) MUST_USE;

/* ERROR_USAGE where an option was given that means nothing to the engine that
 * will be used, and for an engine that there is not. */
int extract_args_check_engine(const struct extract_options *options,
			      const char *engine, struct error *err) MUST_USE;

#endif
