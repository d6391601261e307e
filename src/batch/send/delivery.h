/*
 * delivery.h: inside batch/send: a chunk on its way, for the files that bring
 * it there: deliver.c sends it, delivery_heal.c looks for what was sent, and
 * delivery.c is what they share.
 */
#ifndef BATCH_SEND_DELIVERY_H
#define BATCH_SEND_DELIVERY_H

#include "batch/send/deliver.h"
#include "engine/batch/reply.h"

#define DELIVER_TRIES 5

/* A chunk that is being delivered. */
struct delivery {
	struct batch_session *session;
	struct batch_chunk *chunk;
	struct batch_client *client;
	const struct batch_server *server;
	int tries;	/* that failed, one after another */
	bool untagged;	/* the server takes no metadata */
	bool only_look; /* nothing is sent */
	bool renamed;	/* another chunk, the last one, has taken its place */
	bool over;
	enum deliver_fate fate;
};

/* It is over, with this fate. */
void delivery_end(struct delivery *delivery, enum deliver_fate fate);
/* A line of the journal about it; steals `data`. */
int delivery_say(struct delivery *delivery, enum batch_op op, json_t *data,
		 struct error *err) MUST_USE;
/* The server has it: a line, and an event. `healed`: it was found again. */
int delivery_say_sent(struct delivery *delivery, const char *batch_id,
		      const char *status, bool healed,
		      struct error *err) MUST_USE;
/* Fails with this text, which is the same for all chunks that it is true of. */
int delivery_fail(const char *what, const char *why,
		  struct error *err) MUST_USE;
/* Before the next try; -1 after the last. */
int delivery_pause(struct delivery *delivery, const char *what,
		   const struct batch_told *told, struct error *err) MUST_USE;

/* delivery_heal.c: steps of chunks of which it is not known whether they were
 * uploaded, or made a batch of. */
int delivery_heal_upload(struct delivery *delivery, struct error *err) MUST_USE;
int delivery_heal_batch(struct delivery *delivery, struct error *err) MUST_USE;

#endif
