/*
 * collectors.c: lists of collectors whole, where the label prints them apart:
 * with a number between them ("J. Alder 109, with P. Birch"), over several
 * lines, or with a mark for "&" that was misread; and in the form in which this
 * run signs lists. See gather.h.
 *
 * 1. A list begins with somebody whom another source has for the collector:
 *    names alone may be anybody's.
 * 2. Two pieces belong together where a word or mark between them says so, or
 *    where they begin lines that follow each other beside a heading of several
 *    collectors.
 * 3. The whole list goes before its pieces. Its people are set apart only where
 *    each of them is a name by itself.
 */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/context/gathering.h"
#include "dwc/parse/people.h"
#include "engine/local/sheet_record.h"
#include "image/facts/rows.h"
#include "review/suggest/gather.h"

#define PEOPLE_MOST 8  /* of one list */
#define PIECES_MOST 40 /* of one region */
#define BOXES_MOST  40 /* of one list */
#define LIST_BYTES  300
#define FORM_BYTES  8	/* of what stands between two people */
#define FORMS_MOST  12	/* ways to part people that are counted */
#define FORM_LEAST  2	/* lists that make one usual */
#define HABIT_MOST  40	/* signed values that are looked at */
#define WITH_LINES  2	/* that "with" may stand below the first */
#define WORTH_LIST  0.8 /* where who begins it is worth less */
#define WORTH_MORE  0.05
#define WORTH_MOST  0.95

/* --- the form of this run -------------------------------------------------- */

/* What stands between people, and before the last of them. */
struct list_form {
	char between[FORM_BYTES + 1], last[FORM_BYTES + 1];
};

struct forms {
	struct {
		char text[FORM_BYTES + 1];
		int64_t n;
	} items[FORMS_MOST];
	size_t n;
	int64_t all;
};

static void forms_add(struct forms *forms, const char *text, size_t len,
		      int64_t n)
{
	size_t i = 0;

	if (len > FORM_BYTES)
		return;
	forms->all += n;
	while (i < forms->n && (strncmp(forms->items[i].text, text, len) != 0 ||
				forms->items[i].text[len] != '\0'))
		i++;
	if (i == FORMS_MOST)
		return;
	if (i == forms->n) {
		memcpy(forms->items[i].text, text, len);
		forms->n++;
	}
	forms->items[i].n += n;
}

/* The one that most have; NULL: there is none. */
static const char *forms_usual(const struct forms *forms)
{
	for (size_t i = 0; i < forms->n; i++)
		if (forms->items[i].n >= FORM_LEAST &&
		    2 * forms->items[i].n > forms->all)
			return forms->items[i].text;
	return NULL;
}

/* The people of a value that is a list of them and nothing else; 0: it is
 * not. */
static size_t list_split(const char *value, struct people_part *ret)
{
	struct people people;
	size_t n = people_split(value, ret, PEOPLE_MOST);
	size_t end = n > 0 ? ret[n - 1].end : 0;

	return n > 1 && people_read(value, &people) == 0 && people.n == n &&
			       (people.sure || people.named) &&
			       value[end + strspn(value + end, " .")] == '\0'
		       ? n
		       : 0;
}

static void form_count(const struct signed_value *value, struct forms *between,
		       struct forms *last)
{
	struct people_part parts[PEOPLE_MOST];
	size_t n = list_split(value->value, parts);

	for (size_t i = 1; i < n; i++)
		forms_add(i + 1 == n ? last : between,
			  value->value + parts[i - 1].end,
			  parts[i].start - parts[i - 1].end, value->n);
}

/* How this run's signed records part people; false: in no usual way. */
static bool form_of_run(struct gather *gather, struct index *index,
			const struct term *term, struct list_form *ret)
{
	struct signed_list list CLEANUP(signed_list_done) = {0};
	struct forms between = {0}, last = {0};
	const char *usual, *other;

	if (index == NULL || gather->specimen->blind ||
	    signed_frequent(index, term, NULL, HABIT_MOST, &list, NULL) < 0)
		return false;
	for (size_t i = 0; i < list.n; i++)
		form_count(&list.items[i], &between, &last);
	usual = forms_usual(&last);
	other = forms_usual(&between);
	if (usual == NULL)
		return false;
	strcpy(ret->last, usual);
	/* Of two people alone nothing is known of a third. */
	if (other == NULL)
		other = usual[strcspn(usual, "|;,")] != '\0' ? usual : ", ";
	strcpy(ret->between, other);
	return true;
}

