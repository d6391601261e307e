/*
 * fault_call.h: the options of a server's call, by a table.
 */
#ifndef TESTS_TOOLS_FAULT_CALL_H
#define TESTS_TOOLS_FAULT_CALL_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* What an option's value goes into: a borrowed text, a long, an int64_t (these
 * two not below 0), an int64_t of either sign; a price in USD a token, as
 * 10^-12 of it in an int64_t. */
enum call_kind { CALL_TEXT, CALL_LONG, CALL_INT64, CALL_SIGNED, CALL_PRICE };

struct call_option {
	const char *word; /* without its dashes */
	enum call_kind kind;
	size_t offset; /* in the structure of the options */
};

/* Fills the structure; -1: an unknown word, a value that does not fit, or
 * something left over. */
int call_read(int argc, char **argv, const struct call_option *table, size_t n,
	      void *ret) MUST_USE;
int call_price(const char *text, int64_t *ret) MUST_USE;

#endif
