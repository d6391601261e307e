/*
 * http_ask.c: asks a server one thing by libcurl, and prints what comes, as it
 * comes: the head and the body. For serve.sh.
 *
 *	http_ask [-X METHOD] [-H HEADER]... [-d BODY] [-s SOCKET] [-u WORD] URL
 *
 * -u ends it, well, once WORD has come: for streams. Exit: 0, or 1 where the
 * server did not answer, or never said WORD.
 */
#include "config.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"

#define ASK_SECONDS 30L

struct heard {
	struct bytes text;
	const char *word; /* NULL: all of it */
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

	while ((c = getopt(argc, argv, "X:H:d:s:u:")) != -1) {
		if (c == 'X')
			curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, optarg);
		else if (c == 'H')
			*headers = curl_slist_append(*headers, optarg);
		else if (c == 'd')
			curl_easy_setopt(curl, CURLOPT_POSTFIELDS, optarg);
		else if (c == 's')
			curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH,
					 optarg);
		else if (c == 'u')
			heard->word = optarg;
		else
			return NULL;
	}
	return optind == argc - 1 ? argv[optind] : NULL;
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
		rc = curl_easy_perform(curl);
	}
	if (rc != CURLE_OK && !heard.found)
		fprintf(stderr, "http_ask: %s\n", curl_easy_strerror(rc));
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	bytes_done(&heard.text);
	return heard.found || (rc == CURLE_OK && heard.word == NULL) ? 0 : 1;
}
