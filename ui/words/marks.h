/*
 * marks.h: records that are marked, by id: what is done with several of them
 * at once is done with these.
 */
#ifndef UI_WORDS_MARKS_H
#define UI_WORDS_MARKS_H

#include <stdbool.h>
#include <stddef.h>

/* In the order of their ids; all zero is none. */
struct queue_marks {
	char **ids;
	size_t n, cap;
};

/* NULL never is marked. */
bool queue_marks_has(const struct queue_marks *marks, const char *id);
/* Marks it, or takes its mark away; whether it is marked now. */
bool queue_marks_toggle(struct queue_marks *marks, const char *id);
/* Takes all marks away. */
void queue_marks_clear(struct queue_marks *marks);
void queue_marks_done(struct queue_marks *marks);

#endif
