/*
 * feeder.c: the thread that looks. See feeder.h.
 *
 * 1. Between two turns it rests, whatever happens, but for catching up with
 *    what is there already: a run that writes a thousand lines a second is
 *    looked at twice.
 * 2. A run of a folder is looked into again when its journals have changed.
 */
#include "config.h"

#include "ui/monitor/feeder.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/thread/thread.h"
#include "base/time/clock.h"
#include "watch/watch.h"
#include "watch/words.h"

#define FEEDER_REST_MS	  500
#define FEEDER_LOOK_MS	  1000 /* where nothing is told of */
#define FEEDER_LIST_MS	  3000 /* between two looks at a folder */
#define FEEDER_GLANCES	  200  /* runs that are looked into */
#define FEEDER_GLANCES_MS 200  /* in one turn */

struct feeder {
	struct mailbox *reply, *inbox;
	pthread_t thread;
	/* the thread's */
	struct watch_place place;
	struct watch *watch; /* NULL: a folder, or it cannot be opened */
	struct feeder_entry *entries;
	size_t n, left_off;
	struct watch_view *glance; /* room for one */
	char last[72];		   /* the sheet whose image was looked for */
	char image_path[1024];
};

struct feeder_wish {
	struct mail mail;
	struct watch_place place;
};

/* --- what is told --------------------------------------------------------- */

static void feeder_tell_trouble(struct feeder *feeder, const struct error *err)
{
	struct feeder_trouble *told = mem_zalloc(sizeof(*told));

	told->mail.kind = FEEDER_MAIL_TROUBLE;
	told->error = *err;
	mailbox_replace(feeder->reply, &told->mail);
}

/* The file of the sheet that was read last. */
static void feeder_find_image(struct feeder *feeder,
			      const struct watch_view *view)
{
	const struct watch_sheet *last = &view->outcomes.last;
	char *path CLEANUP(mem_free_str) = NULL;

	if (!view->outcomes.have_last || strcmp(last->id, feeder->last) == 0)
		return;
	memcpy(feeder->last, last->id, sizeof(feeder->last));
	path = watch_image(feeder->watch, last->image, last->id);
	feeder->image_path[0] = '\0';
	if (path != NULL && strlen(path) < sizeof(feeder->image_path))
		memcpy(feeder->image_path, path, strlen(path) + 1);
}

static void feeder_tell_view(struct feeder *feeder)
{
	const struct watch_view *view = watch_view(feeder->watch);
	struct feeder_view *told = mem_zalloc(sizeof(*told));

	feeder_find_image(feeder, view);
	told->mail.kind = FEEDER_MAIL_VIEW;
	told->view = *view;
	memcpy(told->image_path, feeder->image_path, sizeof(told->image_path));
	mailbox_replace(feeder->reply, &told->mail);
}

static void list_free(struct mail *mail)
{
	struct feeder_list *list = CONTAINER_OF(mail, struct feeder_list, mail);

	free(list->entries);
	free(list);
}

static void feeder_tell_list(struct feeder *feeder, double now)
{
	struct feeder_list *told = mem_zalloc(sizeof(*told));

	told->mail.kind = FEEDER_MAIL_LIST;
	told->mail.free = list_free;
	told->now = now;
	told->n = feeder->n;
	told->left_off = feeder->left_off;
	told->entries = mem_zalloc((feeder->n + 1) * sizeof(*told->entries));
	if (feeder->n > 0)
		memcpy(told->entries, feeder->entries,
		       feeder->n * sizeof(*told->entries));
	mailbox_replace(feeder->reply, &told->mail);
}

/* --- a folder ------------------------------------------------------------- */

/* What is known of an entry from before, where nothing has changed since. */
static void entry_take_known(const struct feeder *feeder,
			     struct feeder_entry *entry)
{
	for (size_t i = 0; i < feeder->n; i++) {
		const struct feeder_entry *old = &feeder->entries[i];

		if (strcmp(old->path, entry->path) != 0)
			continue;
		entry->known =
			old->known && old->changed_at == entry->changed_at;
		entry->state = old->state;
		memcpy(entry->words, old->words, sizeof(entry->words));
	}
}

/* Reads the folder; whether it could be. */
static bool feeder_read_folder(struct feeder *feeder)
{
	struct watch_entries found;
	struct feeder_entry *entries;
	struct error err;

	if (watch_entries_read(feeder->place.path, &found, &err) < 0) {
		feeder_tell_trouble(feeder, &err);
		return false;
	}
	entries = mem_zalloc((found.n + 1) * sizeof(*entries));
	for (size_t i = 0; i < found.n; i++) {
		progress_copy(entries[i].path, sizeof(entries[i].path),
			      found.items[i].path);
		progress_copy(entries[i].name, sizeof(entries[i].name),
			      found.items[i].name);
		entries[i].kind = found.items[i].kind;
		entries[i].changed_at = found.items[i].changed_at;
		entry_take_known(feeder, &entries[i]);
	}
	free(feeder->entries);
	feeder->entries = entries;
	feeder->n = found.n;
	feeder->left_off = found.left_off;
	watch_entries_done(&found);
	return true;
}

static void feeder_glance(struct feeder *feeder, struct feeder_entry *entry)
{
	struct watch_place place = {entry->kind, entry->path, entry->name};
	struct bytes words CLEANUP(bytes_done) = {0};

	watch_glance(&place, feeder->glance);
	watch_words_progress(feeder->glance, &words);
	entry->known = true;
	entry->state = feeder->glance->state;
	progress_copy(entry->words, sizeof(entry->words),
		      feeder->glance->trouble[0] != '\0'
			      ? feeder->glance->trouble
			      : words.data);
}

