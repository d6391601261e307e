/*
 * field.c: the terms of the fields. See field.h.
 */
#include "config.h"

#include "engine/map/field.h"

#include <string.h>

static const char *const terms[MAP_FIELD_COUNT] = {
#define X(name, term) [FIELD_##name] = (term),
	MAP_FIELDS(X)
#undef X
};

const char *map_field_term(enum map_field field)
{
	return terms[field];
}

enum map_field map_field_of(const char *term)
{
	int field = 0;

	while (field < MAP_FIELD_COUNT && strcmp(terms[field], term) != 0)
		field++;
	return (enum map_field)field;
}
