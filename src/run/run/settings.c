/*
 * settings.c: config.ini by inih. See settings.h.
 *
 * 1. One table says which settings there are; a setting is taken by its
 *    reader or refused, never ignored.
 * 2. The first error wins, as inih counts lines.
 */
#include "config.h"

#include "run/run/settings.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/catalogue/shape.h"

#define SETTINGS_SIZE_MAX (1u << 20)

struct settings_entry {
	const char *section, *key;
	/* Takes the value, or says what would have been right. */
	const char *(*read)(struct settings *settings, const char *value);
};

static const char *settings_read_models(struct settings *settings,
					const char *value)
{
	mem_replace(&settings->models, value);
	return NULL;
}

static const char *settings_read_url(struct settings *settings,
				     const char *value)
{
	mem_replace(&settings->base_url, value);
	return NULL;
}

static const char *settings_read_key_file(struct settings *settings,
					  const char *value)
{
	mem_replace(&settings->key_file, value);
	return NULL;
}

static const char *settings_read_prompt(struct settings *settings,
					const char *value)
{
	mem_replace(&settings->prompt, value);
	return NULL;
}

static const char *settings_read_send(struct settings *settings,
				      const char *value)
{
	static const char *const words[] = {"both", "labels", "sheet", "text"};

	if (!text_among(value, words, ARRAY_LEN(words)))
		return "takes both, labels, sheet or text";
	mem_replace(&settings->send, value);
	return NULL;
}

static const char *settings_read_rpm(struct settings *settings,
				     const char *value)
{
	char *end;
	double rpm = strtod(value, &end);

	if (end == value || *end != '\0' || !(rpm > 0) || rpm > 1e6)
		return "takes a number of requests a minute";
	settings->rpm = rpm;
	return NULL;
}

static const char *settings_read_by(struct settings *settings,
				    const char *value)
{
	mem_replace(&settings->by, value);
	return NULL;
}

static const char *settings_read_engine(struct settings *settings,
					const char *value)
{
	mem_replace(&settings->engine, value);
	return NULL;
}

static const char *settings_read_lang(struct settings *settings,
				      const char *value)
{
	mem_replace(&settings->ocr_lang, value);
	return NULL;
}

static const char *settings_read_pattern(struct settings *settings,
					 const char *value)
{
	const char *why;

	if (!pattern_is_sound(value, &why))
		return "takes patterns of numbers, such as ######## or "
		       "WIS-L-#######, with blanks between them";
	mem_replace(&settings->catalog_pattern, value);
	return NULL;
}

static const char *settings_read_threads(struct settings *settings,
					 const char *value)
{
	char *end;
	long threads;

	errno = 0;
	threads = strtol(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0' || threads < 0 ||
	    threads > SETTINGS_THREADS_MAX)
		return "takes a whole number from 0 to 256";
	settings->threads = threads;
	return NULL;
}

static const char *settings_read_pictures(struct settings *settings,
					  const char *value)
{
	static const char *const words[] = {
		[SETTINGS_PICTURES_AUTO] = "auto",
		[SETTINGS_PICTURES_SIXEL] = "sixel",
		[SETTINGS_PICTURES_KITTY] = "kitty",
		[SETTINGS_PICTURES_PLACEHOLDERS] = "placeholders",
		[SETTINGS_PICTURES_ITERM2] = "iterm2",
		[SETTINGS_PICTURES_CELLS] = "cells",
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(value, words[i]) == 0) {
			settings->pictures = (enum settings_pictures)i;
			return NULL;
		}
	}
	return "takes auto, sixel, kitty, placeholders, iterm2 or cells";
}

static const char *settings_read_cells(struct settings *settings,
				       const char *value)
{
	static const char *const words[] = {
		[SETTINGS_CELLS_AUTO] = "auto",
		[SETTINGS_CELLS_HALF] = "half",
		[SETTINGS_CELLS_QUADRANTS] = "quadrants",
		[SETTINGS_CELLS_SEXTANTS] = "sextants",
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(value, words[i]) == 0) {
			settings->cells = (enum settings_cells)i;
			return NULL;
		}
	}
	return "takes auto, half, quadrants or sextants";
}

static const char *settings_read_passthrough(struct settings *settings,
					     const char *value)
{
	static const char *const words[] = {
		[SETTINGS_PASSTHROUGH_ASK] = "ask",
		[SETTINGS_PASSTHROUGH_ON] = "on",
		[SETTINGS_PASSTHROUGH_OFF] = "off",
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(value, words[i]) == 0) {
			settings->passthrough = (enum settings_passthrough)i;
			return NULL;
		}
	}
	return "takes ask, on or off";
}

