/*
 * test_preview.c: the preview thread: answers, errors, caches, latest wins.
 */
#include "config.h"

#include "review/preview/preview.h"

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "image/palette/palette.h"
#include "review/preview/lru.h"
#include "review/preview/preview_guess.h"
#include "review/preview/preview_render.h"
#include "review/preview/rate.h"

#include "tests/kit/jpegs.h"
#include "tests/kit/previews.h"

#define WAIT_MS 60000

/* --- what tests share ----------------------------------------------------- */

struct scratch {
	char dir[64];
	char *sheet;  /* 640 x 960, EXIF 6 */
	char *broken; /* cut in the middle */
	char *large;  /* takes a while */
};

static int setup(void **state)
{
	struct jpeg_recipe sheet = {
		.width = 960, .height = 640, .orientation = 6};
	struct jpeg_recipe large = {.width = 4000, .height = 3000};
	struct scratch *scratch = mem_zalloc(sizeof(*scratch));

	snprintf(scratch->dir, sizeof(scratch->dir),
		 "/tmp/test_preview.XXXXXX");
	if (mkdtemp(scratch->dir) == NULL)
		return -1;
	scratch->sheet = previews_jpeg(scratch->dir, "sheet.jpg", &sheet, 0);
	scratch->broken = previews_jpeg(scratch->dir, "broken.jpg", &sheet, 2);
	scratch->large = previews_jpeg(scratch->dir, "large.jpg", &large, 0);
	*state = scratch;
	return 0;
}

static int teardown(void **state)
{
	struct scratch *scratch = *state;
	char *command = mem_printf("rm -rf %s", scratch->dir);
	int rc = system(command);

	free(command);
	free(scratch->sheet);
	free(scratch->broken);
	free(scratch->large);
	free(scratch);
	return rc;
}

static char cell_colour(const struct preview_reply *reply, int column, int row)
{
	int32_t fg = reply->cells[row * reply->columns + column].fg;
	unsigned char pixel[3] = {(unsigned char)(fg >> 16),
				  (unsigned char)(fg >> 8), (unsigned char)fg};
	struct bitmap b = {1, 1, 3, 3, pixel};

	return fg < 0 ? ' ' : jpegs_colour(&b, 0, 0);
}

/* --- one answer ----------------------------------------------------------- */

/* 640 x 960 upright in 400 x 480 pixels: 320 x 480, 32 x 24 cells. */
static void test_sheet(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);
	struct preview_reply *reply = preview_render(&request);
	int row = 0;

	assert_int_equal(reply->error.kind, ERROR_NONE);
	assert_int_equal(reply->ticket, 7);
	assert_int_equal(reply->columns, 40);
	assert_int_equal(reply->rotation, 90);
	assert_false(reply->truncated);
	assert_true(reply->scale > 0.49 && reply->scale < 0.51);
	assert_int_equal(reply->n_strips, PREVIEW_STRIPS);
	for (int i = 0; i < reply->n_strips; i++) {
		assert_int_equal(reply->strips[i].row, row);
		assert_int_equal(reply->strips[i].column, 4);
		assert_int_equal(reply->strips[i].columns, 32);
		assert_true(reply->strips[i].sixel.len > 20);
		row += reply->strips[i].rows;
	}
	assert_int_equal(row, 24);
	/* The quarters of orientation 6 are brwg. */
	assert_int_equal(cell_colour(reply, 8, 4), 'b');
	assert_int_equal(cell_colour(reply, 30, 4), 'r');
	assert_int_equal(cell_colour(reply, 8, 20), 'w');
	assert_int_equal(cell_colour(reply, 30, 20), 'g');
	assert_int_equal(cell_colour(reply, 3, 4), ' ');
	mail_free(&reply->mail);
}

static void test_turned(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);
	struct preview_reply *reply;

	request.rotation = 270;
	request.sixel = false;
	reply = preview_render(&request);
	assert_int_equal(reply->error.kind, ERROR_NONE);
	assert_int_equal(reply->rotation, 0);
	assert_int_equal(reply->n_strips, 0);
	assert_int_equal(cell_colour(reply, 5, 10), 'r');
	assert_int_equal(cell_colour(reply, 35, 10), 'g');
	mail_free(&reply->mail);
}

