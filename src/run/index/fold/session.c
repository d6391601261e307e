/*
 * session.c: what events.jsonl tells of the newest extraction session,
 * kept in the index as one JSON text.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/index/counts.h"
#include "run/index/fold/fold.h"

static void session_text(const json_t *value, const char *key, char *ret,
			 size_t size)
{
	const char *text = json_string_at(value, key);

	snprintf(ret, size, "%s", text != NULL ? text : "");
}

/* Sheets a minute, from the start of the session to its last event. */
static double session_rate(const struct index_session *session)
{
	double from, to;

	if (clock_parse(session->started, &from) < 0 ||
	    clock_parse(session->last, &to) < 0 || to <= from)
		return 0;
	return (double)(session->succeeded + session->failed) * 60 /
	       (to - from);
}

int index_session(struct index *index, struct index_session *ret,
		  struct error *err)
{
	char *text CLEANUP(mem_free_str) = NULL;
	json_t *value CLEANUP(json_release) = NULL;

	if (index_db_meta_text(index, "session", &text, err) < 0)
		return -1;
	*ret = (struct index_session){0};
	if (text == NULL ||
	    json_read(text, strlen(text), &value, NULL, NULL) < 0)
		return 0;
	session_text(value, "run_id", ret->run_id, sizeof(ret->run_id));
	session_text(value, "started", ret->started, sizeof(ret->started));
	session_text(value, "last", ret->last, sizeof(ret->last));
	ret->total = json_int_at(value, "total", 0);
	ret->succeeded = json_int_at(value, "succeeded", 0);
	ret->failed = json_int_at(value, "failed", 0);
	ret->ended = json_is_true(json_object_get(value, "ended"));
	ret->per_minute = session_rate(ret);
	return 0;
}

int index_session_put(struct index *index, const struct index_session *session,
		      struct error *err)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	json_t *value CLEANUP(json_release) = json_object();

	json_set_string(value, "run_id", session->run_id);
	json_set_string(value, "started", session->started);
	json_set_string(value, "last", session->last);
	json_object_set_new(value, "total", json_integer(session->total));
	json_object_set_new(value, "succeeded",
			    json_integer(session->succeeded));
	json_object_set_new(value, "failed", json_integer(session->failed));
	json_object_set_new(value, "ended", json_boolean(session->ended));
	json_write_line(value, &line);
	return index_db_meta_text_put(index, "session", line.data, err);
}
