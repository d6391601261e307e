/*
 * doubtful.c: which fields want a look. See doubtful.h.
 *
 * 1. A person's word ends all doubt, from the key on: an act that is on its way
 *    counts as if it were in the record.
 * 2. What is written as it is printed (`check none` in terms.tsv) has no right
 *    value to differ from, and what stands on no sheet (no `said`) cannot be
 *    held against it: of such a term the reader's sureness and the words of
 *    other readings say nothing.
 * 3. Readings are compared when a record comes, not when it is drawn.
 */
#include "config.h"

#include "ui/state/doubtful.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/words/calibration.h"
#include "run/record/alike.h"
#include "run/record/proposal.h"
#include "run/record/second.h"
#include "ui/state/state.h"

#define LETTER_OR_TWO 2
#define ALL_WRONG     99.5 /* of 100: no figure that was measured */

void doubtful_done(struct doubtful *doubtful)
{
	free(doubtful->dissents);
	*doubtful = (struct doubtful){0};
}

/* ---- readings ------------------------------------------------------------ */

/* Whether it can be told by a look at the sheet that a value is right. */
static bool term_is_compared(const struct term *term)
{
	return term_is_required(term) ||
	       (!term->unchecked && term->said != SAID_NOWHERE);
}

/* How many of these readings say something else than `value`. */
static struct dissent dissent_of(const struct app *app, const struct term *term,
				 const char *value, const size_t *readings,
				 size_t n)
{
	const struct specimen *s = &app->here.specimen;
	char *ours CLEANUP(mem_free_str) = alike_text(app->terms, term, value);
	struct dissent ret = {.term = term};

	for (size_t i = 0; i < n; i++) {
		const char *theirs =
			record_value(&s->outcomes[readings[i]].dwc, term->name);
		char *alike CLEANUP(mem_free_str) = NULL;

		if (text_blank(theirs))
			continue;
		alike = alike_text(app->terms, term, theirs);
		ret.readings++;
		ret.others += alike_says(term, ours, alike) ? 0 : 1;
	}
	return ret;
}

void doubtful_learn(struct app *app)
{
	const struct record *record = &app->here.specimen.record;
	struct doubtful *doubtful = &app->doubtful;
	size_t n, *readings = proposal_candidates(&app->here.specimen, &n);
	size_t first = n > DISSENT_READINGS ? n - DISSENT_READINGS : 0;

	doubtful->n = 0;
	for (size_t i = 0; i < record->n && n > 1; i++) {
		const struct field *field = &record->fields[i];
		const struct term *term = terms_find(app->terms, field->term);
		struct dissent dissent;

		if (term == NULL || !term_is_compared(term) ||
		    text_blank(field->value))
			continue;
		dissent = dissent_of(app, term, field->value, readings + first,
				     n - first);
		if (dissent.others == 0)
			continue;
		ARRAY_GROW(doubtful->dissents, doubtful->n, doubtful->cap);
		doubtful->dissents[doubtful->n++] = dissent;
	}
	free(readings);
}

static const struct dissent *dissent_find(const struct app *app,
					  const struct term *term)
{
	const struct doubtful *doubtful = &app->doubtful;

	for (size_t i = 0; term != NULL && i < doubtful->n; i++)
		if (doubtful->dissents[i].term == term)
			return &doubtful->dissents[i];
	return NULL;
}

/* ---- signs --------------------------------------------------------------- */

static bool field_is_a_persons(const struct field *field)
{
	return field != NULL &&
	       (field->source == SOURCE_HUMAN || field->source == SOURCE_EMPTY);
}

/* How sure its reader is of a value. That nothing is known of a reader is not
 * held against each of their values; what they were not sure of themselves is. */
static double field_sureness(const struct field *field)
{
	return field_reader_is_unknown(field) ? field->said : field->confidence;
}

/* Whether a name has a number, with zeros before it or none: a part of a longer
 * number is another one. */
static bool name_has_number(const char *name, const char *number)
{
	const char *at = name;

	while ((at = strstr(at, number)) != NULL) {
		const char *end = at + strlen(number), *from = at;

		while (from > name && from[-1] == '0')
			from--;
		if ((from == name || !ascii_digit(from[-1]) ||
		     !ascii_digit(*number)) &&
		    !(ascii_digit(end[-1]) && ascii_digit(*end)))
			return true;
		at++;
	}
	return false;
}

/* Whether the picture is named by it: houses call pictures as they number
 * sheets. */
