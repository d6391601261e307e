/*
 * rack.c: the runs that a server shows. See rack.h.
 *
 * 1. A run that is watched is turned at most ten times a second, whoever
 *    writes into it and however often it is asked for.
 * 2. A run that has readers stays, also where its folder has none of that name
 *    any more: its view says that it is gone.
 */
#include "config.h"

#include "serve/rack.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"

#define RACK_REST_MS	100   /* between two turns of a run */
#define RACK_LOOK_MS	1000  /* the same where nothing is told of */
#define RACK_LIST_MS	3000  /* between two looks at a folder */
#define RACK_KEEP_MS	60000 /* watched on, when nobody looks any more */
#define RACK_FIRST_MS	60    /* of reading before the first answer */
#define RACK_BRIEF_MS	10000 /* what is told of a run that is extracted */
#define RACK_GLANCES_MS 250   /* of looking into runs of a list */

struct rack {
	bool people;
	char **folders;
	size_t n_folders, cap_folders;
	struct rack_run **runs; /* newest first */
	size_t n, cap;
	int64_t listed_ms;
	struct watch_view *glance; /* room for one */
};

/* --- a run ---------------------------------------------------------------- */

static void run_forget(struct rack_run *run)
{
	watch_close(run->watch);
	run->watch = NULL;
	free(run->status);
	run->status = NULL;
	run->told = 0;
}

static void run_free(struct rack_run *run)
{
	run_forget(run);
	json_release(&run->brief);
	watch_place_done(&run->place);
	free(run);
}

static void rack_add(struct rack *rack, enum watch_kind_of kind,
		     const char *path, const char *name, double changed_at,
		     bool named)
{
	struct rack_run *run;
	char hash[HASH_HEX_SIZE];

	for (size_t i = 0; i < rack->n; i++) {
		run = rack->runs[i];
		if (strcmp(run->place.path, path) != 0)
			continue;
		if (run->changed_at != changed_at)
			json_release(&run->brief);
		run->changed_at = changed_at;
		run->listed = true;
		return;
	}
	run = mem_zalloc(sizeof(*run));
	hash_bytes(path, strlen(path), hash);
	memcpy(run->key, hash, sizeof(run->key) - 1);
	run->place =
		(struct watch_place){kind, mem_strdup(path), mem_strdup(name)};
	run->changed_at = changed_at;
	run->named = named;
	run->listed = true;
	ARRAY_GROW(rack->runs, rack->n, rack->cap);
	rack->runs[rack->n++] = run;
}

/* --- the list ------------------------------------------------------------- */

static int run_compare(const void *a, const void *b)
{
	const struct rack_run *x = *(struct rack_run *const *)a;
	const struct rack_run *y = *(struct rack_run *const *)b;

	if (x->named != y->named)
		return x->named ? -1 : 1;
	if (x->changed_at != y->changed_at)
		return x->changed_at > y->changed_at ? -1 : 1;
	return strcmp(x->place.path, y->place.path);
}

/* Drops what is not there any more and nobody looks at. */
static void rack_sweep(struct rack *rack)
{
	size_t n = 0;

	for (size_t i = 0; i < rack->n; i++) {
		struct rack_run *run = rack->runs[i];

		if (run->named || run->listed || run->readers > 0)
			rack->runs[n++] = run;
		else
			run_free(run);
	}
	rack->n = n;
}

static int rack_read(struct rack *rack, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < rack->n; i++)
		rack->runs[i]->listed = false;
	for (size_t i = 0; i < rack->n_folders; i++) {
		struct watch_entries found;

		if (watch_entries_read(rack->folders[i], &found, err) < 0) {
			rc = -1;
			continue;
		}
		for (size_t k = 0; k < found.n; k++)
			rack_add(rack, found.items[k].kind, found.items[k].path,
				 found.items[k].name, found.items[k].changed_at,
				 false);
		watch_entries_done(&found);
	}
	rack_sweep(rack);
	if (rack->n > 1)
		qsort(rack->runs, rack->n, sizeof(*rack->runs), run_compare);
	return rc;
}

static void rack_look(struct rack *rack, int64_t now_ms)
{
	if (rack->n_folders == 0 || now_ms - rack->listed_ms < RACK_LIST_MS)
		return;
	(void)!rack_read(rack, NULL);
	rack->listed_ms = now_ms;
}

