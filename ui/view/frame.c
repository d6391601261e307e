/*
 * frame.c: titles of frames. See frame.h.
 *
 * 1. A piece is there whole or not at all.
 */
#include "config.h"

#include "ui/view/frame.h"

#include "base/text.h"

void frame_title_add(struct bytes *ret, const struct app *app, int columns,
		     const char *text)
{
	const char *line = glyph_text(app->caps.ascii, GLYPH_HORIZONTAL);

	if (text_width(ret->data) + 4 + text_width(text) > columns)
		return;
	bytes_printf(ret, " %s%s %s", line, line, text);
}