static bool image_says(const struct app *app, const struct field *field)
{
	const struct term *term = terms_find(app->terms, field->term);
	size_t figures = 0;

	for (const char *at = field->value; *at != '\0'; at++)
		figures += ascii_digit(*at);
	return term != NULL && term->role == ROLE_CATALOGUE &&
	       figures >= DOUBT_FIGURES &&
	       name_has_number(file_base(app->here.specimen.image),
			       field->value);
}

/* Whether more than its reader speaks for it: people signed it for other records
 * of the run, to the letter or once, but for punctuation; a list has the name,
 * author and all; or the picture is named so. */
static bool field_is_borne_out(const struct app *app, const struct field *field)
{
	double sureness = field_sureness(field);

	return sureness >= DOUBT_KNOWN_SURE &&
	       (helps_stands(app, field->term) >= DOUBT_KNOWN ||
		(sureness >= DOUBT_ONCE_SURE &&
		 helps_said(app, field->term, SUGGESTION_SIGNED)) ||
		helps_said(app, field->term, SUGGESTION_TAXA) ||
		image_says(app, field));
}

/* A note is not, nor is how sure its reader was: of all that a label says, and of
 * what more than its reader speaks for. */
bool app_verdict_counts(const struct app *app, const struct verdict *verdict)
{
	const struct field *field;
	const struct term *term;

	if (verdict == NULL || verdict->severity == SEVERITY_NOTE)
		return false;
	if (strcmp(verdict->code, "low-confidence") != 0)
		return true;
	term = terms_find(app->terms, verdict->term);
	field = app_field(app, verdict->term);
	return (term == NULL || !term->unchecked || term->said != SAID_ANY) &&
	       (field == NULL || !field_is_borne_out(app, field));
}

static unsigned verdict_doubts(const struct app *app,
			       const struct verdict *worst)
{
	if (!app_verdict_counts(app, worst))
		return 0;
	return worst->severity == SEVERITY_ERROR ? DOUBT_ERROR : DOUBT_WARNING;
}

static bool field_is_unsure(const struct app *app, const struct field *field)
{
	return field_sureness(field) < DOUBT_SURE &&
	       !field_is_borne_out(app, field);
}

/* Whether it is a slip of what is signed elsewhere. */
static bool field_is_misread(const struct app *app, const struct field *field)
{
	const struct suggestions *list = helps_of_term(app, field->term);

	for (size_t i = 0; list != NULL && i < list->n; i++)
		if (list->items[i].misread)
			return true;
	return false;
}

/* What a list or a signed record has in the same letters; NULL: nothing. */
static const struct suggestion *field_respelled(const struct app *app,
						const char *term)
{
	const struct suggestions *list = helps_of_term(app, term);

	for (size_t i = 0; list != NULL && i < list->n; i++)
		if (list->items[i].respelled)
			return &list->items[i];
	return NULL;
}

/* What a value is doubted for beside what the check says. */
static unsigned value_doubts(const struct app *app, const struct term *term,
			     const struct field *field)
{
	unsigned ret = 0;

	if (field->support == SUPPORT_NOWHERE ||
	    field->support == SUPPORT_ILLEGIBLE)
		ret |= DOUBT_UNSAID;
	if (term == NULL || !term_is_compared(term))
		return ret;
	if (dissent_find(app, term) != NULL)
		ret |= DOUBT_DIFFERS;
	if (field_is_misread(app, field))
		ret |= DOUBT_MISREAD;
	if (field_respelled(app, field->term) != NULL)
		ret |= DOUBT_SPELLED;
	if (field_is_unsure(app, field))
		ret |= DOUBT_UNSURE;
	return ret;
}

/* Two persons say what it is, and not the same. */
static bool term_is_disputed(const struct app *app, const char *term)
{
	struct second_value value;
	const char *by;

	return second_disputes(&app->here.specimen, term, &value, &by);
}

/* What an empty field is doubted for. */
static unsigned empty_doubts(const struct app *app, const struct term *term)
{
	const struct suggestions *list;

	if (term == NULL)
		return 0;
	if (term_is_telling(term))
		return DOUBT_EMPTY;
	if (term->role == ROLE_GATHERING)
		return DOUBT_MISSED;
	if (!term_is_compared(term))
		return 0;
	list = helps_of_term(app, term->name);
	for (size_t i = 0; list != NULL && i < list->n; i++)
		if ((list->items[i].sources & 1u << SUGGESTION_LABEL) != 0 &&
		    list->items[i].score >= DOUBT_OFFER)
			return DOUBT_MISSED;
	return 0;
}

