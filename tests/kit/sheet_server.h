/*
 * sheet_server.h: a small web server of sheets for tests, on raw sockets, so
 * that it can misbehave. What it does its paths say:
 *	/ok…		a JPEG of SERVER_SHEET bytes, different for each path
 *	/cut…		the same, ended half-way
 *	/cutonce…	that, the first time it is asked
 *	/big		a JPEG without end
 *	/still…		the beginning of one, then nothing
 *	/mute		not a byte
 *	/html		a web page, with status 200
 *	/empty		status 200 and no bytes
 *	/gone		404 with a page of 100 kB
 *	/busyonce…	503 the first time, then a sheet
 *	/busy		503 always
 *	/later		429, Retry-After: 3600
 *	/soon…		429, Retry-After: 1 the first time, then a sheet
 *	/move/X		302 to /X
 *	/circle		302 to itself
 *	/away		302 to http://example.org/ok
 *	/nowhere	302 to "::"
 *	/hold…		a sheet, when server_release was called
 */
#ifndef TEST_SHEET_SERVER_H
#define TEST_SHEET_SERVER_H

#include <stddef.h>

#define SERVER_SHEET 50000

struct server;

struct server *server_start(void);
void server_stop(struct server *server);
/* "http://127.0.0.1:PORT" and the path, owned. */
char *server_url(const struct server *server, const char *path);
/* Waits until so many requests are held. */
void server_wait_held(struct server *server, int n);
void server_release(struct server *server);

/* How often the path was asked for, and the most requests that were under
 * way at once. */
int server_count(struct server *server, const char *path);
int server_peak(struct server *server);
/* Whether any request had a header of this name. */
int server_saw(struct server *server, const char *text);

#endif
