/*
 * picture.c: how the strips of a picture reach the terminal. See picture.h.
 *
 * A strip goes out as one sequence: save the cursor, move, the sixel, restore
 * the cursor, and a question whose answer says that it has arrived.
 *
 *	ESC 7  CSI row;col H  ESC P 0;1;0 q … ESC \  ESC 8  CSI 5 n
 *	└──── opening ───────────┘└─body─┘└──── closing ────────┘
 *
 * In kitty's protocol the body is many sequences, and the first of the closing
 * says that no more come. Through tmux's passthrough each ESC of it is doubled and the whole wrapped
 * in ESC P tmux; … ESC \.
 *
 * 1. `out` holds the one sequence under way. Nothing else is written before
 *    its last byte, by anybody: picture_yield tells the loop when that is so.
 * 2. The body of a sixel holds no ESC. A sequence is cut short by leaving out
 *    what of its body was not sent, of kitty's the whole ones among that: what
 *    remains is always complete.
 * 3. At most one question is unanswered. A terminal that lets one go without
 *    an answer for a while is asked no more.
 * 4. A terminal keeps few graphics (xterm 16): each repaint of a strip adds
 *    one, so after some of them the whole picture is painted anew.
 */
#include "config.h"

#include "ui/terminal/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "image/show/kitty.h"
#include "ui/terminal/rect.h"

#define PICTURE_ACK_MS	  5000
#define PICTURE_GRAPHICS  16
#define PICTURE_PUMP_MAX  65536 /* bytes in one call: keys come in between */
#define PICTURE_NO_STRIP  (-1)
#define PICTURE_DCS_BEGIN 2 /* bytes of ESC P, and of ESC \ */

struct picture_strip {
	struct rect area; /* of the screen */
	struct bytes sixel;
	bool dirty; /* has to be painted */
};

struct picture {
	const struct terminal_traits *traits; /* borrowed */
	int fd;
	bool dead; /* the terminal has gone away */

	struct picture_strip strips[PREVIEW_STRIPS];
	int n_strips;
	bool covered;
	bool fewer;  /* kitty's: strips of the picture before may be left */
	int painted; /* strips since the whole picture was painted */
	struct rect seen; /* where pixels may be; w == 0: nowhere */
	bool leaves;	  /* some of them have to go */

	struct bytes out;
	size_t sent;
	size_t body, body_end; /* of `out` */
	int current;	       /* the strip in `out`, or PICTURE_NO_STRIP */

	bool waiting; /* for an answer */
	bool mute;    /* it answers nothing */
	int64_t asked_ms;
};

int picture_new(const struct terminal_traits *traits, int fd,
		struct picture **ret, struct error *err)
{
	struct picture *picture = mem_zalloc(sizeof(*picture));

	picture->traits = traits;
	picture->fd = fd;
	picture->dead = fd < 0;
	picture->current = PICTURE_NO_STRIP;
	if (picture_renew(picture, err) < 0) {
		picture_free(picture);
		return -1;
	}
	*ret = picture;
	return 0;
}

static void picture_drop_strips(struct picture *picture)
{
	for (int i = 0; i < picture->n_strips; i++)
		bytes_done(&picture->strips[i].sixel);
	picture->n_strips = 0;
	picture->current = PICTURE_NO_STRIP;
}

void picture_free(struct picture *picture)
{
	if (picture == NULL)
		return;
	picture_drop_strips(picture);
	bytes_done(&picture->out);
	if (picture->fd >= 0)
		close(picture->fd);
	free(picture);
}

