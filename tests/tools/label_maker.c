/*
 * label_maker.c: invents labels. See label_maker.h.
 *
 * A label is first a text in which marks say where a value begins and ends;
 * then its words get boxes, line by line, and some are misread.
 */
#include "config.h"

#include "label_maker.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/file/asset.h"
#include "base/mem.h"
#include "engine/map/claim.h"

enum { LANGUAGES = 8, LISTS_MAX = 400 };

static const char *const languages[LANGUAGES] = {"en", "fr", "de", "es",
						 "pt", "it", "nl", "la"};

/* Words of one class, or headings of one term, in one language. */
struct word_list {
	char *key; /* "habitat en"; owned, as are the words */
	char **items;
	size_t n, cap;
};

struct label_maker {
	struct word_list lists[LISTS_MAX];
	size_t n_lists;
	char *(*places)[3]; /* country, state, a name of it; owned */
	size_t n_places, cap_places;
};

/* A label in the making. */
struct making {
	const struct label_maker *maker;
	uint64_t seed;
	const char *language;
	int tongue; /* its number */
	struct bytes text;
	bool floats; /* typing stands a little above its headings */
	bool below;  /* or below them */
	bool hand;   /* it is filled in by hand */
	const char *country, *state; /* of this label */
	const char *state_name;
};

#define MARK_END '\x1f' /* ends a value */
#define MARK_ILL '\x1e' /* begins a word that was read badly */

/* Begins a value: signs that no text has, without tab and line end. */
static char mark_of(enum map_field field)
{
	return (char)(field < 8 ? field : field + 6);
}

static enum map_field field_of_mark(char mark)
{
	return (enum map_field)(mark < 8 ? mark : mark - 6);
}

static bool is_mark(char c)
{
	return (c > 0 && c < 8) || (c >= 14 && c < ' ');
}

/* --- chance ------------------------------------------------------------------ */

