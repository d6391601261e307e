/*
 * validation.c: what the validators share. See validate.h.
 *
 * 1. Messages and proposals are clean text.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"

#define QUOTE_COLUMNS 40

const char *validation_value(const struct validation *v, enum term_role role)
{
	return record_role_value(v->record, v->terms, role);
}

char *validation_quote(const char *text)
{
	char *clean CLEANUP(mem_free_str) = text_cleaned(text);
	size_t fit = text_fit(clean, QUOTE_COLUMNS, NULL);

	if (clean[fit] == '\0')
		return mem_printf("\"%s\"", clean);
	return mem_printf("\"%.*s...\"", (int)fit, clean);
}

/* Beginnings behind which names go on with a capital: "McLean", "LeRoy". */
static bool is_name_prefix(const char *text, size_t len)
{
	static const char *const prefixes[] = {
		"Mc",  "Mac", "Le",  "La",  "De", "Du", "Fitz", "Van",
		"Von", "Di",  "Des", "San", "St", "El", "Al",	"Da"};

	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
		if (strlen(prefixes[i]) == len &&
		    strncmp(prefixes[i], text, len) == 0)
			return true;
	return false;
}

static bool is_consonant(char c)
{
	return strchr("bcdfghjklmnpqrstvwxz", c | 0x20) != NULL;
}

/* How many consonants begin the word, in ASCII; y is not one, nor are r and l
 * where they are a syllable: "Brno", "Vltava". */
static size_t count_onset(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && is_consonant(text[n]) &&
	       !(n > 0 && n + 1 < len && strchr("rlRL", text[n]) != NULL &&
		 is_consonant(text[n + 1])))
		n++;
	return n;
}

/* Three or more consonants begin words of Europe's languages in these ways. */
static bool is_onset(const char *text, size_t len)
{
	static const char *const onsets[] = {
		"str",	"spr",	"scr",	"spl",	"thr",	"sch",	  "shr",
		"chr",	"phr",	"squ",	"scl",	"skr",	"phl",	  "chl",
		"chth", "phth", "sph",	"sth",	"schm", "schn",	  "schl",
		"schr", "schw", "pfl",	"pfr",	"tsch", "zsch",	  "krz",
		"prz",	"trz",	"brz",	"szcz", "strz", "vzd",	  "mcc",
		"mcd",	"mcg",	"mck",	"mcl",	"mcm",	"mcn",	  "mcp",
		"mcr",	"mct",	"mcw",	"mcb",	"mch",	"mcf",	  "mckn",
		"mcgr", "mcph", "mccl", "mccr", "mchr", "mcch",	  "ngw",
		"nkw",	"nth",	"rhyn", "cht",	"chn",	"phn",	  "ptr",
		"pht",	"kht",	"vst",	"wrz",	"wsch", "stschr", "khv",
		"skl",	"vlt",	"cvr",	"hrv",	"smrt", "brn"};

	char *folded CLEANUP(mem_free_str) = mem_strndup(text, len);

	for (size_t i = 0; i < len; i++)
		folded[i] = (char)(folded[i] | 0x20);
	return text_among(folded, onsets, ARRAY_LEN(onsets));
}

bool validation_is_garbled(const char *text, size_t start, size_t end)
{
	size_t small = 0, onset = count_onset(text + start, end - start);

	for (size_t at = start; at < end; at++)
		small += text[at] >= 'a' && text[at] <= 'z';
	if (small == 0)
		return false; /* letters of an abbreviation */
	for (size_t at = start + 1; at < end; at++)
		if (text[at] >= 'A' && text[at] <= 'Z' && text[at - 1] >= 'a' &&
		    text[at - 1] <= 'z' &&
		    !is_name_prefix(text + start, at - start))
			return true;
	return onset >= 3 && onset < end - start && text[end] != '.' &&
	       !is_onset(text + start, onset);
}

static void verdicts_add(struct verdicts *verdicts, struct verdict verdict)
{
	ARRAY_GROW(verdicts->items, verdicts->n, verdicts->cap);
	verdicts->items[verdicts->n++] = verdict;
}

void validation_add(struct validation *v, enum severity severity,
		    const char *code, const char *proposal, const char *format,
		    ...)
{
	struct bytes message = {0};
	bool useful = proposal != NULL && !text_blank(proposal) &&
		      (v->value == NULL || strcmp(proposal, v->value) != 0);
	va_list args;

	va_start(args, format);
	bytes_vprintf(&message, format, args);
	va_end(args);
	verdicts_add(v->ret,
		     (struct verdict){
			     .term = mem_strdup(v->term->name),
			     .code = code,
			     .severity = severity,
			     .origin = v->origin,
			     .message = bytes_steal(&message),
			     .proposal = useful ? text_cleaned(proposal) : NULL,
		     });
}

/* Whether the run of leaders at `at` ends a word of one letter: "S..". */
static bool after_initial(const struct bytes *out)
{
	return out->len > 0 && text_letter(out->data + out->len - 1) == 1 &&
	       (out->len == 1 || text_letter(out->data + out->len - 2) == 0);
}

char *validation_tidy(const char *text, size_t start, size_t end)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	size_t from = 0, to;

	for (size_t at = start; at < end;) {
		size_t run = at, dots = 0;

		while (run < end && strchr(" ._", text[run]) != NULL)
			dots += text[run++] != ' ';
		if (dots >= 2 && after_initial(&out))
			bytes_append_str(&out, ". ");
		else if (dots >= 2)
			bytes_append_char(&out, ' ');
		else
			bytes_append(&out, text + at, run - at);
		at = run;
		if (at < end)
			bytes_append_char(&out, text[at++]);
	}
	bytes_reserve(&out, 0);
	to = out.len;
	while (from < to && strchr(" .,;:-_/|=*'\"", out.data[from]) != NULL)
		from++;
	while (to > from && strchr(" ,;:-_/|=*(", out.data[to - 1]) != NULL)
		to--;
	/* A stop stays after an initial: "Thomas A." */
	if (to > from + 3 && out.data[to - 1] == '.' &&
	    text_letter(out.data + to - 3) == 1)
		to--;
	out.data[to] = '\0';
	return text_squeezed(out.data + from);
}
