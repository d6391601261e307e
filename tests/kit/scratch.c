/*
 * scratch.c: directories for tests. See scratch.h.
 */
#include "config.h"

#include "tests/kit/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"

char *scratch_new(void)
{
	const char *temp = getenv("TMPDIR");
	char *dir = mem_printf("%s/vasculum-test-XXXXXX",
			       temp != NULL ? temp : "/tmp");

	assert_non_null(mkdtemp(dir));
	assert_int_equal(chmod(dir, 0755), 0);
	return dir;
}

static int scratch_remove(const char *path, const struct stat *st, int type,
			  struct FTW *walk)
{
	return remove(path);
}

void scratch_free(char *dir)
{
	nftw(dir, scratch_remove, 16, FTW_DEPTH | FTW_PHYS);
	free(dir);
}

void scratch_write(const char *dir, const char *name, const void *text,
		   size_t len)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, name);
	char *parent CLEANUP(mem_free_str) =
		mem_strndup(path, (size_t)(file_base(path) - path));
	int fd;

	assert_int_equal(file_make_dirs(parent, 0755, NULL), 0);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(file_write_all(fd, text, len), 0);
	assert_int_equal(close(fd), 0);
}

void scratch_puts(const char *dir, const char *name, const char *text)
{
	scratch_write(dir, name, text, strlen(text));
}

char *scratch_read(const char *dir, const char *name, size_t *ret_len)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, name);
	struct bytes text = {0};

	if (access(path, F_OK) == 0)
		assert_int_equal(file_read(path, 256u << 20, &text, NULL), 0);
	if (ret_len != NULL)
		*ret_len = text.len;
	return bytes_steal(&text);
}

bool scratch_exists(const char *dir, const char *name)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, name);

	return access(path, F_OK) == 0;
}

int scratch_count(const char *dir, const char *prefix, char **ret)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;
	int n = 0;

	assert_non_null(stream);
	while ((entry = readdir(stream)) != NULL) {
		if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
			continue;
		if (n++ == 0 && ret != NULL)
			*ret = mem_strdup(entry->d_name);
	}
	closedir(stream);
	return n;
}

char *scratch_specimen(const char *name)
{
	const char *top = getenv("top_srcdir");
	char *path = mem_printf("%s/../shared/specimens/%s",
				top != NULL ? top : ".", name);

	if (access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}

static bool scratch_try_locale(const char *name)
{
	char number[16];

	if (setlocale(LC_ALL, name) == NULL)
		return false;
	snprintf(number, sizeof(number), "%.1f", 0.5);
	if (strcmp(number, "0,5") == 0)
		return true;
	setlocale(LC_ALL, "C");
	return false;
}

bool scratch_comma_locale(const char *dir)
{
	char *command CLEANUP(mem_free_str) =
		mem_printf("localedef -i de_DE -f UTF-8 '%s/de_DE.UTF-8' "
			   ">/dev/null 2>&1",
			   dir);

	if (scratch_try_locale("de_DE.UTF-8") || scratch_try_locale("de_DE") ||
	    scratch_try_locale("fr_FR.UTF-8"))
		return true;
	return system(command) == 0 && setenv("LOCPATH", dir, 1) == 0 &&
	       scratch_try_locale("de_DE.UTF-8");
}

struct run scratch_bare_run(char *dir)
{
	return (struct run){.dir = dir};
}
