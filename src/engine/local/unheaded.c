/*
 * unheaded.c: lines without headings, read by what they look like.
 *
 * The free tokens fall into segments: stretches of a line without a wide
 * blank. One after the other the name, the family, the date, the collector
 * and his number are looked for by their shapes and taken out. The lines
 * left over are told apart by their words: where (miles, roads, capitals),
 * in what (soil, prairie, bank), what it looked like (petals, tall). A line
 * goes on with the class of the one before it when that did not end.
 */
#include "config.h"

#include "engine/local/unheaded.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "engine/local/value.h"

#define NAME_LIKENESS_MIN 0.6
#define WIDE_BLANK	  2.6 /* heights */

struct segment {
	struct token_list list;
	int line, x0;
};

struct segments {
	struct segment *items;
	size_t n, cap;
};

static void segments_done(struct segments *segments)
{
	for (size_t i = 0; i < segments->n; i++)
		token_list_done(&segments->items[i].list);
	free(segments->items);
}

static struct segment *segment_new(struct segments *segments, int line, int x)
{
	ARRAY_GROW(segments->items, segments->n, segments->cap);
	segments->items[segments->n] = (struct segment){.line = line, .x0 = x};
	return &segments->items[segments->n++];
}

/* The free tokens as they are now, cut at blanks of `wide` heights. */
static void segments_make(const struct unheaded_text *label, double wide,
			  struct segments *ret)
{
	const struct label_text *text = label->text;
	struct segment *open = NULL;
	size_t last = 0;
	for (size_t i = 0; i < text->n_tokens; i++) {
		if (!label->is_unheaded[i] || text->used[i])
			continue;
		const struct token *t = &text->tokens[i];
		if (!open || open->line != t->line || last + 1 != i ||
		    token_gap(text, i) > wide)
			open = segment_new(ret, t->line, t->x0);
		token_list_add(&open->list, i);
		last = i;
	}
}

static void take(struct unheaded_text *label, const struct token_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		label->is_unheaded[list->items[i]] = false;
}

static char token_first(const struct label_text *text, size_t token)
{
	const struct token *t = &text->tokens[token];
	return text->words->items[t->word].text[t->start];
}

static char token_last(const struct label_text *text, size_t token)
{
	const struct token *t = &text->tokens[token];
	return text->words->items[t->word].text[t->end - 1];
}

static void list_copy(const struct token_list *from, size_t first,
		      struct token_list *to)
{
	for (size_t i = first; i < from->n; i++)
		token_list_add(to, from->items[i]);
}

/* Tries the whole segment, or the rest of it from token `first`, as a value;
 * what it used is taken. */
static bool segment_value(struct unheaded_text *label, const struct segment *s,
			  size_t first, const char *term, double sure,
			  struct record *record)
{
	struct token_list list = {0};
	list_copy(&s->list, first, &list);
	bool made = label_value_set(label->rules, label->text, term, &list,
				    sure, record);
	if (made)
		take(label, &list);
	token_list_done(&list);
	return made;
}

static void read_name(struct unheaded_text *label, struct record *record)
{
	struct segments segments = {0};
	double best = label->form ? 0.65 : NAME_LIKENESS_MIN;
	size_t at = SIZE_MAX, from = 0;
	segments_make(label, 4.0, &segments);
	for (size_t i = 0; i < segments.n; i++)
		for (size_t first = 0; first < 2; first++) {
			struct token_list list = {0};
			list_copy(&segments.items[i].list, first, &list);
			double like = label_value_name_likeness(
				label->rules, label->text, &list);
			like -= 0.02 * (double)i + 0.1 * (double)first;
			token_list_done(&list);
			if (like > best) {
				best = like;
				at = i;
				from = first;
			}
		}
	/* the mark of a hybrid before it is the name's to judge */
	if (from > 0 &&
	    strlen(label->text->tokens[segments.items[at].list.items[0]]
			   .letters) < 3)
		from = 0;
	if (at != SIZE_MAX && *record_value(record, "scientificName") == '\0')
		segment_value(label, &segments.items[at], from,
			      "scientificName", 0.6 + 0.4 * fmin(best, 1),
			      record);
	segments_done(&segments);
}