/* A region is shown in greys, its frames in colour, in the cells too. */
static void test_label_frames(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);
	struct preview_reply *reply;
	int coloured = 0;

	request.region = (struct box){0, 0, 480, 320};
	request.frames[0] = (struct box){100, 100, 200, 100};
	request.frames[1] = (struct box){2147483647, 5, 2147483647, 5};
	request.n_frames = 2;
	reply = preview_render(&request);
	assert_int_equal(reply->error.kind, ERROR_NONE);
	for (int i = 0; i < reply->columns * reply->rows; i++) {
		int32_t fg = reply->cells[i].fg;

		if (fg >= 0 && (fg >> 16 & 255) != (fg & 255))
			coloured++;
	}
	assert_in_range(coloured, 20, 200);
	assert_non_null(strstr(reply->strips[0].sixel.data, "#"));
	mail_free(&reply->mail);
}

static bool strips_differ(const struct preview_reply *a,
			  const struct preview_reply *b)
{
	for (int i = 0; i < a->n_strips && i < b->n_strips; i++)
		if (a->strips[i].sixel.len != b->strips[i].sixel.len ||
		    memcmp(a->strips[i].sixel.data, b->strips[i].sixel.data,
			   a->strips[i].sixel.len) != 0)
			return true;
	return a->n_strips != b->n_strips;
}

/* Numbers stand on the pixels, and on no more of them than are asked for; any
 * place and any number of them will do. */
static void test_numbers(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);
	struct preview_reply *plain, *marked, *outside;

	request.region = (struct box){0, 0, 480, 320};
	plain = preview_render(&request);
	for (int i = 0; i < PREVIEW_MARKS; i++)
		request.marks[i] = (struct preview_mark){
			{2147483647 - i, -5, 2147483647, 9}, i};
	request.n_marks = PREVIEW_MARKS + 9;
	outside = preview_render(&request);
	assert_int_equal(outside->error.kind, ERROR_NONE);
	request.marks[0] = (struct preview_mark){{100, 100, 50, 20}, 17};
	request.n_marks = 1;
	marked = preview_render(&request);
	assert_int_equal(marked->error.kind, ERROR_NONE);
	assert_true(strips_differ(plain, marked));
	assert_true(strips_differ(outside, marked));
	mail_free(&plain->mail);
	mail_free(&marked->mail);
	mail_free(&outside->mail);
}

/* White becomes black, and what is shown says where it is from. */
static void test_tone_and_scale(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);
	struct preview_reply *reply;
	int x, y;

	request.tone = TONE_INVERT;
	reply = preview_render(&request);
	assert_int_equal(reply->cells[20 * 40 + 8].fg, 0);
	mail_free(&reply->mail);
	request.tone = TONE_PLAIN;
	request.scale = 1;
	request.pan_x = request.pan_y = 1;
	reply = preview_render(&request);
	assert_true(reply->scale > 0.999 && reply->scale < 1.001);
	assert_int_equal(cell_colour(reply, 20, 12), 'g');
	/* The last cell is turned by EXIF from the stored top right corner. */
	view_point(&reply->view, reply->view.columns, reply->view.rows, 39, 23,
		   &x, &y);
	assert_in_range(x, 940, 959);
	assert_in_range(y, 0, 10);
	mail_free(&reply->mail);
}

/* What is kept of a label for another step is not kept for other tones, or fewer
 * colours. */
static void test_shades(void **state)
{
	struct jpeg_recipe recipe = {
		.width = 960, .height = 640, .grain = true};
	char *path CLEANUP(mem_free_str) =
		previews_jpeg(*state, "grain.jpg", &recipe, 0);
	struct preview_request request = previews_request(path);
	struct preview_render *render = preview_render_new();

	request.region = (struct box){200, 100, 600, 400};
	request.exif = false;
	for (int i = 0; i < 6; i++) {
		struct preview_reply *kept, *fresh;

		request.zoom = 2 + (double)i / 8;
		request.tone = i / 2 % 2 ? TONE_INVERT : TONE_PLAIN;
		request.n_frames = i % 2;
		request.frames[0] = (struct box){250, 150, 80, 40};
		kept = preview_render_reply(render, &request, NULL);
		fresh = preview_render(&request);
		assert_true(kept->n_strips > 0);
		assert_int_equal(kept->n_strips, fresh->n_strips);
		for (int k = 0; k < fresh->n_strips; k++)
			assert_string_equal(kept->strips[k].sixel.data,
					    fresh->strips[k].sixel.data);
		mail_free(&kept->mail);
		mail_free(&fresh->mail);
	}
	preview_render_free(render);
}

