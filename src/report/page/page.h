/*
 * page.h: a report as one HTML page that needs nothing else: no script, no
 * file, no network. What a manager asks stands on its first printed page.
 */
#ifndef REPORT_PAGE_PAGE_H
#define REPORT_PAGE_PAGE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "report/summary.h"

/* Appends the page. Without `names` curators have numbers. */
void report_page(const struct summary *summary, bool names, struct bytes *ret);

#endif
