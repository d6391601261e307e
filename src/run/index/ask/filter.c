/*
 * filter.c: the words of --where, and what they are in SQL. See
 * index.h and filter.h.
 */
#include "config.h"

#include "run/index/ask/filter_sql.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/index/filter.h"
#include "run/index/table/db.h"
#include "run/index/table/query.h"
#include "run/index/table/sql.h"
#include "run/record/second.h"

/* --- words ---------------------------------------------------------------- */

static int filter_status(const char *word, const struct terms *terms,
			 struct index_filter *filter, struct error *err)
{
	enum status status;

	(void)terms;
	if (status_parse(word, &status) < 0)
		return error_set(err, ERROR_USAGE,
				 "there is no status \"%s\": it is PENDING, "
				 "IN_REVIEW, APPROVED or REJECTED",
				 word);
	filter->status = (int)status;
	return 0;
}

static int filter_priority(const char *word, const struct terms *terms,
			   struct index_filter *filter, struct error *err)
{
	enum priority priority;

	(void)terms;
	if (priority_parse(word, &priority) < 0)
		return error_set(err, ERROR_USAGE,
				 "there is no priority \"%s\": it is CRITICAL, "
				 "HIGH, MEDIUM, LOW or MINIMAL",
				 word);
	filter->priority = (int)priority;
	return 0;
}

static int filter_missing(const char *word, const struct terms *terms,
			  struct index_filter *filter, struct error *err)
{
	char *hint CLEANUP(mem_free_str) =
		human_suggestion(terms_suggest(terms, word));

	if (terms_find(terms, word) == NULL)
		return error_set(err, ERROR_USAGE, "there is no term \"%s\"%s",
				 word, hint);
	filter->missing = word;
	return 0;
}

static int filter_text(const char *word, const struct terms *terms,
		       struct index_filter *filter, struct error *err)
{
	(void)terms;
	(void)err;
	filter->text = word;
	return 0;
}

static int filter_flagged(const char *word, const struct terms *terms,
			  struct index_filter *filter, struct error *err)
{
	(void)word;
	(void)terms;
	(void)err;
	filter->marks |= 1u << MARK_FLAGGED;
	return 0;
}

static int filter_expert(const char *word, const struct terms *terms,
			 struct index_filter *filter, struct error *err)
{
	(void)word;
	(void)terms;
	(void)err;
	filter->marks |= 1u << MARK_EXPERT;
	return 0;
}

/* Without a value: it waits. */
static int filter_second(const char *word, const struct terms *terms,
			 struct index_filter *filter, struct error *err)
{
	static const struct {
		const char *word;
		unsigned int mark;
	} stages[] = {
		{"waits", 1u << MARK_SECOND},
		{"read", INDEX_READ_TWICE},
		{"differs", INDEX_DISPUTED},
	};

	(void)terms;
	for (size_t i = 0; i < ARRAY_LEN(stages); i++)
		if (text_casecmp(word != NULL ? word : stages[0].word,
				 stages[i].word) == 0) {
			filter->marks |= stages[i].mark;
			return 0;
		}
	return error_set(err, ERROR_USAGE,
			 "there is no second reading \"%s\": it is waits, read "
			 "(a second reader has read it) or differs (otherwise "
			 "than it was signed, and nobody has decided)",
			 word);
}

static int filter_reader(const char *word, const struct terms *terms,
			 struct index_filter *filter, struct error *err)
{
	(void)terms;
	(void)err;
	filter->marks |= 1u << MARK_SECOND;
	filter->reader = word;
	return 0;
}

/* The words of "evidence". */
static const struct {
	const char *word;
	enum field_support support;
} filter_supports[] = {
	{"none", SUPPORT_NOWHERE},
	{"illegible", SUPPORT_ILLEGIBLE},
	{"inferred", SUPPORT_INFERRED},
	{"unknown", SUPPORT_UNKNOWN},
};

static int filter_evidence(const char *word, const struct terms *terms,
			   struct index_filter *filter, struct error *err)
{
	(void)terms;
	for (size_t i = 0; i < ARRAY_LEN(filter_supports); i++)
		if (text_casecmp(word, filter_supports[i].word) == 0) {
			filter->support = (int)filter_supports[i].support;
			return 0;
		}
	return error_set(err, ERROR_USAGE,
			 "there is no evidence \"%s\": it is none (a value "
			 "that is not on the sheet), illegible, inferred or "
			 "unknown (nothing was looked for)",
			 word);
}

