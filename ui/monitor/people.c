/*
 * people.c: what fails, batches, and who is at work. See parts.h.
 */
#include "config.h"

#include "ui/monitor/parts.h"

#include "base/human.h"
#include "base/mem.h"
#include "watch/words.h"

#define PAINT_WORK 6

/* A line of this page, where it has room. */
static void people_line(struct rect *area, enum style style, const char *label,
			const char *text, struct surface *surface)
{
	if (area->h <= 0)
		return;
	surface_put_cut(surface, area->x, area->y, PAINT_LABEL - 1, STYLE_DIM,
			label);
	surface_put_cut(surface, area->x + PAINT_LABEL, area->y,
			area->w - PAINT_LABEL, style, text);
	area->y++;
	area->h--;
}

/* The sheets at work, those that began first. */
static void paint_work(const struct watch_view *view, struct rect *area,
		       struct surface *surface)
{
	for (size_t i = 0; i < view->log.n_work && i < PAINT_WORK; i++) {
		const struct watch_working *work = &view->log.work[i];
		struct bytes words CLEANUP(bytes_done) = {0};

		bytes_printf(&words, "%.16s", work->id);
		if (work->since >= 0 && view->now >= work->since) {
			bytes_append_str(&words, " for ");
			human_duration(view->now - work->since, &words);
		}
		people_line(area, STYLE_NORMAL, i == 0 ? "at work" : "",
			    words.data, surface);
	}
}

static void paint_batches(const struct watch_view *view, struct rect *area,
			  struct surface *surface)
{
	const struct watch_batches *batches = &view->figures.batches;
	struct bytes words CLEANUP(bytes_done) = {0};

	watch_words_batches(view, &words);
	if (words.len == 0)
		return;
	people_line(area, STYLE_NORMAL, "batches", words.data, surface);
	for (size_t i = 0; i < batches->n_chunks; i++) {
		const struct watch_chunk *chunk = &batches->chunks[i];

		bytes_clear(&words);
		watch_words_chunk(chunk, view->now, &words);
		people_line(area,
			    chunk->why[0] != '\0' ? STYLE_WARNING
						  : STYLE_NORMAL,
			    "", words.data, surface);
	}
}

static void paint_curators(const struct watch_view *view, struct rect *area,
			   struct surface *surface)
{
	const struct watch_curators *curators = &view->figures.curators;

	for (size_t i = 0; i < curators->n; i++) {
		struct bytes words CLEANUP(bytes_done) = {0};

		watch_words_curator(&curators->items[i], view->now, &words);
		people_line(area, STYLE_NORMAL, i == 0 ? "curators" : "",
			    words.data, surface);
	}
}

/* Which sheets failed last, and why. */
static void paint_failed(const struct watch_view *view, struct rect *area,
			 struct surface *surface)
{
	const struct watch_outcomes *outcomes = &view->outcomes;

	for (size_t i = 0; i < outcomes->n_failed; i++) {
		const struct watch_failed *failed = &outcomes->failed_last[i];
		char *words CLEANUP(mem_free_str) =
			mem_printf("%s: %s", failed->sheet, failed->error);

		people_line(area, STYLE_NORMAL, i == 0 ? "the last" : "", words,
			    surface);
	}
}

void people_paint(struct monitor *m, struct rect area, struct surface *surface)
{
	const struct watch_view *view = &m->told->view;
	int begin = area.y;

	for (size_t i = 0; i < view->n_kinds; i++) {
		struct bytes words CLEANUP(bytes_done) = {0};

		human_count((size_t)view->kinds[i].n, &words);
		bytes_printf(&words, "  %s", view->kinds[i].kind);
		people_line(&area, STYLE_ERROR, i == 0 ? "failures" : "",
			    words.data, surface);
	}
	paint_failed(view, &area, surface);
	if (view->state == WATCH_WORKING)
		paint_work(view, &area, surface);
	paint_batches(view, &area, surface);
	paint_curators(view, &area, surface);
	if (area.y == begin)
		people_line(&area, STYLE_DIM, "",
			    "no failures, no batches, nobody at work", surface);
}
