/*
 * view_writer.c: lines of a view that scrolls. See view_writer.h.
 */
#include "config.h"

#include "ui/view/view_writer.h"

int pen_y(struct pen *pen)
{
	int y = pen->line++ - pen->skip;

	return pen->surface != NULL && y >= 0 && y < pen->area.h
		       ? pen->area.y + y
		       : -1;
}

void pen_entry(struct pen *pen, int label_columns, enum style label_style,
	       const char *label, enum style style, const char *text)
{
	int width = pen->area.w - label_columns - 3;
	bool first = true;

	while (*text != '\0') {
		size_t skip, len = surface_break_text(text, width, &skip);
		int y = pen_y(pen);

		if (y >= 0 && first)
			surface_put_cut(pen->surface, pen->area.x + 1, y,
					label_columns, label_style, label);
		if (y >= 0)
			surface_printf(pen->surface,
				       pen->area.x + label_columns + 2, y,
				       width, style, "%.*s", (int)len, text);
		first = false;
		text += skip;
	}
}

void pen_heading(struct pen *pen, const char *text)
{
	int y = pen_y(pen);

	if (y >= 0)
		surface_put(pen->surface, pen->area.x + 1, y, pen->area.w,
			    STYLE_STRONG, text);
}
