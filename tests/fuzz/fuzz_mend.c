/*
 * fuzz_mend.c: any bytes as what a model wrote: the end that is found lies
 * within them, what is JSON stays as it is, and mending twice is mending once.
 */
#include "config.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "engine/text/mend.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static void fuzz_span(const char *text, size_t len)
{
	size_t end = mend_span(text, len);

	demand(end <= len, "an end behind the end");
	demand(end == 0 || text[end - 1] == '}' || text[end - 1] == ']',
	       "an end that is no bracket");
	demand(mend_blank_end(text, len, 0) <= len, "a blank without end");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = size > 0 ? (const char *)data : "";
	struct bytes once CLEANUP(bytes_done) = {0};
	struct bytes twice CLEANUP(bytes_done) = {0};
	json_t *value = json_loadb(text, size, 0, NULL);
	int n = mend_json(text, size, &once);

	fuzz_span(text, size);
	demand(n >= 0, "a negative count");
	demand(value == NULL || (n == 0 && once.len == size &&
				 memcmp(once.data, text, size) == 0),
	       "JSON that was changed");
	json_decref(value);
	if (once.len > 0) {
		value = json_loadb(once.data, once.len, 0, NULL);
		n = mend_json(once.data, once.len, &twice);
		demand(value == NULL || n == 0, "mended twice");
		json_decref(value);
	}
	return 0;
}
