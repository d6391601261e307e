/*
 * watch.c: reading what a run tells. See watch.h.
 *
 * 1. raw.jsonl is read before events.jsonl: an outcome is durable before its
 *    event is written, so that each event finds what its sheet is called.
 * 2. A turn reads no more than TURN_BYTES of each, so that a log of ten
 *    gigabytes takes no longer than a small one: its tail is read, and what
 *    lies before is known from the figures that its lines tell, and the
 *    index.
 * 3. What is marked as passed (a half, three quarters, the end) stays so until
 *    a session begins anew, and is said once; what had passed before anybody
 *    watched is not said.
 */
#include "config.h"

#include "watch/watch.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/file/notify.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "extract/control/control.h"
#include "run/intake/images.h"
#include "run/journal/lock.h"
#include "run/journal/lock_owner.h"
#include "watch/read/tail.h"

#define TURN_BYTES   (4u << 20)
#define TURN_MS	     25 /* of each, too */
#define TURN_LINES   32 /* between two looks at the clock */
#define EVENTS_BACK  (4u << 20)
#define STARTED_BACK (256u << 20)
#define RAW_BACK     (64u << 20)
#define GLANCE_BACK  (4u << 20)
#define LOOK_MS	     1000 /* between two looks at locks and the like */
#define CONNECT_MS   3000
#define JSON_MAX     (64u << 20)
#define ANSWER_MS    500

struct watch {
	struct watch_place place;
	struct run *run; /* NULL: it is not one of ours */
	struct figures_reader *figures;
	struct tail raw, events;
	const char *names[2]; /* of these, for notify */
	char *dir, *log_name;
	struct notify *notify;
	struct control_client *client; /* of who extracts; NULL: nobody */
	int64_t look_ms, connect_ms;
	bool more;
	bool caught_up; /* what was there at first was read */
	struct watch_view view;
};

/* --- opening -------------------------------------------------------------- */

static double wall_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int watch_open_run(struct watch *watch, struct error *err)
{
	struct watch_view *view = &watch->view;

	if (watch->place.kind != WATCH_RUN)
		return 0;
	if (run_open(watch->place.path, RUN_LOOK, &watch->run, err) < 0)
		return -1;
	watch->figures = figures_reader_new(watch->run);
	progress_copy(view->run_id, sizeof(view->run_id), watch->run->id);
	progress_copy(view->images_root, sizeof(view->images_root),
		      watch->run->images_root);
	return 0;
}

/* A whole number at one of the keys that were used for it; 0: none. */
static int64_t total_of(const char *dir, const char *name)
{
	static const char *const keys[] = {"total_specimens", "total_images",
					   "total", "specimens", "images"};
	char *path CLEANUP(mem_free_str) = file_join(dir, name);
	struct bytes text CLEANUP(bytes_done) = {0};
	json_t *json CLEANUP(json_release) = NULL;

	if (file_check_own(path, false, NULL) < 0 ||
	    file_read(path, JSON_MAX, &text, NULL) < 0 || text.data == NULL ||
	    json_read(text.data, text.len, &json, NULL, NULL) < 0)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const json_t *value = json_object_get(json, keys[i]);

		if (json_is_array(value) || json_is_object(value))
			return (int64_t)(json_array_size(value) +
					 json_object_size(value));
		if (json_int_at(json, keys[i], 0) > 0)
			return json_int_at(json, keys[i], 0);
	}
	/* {sha256: {filename, …}, …} */
	return strcmp(name, "image_manifest.json") == 0
		       ? (int64_t)json_object_size(json)
		       : 0;
}

/* What a run without events says that it set out to read. */
static int64_t watch_told_total(const struct watch *watch)
{
	static const char *const files[] = {"manifest.json", "environment.json",
					    "image_manifest.json"};
	int64_t total = 0;

	for (size_t i = 0; i < ARRAY_LEN(files) && total == 0; i++)
		total = total_of(watch->dir, files[i]);
	return total;
}

static void watch_place_files(struct watch *watch)
{
	char *raw CLEANUP(mem_free_str) = NULL,
		  *events CLEANUP(mem_free_str) = NULL;
	bool log = watch->place.kind == WATCH_LOG;
	char *slash;

	watch->dir = mem_strdup(watch->place.path);
	slash = strrchr(watch->dir, '/');
	watch->log_name = mem_strdup(log ? slash + 1 : "events.jsonl");
	if (log)
		slash[slash == watch->dir] = '\0';
	raw = file_join(watch->dir, "raw.jsonl");
	events = file_join(watch->dir, watch->log_name);
	/* Of a bare log nothing is known but itself. */
	tail_init(&watch->raw, log ? "" : raw, RAW_BACK);
	tail_init(&watch->events, events, EVENTS_BACK);
	watch->names[0] = watch->log_name;
	watch->names[1] = "raw.jsonl";
	watch->notify = notify_new(watch->dir, watch->names, log ? 1 : 2);
}

