/*
 * ids.c: the journal of identifiers. See ids.h.
 */
#include "config.h"

#include "run/ids/ids.h"

#include <string.h>

#include "base/compiler.h"
#include "base/json/json.h"

static const char *const how_words[ID_HOWS] = {
	[ID_RECORD] = "record",
	[ID_PUBLISHED] = "published",
	[ID_CATALOG] = "catalog",
	[ID_UUID] = "uuid",
};

const char *id_how_word(enum id_how how)
{
	return how_words[how];
}

static enum id_how how_find(const char *word)
{
	for (int how = 0; word != NULL && how < ID_HOWS; how++)
		if (strcmp(how_words[how], word) == 0)
			return (enum id_how)how;
	return ID_OTHER;
}

void id_line_write(const char *specimen_id, const char *occurrence_id,
		   enum id_how how, const char *stamp, struct bytes *ret)
{
	json_t *line CLEANUP(json_release) = json_object();

	json_set_string(line, "specimen_id", specimen_id);
	json_set_string(line, "occurrenceID", occurrence_id);
	json_set_string(line, "how", id_how_word(how));
	json_set_string(line, "timestamp", stamp);
	json_write_line(line, ret);
}

/* --- lines as we write them ----------------------------------------------- */

#define PLAIN_MAX 512 /* bytes of a value */

struct plain {
	char texts[3][PLAIN_MAX];
};

/* The value that stands behind `key`, up to its quotation mark; what follows,
 * or NULL: it is not as we write it. */
static const char *plain_value(const char *at, const char *end, const char *key,
			       char ret[PLAIN_MAX])
{
	size_t len = strlen(key), n = 0;

	if ((size_t)(end - at) < len || memcmp(at, key, len) != 0)
		return NULL;
	for (at += len; at < end && *at != '"'; at++) {
		if (*at == '\\' || (unsigned char)*at < 0x20 ||
		    (unsigned char)*at >= 0x7f || n == PLAIN_MAX - 1)
			return NULL;
		ret[n++] = *at;
	}
	ret[n] = '\0';
	return at < end ? at : NULL;
}

/* A million of them are read whenever that many are exported: a line that is to
 * the letter as id_line_write makes it, in ASCII, is not taken apart as JSON. */
static bool plain_read(const struct journal_line *line, struct plain *plain,
		       struct id_line *ret)
{
	static const char *const keys[] = {"{\"specimen_id\":\"",
					   "\",\"occurrenceID\":\"",
					   "\",\"how\":\""};
	static const char rest[] = "\",\"timestamp\":\"";
	const char *at = line->text, *end = line->text + line->len;

	for (size_t i = 0; i < ARRAY_LEN(keys) && at != NULL; i++)
		at = plain_value(at, end, keys[i], plain->texts[i]);
	if (at == NULL || (size_t)(end - at) < sizeof(rest) + 1 ||
	    memcmp(at, rest, sizeof(rest) - 1) != 0 ||
	    memcmp(end - 2, "\"}", 2) != 0 ||
	    memchr(at + sizeof(rest) - 1, '"',
		   (size_t)(end - at) - (sizeof(rest) - 1)) != end - 2)
		return false;
	*ret = (struct id_line){plain->texts[0], plain->texts[1],
				how_find(plain->texts[2])};
	return ret->specimen_id[0] != '\0' && ret->occurrence_id[0] != '\0';
}

/* --- any lines ------------------------------------------------------------ */

/* Hands one line on: 0, 1 for one that says nothing, or -1. */
static int ids_take(const struct journal_line *line,
		    int (*take)(void *arg, const struct id_line *line,
				struct error *err),
		    void *arg, struct error *err)
{
	json_t *object CLEANUP(json_release) = NULL;
	struct plain plain;
	struct id_line id;

	if (line->len == 0)
		return 0;
	if (line->text != NULL && plain_read(line, &plain, &id))
		return take(arg, &id, err);
	if (line->text == NULL ||
	    json_read(line->text, line->len, &object, NULL, NULL) < 0)
		return 1;
	id.specimen_id = json_string_at(object, "specimen_id");
	id.occurrence_id = json_string_at(object, "occurrenceID");
	id.how = how_find(json_string_at(object, "how"));
	if (id.specimen_id == NULL || id.occurrence_id == NULL ||
	    id.specimen_id[0] == '\0' || id.occurrence_id[0] == '\0')
		return 1;
	return take(arg, &id, err);
}

int ids_read(const char *dir, uint64_t *position,
	     int (*take)(void *arg, const struct id_line *line,
			 struct error *err),
	     void *arg, size_t *ret_bad, struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	int got, rc = 0;

	if (journal_reader_open(dir, JOURNAL_IDS, *position, &reader, err) < 0)
		return -1;
	while (rc >= 0 && (got = journal_reader_next(reader, &line, err)) > 0) {
		rc = ids_take(&line, take, arg, err);
		*ret_bad += rc > 0;
		*position = line.position + line.len + 1;
	}
	journal_reader_close(reader);
	return rc < 0 ? rc : got;
}
