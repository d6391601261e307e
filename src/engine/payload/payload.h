/*
 * payload.h: what is sent of a sheet to a model: its labels, cut out upright
 * at reading size, and the sheet, reduced, as JPEG within a budget of bytes and
 * pixels; or its words (text.h).
 */
#ifndef ENGINE_PAYLOAD_PAYLOAD_H
#define ENGINE_PAYLOAD_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "image/find/labels.h"

/* Of --send. The sheet alone is turned as EXIF says; labels and both use the
 * finder; text is no picture at all, but the sheet's words (text.h). */
enum payload_send {
	PAYLOAD_BOTH,
	PAYLOAD_LABELS, /* the sheet where no label is found */
	PAYLOAD_SHEET,
	PAYLOAD_TEXT,
};
#define PAYLOAD_SENDS	 4
#define PAYLOAD_PICTURES 3 /* the first ones, that send pictures */
const char *payload_send_word(enum payload_send send);
/* 0, or -1 for another word. */
int payload_send_parse(const char *word, enum payload_send *ret) MUST_USE;

#define PAYLOAD_IMAGES	  5    /* most pictures of a sheet */
#define PAYLOAD_EDGE	  1600 /* --max-edge, pixels */
#define PAYLOAD_EDGE_MIN  256
#define PAYLOAD_EDGE_MAX  8192
#define PAYLOAD_BYTES	  (400u << 10) /* of all JPEG together */
#define PAYLOAD_BYTES_MIN (16u << 10)
#define PAYLOAD_BYTES_MAX (16u << 20)

struct payload_options {
	enum payload_send send;
	int max_edge;	  /* longest edge of a picture in pixels */
	size_t max_bytes; /* of all pictures together */
};

struct payload_image {
	unsigned char *jpeg; /* owned; NULL: the server fetches it */
	size_t len;
	char *url; /* owned; NULL: its bytes are sent */
	int width, height;
	bool is_label; /* else the whole sheet */
};

struct payload {
	struct payload_image images[PAYLOAD_IMAGES]; /* labels first */
	int n;
	char *text;	      /* owned: the words, in place of pictures; or
				 NULL */
	size_t bytes;	      /* of all of them */
	double megapixels;    /* likewise */
	struct labels labels; /* found; n == 0 with PAYLOAD_SHEET */
};
void payload_done(struct payload *payload);

/* The sheet by its public address, for servers that fetch it themselves; how
 * large it is, nobody knows. *ret is owned. Never fails. */
void payload_of_address(const char *url, struct payload *ret);

/* Whether there is nothing in it that anybody could be asked about: a sheet
 * without a word. */
bool payload_is_blank(const struct payload *payload);

struct label_cache;   /* run/cache/label.h */
struct payload_maker; /* of one thread */

/* Of pictures. *ret is the caller's to payload_maker_free(); the options are
 * copied, `cache` (may be NULL) outlives it and may be shared. Fails, with
 * ERROR_USAGE, for options outside the limits above. */
int payload_maker_new(const struct payload_options *options,
		      struct label_cache *cache, struct payload_maker **ret,
		      struct error *err) MUST_USE;
void payload_maker_free(struct payload_maker *maker); /* NULL is fine */

/*
 * Makes the pictures of the sheet at `path`, whose bytes have the SHA-256
 * `sha256` (what the cache goes by). *ret is owned; the same bytes and options
 * give the same pictures. `smaller` halves the byte budget and takes the edges
 * of each picture by 0.7: for servers that found it too large. A sheet that
 * cannot be decoded whole is an error. Blocks (pool thread).
 */
int payload_make(struct payload_maker *maker, const char *path,
		 const char *sha256, bool smaller, struct payload *ret,
		 struct error *err) MUST_USE;

struct bytes;
/* Appends what of the options and the maker decides the pictures, as lines
 * for params_sha256. Any thread. */
void payload_params(const struct payload_options *options, struct bytes *ret);

#endif
