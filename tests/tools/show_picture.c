/*
 * show_picture.c: shows a sheet in the terminal it runs in, by the console's
 * own parts (ui/probe, the preview, ui/picture) but without the console: for
 * tests that look at the screen.
 *
 *	show_picture SHEET ROW COLUMN ROWS COLUMNS DIRECTORY
 *
 * In DIRECTORY it leaves the strips as files, `strips`, which names them with
 * their place, and `cell`, the size of a character in pixels; then it says on
 * DIRECTORY/said what it has done and waits on DIRECTORY/told for what to do:
 * "text" writes over the picture, "repaint" has it painted again, "end".
 */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "ui/keyboard/keystream.h"
#include "ui/probe/probe.h"
#include "ui/terminal/picture.h"

struct show {
	struct terminal_traits traits;
	struct picture *picture;
	struct keystream *keys;
	int row, column, rows, columns;
	const char *dir;
};

static void show_fail(const char *text)
{
	fprintf(stderr, "show_picture: %s\n", text);
	exit(1);
}

static FILE *show_open(const struct show *show, const char *name,
		       const char *mode)
{
	char *path CLEANUP(mem_free_str) = file_join(show->dir, name);
	FILE *file = fopen(path, mode);

	if (file == NULL)
		show_fail(path);
	return file;
}

static void show_say(const struct show *show, const char *word)
{
	FILE *said = show_open(show, "said", "w");

	fprintf(said, "%s\n", word);
	fclose(said);
}

static void show_hear(const struct show *show, char *word, size_t size)
{
	FILE *told = show_open(show, "told", "r");

	if (fgets(word, (int)size, told) == NULL)
		show_fail("nobody tells what to do");
	word[strcspn(word, "\n")] = '\0';
	fclose(told);
}

/* Each strip as a file of its own, with its place in the outer terminal. */
static void show_keep(const struct show *show,
		      const struct preview_reply *reply)
{
	const struct terminal_traits *traits = &show->traits;
	FILE *list = show_open(show, "strips", "w");
	FILE *cell = show_open(show, "cell", "w");

	fprintf(cell, "%d %d\n", traits->cell_width, traits->cell_height);
	fclose(cell);

	for (int i = 0; i < reply->n_strips; i++) {
		const struct preview_strip *strip = &reply->strips[i];
		char name[32];
		FILE *file;

		snprintf(name, sizeof(name), "strip-%d.six", i);
		fprintf(list, "%s %d %d\n", name,
			(show->column + strip->column + traits->origin_column) *
				traits->cell_width,
			(show->row + strip->row + traits->origin_row) *
				traits->cell_height);
		file = show_open(show, name, "w");
		fwrite(strip->sixel.data, 1, strip->sixel.len, file);
		fclose(file);
	}
	fclose(list);
}

static void show_listen(struct show *show)
{
	char buffer[256];
	ssize_t n = read(STDIN_FILENO, buffer, sizeof(buffer));
	struct key key;

	if (n <= 0)
		show_fail("the terminal has gone away");
	keystream_feed(show->keys, buffer, (size_t)n, clock_ms());
	while (keystream_next(show->keys, clock_ms(), &key))
		if (key.code == KEYCODE_REPLY &&
		    picture_is_ack(show->picture, keystream_reply(show->keys)))
			picture_ack(show->picture);
}

/* The console's loop, as far as pictures go. */
static void show_await(struct show *show)
{
	picture_pump(show->picture);
	while (picture_events(show->picture) != 0 ||
	       picture_timeout(show->picture) >= 0) {
		struct pollfd fds[] = {
			{.fd = STDIN_FILENO, .events = POLLIN},
			{.fd = picture_fd(show->picture),
			 .events = picture_events(show->picture)},
		};

		poll(fds, 2, picture_timeout(show->picture));
		if (fds[0].revents != 0)
			show_listen(show);
		picture_pump(show->picture);
	}
}

static void show_text(struct show *show)
{
	while (!picture_yield(show->picture))
		show_await(show);
	printf("\033[%d;%dH\033[30;47m text over the picture \033[0m",
	       show->row + 3, show->column + 3);
	fflush(stdout);
}

static void show_run(struct show *show)
{
	char word[32];

	for (;;) {
		show_await(show);
		show_say(show, "drawn");
		show_hear(show, word, sizeof(word));
		if (strcmp(word, "text") == 0)
			show_text(show);
		else if (strcmp(word, "repaint") == 0)
			picture_damage(show->picture, show->row + 2, 1);
		else
			return;
	}
}

static void show_start(struct show *show, const char *sheet)
{
	struct preview_request request = {
		.path = sheet,
		.exif = true,
		.zoom = 1,
		.columns = show->columns,
		.rows = show->rows,
		.sixel = true,
	};
	struct preview_reply *reply;

	probe_terminal(&show->traits);
	if (show->traits.route == TERMINAL_NO_SIXEL)
		show_fail(show->traits.no_sixel);
	request.cell_width = show->traits.cell_width;
	request.cell_height = show->traits.cell_height;
	request.sixel_colours = show->traits.registers;
	request.sixel_bands = show->traits.route == TERMINAL_TMUX;
	request.max_width = show->traits.max_width;
	request.max_height = show->traits.max_height;
	reply = preview_render(&request);
	if (reply->error.kind != ERROR_NONE ||
	    picture_new(&show->traits, -1, &show->picture, NULL) < 0)
		show_fail(reply->error.text);
	show_keep(show, reply);
	picture_show(show->picture, reply, show->row, show->column);
	mail_free(&reply->mail);
}

int main(int argc, char **argv)
{
	struct show show = {0};
	struct termios before, raw;

	show.keys = keystream_new(KEYSTREAM_UTF8);
	if (argc != 7)
		show_fail("SHEET ROW COLUMN ROWS COLUMNS DIRECTORY");
	show.row = atoi(argv[2]);
	show.column = atoi(argv[3]);
	show.rows = atoi(argv[4]);
	show.columns = atoi(argv[5]);
	show.dir = argv[6];
	printf("\033[?25l\033[H\033[2J");
	fflush(stdout);
	show_start(&show, argv[1]);
	if (tcgetattr(STDIN_FILENO, &before) < 0)
		show_fail("standard input is not a terminal");
	raw = before;
	raw.c_lflag &= (tcflag_t) ~(ECHO | ICANON);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	show_run(&show);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	picture_free(show.picture);
	keystream_free(show.keys);
	return 0;
}