/* The middle of the stored picture, in grey red (76) and green (150) over blue
 * (29) and white; and of a part of it, enlarged, the lower and upper end. */
static void test_region(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);
	struct preview_reply *reply;

	request.exif = false;
	request.sixel = false;
	request.region = (struct box){240, 0, 480, 640};
	reply = preview_render(&request);
	assert_int_equal(reply->error.kind, ERROR_NONE);
	assert_in_range(reply->cells[4 * 40 + 10].fg & 255, 66, 86);
	assert_in_range(reply->cells[4 * 40 + 30].fg & 255, 140, 160);
	assert_in_range(reply->cells[20 * 40 + 10].fg & 255, 19, 39);
	assert_int_equal(reply->cells[20 * 40 + 30].fg, 0xffffff);
	mail_free(&reply->mail);
	request.region = (struct box){240, 200, 480, 440};
	request.zoom = 4;
	request.pan_x = 1;
	request.pan_y = 1;
	reply = preview_render(&request);
	assert_int_equal(reply->cells[4 * 40 + 20].fg, 0xffffff);
	mail_free(&reply->mail);
	request.pan_x = 0;
	request.pan_y = 0;
	reply = preview_render(&request);
	assert_in_range(reply->cells[4 * 40 + 20].fg & 255, 66, 86);
	mail_free(&reply->mail);
}

/* Bands of a strip: new lines of sixels, and the last. */
static int bands_of(const struct preview_strip *strip)
{
	int n = 1;

	for (size_t i = 0; i < strip->sixel.len; i++)
		n += strip->sixel.data[i] == '-';
	return n;
}

/* On a slow line the cells below the pixels are all alike, whatever they show;
 * where there are no pixels they are the picture. */
static void test_plain_cells(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);
	struct preview_reply *reply;

	request.plain = true;
	reply = preview_render(&request);
	assert_int_equal(reply->n_strips, PREVIEW_STRIPS);
	for (int y = 0; y < 24; y++)
		for (int x = 0; x < 40; x++) {
			const struct preview_cell *cell =
				&reply->cells[y * 40 + x];

			assert_int_equal(cell->fg, -1);
			assert_string_equal(cell->text, x >= 4 && x < 36
								? "\xC2\xB7"
								: " ");
		}
	mail_free(&reply->mail);
	request.sixel = false;
	reply = preview_render(&request);
	assert_int_equal(cell_colour(reply, 8, 4), 'b');
	mail_free(&reply->mail);
}

/* Every protocol gets the same strips in its own words. */
static void test_protocols(void **state)
{
	static const char *const begins[] = {
		[SHOW_SIXEL] = "\033P0;1;0q",
		[SHOW_KITTY] = "\033_Gq=2,m=1;",
		[SHOW_PLACEHOLDERS] = "\033_Gq=2,m=1;",
		[SHOW_ITERM] = "\033]1337;File=inline=1;",
		[SHOW_ITERM_PARTS] = "\033]1337;MultipartFile=inline=1;",
	};
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);

	for (int i = SHOW_SIXEL; i <= SHOW_ITERM_PARTS; i++) {
		struct preview_reply *reply;

		request.protocol = (enum show_protocol)i;
		reply = preview_render(&request);
		assert_int_equal(reply->error.kind, ERROR_NONE);
		assert_int_equal(reply->n_strips, PREVIEW_STRIPS);
		for (int k = 0; k < reply->n_strips; k++)
			assert_memory_equal(reply->strips[k].sixel.data,
					    begins[i], strlen(begins[i]));
		mail_free(&reply->mail);
	}
}

/* Blocks of more pixels show the same places. */
static void test_blocks(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);

	request.sixel = false;
	for (int i = CELL_HALVES; i <= CELL_SEXTANTS; i++) {
		struct preview_reply *reply;

		request.blocks = (enum cell_blocks)i;
		reply = preview_render(&request);
		assert_int_equal(reply->error.kind, ERROR_NONE);
		assert_int_equal(reply->n_strips, 0);
		assert_int_equal(cell_colour(reply, 8, 4), 'b');
		assert_int_equal(cell_colour(reply, 30, 4), 'r');
		assert_int_equal(cell_colour(reply, 8, 20), 'w');
		assert_int_equal(cell_colour(reply, 30, 20), 'g');
		assert_int_equal(cell_colour(reply, 3, 4), ' ');
		mail_free(&reply->mail);
	}
}

