/*
 * value.c: one function for each kind of value. See value.h.
 *
 * 1. A function is given the words as one text, and says which bytes of it are
 *    the value; nothing is made up that does not stand there, but for other
 *    notations of the same.
 */
#include "config.h"

#include "engine/map/value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/parse/coordinates.h"
#include "dwc/parse/measure.h"
#include "dwc/parse/name.h"
#include "dwc/parse/name_likeness.h"
#include "dwc/parse/number_mark.h"
#include "dwc/parse/people.h"
#include "dwc/parse/quantity.h"
#include "engine/map/wrap.h"

/* A value in the making. */
#define AUTHOR_MOST 2 /* words that a name may go on for unseen */

struct making {
	const struct marks *marks;
	const char *text;    /* the words */
	const char *country; /* where they are, or NULL */
	const char *behind;  /* what follows them on the label */
	const char *before;  /* the word before them on their line, or NULL */
	size_t before_len;
	size_t start, end; /* bytes of it that are the value */
	struct map_value *out;
};

/* Takes loose marks off both ends. */
static void making_trim(struct making *m, const char *front, const char *back)
{
	while (m->start < m->end && strchr(front, m->text[m->start]) != NULL)
		m->start++;
	while (m->end > m->start && strchr(back, m->text[m->end - 1]) != NULL)
		m->end--;
}

/* The classes of the word at bytes at..end; an initial is a person's, whatever
 * else it is short for. */
static label_set word_classes(const struct making *m, size_t at, size_t end)
{
	char *own;
	label_set set;

	if (end - at == 2 && isupper((unsigned char)m->text[at]) &&
	    m->text[at + 1] == '.')
		return 0;
	own = mem_strndup(m->text + at, end - at);
	set = label_lexicon_classes(m->marks->tables->lexicon, own);
	free(own);
	return set;
}

static size_t word_end(const struct making *m, size_t at)
{
	size_t end = at + strcspn(m->text + at, " ");

	return end < m->end ? end : m->end;
}

/* Takes words of these classes off the beginning. */
static void making_skip(struct making *m, label_set classes)
{
	while (m->start < m->end) {
		size_t end = word_end(m, m->start);

		if ((word_classes(m, m->start, end) & classes) == 0 ||
		    end == m->end)
			return;
		m->start = end + strspn(m->text + end, " ");
	}
}

/* Ends it before the first word of these classes, behind the first word. */
static void making_cut(struct making *m, label_set classes)
{
	size_t at = word_end(m, m->start);

	while (at < m->end) {
		size_t next = at + strspn(m->text + at, " ");
		size_t end = word_end(m, next);

		if (next < end && word_classes(m, next, end) & classes) {
			m->end = at;
			return;
		}
		at = end > at ? end : m->end;
	}
}

#define WHO_CLASSES                                                 \
	(LABEL_BIT(LABEL_COLLECTOR) | LABEL_BIT(LABEL_DETERMINER) | \
	 LABEL_BIT(LABEL_INSTITUTION))

#define LOOSE_FRONT " .,;:-)]'\"*=_|/~"
#define LOOSE_BACK  " ,;:-(['\"*=_|/~"

static void also(struct making *m, const char *term, char *value)
{
	m->out->also[m->out->n_also].term = term;
	m->out->also[m->out->n_also++].value = value;
}

static void making_keep(struct making *m)
{
	if (m->end > m->start)
		m->out->text =
			mem_strndup(m->text + m->start, m->end - m->start);
}

/* Writes "&" for what typewriters have instead, or what is read of theirs. */
static void making_ands(struct making *m, const char *const *marks, size_t n)
{
	struct bytes text = {0};
	const char *at = m->out->text;

	while (at != NULL && *at != '\0') {
		size_t len = strcspn(at, " "), gap = strspn(at + len, " ");
		char *word CLEANUP(mem_free_str) = mem_strndup(at, len);

		if (text.len > 0 && text_among(word, marks, n))
			bytes_append_char(&text, '&');
		else
			bytes_append(&text, at, len);
		bytes_append(&text, at + len, gap);
		at += len + gap;
	}
	if (text.len > 0) {
		free(m->out->text);
		m->out->text = bytes_steal(&text);
	}
	bytes_done(&text);
}

