/*
 * people.c: people as labels name them. See people.h.
 *
 * 1. Every person has a surname of two letters or more, with a capital.
 * 2. Words that are of institutions, dates or nobody end the reading: what
 *    they belong to is not a person.
 * 3. No more than PARTS_MAX words are looked at for one thing, nor PEOPLE_MAX
 *    people: a text may be a page of "det. det. det.", and is read at each of
 *    its words.
 */
#include "config.h"

#include "dwc/parse/people.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/number_mark.h"

#define PEOPLE_MAX 16
#define PARTS_MAX  8
#define WORD_MAX   40

/* One word of the text, with the stop behind it. */
struct word {
	size_t start, end;
	char folded[WORD_MAX];
	size_t letters; /* before the stop; "J.F." has two */
	int stops;
	bool capital, capitals;
};

/* --- words ---------------------------------------------------------------- */

/* Bytes of what may stand inside a surname: "O'Hara", "Marie-Victorin". */
static size_t joint_len(const char *at)
{
	size_t len = *at == '-' || *at == '\'' ? 1 : 0;

	if (strncmp(at, "\xe2\x80\x99", 3) == 0)
		len = 3;
	if (*at == '.')
		len = at[1] == '-' ? 2 : 1; /* "J.F.", "J.-P." */
	return len > 0 && text_letter(at + len) > 0 ? len : 0;
}

/* Reads the word at `at`; false when no letter stands there. */
static bool word_read(const char *text, size_t at, struct word *ret)
{
	char *raw CLEANUP(mem_free_str) = NULL;
	char *folded CLEANUP(mem_free_str) = NULL;
	size_t upper = 0, used = 0, end = at, len;

	*ret = (struct word){.start = at, .capital = text_upper(text + at)};
	while ((len = text_letter(text + end)) > 0 ||
	       (end > at && (len = joint_len(text + end)) > 0)) {
		ret->letters += text_letter(text + end) > 0;
		upper += text_upper(text + end);
		ret->stops += text[end] == '.';
		end += len;
	}
	if (end == at)
		return false;
	ret->capitals = upper == ret->letters;
	ret->stops += text[end] == '.';
	ret->end = end + (text[end] == '.');
	raw = mem_strndup(text + at, end - at);
	folded = text_folded(raw);
	for (const char *c = folded; *c != '\0' && used < WORD_MAX - 1; c++)
		if (*c != '.' && *c != '\'' && *c != '-')
			ret->folded[used++] = *c;
	return true;
}

/* Words that no person is called by: they name an institution, a date, or
 * nobody. */
static bool word_is_foreign(const struct word *word)
{
	static const char *const words[] = {
		"mt",	     "mount",	   "mountain",	 "lake",
		"river",     "creek",	   "fort",	 "ft",
		"hwy",	     "highway",	   "road",	 "rd",
		"sec",	     "twp",	   "tp",	 "rge",
		"range",     "lot",	   "box",	 "alt",
		"elev",	     "vol",	   "pl",	 "fig",
		"tab",	     "exs",	   "exsicc",	 "plants",
		"flora",     "camp",	   "post",	 "farm",
		"ranch",     "park",	   "forest",	 "district",
		"county",    "co",	   "locality",	 "habitat",
		"remarks",   "name",	   "species",	 "expedition",
		"exped",     "survey",	   "party",	 "station",
		"herbarium", "herb",	   "university", "univ",
		"college",   "club",	   "society",	 "soc",
		"museum",    "garden",	   "gardens",	 "institute",
		"inst",	     "department", "dept",	 "division",
		"branch",    "research",   "collection", "collections",
		"collector", "collectors", "collected",	 "coll",
		"leg",	     "legit",	   "det",	 "number",
		"no",	     "unknown",	   "anonymous",	 "anon",
		"sine",	     "ignotus",	   "january",	 "february",
		"march",     "april",	   "may",	 "june",
		"july",	     "august",	   "september",	 "october",
		"november",  "december",   "jan",	 "feb",
		"mar",	     "apr",	   "jun",	 "jul",
		"aug",	     "sept",	   "sep",	 "oct",
		"nov",	     "dec",	   "date",	 "project",
		"team",	     "students",   "class",	 "school",
		"service",   "company",	   "the",	 "nr",
		"nro",	     "numero",	   "nummer"};

	return text_among(word->folded, words, ARRAY_LEN(words));
}

