/*
 * effect.h: what the state asks of the world. Reducers (ui/update, ui/app)
 * list effects, ui/console/perform.c performs them; nothing else in ui/
 * starts anything.
 */
#ifndef UI_STATE_EFFECT_H
#define UI_STATE_EFFECT_H

#include "extract/worker/extractor.h"
#include "review/columns/columns.h"
#include "review/draft.h"
#include "review/preview/preview.h"
#include "review/answer/query.h"
#include "review/review.h"

enum effect_kind {
	EFFECT_QUIT,	 /* the console ends */
	EFFECT_SUSPEND,	 /* to the shell, as Ctrl-Z does */
	EFFECT_EDITOR,	 /* editor: the terminal is another program's */
	EFFECT_REPAINT,	 /* everything anew */
	EFFECT_PASS,	 /* tmux is to let pictures pass */
	EFFECT_ROWS,	 /* rows */
	EFFECT_SPECIMEN, /* specimen */
	EFFECT_COUNTS,
	EFFECT_REVIEW,	 /* review */
	EFFECT_PREVIEW,	 /* preview */
	EFFECT_PREFETCH, /* preview */
	EFFECT_SUGGEST,	 /* suggest: what fits into a record's fields */
	EFFECT_COMPLETE, /* complete: what is being typed */
	EFFECT_LOOK,	 /* look: at the sheet of the record on the screen */
	EFFECT_CLAIM,	 /* claim: the record that is open, or NULL */
	EFFECT_DRAFT,	 /* draft */
	EFFECT_HABIT,	 /* habit: a command, to be there the next time */
	EFFECT_EXTRACT,	 /* extract: start */
	EFFECT_BATCH,	 /* extract: submit it as batches */
	EFFECT_FORECAST, /* extract: what that would do */
	EFFECT_FOLDERS,	 /* folders: directories that begin so */
	EFFECT_COMMAND,	 /* verb: to the extraction that goes on */
	EFFECT_VALUES,	 /* columns: the values of a term */
	EFFECT_CLUSTERS, /* columns: those that are likely one */
	EFFECT_PLAN,	 /* columns: what a change of many would do */
	EFFECT_BULK,	 /* columns: the change as it was shown */
	EFFECT_COLUMNS_CANCEL, /* whatever of those goes on */
};

/* What an extraction can be told. */
/* Strings are owned by the effect. */
struct effect_rows {
	struct index_filter filter;
	enum index_order order;
	size_t offset, limit;
};
struct effect_specimen {
	struct index_filter filter;
	enum index_order order;
	char *id; /* or NULL: the one at `rank` */
	size_t rank;
	bool place; /* is wanted, however long it takes */
};
/* One of several values that are written in one act. */
struct effect_change {
	char *term, *value, *seen;
};
struct effect_review {
	enum act_op op;
	char *specimen_id, *term, *value, *reason, *seen;
	char id[33]; /* of the act */
	struct seen view;
	bool override;
	bool second; /* by a second reader */
	enum act_mark mark;
	enum act_via via;
	struct box *boxes;
	size_t n_boxes;
	struct act_spent spent;
	struct effect_change *changes; /* bulk, of the one record */
	size_t n_changes;
};
struct effect_preview {
	struct preview_request request; /* its path is the one below */
	char *path;
};
struct effect_look {
	char *path, *image; /* NULL: there is nothing to look at */
};
struct effect_suggest {
	char *id;
};
struct effect_complete {
	char *id, *term, *text;
	struct record known; /* what stands in the record */
};
struct effect_columns {
	struct index_filter filter; /* of values */
	char *term;
	struct column *column; /* held, for clusters */
	enum cluster_way way;
	struct bulk_ask ask; /* of plan and bulk */
	uint64_t *shown;     /* the marks of what was shown */
	size_t n_shown;
};
struct effect_extract {
	struct extract_options options;
	void *texts; /* of the options */
};

struct effect {
	enum effect_kind kind;
	uint64_t ticket;
	/* Of the filter in rows and specimen. */
	char *filter_text, *filter_missing, *filter_reader, *filter_eyes;
	union {
		struct effect_rows rows;
		struct effect_specimen specimen;
		struct effect_review review;
		struct effect_preview preview;
		struct effect_look look;
		struct effect_suggest suggest;
		struct effect_complete complete;
		struct effect_columns columns;
		char *claim;
		struct draft draft;
		char *habit;
		char *folders; /* what was typed */
		struct effect_extract extract;
		enum extract_verb verb;
		char *editor; /* the text that it gets */
	};
};

struct effects {
	struct effect *items;
	size_t n, cap;
};

/* Appends one, zeroed but for its kind; valid until the next is added. */
struct effect *effects_add(struct effects *effects, enum effect_kind kind);
/* Adds EFFECT_EXTRACT, EFFECT_BATCH or EFFECT_FORECAST with these options,
 * copied. */
void effects_add_options(struct effects *effects, enum effect_kind kind,
			 const struct extract_options *options);
/* Adds EFFECT_COMMAND. */
void effects_add_command(struct effects *effects, enum extract_verb verb);
/* Empties the list; frees what the effects own. */
void effects_clear(struct effects *effects);
void effects_done(struct effects *effects);
/* One line for people and tests: "specimen rank 3", "review set locality". */
void effect_describe(const struct effect *effect, struct bytes *ret);

#endif