/* Takes "alt." off the end, whose number went elsewhere. */
static void making_drop_mark(struct making *m)
{
	size_t last = m->end;

	while (last > m->start && m->text[last - 1] != ' ')
		last--;
	if (last > m->start && strchr(".:", m->text[m->end - 1]) != NULL &&
	    word_classes(m, last, m->end) & LABEL_BIT(LABEL_ELEVATION))
		m->end = last;
	making_trim(m, "", LOOSE_BACK);
}

static void make_text(struct making *m)
{
	making_trim(m, LOOSE_FRONT, LOOSE_BACK);
	making_drop_mark(m);
	m->out->sound = 0.5;
	making_keep(m);
}

/*
 * A "cf." is not part of the name: it goes, with the words it doubts, into
 * identificationQualifier (Darwin Core's own example: "aff. agrifolia var.
 * oxyadenia").
 */
static void name_qualify(struct making *m)
{
	struct name_reading name;
	char *plain = m->out->text, *mark;

	if (plain == NULL || name_read(plain, &name) < 0 || !name.doubt ||
	    name.doubt_start == 0)
		return;
	mark = plain + name.doubt_start;
	mark += strcspn(mark, " ");
	mark += strspn(mark, " ");
	also(m, "identificationQualifier",
	     mem_strndup(plain + name.doubt_start,
			 name.doubt_end - name.doubt_start));
	m->out->text = mem_printf("%.*s%s", (int)name.doubt_start, plain, mark);
	free(plain);
}

/* "Polyscias guilfoylei (Bull) Bailey (Araliaceae)": the family goes. */
static void name_unfamily(struct making *m)
{
	size_t end = m->end, at;

	while (end > m->start && strchr(").,; ", m->text[end - 1]) != NULL)
		end--;
	at = end;
	while (at > m->start && m->text[at - 1] != ' ')
		at--;
	if (at > m->start && end - at > 6 &&
	    strncasecmp(m->text + end - 5, "aceae", 5) == 0)
		m->end = at;
}

/* "Magn. in Goteb. Kgl. Vet. Handl.": where it was published goes. */
static void name_unpublish(struct making *m)
{
	const char *at = strstr(m->text + m->start, " in ");

	if (at != NULL && at < m->text + m->end)
		m->end = (size_t)(at - m->text);
}

static bool brackets_close(const char *text, size_t len)
{
	int open = 0;

	for (size_t i = 0; i < len; i++)
		open += (text[i] == '(') - (text[i] == ')');
	return open <= 0;
}

static void make_name(struct making *m)
{
	static const char *const ands[] = {"\xc2\xa7", "$", "+"};
	struct name_reading name;

	making_cut(m, LABEL_BIT(LABEL_COLLECTOR) | LABEL_BIT(LABEL_DETERMINER));
	name_unfamily(m);
	name_unpublish(m);
	making_trim(m, LOOSE_FRONT "0123456789", LOOSE_BACK);
	if (name_read(m->text + m->start, &name) == 0) {
		m->out->sound = name_likeness(m->text + m->start, &name);
		if (m->start + name.end < m->end && name.author &&
		    brackets_close(m->text + m->start, name.end))
			m->end = m->start + name.end;
	}
	making_keep(m);
	making_ands(m, ands, ARRAY_LEN(ands));
	name_qualify(m);
}

static void make_family(struct making *m)
{
	char *own CLEANUP(mem_free_str) = NULL;

	making_trim(m, LOOSE_FRONT "(", LOOSE_BACK ".)");
	own = mem_strndup(m->text + m->start, m->end - m->start);
	m->out->sound = family_likeness(own);
	if (m->out->sound > 0 && strpbrk(own, "0123456789") == NULL)
		making_keep(m);
}

/* "prepared by A. Example", "Sammlung durch …": whoever did it stands behind the
 * last such word. */
