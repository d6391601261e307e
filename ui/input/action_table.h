/*
 * action_table.h: all actions and their groups, once. Who includes this has
 * said what ACTION and GROUP make of a line; what is not said makes nothing.
 *
 * 1. Order inside a group is the order of the help screen and the manual;
 *    actions with a hint stand on the key line in this order.
 * 2. tools/doc-keys reads these lines: one line for each entry.
 */
#ifndef ACTION
#define ACTION(id, name, hint, help, group, needs)
#endif
#ifndef GROUP
#define GROUP(id, title)
#endif

/* clang-format off */
GROUP(FIELD, "Fields")
GROUP(RECORD, "Record")
GROUP(SHEET, "Sheet")
GROUP(QUEUE, "Queue")
GROUP(EXTRACT, "Reading")
GROUP(WINDOW, "Window")
GROUP(TYPING, "Typing")

ACTION(ACCEPT, "accept", "right", "this value is right (or: there is none); on to the next doubtful field", GROUP_FIELD, ON_RECORD)
ACTION(EDIT, "edit", "edit", "correct the value, the cursor behind it", GROUP_FIELD, ON_FIELD | NEED_OPEN)
ACTION(EDIT_START, "edit-start", NULL, "correct the value, the cursor before it", GROUP_FIELD, ON_FIELD | NEED_OPEN)
ACTION(REPLACE, "replace", NULL, "type another value in place of this one", GROUP_FIELD, ON_FIELD | NEED_OPEN)
ACTION(TAKE, "take", "take", "take the first of what is proposed; on to the next doubtful field", GROUP_FIELD, ON_FIELD | NEED_OPEN | NEED_PROPOSAL)
ACTION(TAKE_DIGIT, "take-digit", NULL, "take the candidate with this number; on to the next doubtful field", GROUP_FIELD, ON_FIELD | NEED_OPEN)
ACTION(CLEAR, "clear", NULL, "the sheet has no such value: empty the field; on to the next doubtful one", GROUP_FIELD, ON_FIELD | NEED_OPEN)
ACTION(CANDIDATES, "candidates", NULL, "choose among what all extractions have read", GROUP_FIELD, ON_FIELD | NEED_OPEN)
ACTION(DOUBT_PREVIOUS, "doubt-previous", NULL, "the doubtful field before", GROUP_FIELD, NEED_RECORD)
ACTION(FOLD, "fold", "more", "show the required terms, those with a value, all; on a heading: its group", GROUP_FIELD, NEED_RECORD)
ACTION(GROUP_NEXT, "group-next", NULL, "the next group of terms", GROUP_FIELD, NEED_RECORD)
ACTION(GROUP_PREVIOUS, "group-previous", NULL, "the group of terms before", GROUP_FIELD, NEED_RECORD)
ACTION(DOWN, "down", NULL, "down", GROUP_WINDOW, 0)
ACTION(UP, "up", NULL, "up", GROUP_WINDOW, 0)
ACTION(PAGE_DOWN, "page-down", NULL, "a page down", GROUP_WINDOW, 0)
ACTION(PAGE_UP, "page-up", NULL, "a page up", GROUP_WINDOW, 0)
ACTION(HALF_DOWN, "half-down", NULL, "half a page down", GROUP_WINDOW, 0)
ACTION(HALF_UP, "half-up", NULL, "half a page up", GROUP_WINDOW, 0)
ACTION(FIRST, "first", NULL, "to the first", GROUP_WINDOW, 0)
ACTION(LAST, "last", NULL, "to the last", GROUP_WINDOW, 0)

ACTION(NAME_EDIT, "name-edit", "edit", "in the list of determinations: type this line", GROUP_FIELD, ON_RECORD | NEED_OPEN)
ACTION(NAME_ADD, "name-add", "add", "add a determination", GROUP_FIELD, ON_RECORD | NEED_OPEN)
ACTION(NAME_REMOVE, "name-remove", "remove", "take this determination out, or this line of it", GROUP_FIELD, ON_RECORD | NEED_OPEN)
ACTION(NAME_CURRENT, "name-current", "current", "make it the current one: the record gets its name, by whom and when", GROUP_FIELD, ON_RECORD | NEED_OPEN)

