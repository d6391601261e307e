/*
 * queue_columns.c: columns of the list of records. See queue_columns.h.
 *
 * 1. A column is there with its least width or not at all; room that is left
 *    goes to those that can use it, by their share.
 * 2. Of the usual ones the least telling goes first; of chosen ones the last.
 */
#include "config.h"

#include "ui/words/queue_columns.h"

#include <string.h>

#include "base/compiler.h"
#include "base/text.h"

static const struct {
	const char *word;
	int least; /* cells */
	int most;  /* that it can use; share 0: no more than `least` */
	int share; /* of the room that is left */
} columns_table[QUEUE_COLUMNS] = {
	[COLUMN_DOUBT] = {"doubt", 5, 5, 0},
	[COLUMN_STATE] = {"state", 8, 8, 0},
	[COLUMN_NAME] = {"name", 14, 36, 3},
	[COLUMN_DATE] = {"date", 10, 10, 0},
	[COLUMN_COLLECTOR] = {"collector", 10, 24, 2},
	[COLUMN_NUMBER] = {"number", 6, 10, 1},
	[COLUMN_WHY] = {"why", 18, 200, 4},
	[COLUMN_FILE] = {"file", 14, 28, 2},
	[COLUMN_SOUND] = {"sound", 5, 5, 0},
	[COLUMN_PRIORITY] = {"priority", 8, 8, 0},
};

/* As they are shown, and most telling first. */
static const enum queue_column usual[] = {
	COLUMN_DOUBT,	  COLUMN_STATE,	 COLUMN_NAME, COLUMN_DATE,
	COLUMN_COLLECTOR, COLUMN_NUMBER, COLUMN_WHY};
static const enum queue_column telling[] = {
	COLUMN_NAME,	  COLUMN_DOUBT, COLUMN_WHY,   COLUMN_DATE,
	COLUMN_COLLECTOR, COLUMN_STATE, COLUMN_NUMBER};

const char *queue_column_word(enum queue_column column)
{
	return columns_table[column].word;
}

static int column_find(const char *word, size_t len)
{
	int i = 0;

	while (i < QUEUE_COLUMNS &&
	       (strlen(columns_table[i].word) != len ||
		strncmp(columns_table[i].word, word, len) != 0))
		i++;
	return i;
}

static bool columns_have(const struct queue_columns *columns, int column)
{
	for (int i = 0; i < columns->n; i++)
		if (columns->items[i] == (enum queue_column)column)
			return true;
	return false;
}

static int column_refuse(const char *word, size_t len, struct error *err)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	for (int i = 0; i < QUEUE_COLUMNS; i++)
		bytes_printf(&words, "%s%s", i > 0 ? ", " : "",
			     columns_table[i].word);
	return error_set(err, ERROR_USAGE,
			 "there is no column \"%.*s\": they are %s, or usual",
			 (int)len, word, words.data);
}

int queue_columns_parse(const char *text, struct queue_columns *ret,
			struct error *err)
{
	struct queue_columns columns = {0};

	for (const char *at = text; *at != '\0';) {
		size_t len = strcspn(at, ", ");
		int column = column_find(at, len);

		if (column < QUEUE_COLUMNS && !columns_have(&columns, column))
			columns.items[columns.n++] = (enum queue_column)column;
		else if (column == QUEUE_COLUMNS && len > 0 &&
			 strcmp(text, "usual") != 0)
			return column_refuse(at, len, err);
		at += len;
		at += strspn(at, ", ");
	}
	*ret = columns;
	return 0;
}

void queue_columns_write(const struct queue_columns *columns, struct bytes *ret)
{
	if (columns->n == 0)
		bytes_append_str(ret, "usual");
	for (int i = 0; i < columns->n; i++)
		bytes_printf(ret, "%s%s", i > 0 ? "," : "",
			     queue_column_word(columns->items[i]));
}

/* Which have room, as bits; *left: what they leave of it. */
static unsigned int columns_choose(const enum queue_column *by_rank, int n,
				   int width, int *left)
{
	unsigned int chosen = 0;

	*left = width + 1;
	for (int i = 0; i < n; i++) {
		int need = columns_table[by_rank[i]].least + 1;

		if (need > *left && i > 0)
			break;
		chosen |= 1u << by_rank[i];
		*left -= need;
	}
	return chosen;
}

/* Gives the room that is left away, in rounds: nobody takes more than they can
 * use. */
static void columns_widen(struct queue_room *room, int left)
{
	bool more = true;

	while (left > 0 && more) {
		more = false;
		for (int i = 0; i < room->n && left > 0; i++) {
			int spare = columns_table[room->items[i]].most -
				    room->widths[i];
			int give = columns_table[room->items[i]].share;

			give = give < spare ? give : spare;
			give = give < left ? give : left;
			if (give <= 0)
				continue;
			room->widths[i] += give;
			left -= give;
			more = true;
		}
	}
}

void queue_columns_fit(const struct queue_columns *columns, int width,
		       struct queue_room *ret)
{
	bool own = columns->n > 0;
	const enum queue_column *shown = own ? columns->items : usual;
	int n = own ? columns->n : (int)ARRAY_LEN(usual), left;
	unsigned int chosen =
		columns_choose(own ? shown : telling, n, width, &left);

	*ret = (struct queue_room){0};
	for (int i = 0; i < n; i++) {
		if ((chosen & 1u << shown[i]) == 0)
			continue;
		ret->items[ret->n] = shown[i];
		ret->widths[ret->n++] = columns_table[shown[i]].least;
	}
	columns_widen(ret, left);
}
