/*
 * fake_run.c: see fake_run.h.
 *
 * 1. Nothing here asserts outside the test's own thread.
 */
#include "config.h"

#include "tests/kit/fake_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/cache/hash.h"
#include "run/cache/label.h"
#include "run/index/counts.h"
#include "run/index/index.h"
#include "run/index/numbers.h"
#include "run/index/specimen.h"
#include "run/intake/worklist.h"
#include "tests/kit/scratch.h"

/* Long enough for the slowest machine under the slowest sanitizer. */
#define FAKE_WAIT_MS 60000

struct store {
	struct fake *fake;
};

struct engine {
	struct fake *fake;
};

struct engine_reader {
	struct fake *fake;
};

struct index {
	struct fake *fake;
};

struct hash_cache {
	struct fake *fake;
};

static struct fake *fake_of_run(const struct run *run)
{
	struct fake *fake;

	memcpy(&fake, &run->terms, sizeof(fake));
	return fake;
}

/* --- the store ------------------------------------------------------------ */

/* Under the lock. */
static void fake_ack(struct fake *fake, uint64_t ticket, struct mailbox *reply)
{
	struct store_ack *ack = mem_zalloc(sizeof(*ack));

	ack->mail.kind = STORE_MAIL_ACK;
	ack->ticket = ticket;
	if (fake->fail_acks > 0) {
		fake->fail_acks--;
		ack->status = error_set(&ack->error, ERROR_FAILED,
					"the disk is broken");
	}
	mailbox_post(reply, &ack->mail);
}

void store_put_outcome(struct store *store, struct outcome *outcome,
		       uint64_t ticket, struct mailbox *reply)
{
	struct fake *fake = store->fake;
	struct fake_line *line;

	pthread_mutex_lock(&fake->lock);
	line = &fake->lines[fake->n_lines++ % FAKE_MAX];
	*line = (struct fake_line){
		.image = mem_strdup(outcome->image),
		.specimen_id = mem_strdup(outcome->specimen_id),
		.sha256 = mem_strdup(outcome->sha256),
		.error = mem_strdup(outcome->error),
		.error_kind = mem_strdup(outcome->error_kind),
		.error_scope = mem_strdup(outcome->error_scope),
		.model = mem_strdup(outcome->model),
		.provider = mem_strdup(outcome->provider),
		.run_id = mem_strdup(outcome->run_id),
		.params_sha256 = mem_strdup(outcome->params_sha256),
		.timestamp = mem_strdup(outcome->timestamp),
		.copy_of =
			mem_strdup(json_string_at(outcome->extra, "copy_of")),
		.attempts = outcome->attempts,
	};
	outcome_done(outcome);
	outcome_init(outcome);
	fake->reply = reply;
	if (fake->hold_acks)
		fake->held[fake->n_held++] = (struct fake_held){ticket, reply};
	else
		fake_ack(fake, ticket, reply);
	if (fake->n_held > fake->most_held)
		fake->most_held = fake->n_held;
	pthread_cond_broadcast(&fake->changed);
	pthread_mutex_unlock(&fake->lock);
}

void store_put_event(struct store *store, const char *type, json_t *data)
{
	struct fake *fake = store->fake;

	pthread_mutex_lock(&fake->lock);
	fake->events[fake->n_events % FAKE_MAX].type = mem_strdup(type);
	fake->events[fake->n_events++ % FAKE_MAX].data = data;
	pthread_cond_broadcast(&fake->changed);
	pthread_mutex_unlock(&fake->lock);
}

void fake_release_acks(struct fake *fake)
{
	pthread_mutex_lock(&fake->lock);
	fake->hold_acks = false;
	for (size_t i = 0; i < fake->n_held; i++)
		fake_ack(fake, fake->held[i].ticket, fake->held[i].reply);
	fake->n_held = 0;
	pthread_mutex_unlock(&fake->lock);
}

void fake_space(struct fake *fake, bool waits)
{
	struct store_space *space = mem_zalloc(sizeof(*space));

	space->mail.kind = STORE_MAIL_SPACE;
	space->waits = waits;
	if (waits)
		error_set(&space->error, ERROR_NO_SPACE, "the disk is full");
	mailbox_post(fake->reply, &space->mail);
}

