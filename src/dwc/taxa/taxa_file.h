/*
 * taxa_file.h: the file of one list of names, open to be read: its words, in
 * memory as far as they are needed, and its rows by number. What lies behind a struct taxa (taxa.h).
 *
 * One thread's, as that is. The file never changes while it is open: it is
 * read without locks, wherever it lies.
 */
#ifndef DWC_TAXA_TAXA_FILE_H
#define DWC_TAXA_TAXA_FILE_H

#include <sqlite3.h>

#include "dwc/name/lexicon.h"
#include "dwc/taxa/taxa.h"
#include "dwc/taxa/taxa_sql.h"
#include "dwc/name/taxon_name.h"

enum taxa_sql {
	TAXA_OF_WORDS,	 /* taxon of genus, epithet and infra */
	TAXA_OF_EPITHET, /* genus, infra, taxon */
	TAXA_OF_GENUS,	 /* epithet, infra, taxon */
	TAXA_ROW,
	TAXA_ACCEPTED_OF, /* accepted, given */
	TAXA_FAMILY_OF,	  /* of the genus of this number */
	TAXA_FIRST_OF,	  /* name of the first row of a genus */
	TAXA_SQLS,
};

struct taxa_file {
	struct taxa_list list; /* its texts lie in `texts` */
	char *texts[4];
	char *path, *name;
	sqlite3 *db;
	sqlite3_stmt *stmts[TAXA_SQLS];
	struct lexicon words[TAXA_LEXICONS];
	/* Rows of the shelves that are not read yet; 0: it is, or there is
	 * none. */
	int64_t shelves[TAXA_LEXICONS][SPELLING_MAX + 1];
};

struct taxa {
	char *dir, *only; /* as they were given, or NULL */
	struct taxa_file *files[TAXA_LISTS_MAX];
	size_t n;
	char *trouble;
	char *stamp; /* of what lay there (taxa.c) */
};

/* The file at `path` is the list `name`, whatever it calls itself.
 * ERROR_NOT_FOUND where there is no such file (any more). */
int taxa_file_open(const char *path, const char *name, struct taxa_file **ret,
		   struct error *err) MUST_USE;
void taxa_file_close(struct taxa_file *file); /* NULL is fine */

/* Reads the words of `least` to `most` bytes, where that is not done: of what is
 * asked of a lexicon it knows only those. */
int taxa_file_words(struct taxa_file *file, enum taxa_lexicon kind,
		    size_t least, size_t most, struct error *err) MUST_USE;
/* The number of a word, 0 where the list does not have it, in *ret. */
int taxa_file_find(struct taxa_file *file, enum taxa_lexicon kind,
		   const char *word, uint32_t *ret, struct error *err) MUST_USE;

/* Asks with up to three numbers; those that the question lacks are ignored.
 * taxa_file_next gives the rows: 1, 0 at the end, or -1. A question ends
 * before it is asked again. */
sqlite3_stmt *taxa_file_ask(struct taxa_file *file, enum taxa_sql sql,
			    int64_t a, int64_t b, int64_t c);
int taxa_file_next(struct taxa_file *file, sqlite3_stmt *stmt,
		   struct error *err) MUST_USE;
void taxa_file_end(sqlite3_stmt **stmt); /* for CLEANUP */

/* Reads a name by its number, with its accepted name and family: 1, 0 where
 * there is none, or -1. *ret is owned. */
int taxa_file_row(struct taxa_file *file, int64_t taxon, struct taxa_match *ret,
		  struct error *err) MUST_USE;
void taxa_match_done(struct taxa_match *match);

#endif
