/*
 * editor.h: a text in the hands of $VISUAL, $EDITOR or vi: in a file of its
 * own, which is there for as long as the program runs. The terminal is the
 * program's meanwhile; who starts it has left it (term_suspend).
 */
#ifndef UI_TERMINAL_EDITOR_H
#define UI_TERMINAL_EDITOR_H

#include <stddef.h>

#include "base/error.h"
#include "base/thread/mailbox.h"

enum editor_mail_kind {
	EDITOR_MAIL_DONE = 700, /* struct editor_done */
};

/* The program has ended, or could not be started. */
struct editor_done {
	struct mail mail;
	char *text; /* what it saved, without line breaks at its end; NULL:
		       nothing else than was there */
	struct error error;
};

struct editor;

/* Starts it on a copy of the text; at most `most` bytes come back. Nothing
 * waits: the answer goes to `reply`, which outlives the editor. */
int editor_start(const char *text, size_t most, struct mailbox *reply,
		 struct editor **ret, struct error *err) MUST_USE;
/* Stopped, as by C-z, where nobody would let it go on: it goes on. */
void editor_continue(struct editor *editor);
/* Frees it, once it has answered; one that still runs is hung up first, so that
 * it can save what it keeps of its own, and killed where it does not end. NULL
 * is fine. */
void editor_stop(struct editor *editor);

#endif
