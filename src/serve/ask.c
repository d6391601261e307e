/*
 * ask.c: a request, from its head to its answer. See desk.h.
 *
 * 1. The guard judges the head before anything else is looked at.
 * 2. Every answer bears the same headers: nothing of it is kept, framed, sent
 *    on or taken for something else.
 */
#include "config.h"

#include "serve/desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "serve/answer/records.h"
#include "serve/routes.h"

#define ASK_BODY    4096 /* bytes; more is refused */
#define ASK_STREAMS 32	 /* of one address */

struct ask {
	const struct route *route; /* NULL: there is nothing of that name */
	struct bytes body;
	struct MHD_Connection *connection;
	bool waits;		 /* for a picture */
	bool gone;		 /* nobody waits for it any more */
	struct picture_job *job; /* it is made */
};

/* --- what a request says -------------------------------------------------- */

static const char *ask_header(struct MHD_Connection *connection,
			      const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static const char *ask_argument(struct MHD_Connection *connection,
				const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND,
					   name);
}

static enum MHD_Result count_host(void *cls, enum MHD_ValueKind kind,
				  const char *key, const char *value)
{
	size_t *n = cls;

	(void)kind;
	(void)value;
	if (key != NULL && text_casecmp(key, "Host") == 0)
		(*n)++;
	return MHD_YES;
}

static struct guard_request ask_head(struct MHD_Connection *connection,
				     const struct ask *ask, const char *method)
{
	struct guard_request head = {
		.method = method,
		.host = ask_header(connection, "Host"),
		.origin = ask_header(connection, "Origin"),
		.site = ask_header(connection, "Sec-Fetch-Site"),
		.content_type = ask_header(connection, "Content-Type"),
		.authorization = ask_header(connection, "Authorization"),
		.cookie = ask_header(connection, "Cookie"),
		.bare = ask->route != NULL && ask->route->kind == ROUTE_PAGE,
		.login = ask->route != NULL && ask->route->kind == ROUTE_LOGIN,
		.takes = ask->route != NULL && ask->route->change != NULL,
	};

	MHD_get_connection_values(connection, MHD_HEADER_KIND, count_host,
				  &head.n_hosts);
	return head;
}

static struct query ask_query(struct MHD_Connection *connection)
{
	struct query query = {
		.run = ask_argument(connection, "run"),
		.id = ask_argument(connection, "id"),
		.where = ask_argument(connection, "where"),
		.sort = ask_argument(connection, "sort"),
		.offset = ask_argument(connection, "offset"),
		.limit = ask_argument(connection, "limit"),
		.label = ask_argument(connection, "label"),
		.width = ask_argument(connection, "width"),
		.budget = ask_argument(connection, "budget"),
		.last = ask_header(connection, "Last-Event-ID"),
	};

	if (query.last == NULL)
		query.last = ask_argument(connection, "after");
	return query;
}

/* --- answers -------------------------------------------------------------- */

static void put_headers(struct MHD_Response *response, const char *type,
			const char *policy)
{
	static const struct {
		const char *name, *value;
	} always[] = {
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", "no-referrer"},
		{"Cache-Control", "no-store"},
		{"X-Frame-Options", "DENY"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
	};

	for (size_t i = 0; i < ARRAY_LEN(always); i++)
		MHD_add_response_header(response, always[i].name,
					always[i].value);
	if (type != NULL)
		MHD_add_response_header(response, "Content-Type", type);
	MHD_add_response_header(response, "Content-Security-Policy",
				policy != NULL ? policy
					       : "default-src 'none'; "
						 "frame-ancestors 'none'");
}

/* A header beside those that every answer bears. */
struct ask_header_line {
	const char *name, *value;
};

static enum MHD_Result ask_send(struct MHD_Connection *connection,
				unsigned int status, const char *type,
				const char *policy, const void *data,
				size_t len, const struct ask_header_line *more)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		len, (void *)(uintptr_t)data, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result rc;

	if (response == NULL)
		return MHD_NO;
	put_headers(response, type, policy);
	if (status == MHD_HTTP_UNAUTHORIZED)
		MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
	if (more != NULL)
		MHD_add_response_header(response, more->name, more->value);
	rc = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return rc;
}

