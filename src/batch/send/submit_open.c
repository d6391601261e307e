/*
 * submit_open.c: who a submission asks, what may be sent there, and for how much
 * (submitting.h).
 */
#include "config.h"

#include "batch/send/submitting.h"

#include <stdio.h>

#include "base/text.h"
#include "run/index/counts.h"
#include "run/index/index.h"
#include "run/intake/images.h"

#define SUBMIT_SLUG_MAX 16 /* bytes more than the name of a model has */

static int submit_check_sending(const struct submitting *s, const char *images,
				struct error *err)
{
	bool list = images != NULL && images_are_list(images);
	bool text = s->extract.send == PAYLOAD_TEXT;

	if (s->asked.shape == BATCH_OPENROUTER && s->extract.zdr)
		return error_set(err, ERROR_USAGE,
				 "--zdr cannot be promised: batches of "
				 "OpenRouter are kept until they are fetched; "
				 "leave it out, or use `vasculum extract`");
	if (list && text)
		return error_set(err, ERROR_USAGE,
				 "sheets that are named by addresses are sent "
				 "by these in a batch; leave out --send text");
	if (s->asked.shape == BATCH_OPENROUTER && !list && !text)
		return error_set(
			err, ERROR_USAGE,
			"batches of OpenRouter take no pictures from this "
			"machine: --send text sends the words of the sheets, "
			"and a list of public addresses has them fetched");
	/* An extraction tells each provider so; rows of a batch cannot. */
	if (s->asked.shape == BATCH_OPENROUTER && !s->extract.allow_training)
		batch_session_note(s->session,
				   "who may keep what is sent follows from the "
				   "settings of the account at OpenRouter: a "
				   "batch cannot say it (--allow-training: "
				   "that is known)");
	return 0;
}

int submit_resolve(struct submitting *s, struct error *err)
{
	const struct batch_setup *setup = &s->session->setup;
	const char *images;

	if (extract_resolve(setup->run, s->options->extract, &s->extract,
			    &s->ops, err) < 0)
		return -1;
	if (!s->ops->network)
		return error_set(err, ERROR_USAGE,
				 "the engine \"%s\" has no batches; name one "
				 "that asks a server with --engine",
				 s->ops->name);
	images = s->extract.images != NULL ? s->extract.images
					   : setup->run->images_root;
	s->asked.shape = batch_shape_of(s->ops->name);
	s->asked.engine = s->ops->name;
	s->asked.base_url = s->extract.base_url != NULL
				    ? s->extract.base_url
				    : chat_default_url(s->ops->name);
	if (s->asked.base_url == NULL)
		return error_set(err, ERROR_USAGE,
				 "the engine \"%s\" does not know its server; "
				 "say it with --base-url",
				 s->ops->name);
	return submit_check_sending(s, images, err);
}

int submit_open_sheets(struct submitting *s, bool looks, struct error *err)
{
	const struct batch_sheets_setup setup = {
		.session = s->session,
		.options = &s->extract,
		.ops = s->ops,
		.looks = looks,
	};

	batch_sheets_close(s->sheets);
	s->sheets = NULL;
	if (batch_sheets_open(&setup, &s->sheets, err) < 0)
		return -1;
	s->asked.model = s->ops->model(batch_sheets_engine(s->sheets));
	s->asked.params_sha256 = batch_sheets_params(s->sheets);
	/* It borrows of the engine, which is a new one. */
	return money_learn(
		s->session->setup.run, batch_sheets_engine(s->sheets),
		s->asked.params_sha256, s->extract.max_tokens, &s->money, err);
}

int submit_open_money(struct submitting *s, struct error *err)
{
	const struct run *run = s->session->setup.run;
	struct submit_report *report = s->report;
	struct index_counts counts;
	struct index *index;
	int rc;

	if (money_check(&s->money, s->extract.budget_usd, s->options->yes,
			err) < 0 ||
	    index_open(run, INDEX_READ, &index, err) < 0)
		return -1;
	rc = index_counts(index, &counts, err);
	index_close(index);
	s->spent_usd = rc == 0 ? counts.cost_usd : 0;
	report->price_known = s->money.paid;
	report->by_batch = s->money.by_batch;
	report->by_stream = s->money.by_stream;
	snprintf(report->engine, sizeof(report->engine), "%s", s->ops->name);
	snprintf(report->model, sizeof(report->model), "%s", s->asked.model);
	text_clean_line(report->model);
	return rc;
}

void submit_open_limits(struct submitting *s)
{
	struct bytes frame CLEANUP(bytes_done) = {0};

	s->most = batch_limits(s->asked.shape)->requests;
	if (s->options->chunk_size > 0 && s->options->chunk_size < s->most)
		s->most = s->options->chunk_size;
	batch_rows_begin(s->asked.shape, s->asked.model, &frame);
	batch_rows_end(s->asked.shape, &frame);
	s->frame = frame.len + SUBMIT_SLUG_MAX;
}

/* What is asked for from now on. */
int submit_remember(const struct submitting *s, struct error *err)
{
	const struct run *run = s->session->setup.run;
	const struct run_defaults defaults = {
		.images_root = s->extract.images,
		.engine = s->ops->name,
		.models = s->extract.models,
		.base_url = s->extract.base_url,
	};
	int64_t since;

	if (run_set_defaults(run->dir, &defaults, true, err) < 0)
		return -1;
	if (!s->extract.again)
		return 0;
	if (run_look_again(run, s->asked.params_sha256, &since, err) < 0)
		return -1;
	return run_begin_again(run, s->asked.params_sha256, since, err);
}
