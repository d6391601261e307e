/*
 * fetch.h: one address that is being fetched: where its bytes go, and what
 * an answer means. Behind fetcher.h; of its thread alone.
 */
#ifndef EXTRACT_FETCH_FETCH_H
#define EXTRACT_FETCH_FETCH_H

#include "engine/net/http.h"
#include "extract/fetch/fetcher.h"

struct download {
	struct download *next; /* the fetcher's */
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
struct download *fetch_new(struct fetch_job *job, struct image_cache *cache,
			   uint64_t max_bytes);
/* Frees it; the job too unless it was taken out. */
void fetch_free(struct download *fetch);

/* Of struct http_request; `data` is the fetch. */
int fetch_sink(void *data, const char *bytes, size_t len);

enum fetch_verdict {
	FETCH_DONE,	  /* job->copy, or status -1 and job->error */
	FETCH_MOVED,	  /* another request, to `url`, at once */
	FETCH_LATER,	  /* another request after a while */
	FETCH_HOST_LATER, /* the same, and to this host none at all before */
};
/* What the answer means; FETCH_LATER: job->error says why, *ret_wish_ms how
 * long the server asks to wait, or -1. The fetch is ready for another
 * request then. */
enum fetch_verdict fetch_judge(struct download *fetch,
			       const struct http_reply *reply,
			       int64_t *ret_wish_ms);
/* Back to where the sheet's own address leads. */
void fetch_rewind(struct download *fetch);

#endif
