/*
 * respelled.c: names and people that a list or a signed record has in the same
 * letters, but for accents, full stops and the capitals of an author. See
 * gather.h.
 *
 * 1. Blanks alone are nobody's mistake, nor are words in capitals: how a label
 *    is set is its own affair.
 * 2. A misreading loses stops and accents and seldom makes any: who has fewer
 *    of them corrects nothing.
 * 3. What somebody signed, or the list has as well, is no slip; nor are
 *    initials without stops, unless another one beside them has its own.
 */
#include "config.h"

#include <string.h>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "review/suggest/gather.h"

#define NAME_WORDS 2 /* before the author; capitals are not its own */

/* Without blanks. Owned. */
static char *text_closed(const char *text)
{
	struct bytes ret = {0};

	bytes_append_str(&ret, "");
	for (; *text != '\0'; text++)
		if (*text != ' ')
			bytes_append_char(&ret, *text);
	return bytes_steal(&ret);
}

/* The same letters and other marks, folded, without blanks and stops. Owned. */
static char *text_bare(const char *text)
{
	char *folded CLEANUP(mem_free_str) = text_folded(text);
	struct bytes ret = {0};

	bytes_append_str(&ret, "");
	for (const char *at = folded; *at != '\0'; at++)
		if (*at != ' ' && *at != '.')
			bytes_append_char(&ret, *at);
	return bytes_steal(&ret);
}

/* Stops, and letters that are not of ASCII. */
static size_t text_marks(const char *text)
{
	size_t n = 0;

	for (size_t at = 0; text[at] != '\0'; at = text_next(text, at))
		n += text[at] == '.' || (text[at] & 0x80) != 0;
	return n;
}

static const char *name_author(const char *text)
{
	for (size_t i = 0; i < NAME_WORDS; i++) {
		text += strspn(text, " ");
		text += strcspn(text, " ");
	}
	return text;
}

/* Whether nothing but the case of letters is another. Both are closed. */
static bool case_alone(const char *a, const char *b)
{
	size_t len = strlen(a);

	if (len != strlen(b))
		return false;
	for (size_t i = 0; i < len; i++) {
		bool other_case =
			ascii_letter(a[i]) && (a[i] ^ b[i]) == ('a' ^ 'A');

		if (a[i] != b[i] && !other_case)
			return false;
	}
	return true;
}

static bool is_respelled(const struct term *term, const char *now,
			 const char *value)
{
	bool name = term->kind == TERM_NAME;
	char *ours CLEANUP(mem_free_str) =
		text_closed(name ? name_author(now) : now);
	char *theirs CLEANUP(mem_free_str) =
		text_closed(name ? name_author(value) : value);
	char *bare CLEANUP(mem_free_str) = text_bare(now);
	char *other CLEANUP(mem_free_str) = text_bare(value);

	if (strcmp(ours, theirs) == 0 || strcmp(bare, other) != 0 ||
	    text_in_capitals(now) || text_in_capitals(value) ||
	    (name && (text_in_capitals(ours) || text_in_capitals(theirs))))
		return false;
	return text_marks(theirs) >= text_marks(ours) &&
	       (name || !case_alone(ours, theirs));
}

/* Whether an initial has its stop and another has none: "G T. Johnson". */
static bool stops_are_mixed(const char *text)
{
	bool with = false, without = false;

	for (size_t i = 0; text[i] != '\0'; i++) {
		if (!(text[i] >= 'A' && text[i] <= 'Z') ||
		    (i > 0 && strchr(" .", text[i - 1]) == NULL))
			continue;
		with |= text[i + 1] == '.';
		without |= text[i + 1] == ' ';
	}
	return with && without;
}

/* Whether who offers it knows how such a value is written. */
static bool is_told(const struct gather_term *of, const struct suggestion *s)
{
	if ((s->sources & 1u << SUGGESTION_SIGNED) != 0)
		return true;
	if ((s->sources & 1u << SUGGESTION_TAXA) != 0)
		return of->term->kind == TERM_NAME;
	return (s->sources & 1u << SUGGESTION_CHECK) != 0 &&
	       of->term->kind == TERM_PERSON && stops_are_mixed(of->now);
}

/* Whether a list has what stands there to the letter. */
static bool is_listed(const struct gather_term *of)
{
	for (size_t i = 0; i < of->n; i++)
		if ((of->items[i].suggestion.sources & 1u << SUGGESTION_TAXA) !=
			    0 &&
		    strcmp(of->items[i].suggestion.value, of->now) == 0)
			return true;
	return false;
}

/* The best of those that are. */
static void respelled_mark(struct gather_term *of)
{
	struct suggestion *best = NULL;

	for (size_t i = 0; i < of->n; i++) {
		struct suggestion *s = &of->items[i].suggestion;

		if (is_told(of, s) &&
		    is_respelled(of->term, of->now, s->value) &&
		    (best == NULL || s->score > best->score))
			best = s;
	}
	if (best != NULL)
		best->respelled = true;
}

void suggest_respelled(struct gather *gather)
{
	for (size_t i = 0; i < gather->n; i++) {
		struct gather_term *of = &gather->of[i];

		if ((of->term->kind == TERM_NAME ||
		     of->term->kind == TERM_PERSON) &&
		    !of->decided && !text_blank(of->now) && of->stands == 0 &&
		    !is_listed(of))
			respelled_mark(of);
	}
}
