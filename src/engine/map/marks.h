/*
 * marks.h: the words of one region with all that tables and parsers can say
 * of them: lines, headings, classes of words, and runs that may be a date, a
 * name, people and so on. Nothing is decided here.
 */
#ifndef ENGINE_MAP_MARKS_H
#define ENGINE_MAP_MARKS_H

#include "dwc/span/span.h"
#include "dwc/words/label_lexicon.h"
#include "dwc/words/plausible.h"
#include "engine/map/headings.h"
#include "engine/map/label_keys.h"
#include "engine/map/label_text.h"
#include "image/facts/words.h"

/* What is known of words. Immutable; shared by all threads. */
struct map_tables {
	struct label_keys *keys;       /* owned */
	struct label_lexicon *lexicon; /* owned */
	struct plausible *plausible;   /* owned */
	const struct places *places;   /* borrowed; may be NULL */
	int this_year;		       /* no date is later */
};

/* Loads the tables with what config_dir (may be NULL) adds to them. `places`
 * is borrowed for their life. */
int map_tables_init(struct map_tables *tables, const char *config_dir,
		    const struct places *places, struct error *err) MUST_USE;
void map_tables_done(struct map_tables *tables);

struct marks {
	const struct map_tables *tables; /* borrowed */
	struct label_text text;
	struct headings headings;
	struct span_text joined; /* its words are the tokens of `text` */
	struct span_list spans;
	label_set *classes; /* by token; owned */
};

/* Never fails; the words stay the caller's and must outlive the marks. One
 * thread at a time. */
void marks_init(struct marks *marks, const struct map_tables *tables,
		const struct words *words);
void marks_done(struct marks *marks);

/* The token's own bytes in `joined`, not ended by NUL. */
const char *marks_token(const struct marks *marks, size_t token,
			size_t *ret_len);

#endif
