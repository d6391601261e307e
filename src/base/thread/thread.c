/*
 * thread.c: starting threads. See thread.h.
 */
#include "config.h"

#include "base/thread/thread.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#ifdef __linux__
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#define THREAD_NICE 10
#define THREAD_IDLE 19

int thread_start(pthread_t *ret, const char *name, void *(*fn)(void *),
		 void *arg, struct error *err)
{
	static const int crash[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	/* What a crash raises has to come through: blocked, it would end the
	 * program before a handler could give the terminal back. */
	for (size_t i = 0; i < ARRAY_LEN(crash); i++)
		sigdelset(&all, crash[i]);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(ret, NULL, fn, arg);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc == EAGAIN)
		return error_set(err, ERROR_FAILED,
				 "cannot start the %s thread: there is no "
				 "memory for it, or there are too many "
				 "(ulimit -v, ulimit -u)",
				 name);
	if (rc != 0)
		return error_sys(err, rc, "cannot start the %s thread", name);
#ifdef __GLIBC__
	pthread_setname_np(*ret, name);
#endif
	return 0;
}

/* At least so nice. */
static void thread_set_nice(int nice)
{
#ifdef __linux__
	id_t tid = (id_t)syscall(SYS_gettid);
	int now;

	errno = 0;
	now = getpriority(PRIO_PROCESS, tid);
	if (errno == 0 && now < nice)
		(void)setpriority(PRIO_PROCESS, tid, nice);
#else
	(void)nice;
#endif
}

void thread_be_nice(void)
{
	thread_set_nice(THREAD_NICE);
}

void thread_be_idle(void)
{
#ifdef SCHED_IDLE
	const struct sched_param none = {0};

	(void)pthread_setschedparam(pthread_self(), SCHED_IDLE, &none);
#endif
	thread_set_nice(THREAD_IDLE);
}
