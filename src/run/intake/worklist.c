/*
 * worklist.c: which sheets are still to be read. See worklist.h.
 *
 * 1. Offset and limit cut the sorted list of all sheets; only then are the
 *    done ones taken out: the same numbers always name the same sheets.
 * 2. No image file is opened here.
 */
#include "config.h"

#include "run/intake/worklist.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/cache/hash.h"
#include "run/index/index.h"
#include "run/index/specimen.h"
#include "run/intake/address.h"
#include "run/intake/images.h"
#include "run/intake/scan.h"

#define WORKLIST_TICK 256 /* sheets between two questions */

/* What is asked for each sheet. */
struct selection {
	const struct worklist_options *options;
	struct index *index;
	struct hash_cache *hashes;
};

/* Whether a sheet with this state stays out. */
static bool worklist_is_out(const struct worklist_options *options,
			    enum done_state state)
{
	return state == DONE_YES ||
	       (state == DONE_FAILED && !options->retry_failed);
}

/* Adds the file to the list unless it is done; steals its path then. */
static int worklist_consider(const struct selection *selection,
			     struct scan_file *file, struct worklist *list,
			     struct error *err)
{
	const char *known = hash_cache_get(selection->hashes, file->path,
					   file->size, file->mtime_ns);
	enum done_state state = DONE_NO;
	struct worklist_item *item;

	/* What was never hashed was never read under this path; but of an
	 * address it may be known that nothing was to be had there. */
	if ((known != NULL || address_is(file->path)) &&
	    index_done_state(selection->index, known, file->path,
			     selection->options->params_sha256,
			     selection->options->since, &state, err) < 0)
		return -1;
	if (worklist_is_out(selection->options, state)) {
		list->skipped++;
		list->failed += state == DONE_FAILED;
		return 0;
	}
	if (selection->options->held != NULL &&
	    batch_held_has_sheet(selection->options->held, known, file->path)) {
		list->skipped++;
		list->held++;
		return 0;
	}
	item = &list->items[list->n++];
	item->image = file->path;
	item->size = file->size;
	item->mtime_ns = file->mtime_ns;
	if (known != NULL)
		item->sha256 = mem_strdup(known);
	file->path = NULL;
	return 0;
}

/* Asks every few hundred sheets whether to go on. */
static int worklist_ask(const struct worklist_options *options, size_t i,
			size_t total, struct error *err)
{
	if (i % WORKLIST_TICK != 0 || options->go_on == NULL ||
	    options->go_on(options->data, total))
		return 0;
	return error_set(err, ERROR_STOPPED,
			 "the choice of sheets was stopped");
}

static int worklist_select(const struct selection *selection, struct scan *scan,
			   struct worklist *list, struct error *err)
{
	size_t first = selection->options->offset;
	size_t limit = selection->options->limit;
	size_t end = scan->n;

	if (first > end)
		first = end;
	if (limit > 0 && limit < end - first)
		end = first + limit;
	list->total = scan->n;
	list->selected = end - first;
	list->items = mem_zalloc(list->selected * sizeof(*list->items));
	for (size_t i = first; i < end; i++)
		if (worklist_consider(selection, &scan->files[i], list, err) <
			    0 ||
		    worklist_ask(selection->options, i, scan->n, err) < 0)
			return -1;
	return 0;
}

static int worklist_say_no_address(const char *list, const struct scan *scan,
				   struct error *err)
{
	if (scan->n_ignored == 0)
		return error_set(err, ERROR_NOT_FOUND,
				 "the list %s is empty; a list of sheets has "
				 "an https:// address on each line",
				 list);
	return error_set(err, ERROR_NOT_FOUND,
			 "there are no addresses in the list %s: %s (%s)", list,
			 scan->ignored[0].path, scan->ignored[0].why);
}

static int worklist_say_empty(const char *images, const struct scan *scan,
			      struct error *err)
{
	if (images_are_list(images))
		return worklist_say_no_address(images, scan, err);
	if (scan->n_ignored == 0)
		return error_set(err, ERROR_NOT_FOUND,
				 "the images directory %s is empty; name the "
				 "one to use with --images DIR",
				 images);
	return error_set(err, ERROR_NOT_FOUND,
			 "there are no sheets in %s: %zu other files, such as "
			 "%s (%s)",
			 images, scan->n_ignored, scan->ignored[0].path,
			 scan->ignored[0].why);
}

/* The index folded to the end, and the hashes. */
static int selection_open(const struct run *run, struct selection *selection,
			  struct error *err)
{
	struct fold_report report;

	if (index_open(run, INDEX_FOLD, &selection->index, err) < 0 ||
	    index_fold(selection->index, -1, &report, err) < 0)
		return -1;
	return hash_cache_open(run, &selection->hashes, err);
}

int worklist_make(const struct run *run, const struct worklist_options *options,
		  struct worklist *ret, struct error *err)
{
	struct selection selection = {.options = options};
	const struct scan_tick tick = {options->go_on, options->data};
	struct worklist list = {0};
	struct scan scan;
	int rc;

	if (images_scan(options->images, &tick, &scan, err) < 0)
		return -1;
	if (scan.n == 0) {
		worklist_say_empty(options->images, &scan, err);
		scan_done(&scan);
		return -1;
	}
	rc = selection_open(run, &selection, err);
	if (rc == 0)
		rc = worklist_select(&selection, &scan, &list, err);
	hash_cache_close(selection.hashes);
	index_close(selection.index);
	list.ignored = scan.ignored;
	list.n_ignored = scan.n_ignored;
	scan.ignored = NULL;
	scan.n_ignored = 0;
	scan_done(&scan);
	if (rc < 0) {
		worklist_done(&list);
		return -1;
	}
	*ret = list;
	return 0;
}

void worklist_done(struct worklist *worklist)
{
	for (size_t i = 0; i < worklist->n; i++) {
		free(worklist->items[i].image);
		free(worklist->items[i].sha256);
	}
	for (size_t i = 0; i < worklist->n_ignored; i++)
		free(worklist->ignored[i].path);
	free(worklist->items);
	free(worklist->ignored);
	*worklist = (struct worklist){0};
}
