/*
 * action.c: the table of actions. See action.h.
 *
 * 1. Order inside a group is the order of the help screen and the manual;
 *    those with a hint stand on the key line in this order.
 */
#include "config.h"

#include "ui/input/action.h"

#include <string.h>

#include "base/compiler.h"
#include "ui/app/acts.h"

#define ON_FIELD  (NEED_RECORD | NEED_FIELD | NEED_WRITABLE)
#define ON_RECORD (NEED_RECORD | NEED_WRITABLE)

const struct action actions[] = {
	/* clang-format off */
	{"accept", "right", "this value is right (or: there is none); on to the next field", GROUP_FIELD, ON_RECORD, act_accept},
	{"edit", "edit", "correct the value, the cursor behind it", GROUP_FIELD, ON_FIELD, act_edit_end},
	{"edit-start", NULL, "correct the value, the cursor before it", GROUP_FIELD, ON_FIELD, act_edit_start},
	{"take", "take", "take the value that the check proposes", GROUP_FIELD, ON_FIELD | NEED_PROPOSAL, act_take},
	{"clear", NULL, "there is no such value on the sheet: empty the field", GROUP_FIELD, ON_FIELD, act_clear},
	{"candidates", NULL, "choose among what all extractions have read", GROUP_FIELD, ON_FIELD, act_candidates},
	{"fold", "more", "show the required terms, those with a value, all", GROUP_FIELD, NEED_RECORD, act_fold},
	{"down", NULL, "down", GROUP_WINDOW, 0, act_down},
	{"up", NULL, "up", GROUP_WINDOW, 0, act_up},
	{"page-down", NULL, "a page down", GROUP_WINDOW, 0, act_page_down},
	{"page-up", NULL, "a page up", GROUP_WINDOW, 0, act_page_up},
	{"first", NULL, "to the first", GROUP_WINDOW, 0, act_first},
	{"last", NULL, "to the last", GROUP_WINDOW, 0, act_last},

	{"approve", "approve", "approve the record", GROUP_RECORD, ON_RECORD, act_approve},
	{"reject", "reject", "reject the record, with a reason", GROUP_RECORD, ON_RECORD, act_reject},
	{"flag", "flag", "flag the record for a second look, or unflag it", GROUP_RECORD, ON_RECORD, act_flag},
	{"note", NULL, "write a note on the record", GROUP_RECORD, ON_RECORD, act_note},
	{"undo", "undo", "take your last act back, wherever it was", GROUP_RECORD, NEED_WRITABLE, act_undo},
	{"redo", NULL, "do again what was undone", GROUP_RECORD, NEED_WRITABLE, act_redo},
	{"reopen", NULL, "open an approved or rejected record again", GROUP_RECORD, ON_RECORD, act_reopen},
	{"record-next", "record", "the next record", GROUP_RECORD, 0, act_record_next},
	{"record-previous", NULL, "the record before", GROUP_RECORD, 0, act_record_previous},
	{"history", NULL, "who did what to this record, and what was read", GROUP_RECORD, NEED_RECORD, act_history},

	{"label", "label", "the next label, then the whole sheet", GROUP_SHEET, NEED_IMAGE, act_label},
	{"zoom-in", NULL, "larger", GROUP_SHEET, NEED_IMAGE, act_zoom_in},
	{"zoom-out", NULL, "smaller", GROUP_SHEET, NEED_IMAGE, act_zoom_out},
	{"zoom-step", NULL, "twice, four times as large, fitting again", GROUP_SHEET, NEED_IMAGE, act_zoom_step},
	{"turn-left", NULL, "turn a quarter to the left", GROUP_SHEET, NEED_IMAGE, act_turn_left},
	{"turn-right", NULL, "turn a quarter to the right", GROUP_SHEET, NEED_IMAGE, act_turn_right},
	{"view-reset", NULL, "upright, fitting the pane", GROUP_SHEET, NEED_IMAGE, act_view_reset},
	{"pan-left", NULL, "look further left", GROUP_SHEET, NEED_IMAGE, act_pan_left},
	{"pan-right", NULL, "look further right", GROUP_SHEET, NEED_IMAGE, act_pan_right},
	{"pan-up", NULL, "look further up", GROUP_SHEET, NEED_IMAGE, act_pan_up},
	{"pan-down", NULL, "look further down", GROUP_SHEET, NEED_IMAGE, act_pan_down},
	{"wide", NULL, "the sheet over the whole window, and back", GROUP_SHEET, NEED_IMAGE, act_wide},

	{"queue", "queue", "the list of records, most urgent first", GROUP_QUEUE, 0, act_queue},
	{"search", NULL, "records whose name or values contain a text", GROUP_QUEUE, 0, act_search},
	{"queue-choose", "open", "open the record", GROUP_QUEUE, 0, act_queue_choose},
	{"queue-scope", "which", "open, all, flagged, approved or rejected records", GROUP_QUEUE, 0, act_queue_scope},
	{"queue-order", "order", "by priority, name, status or quality", GROUP_QUEUE, 0, act_queue_order},

	{"extract", "start", "read sheets: a form asks which", GROUP_EXTRACT, NEED_WRITABLE, act_extract_form},
	{"pause", NULL, "pause the reading of sheets", GROUP_EXTRACT, 0, act_extract_pause},
	{"resume", NULL, "go on reading sheets", GROUP_EXTRACT, NEED_WRITABLE, act_extract_resume},
	{"stop", NULL, "stop reading, once the sheets in hand are read", GROUP_EXTRACT, 0, act_extract_stop},
	{"retry", NULL, "read the sheets that failed once more", GROUP_EXTRACT, NEED_WRITABLE, act_extract_retry},
	{"traffic", NULL, "how it goes: rates, costs, waits, failures", GROUP_EXTRACT, 0, act_traffic},
	{"form-start", "start", "start with these values", GROUP_EXTRACT, NEED_WRITABLE, act_form_start},
	{"form-next", "next", "the next line of the form", GROUP_EXTRACT, 0, act_form_next},
	{"form-previous", NULL, "the line before", GROUP_EXTRACT, 0, act_form_previous},
	{"form-toggle", "change", "the next choice", GROUP_EXTRACT, 0, act_form_toggle},

	{"help", "help", "what each key does", GROUP_WINDOW, 0, act_help},
	{"choose", "choose", "choose this", GROUP_WINDOW, 0, act_choose},
	{"close", "close", "close what is open; drop what could not be saved", GROUP_WINDOW, 0, act_close},
	{"repaint", NULL, "paint the screen anew", GROUP_WINDOW, 0, act_repaint},
	{"suspend", NULL, "to the shell; fg comes back", GROUP_WINDOW, 0, act_suspend},
	{"quit", "quit", "leave the console", GROUP_WINDOW, 0, act_quit},

	{"commit", "save", "save what was typed; on to the next field", GROUP_TYPING, 0, act_commit},
	{"prompt-done", "done", "done with this line", GROUP_TYPING, 0, act_prompt_done},
	{"cancel", "take back", "leave without saving", GROUP_TYPING, 0, act_cancel},
	{"line-left", NULL, "a character to the left", GROUP_TYPING, 0, act_line_left},
	{"line-right", NULL, "a character to the right", GROUP_TYPING, 0, act_line_right},
	{"line-word-left", NULL, "a word to the left", GROUP_TYPING, 0, act_line_word_left},
	{"line-word-right", NULL, "a word to the right", GROUP_TYPING, 0, act_line_word_right},
	{"line-home", NULL, "to the start", GROUP_TYPING, 0, act_line_home},
	{"line-end", NULL, "to the end", GROUP_TYPING, 0, act_line_end},
	{"line-backspace", NULL, "delete the character before", GROUP_TYPING, 0, act_line_backspace},
	{"line-delete", NULL, "delete the character under the cursor", GROUP_TYPING, 0, act_line_delete},
	{"line-kill-end", NULL, "cut to the end", GROUP_TYPING, 0, act_line_kill_end},
	{"line-kill-home", NULL, "cut to the start", GROUP_TYPING, 0, act_line_kill_home},
	{"line-kill-word-left", NULL, "cut the word before", GROUP_TYPING, 0, act_line_kill_word_left},
	{"line-kill-word-right", NULL, "cut the word after", GROUP_TYPING, 0, act_line_kill_word_right},
	{"line-yank", NULL, "put back what was cut", GROUP_TYPING, 0, act_line_yank},
	{"line-swap", NULL, "swap two characters", GROUP_TYPING, 0, act_line_swap},
	{NULL, NULL, NULL, GROUP_WINDOW, 0, NULL},
	/* clang-format on */
};

static const char *const group_titles[GROUP_COUNT] = {
	[GROUP_FIELD] = "Fields",    [GROUP_RECORD] = "Record",
	[GROUP_SHEET] = "Sheet",     [GROUP_QUEUE] = "Queue",
	[GROUP_EXTRACT] = "Reading", [GROUP_WINDOW] = "Window",
	[GROUP_TYPING] = "Typing",
};

const struct action *action_find(const char *name, size_t len)
{
	for (size_t i = 0; actions[i].name != NULL; i++)
		if (strlen(actions[i].name) == len &&
		    memcmp(actions[i].name, name, len) == 0)
			return &actions[i];
	return NULL;
}

const char *action_group_title(enum action_group group)
{
	return group_titles[group];
}
