/*
 * calibration.h: what the confidences of a reader are worth, from
 * data/calibration.tsv: .9 is to mean nine of ten, whoever says it.
 */
#ifndef DWC_WORDS_CALIBRATION_H
#define DWC_WORDS_CALIBRATION_H

#include "base/error.h"

/* What is not known of a reader keeps its confidences from saying more. */
#define CALIBRATION_UNKNOWN 0.5

struct calibration; /* immutable once loaded; shared by all threads */

int calibration_load(const char *config_dir, struct calibration **ret,
		     struct error *err) MUST_USE;
void calibration_free(struct calibration *all);

/*
 * The share of values, 0-1, that are right where the reader says `confidence`;
 * -1 where it says nothing (`confidence` < 0). Provider and model may be NULL.
 * The longest name in the table that provider/model begins with, up to a mark,
 * counts. Any thread.
 */
double calibration_of(const struct calibration *all, const char *provider,
		      const char *model, double confidence);

#endif
