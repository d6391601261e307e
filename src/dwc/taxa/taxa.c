/*
 * taxa.c: the lists of names that were taken in. See taxa.h.
 *
 * 1. Lists are in the order of their names, whatever the directory's is.
 */
#include "config.h"

#include "dwc/taxa/taxa.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/bytes.h"
#include "base/file/file.h"
#include "base/file/xdg.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/taxa/taxa_file.h"

#define SUFFIX ".db"

static char *list_path(const char *dir, const char *name)
{
	return mem_printf("%s/%s%s", dir, name, SUFFIX);
}

char *taxa_dir(void)
{
	char *data CLEANUP(mem_free_str) = xdg_data_dir();

	return data != NULL ? file_join(data, "taxa") : NULL;
}

static bool is_alnum(char c)
{
	return ascii_letter(c) || ascii_digit(c);
}

bool taxa_name_good(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len > TAXA_NAME_MAX || !is_alnum(name[0]))
		return false;
	for (; *name != '\0'; name++)
		if (!is_alnum(*name) && strchr("._-", *name) == NULL)
			return false;
	return true;
}

/* --- status ----------------------------------------------------------------- */

static const char *const status_words[TAXA_STATUSES] = {
	[TAXA_UNTOLD] = "unknown",
	[TAXA_ACCEPTED] = "accepted",
	[TAXA_SYNONYM] = "synonym",
	[TAXA_DOUBTFUL] = "doubtful",
};

/* What words of taxonomicStatus begin with; the first that fits counts. Those
 * of World Flora Online, the GBIF backbone, VASCAN, the World Checklist of
 * Vascular Plants and the Catalogue of Life. */
static const struct {
	const char *begin;
	enum taxa_status status;
} status_begins[] = {
	{"provisionally", TAXA_DOUBTFUL},
	{"accepted", TAXA_ACCEPTED},
	{"valid", TAXA_ACCEPTED},
	{"current", TAXA_ACCEPTED},
	{"preferred", TAXA_ACCEPTED},
	{"synonym", TAXA_SYNONYM},
	{"homotypic", TAXA_SYNONYM},
	{"heterotypic", TAXA_SYNONYM},
	{"objective", TAXA_SYNONYM},
	{"subjective", TAXA_SYNONYM},
	{"proparte", TAXA_SYNONYM},
	{"pro parte", TAXA_SYNONYM},
	{"ambiguous synonym", TAXA_SYNONYM},
	{"nomenclatural syn", TAXA_SYNONYM},
	{"taxonomic syn", TAXA_SYNONYM},
	{"not accepted", TAXA_SYNONYM},
	{"unaccepted", TAXA_SYNONYM},
	{"misapplied", TAXA_SYNONYM},
	{"orthographic", TAXA_SYNONYM},
	{"invalid", TAXA_SYNONYM},
	{"replaced", TAXA_SYNONYM},
};

const char *taxa_status_word(enum taxa_status status)
{
	return status_words[status];
}

enum taxa_status taxa_status_of(const char *word)
{
	char *folded CLEANUP(mem_free_str) = NULL;

	if (text_blank(word))
		return TAXA_UNTOLD;
	folded = text_folded(word);
	for (char *at = folded; *at != '\0'; at++)
		if (*at == '_')
			*at = ' ';
	for (size_t i = 0; i < ARRAY_LEN(status_begins); i++)
		if (strncmp(folded, status_begins[i].begin,
			    strlen(status_begins[i].begin)) == 0)
			return status_begins[i].status;
	return TAXA_DOUBTFUL;
}

/* --- opening ---------------------------------------------------------------- */

/* The name of a list from that of its file, owned; NULL for other files. */
static char *list_name(const char *file)
{
	size_t len = strlen(file);
	char *name;

	if (len <= strlen(SUFFIX) ||
	    strcmp(file + len - strlen(SUFFIX), SUFFIX) != 0)
		return NULL;
	name = mem_strndup(file, len - strlen(SUFFIX));
	if (!taxa_name_good(name)) {
		free(name);
		return NULL;
	}
	return name;
}

struct list_names {
	char **items; /* owned */
	size_t n, cap;
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of all lists in the directory, sorted. */
static void list_names(const char *dir, struct list_names *ret)
{
	DIR *d = dir != NULL ? opendir(dir) : NULL;
	struct dirent *entry;

	*ret = (struct list_names){0};
	if (d == NULL)
		return;
	while ((entry = readdir(d)) != NULL) {
		char *name = list_name(entry->d_name);

		if (name == NULL)
			continue;
		ARRAY_GROW(ret->items, ret->n, ret->cap);
		ret->items[ret->n++] = name;
	}
	closedir(d);
	if (ret->n > 0)
		qsort(ret->items, ret->n, sizeof(*ret->items), compare_names);
}

static void list_names_done(struct list_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->items[i]);
	free(names->items);
}

