/*
 * state.h: the console's state, and questions about it. ui/update changes
 * it, ui/view draws it, ui/app begins and ends it (app.h). The state owns its
 * strings, but for those that are said to be borrowed; one thread, the
 * console's.
 */
#ifndef UI_STATE_STATE_H
#define UI_STATE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "batch/take/keeper.h"
#include "dwc/record/term.h"
#include "extract/worker/extractor.h"
#include "review/team/claims.h"
#include "review/team/spent.h"
#include "run/index/index.h"
#include "run/record/seen.h"
#include "run/record/specimen.h"
#include "ui/input/keymap.h"
#include "ui/input/keytext.h"
#include "ui/input/lineedit.h"
#include "ui/state/burst.h"
#include "ui/state/determinations.h"
#include "ui/state/columns.h"
#include "ui/state/doubtful.h"
#include "ui/state/effect.h"
#include "ui/state/foresight.h"
#include "ui/state/pace.h"
#include "ui/state/helps.h"
#include "ui/state/layout.h"
#include "ui/state/sheet_text.h"
#include "ui/state/typing.h"
#include "ui/words/deeds.h"
#include "ui/words/marks.h"
#include "ui/state/painted.h"
#include "ui/words/work.h"
#include "ui/words/queue_columns.h"
#include "ui/words/way.h"

/* What the terminal can show; fixed for the session. */
struct app_caps {
	bool ascii;   /* no Unicode */
	bool letters; /* marks get a letter beside them: there is no colour or
			 Unicode to tell them apart */
	enum preview_colours colours;
	enum cell_blocks blocks; /* of pictures of characters */
	bool awaited; /* it was asked and has not answered: the rest is only
			 supposed */
	bool sixel;
	bool sixel_bands;	     /* preview.h */
	enum show_protocol protocol; /* with sixel: what it is sent in */
	bool plain;		     /* preview.h */
	bool shut; /* a tmux lets none pass, and can be told to */
	int sixel_colours;
	int cell_width, cell_height; /* pixels; 0 unknown */
	int max_width, max_height;   /* of a graphic; 0 no limit */
};

/* What can be chosen to read sheets with. Strings are borrowed. */
struct app_engine {
	const char *name;
	bool network;		   /* asks a server: models, keys, a budget */
	bool any_server;	   /* whose address has to be told */
	const char *default_model; /* or NULL: not known here */
	const char *foreign_url;   /* where keys would go because the run alone
				      says so (extract_foreign_url); or NULL */
};

/* A record and where it stands in the queue. */
struct slot {
	bool have;
	struct specimen specimen;
	char *image_path; /* NULL: no image */
	/* Of the outcome in force; where that brings none, of the sheet. */
	struct labels labels;
	int64_t rank; /* -1: not in the queue's filter */
	size_t total;
	bool placed;	 /* else both are only supposed; … */
	uint64_t ticket; /* … what a place comes with that was counted later */
};

/* Why the next record is fetched: what happens when it arrives. */
enum arrival {
	ARRIVE_FRESH, /* the same record anew */
	ARRIVE_MOVE,  /* another record, by a key */
	ARRIVE_READ,  /* the same record, with what was withheld from who read
			 it a second time: what differs comes first */
	ARRIVE_UNDO,  /* the record of what was undone: go to its field */
	ARRIVE_FOUND, /* the first that a search finds, one asked for by name:
			 where there is none the one that is here stays */
};

struct query_fetch {
	uint64_t ticket; /* in flight; 0: none */
	bool stale;	 /* what we have is older than the index */
	/* Of the record in flight or wanted. */
	bool wanted;
	char *id; /* NULL: by rank */
	size_t rank;
	char *term; /* of a move: the field to begin with; or NULL */
	enum arrival why;
	bool ahead; /* in flight is the next record, not this one … */
	bool peek;  /* … or that of the row one stands on */
};

/* Records one came from, for K and J back and forth. */
#define TRAIL_MAX 64
struct trail {
	char *ids[TRAIL_MAX];
	int n;
};

