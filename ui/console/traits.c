/*
 * traits.c: what the terminal can do, as the settings want it and as the state
 * has to know it.
 *
 * 1. The session's traits are a copy: they change only here, between frames.
 */
#include "config.h"

#include "ui/console/session.h"

void session_caps(const struct session *s, struct app_caps *ret)
{
	const struct terminal_traits *t = &s->traits;

	*ret = (struct app_caps){
		.ascii = !t->unicode,
		.letters = !t->unicode || t->colours == PREVIEW_MONO,
		.colours = s->term != NULL ? term_colours(s->term) : t->colours,
		.blocks = t->blocks,
		.sixel = t->route != TERMINAL_NO_SIXEL,
		.protocol = t->protocol,
		.plain = t->remote,
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
