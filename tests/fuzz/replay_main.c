/*
 * replay_main.c: runs a fuzz target over the files of its corpus, for builds
 * without libFuzzer. The corpus directory is given as argument, or found by
 * the program's name: fuzz_NOUN reads tests/fuzz/corpus/NOUN.
 */
#include "config.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *replay_corpus(int argc, char **argv)
{
	const char *top = getenv("top_srcdir");
	const char *noun = strstr(file_base(argv[0]), "fuzz_");

	if (argc > 1)
		return mem_strdup(argv[1]);
	return mem_printf("%s/tests/fuzz/corpus/%s", top != NULL ? top : ".",
			  noun != NULL ? noun + 5 : "");
}

int main(int argc, char **argv)
{
	char *dir CLEANUP(mem_free_str) = replay_corpus(argc, argv);
	DIR *corpus = opendir(dir);
	struct dirent *entry;
	int count = 0;

	if (corpus == NULL) {
		fprintf(stderr, "no corpus at %s\n", dir);
		return 1;
	}
	while ((entry = readdir(corpus)) != NULL) {
		char *path CLEANUP(mem_free_str) =
			file_join(dir, entry->d_name);
		struct bytes data CLEANUP(bytes_done) = {0};
		struct error err;

		if (entry->d_name[0] == '.')
			continue;
		if (file_read(path, 64u << 20, &data, &err) < 0) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		LLVMFuzzerTestOneInput(
			(const uint8_t *)(data.data != NULL ? data.data : ""),
			data.len);
		count++;
	}
	closedir(corpus);
	printf("%d inputs replayed from %s\n", count, dir);
	return count > 0 ? 0 : 1;
}
