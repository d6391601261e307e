/*
 * rescue.c: what the journals did not take, and what they take in of earlier
 * sessions. See thread.h and rescue.h of its own room.
 *
 * 1. A line is acknowledged as rescued when it is durable elsewhere. Only one
 *    that no place took is lost, and its ack says why.
 * 2. What waits to be taken in keeps nobody from writing, but for who asks by
 *    store_check: they would pay for it again.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "run/store/thread.h"

#define RESCUE_PAUSE 2000 /* ms before it is taken in again */

/* --- out ------------------------------------------------------------------ */

/* Acknowledges all; those that cannot be rescued are lost as `err` says. */
static void rescue_acks(struct list *lines, const struct error *why,
			const struct error *err)
{
	struct list_node *node;

	while ((node = list_pop(lines)) != NULL) {
		struct store_line *line = store_line_of(node);

		if (line->mail.kind == STORE_CHECK)
			store_ack(line, false, why);
		else
			store_ack(line, err == NULL, err);
	}
}

void store_rescue(struct store *store, struct list *lines,
		  const struct error *why)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *path CLEANUP(mem_free_str) = NULL;
	struct error err, lost;
	size_t n = 0;

	for (struct list_node *at = lines->first; at != NULL; at = at->next) {
		const struct store_line *line = store_line_of(at);

		n += line->mail.kind == STORE_OUTCOME;
		bytes_append(&text, line->text.data, line->text.len);
	}
	if (n == 0) {
		rescue_acks(lines, why, why);
		return;
	}
	if (rescue_write(store->run->dir, store->run->id, text.data, text.len,
			 &path, &err) == 0) {
		store->folded.rescued += n;
		snprintf(store->folded.rescue_path,
			 sizeof(store->folded.rescue_path), "%s", path);
		text_clean_line(store->folded.rescue_path);
		rescue_acks(lines, why, NULL);
	} else {
		store->folded.unsaved += n;
		lost = *why;
		error_set(&lost, why->kind, "%s, and %s", why->text, err.text);
		rescue_acks(lines, why, &lost);
	}
	store_fold_tell(store);
}

/* --- in words ------------------------------------------------------------- */

static void words_begin(struct bytes *ret, size_t from)
{
	if (ret->len > from)
		bytes_append_str(ret, "; ");
}

static void words_count(struct bytes *ret, size_t from, size_t n,
			const char *one, const char *many)
{
	words_begin(ret, from);
	human_count(n, ret);
	bytes_append_str(ret, n == 1 ? one : many);
}

void store_rescue_words(const struct store_folded *folded, struct bytes *ret)
{
	const struct rescue_report *taken = &folded->taken;
	size_t from = ret->len;

	if (taken->lines > 0)
		words_count(ret, from, taken->lines,
			    " rescued answer was taken in",
			    " rescued answers were taken in");
	if (taken->bad > 0)
		words_count(ret, from, taken->bad,
			    " bad line of rescued answers was passed over",
			    " bad lines of rescued answers were passed over");
	if (taken->note[0] != '\0') {
		words_begin(ret, from);
		bytes_append_str(ret, taken->note);
	}
	if (folded->rescued > 0) {
		words_count(ret, from, folded->rescued,
			    " answer could not be journaled and is kept in ",
			    " answers could not be journaled and are kept in ");
		bytes_printf(ret, "%s; the next session takes %s in",
			     folded->rescue_path,
			     folded->rescued == 1 ? "it" : "them");
	}
	if (folded->unsaved > 0)
		words_count(ret, from, folded->unsaved,
			    " answer could not be written anywhere",
			    " answers could not be written anywhere");
}

/* --- in ------------------------------------------------------------------- */

int store_take_in_locked(struct store *store, struct error *err)
{
	struct rescue_report *sum = &store->folded.taken;
	struct rescue_report report = {0};

	if (!store->rescue_due)
		return 0;
	if (rescue_take_in(store->journals, store->run->dir, store->run->id,
			   &report, err) < 0)
		return -1;
	store->rescue_due = false;
	sum->lines += report.lines;
	sum->bad += report.bad;
	sum->cost_usd += report.cost_usd;
	if (report.note[0] != '\0')
		memcpy(sum->note, report.note, sizeof(sum->note));
	if (report.lines > 0)
		store->fold_due = true;
	store_fold_tell(store);
	return 0;
}

int store_take_in_wait(const struct store *store)
{
	int64_t left = store->rescue_ms - clock_ms();

	if (!store->rescue_due)
		return -1;
	return left > 0 ? (int)left : 0;
}

void store_take_in(struct store *store)
{
	if (store_take_in_wait(store) != 0)
		return;
	store->rescue_ms = clock_ms() + RESCUE_PAUSE;
	if (journals_lock(store->journals, &store->folded.torn, NULL) < 0)
		return;
	(void)!store_take_in_locked(store, NULL);
	journals_unlock(store->journals);
}