static int filter_blank(const char *word, const struct terms *terms,
			struct index_filter *filter, struct error *err)
{
	(void)word;
	(void)terms;
	(void)err;
	filter->blank = true;
	return 0;
}

static int filter_open(const char *word, const struct terms *terms,
		       struct index_filter *filter, struct error *err)
{
	(void)word;
	(void)terms;
	(void)err;
	filter->open_only = true;
	return 0;
}

enum filter_value { VALUE_NONE, VALUE_MAY, VALUE_MUST };

static const struct {
	const char *name;
	enum filter_value value;
	int (*take)(const char *word, const struct terms *terms,
		    struct index_filter *filter, struct error *err);
} filter_keys[] = {
	{"status", VALUE_MUST, filter_status},
	{"priority", VALUE_MUST, filter_priority},
	{"missing", VALUE_MUST, filter_missing},
	{"text", VALUE_MUST, filter_text},
	{"flagged", VALUE_NONE, filter_flagged},
	{"open", VALUE_NONE, filter_open},
	{"expert", VALUE_NONE, filter_expert},
	{"second", VALUE_MAY, filter_second},
	{"reader", VALUE_MUST, filter_reader},
	{"blank", VALUE_NONE, filter_blank},
	{"evidence", VALUE_MUST, filter_evidence},
};

/* What a condition can begin with, and its usual values: for completion. */
static const char *const filter_all_words[] = {
	"doubt>",
	"open",
	"flagged",
	"expert",
	"second:waits",
	"second:read",
	"second:differs",
	"reader:",
	"blank",
	"missing:",
	"text:",
	"status:PENDING",
	"status:IN_REVIEW",
	"status:APPROVED",
	"status:REJECTED",
	"priority:CRITICAL",
	"priority:HIGH",
	"priority:MEDIUM",
	"priority:LOW",
	"priority:MINIMAL",
	"evidence:none",
	"evidence:illegible",
	"evidence:inferred",
	"evidence:unknown",
	"completeness<",
	"soundness<",
	"confidence<",
	"quality<",
	"and",
	NULL,
};

const char *index_filter_word(size_t i)
{
	return filter_all_words[i];
}

/* Figures of a record that can be compared, and relations; a longer one stands
 * before the one that it begins with. */
static const char *const filter_figures[] = {
	"doubt", "completeness", "soundness", "confidence", "quality"};
static const char *const filter_relations[] = {"<=", ">=", "<", ">", "="};

/* "doubt>1.5" */
static int filter_bound(const char *word, struct index_filter *filter,
			struct error *err)
{
	struct index_bound bound = {0};
	size_t name = strcspn(word, "<>=");
	const char *at = word + name;
	char *end;

	for (size_t i = 0; i < ARRAY_LEN(filter_figures); i++)
		if (strlen(filter_figures[i]) == name &&
		    strncasecmp(word, filter_figures[i], name) == 0)
			bound.column = filter_figures[i];
	for (size_t i = 0; bound.relation == NULL; i++)
		if (strncmp(at, filter_relations[i],
			    strlen(filter_relations[i])) == 0)
			bound.relation = filter_relations[i];
	at += strlen(bound.relation);
	bound.value = strtod(at, &end);
	if (bound.column == NULL || end == at || *end != '\0' ||
	    !isfinite(bound.value))
		return error_set(err, ERROR_USAGE,
				 "\"%s\" does not compare: write doubt, "
				 "completeness, soundness, confidence or "
				 "quality, then <, <=, =, >= or >, then a "
				 "number",
				 word);
	if (filter->n_bounds == INDEX_BOUNDS_MAX)
		return error_set(err, ERROR_USAGE,
				 "more than %d comparisons; leave some out",
				 INDEX_BOUNDS_MAX);
	filter->bounds[filter->n_bounds++] = bound;
	return 0;
}

/* Whether such a condition may have this value; NULL: none is given. */
static bool filter_takes(enum filter_value takes, const char *value)
{
	bool given = value != NULL && *value != '\0';

	if (takes == VALUE_MAY)
		return given || value == NULL;
	return given == (takes == VALUE_MUST);
}

/* One condition. `used` has a bit for each key that was given before. */
static int filter_word(char *word, const struct terms *terms,
		       unsigned int *used, struct index_filter *filter,
		       struct error *err)
{
	char *value = strchr(word, ':');

