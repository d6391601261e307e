/*
 * bench_watch.c: what it costs to watch a run: the processor that `vasculum
 * monitor` takes, on a terminal of its own, while another process journals so
 * many sheets a second.
 *
 *	bench_watch [SECONDS [SHEETS-A-SECOND]]	(60 and 60 unless told)
 */
#include "config.h"

#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "extract/report/event_log.h"
#include "run/journal/lock.h"
#include "run/journal/outcome.h"
#include "run/run/run.h"
#include "run/store/store.h"

static void need(int rc, const struct error *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "bench_watch: %s\n", err->text);
	exit(1);
}

static int bench_remove(const char *path, const struct stat *st, int type,
			struct FTW *walk)
{
	return remove(path);
}

/* --- who extracts --------------------------------------------------------- */

/* A record of ten fields, as sheets have them. */
static void bench_outcome(int i, struct outcome *ret)
{
	static const char *const terms[] = {
		"catalogNumber", "scientificName", "eventDate", "recordedBy",
		"country",	 "stateProvince",  "locality",	"habitat",
		"recordNumber",	 "identifiedBy"};
	char name[32], hash[HASH_HEX_SIZE];

	snprintf(name, sizeof(name), "%d", i);
	hash_bytes(name, strlen(name), hash);
	outcome_init(ret);
	ret->specimen_id = mem_strdup(hash);
	ret->sha256 = mem_strdup(hash);
	ret->image = mem_printf("drawer-%d/sheet-%06d.jpg", i / 100, i);
	ret->model = mem_strdup("bench");
	ret->provider = mem_strdup("local");
	for (size_t k = 0; k < ARRAY_LEN(terms); k++)
		record_set(&ret->dwc, terms[k], name, 0.8, SOURCE_MODEL);
}

static void bench_write(const char *dir, int seconds, int rate)
{
	struct event_log log = {.run_id = "bench", .model = "bench"};
	int64_t start = clock_ms();
	struct run_lock *lock;
	struct store *store;
	struct error err;
	struct run *run;

	need(run_open(dir, RUN_WRITE, &run, &err), &err);
	need(run_lock_acquire(dir, &lock, &err), &err);
	need(store_start(run, &store, &err), &err);
	log.store = store;
	event_log_started(&log, (size_t)seconds * (size_t)rate);
	for (int i = 0; clock_ms() - start < seconds * 1000; i++) {
		int64_t due = start + (int64_t)i * 1000 / rate - clock_ms();
		struct outcome outcome;
		char id[HASH_HEX_SIZE];

		if (due > 0)
			poll(NULL, 0, (int)due);
		bench_outcome(i, &outcome);
		memcpy(id, outcome.specimen_id, sizeof(id));
		event_log_processing(&log, id, (size_t)i + 1);
		store_put_outcome(store, &outcome, (uint64_t)i, NULL);
		event_log_completed(&log, id, (size_t)i + 1, 10);
	}
	store_stop(store);
	run_lock_release(lock);
	run_close(run);
	_exit(0);
}

/* --- who watches ---------------------------------------------------------- */

/* The slave of a new terminal of 120 by 40. */
static int bench_terminal(int *ret_master)
{
	struct winsize size = {.ws_row = 40, .ws_col = 120};
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), slave = -1;

	if (master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0)
		slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	if (slave < 0) {
		perror("bench_watch: no terminal");
		exit(1);
	}
	ioctl(slave, TIOCSWINSZ, &size);
	*ret_master = master;
	return slave;
}

static pid_t bench_monitor(const char *dir, int slave)
{
	const char *top = getenv("top_builddir");
	char *program = mem_printf("%s/vasculum", top != NULL ? top : ".");
	pid_t pid = fork();

	if (pid == 0) {
		setsid();
		ioctl(slave, TIOCSCTTY, 0);
		setenv("TERM", "xterm-256color", 1);
		for (int fd = 0; fd < 3; fd++)
			dup2(slave, fd);
		execl(program, program, "monitor", dir, (char *)NULL);
		_exit(127);
	}
	free(program);
	return pid;
}

/* Reads what it draws until the time is over; how many bytes that were. */
static size_t bench_drain(int master, int64_t end_ms)
{
	char data[16384];
	size_t all = 0;

	while (clock_ms() < end_ms) {
		struct pollfd fd = {.fd = master, .events = POLLIN};

		if (poll(&fd, 1, (int)(end_ms - clock_ms())) > 0) {
			ssize_t n = read(master, data, sizeof(data));

			if (n <= 0)
				break;
			all += (size_t)n;
		}
	}
	return all;
}

static double seconds_of(const struct rusage *usage)
{
	return (double)usage->ru_utime.tv_sec + (double)usage->ru_stime.tv_sec +
	       (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) /
		       1e6;
}

int main(int argc, char **argv)
{
	int seconds = argc > 1 ? atoi(argv[1]) : 60;
	int rate = argc > 2 ? atoi(argv[2]) : 60;
	char dir[] = "/tmp/bench_watch.XXXXXX";
	struct rusage usage;
	struct error err;
	struct run *run;
	pid_t writer, monitor;
	int master, slave;
	size_t drawn;

	if (seconds <= 0 || rate <= 0 || mkdtemp(dir) == NULL)
		return 1;
	need(run_open(dir, RUN_CREATE, &run, &err), &err);
	run_close(run);
	slave = bench_terminal(&master);
	writer = fork();
	if (writer == 0)
		bench_write(dir, seconds, rate);
	monitor = bench_monitor(dir, slave);
	drawn = bench_drain(master, clock_ms() + seconds * 1000);
	kill(monitor, SIGTERM);
	bench_drain(master, clock_ms() + 200);
	close(slave);
	close(master);
	if (wait4(monitor, NULL, 0, &usage) != monitor)
		return 1;
	waitpid(writer, NULL, 0);
	printf("monitor, %d sheets a second for %d s: %.2f %% of a core, %ld "
	       "MB, %zu bytes/s drawn\n",
	       rate, seconds, 100 * seconds_of(&usage) / seconds,
	       usage.ru_maxrss / 1024, drawn / (size_t)seconds);
	nftw(dir, bench_remove, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}
