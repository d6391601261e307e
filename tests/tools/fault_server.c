/*
 * fault_server.c: a chat server that misbehaves on purpose and keeps a
 * ledger: OpenAI- and OpenRouter-shaped, on loopback, over raw sockets. For
 * tests and benchmarks of `vasculum extract --base-url`.
 *
 *	fault_server --ready FILE [OPTION...]
 *	fault_server ask PORT PATH [KEY... | -d TEXT]       (fault_ask.h)
 *	fault_server faults            prints the names of all faults
 *
 *	--port N              0: any free one (the default)
 *	--ready FILE          gets "PORT\n" as soon as it listens
 *	--ledger FILE         gets the whole ledger as JSON at the end
 *	--seed N              of the draw of the sheets
 *	--latency MS          of every answer of 200, from the body's last byte
 *	--jitter MS           up to so much more
 *	--drip-ms MS          between the bytes of drip (1000)
 *	--faults SPEC         rules: fault_rules.h; "all" is the preset
 *	--script FILE         the same, one rule a line, '#' for comments
 *	--price-prompt USD    a token (0.0000004); ":free" models cost nothing
 *	--price-completion USD          (0.0000016)
 *	--keys K1,K2,...      the keys that are accepted; without: any, or none
 *	--rpm N               requests a minute of the account: more get 429
 *	--rpm-window MS       what a minute is (60000)
 *	--rpd N               a day, of ":free" models together
 *	--rpd-window MS       what a day is (86400000), from the start on
 *	--grace MS            for what was under way when a wait was told (250)
 *	--images DIR          what /images/ serves
 *	--parent PID          it ends when this process is gone; by default the
 *	                      one that started it
 *	--max-seconds N       it ends by itself after this (1800)
 *
 * It ends by SIGTERM or SIGINT, when its parent is gone, or after
 * --max-seconds, and always writes the ledger. End points: fault_desk.h; the
 * faults: fault_kind.c; what is counted: fault_ledger.h.
 *
 * 1. One thread, one poll; nothing blocks. A connection is a small automaton
 *    (fault_conn.c).
 * 2. Signals are only let in while it polls, so that none comes too early or
 *    too late.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "fault_ask.h"
#include "fault_conn.h"
#include "fault_desk.h"

#define SERVER_CONNS   960
#define SERVER_LOOK_NS 500000000 /* between looks after the parent */
#define SCRIPT_MAX     (1u << 20)

struct server_options {
	struct desk_options desk;
	const char *port, *ready, *ledger, *faults, *script;
	const char *price_prompt, *price_completion;
	long max_seconds, parent;
};

struct server {
	struct desk desk;
	int listener;
	struct conn *conns[SERVER_CONNS];
	size_t n_conns;
	struct pollfd polls[SERVER_CONNS + 1];
	int64_t start_ns, end_ns;
	pid_t parent, guardian; /* guardian: of --parent; 0: none */
	char piece[CONN_PIECE];
};

/* --- the call ------------------------------------------------------------- */

/* Text and number options, each with the place where its value goes. */
enum option_kind { OPTION_TEXT, OPTION_LONG, OPTION_INT64 };
#define OPTION(word, kind, member)                                  \
	{                                                           \
		word, kind, offsetof(struct server_options, member) \
	}

static const struct server_option {
	const char *word;
	enum option_kind kind;
	size_t offset;
} server_options[] = {
	OPTION("port", OPTION_TEXT, port),
	OPTION("ready", OPTION_TEXT, ready),
	OPTION("ledger", OPTION_TEXT, ledger),
	OPTION("faults", OPTION_TEXT, faults),
	OPTION("script", OPTION_TEXT, script),
	OPTION("price-prompt", OPTION_TEXT, price_prompt),
	OPTION("price-completion", OPTION_TEXT, price_completion),
	OPTION("keys", OPTION_TEXT, desk.ledger.keys),
	OPTION("images", OPTION_TEXT, desk.images),
	OPTION("seed", OPTION_INT64, desk.seed),
	OPTION("latency", OPTION_LONG, desk.latency_ms),
	OPTION("jitter", OPTION_LONG, desk.jitter_ms),
	OPTION("drip-ms", OPTION_LONG, desk.drip_ms),
	OPTION("rpm", OPTION_LONG, desk.ledger.rpm),
	OPTION("rpd", OPTION_LONG, desk.ledger.rpd),
	OPTION("rpm-window", OPTION_INT64, desk.ledger.window_ms),
	OPTION("rpd-window", OPTION_INT64, desk.ledger.day_ms),
	OPTION("grace", OPTION_INT64, desk.ledger.grace_ms),
	OPTION("parent", OPTION_LONG, parent),
	OPTION("max-seconds", OPTION_LONG, max_seconds),
};

