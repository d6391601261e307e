/*
 * names.h: names by number: those of the features that the model weighs.
 */
#ifndef ENGINE_MAP_NAMES_H
#define ENGINE_MAP_NAMES_H

#include <stddef.h>
#include <stdint.h>

#define NAMES_NONE UINT32_MAX

/* All zero at first. Once filled it may be shared by all threads. */
struct names {
	char **items; /* owned; the number is the place */
	size_t n, cap;
	uint32_t *slots; /* owned; a table of n_slots, hashed */
	size_t n_slots;
};

void names_done(struct names *names);
/* The number of a name, NAMES_NONE where it has none. */
uint32_t names_find(const struct names *names, const char *name);
/* The same; one that has none gets the next. */
uint32_t names_add(struct names *names, const char *name);

#endif
