/*
 * preview.c: `vasculum preview`: a sheet, or a label on it, in the terminal
 * or as a file.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd/commands.h"
#include "engine/label/find.h"
#include "engine/label/upright.h"
#include "image/decode/picture.h"
#include "image/show/iterm.h"
#include "image/show/kitty.h"
#include "review/preview/preview.h"
#include "ui/probe/probe.h"

/* Where there is no terminal to fit into. */
#define PREVIEW_WIDTH	800
#define PREVIEW_HEIGHT	1000
#define PREVIEW_COLUMNS 80
#define PREVIEW_ROWS	40
#define PREVIEW_BAND	6
/* Where the terminal does not tell how large its characters are. */
#define PREVIEW_CELL_WIDTH  9
#define PREVIEW_CELL_HEIGHT 18
/* The first of 200 numbers of pictures with placeholders. */
#define PREVIEW_ID 32

enum preview_format {
	FORMAT_BY_TERMINAL,
	FORMAT_SIXEL,
	FORMAT_KITTY,
	FORMAT_PLACEHOLDERS,
	FORMAT_ITERM2,
	FORMAT_CELLS, /* whatever the terminal shows of those below */
	FORMAT_HALF,
	FORMAT_QUADRANTS,
	FORMAT_SEXTANTS,
	FORMAT_PPM,
};

static const char *const preview_formats[] = {
	[FORMAT_SIXEL] = "sixel",
	[FORMAT_KITTY] = "kitty",
	[FORMAT_PLACEHOLDERS] = "placeholders",
	[FORMAT_ITERM2] = "iterm2",
	[FORMAT_CELLS] = "cells",
	[FORMAT_HALF] = "half",
	[FORMAT_QUADRANTS] = "quadrants",
	[FORMAT_SEXTANTS] = "sextants",
	[FORMAT_PPM] = "ppm",
};

/* What the options say. */
struct preview_call {
	const char *path;
	long label; /* from 1; 0: the sheet */
	long rotate;
	enum preview_format format;
	int width, height; /* 0: as fits the terminal */
	struct terminal_traits traits;
};

/* Of pixels in a terminal's protocol. */
static bool preview_is_pixels(enum preview_format format)
{
	return format >= FORMAT_SIXEL && format < FORMAT_CELLS;
}

/* Placed by cells of the terminal. */
static bool preview_is_cells(enum preview_format format)
{
	return format >= FORMAT_CELLS && format <= FORMAT_SEXTANTS;
}

/* --- options -------------------------------------------------------------- */

enum { OPTION_LABEL, OPTION_ROTATE, OPTION_FORMAT, OPTION_SIZE };

static const struct command_option preview_options[] = {
	[OPTION_LABEL] = {"label", 'l', "N",
			  "the Nth label found on the sheet, upright"},
	[OPTION_ROTATE] = {"rotate", 'r', "DEGREES",
			   "turn clockwise by 90, 180 or 270 more"},
	[OPTION_FORMAT] =
		{"format", 'f', "FORMAT",
		 "sixel, kitty, placeholders, iterm2, cells (half, "
		 "quadrants, sextants) or ppm (what the terminal can)"},
	[OPTION_SIZE] = {"size", 's', "WxH",
			 "fit into so many pixels (cells: columns x rows)"},
	{NULL, 0, NULL, NULL},
};

static int preview_take_format(struct preview_call *call, const char *value,
			       struct error *err)
{
	for (size_t i = FORMAT_SIXEL; i < ARRAY_LEN(preview_formats); i++)
		if (strcmp(value, preview_formats[i]) == 0) {
			call->format = (enum preview_format)i;
			return 0;
		}
	return error_set(
		err, ERROR_USAGE,
		"--format takes sixel, kitty, placeholders, iterm2, cells, "
		"half, quadrants, sextants or ppm, not \"%s\"",
		value);
}

static int preview_take_size(struct preview_call *call, const char *value,
			     struct error *err)
{
	char rest;

	if (sscanf(value, "%5dx%5d%c", &call->width, &call->height, &rest) ==
		    2 &&
	    call->width >= 1 && call->height >= 1)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "--size takes a width and a height, as 800x600, not "
			 "\"%s\"",
			 value);
}

static int preview_take(void *data, int option, const char *value,
			struct error *err)
{
	struct preview_call *call = data;

	if (option == OPTION_LABEL) {
		if (command_number("label", value, LABELS_MAX, &call->label,
				   err) < 0)
			return -1;
		return call->label > 0 ? 0
				       : error_set(err, ERROR_USAGE,
						   "--label counts from 1");
	}
	if (option == OPTION_FORMAT)
		return preview_take_format(call, value, err);
	if (option == OPTION_SIZE)
		return preview_take_size(call, value, err);
	if (command_number("rotate", value, 360, &call->rotate, err) < 0)
		return -1;
	if (call->rotate % 90 != 0)
		return error_set(err, ERROR_USAGE,
				 "--rotate takes 0, 90, 180 or 270, not \"%s\"",
				 value);
	return 0;
}

