/*
 * log.c: events folded to what they tell. See log.h.
 *
 * 1. Nothing depends on what has not been read: an unknown type is shown and
 *    changes nothing; a count that a line tells stands in place of our own.
 * 2. A sheet that is told of after a session's end (the original goes on
 *    after "extraction.failed") makes it run again.
 */
#include "config.h"

#include "watch/read/log.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/human.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "extract/control/progress.h"

#define COUNT_MAX 1e12 /* what a line says beyond is not believed */

const char *watch_class_word(enum watch_class class)
{
	static const char *const words[WATCH_CLASSES] = {
		[WATCH_READ] = "read",	     [WATCH_FAILED] = "failed",
		[WATCH_TROUBLE] = "trouble", [WATCH_STATE] = "state",
		[WATCH_BATCH] = "batch",     [WATCH_REVIEW] = "review",
		[WATCH_NOTICE] = "notice",
	};

	return words[class];
}

static void session_init(struct watch_session *session)
{
	*session = (struct watch_session){
		.started_at = -1,
		.last_at = -1,
		.warned_at = -1,
	};
}

void watch_log_init(struct watch_log *log)
{
	memset(log, 0, sizeof(*log));
	session_init(&log->session);
}

static double stamp_at(const char *stamp)
{
	double at;

	return stamp != NULL && clock_parse(stamp, &at) == 0 ? at : -1;
}

static void copy_at(char *ret, size_t size, const json_t *data, const char *key)
{
	const char *text = json_string_at(data, key);

	progress_copy(ret, size, text != NULL ? text : "");
}

/* -1: it does not say. */
static int64_t count_at(const json_t *data, const char *key)
{
	double n = json_number_at(data, key, -1);

	return n >= 0 && n <= COUNT_MAX ? (int64_t)n : -1;
}

/* --- kinds of failures ---------------------------------------------------- */

void watch_kinds_add(struct watch_kind *kinds, size_t *n, const char *kind)
{
	char clean[sizeof(kinds->kind)];
	size_t i = 0;

	progress_copy(clean, sizeof(clean), kind);
	while (i < *n && strcmp(kinds[i].kind, clean) != 0)
		i++;
	if (i == WATCH_KINDS) { /* the last one stands for all others */
		i = WATCH_KINDS - 1;
		progress_copy(kinds[i].kind, sizeof(kinds[i].kind), "other");
	} else if (i == *n) {
		kinds[(*n)++] = (struct watch_kind){.n = 0};
		memcpy(kinds[i].kind, clean, sizeof(clean));
	}
	kinds[i].n++;
}

/* What an error is called by its first words: "timeout: …" is a timeout. */
static void kind_of_error(const char *error, char *ret, size_t size)
{
	size_t len = error != NULL ? strcspn(error, ":.(") : 0;
	char *begin CLEANUP(mem_free_str) =
		mem_strndup(error != NULL ? error : "", len);

	progress_copy(ret, size, begin[0] != '\0' ? begin : "failed");
}

/* --- the sheets at work --------------------------------------------------- */

static void work_drop(struct watch_log *log, size_t i)
{
	memmove(&log->work[i], &log->work[i + 1],
		(log->n_work - i - 1) * sizeof(log->work[0]));
	log->n_work--;
}

static void work_end(struct watch_log *log, const char *id)
{
	for (size_t i = 0; i < log->n_work; i++) {
		if (strcmp(log->work[i].id, id) != 0)
			continue;
		work_drop(log, i);
		return;
	}
}

static void work_begin(struct watch_log *log, const char *id, double at)
{
	work_end(log, id);
	if (log->n_work == WATCH_WORK)
		work_drop(log, 0);
	log->work[log->n_work] = (struct watch_working){.since = at};
	memcpy(log->work[log->n_work].id, id, sizeof(log->work[0].id));
	log->n_work++;
}

/* --- how fast it goes ----------------------------------------------------- */

static void minute_add(struct watch_log *log, double at, bool failed)
{
	int64_t minute = (int64_t)floor(at / 60);
	struct watch_minute *slot;

	if (at < 0)
		return;
	slot = &log->minutes[minute % WATCH_MINUTES];
	if (slot->minute != minute)
		*slot = (struct watch_minute){.minute = minute};
	if (failed)
		slot->failed++;
	else
		slot->succeeded++;
}

