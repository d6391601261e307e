/*
 * row.c: see row.h.
 *
 * 1. What answered decides, as in extract: its status and its body by
 *    chat/answer.h, with the same kinds and scopes.
 * 2. A sheet that the batch never came to has no outcome: who would record a
 *    failure would keep it from being asked again.
 */
#include "config.h"

#include "batch/collect/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/batch/result.h"
#include "extract/ask/outcome.h"

void batch_row_done(struct batch_row *row)
{
	free(row->custom_id);
	outcome_done(&row->outcome);
	row->custom_id = NULL;
}

/* The batch was over before this one's turn. */
static bool row_is_unasked(const struct batch_result *result,
			   const struct chat_answer *answer)
{
	return result->body == NULL && answer->kind != NULL &&
	       (strcmp(answer->kind, "batch_expired") == 0 ||
		strcmp(answer->kind, "batch_cancelled") == 0);
}

static void row_take(struct batch_row *row, struct chat_answer *answer,
		     const char *asked)
{
	row->tokens = bill_tokens_read(answer->usage);
	row->cost_nano =
		answer->cost_usd >= 0 ? bill_nano(answer->cost_usd) : -1;
	outcome_take_answer(&row->outcome, answer, asked);
	row->outcome.attempts = 1;
}

int batch_row_read(const char *line, size_t len, const struct terms *terms,
		   const char *asked, struct batch_row *ret, struct error *err)
{
	struct batch_result result;
	struct chat_answer answer;

	if (batch_result_read(line, len, &result, err) < 0)
		return -1;
	*ret = (struct batch_row){.cost_nano = -1};
	outcome_init(&ret->outcome);
	ret->custom_id = mem_strdup(result.custom_id);
	chat_answer_init(&answer);
	batch_result_answer(&result, terms, &answer);
	if (row_is_unasked(&result, &answer))
		ret->fate = ROW_UNASKED;
	else
		row_take(ret, &answer, asked);
	chat_answer_done(&answer);
	batch_result_done(&result);
	return 0;
}
