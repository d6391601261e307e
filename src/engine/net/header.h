/*
 * header.h: what the headers of an answer say that a client of models
 * needs. Behind http.h; pure, any thread.
 */
#ifndef ENGINE_NET_HEADER_H
#define ENGINE_NET_HEADER_H

#include <stddef.h>

#include "engine/net/http.h"

/* Takes one line ("Name: value", CR and LF included or not) into the reply;
 * a status line begins the headers anew, as after an interim answer. */
void http_header_read(const char *line, size_t len, struct http_reply *reply);

/* Milliseconds of the duration that *at begins with ("7m12.5s", "20s"), and
 * *at behind it; -1 where none does. */
double http_duration_read(const char **at);
/* Milliseconds of a duration as OpenAI writes them: "1s", "6m0s", "20ms",
 * "1h2m3.5s"; -1 for anything else, and for more than 30 days. */
int64_t http_duration_ms(const char *text);

#endif
