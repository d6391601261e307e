/*
 * alike_memory.h: values as they are compared (alike.h), kept: what is compared
 * with one record after the other are the same signed values each time, and a
 * name or a person is read in some ten microseconds.
 *
 * A value of one thread.
 */
#ifndef RUN_RECORD_ALIKE_MEMORY_H
#define RUN_RECORD_ALIKE_MEMORY_H

#include "dwc/record/term.h"

struct alike_memory;

struct alike_memory *alike_memory_new(void);
void alike_memory_free(struct alike_memory *memory); /* NULL is fine */

/* As alike_text, owned. `memory` NULL: nothing is kept. The terms are those of
 * one table, as long as the memory lives. */
char *alike_recall(struct alike_memory *memory, const struct terms *terms,
		   const struct term *term, const char *value);

#endif
