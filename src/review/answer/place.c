/*
 * place.c: what both threads tell of a record: the answer itself, and where it
 * stands. See threads.h.
 */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "review/answer/threads.h"
#include "run/index/rank.h"
#include "run/index/rows.h"
#include "run/index/specimen.h"

static void specimen_mail_free(struct mail *mail)
{
	struct query_specimen *answer =
		CONTAINER_OF(mail, struct query_specimen, mail);

	specimen_done(&answer->specimen);
	free(answer->image_path);
	free(answer);
}

struct query_specimen *query_specimen_new(const struct query_request *request)
{
	struct query_specimen *answer = mem_zalloc(sizeof(*answer));

	answer->mail.kind = QUERY_MAIL_SPECIMEN;
	answer->mail.free = specimen_mail_free;
	answer->ticket = request->ticket;
	answer->rank = -1;
	specimen_init(&answer->specimen);
	return answer;
}

static int query_total(struct index *index, const struct query_request *request,
		       size_t *ret, struct error *err)
{
	struct specimen_row *rows = NULL;
	size_t n;

	return index_rows(index, &request->filter, request->order, 0, 0, &rows,
			  &n, ret, err);
}

int query_place(struct index *index, const struct query_request *request,
		const char *id, int64_t *ret_rank, size_t *ret_total,
		struct error *err)
{
	if (index_rank(index, &request->filter, request->order, id, ret_rank,
		       err) < 0)
		return -1;
	return query_total(index, request, ret_total, err);
}
