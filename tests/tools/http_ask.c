/*
 * http_ask.c: asks a server one thing by libcurl, and prints what comes, as it
 * comes: the head and the body. For serve.sh.
 *
 *	http_ask [-X METHOD] [-H HEADER]... [-d BODY] [-s SOCKET] [-u WORD]
 *		[-f ADDRESS] URL
 *	http_ask -r HEAD [-s SOCKET] URL
 *
 * -f asks from an address of this machine. -u ends it, well, once WORD has come: for streams. -r sends these bytes
 * (\n: CR and LF), prints "sent" and reads nothing until the server closes the
 * connection: for those that are slow. Exit: 0, or 1 where the server did not
 * answer, never said WORD, or never closed.
 */
#include "config.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"

#define ASK_SECONDS 30L

/* The other end is shut, whatever was not read. */
#ifdef POLLRDHUP
#define ASK_SHUT POLLRDHUP
#else
#define ASK_SHUT 0
#endif

struct heard {
	struct bytes text;
	const char *word; /* NULL: all of it */
	const char *head; /* to be sent in place of a request, or NULL */
	bool found;
};

static size_t ask_hear(char *data, size_t size, size_t n, void *arg)
{
	struct heard *heard = arg;

	bytes_append(&heard->text, data, size * n);
	fwrite(data, size, n, stdout);
	fflush(stdout);
	heard->found = heard->word != NULL &&
		       strstr(heard->text.data, heard->word) != NULL;
	return heard->found ? 0 : size * n;
}

/* The URL; NULL: the call was wrong. */
static const char *ask_options(int argc, char **argv, CURL *curl,
			       struct curl_slist **headers, struct heard *heard)
{
	int c;

	while ((c = getopt(argc, argv, "X:H:d:f:s:u:r:")) != -1) {
		if (c == 'X')
			curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, optarg);
		else if (c == 'H')
			*headers = curl_slist_append(*headers, optarg);
		else if (c == 'd')
			curl_easy_setopt(curl, CURLOPT_POSTFIELDS, optarg);
		else if (c == 'f')
			curl_easy_setopt(curl, CURLOPT_INTERFACE, optarg);
		else if (c == 's')
			curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH,
					 optarg);
		else if (c == 'r')
			heard->head = optarg;
		else if (c == 'u')
			heard->word = optarg;
		else
			return NULL;
	}
	return optind == argc - 1 ? argv[optind] : NULL;
}

/* Sends the head and waits for the end, without reading. */
static CURLcode ask_slowly(CURL *curl, struct heard *heard)
{
	struct bytes head = {0};
	curl_socket_t fd = CURL_SOCKET_BAD;
	struct pollfd ended;
	size_t sent;
	CURLcode rc;

	for (const char *at = heard->head; *at != '\0'; at++) {
		if (strncmp(at, "\\n", 2) == 0) {
			bytes_append_str(&head, "\r\n");
			at++;
		} else {
			bytes_append_char(&head, *at);
		}
	}
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	rc = curl_easy_perform(curl);
	if (rc == CURLE_OK)
		rc = curl_easy_send(curl, head.data, head.len, &sent);
	if (rc == CURLE_OK)
		rc = curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &fd);
	bytes_done(&head);
	printf("sent\n");
	fflush(stdout);
	ended = (struct pollfd){.fd = fd, .events = ASK_SHUT};
	if (rc == CURLE_OK && poll(&ended, 1, (int)ASK_SECONDS * 1000) <= 0)
		rc = CURLE_OPERATION_TIMEDOUT;
	return rc;
}

int main(int argc, char **argv)
{
	struct curl_slist *headers = NULL;
	struct heard heard = {0};
	CURL *curl = curl_easy_init();
	CURLcode rc = CURLE_FAILED_INIT;
	const char *url =
		curl == NULL ? NULL
			     : ask_options(argc, argv, curl, &headers, &heard);

	if (url != NULL) {
		curl_easy_setopt(curl, CURLOPT_URL, url);
		curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
		curl_easy_setopt(curl, CURLOPT_HEADER, 1L);
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
		curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
		curl_easy_setopt(curl, CURLOPT_TIMEOUT, ASK_SECONDS);
		curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ask_hear);
		curl_easy_setopt(curl, CURLOPT_WRITEDATA, &heard);
		rc = heard.head != NULL ? ask_slowly(curl, &heard)
					: curl_easy_perform(curl);
	}
	if (rc != CURLE_OK && !heard.found)
		fprintf(stderr, "http_ask: %s\n", curl_easy_strerror(rc));
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	bytes_done(&heard.text);
	return heard.found || (rc == CURLE_OK && heard.word == NULL) ? 0 : 1;
}