static void read_quoted(struct unheaded_text *label, struct record *record)
{
	struct segments segments = {0};
	segments_make(label, WIDE_BLANK, &segments);
	for (size_t i = 0; i < segments.n; i++) {
		const struct token_list *list = &segments.items[i].list;
		size_t last = list->items[list->n - 1];
		const char *word =
			label->text->words
				->items[label->text->tokens[last].word]
				.text;
		bool opens = token_first(label->text, list->items[0]) == '"';
		if (opens && strchr(word + 1, '"') && list->n < 8)
			segment_value(label, &segments.items[i], 0,
				      "vernacularName", 1, record);
	}
	segments_done(&segments);
}

static void read_family(struct unheaded_text *label, struct record *record)
{
	struct segments segments = {0};
	segments_make(label, WIDE_BLANK, &segments);
	for (size_t i = 0; i < segments.n; i++)
		if (segments.items[i].list.n <= 2)
			segment_value(label, &segments.items[i], 0, "family", 1,
				      record);
	segments_done(&segments);
}

/* May the segment hold the date of gathering: a month at least? A number is
 * not, without a word that can be a month. */
static bool segment_dates(const struct unheaded_text *label,
			  const struct segment *s)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	struct date_reading date;
	token_list_text(label->text, &s->list, &plain);
	if (date_read(plain.data, label->rules->this_year, &date) == 0 &&
	    strlen(date.iso) >= 7)
		return true;
	return s->list.n >= 3 && s->list.n <= 4;
}

/* The line of the date found, or -1. */
static int read_date(struct unheaded_text *label, struct record *record)
{
	struct segments segments = {0};
	int line = -1;
	segments_make(label, WIDE_BLANK, &segments);
	for (size_t i = segments.n; i-- > 0 && line < 0;) {
		if (!segment_dates(label, &segments.items[i]))
			continue;
		if (segment_value(label, &segments.items[i], 0, "eventDate", 1,
				  record))
			line = segments.items[i].line;
	}
	segments_done(&segments);
	return line;
}

static bool segment_has_digit(const struct label_text *text,
			      const struct segment *s, size_t from)
{
	for (size_t i = from; i < s->list.n; i++)
		if (strpbrk(text->tokens[s->list.items[i]].letters,
			    "0123456789"))
			return true;
	return false;
}

/* How many leading tokens make a person; 0 when it is none. A number may
 * follow: "H. Te Awa 718". */
static size_t segment_person(const struct label_text *text,
			     const struct segment *s)
{
	struct token_list head = {0};
	size_t n = s->list.n;
	while (n && strpbrk(text->tokens[s->list.items[n - 1]].letters,
			    "0123456789"))
		n--;
	if (s->list.n - n > 3)
		n = 0;
	for (size_t i = 0; i < n; i++)
		token_list_add(&head, s->list.items[i]);
	bool person = n && label_value_is_person(text, &head);
	token_list_done(&head);
	return person ? n : 0;
}

/* People below each other, in one column, are one team. */
static void join_people(struct unheaded_text *label,
			const struct segments *segments, size_t at,
			struct record *record)
{
	struct field *f = record_find(record, "recordedBy");
	int line = segments->items[at].line;
	for (size_t i = at + 1; f && i < segments->n; i++) {
		const struct segment *s = &segments->items[i];
		if (s->line > line + 1)
			break;
		if (s->line != line + 1 ||
		    abs(s->x0 - segments->items[at].x0) >
			    2 * label->text->tall ||
		    segment_person(label->text, s) != s->list.n)
			continue;
		struct bytes both CLEANUP(bytes_done) = {0};
		bytes_append_str(&both, f->value);
		bytes_append_str(&both, " | ");
		token_list_text(label->text, &s->list, &both);
		double confidence = f->confidence;
		f = record_set(record, "recordedBy", both.data, confidence,
			       SOURCE_RULE);
		token_list_boxes(label->text, &s->list, f);
		take(label, &s->list);
		line++;
	}
}

/* Has a heading on this line asked for the number? "A. Example No. 12". */
static bool line_is_numbered(const struct label_text *text, int line)
{
	const struct text_line *l = &text->lines[line];

	for (size_t i = l->first; i < l->first + l->n; i++)
		if (text->used[i] &&
		    strpbrk(text->tokens[i].letters, "0123456789") != NULL)
			return true;
	return false;
}

