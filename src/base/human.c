/*
 * human.c: figures for people. See human.h.
 */
#include "config.h"

#include "base/human.h"

#include <stdio.h>

#include "base/mem.h"

#define HUMAN_MOST 1e15 /* more than any count or sum there is */

void human_count(size_t n, struct bytes *ret)
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%zu", n);

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			bytes_append_char(ret, ',');
		bytes_append_char(ret, digits[i]);
	}
}

void human_duration(double seconds, struct bytes *ret)
{
	long s = seconds >= 0 && seconds < 1e9 ? (long)(seconds + 0.5) : -1;

	if (s >= 172800)
		bytes_printf(ret, "%ld days", s / 86400);
	else if (s >= 6000)
		bytes_printf(ret, "%ld h %02ld", s / 3600, s % 3600 / 60);
	else if (s >= 100)
		bytes_printf(ret, "%ld min", (s + 30) / 60);
	else if (s >= 0)
		bytes_printf(ret, "%ld s", s);
}

char *human_suggestion(const char *nearest)
{
	return nearest != NULL ? mem_printf("; did you mean %s?", nearest)
			       : mem_strdup("");
}

void human_money(double usd, struct bytes *ret)
{
	double cents = usd > 0 && usd < HUMAN_MOST ? usd * 100 + 0.5 : 0;
	size_t all = (size_t)cents;

	bytes_append_char(ret, '$');
	human_count(all / 100, ret);
	bytes_printf(ret, ".%02zu", all % 100);
}
