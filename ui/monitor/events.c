/*
 * events.c: what happens, line by line. See parts.h.
 */
#include "config.h"

#include "ui/monitor/parts.h"

#include "watch/words.h"

#define PAINT_EVENTS 200

static const char *const filter_words[MONITOR_FILTERS] = {
	[FILTER_ALL] = "all",
	[FILTER_WRONG] = "failures and trouble",
	[FILTER_STATE] = "without single sheets",
};

static enum style event_style(enum watch_class class)
{
	static const enum style styles[WATCH_CLASSES] = {
		[WATCH_READ] = STYLE_NORMAL,	 [WATCH_FAILED] = STYLE_ERROR,
		[WATCH_TROUBLE] = STYLE_WARNING, [WATCH_STATE] = STYLE_STRONG,
		[WATCH_BATCH] = STYLE_NORMAL,	 [WATCH_REVIEW] = STYLE_NORMAL,
		[WATCH_NOTICE] = STYLE_ACCENT,
	};

	return styles[class];
}

static void paint_event(const struct watch_event *event, struct rect line,
			struct surface *surface)
{
	struct bytes time CLEANUP(bytes_done) = {0};
	struct bytes words CLEANUP(bytes_done) = {0};

	watch_words_time(event->at, &time);
	watch_words_event(event, &words);
	surface_put(surface, line.x, line.y, 9, STYLE_DIM, time.data);
	surface_put(surface, line.x + 10, line.y, 8, event_style(event->class),
		    watch_class_word(event->class));
	surface_put_cut(surface, line.x + 18, line.y, line.w - 18,
			event_style(event->class), words.data);
}

/* The newest at the bottom, as in a log. */
void events_paint(struct monitor *m, struct rect area, struct surface *surface)
{
	uint64_t seqs[PAINT_EVENTS];
	size_t rows = area.h < PAINT_EVENTS ? (size_t)area.h : PAINT_EVENTS;
	size_t n = area.h > 0 ? monitor_events(m, seqs, rows) : 0;

	m->events_rows = area.h;
	if (n == 0)
		surface_put_cut(surface, area.x, area.y, area.w, STYLE_DIM,
				m->sought[0] != '\0' || m->filter != FILTER_ALL
					? "nothing of that kind"
					: "nothing has happened yet");
	for (size_t i = 0; i < n; i++) {
		struct rect line = {area.x, area.y + (int)(n - 1 - i), area.w,
				    1};

		paint_event(watch_log_event(&m->told->view.log, seqs[i]), line,
			    surface);
	}
}

void events_title(const struct monitor *m, struct bytes *ret)
{
	bytes_printf(ret, "events: %s", filter_words[m->filter]);
	if (m->sought[0] != '\0')
		bytes_printf(ret, ", with \"%s\"", m->sought);
	if (m->held > 0)
		bytes_append_str(ret, ", held");
}
