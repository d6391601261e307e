/*
 * command.h: a sub-command. main.c dispatches from one table; each command
 * has a file of its own, cmd/NAME.c, which ends with its table entry.
 */
#ifndef CMD_COMMON_COMMAND_H
#define CMD_COMMON_COMMAND_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

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
	/* argv[0] is the command's name. Returns the exit code; prints its
	 * own errors through command_fail. */
	int (*run)(const struct command *command, int argc, char **argv);
};

/*
 * Steps through the options, in any order among the arguments. Returns the
 * index of the option in command->options and its value in *ret_value; -1
 * at the end (then `*ret_args` points at the remaining *ret_n arguments);
 * -2 after a wrong one, which was told; -3 after --help, which was shown.
 */
struct command_parser {
	const struct command *command;
	int argc;
	char **argv;
	struct option *longs;
	char *shorts;
};
void command_parser_init(struct command_parser *parser,
			 const struct command *command, int argc, char **argv);
int command_parser_next(struct command_parser *parser, const char **ret_value);
/* Remaining arguments; valid after -1. */
int command_parser_args(struct command_parser *parser, char ***ret_args);
void command_parser_done(struct command_parser *parser);

void command_help(const struct command *command);

/* Prints "vasculum NAME: TEXT" to stderr; returns the exit code of `err`. */
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

/* Flushes stdout; a closed pipe or full disk becomes an error. Every command
 * that prints data ends with it. */
int command_flush(const struct command *command, int code);

#endif
