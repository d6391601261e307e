/*
 * advice.c: why an extraction waits or ended early, and what to do. See
 * advice.h.
 *
 * 1. The words of a stop are those of the extraction (progress.stopped); one
 *    that a person asked for needs no advice.
 */
#include "config.h"

#include "ui/list/advice.h"

#include <string.h>

#include "base/human.h"
#include "ui/input/keytext.h"

#define ADVICE_WHY               \
	"{; {traffic} says why}" \
	"{, {extract} goes on}"

static void advice_budget(const struct extract_progress *p, struct bytes *ret)
{
	bytes_append_str(ret, "budget ");
	if (p->traffic.budget_usd > 0) {
		bytes_append_str(ret, "of ");
		human_money(p->traffic.budget_usd, ret);
		bytes_append_char(ret, ' ');
	}
	bytes_append_str(ret, "is used up{; raise it with {extract}}");
}

static void advice_quota(const struct extract_progress *p, struct bytes *ret)
{
	bytes_append_str(ret, "no quota or credit left" ADVICE_WHY);
}

static void advice_breaker(const struct extract_progress *p, struct bytes *ret)
{
	bytes_append_str(ret, "stopped by failures" ADVICE_WHY);
}

/* While nothing can be written it waits, and asks nothing more. */
static void advice_waits(const struct extract_progress *p, struct bytes *ret)
{
	bytes_append_str(ret, p->error.kind == ERROR_NO_SPACE
				      ? "no room on the disk"
			      : p->error.kind == ERROR_BUSY
				      ? "another process holds the journals"
				      : "the journals cannot be written");
	bytes_append_str(ret,
			 ": it waits, nothing is lost{; {traffic} says more}");
}

void advice_write(const struct app *app, struct bytes *ret)
{
	static const struct {
		const char *stopped;
		void (*write)(const struct extract_progress *, struct bytes *);
	} advices[] = {
		{"budget", advice_budget},
		{"quota", advice_quota},
		{"breaker", advice_breaker},
	};

	const struct extract_progress *progress = &app->progress;
	struct bytes text CLEANUP(bytes_done) = {0};

	if (progress->state == EXTRACT_PAUSED &&
	    progress->error.kind != ERROR_NONE)
		advice_waits(progress, &text);
	for (size_t i = 0; i < ARRAY_LEN(advices); i++)
		if (strcmp(progress->stopped, advices[i].stopped) == 0)
			advices[i].write(progress, &text);
	if (text.len > 0)
		keytext_write(app->keymap, app_mode(app), text.data, ret);
}
