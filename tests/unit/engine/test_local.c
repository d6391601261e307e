/*
 * test_local.c: the built-in engine on demo sheets.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jpeglib.h>

#include "base/file/asset.h"
#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "image/decode/picture.h"
#include "tests/kit/scratch.h"

struct world {
	const struct engine_ops *ops;
	struct places *places;
	struct engine *engine;
	struct engine_reader *reader;
};

static int world_open(void **state)
{
	struct error err;
	struct world *w = mem_zalloc(sizeof(*w));
	struct engine_options options = {.ocr_lang = "eng"};
	w->ops = engine_find("local");
	if (w->ops && (places_load(NULL, &w->places, &err) ||
		       (options.places = w->places,
			w->ops->open(&options, &w->engine, &err)) ||
		       w->ops->reader_new(w->engine, &w->reader, &err))) {
		fprintf(stderr, "%s\n", err.text);
		return -1;
	}
	*state = w;
	return 0;
}

static int world_close(void **state)
{
	struct world *w = *state;
	if (w->ops) {
		w->ops->reader_free(w->reader);
		w->ops->close(w->engine);
		places_free(w->places);
	}
	free(w);
	return 0;
}

static char *demo(const char *name)
{
	const char *top = getenv("top_srcdir");
	return mem_printf("%s/data/demo/sheets/%s", top ? top : ".", name);
}

static int read_path(struct world *w, const char *path, struct outcome *ret,
		     struct error *err)
{
	struct sheet sheet = {
		.path = path, .image = file_base(path), .specimen_id = "0"};
	outcome_init(ret);
	return w->ops->read(w->reader, &sheet, ret, err);
}

static void read_demo(struct world *w, const char *name, struct outcome *ret)
{
	struct error err;
	char *path = demo(name);
	if (read_path(w, path, ret, &err))
		fail_msg("%s: %s", name, err.text);
	free(path);
}

static void assert_boxes_inside(const char *name, const struct record *record)
{
	struct picture_info info;
	char *path = demo(name);
	assert_int_equal(picture_probe(path, &info, NULL), 0);
	for (size_t i = 0; i < record->n; i++) {
		const struct field *f = &record->fields[i];
		/* what is said of the sheet has no place on it */
		if (f->confidence < 0)
			continue;
		assert_true(f->n_boxes > 0);
		assert_true(f->confidence > 0 && f->confidence <= 1);
		for (size_t k = 0; k < f->n_boxes; k++) {
			struct box b = f->boxes[k];
			assert_true(b.x >= 0 && b.y >= 0);
			assert_true(b.w > 0 && b.h > 0);
			assert_true(b.x + b.w <= info.width);
			assert_true(b.y + b.h <= info.height);
		}
	}
	free(path);
}

/* A form whose picture lies on its side. */
static void test_form(void **state)
{
	struct world *w = *state;
	struct outcome got;
	if (!w->ops)
		skip();
	read_demo(w, "sheet-01.jpg", &got);
	assert_string_equal(record_value(&got.dwc, "eventDate"), "1958-07-19");
	assert_string_equal(record_value(&got.dwc, "recordedBy"),
			    "E.R. Halvorsen");
	assert_string_equal(record_value(&got.dwc, "recordNumber"), "412");
	assert_boxes_inside("sheet-01.jpg", &got.dwc);
	assert_true(got.labels.n >= 1);
	assert_int_equal(got.labels.items[0].rotation, 90);
	/* The date stands in the lower right of the upright sheet; stored on
	 * its side, that is to the right and near the top. */
	struct box b = record_find(&got.dwc, "eventDate")->boxes[0];
	struct box label = got.labels.items[0].box;
	assert_true(b.x > label.x && b.x + b.w <= label.x + label.w);
	assert_true(b.h > b.w);
	outcome_done(&got);
}

/* One that stands on its head. */
static void test_upside_down(void **state)
{
	struct world *w = *state;
	struct outcome got;
	if (!w->ops)
		skip();
	read_demo(w, "sheet-09.jpg", &got);
	assert_string_equal(record_value(&got.dwc, "recordedBy"),
			    "Fiona MacAskill");
	assert_string_equal(record_value(&got.dwc, "eventDate"), "2003-09-12");
	assert_int_equal(got.labels.items[0].rotation, 180);
	assert_boxes_inside("sheet-09.jpg", &got.dwc);
	outcome_done(&got);
}

