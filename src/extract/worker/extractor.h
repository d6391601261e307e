/*
 * extractor.h: the worker thread: it takes sheets from the worklist, hands
 * them to a pool of readers, journals each outcome through the store and
 * says what it does (events, progress).
 */
#ifndef EXTRACT_WORKER_EXTRACTOR_H
#define EXTRACT_WORKER_EXTRACTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mailbox.h"
#include "engine/payload/payload.h"
#include "run/run/run.h"
#include "run/store/store.h"

struct extract_options {
	const char *images; /* NULL: the run's images root */
	const char *engine; /* NULL: the run's */
	/* where the run has none; the two others with this engine alone */
	const char *default_engine; /* NULL: "local" */
	const char *default_models, *default_base_url;
	const char *ocr_lang; /* NULL: "eng" */
	size_t offset, limit;
	int threads; /* --concurrency of the local engine; 0: one for each
			processor */
#define EXTRACT_THREADS_MAX 64
	bool retry_failed, again;

	/* of engines that ask a server; the rest passes over them */
	const char *base_url; /* NULL: the engine's own */
	const char *models;   /* "a,b": in order of preference; NULL: the
				    engine's usual one */
	const char *key_file; /* NULL: keys of the environment */
	const char *prompt;   /* a built-in prompt or a file; NULL: "label" */
	enum payload_send send;
	int max_edge;	  /* pixels; 0: PAYLOAD_EDGE */
	size_t max_bytes; /* of the pictures of a sheet; 0: PAYLOAD_BYTES */
	int window;	  /* --concurrency; 0: EXTRACT_WINDOW */
#define EXTRACT_WINDOW	   16
#define EXTRACT_WINDOW_MAX 1024
	double rpm, tpm;   /* 0: as the models' table says */
	size_t batch_size; /* 0: no batches */
	double batch_pause_s;
	double budget_usd;   /* of the whole run; 0: none */
	long max_tokens;     /* of an answer; 0: the usual */
	double timeout_s;    /* of a request; 0: the usual */
	bool no_wait;	     /* a daily quota ends it, to be resumed */
	bool insecure_http;  /* plain http beyond this machine */
	bool allow_training; /* providers may keep what they are sent */
	bool zdr;	     /* only providers that retain nothing */
	bool cache_images;   /* copy sheets into RUN/cache before reading */
	uint64_t set_mask;   /* the command line's own: which options it had */
};

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
	struct {
		char scope[12]; /* "model", "key", "account" */
		char name[64];
		double left_s;
	} cooldowns[EXTRACT_COOLDOWNS]; /* the longest first */
	int n_cooldowns;
	struct {
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
	size_t succeeded, failed, in_flight;
	size_t retried;	   /* of those, read again after they had failed */
	size_t ignored;	   /* files that are no sheets */
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

enum extract_mail_kind {
	EXTRACT_MAIL_PROGRESS = 200, /* struct extract_mail: latest wins */
};
struct extract_mail {
	struct mail mail;
	struct extract_progress progress;
};

struct extractor;

/* The engine that extractor_start would use: what the options say, else the
 * run, else the settings, else "local". Borrowed. */
const char *extract_engine_name(const struct run *run,
				const struct extract_options *options);

/* ERROR_USAGE, naming the engines there are, unless this is one. */
int extract_check_engine(const char *name, struct error *err) MUST_USE;

/*
 * Starts the worker thread; it takes RUN/lock, scans, reads. Progress goes
 * to `watcher` (may be NULL; never more than one unread message). Fails at
 * once only for what is wrong with the options.
 */
int extractor_start(const struct run *run, struct store *store,
		    const struct extract_options *options,
		    struct mailbox *watcher, struct extractor **ret,
		    struct error *err) MUST_USE;
/* Commands; they return at once. */
void extractor_pause(struct extractor *extractor);
void extractor_resume(struct extractor *extractor);
/* Reads the sheets that failed since the start once more, at the end. */
void extractor_retry(struct extractor *extractor);
/* Finishes what is in flight, checkpoints, ends. `why`: "signal", … */
void extractor_stop(struct extractor *extractor, const char *why);
/* Does not wait for sheets in flight; their outcomes are not written. */
void extractor_abort(struct extractor *extractor, const char *why);
/* Stops telling the watcher; the terminal is gone. */
void extractor_unwatch(struct extractor *extractor);
/* A snapshot of how it stands, from any thread. */
void extractor_progress(struct extractor *extractor,
			struct extract_progress *ret);

/* Files of the tree that are no sheets: how many, and the first of them,
 * clean text. Zero while scanning. Any thread. */
#define EXTRACT_IGNORED_MAX 10
struct extract_ignored {
	size_t total;
	int n;
	struct {
		char path[160], why[64];
	} items[EXTRACT_IGNORED_MAX];
};
void extractor_ignored(struct extractor *extractor,
		       struct extract_ignored *ret);

/* The first sheets of this session that failed, or of which something else
 * is to be said; returns how many there are in `ret`. Any thread. */
#define EXTRACT_NOTICES 10
int extractor_notices(struct extractor *extractor,
		      struct extract_event ret[EXTRACT_NOTICES]);

/* Waits for the end and frees. Nothing is posted to the watcher any more. */
void extractor_join(struct extractor *extractor, struct extract_progress *ret);

#endif
