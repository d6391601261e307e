/*
 * traits.c: see traits.h.
 *
 * 1. What a terminal says comes before what its name or the environment does.
 */
#include "config.h"

#include "ui/probe/traits.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "image/palette/palette.h"
#include "image/show/kitty.h"

/* A terminal that has attribute 4 but does not say how many colours. */
#define TRAITS_REGISTERS_ASSUMED 16
/* From 0.62 on VTE draws sextants. */
#define TRAITS_VTE_SEXTANTS    6200
#define TRAITS_ASK_DSR	       "\033[5n"
#define TRAITS_ASK_DA1_WRAPPED "\033Ptmux;\033\033[c\033\\"

/* ---- the environment and names ------------------------------------------- */

static bool traits_env(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0';
}

static bool traits_env_is(const char *name, const char *prefix)
{
	const char *value = getenv(name);

	return value != NULL && strncmp(value, prefix, strlen(prefix)) == 0;
}

static bool traits_ends(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	return len >= n && strcmp(text + len - n, end) == 0;
}

/* From no colour to all, by the name of the terminal's type. */
static enum preview_colours traits_colours(void)
{
	const char *term = getenv("TERM");

	if (traits_env("NO_COLOR") || term == NULL || term[0] == '\0' ||
	    strcmp(term, "dumb") == 0 || strncmp(term, "vt", 2) == 0 ||
	    traits_ends(term, "-mono") || traits_ends(term, "-m"))
		return PREVIEW_MONO;
	if (traits_env_is("COLORTERM", "truecolor") ||
	    traits_env_is("COLORTERM", "24bit") || strstr(term, "-direct"))
		return PREVIEW_TRUE_COLOUR;
	return strstr(term, "256color") != NULL ? PREVIEW_COLOURS_256
						: PREVIEW_COLOURS_8;
}

/* "foot(1.13.1)", "Konsole 22.12.3": the program, whatever its number. */
bool terminal_is(const char *name, const char *program)
{
	size_t len = strlen(program);

	return strncmp(name, program, len) == 0 &&
	       strchr("( ", name[len]) != NULL;
}

static bool traits_is_one_of(const char *name, const char *const programs[])
{
	for (; *programs != NULL; programs++)
		if (terminal_is(name, *programs))
			return true;
	return false;
}

/* VTE (GNOME's terminal, Xfce's) tells its name to the programs that it starts,
 * and to nobody who asks it; one that another terminal answers for is not it. */
static bool traits_is_vte(const char *name)
{
	const char *version = getenv("VTE_VERSION"), *term = getenv("TERM");

	return name[0] == '\0' && version != NULL && term != NULL &&
	       strncmp(term, "xterm", 5) == 0 &&
	       strtol(version, NULL, 10) >= TRAITS_VTE_SEXTANTS;
}

/* What pictures of characters are made of. Quadrants are in every font that has
 * half blocks but the console's; sextants are drawn by these terminals
 * themselves, others may have no font for them. */
static enum cell_blocks traits_blocks(const struct terminal_traits *traits,
				      const char *name)
{
	static const char *const drawn[] = {"kitty",   "foot",	  "WezTerm",
					    "ghostty", "Konsole", "VTE",
					    "contour", "Rio",	  NULL};
	const char *term = getenv("TERM");

	if (!traits->unicode || term == NULL || strcmp(term, "linux") == 0)
		return CELL_HALVES;
	return traits_is_one_of(name, drawn) || traits_is_vte(name)
		       ? CELL_SEXTANTS
		       : CELL_QUADRANTS;
}

void terminal_traits_init(struct terminal_traits *traits)
{
	const char *term = getenv("TERM");

	traits->terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	traits->colours = traits_colours();
	traits->unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	traits->blocks = traits_blocks(traits, "");
	traits->tmux = traits_env("TMUX");
	traits->screen = !traits->tmux && traits_env("STY");
	traits->remote = traits_env("SSH_CONNECTION");
	snprintf(traits->name, sizeof(traits->name), "%.60s",
		 term != NULL ? term : "");
	text_clean_line(traits->name);
}

bool terminal_cell_fits(int width, int height)
{
	return width >= 2 && width <= 200 && height >= 4 && height <= 400;
}

/* The size of a cell as the terminal tells it, else from its area, else from
 * what the kernel knows. 16t first: the kernel's area includes borders. */
static void traits_cell(struct terminal_traits *traits,
			const struct probe_answers *answers)
{
	struct winsize size = {0};

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		size = (struct winsize){0};
	if (terminal_cell_fits(answers->cell_width, answers->cell_height)) {
		traits->cell_width = answers->cell_width;
		traits->cell_height = answers->cell_height;
	} else if (size.ws_col > 0 && size.ws_row > 0) {
		int width = answers->area_width > 0 ? answers->area_width
						    : size.ws_xpixel;
		int height = answers->area_height > 0 ? answers->area_height
						      : size.ws_ypixel;

		width /= size.ws_col;
		height /= size.ws_row;
		if (terminal_cell_fits(width, height)) {
			traits->cell_width = width;
			traits->cell_height = height;
		}
	}
}

