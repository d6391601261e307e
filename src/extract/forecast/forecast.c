/*
 * forecast.c: what an extraction would do. See forecast.h.
 *
 * 1. What is to be read is what the worker would read: the same list, for the
 *    same parameters (worker/prepare.c).
 * 2. Nothing is guessed: a time that was never measured is unknown.
 */
#include "config.h"

#include "extract/forecast/forecast.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file/xdg.h"
#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/chat/chat.h"
#include "extract/ask/engine_setup.h"
#include "extract/forecast/measured.h"
#include "extract/worker/extractor.h"
#include "run/index/counts.h"
#include "run/index/index.h"
#include "run/intake/worklist.h"

/* A forecast that is being made. */
struct making {
	const struct forecast_ask *ask;
	struct extract_options options; /* resolved */
	const struct engine_ops *ops;
	struct engine *engine;
	struct batch_flight flight;
	char params_sha256[HASH_HEX_SIZE];
	struct forecast *forecast;
};

/* ---- making it ----------------------------------------------------------- */

static int making_open(struct making *making, struct error *err)
{
	const struct forecast_ask *ask = making->ask;
	struct forecast *f = making->forecast;
	char *cache CLEANUP(mem_free_str) = xdg_cache_dir();
	struct engine_options options;

	if (extract_resolve(ask->run, ask->options, &making->options,
			    &making->ops, err) < 0)
		return -1;
	extract_engine_options(ask->run, &making->options, cache, &options);
	if (making->ops->open(&options, &making->engine, err) < 0)
		return -1;
	if (making->options.by_batch && making->ops->network &&
	    model_check_batch(chat_models(making->engine)->items[0], err) < 0)
		return -1;
	f->by_batch = making->options.by_batch && making->ops->network;
	extract_params(making->ops, making->engine, making->params_sha256);
	snprintf(f->engine, sizeof(f->engine), "%s", making->ops->name);
	snprintf(f->model, sizeof(f->model), "%s",
		 making->ops->model(making->engine));
	text_clean_line(f->model);
	return 0;
}

/* The directory, owned. */
static char *making_images(const struct making *making, struct error *err)
{
	const struct run *run = making->ask->run;
	const char *said = making->options.images != NULL
				   ? making->options.images
				   : run->images_root;
	char *images;

	if (said == NULL) {
		error_set(err, ERROR_USAGE,
			  "this run does not know its photographs yet; name "
			  "their directory with --images DIR");
		return NULL;
	}
	images = realpath(said, NULL);
	if (images == NULL) {
		error_sys(err, errno,
			  "cannot open the images in %s (name their directory "
			  "with --images DIR)",
			  said);
		return NULL;
	}
	if (!making->options.repoint &&
	    run_check_images(run, images, err) < 0) {
		free(images);
		return NULL;
	}
	return images;
}

static int making_count(struct making *making, struct error *err)
{
	const struct forecast_ask *ask = making->ask;
	char *images CLEANUP(mem_free_str) = making_images(making, err);
	struct worklist_options options = {
		.images = images,
		.offset = making->options.offset,
		.limit = making->options.limit,
		.retry_failed = making->options.retry_failed,
		.params_sha256 = making->params_sha256,
		.held = making->options.batched ? NULL : &making->flight.held,
		.go_on = ask->go_on,
		.data = ask->data,
	};
	struct forecast *f = making->forecast;
	struct worklist list;

	if (images == NULL ||
	    (making->options.again &&
	     run_look_again(ask->run, making->params_sha256, &options.since,
			    err) < 0) ||
	    worklist_make(ask->run, &options, &list, err) < 0)
		return -1;
	f->sheets = list.n;
	f->selected = list.selected;
	f->done = list.skipped - list.failed - list.held;
	f->batched = list.held;
	f->failed = list.failed;
	for (size_t i = 0; i < list.n; i++)
		f->unlooked += list.items[i].sha256 == NULL;
	worklist_done(&list);
	return 0;
}

static struct sheet_price making_price(const struct making *making,
				       const struct measured *measured)
{
	if (!making->ops->network)
		return (struct sheet_price){0, FORECAST_NOTHING};
	return making->options.by_batch
		       ? sheet_price_batch(making->engine, measured)
		       : sheet_price_stream(making->engine, measured);
}

static int making_budget(const struct making *making, double price,
			 struct error *err)
{
	struct forecast *f = making->forecast;
	struct index_counts counts;
	struct index *index;
	int rc;

