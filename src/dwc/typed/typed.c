/*
 * typed.c: what somebody means by what they type. See typed.h.
 *
 * 1. Beside dates, what is meant is what the validators propose where a value
 *    is only written otherwise than it should be: they propose what a parser
 *    read whole and surely, and have tried it (verdict.c).
 * 2. What stands in the record is not written over: only terms without a value
 *    get one along with the one that is typed, and the one that has it as it is
 *    written, where a reader put something there that cannot mean it, or of
 *    a date its year alone.
 * 3. What a reader made of how a date or a place is written follows when that
 *    is corrected and has one meaning: where it says another thing, or less.
 */
#include "config.h"

#include "dwc/typed/typed.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "dwc/parse/coordinates.h"
#include "dwc/record/written.h"
#include "dwc/typed/typed_date.h"

#define YEAR_DIGITS 4

void typed_done(struct typed *typed)
{
	free(typed->value);
	for (size_t i = 0; i < typed->n_options; i++) {
		free(typed->options[i].value);
		free(typed->options[i].note);
	}
	for (size_t i = 0; i < typed->n_also; i++)
		free(typed->also[i].value);
	*typed = (struct typed){0};
}

/* --- further values ------------------------------------------------------- */

static void typed_add(struct typed *typed, const struct term *term,
		      const char *value)
{
	if (typed->n_also < TYPED_ALSO)
		typed->also[typed->n_also++] =
			(struct typed_also){term->name, mem_strdup(value)};
}

/* The text of a longitude behind that of a latitude which stands alone. */
static char *coordinates_join(const char *latitude, const char *text)
{
	struct coordinate coordinate;

	if (!coordinate_is_sideless(latitude, AXIS_LATITUDE, &coordinate) &&
	    (!coordinate_is_text(latitude, AXIS_LATITUDE, &coordinate) ||
	     !coordinate.marked))
		return NULL;
	return mem_printf("%s %s", latitude, text);
}

/* Whether what was found written is the year alone of a date that has more: so a
 * reader finds a date that they cannot read. A month may be all that is there,
 * and the day be known from elsewhere. */
static bool written_is_its_year(const struct term *term, const char *written,
				const char *value)
{
	return term->kind == TERM_DATE && value != NULL &&
	       strlen(written) == YEAR_DIGITS &&
	       strspn(written, "0123456789") == YEAR_DIGITS &&
	       value[YEAR_DIGITS] == '-' &&
	       strncmp(written, value, YEAR_DIGITS) == 0;
}

/* Whether what a reader found written cannot mean any of what is typed, or is
 * only its year. */
static bool typed_denied(const struct term *term, const struct field *written,
			 const struct typed *typed)
{
	bool denied = typed->value == NULL ||
		      written_denies(term, written->value, typed->value,
				     clock_year());

	if (written->source == SOURCE_HUMAN)
		return false;
	if (written_is_its_year(term, written->value, typed->value))
		return true;
	for (size_t i = 0; i < typed->n_options && denied; i++)
		denied = written_denies(term, written->value,
					typed->options[i].value, clock_year());
	return denied && (typed->value != NULL || typed->n_options > 0);
}

/* Whether the text stands for all that is printed there: of coordinates, for
 * both. */
static bool typed_is_whole(const struct term *term, const char *text)
{
	struct coordinates pair;

	return term->kind != TERM_COORDINATE ||
	       coordinates_find(text, &pair) == 0;
}

/* What was typed, where the record has nothing for it yet, or what a reader
 * took for it is something else. */
static void typed_keep(const struct terms *terms, const struct record *record,
		       const struct term *term, const char *text,
		       struct typed *ret)
{
	const struct term *verbatim = term_verbatim(terms, term);
	const struct field *now;
	char *both CLEANUP(mem_free_str) = NULL;

	if (verbatim == NULL)
		return;
	now = record_find(record, verbatim->name);
	if (now == NULL || text_blank(now->value)) {
		typed_add(ret, verbatim, text);
		return;
	}
	if (term->role == ROLE_LONGITUDE)
		both = coordinates_join(now->value, text);
	if (both != NULL)
		typed_add(ret, verbatim, both);
	else if (typed_is_whole(term, text) && typed_denied(term, now, ret))
		typed_add(ret, verbatim, text);
}

/* --- coordinates ---------------------------------------------------------- */

/* A text that is a latitude with its longitude: each goes where it belongs. */
static void typed_read_pair(const struct terms *terms,
			    const struct record *record,
			    const struct term *term, const char *text,
			    struct typed *ret)
{
	bool latitude = term->role == ROLE_LATITUDE;
	const struct term *other =
		terms_role(terms, latitude ? ROLE_LONGITUDE : ROLE_LATITUDE);
	struct coordinates pair;

	if (ret->value != NULL || other == NULL ||
	    coordinates_find(text, &pair) < 0 || !pair.latitude.sure ||
	    !pair.longitude.sure || strspn(text, " ") < pair.start ||
	    text[pair.end + strspn(text + pair.end, " .")] != '\0' ||
	    !text_blank(record_value(record, other->name)))
		return;
	ret->value =
		mem_strdup(latitude ? pair.latitude.text : pair.longitude.text);
	typed_add(ret, other,
		  latitude ? pair.longitude.text : pair.latitude.text);
}