/* The bitmap as a JPEG with this orientation in its Exif. */
static void write_jpeg(FILE *file, const struct bitmap *bitmap, int orientation)
{
	unsigned char exif[] = "Exif\0\0II*\0\10\0\0\0\1\0\x12\1\3\0"
			       "\1\0\0\0\0\0\0\0\0\0\0";
	struct jpeg_compress_struct to;
	struct jpeg_error_mgr errors;

	exif[24] = (unsigned char)orientation;
	to.err = jpeg_std_error(&errors);
	jpeg_create_compress(&to);
	jpeg_stdio_dest(&to, file);
	to.image_width = (JDIMENSION)bitmap->width;
	to.image_height = (JDIMENSION)bitmap->height;
	to.input_components = 3;
	to.in_color_space = JCS_RGB;
	jpeg_set_defaults(&to);
	jpeg_set_quality(&to, 92, TRUE);
	jpeg_start_compress(&to, TRUE);
	jpeg_write_marker(&to, JPEG_APP0 + 1, exif, sizeof(exif) - 1);
	while (to.next_scanline < to.image_height) {
		JSAMPROW row =
			bitmap->pixels + to.next_scanline * bitmap->stride;

		jpeg_write_scanlines(&to, &row, 1);
	}
	jpeg_finish_compress(&to);
	jpeg_destroy_compress(&to);
}

/* A demo sheet as a camera leaves it that mirrors what it takes: a turn of
 * 90 degrees becomes one of 270 and a mirroring, orientation 7. Owned. */
static char *mirrored_sheet(const char *name, const char *dir)
{
	struct picture_request all = {0};
	struct bitmap bitmap;
	char *from = demo(name), *path = file_join(dir, name);
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(picture_read(from, &all, &bitmap, NULL, NULL), 0);
	bitmap_mirror(&bitmap);
	write_jpeg(file, &bitmap, 7);
	assert_int_equal(fclose(file), 0);
	bitmap_done(&bitmap);
	free(from);
	return path;
}

/* Mirrored writing is not writing: it is read as EXIF says it was, and the
 * boxes lie on the mirrored picture that is stored. */
static void test_mirrored(void **state)
{
	struct world *w = *state;
	struct outcome plain, got;
	struct error err;
	struct box a, b;

	if (!w->ops)
		skip();
	char *dir = scratch_new();
	char *path = mirrored_sheet("sheet-01.jpg", dir);
	read_demo(w, "sheet-01.jpg", &plain);
	assert_int_equal(read_path(w, path, &got, &err), 0);
	assert_string_equal(record_value(&got.dwc, "eventDate"), "1958-07-19");
	assert_string_equal(record_value(&got.dwc, "recordNumber"), "412");
	assert_int_equal(got.labels.items[0].rotation, 270);
	a = record_find(&plain.dwc, "eventDate")->boxes[0];
	b = record_find(&got.dwc, "eventDate")->boxes[0];
	assert_in_range(1600 - a.x - a.w - b.x + 20, 0, 40);
	assert_in_range(a.y - b.y + 20, 0, 40);
	outcome_done(&plain);
	outcome_done(&got);
	free(path);
	scratch_free(dir);
}

/* Half a file is not a sheet: it would be done for good. */
static void test_cut_file(void **state)
{
	struct world *w = *state;
	struct outcome got;
	struct error err;
	struct bytes whole = {0};

	if (!w->ops)
		skip();
	char *dir = scratch_new();
	char *from = demo("sheet-01.jpg"), *path = file_join(dir, "cut.jpg");
	assert_int_equal(file_read(from, 1u << 20, &whole, NULL), 0);
	scratch_write(dir, "cut.jpg", whole.data, whole.len * 6 / 10);
	assert_int_equal(read_path(w, path, &got, &err), -1);
	assert_non_null(strstr(err.text, "cut.jpg ends early"));
	assert_int_equal(got.dwc.n, 0);
	outcome_done(&got);
	bytes_done(&whole);
	free(from);
	free(path);
	scratch_free(dir);
}

static bool is_of_whole(const struct field *field)
{
	return strcmp(field->term, "flags") == 0 ||
	       strcmp(field->term, "verbatimLabel") == 0;
}

static void test_no_specimen(void **state)
{
	static const char *const names[] = {"sheet-16.jpg", "sheet-17.jpg"};
	struct world *w = *state;
	if (!w->ops)
		skip();
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct outcome got;
		read_demo(w, names[i], &got);
		/* kept as it was read, and said; nothing surely made of it */
		assert_non_null(
			strstr(record_value(&got.dwc, "flags"), "no specimen"));
		assert_string_not_equal(record_value(&got.dwc, "verbatimLabel"),
					"");
		for (size_t k = 0; k < got.dwc.n; k++)
			assert_true(is_of_whole(&got.dwc.fields[k]) ||
				    got.dwc.fields[k].confidence < 0.5);
		outcome_done(&got);
	}
}

