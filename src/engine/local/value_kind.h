/*
 * value_kind.h: what the kinds of values share; internal to the value_*.c.
 */
#ifndef ENGINE_LOCAL_VALUE_KIND_H
#define ENGINE_LOCAL_VALUE_KIND_H

#include <stdbool.h>

#include "base/bytes.h"
#include "dwc/parse/coordinates.h"
#include "dwc/record/record.h"
#include "engine/local/label_rules.h"
#include "engine/local/label_text.h"

/* A value in the making. */
struct value {
	const struct label_rules *rules;
	const struct label_text *text;
	struct token_list *list; /* shortened to the tokens that are used */
	struct bytes *out;	 /* the normalised text */
	struct record *record;	 /* what is known so far */
	double sure;		 /* may be lowered */
};

/* One for each kind: shortens the list and writes the text; false when the
 * tokens make no such value. */
bool value_text(struct value *v);
bool value_name(struct value *v);
bool value_family(struct value *v);
bool value_number(struct value *v);
bool value_date(struct value *v);
bool value_date_identified(struct value *v);
bool value_elevation(struct value *v);
bool value_coordinates(struct value *v);
bool value_country(struct value *v);
bool value_state(struct value *v);

/* Sets decimalLatitude and decimalLongitude; `list` is what says them. */
void value_degrees(struct value *v, const struct coordinates *coordinates);

/* How many leading tokens can be people's names. */
size_t person_span(const struct label_text *text,
		   const struct token_list *list);
/* The same, with "et al." behind them. */
size_t person_with_others(const struct label_text *text,
			  const struct token_list *list);
/* Can these `n` be? */
bool person_plausible(const struct label_text *text,
		      const struct token_list *list, size_t n);
/* How many leading tokens stand before a date in the list; all when there is
 * none. "Aug." could be a name, "Aug. 20, 1987" cannot. */
size_t person_before_date(const struct value *v);

/* The token's own text (not ended by NUL) and its length. */
const char *token_text(const struct label_text *text, size_t token);
size_t token_len(const struct label_text *text, size_t token);
double token_confidence(const struct label_text *text, size_t token);
bool token_has_digit(const struct label_text *text, size_t token);
/* Its first letter or digit; a letter outside ASCII gives 'X' (OCR seldom
 * makes one up, and its case matters little); '\0' for none. */
char token_initial(const struct label_text *text, size_t token);

bool token_ends_with(const struct label_text *text, size_t token, char c);

void list_drop_first(struct token_list *list);
/* Drops marks, and letters hardly seen, at both ends. */
void list_trim(const struct label_text *text, struct token_list *list);
/* Leaves the tokens that bytes start..end of the joined text touch. */
void list_narrow(const struct label_text *text, struct token_list *list,
		 size_t start, size_t end);
/* Writes the tokens without loose punctuation at the ends. */
void list_write(const struct label_text *text, const struct token_list *list,
		struct bytes *out);

#endif
