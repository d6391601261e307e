/*
 * outcome.c: the life of an outcome, and its writing. See outcome.h;
 * outcome_read.c reads.
 *
 * 1. What outcome_write writes, outcome_read reads as the same outcome.
 * 2. A key that this program writes wins over one of that name in `extra`.
 */
#include "config.h"

#include "run/journal/outcome.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "dwc/record/identification.h"

void outcome_init(struct outcome *outcome)
{
	*outcome = (struct outcome){.latency_ms = -1};
	outcome->labels.sheet_rotation = -1;
	record_init(&outcome->dwc);
}

void outcome_done(struct outcome *outcome)
{
	free(outcome->specimen_id);
	free(outcome->sha256);
	free(outcome->image);
	free(outcome->model);
	free(outcome->provider);
	free(outcome->timestamp);
	free(outcome->run_id);
	free(outcome->params_sha256);
	free(outcome->error);
	free(outcome->error_kind);
	free(outcome->error_scope);
	free(outcome->finish_reason);
	free(outcome->generation_id);
	free(outcome->source_sha256);
	record_done(&outcome->dwc);
	json_decref(outcome->usage);
	json_decref(outcome->extra);
	outcome_init(outcome);
}

bool outcome_is_left(const struct outcome *o)
{
	return o->error_kind != NULL && o->params_sha256 == NULL &&
	       strcmp(o->error_kind, OUTCOME_LEFT) == 0;
}

bool outcome_is_row(const struct outcome *o)
{
	return o->provider != NULL && strcmp(o->provider, OUTCOME_TABLE) == 0;
}

char *outcome_reader(const struct outcome *o)
{
	if (o->source_sha256 == NULL && o->params_sha256 != NULL)
		return mem_strdup(o->params_sha256);
	return mem_printf("%s\n%s", o->provider != NULL ? o->provider : "",
			  o->model != NULL ? o->model : "");
}

static void outcome_write_result(const struct outcome *o, json_t *line)
{
	if (o->error == NULL) {
		json_object_set_new(line, "dwc",
				    record_write_json(&o->dwc, false));
		if (json_object_get(o->extra, IDENTIFICATION_KEY) == NULL)
			identifications_write(&o->dwc, line);
		else
			json_object_del(json_object_get(line, "dwc"),
					IDENTIFICATION_TERM);
		return;
	}
	json_set_string(line, "error", o->error);
	json_set_string(line, "error_kind", o->error_kind);
	json_set_string(line, "error_scope", o->error_scope);
	if (o->http_status != 0)
		json_object_set_new(line, "http_status",
				    json_integer(o->http_status));
}

/* `usage` with the cost in it; new reference, or NULL for none. */
static json_t *outcome_usage(const struct outcome *o)
{
	json_t *usage;

	if (o->usage == NULL && o->cost_usd == 0)
		return NULL;
	usage = o->usage != NULL ? json_copy(o->usage) : json_object();
	if (o->cost_usd != 0)
		json_object_set_new(usage, "cost", json_real(o->cost_usd));
	return usage;
}

static void outcome_write_labels(const struct labels *labels, json_t *line)
{
	json_t *list = json_array();

	for (int i = 0; i < labels->n; i++) {
		const struct label *label = &labels->items[i];
		const struct box *box = &label->box;

		json_array_append_new(list,
				      json_pack("{s:[i,i,i,i],s:i,s:f}", "box",
						box->x, box->y, box->w, box->h,
						"rotation", label->rotation,
						"score", label->score));
	}
	json_object_set_new(line, "labels", list);
	json_object_set_new(line, "sheet_rotation",
			    json_integer(labels->sheet_rotation));
}

void outcome_write(const struct outcome *o, struct bytes *ret)
{
	json_t *line CLEANUP(json_release) = json_object();
	json_t *usage = outcome_usage(o);

	json_set_string(line, "image", o->image);
	json_set_string(line, "specimen_id", o->specimen_id);
	json_set_string(line, "sha256", o->sha256);
	json_set_string(line, "model", o->model);
	json_set_string(line, "provider", o->provider);
	outcome_write_result(o, line);
	json_set_string(line, "timestamp", o->timestamp);
	json_set_string(line, "run_id", o->run_id);
	json_set_string(line, "params_sha256", o->params_sha256);
	if (o->attempts > 0)
		json_object_set_new(line, "attempts",
				    json_integer(o->attempts));
	if (o->latency_ms >= 0)
		json_object_set_new(line, "latency_ms",
				    json_real(o->latency_ms));
	json_set_string(line, "finish_reason", o->finish_reason);
	if (usage != NULL)
		json_object_set_new(line, "usage", usage);
	json_set_string(line, "generation_id", o->generation_id);
	json_set_string(line, "source_sha256", o->source_sha256);
	if (o->labels.n > 0)
		outcome_write_labels(&o->labels, line);
	if (o->extra != NULL)
		json_object_update_missing(line, o->extra);
	json_write_line(line, ret);
}
