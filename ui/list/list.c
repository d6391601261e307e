/*
 * list.c: the list that is open. See list.h.
 *
 * 1. What is counted for scrolling is what is drawn: both ask here.
 */
#include "config.h"

#include "ui/list/list.h"

void list_make(const struct app *app, struct listing *ret)
{
	static void (*const lists[])(const struct app *, struct listing *) = {
		[OVERLAY_HELP] = help_list,
		[OVERLAY_HISTORY] = history_list,
		[OVERLAY_TRAFFIC] = traffic_list,
		[OVERLAY_SUMMARY] = summary_list,
	};

	*ret = (struct listing){.columns = app->layout.pane.w};
	if (app->overlay < ARRAY_LEN(lists) && lists[app->overlay] != NULL)
		lists[app->overlay](app, ret);
}
