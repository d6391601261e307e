/*
 * download.h: one address that is being fetched: where its bytes go, and what
 * an answer means. Behind fetcher.h; of its thread alone.
 */
#ifndef EXTRACT_FETCH_DOWNLOAD_H
#define EXTRACT_FETCH_DOWNLOAD_H

#include "base/list.h"
#include "engine/net/http.h"
#include "extract/fetch/job.h"

/* Times that one address is asked for again, and sent on elsewhere. */
#define DOWNLOAD_RETRIES 3
#define DOWNLOAD_MOVES	 5

struct download {
	struct list_node node; /* the fetcher's */
	struct fetch_job *job;
	struct image_cache *cache;
	uint64_t max_bytes;
	char *url; /* where it is now: redirects change it */
	char *host;
	int moves, failures;
	int64_t due_ms;		 /* not before */
	struct image_part *part; /* what came so far, or NULL */
	bool no_image;		 /* its first bytes say so */
	struct error refused;	 /* why no more is taken, or ERROR_NONE */
};

/* Takes the job. */
struct download *download_new(struct fetch_job *job, struct image_cache *cache,
			      uint64_t max_bytes);
/* Frees it; the job too unless it was taken out. */
void download_free(struct download *download);

/* Of struct http_request; `data` is the download. */
int download_sink(void *data, const char *bytes, size_t len);

enum download_verdict {
	DOWNLOAD_DONE,	     /* job->copy, or status -1 and job->error */
	DOWNLOAD_MOVED,	     /* another request, to `url`, at once */
	DOWNLOAD_LATER,	     /* another request after a while */
	DOWNLOAD_HOST_LATER, /* the same, and to this host none at all before */
};
/* What the answer means; DOWNLOAD_LATER: job->error says why, *ret_wish_ms how
 * long the server asks to wait, or -1. The download is ready for another
 * request then. */
enum download_verdict download_judge(struct download *download,
				     const struct http_reply *reply,
				     int64_t *ret_wish_ms);
/* Back to where the sheet's own address leads. */
void download_rewind(struct download *download);

#endif
