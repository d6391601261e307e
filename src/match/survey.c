/*
 * survey.c: see survey.h.
 */
#include "config.h"

#include "match/survey.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "match/walk.h"

struct survey_work {
	struct match_view *view;
	struct match_survey *survey;
	json_t *at; /* question → its place in the survey */
};

/* The item of a question, which is made where it is new (*ret_new). */
static struct survey_match *survey_item(struct survey_work *work,
					const char *question,
					const struct match_asked *asked,
					bool *ret_new)
{
	struct match_survey *survey = work->survey;
	const json_t *at = json_object_get(work->at, question);

	*ret_new = at == NULL;
	if (at != NULL)
		return &survey->items[json_integer_value(at)];
	json_object_set_new(work->at, question,
			    json_integer((json_int_t)survey->n));
	ARRAY_GROW(survey->items, survey->n, survey->cap);
	survey->items[survey->n] = (struct survey_match){
		.id = mem_strdup(asked->id),
	};
	return &survey->items[survey->n++];
}

static void survey_name(struct survey_work *work,
			const struct match_asked *asked)
{
	bool fresh;
	struct survey_match *item =
		survey_item(work, asked->name->url, asked, &fresh);

	item->records++;
	if (!fresh)
		return;
	item->value = mem_printf("%s%s%s", asked->name->name,
				 asked->name->author[0] != '\0' ? " " : "",
				 asked->name->author);
	item->country = mem_strdup("");
	item->answered =
		match_view_name(work->view, asked->value, asked->author,
				asked->family, &item->name);
}

static void survey_place(struct survey_work *work,
			 const struct match_asked *asked)
{
	char *question CLEANUP(mem_free_str) =
		mem_printf("%s %s", asked->place->url, asked->country);
	bool fresh;
	struct survey_match *item = survey_item(work, question, asked, &fresh);

	item->records++;
	if (!fresh)
		return;
	item->is_place = true;
	item->value = mem_printf("%.1f, %.1f", asked->place->latitude,
				 asked->place->longitude);
	item->country = mem_strdup(asked->country);
	item->answered =
		match_view_place(work->view, asked->latitude, asked->longitude,
				 asked->country, &item->place);
}

static int survey_visit(void *arg, const struct match_asked *asked,
			struct error *err)
{
	(void)err;
	if (asked->name != NULL)
		survey_name(arg, asked);
	if (asked->place != NULL)
		survey_place(arg, asked);
	return 0;
}

/* --- order ---------------------------------------------------------------- */

/* What was found, as a number: the worst first, what was not answered last. */
static int survey_rank(const struct survey_match *item)
{
	if (!item->answered)
		return 2 * FINDINGS;
	if (item->is_place)
		return item->place.elsewhere ? 0 : 1;
	return FINDINGS - (int)item->name.finding;
}

static int survey_compare(const void *a, const void *b)
{
	const struct survey_match *x = a, *y = b;
	int rank = survey_rank(x) - survey_rank(y);

	if (x->is_place != y->is_place)
		return x->is_place ? 1 : -1;
	if (rank != 0)
		return rank;
	if (x->records != y->records)
		return x->records > y->records ? -1 : 1;
	return strcmp(x->value, y->value);
}

int match_survey_make(struct match_view *view, struct index *index, bool places,
		      struct match_survey *ret, struct error *err)
{
	struct survey_work work = {.view = view, .survey = ret};
	const struct match_server *server;
	struct match_server usual;
	int rc;

	*ret = (struct match_survey){0};
	match_server_init(&usual, NULL, NULL, NULL);
	work.at = json_object();
	server = match_view_server(view);
	rc = match_walk(index, server != NULL ? server : &usual, places,
			survey_visit, &work, err);
	json_decref(work.at);
	match_server_done(&usual);
	if (rc < 0)
		match_survey_done(ret);
	else if (ret->n > 0)
		qsort(ret->items, ret->n, sizeof(*ret->items), survey_compare);
	return rc;
}

void match_survey_done(struct match_survey *survey)
{
	for (size_t i = 0; i < survey->n; i++) {
		struct survey_match *item = &survey->items[i];

		free(item->id);
		free(item->value);
		free(item->country);
		said_name_done(&item->name);
		said_place_done(&item->place);
	}
	free(survey->items);
	*survey = (struct match_survey){0};
}