static void read_collector(struct unheaded_text *label, int date_line,
			   struct record *record)
{
	struct segments segments = {0};
	size_t at = SIZE_MAX;
	double best = 0;
	segments_make(label, WIDE_BLANK, &segments);
	for (size_t i = 0; i < segments.n; i++) {
		const struct segment *s = &segments.items[i];
		size_t n = segment_person(label->text, s);
		if (n == 0)
			continue;
		double worth = 1 + 0.02 * (double)i;
		if (date_line >= 0)
			worth += s->line == date_line		 ? 2
				 : abs(s->line - date_line) == 1 ? 1
								 : 0;
		worth += segment_has_digit(
				 label->text, s,
				 n) || (*record_value(record, "recordNumber") &&
					line_is_numbered(label->text, s->line))
				 ? 1
				 : 0;
		if (worth > best) {
			best = worth;
			at = i;
		}
	}
	if (at != SIZE_MAX && best >= 1.9 &&
	    segment_value(label, &segments.items[at], 0, "recordedBy", 0.9,
			  record)) {
		take(label, &segments.items[at].list);
		join_people(label, &segments, at, record);
	}
	segments_done(&segments);
}

/* On a slip: who named the plant, and in which year. */
static void read_determination(struct unheaded_text *label,
			       struct record *record)
{
	struct segments segments = {0};
	segments_make(label, WIDE_BLANK, &segments);
	for (size_t i = 0; i < segments.n; i++) {
		const struct segment *s = &segments.items[i];
		if (segment_person(label->text, s))
			segment_value(label, s, 0, "identifiedBy", 0.9, record);
		else if (segment_has_digit(label->text, s, 0))
			segment_value(label, s, 0, "dateIdentified", 0.9,
				      record);
	}
	segments_done(&segments);
}

/* A bare number on the collector's or the date's line. */
static void read_number(struct unheaded_text *label, int date_line,
			struct record *record)
{
	struct segments segments = {0};
	segments_make(label, WIDE_BLANK, &segments);
	for (size_t i = 0; i < segments.n; i++) {
		const struct segment *s = &segments.items[i];
		if (s->line == date_line && s->list.n <= 2 &&
		    token_first(label->text, s->list.items[0]) != '(' &&
		    segment_has_digit(label->text, s, 0))
			segment_value(label, s, 0, "recordNumber", 0.8, record);
	}
	segments_done(&segments);
}

/* "1150 m.", "3600 ft" in a line; at least 100, to leave plants' heights
 * and distances alone. */
static void read_elevation(struct unheaded_text *label, struct record *record)
{
	const struct label_text *text = label->text;
	for (size_t i = 0; i + 1 < text->n_tokens; i++) {
		const char *number = text->tokens[i].letters;
		const char *unit = text->tokens[i + 1].letters;
		if (!label->is_unheaded[i] || !label->is_unheaded[i + 1] ||
		    text->tokens[i].line != text->tokens[i + 1].line ||
		    strspn(number, "0123456789") != strlen(number) ||
		    strlen(number) < 3 || strlen(number) > 5 ||
		    (strcmp(unit, "m") != 0 && strcmp(unit, "ft") != 0 &&
		     strcmp(unit, "feet") != 0))
			continue;
		struct token_list list = {0};
		token_list_add(&list, i);
		token_list_add(&list, i + 1);
		if (label_value_set(label->rules, text,
				    "minimumElevationInMeters", &list, 0.9,
				    record))
			take(label, &list);
		token_list_done(&list);
	}
}

static const char *const prose_terms[] = {
	[TOPIC_LOCALITY] = "locality",
	[TOPIC_HABITAT] = "habitat",
	[TOPIC_REMARKS] = "occurrenceRemarks",
};

/* What the words of a line speak for. */
static void line_scores(const struct unheaded_text *label,
			const struct token_list *list,
			double scores[TOPIC_CLASSES])
{
	const struct label_text *text = label->text;
	for (int i = 0; i < TOPIC_CLASSES; i++)
		scores[i] = 0;
	for (size_t i = 0; i < list->n; i++) {
		const struct token *t = &text->tokens[list->items[i]];
		unsigned classes =
			label_words_topics(label->rules->words, t->letters);
		char c = token_first(text, list->items[i]);
		for (int k = 0; k < TOPIC_CLASSES; k++)
			scores[k] += (classes >> k) & 1;
		if (i > 0 && isupper((unsigned char)c) && classes == 0 &&
		    strlen(t->letters) > 3)
			scores[TOPIC_LOCALITY] += 0.35; /* a proper name */
	}
}