unsigned app_doubts(const struct app *app, const char *term)
{
	const struct term *known;
	const struct pending_act *pending = app_pending(app, term);
	const struct field *field = app_field(app, term);
	unsigned ret;

	if (!app->here.have || term == NULL || app_is_signed(app))
		return 0;
	if (pending != NULL)
		return pending->failed ? DOUBT_UNSAVED : 0;
	if (term_is_disputed(app, term))
		return DOUBT_SECOND;
	/* It was signed, and what the two differ on is what is left. */
	if (second_is_open(&app->here.specimen))
		return 0;
	if (field_is_a_persons(field))
		return 0;
	known = terms_find(app->terms, term);
	ret = verdict_doubts(
		app, verdicts_worst(&app->here.specimen.verdicts, term));
	if (field != NULL && !text_blank(field->value))
		return ret | value_doubts(app, known, field);
	return ret | empty_doubts(app, known);
}

/* ---- in words ------------------------------------------------------------ */

/* The check's sentences of one severity. */
static void say_verdicts(const struct app *app, const char *term,
			 enum severity severity, struct bytes *ret)
{
	const struct verdicts *verdicts = &app->here.specimen.verdicts;

	for (size_t i = 0; i < verdicts->n; i++)
		if (verdicts->items[i].severity == severity &&
		    strcmp(verdicts->items[i].term, term) == 0)
			bytes_printf(ret, "%s\n", verdicts->items[i].message);
}

static void say_errors(const struct app *app, const char *term,
		       struct bytes *ret)
{
	say_verdicts(app, term, SEVERITY_ERROR, ret);
	say_verdicts(app, term, SEVERITY_WARNING, ret);
}

static void say_warnings(const struct app *app, const char *term,
			 struct bytes *ret)
{
	say_verdicts(app, term, SEVERITY_WARNING, ret);
}

static void say_unsaved(const struct app *app, const char *term,
			struct bytes *ret)
{
	bytes_append_str(ret, "What was done here is not saved.\n");
}

static void say_dissent(const struct app *app, const char *term,
			struct bytes *ret)
{
	const struct dissent *dissent =
		dissent_find(app, terms_find(app->terms, term));

	bytes_printf(ret, "Readings disagree: %zu of %zu %s something else.\n",
		     dissent->others, dissent->readings,
		     dissent->others == 1 ? "says" : "say");
}

static void say_unsaid(const struct app *app, const char *term,
		       struct bytes *ret)
{
	bool nowhere = app_field(app, term)->support == SUPPORT_NOWHERE;

	bytes_append_str(ret, nowhere ? "Not on the sheet: nothing legible "
					"says it.\n"
				      : "Cannot tell: the sheet can hardly be "
					"read there.\n");
}

/* The check may have said so in its own words. */
static void say_empty(const struct app *app, const char *term,
		      struct bytes *ret)
{
	if (verdicts_worst(&app->here.specimen.verdicts, term) == NULL)
		bytes_append_str(ret, "It is empty, and would tell of the "
				      "record.\n");
}

/* The check may have said so in its own words. */
static void say_missed(const struct app *app, const char *term,
		       struct bytes *ret)
{
	if (verdicts_worst(&app->here.specimen.verdicts, term) == NULL)
		bytes_append_str(ret, "It is empty, and the label may say "
				      "it.\n");
}

/* Whether how often such values are right was measured. What is worth no more
 * than CALIBRATION_UNKNOWN, and as much as its reader says, may as well be an
 * unknown reader's. */
static bool field_is_measured(const struct field *field)
{
	return field->said < 0 || field->confidence > CALIBRATION_UNKNOWN ||
	       field->confidence < field->said;
}

static void say_sureness(const struct field *field, struct bytes *ret)
{
	double sureness = field_sureness(field);
	double wrong = 100 * (1 - sureness);

	if (sureness != field->confidence || !field_is_measured(field))
		bytes_printf(ret, "Not sure: its reader says %.0f %%.\n",
			     100 * sureness);
	else if (wrong >= ALL_WRONG)
		bytes_append_str(ret, "Not sure: hardly any such value is "
				      "right.\n");
	else
		bytes_printf(ret,
			     "Not sure: %.0f in 100 such values are wrong.\n",
			     wrong);
}

static void say_unsure(const struct app *app, const char *term,
		       struct bytes *ret)
{
	const struct verdict *worst =
		verdicts_worst(&app->here.specimen.verdicts, term);
	const struct field *field = app_field(app, term);

	if (worst != NULL && strcmp(worst->code, "low-confidence") == 0)
		return;
	if (field_sureness(field) < 0)
		bytes_append_str(ret, "How sure its reader was is not "
				      "known.\n");
	else
		say_sureness(field, ret);
}

