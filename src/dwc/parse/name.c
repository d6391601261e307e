/*
 * name.c: scientific names. See name.h.
 *
 * 1. A reading ends before the first word that no rule lets in: what is left
 *    over is the caller's to judge.
 * 2. Nothing is recased but letters of ASCII.
 */
#include "config.h"

#include "dwc/parse/name.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static const struct {
	const char *words; /* blanks between them */
	unsigned role;
} roles[] = {
	{"x X \xc3\x97", NAME_HYBRID},
	{"cf. cf aff. aff (cf.) (aff.) ? (?) nr.", NAME_DOUBT},
	{"var. var subsp. subsp ssp. ssp f. fo. forma form form. subvar. subf. "
	 "cv. cv nothosubsp. nothovar. convar. sect. subg. subgen. ser. subsect. "
	 "proles",
	 NAME_RANK},
	{"sp sp. spp spp. spec. species indet.", NAME_SPECIES},
	{"ex et in and f. f fil. fil de la le du des von van den der zu da dos "
	 "do di ter non nom nom. nud. auct. auct al. al sensu emend. pro parte "
	 "p.p. s.l. s.lat. s.str. s.s. hort. hort comb. nov. agg. agg bis s. "
	 "str. lat. illeg. inval. ined. syn. filius fide ex. p. lato stricto "
	 "orth. cons.",
	 NAME_LINK},
};

unsigned name_word_roles(const char *word)
{
	unsigned bits = 0;

	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (text_in_words(word, roles[i].words))
			bits |= roles[i].role;
	return bits;
}

/* --- words ---------------------------------------------------------------- */

static void word_fill(struct name_word *word)
{
	const char *at = word->text;
	bool first = true;

	word->roles = name_word_roles(word->text);
	word->plain = true;
	while (*at != '\0') {
		size_t len = text_letter(at);

		if (len == 0) {
			word->plain = word->plain && *at == '-';
			at++;
			continue;
		}
		word->letters++;
		word->capitals += text_upper(at);
		word->capital |= first && text_upper(at);
		first = false;
		at += len;
	}
	word->plain = word->plain && word->letters > 0;
}

/* The bytes of the word at `at`. A mark that is glued to its word is a word of
 * its own: U+00D7, and no more, since "x" begins words. So is an author whose
 * blanks were left out: "palustris(L.)Example". */
static size_t word_length(const char *at)
{
	size_t len = strcspn(at, " \n");

	if (len > 2 && strncmp(at, "\xc3\x97", 2) == 0)
		return 2;
	for (size_t i = 1; i < len; i++) {
		bool opens = at[i] == '(' && text_letter(at + i + 1) > 0 &&
			     at[i - 1] >= 'a' && at[i - 1] <= 'z';

		if (opens || (at[i - 1] == ')' && text_upper(at + i)))
			return i;
	}
	return len;
}

void name_words_read(const char *text, struct name_words *ret)
{
	size_t at = strspn(text, " \n");

	*ret = (struct name_words){0};
	while (text[at] != '\0' && ret->n < NAME_WORDS_MAX) {
		size_t len = word_length(text + at), kept = len;
		struct name_word *word = &ret->items[ret->n++];

		while (kept > 1 && strchr(",;:", text[at + kept - 1]) != NULL)
			kept--;
		*word = (struct name_word){
			.text = mem_strndup(text + at, kept),
			.start = at,
			.end = at + kept,
		};
		word_fill(word);
		at += len + strspn(text + at + len, " \n");
	}
}

void name_words_done(struct name_words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->items[i].text);
}

static bool word_is(const struct name_word *word, unsigned role)
{
	return (word->roles & role) != 0;
}

static bool word_is_genus(const struct name_word *word)
{
	return word->plain && word->capital && word->capitals == 1 &&
	       word->letters >= 3;
}

static bool word_is_epithet(const struct name_word *word)
{
	return word->plain && word->capitals == 0 && word->letters >= 3 &&
	       !word_is(word, NAME_HYBRID | NAME_SPECIES | NAME_LINK) &&
	       !word_is(word, NAME_RANK);
}

bool name_word_is_and(const char *word)
{
	static const char *const marks[] = {"&", "+", "$", "\xc2\xa7"};

	return text_among(word, marks, ARRAY_LEN(marks));
}

