/*
 * share.h: a part of a whole, and how far it can be trusted where the whole is
 * small. Pure.
 */
#ifndef REPORT_SHARE_H
#define REPORT_SHARE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

struct share {
	size_t n, of;
};

/* A share of fewer than these is said to rest on few. */
#define SHARE_FEW 30

/* 0-1; -1: of nothing. */
double share_of(struct share share);
bool share_is_of_few(struct share share); /* also of nothing */

/*
 * Between what it lies, 95 times of 100, in whatever these were drawn from: the
 * score interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927), which holds
 * also for few, and at 0 and 1. Of nothing: 0 and 1.
 */
void share_likely(struct share share, double *ret_low, double *ret_high);

/* Appends "92 %", "<1 %", ">99 %" or "–"; and "85–96 %". */
void share_write(struct share share, struct bytes *ret);
void share_write_likely(struct share share, struct bytes *ret);

#endif
