/*
 * text.c: a text that a filter seeks, found by its trigrams. See filter_sql.h.
 *
 * 1. One or two letters are found where a trigram begins with them (says.c):
 *    any of those that are there. Which they are is asked within the question
 *    itself, so that both are of one snapshot.
 * 2. Letters that most records have are not: they begin many trigrams of very
 *    many texts, and whoever looks at records meets them soon. Which way is
 *    gone changes nothing of what is found.
 */
#include "config.h"

#include "run/index/ask/filter_sql.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "run/index/table/says.h"

/* Trigrams that are sought at once, and still looked for one beside the
 * other. */
#define BRIEF_TERMS 1000

/* Binds the texts that begin with this one lie between: no byte of UTF-8 is
 * as high as the last one here. */
static void text_bind_range(const char *folded, struct index_query *query)
{
	char *end CLEANUP(mem_free_str) = mem_printf("%s\xff", folded);

	index_query_bind_text(query, folded);
	index_query_bind_text(query, end);
}

/* Sums up the texts of each trigram, until they are too many: 1 where they are
 * not, 0, or -1. */
static int text_count(struct index *index, const char *folded, int64_t most,
		      struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;
	int64_t texts = 0;
	size_t terms = 0;
	int got;

	bytes_append_str(&query.sql, "SELECT doc FROM words_terms"
				     " WHERE term >= ? AND term < ?");
	text_bind_range(folded, &query);
	if (index_query_start(index, &query, &stmt, err) < 0)
		return -1;
	while ((got = index_db_next(index, stmt, err)) > 0) {
		texts += sqlite3_column_int64(stmt, 0);
		if (texts > most || ++terms > BRIEF_TERMS)
			return 0;
	}
	return got < 0 ? -1 : 1;
}

static bool text_is_rare(struct index *index, const char *folded)
{
	struct index_brief *brief = &index->brief;
	struct error err;
	int64_t sheets;
	int rare;

	if (index_db_meta(index, "n.sheets", &sheets, &err) < 0)
		return false;
	if (brief->text != NULL && brief->sheets == sheets &&
	    strcmp(brief->text, folded) == 0)
		return brief->is_rare;
	rare = text_count(index, folded, sheets, &err);
	if (rare < 0)
		return false;
	mem_replace(&brief->text, folded);
	brief->sheets = sheets;
	brief->is_rare = rare > 0;
	return brief->is_rare;
}

bool index_filter_is_indexed(struct index *index,
			     const struct index_filter *filter)
{
	char *folded CLEANUP(mem_free_str) =
		text_blank(filter->text) ? NULL : text_folded(filter->text);

	if (folded == NULL || folded[0] == '\0' || !index->words)
		return false;
	return says_is_long(folded) || text_is_rare(index, folded);
}

void index_filter_match(const struct index_filter *filter,
			struct index_query *query)
{
	char *folded CLEANUP(mem_free_str) = text_folded(filter->text);
	struct bytes phrase CLEANUP(bytes_done) = {0};

	if (says_is_long(folded)) {
		says_phrase(folded, &phrase);
		bytes_append_str(&query->sql, "words MATCH ?");
		index_query_bind_text(query, phrase.data);
		return;
	}
	/* "" is a phrase that nothing has. */
	bytes_append_str(&query->sql,
			 "words MATCH coalesce((SELECT group_concat('\"' ||"
			 " replace(term, '\"', '\"\"') || '\"', ' OR ')"
			 " FROM words_terms WHERE term >= ? AND term < ?),"
			 " '\"\"')");
	text_bind_range(folded, query);
}