enum fold {
	FOLD_BRIEF,  /* the required terms */
	FOLD_VALUES, /* and those that have a value */
	FOLD_ALL,    /* and all there are */
};

#define GRID_NAMED 8

struct grid {
	/* Terms of the table or the record; NULL: the fold line, or where
	 * `heads` says so the heading of a group. */
	const char **rows, **heads;
	int n, top;
	size_t cap, cap_heads;
	char *term;	  /* selected; NULL: the fold line, or … */
	const char *head; /* … this heading; borrowed of the table of terms */
	bool selected;	  /* false: nothing yet */
	bool opened;	  /* as a record opens, and no key was pressed since */
	enum fold fold;
	uint64_t folded; /* groups of the table that show no terms, as bits */
	/* Those one went to by name last, in this session: they have a row. */
	const struct term *named[GRID_NAMED];
	size_t n_named;
};

/* An act that was asked for and is not yet in the record. */
struct pending_act {
	uint64_t ticket;
	char id[33]; /* of the act */
	enum act_op op;
	char *specimen_id; /* NULL: undo, redo */
	char *image;	   /* of the specimen, to name it by */
	char *term;	   /* NULL: of the whole record */
	char *value;	   /* typed or confirmed */
	char *reason;
	char *target; /* undo, redo: of this record; NULL: of any */
	char *told;   /* what they are about, in words; NULL: not known */
	char *seen;   /* the value or note that its author saw, or NULL */
	struct seen view;
	bool override;
	bool second; /* of a second reading */
	enum act_mark mark;
	enum act_via via;
	struct box *boxes;
	size_t n_boxes;
	struct act_spent spent; /* when it was asked for */
	bool failed;
	bool waits;	  /* for room: it is tried again by itself */
	bool trying;	  /* that is under way */
	bool stale;	  /* its author had not seen what is there now */
	struct seen now;  /* what they have been told of then */
	char *error;	  /* why it failed */
	int64_t revision; /* > 0: durable; waits for the record to show it */
};

struct pendings {
	struct pending_act *items;
	size_t n, cap;
	char *last_term, *last_value; /* the last one value set, or NULL */
};

/* The typing of a field's value. */
struct edit {
	bool active;
	struct lineedit line;
	char *term;
	char *seen; /* what stood there */
	char *base; /* and in the record: seen, but for what was not saved */
	enum act_via via; /* what filled the line last */
	char noted; /* its first letter, which is the key of a comment; NUL */
	bool replaces; /* it was opened empty: nothing typed changes nothing */
	bool unseen;   /* what came into it by a key was never on the screen */
};

struct sheet_pane {
	char *looked; /* path of the file that was asked to be looked at */
	int label;    /* of the outcome's labels; -1: the whole sheet */
	int turn;     /* clockwise degrees on top of what is found upright */
	double zoom;  /* as it was chosen; what is shown may be smaller, … */
	double scale; /* 1: one to one; 0: by zoom */
	struct view_aim aim; /* … for a wide field to be seen whole */
	enum tone tone;
	struct preview_reply *reply;  /* what is shown, or NULL */
	struct preview_request asked; /* its path is `path` */
	char *path;		      /* of the last request */
	bool ahead_done;	      /* the next record's was prefetched */
	uint64_t ticket;	      /* of the last request; 0: none */
	bool wide;
	bool across; /* it is above the fields, as wide as the window */
};

enum queue_scope {
	SCOPE_OPEN,
	SCOPE_BEGUN, /* of these: somebody did something to them */
	SCOPE_ALL,
	SCOPE_FLAGGED,
	SCOPE_EXPERT,
	SCOPE_APPROVED,
	SCOPE_REJECTED,
	SCOPE_SECOND, /* signed; the curator may read them a second time */
};
#define SCOPE_COUNT 8

