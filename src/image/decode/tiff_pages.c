/*
 * tiff_pages.c: which page of a TIFF is the sheet. See tiff_pages.h.
 *
 * Cameras and scanners put a thumbnail first, and slide scanners keep the
 * picture at several sizes: as further pages, or in directories below the
 * first one (SubIFDs). Neither order nor flags can be trusted to name the
 * picture itself, its size can.
 *
 * 1. The number of directories that are looked at has a limit, so that a
 *    chain without an end costs no time. libtiff itself sees loops.
 * 2. A mask is not a picture.
 */
#include "config.h"

#include "image/decode/tiff_pages.h"

#include <string.h>

#define TIFF_DIRECTORIES_MAX 512
#define TIFF_BELOW_MAX	     32 /* directories below the pages */

/* Offsets of directories below the pages. */
struct tiff_below {
	uint64_t at[TIFF_BELOW_MAX];
	int n;
};

static uint64_t tiff_area(const struct tiff_page *page)
{
	return (uint64_t)page->width * page->height;
}

static bool tiff_page_read(TIFF *tiff, struct tiff_page *ret, bool below)
{
	uint32_t kind = 0;
	uint16_t orientation = 0;

	*ret = (struct tiff_page){.offset = TIFFCurrentDirOffset(tiff)};
	if (!TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &ret->width) ||
	    !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &ret->height) ||
	    ret->width == 0 || ret->height == 0)
		return false;
	TIFFGetField(tiff, TIFFTAG_SUBFILETYPE, &kind);
	if (TIFFGetField(tiff, TIFFTAG_ORIENTATION, &orientation) &&
	    orientation >= 1 && orientation <= 8)
		ret->orientation = orientation;
	ret->reduced = below || (kind & FILETYPE_REDUCEDIMAGE) != 0;
	return (kind & FILETYPE_MASK) == 0;
}

/* Keeps the page that libtiff stands on. Where there is no room the largest
 * stays. */
static void tiff_pages_add(struct tiff_pages *pages, TIFF *tiff, bool below)
{
	struct tiff_page page;
	bool largest;

	if (!tiff_page_read(tiff, &page, below))
		return;
	largest = pages->sheet < 0 ||
		  tiff_area(&page) > tiff_area(&pages->at[pages->sheet]);
	if (pages->n == TIFF_PAGES_MAX) {
		if (largest)
			pages->at[pages->sheet] = page;
		return;
	}
	if (largest)
		pages->sheet = pages->n;
	pages->at[pages->n++] = page;
}

static void tiff_below_add(struct tiff_below *below, TIFF *tiff)
{
	uint16_t n = 0;
	const uint64_t *offsets = NULL;

	if (!TIFFGetField(tiff, TIFFTAG_SUBIFD, &n, &offsets))
		return;
	for (int i = 0; i < n && below->n < TIFF_BELOW_MAX; i++)
		below->at[below->n++] = offsets[i];
}

void tiff_pages_find(TIFF *tiff, struct tiff_pages *ret)
{
	struct tiff_below below = {.n = 0};

	*ret = (struct tiff_pages){.sheet = -1};
	for (int i = 0; i < TIFF_DIRECTORIES_MAX; i++) {
		tiff_pages_add(ret, tiff, false);
		tiff_below_add(&below, tiff);
		if (TIFFLastDirectory(tiff) || !TIFFReadDirectory(tiff))
			break;
	}
	for (int i = 0; i < below.n; i++)
		if (below.at[i] != 0 && TIFFSetSubDirectory(tiff, below.at[i]))
			tiff_pages_add(ret, tiff, true);
}

/* Whether `small` pixels are `large` divided by `by`, rounded either way. */
static bool tiff_is_part(uint32_t large, uint32_t small, uint32_t by)
{
	return small == large / by || small == (large + by - 1) / by;
}

static bool tiff_is_reduced(const struct tiff_page *sheet,
			    const struct tiff_page *page, int by)
{
	return page->reduced &&
	       tiff_is_part(sheet->width, page->width, (uint32_t)by) &&
	       tiff_is_part(sheet->height, page->height, (uint32_t)by) &&
	       (page->orientation == 0 ||
		page->orientation == sheet->orientation);
}

const struct tiff_page *tiff_pages_at_scale(const struct tiff_pages *pages,
					    int scale)
{
	const struct tiff_page *sheet = &pages->at[pages->sheet];

	for (int by = scale; by > 1; by /= 2)
		for (int i = 0; i < pages->n; i++)
			if (tiff_is_reduced(sheet, &pages->at[i], by))
				return &pages->at[i];
	return sheet;
}
