/*
 * folders.c: directories whose path begins as what was typed. See folders.h.
 */
#include "config.h"

#include "extract/forecast/folders.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/text.h"

static void folders_add(struct folders *folders, char *path)
{
	folders->items = mem_grow(folders->items, folders->n + 1,
				  sizeof(folders->items[0]));
	folders->items[folders->n++] = path;
}

void folders_done(struct folders *folders)
{
	for (size_t i = 0; i < folders->n; i++)
		free(folders->items[i]);
	free(folders->items);
	*folders = (struct folders){0};
}

static bool begins(const char *path, const char *text)
{
	return strncmp(path, text, strlen(text)) == 0;
}

/* As it is, on a screen and in a line that is typed. */
static bool shows(const char *name)
{
	char *clean CLEANUP(mem_free_str) = text_cleaned(name);

	return strcmp(clean, name) == 0;
}

static void add_recent(const char *text, char *const *recent, size_t n,
		       struct folders *ret)
{
	for (size_t i = n; i-- > 0 && ret->n < FOLDERS_MAX;)
		if (begins(recent[i], text) && strcmp(recent[i], text) != 0)
			folders_add(ret, mem_strdup(recent[i]));
}

static bool is_directory(const char *path, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type == DT_DIR)
		return true;
	if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
		return false;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* `before`: what was typed up to the last slash, with it. */
static void add_entry(const char *before, const char *begun,
		      const struct dirent *entry, struct folders *ret)
{
	const char *name = entry->d_name;
	char *path;

	if (!begins(name, begun) || (name[0] == '.' && begun[0] != '.') ||
	    strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || !shows(name))
		return;
	path = mem_printf("%s%s/", before, name);
	if (is_directory(path, entry))
		folders_add(ret, path);
	else
		free(path);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_there(const char *text, struct folders *ret)
{
	const char *slash = strrchr(text, '/');
	size_t len = slash != NULL ? (size_t)(slash - text) + 1 : 0;
	char *before CLEANUP(mem_free_str) = mem_strndup(text, len);
	DIR *dir = opendir(len > 0 ? before : ".");
	const struct dirent *entry;
	size_t first = ret->n;

	if (dir == NULL)
		return;
	for (int i = 0; i < FOLDERS_ENTRIES && ret->n < FOLDERS_MAX; i++) {
		entry = readdir(dir);
		if (entry == NULL)
			break;
		add_entry(before, text + len, entry, ret);
	}
	closedir(dir);
	if (ret->n > first)
		qsort(ret->items + first, ret->n - first, sizeof(ret->items[0]),
		      compare_paths);
}

void folders_find(const char *text, char *const *recent, size_t n_recent,
		  struct folders *ret)
{
	*ret = (struct folders){0};
	add_recent(text, recent, n_recent, ret);
	if (text[0] != '\0')
		add_there(text, ret);
}

size_t folders_common(const struct folders *folders)
{
	size_t len = folders->n > 0 ? strlen(folders->items[0]) : 0;

	for (size_t i = 1; i < folders->n; i++) {
		size_t same = 0;

		while (same < len &&
		       folders->items[i][same] == folders->items[0][same])
			same++;
		len = same;
	}
	/* Not within a character. */
	while (len > 0 && folders->n > 1 &&
	       (folders->items[0][len] & 0xc0) == 0x80)
		len--;
	return len;
}
