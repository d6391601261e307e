/*
 * fields.c: what fields the records of a run have, and how good they are. See parts.h.
 */
#include "config.h"

#include "ui/monitor/parts.h"

#define PAINT_SHARE 7 /* columns of a share */

/* A share, red where it is small. */
static void paint_share(size_t part, size_t whole, int x, int y,
			struct surface *surface)
{
	int percent = whole > 0 ? (int)(part * 100 / whole) : 0;

	if (whole == 0)
		return;
	surface_printf(surface, x, y, PAINT_SHARE, STYLE_NORMAL, "%4d %%",
		       percent);
}

static void paint_field_head(bool known, struct rect area,
			     struct surface *surface)
{
	static const char *const heads[] = {"filled", "sound", "sheet"};
	int x = area.x + area.w - (known ? 3 : 1) * PAINT_SHARE;

	surface_put(surface, area.x, area.y, area.w, STYLE_DIM, "field");
	for (size_t i = 0; i < (known ? 3U : 1U); i++)
		surface_put_right(surface, x + (int)i * PAINT_SHARE, area.y,
				  PAINT_SHARE - 1, STYLE_DIM, heads[i]);
}

/* The i-th field to show: those that count for completeness first, then those
 * that have values. NULL: there are no more. */
static const struct watch_field *field_at(const struct watch_records *records,
					  size_t i)
{
	for (int required = 1; required >= 0; required--)
		for (size_t k = 0; k < records->n_fields; k++) {
			const struct watch_field *field = &records->fields[k];

			if (field->required != (required == 1) ||
			    (!field->required && field->filled == 0))
				continue;
			if (i-- == 0)
				return field;
		}
	return NULL;
}

static void paint_known_fields(const struct monitor *m, struct rect area,
			       struct surface *surface)
{
	const struct watch_records *records = &m->told->view.figures.records;
	int x = area.x + area.w - 3 * PAINT_SHARE;

	paint_field_head(true, area, surface);
	for (int y = 1; y < area.h; y++) {
		const struct watch_field *field =
			field_at(records, m->fields_top + (size_t)y - 1);

		if (field == NULL)
			return;
		surface_put_cut(surface, area.x, area.y + y, x - area.x - 1,
				field->required ? STYLE_STRONG : STYLE_NORMAL,
				field->name);
		paint_share(field->filled, records->counts.sheets, x,
			    area.y + y, surface);
		paint_share(field->sound, records->counts.sheets,
			    x + PAINT_SHARE, area.y + y, surface);
		paint_share(field->seen,
			    records->looked ? records->counts.sheets : 0,
			    x + 2 * PAINT_SHARE, area.y + y, surface);
	}
}

/* Of a run that has no index: what its lines fill. */
static void paint_counted_fields(const struct monitor *m, struct rect area,
				 struct surface *surface)
{
	const struct watch_outcomes *o = &m->told->view.outcomes;
	int x = area.x + area.w - PAINT_SHARE;

	paint_field_head(false, area, surface);
	for (int y = 1; y < area.h; y++) {
		size_t i = m->fields_top + (size_t)y - 1;

		if (i >= o->n_terms)
			return;
		surface_put_cut(surface, area.x, area.y + y, x - area.x - 1,
				STYLE_NORMAL, o->terms[i].name);
		paint_share((size_t)o->terms[i].filled, (size_t)o->succeeded, x,
			    area.y + y, surface);
	}
}

void fields_paint(struct monitor *m, struct rect area, struct surface *surface)
{
	const struct watch_records *records = &m->told->view.figures.records;

	if (records->known && records->n_fields > 0 &&
	    records->counts.sheets > 0)
		paint_known_fields(m, area, surface);
	else if (m->told->view.outcomes.n_terms > 0)
		paint_counted_fields(m, area, surface);
	else
		surface_put_cut(surface, area.x, area.y, area.w, STYLE_DIM,
				"no records yet");
}
