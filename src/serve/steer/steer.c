/*
 * steer.c: what can be done to a run from the page. See steer.h.
 */
#include "config.h"

#include "serve/steer/steer.h"

#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "extract/control/control.h"

#define STEER_ANSWER_MS	 300 /* who extracts answers at once, or is stuck */
#define STEER_BUDGET_MAX 1e6 /* USD */

/* --- what can be done ----------------------------------------------------- */

enum steer_way { STEER_START, STEER_PAUSE, STEER_RESUME, STEER_STOP };

static const struct {
	const char *word;
	enum extract_verb verb; /* of all but a start */
} steer_ways[] = {
	[STEER_START] = {"start", VERB_RESUME},
	[STEER_PAUSE] = {"pause", VERB_PAUSE},
	[STEER_RESUME] = {"resume", VERB_RESUME},
	[STEER_STOP] = {"stop", VERB_STOP},
};

static bool steer_can(const struct watch_view *view, bool works,
		      enum steer_way way)
{
	enum extract_state state =
		view->have_progress ? view->progress.state : EXTRACT_IDLE;

	switch (way) {
	case STEER_START:
		return !view->live && !works && !view->gone;
	case STEER_PAUSE:
		return view->live && state == EXTRACT_RUNNING;
	case STEER_RESUME:
		return view->live && state == EXTRACT_PAUSED;
	default:
		return view->live &&
		       (state == EXTRACT_SCANNING || state == EXTRACT_RUNNING ||
			state == EXTRACT_PAUSED);
	}
}

/* A run of ours; logs and runs of the original are only looked at. */
static const struct run *steer_run(const struct watch *watch, struct error *err)
{
	const struct run *run = watch_run(watch);

	if (run == NULL)
		error_set(err, ERROR_USAGE,
			  "this is not a run of vasculum; it can be looked at, "
			  "and not steered");
	return run;
}

/* "5", "0.25"; "" is none: 0. */
static int budget_parse(const char *text, double *ret, struct error *err)
{
	char *end;
	double usd = strtod(text, &end);

	if (text[0] == '\0')
		usd = 0;
	else if (*end != '\0' || !(usd > 0 && usd <= STEER_BUDGET_MAX))
		return error_set(err, ERROR_USAGE,
				 "a budget is a number of US dollars above 0");
	*ret = usd;
	return 0;
}

/* --- as JSON -------------------------------------------------------------- */

static void set_known(json_t *object, const char *key, double value)
{
	json_object_set_new(object, key,
			    value >= 0 && isfinite(value) ? json_real(value)
							  : json_null());
}

static json_t *forecast_json(const struct hand_state *state)
{
	const struct forecast *f = &state->forecast;
	struct bytes words CLEANUP(bytes_done) = {0};
	json_t *object = json_object();
	const struct json_count counts[] = {
		{"sheets", f->sheets},	   {"done", f->done},
		{"failed", f->failed},	   {"in_batches", f->batched},
		{"measured", f->measured}, {"budget_sheets", f->budget_sheets},
	};

	forecast_write(f, &words);
	json_set_string(object, "words", words.data);
	json_set_string(object, "engine", f->engine);
	json_set_string(object, "model", f->model);
	json_set_string(object, "basis", forecast_basis_word(f->basis));
	json_set_counts(object, counts, ARRAY_LEN(counts));
	set_known(object, "cost_usd", f->cost_usd);
	set_known(object, "seconds", f->seconds);
	set_known(object, "budget_left_usd", f->budget_usd);
	json_object_set_new(object, "bills", json_boolean(state->bills));
	return object;
}

static json_t *ways_json(const struct watch_view *view, bool works)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(steer_ways); i++)
		if (steer_can(view, works, (enum steer_way)i))
			json_array_append_new(list,
					      json_string(steer_ways[i].word));
	return list;
}

