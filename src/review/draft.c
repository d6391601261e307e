/*
 * draft.c: drafts on disk, and the thread that puts them there. See draft.h.
 *
 * 1. A draft is replaced whole: what is read is the old or the new one.
 * 2. Only the latest draft waits to be written, for as long as it takes; the
 *    last one is written before draft_saver_stop returns, which says when it
 *    could not be.
 */
#include "config.h"

#include "review/draft.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/thread/mailbox.h"
#include "base/thread/thread.h"

#define DRAFT_SIZE_MAX (64u << 20)
#define DRAFT_RETRY_MS 2000
#define DRAFT_NAME_MAX 96 /* bytes of WHO that a file's name is made of */

static const struct {
	const char *key;
	size_t offset;
} draft_texts[] = {
	{"specimen_id", offsetof(struct draft, specimen_id)},
	{"term", offsetof(struct draft, term)},
	{"value", offsetof(struct draft, value)},
	{"at_specimen", offsetof(struct draft, at_specimen)},
	{"at_term", offsetof(struct draft, at_term)},
	{"filter", offsetof(struct draft, filter)},
	{"where", offsetof(struct draft, where)},
	{"order", offsetof(struct draft, order)},
	{"columns", offsetof(struct draft, columns)},
	{"pace", offsetof(struct draft, pace)},
	{"line_of", offsetof(struct draft, line_of)},
	{"line", offsetof(struct draft, line)},
	{"line_term", offsetof(struct draft, line_term)},
};

static const struct {
	const char *key;
	size_t offset;
} act_texts[] = {
	{"op", offsetof(struct draft_act, op)},
	{"specimen_id", offsetof(struct draft_act, specimen_id)},
	{"image", offsetof(struct draft_act, image)},
	{"term", offsetof(struct draft_act, term)},
	{"value", offsetof(struct draft_act, value)},
	{"reason", offsetof(struct draft_act, reason)},
};

static char **act_text(struct draft_act *act, size_t i)
{
	return (char **)(void *)((char *)act + act_texts[i].offset);
}

static const char *act_text_of(const struct draft_act *act, size_t i)
{
	return *(char *const *)(const void *)((const char *)act +
					      act_texts[i].offset);
}

static char **draft_text(struct draft *draft, size_t i)
{
	return (char **)(void *)((char *)draft + draft_texts[i].offset);
}

static const char *draft_text_of(const struct draft *draft, size_t i)
{
	return *(char *const *)(const void *)((const char *)draft +
					      draft_texts[i].offset);
}

void draft_done(struct draft *draft)
{
	for (size_t i = 0; i < ARRAY_LEN(draft_texts); i++)
		free(*draft_text(draft, i));
	for (size_t i = 0; i < draft->n_unsaved; i++)
		for (size_t k = 0; k < ARRAY_LEN(act_texts); k++)
			free(*act_text(&draft->unsaved[i], k));
	free(draft->unsaved);
	*draft = (struct draft){0};
}

void draft_copy(const struct draft *draft, struct draft *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(draft_texts); i++)
		*draft_text(ret, i) = mem_strdup(draft_text_of(draft, i));
	ret->unsaved = NULL;
	ret->n_unsaved = 0;
	for (size_t i = 0; i < draft->n_unsaved; i++)
		draft_add(ret, &draft->unsaved[i]);
}

void draft_add(struct draft *draft, const struct draft_act *act)
{
	struct draft_act *copy;

	draft->unsaved = mem_grow(draft->unsaved, draft->n_unsaved + 1,
				  sizeof(*draft->unsaved));
	copy = &draft->unsaved[draft->n_unsaved++];
	for (size_t i = 0; i < ARRAY_LEN(act_texts); i++)
		*act_text(copy, i) = mem_strdup(act_text_of(act, i));
}

static bool text_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool draft_is_same(const struct draft *a, const struct draft *b)
{
	bool same = a->n_unsaved == b->n_unsaved;

	for (size_t i = 0; same && i < ARRAY_LEN(draft_texts); i++)
		same = text_same(draft_text_of(a, i), draft_text_of(b, i));
	for (size_t i = 0; same && i < a->n_unsaved; i++)
		for (size_t k = 0; same && k < ARRAY_LEN(act_texts); k++)
			same = text_same(act_text_of(&a->unsaved[i], k),
					 act_text_of(&b->unsaved[i], k));
	return same;
}