static bool word_is_particle(const struct word *word)
{
	static const char *const words[] = {
		"de",  "da",  "do",  "du", "la",  "le",	 "del", "der",
		"den", "van", "von", "zu", "ter", "te",	 "dos", "das",
		"los", "las", "di",  "af", "av",  "vom", "zum", "des"};

	return !word->capital &&
	       text_among(word->folded, words, ARRAY_LEN(words));
}

/* "Jr.", "III", "fil.". */
static bool word_is_suffix(const struct word *word)
{
	static const char *const words[] = {"jr", "sr",	 "jun", "sen",
					    "ii", "iii", "fil", "junr"};

	return text_among(word->folded, words, ARRAY_LEN(words)) &&
	       (word->stops > 0 || word->capital);
}

/* "A.", "J.F.", "JF", "Wm.": what stands for a given name. */
static bool word_is_initial(const struct word *word)
{
	return word->capital && (word->letters == 1 || word->stops > 0 ||
				 (word->capitals && word->letters == 2));
}

/* --- between people ------------------------------------------------------- */

static size_t blanks_len(const char *at)
{
	return strspn(at, " \t\n");
}

/* "and", or "AND" where all is in capitals; "Y." and "E" are initials. */
static bool word_joins(const struct word *word)
{
	static const char *const words[] = {"and",  "und", "et",  "y",	  "e",
					    "with", "mit", "con", "avec", "cum",
					    "en",   "com", "ed",  "met"};

	if (strcmp(word->folded, "u") == 0)
		return !word->capital && word->stops == 1;
	if (word->stops > 0 ||
	    !text_among(word->folded, words, ARRAY_LEN(words)))
		return false;
	return !word->capital || (word->capitals && word->letters >= 2);
}

/* Bytes of what joins two people at `at`, with blanks; 0 for none. */
static size_t joint_read(const char *text, size_t at)
{
	size_t blanks = blanks_len(text + at);
	size_t comma = text[at + blanks] == ',' ? 1 : 0;
	size_t to = at + blanks + comma;
	struct word word;

	to += comma > 0 ? blanks_len(text + to) : 0;
	if (text[to] != '\0' && strchr("&|;+$", text[to]) != NULL)
		return to + 1 + blanks_len(text + to + 1) - at;
	/* a typewriter's "&" */
	if (strncmp(text + to, "\xc2\xa7", 2) == 0)
		return to + 2 + blanks_len(text + to + 2) - at;
	if (text[to] == '/' &&
	    text_upper(text + to + 1 + blanks_len(text + to + 1)))
		return to + 1 + blanks_len(text + to + 1) - at;
	if (word_read(text, to, &word) && word_joins(&word))
		return word.end + blanks_len(text + word.end) - at;
	return comma > 0 ? to - at : 0;
}

/* Bytes of "et al.", "& others" at `at`, without blanks behind; 0 for none. */
static size_t others_read(const char *text, size_t at)
{
	static const char *const words[] = {
		"al",	  "alii",     "others",	       "andere", "party",
		"others", "students", "collaborators", "otros",	 "outros",
		"altri",  "autres",   "anderen",       "coll"};
	size_t joint = joint_read(text, at);
	struct word word;

	if (joint == 0 || !word_read(text, at + joint, &word) ||
	    !text_among(word.folded, words, ARRAY_LEN(words)))
		return 0;
	return word.end - at;
}

/* --- one person ----------------------------------------------------------- */

struct person {
	size_t start, end;
	bool initial, surname;
	bool middle; /* an initial between two names: "Walter R. Sample" */
	bool more; /* a word behind initial and surname: another name, a place */
};

/* ", Jr." or "III" at `at`; 0 for none. */
static size_t suffix_read(const char *text, size_t at)
{
	size_t to = at + (text[at] == ',');
	struct word word;

	to += blanks_len(text + to);
	if (to == at || !word_read(text, to, &word) || !word_is_suffix(&word))
		return 0;
	return word.end - at;
}

/* ", J.F." behind a surname alone; 0 for none. */
static size_t initials_behind(const char *text, size_t at)
{
	size_t to = at + 1, end = 0;
	struct word word;

	if (text[at] != ',')
		return 0;
	to += blanks_len(text + to);
	for (int i = 0; i < PARTS_MAX && word_read(text, to, &word) &&
			word_is_initial(&word) && word.letters <= 4 &&
			!word_is_foreign(&word);
	     i++) {
		end = word.end;
		to = end + blanks_len(text + end);
	}
	/* "Smith, J. Brown" are two people */
	if (end > 0 && word_read(text, to, &word) && word.capital)
		return 0;
	return end > 0 ? end - at : 0;
}