static void making_skip_doing(struct making *m)
{
	static const char *const by[] = {"by", "par", "por", "durch"};

	for (size_t at = m->start; at < m->end;) {
		size_t end = word_end(m, at);
		char *word CLEANUP(mem_free_str) =
			mem_strndup(m->text + at, end - at);

		at = end + strspn(m->text + end, " ");
		if (at < m->end && text_among(word, by, ARRAY_LEN(by)))
			m->start = at;
	}
}

/* "South Caicos. A. EXAMPLE": a place that ends with its stop is not part of a
 * person. */
static void making_skip_place(struct making *m)
{
	const struct places *places = m->marks->tables->places;
	const char *stop = strstr(m->text + m->start, ". ");
	struct place_reading place;
	char *front CLEANUP(mem_free_str) = NULL;

	if (places == NULL || stop == NULL || stop + 2 >= m->text + m->end ||
	    strchr(m->text + m->start, ' ') >= stop)
		return;
	front = mem_strndup(m->text + m->start,
			    (size_t)(stop - (m->text + m->start)));
	if (place_find(places, front, &place) == 0)
		m->start = (size_t)(stop + 2 - m->text);
}

static void make_people(struct making *m)
{
	static const char *const ands[] = {"\xc2\xa7", "$"};
	struct people people;

	making_trim(m, LOOSE_FRONT "(0123456789#", LOOSE_BACK ")");
	making_skip_doing(m);
	making_skip_place(m);
	making_skip(m, WHO_CLASSES);
	making_cut(m, WHO_CLASSES | LABEL_BIT(LABEL_NUMBER));
	if (people_read(m->text + m->start, &people) == 0) {
		m->out->sound = people.sure ? 1 : 0.6;
		if (people.start == 0 && m->start + people.end < m->end) {
			m->end = m->start + people.end;
			m->out->sound -= 0.2;
		}
	}
	making_keep(m);
	making_ands(m, ands, ARRAY_LEN(ands));
}

/* "m 1400": the unit stands before its number, which is no gathering's. */
static bool number_is_measure(const struct making *m,
			      const struct number_mark *mark)
{
	struct quantity quantity;
	char *turned CLEANUP(mem_free_str) = NULL;

	if (m->before == NULL || mark->marked)
		return false;
	turned = mem_printf("%.*s %.*s", (int)(mark->end - mark->start),
			    m->text + mark->start, (int)m->before_len,
			    m->before);
	return quantity_read(turned, &quantity) == 0 &&
	       quantity_is_length(&quantity) && quantity_is_sure(&quantity) &&
	       quantity.end == strlen(turned);
}

static void make_number(struct making *m)
{
	struct number_mark mark;

	making_trim(m, LOOSE_FRONT "(", LOOSE_BACK ".)");
	if (number_mark_find(m->text, m->start, &mark) < 0 || mark.none ||
	    mark.end > m->end || number_is_measure(m, &mark))
		return;
	m->start = mark.start;
	m->out->sound = mark.part || mark.reference ? 0.2
			: mark.marked		    ? 1
			: mark.year		    ? 0.4
						    : 0.7;
	making_trim(m, LOOSE_FRONT "(", LOOSE_BACK ".)");
	making_keep(m);
}

/* A limit, "before 1890", is not a date: it stays as it was written. */
static void make_date(struct making *m)
{
	struct date_reading date;

	if (date_read_from(m->text, m->start, m->marks->tables->this_year,
			   &date) < 0)
		return;
	if (date_is_definite(&date))
		m->out->text = mem_strdup(date.iso);
	also(m, "verbatimEventDate",
	     mem_strndup(m->text + date.said_start,
			 date.said_end - date.said_start));
	m->out->sound = (date.sure ? 1 : 0.7) * (date.ambiguous ? 0.7 : 1) *
			(date.century_open ? 0.6 : 1) * (date.weak ? 0.6 : 1);
}

/* "3500 4683 ft": the dash was not read, and the unit stands behind. */
static double metres_of_range(const char *behind, const struct quantity *from)
{
	struct quantity to;

	if (from->unit == NULL && quantity_read(behind, &to) == 0 &&
	    to.start <= 2 && to.unit != NULL && quantity_is_length(&to) &&
	    to.from.value > 0)
		return quantity_metres(from) * quantity_metres(&to) /
		       to.from.value;
	return quantity_metres(from);
}

