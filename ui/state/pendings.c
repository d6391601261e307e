/*
 * pendings.c: acts that are not yet in the record. See pendings.h.
 *
 * 1. An act is shown at once as "being saved"; it is called saved only when
 *    the store has answered (ui/app/mail.c).
 * 2. A new act on a field takes the place of the one that failed there.
 */
#include "config.h"

#include "ui/state/pendings.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

void pendings_add(struct pendings *pendings, struct pending_act act)
{
	ARRAY_GROW(pendings->items, pendings->n, pendings->cap);
	pendings->items[pendings->n++] = act;
}

void pendings_remove(struct pendings *pendings, size_t i)
{
	struct pending_act *p = &pendings->items[i];

	free(p->specimen_id);
	free(p->term);
	free(p->value);
	free(p->error);
	pendings->n--;
	memmove(p, p + 1, (pendings->n - i) * sizeof(*p));
}

void pendings_done(struct pendings *pendings)
{
	while (pendings->n > 0)
		pendings_remove(pendings, pendings->n - 1);
	free(pendings->items);
	*pendings = (struct pendings){0};
}

static bool pending_is_of(const struct app *app, const struct pending_act *p,
			  const char *term)
{
	return p->term != NULL && strcmp(p->term, term) == 0 &&
	       app_is_here(app, p->specimen_id);
}

void pendings_drop(struct app *app, const char *term)
{
	for (size_t i = app->pendings.n; i-- > 0;)
		if (app->pendings.items[i].failed &&
		    pending_is_of(app, &app->pendings.items[i], term))
			pendings_remove(&app->pendings, i);
}

void pendings_resolve(struct app *app)
{
	for (size_t i = app->pendings.n; i-- > 0;) {
		const struct pending_act *p = &app->pendings.items[i];

		if (p->revision > 0 &&
		    (!app_is_here(app, p->specimen_id) ||
		     p->revision <= app->here.specimen.revision))
			pendings_remove(&app->pendings, i);
	}
}

/* What the store has, or will have once it has caught up. */
static const char *pendings_seen(const struct app *app, const char *term)
{
	const struct field *field = app_field(app, term);
	const char *seen = field != NULL ? field->value : "";

	for (size_t i = 0; i < app->pendings.n; i++) {
		const struct pending_act *p = &app->pendings.items[i];

		if (!p->failed && pending_is_of(app, p, term))
			seen = p->value != NULL ? p->value : "";
	}
	return seen;
}

/* Asks for it and remembers it; takes its strings, but those of the act are
 * copied. `seen`: what stands in the field. */
static void pendings_ask(struct app *app, struct pending_act next,
			 struct effect_review review, struct effects *effects)
{
	struct effect *effect = effects_add(effects, EFFECT_REVIEW);

	next.ticket = app_ticket(app);
	effect->ticket = next.ticket;
	review.op = next.op;
	review.specimen_id = mem_strdup(next.specimen_id);
	review.term = mem_strdup(next.term);
	review.value = mem_strdup(next.value);
	effect->review = review;
	pendings_add(&app->pendings, next);
	app->saved = false;
}

void pendings_submit(struct app *app, enum act_op op, const char *term,
		     const char *value, struct effects *effects)
{
	struct pending_act next = {
		.op = op,
		.specimen_id = mem_strdup(app->here.specimen.id),
		.term = mem_strdup(term),
		.value = mem_strdup(value),
	};
	struct effect_review review = {
		.seen = mem_strdup(pendings_seen(app, term)),
	};

	/* `value` may belong to the failed act that gives way. */
	pendings_drop(app, next.term);
	pendings_ask(app, next, review, effects);
}

void pendings_submit_record(struct app *app, enum act_op op, const char *text,
			    bool override, struct effects *effects)
{
	bool anywhere = op == ACT_UNDO || op == ACT_REDO;
	struct pending_act next = {
		.op = op,
		.specimen_id =
			mem_strdup(anywhere ? NULL : app->here.specimen.id),
		.value = op == ACT_NOTE ? mem_strdup(text) : NULL,
	};
	struct effect_review review = {
		.reason = op == ACT_REJECT ? mem_strdup(text) : NULL,
		.override = override,
	};

	pendings_ask(app, next, review, effects);
}
