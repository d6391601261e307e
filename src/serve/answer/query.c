/*
 * query.c: numbers of a query. See query.h.
 */
#include "config.h"

#include "serve/answer/query.h"

#include <stddef.h>
#include <stdlib.h>

int query_number(const char *name, const char *text, long usual, long least,
		 long most, long *ret, struct error *err)
{
	char *end;

	*ret = usual;
	if (text == NULL || text[0] == '\0')
		return 0;
	*ret = strtol(text, &end, 10);
	if (*end == '\0' && *ret >= least && *ret <= most)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "%s takes a whole number from %ld to %ld, not \"%s\"",
			 name, least, most, text);
}
