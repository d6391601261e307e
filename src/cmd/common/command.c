/*
 * command.c: what sub-commands share: options from a table, help, errors.
 * See command.h.
 *
 * 1. Data goes to stdout, everything else to stderr.
 * 2. Help, manual and completions come from the same tables.
 */
#include "config.h"

#include "cmd/common/command.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/common/print.h"

#define COMMAND_HELP_VALUE  1000
#define COMMAND_HELP_COLUMN 33 /* where what an option does is told */

/* What stands in place of an option's index. */
enum {
	PARSER_END = -1,
	PARSER_WRONG = -2, /* and it was told */
	PARSER_HELP = -3,  /* which was shown */
};

struct command_parser {
	const struct command *command;
	int argc;
	char **argv;
	struct option *longs;
	char *shorts;
};

static size_t command_option_count(const struct command *command)
{
	size_t n = 0;

	while (command->options != NULL && command->options[n].name != NULL)
		n++;
	return n;
}

static void parser_init(struct command_parser *parser,
			const struct command *command, int argc, char **argv)
{
	size_t n = command_option_count(command);
	struct bytes shorts = {0};

	*parser = (struct command_parser){
		.command = command,
		.argc = argc,
		.argv = argv,
		.longs = mem_zalloc((n + 2) * sizeof(struct option)),
	};
	bytes_append_str(&shorts, ":h");
	for (size_t i = 0; i < n; i++) {
		const struct command_option *o = &command->options[i];

		parser->longs[i] = (struct option){
			.name = o->name,
			.has_arg = o->value != NULL ? required_argument
						    : no_argument,
			.val = (int)i + COMMAND_HELP_VALUE + 1,
		};
		if (o->letter != 0)
			bytes_printf(&shorts, "%c%s", o->letter,
				     o->value != NULL ? ":" : "");
	}
	parser->longs[n] =
		(struct option){.name = "help", .val = COMMAND_HELP_VALUE};
	parser->shorts = bytes_steal(&shorts);
	optind = 0; /* getopt's own state starts anew */
	opterr = 0;
}

static void parser_done(struct command_parser *parser)
{
	free(parser->longs);
	free(parser->shorts);
}

static int command_option_by_letter(const struct command *command, int letter)
{
	for (size_t i = 0; i < command_option_count(command); i++)
		if (command->options[i].letter == letter)
			return (int)i;
	return PARSER_WRONG;
}

/* What getopt could not take: argv[optind - 1] is the culprit. */
static int command_bad_option(struct command_parser *parser, int what)
{
	const char *given = optind > 0 && optind <= parser->argc
				    ? parser->argv[optind - 1]
				    : "";

	if (what == ':')
		command_usage(parser->command, "%s needs a value", given);
	else
		command_usage(parser->command, "there is no option %s", given);
	return PARSER_WRONG;
}

static int parser_next(struct command_parser *parser, const char **ret_value)
{
	int got = getopt_long(parser->argc, parser->argv, parser->shorts,
			      parser->longs, NULL);

	*ret_value = optarg;
	if (got == -1)
		return PARSER_END;
	if (got == 'h' || got == COMMAND_HELP_VALUE) {
		command_help(parser->command);
		return PARSER_HELP;
	}
	if (got == '?' || got == ':')
		return command_bad_option(parser, got);
	if (got > COMMAND_HELP_VALUE)
		return got - COMMAND_HELP_VALUE - 1;
	return command_option_by_letter(parser->command, got);
}

int command_parse(const struct command *command, int argc, char **argv,
		  command_take *take, void *data, char ***ret_args, int *ret_n)
{
	struct command_parser parser CLEANUP(parser_done);
	const char *value;
	struct error err;
	int option;

	parser_init(&parser, command, argc, argv);
	while ((option = parser_next(&parser, &value)) >= 0)
		if (take(data, option, value, &err) < 0)
			return command_fail(command, &err);
	if (option != PARSER_END)
		return option == PARSER_HELP ? COMMAND_DONE : COMMAND_USAGE;
	*ret_args = argv + optind;
	*ret_n = argc - optind;
	if (*ret_n < command->args_min || *ret_n > command->args_max)
		return command_usage(command, "%s", command->args_wanted);
	return -1;
}

