/*
 * main.c: one table of commands, and what goes before any of them: locale,
 * closed standard descriptors, signals that writing to a pipe would raise.
 */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/common/command.h"
#include "extract/schedule/keyring.h"

/* Journals must never end up on descriptor 0, 1 or 2 because it was closed.
 * What is written to an output that was closed fails, as it would have. */
static void main_fill_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			if (open("/dev/null", fd == 2 ? O_WRONLY : O_RDONLY) !=
			    fd)
				_exit(COMMAND_FAILED);
}

static void main_help(void)
{
	printf("Usage: vasculum RUN [--images DIR] [OPTIONS]\n"
	       "       vasculum COMMAND [ARGS]\n\n"
	       "From photographs of herbarium sheets to signed Darwin Core "
	       "records.\n"
	       "With a run directory alone it opens the console.\n\n"
	       "Commands:\n");
	for (size_t i = 0; commands[i] != NULL; i++)
		printf("  %-9s %s\n", commands[i]->name, commands[i]->summary);
	printf("\nOptions of the console, beside those of extract:\n");
	console_help_own();
	printf("\nOptions:\n");
	command_help_option(&(struct command_option){"help", 'h', NULL,
						     "show this and end"});
	command_help_option(&(struct command_option){
		"version", 'V', NULL, "show the version and end"});
	printf("\nvasculum COMMAND --help tells more, vasculum RUN --help all "
	       "of the console;\nso does man vasculum.\n"
	       "Exit: 0 done, 1 failed, 2 wrong usage, 3 done but some "
	       "specimens failed,\n      4 stopped early and resumable.\n");
}

/* A first word that is neither a command nor anything on the disk. */
static bool main_is_stray(const char *word)
{
	struct stat st;

	return word[0] != '-' && command_nearest(word) != NULL &&
	       lstat(word, &st) < 0;
}

static int main_refuse_stray(const char *word)
{
	fprintf(stderr,
		"vasculum: there is no command or run named %s; did you mean "
		"%s? (a new run of that name is ./%s; see vasculum --help)\n",
		word, command_nearest(word), word);
	return COMMAND_USAGE;
}

static int main_dispatch(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2) {
		fprintf(stderr, "vasculum: name a run directory or a command "
				"(see vasculum --help)\n");
		return COMMAND_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		main_help();
		return command_flush(&console_command, COMMAND_DONE);
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		printf("vasculum %s\n", PACKAGE_VERSION);
		return command_flush(&console_command, COMMAND_DONE);
	}
	command = command_find(argv[1]);
	if (command != NULL)
		return command->run(command, argc - 1, argv + 1);
	if (main_is_stray(argv[1]))
		return main_refuse_stray(argv[1]);
	return console_command.run(&console_command, argc, argv);
}

/* Operators of C++ call this where they would throw what C cannot catch. A
 * console has a handler that gives its terminal back before it ends. */
static void main_no_memory(void)
{
	static const char word[] =
		"vasculum: no memory is left; raise the limit (ulimit -v) or "
		"end other programs\n";
	struct sigaction crash;

	if (sigaction(SIGABRT, NULL, &crash) == 0 &&
	    crash.sa_handler != SIG_DFL)
		abort();
	if (write(STDERR_FILENO, word, sizeof(word) - 1) < 0)
		_exit(COMMAND_FAILED);
	_exit(COMMAND_FAILED);
}

/* std::set_new_handler, by the name that the Itanium C++ ABI gives it; without
 * the reader no C++ may be there. */
static void main_watch_memory(void)
{
	void *symbol = dlsym(RTLD_DEFAULT, "_ZSt15set_new_handlerPFvvE");
	void (*(*set)(void (*)(void)))(void);

	if (symbol == NULL)
		return;
	memcpy(&set, &symbol, sizeof(set));
	set(main_no_memory);
}

int main(int argc, char **argv)
{
	int code;

	main_fill_descriptors();
	keyring_hide_environment();
	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a size limit is a full disk */
	main_watch_memory();
	code = main_dispatch(argc, argv);
	/* What a command tells of its output ends in command_flush; this is for
	 * those that printed help, or nothing. */
	return code == COMMAND_DONE ? command_flush(NULL, code) : code;
}
