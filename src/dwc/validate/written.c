/*
 * written.c: a value and how it is written, side by side. See
 * dwc/record/written.h.
 *
 * 1. Of two that contradict each other the one that a person gave speaks, and
 *    the other is warned of; where neither is a person's, what was made of it
 *    is: it follows from what is written.
 * 2. Where a person has said what the date is, and what is written says just
 *    that, how sure its reader was is no reason to look at it again.
 * 3. What is written of a name or a place is another text. It is warned of
 *    where it still has the very word that a person mended.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/written.h"

#define SLIP	   0.7 /* likeness of a word to the one it was misread as */
#define WORD_LEAST 4   /* bytes: shorter ones are met by chance */

static bool field_is_a_persons(const struct field *field)
{
	return field->source == SOURCE_HUMAN;
}

/* --- what can be read ----------------------------------------------------- */

/* The field of a term, or NULL where it has no value. */
static const struct field *field_of(const struct validation *v,
				    const struct term *term)
{
	const struct field *field =
		term != NULL ? record_find(v->record, term->name) : NULL;

	return field != NULL && !text_blank(field->value) ? field : NULL;
}

/* The value, which was made of what is written. */
static void check_value(struct validation *v, const struct field *field)
{
	const struct field *written =
		field_of(v, term_verbatim(v->terms, v->term));
	char *quoted CLEANUP(mem_free_str) = NULL;

	if (written == NULL || field_is_a_persons(field) ||
	    !written_denies(v->term, written->value, v->value, v->this_year))
		return;
	quoted = validation_quote(written->value);
	validation_add(v, SEVERITY_WARNING, "written-otherwise", NULL,
		       "%s is not what %s says: compare it with the label.",
		       v->value, quoted);
}

/* --- what was mended ------------------------------------------------------ */

/* Bytes that two texts begin with alike, up to the end of a word. */
static size_t words_alike(const char *a, const char *b)
{
	size_t same = 0, ends = 0;

	while (a[same] != '\0' && a[same] == b[same]) {
		same++;
		if (a[same - 1] == ' ')
			ends = same;
	}
	return ends;
}

/* The same of their ends. */
static size_t words_alike_behind(const char *a, size_t a_len, const char *b,
				 size_t b_len)
{
	size_t same = 0, ends = 0;

	while (same < a_len && same < b_len &&
	       a[a_len - same - 1] == b[b_len - same - 1]) {
		same++;
		if (a[a_len - same] == ' ')
			ends = same;
	}
	return ends;
}

/* The words that were mended, and what they were; false where it was more than
 * a slip. Owned. */
static bool slip_find(const char *was, const char *now, char **ret_was,
		      char **ret_now)
{
	size_t from = words_alike(was, now);
	size_t was_len = strlen(was) - from, now_len = strlen(now) - from;
	size_t end =
		words_alike_behind(was + from, was_len, now + from, now_len);

	*ret_was = mem_strndup(was + from, was_len - end);
	*ret_now = mem_strndup(now + from, now_len - end);
	return strlen(*ret_was) >= WORD_LEAST &&
	       text_similarity(*ret_was, *ret_now) >= SLIP;
}

static bool is_of_word(const char *at)
{
	return text_letter(at) > 0 || (*at >= '0' && *at <= '9');
}

/* Where these words stand in a text, not as parts of longer ones; NULL:
 * nowhere. */
static const char *words_find(const char *text, const char *words)
{
	size_t len = strlen(words);

	for (const char *at = strstr(text, words); at != NULL;
	     at = strstr(at + 1, words)) {
		size_t before = text_prev(text, (size_t)(at - text));

		if ((at == text || !is_of_word(text + before)) &&
		    !is_of_word(at + len))
			return at;
	}
	return NULL;
}

/* The written text with the slip mended, NULL where it does not have it. Owned.
 */
static char *slip_mend(const char *written, const char *was, const char *now)
{
	const char *at = words_find(written, was);

	if (at == NULL || words_find(written, now) != NULL)
		return NULL;
	return mem_printf("%.*s%s%s", (int)(at - written), written, now,
			  at + strlen(was));
}

static bool check_slip(struct validation *v, const struct field *written,
		       const struct field *field)
{
	char *was CLEANUP(mem_free_str) = NULL;
	char *now CLEANUP(mem_free_str) = NULL;
	char *mended CLEANUP(mem_free_str) = NULL;
	char *quoted CLEANUP(mem_free_str) = NULL;

	if (!field_is_a_persons(field) || text_blank(field->was) ||
	    !slip_find(field->was, field->value, &was, &now))
		return false;
	mended = slip_mend(written->value, was, now);
	if (mended == NULL)
		return false;
	quoted = validation_quote(was);
	/* a proposal is one line */
	validation_add(v, SEVERITY_WARNING, "written-otherwise",
		       strchr(mended, '\n') == NULL ? mended : NULL,
		       "%s was mended in %s: compare it with the label.",
		       quoted, terms_find(v->terms, field->term)->label);
	return true;
}

/* --- what is written ------------------------------------------------------ */

static void check_written(struct validation *v, const struct field *written)
{
	struct term_list set = terms_together(v->terms, v->term);

	for (size_t i = 0; i < set.n; i++) {
		const struct term *term = set.items[i];
		const struct field *field = field_of(v, term);
		char *quoted CLEANUP(mem_free_str) = NULL;

		if (field == NULL || term_verbatim(v->terms, term) != v->term)
			continue;
		if (check_slip(v, written, field))
			return;
		if (!field_is_a_persons(field) ||
		    !written_denies(term, v->value, field->value, v->this_year))
			continue;
		quoted = validation_quote(v->value);
		validation_add(v, SEVERITY_WARNING, "written-otherwise", NULL,
			       "%s does not say %s, which %s has been set to: "
			       "compare it with the label.",
			       quoted, field->value, term->label);
		return;
	}
}

void validate_written(struct validation *v, const struct field *field)
{
	if (term_has_lines(v->term)) {
		if (!field_is_a_persons(field))
			check_written(v, field);
	} else {
		check_value(v, field);
	}
}

bool validation_is_confirmed(const struct validation *v)
{
	const struct term *meant = term_interpreted(v->terms, v->term);
	const struct field *field = field_of(v, meant);

	return field != NULL && field_is_a_persons(field) &&
	       written_is_date(meant, v->value, field->value, v->this_year);
}
