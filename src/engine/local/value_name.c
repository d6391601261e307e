/*
 * value_name.c: scientific names and families.
 */
#include "config.h"

#include "engine/local/value_kind.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/name.h"
#include "engine/local/value.h"

/* "AGROPYRON", "AGropyron", "agropyron" to "Agropyron" (or all small). */
static void write_cased(const char *word, size_t len, bool capital,
			struct bytes *out)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)word[i];
		if (c < 0x80)
			c = (unsigned char)(capital ? toupper(c) : tolower(c));
		bytes_append_char(out, (char)c);
		if (isalpha(c))
			capital = false;
	}
}

/* A family ends in -aceae, or is one of eight old ones. */
static bool is_family(const char *letters)
{
	static const char *const old[] = {
		"compositae",	"gramineae", "leguminosae", "cruciferae",
		"umbelliferae", "labiatae",  "guttiferae",  "palmae"};
	size_t n = strlen(letters);
	if (n >= 7 && text_distance(letters + n - 5, "aceae", 1) <= 1)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(old); i++)
		if (n > 5 && text_distance(letters, old[i], 1) <= 1)
			return true;
	return false;
}

bool value_family(struct value *v)
{
	list_trim(v->text, v->list);
	for (size_t i = 0; i < v->list->n; i++) {
		size_t token = v->list->items[i];
		if (!is_family(v->text->tokens[token].letters))
			continue;
		size_t len = token_len(v->text, token);
		const char *s = token_text(v->text, token);
		while (len && !isalpha((unsigned char)s[len - 1]))
			len--;
		write_cased(s, len, true, v->out);
		v->list->items[0] = token;
		token_list_cut(v->list, 1);
		return true;
	}
	return false;
}

/* Words between an author and another, or in front of an epithet. */
static bool is_name_link(const char *letters)
{
	static const char *const links[] = {
		"ex", "et", "and", "in", "var", "ssp", "subsp", "f",	"fo",
		"cv", "sp", "spp", "cf", "aff", "x",   "forma", "emend"};
	for (size_t i = 0; i < ARRAY_LEN(links); i++)
		if (strcmp(letters, links[i]) == 0)
			return true;
	return false;
}

/* How many tokens from `at` can be part of a scientific name. */
static size_t name_span(const struct value *v)
{
	const struct label_text *text = v->text;
	size_t n = 1;
	bool rank = false;
	for (; n < v->list->n && n < 14; n++) {
		size_t token = v->list->items[n];
		const struct token *t = &text->tokens[token];
		const char *raw = token_text(text, token);
		char initial = token_initial(text, token);
		bool epithet = n == 1 || rank;
		if (initial == '\0' && raw[0] != '&' && raw[0] != '(')
			break;
		if (token_has_digit(text, token) || raw[0] == '"')
			break;
		if (raw[0] == '(' && islower((unsigned char)initial))
			break; /* a remark in brackets */
		if (t->line != text->tokens[v->list->items[0]].line && n > 1 &&
		    !is_name_link(t->letters) && raw[0] != '(' && raw[0] != '&')
			break;
		/* a third epithet may stand without its rank, a mere letter
		 * or a sentence may not */
		if (!epithet && islower((unsigned char)initial) &&
		    !is_name_link(t->letters) &&
		    (n > 2 || strlen(t->letters) <= 3))
			break;
		if (n > 1 && token_gap(text, token) > 4)
			break;
		rank = is_name_link(t->letters) && t->letters[0] != 'e';
	}
	return n;
}

static void name_write(const struct value *v)
{
	for (size_t i = 0; i < v->list->n; i++) {
		size_t token = v->list->items[i];
		const char *s = token_text(v->text, token);
		size_t len = token_len(v->text, token);
		const struct token *t = &v->text->tokens[token];
		bool joined =
			i && t->start > 0 &&
			v->text->tokens[v->list->items[i - 1]].word == t->word;
		if (i && !joined)
			bytes_append_char(v->out, ' ');
		if (i == 0) {
			while (len && !isalpha((unsigned char)*s) &&
			       (unsigned char)*s < 0x80) {
				s++;
				len--;
			}
		}
		if (i < 2)
			write_cased(s, len, i == 0, v->out);
		else
			bytes_append(v->out, s, len);
	}
	while (v->out->len &&
	       strchr(" ,;:_-|~'\"*", v->out->data[v->out->len - 1]))
		v->out->data[--v->out->len] = '\0';
}

