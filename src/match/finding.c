/*
 * finding.c: see finding.h.
 *
 * 1. Names are compared by their parts (dwc/name/taxon_name.h): GBIF's have
 *    marks of rank and authors inside, or not.
 */
#include "config.h"

#include "match/finding.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"

#define AUTHOR_OTHER 0.5 /* likeness below which authors are not the same */

const char *finding_word(enum finding_kind kind)
{
	static const char *const words[FINDINGS] = {
		[FINDING_NOTHING] = "unsure",
		[FINDING_KNOWN] = "exact",
		[FINDING_SYNONYM] = "synonym",
		[FINDING_AUTHOR] = "other-author",
		[FINDING_HOMONYMS] = "homonyms",
		[FINDING_VARIANT] = "variant",
		[FINDING_SPECIES] = "species-only",
		[FINDING_GENUS] = "genus-only",
		[FINDING_HIGHER] = "higher-only",
		[FINDING_UNKNOWN] = "none",
	};

	return words[kind];
}

/* --- names ---------------------------------------------------------------- */

static bool usage_parts(const struct gbif_usage *usage, struct taxon_name *ret)
{
	return taxon_name_read(usage->canonical[0] != '\0' ? usage->canonical
							   : usage->name,
			       false, ret);
}

bool finding_is_name(const struct asked_name *asked,
		     const struct gbif_usage *usage)
{
	struct taxon_name parts CLEANUP(taxon_name_done);
	bool same = usage_parts(usage, &parts);

	for (size_t i = 0; i < TAXON_PARTS && same; i++)
		same = strcmp(parts.parts[i], asked->parts.parts[i]) == 0;
	return same;
}

static bool authors_differ(const char *a, const char *b)
{
	return a[0] != '\0' && b[0] != '\0' &&
	       taxon_name_author_likeness(a, b) < AUTHOR_OTHER;
}

/* The first alternative that has the very name, of an author that is like this
 * one (`like`) or is not; NULL: none. */
static const struct gbif_match *other_of_name(const struct asked_name *asked,
					      const struct gbif_match *match,
					      const char *author, bool like)
{
	for (size_t i = 0; i < match->n_others; i++) {
		const struct gbif_match *other = &match->others[i];

		if (finding_is_name(asked, &other->usage) &&
		    authors_differ(author, other->usage.author) != like)
			return other;
	}
	return NULL;
}

static bool any_of_name(const struct asked_name *asked,
			const struct gbif_match *match)
{
	return other_of_name(asked, match, "", true) != NULL;
}

static enum finding_kind finding_exact(const struct asked_name *asked,
				       const struct gbif_match *match)
{
	const struct gbif_usage *usage = &match->usage;

	if (match->confidence < FINDING_SURE || !finding_is_name(asked, usage))
		return FINDING_NOTHING;
	if (authors_differ(asked->author, usage->author))
		return other_of_name(asked, match, asked->author, true) != NULL
			       ? FINDING_HOMONYMS
			       : FINDING_AUTHOR;
	if (asked->author[0] == '\0' &&
	    other_of_name(asked, match, usage->author, false) != NULL)
		return FINDING_HOMONYMS;
	if (match->accepted.name[0] != '\0' &&
	    !finding_is_name(asked, &match->accepted))
		return FINDING_SYNONYM;
	return FINDING_KNOWN;
}

static enum finding_kind finding_variant(const struct asked_name *asked,
					 const struct gbif_match *match)
{
	if (match->confidence < FINDING_SURE)
		return FINDING_NOTHING;
	if (finding_is_name(asked, &match->usage))
		return finding_exact(asked, match);
	return any_of_name(asked, match) ? FINDING_HOMONYMS : FINDING_VARIANT;
}

/* The answer is about another name than the one that was asked for. */
static enum finding_kind finding_higher(const struct asked_name *asked,
					const struct gbif_match *match)
{
	const char(*words)[SPELLING_MAX + 1] = asked->parts.parts;
	struct taxon_name parts CLEANUP(taxon_name_done) = {0};

	if (any_of_name(asked, match))
		return FINDING_HOMONYMS;
	if (finding_is_name(asked, &match->usage))
		return FINDING_KNOWN;
	if (!usage_parts(&match->usage, &parts))
		return FINDING_NOTHING;
	if (strcmp(parts.parts[TAXON_GENUS], words[TAXON_GENUS]) != 0)
		return strcmp(match->usage.rank, "GENUS") == 0 ||
				       parts.parts[TAXON_EPITHET][0] != '\0'
			       ? FINDING_NOTHING
			       : FINDING_HIGHER;
	if (parts.parts[TAXON_EPITHET][0] == '\0')
		return FINDING_GENUS;
	return strcmp(parts.parts[TAXON_EPITHET], words[TAXON_EPITHET]) == 0
		       ? FINDING_SPECIES
		       : FINDING_NOTHING;
}

/* Of several that fit equally well GBIF gives none, and says it in a note. */
static enum finding_kind finding_none(const struct asked_name *asked,
				      const struct gbif_match *match)
{
	if (any_of_name(asked, match))
		return FINDING_HOMONYMS;
	return strstr(match->note, "equal matches") != NULL ? FINDING_NOTHING
							    : FINDING_UNKNOWN;
}

static enum finding_kind finding_untold(const struct asked_name *asked,
					const struct gbif_match *match)
{
	(void)asked;
	(void)match;
	return FINDING_NOTHING;
}