static int64_t rate_clock(const struct watch_log *log, double at)
{
	double ms = (at - log->rate_from) * 1000;

	return ms > 0 ? (int64_t)ms : 0;
}

static void rate_count(struct watch_log *log, double at)
{
	if (at < 0)
		return;
	if (log->rate_from <= 0) {
		log->rate_from = at;
		rate_init(&log->rate, 0);
	}
	rate_add(&log->rate, rate_clock(log, at));
}

double watch_log_rate(const struct watch_log *log, double now)
{
	struct rate rate = log->rate;

	if (log->rate_from <= 0)
		return 0;
	/* How fast it went, where it is over, or clocks differ. */
	if (log->session.phase != WATCH_PHASE_RUNNING ||
	    now < log->session.last_at ||
	    now > log->session.last_at + WATCH_SILENT_S)
		now = log->session.last_at;
	return rate_per_minute(&rate, rate_clock(log, now));
}

/* --- the ring ------------------------------------------------------------- */

const struct watch_event *watch_log_event(const struct watch_log *log,
					  uint64_t seq)
{
	if (seq == 0 || seq > log->seq || seq + WATCH_EVENTS <= log->seq)
		return NULL;
	return &log->events[seq % WATCH_EVENTS];
}

uint64_t watch_log_first(const struct watch_log *log)
{
	return log->seq > WATCH_EVENTS - 1 ? log->seq - WATCH_EVENTS + 1
					   : log->seq > 0;
}

static struct watch_event *event_new(struct watch_log *log)
{
	uint64_t seq = ++log->seq;
	struct watch_event *event = &log->events[seq % WATCH_EVENTS];

	*event = (struct watch_event){.seq = seq};
	return event;
}

void watch_log_say(struct watch_log *log, double now, const char *text)
{
	struct watch_event *event = event_new(log);

	event->at = now;
	event->class = WATCH_NOTICE;
	progress_copy(event->type, sizeof(event->type), "notice");
	progress_copy(event->text, sizeof(event->text), text);
}

/* --- what each type does to the session ----------------------------------- */

/* What one line is, beside the log. */
struct taking {
	struct watch_log *log;
	const char *type;
	const json_t *data;
	double at;
	char id[72];
	bool failed; /* a sheet that could not be read */
	struct bytes text;
};

static void take_started(struct taking *t)
{
	struct watch_log *log = t->log;
	struct watch_session *s = &log->session;
	int64_t total = count_at(t->data, "total_specimens");

	session_init(s);
	s->phase = WATCH_PHASE_RUNNING;
	copy_at(s->run_id, sizeof(s->run_id), t->data, "run_id");
	copy_at(s->model, sizeof(s->model), t->data, "model");
	s->total = total > 0 ? total : 0;
	s->started_at = t->at;
	log->rate_from = 0;
	log->n_kinds = 0;
	log->n_work = 0;
	human_count((size_t)s->total, &t->text);
	bytes_printf(&t->text, " %s by %s", total == 1 ? "sheet" : "sheets",
		     s->model[0] != '\0' ? s->model : "?");
}

static void take_processing(struct taking *t)
{
	if (t->id[0] != '\0')
		work_begin(t->log, t->id, t->at);
}

/* The line's own figures, where it has some; else one more. */
static void take_metrics(struct taking *t)
{
	struct watch_session *s = &t->log->session;
	const json_t *metrics = json_object_get(t->data, "metrics");
	int64_t all = count_at(metrics, "total_processed");
	int64_t good = count_at(metrics, "success_count");

	if (t->failed)
		s->failed++;
	else
		s->succeeded++;
	if (all < 0 || good < 0 || good > all)
		return;
	s->succeeded = good;
	s->failed = all - good;
	s->partial = false;
}

static void take_sheet(struct taking *t)
{
	struct watch_log *log = t->log;
	struct watch_session *s = &log->session;

	/* Invariant 2. */
	if (s->phase != WATCH_PHASE_RUNNING)
		s->partial = s->phase == WATCH_PHASE_NONE;
	s->phase = WATCH_PHASE_RUNNING;
	work_end(log, t->id);
	take_metrics(t);
	rate_count(log, t->at);
	minute_add(log, t->at, t->failed);
}

static void take_failed(struct taking *t)
{
	const char *error = json_string_at(t->data, "error");
	char kind[sizeof(t->log->kinds[0].kind)];

	t->failed = true;
	take_sheet(t);
	kind_of_error(error, kind, sizeof(kind));
	watch_kinds_add(t->log->kinds, &t->log->n_kinds, kind);
	bytes_append_str(&t->text, error != NULL ? error : "failed");
}

