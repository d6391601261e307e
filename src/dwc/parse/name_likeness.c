/*
 * name_likeness.c: shapes of scientific names. See name_likeness.h.
 */
#include "config.h"

#include "dwc/parse/name_likeness.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define FAMILY_END     "aceae"
#define FAMILY_LEAST   7   /* letters: Poaceae */
#define FAMILY_MISREAD 2   /* letters of its end */
#define FAMILY_LIKE    0.3 /* of one that is misread */

bool name_ends_in_latin(const char *word)
{
	static const char *const ends[] = {
		"us",	 "um",	  "is",	    "ii",     "ae",	"ense",
		"ensis", "oides", "osa",    "osus",   "osum",	"ata",
		"atum",	 "atus",  "ica",    "icus",   "icum",	"ana",
		"anum",	 "anus",  "ina",    "inum",   "aris",	"alis",
		"ile",	 "ilis",  "folia",  "folium", "ens",	"ans",
		"ra",	 "ria",	  "ea",	    "ifera",  "ora",	"ila",
		"ella",	 "ellum", "ula",    "ulum",   "ale",	"are",
		"ior",	 "ifer",  "formis", "flora",  "phylla", "phyllum",
		"carpa", "ax",	  "ex",	    "ides",   "oides",	"ica",
		"ea",	 "ia"};
	size_t len = strlen(word);

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		size_t own = strlen(ends[i]);

		if (len > own + 1 &&
		    text_casecmp(word + len - own, ends[i]) == 0)
			return true;
	}
	return false;
}

/* The n-th word (from 0) of a reading that is none of the marks. Owned; NULL
 * for none. */
static char *name_word(const char *text, const struct name_reading *name, int n)
{
	size_t at = name->start;

	while (at < name->end) {
		size_t len = strcspn(text + at, " \n");
		char *word;

		/* a mark may be glued to its word */
		if (len > 2 && strncmp(text + at, "\xc3\x97", 2) == 0)
			len = 2;
		if (at + len > name->end)
			len = name->end - at;
		word = mem_strndup(text + at, len);
		if ((name_word_roles(word) & (NAME_HYBRID | NAME_DOUBT)) == 0 &&
		    n-- == 0)
			return word;
		free(word);
		at += len + strspn(text + at + len, " \n");
	}
	return NULL;
}

double name_likeness(const char *text, const struct name_reading *name)
{
	char *genus CLEANUP(mem_free_str) = name_word(text, name, 0);
	char *epithet CLEANUP(mem_free_str) = name_word(text, name, 1);
	bool species = epithet != NULL &&
		       (name_word_roles(epithet) & NAME_SPECIES) != 0;
	double score = 0.3;

	if (genus == NULL || !(name->epithet || name->formula || species))
		return 0;
	if (species || (epithet != NULL && name_ends_in_latin(epithet)))
		score += 0.25;
	if (name_ends_in_latin(genus) || genus[strlen(genus) - 1] == 'a')
		score += 0.1;
	if (name->author)
		score += 0.05;
	if (name->author_telling)
		score += 0.15;
	if (name->rank || name->hybrid || name->doubt)
		score += 0.15;
	return score > 1 ? 1 : score;
}

double family_likeness(const char *text)
{
	static const char *const conserved[] = {
		"compositae", "cruciferae",   "gramineae",
		"guttiferae", "labiatae",     "leguminosae",
		"palmae",     "umbelliferae", "papilionaceae"};
	const char *last = strrchr(text, ' ');
	char *word CLEANUP(mem_free_str) =
		text_folded(last != NULL ? last + 1 : text);
	size_t len = strlen(word), end = strlen(FAMILY_END);
	int off = FAMILY_MISREAD + 1;

	if (text_among(word, conserved, ARRAY_LEN(conserved)))
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(conserved); i++)
		if (text_distance(word, conserved[i], 1) <= 1)
			return FAMILY_LIKE;
	if (len >= FAMILY_LEAST &&
	    ((unsigned char)word[len - end] & 0xc0) != 0x80)
		off = text_distance(word + len - end, FAMILY_END,
				    FAMILY_MISREAD);
	return off == 0 ? 1 : off <= FAMILY_MISREAD ? FAMILY_LIKE : 0;
}
