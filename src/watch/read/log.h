/*
 * log.h: what events.jsonl tells, ours and the original pipeline's: the
 * newest session of extraction, how fast it goes, the sheets at work, and
 * what happened last. A value without pointers; every text in it is clean.
 *
 * The log may have begun before what is read of it: figures that lines tell
 * of themselves ("metrics") then stand for what was not seen.
 */
#ifndef WATCH_READ_LOG_H
#define WATCH_READ_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract/report/rate.h"
#include "run/journal/event.h"

#define WATCH_EVENTS  512 /* that are kept */
#define WATCH_WORK    64  /* sheets at work that are told apart */
#define WATCH_MINUTES 120 /* of throughput */
#define WATCH_KINDS   16

/* Who said nothing for so long may have gone: a sheet takes a while. */
#define WATCH_SILENT_S 120

/* What a line of the stream is about; a filter picks by it. */
enum watch_class {
	WATCH_READ,    /* a sheet was read */
	WATCH_FAILED,  /* … or could not be */
	WATCH_TROUBLE, /* it goes on, but not as it should */
	WATCH_STATE,   /* the extraction begins, pauses, ends */
	WATCH_BATCH,
	WATCH_REVIEW,
	WATCH_NOTICE, /* what the watching itself has to say */
};
#define WATCH_CLASSES 7
/* "read", "failed", … */
const char *watch_class_word(enum watch_class class);

struct watch_event {
	uint64_t seq;	 /* from 1 on, of this watch */
	uint64_t offset; /* of its line in the file */
	double at;	 /* seconds since 1970; -1 unknown */
	enum watch_class class;
	char type[40];	/* "specimen.completed" */
	char id[72];	/* of the specimen, or "" */
	char sheet[96]; /* what people call it: its image, else its id */
	char text[160];
};

enum watch_phase {
	WATCH_PHASE_NONE, /* no session was told of */
	WATCH_PHASE_RUNNING,
	WATCH_PHASE_PAUSED, /* also: stopped, which is the last thing said */
	WATCH_PHASE_ENDED,
	WATCH_PHASE_BROKEN,
};

struct watch_session {
	enum watch_phase phase;
	char run_id[80], model[96], started[40], last[40], reason[120];
	double started_at, last_at; /* s since 1970; -1 unknown */
	int64_t total;		    /* it set out to read; 0 unknown */
	int64_t succeeded, failed, retried;
	int64_t skipped;  /* of the total, that turned out to be done before */
	bool partial;	  /* the counts are of what was seen alone */
	double warned_at; /* its success rate was too low; -1: never */
};

struct watch_minute {
	int64_t minute; /* since 1970 */
	uint32_t succeeded, failed;
};

struct watch_kind {
	char kind[40];
	int64_t n;
};

struct watch_working {
	char id[72];
	double since; /* s since 1970; -1 unknown */
};

struct watch_log {
	bool seen; /* there was a line */
	struct watch_session session;
	struct rate rate;
	double rate_from; /* s since 1970, at which its clock is 0 */
	struct watch_minute minutes[WATCH_MINUTES]; /* by number modulo */
	struct watch_kind kinds[WATCH_KINDS];	    /* of failed sheets */
	size_t n_kinds;
	struct watch_working work[WATCH_WORK]; /* oldest first */
	size_t n_work;
	struct watch_event events[WATCH_EVENTS]; /* a ring, by seq */
	uint64_t seq;				 /* of the newest; 0: none */
	size_t bad;				 /* lines that are not events */
	double limited_until; /* an account waits; s since 1970; 0: none */
};

void watch_log_init(struct watch_log *log);

/* Takes a line. `name` (may be NULL) says what people call a specimen, or
 * NULL; its text is copied. */
void watch_log_take(struct watch_log *log, const char *line, size_t len,
		    uint64_t offset,
		    const char *(*name)(void *arg, const char *id), void *arg);
/* The last beginning of a session, where reading starts behind it. */
void watch_log_take_started(struct watch_log *log, const char *line,
			    size_t len);
/* Adds a line that no file holds. */
void watch_log_say(struct watch_log *log, double now, const char *text);

/* The event of this number; NULL: it is not kept (any more). */
const struct watch_event *watch_log_event(const struct watch_log *log,
					  uint64_t seq);
/* The oldest that is kept; 0: none. */
uint64_t watch_log_first(const struct watch_log *log);

/* Sheets a minute, over the last three; 0 unknown. `now`: s since 1970. */
double watch_log_rate(const struct watch_log *log, double now);
/* Counts one more of a kind. */
void watch_kinds_add(struct watch_kind *kinds, size_t *n, const char *kind);

#endif
