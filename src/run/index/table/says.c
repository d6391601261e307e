/*
 * says.c: searching for a part of a word. See says.h.
 *
 * What is looked for, and what is looked through, is folded alike: case and
 * accents do not matter (text_folded). The table of words finds by trigrams
 * what says() finds by looking at each record; both find the same. One or two
 * letters are no trigram, but begin one wherever they stand, since two line
 * ends follow all that is looked through (values_words).
 */
#include "config.h"

#include "run/index/table/says.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/index/table/values.h"

/* What a connection keeps for the function. */
struct says {
	const struct terms *terms;
	struct bytes words; /* of the row before, to be filled again */
};

static void says_free(void *data)
{
	struct says *says = data;

	bytes_done(&says->words);
	free(says);
}

static void says_call(sqlite3_context *context, int n, sqlite3_value **args)
{
	struct says *says = sqlite3_user_data(context);
	const char *image = (const char *)sqlite3_value_text(args[0]);
	const char *folded = (const char *)sqlite3_value_text(args[2]);
	const struct values values = {
		.data = sqlite3_value_blob(args[1]),
		.len = (size_t)sqlite3_value_bytes(args[1]),
		.terms = says->terms,
	};

	(void)n;
	bytes_clear(&says->words);
	values_words(&values, image != NULL ? image : "", &says->words);
	bytes_reserve(&says->words, 0);
	sqlite3_result_int(context, folded != NULL && strstr(says->words.data,
							     folded) != NULL);
}

int says_add(sqlite3 *db, const struct terms *terms)
{
	struct says *says = mem_zalloc(sizeof(*says));

	says->terms = terms;
	return sqlite3_create_function_v2(
		db, "says", 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC, says,
		says_call, NULL, NULL, says_free);
}

bool says_can_index(sqlite3 *db)
{
	return sqlite3_exec(db,
			    "CREATE VIRTUAL TABLE temp.probe USING"
			    " fts5(text, content = '', tokenize = 'trigram');"
			    "DROP TABLE temp.probe",
			    NULL, NULL, NULL) == SQLITE_OK;
}

bool says_is_long(const char *folded)
{
	size_t characters = 0;

	for (; *folded != '\0'; folded++)
		characters += ((unsigned char)*folded & 0xc0) != 0x80;
	return characters >= 3;
}

void says_phrase(const char *folded, struct bytes *ret)
{
	bytes_append_char(ret, '"');
	for (; *folded != '\0'; folded++) {
		if (*folded == '"')
			bytes_append_char(ret, '"');
		bytes_append_char(ret, *folded);
	}
	bytes_append_char(ret, '"');
}
