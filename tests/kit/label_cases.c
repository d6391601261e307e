/*
 * label_cases.c: labels and what they say, from a text. See label_cases.h.
 */
#include "config.h"

#include "tests/kit/label_cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

static struct label_case *case_add(struct label_cases *cases, const char *name)
{
	ARRAY_GROW(cases->items, cases->n, cases->cap);
	cases->items[cases->n] = (struct label_case){
		.name = mem_strdup(name),
		.page = mem_strdup(""),
		.dwc = json_object(),
		.hoped = json_object(),
	};
	return &cases->items[cases->n++];
}

static void page_add(struct label_case *c, const char *line)
{
	char *longer = mem_printf("%s%s\n", c->page, line);

	free(c->page);
	c->page = longer;
}

/* "TERM: VALUE" into one of the objects. */
static int value_add(json_t *to, char *line)
{
	char *colon = strchr(line, ':');

	if (colon == NULL)
		return -1;
	*colon = '\0';
	colon += 1 + strspn(colon + 1, " ");
	return json_object_set_new(
		to, line, *colon != '\0' ? json_string(colon) : json_null());
}

static int line_read(struct label_cases *cases, char *line)
{
	struct label_case *c =
		cases->n > 0 ? &cases->items[cases->n - 1] : NULL;

	line[strcspn(line, "\n")] = '\0';
	if (*line == '\0' || *line == '#')
		return 0;
	if (strncmp(line, "= ", 2) == 0) {
		case_add(cases, line + 2);
		return 0;
	}
	if (c == NULL)
		return -1;
	if (*line == '|') {
		page_add(c, line[1] == ' ' ? line + 2 : line + 1);
		return 0;
	}
	if (strncmp(line, "~ ", 2) == 0)
		return value_add(c->hoped, line + 2);
	return value_add(c->dwc, line);
}

int label_cases_read(const char *path, struct label_cases *ret)
{
	FILE *file = fopen(path, "r");
	char line[1024];
	int number = 0, failed = 0;

	if (file == NULL) {
		fprintf(stderr, "%s cannot be read\n", path);
		return -1;
	}
	while (failed == 0 && fgets(line, sizeof(line), file) != NULL) {
		number++;
		failed = line_read(ret, line);
	}
	fclose(file);
	if (failed != 0)
		fprintf(stderr, "%s:%d: what is this?\n", path, number);
	return failed;
}

void label_cases_done(struct label_cases *cases)
{
	for (size_t i = 0; i < cases->n; i++) {
		free(cases->items[i].name);
		free(cases->items[i].page);
		json_decref(cases->items[i].dwc);
		json_decref(cases->items[i].hoped);
	}
	free(cases->items);
	memset(cases, 0, sizeof(*cases));
}
