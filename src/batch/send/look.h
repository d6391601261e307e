/*
 * look.h: questions to a server about what is there: they change nothing and
 * cost nothing. Blocks; of one thread.
 */
#ifndef BATCH_SEND_LOOK_H
#define BATCH_SEND_LOOK_H

#include "base/error.h"
#include "batch/client.h"
#include "engine/batch/reply.h"
#include "run/batches/batches.h"

/* Has it batches at all? ERROR_FAILED in words where not, and where it cannot
 * be asked. Tells the client the server's clock, too. */
int batch_look_probe(struct batch_client *client, struct error *err) MUST_USE;
/* One page; *page is filled where the verdict is good. -1 where nobody could
 * be asked. */
int batch_look_page(struct batch_client *client, const char *after,
		    struct batch_told *told, struct batch_page *page,
		    struct error *err) MUST_USE;
/* Files likewise; one that cannot be had is empty. */
int batch_look_files(struct batch_client *client, const char *after,
		     struct batch_file_page *page, struct error *err) MUST_USE;

enum look_fate {
	LOOK_OURS,    /* its results have the chunk's custom_ids, and no more */
	LOOK_FOREIGN, /* it has ended, and most of them are others' */
	LOOK_OPEN,    /* it has not ended */
	LOOK_DARK,    /* it has ended, and its results are not to be had, or do
			 not tell */
};
/* Is that batch the one of the chunk? Reads its results where it has ended. */
int batch_look(struct batch_client *client, const char *batch_id,
	       struct batch_chunk *chunk, enum look_fate *ret,
	       struct error *err) MUST_USE;

#endif
