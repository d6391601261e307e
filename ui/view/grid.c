/*
 * grid.c: the fields of a record: term, value, confidence, source, mark.
 *
 * 1. Red and yellow stand for verdicts alone, and every mark differs in
 *    shape too; a letter stands beside it where colour or Unicode is missing.
 * 2. A mark tells of the worst that a field is doubted for. What is still to be
 *    looked at has a question mark before its row, whatever its mark.
 */
#include "config.h"

#include "ui/view/view.h"

#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/update/grid.h"
#include "ui/update/queue.h"
#include "ui/view/frame.h"
#include "ui/way/way.h"

/* ---- marks --------------------------------------------------------------- */

struct mark {
	enum glyph glyph;
	enum style style;
	const char *letter;
};

/* By the bit of what a field is doubted for (doubtful.h). */
static const struct mark doubt_marks[DOUBT_SIGNS] = {
	{GLYPH_WRONG, STYLE_ERROR, "E"},
	{GLYPH_DOUBTFUL, STYLE_WARNING, "W"},
	{GLYPH_WRONG, STYLE_ERROR, "E"},
	{GLYPH_DIFFERS, STYLE_NORMAL, "D"},
	{GLYPH_NOWHERE, STYLE_NORMAL, "N"},
	{GLYPH_NOTHING, STYLE_NORMAL, " "},
	{GLYPH_UNSURE, STYLE_NORMAL, "U"},
	{GLYPH_DIFFERS, STYLE_NORMAL, "D"},
	{GLYPH_NOTHING, STYLE_NORMAL, " "},
	{GLYPH_DIFFERS, STYLE_NORMAL, "D"},
	{GLYPH_DIFFERS, STYLE_NORMAL, "D"},
};

/* What a value is marked with that nobody need look at any more: the check's
 * word stands, whoever the value is of. */
static struct mark mark_settled(const struct app *app, const char *term)
{
	static const struct mark sound = {GLYPH_SOUND, STYLE_NORMAL, "S"};
	static const struct mark none = {GLYPH_NOTHING, STYLE_DIM, " "};
	const struct verdict *worst =
		verdicts_worst(&app->here.specimen.verdicts, term);
	const struct field *field = app_field(app, term);

	if (worst != NULL && worst->severity != SEVERITY_NOTE)
		return doubt_marks[worst->severity == SEVERITY_ERROR ? 0 : 1];
	if (text_blank(app_value(app, term)) &&
	    !(field != NULL && field->source == SOURCE_EMPTY))
		return none;
	return sound;
}

/* What is typed is marked by what the check says of it, and not by what stood
 * there. */
static struct mark mark_typed(const struct verdicts *verdicts, const char *term,
			      bool asks)
{
	static const struct mark sound = {GLYPH_SOUND, STYLE_NORMAL, "S"};
	const struct verdict *worst = verdicts_worst(verdicts, term);

	if (worst != NULL && worst->severity == SEVERITY_ERROR)
		return doubt_marks[0];
	if (asks || (worst != NULL && worst->severity == SEVERITY_WARNING))
		return doubt_marks[1];
	return sound;
}

static struct mark mark_of(const struct app *app, const char *term)
{
	const struct verdicts *typed = typing_verdicts(app, term);
	unsigned doubts = app_doubts(app, term);

	if (typed != NULL)
		return mark_typed(typed, term, typing_asks(app));

	for (size_t i = 0; i < DOUBT_SIGNS; i++)
		if ((doubts & 1u << i) != 0)
			return doubt_marks[i];
	return mark_settled(app, term);
}

static void render_mark(const struct app *app, const struct layout_columns *c,
			int y, const char *term, struct surface *surface)
{
	struct mark mark = mark_of(app, term);

	surface_put_glyph(surface, c->mark, y, mark.style, mark.glyph);
	if (c->mark_w > 1)
		surface_put(surface, c->mark + 1, y, 1, mark.style,
			    mark.letter);
}

/* ---- one row ------------------------------------------------------------- */

/* A narrow column holds "code" and "rule"; a table is said by its name. */
static const char *source_word(const struct field *field)
{
	if (field->source == SOURCE_TABLE && field->model != NULL)
		return field->model;
	return field->source == SOURCE_BARCODE
		       ? "code"
		       : field_source_word(field->source);
}

static void render_source(const struct app *app, const struct layout_columns *c,
			  int y, const struct field *field,
			  struct surface *surface)
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
			   const struct layout_columns *c, int y,
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

