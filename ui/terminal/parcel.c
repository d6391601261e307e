/*
 * parcel.c: sequences that can be ended early. See parcel.h.
 *
 *	ESC 7  CSI row;col H  ESC P 0;1;0 q … ESC \  ESC 8  CSI 5 n
 *	└──── opening ───────────┘└─body─┘└──── closing ────────┘
 *
 * Other protocols have other bodies (parcel_forms): of kitty's and of
 * iTerm2's parts it is many sequences, and the first of the closing says that
 * no more come. Through tmux's passthrough each ESC of it is doubled and the
 * whole wrapped in ESC P tmux; … ESC \.
 *
 * 1. The body of a sixel holds no ESC. A sequence is cut short by leaving out
 *    what of its body was not sent, of many the whole ones among that: what
 *    remains is always complete.
 */
#include "config.h"

#include "ui/terminal/parcel.h"

#include <string.h>

#include "image/show/iterm.h"
#include "image/show/kitty.h"

/* How a strip is taken apart, and what follows its body. */
struct parcel_form {
	const char *begin; /* of what comes from the preview thread */
	size_t front;	   /* bytes of it before what can be left out */
	size_t back;	   /* and behind that */
	const char *end;   /* that is sent behind it */
	const char *piece; /* what it can be cut behind; NULL: any byte */
};

static const struct parcel_form parcel_forms[] = {
	[SHOW_SIXEL] = {"\033P", 2, 2, "\033\\", NULL},
	[SHOW_KITTY] = {"\033_", 0, 0, KITTY_END, "\033\\"},
	[SHOW_PLACEHOLDERS] = {"\033_", 0, 0, KITTY_END, "\033\\"},
	[SHOW_ITERM] = {ITERM_BEGIN, sizeof(ITERM_BEGIN) - 1, 0, ITERM_END,
			NULL},
	[SHOW_ITERM_PARTS] = {"\033]", 0, 0, ITERM_PARTS_END, "\a"},
};

static const struct parcel_form *parcel_form(const struct parcel *parcel)
{
	return &parcel_forms[parcel->traits->protocol];
}

static bool parcel_wrapped(const struct parcel *parcel)
{
	return parcel->traits->route == TERMINAL_PASSTHROUGH;
}

bool parcel_takes(const struct parcel *parcel, const struct bytes *strip)
{
	const struct parcel_form *form = parcel_form(parcel);
	size_t len = strlen(form->begin);

	if (strip->len <= form->front + form->back || strip->len < len ||
	    memcmp(strip->data, form->begin, len) != 0)
		return false;
	return form->back == 0 || memcmp(strip->data + strip->len - form->back,
					 form->end, form->back) == 0;
}

/* ---- making it ----------------------------------------------------------- */

void parcel_clear(struct parcel *parcel)
{
	bytes_clear(&parcel->out);
	parcel->sent = parcel->body = parcel->body_end = 0;
	parcel->asks = false;
}

void parcel_open(struct parcel *parcel)
{
	parcel_clear(parcel);
	if (parcel_wrapped(parcel))
		bytes_append_str(&parcel->out, "\033Ptmux;");
}

/* Appends with every ESC doubled where tmux is to pass it on. */
void parcel_put(struct parcel *parcel, const char *data, size_t len)
{
	if (!parcel_wrapped(parcel)) {
		bytes_append(&parcel->out, data, len);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\033')
			bytes_append_char(&parcel->out, '\033');
		bytes_append_char(&parcel->out, data[i]);
	}
}

void parcel_put_place(struct parcel *parcel, int row, int column)
{
	struct bytes place CLEANUP(bytes_done) = {0};

	if (parcel_wrapped(parcel)) {
		row += parcel->traits->origin_row;
		column += parcel->traits->origin_column;
	}
	bytes_printf(&place, "\0337\033[%d;%dH", row + 1, column + 1);
	parcel_put(parcel, place.data, place.len);
}

void parcel_put_strip(struct parcel *parcel, const struct bytes *strip)
{
	const struct parcel_form *form = parcel_form(parcel);
	const char *data = strip->data;

	parcel_put(parcel, data, form->front);
	parcel->body = parcel->out.len;
	parcel_put(parcel, data + form->front,
		   strip->len - form->front - form->back);
	parcel->body_end = parcel->out.len;
	parcel_put(parcel, form->end, strlen(form->end));
}

void parcel_close(struct parcel *parcel, bool ask)
{
	const char *question = parcel->traits->ack_request;

	if (parcel_wrapped(parcel))
		bytes_append_str(&parcel->out, "\033\\");
	parcel->asks = ask && question[0] != '\0';
	if (parcel->asks)
		bytes_append_str(&parcel->out, question);
}

/* ---- ending it early ----------------------------------------------------- */

bool parcel_pending(const struct parcel *parcel)
{
	return parcel->sent < parcel->out.len;
}

/* The end of the sequence that stands at `from`, or of the whole body. */
static size_t parcel_piece_end(const struct parcel *parcel, const char *piece,
			       size_t from)
{
	const struct bytes *out = &parcel->out;
	size_t len = strlen(piece);
	const char *end;

	/* What ends it may have been sent in part. */
	from = from - parcel->body < len ? parcel->body : from - len + 1;
	end = strstr(out->data + from, piece);
	return end != NULL ? (size_t)(end - out->data) + len : out->len;
}

/* From where on the body can be left out: where what was begun is complete. */
static size_t parcel_cut_place(const struct parcel *parcel)
{
	const char *piece = parcel_form(parcel)->piece;

	if (parcel->sent <= parcel->body)
		return parcel->body;
	if (piece == NULL || parcel->sent >= parcel->body_end)
		return parcel->sent;
	/* An ESC that was doubled is one of two. */
	if (parcel_wrapped(parcel) && piece[0] == '\033')
		piece = "\033\033\\";
	return parcel_piece_end(parcel, piece, parcel->sent);
}

enum parcel_cut parcel_cut(struct parcel *parcel)
{
	struct bytes *out = &parcel->out;
	size_t from = parcel_cut_place(parcel);

	if (!parcel_pending(parcel))
		return PARCEL_WHOLE;
	if (parcel->sent == 0) {
		parcel_clear(parcel);
		return PARCEL_DROPPED;
	}
	if (from >= parcel->body_end)
		return PARCEL_WHOLE;
	memmove(out->data + from, out->data + parcel->body_end,
		out->len - parcel->body_end);
	out->len -= parcel->body_end - from;
	parcel->body_end = from;
	return PARCEL_SHORT;
}

void parcel_hush(struct parcel *parcel)
{
	struct bytes *out = &parcel->out;
	size_t len = strlen(parcel->traits->ack_request);

	if (!parcel_pending(parcel) || !parcel->asks ||
	    parcel->sent > out->len - len)
		return;
	out->len -= len;
	out->data[out->len] = '\0';
	parcel->asks = false;
}

void parcel_done(struct parcel *parcel)
{
	bytes_done(&parcel->out);
}
