/*
 * heal.c: see heal.h.
 *
 * 1. A batch with our tag, or of our very file, is ours. Where a server keeps
 *    neither, model, number of requests and time make one likely; only its
 *    results, which repeat our custom_ids, tell, and the journals of runs beside
 *    this one whose it is not (siblings.h).
 * 2. Absent is said of what is not in a list that was read far enough back, and
 *    only after what was sent can no longer be under way. A list that repeats
 *    its pages says nothing, and neither does that of what may be another
 *    account. One that shows no batch at all may be one that shows none: only a
 *    batch in it, whosever, shows that it tells.
 * 3. A list without times is read to its end.
 */
#include "config.h"

#include "batch/send/heal.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void heal_drop(struct heal_seen *seen, const char *batch_id)
{
	size_t kept = 0;

	for (size_t i = 0; i < seen->n_likely; i++)
		if (strcmp(seen->likely[i], batch_id) == 0)
			free(seen->likely[i]);
		else
			seen->likely[kept++] = seen->likely[i];
	seen->n_likely = kept;
}

void heal_drop_likely(struct heal_seen *seen)
{
	for (size_t i = 0; i < seen->n_likely; i++)
		free(seen->likely[i]);
	free(seen->likely);
	seen->likely = NULL;
	seen->n_likely = 0;
}

void heal_seen_done(struct heal_seen *seen)
{
	heal_drop_likely(seen);
	free(seen->found);
	free(seen->status);
	free(seen->last);
	*seen = (struct heal_seen){0};
}

static bool heal_is_older(const struct heal_ask *ask, int64_t created_s)
{
	return ask->since_s >= 0 && created_s >= 0 &&
	       created_s < ask->since_s - HEAL_EARLIER_S;
}

static bool heal_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* After a page: is there another one to be looked at? Servers that do not know
 * `after` show the first one again and again. */
static bool heal_goes_on(struct heal_seen *seen, bool more, const char *after)
{
	bool again = after == NULL || heal_same(seen->last, after);

	if (!more || seen->older)
		return false;
	mem_replace(&seen->last, after);
	again = again || ++seen->pages >= HEAL_PAGES;
	seen->cut = seen->cut || again;
	return !again;
}

bool heal_take_files(const struct heal_ask *ask,
		     const struct batch_file_page *page, struct heal_seen *seen)
{
	for (size_t i = 0; i < page->n; i++) {
		const struct batch_file *file = &page->items[i];

		if (heal_is_older(ask, file->created_s))
			seen->older = true;
		else if (heal_same(file->name, ask->name) &&
			 (file->bytes < 0 ||
			  (uint64_t)file->bytes == ask->bytes)) {
			seen->found = mem_strdup(file->id);
			return false;
		}
	}
	seen->items += page->n;
	return heal_goes_on(seen, page->more, page->after);
}

static bool batch_is_ours(const struct heal_ask *ask,
			  const struct batch_info *info)
{
	if (info->chunk != NULL)
		return strcmp(info->chunk, ask->chunk) == 0 &&
		       (info->run == NULL || ask->run == NULL ||
			strcmp(info->run, ask->run) == 0);
	return heal_same(info->input_file, ask->file_id);
}

/* A server may name a model with its variant or version, or without. */
static bool model_may_be(const char *a, const char *b)
{
	size_t of_a, of_b, len;

	if (a == NULL || b == NULL)
		return true;
	of_a = strcspn(a, ":");
	of_b = strcspn(b, ":");
	len = of_a < of_b ? of_a : of_b;
	return strncmp(a, b, len) == 0;
}

/* Of servers that keep no metadata, nor say of which file a batch was made.
 * What failed has cost nothing, whosever it was. */
static bool batch_is_likely(const struct heal_ask *ask,
			    const struct batch_info *info)
{
	if (info->chunk != NULL || info->status == BATCH_FAILED ||
	    (ask->shape == BATCH_OPENAI && info->input_file != NULL) ||
	    !model_may_be(info->model, ask->model))
		return false;
	return info->total < 0 || info->total == 0 ||
	       (size_t)info->total == ask->requests;
}

static void heal_add_likely(struct heal_seen *seen, const char *id)
{
	if (seen->n_likely == HEAL_LIKELY) {
		seen->cut = true;
		return;
	}
	if (seen->likely == NULL)
		seen->likely = mem_zalloc(HEAL_LIKELY * sizeof(*seen->likely));
	seen->likely[seen->n_likely++] = mem_strdup(id);
}

bool heal_take_batches(const struct heal_ask *ask,
		       const struct batch_page *page, struct heal_seen *seen)
{
	for (size_t i = 0; i < page->n; i++) {
		const struct batch_info *info = &page->items[i];

		if (heal_is_older(ask, info->created_s)) {
			seen->older = true;
			continue;
		}
		if (ask->knows != NULL && ask->knows(ask->data, info->id))
			continue;
		if (batch_is_ours(ask, info)) {
			seen->found = mem_strdup(info->id);
			seen->status = mem_strdup(
				info->status_text != NULL
					? info->status_text
					: batch_status_word(info->status));
			return false;
		}
		if (batch_is_likely(ask, info))
			heal_add_likely(seen, info->id);
	}
	seen->items += page->n;
	return heal_goes_on(seen, page->more, page->after);
}

int64_t heal_grace_s(const struct heal_ask *ask)
{
	return HEAL_GRACE_S + (int64_t)(ask->bytes / HEAL_GRACE_BYTES);
}

enum heal_fate heal_judge(const struct heal_ask *ask,
			  const struct heal_seen *seen, int64_t now_s)
{
	if (seen->found != NULL)
		return HEAL_FOUND;
	if (seen->n_likely > 0)
		return HEAL_LOOK;
	if (seen->cut || ask->other_key)
		return HEAL_BLIND;
	if (ask->since_s >= 0 && now_s >= 0 &&
	    now_s < ask->since_s + heal_grace_s(ask))
		return HEAL_EARLY;
	return seen->items > 0 ? HEAL_ABSENT : HEAL_BLIND;
}