int steer_json(struct hands *hands, struct watch *watch, const char *budget,
	       json_t **ret, struct error *err)
{
	const struct watch_view *view = watch_view(watch);
	const struct run *run = steer_run(watch, err);
	struct hand_state state;
	struct hand *hand;
	double usd = 0;

	if (run == NULL || hands_find(hands, run->dir, &hand, err) < 0 ||
	    (budget != NULL && budget_parse(budget, &usd, err) < 0))
		return -1;
	if (budget != NULL && !view->live)
		hand_foresee(hand, usd);
	hand_look(hand, &state);
	*ret = json_object();
	json_set_string(*ret, "state", watch_state_word(view->state));
	json_object_set_new(*ret, "can", ways_json(view, state.works));
	if (view->live && view->holder[0] != '\0')
		json_set_string(*ret, "holder", view->holder);
	json_object_set_new(*ret, "foresees", json_boolean(state.foresees));
	if (state.foreseen)
		json_object_set_new(*ret, "forecast", forecast_json(&state));
	if (state.error.kind != ERROR_NONE)
		json_set_string(*ret, "error", state.error.text);
	return 0;
}

/* --- the doing ------------------------------------------------------------ */

/* Says so to whoever extracts, and waits for their answer. */
static int steer_tell(const struct run *run, enum extract_verb verb,
		      struct error *err)
{
	struct control_client *client;
	struct extract_progress progress;
	struct pollfd fd = {.events = POLLIN};
	long pid;
	int rc;

	if (control_connect(run, &client, err) < 0)
		return -1;
	rc = control_send(client, extract_verb_word(verb), err);
	fd.fd = control_fd(client);
	if (rc == 0 && poll(&fd, 1, STEER_ANSWER_MS) <= 0)
		rc = error_set(err, ERROR_BUSY,
			       "who extracts does not answer; try again");
	if (rc == 0 && control_receive(client, &progress, &pid, err) < 0)
		rc = -1;
	control_close(client);
	return rc;
}

static int steer_start(struct hands *hands, const struct run *run,
		       const json_t *order, struct error *err)
{
	const json_t *budget = json_object_get(order, "budget");
	double usd = json_is_number(budget) ? json_number_value(budget) : 0;
	struct hand *hand;

	if (budget != NULL && !json_is_null(budget) &&
	    !(json_is_number(budget) && usd > 0 && usd <= STEER_BUDGET_MAX))
		return error_set(err, ERROR_USAGE,
				 "a budget is a number of US dollars above 0");
	if (hands_find(hands, run->dir, &hand, err) < 0)
		return -1;
	return hand_start(hand, usd, err);
}

static int steer_find(const json_t *order, enum steer_way *ret,
		      struct error *err)
{
	const char *word = json_string_at(order, "do");

	for (size_t i = 0; word != NULL && i < ARRAY_LEN(steer_ways); i++)
		if (strcmp(word, steer_ways[i].word) == 0) {
			*ret = (enum steer_way)i;
			return 0;
		}
	return error_set(err, ERROR_USAGE,
			 "say what to do: start, pause, resume or stop");
}

int steer_do(struct hands *hands, struct watch *watch, const json_t *order,
	     struct error *err)
{
	const struct watch_view *view = watch_view(watch);
	const struct run *run = steer_run(watch, err);
	struct hand_state state;
	struct hand *hand;
	enum steer_way way = STEER_START;

	if (run == NULL || steer_find(order, &way, err) < 0 ||
	    hands_find(hands, run->dir, &hand, err) < 0)
		return -1;
	hand_look(hand, &state);
	if (steer_can(view, state.works, way))
		return way == STEER_START
			       ? steer_start(hands, run, order, err)
			       : steer_tell(run, steer_ways[way].verb, err);
	if (view->live && !view->have_progress)
		return error_set(err, ERROR_STALE,
				 "it is being extracted by %s, who cannot be "
				 "told from here",
				 view->holder);
	/* What the run tells of itself comes a moment after. */
	if (state.works && !view->live && !view->gone)
		return error_set(err, ERROR_STALE,
				 "its extraction is just beginning, or ending; "
				 "try again in a moment");
	return error_set(err, ERROR_STALE,
			 "that cannot be done now: the run is %s",
			 watch_state_word(view->state));
}