/* A run that cannot be watched is told at once, not when it is asked for. */
static int rack_take(struct rack *rack, const char *path, struct error *err)
{
	struct watch_place place;
	struct watch *watch;

	if (watch_place_find(path, &place, err) < 0)
		return -1;
	if (place.kind == WATCH_FOLDER) {
		ARRAY_GROW(rack->folders, rack->n_folders, rack->cap_folders);
		rack->folders[rack->n_folders++] = mem_strdup(place.path);
	} else if (watch_open(&place, &watch, err) < 0) {
		watch_place_done(&place);
		return -1;
	} else {
		watch_close(watch);
		rack_add(rack, place.kind, place.path, place.name, 0, true);
	}
	watch_place_done(&place);
	return 0;
}

int rack_new(char *const *paths, size_t n, bool people, struct rack **ret,
	     struct error *err)
{
	struct rack *rack = mem_zalloc(sizeof(*rack));
	int rc = 0;

	rack->people = people;
	rack->glance = mem_zalloc(sizeof(*rack->glance));
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = rack_take(rack, paths[i], err);
	if (rc == 0)
		rc = rack_read(rack, err);
	rack->listed_ms = clock_ms();
	if (rc < 0) {
		rack_free(rack);
		return -1;
	}
	*ret = rack;
	return 0;
}

void rack_free(struct rack *rack)
{
	if (rack == NULL)
		return;
	for (size_t i = 0; i < rack->n; i++)
		run_free(rack->runs[i]);
	for (size_t i = 0; i < rack->n_folders; i++)
		free(rack->folders[i]);
	free(rack->folders);
	free(rack->runs);
	free(rack->glance);
	free(rack);
}

struct rack_run *rack_at(struct rack *rack, size_t i)
{
	return i < rack->n ? rack->runs[i] : NULL;
}

struct rack_run *rack_find(struct rack *rack, const char *name)
{
	if (name == NULL || name[0] == '\0')
		return rack_at(rack, 0);
	for (size_t i = 0; i < rack->n; i++)
		if (strcmp(rack->runs[i]->key, name) == 0)
			return rack->runs[i];
	for (size_t i = 0; i < rack->n; i++)
		if (strcmp(rack->runs[i]->place.name, name) == 0)
			return rack->runs[i];
	return NULL;
}

/* --- watching ------------------------------------------------------------- */

/* Makes room: ends what was looked at longest ago, and has no readers. */
static int rack_make_room(struct rack *rack, struct error *err)
{
	struct rack_run *oldest = NULL;
	size_t n = 0;

	for (size_t i = 0; i < rack->n; i++) {
		struct rack_run *run = rack->runs[i];

		if (run->watch == NULL)
			continue;
		n++;
		if (run->readers == 0 &&
		    (oldest == NULL || run->used_ms < oldest->used_ms))
			oldest = run;
	}
	if (n < RACK_WATCHED)
		return 0;
	if (oldest == NULL)
		return error_set(err, ERROR_BUSY,
				 "%d runs are looked at already; close one of "
				 "their pages",
				 RACK_WATCHED);
	run_forget(oldest);
	return 0;
}

int rack_open(struct rack *rack, struct rack_run *run, int64_t now_ms,
	      struct error *err)
{
	int64_t end = now_ms + RACK_FIRST_MS;

	run->used_ms = now_ms;
	if (run->watch != NULL) {
		if (now_ms - run->turned_ms >= RACK_REST_MS) {
			watch_turn(run->watch, now_ms);
			run->turned_ms = now_ms;
		}
		return 0;
	}
	if (rack_make_room(rack, err) < 0 ||
	    watch_open(&run->place, &run->watch, err) < 0)
		return -1;
	do
		watch_turn(run->watch, clock_ms());
	while (watch_has_more(run->watch) && clock_ms() < end);
	run->turned_ms = clock_ms();
	return 0;
}

const char *rack_status(struct rack *rack, struct rack_run *run)
{
	const struct watch_view *view = watch_view(run->watch);
	json_t *json CLEANUP(json_release) = NULL;

	if (run->status != NULL && run->told == view->revision)
		return run->status;
	json = watch_view_json(view, rack->people);
	json_set_string(json, "key", run->key);
	free(run->status);
	run->status = json_dumps(json, JSON_COMPACT);
	run->told = view->revision;
	return run->status != NULL ? run->status : "{}";
}

