/*
 * detail.c: what is said of the selected field. See detail.h.
 *
 * 1. In the order of what a curator needs first: what could not be saved, why
 *    the field is doubtful, the whole value, candidates, where the value came
 *    from; what the term means only where nothing else is to be said.
 * 2. There are never more lines than the area has, and half of them are kept
 *    for candidates, but for what the whole value takes of that: nobody finds
 *    right what they see a part of. A candidate is there whole or not at all,
 *    but for the first, which may be cut.
 */
#include "config.h"

#include "ui/state/detail.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/identification.h"
#include "ui/state/pendings.h"
#include "ui/state/state.h"

void detail_done(struct detail *detail)
{
	for (size_t i = 0; i < detail->n; i++) {
		free(detail->lines[i].text);
		free(detail->lines[i].note);
	}
	free(detail->lines);
	*detail = (struct detail){0};
}

/* ---- lines --------------------------------------------------------------- */

static int detail_room(const struct detail *detail)
{
	return detail->area.h - (int)detail->n;
}

static void detail_push(struct detail *detail, struct detail_line line)
{
	ARRAY_GROW(detail->lines, detail->n, detail->cap);
	detail->lines[detail->n++] = line;
}

/* A text over as many lines as it takes, at most `most`; `like` says how they
 * look, and its mark, digit and note stand on the first. What does not fit is
 * left to the drawing of the last one, which ends in an ellipsis. */
static void detail_wrap(struct detail *detail, struct detail_line like,
			const char *text, int most)
{
	char *clean CLEANUP(mem_free_str) = text_cleaned(text);
	const char *at = clean;
	int columns = detail->area.w - like.indent;

	if (most > detail_room(detail))
		most = detail_room(detail);
	for (int i = 0; i < most && *at != '\0'; i++) {
		size_t skip, len = surface_break_text(at, columns, &skip);
		bool last = i + 1 == most;

		like.text = last ? mem_strdup(at) : mem_strndup(at, len);
		detail_push(detail, like);
		at += skip;
		like.note = NULL;
		like.digit = 0;
		like.marked = false;
	}
	if (columns <= 0 || most <= 0)
		free(like.note);
}

static void detail_say(struct detail *detail, enum style style,
		       const char *text)
{
	detail_wrap(detail, (struct detail_line){.style = style}, text,
		    detail->area.h);
}

/* ---- what could not be saved --------------------------------------------- */

/* Where a value is told from, so that `columns` of them show where it differs
 * from the other: its start, or the word in which they part. */
static const char *value_from(const char *value, const char *other, int columns)
{
	size_t same = 0, from = 0;

	while (value[same] != '\0' && value[same] == other[same])
		same++;
	for (size_t at = 0; at < same && value[at] != '\0';
	     at = text_next(value, at))
		if (value[at] == ' ')
			from = at;
	return text_width(value) <= columns || from * 2 < (size_t)columns
		       ? value
		       : value + from;
}

static void detail_side(struct detail *detail, const char *whose,
			const char *value, const char *other, int lines)
{
	int columns = (detail->area.w - 2) * lines - 16;
	const char *from = value_from(value, other, columns);
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_printf(&text, "%s: %s%s", whose, from > value ? "..." : "",
		     text_blank(value) ? "(nothing)" : from);
	detail_wrap(detail,
		    (struct detail_line){.style = STYLE_STRONG, .indent = 2},
		    text.data, lines);
}

/* As it is shown, on one line; owned. */
static char *side_words(const char *term, const char *value)
{
	char *words CLEANUP(mem_free_str) = identifications_shown(term, value);

	return text_cleaned(words);
}

/* "Enter  yours": below each other. */
static char *side_key(const struct app *app, const char *key, const char *whose)
{
	char *name CLEANUP(mem_free_str) = app_words(app, key);

	return mem_printf("%-5s  %s", name, whose);
}

/* Both values, and a key for each. */
static void detail_conflict(const struct app *app,
			    const struct pending_act *pending,
			    struct detail *detail)
{
	const struct field *field = app_field(app, pending->term);
	const char *by = field != NULL ? field->by : NULL;
	char *mine CLEANUP(mem_free_str) =
		side_words(pending->term, pending->value);
	char *theirs CLEANUP(mem_free_str) =
		side_words(pending->term, field != NULL ? field->value : NULL);
	char *ours CLEANUP(mem_free_str) = side_key(app, "{accept}", "yours");
	char *whose CLEANUP(mem_free_str) =
		side_key(app, "{close}", by != NULL ? by : "theirs");
	int lines;

