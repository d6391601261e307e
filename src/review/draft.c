/*
 * draft.c: drafts on disk, and the thread that puts them there. See draft.h.
 *
 * 1. A draft is replaced whole: what is read is the old or the new one.
 * 2. Only the latest draft waits to be written; the last one is written
 *    before draft_saver_stop returns.
 */
#include "config.h"

#include "review/draft.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mailbox.h"
#include "base/mem.h"
#include "base/thread.h"

#define DRAFT_SIZE_MAX (1u << 20)
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
};

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
	*draft = (struct draft){0};
}

void draft_copy(const struct draft *draft, struct draft *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(draft_texts); i++)
		*draft_text(ret, i) = mem_strdup(draft_text_of(draft, i));
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

int draft_load(const struct run *run, const char *who, struct draft *ret,
	       struct error *err)
{
	char *path CLEANUP(mem_free_str) = draft_path(run, who);
	struct bytes text CLEANUP(bytes_done) = {0};
	json_t *value CLEANUP(json_release) = NULL;
	struct stat st;

	if (stat(path, &st) < 0 && errno == ENOENT)
		return error_set(err, ERROR_NOT_FOUND, "%s has no draft", who);
	if (file_read(path, DRAFT_SIZE_MAX, &text, err) < 0 ||
	    json_read(text.data != NULL ? text.data : "", text.len, &value,
		      NULL, err) < 0)
		return -1;
	*ret = (struct draft){0};
	for (size_t i = 0; i < ARRAY_LEN(draft_texts); i++)
		*draft_text(ret, i) =
			mem_strdup(json_string_at(value, draft_texts[i].key));
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
	json_write_line(value, &text);
	if (file_make_dirs(dir, 0755, err) < 0)
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
	struct mailbox *inbox;
	pthread_t thread;
};

static void draft_mail_free(struct mail *mail)
{
	struct draft_mail *waiting =
		CONTAINER_OF(mail, struct draft_mail, mail);

	draft_done(&waiting->draft);
	free(waiting);
}

/* A draft that cannot be written is a comfort less, not a loss of what was
 * committed: it is tried again with the next one. */
static void *draft_main(void *arg)
{
	struct draft_saver *saver = arg;
	struct mail *mail;

	while ((mail = mailbox_wait(saver->inbox, -1)) != NULL ||
	       !mailbox_closed(saver->inbox)) {
		int rc;

		if (mail == NULL)
			continue;
		rc = draft_save(
			saver->run, saver->who,
			&CONTAINER_OF(mail, struct draft_mail, mail)->draft,
			NULL);
		(void)rc;
		mail_free(mail);
	}
	return NULL;
}

static void draft_saver_free(struct draft_saver *saver)
{
	mailbox_free(saver->inbox);
	free(saver->who);
	free(saver);
}

int draft_saver_start(const struct run *run, const char *who,
		      struct draft_saver **ret, struct error *err)
{
	struct draft_saver *saver = mem_zalloc(sizeof(*saver));

	saver->run = run;
	saver->who = mem_strdup(who);
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

void draft_saver_stop(struct draft_saver *saver)
{
	if (saver == NULL)
		return;
	mailbox_close(saver->inbox);
	pthread_join(saver->thread, NULL);
	draft_saver_free(saver);
}
