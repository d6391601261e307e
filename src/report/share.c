/*
 * share.c: a part of a whole. See share.h.
 */
#include "config.h"

#include "report/share.h"

#include <math.h>

#define SHARE_Z 1.959963984540054 /* of 95 %, two-sided */

double share_of(struct share share)
{
	return share.of > 0 ? (double)share.n / (double)share.of : -1;
}

bool share_is_of_few(struct share share)
{
	return share.of < SHARE_FEW;
}

void share_likely(struct share share, double *ret_low, double *ret_high)
{
	double n = (double)share.of, p = share_of(share), z = SHARE_Z;
	double middle, half;

	*ret_low = 0;
	*ret_high = 1;
	if (share.of == 0)
		return;
	middle = (p + z * z / (2 * n)) / (1 + z * z / n);
	half = z / (1 + z * z / n) *
	       sqrt(p * (1 - p) / n + z * z / (4 * n * n));
	/* What was met cannot be shut out by rounding. */
	*ret_low = share.n == 0 ? 0 : fmax(0, middle - half);
	*ret_high = share.n == share.of ? 1 : fmin(1, middle + half);
}

/* Nothing is 0 % of something, nor is all but a few 100 %. */
void share_write(struct share share, struct bytes *ret)
{
	double percent = 100 * share_of(share);

	if (share.of == 0)
		bytes_append_str(ret, "–");
	else if (share.n > 0 && percent < 1)
		bytes_append_str(ret, "<1 %");
	else if (share.n < share.of && percent > 99)
		bytes_append_str(ret, ">99 %");
	else
		bytes_printf(ret, "%.0f %%", percent);
}

void share_write_likely(struct share share, struct bytes *ret)
{
	double low, high;

	share_likely(share, &low, &high);
	if (share.of == 0)
		bytes_append_str(ret, "–");
	else
		bytes_printf(ret, "%.0f–%.0f %%", floor(100 * low),
			     ceil(100 * high));
}