	detail_wrap(detail, (struct detail_line){.style = STYLE_ERROR},
		    "Not saved: it was changed meanwhile. Which stays?", 2);
	lines = detail_room(detail) / 2;
	if (lines > 3)
		lines = 3;
	detail_side(detail, ours, mine, theirs, lines);
	detail_side(detail, whose, theirs, mine, lines);
}

/* Keys first: what is said of it may be longer than the room. */
static void detail_pending(const struct app *app,
			   const struct pending_act *pending,
			   struct detail *detail)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *words CLEANUP(mem_free_str) = NULL;

	if (pending_conflicts(app, pending)) {
		detail_conflict(app, pending, detail);
		return;
	}
	if (app_is_signed(app))
		bytes_printf(
			&text,
			"Not saved: it is signed by now.{ {reopen} opens it "
			"again.}{ {close} drops yours.}");
	else
		bytes_printf(
			&text,
			"Not saved%s{, {edit} edits}{, {close} drops it}: %s",
			pending->stale	 ? "{; {accept} saves it all the same}"
			: pending->waits ? "; it is tried again by itself"
					 : "{; {accept} tries again}",
			pending->error);
	words = app_words(app, text.data);
	detail_wrap(detail, (struct detail_line){.style = STYLE_ERROR}, words,
		    4);
}

/* ---- why it is doubtful -------------------------------------------------- */

/* By the bit of a sign (doubtful.h). */
static const struct {
	enum glyph glyph;
	enum style style;
} sign_looks[DOUBT_SIGNS] = {
	{GLYPH_WRONG, STYLE_ERROR},    {GLYPH_DOUBTFUL, STYLE_WARNING},
	{GLYPH_WRONG, STYLE_ERROR},    {GLYPH_DIFFERS, STYLE_NORMAL},
	{GLYPH_NOWHERE, STYLE_NORMAL}, {GLYPH_NOTHING, STYLE_NORMAL},
	{GLYPH_UNSURE, STYLE_NORMAL},  {GLYPH_DIFFERS, STYLE_NORMAL},
	{GLYPH_NOTHING, STYLE_NORMAL}, {GLYPH_DIFFERS, STYLE_NORMAL},
	{GLYPH_DIFFERS, STYLE_NORMAL},
};

static void detail_reason(struct detail *detail, enum glyph glyph,
			  enum style style, const char *text)
{
	detail_wrap(detail,
		    (struct detail_line){
			    .style = style,
			    .indent = 2,
			    .mark = glyph,
			    .marked = true,
		    },
		    text, detail->area.h);
}

/* What the check says, whoever the value is of; a note as well. */
static void detail_verdicts(const struct app *app, const char *term,
			    struct detail *detail)
{
	const struct verdicts *verdicts = &app->here.specimen.verdicts;
	static const struct {
		enum glyph glyph;
		enum style style;
	} looks[] = {
		[SEVERITY_NOTE] = {GLYPH_NOTE, STYLE_NORMAL},
		[SEVERITY_WARNING] = {GLYPH_DOUBTFUL, STYLE_WARNING},
		[SEVERITY_ERROR] = {GLYPH_WRONG, STYLE_ERROR},
	};

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE;
	     severity--)
		for (size_t i = 0; i < verdicts->n; i++) {
			const struct verdict *v = &verdicts->items[i];

			if ((int)v->severity == severity &&
			    strcmp(v->term, term) == 0)
				detail_reason(detail, looks[severity].glyph,
					      looks[severity].style,
					      v->message);
		}
}

static void detail_doubts(const struct app *app, const char *term,
			  struct detail *detail)
{
	unsigned doubts = app_doubts(app, term);

	if (app->here.specimen.error != NULL && app_field(app, term) == NULL)
		detail_reason(detail, GLYPH_WRONG, STYLE_ERROR,
			      app->here.specimen.error);
	else
		detail_verdicts(app, term, detail);
	for (size_t i = 0; i < DOUBT_SIGNS; i++) {
		struct bytes text CLEANUP(bytes_done) = {0};
		unsigned sign = 1u << i;

		if ((doubts & sign) == 0 ||
		    (sign & (DOUBT_ERROR | DOUBT_WARNING | DOUBT_UNSAVED)) != 0)
			continue;
		app_doubt_words(app, term, (enum doubt_sign)sign, &text);
		if (text.len > 0) {
			text.data[text.len - 1] = '\0';
			detail_reason(detail, sign_looks[i].glyph,
				      sign_looks[i].style, text.data);
		}
	}
}

