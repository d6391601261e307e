/*
 * extract_args.c: the options of an extraction. See extract_args.h.
 */
#include "config.h"

#include "cmd/common/extract_args.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "cmd/common/command.h"
#include "engine/engine.h"
#include "run/intake/images.h"
#include "run/intake/scan.h"

#define EXTRACT_SHEETS_MAX 1000000000 /* of --offset and --limit */

/* Where a value goes, by what it is. */
enum arg_kind { ARG_TEXT, ARG_FLAG, ARG_COUNT, ARG_INT, ARG_LONG, ARG_REAL };

struct arg_target {
	enum arg_kind kind;
	size_t at;	  /* in struct extract_options */
	double low, high; /* of numbers */
};

#define TARGET(member) offsetof(struct extract_options, member)

static const struct arg_target targets[EXTRACT_ARGS] = {
	[EXTRACT_ARG_IMAGES] = {ARG_TEXT, TARGET(images), 0, 0},
	[EXTRACT_ARG_REPOINT] = {ARG_FLAG, TARGET(repoint), 0, 0},
	[EXTRACT_ARG_ENGINE] = {ARG_TEXT, TARGET(engine), 0, 0},
	[EXTRACT_ARG_OFFSET] = {ARG_COUNT, TARGET(offset), 0,
				EXTRACT_SHEETS_MAX},
	[EXTRACT_ARG_LIMIT] = {ARG_COUNT, TARGET(limit), 0, EXTRACT_SHEETS_MAX},
	[EXTRACT_ARG_CONCURRENCY] = {ARG_INT, TARGET(window), 0,
				     EXTRACT_WINDOW_MAX},
	[EXTRACT_ARG_RETRY_FAILED] = {ARG_FLAG, TARGET(retry_failed), 0, 0},
	[EXTRACT_ARG_AGAIN] = {ARG_FLAG, TARGET(again), 0, 0},
	[EXTRACT_ARG_OCR_LANG] = {ARG_TEXT, TARGET(ocr_lang), 0, 0},
	[EXTRACT_ARG_BASE_URL] = {ARG_TEXT, TARGET(base_url), 0, 0},
	[EXTRACT_ARG_MODEL] = {ARG_TEXT, TARGET(models), 0, 0},
	[EXTRACT_ARG_KEY_FILE] = {ARG_TEXT, TARGET(key_file), 0, 0},
	[EXTRACT_ARG_PROMPT] = {ARG_TEXT, TARGET(prompt), 0, 0},
	[EXTRACT_ARG_MAX_EDGE] = {ARG_INT, TARGET(max_edge), PAYLOAD_EDGE_MIN,
				  PAYLOAD_EDGE_MAX},
	[EXTRACT_ARG_MAX_BYTES] = {ARG_COUNT, TARGET(max_bytes),
				   PAYLOAD_BYTES_MIN, PAYLOAD_BYTES_MAX},
	[EXTRACT_ARG_MAX_TOKENS] = {ARG_LONG, TARGET(max_tokens), 64, 65536},
	[EXTRACT_ARG_BUDGET] = {ARG_REAL, TARGET(budget_usd), 0.000001, 1e6},
	[EXTRACT_ARG_RPM] = {ARG_REAL, TARGET(rpm), 0.01, 1e6},
	[EXTRACT_ARG_TPM] = {ARG_REAL, TARGET(tpm), 1, 1e9},
	[EXTRACT_ARG_BATCH_SIZE] = {ARG_COUNT, TARGET(batch_size), 0,
				    EXTRACT_SHEETS_MAX},
	[EXTRACT_ARG_BATCH_PAUSE] = {ARG_REAL, TARGET(batch_pause_s), 0, 86400},
	[EXTRACT_ARG_TIMEOUT] = {ARG_REAL, TARGET(timeout_s), 0.1, 3600},
	[EXTRACT_ARG_NO_WAIT] = {ARG_FLAG, TARGET(no_wait), 0, 0},
	[EXTRACT_ARG_ALLOW_TRAINING] = {ARG_FLAG, TARGET(allow_training), 0, 0},
	[EXTRACT_ARG_ZDR] = {ARG_FLAG, TARGET(zdr), 0, 0},
	[EXTRACT_ARG_INSECURE_HTTP] = {ARG_FLAG, TARGET(insecure_http), 0, 0},
	[EXTRACT_ARG_CACHE_IMAGES] = {ARG_FLAG, TARGET(cache_images), 0, 0},
};

/* The first option that means something to engines that ask a server alone,
 * and the last: those between do, too. */
#define NETWORK_FIRST EXTRACT_ARG_BASE_URL
#define NETWORK_LAST  EXTRACT_ARG_INSECURE_HTTP

static const struct command_option arg_names[] = {EXTRACT_ARG_OPTIONS};

/* A number of the option, within its limits. */
static int arg_number(enum extract_arg arg, const char *value, double *ret,
		      struct error *err)
{
	const struct arg_target *target = &targets[arg];
	bool whole = target->kind != ARG_REAL;
	char *end;
	double x;

