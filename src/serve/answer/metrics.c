/*
 * metrics.c: figures for a collector. See metrics.h.
 */
#include "config.h"

#include "serve/answer/metrics.h"

#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"

static const struct {
	const char *key, *name, *type, *help;
} metrics[] = {
	{"total", "vasculum_session_sheets", "gauge",
	 "Sheets that the newest session set out to read."},
	{"done", "vasculum_session_sheets_done", "gauge",
	 "Of these, sheets that have their outcome."},
	{"succeeded", "vasculum_session_sheets_succeeded", "gauge",
	 "Of these, sheets that were read."},
	{"failed", "vasculum_session_sheets_failed", "gauge",
	 "Of these, sheets that could not be read."},
	{"per_minute", "vasculum_sheets_per_minute", "gauge",
	 "Sheets a minute, over the last three."},
	{"eta_s", "vasculum_eta_seconds", "gauge",
	 "Seconds that are left, as it goes now."},
	{"cost_usd", "vasculum_session_cost_usd", "gauge",
	 "What the session has cost, in US dollars."},
	{"budget_usd", "vasculum_budget_usd", "gauge",
	 "What it may cost, in US dollars."},
};

/* A label's value: \ " and line feeds are escaped. */
static void put_label(const char *text, struct bytes *ret)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n') {
			bytes_append_str(ret, "\\n");
			continue;
		}
		if (*text == '"' || *text == '\\')
			bytes_append_char(ret, '\\');
		bytes_append_char(ret, *text);
	}
}

static void put_sample(const char *name, const json_t *run, double value,
		       struct bytes *ret)
{
	const char *title = json_string_at(run, "name");
	const char *key = json_string_at(run, "key");

	bytes_printf(ret, "%s{run=\"", name);
	put_label(title != NULL ? title : "", ret);
	bytes_printf(ret, "\",key=\"%s\"} %.15g\n", key != NULL ? key : "",
		     value);
}

static void put_metric(size_t m, const json_t *runs, struct bytes *ret)
{
	bytes_printf(ret, "# HELP %s %s\n# TYPE %s %s\n", metrics[m].name,
		     metrics[m].help, metrics[m].name, metrics[m].type);
	for (size_t i = 0; i < json_array_size(runs); i++) {
		const json_t *run = json_array_get(runs, i);
		const json_t *value = json_object_get(run, metrics[m].key);

		if (json_is_number(value))
			put_sample(metrics[m].name, run,
				   json_number_value(value), ret);
	}
}

void metrics_write(const json_t *runs, struct bytes *ret)
{
	for (size_t m = 0; m < ARRAY_LEN(metrics); m++)
		put_metric(m, runs, ret);
	bytes_append_str(ret,
			 "# HELP vasculum_live Whether somebody extracts.\n"
			 "# TYPE vasculum_live gauge\n");
	for (size_t i = 0; i < json_array_size(runs); i++) {
		const json_t *run = json_array_get(runs, i);

		put_sample("vasculum_live", run,
			   json_is_true(json_object_get(run, "live")) ? 1 : 0,
			   ret);
	}
}
