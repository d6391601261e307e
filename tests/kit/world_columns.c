/*
 * world_columns.c: values, clusters and changes of many records, as the
 * columns thread and the store answer for them, of the records in memory.
 */
#include "config.h"

#include "tests/kit/world.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "review/columns/bulk_task.h"
#include "review/columns/columns.h"
#include "review/review.h"
#include "run/index/rows.h"
#include "tests/kit/world_columns.h"

static struct index_cell cell_of(const struct specimen *s, const char *term)
{
	const struct field *field = record_find(&s->record, term);
	const char *value = record_value(&s->record, term);

	return (struct index_cell){
		.value = value,
		.len = strlen(value),
		.sound = true,
		.source = field != NULL ? field->source : SOURCE_MODEL,
		.confidence = field != NULL ? field->confidence : -1,
	};
}

static struct index_column_row row_of(const struct world *w, int i,
				      const struct index_cell *cell)
{
	const struct specimen *s = &w->records[i].specimen;

	return (struct index_column_row){
		.key = i,
		.id = s->id,
		.image = s->image,
		.status = s->status,
		.cells = cell,
	};
}

static void free_values(struct mail *mail)
{
	struct columns_values *reply =
		CONTAINER_OF(mail, struct columns_values, mail);

	column_release(reply->column);
	free(reply);
}

struct mail *world_answer_values(struct world *w, const struct effect *e)
{
	struct columns_values *reply = mem_zalloc(sizeof(*reply));
	struct column_maker *maker =
		column_maker_new(w->terms, e->columns.term);

	reply->mail =
		(struct mail){.kind = COLUMNS_MAIL_VALUES, .free = free_values};
	reply->ticket = e->ticket;
	for (int i = 0; i < w->n; i++) {
		const struct index_cell cell =
			cell_of(&w->records[i].specimen, e->columns.term);
		const struct index_column_row row = row_of(w, i, &cell);

		if (world_matches(w, i, &e->columns.filter))
			column_maker_add(maker, &row);
	}
	reply->column = column_maker_finish(maker);
	return &reply->mail;
}

static void free_clusters(struct mail *mail)
{
	struct columns_clusters *reply =
		CONTAINER_OF(mail, struct columns_clusters, mail);

	clusters_done(&reply->clusters);
	free(reply);
}

struct mail *world_answer_clusters(struct world *w, const struct effect *e)
{
	struct columns_clusters *reply = mem_zalloc(sizeof(*reply));

	(void)w;
	reply->mail = (struct mail){.kind = COLUMNS_MAIL_CLUSTERS,
				    .free = free_clusters};
	reply->ticket = e->ticket;
	reply->way = e->columns.way;
	if (clusters_find(e->columns.column, e->columns.way, NULL, NULL,
			  &reply->clusters, &reply->error) == 0)
		reply->error.kind = ERROR_NONE;
	return &reply->mail;
}

static int plan_of(struct world *w, const struct bulk_ask *ask,
		   struct bulk_plan *ret, struct error *err)
{
	struct bulk_maker *maker;
	int rc = 0;

	if (bulk_maker_new(w->terms, ask, ret, &maker, err) < 0)
		return -1;
	for (int i = 0; i < w->n && ask->changes[0].fill; i++)
		if (world_matches(w, i, &ask->filter))
			bulk_maker_look(
				maker, w->records[i].specimen.id,
				record_value(&w->records[i].specimen.record,
					     ask->changes[0].term));
	for (int i = 0; i < w->n && rc == 0; i++) {
		const struct index_cell cell =
			cell_of(&w->records[i].specimen, ask->changes[0].term);
		const struct index_column_row row = row_of(w, i, &cell);

		if (world_matches(w, i, &ask->filter))
			rc = bulk_maker_add(maker, &row, err);
	}
	bulk_maker_free(maker);
	return rc;
}

static void free_plan(struct mail *mail)
{
	struct columns_plan *reply =
		CONTAINER_OF(mail, struct columns_plan, mail);

	bulk_plan_done(&reply->plan);
	columns_images_free(reply->images, reply->n_images);
	free(reply);
}