int watch_open(const struct watch_place *place, struct watch **ret,
	       struct error *err)
{
	struct watch *watch = mem_zalloc(sizeof(*watch));
	struct watch_view *view = &watch->view;

	watch->place = (struct watch_place){
		.kind = place->kind,
		.path = mem_strdup(place->path),
		.name = mem_strdup(place->name),
	};
	watch->raw.fd = watch->events.fd = -1;
	view->kind = place->kind;
	view->said_at = -1;
	progress_copy(view->path, sizeof(view->path), place->path);
	progress_copy(view->name, sizeof(view->name), place->name);
	watch_log_init(&view->log);
	watch_outcomes_init(&view->outcomes);
	if (watch_open_run(watch, err) < 0) {
		watch_close(watch);
		return -1;
	}
	watch_place_files(watch);
	view->told_total = watch_told_total(watch);
	*ret = watch;
	return 0;
}

void watch_close(struct watch *watch)
{
	if (watch == NULL)
		return;
	control_close(watch->client);
	notify_free(watch->notify);
	tail_done(&watch->raw);
	tail_done(&watch->events);
	figures_reader_free(watch->figures);
	run_close(watch->run);
	watch_place_done(&watch->place);
	free(watch->dir);
	free(watch->log_name);
	free(watch);
}

/* --- raw.jsonl ------------------------------------------------------------ */

static void watch_trouble(struct watch *watch, const struct error *err)
{
	progress_copy(watch->view.trouble, sizeof(watch->view.trouble),
		      err->text);
}

/* Lines of a tail until TURN_BYTES or TURN_MS of them were read; whether there
 * were any. */
static bool watch_lines(struct watch *watch, struct tail *tail,
			void (*take)(struct watch *watch,
				     const struct line *line))
{
	uint64_t begin = tail->fd >= 0 ? tail->lines.position : 0;
	int64_t end_ms = clock_ms() + TURN_MS;
	struct error err;
	struct line line;
	bool late = false;
	int rc = 0, n = 0;

	while (tail->fd >= 0 && tail->lines.position - begin < TURN_BYTES &&
	       !late && (rc = tail_next(tail, &line, &err)) > 0) {
		take(watch, &line);
		late = ++n % TURN_LINES == 0 && clock_ms() >= end_ms;
	}
	if (rc < 0)
		watch_trouble(watch, &err);
	else if (tail->error.kind != ERROR_NONE)
		watch_trouble(watch, &tail->error);
	if (late ||
	    (tail->fd >= 0 && tail->lines.position - begin >= TURN_BYTES))
		watch->more = true;
	return n > 0;
}

static void watch_take_outcome(struct watch *watch, const struct line *line)
{
	watch_outcomes_take(&watch->view.outcomes, line->text, line->len);
}

static bool watch_read_raw(struct watch *watch)
{
	enum tail_news news = tail_look(&watch->raw);
	bool any;

	if (news != TAIL_SAME)
		watch_outcomes_init(&watch->view.outcomes);
	any = watch_lines(watch, &watch->raw, watch_take_outcome);
	watch->view.outcomes.partial =
		watch->raw.fd >= 0 && watch->raw.from > 0;
	return any || news != TAIL_SAME;
}

/* --- events.jsonl --------------------------------------------------------- */

static const char *watch_name(void *arg, const char *id)
{
	const struct watch *watch = arg;

	return watch_outcomes_name(&watch->view.outcomes, id);
}

static void watch_take_event(struct watch *watch, const struct line *line)
{
	watch_log_take(&watch->view.log, line->text, line->len, line->position,
		       watch_name, watch);
}

/* The log is another one: what it said before stays in the stream. */
static void watch_log_anew(struct watch *watch)
{
	struct watch_view *view = &watch->view;
	bool seen = view->log.seen;
	char *line CLEANUP(mem_free_str) = NULL;

	if (seen) {
		watch_log_init(&view->log);
		view->marks = 0;
		watch_log_say(&view->log, wall_now(),
			      "the log was replaced: read anew");
	}
	/* Invariant 2. */
	if (watch->events.from > 0 &&
	    tail_find_back(&watch->events, "\"extraction.started\"",
			   STARTED_BACK, &line, NULL) > 0)
		watch_log_take_started(&view->log, line, strlen(line));
}

