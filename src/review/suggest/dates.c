/*
 * dates.c: days whose month was misread, "11 aogt 1966", as somebody may mean
 * them. See gather.h.
 *
 * 1. Asked are what stands in a date's field and is none, how the date is written,
 *    and, of the date of collecting where its day is not known, the rows of the
 *    label.
 * 2. Where the word may be one of several months, each is offered.
 */
#include "config.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "dwc/date/guess.h"
#include "dwc/record/written.h"
#include "engine/local/sheet_record.h"
#include "image/facts/rows.h"
#include "review/suggest/gather.h"

#define WORTH_GUESS 0.45 /* less than of a date that can be read */
#define ROW_WORDS   60
#define ISO_DAY	    10 /* bytes of YYYY-MM-DD */

/* A row of a label: its words, a blank between two, and where they begin. */
struct row {
	struct bytes text;
	size_t starts[ROW_WORDS];
	struct box boxes[ROW_WORDS]; /* of the stored image */
	size_t n;
};

/* The boxes of the words of row (NULL: none) that a guess is of; how many. */
static size_t guess_boxes(const struct date_guess *guess, const struct row *row,
			  const struct box **ret)
{
	size_t first = 0, end = 0;

	if (row == NULL)
		return 0;
	while (first + 1 < row->n && row->starts[first + 1] <= guess->start)
		first++;
	for (end = first; end < row->n && row->starts[end] < guess->end;)
		end++;
	*ret = row->boxes + first;
	return end - first;
}

static void dates_offer(struct gather *gather, struct gather_term *of,
			const char *text, const struct row *row)
{
	struct date_guess guesses[DATE_GUESSES];
	size_t n = date_guess(text, clock_year(), guesses);

	for (size_t i = 0; i < n; i++) {
		const struct date_guess *guess = &guesses[i];
		const struct box *boxes = NULL;
		size_t n_boxes = guess_boxes(guess, row, &boxes);
		char *note CLEANUP(mem_free_str) = mem_printf(
			"%.*s, misread", (int)(guess->month_end - guess->month),
			text + guess->month);

		gather_add(gather, of,
			   &(struct offer){
				   .value = guess->iso,
				   .note = note,
				   .source = row != NULL ? SUGGESTION_LABEL
							 : SUGGESTION_CHECK,
				   .score = WORTH_GUESS,
				   .boxes = boxes,
				   .n_boxes = n_boxes,
			   });
	}
}

static void row_read(const struct region *region, const struct words *words,
		     const struct word_rows *rows, size_t at, struct row *ret)
{
	const struct word_row *from = &rows->items[at];

	bytes_clear(&ret->text);
	bytes_append_str(&ret->text, "");
	ret->n = 0;
	for (size_t i = 0; i < from->n && ret->n < ROW_WORDS; i++) {
		const struct word *word =
			&words->items[rows->order[from->first + i]];

		bytes_append_str(&ret->text, ret->n > 0 ? " " : "");
		ret->starts[ret->n] = ret->text.len;
		ret->boxes[ret->n++] =
			view_place_stored(&region->place, word->box);
		bytes_append_str(&ret->text, word->text);
	}
}

static void region_dates(struct gather *gather, struct gather_term *of,
			 const struct region *region, const struct words *words)
{
	struct word_rows rows CLEANUP(word_rows_done);
	struct row row = {.n = 0};

	word_rows_make(words, NULL, &rows);
	for (size_t i = 0; i < rows.n; i++) {
		row_read(region, words, &rows, i, &row);
		dates_offer(gather, of, row.text.data, &row);
	}
	bytes_done(&row.text);
}

static void label_dates(struct gather *gather, struct gather_term *of)
{
	const struct facts *facts = gather->specimen->facts;

	for (size_t i = 0; facts != NULL && i < facts->n_regions; i++)
		for (size_t v = 0; v < SHEET_VOICES; v++) {
			const struct region *region = &facts->regions[i];
			struct words words CLEANUP(words_done) = {0};

			if (sheet_voice_words(region, v, &words) ==
				    ROLE_LABEL &&
			    words.n > 0)
				region_dates(gather, of, region, &words);
		}
}

void suggest_dates(struct gather *gather)
{
	const struct record *record = &gather->specimen->record;

	for (size_t i = 0; i < gather->n; i++) {
		struct gather_term *of = &gather->of[i];
		const struct term *verbatim;

		if (of->term->kind != TERM_DATE)
			continue;
		verbatim = term_verbatim(gather->terms, of->term);
		if (!text_blank(of->now) && !date_is_iso(of->now))
			dates_offer(gather, of, of->now, NULL);
		if (verbatim != NULL)
			dates_offer(gather, of,
				    record_value(record, verbatim->name), NULL);
		if (of->term->role == ROLE_COLLECTED &&
		    strlen(of->now) < ISO_DAY)
			label_dates(gather, of);
	}
}
