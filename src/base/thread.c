/*
 * thread.c: starting threads. See thread.h.
 */
#include "config.h"

#include "base/thread.h"

#include <signal.h>

int thread_start(pthread_t *ret, const char *name, void *(*fn)(void *),
		 void *arg, struct error *err)
{
	sigset_t all, old;
	int rc;

	sigfillset(&all);
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
