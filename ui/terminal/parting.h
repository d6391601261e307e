/*
 * parting.h: the terminal is left to others, or for good, with no question of
 * ours open: whoever has it next would take the answer for what is typed.
 *
 * A terminal that does not answer is given as long as probe_patience says. On
 * the UI thread.
 */
#ifndef UI_TERMINAL_PARTING_H
#define UI_TERMINAL_PARTING_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/keyboard/sequence.h"
#include "ui/probe/probe.h"
#include "ui/terminal/picture.h"
#include "ui/terminal/term.h"

/* Those who ask the terminal something, and who reads it. All borrowed. */
struct parting {
	struct term *term;
	struct picture *picture;
	struct probe *probe;
};

/* At the very end: frees the terminal and the picture, of which no sequence stays
 * open that could not be sent to its end. May wait for the terminal. */
void parting_close(const struct parting *parting);
/* Gives an answer of the terminal to whoever asked. */
void parting_hear(const struct parting *parting, const struct sequence *reply);
/* Whether all that was asked is answered. */
bool parting_is_settled(const struct parting *parting);
/* Whether the terminal may be left: it is settled, or was given its time. That
 * ends at *until_ms, which is determined here where it is 0. */
bool parting_may_leave(const struct parting *parting, int64_t *until_ms);
/*
 * At the end, when nothing is left to do: waits until it may be left, or the
 * terminal has gone. What is typed meanwhile is dropped. Each time that `fd` (-1:
 * none) is readable, or something else has come, `turn` (NULL: none) is called,
 * and ends it by false.
 */
void parting_settle(const struct parting *parting, int fd,
		    bool (*turn)(void *arg), void *arg);

#endif