/* "Nutt.", "(L.)", "L.H.", "&", "ex". */
static bool word_is_author(const struct name_word *word)
{
	if (name_word_is_and(word->text) || word_is(word, NAME_LINK))
		return true;
	return word->capital && word->letters > 0 &&
	       strpbrk(word->text, "0123456789\"/:=") == NULL;
}

/* --- reading -------------------------------------------------------------- */

/* A reading and the word that it has come to. */
struct progress {
	const struct name_words *words;
	size_t at;
	struct name_reading *name;
};

static const struct name_word *progress_word(const struct progress *p)
{
	return p->at < p->words->n ? &p->words->items[p->at] : NULL;
}

static void progress_take(struct progress *p)
{
	p->name->end = p->words->items[p->at++].end;
	p->name->words++;
}

/* Marks of doubt and of hybrids before a genus or an epithet. */
static void read_marks(struct progress *p)
{
	const struct name_word *word;

	for (word = progress_word(p); word != NULL; word = progress_word(p)) {
		if (!word_is(word, NAME_HYBRID | NAME_DOUBT) ||
		    p->at + 1 == p->words->n)
			return;
		p->name->hybrid |= word_is(word, NAME_HYBRID);
		if (word_is(word, NAME_DOUBT) && !p->name->doubt) {
			p->name->doubt = true;
			p->name->doubt_start = word->start;
		}
		progress_take(p);
	}
}

/* "Poa annua L. + Bromus tectorum L.": what joins them is of two names. */
static bool joins_names(const struct progress *p, size_t at)
{
	const struct name_word *word = &p->words->items[at];

	return at + 2 < p->words->n && name_word_is_and(word->text) &&
	       word_is_genus(word + 1) && word_is_epithet(word + 2);
}

/* Authors up to a word that is none; small words count only where another
 * author follows. */
static void read_authors(struct progress *p)
{
	size_t last = p->at, at = p->at;

	for (; at < p->words->n; at++) {
		const struct name_word *word = &p->words->items[at];
		const char *text = word->text;
		bool bracket = text[0] == '(';

		if (!word_is_author(word) || joins_names(p, at) ||
		    (bracket && text_letter(text + 1) > 0 &&
		     !text_upper(text + 1)))
			break;
		if (word->capital)
			last = at + 1;
		p->name->author |= word->capital;
		p->name->author_telling |=
			word->capital &&
			(bracket || text[strlen(text) - 1] == '.');
	}
	/* "f." behind an author ends a name as a son; before an epithet it is
	 * a rank. */
	while (p->at < last)
		progress_take(p);
	if (p->at > 0 && p->at < p->words->n && last == p->at &&
	    word_is(progress_word(p), NAME_LINK) &&
	    strcmp(progress_word(p)->text, "f.") == 0 &&
	    p->at + 1 == p->words->n)
		progress_take(p);
}

/* Where a mark of doubt at `at` ends: at itself without one. */
static size_t over_marks(const struct progress *p, size_t at)
{
	while (at < p->words->n &&
	       word_is(&p->words->items[at], NAME_HYBRID | NAME_DOUBT))
		at++;
	return at;
}

/* "var. gracilis Bailey", "cf. var. gracilis". */
static bool read_rank(struct progress *p)
{
	size_t rank = over_marks(p, p->at), ahead;
	const struct name_word *word;

	if (rank >= p->words->n || !word_is(&p->words->items[rank], NAME_RANK))
		return false;
	ahead = over_marks(p, rank + 1);
	if (ahead >= p->words->n || !p->words->items[ahead].plain ||
	    p->words->items[ahead].letters < 3)
		return false;
	while (p->at <= ahead) {
		word = progress_word(p);
		if (word_is(word, NAME_DOUBT) && !p->name->doubt) {
			p->name->doubt = true;
			p->name->doubt_start = word->start;
		}
		p->name->hybrid |= word_is(word, NAME_HYBRID);
		progress_take(p);
	}
	p->name->rank = true;
	return true;
}

/* The other parent of a formula: a name, or the epithet alone. */
static bool read_parent(struct progress *p)
{
	const struct name_word *mark = progress_word(p), *next;

	if (mark == NULL || !word_is(mark, NAME_HYBRID) ||
	    p->at + 1 >= p->words->n)
		return false;
	next = mark + 1;
	if (!word_is_genus(next) && !word_is_epithet(next) &&
	    !(next->capital && next->letters == 1))
		return false;
	progress_take(p);
	progress_take(p);
	p->name->hybrid = p->name->formula = true;
	next = progress_word(p);
	if (next != NULL && word_is_epithet(next))
		progress_take(p);
	return true;
}