struct queue {
	enum queue_scope scope;
	char *text; /* searched for, or NULL */
	/* A condition beside them, as --where has it, or NULL: what it says,
	 * whose strings are borrowed of where_words. */
	char *where, *where_words;
	struct index_filter wanted;
	enum index_order order;
	struct queue_columns columns;
	/* The window of rows that is here. */
	struct specimen_row *rows;
	size_t n, offset, total;
	bool have;
	bool tells; /* when they come, how many there are is said */
	struct query_fetch fetch;
	/* Where one stands in the open queue. */
	size_t selected, top;
	char *selected_id;
	/* Of that row, for its sheet; and which was asked for last. */
	struct slot peek;
	char *peeked;
};

enum overlay {
	OVERLAY_NONE,
	OVERLAY_QUEUE,
	OVERLAY_HELP,
	OVERLAY_HISTORY,
	OVERLAY_MENU,
	OVERLAY_FORM,
	OVERLAY_TRAFFIC,
	OVERLAY_DETERMINATIONS,
	OVERLAY_SUMMARY,
	OVERLAY_VALUES,	 /* of a term */
	OVERLAY_PREVIEW, /* of a change of them */
	OVERLAY_COUNT,
};

enum menu_kind {
	MENU_REASON,
	MENU_CANDIDATE,
	MENU_MOVE,
	MENU_REVERT,
	MENU_APPROVE,
	MENU_STALE,
	MENU_UNSAVED,
	MENU_DROP,
	MENU_QUIT,
	MENU_EXTRACTION,
};

#define MENU_ITEMS 12
struct menu_item {
	char letter; /* chooses it; 0: its number does */
	char *text;
	char *note; /* dim, behind it; may be NULL */
};
struct menu {
	enum menu_kind kind;
	enum extract_verb verb; /* of MENU_EXTRACTION */
	char *title, *text;	/* text: lines above the choices, or NULL */
	struct menu_item items[MENU_ITEMS];
	int n, selected;
};

enum prompt_kind {
	PROMPT_NOTE,
	PROMPT_REASON,
	PROMPT_OVERRIDE,
	PROMPT_DETERMINATION,
	/* From here on nothing of a record. */
	PROMPT_SEARCH,
	PROMPT_COMMAND,
	PROMPT_TERM,
	PROMPT_VALUES,
	PROMPT_REPLACE
};
struct prompt {
	bool active;
	enum prompt_kind kind;
	struct lineedit line;
	char *of;   /* the record that was here when it was opened, or NULL */
	char *seen; /* what stood there then, or NULL … */
	char *base; /* … and in the record, but for what was not saved */
};

/* In the order they are shown. */
enum form_field {
	FORM_IMAGES,
	FORM_ENGINE,
	FORM_URL,
	FORM_MODELS,
	FORM_SEND,
	FORM_KEYS,
	FORM_WINDOW,
	FORM_BUDGET,
	FORM_OFFSET,
	FORM_LIMIT,
	FORM_THREADS,
	FORM_RETRY,
	FORM_AGAIN,
	FORM_BATCH,
};
#define FORM_FIELDS 14
/* What the form asks before it starts: starting once more agrees. */
#define FORM_ASKS_SERVER 1u /* keys go where the run says */
#define FORM_ASKS_IMAGES 2u /* there are records of other photographs */

struct form {
	struct lineedit lines[FORM_FIELDS]; /* of the fields one types */
	int engine;			    /* of app.engines */
	enum payload_send send;
	bool sends; /* it was chosen; else what was sent last is again */
	bool retry_failed, again;
	bool by_batch;
	enum form_field selected;
	char error[200];    /* what is wrong with it, or "" */
	unsigned int asked; /* what the error is a question of: FORM_ASKS_… */
	unsigned int agreed; /* the questions that were agreed to */
	bool filled;	     /* has its start values */
};

struct message {
	char text[512];
	bool alarm; /* something failed */
};

#define APP_HELD 64

/* How far a curator has got with looking at a record that took the place of
 * another: a key that was meant for the other must not sign this one. */
enum looked {
	LOOKED_WELL,
	LOOKED_NOT, /* it is not on the screen yet, or a key came too soon */
	LOOKED_BRIEFLY, /* it is on the screen */
};

