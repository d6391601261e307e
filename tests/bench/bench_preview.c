/*
 * bench_preview.c: how long pictures take, in one process: medians of several
 * rounds, least times beside them, what the processor worked at it (which a
 * busy machine changes less), when the first strip could be sent, bytes of
 * sixel, and how near they are to the sheet. Sheets are named as arguments;
 * without any, a demo sheet and one of the shared ones are taken. Behind
 * --quality there is a line of bytes and decibels for each, behind --steps one of
 * what a step over its first label takes.
 */
#include "config.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jpeglib.h>
#undef PACKAGE_VERSION
#undef PACKAGE_DESCRIPTION
#include <sixel.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "image/decode/picture.h"
#include "image/find/labels.h"
#include "image/show/shown.h"
#include "review/preview/preview_render.h"

#define BENCH_ROUNDS 25
/* A sheet from a scanner: 21 million pixels. */
#define BENCH_LARGE_WIDTH  3753
#define BENCH_LARGE_HEIGHT 5634

struct bench_times {
	double ms[BENCH_ROUNDS];
	double first[BENCH_ROUNDS]; /* until the first strip could be sent */
	double cpu[BENCH_ROUNDS];   /* of both threads */
	int n;
};

/* What takes the answer as it is made. */
struct bench_post {
	int64_t first_ns; /* 0: nothing came */
	size_t bytes;
};

static double bench_cpu_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int bench_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void bench_sort(double *values, int n)
{
	qsort(values, (size_t)n, sizeof(*values), bench_compare);
}

static void bench_print(const char *what, struct bench_times *times,
			size_t bytes)
{
	int middle = times->n / 2;

	bench_sort(times->ms, times->n);
	bench_sort(times->first, times->n);
	bench_sort(times->cpu, times->n);
	printf("  %-31s %6.1f ms (least %.1f; work %.1f, least %.1f)", what,
	       times->ms[middle], times->ms[0], times->cpu[middle],
	       times->cpu[0]);
	if (bytes > 0)
		printf("  first strip %.1f (least %.1f)  %4zu KB",
		       times->first[middle], times->first[0],
		       (bytes + 512) / 1024);
	printf("\n");
}

static void bench_fail(const struct error *err)
{
	fprintf(stderr, "%s\n", err->text);
	exit(1);
}

static void bench_take(void *data, struct mail *mail)
{
	struct bench_post *post = data;
	const struct preview_reply *reply;

	if (post->first_ns == 0)
		post->first_ns = clock_ns();
	if (mail->kind == PREVIEW_MAIL_LATE) {
		post->bytes += CONTAINER_OF(mail, struct preview_late, mail)
				       ->sixel.len;
	} else {
		reply = CONTAINER_OF(mail, struct preview_reply, mail);
		for (int i = 0; i < reply->n_strips; i++)
			post->bytes += reply->strips[i].sixel.len;
	}
	mail_free(mail);
}

/* A pane of 74 x 52 cells: 666 x 988 pixels. */
static struct preview_request bench_request(const char *path)
{
	return (struct preview_request){
		.path = path,
		.exif = true,
		.zoom = 1,
		.columns = 74,
		.rows = 52,
		.cell_width = 9,
		.cell_height = 19,
		.sixel = true,
		.sixel_colours = 256,
		.colours = PREVIEW_TRUE_COLOUR,
		.plain = true,
	};
}

/* Renders it as the console has it; the bytes of its pixels. */
static size_t bench_once(struct preview_render *render,
			 const struct preview_request *request,
			 struct bench_times *times)
{
	struct bench_post post = {0};
	const struct preview_render_watch watch = {.post = bench_take,
						   .data = &post};
	int64_t start = clock_ns();
	double work = bench_cpu_ms();
	struct preview_reply *reply =
		preview_render_reply(render, request, &watch);

	if (times != NULL) {
		times->cpu[times->n] = bench_cpu_ms() - work;
		times->ms[times->n] = (double)(clock_ns() - start) / 1e6;
		times->first[times->n++] =
			post.first_ns > 0
				? (double)(post.first_ns - start) / 1e6
				: (double)(clock_ns() - start) / 1e6;
	}
	if (reply == NULL)
		return post.bytes;
	if (reply->error.kind != ERROR_NONE)
		bench_fail(&reply->error);
	bench_take(&post, &reply->mail);
	return post.bytes;
}

