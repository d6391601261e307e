/*
 * ditto.c: values from elsewhere. See ditto.h.
 *
 * 1. The record they are of is named below the selected field before a key
 *    takes any (ui/state/detail.c), and named again when they are taken.
 * 2. Several values are one act, and one undo.
 * 3. The gathering's day takes the place of one that is doubted. One that is
 *    not says that this is another gathering: it stays, which is told, and the
 *    key takes it where it is stood on.
 */
#include "config.h"

#include "ui/ditto/ditto.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/context/gathering.h"
#include "ui/state/painted.h"
#include "ui/state/pendings.h"

const struct alike *ditto_record(const struct app *app)
{
	return helps_ditto(app);
}

/* "locality as in sheet.jpg, same collector, same day" */
static void ditto_say(struct app *app, const char *what,
		      const struct alike *record)
{
	char *name CLEANUP(mem_free_str) = helps_alike_name(app, record);

	app_say(app, "%s as in %s, %s", what, name, record->why);
}

static bool ditto_lacks(struct app *app, const struct alike *record)
{
	if (record != NULL)
		return false;
	app_say(app,
		helps_known(app)
			? "nothing that you signed is of this collector"
			: "records like this one are still looked for: press "
			  "again");
	return true;
}

/* --- one field ------------------------------------------------------------ */

static bool ditto_field(struct app *app, const struct alike *record,
			struct effects *effects)
{
	const char *term = app->grid.term;
	const char *value = helps_ditto_value(app, term);
	bool same = strcmp(value, app_value(app, term)) == 0;

	if (text_blank(value)) {
		char *name CLEANUP(mem_free_str) =
			helps_alike_name(app, record);

		app_say(app, "%s in %s{; {ditto} again takes its gathering}",
			helps_ditto_lack(app, term), name);
		app->helps.ditto = true;
		return false;
	}
	if (!painted_allows(app))
		return false;
	pendings_submit(app,
			&(struct pending_ask){
				.op = same ? ACT_ACCEPT : ACT_SET,
				.term = term,
				.value = value,
				.via = same ? VIA_UNTOLD : VIA_DITTO,
			},
			effects);
	app->helps.ditto = true;
	ditto_say(app, term, record);
	return true;
}

/* --- the gathering -------------------------------------------------------- */

/* "1969-08-14" */
static bool value_is_day(const char *value)
{
	static const char shape[] = "0000-00-00";
	size_t i = 0;

	while (shape[i] != '\0' &&
	       (shape[i] == '0' ? isdigit((unsigned char)value[i]) != 0
				: value[i] == shape[i]))
		i++;
	return shape[i] == '\0' && value[i] == '\0';
}

/* A day that was read and is not doubted tells gatherings apart (invariant
 * 3). */
static bool day_stays(const struct app *app, const struct term *term)
{
	return term->role == ROLE_COLLECTED &&
	       value_is_day(app_value(app, term->name)) &&
	       app_doubts(app, term->name) == 0;
}

/* Whether a term is the same for all plants of one gathering trip's stop: who
 * collected, when, and where from the country to the locality. */
static bool term_is_gathered(const struct app *app, size_t i)
{
	const struct term *term = terms_at(app->terms, i);
	const struct term *country = terms_role(app->terms, ROLE_COUNTRY);
	const struct term *locality = terms_role(app->terms, ROLE_LOCALITY);

	if (term->role == ROLE_COLLECTED)
		return !day_stays(app, term);
	if (term->role == ROLE_COLLECTOR)
		return true;
	return country != NULL && locality != NULL &&
	       i >= terms_index(app->terms, country->name) &&
	       i <= terms_index(app->terms, locality->name);
}

/* Whether a person decided what stands there, or is about to. */
static bool term_is_decided(const struct app *app, const char *term)
{
	const struct field *field = app_field(app, term);

	return app_pending(app, term) != NULL ||
	       (field != NULL && (field->source == SOURCE_HUMAN ||
				  field->source == SOURCE_EMPTY));
}

/* Whether it has another day than the one that stays. */
static bool day_differs(const struct app *app, const struct alike *record)
{
	const struct term *term = terms_role(app->terms, ROLE_COLLECTED);
	const char *theirs =
		term != NULL ? record_value(&record->record, term->name) : "";

	return !text_blank(theirs) && record != helps_duplicate(app) &&
	       strcmp(theirs, app_value(app, term->name)) != 0 &&
	       day_stays(app, term);
}

/* What differs; returns how many. */
static size_t ditto_values(const struct app *app, const struct alike *record,
			   struct pending_more ret[PENDING_MORE])
{
	bool duplicate = record == helps_duplicate(app);
	size_t n = 0;

	for (size_t i = 0; i < terms_count(app->terms) && n < PENDING_MORE;
	     i++) {
		const char *term = terms_at(app->terms, i)->name;
		const char *value = record_value(&record->record, term);
		bool wanted =
			duplicate ? gathering_shares(terms_at(app->terms, i))
				  : term_is_gathered(app, i);

		if (wanted && !text_blank(value) &&
		    !term_is_decided(app, term) &&
		    strcmp(value, app_value(app, term)) != 0)
			ret[n++] = (struct pending_more){term, value};
	}
	return n;
}

static bool ditto_gathering(struct app *app, const struct alike *record,
			    struct effects *effects)
{
	struct pending_more more[PENDING_MORE];
	size_t n = ditto_values(app, record, more);
	bool duplicate = record == helps_duplicate(app);
	char *name CLEANUP(mem_free_str) = helps_alike_name(app, record);
	bool day = day_differs(app, record);

	app->helps.ditto = false;
	if (n == 0) {
		app_say(app,
			"nothing more is to be taken: all stands as in "
			"%s%s",
			name, day ? ", but for its day" : "");
		return false;
	}
	pendings_submit(app,
			&(struct pending_ask){
				.op = ACT_SET,
				.term = more[0].term,
				.value = more[0].value,
				.via = VIA_DITTO,
				.more = more + 1,
				.n_more = n - 1,
			},
			effects);
	app_say(app, "%zu value%s of %s%s%s{; {undo} takes %s back}", n,
		n == 1 ? "" : "s", duplicate ? "the duplicate " : "", name,
		day ? ", but not its day" : "", n == 1 ? "it" : "them");
	return true;
}

bool ditto_take(struct app *app, struct effects *effects)
{
	const struct alike *record = ditto_record(app);

	if (ditto_lacks(app, record) || !painted_knows(app, record->image))
		return false;
	return app->helps.ditto ? ditto_gathering(app, record, effects)
				: ditto_field(app, record, effects);
}

/* --- the last correction -------------------------------------------------- */

bool ditto_repeat(struct app *app, struct effects *effects)
{
	const char *term = app->pendings.last_term;
	const char *value = app->pendings.last_value;

	if (term == NULL) {
		app_say(app,
			"nothing was corrected yet that could be repeated");
		return false;
	}
	if (strcmp(app_value(app, term), value) == 0) {
		app_say(app, "%s is \"%s\" already", term, value);
		return false;
	}
	if (!app_is_shown(app)) {
		app->painted.refused = true;
		app_say(app, "%s", APP_NOT_SHOWN);
		return false;
	}
	app_say(app, "%s: \"%s\" in place of \"%s\", as before", term, value,
		app_value(app, term));
	pendings_submit(app,
			&(struct pending_ask){
				.op = ACT_SET,
				.term = term,
				.value = value,
				.via = VIA_DITTO,
			},
			effects);
	return true;
}
