/*
 * columns.c: the columns thread. See columns.h.
 *
 * 1. One number says which request is wanted: each request and each cancel
 *    raises it, and what works for another number gives up.
 * 2. The index is this thread's own, so that rows and records are answered
 *    meanwhile.
 */
#include "config.h"

#include "review/columns/columns.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/thread/thread.h"
#include "run/index/filter.h"
#include "run/index/rows.h"

enum columns_kind { ASK_VALUES, ASK_CLUSTERS, ASK_PLAN };

struct columns_request {
	struct mail mail;
	uint64_t ticket;
	unsigned int number;
	char *term;
	struct column *column; /* held */
	enum cluster_way way;
	struct bulk_ask ask; /* its filter is that of values, too */
};

struct columns {
	struct mailbox *inbox, *reply;
	pthread_t thread;
	atomic_uint wanted;
	/* the thread's */
	struct index *index;
	unsigned int number; /* of the request that is worked on */
};

/* --- requests ------------------------------------------------------------- */

static void request_free(struct mail *mail)
{
	struct columns_request *request =
		CONTAINER_OF(mail, struct columns_request, mail);

	free(request->term);
	column_release(request->column);
	bulk_ask_done(&request->ask);
	free(request);
}

static struct columns_request *request_new(enum columns_kind kind,
					   uint64_t ticket)
{
	struct columns_request *request = mem_zalloc(sizeof(*request));

	request->mail.kind = kind;
	request->mail.free = request_free;
	request->ticket = ticket;
	return request;
}

static void columns_ask(struct columns *columns,
			struct columns_request *request)
{
	request->number = atomic_fetch_add(&columns->wanted, 1) + 1;
	mailbox_post(columns->inbox, &request->mail);
}

void columns_ask_values(struct columns *columns, uint64_t ticket,
			const struct index_filter *filter, const char *term)
{
	struct columns_request *request = request_new(ASK_VALUES, ticket);
	const struct bulk_ask ask = {.filter = *filter};

	request->term = mem_strdup(term);
	bulk_ask_copy(&ask, &request->ask);
	columns_ask(columns, request);
}

void columns_ask_clusters(struct columns *columns, uint64_t ticket,
			  const struct column *column, enum cluster_way way)
{
	struct columns_request *request = request_new(ASK_CLUSTERS, ticket);

	request->column = column_hold(column);
	request->way = way;
	columns_ask(columns, request);
}

void columns_ask_plan(struct columns *columns, uint64_t ticket,
		      const struct bulk_ask *ask)
{
	struct columns_request *request = request_new(ASK_PLAN, ticket);

	bulk_ask_copy(ask, &request->ask);
	columns_ask(columns, request);
}

void columns_cancel(struct columns *columns)
{
	atomic_fetch_add(&columns->wanted, 1);
}

/* --- answers -------------------------------------------------------------- */

static bool columns_stops(void *arg)
{
	struct columns *columns = arg;

	return atomic_load(&columns->wanted) != columns->number;
}

/* What was not wanted any longer has no answer. */
static void columns_answer(struct columns *columns, struct mail *mail)
{
	if (columns_stops(columns))
		mail_free(mail);
	else
		mailbox_post(columns->reply, mail);
}

static void values_free(struct mail *mail)
{
	struct columns_values *answer =
		CONTAINER_OF(mail, struct columns_values, mail);

	column_release(answer->column);
	free(answer);
}

static void answer_values(struct columns *columns,
			  const struct columns_request *request)
{
	struct columns_values *answer = mem_zalloc(sizeof(*answer));

	answer->mail.kind = COLUMNS_MAIL_VALUES;
	answer->mail.free = values_free;
	answer->ticket = request->ticket;
	if (column_read(columns->index, &request->ask.filter, request->term,
			columns_stops, columns, &answer->column,
			&answer->error) == 0)
		answer->error.kind = ERROR_NONE;
	columns_answer(columns, &answer->mail);
}

static void clusters_free(struct mail *mail)
{
	struct columns_clusters *answer =
		CONTAINER_OF(mail, struct columns_clusters, mail);

	clusters_done(&answer->clusters);
	free(answer);
}

