/*
 * command.h: a sub-command. main.c dispatches from one table; each command
 * has a file of its own, cmd/NAME.c, or a folder, cmd/NAME/NAME.c. That ends
 * with its table entry (entries.h).
 */
#ifndef CMD_COMMON_COMMAND_H
#define CMD_COMMON_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "run/index/filter.h"

/* An option as help, manual and completions show it. */
struct command_option {
	const char *name;  /* long name, without dashes */
	char letter;	   /* short form, or 0 */
	const char *value; /* "N", "DIR", …; NULL: takes none */
	const char *help;
};

struct command {
	const char *name;    /* "extract" */
	const char *args;    /* "RUN [--images DIR]" */
	const char *summary; /* one line for the list of commands */
	const char *details; /* further lines of --help, or NULL */
	const struct command_option *options; /* ended by a NULL name */
	int args_min, args_max;	 /* arguments besides the options */
	const char *args_wanted; /* "name one run directory": said otherwise */
	/* argv[0] is the command's name. Returns the exit code; prints its
	 * own errors through command_fail. */
	int (*run)(const struct command *command, int argc, char **argv);
};

/* Takes an option by its index in command->options; `value` is NULL where it
 * takes none, else borrowed of argv. What is wrong with it is told in `err`. */
typedef int command_take(void *data, int option, const char *value,
			 struct error *err);

/*
 * Reads a call: `take` (may be NULL where there are no options) gets the
 * options, in any order among the arguments; `*ret_args` points at the
 * `*ret_n` arguments. Returns -1 when all is well; else the exit code: help
 * was shown, or what is wrong was told. Not for two threads: getopt has a
 * state of its own.
 */
int command_parse(const struct command *command, int argc, char **argv,
		  command_take *take, void *data, char ***ret_args, int *ret_n);

void command_help(const struct command *command);
/* One line of a list of options. */
void command_help_option(const struct command_option *o);

/* Prints "vasculum NAME: TEXT" to stderr (without the name where `command` is
 * NULL); returns the exit code of `err`. */
int command_fail(const struct command *command, const struct error *err);
/* The same for a wrong call, with a hint at --help; returns 2. */
int command_usage(const struct command *command, const char *format, ...)
	PRINTF_LIKE(2, 3);

/* Whole numbers of options: 0..max; errors name the option. */
int command_number(const char *option, const char *text, long max, long *ret,
		   struct error *err) MUST_USE;

/* The words of --format: "table", "tsv", "jsonl". */
enum command_format {
	FORMAT_TABLE,
	FORMAT_TSV,
	FORMAT_JSONL,
	FORMAT_COUNT,
};
int command_format(const char *word, enum command_format *ret,
		   struct error *err) MUST_USE;
/* The order of --sort; ERROR_USAGE names those that there are. */
int command_order(const char *word, enum index_order *ret,
		  struct error *err) MUST_USE;

/* Flushes stdout; a closed output or full disk is told as an error, a reader
 * that has left is one without a word. Every command that prints data ends with
 * it. */
int command_flush(const struct command *command, int code);

#endif
