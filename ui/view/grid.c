/*
 * grid.c: the fields of a record: term, value, confidence, source,
 * verdict; below them what is said of the selected one.
 *
 * 1. Red and yellow stand for verdicts alone, and every mark differs in
 *    shape too; a letter stands beside it where colour or Unicode is missing.
 * 2. That the sheet does not say a value is not a fault of it: it is marked
 *    only where no verdict is, by the hollow mark and its letter.
 */
#include "config.h"

#include "ui/view/view.h"

#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/doubt/doubt.h"
#include "dwc/record/identification.h"
#include "ui/update/grid.h"
#include "ui/update/queue.h"
#include "ui/view/frame.h"

struct columns {
	int term, value, confidence, source, mark; /* x */
	int term_w, value_w, source_w, mark_w;
};

#define CONFIDENCE_W 3

static void columns_make(const struct app *app, struct rect area,
			 struct columns *ret)
{
	int mark = app->caps.letters ? 2 : 1;
	int term = area.w < 60 ? 14 : area.w < 80 ? 18 : 22;
	int source = area.w < 60 ? 6 : 11;

	ret->term = area.x + 2;
	ret->term_w = term;
	ret->value = ret->term + term + 1;
	ret->value_w = area.w - (2 + term + 1 + 1 + CONFIDENCE_W + 1 + source +
				 1 + mark);
	ret->confidence = ret->value + ret->value_w + 1;
	ret->source = ret->confidence + CONFIDENCE_W + 1;
	ret->source_w = source;
	ret->mark = ret->source + source + 1;
	ret->mark_w = mark;
}

/* ---- marks --------------------------------------------------------------- */

struct mark {
	enum glyph glyph;
	enum style style;
	const char *letter;
};

/* Nothing legible on the sheet says it. */
static bool field_is_unsaid(const struct field *field)
{
	return field->support == SUPPORT_NOWHERE ||
	       field->support == SUPPORT_ILLEGIBLE;
}

static struct mark mark_of(const struct app *app, const char *term)
{
	static const struct mark sound = {GLYPH_SOUND, STYLE_NORMAL, "S"};
	static const struct mark doubtful = {GLYPH_DOUBTFUL, STYLE_WARNING,
					     "W"};
	static const struct mark wrong = {GLYPH_WRONG, STYLE_ERROR, "E"};
	static const struct mark nowhere = {GLYPH_NOWHERE, STYLE_DIM, "N"};
	static const struct mark none = {GLYPH_NOTHING, STYLE_DIM, " "};
	const struct verdict *worst =
		verdicts_worst(&app->here.specimen.verdicts, term);
	const struct field *field = app_field(app, term);

	if (worst != NULL && worst->severity == SEVERITY_ERROR)
		return wrong;
	if (worst != NULL && worst->severity == SEVERITY_WARNING)
		return doubtful;
	if (text_blank(app_value(app, term)) &&
	    !(field != NULL && field->source == SOURCE_EMPTY))
		return none;
	if (field != NULL && field_is_unsaid(field) &&
	    field->source != SOURCE_HUMAN && app_pending(app, term) == NULL)
		return nowhere;
	return sound;
}

static void render_mark(const struct app *app, const struct columns *c, int y,
			const char *term, struct surface *surface)
{
	struct mark mark = mark_of(app, term);

	surface_put_glyph(surface, c->mark, y, mark.style, mark.glyph);
	if (c->mark_w > 1)
		surface_put(surface, c->mark + 1, y, 1, mark.style,
			    mark.letter);
}

/* ---- one row ------------------------------------------------------------- */

/* A narrow column holds "code" and "rule". */
static const char *source_word(const struct field *field)
{
	return field->source == SOURCE_BARCODE
		       ? "code"
		       : field_source_word(field->source);
}

static void render_source(const struct app *app, const struct columns *c, int y,
			  const struct field *field, struct surface *surface)
{
	bool person =
		field->source == SOURCE_HUMAN || field->source == SOURCE_EMPTY;
	const char *word = person ? field->by : source_word(field);
	enum glyph glyph = person			     ? GLYPH_PERSON
			   : field->source == SOURCE_BARCODE ? GLYPH_CODE
							     : GLYPH_MACHINE;
	int used = surface_put_glyph(surface, c->source, y,
				     person ? STYLE_ACCENT : STYLE_DIM, glyph);

	surface_put_cut(
		surface, c->source + used + 1, y, c->source_w - used - 1,
		person ? STYLE_NORMAL : STYLE_DIM, word != NULL ? word : "");
}

