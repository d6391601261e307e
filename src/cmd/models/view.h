/*
 * view.h: what `vasculum models` shows: which models, for how many sheets, and
 * what these would cost; and the forms in which it prints that.
 */
#ifndef CMD_MODELS_VIEW_H
#define CMD_MODELS_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/chat/prompt.h"
#include "engine/models/models.h"
#include "engine/payload/payload.h"

struct models_format;

struct models_call {
	const char *run; /* NULL: none */
	const char *engine, *names, *base_url, *images;
	const struct models_format *format;
	enum payload_send send;
	bool sends; /* it was named */
	bool refresh, insecure_http;
};

/* What is shown, and what it is reckoned by. */
struct models_view {
	const struct models_call *call;
	struct models *models;
	struct chat_prompt label, words; /* of pictures, and of none */
	size_t sheets;			 /* to be read */
	size_t nameless; /* models without an alias, not in the table */
};

/* How it is shown. */
struct models_format {
	bool people;   /* to whom an empty table says nothing */
	bool nameless; /* shows models without an alias too */
	void (*head)(const struct models_view *view);
	void (*row)(const struct models_view *view, const struct model *model);
	void (*foot)(const struct models_view *view);
};

/* tables.c: for people; the second has a column for each way to send. */
extern const struct models_format models_table, models_ways;
/* rows.c: for spreadsheets and for programs. */
extern const struct models_format models_tsv, models_jsonl;

/* Tokens of a request for a sheet, as the call sends it. */
double view_prompt_tokens(const struct models_view *view,
			  const struct model *model);
/* Of all sheets, in USD; -1: unknown, or it is not sent that. */
double view_cost_of(const struct models_view *view, const struct model *model,
		    enum payload_send send, bool batch);
/* The same as the call sends them. */
double view_cost(const struct models_view *view, const struct model *model);
/* What is sent in a batch where nobody says it: what any of them takes. */
enum payload_send view_batch_send(const struct models_view *view);

#endif
