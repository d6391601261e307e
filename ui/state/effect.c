/*
 * effect.c: what the state asks of the world. See effect.h.
 *
 * 1. One table says of each kind how it is told and freed; strings of an
 *    effect are its own.
 */
#include "config.h"

#include "ui/state/effect.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

struct effect *effects_add(struct effects *effects, enum effect_kind kind)
{
	struct effect *effect;

	ARRAY_GROW(effects->items, effects->n, effects->cap);
	effect = &effects->items[effects->n++];
	*effect = (struct effect){.kind = kind};
	return effect;
}

static void free_specimen(struct effect *e)
{
	free(e->specimen.id);
}

static void free_review(struct effect *e)
{
	free(e->review.specimen_id);
	free(e->review.term);
	free(e->review.value);
	free(e->review.reason);
	free(e->review.seen);
	free(e->review.boxes);
	for (size_t i = 0; i < e->review.n_changes; i++) {
		free(e->review.changes[i].term);
		free(e->review.changes[i].value);
		free(e->review.changes[i].seen);
	}
	free(e->review.changes);
	seen_done(&e->review.view);
}

static void free_preview(struct effect *e)
{
	free(e->preview.path);
}

static void free_look(struct effect *e)
{
	free(e->look.path);
	free(e->look.image);
}

static void free_suggest(struct effect *e)
{
	free(e->suggest.id);
}

static void free_complete(struct effect *e)
{
	free(e->complete.id);
	free(e->complete.term);
	free(e->complete.text);
	record_done(&e->complete.known);
}

static void free_columns(struct effect *e)
{
	free(e->columns.term);
	column_release(e->columns.column);
	bulk_ask_done(&e->columns.ask);
	free(e->columns.shown);
}

static void free_editor(struct effect *e)
{
	free(e->editor);
}

static void free_claim(struct effect *e)
{
	free(e->claim);
}

static void free_draft(struct effect *e)
{
	draft_done(&e->draft);
}

static void free_habit(struct effect *e)
{
	free(e->habit);
}

void effects_add_options(struct effects *effects, enum effect_kind kind,
			 const struct extract_options *options)
{
	struct effect *effect = effects_add(effects, kind);

	effect->extract.texts =
		extract_options_copy(options, &effect->extract.options);
}

void effects_add_command(struct effects *effects, enum extract_verb verb)
{
	effects_add(effects, EFFECT_COMMAND)->verb = verb;
}

static void free_extract(struct effect *e)
{
	free(e->extract.texts);
}

static void free_folders(struct effect *e)
{
	free(e->folders);
}

static void say_rows(const struct effect *e, struct bytes *ret)
{
	bytes_printf(ret, " %zu+%zu", e->rows.offset, e->rows.limit);
}

static void say_specimen(const struct effect *e, struct bytes *ret)
{
	if (e->specimen.id != NULL)
		bytes_printf(ret, " %.12s", e->specimen.id);
	else
		bytes_printf(ret, " rank %zu", e->specimen.rank);
}

static void say_word(const char *label, const char *text, struct bytes *ret)
{
	if (text != NULL)
		bytes_printf(ret, " %s=%s", label, text);
}

static void say_columns(const struct effect *e, struct bytes *ret)
{
	const struct bulk_ask *ask = &e->columns.ask;

	say_word("term", e->columns.term, ret);
	for (size_t i = 0; i < ask->n; i++) {
		say_word("term", ask->changes[i].term, ret);
		say_word("to", ask->changes[i].to, ret);
		say_word("replace", ask->changes[i].replace, ret);
		bytes_printf(ret, " from %zu", ask->changes[i].n_from);
	}
	if (ask->n_ids > 0)
		bytes_printf(ret, " of %zu", ask->n_ids);
	if (ask->with_signed)
		bytes_append_str(ret, " signed");
}

static void say_review(const struct effect *e, struct bytes *ret)
{
	bytes_printf(ret, " %s %.12s", act_op_word(e->review.op),
		     e->review.specimen_id != NULL ? e->review.specimen_id
						   : "last");
	say_word("term", e->review.term, ret);
	say_word("value", e->review.value, ret);
	say_word("reason", e->review.reason, ret);
	say_word("seen", e->review.seen, ret);
	for (size_t i = 0; i < e->review.n_changes; i++)
		bytes_printf(ret, " %s=%s", e->review.changes[i].term,
			     e->review.changes[i].value);
	say_word("for", act_mark_word(e->review.mark), ret);
	say_word("via", act_via_word(e->review.via), ret);
	if (e->review.n_boxes > 0)
		bytes_printf(ret, " boxes=%zu", e->review.n_boxes);
	if (e->review.override)
		bytes_append_str(ret, " override");
}

static void say_look(const struct effect *e, struct bytes *ret)
{
	say_word("at", e->look.path, ret);
}

static void say_suggest(const struct effect *e, struct bytes *ret)
{
	bytes_printf(ret, " %.12s", e->suggest.id);
}

static void say_complete(const struct effect *e, struct bytes *ret)
{
	say_word("term", e->complete.term, ret);
	say_word("text", e->complete.text, ret);
}

static void say_preview(const struct effect *e, struct bytes *ret)
{
	const struct preview_request *p = &e->preview.request;

	bytes_printf(ret,
		     " %s region %d,%d %dx%d turn %d%s zoom %g pan %.2f,"
		     "%.2f frames %d cells %dx%d",
		     p->path, p->region.x, p->region.y, p->region.w,
		     p->region.h, p->rotation, p->exif ? "+exif" : "", p->zoom,
		     p->pan_x, p->pan_y, p->n_frames, p->columns, p->rows);
	if (p->scale > 0)
		bytes_printf(ret, " scale %g", p->scale);
	if (p->tone != TONE_PLAIN)
		bytes_printf(ret, " %s", tone_word(p->tone));
	if (p->n_marks > 0)
		bytes_printf(ret, " numbers %d-%d", p->marks[0].number,
			     p->marks[p->n_marks - 1].number);
}

