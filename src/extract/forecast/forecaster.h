/*
 * forecaster.h: the forecaster thread: says what an extraction would do, and
 * which directories there are, for who fills in the form. A newer request of a
 * kind ends the one before; one for directories is answered first.
 */
#ifndef EXTRACT_FORECAST_FORECASTER_H
#define EXTRACT_FORECAST_FORECASTER_H

#include <stdint.h>

#include "base/thread/mailbox.h"
#include "extract/forecast/folders.h"
#include "extract/forecast/forecast.h"

struct forecaster;

/* What was replaced is not answered. */
enum forecaster_mail_kind {
	FORECASTER_MAIL_FORECAST = 680, /* struct forecaster_forecast */
	FORECASTER_MAIL_FOLDERS,	/* struct forecaster_folders */
};

struct forecaster_forecast {
	struct mail mail;
	uint64_t ticket;
	struct forecast forecast;
	struct error error; /* kind ERROR_NONE when it went well */
};

struct forecaster_folders {
	struct mail mail;
	uint64_t ticket;
	char *text;	     /* as it was asked with */
	struct folders list; /* who takes it leaves an empty one */
};

/* Answers go to `reply`, which outlives it. `recent` tells the directories of
 * before (the newest last; owned by who asked), on this thread; NULL: none. */
typedef size_t forecaster_recent_fn(void *data, char ***ret);
int forecaster_start(const struct run *run, struct mailbox *reply,
		     forecaster_recent_fn *recent, void *data,
		     struct forecaster **ret, struct error *err) MUST_USE;
void forecaster_stop(struct forecaster *forecaster); /* NULL is fine */

/* All is copied; both return at once. */
void forecaster_ask(struct forecaster *forecaster, uint64_t ticket,
		    const struct extract_options *options);
void forecaster_ask_folders(struct forecaster *forecaster, uint64_t ticket,
			    const char *text);

#endif