static void traits_graphics(struct terminal_traits *traits,
			    const struct probe_answers *answers)
{
	int registers = answers->registers;

	traits_cell(traits, answers);
	traits->registers = registers > PALETTE_MAX ? PALETTE_MAX
			    : registers > 1	    ? registers
						    : TRAITS_REGISTERS_ASSUMED;
	traits->max_width = answers->max_width;
	traits->max_height = answers->max_height;
}

void terminal_traits_refuse(struct terminal_traits *traits, const char *why)
{
	traits->route = TERMINAL_NO_SIXEL;
	snprintf(traits->no_sixel, sizeof(traits->no_sixel), "%s", why);
}

/* Terminals that are known to erase sixel where text is written. All others
 * are cleared when a picture goes away: it costs a screen of text. Through
 * tmux that cannot be done. */
static bool traits_erases(const char *name)
{
	static const char *const known[] = {"XTerm", "mlterm", "foot", NULL};

	return traits_is_one_of(name, known);
}

/* "kitty(0.41.1)": the first numbers behind the name; false for another. */
static bool traits_version(const char *name, const char *program,
			   int *ret_major, int *ret_minor)
{
	*ret_major = *ret_minor = 0;
	if (!terminal_is(name, program))
		return false;
	return sscanf(name + strlen(program), "%*[( ]%3d.%3d", ret_major,
		      ret_minor) >= 1;
}

/* Nothing that can be asked tells whether a terminal knows placeholders. */
bool terminal_knows_cells(const char *name)
{
	int major, minor;

	if (traits_version(name, "kitty", &major, &minor))
		return major > 0 || minor >= 28;
	return traits_version(name, "ghostty", &major, &minor);
}

/* What a terminal without sixel and kitty's protocol takes. */
static bool traits_takes_iterm(const struct probe_answers *answers)
{
	static const char *const known[] = {"iTerm2", "WezTerm", "mintty",
					    "Konsole", NULL};

	return answers->iterm || traits_is_one_of(answers->name, known);
}

static enum show_protocol traits_iterm_of(const char *name)
{
	int major, minor;

	if (!traits_version(name, "iTerm2", &major, &minor))
		return SHOW_ITERM;
	return major > 3 || (major == 3 && minor >= 5) ? SHOW_ITERM_PARTS
						       : SHOW_ITERM;
}

static void traits_take(struct terminal_traits *traits,
			enum terminal_route route,
			const struct probe_answers *answers)
{
	traits_graphics(traits, answers);
	if (traits->cell_width == 0) {
		terminal_traits_refuse(traits,
				       "the terminal does not tell the size of "
				       "its characters");
		return;
	}
	traits->route = route;
	traits->sixel_stays =
		route == TERMINAL_DIRECT && !traits_erases(answers->name);
	snprintf(traits->ack_request, sizeof(traits->ack_request), "%s",
		 route == TERMINAL_PASSTHROUGH ? TRAITS_ASK_DA1_WRAPPED
					       : TRAITS_ASK_DSR);
}

/* Strips in so many columns and rows can be told apart. */
static void traits_limit_cells(struct terminal_traits *traits)
{
	traits->max_width = KITTY_CELLS_MAX * traits->cell_width;
	traits->max_height = KITTY_CELLS_MAX * traits->cell_height;
}

void terminal_traits_force(struct terminal_traits *traits,
			   enum show_protocol protocol)
{
	if (protocol == SHOW_ITERM)
		protocol = traits_iterm_of(traits->name);
	if (traits->route != TERMINAL_NO_SIXEL && traits->protocol == protocol)
		return;
	if (protocol != SHOW_SIXEL && traits->tmux)
		traits->route = TERMINAL_PASSTHROUGH;
	else if (traits->route == TERMINAL_NO_SIXEL)
		traits->route = TERMINAL_DIRECT;
	traits->protocol = protocol;
	if (protocol == SHOW_PLACEHOLDERS)
		traits_limit_cells(traits);
	snprintf(traits->found, sizeof(traits->found), "the settings");
}

/* ---- conclusions --------------------------------------------------------- */

static void traits_find(struct terminal_traits *traits,
			enum show_protocol protocol, const char *how)
{
	if (traits->route == TERMINAL_NO_SIXEL)
		return;
	traits->protocol = protocol;
	snprintf(traits->found, sizeof(traits->found), "%s", how);
}

/* Kitty's protocol through tmux, in the terminal's own words where it cannot
 * be. */