static enum MHD_Result ask_reply(struct MHD_Connection *connection,
				 struct reply *reply)
{
	enum MHD_Result rc =
		ask_send(connection, reply->status, reply->type, NULL,
			 reply->body.data, reply->body.len, NULL);

	reply_done(reply);
	return rc;
}

static enum MHD_Result ask_refuse(struct MHD_Connection *connection,
				  unsigned int status, const char *words)
{
	struct reply reply = {0};

	reply_error(&reply, status, words);
	return ask_reply(connection, &reply);
}

/* Not by this method; by which is said (RFC 9110, 15.5.6). */
static enum MHD_Result ask_refuse_method(struct MHD_Connection *connection,
					 const struct guard_request *head)
{
	const struct ask_header_line allow = {"Allow", guard_methods(head)};
	struct reply reply = {0};
	enum MHD_Result rc;

	reply_error(&reply, guard_status(GUARD_METHOD),
		    guard_words(GUARD_METHOD));
	rc = ask_send(connection, reply.status, reply.type, NULL,
		      reply.body.data, reply.body.len, &allow);
	reply_done(&reply);
	return rc;
}

static enum MHD_Result ask_page(struct server *server,
				struct MHD_Connection *connection,
				const struct guard_request *head)
{
	const struct document *page =
		&server->pages[guard_knows(&server->guard, head) ? PAGE_RUNS
								 : PAGE_LOGIN];

	return ask_send(connection, MHD_HTTP_OK, "text/html; charset=utf-8",
			page->policy.data, page->html.data, page->html.len,
			NULL);
}

/* What was sent, new reference; NULL, and *ret says why. */
static json_t *ask_body(const struct ask *ask, struct reply *ret)
{
	json_t *json = NULL;

	if (ask->body.len > ASK_BODY)
		reply_error(ret, MHD_HTTP_CONTENT_TOO_LARGE,
			    "that is too long");
	else if (ask->body.len == 0 || json_read(ask->body.data, ask->body.len,
						 &json, NULL, NULL) < 0)
		reply_error(ret, MHD_HTTP_BAD_REQUEST, "that is not JSON");
	return json;
}

/* {"token": "…"} for the cookie. */
static enum MHD_Result ask_login(struct server *server,
				 struct MHD_Connection *connection,
				 const struct ask *ask)
{
	struct reply reply = {0};
	json_t *json CLEANUP(json_release) = ask_body(ask, &reply);
	struct bytes cookie CLEANUP(bytes_done) = {0};
	struct ask_header_line line = {"Set-Cookie", NULL};
	const char *token;

	if (json == NULL)
		return ask_reply(connection, &reply);
	token = json_string_at(json, "token");
	if (token == NULL || !guard_is_token(&server->guard, token))
		return ask_refuse(connection, MHD_HTTP_UNAUTHORIZED,
				  "that is not the token of this server");
	guard_set_cookie(&server->guard, &cookie);
	line.value = cookie.data;
	return ask_send(connection, MHD_HTTP_NO_CONTENT, NULL, NULL, "", 0,
			&line);
}

/* --- streams -------------------------------------------------------------- */

static bool ask_wants_stream(struct MHD_Connection *connection,
			     const char *method)
{
	const char *accept = ask_header(connection, "Accept");

	return accept != NULL && strcmp(method, "GET") == 0 &&
	       strstr(accept, "text/event-stream") != NULL;
}

static enum MHD_Result ask_stream(struct server *server,
				  struct MHD_Connection *connection,
				  struct rack_run *run, const char *last)
{
	struct MHD_Response *response;
	enum MHD_Result rc;