void store_check(struct store *store, uint64_t room, uint64_t ticket,
		 struct mailbox *reply)
{
	struct store_ack *ack = mem_zalloc(sizeof(*ack));

	ack->mail.kind = STORE_MAIL_ACK;
	ack->ticket = ticket;
	mailbox_post(reply, &ack->mail);
}

/* What is held is given up, and rescued unless that fails too. */
void store_give_up(struct store *store, struct mailbox *reply)
{
	struct fake *fake = store->fake;

	pthread_mutex_lock(&fake->lock);
	fake->fail_acks = fake->no_rescue ? (int)fake->n_held : 0;
	for (size_t i = 0; i < fake->n_held; i++)
		fake_ack(fake, fake->held[i].ticket, reply);
	fake->n_held = 0;
	pthread_mutex_unlock(&fake->lock);
}

/* --- the worklist, the hashes, the index ---------------------------------- */

static int fake_is_sheet(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int fake_by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void fake_list(const struct worklist_options *options,
		      struct dirent **names, size_t n, struct worklist *ret)
{
	size_t end = options->limit > 0 ? options->offset + options->limit : n;

	*ret = (struct worklist){.total = n};
	ret->items = mem_zalloc((n + 1) * sizeof(*ret->items));
	for (size_t i = 0; i < n; i++) {
		if (i >= options->offset && i < end)
			ret->items[ret->n++].image =
				mem_strdup(names[i]->d_name);
		free(names[i]);
	}
	free(names);
	ret->selected = ret->n;
}

int worklist_make(const struct run *run, const struct worklist_options *options,
		  struct worklist *ret, struct error *err)
{
	struct fake *fake = fake_of_run(run);
	struct dirent **names;
	bool go_on = true;
	int n;

	do {
		pthread_mutex_lock(&fake->lock);
		fake->scanned++;
		pthread_mutex_unlock(&fake->lock);
		go_on = options->go_on(options->data, fake->scanned);
	} while (go_on && fake->scan_for_ever);
	if (!go_on)
		return error_set(err, ERROR_STOPPED, "the scan was stopped");
	n = scandir(options->images, &names, fake_is_sheet, fake_by_bytes);
	if (n < 0)
		return error_set(err, ERROR_NOT_FOUND, "no images");
	fake_list(options, names, (size_t)n, ret);
	return 0;
}

void worklist_done(struct worklist *worklist)
{
	for (size_t i = 0; i < worklist->n; i++)
		free(worklist->items[i].image);
	free(worklist->items);
}

char *run_path(const struct run *run, const char *name)
{
	return file_join(run->dir, name);
}

int run_set_defaults(const char *dir, const struct run_defaults *defaults,
		     bool locked, struct error *err)
{
	char *line CLEANUP(mem_free_str) =
		mem_printf("%s %s %s", defaults->images_root, defaults->engine,
			   locked ? "locked" : "unlocked");

	scratch_puts(dir, "defaults", line);
	return 0;
}

/* A file stands while what was begun again is not done. */
int run_look_again(const struct run *run, const char *params_sha256,
		   int64_t *ret_since, struct error *err)
{
	*ret_since = 1;
	return 0;
}

int run_begin_again(const struct run *run, const char *params_sha256,
		    int64_t since, struct error *err)
{
	assert_int_equal(since, 1);
	scratch_puts(run->dir, "again", params_sha256);
	return 0;
}

const struct run_memory *run_memory(const struct run *run, const char *engine)
{
	return NULL;
}

int run_check_images(const struct run *run, const char *images,
		     struct error *err)
{
	return 0;
}

/* Nothing is in a batch. */
int run_send_again(const struct run *run, const char *params_sha256,
		   uint64_t lines, struct error *err)
{
	fail();
	return -1;
}

int run_end_again(const struct run *run, struct error *err)
{
	char *path CLEANUP(mem_free_str) = file_join(run->dir, "again");

	unlink(path);
	return 0;
}

/* No label is remembered, and no session has cost anything. */
int label_cache_open(const struct run *run, struct label_cache **ret,
		     struct error *err)
{
	*ret = NULL;
	return 0;
}

void label_cache_close(struct label_cache *cache)
{
	(void)cache;
}

bool label_cache_get(struct label_cache *cache, const char *sha256,
		     int finder_version, struct labels *ret)
{
	return false;
}

void label_cache_put(struct label_cache *cache, const char *sha256,
		     int finder_version, const struct labels *labels)
{
	(void)cache;
}

int index_counts(struct index *index, struct index_counts *ret,
		 struct error *err)
{
	*ret = (struct index_counts){0};
	return 0;
}

/* No number is known: no shapes are. */
int numbers_learn(struct index *index, struct shapes *ret, struct error *err)
{
	*ret = (struct shapes){0};
	return 0;
}

int hash_cache_open(const struct run *run, struct hash_cache **ret,
		    struct error *err)
{
	*ret = mem_zalloc(sizeof(**ret));
	return 0;
}

void hash_cache_close(struct hash_cache *cache)
{
	free(cache);
}

void hash_cache_put(struct hash_cache *cache, const char *image, uint64_t size,
		    int64_t mtime_ns, const char *sha256)
{
}

void store_facts_arrived(struct store *store, const char *sha256)
{
}

int index_open(const struct run *run, enum index_mode mode, struct index **ret,
	       struct error *err)
{
	*ret = mem_zalloc(sizeof(**ret));
	(*ret)->fake = fake_of_run(run);
	return 0;
}

void index_close(struct index *index)
{
	free(index);
}

static bool fake_names(const char *const *names, const char *image)
{
	for (size_t i = 0; i < 8 && names[i] != NULL; i++)
		if (strcmp(names[i], image) == 0)
			return true;
	return false;
}

int index_done_state(struct index *index, const char *sha256, const char *image,
		     const char *params_sha256, int64_t since,
		     enum done_state *ret, struct error *err)
{
	bool full;

	pthread_mutex_lock(&index->fake->lock);
	full = index->fake->index_full > 0 && index->fake->index_full-- > 0;
	pthread_mutex_unlock(&index->fake->lock);
	if (full)
		return error_set(err, ERROR_NO_SPACE, "the index has no room");
	*ret = since > 0				? DONE_NO
	       : fake_names(index->fake->done, image)	? DONE_YES
	       : fake_names(index->fake->failed, image) ? DONE_FAILED
							: DONE_NO;
	return 0;
}

int index_fold(struct index *index, int budget_ms, struct fold_report *ret,
	       struct error *err)
{
	memset(ret, 0, sizeof(*ret));
	return 0;
}

/* Under the lock. */
static bool fake_has_image(const struct fake *fake, const char *image)
{
	for (size_t i = 0; i < fake->n_lines; i++)
		if (strcmp(fake->lines[i].image, image) == 0)
			return true;
	return false;
}

/* The first line of the specimen, or NULL. Under the lock. */
static const struct fake_line *fake_find(const struct fake *fake,
					 const char *id)
{
	for (size_t i = 0; i < fake->n_lines; i++)
		if (strcmp(fake->lines[i].specimen_id, id) == 0)
			return &fake->lines[i];
	return NULL;
}

int index_has_image(struct index *index, const char *image, bool *ret,
		    struct error *err)
{
	struct fake *fake = index->fake;

	pthread_mutex_lock(&fake->lock);
	*ret = fake_names(fake->done, image) || fake_has_image(fake, image);
	pthread_mutex_unlock(&fake->lock);
	return 0;
}

/* No record stands under another name than that of its bytes. */
int index_has_id(struct index *index, const char *id, bool *ret,
		 struct error *err)
{
	*ret = false;
	return 0;
}

static void fake_outcome(const struct fake_line *line, struct outcome *ret)
{
	outcome_init(ret);
	ret->image = mem_strdup(line->image);
	ret->specimen_id = mem_strdup(line->specimen_id);
	ret->sha256 = mem_strdup(line->sha256);
	ret->error = mem_strdup(line->error);
}

int index_specimen(struct index *index, const char *id, struct specimen *ret,
		   struct error *err)
{
	struct fake *fake = index->fake;
	const struct fake_line *line;

	specimen_init(ret);
	pthread_mutex_lock(&fake->lock);
	line = fake_find(fake, id);
	pthread_mutex_unlock(&fake->lock);
	if (line == NULL)
		return error_set(err, ERROR_NOT_FOUND, "no specimen %s", id);
	ret->id = mem_strdup(id);
	ret->error = mem_strdup(line->error);
	ret->n_outcomes = 1;
	ret->outcomes = mem_zalloc(sizeof(*ret->outcomes));
	fake_outcome(line, ret->outcomes);
	/* Its line is known by its specimen. */
	ret->outcome_sha256 = mem_zalloc(sizeof(*ret->outcome_sha256));
	snprintf(ret->outcome_sha256[0], HASH_HEX_SIZE, "%s", id);
	return 0;
}

int index_outcome(struct index *index, const char *id, const char *line_sha256,
		  struct outcome *ret, struct error *err)
{
	struct fake *fake = index->fake;
	const struct fake_line *line;

	pthread_mutex_lock(&fake->lock);
	line = fake_find(fake, line_sha256);
	pthread_mutex_unlock(&fake->lock);
	if (line == NULL)
		return error_set(err, ERROR_NOT_FOUND, "%s has no line %s", id,
				 line_sha256);
	fake_outcome(line, ret);
	return 0;
}

/* --- the engine ----------------------------------------------------------- */

static int fake_open(const struct engine_options *options, struct engine **ret,
		     struct error *err)
{
	*ret = mem_zalloc(sizeof(**ret));
	memcpy(&(*ret)->fake, &options->terms, sizeof((*ret)->fake));
	return 0;
}

static void fake_close(struct engine *engine)
{
	free(engine);
}

static const char *fake_model(const struct engine *engine)
{
	return "fake-reader";
}

static void fake_params(const struct engine *engine, struct bytes *ret)
{
	bytes_append_str(ret, "fake");
}

static int fake_reader_new(const struct engine *engine,
			   struct engine_reader **ret, struct error *err)
{
	if (engine->fake->no_reader)
		return error_set(err, ERROR_FAILED,
				 "no model of the language; install it");
	*ret = mem_zalloc(sizeof(**ret));
	(*ret)->fake = engine->fake;
	return 0;
}

static void fake_reader_free(struct engine_reader *reader)
{
	free(reader);
}

/* Until the test lets go, or nobody wants the sheet any more. */
static bool fake_hold(struct fake *fake, const struct sheet *sheet)
{
	bool held = strstr(sheet->image, "held") != NULL;

	while ((fake->hold_reads || (held && !fake->let_go)) &&
	       !atomic_load(sheet->cancelled)) {
		struct timespec end;

		clock_gettime(CLOCK_REALTIME, &end);
		end.tv_nsec += 2000000;
		end.tv_sec += end.tv_nsec / 1000000000;
		end.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&fake->changed, &fake->lock, &end);
	}
	return !atomic_load(sheet->cancelled);
}