static void make_elevation(struct making *m)
{
	struct quantity quantity;

	if (quantity_read(m->text, &quantity) < 0 ||
	    !quantity_is_length(&quantity) || quantity.hedge == QUANTITY_BELOW)
		return;
	if (quantity.open) {
		/* no number: the check asks for one, and this is what to read */
		m->out->text = mem_strndup(m->text + quantity.start,
					   quantity.end - quantity.start);
		m->out->sound = 0.3;
		return;
	}
	m->out->text = mem_printf(
		"%.0f", metres_of_range(m->text[quantity.end] != '\0'
						? m->text + quantity.end
						: m->behind,
					&quantity));
	m->out->sound = quantity_is_sure(&quantity) ? 1 : 0.6;
}

/* Bytes of a geodetic datum at `at`, with brackets and blanks around; 0 for
 * none. */
static size_t datum_read(struct making *m, const char *at)
{
	static const struct {
		const char *written, *name;
	} datums[] = {
		{"WGS84", "WGS84"},  {"WGS 84", "WGS84"}, {"WGS-84", "WGS84"},
		{"NAD27", "NAD27"},  {"NAD 27", "NAD27"}, {"NAD83", "NAD83"},
		{"NAD 83", "NAD83"}, {"ED50", "ED50"},	  {"SAD69", "SAD69"},
		{"GDA94", "GDA94"},
	};
	size_t begin = strspn(at, " ,;([");

	for (size_t i = 0; i < ARRAY_LEN(datums); i++) {
		size_t len = strlen(datums[i].written);

		if (strncmp(at + begin, datums[i].written, len) != 0)
			continue;
		also(m, "geodeticDatum", mem_strdup(datums[i].name));
		begin += len;
		return begin + strspn(at + begin, " ,;)]");
	}
	return 0;
}

/* "+/- 100 m" at `at`. */
static void uncertainty_read(struct making *m, const char *at)
{
	struct quantity quantity;
	char *said CLEANUP(mem_free_str) = NULL;
	char *metres;

	if (quantity_read(at, &quantity) < 0 ||
	    quantity.start > strspn(at, " ,;(") ||
	    quantity.hedge != QUANTITY_ABOUT || quantity.unit == NULL)
		return;
	said = mem_strndup(at + quantity.start, quantity.end - quantity.start);
	metres = metres_of_text(said);
	if (metres != NULL)
		also(m, "coordinateUncertaintyInMeters", metres);
}

static void make_coordinates(struct making *m)
{
	struct coordinates found;
	const char *rest;

	making_trim(m, LOOSE_FRONT, LOOSE_BACK);
	m->out->sound = 0.3;
	if (coordinates_find(m->text, &found) == 0) {
		m->start = found.start;
		m->end = found.end;
		also(m, "decimalLatitude", mem_strdup(found.latitude.text));
		also(m, "decimalLongitude", mem_strdup(found.longitude.text));
		m->out->sound =
			found.latitude.sure && found.longitude.sure ? 1 : 0.7;
		rest = m->text + found.end;
		rest += strspn(rest, " ,;.");
		if (*rest == '\0')
			rest = m->behind;
		rest += datum_read(m, rest);
		uncertainty_read(m, rest);
	}
	making_keep(m);
}

/* Does the word that ends at `end` say what kind of place it is? */
static bool is_division(const struct marks *marks, const char *word, size_t len)
{
	char *own = mem_strndup(word, len);
	label_set set = label_lexicon_classes(marks->tables->lexicon, own);

	free(own);
	return (set & (LABEL_BIT(LABEL_COUNTY) | LABEL_BIT(LABEL_STATE) |
		       LABEL_BIT(LABEL_COUNTRY))) != 0;
}

