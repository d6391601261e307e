/*
 * hand.c: extractions that the server starts. See hand.h.
 *
 * 1. Only the hand's thread opens the run, starts the extractor and waits for
 *    it; whoever asks reads a state that stands behind a lock, which is held
 *    for no longer than it takes to copy it.
 * 2. A newer order ends a forecast that is being made, which then puts nothing:
 *    an order is numbered, and a forecast put, behind the same lock.
 * 3. An extraction that is given up (VERB_ABORT) is not waited for: readers go
 *    on with what is theirs until the process is gone.
 */
#include "config.h"

#include "serve/steer/hand.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/thread/mailbox.h"
#include "base/thread/thread.h"
#include "base/time/clock.h"
#include "engine/chat/chat.h"
#include "extract/worker/extractor.h"
#include "run/run/run.h"
#include "run/store/store.h"

#define HAND_FORECAST_MS 5000 /* others may extract, or add sheets */

enum hand_mail_kind {
	HAND_MAIL_FORESEE = 950, /* struct hand_order */
	HAND_MAIL_START,
	HAND_MAIL_VERB,
};

struct hand_order {
	struct mail mail;
	unsigned int number; /* of a forecast */
	double budget_usd;
	enum extract_verb verb;
};

struct hand {
	struct hand *next;
	char *dir;
	struct extract_options options;
	void *texts; /* of the options */
	struct mailbox *inbox;
	pthread_t thread;
	atomic_uint wanted; /* the number of the last order */
	pthread_mutex_t lock;
	struct hand_state state; /* behind the lock */
	int64_t foreseen_ms;	 /* likewise; clock_ms() */
	/* the thread's */
	unsigned int number; /* of the forecast that is made */
	struct run *run;
	struct store *store;
	struct extractor *extractor; /* NULL: nothing is under way */
	bool aborts;
	atomic_bool left;
};

struct hands {
	struct hand *list;
	struct extract_options options;
	void *texts;
};

/* --- the state ------------------------------------------------------------ */

void hand_look(struct hand *hand, struct hand_state *ret)
{
	pthread_mutex_lock(&hand->lock);
	*ret = hand->state;
	pthread_mutex_unlock(&hand->lock);
}

static void hand_put(struct hand *hand, const struct hand_state *state)
{
	pthread_mutex_lock(&hand->lock);
	hand->state = *state;
	pthread_mutex_unlock(&hand->lock);
}

/* The same, unless a newer order has put its own. */
static void hand_put_forecast(struct hand *hand, const struct hand_state *state)
{
	pthread_mutex_lock(&hand->lock);
	if (atomic_load(&hand->wanted) == hand->number) {
		hand->state = *state;
		hand->foreseen_ms = clock_ms();
	}
	pthread_mutex_unlock(&hand->lock);
}

/* An order changes the state and gets its number; 0: it is not wanted. Behind
 * the lock. */
static unsigned int hand_number(struct hand *hand, bool wanted,
				const struct hand_state *state)
{
	if (!wanted)
		return 0;
	hand->state = *state;
	return atomic_fetch_add(&hand->wanted, 1) + 1;
}

/* --- what it would do ----------------------------------------------------- */

static bool hand_goes_on(void *data, size_t found)
{
	struct hand *hand = data;

	(void)found;
	return atomic_load(&hand->wanted) == hand->number;
}

/* Providers bill; a server of one's own, at an address of one's own, may not,
 * and has no prices that a budget could rest on. */
static bool engine_bills(const char *engine)
{
	return chat_default_url(engine) != NULL;
}

static int hand_forecast(struct hand *hand, double budget_usd,
			 struct forecast *ret, struct error *err)
{
	struct extract_options options = hand->options;
	struct forecast_ask ask = {
		.options = &options, .go_on = hand_goes_on, .data = hand};
	struct run *run;
	int rc;

	options.budget_usd = budget_usd;
	if (run_open(hand->dir, RUN_READ, &run, err) < 0)
		return -1;
	ask.run = run;
	rc = forecast_make(&ask, ret, err);
	run_close(run);
	return rc;
}

static void hand_take_foresee(void *receiver, struct mail *mail)
{
	struct hand *hand = receiver;
	const struct hand_order *order =
		CONTAINER_OF(mail, struct hand_order, mail);
	struct hand_state state = {.budget_usd = order->budget_usd};

	hand->number = order->number;
	if (hand->extractor == NULL && hand_goes_on(hand, 0)) {
		state.foreseen =
			hand_forecast(hand, order->budget_usd, &state.forecast,
				      &state.error) == 0;
		if (state.foreseen)
			state.error.kind = ERROR_NONE;
		state.bills = engine_bills(state.forecast.engine);
		hand_put_forecast(hand, &state);
	}
	mail_free(mail);
}

