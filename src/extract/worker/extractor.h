/*
 * extractor.h: the worker thread: it takes sheets from the worklist, hands
 * them to a pool of readers, journals each outcome through the store and
 * says what it does (events, progress).
 */
#ifndef EXTRACT_WORKER_EXTRACTOR_H
#define EXTRACT_WORKER_EXTRACTOR_H

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "engine/engine.h"
#include "extract/ask/options.h"
#include "extract/control/snapshot.h"
#include "extract/control/verb.h"
#include "run/run/run.h"
#include "run/store/store.h"

struct extractor;

/* The engine that extractor_start would use: what the options say, else the
 * run, else the settings, else "local". Borrowed. */
const char *extract_engine_name(const struct run *run,
				const struct extract_options *options);

/* ERROR_USAGE, naming the engines there are, unless this is one. */
int extract_check_engine(const char *name, struct error *err) MUST_USE;
/*
 * The address that run.json remembers for this engine, where it would be used
 * and a key would go to a server that nobody but the run has named: a run may
 * come from somebody else. Not the engine's own server, nor for an engine that
 * has none this machine, nor one that the options, or config.ini for this
 * engine, name too. Borrowed of the run; NULL: there is none.
 */
const char *extract_foreign_url(const struct run *run,
				const struct extract_options *options,
				const char *engine);
/* ERROR_USAGE where the options promise what the server of this engine, which
 * has to be there, cannot be told. */
int extract_check_privacy(const struct extract_options *options,
			  const char *engine, struct error *err) MUST_USE;

/*
 * What would be done: the engine, and the options with what the run and the
 * settings say besides; their strings are borrowed from all three. Refuses what
 * is wrong with the options.
 */
int extract_resolve(const struct run *run,
		    const struct extract_options *options,
		    struct extract_options *ret,
		    const struct engine_ops **ret_ops,
		    struct error *err) MUST_USE;
/*
 * Starts the worker thread; it takes RUN/lock, scans, reads. Progress goes
 * to `watcher` (may be NULL; never more than one unread message). Fails at
 * once only for what is wrong with the options.
 */
int extractor_start(const struct run *run, struct store *store,
		    const struct extract_options *options,
		    struct mailbox *watcher, struct extractor **ret,
		    struct error *err) MUST_USE;
/* The same with this engine instead of the one that is named. */
int extractor_start_with(const struct run *run, struct store *store,
			 const struct extract_options *options,
			 const struct engine_ops *ops, struct mailbox *watcher,
			 struct extractor **ret, struct error *err) MUST_USE;
/* Returns at once. `why` a stop or an abort: "signal", …; NULL for the other
 * verbs. VERB_STOP finishes what is in flight, checkpoints, ends; VERB_ABORT
 * does not wait for sheets in flight: their outcomes are not written. */
void extractor_command(struct extractor *extractor, enum extract_verb verb,
		       const char *why);
/* Stops telling the watcher; the terminal is gone. */
void extractor_unwatch(struct extractor *extractor);
/* A snapshot of how it stands, from any thread. */
void extractor_progress(struct extractor *extractor,
			struct extract_progress *ret);

/* Zero while scanning. Any thread. */
void extractor_ignored(struct extractor *extractor,
		       struct extract_ignored *ret);

/* Returns how many there are in `ret`. Any thread. */
int extractor_notices(struct extractor *extractor,
		      struct extract_event ret[EXTRACT_NOTICES]);

/* Waits for the end and frees. Nothing is posted to the watcher any more. */
void extractor_join(struct extractor *extractor, struct extract_progress *ret);

#endif
