/*
 * place.c: where the folding of a journal stands. See place.h.
 */
#include "config.h"

#include "run/index/table/place.h"

#include <stdio.h>
#include <string.h>

int place_get(struct index *index, enum journal_id id, struct place *ret,
	      struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_JOURNAL_GET, &stmt, err, "i",
			       (int64_t)id);

	if (got < 0)
		return -1;
	*ret = (struct place){0};
	if (got == 0)
		return 0;
	ret->position = sqlite3_column_int64(stmt, 0);
	ret->lines = sqlite3_column_int64(stmt, 1);
	snprintf(ret->first, sizeof(ret->first), "%s", index_db_text(stmt, 2));
	snprintf(ret->last, sizeof(ret->last), "%s", index_db_text(stmt, 3));
	ret->last_position = sqlite3_column_int64(stmt, 4);
	return 0;
}

int place_put(struct index *index, enum journal_id id,
	      const struct place *place, struct error *err)
{
	return index_db_do(index, SQL_JOURNAL_PUT, err, "iiissi", (int64_t)id,
			   place->position, place->lines, place->first,
			   place->last, place->last_position);
}

static void line_hash(const struct journal_line *line, char ret[HASH_HEX_SIZE])
{
	ret[0] = '\0';
	if (line->text != NULL)
		hash_bytes(line->text, line->len, ret);
}

/* Whether the line at `position` hashes to `hash`, and ends where it did
 * (`end`; 0: anywhere). 1, 0 or -1. */
static int place_line_holds(struct index *index, enum journal_id id,
			    int64_t position, const char *hash, int64_t end,
			    struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	char found[HASH_HEX_SIZE] = "";
	int got;

	if (journal_reader_open(index->run->dir, id, (uint64_t)position,
				&reader, err) < 0)
		return -1;
	got = journal_reader_next(reader, &line, err);
	if (got > 0) {
		line_hash(&line, found);
		if (strcmp(found, hash) != 0 ||
		    (end != 0 && line.position + line.len + 1 != (uint64_t)end))
			got = 0;
	}
	journal_reader_close(reader);
	return got;
}

int place_hash_last(struct index *index, enum journal_id id,
		    struct place *place, struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	int got;

	if (place->position == 0)
		return 0;
	if (journal_reader_open(index->run->dir, id,
				(uint64_t)place->last_position, &reader,
				err) < 0)
		return -1;
	got = journal_reader_next(reader, &line, err);
	if (got > 0)
		line_hash(&line, place->last);
	journal_reader_close(reader);
	return got;
}

int place_holds(struct index *index, enum journal_id id,
		const struct place *place, struct error *err)
{
	int got;

	if (place->position == 0)
		return 1;
	if (journal_size(index->run->dir, id) < (uint64_t)place->position)
		return 0;
	got = place_line_holds(index, id, 0, place->first, 0, err);
	if (got <= 0)
		return got;
	return place_line_holds(index, id, place->last_position, place->last,
				place->position, err);
}

void place_take(struct place *place, const struct journal_line *line)
{
	place->lines++;
	if (place->position == 0)
		line_hash(line, place->first);
	place->last_position = (int64_t)line->position;
	place->position = (int64_t)(line->position + line->len + 1);
}
