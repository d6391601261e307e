/*
 * replay.h: what the acts of review make of an extraction: the rules 5 to 7
 * of design.md as one pure function.
 */
#ifndef RUN_REPLAY_H
#define RUN_REPLAY_H

#include "run/specimen.h"

/*
 * Computes everything of *specimen that follows from its id, image, also,
 * outcomes and acts (each in file order): base, record, status, flags,
 * notes, revision, due, undone, verdicts and quality. What these held
 * before is freed. Any thread; no I/O. May be called again after an act was
 * added.
 */
void specimen_replay(struct specimen *specimen, const struct terms *terms);

/* Adds an act at the end of its history, stealing its contents. The state
 * follows with specimen_replay. */
void specimen_add_act(struct specimen *specimen, struct act *act);

/* Whether act `i` changes values of this specimen (set, clear, accept, a
 * bulk act that names it). */
bool specimen_act_edits(const struct specimen *specimen, size_t i);

/*
 * Whether taking back act `i`, or putting it back, would disturb a later
 * act: returns the index of the first live one after it on the same field
 * (or flag, note, or status), or n_acts when there is none.
 */
size_t specimen_act_conflict(const struct specimen *specimen, size_t i);

/*
 * What the fold has to ask to load no more outcomes than it needs: the hash
 * of the line that an act names as this specimen's base (borrowed), or NULL;
 * and whether an act without one pins the empty record.
 */
const char *act_base_line(const struct specimen *specimen,
			  const struct act *act);
bool act_pins_nothing(const struct act *act);

#endif
