/*
 * sheet.c: the sheet that was read last: its picture and its values. See parts.h.
 */
#include "config.h"

#include "ui/monitor/parts.h"

static void paint_values(const struct watch_sheet *sheet, struct rect area,
			 struct surface *surface)
{
	int width = area.w > 60 ? 26 : area.w / 2 - 1;

	for (int y = 0; y < area.h && (size_t)y < sheet->n_values; y++) {
		const struct watch_value *value = &sheet->values[y];

		surface_put_cut(surface, area.x, area.y + y, width - 1,
				STYLE_DIM, value->term);
		surface_put_cut(surface, area.x + width, area.y + y,
				area.w - width, STYLE_NORMAL, value->value);
	}
}

static void paint_picture(struct monitor *m, struct rect area,
			  struct surface *surface)
{
	const struct preview_reply *reply = m->picture;

	m->picture_area = area;
	if (reply == NULL) {
		surface_put(surface, area.x, area.y, area.w, STYLE_DIM,
			    m->told->image_path[0] != '\0' ? "loading"
							   : "no image");
		return;
	}
	if (reply->error.kind != ERROR_NONE) {
		surface_wrap(surface, area, STYLE_WARNING, reply->error.text);
		return;
	}
	if (reply->cells == NULL)
		return;
	for (int y = 0; y < area.h && y < reply->rows; y++)
		for (int x = 0; x < area.w && x < reply->columns; x++)
			surface_put_picture(
				surface, area.x + x, area.y + y,
				&reply->cells[y * reply->columns + x]);
}

void sheet_paint(struct monitor *m, struct rect area, struct surface *surface)
{
	const struct watch_outcomes *o = &m->told->view.outcomes;

	if (!o->have_last)
		surface_put_cut(surface, area.x, area.y, area.w, STYLE_DIM,
				"no sheet was read yet");
	else if (m->wants_picture)
		paint_picture(m, area, surface);
	else
		paint_values(&o->last, area, surface);
}

void sheet_title(const struct monitor *m, struct bytes *ret)
{
	const struct watch_outcomes *o = &m->told->view.outcomes;

	bytes_append_str(ret, "read last");
	/* A picture is not asked for as fast as sheets are read. */
	if (m->wants_picture && m->pictured_image[0] != '\0')
		bytes_printf(ret, ": %s", m->pictured_image);
	else if (o->have_last)
		bytes_printf(ret, ": %s, %zu fields", o->last.image,
			     o->last.n_fields);
}
