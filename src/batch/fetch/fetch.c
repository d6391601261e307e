/*
 * fetch.c: see fetch.h.
 */
#include "config.h"

#include "batch/fetch/fetch.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "batch/fetch/fetching.h"

#define FETCH_MORE 1000 /* rows or pages beyond what was asked for */

void fetch_files_done(struct fetch_files *files)
{
	free(files->output);
	free(files->errors);
	*files = (struct fetch_files){0};
}

void fetch_files_remove(const struct batch_session *session,
			const struct batch_chunk *chunk)
{
	static const char *const what[] = {"output", "errors"};

	for (size_t i = 0; i < ARRAY_LEN(what); i++) {
		char *path CLEANUP(mem_free_str) =
			fetch_path(session->setup.run, chunk, what[i]);

		unlink(path);
	}
}

int batch_fetch(struct batch_session *session, struct batch_chunk *chunk,
		struct fetch_files *ret, struct error *err)
{
	struct fetch f = {
		.session = session,
		.chunk = chunk,
		.fd = -1,
		.most = 2 * chunk_n_sheets(chunk) + FETCH_MORE,
	};
	int rc;

	*ret = (struct fetch_files){0};
	if (batch_session_client(session, chunk, &f.client, err) < 0)
		return -1;
	rc = batch_client_server(f.client)->shape == BATCH_OPENAI
		     ? fetch_openai(&f, ret, err)
		     : fetch_openrouter(&f, ret, err);
	if (rc < 0)
		fetch_files_done(ret);
	return rc;
}
