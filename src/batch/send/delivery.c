/*
 * delivery.c: what sending a chunk and looking for it share (delivery.h).
 *
 * 1. What may pass is tried again a few times, with growing pauses.
 */
#include "config.h"

#include "batch/send/delivery.h"

#include "base/json/json.h"

#define DELIVER_WAIT_MAX_MS 60000

void delivery_end(struct delivery *d, enum deliver_fate fate)
{
	d->over = true;
	d->fate = fate;
}

int delivery_say(struct delivery *d, enum batch_op op, json_t *data,
		 struct error *err)
{
	return batch_session_say(d->session, op, d->chunk->id, data, err);
}

int delivery_fail(const char *what, const char *why, struct error *err)
{
	return error_set(err, ERROR_FAILED, "%s failed: %s", what, why);
}

int delivery_pause(struct delivery *d, const char *what,
		   const struct batch_told *told, struct error *err)
{
	if (d->tries++ >= DELIVER_TRIES)
		return delivery_fail(what, told->text, err);
	return batch_client_back_off(d->client, d->tries - 1, told->wait_ms,
				     DELIVER_WAIT_MAX_MS, err);
}

int delivery_say_sent(struct delivery *d, const char *batch_id,
		      const char *status, bool healed, struct error *err)
{
	json_t *data = json_object();

	json_set_string(data, "batch_id", batch_id);
	json_set_string(data, "status", status);
	json_set_string(data, "key", batch_client_key(d->client));
	if (healed)
		json_object_set_new(data, "healed", json_true());
	if (delivery_say(d, BATCH_OP_SUBMITTED, data, err) < 0)
		return -1;
	data = json_object();
	json_object_set_new(data, "requests",
			    json_integer((json_int_t)d->chunk->n_sheets));
	json_object_set_new(data, "reserved_usd",
			    json_real(d->chunk->reserved_usd));
	batch_session_event(d->session, "batch.submitted", d->chunk, data);
	return 0;
}
