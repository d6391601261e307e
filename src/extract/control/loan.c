/*
 * loan.c: see loan.h.
 */
#include "config.h"

#include "extract/control/loan.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"

struct loan {
	pthread_mutex_t lock;
	/* protected by lock */
	enum loan_state state;
	struct bytes terms;
};

struct loan *loan_new(void)
{
	struct loan *loan = mem_zalloc(sizeof(*loan));

	pthread_mutex_init(&loan->lock, NULL);
	return loan;
}

void loan_free(struct loan *loan)
{
	if (loan == NULL)
		return;
	pthread_mutex_destroy(&loan->lock);
	bytes_done(&loan->terms);
	free(loan);
}

enum loan_state loan_state(struct loan *loan)
{
	enum loan_state state;

	pthread_mutex_lock(&loan->lock);
	state = loan->state;
	pthread_mutex_unlock(&loan->lock);
	return state;
}

/* From one state to another; false where it is in neither of these. */
static bool loan_step(struct loan *loan, enum loan_state from,
		      enum loan_state to)
{
	bool is;

	pthread_mutex_lock(&loan->lock);
	is = loan->state == from;
	if (is)
		loan->state = to;
	pthread_mutex_unlock(&loan->lock);
	return is;
}

bool loan_ask(struct loan *loan)
{
	return loan_step(loan, LOAN_NONE, LOAN_ASKED);
}

enum loan_state loan_read(struct loan *loan, struct bytes *ret)
{
	enum loan_state state;

	pthread_mutex_lock(&loan->lock);
	state = loan->state;
	if (state == LOAN_OUT)
		bytes_append(ret, loan->terms.data, loan->terms.len);
	pthread_mutex_unlock(&loan->lock);
	return state;
}

void loan_return(struct loan *loan)
{
	pthread_mutex_lock(&loan->lock);
	loan->state = LOAN_NONE;
	pthread_mutex_unlock(&loan->lock);
}

void loan_grant(struct loan *loan, const struct bytes *terms)
{
	pthread_mutex_lock(&loan->lock);
	if (loan->state == LOAN_ASKED) {
		bytes_clear(&loan->terms);
		bytes_append(&loan->terms, terms->data, terms->len);
		loan->state = LOAN_OUT;
	}
	pthread_mutex_unlock(&loan->lock);
}

void loan_recall(struct loan *loan)
{
	if (!loan_step(loan, LOAN_ASKED, LOAN_NONE))
		(void)loan_step(loan, LOAN_OUT, LOAN_RECALLED);
}
