/*
 * claims.h: which records are open in which console: RUN/claims/ID, flocked by
 * the console that has the record open, saying who that is.
 *
 * A claim keeps nobody from anything: what two people do to one record is
 * settled by what each has seen (run/record/seen.h). It tells the others where
 * somebody is at work, so that they go on elsewhere. Files may be deleted at
 * any time. Where there is no flock, or nothing can be written, there are no
 * claims, and nothing else changes.
 */
#ifndef REVIEW_TEAM_CLAIMS_H
#define REVIEW_TEAM_CLAIMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/thread/mailbox.h"

/* Without a key a record is given back after this. */
#define CLAIM_IDLE_MS (15 * 60 * 1000)
#define CLAIMS_MAX    256 /* that are told of */

enum claims_mail_kind {
	CLAIMS_MAIL = 640, /* struct claims_told */
};

/* Another console's. Texts are as that one wrote them: not clean. */
struct claim {
	char *specimen_id;
	char *who;
	char *since; /* RFC 3339 */
};

struct claims_list {
	struct claim *items;
	size_t n;
};
void claims_list_done(struct claims_list *list);
/* The one on this record, or NULL. */
const struct claim *claims_find(const struct claims_list *list,
				const char *specimen_id);

/* What is held in the run `dir`, for who only looks: by what the files say,
 * without a lock, and removing none. `now_ms` is clock_boot_ms(). */
void claims_look(const char *dir, int64_t now_ms, struct claims_list *ret);

/* All that others hold now; sent whenever that has changed. */
struct claims_told {
	struct mail mail;
	struct claims_list list; /* who takes it leaves an empty one */
};

struct claims;

/* Starts the thread that holds and looks. `dir` (the run's) and `who` are
 * copied; `reply` outlives it. */
int claims_start(const char *dir, const char *who, struct mailbox *reply,
		 struct claims **ret, struct error *err) MUST_USE;
/* Gives back what is held. NULL is fine. */
void claims_stop(struct claims *claims);
/* The record that this console has open from now on (copied); NULL: none.
 * This and the next return at once; NULL claims are fine. */
void claims_hold(struct claims *claims, const char *specimen_id);
/* A key was pressed. */
void claims_touch(struct claims *claims);

/* --- for tests: one turn of the thread, at a time of their own ------------- */

struct claims_desk;
struct claims_desk *claims_desk_new(const char *dir, const char *who);
void claims_desk_free(struct claims_desk *desk);
/* Holds this record, if it can be had, unless the last key is too long ago;
 * times are clock_boot_ms(). */
void claims_desk_hold(struct claims_desk *desk, const char *specimen_id,
		      int64_t touched_ms, int64_t now_ms);
/* What others hold. */
void claims_desk_look(struct claims_desk *desk, int64_t now_ms,
		      struct claims_list *ret);

#endif
