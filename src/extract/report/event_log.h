/*
 * event_log.h: what an extraction says of itself in events.jsonl; types and
 * payloads are those of vasculum-formats(5). Worker thread.
 *
 * `sequence` counts the sheets read in this session, from the offset + 1.
 * An early check after the first five and one after each fifty tell how it
 * goes (validation.checkpoint, validation.warning). Whether it then stops is
 * the scheduler's matter (breaker.h): with the local engine each sheet stands
 * for itself, and failing ones never stop the others.
 */
#ifndef EXTRACT_REPORT_EVENT_LOG_H
#define EXTRACT_REPORT_EVENT_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "run/store/store.h"

struct event_log {
	struct store *store;
	const char *run_id;
	const char *model; /* NULL until the engine is open */
	size_t offset;
	bool started; /* said so; nothing else is said before */
	/* of this session, durable outcomes alone */
	size_t succeeded, failed;
	size_t skipped; /* that turned out to be done before */
};

void event_log_started(struct event_log *log, size_t total);
void event_log_processing(struct event_log *log, const char *specimen_id,
			  size_t sequence);
/* Both count first; the metrics include the sheet. */
void event_log_completed(struct event_log *log, const char *specimen_id,
			 size_t sequence, size_t fields);
void event_log_failed(struct event_log *log, const char *specimen_id,
		      size_t sequence, const char *error);
/* A request for the sheet failed and is made again. */
void event_log_retrying(struct event_log *log, const char *specimen_id,
			size_t sequence, int attempt, double wait_s,
			const char *reason);
/* `scope` (model, key, account) waits for so long. */
void event_log_limited(struct event_log *log, const char *scope,
		       const char *name, double wait_s, const char *reason);
/* By its fingerprint. */
void event_log_key_disabled(struct event_log *log, const char *fingerprint,
			    const char *reason);
void event_log_fallback(struct event_log *log, const char *from,
			const char *model, const char *reason);
void event_log_budget(struct event_log *log, double spent_usd,
		      double budget_usd);
/* Too many of the first sheets failed. */
void event_log_breaker(struct event_log *log, const char *error);
void event_log_paused(struct event_log *log, const char *reason);
void event_log_resumed(struct event_log *log);
/* The list was worked through. */
void event_log_finished(struct event_log *log);
/* It cannot go on. */
void event_log_broken(struct event_log *log, const char *reason);

#endif
