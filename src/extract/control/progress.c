/*
 * progress.c: how an extraction stands, as JSON. See progress.h.
 *
 * 1. Numbers are JSON numbers in the C notation; no locale matters.
 * 2. What is read may come from a newer version: unknown keys are passed
 *    over, an unknown state reads as running.
 */
#include "config.h"

#include "extract/control/progress.h"

#include <jansson.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"

static const char *const state_words[] = {
	[EXTRACT_IDLE] = "idle",	 [EXTRACT_SCANNING] = "scanning",
	[EXTRACT_RUNNING] = "running",	 [EXTRACT_PAUSED] = "paused",
	[EXTRACT_STOPPING] = "stopping", [EXTRACT_FINISHED] = "finished",
	[EXTRACT_FAILED] = "failed",
};

const char *extract_state_word(enum extract_state state)
{
	return state_words[state];
}

bool extract_state_is_over(enum extract_state state)
{
	return state == EXTRACT_IDLE || state == EXTRACT_FINISHED ||
	       state == EXTRACT_FAILED;
}

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

void progress_copy(char *ret, size_t size, const char *text)
{
	char *clean CLEANUP(mem_free_str) =
		text_cleaned(text != NULL ? text : "");
	size_t len = text_cut(clean, size - 1);

	memcpy(ret, clean, len);
	ret[len] = '\0';
}

/* The same, but the end of the text is what is kept. */
static void progress_copy_tail(char *ret, size_t size, const char *text)
{
	static const char ellipsis[] = "\xe2\x80\xa6";
	char *clean CLEANUP(mem_free_str) = text_cleaned(text);
	size_t len = strlen(clean);
	const char *from = clean;

	if (len < size) {
		memcpy(ret, clean, len + 1);
		return;
	}
	from += len - (size - sizeof(ellipsis));
	while (is_continuation(*from))
		from++;
	memcpy(ret, ellipsis, sizeof(ellipsis) - 1);
	memcpy(ret + sizeof(ellipsis) - 1, from, strlen(from) + 1);
}

void extract_event_fill(struct extract_event *event, const char *image,
			bool failed, const char *text)
{
	time_t now = time(NULL);
	struct tm local;

	memset(event, 0, sizeof(*event));
	localtime_r(&now, &local);
	strftime(event->time, sizeof(event->time), "%H:%M:%S", &local);
	progress_copy_tail(event->image, sizeof(event->image), image);
	progress_copy(event->text, sizeof(event->text), text);
	event->failed = failed;
}

/* --- JSON ----------------------------------------------------------------- */

enum member_kind { MEMBER_TEXT, MEMBER_COUNT, MEMBER_NUMBER, MEMBER_FLAG };

/* A member of a value, by its name in the JSON line. */
struct member {
	const char *key;
	enum member_kind kind;
	size_t at, size;
	double low; /* of a number; -1 where that stands for "unknown" */
};

#define MEMBER(kind, type, name, low)                            \
	{                                                        \
#name, kind, offsetof(struct type, name),        \
			sizeof(((struct type *)NULL)->name), low \
	}
#define TEXT(type, name)	MEMBER(MEMBER_TEXT, type, name, 0)
#define COUNT(type, name)	MEMBER(MEMBER_COUNT, type, name, 0)
#define NUMBER(type, name, low) MEMBER(MEMBER_NUMBER, type, name, low)
#define FLAG(type, name)	MEMBER(MEMBER_FLAG, type, name, 0)

