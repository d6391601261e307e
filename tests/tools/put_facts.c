/*
 * put_facts.c: words for sheets that have none, so that thousands of them can
 * be sent as text in a test: `put_facts RUN IMAGES` puts facts into the cache
 * of a run for each *.jpg in IMAGES. `vasculum look RUN --limit 1` is to have
 * made the cache: its key, which says who looked, is taken from there.
 */
#include "config.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "run/cache/facts.h"

#define LINES	    8
#define WORD_WIDTH  60
#define LINE_HEIGHT 30

/* The lines of a label; the first holds what tells sheets apart. */
static const char *const lines[LINES] = {
	"HERBARIUM OF THE RESEARCH STATION",
	"Flora of Saskatchewan Canada",
	"Bouteloua gracilis (Kunth) Lag.",
	"6 mi. N of Sintaluta dry prairie slope",
	"with Stipa comata and Carex filifolia",
	"elevation 2100 feet on sandy loam",
	"Coll. A. Tester No. 1202",
	"Date 14 June 1951",
};

/* Who looked, by the newest facts; owned; NULL: nobody. */
static char *read_key(const struct run *run)
{
	char *path CLEANUP(mem_free_str) =
		mem_printf("%s/cache/facts.db", run->dir);
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;
	char *key = NULL;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) ==
		    SQLITE_OK &&
	    sqlite3_prepare_v2(db, "SELECT key FROM facts ORDER BY n DESC", -1,
			       &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		key = mem_strdup((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return key;
}

static void add_line(struct region *region, const char *text, int line)
{
	char *copy CLEANUP(mem_free_str) = mem_strdup(text);
	char *rest = NULL;
	int at = 0;

	for (char *word = strtok_r(copy, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest), at++) {
		struct box box = {at * WORD_WIDTH, line * LINE_HEIGHT,
				  WORD_WIDTH - 8, LINE_HEIGHT - 8};

		words_add(&region->words, word, box, -1, 0.9);
		region->words.items[region->words.n - 1].role = ROLE_LABEL;
		region->words.items[region->words.n - 1].stored = box;
	}
}

static void make_facts(struct facts *ret, const char *sha256)
{
	struct box box = {0, 0, 8 * WORD_WIDTH, (LINES + 1) * LINE_HEIGHT};
	struct label label = {.box = box, .score = 0.9, .sure = 1};
	struct region *region = facts_add_region(ret, &label);
	char number[32];

	snprintf(number, sizeof(number), "No. %.12s", sha256);
	region->role = ROLE_LABEL;
	region->read = true;
	region->legible = 0.8;
	region->place = (struct view_place){
		.crop = box, .width = box.w, .height = box.h, .scale = 1};
	for (int i = 0; i < LINES; i++)
		add_line(region, lines[i], i);
	add_line(region, number, LINES);
	ret->sheet_rotation = 0;
	ret->width = box.w;
	ret->height = box.h;
}

static int put_one(struct facts_cache *cache, const char *key, const char *dir,
		   const char *name)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, name);
	struct facts facts CLEANUP(facts_done) = {0};
	char sha256[HASH_HEX_SIZE];
	struct facts_file file = {.image = name};
	struct stat st;

	if (hash_file(path, sha256, NULL) < 0 || stat(path, &st) < 0)
		return -1;
	file.size = (uint64_t)st.st_size;
	file.mtime_ns = file_mtime_ns(&st);
	make_facts(&facts, sha256);
	return facts_cache_put(cache, sha256, key, &facts, &file) ? 0 : -1;
}

static int put_all(const struct run *run, const char *dir, struct error *err)
{
	char *key CLEANUP(mem_free_str) = read_key(run);
	struct facts_cache *cache;
	struct dirent *entry;
	DIR *images;
	int result = 0;

	if (key == NULL)
		return error_set(
			err, ERROR_USAGE,
			"nobody has looked: vasculum look --limit 1 first");
	if (facts_cache_open(run, &cache, err) < 0)
		return -1;
	images = opendir(dir);
	while (images != NULL && (entry = readdir(images)) != NULL)
		if (strstr(entry->d_name, ".jpg") != NULL &&
		    put_one(cache, key, dir, entry->d_name) < 0)
			result = error_set(err, ERROR_FAILED, "cannot put %s",
					   entry->d_name);
	if (images != NULL)
		closedir(images);
	facts_cache_close(cache);
	return result;
}

int main(int argc, char **argv)
{
	struct run *run = NULL;
	struct error err = {0};
	int result;

	if (argc != 3) {
		fprintf(stderr, "put_facts RUN IMAGES\n");
		return 2;
	}
	if (run_open(argv[1], RUN_WRITE, &run, &err) < 0) {
		fprintf(stderr, "put_facts: %s\n", err.text);
		return 1;
	}
	result = put_all(run, argv[2], &err);
	if (result < 0)
		fprintf(stderr, "put_facts: %s\n", err.text);
	run_close(run);
	return result < 0;
}
