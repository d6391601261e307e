/*
 * stream.c: bytes between threads. See stream.h.
 *
 * A ring of pieces. The one at `head` is filled by who puts, without the lock,
 * as long as it is not counted in `full`; the one at `tail` is read by who
 * takes, as long as it is. An empty piece ends a part.
 */
#include "config.h"

#include "export/write/stream.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define STREAM_PIECES 8
#define STREAM_PIECE  (256u << 10)

struct piece {
	size_t len;
	char data[STREAM_PIECE];
};

struct stream {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* protected by lock */
	size_t full;
	bool left;
	/* who puts */
	size_t head;
	/* who takes */
	size_t tail, used;
	struct piece *pieces;
};

struct stream *stream_new(void)
{
	struct stream *stream = mem_zalloc(sizeof(*stream));

	pthread_mutex_init(&stream->lock, NULL);
	pthread_cond_init(&stream->changed, NULL);
	stream->pieces = mem_alloc(STREAM_PIECES * sizeof(*stream->pieces));
	for (size_t i = 0; i < STREAM_PIECES; i++)
		stream->pieces[i].len = 0;
	return stream;
}

void stream_free(struct stream *stream)
{
	if (stream == NULL)
		return;
	pthread_mutex_destroy(&stream->lock);
	pthread_cond_destroy(&stream->changed);
	free(stream->pieces);
	free(stream);
}

void stream_leave(struct stream *stream)
{
	pthread_mutex_lock(&stream->lock);
	stream->left = true;
	pthread_cond_broadcast(&stream->changed);
	pthread_mutex_unlock(&stream->lock);
}

/* Hands the piece at head over, and waits until the next is free. */
static int stream_push(struct stream *stream)
{
	bool left;

	pthread_mutex_lock(&stream->lock);
	stream->full++;
	pthread_cond_broadcast(&stream->changed);
	while (stream->full == STREAM_PIECES && !stream->left)
		pthread_cond_wait(&stream->changed, &stream->lock);
	left = stream->left;
	pthread_mutex_unlock(&stream->lock);
	if (left)
		return -1;
	stream->head = (stream->head + 1) % STREAM_PIECES;
	stream->pieces[stream->head].len = 0;
	return 0;
}

int stream_put(struct stream *stream, const void *data, size_t len)
{
	const char *from = data;

	while (len > 0) {
		struct piece *piece = &stream->pieces[stream->head];
		size_t n = STREAM_PIECE - piece->len;

		if (n > len)
			n = len;
		memcpy(piece->data + piece->len, from, n);
		piece->len += n;
		from += n;
		len -= n;
		if (piece->len == STREAM_PIECE && stream_push(stream) < 0)
			return -1;
	}
	return 0;
}

int stream_end(struct stream *stream)
{
	if (stream->pieces[stream->head].len > 0 && stream_push(stream) < 0)
		return -1;
	return stream_push(stream);
}

/* Gives the piece at tail back. */
static void stream_pop(struct stream *stream)
{
	pthread_mutex_lock(&stream->lock);
	stream->full--;
	pthread_cond_broadcast(&stream->changed);
	pthread_mutex_unlock(&stream->lock);
	stream->tail = (stream->tail + 1) % STREAM_PIECES;
	stream->used = 0;
}

long stream_take(struct stream *stream, void *to, size_t size)
{
	struct piece *piece;
	bool there;
	size_t n;

	pthread_mutex_lock(&stream->lock);
	while (stream->full == 0 && !stream->left)
		pthread_cond_wait(&stream->changed, &stream->lock);
	there = stream->full > 0 && !stream->left;
	pthread_mutex_unlock(&stream->lock);
	if (!there)
		return -1;
	piece = &stream->pieces[stream->tail];
	n = piece->len - stream->used;
	if (n > size)
		n = size;
	memcpy(to, piece->data + stream->used, n);
	stream->used += n;
	if (stream->used == piece->len)
		stream_pop(stream);
	return (long)n;
}
