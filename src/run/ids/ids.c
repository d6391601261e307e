/*
 * ids.c: the journal of identifiers. See ids.h.
 */
#include "config.h"

#include "run/ids/ids.h"

#include <string.h>

#include "base/json.h"

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

/* Hands one line on: 0, 1 for one that says nothing, or -1. */
static int ids_take(const struct journal_line *line,
		    int (*take)(void *arg, const struct id_line *line,
				struct error *err),
		    void *arg, struct error *err)
{
	json_t *object CLEANUP(json_release) = NULL;
	struct id_line id;

	if (line->len == 0)
		return 0;
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
