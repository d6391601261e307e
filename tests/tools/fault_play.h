/*
 * fault_play.h: the builders that the table of faults names. For
 * fault_kind.c.
 */
#ifndef TESTS_TOOLS_FAULT_PLAY_H
#define TESTS_TOOLS_FAULT_PLAY_H

#include "fault_kind.h"

/* What the model wrote. */
void content_none(const struct play *play, struct bytes *ret);
void content_cut(const struct play *play, struct bytes *ret);
void content_bad_utf8(const struct play *play, struct bytes *ret);
void content_loose(const struct play *play, struct bytes *ret);
void content_controls(const struct play *play, struct bytes *ret);
void content_strings(const struct play *play, struct bytes *ret);
void content_numbers(const struct play *play, struct bytes *ret);
void content_lists(const struct play *play, struct bytes *ret);
void content_nulls(const struct play *play, struct bytes *ret);
void content_confidence(const struct play *play, struct bytes *ret);
void content_unknown(const struct play *play, struct bytes *ret);

/* Whole answers. */
void play_nothing(struct play *play);
void play_retry_after(struct play *play);
void play_retry_date(struct play *play);
void play_rate_reset(struct play *play);
void play_daily_free(struct play *play);
void play_shared_pool(struct play *play);
void play_busy(struct play *play);
void play_unavailable(struct play *play);
void play_afford(struct play *play);
void play_bad_model(struct play *play);
void play_redirect(struct play *play);
void play_finish_error(struct play *play);
void play_refusal(struct play *play);
void play_null_content(struct play *play);
void play_no_usage(struct play *play);
void play_html(struct play *play);
void play_bom(struct play *play);
void play_whitespace(struct play *play);
void play_sse(struct play *play);
void play_sse_error(struct play *play);
void play_sse_cut(struct play *play);
void play_short_body(struct play *play);
void play_chunked_cut(struct play *play);
void play_head_only(struct play *play);
void play_drip(struct play *play);
void play_huge(struct play *play);

#endif