/* Strips of whole bands, none of which reaches into a row of cells that is
 * not the strip's, for all heights of cells. */
static void test_bands(void **state)
{
	struct scratch *scratch = *state;

	for (int cell = 5; cell <= 40; cell++) {
		struct preview_request request =
			previews_request(scratch->sheet);
		struct preview_reply *reply;
		int pixels = 0, rows = 0;

		request.cell_height = cell;
		request.sixel_bands = true;
		request.max_height = cell % 3 == 0 ? 200 : 0;
		reply = preview_render(&request);
		assert_int_equal(reply->error.kind, ERROR_NONE);
		assert_in_range(reply->n_strips, 1, PREVIEW_STRIPS);
		for (int i = 0; i < reply->n_strips; i++) {
			int height = 6 * bands_of(&reply->strips[i]);

			assert_true(height <= reply->strips[i].rows * cell);
			pixels += height;
			rows += reply->strips[i].rows;
		}
		/* Nothing is missing but a part of a band. */
		assert_in_range(rows * cell - pixels, 0, 5);
		mail_free(&reply->mail);
	}
}

/* The terminal's limits for a graphic hold for each strip. */
static void test_limits(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);
	struct preview_reply *reply;

	request.max_width = 205;
	request.max_height = 45;
	reply = preview_render(&request);
	assert_int_equal(reply->error.kind, ERROR_NONE);
	assert_true(reply->n_strips > 1);
	for (int i = 0; i < reply->n_strips; i++) {
		assert_true(reply->strips[i].columns * 10 <= 205);
		assert_true(reply->strips[i].rows * 20 <= 45);
	}
	mail_free(&reply->mail);
	request.max_width = 5;
	reply = preview_render(&request);
	assert_int_equal(reply->error.kind, ERROR_NONE);
	assert_int_equal(reply->n_strips, 0);
	mail_free(&reply->mail);
}

static void test_truncated(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->broken);
	struct preview_reply *reply = preview_render(&request);

	assert_int_equal(reply->error.kind, ERROR_NONE);
	assert_true(reply->truncated);
	assert_true(reply->n_strips > 0);
	mail_free(&reply->mail);
}

/* What cannot be shown is told, and the cells are there all the same. */
static void test_errors(void **state)
{
	struct scratch *scratch = *state;
	char *none CLEANUP(mem_free_str) = file_join(scratch->dir, "none.jpg");
	struct preview_request requests[4];

	for (size_t i = 0; i < ARRAY_LEN(requests); i++)
		requests[i] = previews_request(scratch->sheet);
	requests[0].path = none;
	requests[1].path = scratch->dir;
	requests[2].region = (struct box){5000, 5000, 10, 10};
	requests[3].columns = 0;
	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		struct preview_reply *reply = preview_render(&requests[i]);

		assert_int_not_equal(reply->error.kind, ERROR_NONE);
		assert_true(strlen(reply->error.text) > 10);
		assert_int_equal(reply->n_strips, 0);
		assert_int_equal(reply->rows, 24);
		if (reply->columns > 0)
			assert_string_equal(reply->cells[0].text, " ");
		mail_free(&reply->mail);
	}
}

/* --- caches --------------------------------------------------------------- */

/* From the caches comes what rendering gives; a changed file is seen. */
static void test_preview_render(void **state)
{
	struct scratch *scratch = *state;
	struct jpeg_recipe changed = {.width = 960, .height = 640};
	struct preview_request request = previews_request(scratch->sheet);
	struct preview_request panned = request;
	struct preview_render *render = preview_render_new();
	struct preview_reply *first, *again, *fresh;
	char *path CLEANUP(mem_free_str) = NULL;

	first = preview_render_reply(render, &request, NULL);
	request.ticket = 8;
	again = preview_render_reply(render, &request, NULL);
	assert_int_equal(again->ticket, 8);
	previews_same(first, again);
	mail_free(&again->mail);
	panned.zoom = 3;
	panned.pan_x = 0.7;
	again = preview_render_reply(render, &panned, NULL);
	fresh = preview_render(&panned);
	previews_same(again, fresh);
	mail_free(&again->mail);
	mail_free(&fresh->mail);
	path = previews_jpeg(scratch->dir, "sheet.jpg", &changed, 0);
	again = preview_render_reply(render, &request, NULL);
	assert_int_equal(again->rotation, 0);
	mail_free(&again->mail);
	mail_free(&first->mail);
	preview_render_free(render);
	changed.orientation = 6;
	free(path);
	path = previews_jpeg(scratch->dir, "sheet.jpg", &changed, 0);
}