/* What dwc/parse makes of the tokens' text; false when they begin no name. */
static bool list_name(const struct label_text *text,
		      const struct token_list *list, struct name_reading *ret)
{
	struct bytes plain CLEANUP(bytes_done) = {0};

	token_list_text(text, list, &plain);
	return plain.data != NULL && name_read(plain.data, ret) == 0;
}

/* How many tokens the name takes: it goes on behind the mark of a formula, and
 * behind a doubt in brackets. */
static size_t name_reach(const struct value *v)
{
	struct token_list list = {0};
	struct name_reading name;
	size_t n = name_span(v);

	if (!list_name(v->text, v->list, &name) ||
	    !(name.formula || name.doubt))
		return n;
	for (size_t i = 0; i < v->list->n; i++)
		token_list_add(&list, v->list->items[i]);
	list_narrow(v->text, &list, 0, name.end);
	n = list.n > n ? list.n : n;
	token_list_done(&list);
	return n;
}

/* The first word looks like a genus, and the second, where there is one, is
 * no single letter. */
static bool genus_plausible(const struct label_text *text,
			    const struct token_list *list)
{
	size_t first = list->items[0];
	const char *raw = token_text(text, first);
	struct name_reading name;

	if (!isalpha((unsigned char)raw[0]) &&
	    strncmp(raw, "\xc3\x97", 2) != 0 && (unsigned char)raw[0] != '\'' &&
	    (unsigned char)raw[0] != '*')
		return false;
	if (token_confidence(text, first) < 0.35)
		return false;
	return list->n < 2 ||
	       strlen(text->tokens[list->items[1]].letters) >= 2 ||
	       (list_name(text, list, &name) && name.hybrid);
}

/*
 * A "cf." is not part of the name: it goes, with the words it doubts, into
 * identificationQualifier (Darwin Core's own example: "aff. agrifolia var.
 * oxyadenia").
 */
static void name_qualify(struct value *v)
{
	char *plain CLEANUP(mem_free_str) = NULL;
	char *doubt CLEANUP(mem_free_str) = NULL;
	struct name_reading name;
	size_t mark;
	struct field *f;

	bytes_reserve(v->out, 0);
	if (name_read(v->out->data, &name) < 0 || !name.doubt ||
	    name.doubt_start == 0)
		return;
	plain = mem_strdup(v->out->data);
	mark = name.doubt_start + strcspn(plain + name.doubt_start, " ");
	mark += strspn(plain + mark, " ");
	doubt = mem_strndup(plain + name.doubt_start,
			    name.doubt_end - name.doubt_start);
	bytes_clear(v->out);
	bytes_append(v->out, plain, name.doubt_start);
	bytes_append_str(v->out, plain + mark);
	if (*record_value(v->record, "identificationQualifier") != '\0')
		return;
	f = record_set(v->record, "identificationQualifier", doubt,
		       token_list_confidence(v->text, v->list) * v->sure,
		       SOURCE_RULE);
	f->evidence = 1;
	token_list_boxes(v->text, v->list, f);
}

/* The mark of a hybrid genus, as it was read: "x Agropogon"; a letter that was
 * hardly read is rather dirt. "" for none. */
static const char *hybrid_mark(const struct label_text *text, size_t token)
{
	const char *raw = token_text(text, token);
	size_t len = token_len(text, token);

	if (len == 2 && memcmp(raw, "\xc3\x97", 2) == 0)
		return "\xc3\x97 ";
	return len == 1 && (*raw == 'x' || *raw == 'X') &&
			       token_confidence(text, token) >= 0.6
		       ? "x "
		       : "";
}

bool value_name(struct value *v)
{
	const struct label_text *text = v->text;
	const char *mark = "";
	/* a first word that was hardly read is not passed over: what follows
	 * it is not a genus */
	while (v->list->n &&
	       strlen(text->tokens[v->list->items[0]].letters) < 3) {
		mark = hybrid_mark(text, v->list->items[0]);
		list_drop_first(v->list);
	}
	if (v->list->n == 0 || token_has_digit(text, v->list->items[0]) ||
	    token_text(text, v->list->items[0])[0] == '(')
		return false;
	if (!genus_plausible(text, v->list))
		return false;
	token_list_cut(v->list, name_reach(v));
	list_trim(text, v->list);
	if (v->list->n == 0)
		return false;
	bytes_append_str(v->out, mark);
	name_write(v);
	name_qualify(v);
	return v->out->len >= 4;
}

