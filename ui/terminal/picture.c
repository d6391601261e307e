/*
 * picture.c: how the strips of a picture reach the terminal. See picture.h.
 *
 * A strip goes out as one sequence, a parcel (parcel.h): save the cursor, move,
 * the sixel, restore the cursor, and a question whose answer says that it has
 * arrived.
 *
 * With placeholders a strip has no place: it is shown wherever characters that
 * stand for its cells are, and these are text like all other (picture_lay).
 *
 * 1. `parcel` holds the one sequence under way. Nothing else is written before
 *    its last byte, by anybody: picture_yield tells the loop when that is so.
 * 2. At most one question is unanswered. A terminal that lets one go without
 *    an answer for a while is asked no more.
 * 3. A terminal keeps few graphics (xterm 16): each repaint of a strip adds
 *    one, so after some of them the whole picture is painted anew.
 * 4. Over SSH it is written no faster than the line sends (pace.h), but for what
 *    ends it early.
 * 5. A strip with placeholders has numbers of its own, which no other console
 *    in the same terminal is likely to have; two pictures that follow each other
 *    have different ones. Its characters are shown when it has arrived.
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
#include "base/mem.h"
#include "base/time/clock.h"
#include "image/show/kitty.h"
#include "ui/terminal/pace.h"
#include "ui/terminal/parcel.h"
#include "ui/terminal/placeholder.h"
#include "ui/terminal/rect.h"

#define PICTURE_ACK_MS	 5000
#define PICTURE_GRAPHICS 16
#define PICTURE_PUMP_MAX 65536 /* bytes in one call: keys come in between */
#define PICTURE_NO_STRIP (-1)
/* There and back: who is farther away is behind a line. */
#define PICTURE_FAR_MS 10

/* Kitty's strips: this number, and those that follow. */
#define PICTURE_KITTY_ID 7681
struct picture_strip {
	struct rect area; /* of the screen */
	struct bytes sixel;
	bool dirty;   /* has to be painted */
	bool arrived; /* the terminal has it */
};

struct picture {
	const struct terminal_traits *traits; /* borrowed */
	int fd;
	bool dead; /* the terminal has gone away */

	struct picture_strip strips[PREVIEW_STRIPS];
	int n_strips;
	bool covered;
	bool fewer;   /* kitty's: strips of the picture before may be left */
	int painted;  /* strips since the whole picture was painted */
	uint32_t ids; /* of placeholders: the first of ours */
	int turn;     /* which of their numbers this picture has */
	bool news;    /* characters have to be laid */
	struct rect seen; /* where pixels may be; w == 0: nowhere */
	bool leaves;	  /* some of them have to go */

	struct parcel parcel;
	int current; /* the strip in it, or PICTURE_NO_STRIP */
	int asked;   /* the one that is waited for, or that */

	struct pace pace; /* of what is written */
	bool waiting;	  /* for an answer */
	bool mute;	  /* it answers nothing */
	int64_t asked_ms;
};

static bool picture_has_cells(const struct picture *picture)
{
	return picture->traits->route != TERMINAL_NO_SIXEL &&
	       picture->traits->protocol == SHOW_PLACEHOLDERS;
}

int picture_new(const struct terminal_traits *traits, int fd,
		struct picture **ret, struct error *err)
{
	struct picture *picture = mem_zalloc(sizeof(*picture));

	picture->traits = picture->parcel.traits = traits;
	picture->fd = fd;
	picture->dead = fd < 0;
	picture->current = picture->asked = PICTURE_NO_STRIP;
	picture->ids = placeholder_first();
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
	picture->current = picture->asked = PICTURE_NO_STRIP;
}

void picture_free(struct picture *picture)
{
	if (picture == NULL)
		return;
	picture_drop_strips(picture);
	parcel_done(&picture->parcel);
	if (picture->fd >= 0)
		close(picture->fd);
	free(picture);
}

int picture_renew(struct picture *picture, struct error *err)
{
	const struct terminal_traits *traits = picture->traits;

	picture->waiting = picture->mute = false;
	pace_renew(&picture->pace,
		   traits->remote || traits->rtt_ms >= PICTURE_FAR_MS,
		   traits->rtt_ms);
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

void picture_retime(struct picture *picture)
{
	pace_told(&picture->pace, picture->traits->rtt_ms);
}

/* ---- sequences ----------------------------------------------------------- */

static uint32_t picture_id(const struct picture *picture, int turn, int strip)
{
	if (!picture_has_cells(picture))
		return PICTURE_KITTY_ID + (uint32_t)strip;
	return placeholder_number(picture->ids, turn, strip);
}

static void picture_put_removal(struct picture *picture, int turn, int strip)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	kitty_remove(picture_id(picture, turn, strip), &text);
	parcel_put(&picture->parcel, text.data, text.len);
}