	if (value == NULL && strpbrk(word, "<>=") != NULL) {
		*used |= 1u << ARRAY_LEN(filter_keys);
		return filter_bound(word, filter, err);
	}
	if (value != NULL)
		*value++ = '\0';
	for (size_t i = 0; i < ARRAY_LEN(filter_keys); i++) {
		if (text_casecmp(word, filter_keys[i].name) != 0)
			continue;
		if ((*used & 1u << i) != 0)
			return error_set(err, ERROR_USAGE,
					 "\"%s\" is given twice", word);
		*used |= 1u << i;
		if (!filter_takes(filter_keys[i].value, value))
			return error_set(err, ERROR_USAGE,
					 filter_keys[i].value != VALUE_NONE
						 ? "\"%s\" needs a value: %s:…"
						 : "\"%s\" takes no value: "
						   "write %s",
					 word, filter_keys[i].name);
		return filter_keys[i].take(value, terms, filter, err);
	}
	for (size_t i = 0; i < ARRAY_LEN(filter_figures); i++)
		if (text_casecmp(word, filter_figures[i]) == 0)
			return error_set(err, ERROR_USAGE,
					 "\"%s\" is compared with a number, "
					 "without blanks: write %s>1.5",
					 word, filter_figures[i]);
	return error_set(
		err, ERROR_USAGE,
		"\"%s\" is not a condition: they are status:S, "
		"priority:P, missing:TERM, text:WORD, flagged, expert, "
		"second:waits, reader:WHO, blank, evidence:none, open and comparisons as "
		"doubt>1.5, joined by \"and\"",
		word);
}

static int filter_words(char *text, const struct terms *terms,
			struct index_filter *filter, struct error *err)
{
	static const char blanks[] = " \t\r\n";
	unsigned int used = 0;
	bool joined = true;
	char *rest = text, *word;

	while ((word = strtok_r(rest, blanks, &rest)) != NULL) {
		bool is_and = text_casecmp(word, "and") == 0;

		if (is_and == joined)
			return error_set(err, ERROR_USAGE,
					 is_and ? "\"and\" stands between two "
						  "conditions%s"
						: "write \"and\" before \"%s\"",
					 is_and ? "" : word);
		joined = is_and;
		if (!is_and && filter_word(word, terms, &used, filter, err) < 0)
			return -1;
	}
	if (joined && used != 0)
		return error_set(err, ERROR_USAGE,
				 "a condition has to follow the last \"and\"");
	return 0;
}

void index_filter_init(struct index_filter *filter)
{
	*filter = (struct index_filter){
		.status = -1, .priority = -1, .support = -1};
}

int index_filter_parse(const char *where, const struct terms *terms,
		       struct index_filter *ret, char **storage,
		       struct error *err)
{
	char *text = mem_strdup(where != NULL ? where : "");
	struct index_filter filter;

	index_filter_init(&filter);
	if (filter_words(text, terms, &filter, err) < 0) {
		free(text);
		return -1;
	}
	*ret = filter;
	*storage = text;
	return 0;
}

/* --- SQL ------------------------------------------------------------------ */

bool index_filter_is_all(const struct index_filter *filter)
{
	return filter->status < 0 && filter->priority < 0 &&
	       filter->marks == 0 && !filter->open_only && !filter->blank &&
	       filter->n_bounds == 0 && filter->support < 0 &&
	       text_blank(filter->missing) && text_blank(filter->text) &&
	       text_blank(filter->reader);
}

/* A term that no record has yet is missing everywhere. */
static int filter_missing_sql(struct index *index, const char *term,
			      struct index_query *query, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_TERM_GET, &stmt, err, "s", term);

	if (got <= 0)
		return got;
	bytes_append_str(&query->sql,
			 " AND substr(s.fields, ?, 1) IN ('', '0')");
	index_query_bind_int(query, sqlite3_column_int64(stmt, 0) + 1);
	return 0;
}

/* Nobody reads a second time what they have worked on. */
static void filter_reader_sql(const char *reader, struct index_query *query)
{
	char *hand CLEANUP(mem_free_str) = second_hand(reader);

	bytes_printf(&query->sql,
		     " AND s.status = %d AND EXISTS (SELECT 1 FROM second h"
		     " WHERE h.key = s.key AND instr(h.hands, ?) = 0)",
		     STATUS_APPROVED);
	index_query_bind_text(query, hand);
}

/* Whether the conditions tell of more than of an image. */
static bool filter_tells(const struct index_filter *filter)
{
	return !text_blank(filter->missing) || filter->priority >= 0 ||
	       filter->blank || filter->support >= 0 || filter->n_bounds > 0;
}

/* What waits for whoever looks is found by its image alone, and not at all where
 * it would be told. */