static char *on_side(const char *degrees, int side)
{
	return mem_printf("%s%s", side < 0 ? "-" : "", degrees);
}

/* A coordinate that does not say on which side it lies: as those of records
 * like it do, else each side is asked. */
static void typed_read_side(const struct term *term, const char *text, int side,
			    struct typed *ret)
{
	static const char *const words[2][2] = {{"north", "south"},
						{"east", "west"}};
	bool longitude = term->role == ROLE_LONGITUDE;
	struct coordinate found;

	if (ret->value != NULL ||
	    !coordinate_is_sideless(
		    text, longitude ? AXIS_LONGITUDE : AXIS_LATITUDE, &found))
		return;
	if (side != 0) {
		ret->value = on_side(found.text, side);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(words[longitude]); i++)
		ret->options[ret->n_options++] = (struct typed_option){
			.value = on_side(found.text, i == 0 ? 1 : -1),
			.note = mem_strdup(words[longitude][i]),
		};
}

/* --- what is made of what is written --------------------------------------- */

/* Whether a value was made of what was written before, and is to be made anew
 * (invariant 3). */
static bool typed_may_follow(const struct record *record,
			     const struct term *term, const char *text,
			     const char *value)
{
	const struct field *now = record_find(record, term->name);

	if (now == NULL)
		return true;
	if (now->source == SOURCE_HUMAN || now->source == SOURCE_EMPTY ||
	    strcmp(now->value, value) == 0)
		return false;
	return text_blank(now->value) ||
	       written_denies(term, text, now->value, clock_year()) ||
	       (term->kind == TERM_DATE &&
		strncmp(value, now->value, strlen(now->value)) == 0);
}

static void typed_follow(const struct record *record, const struct term *term,
			 const char *text, const char *value, struct typed *ret)
{
	if (typed_may_follow(record, term, text, value))
		typed_add(ret, term, value);
}

/* Of what is typed as it is written. */
static void typed_make_anew(const struct terms *terms,
			    const struct record *record,
			    const struct term *written, const char *text,
			    struct typed_known known, struct typed *ret)
{
	const struct term *term = term_interpreted(terms, written);
	struct verdicts verdicts = {0};
	struct record as;
	struct typed meant;

	if (term == NULL ||
	    (term->kind != TERM_DATE && term->kind != TERM_COORDINATE))
		return;
	if (term->kind == TERM_DATE)
		record_copy(record, &as);
	else
		record_init(&as); /* a pair of coordinates fills both */
	record_set(&as, term->name, text, 1, SOURCE_HUMAN);
	record_validate_term(terms, &as, term->name, &verdicts);
	typed_read(terms, &as, term->name, &verdicts, known, &meant);
	if (meant.value != NULL)
		typed_follow(record, term, text, meant.value, ret);
	for (size_t i = 0; meant.value != NULL && i < meant.n_also; i++)
		if (strcmp(meant.also[i].term, written->name) != 0)
			typed_follow(record,
				     terms_find(terms, meant.also[i].term),
				     text, meant.also[i].value, ret);
	typed_done(&meant);
	verdicts_done(&verdicts);
	record_done(&as);
}

/* --- the whole ------------------------------------------------------------ */

/* What the check proposes for a value that is only written otherwise. A place
 * stays as it was typed: its usual name is offered while one types. */
static const char *written_as(const struct verdicts *verdicts, const char *term)
{
	static const char *const codes[] = {"not-a-number", "flag-word",
					    "vocabulary"};

	for (size_t i = 0; i < verdicts->n; i++) {
		const struct verdict *verdict = &verdicts->items[i];

		if (verdict->proposal != NULL &&
		    strcmp(verdict->term, term) == 0 &&
		    text_among(verdict->code, codes, ARRAY_LEN(codes)))
			return verdict->proposal;
	}
	return NULL;
}

void typed_read(const struct terms *terms, const struct record *record,
		const char *term, const struct verdicts *verdicts,
		struct typed_known known, struct typed *ret)
{
	const struct term *of = terms_find(terms, term);
	char *text CLEANUP(mem_free_str) =
		text_squeezed(record_value(record, term));

	*ret = (struct typed){0};
	if (of == NULL || text[0] == '\0')
		return;
	if (of->kind == TERM_DATE)
		typed_read_date(terms, record, of, text, clock_year(), known,
				ret);
	else
		ret->value = mem_strdup(written_as(verdicts, term));
	if (of->role == ROLE_LATITUDE || of->role == ROLE_LONGITUDE)
		typed_read_pair(terms, record, of, text, ret);
	if (of->role == ROLE_LATITUDE || of->role == ROLE_LONGITUDE)
		typed_read_side(of, text, known.side, ret);
	if (ret->value != NULL || ret->n_options > 0)
		typed_keep(terms, record, of, text, ret);
	if (term_has_lines(of))
		typed_make_anew(terms, record, of, text, known, ret);
}
