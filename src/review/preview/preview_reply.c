/*
 * preview_reply.c: answers of the preview thread. See preview_reply.h.
 */
#include "config.h"

#include "review/preview/preview_reply.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void preview_reply_free(struct mail *mail)
{
	struct preview_reply *reply =
		CONTAINER_OF(mail, struct preview_reply, mail);

	for (int i = 0; i < PREVIEW_STRIPS; i++)
		bytes_done(&reply->strips[i].sixel);
	free(reply->cells);
	free(reply);
}

static size_t preview_reply_cells(const struct preview_reply *reply)
{
	return (size_t)reply->columns * (size_t)reply->rows;
}

struct preview_reply *preview_reply_new(int columns, int rows)
{
	struct preview_reply *reply = mem_zalloc(sizeof(*reply));

	if (columns < 0 || rows < 0 || columns > PREVIEW_EDGE_MAX ||
	    rows > PREVIEW_EDGE_MAX || columns * rows > PREVIEW_CELLS_MAX)
		columns = rows = 0;
	reply->mail.kind = PREVIEW_MAIL_DONE;
	reply->mail.free = preview_reply_free;
	reply->columns = columns;
	reply->rows = rows;
	reply->cells = mem_zalloc((preview_reply_cells(reply) + 1) *
				  sizeof(*reply->cells));
	cells_clear(reply->cells, columns * rows);
	return reply;
}

struct preview_reply *preview_reply_copy(const struct preview_reply *reply,
					 uint64_t ticket)
{
	struct preview_reply *copy =
		preview_reply_new(reply->columns, reply->rows);
	struct preview_cell *cells = copy->cells;

	*copy = *reply;
	copy->mail.node = (struct list_node){0};
	copy->ticket = ticket;
	copy->cells = cells;
	memcpy(cells, reply->cells,
	       preview_reply_cells(reply) * sizeof(*cells));
	for (int i = 0; i < reply->n_strips; i++) {
		copy->strips[i].sixel = (struct bytes){0};
		bytes_append(&copy->strips[i].sixel,
			     reply->strips[i].sixel.data,
			     reply->strips[i].sixel.len);
	}
	return copy;
}

static void preview_late_free(struct mail *mail)
{
	struct preview_late *late =
		CONTAINER_OF(mail, struct preview_late, mail);

	bytes_done(&late->sixel);
	free(late);
}

struct mail *preview_late_new(uint64_t ticket, int strip,
			      const struct bytes *sixel)
{
	struct preview_late *late = mem_zalloc(sizeof(*late));

	late->mail.kind = PREVIEW_MAIL_LATE;
	late->mail.free = preview_late_free;
	late->ticket = ticket;
	late->strip = strip;
	bytes_append(&late->sixel, sixel->data, sixel->len);
	return &late->mail;
}

size_t preview_reply_bytes(const struct preview_reply *reply)
{
	size_t bytes = sizeof(*reply) +
		       preview_reply_cells(reply) * sizeof(*reply->cells);

	for (int i = 0; i < reply->n_strips; i++)
		bytes += reply->strips[i].sixel.cap;
	return bytes;
}

void preview_reply_clear(struct preview_reply *reply)
{
	for (int i = 0; i < reply->n_strips; i++)
		bytes_done(&reply->strips[i].sixel);
	reply->n_strips = 0;
	cells_clear(reply->cells, reply->columns * reply->rows);
}