static void traits_conclude_cells(struct terminal_traits *traits,
				  const struct probe_heard *heard)
{
	if (!terminal_knows_cells(heard->outer.name)) {
		terminal_traits_refuse(traits,
				       "the terminal around tmux has no sixel");
	} else if (!heard->kitty.kitty) {
		terminal_traits_refuse(
			traits, "the terminal around tmux does not answer "
				"kitty's question");
	} else if (traits->colours < PREVIEW_COLOURS_256) {
		terminal_traits_refuse(traits,
				       "kitty's pictures in tmux take 256 "
				       "colours; set default-terminal to "
				       "tmux-256color");
	} else {
		traits_take(traits, TERMINAL_PASSTHROUGH, &heard->outer);
		traits_find(traits, SHOW_PLACEHOLDERS,
			    "its version, and an answer through tmux");
		traits_limit_cells(traits);
	}
}

static void traits_conclude_outer(struct terminal_traits *traits,
				  const struct probe_heard *heard)
{
	if (heard->outer.name[0] != '\0')
		snprintf(traits->name, sizeof(traits->name), "tmux in %.50s",
			 heard->outer.name);
	if (!heard->outer.done) {
		terminal_traits_refuse(traits,
				       "the terminal around tmux does not "
				       "answer");
	} else if (!heard->outer.sixel) {
		traits_conclude_cells(traits, heard);
	} else {
		traits_take(traits, TERMINAL_PASSTHROUGH, &heard->outer);
		traits_find(traits, SHOW_SIXEL, "DA1, answered through tmux");
		traits->origin_row =
			heard->tmux.pane_top + heard->tmux.status_top;
		traits->origin_column = heard->tmux.pane_left;
	}
}

static void traits_conclude_inside(struct terminal_traits *traits,
				   const struct probe_heard *heard)
{
	traits_take(traits, TERMINAL_TMUX, &heard->inner);
	traits_find(traits, SHOW_SIXEL, "DA1, and tmux's client_termfeatures");
}

static void traits_conclude_tmux(struct terminal_traits *traits,
				 const struct probe_heard *heard)
{
	if (heard->inner.sixel && heard->tmux.features_sixel)
		traits_conclude_inside(traits, heard);
	else if (heard->tmux.passthrough)
		traits_conclude_outer(traits, heard);
	else if (heard->inner.sixel)
		terminal_traits_refuse(traits,
				       "tmux knows of no sixel in the terminal "
				       "around it (terminal-features)");
	else
		terminal_traits_refuse(traits,
				       "this tmux lets none pass; \"set -p "
				       "allow-passthrough on\" may help");
	traits->shut = traits->route == TERMINAL_NO_SIXEL &&
		       heard->tmux.known && !heard->tmux.passthrough &&
		       tmux_pane() != NULL;
}

static void traits_conclude_direct(struct terminal_traits *traits,
				   const struct probe_heard *heard)
{
	const struct probe_answers *answers = &heard->inner;
	bool iterm = answers->iterm || heard->kitty.iterm;

	if (!answers->sixel && !heard->kitty.kitty && !iterm &&
	    !traits_takes_iterm(answers)) {
		terminal_traits_refuse(traits,
				       "the terminal does not offer it");
		return;
	}
	traits_take(traits, TERMINAL_DIRECT, answers);
	if (heard->kitty.kitty)
		traits_find(traits, SHOW_KITTY, "an answer to its question");
	else if (answers->sixel)
		traits_find(traits, SHOW_SIXEL, "attribute 4 of DA1");
	else
		traits_find(traits, traits_iterm_of(answers->name),
			    iterm ? "an answer to ReportCellSize"
				  : "the terminal's name");
}

void terminal_traits_conclude(struct terminal_traits *traits,
			      const struct probe_heard *heard)
{
	traits->sixel_stays = traits->shut = false;
	traits->registers = traits->max_width = traits->max_height = 0;
	traits->no_sixel[0] = traits->ack_request[0] = '\0';
	traits->protocol = SHOW_SIXEL;
	traits->found[0] = '\0';
	traits->client = heard->tmux.client;
	if (heard->inner.name[0] != '\0')
		snprintf(traits->name, sizeof(traits->name), "%s",
			 heard->inner.name);
	if (!heard->inner.done)
		terminal_traits_refuse(traits, "the terminal does not answer");
	else if (traits->tmux)
		traits_conclude_tmux(traits, heard);
	else
		traits_conclude_direct(traits, heard);
	if (traits->route == TERMINAL_NO_SIXEL)
		traits_cell(traits, &heard->inner);
	traits->blocks = traits_blocks(traits, heard->outer.name[0] != '\0'
						       ? heard->outer.name
						       : heard->inner.name);
	traits->asked = true;
}