/* An act that is on its way, or that failed, in the source's place. */
static void render_pending(const struct pending_act *pending,
			   const struct columns *c, int y,
			   struct surface *surface)
{
	if (pending->failed)
		surface_put_cut(surface, c->confidence, y,
				c->mark + c->mark_w - c->confidence,
				STYLE_ERROR, "not saved");
	else
		surface_put_cut(surface, c->source, y, c->source_w + 2,
				STYLE_DIM,
				pending->revision > 0 ? "saved" : "saving");
}

/* The value as it is shown: a list in words, not as JSON. Owned. */
static char *shown_value(const struct app *app, const char *term)
{
	const struct term *known = terms_find(app->terms, term);
	const char *value = app_value(app, term);
	char *words = known != NULL && known->kind == TERM_HISTORY
			      ? identifications_words(value)
			      : NULL;

	return words != NULL ? words : mem_strdup(value);
}

static void render_value(const struct app *app, const struct columns *c, int y,
			 const char *term, bool chosen, struct surface *surface)
{
	const struct field *field = app_field(app, term);
	char *value CLEANUP(mem_free_str) = shown_value(app, term);

	if (!text_blank(value))
		surface_put_cut(surface, c->value, y, c->value_w,
				chosen ? STYLE_STRONG : STYLE_NORMAL, value);
	else if (field != NULL && field->source == SOURCE_EMPTY)
		surface_put_cut(surface, c->value, y, c->value_w, STYLE_DIM,
				"(none)");
	else
		surface_put_glyph(surface, c->value, y, STYLE_DIM,
				  GLYPH_NOTHING);
}

static void render_field(const struct app *app, const struct columns *c, int y,
			 const char *term, bool chosen, struct surface *surface)
{
	const struct pending_act *pending = app_pending(app, term);
	const struct field *field = app_field(app, term);
	bool editing = chosen && app->edit.active;

	surface_put_cut(surface, c->term, y, c->term_w,
			chosen ? STYLE_CHOSEN : STYLE_NORMAL, term);
	if (editing) {
		lineedit_render(&app->edit.line, surface, c->value, y,
				c->mark + c->mark_w - c->value, STYLE_INPUT);
		return;
	}
	render_value(app, c, y, term, chosen, surface);
	if (pending != NULL) {
		render_pending(pending, c, y, surface);
		return;
	}
	if (field != NULL && field->confidence >= 0 &&
	    !text_blank(field->value))
		surface_printf(surface, c->confidence, y, CONFIDENCE_W,
			       STYLE_DIM, "%3.0f", field->confidence * 100);
	if (field != NULL &&
	    (!text_blank(field->value) || field->source == SOURCE_EMPTY))
		render_source(app, c, y, field, surface);
	render_mark(app, c, y, term, surface);
}

/* Terms that the fold hides although they have a value. */
static void fold_names(const struct app *app, struct bytes *ret)
{
	const struct record *record = &app->here.specimen.record;
	int n = 0;

	for (size_t i = 0; i < record->n; i++) {
		const struct term *term =
			terms_find(app->terms, record->fields[i].term);

		if (text_blank(record->fields[i].value) ||
		    (term != NULL && term_is_required(term)))
			continue;
		bytes_printf(ret, "%s%s", n++ > 0 ? ", " : "",
			     record->fields[i].term);
	}
	if (n == 0)
		bytes_append_str(ret, "nothing else was read");
}

static void render_fold(const struct app *app, const struct columns *c, int y,
			bool chosen, struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	int width = c->mark + c->mark_w - c->term;
	enum style style = chosen ? STYLE_CHOSEN : STYLE_DIM;

	bytes_printf(&text, "%s more  ",
		     surface_glyph(surface, app->grid.fold == FOLD_BRIEF
						    ? GLYPH_CLOSED
						    : GLYPH_OPEN));
	if (app->grid.fold == FOLD_BRIEF)
		fold_names(app, &text);
	else
		bytes_append_str(&text, app->grid.fold == FOLD_ALL
						? "(all terms; m: the required)"
						: "(those read; m: all terms)");
	surface_put_cut(surface, c->term, y, width, style, text.data);
}

