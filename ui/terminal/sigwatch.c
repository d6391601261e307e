/*
 * sigwatch.c: the one thread that signals come to. See sigwatch.h.
 *
 * 1. Handlers are used for crashes alone, and do what POSIX allows there.
 * 2. When the terminal hangs up it is taken away before anybody is told, so
 *    that no thread can be caught writing to it. A SIGHUP that somebody sent
 *    while it is there leaves it, to be given back in order.
 * 3. The pipe never blocks the thread: a signal that finds it full is one of
 *    many that say the same.
 */
#include "config.h"

#include "ui/terminal/sigwatch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/thread/thread.h"

#define SIGWATCH_STACK 65536

static const int sigwatch_taken[] = {SIGHUP,   SIGTERM, SIGINT, SIGQUIT,
				     SIGWINCH, SIGTSTP, SIGCONT};
/* What a crash raises; these have to come through. */
static const int sigwatch_crash[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

struct sigwatch {
	pthread_t thread;
	int read_fd, write_fd;
	atomic_bool stopping;
	atomic_bool suspending; /* inside sigwatch_suspend */
};

void sigwatch_drop_terminal(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int to = 0; fd >= 0 && to <= 2; to++)
		dup2(fd, to);
	if (fd > 2)
		close(fd);
}

bool sigwatch_terminal_gone(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
	struct termios mode;

	return tcgetattr(STDIN_FILENO, &mode) < 0 || poll(&out, 1, 0) != 1 ||
	       out.revents != POLLOUT;
}

/* The next signal; whether sigwatch_suspend sent it is said by who did, or,
 * where that is not told (macOS, OpenBSD), by when. */
static int sigwatch_next(struct sigwatch *watch, const sigset_t *set,
			 bool *ret_own)
{
#ifdef HAVE_SIGWAITINFO
	siginfo_t info;
	int signo = sigwaitinfo(set, &info);

	*ret_own = signo > 0 && info.si_pid == getpid();
#else
	int signo;

	if (sigwait(set, &signo) != 0)
		return -1;
	*ret_own = atomic_load(&watch->suspending);
#endif
	return signo;
}

static void *sigwatch_run(void *arg)
{
	struct sigwatch *watch = arg;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	for (size_t i = 0; i < ARRAY_LEN(sigwatch_taken); i++)
		sigaddset(&set, sigwatch_taken[i]);
	while (!atomic_load(&watch->stopping)) {
		bool own;
		int signo = sigwatch_next(watch, &set, &own);
		char byte = (char)signo;

		/* USR2 is sigwatch_stop; our own TSTP is sigwatch_suspend. */
		if (signo < 0 || signo == SIGUSR2 || (signo == SIGTSTP && own))
			continue;
		if (signo == SIGHUP && sigwatch_terminal_gone())
			sigwatch_drop_terminal();
		while (write(watch->write_fd, &byte, 1) < 0 && errno == EINTR)
			;
	}
	return NULL;
}

static void sigwatch_block(void)
{
	sigset_t set;

	sigfillset(&set);
	for (size_t i = 0; i < ARRAY_LEN(sigwatch_crash); i++)
		sigdelset(&set, sigwatch_crash[i]);
	pthread_sigmask(SIG_SETMASK, &set, NULL);
}

int sigwatch_start(struct sigwatch **ret, struct error *err)
{
	struct sigwatch *watch;
	int fds[2];

	sigwatch_block();
	if (file_pipe(fds, O_NONBLOCK, err) < 0)
		return -1;
	watch = mem_zalloc(sizeof(*watch));
	watch->read_fd = fds[0];
	watch->write_fd = fds[1];
	if (thread_start(&watch->thread, "signals", sigwatch_run, watch, err) <
	    0) {
		close(fds[0]);
		close(fds[1]);
		free(watch);
		return -1;
	}
	*ret = watch;
	return 0;
}

void sigwatch_stop(struct sigwatch *watch)
{
	if (watch == NULL)
		return;
	atomic_store(&watch->stopping, true);
	pthread_kill(watch->thread, SIGUSR2);
	pthread_join(watch->thread, NULL);
	close(watch->read_fd);
	close(watch->write_fd);
	free(watch);
}

int sigwatch_fd(const struct sigwatch *watch)
{
	return watch->read_fd;
}

int sigwatch_take(struct sigwatch *watch)
{
	char byte;
	ssize_t rc;

	do
		rc = read(watch->read_fd, &byte, 1);
	while (rc < 0 && errno == EINTR);
	return rc == 1 ? byte : 0;
}

int sigwatch_wait(struct sigwatch *watch, int timeout_ms)
{
	struct pollfd fd = {.fd = watch->read_fd, .events = POLLIN};

	poll(&fd, 1, timeout_ms);
	return sigwatch_take(watch);
}

void sigwatch_suspend(struct sigwatch *watch)
{
	struct sigaction plain = {.sa_handler = SIG_DFL}, old;
	sigset_t stop;

	atomic_store(&watch->suspending, true);
	sigaction(SIGTSTP, &plain, &old);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	/* The others of the group; then this thread, where it comes through:
	 * a group that nobody could wake is not stopped at all. */
	kill(0, SIGTSTP);
	pthread_kill(pthread_self(), SIGTSTP);
	pthread_sigmask(SIG_UNBLOCK, &stop, NULL);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	sigaction(SIGTSTP, &old, NULL);
	atomic_store(&watch->suspending, false);
}

/* What curses, mouse, paste and focus have changed, behind the end of a
 * sequence that may be under way; async-signal-safe. */
static void sigwatch_crashed(int signo)
{
	static const char reset[] =
		"\033\\\033[?1000l\033[?1002l\033[?1003l\033[?1006l"
		"\033[?2004l\033[?1004l\033[?1l\033>\033[?1049l\033[?25h"
		"\033[0m\r\n";
	struct termios mode;
	ssize_t ignored = write(STDOUT_FILENO, reset, sizeof(reset) - 1);

	(void)ignored;
	if (tcgetattr(STDIN_FILENO, &mode) == 0) {
		mode.c_iflag |= ICRNL | IXON;
		mode.c_oflag |= OPOST;
		mode.c_lflag |= ICANON | ECHO | ECHOE | ECHOK | ISIG | IEXTEN;
		tcsetattr(STDIN_FILENO, TCSANOW, &mode);
	}
	/* SA_RESETHAND: this time it ends the program. */
	raise(signo);
}

/* A stack that has run over has no room for the handler; this one lives as
 * long as the process. */
static void sigwatch_spare_stack(void)
{
	stack_t stack;

	if (sigaltstack(NULL, &stack) < 0 || (stack.ss_flags & SS_DISABLE) == 0)
		return;
	stack.ss_flags = 0;
	stack.ss_size = SIGWATCH_STACK;
	stack.ss_sp = mmap(NULL, SIGWATCH_STACK, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack.ss_sp != MAP_FAILED)
		sigaltstack(&stack, NULL);
}

void sigwatch_guard_crash(void)
{
	struct sigaction guard = {.sa_handler = sigwatch_crashed,
				  .sa_flags = SA_RESETHAND | SA_ONSTACK};

	sigwatch_spare_stack();
	for (size_t i = 0; i < ARRAY_LEN(sigwatch_crash); i++) {
		struct sigaction old;

		if (sigaction(sigwatch_crash[i], NULL, &old) == 0 &&
		    (old.sa_flags & SA_SIGINFO) == 0 &&
		    old.sa_handler == SIG_DFL)
			sigaction(sigwatch_crash[i], &guard, NULL);
	}
}