/* ms until the next turn of a run is due. */
static int run_wait(const struct rack_run *run, int64_t now_ms)
{
	int64_t rest = run->turned_ms + RACK_LOOK_MS - now_ms;

	if (watch_has_more(run->watch))
		return 0;
	return rest > 0 ? (int)rest : 0;
}

static bool run_is_told(const struct rack_run *run)
{
	struct pollfd fd = {.fd = watch_fd(run->watch), .events = POLLIN};

	return fd.fd >= 0 && poll(&fd, 1, 0) > 0;
}

void rack_turn(struct rack *rack, int64_t now_ms, int *ret_wait_ms)
{
	for (size_t i = 0; i < rack->n; i++) {
		struct rack_run *run = rack->runs[i];
		int64_t rested = now_ms - run->turned_ms;
		int wait;

		if (run->watch == NULL)
			continue;
		if (run->readers == 0 && now_ms - run->used_ms > RACK_KEEP_MS) {
			run_forget(run);
			continue;
		}
		if (run_wait(run, now_ms) == 0 ||
		    (rested >= RACK_REST_MS && run_is_told(run))) {
			watch_turn(run->watch, now_ms);
			run->turned_ms = now_ms;
			rested = 0;
		}
		wait = run_wait(run, now_ms);
		if (rested < RACK_REST_MS && wait > RACK_REST_MS - rested)
			wait = (int)(RACK_REST_MS - rested);
		if (wait < *ret_wait_ms)
			*ret_wait_ms = wait;
	}
}

/* One that rests is not listened to: it would be readable all the time. */
size_t rack_fds(const struct rack *rack, int64_t now_ms,
		struct pollfd ret[RACK_WATCHED])
{
	size_t n = 0;

	for (size_t i = 0; i < rack->n && n < RACK_WATCHED; i++) {
		const struct rack_run *run = rack->runs[i];

		if (run->watch == NULL || watch_fd(run->watch) < 0 ||
		    now_ms - run->turned_ms < RACK_REST_MS)
			continue;
		ret[n++] = (struct pollfd){.fd = watch_fd(run->watch),
					   .events = POLLIN};
	}
	return n;
}

/* --- the list as JSON ----------------------------------------------------- */

static json_t *run_named(const struct rack_run *run)
{
	json_t *ret = json_object();

	json_set_string(ret, "key", run->key);
	json_set_string(ret, "name", run->place.name);
	return ret;
}

static json_t *run_brief(const struct rack_run *run,
			 const struct watch_view *view)
{
	static const char *const keys[] = {
		"kind",	      "state",	   "live",	    "total",
		"done",	      "succeeded", "failed",	    "success_rate",
		"per_minute", "eta_s",	   "cost_usd",	    "budget_usd",
		"trouble",    "elapsed_s", "projected_usd",
	};
	json_t *whole CLEANUP(json_release) = watch_view_json(view, false);
	json_t *ret = run_named(run);

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		json_t *value = json_object_get(whole, keys[i]);

		if (value != NULL)
			json_object_set(ret, keys[i], value);
	}
	return ret;
}

/* Journals tell when a run goes on, but not when who wrote them has died. */
static bool run_is_stale(const struct rack_run *run, int64_t now_ms)
{
	return run->brief == NULL ||
	       (json_is_true(json_object_get(run->brief, "live")) &&
		now_ms - run->brief_ms > RACK_BRIEF_MS);
}

/* What is not known yet stands there by its name, and is known next time. */
json_t *rack_list_json(struct rack *rack, int64_t now_ms)
{
	int64_t end = now_ms + RACK_GLANCES_MS;
	json_t *list = json_array();

	rack_look(rack, now_ms);
	for (size_t i = 0; i < rack->n; i++) {
		struct rack_run *run = rack->runs[i];
		bool stale = run->named || run_is_stale(run, now_ms);

		if (run->watch != NULL) {
			json_release(&run->brief);
			run->brief = run_brief(run, watch_view(run->watch));
		} else if (stale && clock_ms() < end) {
			json_release(&run->brief);
			watch_glance(&run->place, rack->glance);
			run->brief = run_brief(run, rack->glance);
			run->brief_ms = now_ms;
		}
		if (run->brief != NULL)
			json_array_append(list, run->brief);
		else
			json_array_append_new(list, run_named(run));
	}
	return list;
}
