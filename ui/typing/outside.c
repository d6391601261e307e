/*
 * outside.c: the line in the hands of another program. See outside.h.
 *
 * 1. What was typed stands in the line until something else comes back.
 */
#include "config.h"

#include "ui/typing/outside.h"

#include "base/mem.h"

void typing_hand_out(struct app *app, struct effects *effects)
{
	struct effect *effect;

	if (!app->edit.active)
		return;
	effect = effects_add(effects, EFFECT_EDITOR);
	effect->editor = mem_strdup(lineedit_text(&app->edit.line));
	app->typing.away = true;
}

void typing_take_back(struct app *app, struct editor_done *done)
{
	app->typing.away = false;
	if (done->error.kind != ERROR_NONE)
		app_alarm(app, "%s; what you typed is still here",
			  done->error.text);
	else if (!app->edit.active)
		app_alarm(app, "the record changed meanwhile; what you had "
			       "typed is kept as not saved");
	else if (done->text == NULL)
		app_say(app, "the editor has changed nothing");
	else {
		lineedit_set(&app->edit.line, done->text);
		app->edit.via = VIA_TYPED;
		app_say(app,
			"this is what the editor saved{: {commit} saves it}");
	}
}