struct mail *world_answer_plan(struct world *w, const struct effect *e)
{
	struct columns_plan *reply = mem_zalloc(sizeof(*reply));
	const struct bulk_plan *plan = &reply->plan;

	reply->mail =
		(struct mail){.kind = COLUMNS_MAIL_PLAN, .free = free_plan};
	reply->ticket = e->ticket;
	if (plan_of(w, &e->columns.ask, &reply->plan, &reply->error) < 0)
		return &reply->mail;
	reply->error.kind = ERROR_NONE;
	reply->images =
		mem_zalloc((plan->n_items + 1) * sizeof(*reply->images));
	for (size_t i = 0; i < plan->n_items; i++)
		reply->images[reply->n_images++] = mem_strdup(
			w->records[plan->items[i].key].specimen.image);
	return &reply->mail;
}

static void note_change(struct world *w, struct specimen *s,
			const struct bulk_pair *pair)
{
	world_note_act(w, s, w->app.by, ACT_BULK, NULL, NULL);
	s->acts[s->n_acts - 1].changes =
		json_pack("[{s:s,s:s,s:s,s:s}]", "specimen_id", s->id, "term",
			  pair->term, "from", pair->from, "to", pair->to);
}

struct mail *world_answer_bulk(struct world *w, const struct effect *e)
{
	struct bulk_done *reply = mem_zalloc(sizeof(*reply));
	struct bulk_plan plan = {0};

	reply->mail.kind = BULK_MAIL_DONE;
	reply->ticket = e->ticket;
	reply->status = plan_of(w, &e->columns.ask, &plan, &reply->error);
	for (size_t i = 0; i < plan.n_items; i++) {
		const struct bulk_pair *pair = &plan.pairs[plan.items[i].pair];
		struct specimen *s = &w->records[plan.items[i].key].specimen;

		note_change(w, s, pair);
		record_set(&s->record, pair->term, pair->to, 1,
			   pair->to[0] != '\0' ? SOURCE_HUMAN : SOURCE_EMPTY);
		s->status = STATUS_IN_REVIEW;
	}
	reply->counts = plan.counts;
	reply->counts.changed -= w->left;
	reply->lines = (int64_t)plan.n_items;
	reply->revision = w->seq;
	bulk_plan_done(&plan);
	return &reply->mail;
}

static struct mail *bulk_progress(const struct effect *e, size_t done,
				  size_t total, int followed)
{
	struct bulk_progress *progress = mem_zalloc(sizeof(*progress));

	progress->mail.kind = BULK_MAIL_PROGRESS;
	progress->ticket = e->ticket;
	progress->done = done;
	progress->total = total;
	progress->followed = followed;
	return &progress->mail;
}

static struct mail *back_progress(const struct effect *e, size_t done,
				  size_t total, int followed)
{
	struct review_progress *progress = mem_zalloc(sizeof(*progress));

	progress->mail.kind = REVIEW_MAIL_PROGRESS;
	progress->ticket = e->ticket;
	progress->op = e->review.op;
	progress->made = total > 0 ? (int)(done * 1000 / total) : 1000;
	progress->followed = followed;
	return &progress->mail;
}

void world_many(struct world *w, const char *rest, struct bytes *ret)
{
	char *end;
	size_t done = (size_t)strtol(rest, &end, 10);
	size_t total = (size_t)strtol(end, NULL, 10);
	int followed = total > 0 ? -1 : (int)done;

	(void)ret;
	if (total == 0)
		done = total = w->app.columns.total;
	for (size_t i = 0; i < w->waiting.n; i++) {
		const struct effect *e = &w->waiting.items[i];

		if (e->kind == EFFECT_BULK)
			app_event(&w->app,
				  bulk_progress(e, done, total, followed),
				  &w->effects);
		if (e->kind == EFFECT_REVIEW)
			app_event(&w->app,
				  back_progress(e, done, total, followed),
				  &w->effects);
	}
}

void world_left(struct world *w, const char *rest, struct bytes *ret)
{
	(void)ret;
	w->left = (size_t)atoi(rest);
}