/* What lies in the directory: a text that changes when a list comes, goes or is
 * swapped, also one that cannot be read. Owned. */
static char *taxa_stamp(const struct taxa *taxa)
{
	struct list_names names CLEANUP(list_names_done);
	struct bytes text = {0};

	bytes_append_str(&text, "");
	list_names(taxa->dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		char *path CLEANUP(mem_free_str) =
			list_path(taxa->dir, names.items[i]);
		struct stat st;

		if (taxa->only != NULL &&
		    strcmp(taxa->only, names.items[i]) != 0)
			continue;
		if (stat(path, &st) < 0)
			continue;
		bytes_printf(&text, "%s %ju %ju %jd\n", names.items[i],
			     (uintmax_t)st.st_dev, (uintmax_t)st.st_ino,
			     (intmax_t)file_mtime_ns(&st));
	}
	return bytes_steal(&text);
}

static void taxa_add(struct taxa *taxa, const char *name)
{
	char *path CLEANUP(mem_free_str) = list_path(taxa->dir, name);
	struct error why;

	if (taxa_file_open(path, name, &taxa->files[taxa->n], &why) == 0)
		taxa->n++;
	else if (why.kind != ERROR_NOT_FOUND && taxa->trouble == NULL)
		taxa->trouble = mem_strdup(why.text);
}

static void taxa_open_all(struct taxa *taxa)
{
	struct list_names names CLEANUP(list_names_done);

	list_names(taxa->dir, &names);
	for (size_t i = 0; i < names.n && i < TAXA_LISTS_MAX; i++)
		taxa_add(taxa, names.items[i]);
	if (names.n > TAXA_LISTS_MAX && taxa->trouble == NULL)
		taxa->trouble = mem_printf(
			"there are %zu lists of names, of which the first %d "
			"are read; remove some",
			names.n, TAXA_LISTS_MAX);
}

static int refuse_name(const char *name, struct error *err)
{
	return error_set(err, ERROR_NOT_FOUND,
			 "there is no list of names \"%s\"; vasculum taxa list "
			 "shows those that are there",
			 name);
}

static int taxa_open_one(struct taxa *taxa, struct error *err)
{
	char *path CLEANUP(mem_free_str) = NULL;

	if (taxa->dir == NULL || !taxa_name_good(taxa->only))
		return refuse_name(taxa->only, err);
	path = list_path(taxa->dir, taxa->only);
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return refuse_name(taxa->only, err);
	if (taxa_file_open(path, taxa->only, &taxa->files[0], err) < 0)
		return -1;
	taxa->n = 1;
	return 0;
}

int taxa_open(const char *dir, const char *only, struct taxa **ret,
	      struct error *err)
{
	struct taxa *taxa = mem_zalloc(sizeof(*taxa));

	taxa->dir = mem_strdup(dir);
	taxa->only = mem_strdup(only);
	/* First: what changes while they are opened is no longer current. */
	taxa->stamp = taxa_stamp(taxa);
	if (only == NULL) {
		taxa_open_all(taxa);
	} else if (taxa_open_one(taxa, err) < 0) {
		taxa_close(taxa);
		return -1;
	}
	*ret = taxa;
	return 0;
}

void taxa_close(struct taxa *taxa)
{
	if (taxa == NULL)
		return;
	for (size_t i = 0; i < taxa->n; i++)
		taxa_file_close(taxa->files[i]);
	free(taxa->dir);
	free(taxa->only);
	free(taxa->trouble);
	free(taxa->stamp);
	free(taxa);
}

size_t taxa_count(const struct taxa *taxa)
{
	return taxa->n;
}

const struct taxa_list *taxa_at(const struct taxa *taxa, size_t i)
{
	return &taxa->files[i]->list;
}

const char *taxa_trouble(const struct taxa *taxa)
{
	return taxa->trouble;
}

bool taxa_current(const struct taxa *taxa)
{
	char *stamp CLEANUP(mem_free_str) = taxa_stamp(taxa);

	return strcmp(stamp, taxa->stamp) == 0;
}

int taxa_remove(const char *dir, const char *name, struct error *err)
{
	char *path CLEANUP(mem_free_str) = NULL;

	if (dir == NULL || !taxa_name_good(name))
		return refuse_name(name, err);
	path = list_path(dir, name);
	if (unlink(path) == 0)
		return file_sync_dir_of(path, err);
	if (errno == ENOENT)
		return refuse_name(name, err);
	return error_sys(err, errno, "cannot remove the list %s", path);
}