/* The turn of a label is one of stored pixels; what EXIF mirrors is mirrored
 * then too, else its words would run backwards. */
static void test_mirrored_label(void **state)
{
	static const struct jpeg_recipe recipe = {
		.width = 960, .height = 640, .orientation = 5};
	struct scratch *scratch = *state;
	char *path = previews_jpeg(scratch->dir, "mirrored.jpg", &recipe, 0);
	struct preview_request request = previews_request(path);
	struct preview_reply *whole = preview_render(&request), *turned;

	request.exif = false;
	request.rotation = 90;
	turned = preview_render(&request);
	assert_int_equal(whole->rotation, 90);
	previews_same(turned, whole);
	mail_free(&whole->mail);
	mail_free(&turned->mail);
	free(path);
}

/* Few registers are few colours in sixel alone: no other protocol has any. */
static void test_registers(void **state)
{
	struct scratch *scratch = *state;

	for (int protocol = SHOW_SIXEL; protocol <= SHOW_ITERM; protocol++) {
		struct preview_request request =
			previews_request(scratch->sheet);
		struct preview_reply *many, *few;

		request.protocol = (enum show_protocol)protocol;
		/* No strip of the sheet has more than two of its own. */
		request.frames[0] = (struct box){200, 50, 500, 500};
		request.n_frames = 1;
		many = preview_render(&request);
		request.sixel_colours = 2;
		few = preview_render(&request);
		assert_int_equal(strips_differ(many, few),
				 protocol == SHOW_SIXEL);
		mail_free(&many->mail);
		mail_free(&few->mail);
	}
}

static int freed;

static void count_free(void *value)
{
	(void)value;
	freed++;
}

/* What is left over above may be had below, and half of its share in any case. */
static void test_rate(void **state)
{
	struct rate rate = {0};

	(void)state;
	assert_true(rate_good(&rate, 1000, 305) == PALETTE_GOOD);
	assert_true(rate_good(&rate, 1000, 315) > PALETTE_GOOD);
	assert_true(rate_good(&rate, 1000, 1e6) == rate_good(&rate, 1000, 1e9));
	rate_spend(&rate, 1000, 100);
	assert_true(rate_good(&rate, 1000, 480) == PALETTE_GOOD);
	rate_spend(&rate, 1000, 1e6);
	assert_true(rate_good(&rate, 1000, 140) == PALETTE_GOOD);
	assert_true(rate_good(&rate, 1000, 160) > PALETTE_GOOD);
}

/* A sheet that is crowded all over has less than a byte a pixel. */
static void test_crowded(void **state)
{
	struct jpeg_recipe recipe = {
		.width = 400, .height = 480, .grain = true};
	char *path CLEANUP(mem_free_str) =
		previews_jpeg(*state, "crowded.jpg", &recipe, 0);
	struct preview_request request = previews_request(path);
	struct preview_reply *reply = preview_render(&request);
	size_t bytes = 0;

	for (int i = 0; i < reply->n_strips; i++)
		bytes += reply->strips[i].sixel.len;
	assert_in_range(bytes, 400 * 480 / 5, 400 * 480 * 4 / 5);
	mail_free(&reply->mail);
}

static void test_lru(void **state)
{
	struct lru lru;
	int values[4];

	(void)state;
	freed = 0;
	lru_init(&lru, 100, count_free);
	lru_put(&lru, "a", &values[0], 40);
	lru_put(&lru, "b", &values[1], 40);
	assert_ptr_equal(lru_find(&lru, "a"), &values[0]);
	lru_put(&lru, "c", &values[2], 40);
	assert_null(lru_find(&lru, "b"));
	assert_non_null(lru_find(&lru, "a"));
	assert_int_equal(freed, 1);
	lru_put(&lru, "a", &values[3], 10);
	assert_ptr_equal(lru_find(&lru, "a"), &values[3]);
	assert_int_equal(freed, 2);
	lru_put(&lru, "huge", &values[1], 1000);
	assert_non_null(lru_find(&lru, "huge"));
	assert_null(lru_find(&lru, "c"));
	assert_int_equal(freed, 4);
	lru_done(&lru);
	assert_int_equal(freed, 5);
}

/* --- the thread ----------------------------------------------------------- */

