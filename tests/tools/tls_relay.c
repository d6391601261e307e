/*
 * tls_relay.c: puts TLS in front of a server of this machine that has none,
 * with a certificate of its own: for tests of who is trusted with a key.
 *
 *	tls_relay PORT CERTIFICATE [NAME]
 *
 * Writes the certificate, which is its own authority, to the file
 * CERTIFICATE, for NAME ("IP:127.0.0.1" where there is none), prints the port
 * that it listens on, and relays what comes there to PORT until its parent is
 * gone. One thread for each connection.
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/mem.h"
#include "base/thread/thread.h"

#define RELAY_BYTES  16384
#define RELAY_DAY_S  86400L
#define RELAY_LOOK_S 1

struct relay {
	SSL_CTX *tls;
	uint16_t port; /* of the server behind it */
};

struct relayed {
	const struct relay *relay;
	int fd;
};

static void relay_die(const char *what)
{
	fprintf(stderr, "tls_relay: %s\n", what);
	exit(1);
}

/* --- the certificate ------------------------------------------------------ */

static void relay_extend(X509 *certificate, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	if (extension == NULL || X509_add_ext(certificate, extension, -1) != 1)
		relay_die(value);
	X509_EXTENSION_free(extension);
}

static X509 *relay_certificate(EVP_PKEY *key, const char *name)
{
	X509 *certificate = X509_new();
	X509_NAME *subject;

	if (certificate == NULL)
		relay_die("no memory");
	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -RELAY_DAY_S);
	X509_gmtime_adj(X509_getm_notAfter(certificate), RELAY_DAY_S);
	X509_set_pubkey(certificate, key);
	subject = X509_get_subject_name(certificate);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
				   (const unsigned char *)"relay", -1, -1, 0);
	X509_set_issuer_name(certificate, subject);
	relay_extend(certificate, NID_subject_alt_name, name);
	relay_extend(certificate, NID_basic_constraints, "critical,CA:TRUE");
	if (X509_sign(certificate, key, EVP_sha256()) == 0)
		relay_die("the certificate cannot be signed");
	return certificate;
}

static SSL_CTX *relay_tls(const char *path, const char *name)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate;
	SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
	FILE *file = fopen(path, "w");

	if (key == NULL || tls == NULL || file == NULL)
		relay_die(path);
	certificate = relay_certificate(key, name);
	if (PEM_write_X509(file, certificate) != 1 || fclose(file) != 0 ||
	    SSL_CTX_use_certificate(tls, certificate) != 1 ||
	    SSL_CTX_use_PrivateKey(tls, key) != 1)
		relay_die(path);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return tls;
}

/* --- a connection --------------------------------------------------------- */

static struct sockaddr_in relay_address(uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons(port)};

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

static int relay_connect(uint16_t port)
{
	struct sockaddr_in address = relay_address(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd >= 0 &&
	    connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static bool relay_in(SSL *tls, int server)
{
	char bytes[RELAY_BYTES];
	int n = SSL_read(tls, bytes, sizeof(bytes));

	for (int at = 0; at < n;) {
		ssize_t sent = send(server, bytes + at, (size_t)(n - at),
				    MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		at += (int)sent;
	}
	return n > 0;
}

static bool relay_out(SSL *tls, int server)
{
	char bytes[RELAY_BYTES];
	ssize_t n = recv(server, bytes, sizeof(bytes), 0);

	return n > 0 && SSL_write(tls, bytes, (int)n) == n;
}

static void relay_run(SSL *tls, int client, int server)
{
	struct pollfd polled[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
	bool open = true;

	while (open) {
		if (SSL_pending(tls) == 0 && poll(polled, 2, -1) < 0)
			return;
		if (SSL_pending(tls) > 0 || polled[0].revents != 0)
			open = relay_in(tls, server);
		if (open && polled[1].revents != 0)
			open = relay_out(tls, server);
	}
	SSL_shutdown(tls);
}

static void *relay_serve(void *arg)
{
	struct relayed *relayed = arg;
	SSL *tls = SSL_new(relayed->relay->tls);
	int server = relay_connect(relayed->relay->port);

	SSL_set_fd(tls, relayed->fd);
	if (server >= 0 && SSL_accept(tls) == 1)
		relay_run(tls, relayed->fd, server);
	SSL_free(tls);
	close(relayed->fd);
	if (server >= 0)
		close(server);
	free(relayed);
	return NULL;
}

/* --- its life ------------------------------------------------------------- */

static int relay_listen(void)
{
	struct sockaddr_in address = relay_address(0);
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(fd, 64) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) < 0)
		relay_die("there is no port");
	printf("%u\n", (unsigned int)ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

static void relay_accept(const struct relay *relay, int listener)
{
	struct relayed *relayed;
	pthread_t thread;
	int fd = accept(listener, NULL, NULL);

	if (fd < 0)
		return;
	relayed = mem_alloc(sizeof(*relayed));
	*relayed = (struct relayed){relay, fd};
	if (thread_start(&thread, "relay", relay_serve, relayed, NULL) < 0)
		relay_die("there is no thread");
	pthread_detach(thread);
}

int main(int argc, char **argv)
{
	struct relay relay;
	struct pollfd polled = {.events = POLLIN};
	pid_t parent = getppid();

	if (argc < 3 || argc > 4)
		relay_die("usage: tls_relay PORT CERTIFICATE [NAME]");
	signal(SIGPIPE, SIG_IGN);
	relay.port = (uint16_t)atoi(argv[1]);
	relay.tls = relay_tls(argv[2], argc > 3 ? argv[3] : "IP:127.0.0.1");
	polled.fd = relay_listen();
	while (getppid() == parent)
		if (poll(&polled, 1, RELAY_LOOK_S * 1000) > 0)
			relay_accept(&relay, polled.fd);
	return 0;
}
