/*
 * plausible.c: letters that could be words. See plausible.h.
 *
 * A word costs what its letters cost, each behind the two before it: minus the
 * logarithm of its likelihood. Costs a letter of words that were not learned
 * from lie between 2.5 and 4.5 bits in every language of the table, letters
 * drawn by lot at seven, and what tesseract's English model makes of Cyrillic,
 * Greek and Georgian at four to seven.
 *
 * 1. `costs` holds halves of bits for every pair; the table need not have it.
 */
#include "config.h"

#include "dwc/words/plausible.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "base/file/tsv.h"
#include "base/mem.h"
#include "base/text.h"

enum { COL_PAIR, COL_COSTS };

static const struct tsv_form triples_form = {
	.file = "letter-triples.tsv",
	.columns = "pair\tcosts",
	.keys = 1,
};

#define LETTERS	 27 /* and the edge of a word */
#define EDGE	 26
#define COST_MAX 25

#define WORD_LETTERS_MIN 4
#define WORD_LETTERS_MAX 64

/* Bits a letter where a word is as likely as garble, the more for short ones,
 * which vary more, and how fast that changes: between the words and the garble
 * that were measured. */
#define BITS_BORDER 4.55
#define BITS_SHORT  2.0 /* divided by the letters */
#define BITS_SLOPE  0.25

/* Shares from which a text is called so. */
#define SHARE_GARBLED 0.45
#define SHARE_OTHER   0.5
#define TEXT_LETTERS  12 /* fewer are nothing */
#define TEXT_WORDS    3

struct plausible {
	unsigned char costs[LETTERS][LETTERS][LETTERS];
};

/* --- the table ------------------------------------------------------------ */

static int letter_index(char c)
{
	if (c == '_')
		return EDGE;
	return c >= 'a' && c <= 'z' ? c - 'a' : -1;
}

static int row_add(struct plausible *plausible, const struct tsv_row *row,
		   struct error *err)
{
	const char *pair = row->fields[COL_PAIR];
	const char *costs = row->fields[COL_COSTS];
	int first = letter_index(pair[0]);
	int second = first < 0 ? -1 : letter_index(pair[1]);

	if (second < 0 || pair[2] != '\0' || strlen(costs) != LETTERS ||
	    strspn(costs, "abcdefghijklmnopqrstuvwxyz") != LETTERS)
		return tsv_refuse(row, err,
				  "a row has two letters, a tab, and %d "
				  "letters from a to z; make the table with "
				  "tools/letter-triples",
				  LETTERS);
	for (size_t i = 0; i < LETTERS; i++)
		plausible->costs[first][second][i] =
			(unsigned char)(costs[i] - 'a');
	return 0;
}

int plausible_load(const char *config_dir, struct plausible **ret,
		   struct error *err)
{
	struct tsv tsv CLEANUP(tsv_done) = {0};
	struct plausible *plausible;

	if (tsv_load(&triples_form, config_dir, &tsv, err) < 0)
		return -1;
	plausible = mem_alloc(sizeof(*plausible));
	memset(plausible->costs, COST_MAX, sizeof(plausible->costs));
	for (size_t i = 0; i < tsv.n; i++)
		if (row_add(plausible, &tsv.rows[i], err) < 0) {
			plausible_free(plausible);
			return -1;
		}
	*ret = plausible;
	return 0;
}

void plausible_free(struct plausible *plausible)
{
	free(plausible);
}

/* --- words ---------------------------------------------------------------- */

/* A word as it is looked at. */
struct shape {
	char letters[WORD_LETTERS_MAX + 1]; /* folded, a-z */
	size_t n;
	size_t inner_capitals, inner_digits, inner_signs;
	bool capitals; /* all of them */
	bool stopped;  /* cut: it ends with a stop */
};