enum finding_kind finding_of_name(const struct asked_name *asked,
				  const struct gbif_match *match)
{
	static enum finding_kind (*const finders[])(
		const struct asked_name *, const struct gbif_match *) = {
		[GBIF_UNTOLD] = finding_untold,
		[GBIF_EXACT] = finding_exact,
		[GBIF_VARIANT] = finding_variant,
		[GBIF_HIGHERRANK] = finding_higher,
		[GBIF_NONE] = finding_none,
	};

	return finders[match->type](asked, match);
}

/* --- sentences ------------------------------------------------------------ */

/* "the kingdom Plantae", quoted. */
static char *higher_named(const struct gbif_usage *usage)
{
	char *plain CLEANUP(mem_free_str) = gbif_usage_plain(usage);
	char *rank CLEANUP(mem_free_str) = text_folded(usage->rank);

	return mem_printf("the %s \"%s\"", rank[0] != '\0' ? rank : "taxon",
			  plain);
}

static char *usage_quoted(const struct gbif_usage *usage)
{
	char *whole CLEANUP(mem_free_str) = gbif_usage_whole(usage);

	return mem_printf("\"%s\"", whole);
}

/* What the sentence names, by its kind; owned. */
static char *finding_named(enum finding_kind kind,
			   const struct gbif_match *match)
{
	switch (kind) {
	case FINDING_SYNONYM:
		return usage_quoted(&match->accepted);
	case FINDING_AUTHOR:
	case FINDING_VARIANT:
		return usage_quoted(&match->usage);
	case FINDING_SPECIES:
	case FINDING_GENUS:
	case FINDING_HIGHER:
		return higher_named(&match->usage);
	default:
		return mem_strdup("");
	}
}

char *finding_text(enum finding_kind kind, const struct gbif_match *match,
		   const char *state)
{
	static const struct {
		const char *before, *behind;
	} sentences[FINDINGS] = {
		[FINDING_SYNONYM] = {"GBIF: the accepted name is ", ""},
		[FINDING_AUTHOR] = {"GBIF has this name of another author: ",
				    ""},
		[FINDING_HOMONYMS] = {"GBIF has this name more than once; "
				      "which is meant cannot be told",
				      ""},
		[FINDING_VARIANT] = {"GBIF: no such name; ", " is near"},
		[FINDING_SPECIES] = {"GBIF: no such name, only ", ""},
		[FINDING_GENUS] = {"GBIF: no such name, only ", ""},
		[FINDING_HIGHER] = {"GBIF: no such name, only ", ""},
		[FINDING_UNKNOWN] = {"GBIF: no such name", ""},
	};
	char *named CLEANUP(mem_free_str) = NULL;
	struct bytes text = {0};

	if (sentences[kind].before == NULL)
		return NULL;
	named = finding_named(kind, match);
	bytes_printf(&text, "%s%s%s", sentences[kind].before, named,
		     sentences[kind].behind);
	if (!text_blank(state))
		bytes_printf(&text, " (%s)", state);
	bytes_append_char(&text, '.');
	return bytes_steal(&text);
}

/* --- places --------------------------------------------------------------- */

/* Codes of their own (ISO 3166-1) that labels also write under the country that
 * they belong, or belonged, to: nothing is said of these. */
static const struct {
	const char *country, *parts;
} with_parts[] = {
	{"AU", "CC CX HM NF"},
	{"CN", "HK MO TW"},
	{"DK", "FO GL"},
	{"FI", "AX"},
	{"FR", "BL GF GP MF MQ NC PF PM RE TF WF YT"},
	{"GB", "AI BM FK GG GI GS IM IO JE KY MS PN SH TC VG"},
	{"IL", "PS"},
	{"MA", "EH"},
	{"NL", "AW BQ CW SX"},
	{"NO", "BV SJ"},
	{"NZ", "CK NU TK"},
	{"RS", "ME XK"},
	{"US", "AS GU MP PR UM VI"},
};

static bool is_part_of(const char *code, const char *country)
{
	for (size_t i = 0; i < ARRAY_LEN(with_parts); i++)
		if (strcmp(with_parts[i].country, country) == 0)
			return strstr(with_parts[i].parts, code) != NULL;
	return false;
}

const struct gbif_area *finding_area(const struct gbif_areas *areas,
				     bool *ret_sole)
{
	const struct gbif_area *in = NULL;

	*ret_sole = true;
	for (size_t i = 0; i < areas->n && in == NULL; i++)
		if (areas->items[i].distance <= 0)
			in = &areas->items[i];
	for (size_t i = 0; i < areas->n && in != NULL; i++)
		if (strcmp(areas->items[i].code, in->code) != 0)
			*ret_sole = false;
	return in;
}

bool finding_is_elsewhere(const struct gbif_areas *areas,
			  const struct country_codes *codes,
			  const struct places *places, const char *country)
{
	const char *named = places_country_named(places, country);
	const char *code = named != NULL ? country_code(codes, named) : NULL;
	bool sole;

	if (code == NULL || finding_area(areas, &sole) == NULL)
		return false;
	for (size_t i = 0; i < areas->n; i++)
		if (strcmp(areas->items[i].code, code) == 0 ||
		    is_part_of(areas->items[i].code, code) ||
		    is_part_of(code, areas->items[i].code))
			return false;
	return true;
}
