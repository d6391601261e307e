/*
 * kept.c: see kept.h.
 */
#include "config.h"

#include "batch/kept.h"

#include <time.h>

#include "base/time/clock.h"

#define KEPT_WARN_DAY 25
#define KEPT_DAYS     30 /* results, by both servers */
#define DAY_S	      86400

int64_t chunk_sent_s(const struct batch_chunk *chunk)
{
	double planned;

	if (chunk->since_s >= 0)
		return chunk->since_s;
	if (chunk->planned == NULL || clock_parse(chunk->planned, &planned) < 0)
		return -1;
	return (int64_t)planned;
}

void batch_warn_kept(struct batch_session *session, struct batch_chunk *chunk,
		     int64_t ended_s)
{
	struct batch_client *client;
	struct error none;
	int64_t now_s = (int64_t)time(NULL), days;

	if (batch_session_client(session, chunk, &client, &none) == 0)
		now_s = batch_client_now_s(client);
	if (ended_s < 0)
		ended_s = chunk_sent_s(chunk);
	days = ended_s >= 0 ? (now_s - ended_s) / DAY_S : 0;
	if (days >= KEPT_WARN_DAY && days < KEPT_DAYS)
		batch_session_remark(
			session, chunk,
			"the server deletes the results in %d days",
			(int)(KEPT_DAYS - days));
}