/* --- what to show --------------------------------------------------------- */

/* The labels of the picture, and number `n` of them turned as the built-in
 * reader turns it. */
static int preview_find(const char *path, long n, struct labels *ret,
			struct error *err)
{
	struct upright upright CLEANUP(upright_done) = {0};
	struct picture_info info;
	bool guessed;

	if (picture_probe(path, &info, err) < 0 ||
	    label_find(path, &info, NULL, ret, err) < 0 ||
	    upright_decide(&upright, path, &info, ret, &guessed, err) < 0)
		return -1;
	return n > ret->n ? 0
			  : upright_read_label(&upright, path, &info,
					       &ret->items[n - 1], err);
}

/* A label is turned as it reads, not as EXIF says. */
static int preview_set_label(const struct preview_call *call,
			     struct preview_request *request, struct error *err)
{
	struct labels labels;
	const struct label *label;

	if (preview_find(call->path, call->label, &labels, err) < 0)
		return -1;
	if (call->label > labels.n)
		return error_set(err, ERROR_NOT_FOUND,
				 "%s has %d label%s that can be found; "
				 "there is no number %ld",
				 call->path, labels.n, labels.n == 1 ? "" : "s",
				 call->label);
	label = &labels.items[call->label - 1];
	request->region = label->box;
	if (label->rotation >= 0) {
		request->exif = false;
		request->rotation += label->rotation;
	}
	return 0;
}

/* The terminal's size in cells, less the line of the prompt. */
static void preview_terminal_size(int *ret_columns, int *ret_rows)
{
	struct winsize size = {0};

	*ret_columns = PREVIEW_COLUMNS;
	*ret_rows = PREVIEW_ROWS;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 2 ||
	    size.ws_row < 3)
		return;
	*ret_columns = size.ws_col;
	*ret_rows = size.ws_row - 2;
}

static void preview_set_size(const struct preview_call *call,
			     struct preview_request *request)
{
	const struct terminal_traits *traits = &call->traits;
	int width = call->width, height = call->height;

	if (preview_is_cells(call->format)) {
		preview_terminal_size(&request->columns, &request->rows);
		request->columns = width > 0 ? width : request->columns;
		request->rows = height > 0 ? height : request->rows;
		return;
	}
	if (width == 0 && traits->terminal && traits->cell_width > 0) {
		preview_terminal_size(&width, &height);
		width *= traits->cell_width;
		height *= traits->cell_height;
	}
	request->columns = width > 0 ? width : PREVIEW_WIDTH;
	request->rows = height > 0 ? height : PREVIEW_HEIGHT;
}

static const enum show_protocol preview_protocols[] = {
	[FORMAT_SIXEL] = SHOW_SIXEL,
	[FORMAT_KITTY] = SHOW_KITTY,
	[FORMAT_PLACEHOLDERS] = SHOW_PLACEHOLDERS,
	[FORMAT_ITERM2] = SHOW_ITERM,
};

/* Any size in pixels: cells of one column of a sixel. */
static void preview_set_pixels(const struct preview_call *call,
			       struct preview_request *request)
{
	request->sixel = true;
	request->protocol = preview_protocols[call->format];
	request->sixel_whole = true;
	request->cell_width = 1;
	request->cell_height = PREVIEW_BAND;
	request->rows = request->rows / PREVIEW_BAND;
	if (request->rows < 1)
		request->rows = 1;
	request->max_width = call->traits.max_width;
	request->max_height = call->traits.max_height;
	request->sixel_colours = call->traits.registers;
}

/* Whole cells, as many as can be told apart. */
static void preview_set_cells(const struct preview_call *call,
			      struct preview_request *request)
{
	int width = call->traits.cell_width, height = call->traits.cell_height;
	int pixels = request->rows * PREVIEW_BAND;

	request->cell_width = width > 0 ? width : PREVIEW_CELL_WIDTH;
	request->cell_height = height > 0 ? height : PREVIEW_CELL_HEIGHT;
	request->columns /= request->cell_width;
	request->rows = pixels / request->cell_height;
	request->columns = request->columns < 1 ? 1 : request->columns;
	request->rows = request->rows < 1 ? 1 : request->rows;
	request->max_width = KITTY_CELLS_MAX * request->cell_width;
	request->max_height = KITTY_CELLS_MAX * request->cell_height;
}

static enum cell_blocks preview_blocks(const struct preview_call *call)
{
	switch (call->format) {
	case FORMAT_HALF:
		return CELL_HALVES;
	case FORMAT_QUADRANTS:
		return CELL_QUADRANTS;
	case FORMAT_SEXTANTS:
		return CELL_SEXTANTS;
	default:
		return call->traits.blocks;
	}
}

