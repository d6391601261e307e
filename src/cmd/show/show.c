/*
 * show.c: `vasculum show RUN SPECIMEN`: one record, with all that is known
 * of it.
 */
#include "config.h"

#include "cmd/show/show.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "cmd/common/entries.h"
#include "cmd/common/folded.h"
#include "cmd/common/lists.h"
#include "dwc/taxa/taxa_verdict.h"
#include "match/view.h"
#include "run/evidence/evidence.h"
#include "run/index/specimen.h"
#include "run/intake/images.h"

static const struct command_option show_options[] = {
	{"format", 'f', "F", "text (the default) or json"},
	{0},
};

static const struct show_format {
	const char *name;
	void (*show)(const struct run *run, const struct specimen *specimen,
		     enum show_image image);
} show_formats[] = {
	{"text", show_text},
	{"json", show_json},
};

/* Whether the file is there, and still what was read. */
static enum show_image show_look(const struct run *run, const char *image,
				 const char *id)
{
	char *path CLEANUP(mem_free_str) = NULL;
	char hash[HASH_HEX_SIZE];

	if (run->images_root == NULL)
		return IMAGE_NO_ROOT;
	path = images_find(run, run->images_root, image, id);
	if (path == NULL)
		return IMAGE_MISSING;
	if (strncmp(id, "name:", 5) == 0 || !hash_is_hex(id) ||
	    hash_file(path, hash, NULL) < 0 || strcmp(hash, id) == 0)
		return IMAGE_THERE;
	return IMAGE_CHANGED;
}

static int show_family_is(void *taxa, const char *name, const char *family)
{
	return taxa_family_is(taxa, name, family);
}

/* Adds what the lists of names say. */
static int show_taxa(const struct command *command, const struct terms *terms,
		     struct specimen *specimen, struct error *err)
{
	struct evidence_help help = {.family_is = show_family_is};
	struct taxa *taxa;
	int rc;

	if (lists_open(command, NULL, &taxa, err) < 0)
		return -1;
	rc = taxa_validate(taxa, NULL, terms, &specimen->record,
			   &specimen->verdicts, err);
	help.data = taxa;
	evidence_infer_family(terms, &help, &specimen->record);
	taxa_close(taxa);
	return rc;
}

/* Adds what GBIF has answered. */
static int show_gbif(const struct run *run, struct specimen *specimen,
		     struct error *err)
{
	struct match_view *view;

	if (match_view_open(run, &view, err) < 0)
		return -1;
	match_view_follow(view);
	match_validate(view, run->terms, &specimen->record,
		       &specimen->verdicts);
	match_view_close(view);
	return 0;
}

static int show_specimen(const struct command *command, const char *dir,
			 const char *id, const struct show_format *format,
			 struct error *err)
{
	struct specimen specimen;
	struct folded folded;
	int rc;

	if (folded_open(command, dir, &folded, err) < 0)
		return -1;
	rc = index_specimen(folded.index, id, &specimen, err);
	if (rc == 0) {
		rc = show_taxa(command, folded.run->terms, &specimen, err);
		if (rc == 0)
			rc = show_gbif(folded.run, &specimen, err);
		if (rc == 0)
			format->show(folded.run, &specimen,
				     show_look(folded.run, specimen.image,
					       specimen.id));
		specimen_done(&specimen);
	}
	folded_close(&folded);
	return rc;
}

static const struct show_format *show_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(show_formats); i++)
		if (strcmp(name, show_formats[i].name) == 0)
			return &show_formats[i];
	return NULL;
}

static int show_take(void *data, int option, const char *value,
		     struct error *err)
{
	const struct show_format **format = data;

	*format = show_find(value);
	if (*format != NULL)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "--format is text or json, not \"%s\" (see vasculum "
			 "show --help)",
			 value);
}

static int show_run(const struct command *command, int argc, char **argv)
{
	const struct show_format *format = &show_formats[0];
	struct error err;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, show_take, &format, &args,
			     &n);
	if (code >= 0)
		return code;
	if (show_specimen(command, args[0], args[1], format, &err) < 0)
		return command_fail(command, &err);
	return command_flush(command, COMMAND_DONE);
}

const struct command show_command = {
	.name = "show",
	.args = "RUN SPECIMEN [--format text|json]",
	.summary = "print one record: values, sources, verdicts, history",
	.details = "A specimen is named by its id, at least six characters of "
		   "it, or its image.",
	.options = show_options,
	.args_min = 2,
	.args_max = 2,
	.args_wanted = "name a run directory and a specimen",
	.run = show_run,
};