/* --- files ---------------------------------------------------------------- */

/* RUN/drafts/WHO.json, whatever WHO is: letters, digits, "-", "_" and "."
 * but not first stay, other bytes become %XX; long names end in a hash. */
static char *draft_path(const struct run *run, const char *who)
{
	struct bytes name CLEANUP(bytes_done) = {0};
	char hash[HASH_HEX_SIZE];
	char *file CLEANUP(mem_free_str) = NULL;

	for (const char *at = who; *at != '\0'; at++) {
		unsigned char c = (unsigned char)*at;

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
		    (c == '.' && at != who))
			bytes_append_char(&name, *at);
		else
			bytes_printf(&name, "%%%02X", c);
	}
	if (name.len > DRAFT_NAME_MAX) {
		hash_bytes(who, strlen(who), hash);
		name.len = DRAFT_NAME_MAX - 32;
		name.data[name.len] = '\0';
		bytes_printf(&name, "-%.31s", hash);
	}
	file = mem_printf("drafts/%s.json", name.data != NULL ? name.data : "");
	return run_path(run, file);
}

/* Those that say what they are of. */
static void draft_read_acts(const json_t *acts, struct draft *ret)
{
	size_t i;
	json_t *value;

	json_array_foreach(acts, i, value)
	{
		struct draft_act act = {0};

		if (i >= DRAFT_ACTS_MAX)
			break;
		for (size_t k = 0; k < ARRAY_LEN(act_texts); k++)
			*act_text(&act, k) = mem_strdup(
				json_string_at(value, act_texts[k].key));
		if (act.op != NULL && act.specimen_id != NULL)
			draft_add(ret, &act);
		for (size_t k = 0; k < ARRAY_LEN(act_texts); k++)
			free(*act_text(&act, k));
	}
}

static json_t *draft_write_acts(const struct draft *draft)
{
	json_t *acts = json_array();

	for (size_t i = 0; i < draft->n_unsaved; i++) {
		json_t *act = json_object();

		for (size_t k = 0; k < ARRAY_LEN(act_texts); k++)
			json_set_string(act, act_texts[k].key,
					act_text_of(&draft->unsaved[i], k));
		json_array_append_new(acts, act);
	}
	return acts;
}

int draft_load(const struct run *run, const char *who, struct draft *ret,
	       struct error *err)
{
	char *path CLEANUP(mem_free_str) = draft_path(run, who);
	struct bytes text CLEANUP(bytes_done) = {0};
	json_t *value CLEANUP(json_release) = NULL;
	struct stat st;

	if (stat(path, &st) < 0 && errno == ENOENT)
		return error_set(err, ERROR_NOT_FOUND, "%s has no draft", who);
	if (file_check_own(path, false, err) < 0 ||
	    file_read(path, DRAFT_SIZE_MAX, &text, err) < 0 ||
	    json_read(text.data != NULL ? text.data : "", text.len, &value,
		      NULL, err) < 0)
		return -1;
	*ret = (struct draft){0};
	for (size_t i = 0; i < ARRAY_LEN(draft_texts); i++)
		*draft_text(ret, i) =
			mem_strdup(json_string_at(value, draft_texts[i].key));
	draft_read_acts(json_object_get(value, "unsaved"), ret);
	return 0;
}

int draft_save(const struct run *run, const char *who,
	       const struct draft *draft, struct error *err)
{
	char *path CLEANUP(mem_free_str) = draft_path(run, who);
	char *dir CLEANUP(mem_free_str) = run_path(run, "drafts");
	json_t *value CLEANUP(json_release) = json_object();
	struct bytes text CLEANUP(bytes_done) = {0};

	for (size_t i = 0; i < ARRAY_LEN(draft_texts); i++)
		json_set_string(value, draft_texts[i].key,
				draft_text_of(draft, i));
	if (draft->n_unsaved > 0)
		json_object_set_new(value, "unsaved", draft_write_acts(draft));
	json_write_line(value, &text);
	/* Of a run that was moved away nothing is begun in its old place. */
	if (file_make_dir(dir, 0777, err) < 0)
		return -1;
	return file_write_atomic(path, text.data, text.len, 0600, err);
}

