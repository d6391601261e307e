/*
 * around.h: words that stand around a date: what they make of it. Private to
 * date.c. Pure; any thread.
 */
#ifndef DWC_DATE_AROUND_H
#define DWC_DATE_AROUND_H

/* Bits. */
enum {
	AROUND_YEAR = 1,   /* may stand beside a bare year */
	AROUND_ABOUT = 2,  /* "ca.", "early" */
	AROUND_BEFORE = 4, /* "before", "bis" */
	AROUND_AFTER = 8,  /* "after", "seit" */
	AROUND_SEASON = 16,
	AROUND_NOTHING = 32, /* says nothing: "Date", a weekday */
	AROUND_FILLER = 64,  /* between the parts of a date: "of" */
	AROUND_TO = 128,     /* between the ends of a range */
	AROUND_AND = 256,    /* the same, but of two days rather */
	AROUND_HOP = 1024,   /* "prior to": stands between a hedge and it */
	AROUND_LEADS = 2048, /* only before a date: "by 1890" */
	AROUND_DET = 512,    /* "det.": when it was named, not collected */
};

/* What a folded word can be, in English, French, German, Spanish, Portuguese,
 * Italian, Dutch and Latin; 0 for none of these. */
unsigned around_word(const char *folded);

#endif