/* Lines that are too long are broken; the others may be laid out. */
static void command_help_text(const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		char *line CLEANUP(mem_free_str) = mem_strndup(text, len);
		int column = 0;

		if (text_width(line) > PRINT_COLUMNS)
			print_flow(line, 0, false, &column);
		else
			fputs(line, stdout);
		putchar('\n');
		text += len + (text[len] == '\n');
	}
}

static void command_help_line(const char *left, const char *help)
{
	int room = COMMAND_HELP_COLUMN - 3;
	int column = printf("  %-*s ", room, left);

	print_flow(help, COMMAND_HELP_COLUMN, false, &column);
	putchar('\n');
}

static void command_help_usage(const struct command *command)
{
	const char *args = command->args;
	int column = printf("Usage: vasculum %s%s", command->name,
			    args[0] != '\0' ? " " : "");
	int indent = column;

	while (*args != '\0') {
		size_t len = strcspn(args, "\n");
		char *line CLEANUP(mem_free_str) = mem_strndup(args, len);

		print_flow(line + strspn(line, " "), indent, true, &column);
		args += len;
		if (*args == '\n') {
			args++;
			printf("\n%*s", indent, "");
			column = indent;
		}
	}
	putchar('\n');
}

void command_help_option(const struct command_option *o)
{
	char left[64];

	snprintf(left, sizeof(left), "%s%c%s --%s%s%s",
		 o->letter != 0 ? "-" : "  ", o->letter != 0 ? o->letter : ' ',
		 o->letter != 0 ? "," : "", o->name,
		 o->value != NULL ? " " : "", o->value != NULL ? o->value : "");
	command_help_line(left, o->help);
}

void command_help(const struct command *command)
{
	command_help_usage(command);
	printf("\n%s\n", command->summary);
	if (command->details != NULL) {
		putchar('\n');
		command_help_text(command->details);
	}
	printf("\nOptions:\n");
	for (size_t i = 0; i < command_option_count(command); i++)
		command_help_option(&command->options[i]);
	command_help_line("-h, --help", "show this and end");
}

int command_fail(const struct command *command, const struct error *err)
{
	fprintf(stderr, "vasculum%s%s: %s\n", command != NULL ? " " : "",
		command != NULL ? command->name : "", err->text);
	return error_exit_code(err);
}

int command_usage(const struct command *command, const char *format, ...)
{
	struct error err;
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	error_set(&err, ERROR_USAGE, "%s (see vasculum %s --help)", text,
		  command->name);
	return command_fail(command, &err);
}

int command_number(const char *option, const char *text, long max, long *ret,
		   struct error *err)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || value < 0 ||
	    value > max)
		return error_set(err, ERROR_USAGE,
				 "--%s takes a whole number from 0 to %ld, "
				 "not \"%s\"",
				 option, max, text);
	*ret = value;
	return 0;
}

int command_format(const char *word, enum command_format *ret,
		   struct error *err)
{
	static const char *const words[FORMAT_COUNT] = {
		[FORMAT_TABLE] = "table",
		[FORMAT_TSV] = "tsv",
		[FORMAT_JSONL] = "jsonl",
	};

	for (size_t i = 0; i < FORMAT_COUNT; i++) {
		if (strcmp(word, words[i]) == 0) {
			*ret = (enum command_format)i;
			return 0;
		}
	}
	return error_set(err, ERROR_USAGE,
			 "--format is table, tsv or jsonl, not \"%s\"", word);
}

int command_order(const char *word, enum index_order *ret, struct error *err)
{
	if (index_order_parse(word, ret) == 0)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "--sort is doubt, name, status, quality or alike, "
			 "not \"%s\"",
			 word);
}

/* Whether the reader of a pipe went away, as head does when it has enough:
 * no error of ours. */
static bool command_reader_left(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO};

	return poll(&out, 1, 0) > 0 && (out.revents & POLLERR) != 0;
}

int command_flush(const struct command *command, int code)
{
	struct error err;

	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	if (errno == EPIPE || command_reader_left())
		return COMMAND_FAILED;
	error_sys(&err, errno != 0 ? errno : EIO,
		  "cannot write the output; look at where it goes");
	return command_fail(command, &err);
}