/* The class of a line, or -1 where nothing tells. */
static int line_class(const double scores[TOPIC_CLASSES], bool have_locality)
{
	int best = have_locality ? TOPIC_HABITAT : TOPIC_LOCALITY;
	for (int k = TOPIC_LOCALITY; k <= TOPIC_REMARKS; k++)
		if (scores[k] > scores[best] + 0.01)
			best = k;
	return scores[best] > 0 ? best : -1;
}

/* Does the line go on with what the one before it said? */
static bool line_goes_on(const struct label_text *text,
			 const struct token_list *before,
			 const struct token_list *list)
{
	const struct text_line *l =
		&text->lines[text->tokens[before->items[0]].line];
	char end = token_last(text, l->first + l->n - 1);
	unsigned char start = (unsigned char)token_first(text, list->items[0]);
	return end == ',' || end == '-' || (islower(start) && end != '.') ||
	       (islower(start) &&
		text->tokens[list->items[0]].x0 >
			text->tokens[before->items[0]].x0 + text->tall);
}

static bool line_worth_reading(const struct label_text *text,
			       const struct token_list *list)
{
	size_t letters = 0;
	for (size_t i = 0; i < list->n; i++)
		letters += strlen(text->tokens[list->items[i]].letters);
	return letters >= 5 && token_list_confidence(text, list) >= 0.45;
}

/* Is nothing on the tokens' line anything else? */
static bool line_is_whole(const struct unheaded_text *label,
			  const struct token_list *list)
{
	int line = label->text->tokens[list->items[0]].line;
	return label->text->lines[line].n == list->n;
}

/* Sorts the remaining lines by what they speak of. */
static void read_prose(struct unheaded_text *label, struct record *record)
{
	struct segments lines = {0};
	/* lines whose words tell their class, and lines that got theirs by
	 * their place alone: these count where the others say nothing */
	struct token_list by_class[TOPIC_CLASSES] = {{0}};
	struct token_list untold[TOPIC_CLASSES] = {{0}};
	int class = -1;
	bool told = false;
	bool placed = *record_value(record, "locality") != '\0';
	const struct token_list *before = NULL;
	segments_make(label, 1e9, &lines);
	for (size_t i = 0; i < lines.n; i++) {
		const struct token_list *list = &lines.items[i].list;
		double scores[TOPIC_CLASSES];
		if (!line_worth_reading(label->text, list) ||
		    (label->form && !line_is_whole(label, list)))
			continue;
		line_scores(label, list, scores);
		if (!before || class < 0 ||
		    !line_goes_on(label->text, before, list)) {
			class = line_class(scores, placed);
			told = class >= 0 && !label->form;
			if (class < 0 && !placed && !label->form)
				class = TOPIC_LOCALITY;
			if (class < 0 || label->form)
				class = TOPIC_REMARKS;
		}
		placed |= told && class == TOPIC_LOCALITY;
		list_copy(list, 0, told ? &by_class[class] : &untold[class]);
		before = list;
	}
	for (int k = TOPIC_LOCALITY; k <= TOPIC_REMARKS; k++) {
		if (by_class[k].n == 0)
			list_copy(&untold[k], 0, &by_class[k]);
		if (k != TOPIC_REMARKS)
			label_value_place(label->rules, label->text,
					  &by_class[k], record);
		label_value_set(label->rules, label->text, prose_terms[k],
				&by_class[k], 0.8, record);
		token_list_done(&by_class[k]);
		token_list_done(&untold[k]);
	}
	segments_done(&lines);
}

/* Is it a label of a plant at all, and no stamp or advertisement? */
static bool is_anchored(const struct unheaded_text *label,
			const struct record *record)
{
	static const char *const terms[] = {"scientificName", "eventDate",
					    "recordedBy", "recordNumber"};
	for (size_t i = 0; i < ARRAY_LEN(terms); i++)
		if (*record_value(record, terms[i]))
			return true;
	return label->title;
}

void unheaded_read(struct unheaded_text *label, struct record *record)
{
	read_name(label, record);
	read_family(label, record);
	if (label->slip) {
		read_determination(label, record);
		return;
	}
	int date_line = read_date(label, record);
	if (!label->form)
		read_quoted(label, record);
	if (!label->form || !label->asks_collector)
		read_collector(label, date_line, record);
	if (!label->form) {
		read_number(label, date_line, record);
		read_elevation(label, record);
	}
	if (is_anchored(label, record))
		read_prose(label, record);
}
