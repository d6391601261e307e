/*
 * recombine_names.c: prints a list of scientific names, one a line: those of
 * transcriptions and records, and as many more as asked for, made of their
 * genera, epithets and authors. The same each time.
 *
 *	recombine_names ROWS FILE.jsonl…
 *
 * A line of a file is an object with "dwc":{"scientificName": …}: a text, a list
 * of texts that are all right, or {"value": text}.
 */
#include "config.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

struct names {
	char **items;
	size_t n, cap;
};

static void names_add(struct names *names, const char *name)
{
	if (name == NULL || *name == '\0' || strpbrk(name, "\t\n\r") != NULL)
		return;
	ARRAY_GROW(names->items, names->n, names->cap);
	names->items[names->n++] = mem_strdup(name);
}

static void names_of(const json_t *value, struct names *names)
{
	const json_t *item;
	size_t i;

	names_add(names, json_string_value(value));
	names_add(names, json_string_value(json_object_get(value, "value")));
	json_array_foreach(value, i, item)
		names_add(names, json_string_value(item));
}

static void names_read(const char *path, struct names *names)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;

	if (file == NULL) {
		perror(path);
		exit(1);
	}
	while (getline(&line, &cap, file) > 0) {
		json_t *object = json_loads(line, 0, NULL);

		names_of(json_object_get(json_object_get(object, "dwc"),
					 "scientificName"),
			 names);
		json_decref(object);
	}
	free(line);
	fclose(file);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each once, in order: nothing hangs on the order of the files. */
static void names_unique(struct names *names)
{
	size_t n = 0;

	qsort(names->items, names->n, sizeof(*names->items), by_text);
	for (size_t i = 0; i < names->n; i++) {
		if (n > 0 && strcmp(names->items[n - 1], names->items[i]) == 0)
			free(names->items[i]);
		else
			names->items[n++] = names->items[i];
	}
	names->n = n;
}

static uint64_t next(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return *seed >> 33;
}

/* The genus of one name with what stands behind that of another. */
static bool recombine(const struct names *names, uint64_t *seed)
{
	const char *genus = names->items[next(seed) % names->n];
	const char *other = names->items[next(seed) % names->n];
	const char *rest = strchr(other, ' ');
	const char *blank = strchr(genus, ' ');

	if (rest == NULL || blank == NULL)
		return false;
	printf("%.*s%s\n", (int)(blank - genus), genus, rest);
	return true;
}

int main(int argc, char **argv)
{
	struct names names = {0};
	uint64_t seed = 20261128;
	long rows = argc > 2 ? strtol(argv[1], NULL, 10) : 0;

	if (argc < 3) {
		fprintf(stderr, "usage: %s ROWS FILE.jsonl...\n", argv[0]);
		return 2;
	}
	for (int i = 2; i < argc; i++)
		names_read(argv[i], &names);
	names_unique(&names);
	for (size_t i = 0; i < names.n; i++)
		puts(names.items[i]);
	for (long tries = rows * 4; names.n > 0 && rows > 0 && tries > 0;
	     tries--)
		rows -= recombine(&names, &seed);
	for (size_t i = 0; i < names.n; i++)
		free(names.items[i]);
	free(names.items);
	return 0;
}