/* What follows the genus. */
static void read_behind_genus(struct progress *p)
{
	const struct name_word *word;
	bool hybrid = p->name->hybrid;

	if (progress_word(p) != NULL &&
	    word_is(progress_word(p), NAME_HYBRID) && read_parent(p)) {
		/* "Salix x sericans" is a name, "Salix x Populus" two */
		p->name->formula = p->words->items[p->at - 1].capital ||
				   word_is_genus(&p->words->items[2 + hybrid]);
		p->name->epithet = !p->name->formula;
	} else {
		read_marks(p);
		word = progress_word(p);
		if (word != NULL &&
		    (word_is_epithet(word) || word_is(word, NAME_SPECIES))) {
			p->name->epithet = word_is_epithet(word);
			progress_take(p);
		}
	}
	for (int i = 0; i < 4; i++) {
		read_authors(p);
		if (!read_rank(p) && !read_parent(p))
			break;
	}
}

int name_read(const char *text, struct name_reading *ret)
{
	struct name_reading name = {0};
	struct name_words words;
	struct progress p = {.words = &words, .name = &name};
	const struct name_word *genus;
	int rc = -1;

	name_words_read(text, &words);
	read_marks(&p);
	genus = progress_word(&p);
	if (genus != NULL && word_is_genus(genus)) {
		name.start = words.items[0].start;
		progress_take(&p);
		read_behind_genus(&p);
		name.doubt_end = name.doubt ? name.end : 0;
		*ret = name;
		rc = 0;
	}
	name_words_done(&words);
	return rc;
}

bool name_is_text(const char *text)
{
	struct name_reading name;

	return name_read(text, &name) == 0 && name.epithet &&
	       text[name.end + strspn(text + name.end, " .,;")] == '\0';
}

/* --- letters -------------------------------------------------------------- */

static bool word_is_ascii(const struct name_word *word)
{
	for (const char *at = word->text; *at != '\0'; at++)
		if ((unsigned char)*at >= 0x80)
			return false;
	return true;
}

bool name_ends_as(const char *text, const char *const *endings, size_t n)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < n; i++) {
		size_t own = strlen(endings[i]);

		if (len > own + 1 &&
		    text_casecmp(text + len - own, endings[i]) == 0)
			return true;
	}
	return false;
}

/* Authors whose names end as epithets do. */
static bool is_surname(const char *text)
{
	static const char *const surnames[] = {
		"linnaeus", "retzius", "clusius", "davis",   "harris",
		"lewis",    "ellis",   "morris",  "francis", "curtis",
		"willis",   "dennis",  "jarvis",  "louis",   "evans",
		"stephens", "stevens", "clemens", "owens",   "molina",
		"silva",    "acosta",  "garcia",  "barbosa", "espinosa",
		"zapata"};

	for (size_t i = 0; i < ARRAY_LEN(surnames); i++)
		if (text_casecmp(text, surnames[i]) == 0)
			return true;
	return false;
}

bool name_word_is_epithet_cased(const struct name_word *word)
{
	static const char *const endings[] = {"us",  "um",  "is",  "ii",
					      "ae",  "ens", "ans", "ense",
					      "ata", "osa", "ica", "oides"};

	return word->capital && word->plain &&
	       (word->capitals == 1 || word->capitals == word->letters) &&
	       !is_surname(word->text) &&
	       name_ends_as(word->text, endings, ARRAY_LEN(endings));
}

/* Whether a second word with a capital is an epithet beyond doubt: by its
 * ending, or by a usual one and Linnaeus behind it. Any other author's
 * abbreviation proves nothing: "Carex Louis Agassiz." */
static bool capital_is_epithet(const struct name_words *words, size_t at)
{
	static const char *const telling[] = {
		"ii",	 "iana",   "ianum",  "ianus", "ensis",	"ense", "oides",
		"folia", "folium", "folius", "iae",   "florum", "flora"};
	static const char *const usual[] = {"us", "um",	 "is",	"a",
					    "e",  "ens", "ans", "x"};
	const struct name_word *word = &words->items[at];
	const char *next = at + 1 < words->n ? word[1].text : "";

	if (name_ends_as(word->text, telling, ARRAY_LEN(telling)))
		return true;
	return (strcmp(next, "L.") == 0 || strcmp(next, "(L.)") == 0) &&
	       name_ends_as(word->text, usual, ARRAY_LEN(usual));
}