/* "A12", "AB-12": a number that begins with letters; "Ex4mple": misread. */
static bool word_is_in_number(const char *text, const struct word *word)
{
	const char *behind = text + word->end;

	behind += *behind == '-' || *behind == '/' ? 1 : 0;
	return *behind >= '0' && *behind <= '9';
}

/* "R.A.Sample": initials and surname in one. */
static bool word_is_glued(const char *text, const struct word *word)
{
	size_t last = word->end;

	while (last > word->start && text[last - 1] != '.')
		last--;
	return last > word->start && text_upper(text + last) &&
	       word->end - last >= 3;
}

/* Takes a word into a person. */
static void person_take(const char *text, const struct word *word,
			struct person *person)
{
	bool glued = word_is_glued(text, word);
	bool initial = word_is_initial(word) && !glued;

	person->end = word->end;
	person->more |=
		person->initial && person->surname && !word_is_suffix(word);
	person->middle |= initial && person->surname && !person->initial;
	if ((initial || glued) && !person->surname)
		person->initial = true;
	/* "A. Example A." */
	if (!initial && word->letters >= 2)
		person->surname = true;
}

static bool person_read(const char *text, size_t at, struct person *ret)
{
	struct person person = {.start = at};
	struct word word;
	size_t len;

	for (int i = 0; i < PARTS_MAX && word_read(text, at, &word); i++) {
		/* "St. John 12" is a place as well */
		if (i == 0 && strcmp(word.folded, "st") == 0)
			break;
		if (word_is_foreign(&word) || word_is_in_number(text, &word) ||
		    word_joins(&word) ||
		    (!word.capital && !word_is_particle(&word)))
			break;
		if (!word_is_particle(&word))
			person_take(text, &word, &person);
		at = word.end + blanks_len(text + word.end);
	}
	if (!person.surname)
		return false;
	len = person.initial ? 0 : initials_behind(text, person.end);
	person.initial |= len > 0;
	person.end += len;
	person.end += suffix_read(text, person.end);
	/* the stop of a sentence is not theirs, that of "Jr." is */
	*ret = person;
	return true;
}

/* Bytes of "H. & " before "V. Bailey", "Dr. and " before "Mrs. A. J. Sharp":
 * two people of one surname; 0 for none. */
static size_t twin_read(const char *text, size_t at)
{
	size_t from = at, joint;
	struct word word;

	for (int i = 0; i < PARTS_MAX && word_read(text, at, &word) &&
			word_is_initial(&word) && word.letters <= 3 &&
			!word_is_glued(text, &word);
	     i++)
		at = word.end + blanks_len(text + word.end);
	if (at == from || text[at - 1] == ',')
		return 0;
	joint = joint_read(text, at);
	if (joint == 0 || text[at] == ',' ||
	    !word_read(text, at + joint, &word) || !word_is_initial(&word))
		return 0;
	return at + joint - from;
}

/* --- numbers -------------------------------------------------------------- */

/* "123", "C-451", "77a": one word with a digit in it. */
static void number_read_behind(const char *text, struct people *people)
{
	size_t at = people->end + strspn(text + people->end, " ,;:"), end;

	at += number_heading(text, at);
	end = at + strcspn(text + at, " \t\n,;:()");
	while (end > at && text[end - 1] == '.')
		end--;
	people->number_start = people->number_end = people->end;
	people->rest = people->end;
	if (end == at || end - at > 16 ||
	    strcspn(text + at, "0123456789") >= end - at ||
	    strspn(text + at, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ"
			      "KLMNOPQRSTUVWXYZ-./") < end - at)
		return;
	people->number_start = at;
	people->number_end = people->rest = end;
}

/* --- all of them ---------------------------------------------------------- */

/* A word that says what part people have; those that may be names want their
 * stop or colon. */