/* ---- the value ----------------------------------------------------------- */

/* All of it, where its row cuts it. Of the lines that are kept below it takes
 * what it needs, but for the `least` last; how many are still kept. */
static int detail_value(const struct app *app, const char *term, int kept,
			int least, struct detail *detail)
{
	char *words CLEANUP(mem_free_str) = app_value_words(app, term);
	char *value CLEANUP(mem_free_str) = text_cleaned(words);
	int room = detail_room(detail), most = room + kept - least, more;
	struct layout_columns columns;

	layout_columns(&app->layout, app->caps.letters, &columns);
	if (app->edit.active || text_width(value) <= columns.value_w)
		return kept;
	more = surface_wrap_lines(value, detail->area.w, most) - room;
	if (more > 0)
		detail->area.h += more;
	detail_say(detail, STYLE_STRONG, value);
	return more > 0 ? kept - more : kept;
}

/* The other of a value and how it is written. */
static void detail_pair(const struct app *app, const char *term,
			struct detail *detail)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (app_pair_words(app, term, &text))
		detail_wrap(detail, (struct detail_line){.style = STYLE_DIM},
			    text.data, 2);
}

/* Where the value came from. */
static void detail_origin(const struct app *app, const char *term,
			  struct detail *detail)
{
	const struct field *field = app_field(app, term);
	struct bytes text CLEANUP(bytes_done) = {0};

	if (field == NULL || app_pending(app, term) != NULL)
		return;
	if (field->support == SUPPORT_INFERRED)
		detail_say(detail, STYLE_DIM,
			   "inferred from what stands on the sheet");
	if (field->was == NULL)
		return;
	bytes_printf(&text, "was: %s",
		     text_blank(field->was) ? "(nothing)" : field->was);
	detail_say(detail, STYLE_DIM, text.data);
}

/* ---- candidates ---------------------------------------------------------- */

#define NOTE_LEAST 14 /* columns in which a note says anything */

/* Who says so: readings say it in their note. Owned. */
static char *offer_note(const struct suggestion *s)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_append_str(&text, s->note);
	for (int i = 0; i < SUGGESTION_SOURCES; i++) {
		bool noted = i == SUGGESTION_READING && s->note[0] != '\0';

		if ((s->sources & 1u << i) == 0 || noted)
			continue;
		bytes_printf(&text, "%s%s", text.len > 0 ? ", " : "",
			     suggestion_source_word((enum suggestion_source)i));
	}
	return text_cleaned(text.len > 0 ? text.data : "");
}

/* The note behind the candidate's last line, or below it. */
static void offer_add_note(struct detail *detail, char *note, int indent)
{
	struct detail_line *last = &detail->lines[detail->n - 1];
	int free_columns = detail->area.w - indent - 2 - text_width(last->text);

	if (free_columns < NOTE_LEAST && free_columns < text_width(note) &&
	    detail_room(detail) > 0) {
		detail_push(detail, (struct detail_line){
					    .style = STYLE_DIM,
					    .text = mem_strdup(""),
				    });
		last = &detail->lines[detail->n - 1];
	}
	last->note = note;
}

/* Whether there is room for it whole, or it is the first. */
static bool detail_offer(const struct app *app, const struct suggestion *s,
			 bool marks, struct detail *detail)
{
	int indent = marks ? 4 : 2;
	int lines = surface_wrap_lines(s->value, detail->area.w - indent,
				       detail_room(detail) + 1);
	bool stands = strcmp(s->value, app_value(app, app->grid.term)) == 0;

	if (detail_room(detail) == 0 ||
	    (lines > detail_room(detail) && detail->offers > 0))
		return false;
	detail_wrap(detail,
		    (struct detail_line){
			    .style = stands ? STYLE_DIM : STYLE_NORMAL,
			    .indent = indent,
			    .digit = (char)('1' + detail->offers),
			    .mark = GLYPH_DIFFERS,
			    .marked = s->differs,
		    },
		    s->value, lines);
	offer_add_note(detail, offer_note(s), indent);
	detail->offers++;
	return true;
}

static void detail_offers(const struct app *app, const char *term,
			  struct detail *detail)
{
	const struct suggestions *list = helps_of_term(app, term);
	bool marks = false;