static const struct member progress_members[] = {
	TEXT(extract_progress, run_id),
	TEXT(extract_progress, engine),
	TEXT(extract_progress, model),
	COUNT(extract_progress, total),
	COUNT(extract_progress, skipped),
	COUNT(extract_progress, failed_before),
	COUNT(extract_progress, batched),
	COUNT(extract_progress, succeeded),
	COUNT(extract_progress, failed),
	COUNT(extract_progress, in_flight),
	COUNT(extract_progress, retried),
	COUNT(extract_progress, ignored),
	NUMBER(extract_progress, per_minute, 0),
	NUMBER(extract_progress, eta_s, -1),
	NUMBER(extract_progress, elapsed_s, 0),
	NUMBER(extract_progress, cost_usd, 0),
	TEXT(extract_progress, stopped),
};
static const struct member event_members[] = {
	TEXT(extract_event, time),
	TEXT(extract_event, image),
	TEXT(extract_event, text),
	FLAG(extract_event, failed),
};
static const struct member traffic_members[] = {
	COUNT(extract_traffic, window),
	COUNT(extract_traffic, in_flight),
	COUNT(extract_traffic, keys),
	COUNT(extract_traffic, keys_left),
	NUMBER(extract_traffic, p50_ms, -1),
	NUMBER(extract_traffic, p95_ms, -1),
	NUMBER(extract_traffic, prompt_tokens, 0),
	NUMBER(extract_traffic, completion_tokens, 0),
	NUMBER(extract_traffic, spent_usd, 0),
	NUMBER(extract_traffic, budget_usd, 0),
	NUMBER(extract_traffic, projected_usd, -1),
	NUMBER(extract_traffic, lost_usd, 0),
};
static const struct member cooldown_members[] = {
	TEXT(extract_cooldown, scope),
	TEXT(extract_cooldown, name),
	NUMBER(extract_cooldown, left_s, 0),
};
static const struct member kind_members[] = {
	TEXT(extract_kind, kind),
	COUNT(extract_kind, n),
};

static double number_read(const json_t *object, const char *key, double low,
			  double high)
{
	double x = json_number_at(object, key, low < 0 ? low : 0);

	return !(x >= low) ? low : x > high ? high : x;
}

static void text_write(json_t *object, const struct member *m, const void *at)
{
	json_set_string(object, m->key, at);
}

static void text_read(const json_t *object, const struct member *m, void *at)
{
	progress_copy(at, m->size, json_string_at(object, m->key));
}

static void count_write(json_t *object, const struct member *m, const void *at)
{
	json_object_set_new(object, m->key,
			    json_integer((json_int_t) * (const size_t *)at));
}

static void count_read(const json_t *object, const struct member *m, void *at)
{
	*(size_t *)at = (size_t)number_read(object, m->key, 0, 1e12);
}

static void measure_write(json_t *object, const struct member *m,
			  const void *at)
{
	json_object_set_new(object, m->key, json_real(*(const double *)at));
}

static void measure_read(const json_t *object, const struct member *m, void *at)
{
	*(double *)at = number_read(object, m->key, m->low, 1e12);
}

static void flag_write(json_t *object, const struct member *m, const void *at)
{
	json_object_set_new(object, m->key, json_boolean(*(const bool *)at));
}

static void flag_read(const json_t *object, const struct member *m, void *at)
{
	*(bool *)at = json_is_true(json_object_get(object, m->key));
}

static const struct {
	void (*write)(json_t *object, const struct member *m, const void *at);
	void (*read)(const json_t *object, const struct member *m, void *at);
} member_ops[] = {
	[MEMBER_TEXT] = {text_write, text_read},
	[MEMBER_COUNT] = {count_write, count_read},
	[MEMBER_NUMBER] = {measure_write, measure_read},
	[MEMBER_FLAG] = {flag_write, flag_read},
};

static void members_write(json_t *object, const struct member *members,
			  size_t n, const void *base)
{
	for (size_t i = 0; i < n; i++)
		member_ops[members[i].kind].write(object, &members[i],
						  (const char *)base +
							  members[i].at);
}

static void members_read(const json_t *object, const struct member *members,
			 size_t n, void *base)
{
	for (size_t i = 0; i < n; i++)
		member_ops[members[i].kind].read(object, &members[i],
						 (char *)base + members[i].at);
}

/* Values of one type, `n` of them in an array of fixed length. */
struct member_list {
	const char *key;
	size_t at, size, most;
	size_t n_at; /* of an int */
	const struct member *members;
	size_t n_members;
};