static int fake_result(const struct fake *fake, const struct sheet *sheet,
		       struct outcome *ret, struct error *err)
{
	if (fake->rewrite)
		scratch_puts(fake->images, sheet->image, "something else");
	if (strstr(sheet->image, "bad") != NULL ||
	    (strstr(sheet->image, "once") != NULL && sheet->attempts < 2))
		return error_set(err, ERROR_FAILED, "%s is not an image",
				 sheet->image);
	if (strstr(sheet->image, "empty") == NULL)
		record_set(&ret->dwc, "catalogNumber", sheet->specimen_id, 0.9,
			   SOURCE_RULE);
	return 0;
}

static int fake_read(struct engine_reader *reader, const struct sheet *sheet,
		     struct outcome *ret, struct error *err)
{
	struct fake *fake = reader->fake;
	bool wanted;

	pthread_mutex_lock(&fake->lock);
	fake->reads++;
	if (++fake->reading > fake->most_reading)
		fake->most_reading = fake->reading;
	pthread_cond_broadcast(&fake->changed);
	wanted = fake_hold(fake, sheet);
	fake->reading--;
	pthread_mutex_unlock(&fake->lock);
	if (!wanted)
		return error_set(err, ERROR_STOPPED, "given up");
	return fake_result(fake, sheet, ret, err);
}

