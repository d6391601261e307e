/*
 * thread.c: starting threads. See thread.h.
 */
#include "config.h"

#include "base/thread.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

#define THREAD_NICE 10

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
	if (rc != 0)
		return error_sys(err, rc, "cannot start the %s thread", name);
#ifdef __GLIBC__
	pthread_setname_np(*ret, name);
#endif
	return 0;
}

void thread_be_nice(void)
{
#ifdef __linux__
	id_t tid = (id_t)syscall(SYS_gettid);
	int now;

	errno = 0;
	now = getpriority(PRIO_PROCESS, tid);
	if (errno == 0 && now < THREAD_NICE)
		(void)setpriority(PRIO_PROCESS, tid, THREAD_NICE);
#endif
}
