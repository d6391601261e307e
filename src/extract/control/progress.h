/*
 * progress.h: how an extraction stands at one moment, and that as a JSON line
 * for the control socket. Values without pointers, pure functions.
 */
#ifndef EXTRACT_CONTROL_PROGRESS_H
#define EXTRACT_CONTROL_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

enum extract_state {
	EXTRACT_IDLE, /* nothing was started in this process */
	EXTRACT_SCANNING,
	EXTRACT_RUNNING,
	EXTRACT_PAUSED,
	EXTRACT_STOPPING, /* finishing what is in flight */
	EXTRACT_FINISHED,
	EXTRACT_FAILED, /* could not start or go on: see error */
};
const char *extract_state_word(enum extract_state state);
/* True once it neither runs nor will: finished, failed, idle. */
bool extract_state_is_over(enum extract_state state);

#define EXTRACT_RECENT 8

/* One line of "what happened last", already clean text. */
struct extract_event {
	char time[12]; /* local HH:MM:SS */
	char image[80];
	char text[120]; /* "10 fields", or the error */
	bool failed;
};

#define EXTRACT_COOLDOWNS 4
#define EXTRACT_KINDS	  6

/* How it stands with the server; all zero for the local engine. Texts are
 * clean. */
struct extract_traffic {
	size_t window;	       /* may be in flight now; --concurrency at most */
	size_t in_flight;      /* requests */
	double p50_ms, p95_ms; /* latency of the newest answers; -1 unknown */
	double prompt_tokens, completion_tokens; /* of this session */
	double spent_usd;     /* of the run, answers that were lost included */
	double budget_usd;    /* of the run; 0: none */
	double projected_usd; /* of the run when it is done; -1 unknown */
	double lost_usd;      /* of spent: reserved for lost answers */
	size_t keys, keys_left;
	struct extract_cooldown {
		char scope[12]; /* "model", "key", "account" */
		char name[64];
		double left_s;
	} cooldowns[EXTRACT_COOLDOWNS]; /* the longest first */
	int n_cooldowns;
	struct extract_kind {
		char kind[24]; /* "timeout", "rate_limit", … */
		size_t n;
	} kinds[EXTRACT_KINDS]; /* failed requests, most first */
	int n_kinds;
};

/* A snapshot; copied, no pointers. */
struct extract_progress {
	enum extract_state state;
	char run_id[64], engine[24], model[64];
	size_t total;	/* sheets of the worklist, done ones included; while
			   scanning: found so far */
	size_t skipped; /* done before, or failed and not asked for again */
	size_t failed_before; /* of the skipped: those that failed */
	size_t batched;	      /* of the skipped: those that are in a batch */
	size_t succeeded, failed, in_flight;
	size_t retried;	   /* of those, read again after they had failed */
	size_t ignored;	   /* files that are not sheets */
	double per_minute; /* over the last minutes; 0 while unknown */
	double eta_s;	   /* -1 while unknown */
	double elapsed_s;
	double cost_usd;
	struct extract_traffic traffic;
	char stopped[16]; /* "", "signal", "budget", … */
	struct extract_event recent[EXTRACT_RECENT]; /* newest first */
	int n_recent;
	struct error error; /* why it waits or could not go on; ERROR_STOPPED:
			       why it was stopped */
	uint64_t revision;  /* grows with each change */
	bool elsewhere;	    /* another process extracts; figures are its own */
};

/* Files of the tree that are not sheets: how many, and the first of them,
 * clean text. */
#define EXTRACT_IGNORED_MAX 10
struct extract_ignored {
	size_t total;
	int n;
	struct {
		char path[160], why[64];
	} items[EXTRACT_IGNORED_MAX];
};

/* The first sheets of a session that failed, or of which something else is to
 * be said. */
#define EXTRACT_NOTICES 10

/* Fills an event stamped now. Long names keep their end, long texts their
 * beginning; both are cut between characters and cleaned. */
void extract_event_fill(struct extract_event *event, const char *image,
			bool failed, const char *text);

/* Copies text into a field of `size` bytes, cleaned, cut between characters. */
void progress_copy(char *ret, size_t size, const char *text);

/* Appends one line of JSON, with its newline. */
void progress_write(const struct extract_progress *progress, struct bytes *ret);

/* Reads such a line, which another process wrote: every text is cleaned and
 * cut, every number kept within reason. Sets `elsewhere`. *ret_pid: of the
 * extracting process. */
int progress_read(const char *line, size_t len, struct extract_progress *ret,
		  long *ret_pid, struct error *err) MUST_USE;

#endif
