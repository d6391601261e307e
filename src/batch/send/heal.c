/*
 * heal.c: see heal.h.
 *
 * 1. A batch with our tag, or of our very file, is ours. Where a server keeps
 *    neither, model, number of requests and time make one likely; only its
 *    results, which repeat our custom_ids, make it certain.
 * 2. Absent is said of what is not in a list that was read far enough back, and
 *    only after what was sent can no longer be under way.
 * 3. A list without times is read to its end.
 */
#include "config.h"

#include "batch/send/heal.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void heal_seen_done(struct heal_seen *seen)
{
	for (size_t i = 0; i < seen->n_likely; i++)
		free(seen->likely[i]);
	free(seen->likely);
	free(seen->found);
	free(seen->status);
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
	return page->more && !seen->older;
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

/* Of servers that keep no metadata. What failed has cost nothing, whosever it
 * was. */
static bool batch_is_likely(const struct heal_ask *ask,
			    const struct batch_info *info)
{
	if (ask->shape != BATCH_OPENROUTER || info->status == BATCH_FAILED)
		return false;
	if (info->model != NULL && ask->model != NULL &&
	    strcmp(info->model, ask->model) != 0)
		return false;
	return info->total < 0 || info->total == 0 ||
	       (size_t)info->total == ask->requests;
}

static void heal_add_likely(struct heal_seen *seen, const char *id)
{
	if (seen->n_likely == HEAL_LIKELY)
		return;
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
	return page->more && !seen->older;
}

enum heal_fate heal_judge(const struct heal_ask *ask,
			  const struct heal_seen *seen, int64_t now_s)
{
	if (seen->found != NULL)
		return HEAL_FOUND;
	if (seen->n_likely > 0)
		return HEAL_LOOK;
	if (ask->since_s >= 0 && now_s >= 0 &&
	    now_s < ask->since_s + HEAL_GRACE_S)
		return HEAL_EARLY;
	return HEAL_ABSENT;
}
