/*
 * extract_args.c: the options of an extraction. See extract_args.h.
 */
#include "config.h"

#include "cmd/extract_args.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/compiler.h"
#include "cmd/command.h"

#define EXTRACT_SHEETS_MAX 1000000000 /* of --offset and --limit */

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
						   : EXTRACT_SHEETS_MAX,
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

int extract_args_check_images(const char *images, struct error *err)
{
	DIR *dir = opendir(images);
	const struct dirent *entry;

	if (dir == NULL)
		return error_sys(err, errno,
				 "cannot open the images directory %s; name "
				 "the one to use with --images DIR",
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
