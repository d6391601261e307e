/*
 * helps.c: what helps a curator to fill fields. See helps.h.
 *
 * 1. What is here is of the record that is here, or it is not shown: an answer
 *    for another one, or for another text, is dropped.
 * 2. What was fetched ahead is shown at once and asked for once more: the
 *    record before, signed since, may be the most alike.
 * 3. Candidates that somebody has begun to read keep their places, whatever
 *    comes to be known meanwhile; what comes soon after a key may be in any
 *    order.
 */
#include "config.h"

#include "ui/state/helps.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/context/gathering.h"
#include "ui/state/pendings.h"
#include "ui/state/state.h"

/* After so long without a key somebody reads what is offered. */
#define HELPS_READ_MS 300

#define NAME_LONG  24 /* bytes of a name before its end: more is a hash */
#define NAME_SHORT 10

/* --- which record --------------------------------------------------------- */

static struct helps_of of_slot(const struct slot *slot)
{
	const struct specimen *s = &slot->specimen;

	return (struct helps_of){
		.id = slot->have ? s->id : NULL, /* borrowed */
		.revision = s->revision,
		.facts = s->facts_stamp,
		.outcomes = s->n_outcomes,
	};
}

static bool of_same_record(const struct helps_of *a, const struct helps_of *b)
{
	return a->id != NULL && b->id != NULL && strcmp(a->id, b->id) == 0;
}

static bool of_same(const struct helps_of *a, const struct helps_of *b)
{
	return of_same_record(a, b) && a->revision == b->revision &&
	       a->facts == b->facts && a->outcomes == b->outcomes;
}

static void of_copy(struct helps_of *to, const struct helps_of *from)
{
	mem_replace(&to->id, from->id);
	to->revision = from->revision;
	to->facts = from->facts;
	to->outcomes = from->outcomes;
}

static void helps_record_done(struct helps_record *record)
{
	free(record->of.id);
	term_suggestions_free(record->terms, record->n_terms);
	alike_free(record->alike);
	alike_free(record->duplicate);
	*record = (struct helps_record){0};
}

void helps_done(struct helps *helps)
{
	helps_record_done(&helps->here);
	helps_record_done(&helps->ahead);
	free(helps->asked.id);
	free(helps->term);
	free(helps->text);
	suggestions_done(&helps->completion);
	*helps = (struct helps){0};
}

/* --- what is here --------------------------------------------------------- */

/* The help for the record that is here, of whichever of its states; NULL. */
static const struct helps_record *helps_here(const struct app *app)
{
	const struct helps_record *here = &app->helps.here;

	return app_is_here(app, here->of.id) ? here : NULL;
}

bool helps_known(const struct app *app)
{
	return helps_here(app) != NULL;
}

static const struct term_suggestions *helps_term(const struct app *app,
						 const char *term)
{
	const struct helps_record *here = helps_here(app);

	for (size_t i = 0; here != NULL && term != NULL && i < here->n_terms;
	     i++)
		if (strcmp(here->terms[i].term, term) == 0)
			return &here->terms[i];
	return NULL;
}

const struct suggestions *helps_of_term(const struct app *app, const char *term)
{
	const struct term_suggestions *of = helps_term(app, term);

	return of != NULL && of->list.n > 0 ? &of->list : NULL;
}

size_t helps_stands(const struct app *app, const char *term)
{
	const struct term_suggestions *of = helps_term(app, term);

	return of != NULL ? of->stands : 0;
}

bool helps_said(const struct app *app, const char *term,
		enum suggestion_source source)
{
	const struct term_suggestions *of = helps_term(app, term);

	return of != NULL && (of->said & 1u << source) != 0;
}

const struct alike *helps_alike(const struct app *app)
{
	const struct helps_record *here = helps_here(app);

	return here != NULL ? here->alike : NULL;
}

const struct alike *helps_duplicate(const struct app *app)
{
	const struct helps_record *here = helps_here(app);

	return here != NULL ? here->duplicate : NULL;
}

const struct alike *helps_ditto(const struct app *app)
{
	const struct alike *duplicate = helps_duplicate(app);

	return duplicate != NULL ? duplicate : helps_alike(app);
}

/* Whether the record that is repeated is of another gathering, and the term is
 * of one alone. */
static bool is_anothers(const struct app *app, const struct term *term)
{
	return term != NULL && gathering_is_one(term) &&
	       helps_duplicate(app) == NULL;
}

const char *helps_ditto_value(const struct app *app, const char *term)
{
	const struct alike *record = helps_ditto(app);
	const struct term *known = terms_find(app->terms, term);

	if (record == NULL || (known != NULL && gathering_is_own(known)) ||
	    is_anothers(app, known))
		return "";
	return record_value(&record->record, term);
}

const char *helps_ditto_lack(const struct app *app, const char *term)
{
	const struct alike *record = helps_ditto(app);

	const struct term *known = terms_find(app->terms, term);

	if (record == NULL || text_blank(record_value(&record->record, term)))
		return "nothing there";
	if (is_anothers(app, known))
		return "another gathering's";
	return known != NULL && known->said == SAID_ANY ? "a label of its own"
							: "a number of its own";
}

char *helps_alike_name(const struct app *app, const struct alike *record)
{
	const char *slash = strrchr(record->image, '/');
	const char *base = slash != NULL ? slash + 1 : record->image;
	const char *dot = strrchr(base, '.');

	if (dot != NULL && dot - base > NAME_LONG)
		return mem_printf("%.*s%s%s", NAME_SHORT, base,
				  glyph_text(app->caps.ascii, GLYPH_ELLIPSIS),
				  dot);
	return mem_strdup(base);
}

