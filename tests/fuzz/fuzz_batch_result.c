/*
 * fuzz_batch_result.c: any bytes as what a server sends of batches: as a row
 * of results, as a batch, as a page, and as a list that arrives in two pieces.
 * Whatever came, there is a verdict, and all that is shown is a clean line.
 *
 * The first byte says where the pieces part.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/text.h"
#include "engine/batch/batch.h"
#include "engine/batch/result.h"
#include "engine/batch/stream.h"

#define FUZZ_TERMS "term\tkind\ncountry\ttext\nhabitat\ttext\neventDate\tdate\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static void demand_clean(const char *text)
{
	if (text == NULL)
		return;
	demand(text[0] != '\0', "an empty text");
	demand(text_is_utf8(text, strlen(text)), "a text that is not UTF-8");
	demand(strpbrk(text, "\n\r\t\x1b") == NULL, "more than a line");
}

static int fuzz_row(void *data, const char *row, size_t len)
{
	const struct terms *terms = data;
	struct batch_result result;
	struct chat_answer answer;

	if (batch_result_read(row, len, &result, NULL) < 0)
		return 0;
	demand(result.custom_id != NULL, "no custom_id");
	demand_clean(result.custom_id);
	demand_clean(result.id);
	demand_clean(result.error_code);
	demand_clean(result.error_message);
	demand(result.status_code >= 0 && result.status_code < 1000, "status");
	chat_answer_init(&answer);
	batch_result_answer(&result, terms, &answer);
	demand((answer.verdict == CHAT_SUCCESS) == (answer.kind == NULL),
	       "kind");
	demand(answer.verdict == CHAT_SUCCESS || answer.dwc.n == 0,
	       "a record of a failure");
	chat_answer_done(&answer);
	batch_result_done(&result);
	return 0;
}

static void fuzz_info(const struct batch_info *info)
{
	const char *const texts[] = {
		info->id,	  info->status_text, info->model,
		info->input_file, info->output_file, info->error_file,
		info->run,	  info->chunk,	     info->hash};

	demand(info->id != NULL, "no id");
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		demand_clean(texts[i]);
	demand(info->total >= -1 && info->completed >= -1 && info->failed >= -1,
	       "counts");
	demand(info->created_s >= -1 && info->expires_s >= -1, "times");
	for (size_t i = 0; i < info->n_errors; i++) {
		demand_clean(info->errors[i].code);
		demand_clean(info->errors[i].message);
		demand_clean(info->errors[i].custom_id);
		demand(info->errors[i].row >= -1, "row");
	}
}

static void fuzz_objects(const char *text, size_t len)
{
	struct batch_info info;
	struct batch_page page;
	struct batch_file_page files;
	json_t *json;

	if (json_read(text, len, &json, NULL, NULL) < 0)
		return;
	if (batch_info_read(json, &info, NULL) == 0) {
		fuzz_info(&info);
		batch_info_done(&info);
	}
	if (batch_page_read(json, 100, &page, NULL) == 0) {
		for (size_t i = 0; i < page.n; i++)
			fuzz_info(&page.items[i]);
		demand(!page.more || page.after != NULL, "a page of nothing");
		batch_page_done(&page);
	}
	if (batch_file_page_read(json, 100, &files, NULL) == 0)
		batch_file_page_done(&files);
	json_decref(json);
}

static void fuzz_stream(const char *text, size_t len, size_t at,
			struct terms *terms)
{
	struct batch_stream *stream =
		batch_stream_new("results", fuzz_row, terms);
	json_t *rest = NULL;

	if (at > len)
		at = len;
	if (batch_stream_take(stream, text, at) == 0 &&
	    batch_stream_take(stream, text + at, len - at) == 0 &&
	    batch_stream_end(stream, &rest, NULL) == 0)
		demand(json_is_object(rest), "not an object");
	json_decref(rest);
	batch_stream_free(stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data + 1;
	struct terms *terms;

	if (size < 1)
		return 0;
	if (terms_parse(FUZZ_TERMS, &terms, NULL) < 0)
		abort();
	(void)fuzz_row(terms, text, size - 1);
	fuzz_objects(text, size - 1);
	fuzz_stream(text, size - 1, data[0], terms);
	terms_free(terms);
	return 0;
}
