/*
 * outcome_head.c: an outcome without its values. See outcome.h.
 *
 * Most of a line is its values: who adds up lines by the million leaves them
 * out before the line is parsed.
 *
 * 1. Where the values begin and end is told by strings and brackets alone. A
 *    line that is not as expected is read whole.
 * 2. What has values still has one, since that makes an error beside values
 *    another thing than an error.
 */
#include "config.h"

#include <string.h>

#include "run/journal/outcome.h"

#define HEAD_VALUE "{\"-\":\"-\"}" /* in the place of all others */

/* A line that is gone through; `at` is never behind its end. */
struct head {
	const char *text;
	size_t len, at;
};

static char head_char(const struct head *head)
{
	return head->at < head->len ? head->text[head->at] : '\0';
}

static void head_blanks(struct head *head)
{
	while (head->at < head->len &&
	       strchr(" \t\r\n", head->text[head->at]) != NULL)
		head->at++;
}

/* Over a string, from its first quote. */
static void head_string(struct head *head)
{
	for (head->at++; head->at < head->len; head->at++) {
		if (head->text[head->at] == '\\') {
			head->at++;
		} else if (head->text[head->at] == '"') {
			head->at++;
			break;
		}
	}
	if (head->at > head->len)
		head->at = head->len;
}

/* Over a value, to what ends it: a comma, or the bracket around it. */
static void head_value(struct head *head)
{
	size_t depth = 0;

	while (head->at < head->len) {
		char c = head->text[head->at];

		if (c == '"') {
			head_string(head);
			continue;
		}
		if (depth == 0 && (c == ',' || c == '}' || c == ']'))
			return;
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		head->at++;
	}
}

/* Whether the object that begins here has a member. */
static bool head_is_filled(struct head head)
{
	if (head_char(&head) != '{')
		return false;
	head.at++;
	head_blanks(&head);
	return head_char(&head) == '"';
}

/* Finds the values among the members of the line: from *ret_from to where the
 * head stands then. */
static bool head_find(struct head *head, size_t *ret_from)
{
	static const char key[] = "\"dwc\"";

	head_blanks(head);
	if (head_char(head) != '{')
		return false;
	do {
		size_t from;
		bool is_key;

		head->at++;
		head_blanks(head);
		from = head->at;
		if (head_char(head) != '"')
			return false;
		head_string(head);
		is_key = head->at - from == sizeof(key) - 1 &&
			 memcmp(head->text + from, key, sizeof(key) - 1) == 0;
		head_blanks(head);
		if (head_char(head) != ':')
			return false;
		head->at++;
		head_blanks(head);
		*ret_from = head->at;
		is_key = is_key && head_is_filled(*head);
		head_value(head);
		if (is_key)
			return head->at < head->len;
	} while (head_char(head) == ',');
	return false;
}

int outcome_read_head(const char *line, size_t len, struct outcome *ret,
		      struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct head head = {line, len, 0};
	size_t from;

	if (!head_find(&head, &from))
		return outcome_read(line, len, ret, NULL, err);
	bytes_append(&text, line, from);
	bytes_append_str(&text, HEAD_VALUE);
	bytes_append(&text, line + head.at, len - head.at);
	return outcome_read(text.data, text.len, ret, NULL, err);
}
