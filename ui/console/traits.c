/*
 * traits.c: what the terminal can do, as the settings want it and as the state
 * has to know it.
 *
 * 1. The session's traits are a copy: they change only here, between frames.
 */
#include "config.h"

#include "base/time/clock.h"
#include "ui/console/session.h"

void session_caps(const struct session *s, struct app_caps *ret)
{
	const struct terminal_traits *t = &s->traits;

	*ret = (struct app_caps){
		.ascii = !t->unicode,
		.letters = !t->unicode || t->colours == PREVIEW_MONO,
		.colours = s->term != NULL ? term_colours(s->term) : t->colours,
		.blocks = t->blocks,
		.awaited = !t->asked && probe_asks(s->probe),
		.sixel = t->route != TERMINAL_NO_SIXEL,
		.protocol = t->protocol,
		.plain = t->remote || t->route == TERMINAL_DIRECT,
		.shut = t->shut,
		.sixel_bands = t->route == TERMINAL_TMUX,
		.sixel_colours = t->registers,
		.cell_width = t->cell_width,
		.cell_height = t->cell_height,
		.max_width = t->max_width,
		.max_height = t->max_height,
	};
}

void session_take_traits(struct session *s)
{
	static const enum show_protocol protocols[] = {
		[SETTINGS_PICTURES_SIXEL] = SHOW_SIXEL,
		[SETTINGS_PICTURES_KITTY] = SHOW_KITTY,
		[SETTINGS_PICTURES_PLACEHOLDERS] = SHOW_PLACEHOLDERS,
		[SETTINGS_PICTURES_ITERM2] = SHOW_ITERM,
	};
	static const enum cell_blocks blocks[] = {
		[SETTINGS_CELLS_HALF] = CELL_HALVES,
		[SETTINGS_CELLS_QUADRANTS] = CELL_QUADRANTS,
		[SETTINGS_CELLS_SEXTANTS] = CELL_SEXTANTS,
	};
	enum settings_pictures pictures = s->options->pictures;

	s->traits = *probe_traits(s->probe);
	if (pictures == SETTINGS_PICTURES_CELLS)
		s->traits.route = TERMINAL_NO_SIXEL;
	else if (pictures != SETTINGS_PICTURES_AUTO)
		terminal_traits_force(&s->traits, protocols[pictures]);
	if (s->options->cells != SETTINGS_CELLS_AUTO)
		s->traits.blocks = blocks[s->options->cells];
	if (s->traits.route != TERMINAL_NO_SIXEL ||
	    pictures != SETTINGS_PICTURES_AUTO ||
	    s->options->passthrough == SETTINGS_PASSTHROUGH_OFF)
		s->traits.shut = false;
	session_caps(s, &s->app.caps);
}

/* ---- a terminal that may have become another ------------------------------ */

/* Nothing that pictures depend on has changed. */
static bool traits_are_same(const struct terminal_traits *now,
			    const struct terminal_traits *before)
{
	/* Who shows tmux matters to what the terminal has to keep. */
	if (now->protocol == SHOW_PLACEHOLDERS && now->client != before->client)
		return false;
	return now->route == before->route &&
	       now->protocol == before->protocol &&
	       now->cell_width == before->cell_width &&
	       now->cell_height == before->cell_height &&
	       now->registers == before->registers &&
	       now->max_width == before->max_width &&
	       now->max_height == before->max_height &&
	       now->blocks == before->blocks && now->shut == before->shut &&
	       now->origin_row == before->origin_row &&
	       now->origin_column == before->origin_column;
}

/* What the last round of questions has told; most often nothing new. */
static void traits_told(struct session *s)
{
	const struct terminal_traits before = s->traits;
	bool awaited = s->app.caps.awaited;
	struct error err;

	session_take_traits(s);
	if (!awaited && traits_are_same(&s->traits, &before)) {
		picture_retime(s->picture);
		return;
	}
	if (awaited && s->traits.shut &&
	    s->options->passthrough == SETTINGS_PASSTHROUGH_ON)
		passthrough_open(s->passthrough, clock_ms());
	picture_clear(s->picture);
	s->shown = 0;
	if (picture_renew(s->picture, &err) < 0)
		app_alarm(&s->app, "%s", err.text);
	term_redraw(s->term);
	app_resize(&s->app, s->surface.columns, s->surface.rows, &s->effects);
	session_perform(s);
	s->dirty = true;
}

/* tmux has been told to let pictures pass, and the terminal around it was
 * asked since: where none come, it is said why. */
static void traits_tell_passes(struct session *s)
{
	const struct terminal_traits *t = probe_traits(s->probe);

	if (!s->passes || t->shut)
		return;
	s->passes = false;
	if (t->route == TERMINAL_NO_SIXEL)
		app_say(&s->app, "tmux lets pictures pass now, but %s",
			t->no_sixel);
	s->dirty = true;
}

void session_passthrough(struct session *s)
{
	enum passthrough_news news =
		passthrough_turn(s->passthrough, clock_ms());

	if (news == PASSTHROUGH_OPENED)
		s->passes = s->ask = true;
	if (news != PASSTHROUGH_REFUSED)
		return;
	app_alarm(&s->app, "tmux does not let pictures pass: it is older than "
			   "3.3, or too busy; try again");
	s->dirty = true;
}

void session_probe(struct session *s)
{
	int64_t now = clock_ms();

	if (s->leaves)
		return;
	if (s->ask && !picture_waits(s->picture) && !s->dirty) {
		s->ask = false;
		s->asked_ms = now;
		probe_start(s->probe, now);
	}
	if (probe_turn(s->probe, now)) {
		traits_told(s);
		traits_tell_passes(s);
	}
	if (probe_speaks(s->probe) && picture_yield(s->picture))
		term_say(s->term, probe_say(s->probe));
}