/* Records that others have open, and the one that was claimed last. */
struct claimed {
	struct claims_list others;
	char *told; /* or NULL */
};

struct app {
	/* Fixed. */
	const struct terms *terms;
	const struct keymap *keymap;
	char *run_name, *by;
	bool read_only;
	bool looks; /* at sheets that nobody has looked at */
	struct app_caps caps;
	const struct app_engine *engines;
	struct extract_options extract;
	const char *records_of; /* photographs that there are records of */
	const char *home;	/* of who sits here, or NULL */

	struct layout layout;
	struct slot here, ahead;
	char *shown_id;	   /* of the record that is on the screen … */
	struct seen shown; /* … and what of it … */
	bool shown_whole; /* … all its fields, not the one below a wide sheet */
	struct seen asked;  /* what was seen when the open question was put */
	enum looked looked; /* at a record that came in place of another */
	struct query_fetch fetch;
	struct trail back, forward;
	char *next_id, *previous_id; /* beside `here` when it was come to */
	char *decided_id; /* signed or rejected last: rows may still have it */
	char *beside_id;  /* whose neighbours those are */
	size_t place;	  /* last rank known */
	bool started;	  /* a first record was asked for */

	struct doubtful doubtful;
	struct painted painted;
	struct burst burst;
	struct grid grid;
	struct edit edit;
	struct typing typing;
	struct determinations determinations;
	struct spent_clock spent;
	struct helps helps;
	struct claimed claimed;
	struct pendings pendings;
	struct deeds deeds;
	bool saved; /* the last act is durable */
	struct sheet_pane sheet;
	struct sheet_text text;
	struct pick pick;
	struct queue queue;
	struct queue_marks marks; /* records, by id */
	struct columns_view columns;
	struct back_view undoing;

	enum overlay overlay;
	enum overlay under; /* what it lies over, and closing it shows */
	int scroll;	    /* of help, history and traffic */
	struct menu menu;
	struct prompt prompt;
	struct way way; /* of the lines of commands and terms */
	struct work work;
	size_t gbif_asked; /* questions to GBIF that go on, and were told of */
	bool gbif_faulty;  /* … and that it does not answer was, too */
	struct form form;
	struct foresight foresight;
	struct pace_line pace;

	struct index_counts counts;
	bool have_counts;
	/* How far second readers agree, by term; owned. */
	struct index_agreement *agreements;
	size_t n_agreements, read_twice;
	struct query_fetch counts_fetch;
	char *making;	 /* how far the index is that is being made, or NULL */
	bool told_begun; /* who came back was told of what is begun */
	bool behind; /* the index may lack what the run has: so until its store
			 has said that it follows, and while it is made anew */
	struct extract_progress progress;
	bool have_progress;
	struct keeper_view batches; /* all zero: there are none */
	bool quitting;		    /* once the extraction has stopped */

	struct key keys[KEYMAP_KEYS]; /* pressed of a longer binding */
	int n_keys;
	struct key held[APP_HELD]; /* typed ahead of the next record */
	int n_held;
	bool pasting;
	struct bytes paste;
	struct message message;
	char *told;	       /* the fold report told last */
	char *rescued;	       /* and what was said of rescued answers */
	struct draft restored; /* typed in an earlier session */
	struct draft drafted;  /* what the saver has */
	bool draft_fails;      /* and cannot write */
	uint64_t ticket;       /* the last one given */
};

/* A number that no answer had before. */
uint64_t app_ticket(struct app *app);
/* A text that names keys (keytext.h), with those of what is open now. Owned. */
char *app_words(const struct app *app, const char *text);
/* On the bottom line, until the next key; the text may name keys. */
void app_say(struct app *app, const char *format, ...) PRINTF_LIKE(2, 3);
/* The same, louder: something in the world failed or refused. */
void app_alarm(struct app *app, const char *format, ...) PRINTF_LIKE(2, 3);
/* Gives the room to what needs it: fields, the sheet alone, records. */
void app_fit(struct app *app);
/* The panes of a terminal of this size, with room for what is offered. */
void app_lay_out(struct app *app, int columns, int rows, enum layout_kind kind);

