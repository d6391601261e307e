/*
 * whole.c: words of the label that are no passage, but much of the label: what
 * stands above it, the name, who collected it. See gather.h.
 *
 * 1. Looked at are words that the label alone offers as prose. A state or a
 *    county may be named in any.
 * 2. What another field is read as is that field's, where its reader is surer of
 *    it than of the offer. Where nothing stands, the passage that another field
 *    has may be both, or the wrong one's.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "review/suggest/gather.h"
#include "run/record/alike.h"

#define NAMED_LEAST   6	 /* bytes of a name or a person that is meant */
#define PASSAGE_LEAST 3	 /* words of one, and … */
#define WORD_LEAST    3	 /* … bytes of each: figures are none */
#define VALUE_LEAST   12 /* bytes of a value that is found again, and … */
#define VALUE_MOST    2	 /* … so many times its length is more than it */

static bool term_is_prose(const struct term *term)
{
	return term->kind == TERM_TEXT && term->role != ROLE_COUNTY;
}

/* Those that are longer than initials and figures mostly are. */
static size_t words_count(const char *plain)
{
	size_t n = 0;

	while (*plain != '\0') {
		size_t len = strcspn(plain, " ");

		n += len >= WORD_LEAST;
		plain += len + strspn(plain + len, " ");
	}
	return n;
}

/* Whether the words of `part` stand in `text`, one behind the other. */
static bool words_have(const char *text, const char *part)
{
	size_t len = strlen(part);

	for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
		if ((at == text || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\0'))
			return true;
	return false;
}

/* Whether a value in plain words is one that no other prose has by chance. */
static bool value_is_telling(const struct term *term, const char *plain,
			     bool empty)
{
	if (term->kind == TERM_NAME || term->kind == TERM_PERSON)
		return strlen(plain) >= NAMED_LEAST;
	return term_is_prose(term) && !empty &&
	       words_count(plain) >= PASSAGE_LEAST;
}

/* Invariant 2. */
static bool words_are_anothers(const struct gather *gather,
			       const struct gather_term *of,
			       const struct suggestion *s, const char *plain,
			       const char *now)
{
	const struct record *record = &gather->specimen->record;

	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];
		const struct term *term =
			terms_find(gather->terms, field->term);
		char *value CLEANUP(mem_free_str) = NULL;

		if (term == NULL || term == of->term ||
		    (field->source != SOURCE_HUMAN &&
		     field->confidence < s->score))
			continue;
		value = alike_text(gather->terms, NULL, field->value);
		if (value_is_telling(term, value, *now == '\0') &&
		    words_have(plain, value) && !words_have(now, value))
			return true;
	}
	return false;
}

bool suggest_is_whole(const struct gather *gather, const struct gather_term *of,
		      const struct suggestion *s)
{
	char *plain CLEANUP(mem_free_str) = NULL;
	char *now CLEANUP(mem_free_str) = NULL;
	size_t len;

	if (!term_is_prose(of->term))
		return false;
	plain = alike_text(gather->terms, NULL, s->value);
	now = alike_text(gather->terms, NULL, of->now);
	len = strlen(now);
	return (len > VALUE_LEAST && strlen(plain) > VALUE_MOST * len &&
		words_have(plain, now)) ||
	       words_are_anothers(gather, of, s, plain, now);
}
