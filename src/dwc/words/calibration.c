/*
 * calibration.c: what confidences are worth. See calibration.h.
 *
 * 1. The points of a reader rise in what it says; what is right never falls,
 *    so that a calibration does not change the order of one reader's values.
 */
#include "config.h"

#include "dwc/words/calibration.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/file/tsv.h"
#include "base/mem.h"

enum { COL_READER, COL_SAYS, COL_RIGHT };

static const struct tsv_form calibration_form = {
	.file = "calibration.tsv",
	.columns = "reader\tsays\tright",
	.keys = 2,
};

struct point {
	const char *reader;
	double says, right;
};

struct calibration {
	struct tsv tsv;
	struct point *points; /* by reader, then by what it says */
	size_t n;
};

/* A number of 0-1; -1 where it is none. */
static double share_parse(const char *text)
{
	char *end;
	double share = strtod(text, &end);

	return end != text && *end == '\0' && share >= 0 && share <= 1 ? share
								       : -1;
}

static int point_order(const void *pa, const void *pb)
{
	const struct point *a = pa, *b = pb;
	int order = strcmp(a->reader, b->reader);

	if (order != 0)
		return order;
	return (a->says > b->says) - (a->says < b->says);
}

static int calibration_fill(struct calibration *all, struct error *err)
{
	all->points = mem_zalloc((all->tsv.n + 1) * sizeof(*all->points));
	for (size_t i = 0; i < all->tsv.n; i++) {
		const struct tsv_row *row = &all->tsv.rows[i];
		struct point *point = &all->points[all->n++];

		*point = (struct point){
			.reader = row->fields[COL_READER],
			.says = share_parse(row->fields[COL_SAYS]),
			.right = share_parse(row->fields[COL_RIGHT]),
		};
		if (point->says < 0 || point->right < 0)
			return tsv_refuse(row, err,
					  "says and right are numbers from 0 "
					  "to 1");
	}
	qsort(all->points, all->n, sizeof(*all->points), point_order);
	for (size_t i = 1; i < all->n; i++)
		if (strcmp(all->points[i].reader, all->points[i - 1].reader) ==
		    0)
			all->points[i].right = fmax(all->points[i].right,
						    all->points[i - 1].right);
	return 0;
}

int calibration_load(const char *config_dir, struct calibration **ret,
		     struct error *err)
{
	struct calibration *all = mem_zalloc(sizeof(*all));

	if (tsv_load(&calibration_form, config_dir, &all->tsv, err) < 0 ||
	    calibration_fill(all, err) < 0) {
		calibration_free(all);
		return -1;
	}
	*ret = all;
	return 0;
}

void calibration_free(struct calibration *all)
{
	if (all == NULL)
		return;
	free(all->points);
	tsv_done(&all->tsv);
	free(all);
}

static bool is_word(char c)
{
	return ascii_letter(c) || ascii_digit(c);
}

/* Whether `name` is the reader's, or one of what they stand for: "local" is not
 * the beginning of "localai/x", but of "local/x". */
static bool reader_is(const char *reader, const char *name)
{
	size_t len = strlen(reader);

	return len > 0 && strncmp(name, reader, len) == 0 &&
	       (reader[len - 1] == '/' || !is_word(name[len]));
}

/* The first point of the reader with the longest name that `name` is of;
 * all->n where there is none. */
static size_t calibration_find(const struct calibration *all, const char *name)
{
	size_t found = all->n, longest = 0;

	for (size_t i = 0; i < all->n; i++) {
		size_t len = strlen(all->points[i].reader);

		if (len > longest && reader_is(all->points[i].reader, name)) {
			found = i;
			longest = len;
		}
	}
	return found;
}

double calibration_of(const struct calibration *all, const char *provider,
		      const char *model, double confidence)
{
	char *name CLEANUP(mem_free_str) =
		mem_printf("%s/%s", provider != NULL ? provider : "",
			   model != NULL ? model : "");
	size_t at = calibration_find(all, name);
	const struct point *low;

	if (!(confidence >= 0))
		return -1;
	if (at == all->n)
		return fmin(confidence, CALIBRATION_UNKNOWN);
	low = &all->points[at];
	while (at + 1 < all->n &&
	       strcmp(all->points[at + 1].reader, low->reader) == 0 &&
	       all->points[at].says < confidence)
		at++;
	if (all->points[at].says <= confidence || &all->points[at] == low)
		return all->points[at].right;
	low = &all->points[at - 1];
	return low->right + (all->points[at].right - low->right) *
				    (confidence - low->says) /
				    (all->points[at].says - low->says);
}
