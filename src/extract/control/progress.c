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

#include "base/json.h"
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
	size_t len = strlen(clean);

	if (len >= size) {
		len = size - 1;
		while (len > 0 && is_continuation(clean[len]))
			len--;
	}
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

static json_t *progress_recent_json(const struct extract_progress *progress)
{
	json_t *list = json_array();

	for (int i = 0; i < progress->n_recent; i++) {
		const struct extract_event *event = &progress->recent[i];
		json_t *item = json_object();

		json_set_string(item, "time", event->time);
		json_set_string(item, "image", event->image);
		json_set_string(item, "text", event->text);
		json_object_set_new(item, "failed",
				    json_boolean(event->failed));
		json_array_append_new(list, item);
	}
	return list;
}

/* A number of a snapshot or of its traffic, by its name in the JSON line. */
struct progress_number {
	const char *key;
	size_t at;
	double low; /* -1 where that stands for "unknown" */
};

#define OF_PROGRESS(name) #name, offsetof(struct extract_progress, name)
#define OF_TRAFFIC(name)  #name, offsetof(struct extract_traffic, name)

static const struct progress_number progress_counts[] = {
	{OF_PROGRESS(total), 0},	 {OF_PROGRESS(skipped), 0},
	{OF_PROGRESS(failed_before), 0}, {OF_PROGRESS(succeeded), 0},
	{OF_PROGRESS(failed), 0},	 {OF_PROGRESS(in_flight), 0},
	{OF_PROGRESS(retried), 0},	 {OF_PROGRESS(ignored), 0},
};
static const struct progress_number progress_measures[] = {
	{OF_PROGRESS(per_minute), 0},
	{OF_PROGRESS(eta_s), -1},
	{OF_PROGRESS(elapsed_s), 0},
	{OF_PROGRESS(cost_usd), 0},
};
static const struct progress_number traffic_counts[] = {
	{OF_TRAFFIC(window), 0},
	{OF_TRAFFIC(in_flight), 0},
	{OF_TRAFFIC(keys), 0},
	{OF_TRAFFIC(keys_left), 0},
};
static const struct progress_number traffic_measures[] = {
	{OF_TRAFFIC(p50_ms), -1},	 {OF_TRAFFIC(p95_ms), -1},
	{OF_TRAFFIC(prompt_tokens), 0},	 {OF_TRAFFIC(completion_tokens), 0},
	{OF_TRAFFIC(spent_usd), 0},	 {OF_TRAFFIC(budget_usd), 0},
	{OF_TRAFFIC(projected_usd), -1}, {OF_TRAFFIC(lost_usd), 0},
};

static void progress_write_counts(json_t *object,
				  const struct progress_number *numbers,
				  size_t n_numbers, const void *base)
{
	for (size_t i = 0; i < n_numbers; i++) {
		size_t n;

		memcpy(&n, (const char *)base + numbers[i].at, sizeof(n));
		json_object_set_new(object, numbers[i].key,
				    json_integer((json_int_t)n));
	}
}

static void progress_write_measures(json_t *object,
				    const struct progress_number *numbers,
				    size_t n_numbers, const void *base)
{
	for (size_t i = 0; i < n_numbers; i++) {
		double x;

		memcpy(&x, (const char *)base + numbers[i].at, sizeof(x));
		json_object_set_new(object, numbers[i].key, json_real(x));
	}
}