/* Opens something over what is open; only what has been begun there, the values
 * of a term, comes back when that is closed. */
void app_lay(struct app *app, enum overlay overlay);
/* Closes what was laid over it. */
void app_lift(struct app *app);

/* What decides what a key does. */
enum mode app_mode(const struct app *app);
/* Whether the next record is on its way, so that keys wait for it. */
bool app_moving(const struct app *app);
/* Whether this is the record that is shown, by an id that it had before it was
 * read, too; NULL never is. */
bool app_is_here(const struct app *app, const char *id);
/* Which row of the queue's window this record is; -1: it is not among them. */
int app_row(const struct app *app);
/* Whether the queue holds another record than this one, which may have left it
 * by what was just done with it. */
bool app_has_others(const struct app *app);
/* The value as it will stand: what is being saved comes before the record's
 * own. Never NULL; borrowed. */
const char *app_value(const struct app *app, const char *term);
/* The same as it is shown: a list in words, not as JSON. Owned. */
char *app_value_words(const struct app *app, const char *term);
/* "Date as written: 27.vi.35": what stands in the other term of a pair of a
 * value and how it is written; false where there is none, or nothing in it. */
bool app_pair_words(const struct app *app, const char *term, struct bytes *ret);
/* The newest act on this field that is not in the record, or NULL. */
const struct pending_act *app_pending(const struct app *app, const char *term);
/* The field of the current record, or NULL. */
const struct field *app_field(const struct app *app, const char *term);
/* Whether a person looked at the value, and at what the check says of it, and
 * found it right (Enter). */
bool app_is_accepted(const struct app *app, const char *term);
/* What the check proposes for a field, or NULL; and whether anything is
 * proposed for the selected one, by the check or as a candidate. */
const char *app_proposal(const struct app *app, const char *term);
/* Whose sheet is shown: the record's that is here, or in the list of records
 * that of the row one stands on; until it is known, the one before. */
const struct slot *app_sheet_slot(const struct app *app);
/* The labels of the record that is here, or NULL. */
const struct labels *app_labels(const struct app *app);
/* Whether this process, or another one, extracts. */
bool app_extracting(const struct app *app);
#define APP_NOT_SHOWN "this has come up only now: look at it, then press again"
/* Whether what is here of the record has been on the screen: nobody vouches
 * for what they cannot have looked at. */
bool app_is_shown(const struct app *app);
/* The screen has shown the state (painted.h: app_shows) for long enough to be
 * seen, which is the caller's to judge. */
void app_looked(struct app *app);
/* Whether the record that is here is approved or rejected. */
bool app_is_signed(const struct app *app);
/* Whether nothing was read of it, and nobody has begun to type it: a better
 * reading is what it needs. What is read of its country or habitat alone is
 * something. */
bool app_is_unread(const struct app *app);
/* Acts that are on their way, and those that failed. */
size_t app_saving(const struct app *app);
size_t app_failed(const struct app *app);
/* Terms that are required, neither filled nor confirmed empty; at most
 * `most` names, borrowed. Returns how many there are. */
size_t app_untouched(const struct app *app, const char **ret, size_t most);

/* ---- who else is at work ------------------------------------------------- */

/* Who else has the record open, or NULL. */
const struct claim *app_claim(const struct app *app, const char *specimen_id);
/* "open at mb since 20:15 UTC" of the record that is here, clean; with `since`
 * or without. Nothing where nobody else has it open. */
void claimed_words(const struct app *app, bool since, struct bytes *ret);
/* Says so on the bottom line; nothing where nobody has. */
void claimed_say(struct app *app);
/* Takes what others have open now, and leaves the list empty. */
void claimed_take(struct app *app, struct claims_list *list);
/* Claims the record that is here. */
void claimed_ask(struct app *app, struct effects *effects);
void claimed_done(struct claimed *claimed);

#endif
