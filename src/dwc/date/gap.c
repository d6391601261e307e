/*
 * gap.c: what joins the tokens of a date, or keeps them apart. See gap.h.
 */
#include "config.h"

#include "dwc/date/gap.h"

#include <string.h>

#include "dwc/words/mark.h"

#define GAP_MAX 6 /* bytes; what is farther apart is not joined */

struct gap gap_read(const char *text, size_t from, size_t to)
{
	struct gap gap = {.joins = to - from <= GAP_MAX};
	int marks = 0;

	for (size_t at = from; at < to; at++) {
		size_t dash = mark_dash(text + at);

		if (strchr(" \t\n", text[at]) != NULL)
			continue;
		marks++;
		gap.mark = dash > 0 ? '-' : text[at];
		gap.dash |= dash > 0 || strchr("&+/", text[at]) != NULL;
		gap.two |= strchr("&+/", text[at]) != NULL;
		gap.strong |= dash > 0 || strchr("./-", text[at]) != NULL;
		if (dash > 0)
			at += dash - 1;
		else if ((unsigned char)text[at] < 0x80 &&
			 strchr(".,-/_'`:&+()[]", text[at]) == NULL)
			gap.joins = false;
	}
	gap.comma = marks == 1 && gap.mark == ',';
	if (marks != 1 || strchr("./-", gap.mark) == NULL)
		gap.mark = 0;
	return gap;
}
