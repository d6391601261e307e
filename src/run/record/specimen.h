/*
 * specimen.h: the state of one specimen, folded from the journals: the
 * current record and all that led to it. A value: copied out of the index
 * whole, owned by whoever asked.
 */
#ifndef RUN_RECORD_SPECIMEN_H
#define RUN_RECORD_SPECIMEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "dwc/context/run_words.h"
#include "dwc/doubt/quality.h"
#include "dwc/record/record.h"
#include "dwc/validate/verdict.h"
#include "image/facts/facts.h"
#include "run/journal/act.h"
#include "run/journal/outcome.h"

enum status {
	STATUS_PENDING,
	STATUS_IN_REVIEW,
	STATUS_APPROVED,
	STATUS_REJECTED,
};
#define STATUS_COUNT 4

const char *status_word(enum status status);
int status_parse(const char *word, enum status *ret) MUST_USE;

struct specimen {
	char *id;
	char *image; /* first path, relative to the images root */
	char **also; /* further paths of the same bytes */
	size_t n_also;
	enum status status;
	bool flagged;
	bool expert;	      /* flagged for an expert */
	bool second;	      /* signed, and to be read by somebody else, too */
	bool blind;	      /* for the eyes of that reader (second.h) */
	char *reason;	      /* of a rejection, or NULL */
	char *notes;	      /* the note in force, or NULL */
	int64_t revision;     /* seq of the last act on it; 0 for none */
	struct record record; /* current values, in term order */
	/* What the outcomes come to before anybody changed it: as it is pinned,
	 * or as it is put together (proposal.h). */
	struct record proposal;
	const char *catalog_pattern; /* of the run, borrowed, or NULL */
	struct run_words *words;     /* what the run says, shared, or NULL */
	struct record found; /* what the sheet's own facts say, as a code: of no
				outcome */
	struct verdicts verdicts;
	struct quality quality;
	char *error;  /* of the extraction, when no success is known */
	bool failed;  /* that, and nobody edited it */
	size_t base;  /* index in `outcomes` of the one that most of the
			proposal is of; n_outcomes when none succeeded */
	bool pinned;  /* by an act: later extractions are candidates alone */
	json_t *look; /* what somebody saw proposed who acts on it now, as a
			 pin (pin.h); it holds until an act pins. NULL: none */
	struct outcome *outcomes; /* all, in file order: candidates */
	char (*outcome_sha256)[HASH_HEX_SIZE]; /* of each outcome's line */
	size_t n_outcomes;
	struct facts *facts; /* what its picture shows; owned, NULL unless … */
	enum facts_state looked; /* … this is FACTS_KNOWN */
	int64_t facts_stamp;	 /* which facts these are (run/cache/facts.h) */
	struct act *acts;	 /* all, in file order: history */
	bool *undone;		 /* of each act: it was taken back */
	size_t n_acts;
	size_t signer; /* index of the approval or rejection in force in
			  `acts`; n_acts when there is none */
	int64_t due;   /* revision that the specimen's last line of
			  curated.jsonl has to have; 0: it needs none */
};

void specimen_init(struct specimen *specimen);
void specimen_done(struct specimen *specimen);

/* Whether `id` names it: its id, or the one it had before its image was
 * hashed. */
bool specimen_is(const struct specimen *specimen, const char *id);

/* The outcome of the line with this hash (may be NULL), if it is a success;
 * else n_outcomes. */
size_t specimen_find_line(const struct specimen *specimen, const char *sha256);

/* What a list shows of it. */
struct specimen_row {
	char *id;
	char *image;
	enum status status;
	bool flagged, expert, second; /* as a specimen's */
	bool read_twice;	      /* a second reading of it has ended … */
	bool disputed; /* … and differs, and nobody has decided */
	bool failed;
	struct quality quality;
	char *name; /* scientificName in force, or "" */
	/* Of a window of rows (index_rows); of others NULL. */
	char *collector, *number, *date;
	char *reasons; /* of its doubt, a line for each, worst first */
	/* Of one that waits for a second reader, who may not be that
	 * (second_hands); else "". */
	char *hands;
};
void specimen_row_done(struct specimen_row *row);

#endif
