/*
 * json.c: a view as JSON, made in one place for all who send it. See view.h;
 * the keys stand in vasculum-formats(5), "What is watched".
 *
 * 1. What is not known is null, or its key is absent where the whole part of
 *    it is not there; keys are never renamed.
 */
#include "config.h"

#include "watch/view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "run/index/counts.h"
#include "run/record/specimen.h"

/* Numbers as short as they mean something; null below `low`. */
static void set_real(json_t *object, const char *key, double value, double low,
		     double unit)
{
	json_object_set_new(object, key,
			    isfinite(value) && value >= low
				    ? json_real(round(value * unit) / unit)
				    : json_null());
}

static void set_figure(json_t *object, const char *key, double value)
{
	set_real(object, key, value, 0, 1e3);
}

static void set_money(json_t *object, const char *key, double value)
{
	set_real(object, key, value, 0, 1e6);
}

static void set_count(json_t *object, const char *key, int64_t n)
{
	json_object_set_new(object, key,
			    n >= 0 ? json_integer((json_int_t)n) : json_null());
}

/* Seconds since 1970 as RFC 3339; null where they are not known. */
static void set_time(json_t *object, const char *key, double at)
{
	time_t whole = (time_t)at;
	char text[40];
	struct tm tm;

	if (!(at >= 0 && at < 253402300800.0) ||
	    gmtime_r(&whole, &tm) == NULL ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		json_object_set_new(object, key, json_null());
	else
		json_set_string(object, key, text);
}

/* --- parts ---------------------------------------------------------------- */

static json_t *session_json(const struct watch_session *s)
{
	json_t *object = json_object();

	json_set_string(object, "run_id", s->run_id);
	json_set_string(object, "model", s->model);
	json_set_string(object, "started", s->started);
	json_set_string(object, "last", s->last);
	set_count(object, "retried", s->retried);
	json_object_set_new(object, "partial", json_boolean(s->partial));
	if (s->reason[0] != '\0')
		json_set_string(object, "reason", s->reason);
	return object;
}

static json_t *kinds_json(const struct watch_view *view)
{
	json_t *object = json_object();

	for (size_t i = 0; i < view->n_kinds; i++)
		set_count(object, view->kinds[i].kind, view->kinds[i].n);
	return object;
}

static json_t *models_json(const struct watch_outcomes *outcomes)
{
	json_t *array = json_array();

	for (size_t i = 0; i < outcomes->n_models; i++) {
		const struct watch_model *model = &outcomes->models[i];
		json_t *object = json_object();

		json_set_string(object, "model", model->model);
		set_count(object, "succeeded", model->succeeded);
		set_count(object, "failed", model->failed);
		set_money(object, "cost_usd", model->cost_usd);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *records_json(const struct watch_records *records)
{
	const struct index_counts *c = &records->counts;
	json_t *object = json_object(), *by = json_object();

	set_count(object, "sheets", (int64_t)c->sheets);
	set_count(object, "extracted", (int64_t)c->extracted);
	set_count(object, "failed", (int64_t)c->failed);
	set_count(object, "flagged", (int64_t)c->flagged);
	set_count(object, "blank", (int64_t)c->blank);
	for (size_t i = 0; i < STATUS_COUNT; i++)
		set_count(by, status_word((enum status)i),
			  (int64_t)c->by_status[i]);
	json_object_set_new(object, "by_status", by);
	by = json_object();
	for (size_t i = 0; i < PRIORITY_COUNT; i++)
		set_count(by, priority_word((enum priority)i),
			  (int64_t)c->by_priority[i]);
	json_object_set_new(object, "by_priority", by);
	set_figure(object, "completeness_mean", c->completeness_mean);
	set_figure(object, "soundness_mean", c->soundness_mean);
	set_figure(object, "doubt_mean", c->doubt_mean);
	set_count(object, "behind_bytes", (int64_t)records->behind);
	json_object_set_new(object, "making", json_boolean(records->making));
	return object;
}

/* By the index; of what has none, what the lines fill. */
static json_t *fields_json(const struct watch_view *view)
{
	const struct watch_records *records = &view->figures.records;
	const struct watch_outcomes *outcomes = &view->outcomes;
	bool known = records->known && records->n_fields > 0;
	size_t n = known ? records->n_fields : outcomes->n_terms;
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++) {
		const struct watch_field *field = &records->fields[i];
		json_t *object = json_object();

		json_set_string(object, "term",
				known ? field->name : outcomes->terms[i].name);
		set_count(object, "filled",
			  known ? (int64_t)field->filled
				: outcomes->terms[i].filled);
		set_count(object, "sound", known ? (int64_t)field->sound : -1);
		set_count(object, "seen",
			  known && records->looked ? (int64_t)field->seen : -1);
		json_object_set_new(object, "required",
				    json_boolean(known && field->required));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *chunk_json(const struct watch_chunk *chunk)
{
	json_t *object = json_object();

	json_set_string(object, "chunk", chunk->id);
	json_set_string(object, "batch_id", chunk->batch_id);
	json_set_string(object, "model", chunk->model);
	json_set_string(object, "state", chunk->state);
	json_set_string(object, "status", chunk->status);
	set_count(object, "requests", (int64_t)chunk->requests);
	set_count(object, "completed", chunk->completed);
	set_count(object, "failed", chunk->failed);
	set_time(object, "submitted", (double)chunk->submitted_at);
	set_time(object, "ends_by", (double)chunk->ends_at);
	set_money(object, "cost_usd", chunk->cost_usd);
	set_money(object, "reserved_usd", chunk->reserved_usd);
	if (chunk->why[0] != '\0')
		json_set_string(object, "why", chunk->why);
	return object;
}

static json_t *batches_json(const struct watch_batches *batches)
{
	json_t *object = json_object(), *chunks = json_array();

	for (size_t i = 0; i < batches->n_chunks; i++)
		json_array_append_new(chunks, chunk_json(&batches->chunks[i]));
	set_count(object, "n", (int64_t)batches->n);
	set_count(object, "open", (int64_t)batches->n_open);
	set_count(object, "unresolved", (int64_t)batches->n_unresolved);
	set_count(object, "in_flight", (int64_t)batches->in_flight);
	set_money(object, "cost_usd", batches->cost_usd);
	set_money(object, "reserved_usd", batches->reserved_usd);
	set_money(object, "may_usd", batches->may_usd);
	json_object_set_new(object, "chunks", chunks);
	return object;
}

static json_t *curators_json(const struct watch_curators *curators, bool people)
{
	json_t *array = json_array();

	for (size_t i = 0; i < curators->n; i++) {
		const struct watch_curator *curator = &curators->items[i];
		json_t *object = json_object();
		double per_hour = pace_per_hour(&curator->pace);

		if (people)
			json_set_string(object, "who", curator->who);
		json_set_string(object, "specimen_id", curator->id);
		set_time(object, "since", curator->since);
		set_count(object, "decided_today",
			  (int64_t)curator->pace.decided);
		set_figure(object, "per_hour", per_hour > 0 ? per_hour : -1);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *work_json(const struct watch_view *view)
{
	json_t *array = json_array();

	for (size_t i = 0; i < view->log.n_work; i++) {
		const struct watch_working *work = &view->log.work[i];
		json_t *object = json_object();

		json_set_string(object, "specimen_id", work->id);
		set_time(object, "since", work->since);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *sheet_json(const struct watch_sheet *sheet)
{
	json_t *object = json_object(), *values = json_array();

	for (size_t i = 0; i < sheet->n_values; i++) {
		const struct watch_value *value = &sheet->values[i];
		json_t *item = json_object();

		json_set_string(item, "term", value->term);
		json_set_string(item, "value", value->value);
		set_figure(item, "confidence", value->confidence);
		json_array_append_new(values, item);
	}
	json_set_string(object, "specimen_id", sheet->id);
	json_set_string(object, "image", sheet->image);
	json_set_string(object, "model", sheet->model);
	set_time(object, "at", sheet->at);
	if (sheet->label.w > 0)
		json_object_set_new(object, "label",
				    json_pack("[i,i,i,i]", sheet->label.x,
					      sheet->label.y, sheet->label.w,
					      sheet->label.h));
	set_count(object, "turn", sheet->turn);
	set_count(object, "fields", (int64_t)sheet->n_fields);
	json_object_set_new(object, "values", values);
	return object;
}

static json_t *failed_json(const struct watch_outcomes *outcomes)
{
	json_t *array = json_array();

	for (size_t i = 0; i < outcomes->n_failed; i++)
		json_array_append_new(
			array,
			json_pack("{s:s, s:s}", "sheet",
				  outcomes->failed_last[i].sheet, "error",
				  outcomes->failed_last[i].error));
	return array;
}

/* Minutes in their order, those without a sheet left out. */
static json_t *throughput_json(const struct watch_log *log)
{
	json_t *array = json_array();
	int64_t last = 0;

	for (size_t i = 0; i < WATCH_MINUTES; i++)
		if (log->minutes[i].minute > last)
			last = log->minutes[i].minute;
	for (int64_t m = last - WATCH_MINUTES + 1; m <= last; m++) {
		const struct watch_minute *minute =
			&log->minutes[m > 0 ? m % WATCH_MINUTES : 0];
		json_t *object;

		if (m <= 0 || minute->minute != m)
			continue;
		object = json_object();
		set_time(object, "minute", (double)m * 60);
		set_count(object, "succeeded", minute->succeeded);
		set_count(object, "failed", minute->failed);
		json_array_append_new(array, object);
	}
	return array;
}

/* --- the whole ------------------------------------------------------------ */

static void view_set_head(const struct watch_view *view, json_t *object)
{
	json_set_string(object, "name", view->name);
	json_set_string(object, "kind", watch_kind_word(view->kind));
	json_set_string(object, "run_id",
			view->run_id[0] != '\0' ? view->run_id
						: view->log.session.run_id);
	json_set_string(object, "state", watch_state_word(view->state));
	set_time(object, "at", view->now);
	json_object_set_new(object, "live", json_boolean(view->live));
	set_count(object, "revision", (int64_t)view->revision);
	if (view->log_id[0] != '\0')
		json_set_string(object, "log_id", view->log_id);
	if (view->trouble[0] != '\0')
		json_set_string(object, "trouble", view->trouble);
}

/* Ninety-nine and a bit are not all of them, however it is rounded. */
static double view_success(const struct watch_view *view)
{
	double good = watch_view_success(view);

	return view->failed > 0 && good > 0.999 ? 0.999 : good;
}

static void view_set_progress(const struct watch_view *view, json_t *object)
{
	set_count(object, "total", view->total > 0 ? (int64_t)view->total : -1);
	set_count(object, "done", (int64_t)view->done);
	set_count(object, "succeeded", (int64_t)view->succeeded);
	set_count(object, "failed", (int64_t)view->failed);
	set_figure(object, "success_rate", view_success(view));
	set_figure(object, "per_minute", view->per_minute);
	set_figure(object, "eta_s", view->eta_s);
	set_figure(object, "elapsed_s", view->elapsed_s);
	set_money(object, "cost_usd", view->cost_usd);
	set_money(object, "budget_usd",
		  view->budget_usd > 0 ? view->budget_usd : -1);
	set_money(object, "projected_usd", view->projected_usd);
	json_object_set_new(object, "failures", kinds_json(view));
	json_object_set_new(object, "failed_last",
			    failed_json(&view->outcomes));
}

json_t *watch_view_json(const struct watch_view *view, bool people)
{
	const struct watch_figures *figures = &view->figures;
	json_t *object = json_object();

	view_set_head(view, object);
	view_set_progress(view, object);
	if (view->log.session.phase != WATCH_PHASE_NONE)
		json_object_set_new(object, "session",
				    session_json(&view->log.session));
	json_object_set_new(object, "models", models_json(&view->outcomes));
	if (figures->records.known)
		json_object_set_new(object, "records",
				    records_json(&figures->records));
	json_object_set_new(object, "fields", fields_json(view));
	if (figures->batches.n > 0)
		json_object_set_new(object, "batches",
				    batches_json(&figures->batches));
	json_object_set_new(object, "curators",
			    curators_json(&figures->curators, people));
	json_object_set_new(object, "work", work_json(view));
	if (view->outcomes.have_last)
		json_object_set_new(object, "last",
				    sheet_json(&view->outcomes.last));
	json_object_set_new(object, "throughput", throughput_json(&view->log));
	return object;
}

json_t *watch_event_json(const struct watch_event *event, bool people)
{
	json_t *object = json_object();
	bool hides = event->class == WATCH_REVIEW && !people;

	set_count(object, "seq", (int64_t)event->seq);
	set_count(object, "offset", (int64_t)event->offset);
	set_time(object, "at", event->at);
	json_set_string(object, "class", watch_class_word(event->class));
	json_set_string(object, "type", event->type);
	if (event->id[0] != '\0')
		json_set_string(object, "specimen_id", event->id);
	if (event->sheet[0] != '\0')
		json_set_string(object, "sheet", event->sheet);
	if (event->text[0] != '\0' && !hides)
		json_set_string(object, "text", event->text);
	return object;
}