static void test_failures(void **state)
{
	struct world *w = *state;
	struct outcome got;
	struct error err;
	struct engine *engine;
	struct engine_reader *reader;
	struct engine_options options = {.ocr_lang = "xyzzy", .places = NULL};
	if (!w->ops)
		skip();
	assert_int_equal(read_path(w, "/nonexistent/a.jpg", &got, &err), -1);
	assert_non_null(strstr(err.text, "a.jpg"));
	outcome_done(&got);
	assert_int_equal(w->ops->open(&options, &engine, &err), 0);
	assert_int_equal(w->ops->reader_new(engine, &reader, &err), -1);
	assert_non_null(strstr(err.text, "xyzzy"));
	w->ops->close(engine);
}

/* The same parameters give the same text, others another. */
static void test_params(void **state)
{
	struct world *w = *state;
	struct bytes a = {0}, b = {0}, c = {0};
	struct engine *engine;
	struct error err;
	struct engine_options options = {.ocr_lang = "eng+deu"};
	if (!w->ops)
		skip();
	w->ops->params(w->engine, &a);
	w->ops->params(w->engine, &b);
	assert_int_equal(w->ops->open(&options, &engine, &err), 0);
	w->ops->params(engine, &c);
	assert_string_equal(a.data, b.data);
	assert_string_not_equal(a.data, c.data);
	w->ops->close(engine);
	bytes_done(&a);
	bytes_done(&b);
	bytes_done(&c);
}

/* Appends the rows of a built-in table without its comments. */
static void append_rows(const char *name, struct bytes *ret)
{
	const struct asset *asset = asset_find(name);
	const char *at = (const char *)asset->data, *end = at + asset->size;

	while (at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)(feed + 1 - at);

		assert_non_null(feed);
		if (len > 1 && at[0] != '#')
			bytes_append(ret, at, len);
		at += len;
	}
}

/* What stands in the parameters stands for these rows: where the second hash
 * differs, a row has changed, and local.c needs another name for them. */
static void test_rules(void **state)
{
	struct world *w = *state;
	struct bytes params = {0}, rows = {0};
	char hash[HASH_HEX_SIZE];

	if (!w->ops)
		skip();
	w->ops->params(w->engine, &params);
	assert_non_null(strstr(params.data,
			       "\nrules=44796ea09105c618f3ae08bc90a78a7e"
			       "e7ed644dc94983dcf5af6ff93c43f458"
			       "\n"));
	append_rows("label-keys.tsv", &rows);
	append_rows("label-words.tsv", &rows);
	append_rows("map-weights.tsv", &rows);
	append_rows("places.tsv", &rows);
	append_rows("letter-triples.tsv", &rows);
	hash_bytes(rows.data, rows.len, hash);
	assert_string_equal(hash, "44796ea09105c618f3ae08bc90a78a7ee7ed644dc949"
				  "83dcf5af6ff93c43f458");
	bytes_done(&params);
	bytes_done(&rows);
}

/* Neither tesseract nor leptonica may write over the screen: both outputs
 * are turned into a file while a bad and a good sheet are read. */
static void test_silence(void **state)
{
	struct world *w = *state;
	struct outcome got;
	struct engine *engine;
	struct engine_reader *reader;
	struct error err;
	struct engine_options options = {.ocr_lang = "xyzzy"};
	if (!w->ops)
		skip();
	FILE *all = tmpfile();
	assert_non_null(all);
	fflush(stdout);
	fflush(stderr);
	int out = dup(1), bad = dup(2);
	dup2(fileno(all), 1);
	dup2(fileno(all), 2);
	char *path = demo("sheet-13.jpg");
	int rc = read_path(w, path, &got, &err);
	if (w->ops->open(&options, &engine, &err) == 0) {
		if (w->ops->reader_new(engine, &reader, &err) == 0)
			w->ops->reader_free(reader);
		w->ops->close(engine);
	}
	fflush(stdout);
	fflush(stderr);
	dup2(out, 1);
	dup2(bad, 2);
	close(out);
	close(bad);
	fseek(all, 0, SEEK_END);
	assert_int_equal(ftell(all), 0);
	fclose(all);
	assert_int_equal(rc, 0);
	outcome_done(&got);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_upside_down),
		cmocka_unit_test(test_mirrored),
		cmocka_unit_test(test_cut_file),
		cmocka_unit_test(test_no_specimen),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_params),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_silence),
	};
	return cmocka_run_group_tests(tests, world_open, world_close);
}
