/*
 * routes.c: what can be asked for. See routes.h.
 */
#include "config.h"

#include "serve/routes.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "serve/answer/metrics.h"
#include "serve/answer/records.h"
#include "serve/feed.h"
#include "serve/steer/steer.h"

static const char type_of_json[] = "application/json; charset=utf-8";

/* --- replies -------------------------------------------------------------- */

void reply_done(struct reply *reply)
{
	bytes_done(&reply->body);
}

static void reply_json(struct reply *reply, const json_t *json)
{
	reply->status = 200;
	reply->type = type_of_json;
	json_write_line(json, &reply->body);
}

void reply_error(struct reply *reply, unsigned int status, const char *words)
{
	json_t *json CLEANUP(json_release) = json_object();

	bytes_clear(&reply->body);
	json_set_string(json, "error", words);
	reply_json(reply, json);
	reply->status = status;
}

void reply_fail(struct reply *reply, const struct error *err)
{
	static const struct {
		enum error_kind kind;
		unsigned int status;
	} statuses[] = {
		{ERROR_USAGE, 400},
		{ERROR_NOT_FOUND, 404},
		{ERROR_BUSY, 503},
		{ERROR_STALE, 409},
	};

	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		if (statuses[i].kind == err->kind) {
			reply_error(reply, statuses[i].status, err->text);
			return;
		}
	reply_error(reply, 500, err->text);
}

/* --- answers -------------------------------------------------------------- */

struct rack_run *route_run(const struct route_desk *desk,
			   const struct query *query, struct reply *ret)
{
	struct rack_run *run = rack_find(desk->rack, query->run);
	struct error err = {0};

	if (run == NULL)
		reply_error(ret, 404,
			    "there is no run of that name here; "
			    "/api/runs lists them");
	else if (rack_open(desk->rack, run, desk->now_ms, &err) < 0)
		reply_fail(ret, &err);
	else
		return run;
	return NULL;
}

static void answer_runs(const struct route_desk *desk,
			const struct query *query, struct reply *ret)
{
	json_t *json CLEANUP(json_release) = json_object();

	(void)query;
	json_object_set_new(json, "runs",
			    rack_list_json(desk->rack, desk->now_ms));
	json_object_set_new(json, "control", json_boolean(desk->hands != NULL));
	reply_json(ret, json);
}

static void answer_status(const struct route_desk *desk,
			  const struct query *query, struct reply *ret)
{
	struct rack_run *run = route_run(desk, query, ret);

	if (run == NULL)
		return;
	ret->status = 200;
	ret->type = type_of_json;
	bytes_append_str(&ret->body, rack_status(desk->rack, run));
	bytes_append_char(&ret->body, '\n');
}

static void answer_events(const struct route_desk *desk,
			  const struct query *query, struct reply *ret)
{
	struct rack_run *run = route_run(desk, query, ret);
	json_t *json CLEANUP(json_release) = NULL;

	if (run == NULL)
		return;
	json = feed_events_json(watch_view(run->watch), query->last,
				desk->people);
	reply_json(ret, json);
}

/* Of a run with an index. */
static void answer_of_index(const struct route_desk *desk,
			    const struct query *query, struct reply *ret,
			    int (*make)(struct index *index,
					const struct query *query, json_t **ret,
					struct error *err))
{
	struct rack_run *run = route_run(desk, query, ret);
	json_t *json CLEANUP(json_release) = NULL;
	struct index *index;
	struct error err = {0};

	if (run == NULL)
		return;
	index = watch_index(run->watch);
	if (index == NULL)
		reply_error(ret, 404, "this run has no index to ask (yet)");
	else if (make(index, query, &json, &err) < 0)
		reply_fail(ret, &err);
	else
		reply_json(ret, json);
}

static void answer_records(const struct route_desk *desk,
			   const struct query *query, struct reply *ret)
{
	answer_of_index(desk, query, ret, records_json);
}

static void answer_record(const struct route_desk *desk,
			  const struct query *query, struct reply *ret)
{
	answer_of_index(desk, query, ret, record_json);
}

static void answer_metrics(const struct route_desk *desk,
			   const struct query *query, struct reply *ret)
{
	json_t *runs CLEANUP(json_release) =
		rack_list_json(desk->rack, desk->now_ms);

	(void)query;
	ret->status = 200;
	ret->type = "text/plain; version=0.0.4; charset=utf-8";
	metrics_write(runs, &ret->body);
}

/* --- what is changed ------------------------------------------------------ */

/* Whether that may be; else *ret says that it may not. */
static bool route_may_steer(const struct route_desk *desk, struct reply *ret)
{
	if (desk->hands != NULL)
		return true;
	reply_error(ret, 403,
		    "this server shows runs and changes nothing; start it with "
		    "--control to steer them");
	return false;
}

static void answer_control(const struct route_desk *desk,
			   const struct query *query, struct reply *ret)
{
	json_t *json CLEANUP(json_release) = NULL;
	struct rack_run *run;
	struct error err = {0};

	if (!route_may_steer(desk, ret))
		return;
	run = route_run(desk, query, ret);
	if (run == NULL)
		return;
	if (steer_json(desk->hands, run->watch, query->budget, &json, &err) < 0)
		reply_fail(ret, &err);
	else
		reply_json(ret, json);
}

/* Done to the run that is named, never to "the newest". */
static void change_control(const struct route_desk *desk, const json_t *order,
			   struct reply *ret)
{
	const struct query query = {.run = json_string_at(order, "run")};
	struct rack_run *run;
	struct error err = {0};

	if (!route_may_steer(desk, ret))
		return;
	if (query.run == NULL || query.run[0] == '\0') {
		reply_error(ret, 400, "say which run");
		return;
	}
	run = route_run(desk, &query, ret);
	if (run == NULL)
		return;
	if (steer_do(desk->hands, run->watch, order, &err) < 0) {
		reply_fail(ret, &err);
		return;
	}
	reply_json(ret, order);
	ret->status = 202;
}

/* --- the table ------------------------------------------------------------ */

static const struct route routes[] = {
	{"/", ROUTE_PAGE, NULL, NULL},
	{"/login", ROUTE_LOGIN, NULL, NULL},
	{"/api/runs", ROUTE_TEXT, answer_runs, NULL},
	{"/api/status", ROUTE_TEXT, answer_status, NULL},
	{"/api/events", ROUTE_EVENTS, answer_events, NULL},
	{"/api/records", ROUTE_TEXT, answer_records, NULL},
	{"/api/record", ROUTE_TEXT, answer_record, NULL},
	{"/picture", ROUTE_PICTURE, NULL, NULL},
	{"/metrics", ROUTE_TEXT, answer_metrics, NULL},
	{"/api/control", ROUTE_TEXT, answer_control, change_control},
};

const struct route *route_find(const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		if (strcmp(routes[i].path, path) == 0)
			return &routes[i];
	return NULL;
}