static void watch_name_log(struct watch *watch)
{
	const struct tail *tail = &watch->events;
	char *id = watch->view.log_id;

	id[0] = '\0';
	if (tail->fd >= 0)
		snprintf(id, sizeof(watch->view.log_id), "%llx-%llx",
			 (unsigned long long)tail->dev,
			 (unsigned long long)tail->ino);
}

static bool watch_read_events(struct watch *watch)
{
	enum tail_news news = tail_look(&watch->events);
	bool any;

	if (news == TAIL_ANEW)
		watch_log_anew(watch);
	if (news == TAIL_GONE)
		watch_log_say(&watch->view.log, wall_now(),
			      "the log of events was deleted");
	if (news != TAIL_SAME)
		watch_name_log(watch);
	any = watch_lines(watch, &watch->events, watch_take_event);
	return any || news != TAIL_SAME;
}

/* --- who extracts --------------------------------------------------------- */

/* A copy of a run has its id, which the way to who extracts is found by. */
static bool watch_is_holder(const struct watch *watch, long pid)
{
	struct lock_owner owner;

	return run_lock_look(watch->run->dir, &owner) && owner.pid == pid;
}

/* Of this user a process tells itself how it stands; asked once a second. */
static bool watch_read_progress(struct watch *watch, int64_t now_ms)
{
	struct watch_view *view = &watch->view;
	struct extract_progress progress;
	bool any = false;
	long pid;
	int rc = 0;

	if (watch->client == NULL && now_ms >= watch->connect_ms) {
		watch->connect_ms = now_ms + CONNECT_MS;
		if (control_connect(watch->run, &watch->client, NULL) < 0)
			watch->client = NULL;
		else if (control_send(watch->client, "progress", NULL) < 0)
			rc = -1;
	}
	while (watch->client != NULL && rc >= 0 &&
	       (rc = control_receive(watch->client, &progress, &pid, NULL)) >
		       0) {
		if (!watch_is_holder(watch, pid)) {
			rc = -1;
			break;
		}
		view->progress = progress;
		view->have_progress = any = true;
	}
	if (rc < 0) {
		control_close(watch->client);
		watch->client = NULL;
	}
	return any;
}

/* The answer that has been asked for comes within a moment, or not at all. */
static void watch_await_progress(struct watch *watch)
{
	struct pollfd fd = {.fd = -1, .events = POLLIN};

	watch_read_progress(watch, clock_ms());
	if (watch->client == NULL)
		return;
	fd.fd = control_fd(watch->client);
	poll(&fd, 1, ANSWER_MS);
	watch_read_progress(watch, clock_ms());
}

/* Asks for the next answer. */
static void watch_ask_progress(struct watch *watch)
{
	if (watch->client == NULL ||
	    control_send(watch->client, "progress", NULL) == 0)
		return;
	control_close(watch->client);
	watch->client = NULL;
}

static void watch_read_holder(struct watch *watch)
{
	struct watch_view *view = &watch->view;
	char *words CLEANUP(mem_free_str) = NULL;
	struct lock_owner owner;

	view->live = run_lock_look(watch->run->dir, &owner);
	view->holder[0] = '\0';
	/* What an ended process said last is not how it stands. */
	if (!view->live && watch->client == NULL)
		view->have_progress = false;
	if (!view->live)
		return;
	words = lock_owner_words(&owner);
	progress_copy(view->holder, sizeof(view->holder), words);
}

static void watch_read_age(struct watch *watch)
{
	const struct tail *tails[] = {&watch->raw, &watch->events};
	struct watch_view *view = &watch->view;

	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		struct stat st;
		double at;

		if (tails[i]->fd < 0 || fstat(tails[i]->fd, &st) < 0)
			continue;
		at = (double)file_mtime_ns(&st) / 1e9;
		view->said_at = at > view->said_at ? at : view->said_at;
	}
}

/* Whether what is watched is still there; true where that has changed. */
static bool watch_look(struct watch *watch)
{
	struct watch_view *view = &watch->view;
	struct stat st;
	bool gone = stat(watch->place.path, &st) < 0;
	bool changed = gone != view->gone;

	view->gone = gone;
	watch_read_age(watch);
	if (watch->run != NULL)
		watch_read_holder(watch);
	if (changed)
		watch_log_say(&view->log, wall_now(),
			      gone ? "what is watched was deleted"
				   : "it is there again");
	return changed;
}