/* "McCalla", "MacDougal", "DeVries": where a capital may follow. */
static bool is_prefix(const char *letters, size_t n)
{
	static const char *const prefixes[] = {"mc",  "mac", "de",   "di", "du",
					       "la",  "le",  "o",    "d",  "l",
					       "van", "von", "fitz", "st"};

	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		if (strlen(prefixes[i]) == n &&
		    strncmp(prefixes[i], letters, n) == 0)
			return true;
	return false;
}

static bool is_ascii_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_ascii_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static void shape_add_letters(struct shape *shape, const char *at, size_t len)
{
	char *raw CLEANUP(mem_free_str) = mem_strndup(at, len);
	char *folded CLEANUP(mem_free_str) = text_folded(raw);

	for (const char *c = folded; *c != '\0' && shape->n < WORD_LETTERS_MAX;
	     c++)
		if (is_ascii_lower(*c))
			shape->letters[shape->n++] = *c;
	shape->letters[shape->n] = '\0';
}

/* What stands between letters, at `at`, before the next one. */
static void shape_add_mark(struct shape *shape, const char *at)
{
	const char *next = at + 1;
	bool inside;

	while ((*next & 0xc0) == 0x80)
		next++;
	inside = shape->n > 0 && text_letter(next) > 0;
	if (*at >= '0' && *at <= '9')
		shape->inner_digits += inside;
	else if (strchr(".,;:-'/&()[]", *at) == NULL ||
		 (unsigned char)*at >= 0x80)
		shape->inner_signs += inside || shape->n == 0;
}

/* A run of letters that marks may stand in. */
static void shape_read(const char *word, size_t len, struct shape *ret)
{
	bool was_lower = false;
	size_t upper = 0;

	*ret = (struct shape){.stopped = len > 0 && word[len - 1] == '.'};
	for (size_t at = 0; at < len;) {
		size_t one = text_letter(word + at);

		if (one == 0) {
			shape_add_mark(ret, word + at);
			at++;
			while (at < len && (word[at] & 0xc0) == 0x80)
				at++;
			was_lower = false;
			continue;
		}
		if (was_lower && is_ascii_upper(word[at])) {
			if (is_prefix(ret->letters, ret->n))
				ret->n = 0;
			else
				ret->inner_capitals++;
		}
		was_lower = is_ascii_lower(word[at]);
		upper += text_upper(word + at);
		shape_add_letters(ret, word + at, one);
		at += one;
	}
	ret->capitals = upper >= ret->n;
}

/* Bits a letter; the end of a word that is cut is not looked at. */
static double shape_bits(const struct plausible *plausible,
			 const struct shape *shape)
{
	int before = EDGE, last = EDGE;
	unsigned sum = 0;

	for (size_t i = 0; i < shape->n; i++) {
		int letter = shape->letters[i] - 'a';

		sum += plausible->costs[before][last][letter];
		before = last;
		last = letter;
	}
	if (shape->stopped)
		return sum / 2.0 / (double)shape->n;
	sum += plausible->costs[before][last][EDGE];
	return sum / 2.0 / (double)(shape->n + 1);
}

static double shape_plausibility(const struct plausible *plausible,
				 const struct shape *shape)
{
	double bits = shape_bits(plausible, shape);

	/* two words that grew together have one capital inside */
	if (shape->inner_capitals > 0)
		bits += shape->inner_capitals > 1 ? 1.5 : 0.4;
	bits += 1.2 * (double)shape->inner_digits;
	bits += 0.8 * (double)shape->inner_signs;
	bits -= BITS_SHORT / (double)shape->n;
	return 1 / (1 + exp((bits - BITS_BORDER) / BITS_SLOPE));
}

/* Bytes of the part that begins at `at`, with the mark that ends it: "K." and
 * "Dillman", "and/" and "or". */
static size_t part_len(const char *at, size_t len)
{
	size_t end = 0;

	while (end < len && strchr("./:&", at[end]) == NULL)
		end++;
	return end < len ? end + 1 : end;
}