/* Kitty keeps a strip until another one of its id comes; those of the picture
 * before that this one has none for go. */
static void picture_put_removals(struct picture *picture)
{
	bool cells = picture_has_cells(picture);

	if (!picture->fewer ||
	    (!cells && picture->traits->protocol != SHOW_KITTY))
		return;
	for (int i = cells ? 0 : picture->n_strips; i < PREVIEW_STRIPS; i++)
		picture_put_removal(picture, !picture->turn, i);
	picture->fewer = false;
}

/* What comes before the strip: where, and as what, it is shown. */
static void picture_put_opening(struct picture *picture,
				const struct picture_strip *strip)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	uint32_t id = picture_id(picture, picture->turn,
				 (int)(strip - picture->strips));

	if (!picture_has_cells(picture))
		parcel_put_place(&picture->parcel, strip->area.y,
				 strip->area.x);
	if (picture_has_cells(picture))
		kitty_begin_cells(id, strip->area.w, strip->area.h, &text);
	else if (picture->traits->protocol == SHOW_KITTY)
		kitty_begin(id, &text);
	if (text.len > 0)
		parcel_put(&picture->parcel, text.data, text.len);
}

static void picture_compose(struct picture *picture,
			    const struct picture_strip *strip)
{
	struct parcel *parcel = &picture->parcel;

	parcel_open(parcel);
	picture_put_removals(picture);
	picture_put_opening(picture, strip);
	parcel_put_strip(parcel, &strip->sixel);
	if (!picture_has_cells(picture))
		parcel_put(parcel, "\0338", 2);
	parcel_close(parcel, !picture->mute);
}

static bool picture_pending(const struct picture *picture)
{
	return parcel_pending(&picture->parcel);
}

bool picture_busy(const struct picture *picture)
{
	return picture->parcel.sent > 0 && picture_pending(picture) &&
	       !picture->dead;
}

/* The strip under way is not going to arrive as a whole. */
static void picture_spoil(struct picture *picture)
{
	if (picture->current != PICTURE_NO_STRIP)
		picture->strips[picture->current].dirty = true;
	picture->current = PICTURE_NO_STRIP;
}

/* Leaves out what of the body was not sent; all of the sequence, where
 * nothing was. */
