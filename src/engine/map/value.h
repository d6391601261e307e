/*
 * value.h: the words that are claimed for a field become its value, as the
 * parsers of dwc/ read it.
 */
#ifndef ENGINE_MAP_VALUE_H
#define ENGINE_MAP_VALUE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "dwc/record/record.h"
#include "engine/map/field.h"
#include "engine/map/marks.h"

#define ALSO_MAX 4

/* A value that was made. All zero at first. */
struct map_value {
	char *text;   /* owned; NULL: the words make none */
	double sound; /* 0-1: what the parser says of it */
	/* what the same words say of other terms; values are owned */
	struct {
		const char *term;
		char *value;
	} also[ALSO_MAX];
	size_t n_also;
};

/*
 * Makes *ret (overwritten) of the words; the caller's to map_value_done(). The
 * list is shortened to the words that say it. `country` is what is known of
 * where the plant grew, by the name that the table has, or NULL: a division
 * is then one of that country, and words that name another's are none. Any
 * thread.
 */
void map_value_make(const struct marks *marks, enum map_field field,
		    const char *country, struct token_list *list,
		    struct map_value *ret);
void map_value_done(struct map_value *value);

#endif
