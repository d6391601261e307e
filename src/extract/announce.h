/*
 * announce.h: what an extraction says of itself in events.jsonl; types and
 * payloads are those of facts/formats.md. Worker thread.
 *
 * `sequence` counts the sheets read in this session, from the offset + 1.
 * An early check after the first five and one after each fifty tell how it
 * goes (validation.checkpoint, validation.warning); what to do about it is
 * the engine's matter: with the local one each sheet stands for itself, so
 * failing ones never stop the others.
 */
#ifndef EXTRACT_ANNOUNCE_H
#define EXTRACT_ANNOUNCE_H

#include <stdbool.h>
#include <stddef.h>

#include "run/store.h"

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
void announce_paused(struct announcer *to, const char *reason);
void announce_resumed(struct announcer *to);
/* The list was worked through. */
void announce_finished(struct announcer *to);
/* It cannot go on. */
void announce_broken(struct announcer *to, const char *reason);

#endif