static void picture_cut(struct picture *picture)
{
	enum parcel_cut cut = parcel_cut(&picture->parcel);

	if (cut == PARCEL_DROPPED)
		picture->fewer = true;
	if (cut != PARCEL_WHOLE)
		picture_spoil(picture);
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

void picture_add(struct picture *picture, int strip, struct bytes *sixel)
{
	struct picture_strip *to = &picture->strips[strip];

	if (picture->dead || strip >= picture->n_strips || to->sixel.len > 0 ||
	    !parcel_takes(&picture->parcel, sixel))
		return;
	bytes_done(&to->sixel);
	to->sixel = *sixel;
	to->dirty = true;
	*sixel = (struct bytes){0};
}

void picture_show(struct picture *picture, struct preview_reply *reply, int row,
		  int column)
{
	picture_forget(picture);
	picture->fewer = true;
	picture->turn = !picture->turn;
	for (int i = 0; i < reply->n_strips; i++) {
		struct preview_strip *from = &reply->strips[i];

		picture->strips[picture->n_strips++] = (struct picture_strip){
			.area = {.x = column + from->column,
				 .y = row + from->row,
				 .w = from->columns,
				 .h = from->rows},
		};
		picture_add(picture, i, &from->sixel);
		bytes_done(&from->sixel);
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

/* What has not come cannot be painted. */
static void picture_soil(struct picture_strip *strip)
{
	strip->dirty = strip->sixel.len > 0;
}

void picture_again(struct picture *picture)
{
	for (int i = 0; i < picture->n_strips; i++)
		picture_soil(&picture->strips[i]);
}

void picture_damage(struct picture *picture, int row, int rows)
{
	long end = (long)row + rows;

	/* What was written over has other characters now. */
	if (picture_has_cells(picture))
		return;
	for (int i = 0; i < picture->n_strips; i++) {
		struct picture_strip *strip = &picture->strips[i];

		if (strip->area.y < end && row < strip->area.y + strip->area.h)
			picture_soil(strip);
	}
}

/* ---- writing ------------------------------------------------------------- */

/* The strip to paint next, from the top, or NULL. */
static struct picture_strip *picture_next(struct picture *picture)
{
	if (picture->covered && !picture_has_cells(picture))
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
		strip = picture_next(picture);
	}
	strip->dirty = false;
	picture->seen = rect_around(picture->seen, strip->area);
	picture->painted++;
	picture->current = (int)(strip - picture->strips);
	picture_compose(picture, strip);
	pace_begin(&picture->pace, clock_ms());
}

/* The strip that was waited for is there, or will be soon. */
static void picture_arrived(struct picture *picture)
{
	if (picture->asked != PICTURE_NO_STRIP) {
		picture->strips[picture->asked].arrived = true;
		picture->news = picture_has_cells(picture);
	}
	picture->asked = PICTURE_NO_STRIP;
}

static void picture_finish(struct picture *picture)
{
	picture->waiting = picture->parcel.asks;
	parcel_clear(&picture->parcel);
	picture->asked = picture->current;
	picture->current = PICTURE_NO_STRIP;
	picture->asked_ms = clock_ms();
	if (!picture->waiting)
		picture_arrived(picture);
}

/* Bytes of the sequence that may go out now. */
static size_t picture_allowed(const struct picture *picture, bool at_once)
{
	size_t left = picture->parcel.out.len - picture->parcel.sent;
	size_t allowed =
		at_once ? left : pace_allows(&picture->pace, clock_ms());

	return allowed < left ? allowed : left;
}

/* Writes what the terminal takes of the sequence, and the line, unless all has
 * to go out at once; the bytes taken. */
static size_t picture_write(struct picture *picture, bool at_once)
{
	struct parcel *parcel = &picture->parcel;
	size_t before = parcel->sent, want;

	while ((want = picture_allowed(picture, at_once)) > 0) {
		ssize_t n = write(picture->fd, parcel->out.data + parcel->sent,
				  want);

		if (n > 0) {
			parcel->sent += (size_t)n;
			pace_sent(&picture->pace, (size_t)n, clock_ms());
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
			picture->dead = true;
		break;
	}
	before = parcel->sent - before;
	if (parcel->out.len > 0 && !parcel_pending(parcel))
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
	picture_arrived(picture);
}

void picture_pump(struct picture *picture)
{
	size_t written = 0;

	picture_give_up_waiting(picture);
	while (!picture->dead && written < PICTURE_PUMP_MAX) {
		struct picture_strip *strip;

		written += picture_write(picture, false);
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
	picture_write(picture, true);
	return !picture_busy(picture);
}

bool picture_stop(struct picture *picture)
{
	if (picture->dead)
		return true;
	picture_cut(picture);
	parcel_hush(&picture->parcel);
	picture_write(picture, true);
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
	for (int i = 0; i < picture->n_strips; i++)
		dirty = dirty || picture->strips[i].dirty;
	if (picture->covered && !picture_has_cells(picture))
		dirty = false;
	if (picture_pending(picture))
		return picture_allowed(picture, false) > 0 ? POLLOUT : 0;
	return dirty && !picture->waiting ? POLLOUT : 0;
}

int picture_timeout(const struct picture *picture)
{
	int64_t left;

	if (!picture->dead && picture_pending(picture) &&
	    picture_allowed(picture, false) == 0)
		return pace_wait(&picture->pace, clock_ms());
	if (picture->dead || !picture->waiting)
		return -1;
	left = picture->asked_ms + PICTURE_ACK_MS - clock_ms();
	return left > 0 ? (int)left : 0;
}

void picture_ack(struct picture *picture)
{
	if (picture->waiting) {
		pace_arrived(&picture->pace, clock_ms());
		picture_arrived(picture);
	}
	picture->waiting = false;
}

/* ---- characters that stand for it ---------------------------------------- */

bool picture_news(struct picture *picture)
{
	bool news = picture->news;

	picture->news = false;
	return news;
}

void picture_lay(const struct picture *picture, struct surface *surface)
{
	for (int i = 0; i < picture->n_strips; i++)
		if (picture->strips[i].arrived && picture_has_cells(picture))
			placeholder_lay(surface, &picture->strips[i].area,
					picture_id(picture, picture->turn, i));
}

void picture_leave(struct picture *picture)
{
	bool cells = picture_has_cells(picture);
	bool waiting = picture->waiting;

	picture_forget(picture);
	if (picture->dead || picture_pending(picture) ||
	    picture->traits->route == TERMINAL_NO_SIXEL ||
	    (!cells && picture->traits->protocol != SHOW_KITTY))
		return;
	parcel_open(&picture->parcel);
	for (int i = 0; i < PREVIEW_STRIPS * (cells ? PLACEHOLDER_TURNS : 1);
	     i++)
		picture_put_removal(picture, i / PREVIEW_STRIPS,
				    i % PREVIEW_STRIPS);
	parcel_close(&picture->parcel, false);
	picture_write(picture, true);
	/* Nothing was asked. */
	picture->waiting = waiting;
}

/* DSR; through tmux DA1. */
bool picture_is_ack(const struct picture *picture, const struct sequence *reply)
{
	bool passed = picture->traits->route == TERMINAL_PASSTHROUGH;

	return reply->kind == SEQUENCE_CSI &&
	       reply->prefix == (passed ? '?' : 0) &&
	       reply->final == (passed ? 'c' : 'n');
}
