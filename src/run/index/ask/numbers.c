/*
 * numbers.c: what the catalogue numbers of a run look like. See numbers.h.
 */
#include "config.h"

#include "run/index/numbers.h"

#include <string.h>

#include "base/json/json.h"
#include "run/index/filter.h"
#include "run/index/rows.h"

#define NUMBERS_MAX 1000 /* by so many they are known */

struct numbers {
	const char *term;
	struct shapes *shapes;
};

static int numbers_take(void *arg, const struct specimen_row *row,
			const char *dwc, struct error *err)
{
	const struct numbers *numbers = arg;
	json_t *values CLEANUP(json_release) = NULL;
	const char *number;

	(void)row;
	if (json_read(dwc, strlen(dwc), &values, NULL, err) < 0)
		return -1;
	number =
		json_string_at(json_object_get(values, numbers->term), "value");
	if (number != NULL)
		shapes_learn(numbers->shapes, number);
	return 0;
}

int numbers_learn(struct index *index, struct shapes *ret, struct error *err)
{
	const struct term *term =
		terms_role(index_terms(index), ROLE_CATALOGUE);
	struct numbers numbers = {.shapes = ret};
	struct index_filter filter;

	*ret = (struct shapes){0};
	if (term == NULL)
		return 0;
	numbers.term = term->name;
	index_filter_init(&filter);
	filter.status = STATUS_APPROVED;
	if (index_walk(index, &filter, ORDER_NAME, NUMBERS_MAX, numbers_take,
		       &numbers, err) < 0)
		return -1;
	if (ret->total >= SHAPES_ENOUGH)
		return 0;
	filter.status = -1;
	return index_walk(index, &filter, ORDER_NAME, NUMBERS_MAX, numbers_take,
			  &numbers, err);
}
