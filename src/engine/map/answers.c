/*
 * answers.c: answers of a form. See answers.h.
 *
 * A form is printed first and typed later: the typing hits the headings' lines,
 * or floats above them, or sinks below, by less than the form's pitch, and most
 * often by the same throughout.
 *
 * 1. What stands behind a heading on its line answers that one, up to the next.
 * 2. A line without headings that is nearer to headings below or above than the
 *    pitch lets rows of their own be answers these, each word the heading to
 *    its left, where that one has no answer on its own line.
 * 3. Else it runs on from the last heading above, if lines without a gap lead
 *    there.
 */
#include "config.h"

#include "engine/map/answers.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Of the pitch: how far typing is from the headings that it answers. */
#define FLOATS_MOST 0.72
#define SINKS_MOST  0.6
/* Of the pitch: how far a line is from the one that it goes on from. */
#define RUNS_MOST 1.9

struct finder {
	const struct label_text *text;
	const struct headings *headings;
	struct answer *answers;
	double pitch;
	bool own[HEADINGS_MAX]; /* it has an answer on its line */
};

static bool line_has_heading(const struct finder *f, int line)
{
	return headings_left_of(f->headings, line, INT32_MAX / 2, 0) >= 0;
}

static int int_order(const void *pa, const void *pb)
{
	return *(const int *)pa - *(const int *)pb;
}

/* The lower quartile of the distances of lines with headings: there are empty
 * rows between some. */
static double form_pitch(const struct finder *f)
{
	int gaps[HEADINGS_MAX], n = 0, last = -1;

	for (int i = 0; i < (int)f->text->n_lines; i++) {
		int y = f->text->lines[i].baseline;

		if (!line_has_heading(f, i))
			continue;
		if (last >= 0 && n < HEADINGS_MAX &&
		    y - last > f->text->tall / 2)
			gaps[n++] = y - last;
		last = y;
	}
	if (n == 0)
		return 2.0 * f->text->tall;
	qsort(gaps, (size_t)n, sizeof(*gaps), int_order);
	return gaps[n / 4];
}

static void answers_own(struct finder *f)
{
	const struct label_text *text = f->text;

	for (int h = 0; h < f->headings->n; h++) {
		const struct heading *head = &f->headings->items[h];
		const struct text_line *line = &text->lines[head->line];
		size_t first = head->first + head->n;
		size_t end = line->first + line->n;

		if (h + 1 < f->headings->n &&
		    f->headings->items[h + 1].line == head->line)
			end = f->headings->items[h + 1].first;
		for (size_t i = first; i < end; i++) {
			f->answers[i] = (struct answer){ANSWER_OWN, h,
							(int)(i - first)};
			f->own[h] |= strlen(text->tokens[i].letters) > 1;
		}
	}
}

/* The nearest line with headings above (way -1) or below (1); -1 for none. */
static int line_near(const struct finder *f, int from, int way)
{
	int n = (int)f->text->n_lines;

	for (int i = from + way; i >= 0 && i < n; i += way)
		if (line_has_heading(f, i))
			return i;
	return -1;
}

/* How far the line is from another, in pitches. */
static double line_off(const struct finder *f, int line, int other)
{
	return abs(f->text->lines[line].baseline -
		   f->text->lines[other].baseline) /
	       f->pitch;
}

/* Gives the words of a line to open headings of another; whether any was. */
static bool answers_float(struct finder *f, int line, int of,
			  enum answer_way way)
{
	const struct text_line *l = &f->text->lines[line];
	bool any = false;
	int last = -1, word = 0;

	for (size_t i = l->first; i < l->first + l->n; i++) {
		int h = headings_left_of(f->headings, of, f->text->tokens[i].x0,
					 f->text->tall);

		if (h < 0 || f->own[h] ||
		    f->headings->items[h].key->role >= KEY_IGNORE)
			continue;
		word = h == last ? word + 1 : 0;
		last = h;
		f->answers[i] = (struct answer){way, h, word};
		any = true;
	}
	return any;
}

/* The heading from which a line may run on: the last of the line above that
 * is answered. */
static int heading_running_on(const struct finder *f, int above)
{
	int found = -1;

	for (int h = 0; h < f->headings->n; h++)
		if (f->headings->items[h].line == above &&
		    f->headings->items[h].key->role < KEY_IGNORE)
			found = h;
	return found;
}

static void answers_run(struct finder *f, int line)
{
	const struct text_line *l = &f->text->lines[line];
	int above = line_near(f, line, -1);
	int h = above < 0 ? -1 : heading_running_on(f, above);

	for (int i = above + 1; h >= 0 && i <= line; i++) {
		enum answer_way way = f->answers[f->text->lines[i].first].way;

		if (line_off(f, i, i - 1) > RUNS_MOST ||
		    (i < line && way != ANSWER_RUNS))
			return;
	}
	for (size_t i = l->first; h >= 0 && i < l->first + l->n; i++)
		f->answers[i] =
			(struct answer){ANSWER_RUNS, h, (int)(i - l->first)};
}

static void line_answers(struct finder *f, int line)
{
	int below = line_near(f, line, 1), above = line_near(f, line, -1);
	double down = below < 0 ? INT32_MAX : line_off(f, line, below);
	double up = above < 0 ? INT32_MAX : line_off(f, line, above);

	if (down <= FLOATS_MOST && answers_float(f, line, below, ANSWER_FLOATS))
		return;
	if (up <= SINKS_MOST && answers_float(f, line, above, ANSWER_SINKS))
		return;
	answers_run(f, line);
}

void answers_find(const struct label_text *text,
		  const struct headings *headings, struct answer *ret)
{
	struct finder f = {.text = text, .headings = headings, .answers = ret};

	memset(ret, 0, text->n_tokens * sizeof(*ret));
	if (headings_asking(headings) == 0)
		return;
	f.pitch = form_pitch(&f);
	answers_own(&f);
	for (int h = 0; h < headings->n; h++)
		for (size_t i = 0; i < headings->items[h].n; i++)
			ret[headings->items[h].first + i].way = ANSWER_NONE;
	for (int i = 0; i < (int)text->n_lines; i++)
		if (!line_has_heading(&f, i))
			line_answers(&f, i);
}