static void filter_eyes_sql(const struct index_filter *filter,
			    unsigned int from, struct index_query *query)
{
	char *hand CLEANUP(mem_free_str) = second_hand(filter->eyes);
	char *folded CLEANUP(mem_free_str) = NULL;

	bytes_printf(&query->sql,
		     " AND (NOT (s.status = %d AND (s.marks & %u) <> 0 AND"
		     " EXISTS (SELECT 1 FROM second h WHERE h.key = s.key"
		     " AND instr(h.hands, ?) = 0))",
		     STATUS_APPROVED, 1u << MARK_SECOND);
	index_query_bind_text(query, hand);
	if ((from & FROM_TOLD) == 0 && !filter_tells(filter)) {
		folded = text_folded(filter->text);
		bytes_append_str(&query->sql, " OR says(s.image, NULL, ?)");
		index_query_bind_text(query, folded);
	}
	bytes_append_char(&query->sql, ')');
}

/* How records with a text are found. */
enum filter_way {
	WAY_NONE,  /* none is sought */
	WAY_LOOK,  /* by looking at each record */
	WAY_IN,	   /* among those that the trigrams name, all of them */
	WAY_FIRST, /* as the trigrams name them, one after the other */
};

static enum filter_way filter_way(struct index *index,
				  const struct index_filter *filter,
				  unsigned int from)
{
	if (text_blank(filter->text))
		return WAY_NONE;
	if ((from & FROM_LOOKED) != 0 ||
	    !index_filter_is_indexed(index, filter))
		return WAY_LOOK;
	return (from & FROM_ORDERED) != 0 ? WAY_IN : WAY_FIRST;
}

static void filter_text_sql(const struct index_filter *filter,
			    enum filter_way way, struct index_query *query)
{
	char *folded CLEANUP(mem_free_str) = text_folded(filter->text);

	if (way == WAY_LOOK) {
		bytes_append_str(&query->sql, " AND says(s.image, r.dwc, ?)");
		index_query_bind_text(query, folded);
		return;
	}
	bytes_append_str(&query->sql,
			 way == WAY_IN ? " AND s.key IN (SELECT rowid FROM"
					 " words WHERE "
				       : " AND ");
	index_filter_match(filter, query);
	if (way == WAY_IN)
		bytes_append_char(&query->sql, ')');
}

static void filter_source_sql(enum filter_way way, unsigned int from,
			      struct index_query *query)
{
	bytes_append_str(&query->sql,
			 way == WAY_FIRST ? " FROM words CROSS JOIN specimen s"
					    " ON s.key = words.rowid"
					  : " FROM specimen s");
	if ((from & FROM_FACETS) != 0)
		bytes_append_str(&query->sql, " INDEXED BY specimen_facets");
	if (way == WAY_LOOK || (from & FROM_RECORD) != 0)
		bytes_append_str(&query->sql,
				 " JOIN record r ON r.key = s.key");
	bytes_printf(&query->sql, " WHERE +s.status <> %d", INDEX_SUPERSEDED);
}

/* What people have made of a record. The sign keeps SQLite walking along the
 * index of the order, which also holds status and flag. */
static void filter_state_sql(const struct index_filter *filter,
			     unsigned int from, struct index_query *query)
{
	const char *sign = (from & FROM_ORDERED) != 0 ? "+" : "";

	if (filter->status >= 0) {
		bytes_printf(&query->sql, " AND %ss.status = ?", sign);
		index_query_bind_int(query, filter->status);
	}
	if (filter->open_only)
		bytes_printf(&query->sql, " AND %ss.status IN (0, 1)", sign);
	if (filter->priority >= 0) {
		bytes_append_str(&query->sql, " AND s.priority = ?");
		index_query_bind_int(query, filter->priority);
	}
	if (filter->marks != 0)
		bytes_printf(&query->sql, " AND (s.marks & %u) = %u",
			     filter->marks, filter->marks);
}

/* What readers have made of it. */
static void filter_quality_sql(const struct index_filter *filter,
			       unsigned int from, struct index_query *query)
{
	if (!text_blank(filter->reader))
		filter_reader_sql(filter->reader, query);
	/* They stand behind all that can be mended (quality_turn): to say so
	 * leads SQLite there. */
	if (filter->blank)
		bytes_append_str(&query->sql,
				 (from & FROM_FACETS) != 0
					 ? " AND s.blank = 1"
					 : " AND s.blank = 1 AND s.turn > 0");
	/* Facts of other bytes than were read say nothing either. */
	if (filter->support == SUPPORT_UNKNOWN)
		bytes_append_str(&query->sql, " AND s.facts <= 0");
	else if (filter->support >= 0)
		bytes_printf(&query->sql, " AND instr(s.supports, '%d') > 0",
			     filter->support);
	for (size_t i = 0; i < filter->n_bounds; i++) {
		bytes_printf(&query->sql, " AND s.%s %s ?",
			     filter->bounds[i].column,
			     filter->bounds[i].relation);
		index_query_bind_real(query, filter->bounds[i].value);
	}
}