static void take_completed(struct taking *t)
{
	const json_t *result = json_object_get(t->data, "result");
	int64_t fields = count_at(result, "fields_extracted");

	if (json_is_false(json_object_get(result, "success"))) {
		take_failed(t);
		return;
	}
	take_sheet(t);
	if (fields >= 0)
		bytes_printf(&t->text, "%lld fields", (long long)fields);
}

static void take_retrying(struct taking *t)
{
	const char *reason = json_string_at(t->data, "reason");

	t->log->session.retried++;
	bytes_printf(&t->text, "asked again in %.0f s: %s",
		     json_number_at(t->data, "wait_s", 0),
		     reason != NULL ? reason : "?");
}

/* The words at these keys, a blank between two. */
static void take_words(struct taking *t, const char *const *keys)
{
	for (; *keys != NULL; keys++) {
		const json_t *value = json_object_get(t->data, *keys);

		if (t->text.len > 0 && value != NULL)
			bytes_append_char(&t->text, ' ');
		if (json_is_string(value))
			bytes_append_str(&t->text, json_string_value(value));
		else if (json_is_integer(value))
			bytes_printf(&t->text, "%lld",
				     (long long)json_integer_value(value));
		else if (json_is_real(value))
			bytes_printf(&t->text, "%.2f", json_real_value(value));
	}
}

static void take_limited(struct taking *t)
{
	static const char *const keys[] = {"scope", "name", "reason", NULL};
	const char *scope = json_string_at(t->data, "scope");

	if (scope != NULL && strcmp(scope, "account") == 0)
		t->log->limited_until =
			stamp_at(json_string_at(t->data, "until"));
	take_words(t, keys);
}

static void take_key(struct taking *t)
{
	static const char *const keys[] = {"key", "reason", NULL};

	take_words(t, keys);
}

static void take_fallback(struct taking *t)
{
	static const char *const keys[] = {"from", "to", "reason", NULL};

	take_words(t, keys);
}

static void take_budget(struct taking *t)
{
	bytes_printf(&t->text, "$%.2f of $%.2f are spent",
		     json_number_at(t->data, "spent_usd", 0),
		     json_number_at(t->data, "budget_usd", 0));
}

static void take_rate(struct taking *t)
{
	bytes_printf(&t->text, "%.0f %% of the sheets could be read",
		     100 * json_number_at(t->data, "success_rate", 0));
}

static void take_warning(struct taking *t)
{
	t->log->session.warned_at = t->at;
	take_rate(t);
}

/* The original's events, and ours of long ago, do not tell it. */
static void take_skipped(struct taking *t)
{
	int64_t skipped = count_at(t->data, "skipped");

	if (skipped >= 0)
		t->log->session.skipped = skipped;
}

static void take_paused(struct taking *t)
{
	struct watch_session *s = &t->log->session;

	s->phase = WATCH_PHASE_PAUSED;
	take_skipped(t);
	copy_at(s->reason, sizeof(s->reason), t->data, "reason");
	bytes_append_str(&t->text, s->reason);
}

static void take_resumed(struct taking *t)
{
	t->log->session.phase = WATCH_PHASE_RUNNING;
	t->log->session.reason[0] = '\0';
}

/* The original says it at its end; nothing is at work any more. */
static void take_ended(struct taking *t)
{
	struct watch_session *s = &t->log->session;
	int64_t good = count_at(t->data, "successful");
	int64_t failed = count_at(t->data, "failed");

	s->phase = WATCH_PHASE_ENDED;
	t->log->n_work = 0;
	take_skipped(t);
	if (good >= 0 && failed >= 0) {
		s->succeeded = good;
		s->failed = failed;
		s->partial = false;
	}
	bytes_append_str(&t->text, "ended: ");
	human_count((size_t)s->succeeded, &t->text);
	bytes_append_str(&t->text, " read, ");
	human_count((size_t)s->failed, &t->text);
	bytes_append_str(&t->text, " failed");
}

static void take_broken(struct taking *t)
{
	struct watch_session *s = &t->log->session;
	const char *error = json_string_at(t->data, "error");

	s->phase = WATCH_PHASE_BROKEN;
	t->log->n_work = 0;
	copy_at(s->reason, sizeof(s->reason), t->data, "reason");
	bytes_append_str(&t->text, s->reason);
	if (error != NULL)
		bytes_printf(&t->text, ": %s", error);
}

