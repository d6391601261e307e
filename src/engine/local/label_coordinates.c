/*
 * label_coordinates.c: coordinates on a line. See label_coordinates.h.
 *
 * 1. Only what dwc/parse finds is taken: a pair, marked or with three decimals.
 * 2. Datum and uncertainty count only right behind it.
 */
#include "config.h"

#include "engine/local/label_coordinates.h"

#include <string.h>

#include "base/mem.h"
#include "dwc/parse/coordinates.h"
#include "dwc/parse/quantity.h"
#include "engine/local/value_kind.h"

/* Sets a term from tokens that were read well enough to be trusted. */
static void term_set(struct value *v, const char *term, const char *value)
{
	double seen = token_list_confidence(v->text, v->list);
	struct field *field;

	if (*record_value(v->record, term) != '\0')
		return;
	field = record_set(v->record, term, value, seen * v->sure, SOURCE_RULE);
	field->evidence = seen;
	token_list_boxes(v->text, v->list, field);
}

/* Bytes of a geodetic datum at `at`, with brackets and blanks around; 0 for
 * none. */
static size_t datum_read(struct value *v, const char *at)
{
	static const struct {
		const char *written, *name;
	} datums[] = {
		{"WGS84", "WGS84"},  {"WGS 84", "WGS84"}, {"WGS-84", "WGS84"},
		{"NAD27", "NAD27"},  {"NAD 27", "NAD27"}, {"NAD83", "NAD83"},
		{"NAD 83", "NAD83"}, {"ED50", "ED50"},	  {"SAD69", "SAD69"},
		{"GDA94", "GDA94"},
	};
	size_t begin = strspn(at, " ,;([");

	for (size_t i = 0; i < ARRAY_LEN(datums); i++) {
		size_t len = strlen(datums[i].written);

		if (strncmp(at + begin, datums[i].written, len) != 0)
			continue;
		term_set(v, "geodeticDatum", datums[i].name);
		begin += len;
		return begin + strspn(at + begin, " ,;)]");
	}
	return 0;
}

/* Bytes of "+/- 100 m" at `at`; 0 for none. */
static size_t uncertainty_read(struct value *v, const char *at)
{
	struct quantity quantity;
	char *said CLEANUP(mem_free_str) = NULL;
	char *metres CLEANUP(mem_free_str) = NULL;

	if (quantity_read(at, &quantity) < 0 ||
	    quantity.start > strspn(at, " ,;(") ||
	    quantity.hedge != QUANTITY_ABOUT || quantity.unit == NULL)
		return 0;
	said = mem_strndup(at + quantity.start, quantity.end - quantity.start);
	metres = metres_of_text(said);
	if (metres == NULL)
		return 0;
	term_set(v, "coordinateUncertaintyInMeters", metres);
	return quantity.end;
}

bool label_coordinates_take(const struct label_rules *rules,
			    const struct label_text *text,
			    struct token_list *list, struct record *record)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	char *written CLEANUP(mem_free_str) = NULL;
	struct value v = {.rules = rules,
			  .text = text,
			  .list = list,
			  .record = record,
			  .sure = 0.95};
	struct coordinates found;
	size_t end;

	token_list_text(text, list, &plain);
	if (plain.data == NULL ||
	    *record_value(record, "verbatimCoordinates") != '\0' ||
	    coordinates_find(plain.data, &found) < 0)
		return false;
	end = found.end + datum_read(&v, plain.data + found.end);
	end += uncertainty_read(&v, plain.data + end);
	list_narrow(text, list, found.start, end);
	if (list->n == 0)
		return false;
	written =
		mem_strndup(plain.data + found.start, found.end - found.start);
	term_set(&v, "verbatimCoordinates", written);
	value_degrees(&v, &found);
	for (size_t i = 0; i < list->n; i++)
		text->used[list->items[i]] = true;
	return true;
}
