/*
 * claims.c: files that say where somebody is at work. See claims.h.
 *
 * 1. flock decides whether a claim is held: it goes with its process. Who
 *    holds one and has not pressed a key for CLAIM_IDLE_MS, as a stopped
 *    console does, is not believed any more: the file says when the last key
 *    came, by a clock that goes on while the machine sleeps, and of which boot.
 * 2. A file that nobody holds is removed by whoever finds it; who holds one that
 *    has lost its name meanwhile, for whatever reason, begins anew.
 * 3. Files are named by the id, or its hash where that is not plain: an id may
 *    be a path.
 * 4. Everything that fails is passed over: claims are only advice.
 */
#include "config.h"

#include "review/team/claims.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/thread/thread.h"
#include "base/time/clock.h"
#include "run/journal/filesystem.h"
#include "run/journal/lock_owner.h"

#define CLAIMS_LOOK_MS	1000  /* how often the others are looked at */
#define CLAIM_WRITE_MS	30000 /* how often the last key is written */
#define CLAIM_SIZE_MAX	65536
#define CLAIMS_SEEN_MAX 4096 /* names of one look */

void claims_list_done(struct claims_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->items[i].specimen_id);
		free(list->items[i].who);
		free(list->items[i].since);
	}
	free(list->items);
	*list = (struct claims_list){0};
}

const struct claim *claims_find(const struct claims_list *list,
				const char *specimen_id)
{
	for (size_t i = 0; specimen_id != NULL && i < list->n; i++)
		if (strcmp(list->items[i].specimen_id, specimen_id) == 0)
			return &list->items[i];
	return NULL;
}

/* --- one's own ------------------------------------------------------------ */

struct claims_desk {
	char *dir; /* RUN/claims */
	char *who;
	bool remote; /* flock does not tell of other hosts */
	struct lock_owner self;
	/* The one that is held. */
	int fd; /* -1: none */
	char *id, *path;
	int64_t written_ms; /* the last key, as the file has it */
};

/* Invariant 3; owned. */
static char *claim_name(const char *id)
{
	char hash[HASH_HEX_SIZE];

	if (strlen(id) == HASH_HEX_SIZE - 1 && hash_is_hex(id))
		return mem_strdup(id);
	hash_bytes(id, strlen(id), hash);
	return mem_printf("id-%s", hash);
}

struct claims_desk *claims_desk_new(const char *dir, const char *who)
{
	struct claims_desk *desk = mem_zalloc(sizeof(*desk));

	desk->dir = file_join(dir, "claims");
	desk->who = mem_strdup(who);
	desk->remote = filesystem_is_remote(dir);
	desk->fd = -1;
	lock_owner_self(&desk->self);
	return desk;
}

static void claim_give_back(struct claims_desk *desk)
{
	if (desk->fd >= 0) {
		if (file_is_named(desk->fd, desk->path))
			unlink(desk->path);
		close(desk->fd);
	}
	desk->fd = -1;
	mem_replace(&desk->id, NULL);
	mem_replace(&desk->path, NULL);
}

void claims_desk_free(struct claims_desk *desk)
{
	claim_give_back(desk);
	free(desk->dir);
	free(desk->who);
	free(desk);
}

/* Says who holds it and when the last key came. */
static void claim_write(struct claims_desk *desk, int64_t touched_ms)
{
	json_t *line CLEANUP(json_release) = json_object();
	struct bytes text CLEANUP(bytes_done) = {0};

	json_set_string(line, "specimen_id", desk->id);
	json_set_string(line, "who", desk->who);
	json_set_string(line, "host", desk->self.host);
	json_set_string(line, "boot_id", desk->self.boot_id);
	json_object_set_new(line, "pid", json_integer(desk->self.pid));
	json_set_string(line, "since", desk->self.since);
	json_object_set_new(line, "touched_ms", json_integer(touched_ms));
	json_write_line(line, &text);
	/* In this order: who looks meanwhile finds a line there. */
	if (pwrite(desk->fd, text.data, text.len, 0) == (ssize_t)text.len &&
	    ftruncate(desk->fd, (off_t)text.len) == 0)
		desk->written_ms = touched_ms;
}

/* Locks the file of that name; -1: another has it, or it cannot be had. */
static int claim_lock(const char *path)
{
	for (int i = 0; i < 10; i++) {
		int fd = file_open_own(path, O_RDWR | O_CREAT, 0666);

		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
			close(fd);
			return -1;
		}
		if (file_is_named(fd, path))
			return fd;
		close(fd);
	}
	return -1;
}

static void claim_take(struct claims_desk *desk, const char *id,
		       int64_t touched_ms)
{
	char *name CLEANUP(mem_free_str) = claim_name(id);
	char *path CLEANUP(mem_free_str) = file_join(desk->dir, name);
	int fd;

	if (mkdir(desk->dir, 0777) < 0 && errno != EEXIST)
		return;
	fd = claim_lock(path);
	if (fd < 0)
		return;
	desk->fd = fd;
	mem_replace(&desk->id, id);
	mem_replace(&desk->path, path);
	clock_stamp(desk->self.since);
	claim_write(desk, touched_ms);
}

