/*
 * fault_content.h: the record as a model ought to write it. For fault_play.c.
 */
#ifndef TESTS_TOOLS_FAULT_CONTENT_H
#define TESTS_TOOLS_FAULT_CONTENT_H

#include "fault_kind.h"

void content_usual(const struct play *play, struct bytes *ret);

#endif
