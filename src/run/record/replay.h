/*
 * replay.h: what the acts of review make of an extraction: the rules 5 to 7
 * of doc/design.md as one pure function.
 */
#ifndef RUN_RECORD_REPLAY_H
#define RUN_RECORD_REPLAY_H

#include "dwc/context/run_words.h"
#include "run/record/specimen.h"

/*
 * Computes everything of *specimen that follows from its id, image, also,
 * facts, outcomes and acts (each in file order): proposal, base, record,
 * status, flags, notes, revision, due, undone, verdicts and quality; and what
 * the sheet says of each value, of the record and of the outcomes
 * (run/evidence). What these held before is freed. Any thread; no I/O. May be
 * called again after an act was
 * added.
 */
void specimen_replay(struct specimen *specimen, const struct terms *terms);

/* The same without verdicts, quality and what the sheet says of the record: half
 * of the work, for who asks a million of them what was read and what became of
 * it. They hold nothing then. */
void specimen_replay_values(struct specimen *specimen,
			    const struct terms *terms);

/*
 * Adds what the other records of the run (specimen->words) say of a specimen
 * that was replayed to its verdicts, and weighs it again. Its values are not
 * touched.
 */
void specimen_weigh(struct specimen *specimen, const struct terms *terms);

/* Adds an act at the end of its history, stealing its contents. The state
 * follows with specimen_replay. */
void specimen_add_act(struct specimen *specimen, struct act *act);

/* Whether act `i` changes values of this specimen (set, clear, accept, a
 * bulk act that names it). */
bool specimen_act_edits(const struct specimen *specimen, size_t i);
/* The same for the values of one term. */
bool specimen_act_sets(const struct specimen *specimen, size_t i,
		       const char *term);

/*
 * Whether taking back act `i`, or putting it back, would disturb a later
 * act: returns the index of the first live one after it on the same field
 * (or flag, note, or status), or n_acts when there is none.
 */
size_t specimen_act_conflict(const struct specimen *specimen, size_t i);

#endif