/* One turn of looking at a folder; ms until the next. */
static int feeder_turn_folder(struct feeder *feeder)
{
	int64_t end = clock_ms() + FEEDER_GLANCES_MS;
	bool more = false;

	if (!feeder_read_folder(feeder))
		return FEEDER_LIST_MS;
	for (size_t i = 0; i < feeder->n && i < FEEDER_GLANCES && !more; i++) {
		if (!feeder->entries[i].known)
			feeder_glance(feeder, &feeder->entries[i]);
		more = clock_ms() >= end;
	}
	feeder_tell_list(feeder, feeder->glance->now);
	return more ? FEEDER_REST_MS : FEEDER_LIST_MS;
}

/* --- a run ---------------------------------------------------------------- */

static int feeder_turn_run(struct feeder *feeder)
{
	if (watch_turn(feeder->watch, clock_ms()))
		feeder_tell_view(feeder);
	return watch_has_more(feeder->watch) ? 0 : FEEDER_LOOK_MS;
}

static void feeder_leave(struct feeder *feeder)
{
	watch_close(feeder->watch);
	feeder->watch = NULL;
	feeder->last[0] = feeder->image_path[0] = '\0';
	watch_place_done(&feeder->place);
}

static void feeder_enter(struct feeder *feeder, const struct watch_place *place)
{
	struct error err;

	feeder_leave(feeder);
	feeder->place = (struct watch_place){
		.kind = place->kind,
		.path = mem_strdup(place->path),
		.name = mem_strdup(place->name),
	};
	if (place->kind == WATCH_FOLDER)
		return;
	if (watch_open(&feeder->place, &feeder->watch, &err) == 0)
		return;
	feeder->watch = NULL;
	feeder_tell_trouble(feeder, &err);
}

/* --- the thread ----------------------------------------------------------- */

static void feeder_hear(struct feeder *feeder)
{
	struct mail *mail;

	while ((mail = mailbox_take(feeder->inbox)) != NULL) {
		feeder_enter(
			feeder,
			&CONTAINER_OF(mail, struct feeder_wish, mail)->place);
		mail_free(mail);
	}
}

/* Rests, then waits until something is to be seen, or the time is over. */
static void feeder_wait(const struct feeder *feeder, int wait_ms)
{
	struct pollfd fds[2] = {
		{.fd = mailbox_fd(feeder->inbox), .events = POLLIN},
		{.fd = -1, .events = POLLIN},
	};
	int rest = wait_ms < FEEDER_REST_MS ? wait_ms : FEEDER_REST_MS;

	if (poll(fds, 1, rest) > 0 || wait_ms <= rest)
		return;
	if (feeder->watch != NULL)
		fds[1].fd = watch_fd(feeder->watch);
	poll(fds, 2, wait_ms - rest);
}

static void *feeder_main(void *arg)
{
	struct feeder *feeder = arg;

	thread_be_nice();
	while (!mailbox_closed(feeder->inbox)) {
		int wait_ms = -1;

		feeder_hear(feeder);
		if (feeder->watch != NULL)
			wait_ms = feeder_turn_run(feeder);
		else if (feeder->place.kind == WATCH_FOLDER)
			wait_ms = feeder_turn_folder(feeder);
		else
			wait_ms = FEEDER_LIST_MS;
		feeder_wait(feeder, wait_ms);
	}
	feeder_leave(feeder);
	return NULL;
}

static void wish_free(struct mail *mail)
{
	struct feeder_wish *wish = CONTAINER_OF(mail, struct feeder_wish, mail);

	watch_place_done(&wish->place);
	free(wish);
}

void feeder_open(struct feeder *feeder, const struct watch_place *place)
{
	struct feeder_wish *wish = mem_zalloc(sizeof(*wish));

	wish->mail.free = wish_free;
	wish->place = (struct watch_place){
		.kind = place->kind,
		.path = mem_strdup(place->path),
		.name = mem_strdup(place->name),
	};
	mailbox_replace(feeder->inbox, &wish->mail);
}

static void feeder_free(struct feeder *feeder)
{
	mailbox_free(feeder->inbox);
	free(feeder->entries);
	free(feeder->glance);
	free(feeder);
}

int feeder_start(const struct watch_place *place, struct mailbox *reply,
		 struct feeder **ret, struct error *err)
{
	struct feeder *feeder = mem_zalloc(sizeof(*feeder));

	feeder->reply = reply;
	feeder->glance = mem_zalloc(sizeof(*feeder->glance));
	/* Nothing to look at, until the wish is heard. */
	feeder->place.kind = WATCH_LOG;
	if (mailbox_new(&feeder->inbox, err) < 0) {
		feeder_free(feeder);
		return -1;
	}
	feeder_open(feeder, place);
	if (thread_start(&feeder->thread, "feeder", feeder_main, feeder, err) <
	    0) {
		feeder_free(feeder);
		return -1;
	}
	*ret = feeder;
	return 0;
}

void feeder_stop(struct feeder *feeder)
{
	if (feeder == NULL)
		return;
	mailbox_close(feeder->inbox);
	pthread_join(feeder->thread, NULL);
	feeder_free(feeder);
}
