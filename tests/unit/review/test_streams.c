/*
 * test_streams.c: strips of a picture as they are made: posted one after the
 * other, of what is still decoded, and given up in between.
 */
#include "config.h"

#include "review/preview/preview_render.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "review/preview/strips.h"

#include "tests/kit/previews.h"
#include "tests/kit/scratch.h"
#include "tests/kit/tiffs.h"

struct scratch {
	char *dir;
	char *sheet;  /* 640 x 960, EXIF 6 */
	char *broken; /* cut in the middle */
	char *tiff;   /* 960 x 640, in tiles */
};

static int setup(void **state)
{
	static const struct jpeg_recipe sheet = {
		.width = 960, .height = 640, .orientation = 6};
	static const struct tiff_recipe tiff = {
		.width = 960,
		.height = 640,
		.photometric = PHOTOMETRIC_RGB,
		.tile = 128,
	};
	struct scratch *scratch = mem_zalloc(sizeof(*scratch));

	scratch->dir = scratch_new();
	scratch->sheet = previews_jpeg(scratch->dir, "sheet.jpg", &sheet, 0);
	scratch->broken = previews_jpeg(scratch->dir, "broken.jpg", &sheet, 2);
	scratch->tiff = file_join(scratch->dir, "sheet.tif");
	if (!tiffs_make(scratch->tiff, &tiff, 1))
		return -1;
	*state = scratch;
	return 0;
}

static int teardown(void **state)
{
	struct scratch *scratch = *state;

	scratch_free(scratch->dir);
	free(scratch->sheet);
	free(scratch->broken);
	free(scratch->tiff);
	free(scratch);
	return 0;
}

/* --- given up ------------------------------------------------------------- */

struct countdown {
	atomic_int left; /* several threads ask */
};

static bool countdown_stale(void *data)
{
	struct countdown *countdown = data;

	return atomic_fetch_sub(&countdown->left, 1) <= 0;
}

/* Rows of the sheet after which the decoder asks whether to go on. */
#define TELLS (960 / 16)

/* Given up at each of its steps: no answer, nothing lost, nothing kept
 * that is half done. */
static void check_given_up(const struct preview_request *asked)
{
	struct preview_request request = *asked;
	struct preview_reply *whole = preview_render(&request);
	int tries = 0;

	for (;; tries++) {
		struct preview_render *render = preview_render_new();
		struct countdown countdown = {tries};
		struct preview_render_watch watch = {.stale = countdown_stale,
						     .data = &countdown};
		struct preview_reply *reply =
			preview_render_reply(render, &request, &watch);
		struct preview_reply *after =
			preview_render_reply(render, &request, NULL);
		bool done = reply != NULL;

		previews_same(whole, after);
		mail_free(&after->mail);
		if (done)
			mail_free(&reply->mail);
		preview_render_free(render);
		if (done)
			break;
	}
	assert_in_range(tries, PREVIEW_STRIPS, PREVIEW_STRIPS + 2 + TELLS);
	mail_free(&whole->mail);
}

/* Turned it is decoded first; upright its strips are made meanwhile. */
static void test_given_up(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);

	check_given_up(&request);
	request.plain = true;
	request.exif = false;
	check_given_up(&request);
	request.path = scratch->tiff;
	check_given_up(&request);
}

/* --- strips as they are made ---------------------------------------------- */

struct posted {
	struct preview_reply *reply;
	int answers, late;
};

static void take_posted(void *data, struct mail *mail)
{
	struct posted *posted = data;
	struct preview_late *late;
	struct bytes *strip;

	if (mail->kind == PREVIEW_MAIL_DONE) {
		struct preview_reply *reply =
			CONTAINER_OF(mail, struct preview_reply, mail);

		if (posted->reply != NULL) {
			/* Only that the file ends early is told later. */
			assert_true(reply->truncated);
			assert_false(posted->reply->truncated);
			mail_free(&posted->reply->mail);
		}
		posted->reply = reply;
		posted->answers++;
		return;
	}
	assert_int_equal(mail->kind, PREVIEW_MAIL_LATE);
	late = CONTAINER_OF(mail, struct preview_late, mail);
	assert_non_null(posted->reply);
	assert_int_equal(late->ticket, posted->reply->ticket);
	assert_in_range(late->strip, 0, posted->reply->n_strips - 1);
	strip = &posted->reply->strips[late->strip].sixel;
	assert_int_equal(strip->len, 0);
	bytes_append(strip, late->sixel.data, late->sixel.len);
	posted->late++;
	mail_free(mail);
}

