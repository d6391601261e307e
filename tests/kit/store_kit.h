/*
 * store_kit.h: what the tests of the store share: a run with a store over
 * system calls that wait and fail on demand.
 */
#ifndef TESTS_STORE_KIT_H
#define TESTS_STORE_KIT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "run/journal/journal.h"
#include "run/journal/ops.h"
#include "run/store/store.h"

struct gate {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* protected by lock */
	bool shut;   /* fsync waits */
	int waiting; /* fsyncs at the gate */
	int writes, syncs;
	int write_error, sync_error; /* errno of all such calls, or 0 */
	int full_at; /* the number of the one write that finds no room */
};

void gate_set(struct gate *gate, bool shut, int write_error, int sync_error);
void gate_await_sync(struct gate *gate);	  /* until one waits */
void gate_await_writes(struct gate *gate, int n); /* until there were */
int gate_syncs(struct gate *gate);
/* The `n`th write from now finds no room; those after it do. */
void gate_fail_write(struct gate *gate, int n);

struct world {
	char *dir;
	struct run *run;
	struct gate gate;
	struct journal_ops ops;
	struct store *store;
	struct mailbox *box;
};

int world_setup(void **state);
int world_teardown(void **state); /* stops the store unless it is NULL */
#define WORLD_TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, world_setup, world_teardown)

/* Hands in the outcome of sheet NUMBER.jpg, whose id is name:NUMBER.jpg. */
void put(struct world *w, int number, uint64_t ticket);
/* The next mail of this kind; others are freed. */
struct mail *await(struct mailbox *box, int kind);
void await_ack(struct world *w, uint64_t ticket, int status,
	       enum error_kind kind);
int count_lines(struct world *w, enum journal_id id);
/* Lines of the file in this place that waits to be taken in. */
int count_rescued(struct world *w, int place);

#endif
