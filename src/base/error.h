/*
 * error.h: what went wrong, in one line that a person can act on.
 *
 * A fallible function returns int, 0 or -1, and fills the error that its
 * caller owns; it may be NULL. The text says what failed, on what, and what
 * to do. It is filtered (text_clean), so names and server texts may be put
 * into it as they come.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/compiler.h"

enum error_kind {
	ERROR_NONE,
	ERROR_FAILED,	 /* the work failed */
	ERROR_USAGE,	 /* the call was wrong */
	ERROR_NOT_FOUND, /* what was named is not there */
	ERROR_BUSY,	 /* another process holds it */
	ERROR_NO_SPACE,	 /* the disk is full; may pass */
	ERROR_STOPPED,	 /* stopped early, can be resumed */
	ERROR_STALE,	 /* what it was based on has changed since */
};

struct error {
	enum error_kind kind;
	int sys; /* errno of the failed call, or 0 */
	char text[512];
};

/*
 * Fills *err (unless NULL) from a printf format. Always returns -1, so that
 * `return error_set(err, ...)` is the idiom.
 */
int error_set(struct error *err, enum error_kind kind, const char *format, ...)
	PRINTF_LIKE(3, 4);

/*
 * The same for a failed system call: appends ": " and the words for `sys`
 * (an errno value), keeps it in err->sys; ENOSPC and EDQUOT make the kind
 * ERROR_NO_SPACE. Returns -1.
 */
int error_sys(struct error *err, int sys, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* The exit codes of all commands. */
enum command_exit {
	COMMAND_DONE = 0,
	COMMAND_FAILED = 1,
	COMMAND_USAGE = 2,
	COMMAND_SOME_FAILED = 3,
	COMMAND_STOPPED = 4,
};
/* The one for this error. */
int error_exit_code(const struct error *err);

#endif
