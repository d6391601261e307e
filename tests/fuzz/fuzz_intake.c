/*
 * fuzz_intake.c: files that are to be imported: what they are, their records,
 * characters and numbers.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/json/json.h"
#include "base/text.h"
#include "run/intake/charset.h"
#include "run/intake/records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

/* Whatever keeps its digits reads back as the same. */
static void fuzz_digits(const char *text, size_t len)
{
	struct bytes once CLEANUP(bytes_done) = {0};
	json_t *value, *again;

	if (json_read_digits(text, len, "dwc", &value, NULL) < 0)
		return;
	json_write_line(value, &once);
	demand(json_read(once.data, once.len, &again, NULL, NULL) == 0,
	       "what was written does not read");
	demand(json_equal(value, again), "it reads as something else");
	json_decref(value);
	json_decref(again);
}

static void fuzz_record(const struct line *line)
{
	struct bytes utf8 CLEANUP(bytes_done) = {0};
	struct error err;

	if (line->text == NULL)
		return;
	if (!text_is_utf8(line->text, line->len)) {
		if (charset_decode(line->text, line->len, &utf8, &err) < 0)
			return;
		demand(text_is_utf8(utf8.data, utf8.len),
		       "what was decoded is not UTF-8");
	}
	fuzz_digits(line->text, line->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct records records CLEANUP(records_done);
	FILE *file = tmpfile();
	struct error err = {0};
	struct line line;
	uint64_t before = 0;

	if (file == NULL)
		return 0;
	if (size > 0)
		demand(write(fileno(file), data, size) == (ssize_t)size,
		       "cannot write");
	demand(lseek(fileno(file), 0, SEEK_SET) == 0, "cannot seek");
	if (records_open(&records, fileno(file), "the file", &err) == 0)
		while (records_next(&records, &line, &err) > 0) {
			demand(line.number >= before, "numbers go back");
			before = line.number;
			fuzz_record(&line);
		}
	else
		demand(strlen(err.text) > 10, "refused without a word");
	fclose(file);
	return 0;
}