/* The list so written; NULL where it cannot be set apart. Owned. */
static char *form_write(const struct list_form *form, const char *value)
{
	struct people_part parts[PEOPLE_MOST];
	size_t n = list_split(value, parts);
	struct bytes ret = {0};

	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			bytes_append_str(&ret, i + 1 == n ? form->last
							  : form->between);
		bytes_append(&ret, value + parts[i].start,
			     parts[i].end - parts[i].start);
	}
	return n > 0 ? bytes_steal(&ret) : NULL;
}

/* --- lines of a label ------------------------------------------------------ */

/* A row of words, with those that it goes on in. */
struct line {
	char *text;	 /* its words, a blank between two; owned */
	bool mended;	 /* one of them is meant for another */
	size_t first, n; /* of the order of the rows */
	size_t column;
};

struct lines {
	const struct words *words;
	struct word_rows rows;
	struct line *items;
	size_t n;
};

/* Bytes of a word or mark that joins people; a comma alone does not. */
static size_t joint_said(const char *text, size_t at)
{
	size_t len = people_joint(text, at);

	for (size_t i = at; i < at + len; i++)
		if (strchr(" ,", text[i]) == NULL)
			return len;
	return 0;
}

/* A mark that "&" is read as where it stands alone between names. */
static const char *word_meant(const char *word)
{
	static const char *const marks[] = {"\u00a7", "\u20ac", "\u00a3",
					    "$",      "\u00a2", "@"};

	return text_among(word, marks, ARRAY_LEN(marks)) ? "&" : word;
}

static const struct word *line_word(const struct lines *lines,
				    const struct line *line, size_t i)
{
	return &lines->words->items[lines->rows.order[line->first + i]];
}

/* "G. W." or "J. H. Alder and", whose people go on in the next row. */
static bool text_goes_on(const char *text)
{
	const char *last = strrchr(text, ' ');
	size_t at = last != NULL ? (size_t)(last - text) : 0;
	size_t joint = last != NULL ? joint_said(text, at) : 0;

	last = last != NULL ? last + 1 : text;
	return (joint > 0 && text[at + joint] == '\0') ||
	       (isupper((unsigned char)last[0]) && last[1] == '.' &&
		last[2] == '\0');
}

static void line_add(struct lines *lines, struct line *line, size_t row)
{
	struct bytes text = {0};
	size_t n = lines->rows.items[row].n;

	bytes_append_str(&text, line->text != NULL ? line->text : "");
	for (size_t i = line->n; i < line->n + n; i++) {
		const char *word = line_word(lines, line, i)->text;
		const char *meant = word_meant(word);

		line->mended |= meant != word;
		bytes_printf(&text, "%s%s", text.len > 0 ? " " : "", meant);
	}
	line->n += n;
	free(line->text);
	line->text = bytes_steal(&text);
}

static void lines_make(const struct words *words, struct lines *ret)
{
	*ret = (struct lines){.words = words};
	word_rows_make(words, NULL, &ret->rows);
	ret->items = mem_zalloc((ret->rows.n + 1) * sizeof(*ret->items));
	for (size_t i = 0; i < ret->rows.n; i++) {
		const struct word_row *row = &ret->rows.items[i];
		struct line *line = ret->n > 0 ? &ret->items[ret->n - 1] : NULL;

		if (line == NULL || line->column != row->column ||
		    line->first + line->n != row->first ||
		    !text_goes_on(line->text)) {
			line = &ret->items[ret->n++];
			*line = (struct line){.first = row->first,
					      .column = row->column};
		}
		line_add(ret, line, i);
	}
}

static void lines_done(struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		free(lines->items[i].text);
	free(lines->items);
	word_rows_done(&lines->rows);
}

/* --- pieces ---------------------------------------------------------------- */