static int preview_request_of(const struct preview_call *call,
			      struct preview_request *request,
			      struct error *err)
{
	*request = (struct preview_request){
		.path = call->path,
		.rotation = (int)call->rotate,
		.exif = true,
		.zoom = 1,
		.cell_width = call->traits.cell_width,
		.cell_height = call->traits.cell_height,
		.colours = call->traits.colours,
		.blocks = preview_blocks(call),
		.ascii = !call->traits.unicode,
	};
	preview_set_size(call, request);
	if (preview_is_pixels(call->format))
		preview_set_pixels(call, request);
	if (call->format == FORMAT_PLACEHOLDERS)
		preview_set_cells(call, request);
	return call->label > 0 ? preview_set_label(call, request, err) : 0;
}

/* --- output --------------------------------------------------------------- */

static int preview_print_ppm(const struct preview_request *request,
			     struct error *err)
{
	struct bitmap bitmap;

	if (preview_bitmap(request, &bitmap, err) < 0)
		return -1;
	printf("P%d\n%d %d\n255\n", bitmap.channels == 1 ? 5 : 6, bitmap.width,
	       bitmap.height);
	fwrite(bitmap.pixels, bitmap.stride, (size_t)bitmap.height, stdout);
	bitmap_done(&bitmap);
	return 0;
}

/* The index of a colour that xterm's 256 have. */
static int preview_index_256(int32_t rgb)
{
	int part[3] = {rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255};
	int index = 16;

	if (part[0] == part[1] && part[1] == part[2] && part[0] % 10 == 8 &&
	    part[0] < 248)
		return 232 + (part[0] - 8) / 10;
	for (int i = 0, step = 36; i < 3; i++, step /= 6)
		index += step * (part[i] < 95 ? 0 : (part[i] - 55) / 40);
	return index;
}

/* 38 or 48 and what follows, for the foreground or the background. */
static void preview_print_colour(enum preview_colours colours, bool foreground,
				 int32_t rgb)
{
	int base = foreground ? 30 : 40;

	if (rgb < 0 || colours == PREVIEW_MONO)
		return;
	if (colours == PREVIEW_TRUE_COLOUR)
		printf("\033[%d;2;%d;%d;%dm", base + 8, rgb >> 16 & 255,
		       rgb >> 8 & 255, rgb & 255);
	else if (colours == PREVIEW_COLOURS_256)
		printf("\033[%d;5;%dm", base + 8, preview_index_256(rgb));
	else
		printf("\033[%dm", base + (rgb >> 16 & 1) + (rgb >> 8 & 1) * 2 +
					   (rgb & 1) * 4);
}

static void preview_print_row(const struct preview_cell *cells, int n,
			      enum preview_colours colours)
{
	int32_t fg = -1, bg = -1;

	while (n > 0 && strcmp(cells[n - 1].text, " ") == 0)
		n--;
	for (int i = 0; i < n; i++) {
		if (cells[i].fg != fg)
			preview_print_colour(colours, true, cells[i].fg);
		if (cells[i].bg != bg)
			preview_print_colour(colours, false, cells[i].bg);
		fg = cells[i].fg;
		bg = cells[i].bg;
		fputs(cells[i].text, stdout);
	}
	if (fg >= 0 || bg >= 0)
		fputs("\033[0m", stdout);
	putchar('\n');
}

/* The columns and rows that hold something: the picture lies in the middle
 * of its pane. */
static void preview_print_cells(const struct preview_reply *reply,
				enum preview_colours colours)
{
	int left = reply->columns;
	bool begun = false;

	for (int i = 0; i < reply->columns * reply->rows; i++)
		if (strcmp(reply->cells[i].text, " ") != 0 &&
		    i % reply->columns < left)
			left = i % reply->columns;
	for (int row = 0; row < reply->rows; row++) {
		const struct preview_cell *cells =
			reply->cells + row * reply->columns;
		bool blank = true;

		for (int i = 0; i < reply->columns && blank; i++)
			blank = strcmp(cells[i].text, " ") == 0;
		if (blank && begun)
			return;
		if (blank)
			continue;
		begun = true;
		preview_print_row(cells + left, reply->columns - left, colours);
	}
}