static void say_editor(const struct effect *e, struct bytes *ret)
{
	say_word("text", e->editor, ret);
}

static void say_claim(const struct effect *e, struct bytes *ret)
{
	say_word("id", e->claim, ret);
}

static void say_draft(const struct effect *e, struct bytes *ret)
{
	say_word("term", e->draft.term, ret);
	say_word("value", e->draft.value, ret);
	say_word("at", e->draft.at_term, ret);
	say_word("filter", e->draft.filter, ret);
	say_word("line", e->draft.line, ret);
	if (e->draft.n_unsaved > 0)
		bytes_printf(ret, " unsaved=%zu", e->draft.n_unsaved);
}

static void say_habit(const struct effect *e, struct bytes *ret)
{
	bytes_printf(ret, " %s", e->habit);
}

static void say_extract(const struct effect *e, struct bytes *ret)
{
	const struct extract_options *o = &e->extract.options;

	static const char *const sends[PAYLOAD_SENDS] = {
		[PAYLOAD_BOTH] = NULL,
		[PAYLOAD_LABELS] = "labels",
		[PAYLOAD_SHEET] = "sheet",
		[PAYLOAD_TEXT] = "text",
	};

	bytes_printf(ret,
		     " images=%s engine=%s offset=%zu limit=%zu "
		     "threads=%d%s%s",
		     o->images != NULL ? o->images : "", o->engine, o->offset,
		     o->limit, o->threads, o->retry_failed ? " retry" : "",
		     o->again ? " again" : "");
	if (o->repoint)
		bytes_append_str(ret, " repoint");
	if (o->by_batch)
		bytes_append_str(ret, " by-batch");
	say_word("url", o->base_url, ret);
	say_word("models", o->models, ret);
	say_word("send", sends[o->send], ret);
	say_word("keys", o->key_file, ret);
	if (o->window > 0)
		bytes_printf(ret, " window=%d", o->window);
	if (o->budget_usd > 0)
		bytes_printf(ret, " budget=%.2f", o->budget_usd);
}

static void say_command(const struct effect *e, struct bytes *ret)
{
	bytes_append_str(ret, extract_verb_word(e->verb));
}

static const struct {
	const char *word; /* NULL: `say` says it all */
	void (*free)(struct effect *effect);
	void (*say)(const struct effect *effect, struct bytes *ret);
} effect_ops[] = {
	[EFFECT_QUIT] = {.word = "quit"},
	[EFFECT_SUSPEND] = {.word = "suspend"},
	[EFFECT_EDITOR] = {"editor", free_editor, say_editor},
	[EFFECT_REPAINT] = {.word = "repaint"},
	[EFFECT_PASS] = {.word = "pass"},
	[EFFECT_ROWS] = {"rows", NULL, say_rows},
	[EFFECT_SPECIMEN] = {"specimen", free_specimen, say_specimen},
	[EFFECT_COUNTS] = {.word = "counts"},
	[EFFECT_REVIEW] = {"review", free_review, say_review},
	[EFFECT_PREVIEW] = {"preview", free_preview, say_preview},
	[EFFECT_PREFETCH] = {"prefetch", free_preview, say_preview},
	[EFFECT_SUGGEST] = {"suggest", free_suggest, say_suggest},
	[EFFECT_COMPLETE] = {"complete", free_complete, say_complete},
	[EFFECT_LOOK] = {"look", free_look, say_look},
	[EFFECT_CLAIM] = {"claim", free_claim, say_claim},
	[EFFECT_DRAFT] = {"draft", free_draft, say_draft},
	[EFFECT_HABIT] = {"habit", free_habit, say_habit},
	[EFFECT_EXTRACT] = {"extract", free_extract, say_extract},
	[EFFECT_BATCH] = {"batch", free_extract, say_extract},
	[EFFECT_FORECAST] = {"forecast", free_extract, say_extract},
	[EFFECT_FOLDERS] = {"folders", free_folders, NULL},
	[EFFECT_COMMAND] = {NULL, NULL, say_command},
	[EFFECT_VALUES] = {"values", free_columns, say_columns},
	[EFFECT_CLUSTERS] = {"clusters", free_columns, say_columns},
	[EFFECT_PLAN] = {"plan", free_columns, say_columns},
	[EFFECT_BULK] = {"bulk", free_columns, say_columns},
	[EFFECT_COLUMNS_CANCEL] = {"cancel", NULL, NULL},
};

void effects_clear(struct effects *effects)
{
	for (size_t i = 0; i < effects->n; i++) {
		struct effect *effect = &effects->items[i];

		if (effect_ops[effect->kind].free != NULL)
			effect_ops[effect->kind].free(effect);
		free(effect->filter_text);
		free(effect->filter_missing);
		free(effect->filter_reader);
		free(effect->filter_eyes);
	}
	effects->n = 0;
}

void effects_done(struct effects *effects)
{
	effects_clear(effects);
	free(effects->items);
	*effects = (struct effects){0};
}

void effect_describe(const struct effect *effect, struct bytes *ret)
{
	if (effect_ops[effect->kind].word != NULL)
		bytes_append_str(ret, effect_ops[effect->kind].word);
	if (effect_ops[effect->kind].say != NULL)
		effect_ops[effect->kind].say(effect, ret);
}
