/*
 * gather.h: suggestions for one record, while they are found: what several
 * sources say of each term, each value once. Known to this folder alone.
 */
#ifndef REVIEW_SUGGEST_GATHER_H
#define REVIEW_SUGGEST_GATHER_H

#include "review/suggest/neighbours.h"
#include "review/suggest/suggest.h"

/* What a source says. Borrowed. */
struct offer {
	const char *value;
	const char *note; /* or NULL */
	enum suggestion_source source;
	size_t agree;
	bool differs, misread;
	double score;
	const struct box *boxes;
	size_t n_boxes;
};

/* A value, and how it is compared. */
struct gathered {
	struct suggestion suggestion; /* its texts are owned */
	char *alike;		      /* run/record/alike.h; owned */
};

/* What is said of one term. */
struct gather_term {
	const struct term *term;
	const char *now; /* the value in force, or "" */
	char *alike;	 /* the same, as it is compared; owned */
	bool decided;	 /* a person said what it is */
	size_t stands;	 /* signed records that have the value in force */
	struct gathered *items;
	size_t n, cap;
};

struct gather {
	const struct terms *terms;
	const struct specimen *specimen;
	struct gather_term *of; /* one for each term of the table */
	size_t n;
	struct alike_memory *memory; /* borrowed; NULL: none */
};

/* `terms` and `specimen` are borrowed. */
void gather_init(struct gather *gather, const struct terms *terms,
		 const struct specimen *specimen);
void gather_done(struct gather *gather);

/* NULL where the table has no such term, or no such role. */
struct gather_term *gather_find(struct gather *gather, const char *term);
struct gather_term *gather_role(struct gather *gather, enum term_role role);

/*
 * Takes a copy in, its texts cleaned. A value that is blank is passed over;
 * one that is there already gets the source, the readings, the boxes and the
 * note of this one. Returns it, or NULL; valid until the next.
 */
struct suggestion *gather_add(struct gather *gather, struct gather_term *of,
			      const struct offer *offer);

/* As gather_add, of a value that is only spelled otherwise than one that is
 * there: it is one of its own. */
struct suggestion *gather_add_spelled(struct gather *gather,
				      struct gather_term *of,
				      const struct offer *offer);

/* The best of each term, for those that have any. *ret owned:
 * term_suggestions_free. */
void gather_rank(struct gather *gather, struct term_suggestions **ret,
		 size_t *ret_n);

/* The sources. Each adds what it knows and cannot fail. */
void suggest_readings(struct gather *gather);
void suggest_checks(struct gather *gather);
void suggest_pairs(struct gather *gather);
void suggest_names(struct gather *gather, struct taxa *taxa);
void suggest_matched(struct gather *gather, struct match_view *view,
		     const struct places *places);
void suggest_dates(struct gather *gather);
void suggest_collectors(struct gather *gather, struct index *index);
void suggest_people(struct gather *gather);
void suggest_initials(struct gather *gather, struct index *index);
void suggest_capitals(struct gather *gather);
void suggest_places(struct gather *gather, const struct places *places);
void suggest_image(struct gather *gather);
void suggest_usage(struct gather *gather, struct index *index,
		   const struct places *places);
void suggest_signed(struct gather *gather, struct index *index,
		    const struct neighbours *neighbours);
void suggest_label(struct gather *gather, const struct map_model *model);

/* Whether words that the label alone offers are a piece of a value, or run into
 * what another field says (pieces.c). */
bool suggest_is_piece(const struct gather *gather, const struct gather_term *of,
		      const struct suggestion *s);

/* The same of words that name no place which the table has, where one that it has
 * stands there: a piece of that or of a better offer, that and more, figures, a
 * letter or two, or what another field says. */
bool suggest_is_scrap(const struct gather *gather, const struct gather_term *of,
		      const struct suggestion *s);

/* Whether such words, offered as prose, run over what other fields say, or are
 * more than twice what stands there (whole.c). */
bool suggest_is_whole(const struct gather *gather, const struct gather_term *of,
		      const struct suggestion *s);

/* When all have spoken: marks what a list or a signed record has in the letters
 * of what stands there, but not its accents, stops or capitals (respelled.c). */
void suggest_respelled(struct gather *gather);

/* When all have spoken: lowers what words of the label are worth by what they
 * are offered for. One that is worth nothing is not offered. `places` may be
 * NULL. */
void suggest_weigh(struct gather *gather, const struct places *places);

#endif
