/*
 * world.h: what surrounds the console in tests: a run of a few records in
 * memory that answers its effects as the real threads do, at once or when it
 * is told to; and the small language of tests/scripts/NAME.keys that plays
 * keys and mail into it.
 *
 *	size C R      start over in a terminal of this size
 *	looks         … whose sheets are looked at (before start)
 *	pixels        … that shows pictures (before start)
 *	label NAME    what the first record's sheet shows is known (before start):
 *		      plain, hostile, large, blank
 *	looked NAME   the same, found now
 *	ascii, mono   … without Unicode, without colour (before start)
 *	readonly      … a run that can only be read (before start)
 *	draft ID TERM VALUE   … typed in an earlier session (before start)
 *	empty         … no records at all (before start)
 *	only N        … the first N of them (likewise)
 *	start
 *	keys K…       keys in their notation
 *	at-once K…    the same, in one read
 *	type TEXT     the characters of the rest of the line
 *	paste TEXT
 *	click X Y, drag X Y, release X Y, wheel-up X Y, wheel-down X Y
 *	resize C R
 *	hold          answers wait
 *	answer        those that wait are given
 *	answer-one KIND   the oldest effect of this kind is answered, the
 *	              others before it are lost
 *	fail TEXT     acts fail with this text
 *	full TEXT     … for want of room
 *	ok            and succeed again
 *	tick          what failed is tried again
 *	clock N       so many seconds go by
 *	draft-fails TEXT   drafts cannot be written; draft-ok: they can again
 *	hidden        from now on nothing is painted: the terminal is slow
 *	painted       and it is again
 *	hasty         from now on keys come sooner than anybody can look, and
 *	              without a pause
 *	unhurried     and they take their time again
 *	progress STATE TOTAL SKIPPED OK FAILED
 *	sent KIND  what submitting by batch came to: all, money, nothing, refused
 *	traffic KIND  an extraction that asks a server: steady, cooling, budget,
 *	              quota, breaker, hostile, elsewhere
 *	batches KIND  batches of the run: two (open), ended (one of them)
 *	claimed ID WHO     another console has this record open (and no other)
 *	other TERM VALUE   somebody else sets a field of the first record
 *	reads MODEL TERM VALUE   another model has read the first record
 *	alike N WHY   record N was signed and is like the first one
 *	duplicate N WHY   … is the same gathering
 *	sheet-says TERM VALUE  the sheet of the first record is found to say so
 *	behind TERM VALUE  the same as other, and the console has not heard of it yet
 *	behind-act OP TEXT … a note, flag or approve of theirs, or a bulk with
 *	              its changes in JSON
 *	knows TERM VALUE[ | NOTE]   a value that completes what is typed; with
 *	              a note it is of a list of names, else of signed records
 *	folder PATH   a directory that can be completed
 *	pace N SECONDS   so many were signed today, each in so many seconds
 *	many DONE TOTAL   how far what was asked for of many records is, a change
 *	              or an undo; many N: it is written, and so far folded
 *	left N        so many of them are left out
 *	total N       so many records are said to match what is asked for
 *	behind-index  it may lack what the run has, until it is said to be whole
 *	making N      the index is being made, so far per mille; -1: by another
 *	              process; made: it is whole
 *	log           prints the effects since the last one
 *	bind LINE     of a keymap.conf
 *	dump          prints the screen
 *	styles        prints the styles of the screen's cells
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "ui/app/app.h"
#include "ui/app/keys.h"
#include "ui/app/mail.h"
#include "ui/terminal/surface.h"

#define WORLD_RECORDS 6
#define WORLD_FOLDERS 8

struct world_record {
	struct specimen specimen; /* without verdicts and quality */
	struct record before[32]; /* to undo */
	struct {
		enum status status;
		bool flagged;
	} state[32];
	int n_before;
};

/* What completes what is typed. */
#define WORLD_KNOWN 16
struct world_known {
	char *term, *value, *note;
};

struct world {
	struct world_known known[WORLD_KNOWN];
	int n_known;
	struct app_engine engines[4]; /* ended by one without a name */
	struct terms *terms;
	struct keymap keymap;
	struct world_record records[WORLD_RECORDS];
	int n;
	size_t total;	   /* of what is asked for, if not 0 */
	int undone_record; /* of the last act; -1 none */
	int64_t seq;

	struct app_options options;
	struct draft draft;
	bool has_draft;
	struct app app;
	bool started;
	struct effects effects;
	struct effects waiting;
	bool hold;
	size_t left;
	bool hidden;
	bool hasty;
	char *fail;
	struct pace pace;
	char *folders[WORLD_FOLDERS]; /* that there are */
	int n_folders;
	bool full;	/* they fail for want of room */
	int64_t now_ms; /* that keys are told */
	/* Signed records that are like the first one: their places, and why;
	 * NULL: there is none. */
	struct world_alike {
		int at;
		char *why;
	} alike, duplicate;
	int looks; /* that were asked for: EFFECT_LOOK */
	struct bytes log;
};

void world_init(struct world *world);
void world_done(struct world *world);
/* One line of a script; its output is appended to *ret. Fails the test for a
 * line it does not know. */
void world_line(struct world *world, const char *line, struct bytes *ret);
/* All lines of a text. */
void world_play(struct world *world, const char *script, struct bytes *ret);
/* Moves what the app asked for to what waits, and notes it in the log. */
void world_collect(struct world *world);
void world_answer_first(struct world *world);
/* Somebody else sets a field of the first record. */
/* Another model has read the first record, and says this of a term. */
void world_reads(struct world *w, const char *model, const char *term,
		 const char *value);
void world_sheet_says(struct world *w, const char *term, const char *value);
void world_other_sets(struct world *world, const char *term, const char *value);
/* Or acts on the whole of it: note, flag, approve. */
void world_other_acts(struct world *world, enum act_op op, const char *text);
/* What an extraction that asks a server tells; fails the test for a kind it
 * does not know. */
void world_traffic(const char *kind, struct extract_progress *ret);
/* What the picture of the first record is found to show; fails the test for a
 * name it does not know. */
void world_label(struct world *world, const char *name);
/* Answers all effects. */
void world_answer(struct world *world);

/* Compares with tests/golden/NAME.txt, or writes it where UPDATE_GOLDEN is
 * set. */
void assert_golden(const char *name, const char *text);

#endif
