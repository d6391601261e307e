/*
 * query.c: the threads that answer, asked, begun and ended. See query.h.
 *
 * 1. Requests wait in an inbox, one of each kind at most: a newer one takes
 *    the older one's place, so that holding a key down asks for the last
 *    window alone.
 */
#include "config.h"

#include "review/answer/query.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/thread/thread.h"
#include "review/answer/threads.h"
#include "run/record/alike_memory.h"

void query_ask_rows(struct query *query, uint64_t ticket,
		    const struct index_filter *filter, enum index_order order,
		    size_t offset, size_t limit)
{
	struct query_request *request =
		query_request_new(ASK_ROWS, ticket, filter, order);

	request->offset = offset;
	request->limit = limit;
	mailbox_replace(query->lister.inbox, &request->mail);
}

void query_ask_specimen(struct query *query, uint64_t ticket,
			const struct index_filter *filter,
			enum index_order order, const char *id, size_t rank,
			bool place)
{
	struct query_request *request = query_request_new(
		id != NULL ? ASK_SPECIMEN : ASK_FIND, ticket, filter, order);

	request->id = mem_strdup(id);
	request->rank = rank;
	request->place = place;
	mailbox_replace(id != NULL ? query->inbox : query->lister.inbox,
			&request->mail);
}

void query_ask_counts(struct query *query, uint64_t ticket, const char *by)
{
	struct query_request *request =
		query_request_new(ASK_COUNTS, ticket, NULL, ORDER_DOUBT);

	request->by = mem_strdup(by);
	mailbox_replace(query->inbox, &request->mail);
}

void query_ask_suggestions(struct query *query, uint64_t ticket,
			   const char *specimen_id, const char *by)
{
	struct query_request *request =
		query_request_new(ASK_SUGGESTIONS, ticket, NULL, ORDER_DOUBT);

	request->id = mem_strdup(specimen_id);
	request->by = mem_strdup(by);
	mailbox_replace(query->inbox, &request->mail);
}

void query_ask_completion(struct query *query, uint64_t ticket,
			  const char *specimen_id, const char *term,
			  const char *text, const struct record *known)
{
	struct query_request *request =
		query_request_new(ASK_COMPLETION, ticket, NULL, ORDER_DOUBT);

	request->id = mem_strdup(specimen_id);
	request->term = mem_strdup(term);
	request->text = mem_strdup(text);
	record_copy(known, &request->known);
	mailbox_replace(query->inbox, &request->mail);
}

void query_set_images(struct query *query, const char *root)
{
	struct query_request *request =
		query_request_new(ASK_IMAGES, 0, NULL, ORDER_DOUBT);

	request->images = mem_strdup(root);
	mailbox_replace(query->inbox, &request->mail);
}

static void ask_reader(struct mailbox *inbox, const char *by)
{
	struct query_request *request =
		query_request_new(ASK_READER, 0, NULL, ORDER_DOUBT);

	request->by = mem_strdup(by);
	mailbox_replace(inbox, &request->mail);
}

void query_set_reader(struct query *query, const char *by)
{
	ask_reader(query->inbox, by);
	ask_reader(query->lister.inbox, by);
}

static void query_free(struct query *query)
{
	mailbox_free(query->inbox);
	mailbox_free(query->lister.inbox);
	index_close(query->index);
	index_close(query->lister.index);
	free(query->lister.reader);
	pace_reader_free(query->pace);
	taxa_memory_done(&query->names);
	taxa_close(query->taxa);
	match_view_close(query->gbif);
	if (query->has_model)
		map_model_done(&query->model);
	alike_memory_free(query->memory);
	free(query->images);
	free(query->reader);
	free(query->typed_id);
	free(query);
}

static void lister_stop(struct lister *lister)
{
	if (!lister->runs)
		return;
	mailbox_close(lister->inbox);
	pthread_join(lister->thread, NULL);
}

static int lister_start(struct query *query, struct error *err)
{
	struct lister *lister = &query->lister;

	if (index_open(query->run, INDEX_READ, &lister->index, err) < 0 ||
	    mailbox_new(&lister->inbox, err) < 0 ||
	    thread_start(&lister->thread, "lists", query_lists_main, query,
			 err) < 0)
		return -1;
	lister->runs = true;
	return 0;
}

int query_start(const struct run *run, struct mailbox *reply,
		struct query **ret, struct error *err)
{
	struct query *query = mem_zalloc(sizeof(*query));

	query->run = run;
	query->reply = reply;
	query->images = mem_strdup(run->images_root);
	query->memory = alike_memory_new();
	if (index_open(run, INDEX_READ, &query->index, err) < 0 ||
	    mailbox_new(&query->inbox, err) < 0 ||
	    lister_start(query, err) < 0 ||
	    thread_start(&query->thread, "query", query_records_main, query,
			 err) < 0) {
		lister_stop(&query->lister);
		query_free(query);
		return -1;
	}
	*ret = query;
	return 0;
}

/* Each thread posts to the other: both end before an inbox does. */
void query_stop(struct query *query)
{
	if (query == NULL)
		return;
	mailbox_close(query->inbox);
	lister_stop(&query->lister);
	pthread_join(query->thread, NULL);
	query_free(query);
}
