/*
 * value_parts.c: reading and shortening lists of tokens, and plain text.
 */
#include "config.h"

#include "engine/local/value_kind.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

const char *token_text(const struct label_text *text, size_t token)
{
	const struct token *t = &text->tokens[token];
	return text->words->items[t->word].text + t->start;
}

size_t token_len(const struct label_text *text, size_t token)
{
	return text->tokens[token].end - text->tokens[token].start;
}

double token_confidence(const struct label_text *text, size_t token)
{
	return text->words->items[text->tokens[token].word].confidence;
}

bool token_has_digit(const struct label_text *text, size_t token)
{
	for (const char *c = text->tokens[token].letters; *c; c++)
		if (isdigit((unsigned char)*c))
			return true;
	return false;
}

char token_initial(const struct label_text *text, size_t token)
{
	const char *s = token_text(text, token);
	size_t len = token_len(text, token);
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)s[i] >= 0xc3)
			return 'X';
		if (!isalnum((unsigned char)s[i]))
			continue;
		/* a capital that was read twice: "mMarsaudon" */
		bool twice = islower((unsigned char)s[i]) && i + 2 < len &&
			     isupper((unsigned char)s[i + 1]);
		return twice ? s[i + 1] : s[i];
	}
	return '\0';
}

bool token_ends_with(const struct label_text *text, size_t token, char c)
{
	return token_text(text, token)[token_len(text, token) - 1] == c;
}

void list_drop_first(struct token_list *list)
{
	list->n--;
	memmove(list->items, list->items + 1, list->n * sizeof(*list->items));
}

/* Nothing but marks, or a letter or two that were hardly seen. */
static bool token_is_noise(const struct label_text *text, size_t token)
{
	size_t n = strlen(text->tokens[token].letters);
	return n == 0 || (n <= 2 && token_confidence(text, token) < 0.45) ||
	       token_confidence(text, token) < 0.08;
}

void list_trim(const struct label_text *text, struct token_list *list)
{
	while (list->n && token_is_noise(text, list->items[0]))
		list_drop_first(list);
	while (list->n && token_is_noise(text, list->items[list->n - 1]))
		list->n--;
}

/* Writes the tokens without loose punctuation at the ends. */
/* Does a capital after these letters begin the second part of a name? */
static bool is_name_prefix(const char *word, size_t len)
{
	static const char *const prefixes[] = {
		"Mac", "Mc",  "De",   "Du", "La", "Le", "Di",
		"Van", "Von", "Fitz", "St", "D",  "O"};
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		if (strlen(prefixes[i]) == len &&
		    strncmp(prefixes[i], word, len) == 0)
			return true;
	return false;
}

/*
 * Appends a word with the case that OCR confuses in letters of one shape
 * mended: "mMarSaudon" to "Marsaudon", "ROadside" to "Roadside". Words in
 * capitals, and capitals behind a prefix (MacAskill) or a mark, stay.
 */
static void case_mend(const char *word, size_t len, struct bytes *out)
{
	size_t lower = 0, start = 0;
	for (size_t i = 0; i < len; i++)
		lower += islower((unsigned char)word[i]) != 0;
	if (len > 3 && islower((unsigned char)word[0]) &&
	    toupper((unsigned char)word[0]) == word[1] &&
	    islower((unsigned char)word[2]))
		start = 1;
	for (size_t i = start; i < len; i++) {
		unsigned char c = (unsigned char)word[i];
		bool inside = i > start && isalpha((unsigned char)word[i - 1]);
		bool mend = inside && isupper(c) && lower * 2 > len &&
			    i + 1 < len &&
			    islower((unsigned char)word[i + 1]) &&
			    !is_name_prefix(word + start, i - start);
		if (inside && isupper(c) && i == start + 1 &&
		    lower + 2 >= len && len > 3)
			mend = true; /* "ROadside" */
		bytes_append_char(out, (char)(mend ? tolower(c) : c));
	}
}

void list_write(const struct label_text *text, const struct token_list *list,
		struct bytes *out)
{
	struct bytes raw CLEANUP(bytes_done) = {0};
	token_list_text(text, list, &raw);
	char *plain = text_squeezed(raw.data ? raw.data : "");
	size_t from = strspn(plain, " .,:;|_-=~'`*\"/");
	size_t to = strlen(plain);
	while (to > from && strchr(" ,:;|_-=~`*\"/", plain[to - 1]))
		to--;
	for (size_t at = from; at < to;) {
		size_t len = strcspn(plain + at, " -/");
		len = len > to - at ? to - at : len;
		case_mend(plain + at, len, out);
		at += len;
		if (at < to)
			bytes_append_char(out, plain[at++]);
	}
	free(plain);
}

/* Leaves the tokens whose bytes of the joined text overlap start..end. */
void list_narrow(const struct label_text *text, struct token_list *list,
		 size_t start, size_t end)
{
	size_t kept = 0;
	struct bytes so_far CLEANUP(bytes_done) = {0};
	struct token_list head = {.items = list->items};
	for (size_t i = 0; i < list->n; i++) {
		bytes_clear(&so_far);
		head.n = i + 1;
		token_list_text(text, &head, &so_far);
		size_t to = so_far.len;
		size_t from = to - token_len(text, list->items[i]);
		if (to > start && from < end)
			list->items[kept++] = list->items[i];
	}
	list->n = kept;
}

bool value_text(struct value *v)
{
	list_trim(v->text, v->list);
	list_write(v->text, v->list, v->out);
	size_t letters = 0;
	for (size_t i = 0; i < v->list->n; i++)
		letters += strlen(v->text->tokens[v->list->items[i]].letters);
	return letters >= 3;
}