/* ---- what is said of the selected field ---------------------------------- */

struct detail {
	struct rect left; /* lines that are still free */
	struct surface *surface;
};

static void detail_put(struct detail *detail, enum style style,
		       const char *text, int most)
{
	struct rect area = detail->left;
	int used;

	if (area.h > most)
		area.h = most;
	used = surface_wrap(detail->surface, area, style, text);
	detail->left.y += used;
	detail->left.h -= used;
}

static void detail_verdict(const struct app *app, const struct verdict *verdict,
			   struct detail *detail)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	bool error = verdict->severity == SEVERITY_ERROR;
	enum style style = error ? STYLE_ERROR
			   : verdict->severity == SEVERITY_WARNING
				   ? STYLE_WARNING
				   : STYLE_NORMAL;

	bytes_printf(&text, "%s %s",
		     surface_glyph(detail->surface,
				   error ? GLYPH_WRONG : GLYPH_DOUBTFUL),
		     verdict->message);
	if (verdict->proposal != NULL)
		bytes_printf(&text, " %s %s (Tab takes it)",
			     surface_glyph(detail->surface, GLYPH_ARROW),
			     verdict->proposal);
	detail_put(detail, style, text.data, 2);
}

/* Keys first: what changed may be longer than the room. What stands in the
 * field now is the row's, which shows what was typed. */
static void detail_pending(const struct app *app,
			   const struct pending_act *pending,
			   struct detail *detail)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	const struct field *field = app_field(app, pending->term);
	const char *now = field != NULL ? field->value : "";
	bool other = pending->seen != NULL && strcmp(now, pending->seen) != 0;

	if (app_is_signed(app))
		bytes_printf(&text,
			     "Not saved: it is signed by now. O opens it "
			     "again, Esc drops yours.");
	else if (pending->stale && other)
		bytes_printf(
			&text,
			"Now \"%s\"%s%s. Enter saves yours all the "
			"same, e edits, Esc drops it.",
			now, field != NULL && field->by != NULL ? " by " : "",
			field != NULL && field->by != NULL ? field->by : "");
	else
		bytes_printf(&text, "Not saved; %s, e edits, Esc drops it: %s",
			     pending->stale   ? "Enter saves it all the same"
			     : pending->waits ? "it is tried again by itself"
					      : "Enter tries again",
			     pending->error);
	detail_put(detail, STYLE_ERROR, text.data, 3);
}

/* What the sheet says of the value, where it does not simply say it. */
static void detail_support(const struct field *field, struct detail *detail)
{
	static const char *const words[SUPPORT_COUNT] = {
		[SUPPORT_INFERRED] = "inferred from what stands on the sheet",
		[SUPPORT_NOWHERE] = "not on the sheet: nothing legible says it",
		[SUPPORT_ILLEGIBLE] = "cannot tell: it could hardly be read "
				      "there",
	};
	struct bytes text CLEANUP(bytes_done) = {0};

	if (field == NULL || words[field->support] == NULL)
		return;
	if (field_is_unsaid(field))
		bytes_printf(&text, "%s ",
			     surface_glyph(detail->surface, GLYPH_NOWHERE));
	bytes_append_str(&text, words[field->support]);
	detail_put(detail, STYLE_NORMAL, text.data, 1);
}

static void detail_was(const struct field *field, struct detail *detail)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (field == NULL || field->was == NULL)
		return;
	bytes_printf(&text, "was: %s",
		     text_blank(field->was) ? "(nothing)" : field->was);
	detail_put(detail, STYLE_DIM, text.data, 1);
}

/* What is likely wrong with the record, worst first. */
static void doubt_words(const struct doubt *doubt, struct bytes *ret)
{
	for (size_t i = 0; i < doubt->n; i++)
		bytes_printf(ret, "%s%s (%s)", i == 0 ? "Doubted: " : ", ",
			     doubt->reasons[i].term->name,
			     doubt->reasons[i].words);
}