static void render_value(const struct app *app, const struct layout_columns *c,
			 int y, const char *term, bool chosen,
			 struct surface *surface)
{
	const struct field *field = app_field(app, term);
	char *value CLEANUP(mem_free_str) = app_value_words(app, term);

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

/* The line; one that does not fit stands below, and begins here. */
static void render_typing(const struct app *app, const struct layout_columns *c,
			  int y, struct surface *surface)
{
	int columns = c->mark - 1 - c->value;

	if (typing_is_below(app) && !app->layout.wide) {
		surface_put_cut(surface, c->value, y, columns, STYLE_DIM,
				lineedit_text(&app->edit.line));
		return;
	}
	lineedit_render(&app->edit.line, surface, c->value, y, columns,
			STYLE_INPUT);
	typing_view_render_rest(app, c->value + columns - surface->cursor_x,
				surface);
}

static void render_field(const struct app *app, const struct layout_columns *c,
			 int y, const char *term, bool chosen,
			 struct surface *surface)
{
	const struct pending_act *pending = app_pending(app, term);
	const struct field *field = app_field(app, term);
	bool editing = chosen && app->edit.active;

	surface_put_cut(surface, c->term, y, c->term_w,
			chosen ? STYLE_CHOSEN : STYLE_NORMAL, term);
	if (editing) {
		render_typing(app, c, y, surface);
		render_mark(app, c, y, term, surface);
		return;
	}
	render_value(app, c, y, term, chosen, surface);
	if (pending != NULL) {
		render_pending(pending, c, y, surface);
		return;
	}
	if (field != NULL && field->confidence >= 0 &&
	    !text_blank(field->value))
		surface_printf(surface, c->confidence, y, LAYOUT_CONFIDENCE_W,
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

static void render_fold(const struct app *app, const struct layout_columns *c,
			int y, bool chosen, struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *words CLEANUP(mem_free_str) = NULL;
	int width = c->mark + c->mark_w - c->term;
	enum style style = chosen ? STYLE_CHOSEN : STYLE_DIM;

	bytes_printf(&text, "%s more  ",
		     surface_glyph(surface, app->grid.fold == FOLD_BRIEF
						    ? GLYPH_CLOSED
						    : GLYPH_OPEN));
	if (app->grid.fold == FOLD_BRIEF)
		fold_names(app, &text);
	else
		bytes_append_str(&text,
				 app->grid.fold == FOLD_ALL
					 ? "(all terms{; {fold}: the required})"
					 : "(those read{; {fold}: all terms})");
	words = app_words(app, text.data);
	surface_put_cut(surface, c->term, y, width, style, words);
}

/* A heading, and of a group that is folded what has a value in it. */
static void render_head(const struct app *app, const struct layout_columns *c,
			int y, const char *head, bool chosen,
			struct surface *surface)
{
	const struct record *record = &app->here.specimen.record;
	bool folded = grid_is_folded(app, head);
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_printf(&text, "%s %s",
		     surface_glyph(surface, folded ? GLYPH_CLOSED : GLYPH_OPEN),
		     head);
	for (size_t i = 0, n = 0; folded && i < record->n; i++)
		if (!text_blank(record->fields[i].value) &&
		    grid_is_under(app, record->fields[i].term, head))
			bytes_printf(&text, "%s%s", n++ > 0 ? ", " : "  ",
				     record->fields[i].term);
	surface_put_cut(surface, c->term, y, c->mark + c->mark_w - c->term,
			chosen ? STYLE_CHOSEN : STYLE_DIM, text.data);
}

/* ---- the whole ----------------------------------------------------------- */

/* What stands where no record is. */
static void render_empty(const struct app *app, struct rect area,
			 struct surface *surface)
{
	struct rect text = {area.x + 2, area.y + 1, area.w - 4, area.h - 2};
	struct bytes making CLEANUP(bytes_done) = {0};
	char *words CLEANUP(mem_free_str) = NULL;
	const char *say = "Loading the records.";

	if (app->making != NULL) {
		bytes_printf(&making,
			     "No record can be shown yet (%s). They appear "
			     "when it is whole; the run has all of them.",
			     app->making);
		say = making.data;
	} else if (app->have_counts && app->counts.sheets == 0)
		say = app_extracting(app)
			      ? "The first sheets are being read; their "
				"records appear here, most urgent first."
			      : "No sheet has been read yet.{ Press {extract} "
				"to read a directory of photographs.}";
	else if (app->have_counts && app->queue.have && app->queue.total == 0)
		say = "No record is left in this queue.{ {queue} lists the "
		      "records, there {queue:queue-scope} shows the others (all, "
		      "flagged, for an expert, approved, rejected).}";
	words = app_words(app, say);
	surface_wrap(surface, text, STYLE_NORMAL, words);
}

/* What stands before a row. */
static void render_lead(const struct app *app, int row, int y, bool chosen,
			struct surface *surface)
{
	int x = app->layout.grid.x, number = way_number(app, row);

	if (number > 0)
		surface_printf(surface, x, y, 1, STYLE_KEY, "%d", number);
	else if (chosen)
		surface_put_glyph(surface, x, y, STYLE_ACCENT, GLYPH_HERE);
	else if (app_doubts(app, app->grid.rows[row]) != 0)
		surface_put_glyph(surface, x, y, STYLE_NORMAL, GLYPH_ASKED);
}

/* In the frame beside the last row: the record goes on below it. */
static void render_below(const struct app *app, struct rect area,
			 struct surface *surface)
{
	const struct rect *rows = &app->layout.grid;

	if (rows->h > 0 && app->grid.top + rows->h < app->grid.n)
		surface_put_glyph(surface, area.x + area.w,
				  rows->y + rows->h - 1, STYLE_ACCENT,
				  GLYPH_OPEN);
}

void grid_view_render(const struct app *app, struct rect area,
		      struct surface *surface)
{
	const struct grid *grid = &app->grid;
	const struct layout *l = &app->layout;
	int selected = grid_selected(app);
	struct layout_columns c;

	if (!app->here.have) {
		render_empty(app, area, surface);
		return;
	}
	layout_columns(l, app->caps.letters, &c);
	for (int i = 0; i < l->grid.h && grid->top + i < grid->n; i++) {
		const char *term = grid->rows[grid->top + i];
		bool chosen = grid->top + i == selected;
		int y = l->grid.y + i;

		render_lead(app, grid->top + i, y, chosen, surface);
		if (term != NULL)
			render_field(app, &c, y, term, chosen, surface);
		else if (grid->heads[grid->top + i] != NULL)
			render_head(app, &c, y, grid->heads[grid->top + i],
				    chosen, surface);
		else
			render_fold(app, &c, y, chosen, surface);
	}
	render_below(app, area, surface);
	detail_view_render(app, l->detail, surface);
}

void grid_view_render_field(const struct app *app, struct rect frame,
			    struct surface *surface)
{
	struct rect line = {frame.x + 2, frame.y + frame.h - 1, frame.w - 4, 1};
	const char *term = app->grid.term;
	struct layout_columns c = {
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

/* How much of it is to be looked at. */
static void title_doubt(const struct app *app, int columns, struct bytes *ret)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	size_t n = app_doubtful_terms(app, NULL, 0);

	if (app_is_signed(app))
		return;
	if (n > 0)
		bytes_printf(&text, "%zu doubtful", n);
	else
		bytes_append_str(&text, "none doubtful");
	frame_title_add(ret, app, columns, text.data);
}

/* Who else has it open, in as many words as fit. */
static void title_add_claim(const struct app *app, int columns,
			    struct bytes *ret)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	size_t before = ret->len;

	if (app_claim(app, app->here.specimen.id) == NULL)
		return;
	claimed_words(app, true, &text);
	frame_title_add(ret, app, columns, text.data);
	if (ret->len > before)
		return;
	bytes_clear(&text);
	claimed_words(app, false, &text);
	frame_title_add(ret, app, columns, text.data);
	if (ret->len == before)
		frame_title_add(ret, app, columns, "in use");
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
	title_add_claim(app, columns, ret);
	if (app->here.rank >= 0 && app->here.placed) {
		human_count((size_t)app->here.rank + 1, &text);
		bytes_append_char(&text, '/');
		queue_count(&app->queue, app->here.total, &text);
		frame_title_add(ret, app, columns, text.data);
	}
	title_doubt(app, columns, ret);
	if (s->blind)
		frame_title_add(ret, app, columns, "second reading");
	if (s->status != STATUS_PENDING)
		frame_title_add(ret, app, columns,
				s->status == STATUS_APPROVED   ? "APPROVED"
				: s->status == STATUS_REJECTED ? "REJECTED"
							       : "begun");
	if (s->expert)
		frame_title_add(ret, app, columns, "expert");
	if (s->flagged)
		frame_title_add(ret, app, columns, "flagged");
	if (s->notes != NULL)
		frame_title_add(ret, app, columns, "note");
	if (!app_is_signed(app))
		frame_title_add(ret, app, columns,
				priority_word(s->quality.priority));
}
