/*
 * metrics.h: how runs stand, for a collector of figures (Prometheus' text
 * format 0.0.4). A run is the one label; no specimen or person is.
 */
#ifndef SERVE_ANSWER_METRICS_H
#define SERVE_ANSWER_METRICS_H

#include <jansson.h>

#include "base/bytes.h"

/* Appends the figures of runs as rack_list_json has them. */
void metrics_write(const json_t *runs, struct bytes *ret);

#endif