/* Takes "County", "Prov." and such off both ends. */
static void making_bare(struct making *m)
{
	size_t first, last;

	making_trim(m, LOOSE_FRONT "(", LOOSE_BACK ".)");
	first = m->start + strcspn(m->text + m->start, " .:");
	if (first < m->end &&
	    is_division(m->marks, m->text + m->start, first + 1 - m->start))
		m->start = first + 1;
	making_trim(m, LOOSE_FRONT "(", LOOSE_BACK ".)");
	last = m->end;
	while (last > m->start && m->text[last - 1] != ' ')
		last--;
	if (last > m->start &&
	    (is_division(m->marks, m->text + last, m->end - last) ||
	     is_division(m->marks, m->text + last, m->end + 1 - last)))
		m->end = last;
	making_trim(m, LOOSE_FRONT "(", LOOSE_BACK ".)");
}

static void make_county(struct making *m)
{
	making_bare(m);
	m->out->sound = 0.5;
	making_keep(m);
}

/* The one place of a level that words name beside others, as "LICHENS OF NEW
 * YORK"; false where they name none beyond doubt, or two. */
static bool place_within(const struct making *m, enum place_level level,
			 struct place_span *ret)
{
	const struct places *places = m->marks->tables->places;
	char *own CLEANUP(mem_free_str) =
		mem_strndup(m->text + m->start, m->end - m->start);
	struct place_span *spans = NULL;
	size_t n = places != NULL ? places_find_spans(places, own, &spans) : 0;
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		if (spans[i].level != level || !spans[i].exact ||
		    spans[i].country == NULL ||
		    (level == PLACE_STATE && spans[i].state_province == NULL))
			continue;
		*ret = spans[i];
		found++;
	}
	free(spans);
	return found == 1;
}

static void make_country(struct making *m)
{
	const struct places *places = m->marks->tables->places;
	struct place_span within;
	char *own;
	const char *named;

	making_trim(m, LOOSE_FRONT "(", LOOSE_BACK ")");
	own = mem_strndup(m->text + m->start, m->end - m->start);
	named = places != NULL ? places_country_named(places, own) : NULL;
	m->out->sound = named != NULL ? 1 : 0.3;
	if (named == NULL && place_within(m, PLACE_COUNTRY, &within)) {
		named = within.country;
		m->out->sound = 0.7;
	}
	if (named == NULL)
		making_trim(m, "", LOOSE_BACK ".");
	if (named != NULL)
		m->out->text = mem_strdup(named);
	else
		making_keep(m);
	free(own);
}

/* The state that the words name, of `country` where that is known, and how
 * surely; *ret_country is its country. NULL for none. */
static const char *state_of_words(struct making *m, const char *country,
				  const char **ret_country)
{
	const struct places *places = m->marks->tables->places;
	char *own CLEANUP(mem_free_str) =
		mem_strndup(m->text + m->start, m->end - m->start);
	struct place_span within;
	const char *named =
		places == NULL
			? NULL
			: places_state_named(places, country, own, ret_country);

	m->out->sound = named != NULL ? 1 : 0.3;
	if (named != NULL || !place_within(m, PLACE_STATE, &within) ||
	    (country != NULL && strcmp(within.country, country) != 0))
		return named;
	m->out->sound = 0.7;
	*ret_country = within.country;
	return within.state_province;
}

/* "MINN" at a bar code is no state of Haiti, nor anything else there. */
static void make_state(struct making *m)
{
	const char *country = NULL, *named;

	making_trim(m, LOOSE_FRONT "(", LOOSE_BACK ")");
	named = state_of_words(m, m->country, &country);
	if (named == NULL && m->country != NULL &&
	    state_of_words(m, NULL, &country) != NULL) {
		m->out->sound = 0;
		return;
	}
	if (named != NULL) {
		m->out->text = mem_strdup(named);
		also(m, "country", mem_strdup(country));
	} else {
		making_bare(m);
		making_keep(m);
	}
}