/* The first says where all will be, and has one; in the end they are the same
 * as those of a whole answer, frames over the edges of strips included. Asked
 * for again it is there at once. Returns how many answers and strips came. */
static struct posted check_early(const struct preview_request *request)
{
	struct preview_render *render = preview_render_new();
	struct posted posted = {0};
	struct preview_render_watch watch = {.post = take_posted,
					     .data = &posted};
	struct preview_reply *whole = preview_render(request), *again;

	assert_null(preview_render_reply(render, request, &watch));
	assert_non_null(posted.reply);
	previews_same(whole, posted.reply);
	again = preview_render_reply(render, request, NULL);
	previews_same(whole, again);
	mail_free(&again->mail);
	mail_free(&whole->mail);
	mail_free(&posted.reply->mail);
	posted.reply = NULL;
	preview_render_free(render);
	return posted;
}

/* Early or not, the answer is the same; it need not be posted in pieces. */
static void check_whole(const struct preview_request *request)
{
	struct preview_render *render = preview_render_new();
	struct posted posted = {0};
	struct preview_render_watch watch = {.post = take_posted,
					     .data = &posted};
	struct preview_reply *whole = preview_render(request);
	struct preview_reply *early =
		preview_render_reply(render, request, &watch);

	if (early == NULL)
		early = posted.reply;
	else
		assert_null(posted.reply);
	assert_non_null(early);
	assert_string_equal(early->error.text, whole->error.text);
	previews_same(whole, early);
	mail_free(&whole->mail);
	mail_free(&early->mail);
	preview_render_free(render);
}

static void test_early(void **state)
{
	struct scratch *scratch = *state;
	struct preview_request request = previews_request(scratch->sheet);

	request.frames[0] = (struct box){200, 50, 500, 500};
	request.n_frames = 1;
	request.marks[0] = (struct preview_mark){{300, 300, 20, 20}, 12};
	request.n_marks = 1;
	check_early(&request);
	/* So small that one thread makes it: one strip after the other. */
	request.columns = 20;
	request.rows = 8;
	assert_int_equal(check_early(&request).late, PREVIEW_STRIPS - 1);
}

/* Strips that are made of the rows that are there, while others are still
 * decoded, are those of the whole picture: upright, upside down, mirrored, a part
 * of it, and of a file that ends early. Each grows its colours out of the last
 * one's either way. */
static void test_streamed(void **state)
{
	static const struct jpeg_recipe mirrored = {
		.width = 640, .height = 960, .orientation = 2};
	struct scratch *scratch = *state;
	char *path = previews_jpeg(scratch->dir, "streamed.jpg", &mirrored, 0);
	struct preview_request request = previews_request(scratch->sheet);

	request.plain = true;
	for (request.rotation = 0; request.rotation < 360;
	     request.rotation += 90)
		check_early(&request);
	request.rotation = 0;
	request.zoom = 3;
	request.pan_x = request.pan_y = 0.7;
	check_early(&request);
	request.path = path;
	check_early(&request);
	request.path = scratch->broken;
	request.exif = false;
	request.zoom = 1;
	/* What is told before all is decoded does not know that yet. */
	assert_int_equal(check_early(&request).answers, 2);
	request.path = scratch->tiff;
	check_early(&request);
	request.path = scratch->broken;
	request.plain = false;
	assert_int_equal(check_early(&request).answers, 1);
	free(path);
}

/* --- what turns out to be damaged ----------------------------------------- */

/* The decoder is held until a strip is made, so that one is posted before the
 * damage comes. */
struct holding {
	struct posted posted;
	pthread_t decoder;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int decoded; /* times that the decoder asked, … */
	int taken; /* … and who makes strips: one more than they are is done */
};

#define HELD_AT 24 /* times 16 rows, of 480 */

static bool holding_stale(void *data)
{
	struct holding *holding = data;

	pthread_mutex_lock(&holding->lock);
	if (!pthread_equal(pthread_self(), holding->decoder)) {
		holding->taken++;
		pthread_cond_broadcast(&holding->changed);
	} else if (++holding->decoded == HELD_AT) {
		while (holding->taken <= STRIPS_HELPERS)
			pthread_cond_wait(&holding->changed, &holding->lock);
	}
	pthread_mutex_unlock(&holding->lock);
	return false;
}

static void holding_post(void *data, struct mail *mail)
{
	struct holding *holding = data;

	take_posted(&holding->posted, mail);
}

