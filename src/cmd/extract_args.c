/*
 * extract_args.c: the options of an extraction. See extract_args.h.
 */
#include "config.h"

#include "cmd/extract_args.h"

#include <limits.h>

#include "base/compiler.h"
#include "cmd/command.h"

/* What the option writes to: one of the four. */
struct extract_arg_target {
	const char **text;
	bool *flag;
	size_t *count;
	int *threads;
};

int extract_args_set(struct extract_options *o, enum extract_arg arg,
		     const char *value, struct error *err)
{
	static const struct command_option names[] = {EXTRACT_ARG_OPTIONS};
	const struct extract_arg_target targets[EXTRACT_ARGS] = {
		[EXTRACT_ARG_IMAGES] = {.text = &o->images},
		[EXTRACT_ARG_ENGINE] = {.text = &o->engine},
		[EXTRACT_ARG_OFFSET] = {.count = &o->offset},
		[EXTRACT_ARG_LIMIT] = {.count = &o->limit},
		[EXTRACT_ARG_CONCURRENCY] = {.threads = &o->threads},
		[EXTRACT_ARG_RETRY_FAILED] = {.flag = &o->retry_failed},
		[EXTRACT_ARG_AGAIN] = {.flag = &o->again},
		[EXTRACT_ARG_OCR_LANG] = {.text = &o->ocr_lang},
	};
	const struct extract_arg_target *target = &targets[arg];
	long number;

	if (target->text != NULL)
		*target->text = value;
	if (target->flag != NULL)
		*target->flag = true;
	if (target->count == NULL && target->threads == NULL)
		return 0;
	if (command_number(names[arg].name, value,
			   target->threads != NULL ? EXTRACT_THREADS_MAX
						   : LONG_MAX,
			   &number, err) < 0)
		return -1;
	if (target->threads != NULL)
		*target->threads = (int)number;
	else
		*target->count = (size_t)number;
	return 0;
}

void extract_args_take_settings(struct extract_options *o,
				const struct settings *settings)
{
	if (o->ocr_lang == NULL)
		o->ocr_lang = settings->ocr_lang;
	if (o->threads == 0)
		o->threads = settings->threads < EXTRACT_THREADS_MAX
				     ? (int)settings->threads
				     : EXTRACT_THREADS_MAX;
	o->engine_otherwise = settings->engine;
}