/* --- an extraction -------------------------------------------------------- */

/* It has ended, or could not begin: `why`, or NULL. */
static void hand_over(struct hand *hand, const struct error *why)
{
	struct hand_state state = {0};
	bool left = hand->aborts && hand->extractor != NULL;

	if (hand->extractor != NULL && !left)
		extractor_join(hand->extractor, NULL);
	store_stop(hand->store);
	if (left)
		atomic_store(&hand->left, true);
	else
		run_close(hand->run);
	hand->extractor = NULL;
	hand->store = NULL;
	hand->run = NULL;
	if (why != NULL)
		state.error = *why;
	hand_put(hand, &state);
}

static int hand_check_budget(const struct run *run,
			     const struct extract_options *options,
			     struct error *err)
{
	const char *engine = extract_engine_name(run, options);

	if (options->budget_usd > 0 || !engine_bills(engine))
		return 0;
	return error_set(err, ERROR_USAGE,
			 "%s bills what is read; name the most that this run "
			 "may cost",
			 engine);
}

static int hand_begin(struct hand *hand, double budget_usd, struct error *err)
{
	struct extract_options options = hand->options;

	options.budget_usd = budget_usd;
	if (run_open(hand->dir, RUN_WRITE, &hand->run, err) < 0 ||
	    hand_check_budget(hand->run, &options, err) < 0 ||
	    store_start(hand->run, &hand->store, err) < 0)
		return -1;
	return extractor_start(hand->run, hand->store, &options, hand->inbox,
			       &hand->extractor, err);
}

static void hand_take_start(void *receiver, struct mail *mail)
{
	struct hand *hand = receiver;
	const struct hand_order *order =
		CONTAINER_OF(mail, struct hand_order, mail);
	struct error err = {0};

	if (hand->extractor == NULL &&
	    hand_begin(hand, order->budget_usd, &err) < 0)
		hand_over(hand, &err);
	mail_free(mail);
}

static void hand_take_verb(void *receiver, struct mail *mail)
{
	struct hand *hand = receiver;
	enum extract_verb verb =
		CONTAINER_OF(mail, struct hand_order, mail)->verb;

	if (hand->extractor != NULL) {
		hand->aborts = verb == VERB_ABORT;
		extractor_command(hand->extractor, verb, "signal");
	}
	mail_free(mail);
}

static void hand_take_progress(void *receiver, struct mail *mail)
{
	struct hand *hand = receiver;
	const struct extract_progress *p =
		&CONTAINER_OF(mail, struct extract_mail, mail)->progress;
	bool failed = p->state == EXTRACT_FAILED ||
		      (p->stopped[0] != '\0' && p->error.kind != ERROR_NONE);

	/* Idle: it has not begun yet. */
	if (hand->extractor != NULL && p->state != EXTRACT_IDLE &&
	    extract_state_is_over(p->state))
		hand_over(hand, failed ? &p->error : NULL);
	mail_free(mail);
}

/* --- the thread ----------------------------------------------------------- */

static void *hand_main(void *arg)
{
	static const struct mail_taker takers[] = {
		{HAND_MAIL_FORESEE, hand_take_foresee},
		{HAND_MAIL_START, hand_take_start},
		{HAND_MAIL_VERB, hand_take_verb},
		{EXTRACT_MAIL_PROGRESS, hand_take_progress},
	};
	struct hand *hand = arg;
	struct mail *mail;

	while ((mail = mailbox_wait(hand->inbox, -1)) != NULL)
		mail_hand(mail, takers, ARRAY_LEN(takers), hand);
	if (hand->extractor != NULL) {
		extractor_command(hand->extractor, VERB_STOP, "signal");
		hand_over(hand, NULL);
	}
	return NULL;
}

static void hand_post(struct hand *hand, enum hand_mail_kind kind,
		      unsigned int number, double budget_usd,
		      enum extract_verb verb)
{
	struct hand_order *order = mem_zalloc(sizeof(*order));

	order->mail.kind = kind;
	order->budget_usd = budget_usd;
	order->verb = verb;
	order->number = number;
	mailbox_post(hand->inbox, &order->mail);
}

void hand_foresee(struct hand *hand, double budget_usd)
{
	const struct hand_state begun = {
		.foresees = true,
		.budget_usd = budget_usd,
	};
	const struct hand_state *now = &hand->state;
	unsigned int number;
	bool same;

	pthread_mutex_lock(&hand->lock);
	same = now->budget_usd == budget_usd &&
	       (now->foresees ||
		(now->foreseen &&
		 clock_ms() - hand->foreseen_ms < HAND_FORECAST_MS));
	number = hand_number(hand, !now->works && !same, &begun);
	pthread_mutex_unlock(&hand->lock);
	if (number != 0)
		hand_post(hand, HAND_MAIL_FORESEE, number, budget_usd,
			  VERB_STOP);
}

