/*
 * outcome.c: see outcome.h.
 */
#include "config.h"

#include "extract/ask/outcome.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"

static void outcome_costs(struct outcome *outcome, const struct ask *ask)
{
	outcome->cost_usd = ask->cost_usd + ask->lost_usd;
	if (ask->lost_usd <= 0)
		return;
	if (outcome->usage == NULL)
		outcome->usage = json_object();
	json_object_set_new(outcome->usage, "cost_lost",
			    json_real(ask->lost_usd));
}

/* Keys beside those of the format: they say what was out of the ordinary. */
static void outcome_remarks(struct outcome *outcome,
			    const struct chat_answer *answer, const char *asked)
{
	json_t *extra = json_object();

	if (answer->model != NULL && strcmp(answer->model, asked) != 0)
		json_set_string(extra, "requested_model", asked);
	if (answer->wrapped)
		json_object_set_new(extra, "wrapped", json_true());
	if (answer->repairs > 0)
		json_object_set_new(extra, "repairs",
				    json_integer(answer->repairs));
	if (json_object_size(extra) == 0) {
		json_decref(extra);
		return;
	}
	json_decref(outcome->extra);
	outcome->extra = extra;
}

static void outcome_failure(struct outcome *outcome,
			    const struct chat_answer *answer)
{
	mem_replace(&outcome->error, answer->text);
	mem_replace(&outcome->error_kind, answer->kind);
	mem_replace(&outcome->error_scope, chat_scope_word(answer->scope));
	outcome->http_status = answer->http_status;
}

void outcome_take_answer(struct outcome *outcome, struct chat_answer *answer,
			 const char *asked)
{
	if (answer->verdict == CHAT_SUCCESS) {
		record_done(&outcome->dwc);
		outcome->dwc = answer->dwc;
		record_init(&answer->dwc);
	} else {
		outcome_failure(outcome, answer);
	}
	mem_replace(&outcome->model,
		    answer->model != NULL ? answer->model : asked);
	mem_replace(&outcome->finish_reason, answer->finish_reason);
	mem_replace(&outcome->generation_id, answer->generation_id);
	json_decref(outcome->usage);
	outcome->usage = answer->usage;
	answer->usage = NULL;
	outcome_remarks(outcome, answer, asked);
}

void requester_outcome_fill(struct pool_job *job, struct chat_answer *answer,
			    const char *asked)
{
	job->status = answer->verdict == CHAT_SUCCESS ? 0 : -1;
	outcome_take_answer(&job->outcome, answer, asked);
	job->outcome.labels = job->payload.labels;
	outcome_costs(&job->outcome, &job->ask);
}

void requester_outcome_unsent(struct pool_job *job, const char *kind,
			      const struct error *why)
{
	struct outcome *outcome = &job->outcome;

	job->status = -1;
	mem_replace(&outcome->error, why->text);
	mem_replace(&outcome->error_kind, kind);
	mem_replace(&outcome->error_scope, "request");
	outcome_costs(outcome, &job->ask);
}

void requester_outcome_blank(struct pool_job *job, const char *model)
{
	struct outcome *outcome = &job->outcome;
	json_t *extra = json_object();

	job->status = 0;
	json_set_string(extra, "unasked", "the sheet has no words");
	json_decref(outcome->extra);
	outcome->extra = extra;
	mem_replace(&outcome->model, model);
	outcome->labels = job->payload.labels;
	outcome_costs(outcome, &job->ask);
}

void requester_outcome_left(struct pool_job *job, const char *asked,
			    const char *why)
{
	struct outcome *outcome = &job->outcome;

	job->status = -1;
	free(outcome->error);
	outcome->error =
		why != NULL
			? mem_printf("the sheet is asked again: %s", why)
			: mem_strdup("extraction was stopped before an answer "
				     "could be used; the sheet is asked again "
				     "when it goes on");
	mem_replace(&outcome->error_kind, OUTCOME_LEFT);
	mem_replace(&outcome->error_scope, "request");
	mem_replace(&outcome->model, asked);
	outcome_costs(outcome, &job->ask);
}
