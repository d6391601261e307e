/*
 * words.h: a view in a few words each, for the screen of the monitor and for
 * what it prints. Appended to *ret, without a newline; nothing where there is
 * nothing to say. Pure.
 */
#ifndef WATCH_WORDS_H
#define WATCH_WORDS_H

#include "base/bytes.h"
#include "watch/view.h"

/* "working, process 1234 on herb-3, since …" */
void watch_words_state(const struct watch_view *view, struct bytes *ret);
/* "549 of 2,779  20 %  12.4/min  3 h 00 left" */
void watch_words_progress(const struct watch_view *view, struct bytes *ret);
/* "541 read, 8 failed, 98.5 % good" */
void watch_words_outcome(const struct watch_view *view, struct bytes *ret);
/* "timeout 5, image 3" */
void watch_words_kinds(const struct watch_view *view, struct bytes *ret);
/* "4 at work, the longest for 38 s" */
void watch_words_work(const struct watch_view *view, struct bytes *ret);
/* "$1.23 of $5.00, about $4.10 in all" */
void watch_words_money(const struct watch_view *view, struct bytes *ret);
/* "2,702 records: complete 71 %, sound 43 %, on sheet 62 %, doubt 1.80" */
void watch_words_records(const struct watch_view *view, struct bytes *ret);
/* "pending 2,690, approved 9, rejected 3, flagged 1" */
void watch_words_review(const struct watch_view *view, struct bytes *ret);
/* "2 batches open, 400 sheets in flight, $1.20 reserved" */
void watch_words_batches(const struct watch_view *view, struct bytes *ret);
/* "in_progress 120/200, 3 failed, age 12 min, ends in 23 h" */
void watch_words_chunk(const struct watch_chunk *chunk, double now,
		       struct bytes *ret);
/* "ada: sheet-12.jpg for 3 min, 41 today, 62 an hour" */
void watch_words_curator(const struct watch_curator *curator, double now,
			 struct bytes *ret);
/* "10:04:11", local time; blanks where it is not known. */
void watch_words_time(double at, struct bytes *ret);
/* What it says, as one line: "sheet-12.jpg  9 fields". */
void watch_words_event(const struct watch_event *event, struct bytes *ret);
/* "12 min ago" */
void watch_words_ago(double at, double now, struct bytes *ret);

#endif