/* Each round changes the request a little, so that no answer is found ready
 * made; `cold` starts without a decoded picture. */
static void bench_render(const char *what, struct preview_request request,
			 bool cold, void (*step)(struct preview_request *, int))
{
	struct preview_render *render = preview_render_new();
	struct bench_times times = {0};
	size_t bytes = 0;

	for (int i = -1; i < BENCH_ROUNDS; i++) {
		if (cold) {
			preview_render_free(render);
			render = preview_render_new();
		}
		if (step != NULL)
			step(&request, i);
		bytes = bench_once(render, &request, i < 0 ? NULL : &times);
	}
	bench_print(what, &times, bytes);
	preview_render_free(render);
}

static void bench_step_frame(struct preview_request *request, int i)
{
	request->frames[0] = (struct box){100 + 3 * i, 100, 300, 80};
	request->n_frames = 1;
}

static void bench_step_pan(struct preview_request *request, int i)
{
	request->zoom = 2;
	request->pan_x = (double)(i + 1) / (BENCH_ROUNDS + 1);
}

static void bench_step_pan_whole(struct preview_request *request, int i)
{
	request->scale = 1;
	request->pan_x = (double)(i + 1) / (BENCH_ROUNDS + 1);
}

static void bench_step_zoom(struct preview_request *request, int i)
{
	request->zoom = 1 + (double)(i + 2) / 8;
}

static void bench_step_numbers(struct preview_request *request, int i)
{
	struct box region = request->region;

	request->n_marks = 60;
	for (int k = 0; k < request->n_marks; k++)
		request->marks[k] = (struct preview_mark){
			{region.x + region.w * (k % 6) / 6,
			 region.y + region.h * (k / 6) / 10 + i + 1, 60, 20},
			10 + k};
}

/* The sum of squares that a strip, decoded, is off the rows of the picture from
 * `top` on; how many channels that are. */
static double bench_off(const struct bytes *strip, const struct bitmap *shown,
			int top, int rows, double *ret_n)
{
	unsigned char *pixels, *rgb;
	int width, height, colours;
	double sum = 0;

	if (SIXEL_FAILED(sixel_decode_raw((unsigned char *)strip->data,
					  (int)strip->len, &pixels, &width,
					  &height, &rgb, &colours, NULL)))
		exit(1);
	for (int y = 0; y < rows && top + y < shown->height; y++)
		for (int x = 0; x < 3 * shown->width; x++) {
			size_t at = (size_t)(y * width + x / 3);
			double d = shown->pixels[(size_t)(top + y) *
							 shown->stride +
						 (size_t)x] -
				   rgb[3 * pixels[at] + x % 3];

			sum += d * d;
			++*ret_n;
		}
	free(pixels);
	free(rgb);
	return sum;
}

/* What the view shows, in all its colours, scaled as it is scaled for terminals. */
static int bench_scaled(const char *path, const struct view *view,
			struct bitmap *ret)
{
	bool across = view->turn.degrees % 180 != 0;
	const struct box *crop = &view->crop, *all = &view->region;
	const struct picture_request request = {
		.min_width = (across ? view->height : view->width) * all->w /
			     crop->w,
		.min_height = (across ? view->width : view->height) * all->h /
			      crop->h,
		.eighths = true,
	};
	struct shown shown = {.turn = view->turn};
	struct bitmap level CLEANUP(bitmap_done) = {0};
	struct box part;

	if (picture_read(path, &request, &level, NULL, NULL) < 0)
		return -1;
	part.x = crop->x * level.width / all->w;
	part.y = crop->y * level.height / all->h;
	part.w = (crop->x + crop->w) * level.width / all->w - part.x;
	part.h = (crop->y + crop->h) * level.height / all->h - part.y;
	shown.from = shown_part(&level, part);
	tone_measure(&shown.curve, &level, TONE_PLAIN);
	return shown_rows(&shown, view->width, view->height, 0, view->height,
			  ret, NULL);
}

/* How near what a terminal is sent of the sheet is to the scaled one, in dB, and
 * how many bytes that is. */