/* Whether a part of a word can be told. */
static bool shape_is_telling(const struct shape *shape)
{
	return shape->n > WORD_LETTERS_MIN ||
	       (shape->n == WORD_LETTERS_MIN && !shape->capitals);
}

double plausible_word(const struct plausible *plausible, const char *word)
{
	size_t len = strlen(word), part;
	double least = -1;

	for (size_t at = 0; at < len; at += part) {
		struct shape shape;
		double likely;

		part = part_len(word + at, len - at);
		shape_read(word + at, part, &shape);
		if (!shape_is_telling(&shape))
			continue;
		likely = shape_plausibility(plausible, &shape);
		if (least < 0 || likely < least)
			least = likely;
	}
	return least;
}

/* --- texts ---------------------------------------------------------------- */

/* Letters of one script. */
struct script_count {
	const uc_script_t *script;
	size_t n;
};

#define SCRIPTS_MAX 8

struct scripts {
	struct script_count items[SCRIPTS_MAX];
	size_t n, letters;
};

static void scripts_count(struct scripts *scripts, const char *at, size_t len)
{
	const uc_script_t *script;
	ucs4_t letter;

	if (u8_mbtouc(&letter, (const uint8_t *)at, len) <= 0)
		return;
	script = uc_script(letter);
	if (script == NULL || strcmp(script->name, "Common") == 0 ||
	    strcmp(script->name, "Inherited") == 0)
		return;
	scripts->letters++;
	for (size_t i = 0; i < scripts->n; i++)
		if (scripts->items[i].script == script) {
			scripts->items[i].n++;
			return;
		}
	if (scripts->n < SCRIPTS_MAX)
		scripts->items[scripts->n++] =
			(struct script_count){.script = script, .n = 1};
}

static void scripts_read(const char *text, struct plausible_text *ret,
			 size_t *ret_letters)
{
	struct scripts scripts = {0};
	size_t other = 0, most = 0;

	for (const char *at = text; *at != '\0';) {
		size_t len = text_letter(at);

		if (len > 0)
			scripts_count(&scripts, at, len);
		at += len > 0 ? len : 1;
	}
	for (size_t i = 0; i < scripts.n; i++) {
		const struct script_count *item = &scripts.items[i];

		if (strcmp(item->script->name, "Latin") == 0)
			continue;
		other += item->n;
		if (item->n > most) {
			most = item->n;
			ret->script = item->script->name;
		}
	}
	ret->other = scripts.letters > 0
			     ? (double)other / (double)scripts.letters
			     : 0;
	*ret_letters = scripts.letters;
}

static enum plausible_verdict text_verdict(const struct plausible_text *text,
					   size_t letters)
{
	if (text->other >= SHARE_OTHER && letters > 1)
		return PLAUSIBLE_SCRIPT;
	if (letters < TEXT_LETTERS)
		return PLAUSIBLE_NOTHING;
	if (text->words >= TEXT_WORDS && text->garbled >= SHARE_GARBLED)
		return PLAUSIBLE_GARBLE;
	return PLAUSIBLE_WORDS;
}

void plausible_text(const struct plausible *plausible, const char *text,
		    struct plausible_text *ret)
{
	size_t letters, told = 0, garbled = 0;

	*ret = (struct plausible_text){0};
	scripts_read(text, ret, &letters);
	for (const char *at = text; *at != '\0';) {
		size_t len = part_len(at, strcspn(at, " \t\n"));
		struct shape shape;

		shape_read(at, len, &shape);
		if (shape_is_telling(&shape)) {
			ret->words++;
			told += shape.n;
			if (shape_plausibility(plausible, &shape) < 0.5)
				garbled += shape.n;
		}
		at += len + strspn(at + len, " \t\n");
	}
	ret->garbled = told > 0 ? (double)garbled / (double)told : 0;
	ret->verdict = text_verdict(ret, letters);
}
