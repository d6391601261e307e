/*
 * document.h: the two documents of the server, each whole in itself: the page,
 * and the one that asks for the token. Made once of what is compiled in; the
 * policy that goes with them (CSP) names the hashes of the very bytes that
 * stand in them, so that nothing else in them ever runs.
 */
#ifndef SERVE_ANSWER_DOCUMENT_H
#define SERVE_ANSWER_DOCUMENT_H

#include "base/bytes.h"

struct document {
	struct bytes html, policy;
};

enum page_name {
	PAGE_RUNS,
	PAGE_LOGIN,
};
#define PAGES 2

void document_make(enum page_name name, struct document *ret);
void document_done(struct document *page);

#endif