/* People that stand on one line, one behind the other. */
struct piece {
	size_t line, from, to; /* bytes of its text */
	bool named;
	bool mended; /* a mark in it is meant for another */
};

struct pieces {
	struct piece items[PIECES_MOST];
	size_t n;
};

static void pieces_find(const struct lines *lines, struct pieces *ret)
{
	*ret = (struct pieces){0};
	for (size_t i = 0; i < lines->n; i++) {
		const char *text = lines->items[i].text;
		struct people people;
		size_t at = 0;

		while (text[at] != '\0' && ret->n < PIECES_MOST) {
			if (people_read(text + at, &people) == 0) {
				ret->items[ret->n++] = (struct piece){
					.line = i,
					.from = at + people.start,
					.to = at + people.end,
					.named = people.sure || people.named,
					.mended = lines->items[i].mended &&
						  people.n > 1,
				};
				at += people.end;
			}
			at += strcspn(text + at, " ");
			at += strspn(text + at, " (");
		}
	}
}

/* Whether a word is a number, or says that one follows. */
static bool word_is_number(const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (isdigit((unsigned char)word[i]))
			return true;
	return (len == 2 || len == 3) &&
	       tolower((unsigned char)word[0]) == 'n' &&
	       strchr("or", tolower((unsigned char)word[1])) != NULL;
}

/* " 109, with " */
static bool joined_in_line(const char *text, size_t from, size_t to)
{
	while (from < to) {
		size_t len = joint_said(text, from), end;

		if (len > 0)
			return from + len + strspn(text + from + len, "( ") >=
			       to;
		from += strspn(text + from, " ,;:(");
		end = from + strcspn(text + from, " ");
		if (end == from || !word_is_number(text + from, end - from))
			return false;
		from = end;
		/* "109," before "with" */
		if (text[from - 1] == ',')
			from--;
	}
	return false;
}

/* "with", before what begins the line. */
static bool joined_before(const char *text, size_t to)
{
	size_t at = strspn(text, " (");
	size_t len = joint_said(text, at);

	return len > 0 && at + len >= to;
}

static bool line_heads_several(const char *text)
{
	char *folded CLEANUP(mem_free_str) = text_folded(text);

	return strstr(folded, "collectors") != NULL ||
	       strstr(folded, "colls.") != NULL ||
	       strstr(folded, "coll. by") != NULL;
}

/* Invariant 2. */
static bool pieces_join(const struct lines *lines, const struct piece *a,
			const struct piece *b)
{
	const struct line *first = &lines->items[a->line];
	const struct line *next = &lines->items[b->line];

	if (a->line == b->line)
		return joined_in_line(first->text, a->to, b->from);
	if (!a->named || !b->named || first->column != next->column)
		return false;
	if (b->line <= a->line + WITH_LINES &&
	    joined_before(next->text, b->from))
		return true;
	return b->line == a->line + 1 && a->from == 0 && b->from == 0 &&
	       (line_heads_several(first->text) ||
		line_heads_several(next->text));
}

/* --- a list ---------------------------------------------------------------- */

struct list {
	struct bytes text;
	const struct gather_term *of;
	double worth; /* of who begins it; 0: nobody has them */
	size_t pieces;
	bool mended;
	struct box boxes[BOXES_MOST];
	size_t n_boxes;
};

static bool text_begins(const char *text, const char *with)
{
	return !text_blank(with) && strncmp(text, with, strlen(with)) == 0;
}

/* What it is worth at most that another source has who begins the text; 0: none
 * has. */
static double worth_of(const struct gather_term *of, const char *text)
{
	double worth = text_begins(text, of->now) ? WORTH_LIST : 0;

	for (size_t i = 0; i < of->n; i++) {
		const struct suggestion *s = &of->items[i].suggestion;
		double score = s->score > WORTH_LIST ? s->score : WORTH_LIST;

		if (text_begins(text, s->value) && score > worth)
			worth = score;
	}
	return worth;
}

