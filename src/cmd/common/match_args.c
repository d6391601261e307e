/*
 * match_args.c: see match_args.h.
 */
#include "config.h"

#include "cmd/common/match_args.h"

#include <math.h>

#include "base/bytes.h"
#include "base/human.h"

void match_args_take_settings(struct match_options *options,
			      const struct settings *settings)
{
	if (options->base_url == NULL)
		options->base_url = settings->match_url;
	if (options->checklist == NULL)
		options->checklist = settings->checklist;
	if (options->kingdom == NULL)
		options->kingdom = settings->kingdom;
	if (options->rate == 0)
		options->rate = settings->match_rate;
	options->no_places = options->no_places || settings->match_names_only;
}

double match_args_rate(const struct match_options *options)
{
	return options->rate > 0 ? options->rate : MATCH_RATE;
}

void match_args_draw(struct ticker *ticker, double rate,
		     const struct match_progress *progress)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	size_t done = progress->answered + progress->failed;
	char left[32] = "";

	if (!ticker->shown || ticker_wait(ticker) > 0)
		return;
	bytes_append_str(&line, "asking GBIF: ");
	human_count(done, &line);
	bytes_append_str(&line, " of ");
	human_count(progress->total, &line);
	if (progress->failed > 0)
		bytes_printf(&line, ", %zu failed", progress->failed);
	ticker_duration((double)(progress->total - done) / rate, left,
			sizeof(left));
	if (progress->pause_ms >= 1000)
		bytes_printf(&line, ", waiting %.0f s: %s",
			     ceil((double)progress->pause_ms / 1000),
			     progress->fault);
	else if (left[0] != '\0')
		bytes_printf(&line, ", %s left", left);
	ticker_say(ticker, line.data);
}
