/*
 * ticker.c: the progress line. See ticker.h.
 *
 * 1. It needs nothing of the terminal but a carriage return: what the last
 *    line had more is written over by blanks.
 * 2. It never fills the last column, so it never wraps; where there is no
 *    room for all figures the least telling give way (statistics.h).
 */
#include "config.h"

#include "cmd/common/ticker.h"

#include <langinfo.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/human.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "extract/control/statistics.h"

#define TICKER_MS    100
#define TICKER_WIDTH 80
#define TICKER_EVENT 20 /* columns in which the last one says something */

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
	struct bytes text CLEANUP(bytes_done) = {0};

	human_duration(seconds, &text);
	snprintf(ret, size, "%s", text.data != NULL ? text.data : "");
}

static int ticker_columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
		return size.ws_col - 1;
	return TICKER_WIDTH - 1;
}

/* Those that say nothing, or find no room, are left out (statistics.h). */
static void ticker_statistics(const struct extract_progress *p, int columns,
			      struct bytes *ret)
{
	static const enum statistic order[] = {
		STATISTIC_PERCENT, STATISTIC_FAILED, STATISTIC_RATE,
		STATISTIC_ETA,	   STATISTIC_SPEND,  STATISTIC_FLIGHT,
		STATISTIC_WAIT,
	};
	/* The local engine spends nothing. */
	int most = p->traffic.window > 0 ? ARRAY_LEN(order) : 4;
	enum statistic shown[STATISTICS];
	size_t finished = p->skipped + p->succeeded + p->failed;
	int n, used;

	bytes_printf(ret, "%s  %zu/%zu", extract_state_word(p->state), finished,
		     p->total);
	used = text_width(ret->data) + 2;
	n = statistics_fit(p, order, most, columns - used, shown);
	for (int i = 0; i < n; i++) {
		bytes_append_str(ret, "  ");
		statistic_write(shown[i], p, ret);
	}
}

static void ticker_compose(const struct ticker *ticker,
			   const struct extract_progress *p, int columns,
			   struct bytes *ret)
{
	if (p->state == EXTRACT_SCANNING) {
		bytes_printf(ret, "looking for sheets  %zu", p->total);
		return;
	}
	ticker_statistics(p, columns, ret);
	if (p->error.kind != ERROR_NONE && ticker->names)
		bytes_printf(ret, "  %s", p->error.text);
	else if (p->n_recent > 0 && ticker->names &&
		 columns - text_width(ret->data) >= TICKER_EVENT)
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

void ticker_say(struct ticker *ticker, const char *text)
{
	int width;
	size_t len;

	if (!ticker->shown)
		return;
	len = text_fit(text, ticker_columns(), &width);
	ticker_write(ticker, text, len, width);
	ticker->drawn_ms = clock_ms();
}

void ticker_draw(struct ticker *ticker, const struct extract_progress *progress)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (!ticker->shown)
		return;
	ticker_compose(ticker, progress, ticker_columns(), &text);
	ticker_say(ticker, text.data);
}

void ticker_clear(struct ticker *ticker)
{
	if (ticker->shown && ticker->width > 0)
		ticker_write(ticker, "", 0, 0);
}