static void answer_clusters(struct columns *columns,
			    const struct columns_request *request)
{
	struct columns_clusters *answer = mem_zalloc(sizeof(*answer));

	answer->mail.kind = COLUMNS_MAIL_CLUSTERS;
	answer->mail.free = clusters_free;
	answer->ticket = request->ticket;
	answer->way = request->way;
	if (clusters_find(request->column, request->way, columns_stops, columns,
			  &answer->clusters, &answer->error) == 0)
		answer->error.kind = ERROR_NONE;
	columns_answer(columns, &answer->mail);
}

void columns_images_free(char **images, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(images[i]);
	free(images);
}

static void plan_free(struct mail *mail)
{
	struct columns_plan *answer =
		CONTAINER_OF(mail, struct columns_plan, mail);

	bulk_plan_done(&answer->plan);
	columns_images_free(answer->images, answer->n_images);
	free(answer);
}

/* Which records they are, as far as anybody reads. */
static int plan_name(struct columns *columns, struct columns_plan *answer)
{
	const struct bulk_plan *plan = &answer->plan;
	size_t n =
		plan->n_items < COLUMNS_NAMED ? plan->n_items : COLUMNS_NAMED;

	answer->images = mem_zalloc((n + 1) * sizeof(*answer->images));
	while (answer->n_images < n && !columns_stops(columns)) {
		char *id, *image;
		int got = index_by_key(columns->index,
				       plan->items[answer->n_images].key, &id,
				       &image, &answer->error);

		if (got < 0)
			return -1;
		if (got > 0)
			free(id);
		answer->images[answer->n_images++] =
			got > 0 ? image : mem_strdup("");
	}
	return 0;
}

static void answer_plan(struct columns *columns,
			const struct columns_request *request)
{
	struct columns_plan *answer = mem_zalloc(sizeof(*answer));

	answer->mail.kind = COLUMNS_MAIL_PLAN;
	answer->mail.free = plan_free;
	answer->ticket = request->ticket;
	if (bulk_plan_make(columns->index, &request->ask, NULL, 0,
			   columns_stops, columns, &answer->plan,
			   &answer->error) == 0 &&
	    plan_name(columns, answer) == 0)
		answer->error.kind = ERROR_NONE;
	columns_answer(columns, &answer->mail);
}

/* --- the thread ----------------------------------------------------------- */

static void *columns_main(void *arg)
{
	static void (*const answers[])(struct columns *,
				       const struct columns_request *) = {
		[ASK_VALUES] = answer_values,
		[ASK_CLUSTERS] = answer_clusters,
		[ASK_PLAN] = answer_plan,
	};
	struct columns *columns = arg;
	struct mail *mail;

	thread_be_nice();
	while (!mailbox_closed(columns->inbox)) {
		const struct columns_request *request;

		mail = mailbox_wait(columns->inbox, -1);
		if (mail == NULL)
			continue;
		request = CONTAINER_OF(mail, struct columns_request, mail);
		columns->number = request->number;
		if (!columns_stops(columns))
			answers[mail->kind](columns, request);
		mail_free(mail);
	}
	return NULL;
}

static void columns_free(struct columns *columns)
{
	mailbox_free(columns->inbox);
	index_close(columns->index);
	free(columns);
}

int columns_start(const struct run *run, struct mailbox *reply,
		  struct columns **ret, struct error *err)
{
	struct columns *columns = mem_zalloc(sizeof(*columns));

	columns->reply = reply;
	atomic_init(&columns->wanted, 0);
	if (index_open(run, INDEX_READ, &columns->index, err) < 0 ||
	    mailbox_new(&columns->inbox, err) < 0 ||
	    thread_start(&columns->thread, "columns", columns_main, columns,
			 err) < 0) {
		columns_free(columns);
		return -1;
	}
	*ret = columns;
	return 0;
}

void columns_stop(struct columns *columns)
{
	if (columns == NULL)
		return;
	columns_cancel(columns);
	mailbox_close(columns->inbox);
	pthread_join(columns->thread, NULL);
	columns_free(columns);
}
