/*
 * preview_key.c: what names decoded pictures and answers. See preview_key.h.
 */
#include "config.h"

#include "review/preview/preview_key.h"

#include <inttypes.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/mem.h"

/* The file's name and state; that it cannot be looked at is state enough here:
 * reading it will tell why. Owned. */
char *preview_key_file(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return mem_printf("%s?", path);
	return mem_printf("%s/%ju:%ju:%jd:%jd", path, (uintmax_t)st.st_dev,
			  (uintmax_t)st.st_ino, (intmax_t)st.st_size,
			  (intmax_t)file_mtime_ns(&st));
}

void preview_key_box(struct bytes *key, struct box box)
{
	bytes_printf(key, " %d,%d,%d,%d", box.x, box.y, box.w, box.h);
}

void preview_key_reply(const char *file, const struct preview_request *r,
		       const struct view *view, struct bytes *ret)
{
	bytes_append_str(ret, file);
	bytes_printf(ret, " %d %d %d", view->turn.degrees, view->turn.mirrored,
		     (int)r->tone);
	preview_key_box(ret, (struct box){view->column, view->row,
					  view->columns, view->rows});
	preview_key_box(ret, view->crop);
	bytes_printf(ret, " %d %d %d %d", r->columns, r->rows, r->cell_width,
		     r->cell_height);
	bytes_printf(ret, " %d %d %d %d %d %d %d %d %d %d",
		     r->sixel ? 1 + (int)r->protocol : 0, r->sixel_bands,
		     r->sixel_whole, r->sixel_colours, r->max_width,
		     r->max_height, (int)r->colours, r->ascii, (int)r->blocks,
		     r->plain);
	preview_key_box(ret, r->region);
	for (int i = 0; i < r->n_frames; i++)
		preview_key_box(ret, r->frames[i]);
	for (int i = 0; i < r->n_marks; i++) {
		bytes_printf(ret, " %d:", r->marks[i].number);
		preview_key_box(ret, r->marks[i].box);
	}
}