/* The strips of a picture whose cells stand on the screen, as text. */
static void preview_print_placeholders(const struct preview_call *call,
				       const struct preview_reply *reply)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	uint32_t id = PREVIEW_ID + (uint32_t)getpid() % 200;
	const struct preview_strip *strip = &reply->strips[0];

	kitty_begin_cells(id, strip->columns, strip->rows, &out);
	bytes_append(&out, strip->sixel.data, strip->sixel.len);
	bytes_append_str(&out, KITTY_END);
	if (call->traits.tmux)
		fputs("\033Ptmux;", stdout);
	for (size_t i = 0; i < out.len; i++) {
		if (call->traits.tmux && out.data[i] == '\033')
			putchar('\033');
		putchar(out.data[i]);
	}
	fputs(call->traits.tmux ? "\033\\" : "", stdout);
	for (int y = 0; y < strip->rows; y++) {
		printf("\033[38;5;%um", (unsigned)(id & 255));
		for (int x = 0; x < strip->columns; x++) {
			char text[KITTY_CELL_TEXT];

			kitty_cell(id, y, x, text);
			fputs(text, stdout);
		}
		puts("\033[39m");
	}
}

/* What is there is one strip. */
static void preview_print_pixels(const struct preview_call *call,
				 const struct preview_reply *reply)
{
	static const struct {
		const char *begin, *end;
	} forms[] = {
		[FORMAT_SIXEL] = {"", ""},
		[FORMAT_KITTY] = {KITTY_BEGIN, KITTY_END},
		[FORMAT_ITERM2] = {"", ITERM_END},
	};

	if (call->format == FORMAT_PLACEHOLDERS) {
		preview_print_placeholders(call, reply);
		return;
	}
	fputs(forms[call->format].begin, stdout);
	for (int i = 0; i < reply->n_strips; i++)
		fwrite(reply->strips[i].sixel.data, 1,
		       reply->strips[i].sixel.len, stdout);
	puts(forms[call->format].end);
}

static void preview_tell_cut(const char *path)
{
	struct error clean;

	error_set(&clean, ERROR_FAILED,
		  "%s ends early; what it has is shown; fetch the file again",
		  path);
	fprintf(stderr, "vasculum preview: %s\n", clean.text);
}

static int preview_print(const struct preview_call *call,
			 const struct preview_request *request,
			 struct error *err)
{
	struct preview_reply *reply;
	int rc = 0;

	if (call->format == FORMAT_PPM)
		return preview_print_ppm(request, err);
	reply = preview_render(request);
	if (reply->error.kind != ERROR_NONE) {
		*err = reply->error;
		rc = -1;
	} else if (request->sixel) {
		preview_print_pixels(call, reply);
	} else {
		preview_print_cells(reply, request->colours);
	}
	if (reply->truncated)
		preview_tell_cut(call->path);
	mail_free(&reply->mail);
	return rc;
}

/* What passes through tmux lands where tmux's own cursor is, not below the
 * prompt: characters there, unless they stand for a picture. */
static enum preview_format preview_best(const struct terminal_traits *traits)
{
	static const enum preview_format formats[] = {
		[SHOW_SIXEL] = FORMAT_SIXEL,
		[SHOW_KITTY] = FORMAT_KITTY,
		[SHOW_PLACEHOLDERS] = FORMAT_PLACEHOLDERS,
		[SHOW_ITERM] = FORMAT_ITERM2,
		[SHOW_ITERM_PARTS] = FORMAT_ITERM2,
	};

	if (traits->route == TERMINAL_NO_SIXEL ||
	    (traits->route == TERMINAL_PASSTHROUGH &&
	     traits->protocol != SHOW_PLACEHOLDERS))
		return FORMAT_CELLS;
	return formats[traits->protocol];
}

/* Asks the terminal only where the answer matters. What passes through tmux
 * lands where tmux's own cursor is, not below the prompt: cells there. */
static void preview_choose(struct preview_call *call)
{
	if (call->format == FORMAT_PPM)
		return;
	probe_terminal(&call->traits);
	if (call->format == FORMAT_BY_TERMINAL)
		call->format = preview_best(&call->traits);
}

static int preview_run(const struct command *command, int argc, char **argv)
{
	struct preview_call call = {0};
	struct preview_request request;
	struct error err;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, preview_take, &call, &args,
			     &n);
	if (code >= 0)
		return code;
	call.path = args[0];
	preview_choose(&call);
	if (preview_request_of(&call, &request, &err) < 0 ||
	    preview_print(&call, &request, &err) < 0)
		return command_fail(command, &err);
	return command_flush(command, COMMAND_DONE);
}

const struct command preview_command = {
	.name = "preview",
	.args = "SHEET [--label N] [--rotate 90] [--format FORMAT] "
		"[--size WxH]",
	.summary = "show a sheet, or a label on it, in the terminal",
	.details = "EXIF turning is honoured. Without --format a terminal that "
		   "has sixel gets sixel,\none with kitty's protocol or "
		   "iTerm2's inline images those, a tmux that lets\nkitty's "
		   "pass placeholders, any other one characters (cells), "
		   "which can be\nhalf blocks, quadrants or sextants; ppm is "
		   "for files and other programs.",
	.options = preview_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one sheet",
	.run = preview_run,
};