/* Its last strip cannot be read. */
static char *damaged_tiff(const char *dir)
{
	static const struct tiff_recipe recipe = {
		.width = 640,
		.height = 960,
		.photometric = PHOTOMETRIC_RGB,
		.compression = COMPRESSION_ADOBE_DEFLATE,
		.strip = 32,
	};
	char *path = file_join(dir, "damaged.tif");
	struct bytes file CLEANUP(bytes_done) = {0};
	TIFF *tiff;

	assert_true(tiffs_make(path, &recipe, 1));
	assert_int_equal(file_read(path, 1 << 22, &file, NULL), 0);
	tiff = TIFFOpen(path, "r");
	assert_non_null(tiff);
	memset(file.data + TIFFGetStrileOffset(tiff, 29), 0xa5,
	       TIFFGetStrileByteCount(tiff, 29));
	TIFFClose(tiff);
	assert_int_equal(
		file_write_atomic(path, file.data, file.len, 0600, NULL), 0);
	return path;
}

/* That a picture is damaged is told, whatever was posted of it before. */
static void test_damaged(void **state)
{
	struct scratch *scratch = *state;
	char *path CLEANUP(mem_free_str) = damaged_tiff(scratch->dir);
	struct preview_request request = previews_request(path);
	struct preview_render *render = preview_render_new();
	struct holding holding = {
		.decoder = pthread_self(),
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER,
	};
	struct preview_render_watch watch = {
		.stale = holding_stale, .post = holding_post, .data = &holding};
	struct preview_reply *reply;

	request.plain = true;
	reply = preview_render_reply(render, &request, &watch);
	assert_int_equal(holding.posted.answers, 1);
	assert_non_null(reply);
	assert_int_equal(reply->error.kind, ERROR_FAILED);
	assert_non_null(strstr(reply->error.text, "damaged"));
	assert_int_equal(reply->n_strips, 0);
	assert_int_equal(reply->ticket, holding.posted.reply->ticket);
	mail_free(&holding.posted.reply->mail);
	mail_free(&reply->mail);
	preview_render_free(render);
}

/* Sheets of a pixel, a row or a column: fewer rows than a decoder tells of, and
 * fewer than there are strips; one that has all its rows before the first is
 * made; and one that ends in its first. */
static void test_small_sheets(void **state)
{
	static const struct {
		struct jpeg_recipe recipe;
		size_t cut;
	} cases[] = {
		{{.width = 1, .height = 1}, 0},
		{{.width = 1, .height = 3000}, 0},
		{{.width = 3000, .height = 1}, 0},
		{{.width = 17, .height = 33, .progressive = true}, 0},
		{{.width = 640, .height = 960, .progressive = true}, 0},
		{{.width = 640, .height = 960, .progressive = true}, 3},
		{{.width = 640, .height = 960}, 50},
	};
	struct scratch *scratch = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *path CLEANUP(mem_free_str) =
			previews_jpeg(scratch->dir, "small.jpg",
				      &cases[i].recipe, cases[i].cut);
		struct preview_request request = previews_request(path);

		request.plain = true;
		check_whole(&request);
		request.zoom = 8;
		check_whole(&request);
	}
}

/* What is stored without colours is sent without; in a file it has three channels
 * like any other. */
static void test_grey_sheet(void **state)
{
	static const struct jpeg_recipe grey = {
		.width = 640, .height = 960, .space = JCS_GRAYSCALE};
	char *path = previews_jpeg(((struct scratch *)*state)->dir, "grey.jpg",
				   &grey, 0);
	struct preview_request request = previews_request(path);
	struct preview_reply *reply;
	struct bitmap bitmap;
	int named = 0;

	request.plain = true;
	check_early(&request);
	reply = preview_render(&request);
	for (int i = 0; i < reply->n_strips; i++) {
		const char *at = reply->strips[i].sixel.data;

		while ((at = strchr(at, '#')) != NULL) {
			int red, green, blue;

			at++;
			if (sscanf(at, "%*d;2;%d;%d;%d", &red, &green, &blue) !=
			    3)
				continue;
			assert_int_equal(red, green);
			assert_int_equal(red, blue);
			named++;
		}
	}
	assert_true(named >= 4);
	mail_free(&reply->mail);
	assert_int_equal(preview_bitmap(&request, &bitmap, NULL), 0);
	assert_int_equal(bitmap.channels, 3);
	bitmap_done(&bitmap);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_given_up),
		cmocka_unit_test(test_early),
		cmocka_unit_test(test_streamed),
		cmocka_unit_test(test_small_sheets),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_grey_sheet),
	};

	return cmocka_run_group_tests_name("streams", tests, setup, teardown);
}
