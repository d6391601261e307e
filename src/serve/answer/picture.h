/*
 * picture.h: parts of sheets as JPEG, decoded by two threads, so that neither
 * the server nor the machine waits for them. What is sent is made anew: nothing
 * of the file but its pixels.
 */
#ifndef SERVE_ANSWER_PICTURE_H
#define SERVE_ANSWER_PICTURE_H

#include "base/box.h"
#include "base/error.h"
#include "base/thread/mailbox.h"
#include "image/encode/jpeg_write.h"

#define PICTURE_DECODES	 2
#define PICTURE_WAITING	 32 /* more are refused */
#define PICTURE_EDGE	 1400
#define PICTURE_EDGE_MIN 64
#define PICTURE_EDGE_MAX 2400

enum picture_mail_kind {
	PICTURE_MAIL_DONE = 900, /* struct picture_job */
};

/* Sent to the threads, and comes back done. */
struct picture_job {
	struct mail mail;
	void *owner;	/* the asker's */
	int fd;		/* of the connection that waits for it; -1: none does.
			   It stays open until the job is back. */
	char *path;	/* owned */
	struct box box; /* stored pixels; w == 0: all */
	int turn;	/* clockwise degrees; -1: as EXIF says */
	int edge;	/* pixels of the longer one, at most */
	struct jpeg_file file;
	struct error error; /* ERROR_NONE: it went well */
};

struct picture_pool;

/* Jobs come back to `reply`, which outlives the pool. */
int picture_pool_start(struct mailbox *reply, struct picture_pool **ret,
		       struct error *err) MUST_USE;
/* Waits for what is being decoded. NULL is fine. */
void picture_pool_stop(struct picture_pool *pool);

/* A job with nothing in it; picture_pool_ask gives it away. */
struct picture_job *picture_job_new(void);
void picture_pool_ask(struct picture_pool *pool, struct picture_job *job);

#endif
