/*
 * country_box.c: where countries lie. See country_box.h.
 *
 * 1. Rows stand in the order of their countries; a country has few.
 */
#include "config.h"

#include "dwc/words/country_box.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file/tsv.h"
#include "base/mem.h"

enum { COL_COUNTRY, COL_PART, COL_SOUTH, COL_WEST, COL_NORTH, COL_EAST };

static const struct tsv_form box_form = {
	.file = "country-boxes.tsv",
	.columns = "country\tpart\tsouth\twest\tnorth\teast",
	.keys = 2,
};

struct box_row {
	const char *country;
	double south, west, north, east;
};

struct country_boxes {
	struct tsv tsv;
	struct box_row *rows;
	size_t n;
};

/* A number of degrees up to `most`, either way. */
static bool degrees_parse(const char *text, double most, double *ret)
{
	char *end;

	*ret = strtod(text, &end);
	return end != text && *end == '\0' && *ret >= -most && *ret <= most;
}

static bool box_parse(const struct tsv_row *row, struct box_row *ret)
{
	ret->country = row->fields[COL_COUNTRY];
	return degrees_parse(row->fields[COL_SOUTH], 90, &ret->south) &&
	       degrees_parse(row->fields[COL_NORTH], 90, &ret->north) &&
	       degrees_parse(row->fields[COL_WEST], 180, &ret->west) &&
	       degrees_parse(row->fields[COL_EAST], 180, &ret->east) &&
	       ret->south <= ret->north && ret->west <= ret->east;
}

static int box_order(const void *a, const void *b)
{
	const struct box_row *x = a, *y = b;

	return strcmp(x->country, y->country);
}

static int boxes_fill(struct country_boxes *boxes, struct error *err)
{
	boxes->rows = mem_zalloc((boxes->tsv.n + 1) * sizeof(*boxes->rows));
	for (size_t i = 0; i < boxes->tsv.n; i++)
		if (!box_parse(&boxes->tsv.rows[i], &boxes->rows[boxes->n++]))
			return tsv_refuse(&boxes->tsv.rows[i], err,
					  "south, west, north and east are "
					  "degrees, the lesser ones first");
	qsort(boxes->rows, boxes->n, sizeof(*boxes->rows), box_order);
	return 0;
}

int country_boxes_load(const char *config_dir, struct country_boxes **ret,
		       struct error *err)
{
	struct country_boxes *boxes = mem_zalloc(sizeof(*boxes));

	if (tsv_load(&box_form, config_dir, &boxes->tsv, err) < 0 ||
	    boxes_fill(boxes, err) < 0) {
		country_boxes_free(boxes);
		return -1;
	}
	*ret = boxes;
	return 0;
}

void country_boxes_free(struct country_boxes *boxes)
{
	if (boxes == NULL)
		return;
	free(boxes->rows);
	tsv_done(&boxes->tsv);
	free(boxes);
}

/* The first row of a country; the number of rows where it has none. */
static size_t box_first(const struct country_boxes *boxes, const char *country)
{
	size_t low = 0, high = boxes->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(boxes->rows[mid].country, country) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < boxes->n && strcmp(boxes->rows[low].country, country) == 0
		       ? low
		       : boxes->n;
}

bool country_boxes_know(const struct country_boxes *boxes, const char *country)
{
	return box_first(boxes, country) < boxes->n;
}

/* What is not known is within all bounds. */
static bool within(double degrees, double least, double most)
{
	return isnan(degrees) || (degrees >= least - COUNTRY_MARGIN &&
				  degrees <= most + COUNTRY_MARGIN);
}

bool country_has(const struct country_boxes *boxes, const char *country,
		 double latitude, double longitude)
{
	for (size_t i = box_first(boxes, country);
	     i < boxes->n && strcmp(boxes->rows[i].country, country) == 0;
	     i++) {
		const struct box_row *row = &boxes->rows[i];

		if (within(latitude, row->south, row->north) &&
		    within(longitude, row->west, row->east))
			return true;
	}
	return false;
}