	if (lives_of(server, caller_of(connection)->address) >= ASK_STREAMS)
		return ask_refuse(connection, MHD_HTTP_TOO_MANY_REQUESTS,
				  "this address has 32 streams open; close "
				  "some pages, or ask without a stream");
	if (live_open(server, connection, run, last, &response) == MHD_NO)
		return MHD_NO;
	put_headers(response, "text/event-stream; charset=utf-8", NULL);
	MHD_add_response_header(response, "X-Accel-Buffering", "no");
	rc = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return rc;
}

/* --- pictures ------------------------------------------------------------- */

/* The file of the sheet, and which part of it; NULL, and *ret says why. */
static struct picture_job *ask_find_picture(const struct route_desk *desk,
					    const struct query *query,
					    struct reply *ret)
{
	struct rack_run *run = route_run(desk, query, ret);
	struct record_part part = {0};
	struct picture_job *job;
	struct index *index;
	struct error err = {0};
	long label, edge;
	char *path;

	if (run == NULL)
		return NULL;
	index = watch_index(run->watch);
	if (index == NULL || query->id == NULL) {
		reply_error(ret, index == NULL ? 404 : 400,
			    index == NULL ? "this run has no index to ask (yet)"
					  : "say which: id=SPECIMEN");
		return NULL;
	}
	if (query_number("label", query->label, 0, 0, LABELS_MAX, &label,
			 &err) < 0 ||
	    query_number("width", query->width, PICTURE_EDGE, PICTURE_EDGE_MIN,
			 PICTURE_EDGE_MAX, &edge, &err) < 0 ||
	    record_part_find(index, query->id, label, &part, &err) < 0) {
		reply_fail(ret, &err);
		return NULL;
	}
	path = watch_image(run->watch, part.image, part.id);
	if (path == NULL) {
		reply_error(ret, 404, "the file of this sheet is not found");
		record_part_done(&part);
		return NULL;
	}
	job = picture_job_new();
	job->path = path;
	job->box = part.box;
	job->turn = part.turn;
	job->edge = (int)edge;
	record_part_done(&part);
	return job;
}

static enum MHD_Result ask_picture(struct server *server,
				   struct MHD_Connection *connection,
				   struct ask *ask,
				   const struct route_desk *desk,
				   const struct query *query)
{
	struct reply reply = {0};
	struct picture_job *job;

	if (server->pictures >= PICTURE_WAITING)
		return ask_refuse(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
				  "too many pictures are asked for; try again");
	job = ask_find_picture(desk, query, &reply);
	if (job == NULL)
		return ask_reply(connection, &reply);
	job->owner = ask;
	job->fd = caller_of(connection)->fd;
	ask->waits = true;
	ask->connection = connection;
	server->pictures++;
	picture_pool_ask(server->pool, job);
	MHD_suspend_connection(connection);
	return MHD_YES;
}

static enum MHD_Result ask_send_picture(struct MHD_Connection *connection,
					const struct picture_job *job)
{
	if (job->error.kind != ERROR_NONE || job->file.len == 0)
		return ask_refuse(connection, MHD_HTTP_NOT_FOUND,
				  job->error.kind != ERROR_NONE
					  ? job->error.text
					  : "the server ends");
	return ask_send(connection, MHD_HTTP_OK, "image/jpeg", NULL,
			job->file.data, job->file.len, NULL);
}

void ask_picture_done(struct server *server, struct picture_job *job)
{
	struct ask *ask = job->owner;

	server->pictures--;
	ask->waits = false;
	if (ask->gone) {
		free(ask);
		mail_free(&job->mail);
		return;
	}
	ask->job = job;
	MHD_resume_connection(ask->connection);
}

/* --- changes -------------------------------------------------------------- */

static enum MHD_Result ask_change(struct MHD_Connection *connection,
				  const struct ask *ask,
				  const struct route_desk *desk)
{
	struct reply reply = {0};
	json_t *order CLEANUP(json_release) = ask_body(ask, &reply);

	if (order != NULL)
		ask->route->change(desk, order, &reply);
	return ask_reply(connection, &reply);
}

