/*
 * view_writer.c: lines of a view that scrolls. See view_writer.h.
 */
#include "config.h"

#include "ui/view/view_writer.h"

int view_writer_y(struct view_writer *writer)
{
	int y = writer->line++ - writer->skip;

	return writer->surface != NULL && y >= 0 && y < writer->area.h
		       ? writer->area.y + y
		       : -1;
}

void view_writer_entry(struct view_writer *writer, int label_columns,
		       enum style label_style, const char *label,
		       enum style style, const char *text)
{
	int width = writer->area.w - label_columns - 3;
	bool first = true;

	while (*text != '\0') {
		size_t skip, len = surface_break_text(text, width, &skip);
		int y = view_writer_y(writer);

		if (y >= 0 && first)
			surface_put_cut(writer->surface, writer->area.x + 1, y,
					label_columns, label_style, label);
		if (y >= 0)
			surface_printf(writer->surface,
				       writer->area.x + label_columns + 2, y,
				       width, style, "%.*s", (int)len, text);
		first = false;
		text += skip;
	}
}

void view_writer_heading(struct view_writer *writer, const char *text)
{
	int y = view_writer_y(writer);

	if (y >= 0)
		surface_put(writer->surface, writer->area.x + 1, y,
			    writer->area.w, STYLE_STRONG, text);
}
