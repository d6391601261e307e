/*
 * json.h: the figures of a report for programs (vasculum-formats(5)).
 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <jansson.h>
#include <stdbool.h>

#include "report/summary.h"

#define REPORT_PAIRS_JSON 1000

/* One object; new reference. Without `names` curators have numbers. */
json_t *report_json(const struct summary *summary, bool names);

#endif
