/*
 * thread.c: starting threads. See thread.h.
 */
#include "config.h"

#include "base/thread.h"

#include <signal.h>

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
