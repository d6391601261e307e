/*
 * stop.c: why the scheduler grants nothing any more. Part of it (see
 * scheduler.h).
 *
 * 1. Once stopped, nothing is granted until a person resumes; the first
 *    reason stays.
 */
#include "config.h"

#include "extract/schedule/parts.h"

#include <stdarg.h>
#include <stdio.h>

void scheduler_stop(struct scheduler *s, const char *why, const char *format,
		    ...)
{
	char text[sizeof(s->stop.text)];
	va_list args;

	if (s->stopped != NULL)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	error_set(&s->stop, ERROR_STOPPED, "%s", text);
	s->stopped = why;
}

void scheduler_stop_budget(struct scheduler *s)
{
	const struct scheduler_listener *to = &s->options.listener;
	double spent = nano_to_usd(s->budget.spent);
	char held[64] = "";

	if (s->stopped != NULL)
		return;
	if (s->budget.held > 0)
		snprintf(held, sizeof(held), ", and $%.4f kept for batches",
			 nano_to_usd(s->budget.held));
	scheduler_stop(s, "budget",
		       "the budget of $%.2f has no room for another request "
		       "($%.4f are spent%s): go on with a larger --budget",
		       s->options.budget_usd, spent, held);
	if (to->budget_reached != NULL)
		to->budget_reached(to->data, spent, s->options.budget_usd);
}

void scheduler_stop_quota(struct scheduler *s)
{
	scheduler_stop(s, "quota",
		       "the requests of the day are used up: go on when they "
		       "are there again");
}

const char *scheduler_stopped(const struct scheduler *scheduler,
			      struct error *ret)
{
	if (scheduler->stopped != NULL && ret != NULL)
		*ret = scheduler->stop;
	return scheduler->stopped;
}
