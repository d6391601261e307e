/*
 * term_type.c: whether terminfo knows the terminal. See term.h. On its own,
 * because <term.h> makes macros of words like "lines".
 *
 * 1. Nothing is written to the terminal.
 */
#include "config.h"

#include "ui/terminal/term.h"

#include <stdlib.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

int term_check_type(const char *type, struct error *err)
{
	int found = 0;

	if (type == NULL)
		type = getenv("TERM");
	if (type == NULL || type[0] == '\0')
		return error_set(err, ERROR_USAGE,
				 "TERM is not set; set it to your terminal's "
				 "type, or use vasculum list and edit");
	if (setupterm(type, STDOUT_FILENO, &found) != OK)
		return error_set(err, ERROR_USAGE,
				 "TERM=%s is not known here; set it to a type "
				 "that is (xterm-256color), or use vasculum "
				 "list and edit",
				 type);
	del_curterm(cur_term);
	return 0;
}