static const char *settings_read_switch(const char *value, bool *ret)
{
	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		return "takes yes or no";
	*ret = value[0] == 'y';
	return NULL;
}

static const char *settings_read_match(struct settings *settings,
				       const char *value)
{
	return settings_read_switch(value, &settings->match);
}

static const char *settings_read_names_only(struct settings *settings,
					    const char *value)
{
	return settings_read_switch(value, &settings->match_names_only);
}

static const char *settings_read_match_url(struct settings *settings,
					   const char *value)
{
	mem_replace(&settings->match_url, value);
	return NULL;
}

static const char *settings_read_checklist(struct settings *settings,
					   const char *value)
{
	mem_replace(&settings->checklist, value);
	return NULL;
}

static const char *settings_read_kingdom(struct settings *settings,
					 const char *value)
{
	mem_replace(&settings->kingdom, value);
	return NULL;
}

static const char *settings_read_match_rate(struct settings *settings,
					    const char *value)
{
	char *end;
	double rate = strtod(value, &end);

	if (end == value || *end != '\0' || !(rate > 0) || rate > 20)
		return "takes a number of questions a second, at most 20";
	settings->match_rate = rate;
	return NULL;
}

static const struct settings_entry entries[] = {
	{"review", "by", settings_read_by},
	{"extract", "engine", settings_read_engine},
	{"extract", "ocr-lang", settings_read_lang},
	{"extract", "catalog-pattern", settings_read_pattern},
	{"extract", "concurrency", settings_read_threads},
	{"extract", "model", settings_read_models},
	{"extract", "base-url", settings_read_url},
	{"extract", "key-file", settings_read_key_file},
	{"extract", "prompt", settings_read_prompt},
	{"extract", "send", settings_read_send},
	{"extract", "rpm", settings_read_rpm},
	{"match", "auto", settings_read_match},
	{"match", "base-url", settings_read_match_url},
	{"match", "checklist", settings_read_checklist},
	{"match", "kingdom", settings_read_kingdom},
	{"match", "rate", settings_read_match_rate},
	{"match", "names-only", settings_read_names_only},
	{"console", "pictures", settings_read_pictures},
	{"console", "cells", settings_read_cells},
	{"console", "passthrough", settings_read_passthrough},
};

struct settings_reading {
	struct settings *settings;
	struct error why; /* of the first setting that was refused */
	const char *name;
};

/* inih's handler: 1 takes the line, 0 makes it the line of the error. */
static int settings_take(void *user, const char *section, const char *key,
			 const char *value)
{
	struct settings_reading *reading = user;

	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		const char *wrong;

		if (strcmp(entries[i].section, section) != 0 ||
		    strcmp(entries[i].key, key) != 0)
			continue;
		wrong = entries[i].read(reading->settings, value);
		if (wrong == NULL)
			return 1;
		if (reading->why.kind == ERROR_NONE)
			error_set(&reading->why, ERROR_USAGE,
				  "%s %s, not "
				  "\"%s\"",
				  key, wrong, value);
		return 0;
	}
	if (reading->why.kind == ERROR_NONE)
		error_set(&reading->why, ERROR_USAGE,
			  "there is no setting \"%s\" in section [%s] (see "
			  "man vasculum-config)",
			  key, section);
	return 0;
}

int settings_parse(const char *text, const char *name, struct settings *ret,
		   struct error *err)
{
	struct settings settings = {0};
	struct settings_reading reading = {.settings = &settings};
	int line = ini_parse_string(text, settings_take, &reading);

	if (line == 0) {
		*ret = settings;
		return 0;
	}
	settings_done(&settings);
	if (reading.why.kind == ERROR_NONE)
		error_set(&reading.why, ERROR_USAGE,
			  "neither [section] nor key = value");
	return error_set(err, ERROR_USAGE, "%s:%d: %s", name, line,
			 reading.why.text);
}

int settings_load(const char *config_dir, struct settings *ret,
		  struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *path CLEANUP(mem_free_str) = NULL;

	if (config_dir != NULL)
		path = file_join(config_dir, "config.ini");
	if (path == NULL || access(path, F_OK) != 0) {
		*ret = (struct settings){0};
		return 0;
	}
	if (file_read(path, SETTINGS_SIZE_MAX, &text, err) < 0)
		return -1;
	return settings_parse(text.data != NULL ? text.data : "", path, ret,
			      err);
}

void settings_done(struct settings *settings)
{
	free(settings->by);
	free(settings->engine);
	free(settings->ocr_lang);
	free(settings->catalog_pattern);
	free(settings->models);
	free(settings->base_url);
	free(settings->key_file);
	free(settings->prompt);
	free(settings->send);
	free(settings->match_url);
	free(settings->checklist);
	free(settings->kingdom);
	*settings = (struct settings){0};
}
