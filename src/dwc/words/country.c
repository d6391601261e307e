/*
 * country.c: codes of countries. See country.h.
 */
#include "config.h"

#include "dwc/words/country.h"

#include <stdlib.h>
#include <string.h>

#include "base/file/tsv.h"
#include "base/mem.h"

enum { COL_COUNTRY, COL_CODE };

static const struct tsv_form country_form = {
	.file = "country-codes.tsv",
	.columns = "country\tcode",
	.keys = 1,
};

struct country_codes {
	struct tsv tsv;
};

static int row_compare(const void *a, const void *b)
{
	const struct tsv_row *x = a, *y = b;

	return strcmp(x->fields[COL_COUNTRY], y->fields[COL_COUNTRY]);
}

static bool code_is_sound(const char *code)
{
	return strlen(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' &&
	       code[1] >= 'A' && code[1] <= 'Z';
}

int country_codes_load(const char *config_dir, struct country_codes **ret,
		       struct error *err)
{
	struct country_codes *codes = mem_zalloc(sizeof(*codes));
	int rc = tsv_load(&country_form, config_dir, &codes->tsv, err);

	for (size_t i = 0; rc == 0 && i < codes->tsv.n; i++)
		if (!code_is_sound(codes->tsv.rows[i].fields[COL_CODE]))
			rc = tsv_refuse(&codes->tsv.rows[i], err,
					"\"%s\" is not a code of two capital "
					"letters",
					codes->tsv.rows[i].fields[COL_CODE]);
	if (rc < 0) {
		country_codes_free(codes);
		return -1;
	}
	if (codes->tsv.n > 0)
		qsort(codes->tsv.rows, codes->tsv.n, sizeof(*codes->tsv.rows),
		      row_compare);
	*ret = codes;
	return 0;
}

void country_codes_free(struct country_codes *codes)
{
	if (codes == NULL)
		return;
	tsv_done(&codes->tsv);
	free(codes);
}

static int name_compare(const void *key, const void *element)
{
	const struct tsv_row *row = element;

	return strcmp(key, row->fields[COL_COUNTRY]);
}

const char *country_code(const struct country_codes *codes, const char *name)
{
	const struct tsv_row *row =
		codes->tsv.n > 0
			? bsearch(name, codes->tsv.rows, codes->tsv.n,
				  sizeof(*codes->tsv.rows), name_compare)
			: NULL;

	return row != NULL ? row->fields[COL_CODE] : NULL;
}
