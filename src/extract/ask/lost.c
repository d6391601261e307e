/*
 * lost.c: what lost answers have cost. Part of the asker (see requester.h);
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

static void lost_pause(struct asker *asker, struct asking *asking)
{
	asking->due_ms =
		clock_ms() + ((int64_t)LOST_PAUSE_MS << asking->lost->looks);
	asking_queue_put_by_time(&asker->lost, asking);
}

void lost_answer_free(struct lost_answer *lost)
{
	if (lost == NULL)
		return;
	chat_answer_done(&lost->answer);
	free(lost->url);
	free(lost);
}

void asker_expect_cost(struct asker *asker, struct asking *asking,
		       struct chat_answer *answer)
{
	const struct engine *engine = asker->options.engine;
	char *url;

	if (!answer->lost || answer->cost_usd >= 0 ||
	    asking->grant.reserved_usd <= 0 || !chat_tells_costs(engine))
		return;
	url = chat_cost_url(chat_url(engine), answer->generation_id);
	if (url == NULL)
		return;
	answer->awaited = true;
	asking->lost = mem_zalloc(sizeof(*asking->lost));
	asking->lost->url = url;
	chat_answer_init(&asking->lost->answer);
}

void asker_await_cost(struct asker *asker, struct asking *asking,
		      struct chat_answer *answer, enum ask_fate fate,
		      int64_t wait_ms)
{
	struct lost_answer *lost = asking->lost;

	lost->answer = *answer;
	chat_answer_init(answer);
	lost->fate = fate;
	lost->again_ms = clock_ms() + wait_ms;
	lost_pause(asker, asking);
	if (asker->leaving)
		asker_hurry(asker);
}

void asker_end_wait(struct asker *asker, struct asking *asking)
{
	struct lost_answer *lost = asking->lost;
	int64_t now_ms = clock_ms();

	asking->lost = NULL;
	scheduler_recover(asker->scheduler, &asking->job->ask, &asking->grant,
			  &lost->answer, now_ms);
	asker_conclude(asker, asking, &lost->answer, lost->fate,
		       lost->again_ms > now_ms ? lost->again_ms - now_ms : 0);
	lost_answer_free(lost);
}

static void lost_ask(struct asker *asker, struct asking *asking)
{
	const struct http_request request = {
		.url = asking->lost->url,
		.headers = chat_headers(asker->options.engine),
		.total_ms = LOST_TOTAL_MS,
	};
	struct error err;

	asking->lost->looks++;
	if (asker_start(asker, asking, request, &err) < 0)
		asker_end_wait(asker, asking);
}

void asker_look(struct asker *asker)
{
	int64_t now_ms = clock_ms();

	while (asker->lost.first != NULL && asker->lost.first->due_ms <= now_ms)
		lost_ask(asker, asking_queue_take(&asker->lost));
}

void asker_looked(struct asker *asker, struct asking *asking,
		  const struct http_reply *reply)
{
	struct lost_answer *lost = asking->lost;

	if (chat_cost_read(reply, &lost->answer) < 0 && !asker->leaving &&
	    lost->looks < LOST_LOOKS)
		lost_pause(asker, asking);
	else
		asker_end_wait(asker, asking);
}

void asker_hurry(struct asker *asker)
{
	struct asking *asking;

	for (asking = asker->lost.first; asking != NULL; asking = asking->next)
		asking->due_ms = 0;
}
