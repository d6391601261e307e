/*
 * gap.h: what stands between two tokens of a date, reduced to what matters.
 */
#ifndef DWC_DATE_GAP_H
#define DWC_DATE_GAP_H

#include <stdbool.h>
#include <stddef.h>

struct gap {
	bool joins;  /* nothing that keeps the two apart */
	bool dash;   /* there is a dash, or "&", "+", "/" */
	bool two;    /* "&", "+", "/": of two days, or a night between them */
	bool strong; /* more than spaces: a mark joins the two */
	bool comma;  /* no mark but one comma */
	char mark;   /* '.', '/' or '-' where that alone stands there */
};

/* Of the bytes from `from` to `to` of the text. Any thread. */
struct gap gap_read(const char *text, size_t from, size_t to);

#endif