int index_filter_from(struct index *index, const struct index_filter *filter,
		      unsigned int from, struct index_query *query,
		      struct error *err)
{
	enum filter_way way = filter_way(index, filter, from);

	filter_source_sql(way, from, query);
	filter_state_sql(filter, from, query);
	filter_quality_sql(filter, from, query);
	if (way != WAY_NONE)
		filter_text_sql(filter, way, query);
	if (!text_blank(filter->eyes) &&
	    (way != WAY_NONE || (from & FROM_TOLD) != 0 ||
	     filter_tells(filter)))
		filter_eyes_sql(filter, from, query);
	return text_blank(filter->missing)
		       ? 0
		       : filter_missing_sql(index, filter->missing, query, err);
}

/* The columns of each order, whose index has all of them: of equals the one
 * that was seen first. */
static const struct {
	const char *word, *columns;
} filter_orders[] = {
	[ORDER_DOUBT] = {"doubt", "s.turn, s.image, s.key"},
	[ORDER_NAME] = {"name", "s.image, s.key"},
	[ORDER_STATUS] = {"status", "s.status, s.image, s.key"},
	[ORDER_QUALITY] = {"quality", "s.quality, s.image, s.key"},
	[ORDER_ALIKE] = {"alike", "s.alike, s.image, s.key"},
};

/* As index_indexes of sql.c has them. */
bool index_order_has(enum index_order order, const struct index_filter *filter)
{
	bool doubt = order == ORDER_DOUBT;

	for (size_t i = 0; i < filter->n_bounds; i++)
		if (!doubt || strcmp(filter->bounds[i].column, "doubt") != 0)
			return false;
	if (filter->support >= 0 && filter->support != SUPPORT_UNKNOWN)
		return false;
	return doubt || (text_blank(filter->missing) && filter->priority < 0 &&
			 !filter->blank && filter->support < 0);
}

int index_order_parse(const char *word, enum index_order *ret)
{
	if (text_casecmp(word, "priority") == 0)
		word = filter_orders[ORDER_DOUBT].word;
	for (size_t i = 0; i < ARRAY_LEN(filter_orders); i++) {
		if (text_casecmp(word, filter_orders[i].word) == 0) {
			*ret = (enum index_order)i;
			return 0;
		}
	}
	return -1;
}

const char *index_order_word(enum index_order order)
{
	return filter_orders[order].word;
}

const char *index_order_by(enum index_order order)
{
	return filter_orders[order].columns;
}

/* Appends "(?, …)", bound to the columns of a row from `first` on: bound values,
 * unlike a subquery, let SQLite use the whole index. */
static void order_bind(sqlite3_stmt *row, int first, struct index_query *query)
{
	bytes_append_char(&query->sql, '(');
	for (int i = first; i < sqlite3_column_count(row); i++) {
		bytes_append_str(&query->sql, i > first ? ", ?" : "?");
		if (sqlite3_column_type(row, i) == SQLITE_INTEGER)
			index_query_bind_int(query,
					     sqlite3_column_int64(row, i));
		else if (sqlite3_column_type(row, i) == SQLITE_FLOAT)
			index_query_bind_real(query,
					      sqlite3_column_double(row, i));
		else
			index_query_bind_text(query, index_db_text(row, i));
	}
	bytes_append_char(&query->sql, ')');
}

void index_order_before(enum index_order order, sqlite3_stmt *row, int first,
			struct index_query *query)
{
	bytes_printf(&query->sql, " AND (%s) < ", filter_orders[order].columns);
	order_bind(row, first, query);
}

void index_order_from(enum index_order order, sqlite3_stmt *row, int first,
		      struct index_query *query)
{
	bytes_printf(&query->sql,
		     " AND (%s) >= ", filter_orders[order].columns);
	order_bind(row, first, query);
}

void index_order_less(sqlite3_stmt *a, sqlite3_stmt *b,
		      struct index_query *query)
{
	order_bind(a, 0, query);
	bytes_append_str(&query->sql, " < ");
	order_bind(b, 0, query);
}
