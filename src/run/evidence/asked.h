/*
 * asked.h: a value that is looked for on a sheet, and the three questions of
 * evidence.c: what comes nearest to it, whether it may stand where nothing could
 * be read, and what follows from values that were found. Known to this folder
 * alone.
 */
#ifndef RUN_EVIDENCE_ASKED_H
#define RUN_EVIDENCE_ASKED_H

#include "run/evidence/evidence.h"
#include "run/evidence/find.h"
#include "run/evidence/page.h"
#include "run/evidence/said.h"

enum page_id { PAGE_LABEL, PAGE_NAME, PAGE_ANY, PAGE_COUNT };

struct evidence_sheet {
	const struct facts *facts;
	const struct terms *terms;
	const struct places *places;
	struct page pages[PAGE_COUNT];
	struct said_list said[PAGE_COUNT];
	enum page_id of[PAGE_COUNT]; /* the page that one is the same as */
};

/* Where a term is looked for. */
struct said_where {
	bool looked;
	enum page_id page;
	bool codes;   /* among codes, too */
	bool perhaps; /* that it was not found says nothing */
};
const struct said_where *said_where(const struct term *term);

/* A value that is looked for, and the page it is looked for on. */
struct asked {
	const struct evidence_sheet *sheet;
	const struct page *page;
	const struct said_list *said;
	const struct term *term;
	const char *value;
	bool inferred; /* found only by what follows from the page */
};

/* What comes nearest to it, by the kind of its term. */
void asked_find(struct asked *asked, struct found *ret);
/* The code that holds a value, or NULL. */
const struct code *asked_code(const struct facts *facts, const char *value);

/* How surely its words were read, in the mean; 1 where there are none. */
double found_confidence(const struct page *page, const struct found *found);

/* Whether a value that was not found, or only in part, may stand there all the
 * same. */
bool asked_is_unread(const struct asked *asked, const struct found *found);

/* Marks what follows from values of the record that are SEEN. */
void record_infer(const struct evidence_sheet *sheet,
		  const struct evidence_help *help, struct record *record);

#endif