	for (size_t i = 0; list != NULL && i < list->n; i++)
		marks = marks || list->items[i].differs;
	for (size_t i = 0; list != NULL && i < list->n && i < DETAIL_OFFERS;
	     i++)
		if (!detail_offer(app, &list->items[i], marks, detail))
			break;
}

/* ---- the record that is like this one ------------------------------------ */

/* Behind the value where there is room for all of it, else below. */
static void ditto_add_note(struct detail *detail, char *note)
{
	struct detail_line *last = &detail->lines[detail->n - 1];
	int columns = detail->area.w - 2;

	if (text_width(last->text) + 2 + text_width(note) > columns &&
	    detail_room(detail) > 0) {
		detail_push(detail, (struct detail_line){
					    .style = STYLE_DIM,
					    .indent = 2,
					    .text = note,
				    });
		return;
	}
	last->note = note;
}

/* What a key takes from it, and which it is: named before it is used. */
static void detail_ditto(const struct app *app, const char *term,
			 struct detail *detail)
{
	const struct alike *record = helps_ditto(app);
	char *key CLEANUP(mem_free_str) = app_words(app, "{ditto}");
	char *name CLEANUP(mem_free_str) = NULL;
	char *text CLEANUP(mem_free_str) = NULL;
	const char *value;
	bool differs, sign = text_width(key) == 1;
	char *note;

	if (record == NULL || app_is_signed(app) || detail_room(detail) == 0)
		return;
	name = helps_alike_name(app, record);
	value = helps_ditto_value(app, term);
	differs =
		!text_blank(value) && strcmp(value, app_value(app, term)) != 0;
	/* The mark alone might be taken for a part of the value. */
	text = mem_printf("%s%sditto: %s", sign ? "" : key,
			  sign || key[0] == '\0' ? "" : " ",
			  differs	      ? value
			  : text_blank(value) ? helps_ditto_lack(app, term)
					      : "the same");
	note = mem_printf("%s: %s",
			  record == helps_duplicate(app) ? "duplicate"
							 : record->why,
			  name);
	detail_wrap(detail,
		    (struct detail_line){
			    .style = differs ? STYLE_NORMAL : STYLE_DIM,
			    .indent = 2,
			    .digit = sign ? key[0] : 0,
		    },
		    text, 1);
	ditto_add_note(detail, text_cleaned(note));
	free(note);
}

/* Lines that are kept for them. */
static int detail_kept(const struct app *app, const char *term, int height)
{
	const struct suggestions *list = helps_of_term(app, term);
	size_t n = list != NULL ? list->n : 0;

	return n < (size_t)height / 2 ? (int)n : height / 2;
}

/* ---- all of it ----------------------------------------------------------- */

/* A line to breathe, where there are enough of them; the last one tells of a
 * record that is not read. */
static void detail_place(const struct app *app, struct rect *area)
{
	if (area->h > 6) {
		area->y++;
		area->h--;
	}
	if (app_is_unread(app))
		area->h--;
}

void detail_make(const struct app *app, struct detail *ret)
{
	const struct rect area = app->layout.detail;
	const char *term = app->grid.term;
	const struct pending_act *pending = app_pending(app, term);
	const struct term *known;
	bool conflict;
	int kept, ditto;

	*ret = (struct detail){
		.area = {area.x + 1, area.y, area.w - 2, area.h}};
	if (!app->here.have || term == NULL || ret->area.w <= 0)
		return;
	detail_place(app, &ret->area);
	conflict = pending != NULL && pending_conflicts(app, pending);
	kept = conflict ? 0 : detail_kept(app, term, ret->area.h);
	ditto = !conflict && ret->area.h > 2 && helps_ditto(app) != NULL &&
		!app_is_signed(app);
	kept += ditto;
	ret->area.h -= kept;
	if (pending != NULL && pending->failed)
		detail_pending(app, pending, ret);
	else if (pending == NULL)
		detail_doubts(app, term, ret);
	if (!conflict)
		kept = detail_value(app, term, kept, ditto + (kept > ditto),
				    ret);
	detail_pair(app, term, ret);
	ret->area.h += kept - ditto;
	detail_offers(app, term, ret);
	ret->area.h += ditto;
	detail_ditto(app, term, ret);
	detail_origin(app, term, ret);
	known = terms_find(app->terms, term);
	if (ret->n == 0)
		detail_say(ret, STYLE_DIM,
			   known != NULL ? known->help
					 : "not a Darwin Core term; kept as it "
					   "came");
}
