/*
 * label_lexicon.h: what kinds of things the words of labels speak of, from
 * data/label-words.tsv: classes of single words ("Waldrand", "leg.", "flores")
 * and of phrases ("north of", "Plantas de"), in the languages of the table.
 *
 * A class is a hint, never a verdict: most words have several ("bord" is a
 * place in French and a thing in others), and none makes a line printed matter
 * or a value. Who weighs them is the caller.
 */
#ifndef DWC_WORDS_LABEL_LEXICON_H
#define DWC_WORDS_LABEL_LEXICON_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* X(NAME, "name in the table"): their order is that of the bits. */
#define LABEL_CLASSES(X)              \
	X(INSTITUTION, "institution") \
	X(LOCALITY, "locality")       \
	X(HABITAT, "habitat")         \
	X(SUBSTRATE, "substrate")     \
	X(REMARKS, "remarks")         \
	X(COLOUR, "colour")           \
	X(COMMON, "common")           \
	X(PREPOSITION, "preposition") \
	X(DIRECTION, "direction")     \
	X(DISTANCE, "distance")       \
	X(TITLE, "title")             \
	X(COLLECTOR, "collector")     \
	X(DETERMINER, "determiner")   \
	X(JOINT, "joint")             \
	X(OTHERS, "others")           \
	X(SUFFIX, "suffix")           \
	X(PARTICLE, "particle")       \
	X(NUMBER, "number")           \
	X(ELEVATION, "elevation")     \
	X(UNIT, "unit")               \
	X(MONTH, "month")             \
	X(SEASON, "season")           \
	X(RANK, "rank")               \
	X(QUALIFIER, "qualifier")     \
	X(REVISION, "revision")       \
	X(COPY, "copy")               \
	X(TYPE, "type")               \
	X(VERNACULAR, "vernacular")   \
	X(ASSOCIATED, "associated")   \
	X(DATUM, "datum")             \
	X(COORDINATE, "coordinate")   \
	X(COUNTRY, "country")         \
	X(STATE, "state")             \
	X(COUNTY, "county")           \
	X(TOWN, "town")

enum label_class {
#define X(name, word) LABEL_##name,
	LABEL_CLASSES(X)
#undef X
		LABEL_CLASS_COUNT,
};

/* A set of classes, LABEL_BIT(c) for each. */
typedef uint64_t label_set;
#define LABEL_BIT(c) (UINT64_C(1) << (c))

/* Immutable once loaded; shared by all threads. */
struct label_lexicon;

/* Loads data/label-words.tsv with what config_dir (may be NULL) adds to it.
 * *ret is the caller's to label_lexicon_free(). Fails, here and below, at a
 * line that does not fit, and names it. Any thread. */
int label_lexicon_load(const char *config_dir, struct label_lexicon **ret,
		       struct error *err) MUST_USE;
/* The same of the text of such a file. */
int label_lexicon_parse(const char *text, struct label_lexicon **ret,
			struct error *err) MUST_USE;
void label_lexicon_free(struct label_lexicon *lexicon); /* NULL is fine */

/* The name that a class has in the table; static. */
const char *label_class_name(enum label_class class);

/*
 * The classes of a word as it stands on the label, with the marks around it;
 * case and accents do not matter. An entry that the table writes with a stop
 * ("co.") counts only with a stop or a colon behind it. 0 for a word that is
 * not there. Any thread.
 */
label_set label_lexicon_classes(const struct label_lexicon *lexicon,
				const char *word);

/* The longest phrase of two words or more that begins at words[0], of `n` that
 * follow each other: how many words it has, and its classes in *ret_classes;
 * 0 for none. Any thread. */
size_t label_lexicon_phrase(const struct label_lexicon *lexicon,
			    const char *const *words, size_t n,
			    label_set *ret_classes);

/* Fills classes[n]: those of each word, and of every phrase that holds it. */
void label_lexicon_mark(const struct label_lexicon *lexicon,
			const char *const *words, size_t n, label_set *classes);

#endif
