/*
 * thread.c: what the files of the store share. See thread.h.
 */
#include "config.h"

#include "run/store/thread.h"

#include <stdlib.h>

#include "base/compiler.h"
#include "base/mem.h"

static void store_line_free(struct mail *mail)
{
	struct store_line *line = (struct store_line *)mail;

	bytes_done(&line->text);
	free(line);
}

struct store_line *store_line_new(enum store_order order)
{
	struct store_line *line = mem_zalloc(sizeof(*line));

	line->mail.kind = order;
	line->mail.free = store_line_free;
	return line;
}

struct store_line *store_line_of(struct list_node *node)
{
	return LIST_ITEM(node, struct store_line, mail.node);
}

void store_ack(struct store_line *line, bool rescued, const struct error *err)
{
	if (line->reply != NULL) {
		struct store_ack *ack = mem_zalloc(sizeof(*ack));

		ack->mail.kind = STORE_MAIL_ACK;
		ack->ticket = line->ticket;
		ack->status = err != NULL ? -1 : 0;
		ack->rescued = rescued;
		if (err != NULL)
			ack->error = *err;
		mailbox_post(line->reply, &ack->mail);
	}
	mail_free(&line->mail);
}

void store_tell(struct store *store, struct mail *mail)
{
	struct mail **untold = &store->untold[mail->kind - STORE_MAIL_FOLDED];

	pthread_mutex_lock(&store->lock);
	if (store->watcher != NULL) {
		store->told |= mail->kind == STORE_MAIL_FOLDED;
		mailbox_replace(store->watcher, mail);
	} else {
		mail_free(*untold);
		*untold = mail;
	}
	pthread_mutex_unlock(&store->lock);
}

void store_watch(struct store *store, struct mailbox *box)
{
	pthread_mutex_lock(&store->lock);
	store->watcher = box;
	store->told = box != NULL && store->untold[0] != NULL;
	for (size_t i = 0; box != NULL && i < ARRAY_LEN(store->untold); i++) {
		if (store->untold[i] != NULL)
			mailbox_replace(box, store->untold[i]);
		store->untold[i] = NULL;
	}
	pthread_mutex_unlock(&store->lock);
}