void claims_desk_hold(struct claims_desk *desk, const char *specimen_id,
		      int64_t touched_ms, int64_t now_ms)
{
	bool idle = now_ms - touched_ms > CLAIM_IDLE_MS;
	bool same = desk->fd >= 0 && specimen_id != NULL &&
		    strcmp(desk->id, specimen_id) == 0 &&
		    file_is_named(desk->fd, desk->path);

	if (!same || idle)
		claim_give_back(desk);
	if (specimen_id == NULL || idle)
		return;
	if (!same)
		claim_take(desk, specimen_id, touched_ms);
	else if (touched_ms - desk->written_ms >= CLAIM_WRITE_MS)
		claim_write(desk, touched_ms);
}

/* --- those of others ------------------------------------------------------ */

/* Whether who wrote it is still at work, as far as the file tells. */
static bool claim_is_live(const struct claims_desk *desk, const json_t *line,
			  int64_t now_ms)
{
	const char *boot = json_string_at(line, "boot_id");
	const json_t *touched = json_object_get(line, "touched_ms");
	int64_t ago;

	if (boot == NULL || strcmp(boot, desk->self.boot_id) != 0 ||
	    !json_is_integer(touched))
		return true;
	ago = now_ms - json_integer_value(touched);
	return ago <= CLAIM_IDLE_MS + 2 * CLAIM_WRITE_MS;
}

static void claim_add(const json_t *line, struct claims_list *ret)
{
	const char *id = json_string_at(line, "specimen_id");
	const char *who = json_string_at(line, "who");
	const char *since = json_string_at(line, "since");

	if (id == NULL || who == NULL || ret->n == CLAIMS_MAX)
		return;
	ret->items = mem_grow(ret->items, ret->n + 1, sizeof(*ret->items));
	ret->items[ret->n++] = (struct claim){
		.specimen_id = mem_strdup(id),
		.who = mem_strdup(who),
		.since = mem_strdup(since != NULL ? since : ""),
	};
}

/* One that is held by another process. */
static void claim_read(const struct claims_desk *desk, int fd, int64_t now_ms,
		       struct claims_list *ret)
{
	char *text CLEANUP(mem_free_str) = mem_alloc(CLAIM_SIZE_MAX);
	json_t *line CLEANUP(json_release) = NULL;
	ssize_t len = pread(fd, text, CLAIM_SIZE_MAX, 0);

	if (len > 0 && json_read(text, (size_t)len, &line, NULL, NULL) == 0 &&
	    claim_is_live(desk, line, now_ms))
		claim_add(line, ret);
}

static void claim_look(const struct claims_desk *desk, const char *name,
		       int64_t now_ms, struct claims_list *ret)
{
	char *path CLEANUP(mem_free_str) = file_join(desk->dir, name);
	int fd;

	if (desk->fd >= 0 && strcmp(path, desk->path) == 0)
		return;
	fd = file_open_own(path, O_RDONLY, 0);
	if (fd < 0)
		return;
	if (flock(fd, LOCK_SH | LOCK_NB) < 0) {
		if (errno == EWOULDBLOCK)
			claim_read(desk, fd, now_ms, ret);
	} else if (!desk->remote && file_is_named(fd, path)) {
		unlink(path);
	}
	close(fd);
}

static int claim_order(const void *a, const void *b)
{
	const struct claim *left = a, *right = b;

	return strcmp(left->specimen_id, right->specimen_id);
}

void claims_desk_look(struct claims_desk *desk, int64_t now_ms,
		      struct claims_list *ret)
{
	DIR *dir = opendir(desk->dir);
	const struct dirent *entry;
	int seen = 0;

	*ret = (struct claims_list){0};
	if (dir == NULL)
		return;
	while (seen++ < CLAIMS_SEEN_MAX && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			claim_look(desk, entry->d_name, now_ms, ret);
	closedir(dir);
	if (ret->n > 0)
		qsort(ret->items, ret->n, sizeof(*ret->items), claim_order);
}

/* One that somebody wrote who is still there. */
static void claim_peep(const struct claims_desk *desk, const char *name,
		       int64_t now_ms, struct claims_list *ret)
{
	char *path CLEANUP(mem_free_str) = file_join(desk->dir, name);
	struct lock_owner owner;
	int fd = file_open_own(path, O_RDONLY, 0);

	if (fd < 0)
		return;
	lock_owner_read(fd, &owner);
	if (lock_owner_lives(&owner))
		claim_read(desk, fd, now_ms, ret);
	close(fd);
}

void claims_look(const char *dir, int64_t now_ms, struct claims_list *ret)
{
	struct claims_desk *desk = claims_desk_new(dir, "");
	DIR *stream = opendir(desk->dir);
	const struct dirent *entry;
	int seen = 0;

	*ret = (struct claims_list){0};
	while (stream != NULL && seen++ < CLAIMS_SEEN_MAX &&
	       (entry = readdir(stream)) != NULL)
		if (entry->d_name[0] != '.')
			claim_peep(desk, entry->d_name, now_ms, ret);
	if (stream != NULL)
		closedir(stream);
	if (ret->n > 0)
		qsort(ret->items, ret->n, sizeof(*ret->items), claim_order);
	claims_desk_free(desk);
}

/* --- the thread ----------------------------------------------------------- */

struct claims {
	struct mailbox *reply, *inbox;
	pthread_t thread;
	_Atomic int64_t touched_ms;
	/* the thread's */
	struct claims_desk *desk;
	char *wish; /* the record that is open, or NULL */
	struct claims_list told;
};

/* What is open now, for the thread. */
struct claims_wish {
	struct mail mail;
	char *specimen_id;
};

static bool claims_are_same(const struct claims_list *a,
			    const struct claims_list *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->items[i].specimen_id, b->items[i].specimen_id) !=
			    0 ||
		    strcmp(a->items[i].who, b->items[i].who) != 0 ||
		    strcmp(a->items[i].since, b->items[i].since) != 0)
			return false;
	return true;
}

