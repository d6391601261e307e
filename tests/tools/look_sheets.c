/*
 * look_sheets.c: the facts of given sheets, for tools that measure or learn
 * without reading the pictures again.
 *
 *   look_sheets [-l LANG] SHEET... > FACTS.jsonl
 *   look_sheets -f SHEET... > FACTS.jsonl
 *
 * Prints a line for each sheet: {"image":NAME,"cpu":SECONDS,"facts":{…}}, in
 * the order given; a sheet that cannot be read is told on stderr. With -f the
 * labels are found and not read: what the finder does by itself.
 */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "engine/label/find.h"
#include "engine/label/look.h"
#include "engine/label/ocr.h"

static double cpu_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* The labels as they are found; `ocr` is NULL where that is all. */
static int look_at(struct ocr *ocr, const char *path, struct facts *ret,
		   struct error *err)
{
	struct picture_info info;
	struct labels labels;

	if (ocr != NULL)
		return look_sheet(ocr, path, NULL, ret, err);
	if (picture_probe(path, &info, err) < 0 ||
	    label_find(path, &info, NULL, &labels, err) < 0)
		return -1;
	*ret = (struct facts){.sheet_rotation = labels.sheet_rotation,
			      .width = info.width,
			      .height = info.height};
	for (int i = 0; i < labels.n; i++)
		facts_add_region(ret, &labels.items[i]);
	return 0;
}

static int look_one(struct ocr *ocr, const char *path)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	struct facts facts;
	struct error err;
	double start = cpu_seconds();
	json_t *object;

	if (look_at(ocr, path, &facts, &err) < 0) {
		fprintf(stderr, "%s: %s\n", path, err.text);
		return -1;
	}
	object = json_pack("{s:s, s:f, s:o}", "image", file_base(path), "cpu",
			   cpu_seconds() - start, "facts", facts_write(&facts));
	facts_done(&facts);
	json_write_line(object, &line);
	json_decref(object);
	fwrite(line.data, 1, line.len, stdout);
	fflush(stdout);
	return 0;
}

int main(int argc, char **argv)
{
	const char *lang = "eng";
	struct ocr *ocr = NULL;
	struct error err;
	int first = 1, failed = 0;
	bool find_only = argc > 1 && strcmp(argv[1], "-f") == 0;

	if (argc > 2 && strcmp(argv[1], "-l") == 0) {
		lang = argv[2];
		first = 3;
	}
	first += find_only;
	ocr_silence();
	if (!find_only && ocr_new(lang, &ocr, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return EXIT_FAILURE;
	}
	for (int i = first; i < argc; i++)
		failed += look_one(ocr, argv[i]) < 0;
	ocr_free(ocr);
	return failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
