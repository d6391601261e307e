/*
 * tables.h: tables taken into a run: each row is an outcome of raw.jsonl, a
 * reading of its sheet without confidences, by the provider "import".
 *
 * One thread's. Memory does not grow with the number of rows, but for a few
 * bytes of each (sheets.h).
 */
#ifndef RUN_TABLES_TABLES_H
#define RUN_TABLES_TABLES_H

#include "run/intake/import.h"
#include "run/tables/column/settle.h"
#include "run/tables/sheets.h"
#include "run/tables/tally.h"

struct tables_counts {
	size_t files, rows;
	size_t joined;	/* rows that are of a sheet */
	size_t alone;	/* of none */
	size_t several; /* called as several */
	size_t twice;	/* of the sheet of another row */
	size_t bad;	/* that cannot be read */
};

/* Who is told; all is borrowed, each may be NULL. */
struct tables_listener {
	/* The columns, before the first row. */
	void (*heading)(void *arg, const char *name,
			const struct heading *heading);
	/* The first row that was read; `how` is the sheet that it is of. */
	void (*first)(void *arg, const struct outcome *outcome, size_t line,
		      const char *how);
	/* A row that is not taken. */
	void (*left)(void *arg, const char *name, size_t row, size_t line,
		     const char *why);
	/* Something that is to be known of the file. */
	void (*note)(void *arg, const char *name, const char *what);
	/* Of one that is not taken but shown: what its first rows hold, TALLY_ROWS
	 * at most. */
	void (*tally)(void *arg, const struct tally *tally);
	void (*progress)(void *arg, size_t rows);
	void *arg;
};

struct tables_options {
	struct heading_maps maps;
	const char *preset;  /* NULL: as the columns tell */
	bool interpreted;    /* of GBIF: what it made of the records */
	bool without_sheets; /* also rows that no sheet is called as */
	bool dry;	     /* nothing is written */
	bool short_rows; /* rows may end early: their last cells are blank */
	long skip; /* lines above the names of columns; -1: as they tell */
	/* Where pictures lie that rows may be of though nobody has read them:
	 * a directory, or a list of addresses; NULL: as the run has it. */
	const char *images;
	struct tables_listener listener;
};

struct tables;

/* Into an import, which outlives it; options are borrowed. */
int tables_open(struct import *import, const struct tables_options *options,
		struct import_counts *counts, struct tables **ret,
		struct error *err) MUST_USE;
void tables_close(struct tables *tables); /* NULL is fine */
/*
 * Takes in a file. Adds to *counts and *taken what was done, also where it
 * fails (-1); *ret_refused: it is the file that is wrong, and another may be
 * taken.
 */
int tables_take(struct tables *tables, const char *path,
		struct tables_counts *counts, struct import_counts *taken,
		bool *ret_refused, struct error *err) MUST_USE;
/* Looks at the columns of a file alone, which says of --map what names one
 * (heading_maps). */
int tables_look(struct tables *tables, const char *path,
		struct error *err) MUST_USE;
/*
 * Goes over a file once more that was taken, with the same sheets, and hands
 * out the outcomes of the rows that were: specimen_id and source_sha256 alone
 * are sure to be there. Where `row` returns -1 it ends.
 */
int tables_again(struct tables *tables, const char *path,
		 int (*row)(void *arg, const struct outcome *outcome,
			    size_t number, size_t line, struct error *err),
		 void *arg, struct error *err) MUST_USE;

#endif
