/*
 * chunk.c: see chunk.h.
 *
 * 1. The file is whole before the lines that name it are written: a chunk that
 *    is in force has all its requests.
 */
#include "config.h"

#include "batch/plan/chunk.h"

#include <stdio.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "extract/schedule/budget.h"

#define SHEETS_A_LINE 200

int chunk_draft_begin(struct chunk_draft *draft, const struct run *run,
		      const struct chunk_asked *asked, struct error *err)
{
	const struct chunk_model model = {asked->shape, asked->model,
					  asked->slug};
	char random[33];

	*draft = (struct chunk_draft){.asked = asked, .file = {.fd = -1}};
	hash_random_id(random);
	snprintf(draft->id, sizeof(draft->id), "b%.16s", random);
	return chunk_file_begin(&draft->file, run, draft->id, &model, err);
}

static void draft_flush(struct chunk_draft *draft)
{
	if (draft->sheets == NULL)
		return;
	batch_line_write(BATCH_OP_SHEETS, draft->id,
			 json_pack("{s:o}", "sheets", draft->sheets),
			 &draft->lines);
	draft->sheets = NULL;
}

/* Whether the line has to say the specimen: it is not in the custom_id. */
static bool draft_says(const char *custom_id, const char *specimen_id)
{
	const char *hash = strrchr(custom_id, '-');

	return strcmp(hash != NULL ? hash + 1 : custom_id, specimen_id) != 0;
}

void chunk_draft_add(struct chunk_draft *draft, const char *custom_id,
		     const char *specimen_id, const char *image,
		     const struct plan_sums *weight)
{
	json_t *sheet = json_object();

	json_set_string(sheet, "custom_id", custom_id);
	if (draft_says(custom_id, specimen_id))
		json_set_string(sheet, "specimen_id", specimen_id);
	json_set_string(sheet, "image", image);
	if (draft->sheets == NULL)
		draft->sheets = json_array();
	json_array_append_new(draft->sheets, sheet);
	if (json_array_size(draft->sheets) >= SHEETS_A_LINE)
		draft_flush(draft);
	plan_add(&draft->sums, weight);
}

static json_t *draft_plan(const struct chunk_draft *draft, const char *hash,
			  const char *replaces)
{
	const struct chunk_asked *asked = draft->asked;
	char *file CLEANUP(mem_free_str) = chunk_file_name(draft->id);
	json_t *plan = json_object();

	json_object_set_new(plan, "requests",
			    json_integer((json_int_t)draft->sums.requests));
	json_set_string(plan, "shape", batch_shape_word(asked->shape));
	json_set_string(plan, "engine", asked->engine);
	json_set_string(plan, "base_url", asked->base_url);
	json_set_string(plan, "model", asked->model);
	json_set_string(plan, "slug", asked->slug);
	json_set_string(plan, "params_sha256", asked->params_sha256);
	json_set_string(plan, "file", file);
	json_object_set_new(plan, "bytes",
			    json_integer((json_int_t)draft->file.bytes));
	json_set_string(plan, "hash", hash);
	json_object_set_new(plan, "tokens", json_real(draft->sums.tokens));
	json_object_set_new(plan, "reserved_usd",
			    json_real(nano_to_usd(draft->sums.nano_usd)));
	json_set_string(plan, "replaces", replaces);
	return plan;
}

int chunk_draft_end(struct chunk_draft *draft, const char *replaces,
		    struct bytes *ret, struct error *err)
{
	char hash[HASH_HEX_SIZE];

	draft_flush(draft);
	if (chunk_file_end(&draft->file, hash, err) < 0) {
		chunk_draft_drop(draft);
		return -1;
	}
	batch_line_write(BATCH_OP_PLANNED, draft->id,
			 draft_plan(draft, hash, replaces), &draft->lines);
	bytes_append(ret, draft->lines.data, draft->lines.len);
	bytes_done(&draft->lines);
	return 0;
}

void chunk_draft_drop(struct chunk_draft *draft)
{
	chunk_file_drop(&draft->file);
	json_decref(draft->sheets);
	draft->sheets = NULL;
	bytes_done(&draft->lines);
}
