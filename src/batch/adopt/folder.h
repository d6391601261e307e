/*
 * folder.h: a folder in which the earlier pipeline has left a batch:
 * batch_id.txt, batch_info.json, batch_input.jsonl, batch_output.jsonl,
 * batch_errors.jsonl, batch_history.jsonl and image_manifest.json, each of
 * which may be missing (vasculum-formats(5), "Shapes that can be imported").
 * They are read and never written. Blocks.
 */
#ifndef BATCH_ADOPT_FOLDER_H
#define BATCH_ADOPT_FOLDER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The folders of that kind at or directly in `path`, in order of their names;
 * owned: folder_paths_free. Fails where there is none. */
int folder_find(const char *path, char ***ret, size_t *ret_n,
		struct error *err) MUST_USE;
void folder_paths_free(char **paths, size_t n);

/* A folder as it was read. */
struct folder {
	char *path;
	char *batch_id, *model; /* or NULL */
	json_t *told;		/* as of batch_told_json; or NULL */
	json_t *history;	/* the same, as it became; or NULL */
	json_t *images; /* of the manifest: file names by SHA-256; or NULL */
	json_t *sheets; /* requests, by custom_id, with what batches.jsonl says
			   of a sheet */
	int64_t sent_s;
};

int folder_read(const char *path, struct folder *ret, struct error *err)
	MUST_USE; /* *ret is to be ended in any case */
void folder_done(struct folder *folder);

/* Whether it has a file of that name. */
bool folder_has(const char *path, const char *name);

#endif