static double bench_quality(const char *path, size_t *ret_bytes)
{
	struct preview_request request = bench_request(path);
	struct preview_reply *reply = preview_render(&request);
	struct bitmap shown;
	double sum = 0, n = 0;

	if (reply->error.kind != ERROR_NONE)
		bench_fail(&reply->error);
	if (bench_scaled(path, &reply->view, &shown) < 0)
		exit(1);
	*ret_bytes = 0;
	for (int i = 0; i < reply->n_strips; i++) {
		const struct preview_strip *strip = &reply->strips[i];
		int top = (strip->row - reply->view.row) * request.cell_height;

		sum += bench_off(&strip->sixel, &shown, top,
				 strip->rows * request.cell_height, &n);
		*ret_bytes += strip->sixel.len;
	}
	bitmap_done(&shown);
	mail_free(&reply->mail);
	return 10 * log10(255.0 * 255.0 * n / (sum + 1e-9));
}

/* For tables of many sheets. */
static void bench_qualities(char **paths, int n)
{
	for (int i = 0; i < n; i++) {
		size_t bytes;
		double db = bench_quality(paths[i], &bytes);

		printf("%.1f dB %4zu KB %s\n", db, (bytes + 500) / 1000,
		       file_base(paths[i]));
	}
}

/* Above the fields of a narrow window: 78 x 4 cells. */
static void bench_strip(struct preview_request request)
{
	request.columns = 78;
	request.rows = 4;
	bench_render("label, lines of it in a strip", request, false,
		     bench_step_pan_whole);
}

/* In steps, as somebody goes over a label, each asked of the thread when it has
 * nothing more to do: what it has guessed is there. */
static void bench_steps(struct preview_request request)
{
	struct bench_times times = {0};
	struct preview *preview;
	struct mailbox *box;
	size_t bytes = 0;

	if (mailbox_new(&box, NULL) < 0 ||
	    preview_start(box, &preview, NULL) < 0)
		exit(1);
	for (int i = -2; i < BENCH_ROUNDS; i++) {
		struct bench_post post = {0};
		struct mail *mail;
		int64_t start;

		while (!preview_idle(preview))
			sched_yield();
		bench_step_pan(&request, i + 1);
		start = clock_ns();
		preview_ask(preview, &request);
		do
			mail = mailbox_wait(box, 1000);
		while (mail == NULL);
		if (i >= 0) {
			times.ms[times.n] = (double)(clock_ns() - start) / 1e6;
			times.first[times.n] = times.ms[times.n];
			times.n++;
		}
		bench_take(&post, mail);
		bytes = post.bytes;
	}
	bench_print("label, another step", &times, bytes);
	preview_stop(preview);
	mailbox_free(box);
}

/* What the console asks of the sheet's first label; false when none is found. */
static bool bench_find_label(const char *path, struct preview_request *ret)
{
	struct picture_request want = {
		.grey = true, .min_width = 1000, .min_height = 1000};
	struct picture_info info;
	struct bitmap sheet CLEANUP(bitmap_done) = {0};
	struct labels labels;

	if (picture_probe(path, &info, NULL) < 0 ||
	    picture_read(path, &want, &sheet, NULL, NULL) < 0 ||
	    labels_find(&sheet, (double)info.width / sheet.width, &labels,
			NULL) < 0 ||
	    labels.n == 0)
		return false;
	*ret = bench_request(path);
	ret->exif = false;
	ret->region = labels.items[0].box;
	ret->rotation =
		labels.items[0].rotation > 0 ? labels.items[0].rotation : 0;
	return true;
}

/* For tables of many labels: a line for each of what a step over it takes. */
static void bench_label_steps(char **paths, int n)
{
	for (int i = 0; i < n; i++) {
		struct preview_request request;

		if (bench_find_label(paths[i], &request))
			bench_render(file_base(paths[i]), request, false,
				     bench_step_pan);
	}
}

static void bench_label(const char *path)
{
	struct preview_request request;

	if (bench_find_label(path, &request)) {
		bench_render("label, first look", request, true, NULL);
		bench_render("label, other words framed", request, false,
			     bench_step_frame);
		bench_render("label, twice as large, panned", request, false,
			     bench_step_pan);
		bench_steps(request);
		bench_render("label, pixel by pixel, panned", request, false,
			     bench_step_pan_whole);
		bench_render("label, enlarged a step", request, false,
			     bench_step_zoom);
		bench_render("label, its words numbered", request, false,
			     bench_step_numbers);
		bench_strip(request);
		request.tone = TONE_GAMMA;
		bench_render("label, more contrast, panned", request, false,
			     bench_step_pan);
	}
}

