/*
 * specimen.h: one specimen, whole, and what is known of one by its id, its
 * image or what was asked about it.
 */
#ifndef RUN_INDEX_SPECIMEN_H
#define RUN_INDEX_SPECIMEN_H

#include "run/index/index.h"

/* The whole specimen. `id` may be a unique prefix of at least 6 characters,
 * or an image's name. ERROR_NOT_FOUND, or ERROR_USAGE when ambiguous. */
int index_specimen(struct index *index, const char *id, struct specimen *ret,
		   struct error *err) MUST_USE;
/* The specimen of a key without verdicts and quality (specimen_replay_values), for
 * who goes over many: 1, 0 where it is gone, or -1: then keys may be others, and
 * it is to be begun again. */
int index_specimen_values(struct index *index, int64_t key,
			  struct specimen *ret, struct error *err) MUST_USE;
/* The same by what index_specimen takes; 0 or -1. */
int index_specimen_values_of(struct index *index, const char *id,
			     struct specimen *ret, struct error *err) MUST_USE;
/* A success of a specimen as its line of raw.jsonl has it: index_specimen
 * says beside that what is found out about it. *ret is the caller's. */
int index_outcome(struct index *index, const char *id, const char *line_sha256,
		  struct outcome *ret, struct error *err) MUST_USE;

/* Whether a sheet of this path, or a specimen of this id, is known. */
int index_has_image(struct index *index, const char *image, bool *ret,
		    struct error *err) MUST_USE;
int index_has_id(struct index *index, const char *id, bool *ret,
		 struct error *err) MUST_USE;

/* What the worklist asks: is this (sha256, params) done; did it fail? Outcomes
 * that stand before `since` in raw.jsonl do not count. */
enum done_state { DONE_NO, DONE_FAILED, DONE_YES };
int index_done_state(struct index *index, const char *sha256, const char *image,
		     const char *params_sha256, int64_t since,
		     enum done_state *ret, struct error *err) MUST_USE;
/* Specimens that were asked about with these parameters, and of which nothing
 * was ever read. */
int index_failed_of(struct index *index, const char *params_sha256, size_t *ret,
		    struct error *err) MUST_USE;
/* Whether an imported line with this source_sha256 is known. */
int index_has_source(struct index *index, const char *source_sha256, bool *ret,
		     struct error *err) MUST_USE;
/* The same of many, asked at once: `stride` bytes lie between two of them.
 * ret[i] says whether the i-th is known. */
int index_has_sources(struct index *index, const char *first, size_t stride,
		      size_t n, bool *ret, struct error *err) MUST_USE;

#endif
