/*
 * dispatch.c: which function an action calls. See dispatch.h.
 *
 * 1. Each action has one line here, and is found by its id.
 */
#include "config.h"

#include "ui/app/dispatch.h"

#include "ui/app/reconcile.h"
#include "ui/update/columns.h"
#include "ui/state/lacks.h"
#include "ui/typing/determinations.h"
#include "ui/typing/list.h"
#include "ui/typing/outside.h"
#include "ui/past/revert.h"
#include "ui/update/undo.h"
#include "ui/update/extraction.h"
#include "ui/update/field.h"
#include "ui/update/foresee.h"
#include "ui/update/form.h"
#include "ui/update/grid.h"
#include "ui/update/sheet/sheet_text.h"
#include "ui/update/leave.h"
#include "ui/update/line.h"
#include "ui/update/move.h"
#include "ui/update/queue.h"
#include "ui/update/record.h"
#include "ui/update/sheet/sheet.h"
#include "ui/update/sign.h"
#include "ui/update/window.h"
#include "ui/way/way.h"

/* A line that is typed has the same words for what its keys do. */
#define LINE(op) [ACTION_LINE_##op] = {.vary = line_apply, .by = LINEEDIT_##op}

static const struct {
	void (*act)(struct app *app, struct effects *effects);
	/* Or, for actions that differ in a number. */
	void (*vary)(struct app *app, int by);
	int by;
} dispatches[ACTION_COUNT] = {
	[ACTION_ACCEPT] = {.act = field_accept},
	[ACTION_EDIT] = {.act = field_edit},
	[ACTION_EDIT_START] = {.act = field_edit_start},
	[ACTION_REPLACE] = {.act = field_replace},
	[ACTION_TAKE] = {.act = field_take},
	[ACTION_TAKE_DIGIT] = {.act = field_take_digit},
	[ACTION_EDIT_DIGIT] = {.act = field_edit_digit},
	[ACTION_CLEAR] = {.act = field_clear},
	[ACTION_CANDIDATES] = {.act = field_candidates},
	[ACTION_DITTO] = {.act = field_ditto},
	[ACTION_REPEAT] = {.act = field_repeat},
	[ACTION_MOVE] = {.act = field_move},
	[ACTION_DOUBT_PREVIOUS] = {.act = grid_doubt_previous},
	[ACTION_WORDS] = {.act = field_words},
	[ACTION_WORDS_LINE] = {.act = field_words_line},
	[ACTION_WORDS_TAKE] = {.act = field_word_take},
	[ACTION_WORDS_BACK] = {.act = field_words_back},
	[ACTION_FOLD] = {.act = grid_fold},
	[ACTION_GROUP_NEXT] = {.vary = grid_group, .by = 1},
	[ACTION_GROUP_PREVIOUS] = {.vary = grid_group, .by = -1},
	[ACTION_DOWN] = {.vary = move_by, .by = 1},
	[ACTION_UP] = {.vary = move_by, .by = -1},
	[ACTION_PAGE_DOWN] = {.vary = move_page, .by = 1},
	[ACTION_PAGE_UP] = {.vary = move_page, .by = -1},
	[ACTION_HALF_DOWN] = {.vary = move_half, .by = 1},
	[ACTION_HALF_UP] = {.vary = move_half, .by = -1},
	[ACTION_FIRST] = {.vary = move_by, .by = -MOVE_FAR},
	[ACTION_LAST] = {.vary = move_by, .by = MOVE_FAR},

	[ACTION_APPROVE] = {.act = record_approve},
	[ACTION_REJECT] = {.act = record_reject},
	[ACTION_FLAG] = {.act = record_flag},
	[ACTION_EXPERT] = {.act = record_expert},
	[ACTION_NOTE] = {.act = record_note},
	[ACTION_UNDO] = {.act = undo_back},
	[ACTION_REDO] = {.act = undo_forth},
	[ACTION_REOPEN] = {.act = record_reopen},
	[ACTION_RECORD_NEXT] = {.act = record_next},
	[ACTION_RECORD_PREVIOUS] = {.act = record_previous},
	[ACTION_REVERT] = {.act = revert_ask},
	[ACTION_HISTORY] = {.vary = window_list, .by = OVERLAY_HISTORY},

	[ACTION_LABEL] = {.vary = sheet_label, .by = 1},
	[ACTION_LABEL_PREVIOUS] = {.vary = sheet_label, .by = -1},
	[ACTION_TEXT] = {.act = sheet_text_switch},
	[ACTION_ZOOM_IN] = {.vary = sheet_enlarge, .by = 1},
	[ACTION_ZOOM_OUT] = {.vary = sheet_enlarge, .by = -1},
	[ACTION_ZOOM_STEP] = {.act = sheet_zoom_step},
	[ACTION_ONE_TO_ONE] = {.act = sheet_whole_pixels},
	[ACTION_TONE] = {.act = sheet_tone_next},
	[ACTION_TURN_LEFT] = {.vary = sheet_turn, .by = -90},
	[ACTION_TURN_RIGHT] = {.vary = sheet_turn, .by = 90},
	[ACTION_VIEW_RESET] = {.act = sheet_reset},
	[ACTION_PAN_LEFT] = {.vary = sheet_pan_aside, .by = -1},
	[ACTION_PAN_RIGHT] = {.vary = sheet_pan_aside, .by = 1},
	[ACTION_PAN_UP] = {.vary = sheet_pan_down, .by = -1},
	[ACTION_PAN_DOWN] = {.vary = sheet_pan_down, .by = 1},
	[ACTION_PASS] = {.act = sheet_pass},
	[ACTION_WIDE] = {.act = sheet_wide},

	[ACTION_COMMAND] = {.act = way_command},
	[ACTION_TERM] = {.act = way_term},
	[ACTION_LINE_COMPLETE] = {.vary = way_complete, .by = 1},
	[ACTION_LINE_COMPLETE_BACK] = {.vary = way_complete, .by = -1},
	[ACTION_LINE_OLDER] = {.vary = way_older, .by = -1},
	[ACTION_LINE_NEWER] = {.vary = way_older, .by = 1},
	[ACTION_QUEUE] = {.act = queue_toggle},
	[ACTION_SEARCH] = {.act = queue_search},
	[ACTION_MATCH_NEXT] = {.vary = queue_match, .by = 1},
	[ACTION_MATCH_PREVIOUS] = {.vary = queue_match, .by = -1},
	[ACTION_QUEUE_CHOOSE] = {.act = queue_choose},
	[ACTION_QUEUE_MARK] = {.act = queue_mark},
	[ACTION_QUEUE_SCOPE] = {.act = queue_scope_next},
	[ACTION_QUEUE_ORDER] = {.act = queue_order_next},

	[ACTION_VALUES] = {.act = columns_open},
	[ACTION_VALUES_PICK] = {.act = columns_pick},
	[ACTION_VALUES_CLUSTER] = {.act = columns_pick_cluster},
	[ACTION_VALUES_SET] = {.act = columns_set},
	[ACTION_VALUES_REPLACE] = {.act = columns_replace},
	[ACTION_VALUES_FILL] = {.act = columns_fill},
	[ACTION_VALUES_MARKED] = {.act = columns_marked},
	[ACTION_VALUES_ORDER] = {.act = columns_list_next},
	[ACTION_VALUES_SCOPE] = {.act = columns_scope_next},
	[ACTION_PREVIEW_WRITE] = {.act = columns_plan_write},
	[ACTION_PREVIEW_SIGNED] = {.act = columns_plan_signed},

	[ACTION_EXTRACT] = {.act = form_begin},
	[ACTION_PAUSE] = {.act = extraction_pause},
	[ACTION_RESUME] = {.act = extraction_resume},
	[ACTION_STOP] = {.act = extraction_stop},
	[ACTION_RETRY] = {.act = extraction_retry},
	[ACTION_TRAFFIC] = {.vary = window_list, .by = OVERLAY_TRAFFIC},
	[ACTION_FORM_START] = {.act = form_start},
	[ACTION_FORM_NEXT] = {.act = foresee_tab},
	[ACTION_FORM_PREVIOUS] = {.vary = form_turn, .by = -1},
	[ACTION_FORM_TOGGLE] = {.act = form_toggle},

	[ACTION_HELP] = {.vary = window_list, .by = OVERLAY_HELP},
	[ACTION_CHOOSE] = {.act = window_choose},
	[ACTION_CLOSE] = {.act = window_close},
	[ACTION_PACE] = {.act = window_pace},
	[ACTION_REPAINT] = {.act = window_repaint},
	[ACTION_SUSPEND] = {.act = window_suspend},
	[ACTION_LEAVE] = {.act = window_leave},
	[ACTION_QUIT] = {.act = leave_ask},

	[ACTION_COMMIT] = {.act = field_commit},
	[ACTION_COMMIT_OPEN] = {.act = field_commit_next},
	[ACTION_COMMIT_OPEN_PREVIOUS] = {.act = field_commit_previous},
	[ACTION_COMMIT_APPROVE] = {.act = record_commit_approve},
	[ACTION_PROMPT_DONE] = {.act = way_prompt_done},
	[ACTION_CANCEL] = {.act = window_cancel},
	[ACTION_LINE_DIGIT] = {.act = field_digit},
	[ACTION_NAME_EDIT] = {.act = determinations_edit},
	[ACTION_NAME_ADD] = {.act = determinations_add},
	[ACTION_NAME_REMOVE] = {.act = determinations_remove},
	[ACTION_NAME_CURRENT] = {.act = determinations_current},
	[ACTION_EDIT_OUTSIDE] = {.act = typing_hand_out},
	[ACTION_LINE_NEXT] = {.act = typing_right},
	[ACTION_LINE_DOWN] = {.vary = typing_walk, .by = 1},
	[ACTION_LINE_UP] = {.vary = typing_walk, .by = -1},
	LINE(BREAK),
	LINE(LEFT),
	LINE(RIGHT),
	LINE(WORD_LEFT),
	[ACTION_LINE_WORD_RIGHT] = {.act = line_word_right},
	LINE(HOME),
	LINE(END),
	LINE(BACKSPACE),
	LINE(DELETE),
	LINE(KILL_END),
	LINE(KILL_HOME),
	LINE(KILL_WORD_LEFT),
	LINE(KILL_WORD_RIGHT),
	LINE(YANK),
	LINE(SWAP),
};

void app_apply(struct app *app, enum action_id id, struct effects *effects)
{
	const char *lacks = app_lacks(app, actions[id].needs);

	if (!app->layout.fits && !action_is_outer(id))
		return;
	if (lacks != NULL)
		app_say(app, "%s", lacks);
	else if (dispatches[id].act != NULL)
		dispatches[id].act(app, effects);
	else
		dispatches[id].vary(app, dispatches[id].by);
	if (id != ACTION_DITTO)
		app->helps.ditto = false;
	if (id != ACTION_UNDO && id != ACTION_REDO)
		app->deeds.asked = false;
	reconcile(app, effects);
}
