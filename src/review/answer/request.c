/*
 * request.c: see request.h.
 */
#include "config.h"

#include "review/answer/request.h"

#include <stdlib.h>

#include "base/mem.h"

static void query_request_free(struct mail *mail)
{
	struct query_request *request =
		CONTAINER_OF(mail, struct query_request, mail);

	free((void *)(uintptr_t)request->filter.missing);
	free((void *)(uintptr_t)request->filter.text);
	free((void *)(uintptr_t)request->filter.reader);
	free((void *)(uintptr_t)request->filter.eyes);
	free(request->id);
	free(request->images);
	free(request->by);
	free(request->term);
	free(request->text);
	record_done(&request->known);
	free(request);
}

struct query_request *query_request_new(enum query_ask kind, uint64_t ticket,
					const struct index_filter *filter,
					enum index_order order)
{
	struct query_request *request = mem_zalloc(sizeof(*request));

	request->mail.kind = kind;
	request->mail.free = query_request_free;
	request->ticket = ticket;
	request->order = order;
	index_filter_init(&request->filter);
	if (filter != NULL) {
		request->filter = *filter;
		request->filter.missing = mem_strdup(filter->missing);
		request->filter.text = mem_strdup(filter->text);
		request->filter.reader = mem_strdup(filter->reader);
		request->filter.eyes = mem_strdup(filter->eyes);
	}
	return request;
}

struct query_request *query_request_of(struct mail *mail)
{
	return CONTAINER_OF(mail, struct query_request, mail);
}
