/*
 * download.c: a file of results on its way to the disk. See download.h.
 *
 * 1. Bytes are written where the server says that they stand: nothing is
 *    written behind a gap.
 * 2. A file is whole when an answer that began where it was to begin came to
 *    its end, by the length that it told.
 */
#include "config.h"

#include "engine/batch/download.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

int batch_download_init(struct batch_download *download, int fd,
			struct error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return error_sys(err, errno, "the results cannot be stored");
	*download = (struct batch_download){
		.fd = fd,
		.stored = (uint64_t)st.st_size,
	};
	return 0;
}

static int download_cut(struct batch_download *download, uint64_t length)
{
	if (ftruncate(download->fd, (off_t)length) < 0) {
		(void)error_sys(&download->err, errno,
				"the results cannot be stored");
		return -1;
	}
	download->stored = length;
	return 0;
}

int batch_download_begin(void *data, uint64_t offset)
{
	struct batch_download *download = data;

	if (offset > download->stored)
		return error_set(&download->err, ERROR_FAILED,
				 "the server sends a file of results from "
				 "another place than it was asked for");
	download->begun = true;
	if (offset == 0 && download->stored > 0)
		download->anew = true;
	return download_cut(download, offset);
}

int batch_download_sink(void *data, const char *bytes, size_t len)
{
	struct batch_download *download = data;

	while (len > 0) {
		ssize_t n = pwrite(download->fd, bytes, len,
				   (off_t)download->stored);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_sys(&download->err, errno,
					 "the results cannot be stored");
		download->stored += (uint64_t)n;
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

bool batch_download_end(struct batch_download *download,
			const struct http_reply *reply, int64_t epoch_ms,
			struct batch_told *told)
{
	bool begun = download->begun;
	bool whole = reply->fate == HTTP_ANSWERED && reply->status == 416 &&
		     reply->range_total >= 0 &&
		     (uint64_t)reply->range_total == download->stored;

	download->begun = false;
	batch_reply_done(reply, epoch_ms, told);
	if (download->err.kind != ERROR_NONE)
		return false;
	/* All was there already. */
	if (whole) {
		*told = (struct batch_told){.verdict = BATCH_REPLY_GOOD,
					    .status = reply->status,
					    .wait_ms = -1,
					    .date_s = told->date_s,
					    .enqueued_tokens = -1};
		return true;
	}
	/* There is less than was stored, so that what is stored is not of it;
	 * or an answer without a byte, which is the whole of an empty file. */
	if (reply->status == 416 ||
	    (told->verdict == BATCH_REPLY_GOOD && !begun)) {
		if (reply->status == 416)
			told->verdict = BATCH_REPLY_AGAIN;
		return download_cut(download, 0) == 0 &&
		       told->verdict == BATCH_REPLY_GOOD;
	}
	return told->verdict == BATCH_REPLY_GOOD &&
	       (reply->range_total < 0 ||
		(uint64_t)reply->range_total == download->stored);
}
