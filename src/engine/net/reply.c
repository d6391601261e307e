/*
 * reply.c: the beginning and end of a reply; what reads replies needs no
 * more of http.h, and no libcurl.
 */
#include "config.h"

#include "engine/net/http.h"

void http_reply_init(struct http_reply *reply)
{
	*reply = (struct http_reply){
		.fate = HTTP_NO_SERVER,
		.retry_after_ms = -1,
		.retry_epoch_ms = -1,
		.reset_epoch_ms = -1,
		.date_epoch_ms = -1,
		.range_from = -1,
		.range_total = -1,
		.requests = {-1, -1},
		.tokens = {-1, -1},
	};
}

void http_reply_done(struct http_reply *reply)
{
	bytes_done(&reply->body);
	http_reply_init(reply);
}
