/*
 * event_log.h: what an extraction says of itself in events.jsonl; types and
 * payloads are those of facts/formats.md. Worker thread.
 *
 * `sequence` counts the sheets read in this session, from the offset + 1.
 * An early check after the first five and one after each fifty tell how it
 * goes (validation.checkpoint, validation.warning). Whether it then stops is
 * the scheduler's matter (breaker.h): with the local engine each sheet stands
 * for itself, and failing ones never stop the others.
 */
#ifndef EXTRACT_WORKER_EVENT_LOG_H
#define EXTRACT_WORKER_EVENT_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "run/store/store.h"

struct announcer {
	struct store *store;
	const char *run_id;
	const char *model; /* NULL until the engine is open */
	size_t offset;
	bool started; /* said so; nothing else is said before */
	/* of this session, durable outcomes alone */
	size_t succeeded, failed;
};

void announce_started(struct announcer *to, size_t total);
void announce_processing(struct announcer *to, const char *specimen_id,
			 size_t sequence);
/* Both count first; the metrics include the sheet. */
void announce_completed(struct announcer *to, const char *specimen_id,
			size_t sequence, size_t fields);
void announce_failed(struct announcer *to, const char *specimen_id,
		     size_t sequence, const char *error);
/* A request for the sheet failed and is made again. */
void announce_retrying(struct announcer *to, const char *specimen_id,
		       size_t sequence, int attempt, double wait_s,
		       const char *reason);
/* `scope` (model, key, account) waits for so long. */
void announce_limited(struct announcer *to, const char *scope, const char *name,
		      double wait_s, const char *reason);
/* By its fingerprint. */
void announce_key_disabled(struct announcer *to, const char *fingerprint,
			   const char *reason);
void announce_fallback(struct announcer *to, const char *from,
		       const char *model, const char *reason);
void announce_budget(struct announcer *to, double spent_usd, double budget_usd);
/* Too many of the first sheets failed. */
void announce_breaker(struct announcer *to, const char *error);
void announce_paused(struct announcer *to, const char *reason);
void announce_resumed(struct announcer *to);
/* The list was worked through. */
void announce_finished(struct announcer *to);
/* It cannot go on. */
void announce_broken(struct announcer *to, const char *reason);

#endif
