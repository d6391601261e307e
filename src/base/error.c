/*
 * error.c: errors as values. See error.h for the contract.
 *
 * 1. The text never holds a control character, whatever was put into it.
 * 2. Nothing here prints; who shows an error is decided at the top.
 */
#include "config.h"

#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* strerror_r comes in two shapes, POSIX's and GNU's; both are taken. */
static const char *error_words_posix(int rc, const char *buffer)
{
	return rc == 0 ? buffer : "unknown error";
}

static const char *error_words_gnu(const char *words, const char *buffer)
{
	(void)buffer;
	return words;
}

#define error_words(sys, buffer, size) \
	_Generic(strerror_r(sys, buffer, size),                                \
		 int: error_words_posix,                                       \
		 char *: error_words_gnu)(strerror_r(sys, buffer, size), buffer)

PRINTF_LIKE(4, 0)
static void error_fill(struct error *err, enum error_kind kind, int sys,
		       const char *format, va_list args)
{
	err->kind = kind;
	err->sys = sys;
	vsnprintf(err->text, sizeof(err->text), format, args);
	if (sys != 0) {
		size_t used = strlen(err->text);
		char words[128];

		snprintf(err->text + used, sizeof(err->text) - used, ": %s%s",
			 error_words(sys, words, sizeof(words)),
			 kind == ERROR_NO_SPACE ? "; free some room" : "");
	}
	text_clean_line(err->text);
}

int error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
	va_list args;

	if (err == NULL)
		return -1;
	va_start(args, format);
	error_fill(err, kind, 0, format, args);
	va_end(args);
	return -1;
}

int error_sys(struct error *err, int sys, const char *format, ...)
{
	va_list args;
	bool full = sys == ENOSPC || sys == EDQUOT;

	if (err == NULL)
		return -1;
	va_start(args, format);
	error_fill(err, full ? ERROR_NO_SPACE : ERROR_FAILED, sys, format,
		   args);
	va_end(args);
	return -1;
}

int error_exit_code(const struct error *err)
{
	static const int codes[] = {
		[ERROR_NONE] = COMMAND_DONE,
		[ERROR_FAILED] = COMMAND_FAILED,
		[ERROR_USAGE] = COMMAND_USAGE,
		[ERROR_NOT_FOUND] = COMMAND_FAILED,
		[ERROR_BUSY] = COMMAND_FAILED,
		[ERROR_NO_SPACE] = COMMAND_FAILED,
		[ERROR_STOPPED] = COMMAND_STOPPED,
		[ERROR_STALE] = COMMAND_FAILED,
	};

	return codes[err->kind];
}
