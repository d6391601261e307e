/*
 * looker.c: looking with a memory. See looker.h.
 *
 * The key of what is kept is the version of the facts, the languages, and what
 * their trained data are: other models read other words.
 *
 * 1. Facts are put under a hash only where the file was the one of that hash
 *    before and after it was looked at.
 */
#include "config.h"

#include "engine/label/looker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "engine/label/look.h"
#include "engine/label/ocr.h"

struct looker {
	struct ocr *ocr;
	struct facts_cache *cache; /* borrowed, or NULL */
	char *key;
};

/* The hash of the hashes of all trained data. */
static int looker_hash(const struct looker *looker, char ret[HASH_HEX_SIZE],
		       struct error *err)
{
	struct bytes paths CLEANUP(bytes_done) = {0};
	struct bytes all CLEANUP(bytes_done) = {0};

	ocr_trained_data(looker->ocr, &paths);
	for (size_t at = 0; at < paths.len; at += strlen(paths.data + at) + 1) {
		char one[HASH_HEX_SIZE];

		if (facts_cache_hash(looker->cache, paths.data + at, one, err) <
		    0)
			return -1;
		bytes_append_str(&all, one);
	}
	hash_bytes(all.data, all.len, ret);
	return 0;
}

/* Trained data that cannot be read by name, as of a tesseract that keeps them
 * elsewhere, leave a key without them. */
static void looker_make_key(struct looker *looker)
{
	char hash[HASH_HEX_SIZE] = "";

	if (looker_hash(looker, hash, NULL) < 0)
		hash[0] = '\0';
	looker->key = mem_printf("%d %s %.16s", FACTS_VERSION,
				 ocr_lang(looker->ocr), hash);
}

int looker_new(const char *lang, struct facts_cache *cache, struct looker **ret,
	       struct error *err)
{
	struct looker *looker = mem_zalloc(sizeof(*looker));

	if (ocr_new(lang, &looker->ocr, err) < 0) {
		free(looker);
		return -1;
	}
	looker->cache = cache;
	if (cache != NULL)
		looker_make_key(looker);
	*ret = looker;
	return 0;
}

void looker_free(struct looker *looker)
{
	if (looker == NULL)
		return;
	ocr_free(looker->ocr);
	free(looker->key);
	free(looker);
}

bool looker_knows(struct looker *looker, const char *sha256)
{
	return looker->cache != NULL &&
	       facts_cache_made(looker->cache, sha256, looker->key, NULL);
}

/* --- the file ------------------------------------------------------------- */

static int file_ask(const char *path, struct facts_file *ret, struct error *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return error_sys(err, errno, "cannot open %s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_FAILED, "%s is not a file", path);
	ret->size = (uint64_t)st.st_size;
	ret->mtime_ns = file_mtime_ns(&st);
	return 0;
}

/* Whether it is still of that size and time. */
static int file_check(const char *path, const struct facts_file *file,
		      struct error *err)
{
	struct facts_file now;

	if (file_ask(path, &now, err) < 0)
		return -1;
	if (now.size != file->size || now.mtime_ns != file->mtime_ns)
		return error_set(err, ERROR_FAILED,
				 "%s changed while it was looked at; look "
				 "again",
				 path);
	return 0;
}

int look_file(struct facts_cache *cache, const char *path, const char *image,
	      struct facts_file *ret, char ret_sha256[HASH_HEX_SIZE],
	      struct error *err)
{
	struct facts_file file = {.image = image};

	if (file_ask(path, &file, err) < 0)
		return -1;
	if (!facts_cache_file(cache, &file, ret_sha256)) {
		if (hash_file(path, ret_sha256, err) < 0 ||
		    file_check(path, &file, err) < 0)
			return -1;
		facts_cache_saw(cache, &file, ret_sha256);
	}
	*ret = file;
	return 0;
}

/* --- looking -------------------------------------------------------------- */

static int looker_make(struct looker *looker, const struct look_sheet *sheet,
		       const atomic_bool *cancelled, struct facts *ret,
		       struct error *err)
{
	if (look_sheet(looker->ocr, sheet->path, cancelled, ret, err) < 0)
		return -1;
	if (looker->cache == NULL)
		return 0;
	if (!sheet->copied && file_check(sheet->path, &sheet->file, err) < 0) {
		facts_done(ret);
		return -1;
	}
	facts_cache_put(looker->cache, sheet->sha256, looker->key, ret,
			&sheet->file);
	return 0;
}

int looker_look(struct looker *looker, const struct look_sheet *sheet,
		const atomic_bool *cancelled, struct facts *ret, bool *ret_made,
		struct error *err)
{
	bool known = looker->cache != NULL &&
		     facts_cache_made(looker->cache, sheet->sha256, looker->key,
				      ret);

	if (ret_made != NULL)
		*ret_made = !known;
	if (!known)
		return looker_make(looker, sheet, cancelled, ret, err);
	facts_cache_saw(looker->cache, &sheet->file, sheet->sha256);
	return 0;
}
