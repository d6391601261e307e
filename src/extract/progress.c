/*
 * progress.c: snapshots as text and as JSON. See progress.h.
 *
 * 1. Numbers are JSON numbers in the C notation; no locale matters.
 * 2. What is read may come from a newer version: unknown keys are passed
 *    over, an unknown state reads as running.
 */
#include "config.h"

#include "extract/progress.h"

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

void progress_event(struct extract_event *event, const char *image, bool failed,
		    const char *text)
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

/* The counts and measures of a snapshot, by the names of the JSON line. */
static const struct {
	const char *key;
	size_t at;
} progress_counts[] =
	{
		{"total", offsetof(struct extract_progress, total)},
		{"skipped", offsetof(struct extract_progress, skipped)},
		{"failed_before",
		 offsetof(struct extract_progress, failed_before)},
		{"succeeded", offsetof(struct extract_progress, succeeded)},
		{"failed", offsetof(struct extract_progress, failed)},
		{"in_flight", offsetof(struct extract_progress, in_flight)},
		{"retried", offsetof(struct extract_progress, retried)},
		{"others", offsetof(struct extract_progress, others)},
},
  progress_measures[] = {
	  {"per_minute", offsetof(struct extract_progress, per_minute)},
	  {"eta_s", offsetof(struct extract_progress, eta_s)},
	  {"elapsed_s", offsetof(struct extract_progress, elapsed_s)},
	  {"cost_usd", offsetof(struct extract_progress, cost_usd)},
};

void progress_write(const struct extract_progress *progress, struct bytes *ret)
{
	json_t *line CLEANUP(json_release) = json_object();
	const char *base = (const char *)progress;

	json_set_string(line, "state", extract_state_word(progress->state));
	json_object_set_new(line, "pid", json_integer(getpid()));
	json_set_string(line, "run_id", progress->run_id);
	json_set_string(line, "engine", progress->engine);
	json_set_string(line, "model", progress->model);
	for (size_t i = 0; i < ARRAY_LEN(progress_counts); i++) {
		size_t n;

		memcpy(&n, base + progress_counts[i].at, sizeof(n));
		json_object_set_new(line, progress_counts[i].key,
				    json_integer((json_int_t)n));
	}
	for (size_t i = 0; i < ARRAY_LEN(progress_measures); i++) {
		double x;

		memcpy(&x, base + progress_measures[i].at, sizeof(x));
		json_object_set_new(line, progress_measures[i].key,
				    json_real(x));
	}
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
	double x = json_number_at(line, key, 0);

	return !(x >= low) ? low : x > high ? high : x;
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
	char *base = (char *)&progress;

	if (json_read(text, len, &line, NULL, err) < 0)
		return -1;
	if (!json_is_object(line) || json_string_at(line, "state") == NULL)
		return error_set(err, ERROR_FAILED,
				 "what the extracting process says is no "
				 "progress");
	progress.state = progress_read_state(json_string_at(line, "state"));
	for (size_t i = 0; i < ARRAY_LEN(progress_counts); i++) {
		size_t n = (size_t)progress_number(line, progress_counts[i].key,
						   0, 1e12);

		memcpy(base + progress_counts[i].at, &n, sizeof(n));
	}
	for (size_t i = 0; i < ARRAY_LEN(progress_measures); i++) {
		double x = progress_number(line, progress_measures[i].key, -1,
					   1e12);

		memcpy(base + progress_measures[i].at, &x, sizeof(x));
	}
	progress.revision =
		(uint64_t)progress_number(line, "revision", 0, 1e15);
	progress_read_recent(line, &progress);
	progress_read_texts(line, &progress);
	*ret_pid = (long)progress_number(line, "pid", 0, 1e9);
	*ret = progress;
	return 0;
}
