/*
 * lists.c: the thread that goes through lists. See query.h and threads.h.
 *
 * 1. What goes through rows until it has found those that are asked for is done
 *    here. Only here is a question ended by a newer one; one of another kind
 *    that was ended waits again, so that none is lost.
 * 2. Its index is touched by it alone, once it runs.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "review/answer/threads.h"
#include "run/index/rows.h"
#include "run/record/second.h"

static void rows_free(struct mail *mail)
{
	struct query_rows *rows = CONTAINER_OF(mail, struct query_rows, mail);

	for (size_t i = 0; i < rows->n; i++)
		specimen_row_done(&rows->rows[i]);
	free(rows->rows);
	free(rows);
}

/* Takes out of a row what its second reader must not see. */
static void lister_blind(const struct lister *lister, struct specimen_row *row)
{
	if (!second_hides(row, lister->reader))
		return;
	mem_replace(&row->name, "");
	mem_replace(&row->collector, "");
	mem_replace(&row->number, "");
	mem_replace(&row->date, "");
	mem_replace(&row->reasons, "");
}

/* Each of these is false where it was ended (invariant 1). */
static bool answer_rows(struct query *query, struct query_request *request)
{
	struct lister *lister = &query->lister;
	struct query_rows *rows = mem_zalloc(sizeof(*rows));

	rows->mail.kind = QUERY_MAIL_ROWS;
	rows->mail.free = rows_free;
	rows->ticket = request->ticket;
	rows->offset = request->offset;
	if (index_rows(lister->index, &request->filter, request->order,
		       request->offset, request->limit, &rows->rows, &rows->n,
		       &rows->total, &rows->error) == 0)
		rows->error.kind = ERROR_NONE;
	if (rows->error.kind == ERROR_STOPPED) {
		mail_free(&rows->mail);
		return false;
	}
	for (size_t i = 0; i < rows->n; i++)
		lister_blind(lister, &rows->rows[i]);
	mailbox_post(query->reply, &rows->mail);
	return true;
}

/* The id of the row at `rank`, owned; also how many there are. */
static int query_id_at(struct index *index, const struct query_request *request,
		       char **ret, size_t *ret_total, struct error *err)
{
	struct specimen_row *rows;
	size_t n;

	if (index_rows(index, &request->filter, request->order, request->rank,
		       1, &rows, &n, ret_total, err) < 0)
		return -1;
	*ret = n > 0 ? mem_strdup(rows[0].id) : NULL;
	if (n > 0)
		specimen_row_done(&rows[0]);
	free(rows);
	return n > 0 ? 0
		     : error_set(err, ERROR_NOT_FOUND,
				 "there is no record at place %zu",
				 request->rank + 1);
}

/* The record is told of by the thread of records. */
static bool answer_find(struct query *query, struct query_request *request)
{
	struct query_request *found = query_request_new(
		ASK_FOUND, request->ticket, &request->filter, request->order);
	struct query_specimen *answer;
	struct error err;

	found->rank = request->rank;
	if (query_id_at(query->lister.index, request, &found->id, &found->total,
			&err) == 0) {
		mailbox_replace(query->inbox, &found->mail);
		return true;
	}
	mail_free(&found->mail);
	if (err.kind == ERROR_STOPPED)
		return false;
	answer = query_specimen_new(request);
	answer->error = err;
	mailbox_post(query->reply, &answer->mail);
	return true;
}

/* A place that cannot be told stays untold. */
static bool answer_place(struct query *query, struct query_request *request)
{
	struct query_place *answer = mem_zalloc(sizeof(*answer));
	struct error err;

	answer->mail.kind = QUERY_MAIL_PLACE;
	answer->ticket = request->ticket;
	if (query_place(query->lister.index, request, request->id,
			&answer->rank, &answer->total, &err) == 0) {
		mailbox_post(query->reply, &answer->mail);
		return true;
	}
	mail_free(&answer->mail);
	return err.kind != ERROR_STOPPED;
}

static bool take_lister_reader(struct query *query,
			       struct query_request *request)
{
	mem_replace(&query->lister.reader, request->by);
	return true;
}

/* What a question gives way to, as 1 << enum query_ask. */
static bool lister_stops(void *arg)
{
	static const unsigned int gives_way[] = {
		[ASK_ROWS] = 1u << ASK_ROWS | 1u << ASK_FIND,
		[ASK_FIND] = 1u << ASK_FIND,
		[ASK_PLACE] = 1u << ASK_PLACE | 1u << ASK_ROWS | 1u << ASK_FIND,
		[ASK_READER] = 0,
	};
	const struct lister *lister = arg;

	return mailbox_closed(lister->inbox) ||
	       mailbox_holds(lister->inbox, gives_way[lister->answers]);
}

void *query_lists_main(void *arg)
{
	static bool (*const answers[])(struct query *,
				       struct query_request *) = {
		[ASK_ROWS] = answer_rows,
		[ASK_FIND] = answer_find,
		[ASK_PLACE] = answer_place,
		[ASK_READER] = take_lister_reader,
	};
	struct query *query = arg;
	struct lister *lister = &query->lister;
	struct mail *mail;

	index_stop_when(lister->index, lister_stops, lister);
	while (!mailbox_closed(lister->inbox)) {
		mail = mailbox_wait(lister->inbox, -1);
		if (mail == NULL)
			continue;
		lister->answers = (enum query_ask)mail->kind;
		if (answers[mail->kind](query, query_request_of(mail)))
			mail_free(mail);
		else
			mailbox_return(lister->inbox, mail);
	}
	return NULL;
}