#define MEMBER_LIST(type, name, item_members)                            \
	{                                                                \
#name, offsetof(struct type, name),                      \
			sizeof(((struct type *)NULL)->name[0]),          \
			ARRAY_LEN(((struct type *)NULL)->name),          \
			offsetof(struct type, n_##name), (item_members), \
			ARRAY_LEN(item_members)                          \
	}

static const struct member_list progress_recent =
	MEMBER_LIST(extract_progress, recent, event_members);
static const struct member_list traffic_lists[] = {
	MEMBER_LIST(extract_traffic, cooldowns, cooldown_members),
	MEMBER_LIST(extract_traffic, kinds, kind_members),
};

static void list_write(json_t *object, const struct member_list *list,
		       const void *base)
{
	const char *items = (const char *)base + list->at;
	int n = *(const int *)((const char *)base + list->n_at);
	json_t *array = json_array();

	for (int i = 0; i < n; i++) {
		json_t *item = json_object();

		members_write(item, list->members, list->n_members,
			      items + (size_t)i * list->size);
		json_array_append_new(array, item);
	}
	json_object_set_new(object, list->key, array);
}

static void list_read(const json_t *object, const struct member_list *list,
		      void *base)
{
	char *items = (char *)base + list->at;
	int *n = (int *)((char *)base + list->n_at);
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(object, list->key), i, item)
	{
		if (i >= list->most)
			break;
		members_read(item, list->members, list->n_members,
			     items + i * list->size);
		*n = (int)i + 1;
	}
}

static json_t *traffic_json(const struct extract_traffic *traffic)
{
	json_t *object = json_object();

	members_write(object, traffic_members, ARRAY_LEN(traffic_members),
		      traffic);
	for (size_t i = 0; i < ARRAY_LEN(traffic_lists); i++)
		list_write(object, &traffic_lists[i], traffic);
	return object;
}

static void traffic_read(const json_t *object, struct extract_traffic *ret)
{
	if (!json_is_object(object))
		return;
	members_read(object, traffic_members, ARRAY_LEN(traffic_members), ret);
	for (size_t i = 0; i < ARRAY_LEN(traffic_lists); i++)
		list_read(object, &traffic_lists[i], ret);
}

void progress_write(const struct extract_progress *progress, struct bytes *ret)
{
	json_t *line CLEANUP(json_release) = json_object();

	json_set_string(line, "state", extract_state_word(progress->state));
	json_object_set_new(line, "pid", json_integer(getpid()));
	members_write(line, progress_members, ARRAY_LEN(progress_members),
		      progress);
	/* An engine that asks no server has none. */
	if (progress->traffic.window > 0)
		json_object_set_new(line, "traffic",
				    traffic_json(&progress->traffic));
	json_object_set_new(line, "revision",
			    json_integer((json_int_t)progress->revision));
	list_write(line, &progress_recent, progress);
	if (progress->error.kind != ERROR_NONE) {
		json_object_set_new(line, "error_kind",
				    json_integer(progress->error.kind));
		json_set_string(line, "error", progress->error.text);
	}
	json_write_line(line, ret);
}

static enum extract_state state_read(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(state_words); i++)
		if (word != NULL && strcmp(word, state_words[i]) == 0)
			return (enum extract_state)i;
	return EXTRACT_RUNNING;
}

static void error_read(const json_t *line, struct error *ret)
{
	if (json_string_at(line, "error") == NULL)
		return;
	ret->kind = (enum error_kind)number_read(line, "error_kind",
						 ERROR_FAILED, ERROR_STOPPED);
	progress_copy(ret->text, sizeof(ret->text),
		      json_string_at(line, "error"));
}

int progress_read(const char *text, size_t len, struct extract_progress *ret,
		  long *ret_pid, struct error *err)
{
	json_t *line CLEANUP(json_release) = NULL;
	struct extract_progress progress = {.elsewhere = true};

	if (json_read(text, len, &line, NULL, err) < 0)
		return -1;
	if (!json_is_object(line) || json_string_at(line, "state") == NULL)
		return error_set(err, ERROR_FAILED,
				 "what the extracting process says is not "
				 "progress");
	progress.state = state_read(json_string_at(line, "state"));
	members_read(line, progress_members, ARRAY_LEN(progress_members),
		     &progress);
	traffic_read(json_object_get(line, "traffic"), &progress.traffic);
	progress.revision = (uint64_t)number_read(line, "revision", 0, 1e15);
	list_read(line, &progress_recent, &progress);
	error_read(line, &progress.error);
	*ret_pid = (long)number_read(line, "pid", 0, 1e9);
	*ret = progress;
	return 0;
}
