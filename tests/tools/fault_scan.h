/*
 * fault_scan.h: the body of a chat request as it streams by: is it JSON, what
 * does it ask for, and which sheet is it. Nothing of it is kept.
 *
 * One thread's; a scan is used again for the next body by fault_scan_begin.
 */
#ifndef TESTS_TOOLS_FAULT_SCAN_H
#define TESTS_TOOLS_FAULT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAULT_SHEET_SIZE 65
#define FAULT_FRONT	 16384 /* characters of base64 that make the front */

/* What a body said. */
struct fault_body {
	bool valid;	 /* one whole JSON value, and an object */
	char model[128]; /* as it stood in the JSON, escapes and all; or "" */
	long max_tokens; /* or max_completion_tokens; -1: not there */
	double temperature; /* 0: not there, too */
	bool stream;
	size_t pictures; /* data URIs */
	size_t length;
	char sheet[17]; /* of the base64 of all data URIs, in their order; of
			   the whole body where there is none */
	char bytes[17]; /* of everything: two bodies that differ in a byte,
			   differ here */
};

struct fault_scan;

struct fault_scan *fault_scan_new(void);
void fault_scan_free(struct fault_scan *scan); /* NULL is fine */

void fault_scan_begin(struct fault_scan *scan);
void fault_scan_feed(struct fault_scan *scan, const void *data, size_t len);
void fault_scan_end(struct fault_scan *scan, struct fault_body *ret);

/* True once, when the first FAULT_FRONT characters of the pictures (or all of
 * the first one, when it is shorter) have gone by: their hash in ret. This is
 * what is known of a sheet while its body is still on the way. */
bool fault_scan_front(struct fault_scan *scan, char ret[17]);

#endif
