/*
 * download.h: a file of results on its way to the disk: where it broke off it
 * goes on, and a server that knows no Range is read from the start. One
 * thread, which waits for the disk.
 */
#ifndef ENGINE_BATCH_DOWNLOAD_H
#define ENGINE_BATCH_DOWNLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "engine/batch/reply.h"

struct batch_download {
	int fd;		  /* for writing; borrowed */
	uint64_t stored;  /* bytes that are there: ask for those from here on */
	bool begun;	  /* something came of this request */
	bool anew;	  /* the server passed over Range: from the start */
	struct error err; /* of the disk, once something failed */
};
/* Goes on with what the file holds already. Fails where that cannot be
 * known. */
int batch_download_init(struct batch_download *download, int fd,
			struct error *err) MUST_USE;
/* For http_request.begin and .sink; `download` is a struct batch_download. */
int batch_download_begin(void *download, uint64_t offset);
int batch_download_sink(void *download, const char *bytes, size_t len);
/* After each request: true where the file is whole. Else *told says why not,
 * or download->err does (kind not ERROR_NONE); what came is kept, and `stored`
 * says where to go on. */
bool batch_download_end(struct batch_download *download,
			const struct http_reply *reply, int64_t epoch_ms,
			struct batch_told *told);

#endif