static void take_batch(struct taking *t)
{
	static const char *const keys[] = {"chunk",	"batch_id", "status",
					   "completed", "total",    "succeeded",
					   "failed",	NULL};

	take_words(t, keys);
}

static void take_review(struct taking *t)
{
	static const char *const keys[] = {"by", "reason", NULL};

	take_words(t, keys);
}

static const struct event_type {
	const char *type; /* ending in '.': all that begin so */
	enum watch_class class;
	bool quiet; /* changes what is at work, and stands in no list */
	void (*take)(struct taking *t);
} event_types[] = {
	{"specimen.processing", WATCH_READ, true, take_processing},
	{"specimen.completed", WATCH_READ, false, take_completed},
	{"specimen.failed", WATCH_FAILED, false, take_failed},
	{"specimen.retrying", WATCH_TROUBLE, false, take_retrying},
	{"specimen.queued", WATCH_READ, true, NULL},
	{"rate.limited", WATCH_TROUBLE, false, take_limited},
	{"key.disabled", WATCH_TROUBLE, false, take_key},
	{"model.fallback", WATCH_TROUBLE, false, take_fallback},
	{"budget.reached", WATCH_TROUBLE, false, take_budget},
	{"validation.warning", WATCH_TROUBLE, false, take_warning},
	{"validation.checkpoint", WATCH_STATE, false, take_rate},
	{"run.paused", WATCH_STATE, false, take_paused},
	{"run.resumed", WATCH_STATE, false, take_resumed},
	{"extraction.started", WATCH_STATE, false, take_started},
	{"extraction.completed", WATCH_STATE, false, take_ended},
	{"extraction.failed", WATCH_FAILED, false, take_broken},
	{"batch.", WATCH_BATCH, false, take_batch},
	{"review.", WATCH_REVIEW, false, take_review},
	{"", WATCH_STATE, false, NULL}, /* what later programs say */
};

static const struct event_type *event_type_find(const char *type)
{
	const struct event_type *row = event_types;

	for (;; row++) {
		size_t len = strlen(row->type);
		bool begins = len == 0 || row->type[len - 1] == '.';

		if (begins ? strncmp(type, row->type, len) == 0
			   : strcmp(type, row->type) == 0)
			return row;
	}
}

/* Puts it into the ring. */
static void event_keep(struct taking *t, enum watch_class class,
		       uint64_t offset, const char *name)
{
	struct watch_event *event = event_new(t->log);

	event->offset = offset;
	event->at = t->at;
	event->class = t->failed ? WATCH_FAILED : class;
	progress_copy(event->type, sizeof(event->type), t->type);
	memcpy(event->id, t->id, sizeof(event->id));
	progress_copy(event->sheet, sizeof(event->sheet),
		      name != NULL ? name : t->id);
	progress_copy(event->text, sizeof(event->text),
		      t->text.data != NULL ? t->text.data : "");
}

void watch_log_take(struct watch_log *log, const char *line, size_t len,
		    uint64_t offset,
		    const char *(*name)(void *arg, const char *id), void *arg)
{
	struct taking t = {.log = log};
	const struct event_type *row;
	struct event event;

	if (line == NULL || event_read(line, len, &event, NULL) < 0) {
		log->bad++;
		return;
	}
	log->seen = true;
	t.type = event.type;
	t.data = event.data;
	t.at = stamp_at(event.timestamp);
	copy_at(t.id, sizeof(t.id), event.data, "specimen_id");
	row = event_type_find(event.type);
	if (row->take != NULL)
		row->take(&t);
	if (t.at >= 0 && row->class != WATCH_REVIEW) {
		log->session.last_at = t.at;
		progress_copy(log->session.last, sizeof(log->session.last),
			      event.timestamp);
	}
	if (row->take == take_started)
		progress_copy(log->session.started,
			      sizeof(log->session.started), event.timestamp);
	if (!row->quiet)
		event_keep(&t, row->class, offset,
			   name != NULL && t.id[0] != '\0' ? name(arg, t.id)
							   : NULL);
	bytes_done(&t.text);
	event_done(&event);
}

void watch_log_take_started(struct watch_log *log, const char *line, size_t len)
{
	watch_log_take(log, line, len, 0, NULL, NULL);
	log->session.partial = true;
}