static void told_free(struct mail *mail)
{
	struct claims_told *told = CONTAINER_OF(mail, struct claims_told, mail);

	claims_list_done(&told->list);
	free(told);
}

static void claims_copy(const struct claims_list *list, struct claims_list *ret)
{
	*ret = (struct claims_list){
		.items = mem_zalloc((list->n + 1) * sizeof(*ret->items)),
		.n = list->n,
	};
	for (size_t i = 0; i < list->n; i++)
		ret->items[i] = (struct claim){
			.specimen_id = mem_strdup(list->items[i].specimen_id),
			.who = mem_strdup(list->items[i].who),
			.since = mem_strdup(list->items[i].since),
		};
}

/* Tells what is news; takes the list. */
static void claims_tell(struct claims *claims, struct claims_list *now)
{
	struct claims_told *told;

	if (claims_are_same(now, &claims->told)) {
		claims_list_done(now);
		return;
	}
	claims_list_done(&claims->told);
	claims->told = *now;
	told = mem_zalloc(sizeof(*told));
	told->mail.kind = CLAIMS_MAIL;
	told->mail.free = told_free;
	claims_copy(now, &told->list);
	mailbox_replace(claims->reply, &told->mail);
}

static void claims_hear(struct claims *claims, struct mail *mail)
{
	const struct claims_wish *wish =
		CONTAINER_OF(mail, struct claims_wish, mail);

	mem_replace(&claims->wish, wish->specimen_id);
	mail_free(mail);
}

static void *claims_main(void *arg)
{
	struct claims *claims = arg;
	struct claims_list now;

	while (!mailbox_closed(claims->inbox)) {
		int64_t now_ms = clock_boot_ms();
		struct mail *mail;

		claims_desk_hold(claims->desk, claims->wish,
				 atomic_load(&claims->touched_ms), now_ms);
		claims_desk_look(claims->desk, now_ms, &now);
		claims_tell(claims, &now);
		mail = mailbox_wait(claims->inbox, CLAIMS_LOOK_MS);
		if (mail != NULL)
			claims_hear(claims, mail);
	}
	return NULL;
}

static void claims_free(struct claims *claims)
{
	mailbox_free(claims->inbox);
	claims_desk_free(claims->desk);
	claims_list_done(&claims->told);
	free(claims->wish);
	free(claims);
}

int claims_start(const char *dir, const char *who, struct mailbox *reply,
		 struct claims **ret, struct error *err)
{
	struct claims *claims = mem_zalloc(sizeof(*claims));

	claims->reply = reply;
	claims->desk = claims_desk_new(dir, who);
	atomic_init(&claims->touched_ms, clock_boot_ms());
	if (mailbox_new(&claims->inbox, err) < 0 ||
	    thread_start(&claims->thread, "claims", claims_main, claims, err) <
		    0) {
		claims_free(claims);
		return -1;
	}
	*ret = claims;
	return 0;
}

void claims_stop(struct claims *claims)
{
	if (claims == NULL)
		return;
	mailbox_close(claims->inbox);
	pthread_join(claims->thread, NULL);
	claims_free(claims);
}

static void wish_free(struct mail *mail)
{
	struct claims_wish *wish = CONTAINER_OF(mail, struct claims_wish, mail);

	free(wish->specimen_id);
	free(wish);
}

void claims_hold(struct claims *claims, const char *specimen_id)
{
	struct claims_wish *wish;

	if (claims == NULL)
		return;
	wish = mem_zalloc(sizeof(*wish));
	wish->mail.free = wish_free;
	wish->specimen_id = mem_strdup(specimen_id);
	mailbox_replace(claims->inbox, &wish->mail);
}

void claims_touch(struct claims *claims)
{
	if (claims != NULL)
		atomic_store(&claims->touched_ms, clock_boot_ms());
}