static void (*const makers[MAP_FIELD_COUNT])(struct making *m) = {
	[FIELD_NAME] = make_name,
	[FIELD_FAMILY] = make_family,
	[FIELD_VERNACULAR] = make_text,
	[FIELD_COLLECTOR] = make_people,
	[FIELD_NUMBER] = make_number,
	[FIELD_DATE] = make_date,
	[FIELD_DETERMINER] = make_people,
	[FIELD_DETERMINED] = make_date,
	[FIELD_COUNTRY] = make_country,
	[FIELD_STATE] = make_state,
	[FIELD_COUNTY] = make_county,
	[FIELD_MUNICIPALITY] = make_county,
	[FIELD_LOCALITY] = make_text,
	[FIELD_HABITAT] = make_text,
	[FIELD_REMARKS] = make_text,
	[FIELD_ELEVATION] = make_elevation,
	[FIELD_COORDINATES] = make_coordinates,
	[FIELD_CATALOGUE] = make_number,
};

/* Whether a scientific name ends just before the word. */
static bool is_behind_name(const struct marks *marks, size_t word)
{
	for (size_t i = 0; i < marks->spans.n; i++) {
		const struct span *s = &marks->spans.items[i];

		if (s->kind == SPAN_NAME && s->first + s->n <= word &&
		    word - (s->first + s->n) <= AUTHOR_MOST)
			return true;
	}
	return false;
}

/*
 * Whether something says that a common name is meant: a heading of the label,
 * the word or the scientific name before it, or its quotation marks. Without
 * that any capitals of a label look like one ("Plants of HISPANIOLA").
 */
static bool is_told_common(const struct marks *marks,
			   const struct token_list *list, const char *text)
{
	static const char *const quotes[] = {"\"", "'", "“", "”",
					     "‘",  "«", "„"};
	size_t first = list->items[0];

	if (headings_ask_for(&marks->headings,
			     map_field_term(FIELD_VERNACULAR)))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(quotes); i++)
		if (strncmp(text, quotes[i], strlen(quotes[i])) == 0)
			return true;
	return is_behind_name(marks, first) ||
	       (first > 0 &&
		(marks->classes[first - 1] & LABEL_BIT(LABEL_VERNACULAR)) != 0);
}

/* A word for a division that is never a state; parishes, districts and
 * municipalities are one in some countries (ISO 3166-2). */
static bool is_county_word(const struct marks *marks, size_t token)
{
	static const char *const words[] = {"county", "counties", "co", "cty",
					    "cnty"};

	return text_among(marks->text.tokens[token].letters, words,
			  ARRAY_LEN(words));
}

/* "Scioto County": whether the words are of a county's name, and reach to the
 * word for it; in "COLORADO Boulder Co." the first does not. */
static bool is_county(const struct marks *marks, const struct token_list *list)
{
	size_t first = list->items[0], last = list->items[list->n - 1];

	for (size_t i = 0; i < marks->spans.n; i++) {
		const struct span *s = &marks->spans.items[i];
		size_t end = s->first + s->n - 1;

		if (s->kind != SPAN_PLACE || !s->as.place.marked ||
		    s->as.place.level != PLACE_COUNTY || s->first > first ||
		    end < last)
			continue;
		if ((is_county_word(marks, end) && last + 1 >= end) ||
		    (is_county_word(marks, s->first) && first <= s->first + 1))
			return true;
	}
	return false;
}

void map_value_make(const struct marks *marks, enum map_field field,
		    const char *country, struct token_list *list,
		    struct map_value *ret)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	struct making m = {.marks = marks, .country = country, .out = ret};

	memset(ret, 0, sizeof(*ret));
	wrap_text(&marks->text, list, &plain);
	if (plain.len == 0 ||
	    (field == FIELD_VERNACULAR &&
	     !is_told_common(marks, list, plain.data)) ||
	    ((field == FIELD_STATE || field == FIELD_COUNTRY) &&
	     is_county(marks, list)))
		return;
	m.text = plain.data;
	m.end = plain.len;
	m.behind = marks->joined.text +
		   marks->joined.starts[list->items[list->n - 1] + 1];
	if (list->items[0] > 0 &&
	    marks->text.tokens[list->items[0] - 1].line ==
		    marks->text.tokens[list->items[0]].line)
		m.before =
			marks_token(marks, list->items[0] - 1, &m.before_len);
	makers[field](&m);
}

void map_value_done(struct map_value *value)
{
	free(value->text);
	for (size_t i = 0; i < value->n_also; i++)
		free(value->also[i].value);
	memset(value, 0, sizeof(*value));
}
