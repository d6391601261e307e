/*
 * event_log.c: the events of an extraction. See event_log.h.
 *
 * 1. "completed" and "failed" are said after the outcome is durable, so the
 *    events never claim more than raw.jsonl holds.
 */
#include "config.h"

#include "extract/worker/event_log.h"

#include <jansson.h>

#include "base/clock.h"
#include "base/json.h"

#define CHECK_EARLY	      5
#define CHECK_EARLY_THRESHOLD 0.5
#define CHECK_EVERY	      50
#define CHECK_THRESHOLD	      0.7

static size_t announce_processed(const struct announcer *to)
{
	return to->succeeded + to->failed;
}

static double announce_rate(const struct announcer *to)
{
	size_t n = announce_processed(to);

	return n > 0 ? (double)to->succeeded / (double)n : 0;
}

static void set_count(json_t *data, const char *key, size_t n)
{
	json_object_set_new(data, key, json_integer((json_int_t)n));
}

static void set_rate(json_t *data, const struct announcer *to)
{
	json_object_set_new(data, "success_rate", json_real(announce_rate(to)));
}

static void set_metrics(json_t *data, const struct announcer *to)
{
	json_t *metrics = json_object();

	set_count(metrics, "total_processed", announce_processed(to));
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

static void announce_check(struct announcer *to)
{
	size_t n = announce_processed(to);
	double threshold =
		n == CHECK_EARLY ? CHECK_EARLY_THRESHOLD : CHECK_THRESHOLD;
	json_t *data;

	if (n != CHECK_EARLY && n % CHECK_EVERY != 0)
		return;
	data = json_object();
	if (announce_rate(to) < threshold) {
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

void announce_started(struct announcer *to, size_t total)
{
	json_t *data = data_of("run_id", to->run_id);

	set_count(data, "total_specimens", total);
	json_set_string(data, "model", to->model);
	json_set_string(data, "model_id", to->model);
	set_count(data, "offset", to->offset);
	to->started = true;
	store_put_event(to->store, "extraction.started", data);
}

static json_t *data_of_sheet(const struct announcer *to,
			     const char *specimen_id, size_t sequence)
{
	json_t *data = data_of("specimen_id", specimen_id);

	set_count(data, "sequence", to->offset + sequence);
	return data;
}

void announce_processing(struct announcer *to, const char *specimen_id,
			 size_t sequence)
{
	store_put_event(to->store, "specimen.processing",
			data_of_sheet(to, specimen_id, sequence));
}

void announce_completed(struct announcer *to, const char *specimen_id,
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
	announce_check(to);
}

void announce_failed(struct announcer *to, const char *specimen_id,
		     size_t sequence, const char *error)
{
	json_t *data = data_of_sheet(to, specimen_id, sequence);

	to->failed++;
	json_set_string(data, "error", error);
	set_metrics(data, to);
	store_put_event(to->store, "specimen.failed", data);
	announce_check(to);
}

void announce_retrying(struct announcer *to, const char *specimen_id,
		       size_t sequence, int attempt, double wait_s,
		       const char *reason)
{
	json_t *data = data_of_sheet(to, specimen_id, sequence);

	json_object_set_new(data, "attempt", json_integer(attempt));
	json_object_set_new(data, "wait_s", json_real(wait_s));
	json_set_string(data, "reason", reason);
	store_put_event(to->store, "specimen.retrying", data);
}

void announce_limited(struct announcer *to, const char *scope, const char *name,
		      double wait_s, const char *reason)
{
	char until[CLOCK_STAMP_SIZE];
	json_t *data = data_of("scope", scope);

	clock_stamp_after(wait_s, until);
	json_set_string(data, "name", name);
	json_set_string(data, "until", until);
	json_set_string(data, "reason", reason);
	store_put_event(to->store, "rate.limited", data);
}

void announce_key_disabled(struct announcer *to, const char *fingerprint,
			   const char *reason)
{
	json_t *data = data_of("key", fingerprint);

	json_set_string(data, "reason", reason);
	store_put_event(to->store, "key.disabled", data);
}

void announce_fallback(struct announcer *to, const char *from,
		       const char *model, const char *reason)
{
	json_t *data = data_of("from", from);

	json_set_string(data, "to", model);
	json_set_string(data, "reason", reason);
	store_put_event(to->store, "model.fallback", data);
}

void announce_budget(struct announcer *to, double spent_usd, double budget_usd)
{
	json_t *data = data_of("run_id", to->run_id);

	json_object_set_new(data, "spent_usd", json_real(spent_usd));
	json_object_set_new(data, "budget_usd", json_real(budget_usd));
	store_put_event(to->store, "budget.reached", data);
}

void announce_breaker(struct announcer *to, const char *error)
{
	json_t *data = data_of("reason", "early_validation_failed");

	set_rate(data, to);
	set_count(data, "checkpoint", to->offset + announce_processed(to));
	json_object_set_new(data, "threshold",
			    json_real(CHECK_EARLY_THRESHOLD));
	json_set_string(data, "error", error);
	store_put_event(to->store, "extraction.failed", data);
}

void announce_paused(struct announcer *to, const char *reason)
{
	json_t *data;

	if (!to->started)
		return;
	data = data_of("run_id", to->run_id);
	json_set_string(data, "reason", reason);
	store_put_event(to->store, "run.paused", data);
}

void announce_resumed(struct announcer *to)
{
	if (to->started)
		store_put_event(to->store, "run.resumed",
				data_of("run_id", to->run_id));
}

void announce_finished(struct announcer *to)
{
	json_t *data;

	if (!to->started)
		return;
	data = data_of("run_id", to->run_id);
	set_count(data, "total_processed", announce_processed(to));
	set_count(data, "successful", to->succeeded);
	set_count(data, "failed", to->failed);
	set_rate(data, to);
	store_put_event(to->store, "extraction.completed", data);
}

void announce_broken(struct announcer *to, const char *reason)
{
	json_t *data;

	if (!to->started)
		return;
	data = data_of("run_id", to->run_id);
	json_set_string(data, "reason", reason);
	set_rate(data, to);
	store_put_event(to->store, "extraction.failed", data);
}