/* Whether this is what is being typed. */
static bool helps_typed(const struct app *app, const char *term,
			const char *text)
{
	const struct edit *edit = &app->edit;

	return edit->active && term != NULL && strcmp(term, edit->term) == 0 &&
	       strcmp(text, lineedit_text(&edit->line)) == 0;
}

const struct suggestions *helps_completion(const struct app *app)
{
	const struct helps *helps = &app->helps;

	if (helps->completing != 0 || helps->completion.n == 0 ||
	    !helps_typed(app, helps->term, helps->text))
		return NULL;
	return &helps->completion;
}

/* --- asking --------------------------------------------------------------- */

static void helps_send(struct app *app, const struct helps_of *of,
		       struct effects *effects)
{
	struct effect *effect = effects_add(effects, EFFECT_SUGGEST);

	effect->ticket = app->helps.ticket = app_ticket(app);
	effect->suggest.id = mem_strdup(of->id);
	of_copy(&app->helps.asked, of);
}

/* Another record has come: what was fetched for it ahead, or nothing. */
static void helps_move(struct helps *helps, const struct helps_of *now)
{
	if (now->id == NULL || of_same_record(&helps->here.of, now))
		return;
	helps_record_done(&helps->here);
	if (!of_same_record(&helps->ahead.of, now))
		return;
	helps->here = helps->ahead;
	helps->ahead = (struct helps_record){0};
	helps->stale = true;
}

static void helps_ask_record(struct app *app, struct effects *effects)
{
	struct helps *helps = &app->helps;
	struct helps_of here = of_slot(&app->here);
	struct helps_of ahead = of_slot(&app->ahead);
	bool waits = helps->ticket != 0;

	helps_move(helps, &here);
	if (here.id != NULL &&
	    (helps->stale || !of_same(&helps->here.of, &here))) {
		helps->stale = false;
		if (!waits || !of_same(&helps->asked, &here))
			helps_send(app, &here, effects);
	} else if (!waits && ahead.id != NULL &&
		   !of_same_record(&here, &ahead) &&
		   !of_same(&helps->ahead.of, &ahead)) {
		helps_send(app, &ahead, effects);
	}
}

void helps_forget_completion(struct app *app)
{
	struct helps *helps = &app->helps;

	mem_replace(&helps->term, NULL);
	helps->completing = 0;
	suggestions_done(&helps->completion);
}

static void helps_ask_completion(struct app *app, struct effects *effects)
{
	struct helps *helps = &app->helps;
	struct effect *effect;

	if (!app->edit.active || !app->here.have ||
	    helps_typed(app, helps->term, helps->text))
		return;
	mem_replace(&helps->term, app->edit.term);
	mem_replace(&helps->text, lineedit_text(&app->edit.line));
	suggestions_done(&helps->completion);
	effect = effects_add(effects, EFFECT_COMPLETE);
	effect->ticket = helps->completing = app_ticket(app);
	effect->complete.id = mem_strdup(app->here.specimen.id);
	effect->complete.term = mem_strdup(helps->term);
	effect->complete.text = mem_strdup(helps->text);
	pendings_record(app, &effect->complete.known);
}

void helps_ask(struct app *app, struct effects *effects)
{
	if (app->read_only)
		return;
	helps_ask_record(app, effects);
	helps_ask_completion(app, effects);
}

/* --- answers -------------------------------------------------------------- */

static struct suggestions *helps_list(struct term_suggestions *terms, size_t n,
				      const char *term)
{
	for (size_t i = 0; term != NULL && i < n; i++)
		if (strcmp(terms[i].term, term) == 0)
			return &terms[i].list;
	return NULL;
}

/* Those that stood there keep their places, and others come behind them. */
static void suggestions_keep(struct suggestions *now,
			     const struct suggestions *before)
{
	size_t kept = 0;

	for (size_t i = 0; i < before->n; i++)
		for (size_t k = kept; k < now->n; k++) {
			struct suggestion found = now->items[k];

			if (strcmp(found.value, before->items[i].value) != 0)
				continue;
			memmove(&now->items[kept + 1], &now->items[kept],
				(k - kept) * sizeof(found));
			now->items[kept++] = found;
			break;
		}
}

/* Invariant 3. */
static void helps_keep(const struct app *app, const struct helps_record *before,
		       struct query_suggestions *answer)
{
	const struct spent_clock *clock = &app->spent;
	const char *term = app->grid.term;
	struct suggestions *was, *now;

	if (clock->now_ms - clock->last_ms < HELPS_READ_MS ||
	    !of_same_record(&before->of, &app->helps.asked))
		return;
	was = helps_list(before->terms, before->n_terms, term);
	now = helps_list(answer->terms, answer->n_terms, term);
	if (was != NULL && now != NULL)
		suggestions_keep(now, was);
}

void helps_take(struct app *app, struct query_suggestions *answer)
{
	struct helps *helps = &app->helps;
	bool here = app_is_here(app, answer->specimen_id);
	struct helps_record *to = here ? &helps->here : &helps->ahead;

	if (answer->ticket != helps->ticket)
		return;
	helps->ticket = 0;
	if (here)
		helps_keep(app, to, answer);
	helps_record_done(to);
	*to = (struct helps_record){
		.of = helps->asked,
		.terms = answer->terms,
		.n_terms = answer->n_terms,
		.alike = answer->alike,
		.duplicate = answer->duplicate,
	};
	helps->asked = (struct helps_of){0};
	answer->terms = NULL;
	answer->n_terms = 0;
	answer->alike = answer->duplicate = NULL;
}

void helps_take_completion(struct app *app, struct query_completion *answer)
{
	struct helps *helps = &app->helps;

	if (answer->ticket != helps->completing)
		return;
	helps->completing = 0;
	suggestions_done(&helps->completion);
	helps->completion = answer->list;
	answer->list = (struct suggestions){0};
}
