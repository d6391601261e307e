/*
 * event_log.c: the events of an extraction. See event_log.h.
 *
 * 1. "completed" and "failed" are said after the outcome is durable, so the
 *    events never claim more than raw.jsonl holds.
 */
#include "config.h"

#include "extract/report/event_log.h"

#include <jansson.h>

#include "base/clock.h"
#include "base/json.h"

#define CHECK_EARLY	      5
#define CHECK_EARLY_THRESHOLD 0.5
#define CHECK_EVERY	      50
#define CHECK_THRESHOLD	      0.7

static size_t event_log_processed(const struct event_log *to)
{
	return to->succeeded + to->failed;
}

static double event_log_rate(const struct event_log *to)
{
	size_t n = event_log_processed(to);

	return n > 0 ? (double)to->succeeded / (double)n : 0;
}

static void set_count(json_t *data, const char *key, size_t n)
{
	json_object_set_new(data, key, json_integer((json_int_t)n));
}

static void set_rate(json_t *data, const struct event_log *to)
{
	json_object_set_new(data, "success_rate",
			    json_real(event_log_rate(to)));
}

static void set_metrics(json_t *data, const struct event_log *to)
{
	json_t *metrics = json_object();

	set_count(metrics, "total_processed", event_log_processed(to));
	set_count(metrics, "success_count", to->succeeded);
	set_count(metrics, "failed_count", to->failed);
	set_rate(metrics, to);
	json_object_set_new(data, "metrics", metrics);
}

/* A payload that begins with this text. */
static json_t *data_of(const char *key, const char *text)
{
	json_t *data = json_object();

	json_set_string(data, key, text);
	return data;
}

static void event_log_check(struct event_log *to)
{
	size_t n = event_log_processed(to);
	double threshold =
		n == CHECK_EARLY ? CHECK_EARLY_THRESHOLD : CHECK_THRESHOLD;
	json_t *data;

	if (n != CHECK_EARLY && n % CHECK_EVERY != 0)
		return;
	data = json_object();
	if (event_log_rate(to) < threshold) {
		set_count(data, "sequence", to->offset + n);
		set_rate(data, to);
		json_object_set_new(data, "threshold", json_real(threshold));
		store_put_event(to->store, "validation.warning", data);
	} else {
		set_count(data, "checkpoint", to->offset + n);
		json_set_string(data, "status", "passed");
		set_rate(data, to);
		store_put_event(to->store, "validation.checkpoint", data);
	}
}

void event_log_started(struct event_log *to, size_t total)
{
	json_t *data = data_of("run_id", to->run_id);

	set_count(data, "total_specimens", total);
	json_set_string(data, "model", to->model);
	json_set_string(data, "model_id", to->model);
	set_count(data, "offset", to->offset);
	to->started = true;
	store_put_event(to->store, "extraction.started", data);
}

static json_t *data_of_sheet(const struct event_log *to,
			     const char *specimen_id, size_t sequence)
{
	json_t *data = data_of("specimen_id", specimen_id);

	set_count(data, "sequence", to->offset + sequence);
	return data;
}

void event_log_processing(struct event_log *to, const char *specimen_id,
			  size_t sequence)
{
	store_put_event(to->store, "specimen.processing",
			data_of_sheet(to, specimen_id, sequence));
}

void event_log_completed(struct event_log *to, const char *specimen_id,
			 size_t sequence, size_t fields)
{
	json_t *data = data_of_sheet(to, specimen_id, sequence);
	json_t *result = json_object();

	to->succeeded++;
	json_object_set_new(result, "success", json_true());
	set_count(result, "fields_extracted", fields);
	json_object_set_new(data, "result", result);
	set_metrics(data, to);
	store_put_event(to->store, "specimen.completed", data);
	event_log_check(to);
}

void event_log_failed(struct event_log *to, const char *specimen_id,
		      size_t sequence, const char *error)
{
	json_t *data = data_of_sheet(to, specimen_id, sequence);

	to->failed++;
	json_set_string(data, "error", error);
	set_metrics(data, to);
	store_put_event(to->store, "specimen.failed", data);
	event_log_check(to);
}

void event_log_retrying(struct event_log *to, const char *specimen_id,
			size_t sequence, int attempt, double wait_s,
			const char *reason)
{
	json_t *data = data_of_sheet(to, specimen_id, sequence);

	json_object_set_new(data, "attempt", json_integer(attempt));
	json_object_set_new(data, "wait_s", json_real(wait_s));
	json_set_string(data, "reason", reason);
	store_put_event(to->store, "specimen.retrying", data);
}

void event_log_limited(struct event_log *to, const char *scope,
		       const char *name, double wait_s, const char *reason)
{
	char until[CLOCK_STAMP_SIZE];
	json_t *data = data_of("scope", scope);

	clock_stamp_after(wait_s, until);
	json_set_string(data, "name", name);
	json_set_string(data, "until", until);
	json_set_string(data, "reason", reason);
	store_put_event(to->store, "rate.limited", data);
}

void event_log_key_disabled(struct event_log *to, const char *fingerprint,
			    const char *reason)
{
	json_t *data = data_of("key", fingerprint);

	json_set_string(data, "reason", reason);
	store_put_event(to->store, "key.disabled", data);
}

void event_log_fallback(struct event_log *to, const char *from,
			const char *model, const char *reason)
{
	json_t *data = data_of("from", from);

	json_set_string(data, "to", model);
	json_set_string(data, "reason", reason);
	store_put_event(to->store, "model.fallback", data);
}

void event_log_budget(struct event_log *to, double spent_usd, double budget_usd)
{
	json_t *data = data_of("run_id", to->run_id);

	json_object_set_new(data, "spent_usd", json_real(spent_usd));
	json_object_set_new(data, "budget_usd", json_real(budget_usd));
	store_put_event(to->store, "budget.reached", data);
}

void event_log_breaker(struct event_log *to, const char *error)
{
	json_t *data = data_of("reason", "early_validation_failed");

	set_rate(data, to);
	set_count(data, "checkpoint", to->offset + event_log_processed(to));
	json_object_set_new(data, "threshold",
			    json_real(CHECK_EARLY_THRESHOLD));
	json_set_string(data, "error", error);
	store_put_event(to->store, "extraction.failed", data);
}

void event_log_paused(struct event_log *to, const char *reason)
{
	json_t *data;

	if (!to->started)
		return;
	data = data_of("run_id", to->run_id);
	json_set_string(data, "reason", reason);
	store_put_event(to->store, "run.paused", data);
}

void event_log_resumed(struct event_log *to)
{
	if (to->started)
		store_put_event(to->store, "run.resumed",
				data_of("run_id", to->run_id));
}

void event_log_finished(struct event_log *to)
{
	json_t *data;

	if (!to->started)
		return;
	data = data_of("run_id", to->run_id);
	set_count(data, "total_processed", event_log_processed(to));
	set_count(data, "successful", to->succeeded);
	set_count(data, "failed", to->failed);
	set_rate(data, to);
	store_put_event(to->store, "extraction.completed", data);
}

void event_log_broken(struct event_log *to, const char *reason)
{
	json_t *data;

	if (!to->started)
		return;
	data = data_of("run_id", to->run_id);
	json_set_string(data, "reason", reason);
	set_rate(data, to);
	store_put_event(to->store, "extraction.failed", data);
}