	errno = 0;
	x = strtod(value, &end);
	if (errno == 0 && end != value && *end == '\0' && x >= target->low &&
	    x <= target->high && (!whole || x == floor(x))) {
		*ret = x;
		return 0;
	}
	return error_set(err, ERROR_USAGE,
			 "--%s takes a %snumber from %.10g to %.10g, not "
			 "\"%s\"",
			 arg_names[arg].name, whole ? "whole " : "",
			 target->low, target->high, value);
}

static void arg_put(struct extract_options *o, const struct arg_target *target,
		    const char *text, double number)
{
	char *to = (char *)o + target->at;

	switch (target->kind) {
	case ARG_TEXT:
		memcpy(to, &text, sizeof(text));
		break;
	case ARG_FLAG:
		memcpy(to, &(bool){true}, sizeof(bool));
		break;
	case ARG_COUNT:
		memcpy(to, &(size_t){(size_t)number}, sizeof(size_t));
		break;
	case ARG_INT:
		memcpy(to, &(int){(int)number}, sizeof(int));
		break;
	case ARG_LONG:
		memcpy(to, &(long){(long)number}, sizeof(long));
		break;
	case ARG_REAL:
		memcpy(to, &number, sizeof(number));
		break;
	}
}

static int arg_send(struct extract_options *o, const char *value,
		    struct error *err)
{
	o->sends = true;
	if (payload_send_parse(value, &o->send) == 0)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "--send takes labels, sheet, both or text, not \"%s\"",
			 value);
}

int extract_args_set(struct extract_options *o, enum extract_arg arg,
		     const char *value, struct error *err)
{
	const struct arg_target *target = &targets[arg];
	double number = 0;

	o->set_mask |= (uint64_t)1 << arg;
	if (arg == EXTRACT_ARG_SEND)
		return arg_send(o, value, err);
	if (target->kind != ARG_TEXT && target->kind != ARG_FLAG &&
	    arg_number(arg, value, &number, err) < 0)
		return -1;
	arg_put(o, target, value, number);
	/* One option, whatever the engine does at once. */
	if (arg == EXTRACT_ARG_CONCURRENCY)
		o->threads = o->window;
	return 0;
}

int extract_args_check_engine(const struct extract_options *o,
			      const char *engine, struct error *err)
{
	if (extract_check_engine(engine, err) < 0)
		return -1;
	if (engine_find(engine)->network)
		return extract_check_privacy(o, engine, err);
	for (int arg = NETWORK_FIRST; arg <= NETWORK_LAST; arg++)
		if ((o->set_mask >> arg & 1) != 0)
			return error_set(
				err, ERROR_USAGE,
				"--%s means nothing to the engine \"%s\"; name "
				"one that asks a server with --engine",
				arg_names[arg].name, engine);
	return 0;
}

void extract_args_take_settings(struct extract_options *o,
				const struct settings *settings)
{
	if (o->ocr_lang == NULL)
		o->ocr_lang = settings->ocr_lang;
	if (o->window == 0)
		o->window = (int)settings->threads;
	if (o->threads == 0)
		o->threads = settings->threads < EXTRACT_THREADS_MAX
				     ? (int)settings->threads
				     : EXTRACT_THREADS_MAX;
	o->default_engine = settings->engine;
	o->default_models = settings->models;
	o->default_base_url = settings->base_url;
	o->default_send = settings->send;
	if (o->key_file == NULL)
		o->key_file = settings->key_file;
	if (o->prompt == NULL)
		o->prompt = settings->prompt;
	if (o->rpm == 0)
		o->rpm = settings->rpm;
}

static int extract_args_check_list(const char *list, struct error *err)
{
	struct scan scan;
	int rc = 0;

	if (scan_list(list, NULL, &scan, err) < 0)
		return -1;
	if (scan.n == 0)
		rc = error_set(err, ERROR_FAILED,
			       "%s is a file without an address of a sheet; "
			       "--images takes the directory of the "
			       "photographs, or a list with an https:// "
			       "address on each line",
			       list);
	scan_done(&scan);
	return rc;
}

static int extract_args_check_dir(const char *images, struct error *err)
{
	DIR *dir = opendir(images);
	const struct dirent *entry;

	if (dir == NULL)
		return error_sys(err, errno,
				 "name the images directory with --images DIR; "
				 "cannot open %s",
				 images);
	do
		entry = readdir(dir);
	while (entry != NULL && (strcmp(entry->d_name, ".") == 0 ||
				 strcmp(entry->d_name, "..") == 0));
	closedir(dir);
	if (entry == NULL)
		return error_set(err, ERROR_FAILED,
				 "the images directory %s is empty; name the "
				 "one to use with --images DIR",
				 images);
	return 0;
}

int extract_args_check_images(const char *images, struct error *err)
{
	return images_are_list(images) ? extract_args_check_list(images, err)
				       : extract_args_check_dir(images, err);
}
