/*
 * fuzz_record.c: any JSON as the values of a record: what was read is within
 * its limits, and reads back as it was written.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/text.h"
#include "dwc/record/record.h"

#define FUZZ_FIELDS_MAX 512
#define FUZZ_VALUE_MAX	65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static int fuzz_figure(double figure)
{
	return figure == -1 || (figure >= 0 && figure <= 1);
}

static void fuzz_check(const struct record *record)
{
	demand(record->n <= FUZZ_FIELDS_MAX, "too many fields");
	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];

		demand(field->term != NULL && field->term[0] != '\0',
		       "a field of no term");
		demand(field->value != NULL, "no value");
		demand(strlen(field->value) <= FUZZ_VALUE_MAX, "too long");
		demand(text_is_utf8(field->value, strlen(field->value)),
		       "no UTF-8");
		demand(fuzz_figure(field->confidence), "no confidence");
		demand(fuzz_figure(field->evidence), "no evidence");
		demand(record_find(record, field->term) == field,
		       "a term twice");
	}
}

static void fuzz_write(const struct record *record, struct bytes *ret)
{
	json_t *dwc CLEANUP(json_release) = record_write_json(record, true);

	json_write_line(dwc, ret);
}

static void fuzz_again(const struct record *record)
{
	struct bytes once CLEANUP(bytes_done) = {0};
	struct bytes twice CLEANUP(bytes_done) = {0};
	json_t *dwc CLEANUP(json_release) = NULL;
	struct record again;

	fuzz_write(record, &once);
	demand(json_read(once.data, once.len, &dwc, NULL, NULL) == 0,
	       "what was written is not JSON");
	record_init(&again);
	demand(record_read_json(dwc, -1, SOURCE_MODEL, &again, NULL, NULL) == 0,
	       "what was written is not a record");
	fuzz_write(&again, &twice);
	demand(once.len == twice.len &&
		       memcmp(once.data, twice.data, once.len) == 0,
	       "what was written reads as something else");
	record_done(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *dwc CLEANUP(json_release) = NULL;
	struct record record;

	if (json_read((const char *)data, size, &dwc, NULL, NULL) < 0)
		return 0;
	record_init(&record);
	if (record_read_json(dwc, 0.5, SOURCE_RULE, &record, NULL, NULL) == 0) {
		fuzz_check(&record);
		fuzz_again(&record);
	}
	record_done(&record);
	return 0;
}