void fake_release_reads(struct fake *fake)
{
	pthread_mutex_lock(&fake->lock);
	fake->hold_reads = false;
	fake->let_go = true;
	pthread_cond_broadcast(&fake->changed);
	pthread_mutex_unlock(&fake->lock);
}

/* --- the test's side ------------------------------------------------------ */

struct fake *fake_new(void)
{
	struct fake *fake = mem_zalloc(sizeof(*fake));
	char *images CLEANUP(mem_free_str) = scratch_new();

	fake->run.dir = scratch_new();
	fake->run.id = mem_strdup("0123456789abcdef0123456789abcdef");
	memcpy(&fake->run.terms, &fake, sizeof(fake));
	fake->run.engine = mem_strdup("fake");
	fake->images = realpath(images, NULL);
	fake->run.images_root = mem_strdup(fake->images);
	fake->options = (struct extract_options){.threads = 1};
	fake->ops = (struct engine_ops){
		.name = "fake",
		.provider = "fake",
		.open = fake_open,
		.close = fake_close,
		.model = fake_model,
		.params = fake_params,
		.reader_new = fake_reader_new,
		.reader_free = fake_reader_free,
		.read = fake_read,
	};
	pthread_mutex_init(&fake->lock, NULL);
	pthread_cond_init(&fake->changed, NULL);
	assert_int_equal(mailbox_new(&fake->watcher, NULL), 0);
	return fake;
}

