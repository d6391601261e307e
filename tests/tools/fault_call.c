/*
 * fault_call.c: see fault_call.h.
 */
#include "config.h"

#include "fault_call.h"

#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static int set_option(void *options, const struct call_option *option,
		      const char *value)
{
	void *to = (char *)options + option->offset;
	long long number;
	char *end;

	if (option->kind == CALL_TEXT) {
		*(const char **)to = value;
		return 0;
	}
	if (option->kind == CALL_PRICE)
		return call_price(value, to);
	number = strtoll(value, &end, 10);
	if (*value == '\0' || *end != '\0' || number > INT32_MAX ||
	    number < (option->kind == CALL_SIGNED ? INT32_MIN : 0))
		return -1;
	if (option->kind == CALL_LONG)
		*(long *)to = (long)number;
	else
		*(int64_t *)to = number;
	return 0;
}

int call_price(const char *text, int64_t *ret)
{
	char *end;
	double usd = strtod(text, &end);

	if (*text == '\0' || *end != '\0' || !(usd >= 0 && usd < 1))
		return -1;
	*ret = (int64_t)(usd * 1e12 + 0.5);
	return 0;
}

int call_read(int argc, char **argv, const struct call_option *table, size_t n,
	      void *ret)
{
	struct option *words = mem_zalloc((n + 1) * sizeof(*words));
	int at, c, result = 0;

	for (size_t i = 0; i < n; i++)
		words[i] = (struct option){table[i].word, required_argument,
					   NULL, 0};
	while (result == 0 &&
	       (c = getopt_long(argc, argv, "", words, &at)) != -1)
		if (c != 0 || set_option(ret, &table[at], optarg) < 0)
			result = -1;
	free(words);
	return optind < argc ? -1 : result;
}