ACTION(APPROVE, "approve", "approve", "approve the record", GROUP_RECORD, ON_RECORD | NEED_OPEN)
ACTION(REJECT, "reject", "reject", "reject the record, with a reason", GROUP_RECORD, ON_RECORD | NEED_OPEN)
ACTION(FLAG, "flag", "flag", "flag the record for a second look, or unflag it", GROUP_RECORD, ON_RECORD)
ACTION(EXPERT, "expert", NULL, "flag the record for an expert, or take that back", GROUP_RECORD, ON_RECORD)
ACTION(NOTE, "note", NULL, "write a comment on the record", GROUP_RECORD, ON_RECORD)
ACTION(UNDO, "undo", "undo", "take your last act back, wherever it was", GROUP_RECORD, NEED_WRITABLE)
ACTION(REDO, "redo", NULL, "do again what was undone", GROUP_RECORD, NEED_WRITABLE)
ACTION(REOPEN, "reopen", NULL, "open an approved or rejected record again", GROUP_RECORD, ON_RECORD)
ACTION(RECORD_NEXT, "record-next", "record", "the next record", GROUP_RECORD, 0)
ACTION(RECORD_PREVIOUS, "record-previous", NULL, "the record before", GROUP_RECORD, 0)
ACTION(REVERT, "revert", "go back", "in the history: a value that the selected field has had stands again", GROUP_RECORD, ON_FIELD | NEED_OPEN)
ACTION(HISTORY, "history", NULL, "who did what to this record, and what was read", GROUP_RECORD, NEED_RECORD)

ACTION(LABEL, "label", "label", "the next label, then the whole sheet", GROUP_SHEET, NEED_IMAGE)
ACTION(ZOOM_IN, "zoom-in", NULL, "larger", GROUP_SHEET, NEED_IMAGE)
ACTION(ZOOM_OUT, "zoom-out", NULL, "smaller", GROUP_SHEET, NEED_IMAGE)
ACTION(ZOOM_STEP, "zoom-step", NULL, "twice, four times as large, fitting again", GROUP_SHEET, NEED_IMAGE)
ACTION(TURN_LEFT, "turn-left", NULL, "turn a quarter to the left", GROUP_SHEET, NEED_IMAGE)
ACTION(TURN_RIGHT, "turn-right", NULL, "turn a quarter to the right", GROUP_SHEET, NEED_IMAGE)
ACTION(VIEW_RESET, "view-reset", NULL, "upright, fitting the pane", GROUP_SHEET, NEED_IMAGE)
ACTION(PAN_LEFT, "pan-left", NULL, "look further left", GROUP_SHEET, NEED_IMAGE)
ACTION(PAN_RIGHT, "pan-right", NULL, "look further right", GROUP_SHEET, NEED_IMAGE)
ACTION(PAN_UP, "pan-up", NULL, "look further up", GROUP_SHEET, NEED_IMAGE)
ACTION(PAN_DOWN, "pan-down", NULL, "look further down", GROUP_SHEET, NEED_IMAGE)
ACTION(WIDE, "wide", NULL, "the sheet over the whole window, and back", GROUP_SHEET, NEED_IMAGE)

ACTION(QUEUE, "queue", "queue", "the list of records, most urgent first", GROUP_QUEUE, 0)
ACTION(SEARCH, "search", NULL, "the records whose name or values contain a text; Esc ends it", GROUP_QUEUE, 0)
ACTION(MATCH_NEXT, "match-next", NULL, "the next record that matches", GROUP_QUEUE, 0)
ACTION(MATCH_PREVIOUS, "match-previous", NULL, "the one before that matches", GROUP_QUEUE, 0)
ACTION(QUEUE_CHOOSE, "queue-choose", "open", "open the record", GROUP_QUEUE, 0)
ACTION(QUEUE_MARK, "queue-mark", "mark", "mark the record, or take its mark away", GROUP_QUEUE, 0)
ACTION(QUEUE_SCOPE, "queue-scope", "which", "open, all, flagged, for an expert, approved, rejected, for a second reader", GROUP_QUEUE, 0)
ACTION(QUEUE_ORDER, "queue-order", "order", "by doubt, name, status, quality, or gatherings together", GROUP_QUEUE, 0)

