/*
 * find_codes.c: the codes of given pictures, and what finding them cost.
 *
 *   find_codes PICTURE...
 *
 * Prints NAME, CPU seconds, symbology, text, box and quality of each code, by
 * tabs; a picture without codes has a line with its first two columns.
 */
#include "config.h"

#include <stdio.h>
#include <sys/resource.h>

#include "base/file/file.h"
#include "image/codes/codes.h"

static double cpu_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static int find_one(const char *path)
{
	struct picture_info info;
	struct codes codes;
	struct error err;
	double start = cpu_seconds(), cost;

	if (picture_probe(path, &info, &err) < 0 ||
	    codes_find(path, &info, NULL, &codes, &err) < 0) {
		fprintf(stderr, "%s: %s\n", path, err.text);
		return -1;
	}
	cost = cpu_seconds() - start;
	if (codes.n == 0)
		printf("%s\t%.3f\n", file_base(path), cost);
	for (size_t i = 0; i < codes.n; i++) {
		const struct code *code = &codes.items[i];

		printf("%s\t%.3f\t%s\t%s\t%d,%d,%d,%d\t%.2f\n", file_base(path),
		       cost, code->type, code->text, code->box.x, code->box.y,
		       code->box.w, code->box.h, code->quality);
	}
	codes_done(&codes);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= find_one(argv[i]) < 0;
	return failed;
}