int picture_renew(struct picture *picture, struct error *err)
{
	picture->waiting = picture->mute = false;
	if (picture->fd >= 0 || picture->traits->route == TERMINAL_NO_SIXEL)
		return 0;
	picture->fd =
		open("/dev/tty", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (picture->fd < 0)
		return error_sys(err, errno,
				 "cannot open the terminal a second time for "
				 "pictures");
	picture->dead = false;
	return 0;
}

/* ---- sequences ----------------------------------------------------------- */

/* Appends with every ESC doubled where tmux is to pass it on. */
static void picture_put(struct picture *picture, const char *data, size_t len)
{
	if (picture->traits->route != TERMINAL_PASSTHROUGH) {
		bytes_append(&picture->out, data, len);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\033')
			bytes_append_char(&picture->out, '\033');
		bytes_append_char(&picture->out, data[i]);
	}
}

static void picture_put_text(struct picture *picture, const char *text)
{
	picture_put(picture, text, strlen(text));
}

static void picture_put_place(struct picture *picture, int row, int column)
{
	struct bytes place CLEANUP(bytes_done) = {0};

	if (picture->traits->route == TERMINAL_PASSTHROUGH) {
		row += picture->traits->origin_row;
		column += picture->traits->origin_column;
	}
	bytes_printf(&place, "\0337\033[%d;%dH", row + 1, column + 1);
	picture_put(picture, place.data, place.len);
}

/* Kitty keeps a strip until another one of its id comes. */
static void picture_put_removals(struct picture *picture)
{
	if (!picture->traits->kitty || !picture->fewer)
		return;
	for (int i = picture->n_strips; i < PREVIEW_STRIPS; i++)
		kitty_remove(KITTY_ID + i, &picture->out);
	picture->fewer = false;
}

/* What stands before and behind the part of a strip that can be cut. */
static size_t picture_envelope(const struct picture *picture)
{
	return picture->traits->kitty ? 0 : PICTURE_DCS_BEGIN;
}

static void picture_compose(struct picture *picture,
			    const struct picture_strip *strip)
{
	bool wrapped = picture->traits->route == TERMINAL_PASSTHROUGH;
	size_t envelope = picture_envelope(picture);
	const char *data = strip->sixel.data;

	bytes_clear(&picture->out);
	picture->sent = 0;
	picture_put_removals(picture);
	if (wrapped)
		bytes_append_str(&picture->out, "\033Ptmux;");
	picture_put_place(picture, strip->area.y, strip->area.x);
	picture_put(picture, data, envelope);
	picture->body = picture->out.len;
	bytes_append(&picture->out, data + envelope,
		     strip->sixel.len - 2 * envelope);
	picture->body_end = picture->out.len;
	picture_put_text(picture,
			 picture->traits->kitty ? KITTY_END : "\033\\");
	picture_put_text(picture, "\0338");
	if (wrapped)
		bytes_append_str(&picture->out, "\033\\");
	if (!picture->mute)
		bytes_append_str(&picture->out, picture->traits->ack_request);
}

static bool picture_pending(const struct picture *picture)
{
	return picture->sent < picture->out.len;
}

bool picture_busy(const struct picture *picture)
{
	return picture->sent > 0 && picture_pending(picture) && !picture->dead;
}

/* The strip under way is not going to arrive as a whole. */
static void picture_spoil(struct picture *picture)
{
	if (picture->current != PICTURE_NO_STRIP)
		picture->strips[picture->current].dirty = true;
	picture->current = PICTURE_NO_STRIP;
}

/* From where on the body can be left out: where what was begun is complete. */
static size_t picture_cut_place(const struct picture *picture)
{
	const struct bytes *out = &picture->out;
	const char *end;

	if (picture->sent <= picture->body)
		return picture->body;
	if (!picture->traits->kitty || picture->sent >= picture->body_end)
		return picture->sent;
	end = strstr(out->data + picture->sent - 1, "\033\\");
	return end != NULL ? (size_t)(end - out->data) + 2 : out->len;
}

/* Leaves out what of the body was not sent; all of the sequence, where
 * nothing was. */
static void picture_cut(struct picture *picture)
{
	struct bytes *out = &picture->out;
	size_t from = picture_cut_place(picture);

	if (!picture_pending(picture))
		return;
	if (picture->sent == 0) {
		bytes_clear(out);
		picture->fewer = true;
		picture_spoil(picture);
	} else if (from < picture->body_end) {
		memmove(out->data + from, out->data + picture->body_end,
			out->len - picture->body_end);
		out->len -= picture->body_end - from;
		picture->body_end = from;
		picture_spoil(picture);
	}
}

/* ---- what is shown ------------------------------------------------------- */

static void picture_forget(struct picture *picture)
{
	picture_cut(picture);
	picture_drop_strips(picture);
	picture->painted = 0;
}

/* What is to be painted, all strips together. */
static struct rect picture_area(const struct picture *picture)
{
	struct rect area = {0};

	for (int i = 0; i < picture->n_strips; i++)
		area = rect_around(area, picture->strips[i].area);
	return area;
}

/* What was painted must not reach out of what will be. */
static void picture_compare(struct picture *picture)
{
	struct rect area = picture_area(picture);

	if (!picture->traits->sixel_stays)
		picture->seen = (struct rect){0};
	else if (picture->seen.w > 0 && !rect_within(picture->seen, area))
		picture->leaves = true;
}

bool picture_leaves(struct picture *picture)
{
	bool leaves = picture->leaves;

	picture->leaves = false;
	if (leaves)
		picture->seen = (struct rect){0};
	return leaves;
}

static bool picture_well_formed(const struct picture *picture,
				const struct bytes *sixel)
{
	const char *begin = picture->traits->kitty ? "\033_" : "\033P";

	return sixel->len > 2 * PICTURE_DCS_BEGIN &&
	       memcmp(sixel->data, begin, 2) == 0 &&
	       memcmp(sixel->data + sixel->len - 2, "\033\\", 2) == 0;
}

void picture_show(struct picture *picture, struct preview_reply *reply, int row,
		  int column)
{
	picture_forget(picture);
	picture->fewer = true;
	for (int i = 0; i < reply->n_strips; i++) {
		struct preview_strip *from = &reply->strips[i];

		if (picture->dead ||
		    !picture_well_formed(picture, &from->sixel)) {
			bytes_done(&from->sixel);
			continue;
		}
		picture->strips[picture->n_strips++] = (struct picture_strip){
			.area = {.x = column + from->column,
				 .y = row + from->row,
				 .w = from->columns,
				 .h = from->rows},
			.sixel = from->sixel,
			.dirty = true,
		};
		from->sixel = (struct bytes){0};
	}
	reply->n_strips = 0;
	picture_compare(picture);
}

void picture_clear(struct picture *picture)
{
	picture_forget(picture);
	picture_compare(picture);
}

void picture_cover(struct picture *picture, bool covered)
{
	if (picture->covered == covered)
		return;
	picture->covered = covered;
	picture_cut(picture);
	if (!covered)
		picture_damage(picture, 0, INT_MAX);
}

void picture_damage(struct picture *picture, int row, int rows)
{
	long end = (long)row + rows;

	for (int i = 0; i < picture->n_strips; i++) {
		struct picture_strip *strip = &picture->strips[i];

		if (strip->area.y < end && row < strip->area.y + strip->area.h)
			strip->dirty = true;
	}
}

/* ---- writing ------------------------------------------------------------- */

/* The strip to paint next, from the top, or NULL. */
static struct picture_strip *picture_next(struct picture *picture)
{
	if (picture->covered)
		return NULL;
	for (int i = 0; i < picture->n_strips; i++)
		if (picture->strips[i].dirty)
			return &picture->strips[i];
	return NULL;
}

static void picture_begin(struct picture *picture, struct picture_strip *strip)
{
	if (picture->painted == PICTURE_GRAPHICS) {
		picture_damage(picture, 0, INT_MAX);
		picture->painted = 0;
		strip = &picture->strips[0];
	}
	strip->dirty = false;
	picture->seen = rect_around(picture->seen, strip->area);
	picture->painted++;
	picture->current = (int)(strip - picture->strips);
	picture_compose(picture, strip);
}

static void picture_finish(struct picture *picture)
{
	bytes_clear(&picture->out);
	picture->sent = 0;
	picture->current = PICTURE_NO_STRIP;
	picture->waiting =
		!picture->mute && picture->traits->ack_request[0] != '\0';
	picture->asked_ms = clock_ms();
}

/* Writes what the terminal takes of the sequence; the bytes taken. */
static size_t picture_write(struct picture *picture)
{
	size_t before = picture->sent;

	while (picture_pending(picture)) {
		ssize_t n =
			write(picture->fd, picture->out.data + picture->sent,
			      picture->out.len - picture->sent);

		if (n > 0) {
			picture->sent += (size_t)n;
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
			picture->dead = true;
		return picture->sent - before;
	}
	before = picture->sent - before;
	if (picture->out.len > 0)
		picture_finish(picture);
	return before;
}

static void picture_give_up_waiting(struct picture *picture)
{
	if (!picture->waiting ||
	    clock_ms() - picture->asked_ms < PICTURE_ACK_MS)
		return;
	picture->waiting = false;
	picture->mute = true;
}

void picture_pump(struct picture *picture)
{
	size_t written = 0;

	picture_give_up_waiting(picture);
	while (!picture->dead && written < PICTURE_PUMP_MAX) {
		struct picture_strip *strip;

		written += picture_write(picture);
		if (picture_pending(picture) || picture->waiting)
			return;
		strip = picture_next(picture);
		if (strip == NULL)
			return;
		picture_begin(picture, strip);
	}
}

bool picture_waits(const struct picture *picture)
{
	return picture->waiting && !picture->dead;
}

bool picture_yield(struct picture *picture)
{
	if (picture->dead)
		return true;
	picture_cut(picture);
	picture_write(picture);
	return !picture_busy(picture);
}

int picture_fd(const struct picture *picture)
{
	return picture->fd;
}

short picture_events(const struct picture *picture)
{
	bool dirty = false;

	if (picture->dead)
		return 0;
	for (int i = 0; i < picture->n_strips && !picture->covered; i++)
		dirty = dirty || picture->strips[i].dirty;
	return picture_pending(picture) || (dirty && !picture->waiting)
		       ? POLLOUT
		       : 0;
}

int picture_timeout(const struct picture *picture)
{
	int64_t left;

	if (picture->dead || !picture->waiting)
		return -1;
	left = picture->asked_ms + PICTURE_ACK_MS - clock_ms();
	return left > 0 ? (int)left : 0;
}

void picture_ack(struct picture *picture)
{
	picture->waiting = false;
}

/* DSR; through tmux DA1. */
bool picture_is_ack(const struct picture *picture, const struct sequence *reply)
{
	bool passed = picture->traits->route == TERMINAL_PASSTHROUGH;

	return reply->kind == SEQUENCE_CSI &&
	       reply->prefix == (passed ? '?' : 0) &&
	       reply->final == (passed ? 'c' : 'n');
}