static struct preview_reply *take(struct mailbox *box)
{
	struct mail *mail = mailbox_wait(box, WAIT_MS);

	assert_non_null(mail);
	assert_int_equal(mail->kind, PREVIEW_MAIL_DONE);
	return CONTAINER_OF(mail, struct preview_reply, mail);
}

static void test_thread(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);
	struct preview_reply *reply, *want = preview_render(&request);
	struct mailbox *box;
	struct preview *preview;
	char *path = mem_strdup(scratch->sheet);

	assert_int_equal(mailbox_new(&box, NULL), 0);
	assert_int_equal(preview_start(box, &preview, NULL), 0);
	request.path = path;
	preview_ask(preview, &request);
	/* The path was copied. */
	memset(path, 'x', strlen(path));
	free(path);
	reply = take(box);
	assert_int_equal(reply->ticket, 7);
	previews_same(reply, want);
	mail_free(&reply->mail);
	mail_free(&want->mail);
	preview_stop(preview);
	mailbox_free(box);
}

/* Of many requests the last is always answered, and tickets never go back. */
static void test_latest_wins(void **state)
{
	struct scratch *scratch = *state;
	struct mailbox *box;
	struct preview *preview;
	uint64_t seen = 0;
	int answers = 0;

	assert_int_equal(mailbox_new(&box, NULL), 0);
	assert_int_equal(preview_start(box, &preview, NULL), 0);
	for (uint64_t ticket = 1; ticket <= 200; ticket++) {
		struct preview_request request = previews_request(
			ticket % 3 ? scratch->sheet : scratch->large);

		request.ticket = ticket;
		request.rotation = (int)(ticket % 4) * 90;
		preview_ask(preview, &request);
		preview_prefetch(preview, &request);
	}
	while (seen < 200) {
		struct preview_reply *reply = take(box);

		assert_true(reply->ticket > seen);
		assert_int_equal(reply->error.kind, ERROR_NONE);
		seen = reply->ticket;
		answers++;
		mail_free(&reply->mail);
	}
	assert_in_range(answers, 1, 200);
	assert_null(mailbox_take(box));
	preview_stop(preview);
	mailbox_free(box);
}

/* A prefetch answers nothing; what is asked afterwards does. */
static void test_prefetch(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request ahead = previews_request(scratch->large);
	struct preview_request asked = previews_request(scratch->sheet);
	struct preview_reply *reply;
	struct mailbox *box;
	struct preview *preview;

	assert_int_equal(mailbox_new(&box, NULL), 0);
	assert_int_equal(preview_start(box, &preview, NULL), 0);
	for (int i = 0; i < 10; i++) {
		ahead.ticket = 1000 + (uint64_t)i;
		ahead.rotation = i * 90;
		preview_prefetch(preview, &ahead);
	}
	preview_ask(preview, &asked);
	reply = take(box);
	assert_int_equal(reply->ticket, 7);
	mail_free(&reply->mail);
	asked.path = scratch->large;
	asked.ticket = 9;
	preview_ask(preview, &asked);
	reply = take(box);
	assert_int_equal(reply->ticket, 9);
	mail_free(&reply->mail);
	preview_stop(preview);
	assert_null(mailbox_take(box));
	mailbox_free(box);
}

/* Prefetches that are over before anything is asked stay silent as well. */
static void test_prefetch_silent(void **state)
{
	struct scratch *scratch = *state;
	char *none CLEANUP(mem_free_str) = file_join(scratch->dir, "none.jpg");
	struct mailbox *box;
	struct preview *preview;

	assert_int_equal(mailbox_new(&box, NULL), 0);
	assert_int_equal(preview_start(box, &preview, NULL), 0);
	for (uint64_t ticket = 1; ticket <= 50; ticket++) {
		struct preview_request ahead = previews_request(none);
		struct preview_request asked = previews_request(scratch->sheet);
		struct preview_reply *reply;

		ahead.ticket = 1000 + ticket;
		asked.ticket = ticket;
		for (int i = 0; i < 4; i++)
			preview_prefetch(preview, &ahead);
		preview_ask(preview, &asked);
		reply = take(box);
		assert_int_equal(reply->ticket, ticket);
		mail_free(&reply->mail);
	}
	preview_stop(preview);
	assert_null(mailbox_take(box));
	mailbox_free(box);
}