static uint64_t draw(uint64_t *seed)
{
	uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static int below(struct making *m, int n)
{
	return (int)(draw(&m->seed) % (uint64_t)n);
}

/* True in so many of a hundred. */
static bool chance(struct making *m, int percent)
{
	return below(m, 100) < percent;
}

#define PICK(m, list) ((list)[below((m), (int)ARRAY_LEN(list))])

/* --- tables ------------------------------------------------------------------ */

static struct word_list *list_of(struct label_maker *maker, const char *key)
{
	for (size_t i = 0; i < maker->n_lists; i++)
		if (strcmp(maker->lists[i].key, key) == 0)
			return &maker->lists[i];
	if (maker->n_lists == LISTS_MAX)
		return NULL;
	maker->lists[maker->n_lists].key = mem_strdup(key);
	return &maker->lists[maker->n_lists++];
}

static void list_add(struct label_maker *maker, const char *kind,
		     const char *language, const char *word)
{
	char key[80], *own = mem_strdup(word);
	struct word_list *list;

	snprintf(key, sizeof(key), "%s %s", kind, language);
	list = list_of(maker, key);
	for (char *c = own; *c != '\0'; c++)
		if (*c == '_')
			*c = ' ';
	ARRAY_GROW(list->items, list->n, list->cap);
	list->items[list->n++] = own;
}

static void words_row(struct label_maker *maker, char **fields)
{
	char *rest = fields[2];

	for (char *word = strtok_r(rest, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest))
		list_add(maker, fields[0], fields[1], word);
}

static void keys_row(struct label_maker *maker, char **fields)
{
	char kind[80];

	if (strcmp(fields[2], "ignore") == 0 || strcmp(fields[2], "slip") == 0)
		return;
	snprintf(kind, sizeof(kind), "key:%s",
		 strcmp(fields[2], "title") == 0 ? "title" : fields[1]);
	list_add(maker, kind, fields[3], fields[0]);
}

static void places_row(struct label_maker *maker, char **fields)
{
	char *rest = fields[2];

	for (char *name = strtok_r(rest, ";", &rest); name != NULL;
	     name = strtok_r(NULL, ";", &rest)) {
		char **place;

		ARRAY_GROW(maker->places, maker->n_places, maker->cap_places);
		place = maker->places[maker->n_places++];
		place[0] = mem_strdup(fields[0]);
		place[1] = mem_strdup(fields[1]);
		place[2] = mem_strdup(name + strspn(name, " ~"));
	}
}

/* Gives each row of a compiled-in table to `use`. */
static void table_read(struct label_maker *maker, const char *name,
		       void (*use)(struct label_maker *maker, char **fields))
{
	const struct asset *asset = asset_find(name);
	char *text = mem_strndup((const char *)asset->data, asset->size);
	char *rest = text;

	for (char *line = strtok_r(rest, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *fields[6] = {0};
		int n = 0;

		if (*line == '#')
			continue;
		for (char *at = line; at != NULL && n < 6; n++) {
			fields[n] = at;
			at = strchr(at, '\t');
			if (at != NULL)
				*at++ = '\0';
		}
		if (n >= 3)
			use(maker, fields);
	}
	free(text);
}

struct label_maker *label_maker_new(void)
{
	struct label_maker *maker = mem_zalloc(sizeof(*maker));

	table_read(maker, "label-words.tsv", words_row);
	table_read(maker, "label-keys.tsv", keys_row);
	table_read(maker, "places.tsv", places_row);
	return maker;
}

void label_maker_free(struct label_maker *maker)
{
	for (size_t i = 0; i < maker->n_lists; i++) {
		for (size_t k = 0; k < maker->lists[i].n; k++)
			free(maker->lists[i].items[k]);
		free(maker->lists[i].items);
		free(maker->lists[i].key);
	}
	for (size_t i = 0; i < maker->n_places; i++)
		for (int k = 0; k < 3; k++)
			free(maker->places[i][k]);
	free(maker->places);
	free(maker);
}

/* A word of a class in the label's language, else in English; "" for none. */
static const char *word_of(struct making *m, const char *kind)
{
	const char *const tongues[] = {m->language, "en", "-"};

	for (size_t t = 0; t < ARRAY_LEN(tongues); t++) {
		char key[80];

		snprintf(key, sizeof(key), "%s %s", kind, tongues[t]);
		for (size_t i = 0; i < m->maker->n_lists; i++) {
			const struct word_list *list = &m->maker->lists[i];

			if (strcmp(list->key, key) == 0)
				return list->items[below(m, (int)list->n)];
		}
	}
	return "";
}

/* --- invented names --------------------------------------------------------- */

static const char *const onsets[] = {
	"b",  "br",  "c",  "ch", "cl", "d",  "dr", "f",	 "fl", "g",
	"gr", "h",   "k",  "l",	 "m",  "n",  "p",  "pr", "qu", "r",
	"s",  "sch", "sp", "st", "t",  "tr", "v",  "w",	 "z",  ""};
static const char *const vowels[] = {"a", "e", "i",  "o",  "u", "a",
				     "e", "o", "ie", "au", "ei"};
static const char *const codas[] = {"", "n", "r",  "l",	 "s",  "t",
				    "", "m", "ck", "nd", "rt", ""};

static void name_text(struct making *m, int syllables, const char *end,
		      char *ret, size_t size)
{
	size_t len = 0;

	ret[0] = '\0';
	for (int i = 0; i < syllables && len + 12 < size; i++)
		len += (size_t)snprintf(ret + len, size - len, "%s%s%s",
					PICK(m, onsets), PICK(m, vowels),
					i + 1 == syllables ? ""
							   : PICK(m, codas));
	snprintf(ret + len, size - len, "%s", end);
}

static void capital(char *text)
{
	text[0] = (char)toupper((unsigned char)text[0]);
}

static void upper(char *text)
{
	for (; *text != '\0'; text++)
		*text = (char)toupper((unsigned char)*text);
}

static void say(struct making *m, const char *format, ...) PRINTF_LIKE(2, 3);

static void say(struct making *m, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	bytes_vprintf(&m->text, format, args);
	va_end(args);
}

static void begin(struct making *m, enum map_field field)
{
	bytes_append_char(&m->text, mark_of(field));
}

static void end(struct making *m)
{
	bytes_append_char(&m->text, MARK_END);
}

static void say_surname(struct making *m, bool capitals)
{
	static const char *const ends[] = {"",	  "son", "er",	 "i",
					   "ez",  "ov",	 "mann", "ski",
					   "ton", "ini", "eau"};
	char name[48];

	name_text(m, 1 + below(m, 2), PICK(m, ends), name, sizeof(name));
	capital(name);
	if (capitals)
		upper(name);
	if (chance(m, 6) && !capitals)
		say(m, "%s ", word_of(m, "particle"));
	say(m, "%s", name);
}

static void say_given(struct making *m, bool capitals)
{
	char name[48];
	int kind = below(m, 4), n = 1 + below(m, 2);

	if (kind == 0) {
		name_text(m, 1 + below(m, 2), PICK(m, codas), name,
			  sizeof(name));
		capital(name);
		if (capitals)
			upper(name);
		say(m, "%s ", name);
		n = below(m, 2);
	}
	for (int i = 0; i < n; i++)
		say(m, kind == 1 ? "%c. " : "%c.%s", 'A' + below(m, 26),
		    i + 1 == n ? " " : "");
}

static void say_people(struct making *m, int most)
{
	int n = 1 + (chance(m, 30) ? below(m, most) : 0);
	bool capitals = chance(m, 15);

	for (int i = 0; i < n; i++) {
		if (i > 0)
			say(m, "%s",
			    i + 1 < n	    ? ", "
			    : chance(m, 60) ? " & "
			    : chance(m, 50) ? ", "
					    : "");
		if (i > 0 && i + 1 == n && m->text.data[m->text.len - 1] != ' ')
			say(m, " %s ", word_of(m, "joint"));
		if (chance(m, 8)) {
			say_surname(m, capitals);
			say(m, ", %c.%c.", 'A' + below(m, 26),
			    'A' + below(m, 26));
		} else {
			say_given(m, capitals);
			say_surname(m, capitals);
		}
		if (chance(m, 4))
			say(m, ", Jr.");
	}
	if (chance(m, 4))
		say(m, " et al.");
}

static void say_author(struct making *m)
{
	static const char *const known[] = {
		"L.",	       "Mill.",	 "Nutt.",	    "DC.",
		"Sw.",	       "Benth.", "Rydb.",	    "(L.) Pers.",
		"Hook.f.",     "Michx.", "Torr. & A. Gray", "Willd.",
		"(Ach.) Nyl.", "Kunth",	 "Pursh",	    "Lam.",
		"Griseb."};
	char name[48];

	if (chance(m, 55)) {
		say(m, "%s", PICK(m, known));
		return;
	}
	name_text(m, 1 + below(m, 2), chance(m, 60) ? "." : "", name,
		  sizeof(name));
	capital(name);
	if (chance(m, 30))
		say(m, "(%s) ", chance(m, 50) ? "L." : PICK(m, known));
	say(m, "%s", name);
	if (chance(m, 12)) {
		say(m, " & ");
		say_surname(m, false);
	}
}

static void say_epithet(struct making *m)
{
	static const char *const ends[] = {
		"a",	"um",	 "us",	   "is",     "ensis", "ense",  "ata",
		"osum", "oides", "ifolia", "iflora", "ina",   "icola", "ii"};
	char name[48];

	name_text(m, 1 + below(m, 2), PICK(m, ends), name, sizeof(name));
	say(m, "%s", name);
}

static void say_genus(struct making *m, bool capitals)
{
	static const char *const ends[] = {"a",	     "ia",   "um",   "us",
					   "is",     "ella", "aria", "opsis",
					   "anthus", "ium"};
	char name[48];

	name_text(m, 1 + below(m, 2), PICK(m, ends), name, sizeof(name));
	capital(name);
	if (capitals)
		upper(name);
	say(m, "%s", name);
}

static void say_name(struct making *m, bool author)
{
	bool capitals = chance(m, 5);

	say_genus(m, capitals);
	if (chance(m, 4)) {
		say(m, " sp.");
		return;
	}
	say(m, chance(m, 3) ? " cf. " : " ");
	say_epithet(m);
	if (author && chance(m, 75)) {
		say(m, " ");
		say_author(m);
	}
	if (chance(m, 8)) {
		static const char *const ranks[] = {"var.", "subsp.", "ssp.",
						    "f."};

		say(m, " %s ", PICK(m, ranks));
		say_epithet(m);
		if (chance(m, 50)) {
			say(m, " ");
			say_author(m);
		}
	}
}

static void say_proper(struct making *m)
{
	static const char *const ends[] = {"",	"ville", "burg", "ton", "o",
					   "a", "dorf",	 "ey",	 "ano", "ac"};
	char name[48];

	name_text(m, 1 + below(m, 2), PICK(m, ends), name, sizeof(name));
	capital(name);
	say(m, "%s", name);
}

/* --- values ------------------------------------------------------------------- */

static const char *const months[LANGUAGES][12] = {
	{"January", "February", "March", "April", "May", "June", "July",
	 "August", "September", "October", "November", "December"},
	{"janvier", "février", "mars", "avril", "mai", "juin", "juillet",
	 "août", "septembre", "octobre", "novembre", "décembre"},
	{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August",
	 "September", "Oktober", "November", "Dezember"},
	{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
	 "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
	{"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho",
	 "agosto", "setembro", "outubro", "novembro", "dezembro"},
	{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio",
	 "agosto", "settembre", "ottobre", "novembre", "dicembre"},
	{"januari", "februari", "maart", "april", "mei", "juni", "juli",
	 "augustus", "september", "oktober", "november", "december"},
	{"Januarii", "Februarii", "Martii", "Aprilis", "Maii", "Junii", "Julii",
	 "Augusti", "Septembris", "Octobris", "Novembris", "Decembris"},
};

static const char *const romans[12] = {"I",   "II",   "III", "IV", "V",	 "VI",
				       "VII", "VIII", "IX",  "X",  "XI", "XII"};

static void say_date(struct making *m)
{
	int year = 1850 + below(m, 170), day = 1 + below(m, 28);
	int month = below(m, 12);
	const char *word = months[m->tongue][month];
	bool of = m->tongue == 3 || m->tongue == 4;

	switch (below(m, 8)) {
	case 0:
		say(m, "%d.%s.%d", day, romans[month], year);
		break;
	case 1:
		say(m, "%d %s %d", day, romans[month], year);
		break;
	case 2:
		say(m, "%d.%d.%d", 13 + below(m, 15), month + 1, year);
		break;
	case 3:
		say(m, "%.3s. %d, %d", word, day, year);
		break;
	case 4:
		if (m->tongue == 0) {
			say(m, "%s %d, %d", word, day, year);
			break;
		}
		say(m, "%d. %s %d", day, word, year);
		break;
	case 5:
		say(m, "%s %d", word, year);
		break;
	default:
		say(m, of ? "%d de %s de %d" : "%d %s %d", day, word, year);
	}
}

static void value(struct making *m, enum map_field field)
{
	begin(m, field);
	switch (field) {
	case FIELD_NAME:
		say_name(m, true);
		break;
	case FIELD_FAMILY:
		say_genus(m, false);
		m->text.len--;
		say(m, "aceae");
		break;
	case FIELD_COLLECTOR:
	case FIELD_DETERMINER:
		say_people(m, 3);
		break;
	case FIELD_NUMBER:
		say(m, "%d%s", 1 + below(m, chance(m, 30) ? 300 : 40000),
		    chance(m, 4)   ? "a"
		    : chance(m, 4) ? "-7"
				   : "");
		break;
	case FIELD_DATE:
		say_date(m);
		break;
	case FIELD_DETERMINED:
		if (chance(m, 50))
			say(m, "%d", 1900 + below(m, 120));
		else
			say_date(m);
		break;
	case FIELD_COUNTRY:
		say(m, "%s", m->country);
		break;
	case FIELD_STATE:
		say(m, "%s", m->state_name);
		break;
	case FIELD_CATALOGUE:
		say(m, "%08d", below(m, 10000000));
		break;
	case FIELD_ELEVATION:
		say(m, chance(m, 20) ? "%d-%d" : "%d", 50 * below(m, 60) + 20,
		    3100);
		say(m, "%s",
		    chance(m, 75)   ? " m"
		    : chance(m, 50) ? " ft"
				    : "m");
		break;
	case FIELD_COORDINATES:
		say(m, "%d°%02d'%s, %d°%02d'%s", below(m, 70), below(m, 60),
		    chance(m, 70) ? "N" : "S", below(m, 179), below(m, 60),
		    chance(m, 50) ? "W" : "E");
		break;
	default:
		say_proper(m);
	}
	end(m);
}

/* A place in words: "3 km N of X, along the river Y". */
static void say_place(struct making *m)
{
	if (chance(m, 30))
		say(m, "%d %s %s ", 1 + below(m, 20), word_of(m, "distance"),
		    word_of(m, "direction"));
	else if (chance(m, 60))
		say(m, "%s ", word_of(m, "preposition"));
	say_proper(m);
	if (chance(m, 60)) {
		say(m, " %s", word_of(m, "locality"));
		if (chance(m, 50)) {
			say(m, " ");
			say_proper(m);
		}
	}
	for (int i = below(m, 3); i > 0; i--) {
		say(m, chance(m, 50) ? ", %s " : " %s ",
		    word_of(m, chance(m, 60) ? "preposition" : "locality"));
		say_proper(m);
		if (chance(m, 40))
			say(m, " %s", word_of(m, "locality"));
	}
}

static void say_habitat(struct making *m)
{
	bool capital_ = chance(m, 50);
	size_t at = m->text.len;

	if (chance(m, 30))
		say(m, "%s ", word_of(m, "preposition"));
	for (int i = 1 + below(m, 4); i >= 0; i--) {
		say(m, "%s",
		    word_of(m, chance(m, 75) ? "habitat" : "substrate"));
		if (i > 0 && chance(m, 35))
			say(m, "%s ", chance(m, 60) ? "," : "");
		else if (i > 0)
			say(m, " %s ",
			    word_of(m,
				    chance(m, 50) ? "preposition" : "common"));
		if (i > 0 && chance(m, 12)) {
			say_genus(m, false);
			say(m, " ");
		}
	}
	if (capital_)
		m->text.data[at] =
			(char)toupper((unsigned char)m->text.data[at]);
}

static void say_remarks(struct making *m)
{
	size_t at = m->text.len;

	for (int i = 1 + below(m, 4); i >= 0; i--) {
		say(m, "%s ", word_of(m, "remarks"));
		if (chance(m, 40))
			say(m, "%s", word_of(m, "colour"));
		if (chance(m, 20))
			say(m, " %d %s", 1 + below(m, 30),
			    chance(m, 50) ? "cm" : "m");
		if (m->text.data[m->text.len - 1] == ' ')
			m->text.len--;
		say(m, i > 0 ? chance(m, 60) ? ", " : " " : "");
	}
	m->text.data[at] = (char)toupper((unsigned char)m->text.data[at]);
}

static void prose(struct making *m, enum map_field field)
{
	begin(m, field);
	if (field == FIELD_LOCALITY)
		say_place(m);
	else if (field == FIELD_HABITAT)
		say_habitat(m);
	else
		say_remarks(m);
	end(m);
	say(m, "%s", chance(m, 70) ? "." : chance(m, 50) ? ";" : ",");
}

/* --- whole labels --------------------------------------------------------------- */

static void house(struct making *m)
{
	size_t at = m->text.len;

	say(m, "%s ", word_of(m, "institution"));
	if (chance(m, 70))
		say(m, "%s ", word_of(m, "institution"));
	say_proper(m);
	if (chance(m, 30)) {
		say(m, " %s ", word_of(m, "institution"));
		say_proper(m);
	}
	for (size_t i = at; i < m->text.len; i++)
		if (i == at || m->text.data[i - 1] == ' ')
			m->text.data[i] =
				(char)toupper((unsigned char)m->text.data[i]);
	if (chance(m, 60))
		upper(m->text.data + at);
	say(m, "\n");
}

static void title(struct making *m)
{
	size_t at = m->text.len;

	say(m, "%s ", word_of(m, "key:title"));
	if (chance(m, 60) && *m->state != '\0') {
		value(m, FIELD_STATE);
		if (chance(m, 40)) {
			say(m, ", ");
			value(m, FIELD_COUNTRY);
		}
	} else {
		value(m, FIELD_COUNTRY);
	}
	if (chance(m, 50))
		upper(m->text.data + at);
	say(m, "\n");
}

/* "Plumas County:", "Prov. Xxx", and what is above it. */
static void divisions(struct making *m)
{
	if (chance(m, 45)) {
		value(m, FIELD_COUNTRY);
		say(m, "%s ", chance(m, 50) ? ":" : chance(m, 50) ? "." : ",");
	}
	if (chance(m, 45) && *m->state != '\0') {
		if (chance(m, 25))
			say(m, "%s ", word_of(m, "state"));
		value(m, FIELD_STATE);
		say(m, "%s ", chance(m, 50) ? ":" : chance(m, 50) ? "." : ",");
	}
	if (!chance(m, 40))
		return;
	if (m->tongue == 0 && chance(m, 80)) {
		value(m, FIELD_COUNTY);
		say(m, "%s", chance(m, 60) ? " County" : " Co.");
	} else {
		say(m, "%s ", word_of(m, "county"));
		value(m, FIELD_COUNTY);
	}
	say(m, "%s ", chance(m, 60) ? ":" : ",");
}

static void elevation(struct making *m)
{
	say(m, " ");
	if (chance(m, 80))
		say(m, "%s ", word_of(m, "elevation"));
	value(m, FIELD_ELEVATION);
	say(m, "%s", chance(m, 70) ? "." : ",");
}

static void free_place(struct making *m)
{
	divisions(m);
	if (chance(m, 90))
		prose(m, FIELD_LOCALITY);
	if (chance(m, 25)) {
		say(m, " ");
		value(m, FIELD_COORDINATES);
		say(m, ".");
	}
	if (chance(m, 35))
		elevation(m);
	say(m, chance(m, 50) ? "\n" : " ");
	if (chance(m, 65))
		prose(m, FIELD_HABITAT);
	say(m, chance(m, 50) ? "\n" : " ");
	if (chance(m, 40))
		prose(m, FIELD_REMARKS);
	say(m, "\n");
}

static void determination(struct making *m)
{
	say(m, "%s ", word_of(m, "determiner"));
	if (m->text.data[m->text.len - 2] != '.' && chance(m, 40)) {
		m->text.len--;
		say(m, ": ");
	}
	value(m, FIELD_DETERMINER);
	if (chance(m, 50)) {
		say(m, chance(m, 50) ? ", " : " ");
		value(m, FIELD_DETERMINED);
	}
	say(m, "\n");
}

static void numbered(struct making *m)
{
	if (chance(m, 35))
		say(m, "%s ", word_of(m, "number"));
	value(m, FIELD_NUMBER);
}

static void gathering(struct making *m)
{
	int order = below(m, 4);

	if (order == 0) {
		numbered(m);
		say(m, "\t");
	}
	if (order == 1) {
		value(m, FIELD_DATE);
		say(m, chance(m, 50) ? "\n" : "\t");
	}
	if (chance(m, 50))
		say(m, "%s%s ", word_of(m, "collector"),
		    chance(m, 30) ? ":" : "");
	value(m, FIELD_COLLECTOR);
	if (order != 0 && chance(m, 75)) {
		say(m, chance(m, 70) ? " " : "\t");
		numbered(m);
	}
	if (order != 1) {
		say(m, chance(m, 50) ? "\n" : "\t");
		value(m, FIELD_DATE);
	}
	say(m, "\n");
}

static void free_label(struct making *m)
{
	bool above = chance(m, 30);

	if (chance(m, 55))
		house(m);
	if (chance(m, 50))
		title(m);
	if (above && chance(m, 30))
		gathering(m);
	if (chance(m, 35)) {
		value(m, FIELD_FAMILY);
		say(m, "\n");
	}
	if (chance(m, 20))
		say(m, "%d. ", 1 + below(m, 900));
	if (chance(m, 92))
		value(m, FIELD_NAME);
	say(m, "\n");
	if (chance(m, 10)) {
		say(m, "%s ", word_of(m, "vernacular"));
		value(m, FIELD_VERNACULAR);
		say(m, "\n");
	}
	if (chance(m, 25))
		determination(m);
	free_place(m);
	gathering(m);
	if (chance(m, 25))
		determination(m);
	if (chance(m, 30))
		house(m);
	if (chance(m, 20))
		value(m, FIELD_CATALOGUE);
	say(m, "\n");
}

static void heading(struct making *m, enum map_field field)
{
	char kind[80];
	const char *word;

	snprintf(kind, sizeof(kind), "key:%s", map_field_term(field));
	word = word_of(m, kind);
	if (*word == '\0')
		word = field == FIELD_ELEVATION ? "Altitude" : "Remarks";
	say(m, "%s%s", word,
	    chance(m, 45)   ? ": "
	    : chance(m, 40) ? ". "
	    : chance(m, 50) ? "\t"
			    : " ");
}

/* What OCR makes of handwriting. */
static void scrawl(struct making *m)
{
	for (int i = 1 + below(m, 4); i > 0; i--) {
		say(m, "%c", MARK_ILL);
		for (int k = 1 + below(m, 6); k > 0; k--)
			say(m, "%c",
			    "abcdeilmnorstuvwALSCTJ.,;'/)(~=4179-"[below(m,
									 36)]);
		say(m, i > 1 ? " " : "");
	}
}

static void form_field(struct making *m, enum map_field field, int percent)
{
	if (!chance(m, 92))
		return;
	heading(m, field);
	if (m->below && chance(m, 60))
		say(m, "\n   ");
	if (m->hand && chance(m, 70)) {
		scrawl(m);
	} else if (chance(m, percent)) {
		if (field_is_prose(field))
			prose(m, field);
		else
			value(m, field);
	}
	say(m, chance(m, 80) ? "\n" : "\t");
}

static void form_label(struct making *m)
{
	static const enum map_field order[] = {
		FIELD_FAMILY,	FIELD_NAME,	 FIELD_VERNACULAR,
		FIELD_COUNTRY,	FIELD_STATE,	 FIELD_COUNTY,
		FIELD_LOCALITY, FIELD_HABITAT,	 FIELD_ELEVATION,
		FIELD_REMARKS,	FIELD_COLLECTOR, FIELD_NUMBER,
		FIELD_DATE,	FIELD_DETERMINER};
	static const int percents[] = {50, 96, 50, 60, 60, 60, 90,
				       80, 50, 60, 96, 80, 95, 50};
	static const int presence[] = {40, 96, 40, 25, 25, 25, 90,
				       75, 35, 50, 96, 75, 95, 60};
	size_t turn = chance(m, 25) ? (size_t)below(m, 10) : 0;

	m->floats = chance(m, 40);
	m->below = chance(m, 12);
	m->hand = chance(m, 15);
	if (chance(m, 70))
		house(m);
	if (chance(m, 25))
		title(m);
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		size_t k = (i + turn) % ARRAY_LEN(order);

		if (chance(m, presence[k]))
			form_field(m, order[k], percents[k]);
	}
	if (chance(m, 20))
		house(m);
}

static void slip_label(struct making *m)
{
	if (chance(m, 30))
		house(m);
	value(m, FIELD_NAME);
	say(m, "\n");
	determination(m);
	if (chance(m, 30))
		house(m);
}

static void stamp_label(struct making *m)
{
	house(m);
	if (chance(m, 30))
		house(m);
	value(m, FIELD_CATALOGUE);
	say(m, "\n");
}

/* --- words with boxes -------------------------------------------------------- */

/* Puts other letters where OCR might. */
static void misread(struct making *m, char *word, int percent)
{
	static const char from[] = "lIO0coenhrtmi15S8B";
	static const char to[] = "IlU0ecconnirlIlS5B8";

	for (char *c = word; *c != '\0'; c++) {
		const char *at = strchr(from, *c);

		if (at != NULL && chance(m, percent))
			*c = to[at - from];
	}
}

struct layout {
	int x, y, wide, pitch, left, most, noise;
	struct made_word now; /* what the next words are part of */
	int lift;	      /* of typing over its headings */
	bool ill;	      /* the next word was read badly */
};

static void word_put(struct making *m, struct layout *l, char *word,
		     const struct made_word *of, struct words *words,
		     struct made_word *made)
{
	size_t n = words->n;
	int w, y;
	double sure;

	misread(m, word, l->noise);
	w = (int)strlen(word) * l->wide;
	if (l->x > l->left && l->x + w > l->most) {
		l->x = l->left;
		l->y += l->pitch;
	}
	y = l->y;
	sure = 0.97 - 0.01 * below(m, 8) - (chance(m, 4 * l->noise) ? 0.4 : 0);
	if (l->ill)
		sure = 0.25 + 0.01 * below(m, 50);
	if (of->field != FIELD_NONE || l->ill)
		y -= l->lift;
	l->ill = false;
	words_add(words, word, (struct box){l->x, y, w - 2, 20}, y + 20, sure);
	if (words->n > n)
		made[n] = *of;
	l->x += w + l->wide;
}

static void mark_read(struct layout *l, char c)
{
	if (c == MARK_ILL)
		l->ill = true;
	if (c == MARK_END)
		l->now.field = FIELD_NONE;
	if (c == MARK_ILL || c == MARK_END)
		return;
	l->now.field = field_of_mark(c);
	l->now.run++;
}

/* Reads a word with the marks in it; returns what is behind it. */
static const char *word_read(struct layout *l, const char *at, char word[128],
			     struct made_word *ret)
{
	size_t n = 0;

	*ret = l->now;
	for (; *at != '\0' && strchr(" \t\n", *at) == NULL; at++) {
		if (is_mark(*at)) {
			mark_read(l, *at);
			if (n == 0 || ret->field == FIELD_NONE)
				*ret = l->now;
		} else if (n < 126) {
			word[n++] = *at;
		}
	}
	word[n] = '\0';
	return at;
}

/* Where the line that begins at `at` is to begin. */
static void line_begin(struct making *m, struct layout *l, const char *at,
		       bool centred)
{
	int len = (int)strcspn(at, "\n") * l->wide;

	l->y += l->pitch + (chance(m, 8) ? l->pitch : 0);
	l->x = l->left;
	if (centred && len < l->most - l->left)
		l->x += (l->most - l->left - len) / 2;
	else if (chance(m, 15))
		l->x += 3 * l->wide;
}

static void lay_out(struct making *m, struct words *words,
		    struct made_word *made)
{
	struct layout l = {.wide = 12,
			   .pitch = 30 + below(m, 25),
			   .left = 40,
			   .noise = chance(m, 50) ? 0 : below(m, 4)};
	const char *at = m->text.data;
	bool centred = chance(m, 40);

	l.most = l.left + l.wide * (35 + below(m, 45));
	l.lift = m->floats ? below(m, 18) : 0;
	line_begin(m, &l, at, centred);
	while (*at != '\0' && words->n < MADE_WORDS_MAX) {
		char word[128];
		struct made_word of;

		if (*at == '\n') {
			line_begin(m, &l, ++at, centred && chance(m, 60));
		} else if (*at == '\t') {
			l.x += l.wide * (3 + below(m, 8));
			at++;
		} else if (*at == ' ') {
			at++;
		} else {
			at = word_read(&l, at, word, &of);
			if (word[0] != '\0')
				word_put(m, &l, word, &of, words, made);
		}
	}
}

bool label_make(const struct label_maker *maker, uint64_t number,
		struct words *words, struct made_word made[MADE_WORDS_MAX])
{
	struct making m = {.maker = maker, .seed = number * 7919 + 17};
	char *const *place;
	int kind;

	m.tongue = chance(&m, 30) ? 0 : below(&m, LANGUAGES);
	m.language = languages[m.tongue];
	place = maker->places[below(&m, (int)maker->n_places)];
	m.country = place[0];
	m.state = place[1];
	m.state_name = *place[1] != '\0' ? place[2] : "";
	if (*m.state == '\0')
		m.country = place[2];
	else if (strcmp(m.country, "United States") == 0 && chance(&m, 70))
		m.country = chance(&m, 60) ? "U.S.A." : "USA";
	kind = below(&m, 100);
	if (kind < 48)
		free_label(&m);
	else if (kind < 84)
		form_label(&m);
	else if (kind < 93)
		slip_label(&m);
	else
		stamp_label(&m);
	lay_out(&m, words, made);
	bytes_done(&m.text);
	return kind >= 48 && kind < 84;
}