static void list_boxes(const struct lines *lines, const struct region *region,
		       const struct piece *piece, struct list *ret)
{
	const struct line *line = &lines->items[piece->line];
	size_t at = 0;

	for (size_t i = 0; i < line->n; i++) {
		const struct word *word = line_word(lines, line, i);
		size_t end = at + strlen(word_meant(word->text));

		if (at < piece->to && end > piece->from &&
		    ret->n_boxes < BOXES_MOST)
			ret->boxes[ret->n_boxes++] =
				view_place_stored(&region->place, word->box);
		at = end + 1;
	}
}

static void list_take(const struct lines *lines, const struct region *region,
		      const struct piece *piece, struct list *ret)
{
	char *text CLEANUP(mem_free_str) =
		mem_strndup(lines->items[piece->line].text + piece->from,
			    piece->to - piece->from);

	if (ret->pieces++ == 0)
		ret->worth = worth_of(ret->of, text);
	ret->mended |= piece->mended;
	bytes_printf(&ret->text, "%s%s", ret->text.len > 0 ? " & " : "", text);
	list_boxes(lines, region, piece, ret);
}

/* What one line has as it is meant is offered by its words (label.c). */
static bool list_is_new(const struct list *list)
{
	return (list->pieces > 1 || list->mended) && list->worth > 0 &&
	       list->text.len <= LIST_BYTES;
}

static void list_offer(struct gather *gather, struct gather_term *of,
		       const struct list_form *form, const struct list *list)
{
	char *written CLEANUP(mem_free_str) =
		form != NULL ? form_write(form, list->text.data) : NULL;
	const char *values[] = {written, list->text.data};

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		double score = list->worth + (double)(2 - i) * WORTH_MORE;

		if (values[i] == NULL || (i > 0 && written != NULL &&
					  strcmp(values[i], written) == 0))
			continue;
		gather_add_spelled(
			gather, of,
			&(struct offer){
				.value = values[i],
				.note = i == 0 ? "lists as they are signed"
					       : "",
				.source = SUGGESTION_LABEL,
				.score =
					score < WORTH_MOST ? score : WORTH_MOST,
				.boxes = list->boxes,
				.n_boxes = list->n_boxes,
			});
	}
}

static void region_lists(struct gather *gather, struct gather_term *of,
			 const struct list_form *form,
			 const struct region *region, const struct words *words)
{
	struct lines lines;
	struct pieces pieces;

	lines_make(words, &lines);
	pieces_find(&lines, &pieces);
	for (size_t i = 0; i < pieces.n;) {
		struct list list = {.of = of};

		do
			list_take(&lines, region, &pieces.items[i++], &list);
		while (i < pieces.n && pieces_join(&lines, &pieces.items[i - 1],
						   &pieces.items[i]));
		if (list_is_new(&list))
			list_offer(gather, of, form, &list);
		bytes_done(&list.text);
	}
	lines_done(&lines);
}

/* --- what stands there ----------------------------------------------------- */

/* A list that is parted otherwise than this run's. */
static void form_offer(struct gather *gather, struct gather_term *of,
		       const struct list_form *form)
{
	char *written CLEANUP(mem_free_str) = form_write(form, of->now);

	if (written != NULL && strcmp(written, of->now) != 0)
		gather_add_spelled(gather, of,
				   &(struct offer){
					   .value = written,
					   .note = "lists as they are signed",
					   .source = SUGGESTION_SIGNED,
					   .score = WORTH_LIST,
				   });
}

void suggest_collectors(struct gather *gather, struct index *index)
{
	const struct term *term = gathering_collector(gather->terms);
	struct gather_term *of =
		term != NULL ? gather_find(gather, term->name) : NULL;
	const struct facts *facts = gather->specimen->facts;
	struct list_form form;
	bool usual;

	if (of == NULL)
		return;
	usual = form_of_run(gather, index, term, &form);
	for (size_t i = 0; facts != NULL && i < facts->n_regions; i++)
		for (size_t v = 0; v < SHEET_VOICES; v++) {
			struct words words CLEANUP(words_done) = {0};

			if (sheet_voice_words(&facts->regions[i], v, &words) ==
				    ROLE_LABEL &&
			    words.n > 0)
				region_lists(gather, of, usual ? &form : NULL,
					     &facts->regions[i], &words);
		}
	if (usual)
		form_offer(gather, of, &form);
}
