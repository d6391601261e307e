/*
 * lend.c: RUN/lock is lent to who submits sheets by batch while the extraction
 * goes on (extract/control/loan.h). Part of the worker thread (see worker.h).
 *
 * 1. It is out only while no sheet is begun, none is with the pool, and what was
 *    read is durable: each sheet is done, to be judged later, or with the
 *    requester. These are named to the borrower, who leaves them alone.
 * 2. When it is back batches.jsonl is read anew before the next sheet is judged.
 * 3. The thread does not end while it is out, unless it gives up all that is
 *    under way: the borrower hears that its connection has ended, and stops.
 */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/json.h"
#include "base/text.h"
#include "extract/control/loan.h"
#include "extract/worker/worker.h"

/* Under its hash and its name: who has not looked at it knows the latter. */
static void lend_name(const struct worker *w, size_t item, const char *sha256,
		      json_t *to)
{
	const char *image = items_image(&w->items, item);
	struct bytes name CLEANUP(bytes_done) = {0};

	bytes_append_str(&name, "name:");
	text_repair(image, strlen(image), &name);
	json_array_append_new(to, json_string(sha256));
	json_array_append_new(to, json_string(name.data));
}

static json_t *lend_busy(const struct worker *w)
{
	json_t *busy = json_array();
	char sha256[HASH_HEX_SIZE];
	size_t at = 0, item;

	while (claims_next(&w->claims, &at, sha256, &item))
		if (w->items.state[item].state == ITEM_BUSY)
			lend_name(w, item, sha256, busy);
	return busy;
}

static void lend_grant(struct worker *w)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	json_t *terms CLEANUP(json_release) = json_pack(
		"{s:b, s:I, s:o, s:f}", "lent", 1, "pid", (json_int_t)getpid(),
		"busy", lend_busy(w), "reserved_usd",
		w->requester != NULL ? requester_reserved_usd(w->requester)
				     : 0.0);

	json_write_line(terms, &line);
	loan_grant(w->loan, &line);
}

static void lend_take_back(struct worker *w)
{
	struct error err;

	w->lending = false;
	batch_flight_done(&w->flight);
	if (batch_flight_read(w->run->dir, w->params_sha256, &w->flight, &err) <
	    0)
		(void)worker_break(w, &err);
	else if (w->requester != NULL)
		requester_hold_usd(w->requester, w->flight.reserved_usd);
}

void worker_lend(struct worker *w)
{
	enum loan_state state;

	if (w->stopping)
		loan_recall(w->loan);
	state = loan_state(w->loan);
	if (state == LOAN_NONE) {
		if (w->lending)
			lend_take_back(w);
		return;
	}
	w->lending = true;
	if (state == LOAN_ASKED && w->with_pool == 0 && w->unacked.n == 0)
		lend_grant(w);
}