/* --- the course ----------------------------------------------------------- */

static enum MHD_Result ask_answer(struct server *server,
				  struct MHD_Connection *connection,
				  struct ask *ask, const char *method)
{
	struct route_desk desk = {server->rack, server->hands, server->people,
				  clock_ms()};
	struct query query = ask_query(connection);
	struct guard_request head = ask_head(connection, ask, method);
	struct reply reply = {0};
	struct rack_run *run;

	/* A stranger has no longer for their answer than for their request. */
	caller_of(connection)->heard = guard_knows(&server->guard, &head);
	if (ask->route == NULL)
		return ask_refuse(connection, MHD_HTTP_NOT_FOUND,
				  "there is nothing of that name");
	if (ask->route->kind == ROUTE_PAGE)
		return ask_page(server, connection, &head);
	if (ask->route->kind == ROUTE_LOGIN)
		return ask_login(server, connection, ask);
	if (ask->route->kind == ROUTE_PICTURE)
		return ask_picture(server, connection, ask, &desk, &query);
	if (ask->route->kind == ROUTE_EVENTS &&
	    ask_wants_stream(connection, method)) {
		run = route_run(&desk, &query, &reply);
		return run != NULL
			       ? ask_stream(server, connection, run, query.last)
			       : ask_reply(connection, &reply);
	}
	if (strcmp(method, "POST") == 0)
		return ask_change(connection, ask, &desk);
	ask->route->answer(&desk, &query, &reply);
	return ask_reply(connection, &reply);
}

/* The head is there: judged at once, so that no body of a stranger is read.
 * MHD closes what is answered so early; others are answered by the next call,
 * and may ask again. */
static enum MHD_Result ask_begin(struct server *server,
				 struct MHD_Connection *connection,
				 const char *url, const char *method,
				 void **slot)
{
	struct ask *ask = mem_zalloc(sizeof(*ask));
	struct guard_request head;
	enum guard_verdict verdict;

	*slot = ask;
	ask->route = route_find(url);
	head = ask_head(connection, ask, method);
	verdict = guard_judge(&server->guard, &head);
	if (verdict == GUARD_METHOD)
		return ask_refuse_method(connection, &head);
	return verdict == GUARD_LETS_IN
		       ? MHD_YES
		       : ask_refuse(connection, guard_status(verdict),
				    guard_words(verdict));
}

enum MHD_Result ask_take(void *cls, struct MHD_Connection *connection,
			 const char *url, const char *method,
			 const char *version, const char *data, size_t *size,
			 void **slot)
{
	struct server *server = cls;
	struct ask *ask = *slot;

	(void)version;
	if (server->closing && (ask == NULL || ask->job == NULL))
		return MHD_NO;
	if (ask == NULL)
		return ask_begin(server, connection, url, method, slot);
	if (ask->job != NULL)
		return ask_send_picture(connection, ask->job);
	if (*size > 0) {
		if (ask->body.len <= ASK_BODY)
			bytes_append(&ask->body, data,
				     *size > ASK_BODY ? ASK_BODY + 1 : *size);
		*size = 0;
		return MHD_YES;
	}
	return ask_answer(server, connection, ask, method);
}

void ask_over(void *cls, struct MHD_Connection *connection, void **slot,
	      enum MHD_RequestTerminationCode code)
{
	struct caller *caller = caller_of(connection);
	struct ask *ask = *slot;

	(void)cls;
	(void)code;
	*slot = NULL;
	if (caller != NULL) {
		caller->heard = false;
		caller->since_ms = clock_ms();
	}
	if (ask == NULL)
		return;
	mem_wipe(ask->body.data, ask->body.len);
	bytes_done(&ask->body);
	memset(&ask->body, 0, sizeof(ask->body));
	if (ask->job != NULL)
		mail_free(&ask->job->mail);
	ask->gone = true;
	if (!ask->waits)
		free(ask);
}