static void bench_sheet(const char *path)
{
	struct preview_request request = bench_request(path);
	struct preview_request cells = request;
	struct picture_info info;
	struct error err;
	size_t bytes;

	if (picture_probe(path, &info, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return;
	}
	printf("%s, %d x %d\n", file_base(path), info.width, info.height);
	cells.sixel = false;
	bench_render("sheet, first look", request, true, NULL);
	bench_render("sheet, decoded already", request, false,
		     bench_step_frame);
	bench_render("sheet, rendered already", request, false, NULL);
	bench_render("sheet, in characters", cells, true, NULL);
	bench_label(path);
	printf("  the sheet as it is sent          %.1f dB\n",
	       bench_quality(path, &bytes));
}

/* --- a large sheet -------------------------------------------------------- */

static void bench_write(const struct bitmap *bitmap, bool progressive,
			const char *path)
{
	struct jpeg_compress_struct cinfo;
	struct jpeg_error_mgr errors;
	FILE *file = fopen(path, "wb");

	if (file == NULL)
		exit(1);
	cinfo.err = jpeg_std_error(&errors);
	jpeg_create_compress(&cinfo);
	jpeg_stdio_dest(&cinfo, file);
	cinfo.image_width = (JDIMENSION)bitmap->width;
	cinfo.image_height = (JDIMENSION)bitmap->height;
	cinfo.input_components = 3;
	cinfo.in_color_space = JCS_RGB;
	jpeg_set_defaults(&cinfo);
	jpeg_set_quality(&cinfo, 80, TRUE);
	if (progressive)
		jpeg_simple_progression(&cinfo);
	jpeg_start_compress(&cinfo, TRUE);
	for (int y = 0; y < bitmap->height; y++) {
		JSAMPROW row = bitmap->pixels + (size_t)y * bitmap->stride;

		jpeg_write_scanlines(&cinfo, &row, 1);
	}
	jpeg_finish_compress(&cinfo);
	jpeg_destroy_compress(&cinfo);
	fclose(file);
}

/* The sheet enlarged, with a grain as cameras have it. */
static void bench_large(const char *path)
{
	struct picture_request all = {0};
	struct bitmap sheet, large;
	char name[] = "bench-large.jpg";
	uint32_t seed = 1;

	if (picture_read(path, &all, &sheet, NULL, NULL) < 0)
		return;
	if (bitmap_resize(&sheet, BENCH_LARGE_WIDTH, BENCH_LARGE_HEIGHT, &large,
			  NULL) == 0) {
		for (size_t i = 0; i < large.stride * (size_t)large.height;
		     i++) {
			int value;

			seed = seed * 1664525u + 1013904223u;
			value = large.pixels[i] + (int)(seed >> 29) - 4;
			large.pixels[i] =
				(unsigned char)(value < 0     ? 0
						: value > 255 ? 255
							      : value);
		}
		bench_write(&large, false, name);
		bench_sheet(name);
		printf("the same, progressive\n");
		bench_write(&large, true, name);
		bench_render("sheet, first look", bench_request(name), true,
			     NULL);
		unlink(name);
		bitmap_done(&large);
	}
	bitmap_done(&sheet);
}

int main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir");
	char *demo CLEANUP(mem_free_str) = mem_printf(
		"%s/data/demo/sheets/sheet-01.jpg", top != NULL ? top : ".");
	char *shared CLEANUP(mem_free_str) = mem_printf(
		"%s/../shared/specimens/sheets/"
		"0a470c950e5490cf0ff0b2a2338b1eea19c1bb7c368daaa0804f01f5e539a2"
		"3d.jpg",
		top != NULL ? top : ".");
	bool there = access(shared, R_OK) == 0;

	if (argc > 1 && strcmp(argv[1], "--quality") == 0) {
		bench_qualities(argv + 2, argc - 2);
		return 0;
	}
	if (argc > 1 && strcmp(argv[1], "--steps") == 0) {
		bench_label_steps(argv + 2, argc - 2);
		return 0;
	}
	for (int i = 1; i < argc; i++)
		bench_sheet(argv[i]);
	if (argc > 1)
		return 0;
	bench_sheet(demo);
	if (there)
		bench_sheet(shared);
	bench_large(there ? shared : demo);
	return 0;
}