int hand_start(struct hand *hand, double budget_usd, struct error *err)
{
	const struct hand_state begun = {.works = true};
	unsigned int number;

	pthread_mutex_lock(&hand->lock);
	number = hand_number(hand, !hand->state.works, &begun);
	pthread_mutex_unlock(&hand->lock);
	if (number == 0)
		return error_set(err, ERROR_STALE,
				 "it is being extracted already");
	hand_post(hand, HAND_MAIL_START, number, budget_usd, VERB_STOP);
	return 0;
}

/* --- all of them ---------------------------------------------------------- */

static void hand_free(struct hand *hand)
{
	if (hand == NULL)
		return;
	atomic_fetch_add(&hand->wanted, 1);
	mailbox_close(hand->inbox);
	pthread_join(hand->thread, NULL);
	mailbox_free(hand->inbox);
	pthread_mutex_destroy(&hand->lock);
	free(hand->texts);
	free(hand->dir);
	free(hand);
}

static int hand_new(const char *dir, const struct extract_options *options,
		    struct hand **ret, struct error *err)
{
	struct hand *hand = mem_zalloc(sizeof(*hand));

	if (mailbox_new(&hand->inbox, err) < 0) {
		free(hand);
		return -1;
	}
	hand->dir = mem_strdup(dir);
	hand->texts = extract_options_copy(options, &hand->options);
	atomic_init(&hand->wanted, 0);
	atomic_init(&hand->left, false);
	pthread_mutex_init(&hand->lock, NULL);
	if (thread_start(&hand->thread, "hand", hand_main, hand, err) < 0) {
		mailbox_free(hand->inbox);
		pthread_mutex_destroy(&hand->lock);
		free(hand->texts);
		free(hand->dir);
		free(hand);
		return -1;
	}
	*ret = hand;
	return 0;
}

struct hands *hands_new(const struct extract_options *options)
{
	struct hands *hands = mem_zalloc(sizeof(*hands));

	hands->texts = extract_options_copy(options, &hands->options);
	return hands;
}

void hands_free(struct hands *hands)
{
	struct hand *next;

	if (hands == NULL)
		return;
	for (struct hand *hand = hands->list; hand != NULL; hand = next) {
		next = hand->next;
		/* Readers that are left write to its mailbox. */
		if (!atomic_load(&hand->left))
			hand_free(hand);
	}
	free(hands->texts);
	free(hands);
}

static bool hand_works(struct hand *hand)
{
	struct hand_state state;

	hand_look(hand, &state);
	return state.works;
}

size_t hands_work(struct hands *hands)
{
	size_t n = 0;

	for (struct hand *hand = hands->list; hand != NULL; hand = hand->next)
		n += hand_works(hand);
	return n;
}

void hands_end(struct hands *hands, enum extract_verb verb)
{
	for (struct hand *hand = hands->list; hand != NULL; hand = hand->next)
		if (hand_works(hand))
			hand_post(hand, HAND_MAIL_VERB, 0, 0, verb);
}

bool hands_are_left(struct hands *hands)
{
	for (struct hand *hand = hands->list; hand != NULL; hand = hand->next)
		if (atomic_load(&hand->left))
			return true;
	return false;
}

/* Takes one that does nothing out of the list; false: all work. */
static bool hands_make_room(struct hands *hands)
{
	for (struct hand **at = &hands->list; *at != NULL; at = &(*at)->next) {
		struct hand *hand = *at;
		struct hand_state state;

		hand_look(hand, &state);
		if (state.works || state.foresees || atomic_load(&hand->left))
			continue;
		*at = hand->next;
		hand_free(hand);
		return true;
	}
	return false;
}

int hands_find(struct hands *hands, const char *dir, struct hand **ret,
	       struct error *err)
{
	struct hand *hand;
	size_t n = 0;

	for (hand = hands->list; hand != NULL; hand = hand->next) {
		if (strcmp(hand->dir, dir) == 0) {
			*ret = hand;
			return 0;
		}
		n++;
	}
	if (n >= HANDS_MOST && !hands_make_room(hands))
		return error_set(err, ERROR_BUSY,
				 "%d runs are at work here already; wait for "
				 "one of them",
				 HANDS_MOST);
	if (hand_new(dir, &hands->options, &hand, err) < 0)
		return -1;
	hand->next = hands->list;
	hands->list = hand;
	*ret = hand;
	return 0;
}