	f->budget_usd = -1;
	if (!making->ops->network || making->options.budget_usd <= 0)
		return 0;
	if (index_open(making->ask->run, INDEX_READ, &index, err) < 0)
		return -1;
	rc = index_counts(index, &counts, err);
	index_close(index);
	if (rc < 0)
		return -1;
	f->budget_usd = fmax(making->options.budget_usd - counts.cost_usd -
				     making->flight.reserved_usd,
			     0);
	f->budget_sheets = f->sheets;
	if (price > 0 && f->budget_usd < price * (double)f->sheets)
		f->budget_sheets = (size_t)(f->budget_usd / price + 1e-6);
	return 0;
}

/* By the requests that the server takes a minute. */
static double making_least(const struct making *making)
{
	double rpm = making->options.rpm;

	if (!making->ops->network)
		return 0;
	if (rpm <= 0)
		rpm = chat_models(making->engine)->items[0]->rpm;
	return rpm > 0 ? 60 * (double)making->forecast->sheets / rpm : 0;
}

static int making_weigh(struct making *making, struct error *err)
{
	struct forecast *f = making->forecast;
	struct measured measured;
	struct sheet_price price;
	double n = (double)f->sheets;

	if (measured_read(making->ask->run, making->params_sha256, f->model,
			  &measured, err) < 0)
		return -1;
	price = making_price(making, &measured);
	f->basis = price.basis;
	f->cost_usd = price.usd < 0 ? -1 : price.usd * n;
	f->measured = measured.sheets;
	f->tokens = measured.prompt_tokens < 0
			    ? -1
			    : measured.prompt_tokens + measured.answer_tokens;
	f->seconds =
		measured.seconds < 0 || f->by_batch ? -1 : measured.seconds * n;
	if (f->seconds < 0 && !f->by_batch)
		f->least_s = making_least(making);
	return making_budget(making, price.usd, err);
}

int forecast_make(const struct forecast_ask *ask, struct forecast *ret,
		  struct error *err)
{
	struct making making = {.ask = ask, .forecast = ret};
	int rc = -1;

	*ret = (struct forecast){0};
	if (making_open(&making, err) == 0 &&
	    batch_flight_read(ask->run->dir, making.params_sha256,
			      &making.flight, err) == 0 &&
	    making_count(&making, err) == 0)
		rc = making_weigh(&making, err);
	batch_flight_done(&making.flight);
	if (making.engine != NULL)
		making.ops->close(making.engine);
	return rc;
}

/* ---- saying it ----------------------------------------------------------- */

static void write_cost(const struct forecast *f, struct bytes *ret)
{
	if (f->basis == FORECAST_NOTHING) {
		bytes_append_str(ret, ", no cost");
		return;
	}
	if (f->basis == FORECAST_UNKNOWN) {
		bytes_append_str(ret, ", cost unknown");
		return;
	}
	if (f->cost_usd < 0.01) {
		bytes_append_str(ret, ", under $0.01");
	} else {
		bytes_append_str(ret, ", about ");
		human_money(f->cost_usd, ret);
	}
	if (f->basis == FORECAST_LISTED)
		bytes_append_str(ret, " by list prices");
}

static void write_time(const struct forecast *f, struct bytes *ret)
{
	if (f->by_batch) {
		bytes_append_str(ret, ", by batch within a day");
	} else if (f->seconds >= 0) {
		bytes_append_str(ret, ", ");
		human_duration(f->seconds, ret);
	} else if (f->least_s > 0) {
		bytes_append_str(ret, ", at least ");
		human_duration(f->least_s, ret);
	} else {
		bytes_append_str(ret, ", time unknown");
	}
}

static void write_left_out(size_t n, const char *words, struct bytes *ret)
{
	if (n == 0)
		return;
	bytes_append_str(ret, "; ");
	human_count(n, ret);
	bytes_append_str(ret, words);
}

static void write_nothing(const struct forecast *f, struct bytes *ret)
{
	bytes_append_str(ret, "no sheet is left to read");
	write_left_out(f->failed, " failed before", ret);
	write_left_out(f->batched, " in batches", ret);
}

void forecast_write(const struct forecast *f, struct bytes *ret)
{
	if (f->sheets == 0) {
		write_nothing(f, ret);
		return;
	}
	human_count(f->sheets, ret);
	bytes_append_str(ret, f->sheets == 1 ? " sheet" : " sheets");
	if (f->basis == FORECAST_UNKNOWN && f->seconds < 0 && f->least_s <= 0 &&
	    !f->by_batch) {
		bytes_append_str(ret, ", cost and time unknown");
	} else {
		write_cost(f, ret);
		write_time(f, ret);
	}
	write_left_out(f->batched, " more are in batches", ret);
	if (f->budget_usd < 0 || f->budget_sheets >= f->sheets)
		return;
	if (f->budget_sheets == 0) {
		bytes_append_str(ret, "; the budget pays for none of them");
		return;
	}
	bytes_append_str(ret, "; the budget ends after about ");
	human_count(f->budget_sheets, ret);
}