/* The same of a word in capitals: an author's name there looks alike, but few
 * end as epithets do. */
static bool capitals_are_epithet(const struct name_word *word)
{
	static const char *const endings[] = {
		"us",  "um",   "is",  "a",   "ae",  "ii",  "ens",
		"ans", "ense", "ale", "ile", "are", "ule", "oides"};

	return !is_surname(word->text) &&
	       name_ends_as(word->text, endings, ARRAY_LEN(endings));
}

/* What the word would be in lower case. */
static unsigned word_roles_lower(const struct name_word *word)
{
	char *folded CLEANUP(mem_free_str) = text_folded(word->text);

	return name_word_roles(folded);
}

/* Whether behind genus and epithet only authors stand: no doubt, no rank whose
 * epithet would have to be recased too, no second name. `capitals`: in a text
 * of capitals, where an author is told by the stop alone. */
static bool rest_is_authors(const struct name_words *words, size_t first,
			    bool capitals)
{
	for (size_t i = first; i < words->n; i++) {
		const struct name_word *word = &words->items[i];
		const struct name_word *next =
			i + 1 < words->n ? word + 1 : NULL;
		unsigned lower = word_roles_lower(word);

		if ((lower & (NAME_HYBRID | NAME_DOUBT)) != 0 ||
		    strpbrk(word->text, ";/=|") != NULL)
			return false;
		if ((lower & NAME_RANK) != 0 && next != NULL &&
		    (word->capital || next->capital))
			return false;
		if (next != NULL && word_is_genus(word) && word_is_genus(next))
			return false;
		if (capitals && word->letters > 1 &&
		    word->capitals == word->letters &&
		    strchr(word->text, '.') == NULL)
			return false;
	}
	return true;
}

/* Whether genus and epithet stand there to be recased, and nothing else that
 * would have to be. */
static bool words_can_be_recased(const struct name_words *words, size_t genus)
{
	static const char *const family[] = {"aceae"};
	const struct name_word *first = &words->items[genus];
	const struct name_word *second = first + 1;
	bool capitals = first->capitals == first->letters;

	/* of a text of more words the end was not looked at */
	if (genus + 1 >= words->n || words->n == NAME_WORDS_MAX ||
	    !first->plain || !second->plain || first->letters < 3 ||
	    second->letters < 3 || !word_is_ascii(first) ||
	    !word_is_ascii(second) || word_roles_lower(second) != 0 ||
	    name_ends_as(first->text, family, ARRAY_LEN(family)) ||
	    !rest_is_authors(words, genus + 2,
			     second->capitals == second->letters))
		return false;
	if (second->capitals == 0)
		return true;
	/* both in capitals, or a capital epithet of older custom */
	if (second->capitals == second->letters)
		return capitals && capitals_are_epithet(second);
	return second->capital && second->capitals == 1 &&
	       capital_is_epithet(words, genus + 1);
}

static void recase(char *text, const struct name_word *word, bool capital)
{
	for (size_t i = word->start; i < word->end; i++) {
		bool up = text[i] >= 'A' && text[i] <= 'Z';
		bool low = text[i] >= 'a' && text[i] <= 'z';
		bool first = i == word->start;

		if (up && !(capital && first))
			text[i] = (char)(text[i] | 0x20);
		if (low && capital && first)
			text[i] = (char)(text[i] & ~0x20);
	}
}

char *name_recased(const char *text)
{
	struct name_words words;
	char *copy = NULL;
	size_t genus = 0;

	name_words_read(text, &words);
	while (genus + 1 < words.n && word_is(&words.items[genus], NAME_HYBRID))
		genus++;
	if (words_can_be_recased(&words, genus)) {
		copy = mem_strdup(text);
		recase(copy, &words.items[genus], true);
		recase(copy, &words.items[genus + 1], false);
		if (strcmp(copy, text) == 0) {
			free(copy);
			copy = NULL;
		}
	}
	name_words_done(&words);
	return copy;
}
