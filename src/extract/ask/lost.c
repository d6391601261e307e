/*
 * lost.c: what lost answers have cost. See lost.h.
 *
 * 1. The answer has ended before: the sheet's place in the window is free,
 *    but what was reserved for it stays so until its cost is known or nobody
 *    can be asked any more.
 * 2. The sheet waits for that, so that its line in raw.jsonl holds its costs.
 * 3. A stopping session asks once more, at once.
 */
#include "config.h"

#include "extract/ask/lost.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "engine/chat/chat.h"
#include "engine/chat/cost.h"

/* A generation is known some seconds after it ended: looks after 1, 2, 4 and
 * 8 seconds more. */
#define LOST_LOOKS    4
#define LOST_PAUSE_MS 1000
#define LOST_TOTAL_MS 10000 /* of one question */

static void lost_pause(struct list *lost, struct sheet_request *request)
{
	request->due_ms =
		clock_ms() + ((int64_t)LOST_PAUSE_MS << request->lost->looks);
	request_put_by_time(lost, request);
}

void lost_answer_free(struct lost_answer *lost)
{
	if (lost == NULL)
		return;
	chat_answer_done(&lost->answer);
	free(lost->url);
	free(lost);
}

void lost_expect(const struct engine *engine, struct sheet_request *request,
		 struct chat_answer *answer)
{
	char *url;

	if (!answer->lost || answer->cost_usd >= 0 ||
	    request->grant.reserved_usd <= 0 || !chat_tells_costs(engine))
		return;
	url = chat_cost_url(chat_url(engine), answer->generation_id);
	if (url == NULL)
		return;
	answer->awaited = true;
	request->lost = mem_zalloc(sizeof(*request->lost));
	request->lost->url = url;
	chat_answer_init(&request->lost->answer);
}

void lost_await(struct list *lost, struct sheet_request *request,
		struct chat_answer *answer, enum ask_fate fate, int64_t wait_ms)
{
	request->lost->answer = *answer;
	chat_answer_init(answer);
	request->lost->fate = fate;
	request->lost->again_ms = clock_ms() + wait_ms;
	lost_pause(lost, request);
}

struct sheet_request *lost_take_due(struct list *lost)
{
	struct sheet_request *first = request_of(lost->first);

	if (first == NULL || first->due_ms > clock_ms())
		return NULL;
	return request_take(lost);
}

struct http_request lost_question(const struct engine *engine,
				  struct sheet_request *request)
{
	request->lost->looks++;
	return (struct http_request){
		.url = request->lost->url,
		.headers = chat_headers(engine),
		.total_ms = LOST_TOTAL_MS,
	};
}

bool lost_is_told(struct list *lost, struct sheet_request *request,
		  const struct http_reply *reply, bool last)
{
	if (chat_cost_read(reply, &request->lost->answer) == 0 || last ||
	    request->lost->looks >= LOST_LOOKS)
		return true;
	lost_pause(lost, request);
	return false;
}

void lost_hurry(struct list *lost)
{
	for (struct sheet_request *at = request_of(lost->first); at != NULL;
	     at = request_next(at))
		at->due_ms = 0;
}