/* Whether nothing was read: a better reading is what the record needs. */
static bool record_is_unread(const struct app *app)
{
	const struct specimen *s = &app->here.specimen;

	return (s->failed || s->quality.blank) && !app_is_signed(app);
}

/* The last line, which was kept free for it. */
static void render_unread(const struct app *app, struct rect area,
			  struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_printf(&text, "%s: %s",
		     app->here.specimen.error != NULL ? "It could not be read"
						      : "Nothing was read",
		     app->read_only ? "a better reading is needed."
				    : "s asks another engine.");
	surface_put_cut(surface, area.x, area.y + area.h - 1, area.w,
			STYLE_NORMAL, text.data);
}

/* What of the record is likely wrong, while the last line is free. */
static void detail_doubt(const struct app *app, struct detail *detail)
{
	const struct specimen *s = &app->here.specimen;
	struct bytes text CLEANUP(bytes_done) = {0};
	const struct rect *left = &detail->left;
	struct doubt doubt;

	if (left->h == 0 || app_is_signed(app))
		return;
	record_doubt(app->terms, &s->record, &s->verdicts, &doubt);
	if (doubt.n == 0)
		return;
	doubt_words(&doubt, &text);
	surface_put_cut(detail->surface, left->x, left->y + left->h - 1,
			left->w, STYLE_DIM, text.data);
}

/* Most telling first; help only where nothing else is to be said. */
static void render_detail(const struct app *app, struct rect area,
			  const struct columns *c, struct surface *surface)
{
	struct rect lines = {area.x + 1, area.y, area.w - 2, area.h};
	struct detail detail = {lines, surface};
	bool unread = record_is_unread(app);
	const char *term = app->grid.term;
	char *value CLEANUP(mem_free_str) = NULL;
	const struct pending_act *pending;
	const struct verdict *verdict;
	const struct term *known;

	if (term == NULL)
		return;
	if (unread) {
		render_unread(app, lines, surface);
		detail.left.h--;
	}
	pending = app_pending(app, term);
	verdict = verdicts_worst(&app->here.specimen.verdicts, term);
	known = terms_find(app->terms, term);
	if (pending != NULL && pending->failed)
		detail_pending(app, pending, &detail);
	else if (verdict != NULL)
		detail_verdict(app, verdict, &detail);
	value = shown_value(app, term);
	if (text_width(value) > c->value_w && !app->edit.active)
		detail_put(&detail, STYLE_NORMAL, value, detail.left.h);
	if (pending == NULL)
		detail_support(app_field(app, term), &detail);
	detail_was(app_field(app, term), &detail);
	if (detail.left.h == area.h - unread)
		detail_put(&detail, STYLE_DIM,
			   known != NULL ? known->help
					 : "not a Darwin Core term; kept as it "
					   "came",
			   detail.left.h);
	if (!unread)
		detail_doubt(app, &detail);
}

/* ---- the whole ----------------------------------------------------------- */

/* What stands where no record is. */
static void render_empty(const struct app *app, struct rect area,
			 struct surface *surface)
{
	struct rect text = {area.x + 2, area.y + 1, area.w - 4, area.h - 2};
	struct bytes making CLEANUP(bytes_done) = {0};
	const char *say = "Loading the records.";

	if (app->making != NULL) {
		bytes_printf(&making,
			     "No record can be shown yet (%s). They appear "
			     "when it is whole.",
			     app->making);
		say = making.data;
	} else if (app->have_counts && app->counts.sheets == 0)
		say = app_extracting(app)
			      ? "The first sheets are being read; their "
				"records appear here, most urgent first."
			      : "No sheet has been read yet. Press s to read "
				"a directory of photographs.";
	else if (app->have_counts && app->queue.have && app->queue.total == 0)
		say = "No record is left in this queue. o lists the records, "
		      "there f shows the others (all, flagged, approved, "
		      "rejected).";
	surface_wrap(surface, text, STYLE_NORMAL, say);
}

static void render_failed(const struct app *app, struct rect area,
			  struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct rect lines = {area.x + 1, area.y, area.w - 2, area.h};

	if (record_is_unread(app)) {
		render_unread(app, lines, surface);
		lines.h--;
	}
	bytes_printf(&text, "%s %s%s", surface_glyph(surface, GLYPH_WRONG),
		     lines.h < area.h ? "" : "It could not be read: ",
		     app->here.specimen.error);
	surface_wrap(surface, lines, STYLE_ERROR, text.data);
}

