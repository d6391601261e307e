/*
 * command_table.h: all commands of the line that ':' opens, once. Who includes
 * this has said what COMMAND makes of a line.
 *
 * 1. Order is that of the help screen, the manual and the list below the line.
 * 2. tools/doc-commands reads these lines: one line for each entry.
 */
/* clang-format off */
COMMAND(GOTO, "goto", "N|ID|IMAGE", "to the record with this place in the queue, this id or image")
COMMAND(SEARCH, "search", "[TEXT]", "the records that contain a text; without one: all again")
COMMAND(WHERE, "where", "[EXPR]", "only records that list --where EXPR takes; without one: all again")
COMMAND(SORT, "sort", "KEY", "the queue by doubt, name, status, quality or alike")
COMMAND(SET, "set", "[NAME [VALUE]]", "scope, order and columns of the queue, fold of the fields, pace; what they are")
COMMAND(UNMARK, "unmark", "", "take the marks of all records away")
COMMAND(SUMMARY, "summary", "", "what was done, what is left, and what could be next")
COMMAND(HELP, "help", "[WORD]", "what the keys do, from the line with the word on")
COMMAND(QUIT, "quit", "", "leave the console")
/* clang-format on */

#undef COMMAND
