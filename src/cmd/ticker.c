/*
 * ticker.c: the progress line. See ticker.h.
 *
 * 1. It needs nothing of the terminal but a carriage return: what the last
 *    line had more is written over by blanks.
 * 2. It never fills the last column, so it never wraps.
 */
#include "config.h"

#include "cmd/ticker.h"

#include <langinfo.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/text.h"

#define TICKER_MS    100
#define TICKER_WIDTH 80

void ticker_init(struct ticker *ticker)
{
	const char *codeset = nl_langinfo(CODESET);

	*ticker = (struct ticker){
		.shown = isatty(STDERR_FILENO) == 1,
		.names = text_casecmp(codeset, "UTF-8") == 0,
	};
}

int ticker_wait(const struct ticker *ticker)
{
	int64_t left = ticker->drawn_ms + TICKER_MS - clock_ms();

	return left > 0 ? (int)left : 0;
}

void ticker_duration(double seconds, char *ret, size_t size)
{
	long s = seconds >= 0 && seconds < 1e9 ? (long)(seconds + 0.5) : -1;

	if (s < 0)
		ret[0] = '\0';
	else if (s < 100)
		snprintf(ret, size, "%ld s", s);
	else if (s < 6000)
		snprintf(ret, size, "%ld min", (s + 30) / 60);
	else
		snprintf(ret, size, "%ld h %02ld", s / 3600, s % 3600 / 60);
}

static int ticker_columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
		return size.ws_col - 1;
	return TICKER_WIDTH - 1;
}

static void ticker_figures(const struct extract_progress *p, struct bytes *ret)
{
	size_t settled = p->skipped + p->succeeded + p->failed;
	char left[32];

	bytes_printf(ret, "%s  %zu/%zu", extract_state_word(p->state), settled,
		     p->total);
	if (p->total > 0)
		bytes_printf(ret, "  %zu %%", settled * 100 / p->total);
	if (p->failed > 0)
		bytes_printf(ret, "  %zu failed", p->failed);
	if (p->per_minute > 0)
		bytes_printf(ret, "  %.1f/min", p->per_minute);
	ticker_duration(p->eta_s, left, sizeof(left));
	if (left[0] != '\0')
		bytes_printf(ret, "  %s left", left);
}

static void ticker_compose(const struct ticker *ticker,
			   const struct extract_progress *p, struct bytes *ret)
{
	if (p->state == EXTRACT_SCANNING) {
		bytes_printf(ret, "looking for sheets  %zu", p->total);
		return;
	}
	ticker_figures(p, ret);
	if (p->error.kind != ERROR_NONE && ticker->names)
		bytes_printf(ret, "  %s", p->error.text);
	else if (p->n_recent > 0 && ticker->names)
		bytes_printf(ret, "  %s: %s", p->recent[0].image,
			     p->recent[0].text);
}

/* One write, so that the line never shows half. */
static void ticker_write(struct ticker *ticker, const char *text, size_t len,
			 int width)
{
	struct bytes line = {0};
	ssize_t rc;

	bytes_append_char(&line, '\r');
	bytes_append(&line, text, len);
	for (int i = width; i < ticker->width; i++)
		bytes_append_char(&line, ' ');
	if (width < ticker->width) {
		bytes_append_char(&line, '\r');
		bytes_append(&line, text, len);
	}
	rc = write(STDERR_FILENO, line.data, line.len);
	if (rc < 0)
		ticker->shown = false; /* the terminal is gone */
	ticker->width = width;
	bytes_done(&line);
}

void ticker_draw(struct ticker *ticker, const struct extract_progress *progress)
{
	struct bytes text = {0};
	size_t len;
	int width;

	if (!ticker->shown)
		return;
	ticker_compose(ticker, progress, &text);
	len = text_fit(text.data, ticker_columns(), &width);
	ticker_write(ticker, text.data, len, width);
	ticker->drawn_ms = clock_ms();
	bytes_done(&text);
}

void ticker_clear(struct ticker *ticker)
{
	if (ticker->shown && ticker->width > 0)
		ticker_write(ticker, "", 0, 0);
}
