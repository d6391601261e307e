/*
 * lost.c: what lost answers have cost. Part of the requester (see requester.h);
 * engine/chat/cost.h says who tells it.
 *
 * 1. The answer is settled before: the sheet's place in the window is free,
 *    but what was reserved for it stays so until its cost is known or nobody
 *    can be asked any more.
 * 2. The sheet waits for that, so that its line in raw.jsonl holds its costs.
 * 3. A stopping session asks once more, at once.
 */
#include "config.h"

#include "extract/ask/parts.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/chat/cost.h"

/* A generation is known some seconds after it ended: looks after 1, 2, 4 and
 * 8 seconds more. */
#define LOST_LOOKS    4
#define LOST_PAUSE_MS 1000
#define LOST_TOTAL_MS 10000 /* of one question */

static void lost_pause(struct requester *requester, struct sheet_request *sheet)
{
	sheet->due_ms =
		clock_ms() + ((int64_t)LOST_PAUSE_MS << sheet->lost->looks);
	request_queue_put_by_time(&requester->lost, sheet);
}

void lost_answer_free(struct lost_answer *lost)
{
	if (lost == NULL)
		return;
	chat_answer_done(&lost->answer);
	free(lost->url);
	free(lost);
}

void requester_expect_cost(struct requester *requester,
			   struct sheet_request *sheet,
			   struct chat_answer *answer)
{
	const struct engine *engine = requester->options.engine;
	char *url;

	if (!answer->lost || answer->cost_usd >= 0 ||
	    sheet->grant.reserved_usd <= 0 || !chat_tells_costs(engine))
		return;
	url = chat_cost_url(chat_url(engine), answer->generation_id);
	if (url == NULL)
		return;
	answer->awaited = true;
	sheet->lost = mem_zalloc(sizeof(*sheet->lost));
	sheet->lost->url = url;
	chat_answer_init(&sheet->lost->answer);
}

void requester_await_cost(struct requester *requester,
			  struct sheet_request *sheet,
			  struct chat_answer *answer, enum ask_fate fate,
			  int64_t wait_ms)
{
	struct lost_answer *lost = sheet->lost;

	lost->answer = *answer;
	chat_answer_init(answer);
	lost->fate = fate;
	lost->again_ms = clock_ms() + wait_ms;
	lost_pause(requester, sheet);
	if (requester->leaving)
		requester_hurry(requester);
}

void requester_end_wait(struct requester *requester,
			struct sheet_request *sheet)
{
	struct lost_answer *lost = sheet->lost;
	int64_t now_ms = clock_ms();

	sheet->lost = NULL;
	scheduler_recover(requester->scheduler, &sheet->job->ask, &sheet->grant,
			  &lost->answer, now_ms);
	requester_conclude(requester, sheet, &lost->answer, lost->fate,
			   lost->again_ms > now_ms ? lost->again_ms - now_ms
						   : 0);
	lost_answer_free(lost);
}

static void lost_ask(struct requester *requester, struct sheet_request *sheet)
{
	const struct http_request request = {
		.url = sheet->lost->url,
		.headers = chat_headers(requester->options.engine),
		.total_ms = LOST_TOTAL_MS,
	};
	struct error err;

	sheet->lost->looks++;
	if (requester_start(requester, sheet, request, &err) < 0)
		requester_end_wait(requester, sheet);
}

void requester_look(struct requester *requester)
{
	int64_t now_ms = clock_ms();

	while (requester->lost.first != NULL &&
	       requester->lost.first->due_ms <= now_ms)
		lost_ask(requester, request_queue_take(&requester->lost));
}

void requester_looked(struct requester *requester, struct sheet_request *sheet,
		      const struct http_reply *reply)
{
	struct lost_answer *lost = sheet->lost;

	if (chat_cost_read(reply, &lost->answer) < 0 && !requester->leaving &&
	    lost->looks < LOST_LOOKS)
		lost_pause(requester, sheet);
	else
		requester_end_wait(requester, sheet);
}

void requester_hurry(struct requester *requester)
{
	struct sheet_request *sheet;

	for (sheet = requester->lost.first; sheet != NULL; sheet = sheet->next)
		sheet->due_ms = 0;
}