ACTION(EXTRACT, "extract", "start", "read sheets: a form asks which", GROUP_EXTRACT, NEED_WRITABLE)
ACTION(PAUSE, "pause", NULL, "pause the reading of sheets", GROUP_EXTRACT, 0)
ACTION(RESUME, "resume", NULL, "go on reading sheets", GROUP_EXTRACT, NEED_WRITABLE)
ACTION(STOP, "stop", NULL, "stop reading, once the sheets in hand are read", GROUP_EXTRACT, 0)
ACTION(RETRY, "retry", NULL, "read the failed sheets again", GROUP_EXTRACT, NEED_WRITABLE)
ACTION(TRAFFIC, "traffic", NULL, "how it goes: rates, costs, waits, failures", GROUP_EXTRACT, 0)
ACTION(FORM_START, "form-start", "start", "start with these values", GROUP_EXTRACT, NEED_WRITABLE)
ACTION(FORM_NEXT, "form-next", "next", "the next line of the form", GROUP_EXTRACT, 0)
ACTION(FORM_PREVIOUS, "form-previous", NULL, "the line before", GROUP_EXTRACT, 0)
ACTION(FORM_TOGGLE, "form-toggle", "change", "the next choice", GROUP_EXTRACT, 0)

ACTION(HELP, "help", "help", "what each key does", GROUP_WINDOW, 0)
ACTION(CHOOSE, "choose", "choose", "choose this", GROUP_WINDOW, 0)
ACTION(CLOSE, "close", "close", "close what is open; ask to drop what could not be saved", GROUP_WINDOW, 0)
ACTION(REPAINT, "repaint", NULL, "paint the screen anew", GROUP_WINDOW, 0)
ACTION(SUSPEND, "suspend", NULL, "to the shell; fg comes back", GROUP_WINDOW, 0)
ACTION(LEAVE, "leave", "quit", "close what is open; on the record, leave the console", GROUP_WINDOW, 0)
ACTION(QUIT, "quit", NULL, "leave the console, whatever is open", GROUP_WINDOW, 0)

ACTION(COMMIT, "commit", "save", "save what was typed; on to the next doubtful field", GROUP_TYPING, 0)
ACTION(PROMPT_DONE, "prompt-done", "done", "done with this line", GROUP_TYPING, 0)
ACTION(CANCEL, "cancel", "take back", "leave without saving", GROUP_TYPING, 0)
ACTION(LINE_NEXT, "line-next", NULL, "the grey text, where there is some; else a character to the right", GROUP_TYPING, 0)
ACTION(LINE_DOWN, "line-down", "list", "a row down; below the last one the list of what it may become", GROUP_TYPING, 0)
ACTION(LINE_UP, "line-up", NULL, "a row up", GROUP_TYPING, 0)
ACTION(LINE_DIGIT, "line-digit", NULL, "save what has this number in the list; on to the next doubtful field", GROUP_TYPING, 0)
ACTION(EDIT_OUTSIDE, "edit-outside", NULL, "edit the text with $VISUAL or $EDITOR", GROUP_TYPING, 0)
ACTION(LINE_BREAK, "line-break", NULL, "a line break, where the value may have one", GROUP_TYPING, 0)
ACTION(LINE_LEFT, "line-left", NULL, "a character to the left", GROUP_TYPING, 0)
ACTION(LINE_RIGHT, "line-right", NULL, "a character to the right", GROUP_TYPING, 0)
ACTION(LINE_WORD_LEFT, "line-word-left", NULL, "a word to the left", GROUP_TYPING, 0)
ACTION(LINE_WORD_RIGHT, "line-word-right", NULL, "a word to the right", GROUP_TYPING, 0)
ACTION(LINE_HOME, "line-home", NULL, "to the start", GROUP_TYPING, 0)
ACTION(LINE_END, "line-end", NULL, "to the end", GROUP_TYPING, 0)
ACTION(LINE_BACKSPACE, "line-backspace", NULL, "delete the character before", GROUP_TYPING, 0)
ACTION(LINE_DELETE, "line-delete", NULL, "delete the character under the cursor", GROUP_TYPING, 0)
ACTION(LINE_KILL_END, "line-kill-end", NULL, "cut to the end", GROUP_TYPING, 0)
ACTION(LINE_KILL_HOME, "line-kill-home", NULL, "cut to the start", GROUP_TYPING, 0)
ACTION(LINE_KILL_WORD_LEFT, "line-kill-word-left", NULL, "cut the word before", GROUP_TYPING, 0)
ACTION(LINE_KILL_WORD_RIGHT, "line-kill-word-right", NULL, "cut the word after", GROUP_TYPING, 0)
ACTION(LINE_YANK, "line-yank", NULL, "put back what was cut", GROUP_TYPING, 0)
ACTION(LINE_SWAP, "line-swap", NULL, "swap two characters", GROUP_TYPING, 0)
/* clang-format on */

#undef ACTION
#undef GROUP
