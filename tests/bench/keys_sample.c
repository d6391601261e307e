/*
 * keys_sample.c: the sheets that keys are counted on: of all transcribed ones,
 * in the order of the SHA-256 of their names, every seventh.
 *
 *	keys_sample [--step N] [--from N] OUT-DIRECTORY DIRECTORY…
 *
 * Each DIRECTORY has truth.jsonl and sheets/. OUT-DIRECTORY gets truth.jsonl of
 * the sample and links to its photographs in sheets/.
 */
#include "config.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"

struct sheet {
	char hash[HASH_HEX_SIZE];
	char *name, *path, *line;
};

struct sample {
	struct sheet *items;
	size_t n, cap;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void sample_add(struct sample *sample, const char *dir, const char *line)
{
	json_t *object = json_loads(line, 0, NULL);
	const char *name = json_string_value(json_object_get(object, "image"));
	struct sheet *sheet;

	if (name == NULL) {
		fprintf(stderr, "%s/truth.jsonl: a line without image\n", dir);
		exit(1);
	}
	ARRAY_GROW(sample->items, sample->n, sample->cap);
	sheet = &sample->items[sample->n++];
	hash_bytes(name, strlen(name), sheet->hash);
	sheet->name = mem_strdup(name);
	sheet->path = mem_printf("%s/sheets/%s", dir, name);
	sheet->line = mem_strdup(line);
	json_decref(object);
}

static void sample_read(struct sample *sample, const char *dir)
{
	char *path CLEANUP(mem_free_str) = mem_printf("%s/truth.jsonl", dir);
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;

	if (file == NULL)
		die(path);
	while (getline(&line, &cap, file) > 0)
		sample_add(sample, dir, line);
	free(line);
	fclose(file);
}

static int by_hash(const void *a, const void *b)
{
	return strcmp(((const struct sheet *)a)->hash,
		      ((const struct sheet *)b)->hash);
}

static void sheet_put(const struct sheet *sheet, const char *to, FILE *truth)
{
	char *link CLEANUP(mem_free_str) =
		mem_printf("%s/sheets/%s", to, sheet->name);
	char *path CLEANUP(mem_free_str) = realpath(sheet->path, NULL);

	if (path == NULL)
		die(sheet->path);
	if (symlink(path, link) < 0 && errno != EEXIST)
		die(link);
	fputs(sheet->line, truth);
}

static void sample_put(struct sample *sample, size_t from, size_t step,
		       const char *to)
{
	char *sheets CLEANUP(mem_free_str) = mem_printf("%s/sheets", to);
	char *path CLEANUP(mem_free_str) = mem_printf("%s/truth.jsonl", to);
	FILE *truth;

	if (mkdir(to, 0777) < 0 && errno != EEXIST)
		die(to);
	if (mkdir(sheets, 0777) < 0 && errno != EEXIST)
		die(sheets);
	truth = fopen(path, "w");
	if (truth == NULL)
		die(path);
	qsort(sample->items, sample->n, sizeof(*sample->items), by_hash);
	for (size_t i = from; i < sample->n; i += step)
		sheet_put(&sample->items[i], to, truth);
	if (fclose(truth) != 0)
		die(path);
}

int main(int argc, char **argv)
{
	struct sample sample = {0};
	size_t step = 7, from = 0;
	int i = 1;

	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		size_t n = strtoul(argv[i + 1], NULL, 10);

		if (strcmp(argv[i], "--step") == 0 && n > 0)
			step = n;
		else if (strcmp(argv[i], "--from") == 0)
			from = n;
	}
	if (argc - i < 2) {
		fprintf(stderr,
			"usage: %s [--step N] [--from N] OUT DIRECTORY...\n",
			argv[0]);
		return 2;
	}
	for (int k = i + 1; k < argc; k++)
		sample_read(&sample, argv[k]);
	sample_put(&sample, from, step, argv[i]);
	return 0;
}
