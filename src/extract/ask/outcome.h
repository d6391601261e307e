/*
 * outcome.h: what a server's answer leaves in raw.jsonl. Pure.
 */
#ifndef EXTRACT_ASK_OUTCOME_H
#define EXTRACT_ASK_OUTCOME_H

#include "engine/chat/answer.h"
#include "extract/pool/pool.h"

/* What an answer says of its sheet, all but what it cost; takes the record and
 * texts out of it. `asked` is the model that was asked for. */
void outcome_take_answer(struct outcome *outcome, struct chat_answer *answer,
			 const char *asked);

/*
 * Fills job->outcome and job->status from the answer that ended it; takes the
 * record and texts out of it. `asked` is the model that was asked for. The
 * cost is that of all its requests, with what lost answers may have cost
 * (usage.cost_lost says how much of it); the rest of `usage` is the last
 * one's.
 */
void requester_outcome_fill(struct pool_job *job, struct chat_answer *answer,
			    const char *asked);

/* The outcome of a sheet whose request, the first or a further one, could not
 * even be begun: with what those before have cost. */
void requester_outcome_unsent(struct pool_job *job, const char *kind,
			      const struct error *why);

/* Of a sheet without a word, where words are what is sent: a success without
 * values, of which nobody was asked (`extra` says so). */
void requester_outcome_blank(struct pool_job *job, const char *model);

/* Of a sheet that is still to be read, what it has cost so far, so that the
 * money is not forgotten: a failure of kind OUTCOME_LEFT, which says nothing of
 * what the sheet is worth (it has no params_sha256). `why` is the answer that
 * could not be used; NULL: extraction stops. */
void requester_outcome_left(struct pool_job *job, const char *asked,
			    const char *why);

#endif
