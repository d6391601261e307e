/*
 * rescue.h: outcomes that were paid for and could not be journaled. They go to
 * RUN/rescue.jsonl or, where that cannot be written either, to
 * STATE/rescue/RUN-ID.jsonl (STATE: xdg_state_dir), as the lines that raw.jsonl
 * should have. Whoever next writes the journals takes them in.
 *
 * `dir` and `run_id` are the run's throughout. Any thread; a file is locked
 * (flock) while it is written or taken in.
 */
#ifndef RUN_RESCUE_RESCUE_H
#define RUN_RESCUE_RESCUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "run/journal/journal.h"

#define RESCUE_PLACES 2

/* The file of this place, from 0; owned. NULL: there is no such place. */
char *rescue_path(const char *dir, const char *run_id, int place);

/* Appends whole lines, durably, in the first place that takes them; *ret_path
 * (owned) says which. All of it, or nothing. */
int rescue_write(const char *dir, const char *run_id, const void *lines,
		 size_t len, char **ret_path, struct error *err) MUST_USE;

/* Whether something waits to be taken in. */
bool rescue_is_due(const char *dir, const char *run_id);

struct rescue_report {
	size_t lines; /* that raw.jsonl lacks, or lacked */
	size_t bad;   /* that are not outcomes, and were passed over */
	double cost_usd;
	/* Words for people, "" where there is nothing to say: which lines are
	 * bad, what is in the place of a file and was not touched. */
	char note[512];
};

/*
 * Appends to raw.jsonl what it lacks of both places, each line once, and
 * renames the files (rescue.jsonl.taken-TIME). Under journals.lock. Whatever
 * ends it, and whenever, the next call goes on and writes nothing twice.
 * *report is added to.
 */
int rescue_take_in(struct journals *journals, const char *dir,
		   const char *run_id, struct rescue_report *report,
		   struct error *err) MUST_USE;

/* Looks what would be taken in, and changes nothing. */
int rescue_look(const char *dir, const char *run_id,
		struct rescue_report *report, struct error *err) MUST_USE;

#endif