static json_t *traffic_cooldowns_json(const struct extract_traffic *traffic)
{
	json_t *list = json_array();

	for (int i = 0; i < traffic->n_cooldowns; i++) {
		json_t *item = json_object();

		json_set_string(item, "scope", traffic->cooldowns[i].scope);
		json_set_string(item, "name", traffic->cooldowns[i].name);
		json_object_set_new(item, "left_s",
				    json_real(traffic->cooldowns[i].left_s));
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *traffic_kinds_json(const struct extract_traffic *traffic)
{
	json_t *list = json_array();

	for (int i = 0; i < traffic->n_kinds; i++) {
		json_t *item = json_object();

		json_set_string(item, "kind", traffic->kinds[i].kind);
		json_object_set_new(
			item, "n",
			json_integer((json_int_t)traffic->kinds[i].n));
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *progress_traffic_json(const struct extract_traffic *traffic)
{
	json_t *object = json_object();

	progress_write_counts(object, traffic_counts, ARRAY_LEN(traffic_counts),
			      traffic);
	progress_write_measures(object, traffic_measures,
				ARRAY_LEN(traffic_measures), traffic);
	json_object_set_new(object, "cooldowns",
			    traffic_cooldowns_json(traffic));
	json_object_set_new(object, "kinds", traffic_kinds_json(traffic));
	return object;
}

void progress_write(const struct extract_progress *progress, struct bytes *ret)
{
	json_t *line CLEANUP(json_release) = json_object();

	json_set_string(line, "state", extract_state_word(progress->state));
	json_object_set_new(line, "pid", json_integer(getpid()));
	json_set_string(line, "run_id", progress->run_id);
	json_set_string(line, "engine", progress->engine);
	json_set_string(line, "model", progress->model);
	progress_write_counts(line, progress_counts, ARRAY_LEN(progress_counts),
			      progress);
	progress_write_measures(line, progress_measures,
				ARRAY_LEN(progress_measures), progress);
	/* An engine that asks no server has none. */
	if (progress->traffic.window > 0)
		json_object_set_new(line, "traffic",
				    progress_traffic_json(&progress->traffic));
	json_set_string(line, "stopped", progress->stopped);
	json_object_set_new(line, "revision",
			    json_integer((json_int_t)progress->revision));
	json_object_set_new(line, "recent", progress_recent_json(progress));
	if (progress->error.kind != ERROR_NONE) {
		json_object_set_new(line, "error_kind",
				    json_integer(progress->error.kind));
		json_set_string(line, "error", progress->error.text);
	}
	json_write_line(line, ret);
}

static enum extract_state progress_read_state(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(state_words); i++)
		if (word != NULL && strcmp(word, state_words[i]) == 0)
			return (enum extract_state)i;
	return EXTRACT_RUNNING;
}

static double progress_number(const json_t *line, const char *key, double low,
			      double high)
{
	double x = json_number_at(line, key, low < 0 ? low : 0);

	return !(x >= low) ? low : x > high ? high : x;
}

static void progress_read_counts(const json_t *object,
				 const struct progress_number *numbers,
				 size_t n_numbers, void *base)
{
	for (size_t i = 0; i < n_numbers; i++) {
		size_t n = (size_t)progress_number(object, numbers[i].key,
						   numbers[i].low, 1e12);

		memcpy((char *)base + numbers[i].at, &n, sizeof(n));
	}
}

static void progress_read_measures(const json_t *object,
				   const struct progress_number *numbers,
				   size_t n_numbers, void *base)
{
	for (size_t i = 0; i < n_numbers; i++) {
		double x = progress_number(object, numbers[i].key,
					   numbers[i].low, 1e12);

		memcpy((char *)base + numbers[i].at, &x, sizeof(x));
	}
}

static void traffic_read_cooldowns(const json_t *object,
				   struct extract_traffic *ret)
{
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(object, "cooldowns"), i, item)
	{
		if (i >= EXTRACT_COOLDOWNS)
			break;
		progress_copy(ret->cooldowns[i].scope,
			      sizeof(ret->cooldowns[i].scope),
			      json_string_at(item, "scope"));
		progress_copy(ret->cooldowns[i].name,
			      sizeof(ret->cooldowns[i].name),
			      json_string_at(item, "name"));
		ret->cooldowns[i].left_s =
			progress_number(item, "left_s", 0, 1e12);
		ret->n_cooldowns = (int)i + 1;
	}
}

static void traffic_read_kinds(const json_t *object,
			       struct extract_traffic *ret)
{
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(object, "kinds"), i, item)
	{
		if (i >= EXTRACT_KINDS)
			break;
		progress_copy(ret->kinds[i].kind, sizeof(ret->kinds[i].kind),
			      json_string_at(item, "kind"));
		ret->kinds[i].n = (size_t)progress_number(item, "n", 0, 1e12);
		ret->n_kinds = (int)i + 1;
	}
}

static void progress_read_traffic(const json_t *line,
				  struct extract_traffic *ret)
{
	const json_t *object = json_object_get(line, "traffic");

	if (!json_is_object(object))
		return;
	progress_read_counts(object, traffic_counts, ARRAY_LEN(traffic_counts),
			     ret);
	progress_read_measures(object, traffic_measures,
			       ARRAY_LEN(traffic_measures), ret);
	traffic_read_cooldowns(object, ret);
	traffic_read_kinds(object, ret);
}

static void progress_read_recent(const json_t *line,
				 struct extract_progress *ret)
{
	const json_t *list = json_object_get(line, "recent"), *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		struct extract_event *event = &ret->recent[i];

		if (i >= EXTRACT_RECENT)
			break;
		progress_copy(event->time, sizeof(event->time),
			      json_string_at(item, "time"));
		progress_copy(event->image, sizeof(event->image),
			      json_string_at(item, "image"));
		progress_copy(event->text, sizeof(event->text),
			      json_string_at(item, "text"));
		event->failed = json_is_true(json_object_get(item, "failed"));
		ret->n_recent = (int)i + 1;
	}
}

static void progress_read_texts(const json_t *line,
				struct extract_progress *ret)
{
	progress_copy(ret->run_id, sizeof(ret->run_id),
		      json_string_at(line, "run_id"));
	progress_copy(ret->engine, sizeof(ret->engine),
		      json_string_at(line, "engine"));
	progress_copy(ret->model, sizeof(ret->model),
		      json_string_at(line, "model"));
	progress_copy(ret->stopped, sizeof(ret->stopped),
		      json_string_at(line, "stopped"));
	if (json_string_at(line, "error") == NULL)
		return;
	ret->error.kind = (enum error_kind)progress_number(
		line, "error_kind", ERROR_FAILED, ERROR_STOPPED);
	progress_copy(ret->error.text, sizeof(ret->error.text),
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
	progress.state = progress_read_state(json_string_at(line, "state"));
	progress_read_counts(line, progress_counts, ARRAY_LEN(progress_counts),
			     &progress);
	progress_read_measures(line, progress_measures,
			       ARRAY_LEN(progress_measures), &progress);
	progress_read_traffic(line, &progress.traffic);
	progress.revision =
		(uint64_t)progress_number(line, "revision", 0, 1e15);
	progress_read_recent(line, &progress);
	progress_read_texts(line, &progress);
	*ret_pid = (long)progress_number(line, "pid", 0, 1e9);
	*ret = progress;
	return 0;
}