/* --- marks ---------------------------------------------------------------- */

static unsigned int marks_of(const struct watch_view *view)
{
	double share = watch_view_share(view);
	bool over = view->state == WATCH_DONE;

	return (share >= 0.5 ? WATCH_MARK_HALF : 0U) |
	       (share >= 0.75 ? WATCH_MARK_MOST : 0U) |
	       (over ? WATCH_MARK_END : 0U);
}

/* Invariant 3. */
static void watch_mark(struct watch *watch)
{
	static const struct {
		unsigned int mark;
		const char *text;
	} words[] = {
		{WATCH_MARK_HALF, "half of the sheets are done"},
		{WATCH_MARK_MOST, "three quarters of the sheets are done"},
		{WATCH_MARK_END, "the extraction has ended"},
	};
	struct watch_view *view = &watch->view;
	unsigned int now = marks_of(view), fresh = now & ~view->marks;

	view->marks = now;
	if (!watch->caught_up)
		return;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if ((fresh & words[i].mark) != 0)
			watch_log_say(&view->log, view->now, words[i].text);
}

/* --- a turn --------------------------------------------------------------- */

static bool watch_read_journals(struct watch *watch)
{
	bool changed;

	watch->more = false;
	watch->view.trouble[0] = '\0';
	changed = watch_read_raw(watch);
	/* Invariant 1. */
	if (!watch->more)
		changed = watch_read_events(watch) || changed;
	return changed;
}

/* What is looked at now and then. */
static bool watch_read_rest(struct watch *watch, bool whole, int64_t now_ms)
{
	bool changed = false;

	if (whole || now_ms >= watch->look_ms) {
		watch->look_ms = now_ms + LOOK_MS;
		changed = watch_look(watch);
		watch_ask_progress(watch);
	}
	if (watch->run == NULL)
		return changed;
	changed = watch_read_progress(watch, now_ms) || changed;
	return figures_read(watch->figures, watch->view.live, whole, now_ms,
			    &watch->view.figures) ||
	       changed;
}

static bool watch_conclude(struct watch *watch, bool changed)
{
	struct watch_view *view = &watch->view;
	enum watch_state before = view->state;
	uint64_t said = view->log.seq;

	view->now = wall_now();
	watch_view_derive(view);
	watch_mark(watch);
	if (!watch->more)
		watch->caught_up = true;
	changed = changed || before != view->state || said != view->log.seq;
	view->revision += changed;
	return changed;
}

bool watch_turn(struct watch *watch, int64_t now_ms)
{
	bool changed;

	if (watch->notify != NULL)
		notify_take(watch->notify);
	changed = watch_read_journals(watch);
	changed = watch_read_rest(watch, false, now_ms) || changed;
	return watch_conclude(watch, changed);
}

void watch_whole(struct watch *watch)
{
	do
		watch_read_journals(watch);
	while (watch->more);
	if (watch->run != NULL)
		watch_await_progress(watch);
	watch_read_rest(watch, true, clock_ms());
	watch_conclude(watch, true);
}

void watch_glance(const struct watch_place *place, struct watch_view *ret)
{
	struct watch *watch;
	struct error err;

	if (watch_open(place, &watch, &err) < 0) {
		memset(ret, 0, sizeof(*ret));
		progress_copy(ret->name, sizeof(ret->name), place->name);
		progress_copy(ret->trouble, sizeof(ret->trouble), err.text);
		return;
	}
	watch->raw.back = watch->events.back = GLANCE_BACK;
	watch_read_events(watch);
	/* Where there are events, outcomes say nothing more of how far it is. */
	if (watch->view.log.session.phase == WATCH_PHASE_NONE)
		watch_read_raw(watch);
	watch_look(watch);
	watch_conclude(watch, true);
	*ret = watch->view;
	watch_close(watch);
}

bool watch_has_more(const struct watch *watch)
{
	return watch->more;
}

int watch_fd(const struct watch *watch)
{
	return notify_fd(watch->notify);
}

const struct watch_view *watch_view(const struct watch *watch)
{
	return &watch->view;
}

const struct run *watch_run(const struct watch *watch)
{
	return watch->run;
}

struct index *watch_index(struct watch *watch)
{
	return watch->figures != NULL ? figures_index(watch->figures) : NULL;
}

char *watch_image(const struct watch *watch, const char *image, const char *id)
{
	char *path;

	if (watch->run == NULL)
		return NULL;
	path = images_find(watch->run, watch->run->images_root, image, NULL);
	return path != NULL ? path : images_find(watch->run, NULL, image, id);
}