static bool word_is_part(const char *text, const struct word *word)
{
	static const char *const words[] = {
		"leg",		"legit",	"legerunt",
		"collegit",	"det",		"dets",
		"determinavit", "determined",	"determiner",
		"coll",		"col",		"collector",
		"collectors",	"collected",	"gathered",
		"by",		"ded",		"identified",
		"annotated",	"conf",		"confirmed",
		"verified",	"revised",	"recolte",
		"recolteur",	"recolteurs",	"recoltant",
		"collecteur",	"determine",	"par",
		"sammler",	"sammlerin",	"gesammelt",
		"bestimmt",	"von",		"colector",
		"colectores",	"colectado",	"colecto",
		"recolector",	"recolectores", "recolectado",
		"determinado",	"determino",	"identificado",
		"identifico",	"por",		"coletor",
		"coletores",	"coletado",	"coletou",
		"determinou",	"raccoglitore", "raccoglitori",
		"raccolto",	"determinato",	"da",
		"verzamelaar",	"verzameld",	"gedetermineerd",
		"door",		"lectore",	"revidit",
		"confirmavit"};
	static const char *const stopped[] = {
		"racc",	 "verz", "ges",	  "rec", "best",  "rev",
		"vid",	 "ver",	 "lgt",	  "lg",	 "id",	  "ident",
		"samml", "cols", "colls", "dt",	 "determ"};

	if (text_among(word->folded, words, ARRAY_LEN(words)))
		return true;
	return (word->stops > 0 || text[word->end] == ':') &&
	       text_among(word->folded, stopped, ARRAY_LEN(stopped));
}

/* Bytes of "leg.", "Coll. & det.:", "Collected by" at the start. */
static size_t part_read(const char *text)
{
	size_t at = blanks_len(text);
	struct word word;

	for (int i = 0; i < PARTS_MAX; i++) {
		size_t joint = at > 0 ? joint_read(text, at) : 0;

		if (!word_read(text, at + joint, &word) ||
		    !word_is_part(text, &word))
			break;
		at = word.end + strspn(text + word.end, ":");
		at += blanks_len(text + at);
	}
	return at;
}

int people_read(const char *text, struct people *ret)
{
	struct people people = {.sure = true, .named = true};
	size_t at = part_read(text), len;
	struct person person;

	people.start = at;
	while (people.n < PEOPLE_MAX) {
		size_t twin = twin_read(text, at);

		if (!person_read(text, at + twin, &person))
			break;
		people.n += twin > 0 ? 2 : 1;
		people.end = person.end;
		people.sure = people.sure && person.initial && !person.more;
		people.named = people.named &&
			       (person.initial || person.middle) &&
			       !person.more;
		len = joint_read(text, person.end);
		if (len == 0)
			break;
		at = person.end + len;
	}
	if (people.n == 0)
		return -1;
	len = others_read(text, people.end);
	people.others = len > 0;
	people.end += len;
	number_read_behind(text, &people);
	*ret = people;
	return 0;
}

size_t people_split(const char *text, struct people_part *ret, size_t most)
{
	size_t at = part_read(text), n = 0, len = 1;
	struct person person;

	while (n < most && len > 0 &&
	       person_read(text, at + twin_read(text, at), &person)) {
		ret[n++] = (struct people_part){at, person.end};
		len = joint_read(text, person.end);
		at = person.end + len;
	}
	return n;
}

size_t people_joint(const char *text, size_t at)
{
	return joint_read(text, at);
}

/* Whether a number may be a year ("1904", "1931-1935"), a date ("27.6.35",
 * "27-VI-35", "6/35"), a measure ("12m", "1200ft") or an ordinal ("2nd"). */
static bool number_is_doubtful(const char *text, const struct people *people)
{
	static const char *const centuries[] = {"17", "18", "19", "20"};
	const char *number = text + people->number_start;
	size_t len = people->number_end - people->number_start;
	size_t digits = strspn(number, "0123456789"), marks = 0;

	for (size_t i = 0; i < ARRAY_LEN(centuries) && digits == 4; i++)
		if (strncmp(number, centuries[i], 2) == 0)
			return true;
	for (size_t i = 0; i < len; i++) {
		marks += strchr("./-", number[i]) != NULL;
		if (number[i] == '/')
			return true;
	}
	if (marks > 1)
		return true;
	return digits > 0 &&
	       (number[digits] == 'm' ||
		strspn(number + digits, "abcdefghijklmnopqrstuvwxyz") > 1);
}

char *people_of_text(const char *text)
{
	struct people people;

	if (people_read(text, &people) < 0 || !people.sure ||
	    (people.number_end > people.number_start &&
	     number_is_doubtful(text, &people)))
		return NULL;
	if (text[people.rest + strspn(text + people.rest, " .,;")] != '\0')
		return NULL;
	return mem_strndup(text + people.start, people.end - people.start);
}
