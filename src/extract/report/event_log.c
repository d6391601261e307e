/*
 * event_log.c: the events of an extraction. See event_log.h.
 *
 * 1. "completed" and "failed" are said after the outcome is durable, so the
 *    events never claim more than raw.jsonl holds.
 */
#include "config.h"

#include "extract/report/event_log.h"

#include <jansson.h>

#include "base/json/json.h"
#include "base/time/clock.h"

#define CHECK_EARLY	      5
#define CHECK_EARLY_THRESHOLD 0.5
#define CHECK_EVERY	      50
#define CHECK_THRESHOLD	      0.7

static size_t event_log_processed(const struct event_log *log)
{
	return log->succeeded + log->failed;
}

static double event_log_rate(const struct event_log *log)
{
	size_t n = event_log_processed(log);

	return n > 0 ? (double)log->succeeded / (double)n : 0;
}

static void set_count(json_t *data, const char *key, size_t n)
{
	json_object_set_new(data, key, json_integer((json_int_t)n));
}

static void set_rate(json_t *data, const struct event_log *log)
{
	json_object_set_new(data, "success_rate",
			    json_real(event_log_rate(log)));
}

static void set_metrics(json_t *data, const struct event_log *log)
{
	json_t *metrics = json_object();

	set_count(metrics, "total_processed", event_log_processed(log));
	set_count(metrics, "success_count", log->succeeded);
	set_count(metrics, "failed_count", log->failed);
	set_rate(metrics, log);
	json_object_set_new(data, "metrics", metrics);
}

/* A payload that begins with this text. */
static json_t *data_of(const char *key, const char *text)
{
	json_t *data = json_object();

	json_set_string(data, key, text);
	return data;
}

static void event_log_check(struct event_log *log)
{
	size_t n = event_log_processed(log);
	double threshold =
		n == CHECK_EARLY ? CHECK_EARLY_THRESHOLD : CHECK_THRESHOLD;
	json_t *data;

	if (n != CHECK_EARLY && n % CHECK_EVERY != 0)
		return;
	data = json_object();
	if (event_log_rate(log) < threshold) {
		set_count(data, "sequence", log->offset + n);
		set_rate(data, log);
		json_object_set_new(data, "threshold", json_real(threshold));
		store_put_event(log->store, "validation.warning", data);
	} else {
		set_count(data, "checkpoint", log->offset + n);
		json_set_string(data, "status", "passed");
		set_rate(data, log);
		store_put_event(log->store, "validation.checkpoint", data);
	}
}

void event_log_started(struct event_log *log, size_t total)
{
	json_t *data = data_of("run_id", log->run_id);

	set_count(data, "total_specimens", total);
	json_set_string(data, "model", log->model);
	json_set_string(data, "model_id", log->model);
	set_count(data, "offset", log->offset);
	log->started = true;
	store_put_event(log->store, "extraction.started", data);
}

static json_t *data_of_sheet(const struct event_log *log,
			     const char *specimen_id, size_t sequence)
{
	json_t *data = data_of("specimen_id", specimen_id);

	set_count(data, "sequence", log->offset + sequence);
	return data;
}

void event_log_processing(struct event_log *log, const char *specimen_id,
			  size_t sequence)
{
	store_put_event(log->store, "specimen.processing",
			data_of_sheet(log, specimen_id, sequence));
}

void event_log_completed(struct event_log *log, const char *specimen_id,
			 size_t sequence, size_t fields)
{
	json_t *data = data_of_sheet(log, specimen_id, sequence);
	json_t *result = json_object();

	log->succeeded++;
	json_object_set_new(result, "success", json_true());
	set_count(result, "fields_extracted", fields);
	json_object_set_new(data, "result", result);
	set_metrics(data, log);
	store_put_event(log->store, "specimen.completed", data);
	event_log_check(log);
}

void event_log_failed(struct event_log *log, const char *specimen_id,
		      size_t sequence, const char *error)
{
	json_t *data = data_of_sheet(log, specimen_id, sequence);

	log->failed++;
	json_set_string(data, "error", error);
	set_metrics(data, log);
	store_put_event(log->store, "specimen.failed", data);
	event_log_check(log);
}

void event_log_retrying(struct event_log *log, const char *specimen_id,
			size_t sequence, int attempt, double wait_s,
			const char *reason)
{
	json_t *data = data_of_sheet(log, specimen_id, sequence);

	json_object_set_new(data, "attempt", json_integer(attempt));
	json_object_set_new(data, "wait_s", json_real(wait_s));
	json_set_string(data, "reason", reason);
	store_put_event(log->store, "specimen.retrying", data);
}

void event_log_limited(struct event_log *log, const char *scope,
		       const char *name, double wait_s, const char *reason)
{
	char until[CLOCK_STAMP_SIZE];
	json_t *data = data_of("scope", scope);

	clock_stamp_after(wait_s, until);
	json_set_string(data, "name", name);
	json_set_string(data, "until", until);
	json_set_string(data, "reason", reason);
	store_put_event(log->store, "rate.limited", data);
}

void event_log_key_disabled(struct event_log *log, const char *fingerprint,
			    const char *reason)
{
	json_t *data = data_of("key", fingerprint);

	json_set_string(data, "reason", reason);
	store_put_event(log->store, "key.disabled", data);
}

void event_log_fallback(struct event_log *log, const char *from,
			const char *model, const char *reason)
{
	json_t *data = data_of("from", from);

	json_set_string(data, "to", model);
	json_set_string(data, "reason", reason);
	store_put_event(log->store, "model.fallback", data);
}

void event_log_budget(struct event_log *log, double spent_usd,
		      double budget_usd)
{
	json_t *data = data_of("run_id", log->run_id);

	json_object_set_new(data, "spent_usd", json_real(spent_usd));
	json_object_set_new(data, "budget_usd", json_real(budget_usd));
	store_put_event(log->store, "budget.reached", data);
}

void event_log_breaker(struct event_log *log, const char *error)
{
	json_t *data = data_of("reason", "early_validation_failed");

	set_rate(data, log);
	set_count(data, "checkpoint", log->offset + event_log_processed(log));
	json_object_set_new(data, "threshold",
			    json_real(CHECK_EARLY_THRESHOLD));
	json_set_string(data, "error", error);
	store_put_event(log->store, "extraction.failed", data);
}

void event_log_paused(struct event_log *log, const char *reason)
{
	json_t *data;

	if (!log->started)
		return;
	data = data_of("run_id", log->run_id);
	json_set_string(data, "reason", reason);
	set_count(data, "skipped", log->skipped);
	store_put_event(log->store, "run.paused", data);
}

void event_log_resumed(struct event_log *log)
{
	if (log->started)
		store_put_event(log->store, "run.resumed",
				data_of("run_id", log->run_id));
}

void event_log_finished(struct event_log *log)
{
	json_t *data;

	if (!log->started)
		return;
	data = data_of("run_id", log->run_id);
	set_count(data, "total_processed", event_log_processed(log));
	set_count(data, "successful", log->succeeded);
	set_count(data, "failed", log->failed);
	set_count(data, "skipped", log->skipped);
	set_rate(data, log);
	store_put_event(log->store, "extraction.completed", data);
}

void event_log_broken(struct event_log *log, const char *reason)
{
	json_t *data;

	if (!log->started)
		return;
	data = data_of("run_id", log->run_id);
	json_set_string(data, "reason", reason);
	set_rate(data, log);
	store_put_event(log->store, "extraction.failed", data);
}
