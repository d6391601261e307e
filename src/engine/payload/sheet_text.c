/*
 * sheet_text.c: the words of a sheet as a text for a model. See sheet_text.h.
 *
 * 1. Lines and reading order are those that a curator sees beside the fields
 *    (image/facts/transcript.h).
 * 2. Headings are in brackets, and data/prompts/words.txt says what they mean:
 *    another heading, or another layout, is another SHEET_TEXT of payload.c.
 */
#include "config.h"

#include "engine/payload/sheet_text.h"

#include <string.h>

#include "base/mem.h"
#include "image/facts/transcript.h"

#define TEXT_COLUMNS  400 /* wide enough for nothing to be folded */
#define TEXT_GAP      4	  /* cells from which words stand apart */
#define TEXT_CODES    16
#define TEXT_CODE_MAX 200 /* bytes of one */

static const char *const headings[ROLE_COUNT] = {
	[ROLE_UNKNOWN] = "[other]",	 [ROLE_LABEL] = "[label]",
	[ROLE_SLIP] = "[determination]", [ROLE_ANNOTATION] = "[annotation]",
	[ROLE_STAMP] = "[stamp]",	 [ROLE_CODE] = "[number]",
	[ROLE_FRAME] = "[printed]",
};

/* Who speaks in most words of the line that begins at `from`; *ret_to is where
 * it ends. */
static enum region_role line_role(const struct transcript *page, size_t from,
				  size_t *ret_to)
{
	size_t counts[ROLE_COUNT] = {0}, to = from;
	enum region_role most = page->words[from].role;

	for (; to < page->n && page->words[to].line == page->words[from].line;
	     to++)
		counts[page->words[to].role]++;
	for (int role = 0; role < ROLE_COUNT; role++)
		if (counts[role] > counts[most])
			most = (enum region_role)role;
	*ret_to = to;
	return most;
}

/* Rules, leaders and edges of paper that OCR took for letters. */
static bool word_is_ruling(const struct transcript_word *word)
{
	return !word->speaks &&
	       word->text[strspn(word->text, "|_~*=.\xc2\xa6\xc2\xb7")] == '\0';
}

static void line_write(const struct transcript *page, size_t from, size_t to,
		       struct bytes *ret)
{
	const struct transcript_word *last = NULL;

	for (size_t i = from; i < to; i++) {
		const struct transcript_word *word = &page->words[i];

		if (word_is_ruling(word))
			continue;
		if (last != NULL)
			bytes_append_str(
				ret,
				word->row == last->row &&
						word->column - last->column -
								last->width >=
							TEXT_GAP
					? "   "
					: " ");
		bytes_append_str(ret, word->text);
		last = word;
	}
	if (last != NULL)
		bytes_append_char(ret, '\n');
}

/* Appends, where there is room, a line with its heading before it, if that is
 * another than before. */
static bool text_add(struct bytes *ret, size_t max, const char *heading,
		     const struct bytes *line)
{
	size_t head = heading != NULL ? strlen(heading) + 1 : 0;

	if (ret->len + head + line->len > max)
		return false;
	if (heading != NULL) {
		bytes_append_str(ret, heading);
		bytes_append_char(ret, '\n');
	}
	bytes_append(ret, line->data, line->len);
	return true;
}

static void words_write(const struct facts *facts, size_t max,
			struct bytes *ret)
{
	const struct transcript_form form = {.columns = TEXT_COLUMNS};
	struct transcript page CLEANUP(transcript_done);
	struct bytes line CLEANUP(bytes_done) = {0};
	size_t region = facts->n_regions, to;
	int role = -1;

	transcript_make(facts, &form, &page);
	for (size_t from = 0; from < page.n; from = to) {
		int its = (int)line_role(&page, from, &to);
		bool same = its == role && page.words[from].region == region;

		bytes_clear(&line);
		line_write(&page, from, to, &line);
		if (line.len == 0)
			continue;
		if (!text_add(ret, max, same ? NULL : headings[its], &line))
			break;
		role = its;
		region = page.words[from].region;
	}
}

/* Whether a code of the same text came before. */
static bool code_is_told(const struct facts *facts, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(facts->codes[k].text, facts->codes[i].text) == 0)
			return true;
	return false;
}

static void codes_write(const struct facts *facts, size_t max,
			struct bytes *ret)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	const char *heading = "[code]";
	size_t n = 0;

	for (size_t i = 0; i < facts->n_codes && n < TEXT_CODES; i++) {
		if (strlen(facts->codes[i].text) > TEXT_CODE_MAX ||
		    code_is_told(facts, i))
			continue;
		bytes_clear(&line);
		bytes_append_str(&line, facts->codes[i].text);
		bytes_append_char(&line, '\n');
		if (!text_add(ret, max, heading, &line))
			break;
		heading = NULL;
		n++;
	}
}

void sheet_text_write(const struct facts *facts, size_t max, struct bytes *ret)
{
	/* Codes first: they are short, and surely read. */
	codes_write(facts, max, ret);
	words_write(facts, max, ret);
}
