/*
 * shape.c: what the numbers of a collection look like. See shape.h.
 */
#include "config.h"

#include "dwc/catalogue/shape.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool shape_of(const char *number, char ret[SHAPE_MAX])
{
	size_t len = strlen(number);

	if (len == 0 || len >= SHAPE_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)number[i];

		if (c < ' ' || c == 0x7f)
			return false;
		ret[i] = ascii_digit(number[i]) ? '#' : upper(number[i]);
	}
	ret[len] = '\0';
	return true;
}

static size_t shapes_find(const struct shapes *shapes, const char *shape)
{
	size_t i = 0;

	while (i < shapes->n && strcmp(shapes->items[i].text, shape) != 0)
		i++;
	return i;
}

void shapes_learn(struct shapes *shapes, const char *number)
{
	char shape[SHAPE_MAX];
	size_t i;

	if (!shape_of(number, shape))
		return;
	shapes->total++;
	i = shapes_find(shapes, shape);
	if (i == SHAPES_MAX)
		return;
	if (i == shapes->n) {
		memcpy(shapes->items[i].text, shape, SHAPE_MAX);
		shapes->items[i].count = 0;
		shapes->n++;
	}
	shapes->items[i].count++;
}

double shapes_share(const struct shapes *shapes, const char *number)
{
	char shape[SHAPE_MAX];
	size_t i;

	if (shapes == NULL || shapes->total < SHAPES_ENOUGH)
		return -1;
	if (!shape_of(number, shape))
		return 0;
	i = shapes_find(shapes, shape);
	return i < shapes->n
		       ? (double)shapes->items[i].count / (double)shapes->total
		       : 0;
}

/* --- as text -------------------------------------------------------------- */

void shapes_write(const struct shapes *shapes, struct bytes *ret)
{
	bytes_printf(ret, "%zu %zu\n", shapes->n, shapes->total);
	for (size_t i = 0; i < shapes->n; i++)
		bytes_printf(ret, "%zu %s\n", shapes->items[i].count,
			     shapes->items[i].text);
}

/* A number, and the one character behind it. */
static bool number_read(const char **at, char behind, size_t *ret)
{
	char *end;

	if (!ascii_digit(**at))
		return false;
	*ret = strtoul(*at, &end, 10);
	if (*end != behind)
		return false;
	*at = end + 1;
	return true;
}

bool shapes_read(struct shapes *shapes, const char **at)
{
	size_t n;

	*shapes = (struct shapes){0};
	if (!number_read(at, ' ', &n) || n > SHAPES_MAX ||
	    !number_read(at, '\n', &shapes->total))
		return false;
	while (shapes->n < n) {
		size_t len, i = shapes->n;

		if (!number_read(at, ' ', &shapes->items[i].count))
			return false;
		len = strcspn(*at, "\n");
		if (len == 0 || len >= SHAPE_MAX || (*at)[len] != '\n')
			return false;
		memcpy(shapes->items[i].text, *at, len);
		shapes->items[i].text[len] = '\0';
		*at += len + 1;
		shapes->n++;
	}
	return true;
}

/* --- patterns ------------------------------------------------------------- */

/* Whether a character is one that a pattern's stands for. */
static bool pattern_takes(char pattern, char c)
{
	if (pattern == '#')
		return ascii_digit(c);
	if (pattern == '@')
		return ascii_letter(c);
	return upper(pattern) == upper(c);
}

/* One pattern of `len` characters; the last '*' takes one more where what
 * follows does not fit, so that the time is bounded by the lengths' product. */
static bool pattern_fits_one(const char *pattern, size_t len,
			     const char *number)
{
	size_t at = 0, star = len, from = 0, i = 0;

	while (number[i] != '\0') {
		if (at < len && pattern[at] == '*') {
			star = at++;
			from = i;
		} else if (at < len && pattern_takes(pattern[at], number[i])) {
			at++;
			i++;
		} else if (star < len) {
			at = star + 1;
			i = ++from;
		} else {
			return false;
		}
	}
	while (at < len && pattern[at] == '*')
		at++;
	return at == len;
}

bool pattern_fits(const char *patterns, const char *number)
{
	const char *at = patterns + strspn(patterns, " ");

	if (*number == '\0' || strlen(number) >= SHAPE_MAX)
		return false;
	while (*at != '\0') {
		size_t len = strcspn(at, " ");

		if (pattern_fits_one(at, len, number))
			return true;
		at += len;
		at += strspn(at, " ");
	}
	return false;
}

bool pattern_is_sound(const char *patterns, const char **ret_why)
{
	const char *at = patterns + strspn(patterns, " ");

	*ret_why = "it is empty";
	if (*at == '\0')
		return false;
	while (*at != '\0') {
		size_t len = strcspn(at, " ");

		*ret_why = "a pattern in it is too long";
		if (len >= SHAPE_MAX)
			return false;
		at += len;
		at += strspn(at, " ");
	}
	*ret_why = "it holds characters that cannot be printed";
	for (at = patterns; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			return false;
	return true;
}
