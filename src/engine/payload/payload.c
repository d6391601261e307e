/*
 * payload.c: the pictures of a sheet that are sent. See payload.h.
 *
 * The labels are found (or known from the cache) and turned, the plan says
 * what is cut out, one streamed decode cuts it, and each picture is encoded
 * within its share of the budget.
 *
 * 1. The same bytes and options give the same pictures, whether the labels
 *    were found now or taken from the cache.
 * 2. A maker keeps the memory of its pictures for the next sheet, if it is not
 *    large: fetching pages anew costs as much as decoding into them.
 */
#include "config.h"

#include "engine/payload/payload.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/label/find.h"
#include "engine/label/upright.h"
#include "engine/payload/fit.h"
#include "engine/payload/plan.h"
#include "image/decode/part.h"
#include "run/cache/label.h"

/* Of what a payload is made of and how: part of the parameters. */
#define PAYLOAD_VERSION 1
#define SHEET_TEXT	1 /* likewise, of words */
/* Of the bytes, while there are labels and the sheet. */
#define PAYLOAD_LABELS_SHARE 0.6
#define PAYLOAD_KEPT_MAX     (6u << 20) /* bytes of memory of a picture */

struct payload_maker {
	struct payload_options options;
	struct label_cache *cache; /* borrowed, or NULL */
	struct upright upright;
	struct picture_part parts[PAYLOAD_IMAGES];
	struct planes spare;
};

static const char *const payload_send_words[PAYLOAD_SENDS] = {
	[PAYLOAD_BOTH] = "both",
	[PAYLOAD_LABELS] = "labels",
	[PAYLOAD_SHEET] = "sheet",
	[PAYLOAD_TEXT] = "text",
};

const char *payload_send_word(enum payload_send send)
{
	return payload_send_words[send];
}

int payload_send_parse(const char *word, enum payload_send *ret)
{
	for (int i = 0; i < PAYLOAD_SENDS; i++)
		if (strcmp(word, payload_send_words[i]) == 0) {
			*ret = (enum payload_send)i;
			return 0;
		}
	return -1;
}

void payload_params(const struct payload_options *options, struct bytes *ret)
{
	if (options->send == PAYLOAD_TEXT) {
		bytes_printf(ret, "send=%s\nwords=%d\n",
			     payload_send_word(options->send), SHEET_TEXT);
		return;
	}
	/* Words of what is hashed, not names: a sheet that was paid for is known
	 * by them. */
	bytes_printf(ret, "parcel=%d\nsend=%s\nmax_edge=%d\nmax_bytes=%zu\n",
		     PAYLOAD_VERSION, payload_send_word(options->send),
		     options->max_edge, options->max_bytes);
}

static void payload_image_done(struct payload_image *image)
{
	free(image->jpeg);
	free(image->url);
}

void payload_done(struct payload *payload)
{
	for (int i = 0; i < payload->n; i++)
		payload_image_done(&payload->images[i]);
	free(payload->text);
	*payload = (struct payload){0};
}

bool payload_is_blank(const struct payload *payload)
{
	return payload->n == 0 && text_blank(payload->text);
}

void payload_of_address(const char *url, struct payload *ret)
{
	*ret = (struct payload){.n = 1, .labels.sheet_rotation = -1};
	ret->images[0].url = mem_strdup(url);
}

int payload_maker_new(const struct payload_options *options,
		      struct label_cache *cache, struct payload_maker **ret,
		      struct error *err)
{
	struct payload_maker *maker;

	if (options->max_edge < PAYLOAD_EDGE_MIN ||
	    options->max_edge > PAYLOAD_EDGE_MAX)
		return error_set(err, ERROR_USAGE,
				 "pictures of %d pixels on an edge cannot be "
				 "sent; from %d to %d can",
				 options->max_edge, PAYLOAD_EDGE_MIN,
				 PAYLOAD_EDGE_MAX);
	if (options->max_bytes < PAYLOAD_BYTES_MIN ||
	    options->max_bytes > PAYLOAD_BYTES_MAX)
		return error_set(err, ERROR_USAGE,
				 "pictures of %zu bytes cannot be sent; from "
				 "%u to %u can",
				 options->max_bytes, PAYLOAD_BYTES_MIN,
				 PAYLOAD_BYTES_MAX);
	maker = mem_zalloc(sizeof(*maker));
	maker->options = *options;
	maker->cache = cache;
	*ret = maker;
	return 0;
}

void payload_maker_free(struct payload_maker *maker)
{
	if (maker == NULL)
		return;
	upright_done(&maker->upright);
	picture_parts_done(maker->parts, PAYLOAD_IMAGES);
	planes_done(&maker->spare);
	free(maker);
}