static void say_second(const struct app *app, const char *term,
		       struct bytes *ret)
{
	struct second_value value;
	const char *by;

	if (!second_disputes(&app->here.specimen, term, &value, &by))
		return;
	bytes_printf(ret, "%s, who read it a second time, ", by);
	if (text_blank(value.second))
		bytes_append_str(ret, "found it empty.\n");
	else
		bytes_printf(ret, "read \"%s\".\n", value.second);
}

/* Whether so few letters, accents and stops are other ones. */
static bool is_letter_or_two(const char *value, const char *other)
{
	char *ours CLEANUP(mem_free_str) = text_folded(value);
	char *theirs CLEANUP(mem_free_str) = text_folded(other);

	return text_distance(ours, theirs, LETTER_OR_TWO) <= LETTER_OR_TWO;
}

static void say_misread(const struct app *app, const char *term,
			struct bytes *ret)
{
	const struct suggestions *list = helps_of_term(app, term);

	for (size_t i = 0; list != NULL && i < list->n; i++) {
		if (!list->items[i].misread)
			continue;
		bytes_printf(ret, "Signed records have \"%s\"%s.\n",
			     list->items[i].value,
			     is_letter_or_two(app_field(app, term)->value,
					      list->items[i].value)
				     ? ", a letter or two from it"
				     : "");
		return;
	}
}

static void say_spelled(const struct app *app, const char *term,
			struct bytes *ret)
{
	const struct suggestion *s = field_respelled(app, term);

	if (s == NULL)
		return;
	if ((s->sources & 1u << SUGGESTION_SIGNED) != 0)
		bytes_append_str(ret, "Signed records have");
	else if ((s->sources & 1u << SUGGESTION_TAXA) != 0)
		bytes_append_str(ret, "A list of names has");
	else
		bytes_append_str(ret, "With all its stops it is");
	bytes_printf(ret, " \"%s\".\n", s->value);
}

/* By the bit of the sign. */
static const struct {
	const char *word;
	void (*say)(const struct app *app, const char *term, struct bytes *ret);
} signs[DOUBT_SIGNS] = {
	{"wrong", say_errors},
	{"the check warns", say_warnings},
	{"not saved", say_unsaved},
	{"readings differ", say_dissent},
	{"not on the sheet", say_unsaid},
	{"empty", say_empty},
	{"not sure", say_unsure},
	{"two readers differ", say_second},
	{"the label may say it", say_missed},
	{"signed otherwise", say_misread},
	{"spelled otherwise", say_spelled},
};

const char *app_doubt_word(const struct app *app, const char *term,
			   unsigned doubts)
{
	const struct field *field = app_field(app, term);

	for (size_t i = 0; i < DOUBT_SIGNS; i++) {
		if ((doubts & 1u << i) == 0)
			continue;
		return 1u << i == DOUBT_UNSAID && field != NULL &&
				       field->support == SUPPORT_ILLEGIBLE
			       ? "cannot be read there"
			       : signs[i].word;
	}
	return "";
}

void app_doubt_words(const struct app *app, const char *term,
		     enum doubt_sign sign, struct bytes *ret)
{
	for (size_t i = 0; i < DOUBT_SIGNS; i++)
		if (sign == 1u << i)
			signs[i].say(app, term, ret);
}

bool app_doubtful(const struct app *app, const char *term, struct bytes *ret)
{
	unsigned doubts = app_doubts(app, term);

	for (size_t i = 0; ret != NULL && i < DOUBT_SIGNS; i++)
		if ((doubts & 1u << i) != 0)
			signs[i].say(app, term, ret);
	return doubts != 0;
}

/* ---- all of them --------------------------------------------------------- */

static void doubtful_count(const struct app *app, const char *term,
			   const char **ret, size_t most, size_t *n)
{
	if (app_doubts(app, term) == 0)
		return;
	if (*n < most)
		ret[*n] = term;
	(*n)++;
}

size_t app_doubtful_terms(const struct app *app, const char **ret, size_t most)
{
	const struct record *record = &app->here.specimen.record;
	size_t terms = terms_count(app->terms), n = 0;

	/* As the grid has them: the required terms first. */
	for (int required = 1; required >= 0; required--)
		for (size_t i = 0; i < terms; i++) {
			const struct term *term = terms_at(app->terms, i);

			if (term_is_required(term) == (required == 1))
				doubtful_count(app, term->name, ret, most, &n);
		}
	for (size_t i = 0; i < record->n; i++)
		if (terms_find(app->terms, record->fields[i].term) == NULL)
			doubtful_count(app, record->fields[i].term, ret, most,
				       &n);
	return n;
}