/* --- the thread ----------------------------------------------------------- */

struct draft_mail {
	struct mail mail;
	struct draft draft;
};

struct draft_saver {
	const struct run *run;
	char *who;
	struct mailbox *inbox, *reply;
	pthread_t thread;
	/* the thread's, and its ender's after that */
	struct error error; /* of the last write; kind ERROR_NONE: it is kept */
};

static void draft_mail_free(struct mail *mail)
{
	struct draft_mail *waiting =
		CONTAINER_OF(mail, struct draft_mail, mail);

	draft_done(&waiting->draft);
	free(waiting);
}

/* Tells when it begins to fail, and when it is over. */
static void draft_tell(const struct draft_saver *saver)
{
	struct draft_state *state;

	if (saver->reply == NULL)
		return;
	state = mem_zalloc(sizeof(*state));
	state->mail.kind = DRAFT_MAIL_STATE;
	state->error = saver->error;
	mailbox_replace(saver->reply, &state->mail);
}

/* Whether it is on the disk now. */
static bool draft_try(struct draft_saver *saver, const struct draft *draft)
{
	bool failed = saver->error.kind != ERROR_NONE;
	struct error err = {0};

	if (draft_save(saver->run, saver->who, draft, &err) == 0)
		err = (struct error){0};
	saver->error = err;
	if (failed != (err.kind != ERROR_NONE))
		draft_tell(saver);
	return err.kind == ERROR_NONE;
}

static void *draft_main(void *arg)
{
	struct draft_saver *saver = arg;
	struct mail *held = NULL; /* the latest, until it is on the disk */
	bool ended = false;

	while (!ended) {
		struct mail *mail = mailbox_wait(
			saver->inbox, held != NULL ? DRAFT_RETRY_MS : -1);

		ended = mail == NULL && mailbox_closed(saver->inbox);
		if (ended) /* posted between the two looks */
			mail = mailbox_take(saver->inbox);
		if (mail != NULL) {
			mail_free(held);
			held = mail;
		}
		if (held != NULL &&
		    draft_try(saver,
			      &CONTAINER_OF(held, struct draft_mail, mail)
				       ->draft)) {
			mail_free(held);
			held = NULL;
		}
	}
	mail_free(held);
	return NULL;
}

static void draft_saver_free(struct draft_saver *saver)
{
	mailbox_free(saver->inbox);
	free(saver->who);
	free(saver);
}

int draft_saver_start(const struct run *run, const char *who,
		      struct mailbox *reply, struct draft_saver **ret,
		      struct error *err)
{
	struct draft_saver *saver = mem_zalloc(sizeof(*saver));

	saver->run = run;
	saver->who = mem_strdup(who);
	saver->reply = reply;
	if (mailbox_new(&saver->inbox, err) < 0 ||
	    thread_start(&saver->thread, "draft", draft_main, saver, err) < 0) {
		draft_saver_free(saver);
		return -1;
	}
	*ret = saver;
	return 0;
}

void draft_saver_put(struct draft_saver *saver, const struct draft *draft)
{
	struct draft_mail *waiting = mem_zalloc(sizeof(*waiting));

	waiting->mail.free = draft_mail_free;
	draft_copy(draft, &waiting->draft);
	mailbox_replace(saver->inbox, &waiting->mail);
}

int draft_saver_stop(struct draft_saver *saver, struct error *err)
{
	int rc = 0;

	if (saver == NULL)
		return 0;
	mailbox_close(saver->inbox);
	pthread_join(saver->thread, NULL);
	if (saver->error.kind != ERROR_NONE)
		rc = -1;
	if (rc < 0 && err != NULL)
		*err = saver->error;
	draft_saver_free(saver);
	return rc;
}
