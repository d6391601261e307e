/*
 * import.h: the parts of `vasculum import`: import.c does it, show.c says what
 * comes of it, likely.c what columns may be.
 */
#ifndef CMD_IMPORT_IMPORT_H
#define CMD_IMPORT_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd/common/command.h"
#include "cmd/common/ticker.h"
#include "engine/map/label_keys.h"
#include "review/signing/signing.h"
#include "run/intake/import.h"
#include "run/tables/tables.h"

struct import_job {
	const struct command *command;
	struct import *import;
	struct import_counts counts;
	int files, unread;
	/* tables */
	struct tables_options options;
	const char **maps;
	bool *used;
	const char **fills;
	bool *filled;
	struct label_keys *keys; /* NULL: nobody has asked (import_likely) */
	struct tables *tables;	 /* NULL: none was named */
	struct tables_counts rows;
	size_t shown;
	struct ticker ticker;
	int64_t fold_ms; /* when folding began; 0: it does not go on */
	size_t folded;	 /* lines since then */
	bool told_folding;
	/* signing */
	bool sign;
	const char *by;
	struct signing_options signing;
	struct signing_counts signed_;
	const char **taken; /* tables that were, in their order */
	size_t n_taken;
};

/* Has all that comes of tables and signatures told, as the options say. */
void import_show(struct import_job *job);
/* The same of lines. */
struct import_listener import_show_lines(struct import_job *job);
/* That the index comes first, and how far it is; `arg` is the job. */
void import_show_folding(void *arg, const struct fold_report *report);
/* The term that a column may be by its name, or NULL; static, or of the job,
 * which `arg` is. */
const char *import_likely(void *arg, const char *name);
/* Says how to name those columns that are no terms and may be some. */
void import_show_likely(struct import_job *job, const struct heading *heading);
/* Tells what came of it all; the exit code, as far as the run did not fail. */
int import_report(const struct import_job *job);

#endif
