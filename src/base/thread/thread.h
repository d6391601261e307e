/*
 * thread.h: starting threads so that no signal ever lands on them; the one
 * signal thread of the program waits for all (doc/design.md, "The
 * terminal goes away").
 */
#ifndef BASE_THREAD_THREAD_H
#define BASE_THREAD_THREAD_H

#include <pthread.h>

#include "base/error.h"

/* Starts `fn(arg)` with every signal blocked; `name` (at most 15 bytes)
 * shows in debuggers and top. */
int thread_start(pthread_t *ret, const char *name, void *(*fn)(void *),
		 void *arg, struct error *err) MUST_USE;

/* Lowers the priority of the calling thread alone, so that keys are answered
 * before it goes on; a Linux feature (POSIX says it is the process's). */
void thread_be_nice(void);

/* The same to the lowest there is: it runs while no other thread wants to. */
void thread_be_idle(void);

#endif