static int set_option(struct server_options *options,
		      const struct server_option *option, const char *value)
{
	void *to = (char *)options + option->offset;
	long long number;
	char *end;

	if (option->kind == OPTION_TEXT) {
		*(const char **)to = value;
		return 0;
	}
	number = strtoll(value, &end, 10);
	if (*value == '\0' || *end != '\0' || number < 0 || number > INT32_MAX)
		return -1;
	if (option->kind == OPTION_LONG)
		*(long *)to = (long)number;
	else
		*(int64_t *)to = number;
	return 0;
}

/* USD a token as 10^-12 of it. */
static int read_price(const char *text, int64_t *ret)
{
	char *end;
	double usd = strtod(text, &end);

	if (*text == '\0' || *end != '\0' || !(usd >= 0 && usd < 1))
		return -1;
	*ret = (int64_t)(usd * 1e12 + 0.5);
	return 0;
}

static int read_options(int argc, char **argv, struct server_options *ret)
{
	struct option words[ARRAY_LEN(server_options) + 1] = {{0}};
	int at, c;

	for (size_t i = 0; i < ARRAY_LEN(server_options); i++)
		words[i] = (struct option){server_options[i].word,
					   required_argument, NULL, 0};
	while ((c = getopt_long(argc, argv, "", words, &at)) != -1)
		if (c != 0 || set_option(ret, &server_options[at], optarg) < 0)
			return -1;
	if (optind < argc || ret->ready == NULL ||
	    read_price(ret->price_prompt, &ret->desk.prompt_pico) < 0 ||
	    read_price(ret->price_completion, &ret->desk.completion_pico) < 0)
		return -1;
	return 0;
}

/* --- sockets -------------------------------------------------------------- */

static int make_listener(const char *port, int *ret_port, struct error *err)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	if (fd < 0)
		return error_sys(err, errno, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(fd, SERVER_CONNS) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) < 0 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
		close(fd);
		return error_sys(err, errno, "cannot listen on port %s", port);
	}
	*ret_port = ntohs(at.sin_port);
	return fd;
}

static void server_accept(struct server *server)
{
	int one = 1, fd;

	while (server->n_conns < SERVER_CONNS &&
	       (fd = accept(server->listener, NULL, NULL)) >= 0) {
		fcntl(fd, F_SETFL, O_NONBLOCK);
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		server->conns[server->n_conns++] =
			conn_new(&server->desk, fd, server->start_ns);
	}
}

static void server_drop(struct server *server, size_t i)
{
	conn_free(server->conns[i]);
	server->conns[i] = server->conns[--server->n_conns];
}

/* Fills polls; the time that poll may take at most. */
static int64_t server_prepare(struct server *server, int64_t now_ns)
{
	int64_t due = now_ns + SERVER_LOOK_NS;

	for (size_t i = 0; i < server->n_conns; i++) {
		const struct conn *conn = server->conns[i];

		server->polls[i] = (struct pollfd){.fd = conn_fd(conn),
						   .events = conn_events(conn)};
		if (conn_due_ns(conn) < due)
			due = conn_due_ns(conn);
	}
	server->polls[server->n_conns] = (struct pollfd){
		.fd = server->n_conns < SERVER_CONNS ? server->listener : -1,
		.events = POLLIN};
	return due > now_ns ? due - now_ns : 0;
}

/* From the last to the first: a dropped one is replaced by one that has had
 * its turn. */
static void server_turn(struct server *server)
{
	size_t n = server->n_conns;

	for (size_t i = n; i-- > 0;) {
		struct conn *conn = server->conns[i];
		short events = server->polls[i].revents;
		int64_t now_ns = clock_ns();

		if (events == 0 && conn_due_ns(conn) > now_ns)
			continue;
		if (!conn_turn(conn, events, server->piece, now_ns))
			server_drop(server, i);
	}
	if (server->polls[n].revents != 0)
		server_accept(server);
}

/* --- life ----------------------------------------------------------------- */

/* Only there so that a signal ends the wait. */
static void on_signal(int number)
{
}

