/*
 * queue_columns.h: which columns the list of records has, by their words:
 * "name,date,why".
 */
#ifndef UI_WORDS_QUEUE_COLUMNS_H
#define UI_WORDS_QUEUE_COLUMNS_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"

enum queue_column {
	COLUMN_DOUBT,
	COLUMN_STATE, /* begun, approved, …, unread */
	COLUMN_NAME,
	COLUMN_DATE,
	COLUMN_COLLECTOR,
	COLUMN_NUMBER,
	COLUMN_WHY, /* what is doubted */
	COLUMN_FILE,
	COLUMN_SOUND,
	COLUMN_PRIORITY,
};
#define QUEUE_COLUMNS 10

/* In the order in which they are shown; none: the usual ones. */
struct queue_columns {
	enum queue_column items[QUEUE_COLUMNS];
	int n;
};

const char *queue_column_word(enum queue_column column);
/* Words with commas or blanks between them; "usual" or nothing for the usual
 * ones. On failure *ret stays what it was. */
int queue_columns_parse(const char *text, struct queue_columns *ret,
			struct error *err) MUST_USE;
/* Appends "name,date,why", or "usual". */
void queue_columns_write(const struct queue_columns *columns,
			 struct bytes *ret);

/* Those of them that have room in so many cells, and how wide each is; what
 * matters least goes first. Between two is one cell. */
struct queue_room {
	enum queue_column items[QUEUE_COLUMNS];
	int widths[QUEUE_COLUMNS], n;
};
void queue_columns_fit(const struct queue_columns *columns, int width,
		       struct queue_room *ret);

#endif