/* Who goes on in steps finds the next one made. */
static void test_steps(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);
	struct mailbox *box;
	struct preview *preview;

	assert_int_equal(mailbox_new(&box, NULL), 0);
	assert_int_equal(preview_start(box, &preview, NULL), 0);
	request.zoom = 4;
	for (int i = 0; i < 6; i++) {
		struct preview_reply *reply;

		/* Not to the last bit what it was before and the step. */
		request.pan_x = i < 5 ? i * 0.1 + 1e-15 * i : 0.9;
		request.ticket = 1 + (uint64_t)i;
		preview_ask(preview, &request);
		reply = take(box);
		assert_int_equal(reply->ready, i > 1 && i < 5);
		mail_free(&reply->mail);
		while (!preview_idle(preview))
			sched_yield();
	}
	preview_stop(preview);
	assert_null(mailbox_take(box));
	mailbox_free(box);
}

/* Behind the sheet comes its label, and is there by then. */
static void test_next_label(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->large);
	struct box label = {2000, 1500, 900, 600};
	struct preview_reply *reply;
	struct mailbox *box;
	struct preview *preview;

	assert_int_equal(mailbox_new(&box, NULL), 0);
	assert_int_equal(preview_start(box, &preview, NULL), 0);
	request.pan_x = request.pan_y = 0.5;
	request.next = (struct preview_next){label, 90, false};
	preview_ask(preview, &request);
	reply = take(box);
	assert_false(reply->ready);
	mail_free(&reply->mail);
	while (!preview_idle(preview))
		sched_yield();
	request.region = label;
	request.rotation = 90;
	request.exif = false;
	request.next = (struct preview_next){0};
	preview_ask(preview, &request);
	reply = take(box);
	assert_true(reply->ready);
	assert_int_equal(reply->view.crop.w, label.w);
	mail_free(&reply->mail);
	preview_stop(preview);
	assert_null(mailbox_take(box));
	mailbox_free(box);
}

static void test_guess(void **state)
{
	struct preview_request a = previews_request("a.jpg"), b = a, next;

	(void)state;
	assert_false(preview_guess(NULL, &b, &next));
	assert_false(preview_guess(&a, &b, &next));
	a.pan_x = 0.2, b.pan_x = 0.6;
	assert_true(preview_guess(&a, &b, &next));
	assert_true(next.pan_x > 0.99 && next.pan_x <= 1);
	assert_true(preview_guess(&b, &a, &next));
	assert_true(next.pan_x <= 0 && next.pan_x >= 0);
	/* At the edge there is no other step. */
	b.pan_x = 0;
	assert_false(preview_guess(&a, &b, &next));
	b = a;
	a.zoom = 1.5, b.zoom = 2.25;
	assert_true(preview_guess(&a, &b, &next));
	assert_true(next.zoom > 3.374 && next.zoom < 3.376);
	b.rotation = 90;
	assert_false(preview_guess(&a, &b, &next));
	b.rotation = 0;
	b.path = "b.jpg";
	assert_false(preview_guess(&a, &b, &next));
}

/* Stopped while it works, and with requests waiting. */
static void test_stop(void **state)
{
	struct scratch *scratch = *state;

	for (int i = 0; i < 20; i++) {
		struct preview_request request =
			previews_request(scratch->large);
		struct mailbox *box;
		struct preview *preview;

		assert_int_equal(mailbox_new(&box, NULL), 0);
		assert_int_equal(preview_start(box, &preview, NULL), 0);
		preview_prefetch(preview, &request);
		preview_ask(preview, &request);
		if (i % 2)
			preview_ask(preview, &request);
		preview_stop(preview);
		mailbox_free(box);
	}
	preview_stop(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sheet),
		cmocka_unit_test(test_turned),
		cmocka_unit_test(test_mirrored_label),
		cmocka_unit_test(test_label_frames),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_tone_and_scale),
		cmocka_unit_test(test_shades),
		cmocka_unit_test(test_region),
		cmocka_unit_test(test_plain_cells),
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_bands),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_preview_render),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_crowded),
		cmocka_unit_test(test_lru),
		cmocka_unit_test(test_registers),
		cmocka_unit_test(test_thread),
		cmocka_unit_test(test_latest_wins),
		cmocka_unit_test(test_prefetch),
		cmocka_unit_test(test_prefetch_silent),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_next_label),
		cmocka_unit_test(test_guess),
		cmocka_unit_test(test_stop),
	};

	return cmocka_run_group_tests_name("preview", tests, setup, teardown);
}