/* Gives back what only a sheet out of the ordinary takes. */
static void payload_maker_trim(struct payload_maker *maker)
{
	for (int i = 0; i < PAYLOAD_IMAGES; i++)
		if (maker->parts[i].planes.size > PAYLOAD_KEPT_MAX)
			planes_done(&maker->parts[i].planes);
	if (maker->spare.size > PAYLOAD_KEPT_MAX)
		planes_done(&maker->spare);
}

/* The labels with their turns, from the cache where it knows them. */
static int payload_labels(struct payload_maker *maker, const char *path,
			  const char *sha256, const struct picture_info *info,
			  struct labels *ret, struct error *err)
{
	bool guessed;

	if (maker->cache != NULL &&
	    label_cache_get(maker->cache, sha256, upright_version(), ret))
		return 0;
	if (label_find(path, info, NULL, ret, err) < 0 ||
	    upright_decide(&maker->upright, path, info, ret, &guessed, err) < 0)
		return -1;
	if (maker->cache != NULL && !guessed)
		label_cache_put(maker->cache, sha256, upright_version(), ret);
	return 0;
}

/* --- sharing the bytes ---------------------------------------------------- */

static double payload_pixels(const struct payload_plan *plan, int i)
{
	return (double)plan->items[i].width * plan->items[i].height;
}

/*
 * The share of picture `i` of the `left` bytes that pictures i to n have: by
 * its pixels, and so that each of them gets half of an even share at least.
 * What one does not take the next ones have.
 */
static size_t payload_share(const struct payload_plan *plan, int i, int n,
			    size_t left)
{
	size_t least = left / (2 * (size_t)(n - i));
	size_t most = left - least * (size_t)(n - i - 1);
	double all = 0;
	size_t share;

	for (int k = i; k < n; k++)
		all += payload_pixels(plan, k);
	share = (size_t)((double)left * (payload_pixels(plan, i) / all));
	return share < least ? least : share > most ? most : share;
}

/* Encodes the pictures from `i` to `n` in at most `bytes`. */
static int payload_encode(struct payload_maker *maker,
			  const struct payload_plan *plan, int n, size_t bytes,
			  struct payload *ret, struct error *err)
{
	size_t left = bytes;

	for (int i = ret->n; i < n; i++) {
		struct payload_image *image = &ret->images[i];
		struct jpeg_file file;

		if (payload_fit(&maker->parts[i].planes, plan->items[i].turn,
				payload_share(plan, i, n, left), &maker->spare,
				&file, &image->width, &image->height, err) < 0)
			return -1;
		image->jpeg = file.data;
		image->len = file.len;
		image->is_label = plan->items[i].is_label;
		left -= file.len;
		ret->n++;
		ret->bytes += file.len;
		ret->megapixels += (double)image->width * image->height / 1e6;
	}
	return 0;
}

static int payload_cut(struct payload_maker *maker, const char *path,
		       const struct payload_plan *plan, struct payload *ret,
		       struct error *err)
{
	size_t labels_bytes = plan->n > plan->n_labels
				      ? (size_t)((double)plan->max_bytes *
						 PAYLOAD_LABELS_SHARE)
				      : plan->max_bytes;

	for (int i = 0; i < plan->n; i++) {
		maker->parts[i].crop = plan->items[i].crop;
		maker->parts[i].width = plan->items[i].width;
		maker->parts[i].height = plan->items[i].height;
	}
	if (picture_read_parts(path, maker->parts, (size_t)plan->n, err) < 0 ||
	    payload_encode(maker, plan, plan->n_labels, labels_bytes, ret,
			   err) < 0)
		return -1;
	return payload_encode(maker, plan, plan->n,
			      plan->max_bytes - ret->bytes, ret, err);
}

int payload_make(struct payload_maker *maker, const char *path,
		 const char *sha256, bool smaller, struct payload *ret,
		 struct error *err)
{
	struct payload payload = {0};
	struct payload_plan plan;
	struct picture_info info;
	int rc;

	payload.labels.sheet_rotation = -1;
	if (picture_probe(path, &info, err) < 0 ||
	    (maker->options.send != PAYLOAD_SHEET &&
	     payload_labels(maker, path, sha256, &info, &payload.labels, err) <
		     0))
		return -1;
	payload_plan_make(&maker->options, smaller, &info, &payload.labels,
			  &plan);
	rc = payload_cut(maker, path, &plan, &payload, err);
	payload_maker_trim(maker);
	if (rc < 0) {
		payload_done(&payload);
		return -1;
	}
	*ret = payload;
	return 0;
}
