/*
 * ask.c: see ask.h.
 *
 * 1. The same question has the same address, to the letter: what was answered
 *    is kept by it.
 */
#include "config.h"

#include "engine/gbif/ask.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/net/excerpt.h"
#include "engine/net/url.h"

#define EXCERPT_BYTES 160

/* --- addresses ------------------------------------------------------------ */

static void url_begin(struct bytes *url, const struct gbif_server *server,
		      const char *path)
{
	size_t len = strlen(server->base_url);

	while (len > 0 && server->base_url[len - 1] == '/')
		len--;
	bytes_append(url, server->base_url, len);
	bytes_append_str(url, path);
}

static void url_add(struct bytes *url, const char *name, const char *value)
{
	char *escaped CLEANUP(mem_free_str) = NULL;
	bool first = url->data == NULL || strchr(url->data, '?') == NULL;

	if (text_blank(value))
		return;
	escaped = http_url_escape(value);
	bytes_printf(url, "%c%s=%s", first ? '?' : '&', name, escaped);
}

char *gbif_name_url(const struct gbif_server *server,
		    const struct gbif_name *name)
{
	struct bytes url = {0};

	url_begin(&url, server, "/v2/species/match");
	url_add(&url, "scientificName", name->name);
	url_add(&url, "scientificNameAuthorship", name->author);
	url_add(&url, "family", name->family);
	url_add(&url, "kingdom", name->kingdom);
	url_add(&url, "checklistKey", server->checklist);
	url_add(&url, "verbose", "true");
	return bytes_steal(&url);
}

static void place_text(double degrees, char ret[32])
{
	double whole = floor(degrees * 10 + .5) / 10;

	snprintf(ret, 32, "%.1f", whole == 0 ? 0 : whole);
}

char *gbif_index_url(const struct gbif_server *server)
{
	struct bytes url = {0};

	url_begin(&url, server, "/v2/species/match/metadata");
	url_add(&url, "checklistKey", server->checklist);
	return bytes_steal(&url);
}

char *gbif_place_url(const struct gbif_server *server, double latitude,
		     double longitude)
{
	struct bytes url = {0};
	char at[32];

	url_begin(&url, server, "/v1/geocode/reverse");
	place_text(latitude, at);
	url_add(&url, "lat", at);
	place_text(longitude, at);
	url_add(&url, "lng", at);
	snprintf(at, sizeof(at), "%g", GBIF_NEAR);
	url_add(&url, "uncertaintyDegrees", at);
	return bytes_steal(&url);
}

/* --- replies -------------------------------------------------------------- */

/* What a status means where it is not a success. 420 is what GBIF says to who
 * wants too much at once. */
static enum gbif_reply reply_of_status(int status)
{
	static const struct {
		int status;
		enum gbif_reply reply;
	} rows[] = {
		{401, GBIF_REPLY_CLOSED}, {403, GBIF_REPLY_CLOSED},
		{404, GBIF_REPLY_CLOSED}, {407, GBIF_REPLY_CLOSED},
		{408, GBIF_REPLY_AGAIN},  {410, GBIF_REPLY_CLOSED},
		{420, GBIF_REPLY_AGAIN},  {425, GBIF_REPLY_AGAIN},
		{429, GBIF_REPLY_AGAIN},  {501, GBIF_REPLY_CLOSED},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].status == status)
			return rows[i].reply;
	if (status >= 500)
		return GBIF_REPLY_AGAIN;
	return status >= 400 ? GBIF_REPLY_REFUSED : GBIF_REPLY_CLOSED;
}

static enum gbif_reply reply_of(const struct http_reply *reply)
{
	static const enum gbif_reply fates[] = {
		[HTTP_ANSWERED] = GBIF_REPLY_GOOD,
		[HTTP_NO_SERVER] = GBIF_REPLY_AGAIN,
		[HTTP_INSECURE] = GBIF_REPLY_CLOSED,
		[HTTP_TIMED_OUT] = GBIF_REPLY_AGAIN,
		[HTTP_BROKEN] = GBIF_REPLY_AGAIN,
		[HTTP_TOO_LARGE] = GBIF_REPLY_REFUSED,
	};

	if (reply->fate != HTTP_ANSWERED ||
	    (reply->status >= 200 && reply->status < 300))
		return fates[reply->fate];
	return reply_of_status(reply->status);
}

static void told_words(const struct http_reply *reply, struct gbif_told *told)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	size_t len;

	if (reply->fate != HTTP_ANSWERED) {
		bytes_append_str(&text, reply->why);
	} else {
		bytes_printf(&text, "HTTP %d", reply->status);
		if (reply->location[0] != '\0')
			bytes_printf(&text, ", it leads to %s",
				     reply->location);
		else if (reply->body.len > 0) {
			bytes_append_str(&text, ": ");
			http_excerpt(reply->body.data, reply->body.len,
				     EXCERPT_BYTES, &text);
		}
	}
	if (text.data == NULL)
		return;
	text_clean_line(text.data);
	len = text_cut(text.data, sizeof(told->text) - 1);
	memcpy(told->text, text.data, len);
	told->text[len] = '\0';
}

void gbif_reply_read(const struct http_reply *reply, struct gbif_told *ret)
{
	*ret = (struct gbif_told){.reply = reply_of(reply), .wait_ms = -1};
	if (ret->reply == GBIF_REPLY_GOOD)
		return;
	ret->wait_ms = reply->retry_after_ms;
	ret->too_fast = reply->status == 420 || reply->status == 429;
	told_words(reply, ret);
}
