/*
 * slip.c: determination slips. See slip.h.
 *
 * A slip says little, in any order: the surest name, the people who stand
 * nearest behind "det." and outside the name, and the surest date.
 */
#include "config.h"

#include "engine/local/slip.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "dwc/span/span.h"
#include "image/facts/rows.h"

/* Less is not believed. */
#define NAME_SURE   0.45
#define PEOPLE_SURE 0.35
#define DATE_SURE   0.3

/* A gap so wide, in usual ones, lies between two slips. */
#define SLIP_GAP 2.2

/* The words of one slip in reading order. */
struct slip {
	const char **texts; /* borrowed texts; owned as a list, as are … */
	enum span_gap *gaps;
	size_t n;
	struct span_text text;
	struct span_list spans;
	size_t said; /* the word behind the last that says "det."; 0: none */
};

static void slip_done(struct slip *slip)
{
	span_list_done(&slip->spans);
	span_text_done(&slip->text);
	free(slip->texts);
	free(slip->gaps);
}

/* Of the rows [from, to). */
static void slip_init(struct slip *slip, const struct label_lexicon *lexicon,
		      const struct words *words, const struct word_rows *rows,
		      size_t from, size_t to)
{
	static const label_set saying =
		LABEL_BIT(LABEL_DETERMINER) | LABEL_BIT(LABEL_REVISION);
	struct span_words said;
	label_set *classes;

	*slip = (struct slip){
		.texts = mem_alloc((words->n + 1) * sizeof(*slip->texts)),
		.gaps = mem_alloc((words->n + 1) * sizeof(*slip->gaps))};
	for (size_t i = from; i < to; i++)
		for (size_t k = 0; k < rows->items[i].n; k++) {
			size_t word = rows->order[rows->items[i].first + k];

			slip->texts[slip->n] = words->items[word].text;
			slip->gaps[slip->n++] = k == 0 ? SPAN_LINE : SPAN_BLANK;
		}
	said = (struct span_words){slip->texts, slip->gaps, slip->n};
	span_text_init(&slip->text, &said);
	classes = mem_zalloc((slip->n + 1) * sizeof(*classes));
	label_lexicon_mark(lexicon, slip->texts, slip->n, classes);
	for (size_t i = 0; i < slip->n; i++)
		if (classes[i] & saying)
			slip->said = i + 1;
	free(classes);
}

/* The surest span of a kind; NULL where none is sure enough. */
static const struct span *slip_surest(const struct slip *slip,
				      enum span_kind kind, double least)
{
	const struct span *best = NULL;

	for (size_t i = 0; i < slip->spans.n; i++) {
		const struct span *span = &slip->spans.items[i];

		if (span->kind == kind && span->sure >= least &&
		    *span->value != '\0' &&
		    (best == NULL || span->sure > best->sure))
			best = span;
	}
	return best;
}

/* A name ends with its line: what follows there is the next thing said. */
static size_t name_end(const struct slip *slip, const struct span *name)
{
	size_t line =
		name->start + strcspn(slip->text.text + name->start, "\n");

	return line < name->end ? line : name->end;
}

/* Is the span a part of the name (NULL for none)? */
static bool span_is_named(const struct slip *slip, const struct span *span,
			  const struct span *name)
{
	return name != NULL && span->start < name_end(slip, name) &&
	       name->start < span->end;
}

/* Those behind "det." first, the nearest of them; else the surest that are no
 * authors of the name. */
static const struct span *slip_people(const struct slip *slip,
				      const struct span *name)
{
	const struct span *best = NULL;

	for (size_t i = 0; i < slip->spans.n; i++) {
		const struct span *span = &slip->spans.items[i];
		bool behind = span->first + span->n > slip->said;

		if (span->kind != SPAN_PEOPLE || span->sure < PEOPLE_SURE ||
		    strchr(span->value, '\n') != NULL ||
		    span_is_named(slip, span, name) ||
		    (slip->said > 0 && !behind))
			continue;
		if (slip->said > 0)
			return span;
		if (best == NULL || span->sure > best->sure)
			best = span;
	}
	return best;
}

static void slip_set_name(const struct slip *slip, const struct span *name,
			  json_t *entry)
{
	char *text CLEANUP(mem_free_str) =
		mem_strndup(slip->text.text + name->start,
			    name_end(slip, name) - name->start);

	json_set_string(entry, "scientificName", text);
}

/* The entry that the slip makes, new reference; NULL for none. */
static json_t *slip_entry(struct slip *slip, int this_year)
{
	json_t *entry = json_object();
	const struct span *name, *people, *date;

	spans_find_names(&slip->text, &slip->spans);
	spans_find_people(&slip->text, &slip->spans);
	spans_find_dates(&slip->text, this_year, &slip->spans);
	name = slip_surest(slip, SPAN_NAME, NAME_SURE);
	people = slip_people(slip, name);
	date = slip_surest(slip, SPAN_DATE, DATE_SURE);
	if (people != NULL)
		json_set_string(entry, "identifiedBy", people->value);
	if (date != NULL && !span_is_named(slip, date, name))
		json_set_string(entry, "dateIdentified", date->value);
	if (name != NULL)
		slip_set_name(slip, name, entry);
	if (name != NULL || (people != NULL && slip->said > 0))
		return entry;
	json_decref(entry);
	return NULL;
}

size_t slips_read(const struct label_lexicon *lexicon,
		  const struct region *region, int this_year, json_t *list)
{
	const struct words *words = &region->words;
	bool *others = mem_zalloc(words->n + 1);
	struct word_rows rows;
	size_t count = 0;

	for (size_t i = 0; i < words->n; i++)
		others[i] = words->items[i].role != ROLE_SLIP;
	word_rows_make(words, others, &rows);
	for (size_t i = 0, to; i < rows.n; i = to) {
		struct slip slip;
		json_t *entry;

		for (to = i + 1; to < rows.n && rows.items[to].gap < SLIP_GAP &&
				 rows.items[to].column == rows.items[i].column;)
			to++;
		slip_init(&slip, lexicon, words, &rows, i, to);
		entry = slip_entry(&slip, this_year);
		count += entry != NULL;
		if (entry != NULL)
			json_array_append_new(list, entry);
		slip_done(&slip);
	}
	word_rows_done(&rows);
	free(others);
	return count;
}
