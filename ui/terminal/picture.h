/*
 * picture.h: how the strips of a picture reach the terminal beside a curses
 * screen, without ever holding the UI thread or mixing with its text.
 *
 * What the loop does (all on the UI thread):
 *
 *	each turn   poll picture_fd() for picture_events(), at most
 *		    picture_timeout() ms; when it is ready, or the time is
 *		    over: picture_pump()
 *	text        before doupdate() (or any other output): when
 *		    picture_yield() is false, put the update off and try again
 *		    when picture_fd() is writable; a strip that was under way
 *		    is cut short and painted again later
 *	after it    picture_damage() for rows where text was written over or
 *		    into the picture; then picture_pump()
 *	an answer   (traits.ack_reply was read as a key): picture_ack()
 *
 * Under the picture lie the characters of the same reply, drawn by
 * curses as any other text before picture_show: they are what is seen until
 * a strip arrives, they erase the picture before, and since none of them is
 * blank curses never clears a line across the picture.
 */
#ifndef UI_TERMINAL_PICTURE_H
#define UI_TERMINAL_PICTURE_H

#include <stdbool.h>

#include "base/error.h"
#include "review/preview/preview.h"
#include "ui/keyboard/sequence.h"
#include "ui/probe/traits.h"
#include "ui/terminal/surface.h"

struct picture;

/*
 * `fd` is a descriptor of the terminal that does not block, owned from now
 * on; -1 opens /dev/tty. `traits` is borrowed and must outlive the picture;
 * without sixel in it the picture is there and never writes.
 */
int picture_new(const struct terminal_traits *traits, int fd,
		struct picture **ret, struct error *err) MUST_USE;
void picture_free(struct picture *picture); /* NULL is fine */
/* Forgets the picture and takes it out of a terminal that would keep it; before
 * the end. Never waits: one that takes nothing now keeps it. */
void picture_leave(struct picture *picture);
/* The traits have changed, or the terminal was asked something else: nothing
 * is waited for any more. Opens /dev/tty where that has become necessary. */
int picture_renew(struct picture *picture, struct error *err) MUST_USE;
/* The terminal has told the same traits again, in its own time. */
void picture_retime(struct picture *picture);

/*
 * Shows the strips of the reply, their pane's top left cell at this row and
 * column of the screen (from 0). Takes them out of the reply (n_strips
 * becomes 0), the rest of which stays the caller's. What was shown before is
 * forgotten (picture_leaves). Nothing is written before picture_pump. Empty
 * strips are waited for: picture_add brings them.
 */
void picture_show(struct picture *picture, struct preview_reply *reply, int row,
		  int column);
/* Takes the bytes of a strip that was empty; of no other. */
void picture_add(struct picture *picture, int strip, struct bytes *sixel);

/* Forgets the picture. What it left on the screen the caller erases by
 * writing the cells anew (wredrawln over the rows). */
void picture_clear(struct picture *picture);

/* True, once, when what was painted reaches out of what will be, and text does
 * not erase it: the caller clears the screen and writes all text anew. */
bool picture_leaves(struct picture *picture);

/* Something lies over the picture (a window): nothing is painted until it is
 * gone; then everything is. */
void picture_cover(struct picture *picture, bool covered);

/* These rows of the screen were written over: what of the picture lies there
 * is painted again. After a resize, a redraw of the whole screen, or when the
 * terminal gets the focus back: row 0, very many rows. */
void picture_damage(struct picture *picture, int row, int rows);
/* All of it is to be sent again, also where characters stand for it: the
 * terminal may have lost it. */
void picture_again(struct picture *picture);

/* True, once, when strips have arrived that characters stand for: the screen
 * is to be painted. */
bool picture_news(struct picture *picture);
/* Puts these characters into the surface, where it holds the picture's cells;
 * before each paint. */
void picture_lay(const struct picture *picture, struct surface *surface);

/* Writes what the terminal takes now, never waits. */
void picture_pump(struct picture *picture);

/* The descriptor for poll, and what to wait for: POLLOUT or nothing. */
int picture_fd(const struct picture *picture);
short picture_events(const struct picture *picture);
/* Milliseconds until picture_pump should be called again whatever happens;
 * -1: none. */
int picture_timeout(const struct picture *picture);

/* The terminal has told that the last strip arrived. */
void picture_ack(struct picture *picture);
/* Whether this answer tells that. */
bool picture_is_ack(const struct picture *picture,
		    const struct sequence *reply);

/* True until the terminal has told that the last strip arrived. */
bool picture_waits(const struct picture *picture);

/* True while a sequence is begun and not ended. */
bool picture_busy(const struct picture *picture);
/* Ends the sequence under way. False when the terminal does not take even
 * that now: text would land inside of it. */
bool picture_yield(struct picture *picture);
/* The same before the terminal is left to others: no question that was not sent
 * is asked any more, so that nothing has to be waited for but what was. */
bool picture_stop(struct picture *picture);

#endif