/* Endings that Latin epithets have and words of other languages seldom. */
static bool latin_ending(const char *letters)
{
	static const char *const ends[] = {
		"us",	 "um",	 "is",	 "ii",	 "ae",	  "ense",  "ensis",
		"oides", "osa",	 "osus", "osum", "ata",	  "atum",  "atus",
		"ica",	 "icus", "icum", "ana",	 "anum",  "anus",  "ina",
		"inum",	 "aris", "alis", "ile",	 "ilis",  "folia", "ens",
		"ans",	 "ra",	 "ria",	 "ea",	 "ifera", "ora",   "ila"};
	size_t n = strlen(letters);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		size_t k = strlen(ends[i]);
		if (n > k + 1 && strcmp(letters + n - k, ends[i]) == 0)
			return true;
	}
	return false;
}

static bool word_is_vulgar(const struct label_rules *rules, const char *letters)
{
	return label_words_topics(rules->words, letters) != 0;
}

/* Where the epithet stands: over marks of doubt and hybrids. */
static size_t epithet_at(const struct label_text *text,
			 const struct token_list *list)
{
	size_t at = 1;

	while (at + 1 < list->n) {
		size_t token = list->items[at];
		char *word CLEANUP(mem_free_str) = mem_strndup(
			token_text(text, token), token_len(text, token));

		if ((name_word_roles(word) & (NAME_HYBRID | NAME_DOUBT)) == 0)
			break;
		at++;
	}
	return at;
}

/* Whether the name is all that the tokens say. */
static bool list_is_name(const struct label_text *text,
			 const struct token_list *list,
			 const struct name_reading *name)
{
	struct bytes plain CLEANUP(bytes_done) = {0};

	token_list_text(text, list, &plain);
	return name->end + 2 >= plain.len;
}

/* "(Boott) L.H. Bailey": an author in brackets and another behind. */
static bool name_has_basionym(const struct label_text *text,
			      const struct token_list *list)
{
	for (size_t i = 2; i + 1 < list->n; i++)
		if (token_text(text, list->items[i])[0] == '(' &&
		    token_ends_with(text, list->items[i], ')') &&
		    isupper((unsigned char)token_initial(text,
							 list->items[i])) &&
		    isupper((unsigned char)token_initial(text,
							 list->items[i + 1])))
			return true;
	return false;
}

/* What the word behind the epithet says for a name: an author, or a sentence
 * that goes on. */
static double behind_epithet(const struct label_rules *rules,
			     const struct label_text *text,
			     const struct token_list *list, size_t at)
{
	const struct token *t;
	char initial;

	if (at >= list->n)
		return 0;
	t = &text->tokens[list->items[at]];
	initial = token_initial(text, list->items[at]);
	if (isupper((unsigned char)initial) &&
	    !word_is_vulgar(rules, t->letters))
		return t->colon ? 0.25 : 0.1;
	if (islower((unsigned char)initial) && !is_name_link(t->letters))
		return -0.25;
	return 0;
}

double label_value_name_likeness(const struct label_rules *rules,
				 const struct label_text *text,
				 const struct token_list *list)
{
	if (list->n < 2 || list->n > 14)
		return 0;
	struct name_reading name = {0};
	bool known = list_name(text, list, &name) && name.epithet;
	size_t at = known ? epithet_at(text, list) : 1;
	const struct token *a = &text->tokens[list->items[0]];
	const struct token *b = &text->tokens[list->items[at]];
	char first = token_initial(text, list->items[0]);
	char second = token_initial(text, list->items[at]);
	size_t len_a = strlen(a->letters), len_b = strlen(b->letters);
	if (!isupper((unsigned char)first) || len_a < 3 || len_b < 2 ||
	    token_has_digit(text, list->items[0]) ||
	    token_has_digit(text, list->items[at]) || a->colon ||
	    token_text(text,
		       list->items[0])[token_len(text, list->items[0]) - 1] ==
		    ',')
		return 0;
	bool sp =
		strcmp(b->letters, "sp") == 0 || strcmp(b->letters, "spp") == 0;
	if (!sp && (len_b < 3 || word_is_vulgar(rules, a->letters) ||
		    word_is_vulgar(rules, b->letters)))
		return 0;
	double score = 0.3;
	if (islower((unsigned char)second))
		score += 0.2;
	if (latin_ending(b->letters) || sp)
		score += 0.2;
	if (latin_ending(a->letters) || a->letters[len_a - 1] == 'a')
		score += 0.1;
	if (at > 1)
		score += 0.2; /* "cf.", "x" */
	if (known && list_is_name(text, list, &name) &&
	    (name.rank || name.formula || name_has_basionym(text, list)))
		score += 0.2;
	score += behind_epithet(rules, text, list, at + 1);
	return score > 1 ? 1 : score;
}
