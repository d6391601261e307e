/*
 * picture.c: parts of sheets as JPEG. See picture.h.
 */
#include "config.h"

#include "serve/answer/picture.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <string.h>

#include "base/mem.h"
#include "base/thread/thread.h"
#include "image/decode/part.h"
#include "image/decode/picture.h"

#define PICTURE_QUALITY 80
#define PICTURE_BYTES	(8u << 20)

struct picture_pool {
	struct mailbox *reply;
	struct mailbox *inboxes[PICTURE_DECODES];
	pthread_t threads[PICTURE_DECODES];
	size_t n, next;
};

static void job_free(struct mail *mail)
{
	struct picture_job *job = CONTAINER_OF(mail, struct picture_job, mail);

	free(job->path);
	jpeg_file_done(&job->file);
	free(job);
}

struct picture_job *picture_job_new(void)
{
	struct picture_job *job = mem_zalloc(sizeof(*job));

	job->fd = -1;
	job->mail.kind = PICTURE_MAIL_DONE;
	job->mail.free = job_free;
	return job;
}

/* The part of the box that lies on the picture; all where none does. */
static struct box box_within(struct box box, const struct picture_info *info)
{
	struct box whole = {0, 0, info->width, info->height};

	if (box.w <= 0 || box.h <= 0 || box.x < 0 || box.y < 0 ||
	    box.x >= whole.w || box.y >= whole.h)
		return whole;
	if (box.w > whole.w - box.x)
		box.w = whole.w - box.x;
	if (box.h > whole.h - box.y)
		box.h = whole.h - box.y;
	return box;
}

static int job_work(struct picture_job *job, struct error *err)
{
	struct picture_part part = {0};
	struct picture_info info;
	struct turn turn;
	int longer, rc;

	if (picture_probe(job->path, &info, err) < 0)
		return -1;
	part.crop = box_within(job->box, &info);
	longer = part.crop.w > part.crop.h ? part.crop.w : part.crop.h;
	part.width = part.crop.w;
	part.height = part.crop.h;
	if (longer > job->edge) {
		part.width = (int)((int64_t)part.crop.w * job->edge / longer);
		part.height = (int)((int64_t)part.crop.h * job->edge / longer);
	}
	part.width = part.width > 0 ? part.width : 1;
	part.height = part.height > 0 ? part.height : 1;
	turn = job->turn >= 0
		       ? (struct turn){job->turn, false}
		       : (struct turn){info.exif_rotation, info.exif_mirrored};
	rc = picture_read_parts(job->path, &part, 1, err);
	if (rc == 0)
		rc = jpeg_write(&part.planes, turn, PICTURE_QUALITY,
				PICTURE_BYTES, &job->file, err);
	picture_parts_done(&part, 1);
	if (rc == 0 && job->file.len == 0)
		rc = error_set(err, ERROR_FAILED, "the picture is too large");
	return rc;
}

/* Whoever asked is gone: nothing is decoded for nobody, while others wait. A
 * connection that is suspended is not told so by MHD. */
static bool job_is_left(const struct picture_job *job)
{
	char c;

	return job->fd >= 0 &&
	       recv(job->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static int job_try(struct picture_job *job, struct error *err)
{
	if (job_is_left(job))
		return error_set(err, ERROR_STOPPED,
				 "nobody waits for it any more");
	return job_work(job, err);
}

struct picture_worker {
	struct picture_pool *pool;
	struct mailbox *inbox;
};

static void *picture_main(void *arg)
{
	struct picture_worker *worker = arg;
	struct mail *mail;

	thread_be_nice();
	while ((mail = mailbox_wait(worker->inbox, -1)) != NULL) {
		struct picture_job *job =
			CONTAINER_OF(mail, struct picture_job, mail);

		/* What was tried before it went well is no error. */
		if (!mailbox_closed(worker->inbox) &&
		    job_try(job, &job->error) == 0)
			job->error.kind = ERROR_NONE;
		mailbox_post(worker->pool->reply, mail);
	}
	free(worker);
	return NULL;
}

static int picture_pool_add(struct picture_pool *pool, struct error *err)
{
	struct picture_worker *worker;

	if (mailbox_new(&pool->inboxes[pool->n], err) < 0)
		return -1;
	worker = mem_zalloc(sizeof(*worker));
	worker->pool = pool;
	worker->inbox = pool->inboxes[pool->n];
	if (thread_start(&pool->threads[pool->n], "picture", picture_main,
			 worker, err) < 0) {
		mailbox_free(pool->inboxes[pool->n]);
		free(worker);
		return -1;
	}
	pool->n++;
	return 0;
}

int picture_pool_start(struct mailbox *reply, struct picture_pool **ret,
		       struct error *err)
{
	struct picture_pool *pool = mem_zalloc(sizeof(*pool));

	pool->reply = reply;
	while (pool->n < PICTURE_DECODES)
		if (picture_pool_add(pool, err) < 0) {
			picture_pool_stop(pool);
			return -1;
		}
	*ret = pool;
	return 0;
}

void picture_pool_stop(struct picture_pool *pool)
{
	if (pool == NULL)
		return;
	for (size_t i = 0; i < pool->n; i++)
		mailbox_close(pool->inboxes[i]);
	for (size_t i = 0; i < pool->n; i++) {
		pthread_join(pool->threads[i], NULL);
		mailbox_free(pool->inboxes[i]);
	}
	free(pool);
}

void picture_pool_ask(struct picture_pool *pool, struct picture_job *job)
{
	mailbox_post(pool->inboxes[pool->next], &job->mail);
	pool->next = (pool->next + 1) % pool->n;
}