static void take_signals(sigset_t *ret_open)
{
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t taken;

	sigemptyset(&taken);
	sigaddset(&taken, SIGTERM);
	sigaddset(&taken, SIGINT);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigprocmask(SIG_BLOCK, &taken, ret_open);
	sigdelset(ret_open, SIGTERM);
	sigdelset(ret_open, SIGINT);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

static bool server_goes_on(const struct server *server)
{
	if (clock_ns() >= server->end_ns)
		return false;
	if (server->guardian > 0)
		return kill(server->guardian, 0) == 0 || errno != ESRCH;
	return getppid() == server->parent;
}

/* Waits until something is to be done; -1 when a signal ends the server. */
static int server_wait(struct server *server, const sigset_t *open)
{
	int64_t wait_ns = server_prepare(server, clock_ns());
#ifdef HAVE_PPOLL
	struct timespec wait = {wait_ns / 1000000000, wait_ns % 1000000000};

	return ppoll(server->polls, server->n_conns + 1, &wait, open);
#else
	/* Signals stay blocked; now and then is looked whether one came. */
	const int most_ms = 50;
	int wait_ms = (int)((wait_ns + 999999) / 1000000);
	int rc = poll(server->polls, server->n_conns + 1,
		      wait_ms < most_ms ? wait_ms : most_ms);
	sigset_t pending;

	sigpending(&pending);
	if (sigismember(&pending, SIGTERM) || sigismember(&pending, SIGINT))
		return -1;
	return rc;
#endif
}

static void server_run(struct server *server, const sigset_t *open)
{
	while (server_goes_on(server)) {
		if (server_wait(server, open) < 0)
			break;
		server_turn(server);
	}
	while (server->n_conns > 0)
		server_drop(server, server->n_conns - 1);
}

static int write_ledger(const struct server *server, const char *path,
			struct error *err)
{
	json_t *value CLEANUP(json_release) = NULL;
	struct bytes text CLEANUP(bytes_done) = {0};

	if (path == NULL)
		return 0;
	value = ledger_json(server->desk.ledger, true, true);
	json_write_line(value, &text);
	return file_write_atomic(path, text.data, text.len, 0644, err);
}

static int add_rules(struct desk *desk, const struct server_options *options,
		     struct error *err)
{
	struct bytes script CLEANUP(bytes_done) = {0};

	if (options->faults != NULL &&
	    fault_rules_add(&desk->rules, options->faults, 0, err) < 0)
		return -1;
	if (options->script == NULL)
		return 0;
	if (file_read(options->script, SCRIPT_MAX, &script, err) < 0)
		return -1;
	return fault_rules_add(&desk->rules,
			       script.data != NULL ? script.data : "", 0, err);
}

static int say_ready(const char *path, int port, struct error *err)
{
	char *text CLEANUP(mem_free_str) = mem_printf("%d\n", port);

	return file_write_atomic(path, text, strlen(text), 0644, err);
}

/* Room for the connections of the largest window. */
static void raise_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

static int serve(const struct server_options *options, struct error *err)
{
	struct server *server = mem_zalloc(sizeof(*server));
	int port = 0, result = -1;
	sigset_t open;

	take_signals(&open);
	raise_files();
	server->parent = getppid();
	server->guardian = (pid_t)options->parent;
	server->start_ns = clock_ns();
	server->end_ns = server->start_ns + options->max_seconds * 1000000000;
	server->listener = make_listener(options->port, &port, err);
	desk_init(&server->desk, &options->desk, port);
	if (server->listener >= 0 &&
	    add_rules(&server->desk, options, err) == 0 &&
	    say_ready(options->ready, port, err) == 0) {
		server_run(server, &open);
		result = write_ledger(server, options->ledger, err);
	}
	if (server->listener >= 0)
		close(server->listener);
	desk_done(&server->desk);
	free(server);
	return result;
}

static int print_faults(void)
{
	const struct fault *fault;

	for (size_t i = 0; (fault = fault_at(i)) != NULL; i++)
		puts(fault->name);
	return 0;
}

int main(int argc, char **argv)
{
	struct server_options options = {
		.port = "0",
		.price_prompt = "0.0000004",
		.price_completion = "0.0000016",
		.max_seconds = 1800,
		.desk = {.drip_ms = 1000,
			 .ledger = {.window_ms = 60000,
				    .day_ms = 86400000,
				    .grace_ms = 250}},
	};
	struct error err = {0};

	if (argc > 1 && strcmp(argv[1], "ask") == 0)
		return fault_ask(argc - 2, argv + 2);
	if (argc > 1 && strcmp(argv[1], "faults") == 0)
		return print_faults();
	if (read_options(argc, argv, &options) < 0) {
		fprintf(stderr, "usage: fault_server --ready FILE [OPTION...]: "
				"see fault_server.c\n");
		return 2;
	}
	if (serve(&options, &err) < 0) {
		fprintf(stderr, "fault_server: %s\n", err.text);
		return err.kind == ERROR_USAGE ? 2 : 1;
	}
	return 0;
}
