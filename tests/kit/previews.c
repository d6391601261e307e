/*
 * previews.c: what tests of the preview share. See previews.h.
 */
#include "config.h"

#include "tests/kit/previews.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file/file.h"

char *previews_jpeg(const char *dir, const char *name,
		    const struct jpeg_recipe *recipe, size_t cut)
{
	struct bytes file CLEANUP(bytes_done) = {0};
	char *path = file_join(dir, name);

	jpegs_make(recipe, &file);
	assert_int_equal(file_write_atomic(path, file.data,
					   cut > 0 ? file.len / cut : file.len,
					   0600, NULL),
			 0);
	return path;
}

struct preview_request previews_request(const char *path)
{
	return (struct preview_request){
		.ticket = 7,
		.path = path,
		.exif = true,
		.zoom = 1,
		.columns = 40,
		.rows = 24,
		.cell_width = 10,
		.cell_height = 20,
		.sixel = true,
		.sixel_colours = 256,
		.colours = PREVIEW_TRUE_COLOUR,
	};
}

void previews_same(const struct preview_reply *a, const struct preview_reply *b)
{
	assert_int_equal(a->n_strips, b->n_strips);
	for (int i = 0; i < a->n_strips; i++) {
		assert_int_equal(a->strips[i].sixel.len,
				 b->strips[i].sixel.len);
		assert_memory_equal(a->strips[i].sixel.data,
				    b->strips[i].sixel.data,
				    a->strips[i].sixel.len);
	}
	assert_memory_equal(a->cells, b->cells,
			    sizeof(*a->cells) * (size_t)(a->columns * a->rows));
}
