/*
 * sheets.c: which sheets are looked at. See sheets.h.
 *
 * 1. A record whose file is gone stands in the list without a path: that it is
 *    missing is to be said.
 */
#include "config.h"

#include "extract/look/sheets.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "run/index/filter.h"
#include "run/index/rows.h"
#include "run/intake/images.h"

struct sheets_walk {
	const struct run *run;
	const char *root; /* NULL: a list of addresses */
	struct look_sheets *sheets;
};

/* Steals `path`. */
static void sheets_add(struct look_sheets *sheets, const char *image,
		       char *path)
{
	ARRAY_GROW(sheets->items, sheets->n, sheets->cap);
	sheets->items[sheets->n++] =
		(struct look_item){.image = mem_strdup(image), .path = path};
}

/* A visit of index_walk. */
static int sheets_visit(void *arg, const struct specimen_row *row,
			const char *dwc, struct error *err)
{
	const struct sheets_walk *walk = arg;
	bool hashed = strncmp(row->id, "name:", 5) != 0;

	(void)dwc;
	(void)err;
	if (row->image[0] != '\0')
		sheets_add(walk->sheets, row->image,
			   images_find(walk->run, walk->root, row->image,
				       hashed ? row->id : NULL));
	return 0;
}

static int sheets_scan(const char *images, struct look_sheets *sheets,
		       struct error *err)
{
	struct scan scan;

	if (images_scan(images, NULL, &scan, err) < 0)
		return -1;
	for (size_t i = 0; i < scan.n; i++)
		sheets_add(sheets, scan.files[i].path,
			   file_join(images, scan.files[i].path));
	scan_done(&scan);
	return 0;
}

static int item_order(const void *a, const void *b)
{
	const struct look_item *left = a, *right = b;

	return strcmp(left->image, right->image);
}

static void item_done(struct look_item *item)
{
	free(item->image);
	free(item->path);
}

/* Sorts them, and lets each image stand once, with a path where it has one. */
static void sheets_sort(struct look_sheets *sheets, size_t limit)
{
	size_t n = 0;

	if (sheets->n > 1)
		qsort(sheets->items, sheets->n, sizeof(*sheets->items),
		      item_order);
	for (size_t i = 0; i < sheets->n; i++) {
		struct look_item item = sheets->items[i];
		struct look_item *last = n > 0 ? &sheets->items[n - 1] : NULL;

		if (last != NULL && strcmp(last->image, item.image) == 0) {
			if (last->path == NULL) {
				last->path = item.path;
				item.path = NULL;
			}
			item_done(&item);
		} else if (limit > 0 && n == limit) {
			item_done(&item);
		} else {
			sheets->items[n++] = item;
		}
	}
	sheets->n = n;
}

int look_sheets_make(const struct run *run, struct index *index,
		     const char *images, size_t limit, struct look_sheets *ret,
		     struct error *err)
{
	struct look_sheets sheets = {0};
	bool list = images_are_list(images);
	struct sheets_walk walk = {run, list ? NULL : images, &sheets};
	struct index_filter filter;
	int rc = list ? 0 : sheets_scan(images, &sheets, err);

	index_filter_init(&filter);
	if (rc == 0)
		rc = index_walk(index, &filter, ORDER_NAME, 0, sheets_visit,
				&walk, err);
	if (rc < 0) {
		look_sheets_done(&sheets);
		return -1;
	}
	sheets_sort(&sheets, limit);
	*ret = sheets;
	return 0;
}

void look_sheets_done(struct look_sheets *sheets)
{
	for (size_t i = 0; i < sheets->n; i++)
		item_done(&sheets->items[i]);
	free(sheets->items);
	*sheets = (struct look_sheets){0};
}
