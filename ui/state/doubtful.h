/*
 * doubtful.h: which fields of the record that is here want a look before it is
 * signed, and why, in words. What a person typed, accepted or confirmed empty
 * is not doubtful, nor is anything in a record that is signed.
 */
#ifndef UI_STATE_DOUBTFUL_H
#define UI_STATE_DOUBTFUL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "dwc/doubt/doubt.h"
#include "dwc/record/term.h"
#include "dwc/validate/verdict.h"

struct app;

/* What a field is doubted for, the worst first. */
enum doubt_sign {
	DOUBT_ERROR = 1,      /* the check finds it wrong, or misses it */
	DOUBT_WARNING = 2,    /* the check warns */
	DOUBT_UNSAVED = 4,    /* what a person did with it could not be saved */
	DOUBT_DIFFERS = 8,    /* readings disagree */
	DOUBT_UNSAID = 16,    /* nothing legible on the sheet says it */
	DOUBT_EMPTY = 32,     /* it would tell of the record, and is empty */
	DOUBT_UNSURE = 64,    /* less sure than DOUBT_SURE */
	DOUBT_SECOND = 128,   /* a second reader read something else than was
			       signed, and nobody has decided */
	DOUBT_MISREAD = 512,  /* a letter or two from what is signed elsewhere,
				and nobody signed it so */
	DOUBT_SPELLED = 1024, /* a list or a signed record has it in the same
				 letters, with other accents, stops or
				 capitals */
	DOUBT_MISSED = 256, /* empty, and the label may well say it: the number
			       of the gathering, or a term that words of the
			       label are offered for. Signing does not ask */
};

/* A calibrated confidence (of a reader who is not calibrated: their own) from
 * which on a value is not doubted. What so many records of the run are signed
 * with, to the letter, is not doubted from DOUBT_KNOWN_SURE on, nor is a name that
 * a list has, nor a catalogue number that stands in the name of the picture; what
 * one is signed with, but for punctuation, from DOUBT_ONCE_SURE on. */
#define DOUBT_SURE	 (1 - REASON_SLIGHT)
#define DOUBT_KNOWN	 2
#define DOUBT_KNOWN_SURE 0.5
#define DOUBT_ONCE_SURE	 0.7
/* Figures of a catalogue number that the name of a picture does not have by
 * chance. */
#define DOUBT_FIGURES 5

/* The score (suggestion.h) from which on words of the label are worth a look
 * for a field that need not be filled. */
#define DOUBT_OFFER 0.4

#define DOUBT_SIGNS 11 /* bits */

/* How the readings of one sheet differ on a term. */
struct dissent {
	const struct term *term;
	size_t others, readings; /* so many of so many say something else */
};

/* What the readings of the record that is here disagree on. */
struct doubtful {
	struct dissent *dissents;
	size_t n, cap;
};

void doubtful_done(struct doubtful *doubtful);
/* Compares the readings of the record that is here; whoever puts another one
 * there says so. Up to DISSENT_READINGS of them, the latest. */
#define DISSENT_READINGS 16
void doubtful_learn(struct app *app);

/* Whether a verdict (may be NULL) is a reason to look at its field: a note is
 * not, nor is how sure a reader was of all that a label says, whose values are
 * doubted each by itself, or of what more than its reader speaks for. */
bool app_verdict_counts(const struct app *app, const struct verdict *verdict);
/* The signs of a field (enum doubt_sign); 0: it is not doubtful. */
unsigned app_doubts(const struct app *app, const char *term);
/* What one of them means here: sentences, each on a line of its own. */
void app_doubt_words(const struct app *app, const char *term,
		     enum doubt_sign sign, struct bytes *ret);
/* The same in a word or two, of the worst of these signs of a field: "not
 * sure"; "" for none. */
const char *app_doubt_word(const struct app *app, const char *term,
			   unsigned doubts);
/* Whether it is; then each reason is appended to *ret (may be NULL) as a
 * sentence on a line of its own, the worst first. */
bool app_doubtful(const struct app *app, const char *term, struct bytes *ret);
/* Doubtful terms in the order of the grid, at most `most` of them in ret[]
 * (borrowed); returns how many there are. */
size_t app_doubtful_terms(const struct app *app, const char **ret, size_t most);

#endif