void grid_view_render(const struct app *app, struct rect area,
		      struct surface *surface)
{
	const struct grid *grid = &app->grid;
	const struct layout *l = &app->layout;
	int selected = grid_selected(app);
	struct columns c;

	if (!app->here.have) {
		render_empty(app, area, surface);
		return;
	}
	columns_make(app, l->grid, &c);
	for (int i = 0; i < l->grid.h && grid->top + i < grid->n; i++) {
		const char *term = grid->rows[grid->top + i];
		bool chosen = grid->top + i == selected;
		int y = l->grid.y + i;

		if (chosen)
			surface_put_glyph(surface, l->grid.x, y, STYLE_ACCENT,
					  GLYPH_HERE);
		if (term != NULL)
			render_field(app, &c, y, term, chosen, surface);
		else
			render_fold(app, &c, y, chosen, surface);
	}
	if (app->here.specimen.error != NULL && app->grid.term != NULL &&
	    app_field(app, app->grid.term) == NULL)
		render_failed(app, l->detail, surface);
	else
		render_detail(app, l->detail, &c, surface);
}

void grid_view_render_field(const struct app *app, struct rect frame,
			    struct surface *surface)
{
	struct rect line = {frame.x + 2, frame.y + frame.h - 1, frame.w - 4, 1};
	const char *term = app->grid.term;
	struct columns c = {
		.term = line.x + 1,
		.term_w = 26,
		.value = line.x + 28,
		.value_w = line.w - 28 - 24,
		.confidence = line.x + line.w - 23,
		.source = line.x + line.w - 19,
		.source_w = 14,
		.mark = line.x + line.w - 3,
		.mark_w = app->caps.letters ? 2 : 1,
	};

	if (!app->here.have || term == NULL)
		return;
	surface_fill(surface, line, STYLE_NORMAL);
	render_field(app, &c, line.y, term, true, surface);
}

/* A name of 64 hex digits says as much with its first twelve. */
static void title_image(const struct app *app, int columns, struct bytes *ret)
{
	const char *image = app->here.specimen.image;
	const char *slash = image != NULL ? strrchr(image, '/') : NULL;
	const char *base = slash != NULL ? slash + 1 : image;
	const char *dot = base != NULL ? strrchr(base, '.') : NULL;

	if (base == NULL)
		base = app->here.specimen.id;
	if (dot != NULL && dot - base > 24)
		bytes_printf(ret, "%.10s%s%s", base,
			     glyph_text(app->caps.ascii, GLYPH_ELLIPSIS), dot);
	else
		bytes_append_str(ret, base);
}

void grid_view_title(const struct app *app, int columns, struct bytes *ret)
{
	const struct specimen *s = &app->here.specimen;
	struct bytes text CLEANUP(bytes_done) = {0};

	if (app->overlay == OVERLAY_QUEUE || !app->here.have) {
		bytes_append_str(ret, app->here.have ? "queue" : "records");
		return;
	}
	title_image(app, columns, ret);
	text_clean_line(ret->data);
	ret->len = strlen(ret->data);
	if (app->here.rank >= 0) {
		human_count((size_t)app->here.rank + 1, &text);
		bytes_append_char(&text, '/');
		queue_count(&app->queue, app->here.total, &text);
		frame_title_add(ret, app, columns, text.data);
	}
	if (s->status != STATUS_PENDING)
		frame_title_add(ret, app, columns,
				s->status == STATUS_APPROVED   ? "APPROVED"
				: s->status == STATUS_REJECTED ? "REJECTED"
							       : "begun");
	if (s->flagged)
		frame_title_add(ret, app, columns, "flagged");
	if (s->notes != NULL)
		frame_title_add(ret, app, columns, "note");
	frame_title_add(ret, app, columns, priority_word(s->quality.priority));
	bytes_clear(&text);
	bytes_printf(&text, "sound %.0f %%", s->quality.soundness);
	frame_title_add(ret, app, columns, text.data);
}
