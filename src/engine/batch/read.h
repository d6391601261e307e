/*
 * read.h: members of what servers send, whatever type they gave them. Behind
 * batch.h and result.h. Pure; any thread.
 */
#ifndef ENGINE_BATCH_READ_H
#define ENGINE_BATCH_READ_H

#include <jansson.h>
#include <stdint.h>

/* A clean copy, owned, of a string or whole number; NULL for all else, and for
 * "". Names are cut at 512 bytes. */
char *read_name(const json_t *object, const char *key);
/* The same for people: one line, keys masked, cut at about 400 bytes. Other
 * values are shown as JSON. */
char *read_words(const json_t *value);
/* Not negative; -1 where it is none. */
long read_count(const json_t *object, const char *key);
/* Seconds since 1970 of a number (milliseconds are known by their size), its
 * digits, or an ISO 8601 stamp; -1. */
int64_t read_time(const json_t *object, const char *key);

#endif
