/*
 * label_page.h: labels for tests, written as text: words with boxes as an
 * OCR would give them.
 */
#ifndef TESTS_LABEL_PAGE_H
#define TESTS_LABEL_PAGE_H

#include "image/facts/words.h"

/*
 * Adds the words of a page of typing: letters 12 pixels wide, lines 40 apart,
 * every blank one letter. A line that begins with '^' hangs half a line lower,
 * so that it floats closely over the next one, as typing over printed headings
 * does; one that begins with '%' was read with little confidence.
 */
void label_page(const char *text, struct words *ret);

#endif