static void fake_line_done(struct fake_line *line)
{
	char *texts[] = {
		line->image,	     line->specimen_id, line->sha256,
		line->error,	     line->error_kind,	line->error_scope,
		line->model,	     line->provider,	line->run_id,
		line->params_sha256, line->timestamp,	line->copy_of};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(texts[i]);
}

void fake_free(struct fake *fake)
{
	assert_null(fake->extractor);
	for (size_t i = 0; i < fake->n_lines; i++)
		fake_line_done(&fake->lines[i]);
	for (size_t i = 0; i < fake->n_events; i++) {
		free(fake->events[i].type);
		json_decref(fake->events[i].data);
	}
	mailbox_free(fake->watcher);
	scratch_free(fake->images);
	scratch_free(fake->run.dir);
	free(fake->run.id);
	free(fake->run.engine);
	free(fake->run.images_root);
	pthread_cond_destroy(&fake->changed);
	pthread_mutex_destroy(&fake->lock);
	free(fake);
}

void fake_image(struct fake *fake, const char *name, const char *bytes)
{
	scratch_puts(fake->images, name, bytes);
}

void fake_images(struct fake *fake, int n)
{
	for (int i = 0; i < n; i++) {
		char name[32];

		snprintf(name, sizeof(name), "image-%02d.jpg", i);
		fake_image(fake, name, name);
	}
}

static struct store *fake_store(struct fake *fake)
{
	struct store *store = mem_zalloc(sizeof(*store));

	store->fake = fake;
	return store;
}

void fake_start(struct fake *fake)
{
	struct error err;

	fake->store = fake_store(fake);
	if (extractor_start_with(&fake->run, fake->store, &fake->options,
				 &fake->ops, fake->watcher, &fake->extractor,
				 &err) < 0)
		fail_msg("%s", err.text);
}

void fake_join(struct fake *fake)
{
	extractor_join(fake->extractor, &fake->last);
	fake->extractor = NULL;
	free(fake->store);
}

/* The store and the engine say by `changed` that something happened, the
 * worker by mail to the watcher. */
void fake_wait(struct fake *fake, bool (*is)(struct fake *fake))
{
	int64_t end = clock_ms() + FAKE_WAIT_MS;

	while (clock_ms() < end) {
		struct mail *mail;
		bool holds;

		extractor_progress(fake->extractor, &fake->last);
		pthread_mutex_lock(&fake->lock);
		holds = is(fake);
		pthread_mutex_unlock(&fake->lock);
		if (holds)
			return;
		mail = mailbox_wait(fake->watcher, 20);
		mail_free(mail);
	}
	fail_msg("what was waited for did not happen");
}

size_t fake_count_events(struct fake *fake, const char *type)
{
	size_t n = 0;

	for (size_t i = 0; i < fake->n_events; i++)
		if (strcmp(fake->events[i].type, type) == 0)
			n++;
	return n;
}

const json_t *fake_event(struct fake *fake, const char *type, size_t n)
{
	for (size_t i = 0; i < fake->n_events; i++)
		if (strcmp(fake->events[i].type, type) == 0 && n-- == 0)
			return fake->events[i].data;
	fail_msg("there is no such event %s", type);
	return NULL;
}
