/*
 * span_name.c: scientific names among the words of a label. See span.h.
 */
#include "config.h"

#include "dwc/span/span_add.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/name_likeness.h"

/* Whether a name can go on over the line end at `feed`: an author or an
 * epithet is still to come, or what follows can only belong to one. */
static bool name_goes_on(const char *text, size_t start, size_t feed)
{
	const unsigned parts = NAME_RANK | NAME_LINK | NAME_HYBRID | NAME_DOUBT;
	size_t last = feed, len = strcspn(text + feed + 1, " \n");
	char *before CLEANUP(mem_free_str) = NULL;
	char *behind CLEANUP(mem_free_str) = mem_strndup(text + feed + 1, len);

	while (last > start && text[last - 1] != ' ' && text[last - 1] != '\n')
		last--;
	before = mem_strndup(text + last, feed - last);
	return behind[0] == '(' || name_word_is_and(behind) ||
	       name_word_is_and(before) ||
	       ((name_word_roles(before) | name_word_roles(behind)) & parts) !=
		       0;
}

/* Reads a name at byte `at`; its bytes count from the text's beginning. */
static bool name_at(const struct span_text *text, size_t at,
		    struct name_reading *ret)
{
	char *cut CLEANUP(mem_free_str) = NULL;

	if (name_read(text->text + at, ret) < 0)
		return false;
	for (size_t i = at + ret->start; i < at + ret->end; i++) {
		if (text->text[i] != '\n' || name_goes_on(text->text, at, i))
			continue;
		cut = mem_strndup(text->text + at, i - at);
		if (name_read(cut, ret) < 0)
			return false;
		break;
	}
	ret->start += at;
	ret->end += at;
	if (ret->doubt) {
		ret->doubt_start += at;
		ret->doubt_end += at;
	}
	return true;
}

/* Whether a name can begin at byte `at`: with a capital, or a mark. */
static bool name_begins(const char *text, size_t at)
{
	char *word CLEANUP(mem_free_str) = NULL;

	if (text_upper(text + at))
		return true;
	word = mem_strndup(text + at, strcspn(text + at, " \n"));
	return strncmp(word, "\xc3\x97", 2) == 0 ||
	       (name_word_roles(word) & (NAME_HYBRID | NAME_DOUBT)) != 0;
}

void spans_find_names(const struct span_text *text, struct span_list *list)
{
	size_t behind = 0;
	double surest = 0;

	for (size_t i = 0; i < text->n; i++) {
		struct name_reading name;
		struct span *span;
		double sure;

		if (!name_begins(text->text, text->starts[i]) ||
		    !name_at(text, text->starts[i], &name))
			continue;
		sure = name_likeness(text->text, &name);
		if (sure <= 0 || (name.start < behind && sure <= surest))
			continue;
		behind = name.end;
		surest = sure;
		span = span_add(list, text, SPAN_NAME, name.start, name.end);
		span->value = mem_strndup(text->text + name.start,
					  name.end - name.start);
		span->sure = sure;
		span->as.name = name;
	}
}
