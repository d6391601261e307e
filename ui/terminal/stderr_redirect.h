/*
 * stderr_redirect.h: standard error kept off the screen while a console is on
 * it. Libraries of image formats (libpng among them) write there and cannot be
 * told not to.
 */
#ifndef UI_TERMINAL_STDERR_REDIRECT_H
#define UI_TERMINAL_STDERR_REDIRECT_H

/*
 * Turns standard error into /dev/null where it is a terminal; one that was
 * redirected stays as it is. *ret_saved is what stderr_redirect_end takes, -1
 * where nothing was done. UI thread.
 */
void stderr_redirect_begin(int *ret_saved);

/* Gives standard error back; -1 is fine. */
void stderr_redirect_end(int saved);

/* The terminal is gone: lets go of it, standard error stays redirected. */
void stderr_redirect_drop(int saved);

#endif
