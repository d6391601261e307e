/*
 * world.c: what surrounds the console in tests. See world.h.
 */
#include "config.h"

#include "tests/kit/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "base/array.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "dwc/doubt/doubt.h"
#include "extract/forecast/forecaster.h"
#include "run/index/filter.h"
#include "tests/kit/world_columns.h"
#include "ui/view/view.h"

#define BY "mb"

/* ---- the records --------------------------------------------------------- */

static void put(struct specimen *s, const char *term, const char *value,
		double confidence)
{
	record_set(&s->record, term, value, confidence, SOURCE_RULE);
}

static void put_human(struct specimen *s, const char *term, const char *value)
{
	struct field *f = record_set(&s->record, term, value, 1, SOURCE_HUMAN);

	mem_replace(&f->by, BY);
}

static void add_outcome(struct specimen *s, const char *model, int labels)
{
	struct outcome *o;

	s->outcomes =
		mem_grow(s->outcomes, s->n_outcomes + 1, sizeof(*s->outcomes));
	o = &s->outcomes[s->n_outcomes++];
	outcome_init(o);
	o->specimen_id = mem_strdup(s->id);
	o->image = mem_strdup(s->image);
	o->model = mem_strdup(model);
	o->timestamp = mem_strdup("2026-11-23T20:15:04Z");
	record_copy(&s->record, &o->dwc);
	o->labels.n = labels;
	o->labels.sheet_rotation = 90;
	for (int i = 0; i < labels; i++)
		o->labels.items[i] = (struct label){
			.box = {2000 - 900 * i, 100 + 1800 * i, 600, 900},
			.rotation = 90,
			.score = 0.9,
		};
}

static void fill_first(struct specimen *s)
{
	struct field *f;

	put(s, "scientificName", "Agropyzon dasystachyum", 0.94);
	put(s, "eventDate", "1935-06-27", 0.91);
	put(s, "recordedBy", "Wm. Shevkenek", 0.876);
	put(s, "locality", "Regina Remarks Creeping-rooted, spikes slender",
	    0.71);
	put(s, "country", "Canada", 0.95);
	put(s, "stateProvince", "Saskatchewan", 0.95);
	put(s, "habitat", "Railway grade, dry sand", 0.8);
	put(s, "occurrenceRemarks", "Creeping-rooted", 0.6);
	put(s, "recordNumber", "2809", 0.7);
	put(s, "labelFormNo", "B 24", 0.7);
	add_outcome(s, "vasculum-local", 2);
	f = record_find(&s->record, "eventDate");
	field_add_box(f, (struct box){2100, 300, 40, 200});
	f = record_find(&s->record, "locality");
	field_add_box(f, (struct box){1200, 2000, 40, 400});
}

static void fill_hostile(struct specimen *s)
{
	put(s, "scientificName", "Carex \033[31mred\302\233 2J", 0.5);
	put(s, "locality", "東京都 八王子市 高尾山 薬王院の下の谷", 0.8);
	put(s, "recordedBy", "熊谷 N. e\314\201", 0.8);
	put(s, "eventDate", "\342\200\2561963-08-14", 0.7);
	put(s, "habitat", "two\nlines\tand\rmore", 0.7);
	put(s, "family", "\377\376 Cyperaceae", 0.7);
	add_outcome(s, "other\033[2Jmodel", 1);
}

static void fill_good(struct specimen *s)
{
	put(s, "catalogNumber", "SASK 10047", 0.97);
	put(s, "scientificName", "Coreopsis tinctoria Nutt.", 0.97);
	put(s, "eventDate", "1981-08-03", 0.97);
	put(s, "recordedBy", "J. H. Hudson", 0.97);
	put(s, "country", "Canada", 0.97);
	put(s, "stateProvince", "Saskatchewan", 0.97);
	put(s, "locality", "Saskatoon, river bank below the weir", 0.97);
	add_outcome(s, "vasculum-local", 1);
}

/* What the sheet says of some values of a record. */
static void world_support(struct specimen *s)
{
	static const struct {
		const char *term;
		double evidence;
		enum field_support support;
	} rows[] = {
		{"catalogNumber", 1, SUPPORT_SEEN},
		{"country", 1, SUPPORT_INFERRED},
		{"recordedBy", 0.12, SUPPORT_NOWHERE},
		{"locality", 0.5, SUPPORT_ILLEGIBLE},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct field *f = record_find(&s->record, rows[i].term);

		f->evidence = rows[i].evidence;
		if (strcmp(rows[i].term, "catalogNumber") == 0)
			f->source = SOURCE_BARCODE;
		f->support = rows[i].support;
	}
}

static void world_record(struct world *w, const char *id, const char *image,
			 void (*fill)(struct specimen *))
{
	struct specimen *s = &w->records[w->n++].specimen;

	specimen_init(s);
	s->id = mem_strdup(id);
	s->image = mem_strdup(image);
	if (fill != NULL)
		fill(s);
	record_sort(&s->record, w->terms);
}

static void world_fill(struct world *w)
{
	world_record(w,
		     "0a476e41c2b75a1c3b0fd93a3d3a0a476e41c2b75a1c3b0fd93a3d"
		     "3a0a476e41",
		     "0a476e41c2b75a1c3b0fd93a3d3a0a476e41c2b75a1c3b0fd93a3d"
		     "3a0a476e41.jpg",
		     fill_first);
	world_record(w, "1b", "box 7/torn\033]0;x\007sheet.jpg", NULL);
	w->records[1].specimen.error =
		mem_strdup("the image ends after 12 % of its rows");
	world_record(w, "2c", "box 7/DSC_0403.jpg", fill_hostile);
	world_record(w, "3d", "box 7/DSC_0404.jpg", fill_good);
	world_record(w, "4e", "box 7/DSC_0405.jpg", fill_good);
	world_record(w, "5f", "box 7/DSC_0406.jpg", fill_good);
	world_support(&w->records[3].specimen);
	w->records[4].specimen.flagged = true;
	w->records[5].specimen.status = STATUS_APPROVED;
	put_human(&w->records[4].specimen, "recordNumber", "17");
}

static int world_find(const struct world *w, const char *id)
{
	for (int i = 0; i < w->n; i++)
		if (strcmp(w->records[i].specimen.id, id) == 0)
			return i;
	return -1;
}

/* ---- answers ------------------------------------------------------------- */

bool world_matches(const struct world *w, int i, const struct index_filter *f)
{
	const struct specimen *s = &w->records[i].specimen;

	if (f->status >= 0 && s->status != (enum status)f->status)
		return false;
	if ((f->marks & 1u << MARK_FLAGGED) != 0 && !s->flagged)
		return false;
	if ((f->marks & 1u << MARK_EXPERT) != 0 && !s->expert)
		return false;
	if ((f->marks & 1u << MARK_SECOND) != 0 && !s->second)
		return false;
	if (f->open_only && s->status != STATUS_PENDING &&
	    s->status != STATUS_IN_REVIEW)
		return false;
	return f->text == NULL || strstr(s->image, f->text) != NULL;
}

static void act_copy(const struct act *act, struct act *ret)
{
	act_init(ret);
	ret->seq = act->seq;
	ret->id = mem_strdup(act->id);
	ret->by = mem_strdup(act->by);
	ret->op = act->op;
	ret->via = act->via;
	ret->timestamp = mem_strdup(act->timestamp);
	ret->term = mem_strdup(act->term);
	ret->from = mem_strdup(act->from);
	ret->to = mem_strdup(act->to);
	ret->reason = mem_strdup(act->reason);
	ret->changes = act->changes != NULL ? json_incref(act->changes) : NULL;
	ret->ids = json_deep_copy(act->ids);
}

static void specimen_copy(const struct world *w, const struct specimen *s,
			  struct specimen *ret)
{
	specimen_init(ret);
	ret->id = mem_strdup(s->id);
	ret->image = mem_strdup(s->image);
	ret->status = s->status;
	ret->flagged = s->flagged;
	ret->expert = s->expert;
	ret->second = s->second;
	ret->notes = mem_strdup(s->notes);
	ret->error = mem_strdup(s->error);
	ret->revision = s->revision;
	record_done(&ret->record);
	record_copy(&s->record, &ret->record);
	record_done(&ret->proposal);
	record_copy(&s->proposal, &ret->proposal);
	for (size_t i = 0; i < s->n_outcomes; i++) {
		add_outcome(ret, s->outcomes[i].model, s->outcomes[i].labels.n);
		record_done(&ret->outcomes[i].dwc);
		record_copy(&s->outcomes[i].dwc, &ret->outcomes[i].dwc);
	}
	if (s->facts != NULL) {
		json_t *json = facts_write(s->facts);

		ret->facts = mem_zalloc(sizeof(*ret->facts));
		assert_int_equal(facts_read(json, ret->facts, NULL), 0);
		json_decref(json);
	}
	ret->looked = s->looked;
	ret->facts_stamp = s->facts_stamp;
	ret->acts = mem_zalloc((s->n_acts + 1) * sizeof(struct act));
	for (size_t i = 0; i < s->n_acts; i++)
		act_copy(&s->acts[i], &ret->acts[ret->n_acts++]);
	record_validate(w->terms, &ret->record, &ret->verdicts);
	record_quality(w->terms, &ret->record, &ret->verdicts,
		       ret->error != NULL, &ret->quality);
}

static void free_specimen(struct mail *mail)
{
	struct query_specimen *reply =
		CONTAINER_OF(mail, struct query_specimen, mail);

	specimen_done(&reply->specimen);
	free(reply->image_path);
	free(reply);
}

static struct mail *answer_specimen(struct world *w, const struct effect *e)
{
	const struct effect_specimen *ask = &e->specimen;
	struct query_specimen *reply = mem_zalloc(sizeof(*reply));
	int found = -1, rank = 0;

	reply->mail = (struct mail){.kind = QUERY_MAIL_SPECIMEN,
				    .free = free_specimen};
	reply->ticket = e->ticket;
	reply->rank = -1;
	reply->placed = true;
	specimen_init(&reply->specimen);
	for (int i = 0; i < w->n; i++) {
		bool fits = world_matches(w, i, &ask->filter);

		if (ask->id == NULL && fits && rank == (int)ask->rank)
			found = i;
		if (ask->id != NULL &&
		    strcmp(w->records[i].specimen.id, ask->id) == 0)
			found = i;
		if (found == i && fits)
			reply->rank = rank;
		rank += fits ? 1 : 0;
	}
	reply->total = (size_t)rank;
	if (found < 0) {
		error_set(&reply->error, ERROR_NOT_FOUND,
			  "there is no such record");
		return &reply->mail;
	}
	specimen_copy(w, &w->records[found].specimen, &reply->specimen);
	if (found != 3)
		reply->image_path = mem_printf("/sheets/%d.jpg", found);
	return &reply->mail;
}

static void free_rows(struct mail *mail)
{
	struct query_rows *reply = CONTAINER_OF(mail, struct query_rows, mail);

	for (size_t i = 0; i < reply->n; i++)
		specimen_row_done(&reply->rows[i]);
	free(reply->rows);
	free(reply);
}

/* As the index keeps them. */
static char *world_reasons(const struct world *w, const struct specimen *s)
{
	struct bytes ret = {0};
	struct doubt doubt;

	bytes_append_str(&ret, "");
	record_doubt(w->terms, &s->record, &s->verdicts, &doubt);
	for (size_t i = 0; i < doubt.n; i++)
		bytes_printf(&ret, "%s%s: %s", i > 0 ? "\n" : "",
			     doubt.reasons[i].term->name,
			     doubt.reasons[i].words);
	return bytes_steal(&ret);
}

static struct mail *answer_rows(struct world *w, const struct effect *e)
{
	struct query_rows *reply = mem_zalloc(sizeof(*reply));

	reply->mail = (struct mail){.kind = QUERY_MAIL_ROWS, .free = free_rows};
	reply->ticket = e->ticket;
	reply->rows = mem_zalloc(WORLD_RECORDS * sizeof(*reply->rows));
	for (int i = 0; i < w->n; i++) {
		struct specimen_row *row = &reply->rows[reply->n];
		struct specimen s;

		if (!world_matches(w, i, &e->rows.filter))
			continue;
		specimen_copy(w, &w->records[i].specimen, &s);
		row->id = mem_strdup(s.id);
		row->image = mem_strdup(s.image);
		row->status = s.status;
		row->flagged = s.flagged;
		row->expert = s.expert;
		row->failed = s.error != NULL;
		row->quality = s.quality;
		row->name =
			mem_strdup(record_value(&s.record, "scientificName"));
		row->collector =
			mem_strdup(record_value(&s.record, "recordedBy"));
		row->number =
			mem_strdup(record_value(&s.record, "recordNumber"));
		row->date = mem_strdup(record_value(&s.record, "eventDate"));
		row->reasons = world_reasons(w, &s);
		specimen_done(&s);
		reply->n++;
	}
	reply->total = w->total > 0 ? w->total : reply->n;
	return &reply->mail;
}

static struct mail *answer_counts(struct world *w, const struct effect *e)
{
	struct query_counts *reply = mem_zalloc(sizeof(*reply));

	reply->mail = (struct mail){.kind = QUERY_MAIL_COUNTS};
	reply->ticket = e->ticket;
	reply->counts.sheets = (size_t)w->n;
	reply->pace = w->pace;
	for (int i = 0; i < w->n; i++) {
		const struct specimen *s = &w->records[i].specimen;

		reply->counts.by_status[s->status]++;
		reply->counts.flagged += s->flagged ? 1 : 0;
		reply->counts.expert += s->expert ? 1 : 0;
		reply->counts.failed += s->error != NULL ? 1 : 0;
		reply->counts.extracted += s->error == NULL ? 1 : 0;
	}
	return &reply->mail;
}

static void free_saved(struct mail *mail)
{
	struct review_reply *reply =
		CONTAINER_OF(mail, struct review_reply, mail);

	free(reply->specimen_id);
	seen_done(&reply->now);
	free(reply);
}

static void world_remember(struct world_record *r)
{
	/* So many can be undone. */
	if (r->n_before == (int)ARRAY_LEN(r->before)) {
		record_done(&r->before[0]);
		r->n_before--;
		memmove(r->before, r->before + 1,
			(size_t)r->n_before * sizeof(r->before[0]));
		memmove(r->state, r->state + 1,
			(size_t)r->n_before * sizeof(r->state[0]));
	}
	record_copy(&r->specimen.record, &r->before[r->n_before]);
	r->state[r->n_before].status = r->specimen.status;
	r->state[r->n_before].flagged = r->specimen.flagged;
	r->n_before++;
}

void world_note_act(struct world *w, struct specimen *s, const char *by,
		    enum act_op op, const char *term, const char *to)
{
	struct act *act;

	s->acts = mem_grow(s->acts, s->n_acts + 1, sizeof(*s->acts));
	act = &s->acts[s->n_acts++];
	act_init(act);
	act->seq = ++w->seq;
	act->id = mem_printf("act%d", (int)w->seq);
	act->by = mem_strdup(by);
	act->timestamp = mem_strdup("2026-11-23T21:00:00Z");
	act->op = op;
	act->term = mem_strdup(term);
	act->from = term != NULL ? mem_strdup(record_value(&s->record, term))
				 : NULL;
	act->to = mem_strdup(to);
	s->revision = w->seq;
}

static void world_set(struct specimen *s, const char *term, const char *value,
		      enum field_source source)
{
	struct field *f = record_set(&s->record, term,
				     value != NULL ? value : "", 1, source);

	mem_replace(&f->by, BY);
}

static void world_undo(struct world *w, struct world_record *r, const char *id)
{
	struct specimen *s = &r->specimen;
	const char *undone = s->acts[s->n_acts - 1].id;
	json_t *ids = json_pack("[s]", undone);

	r->n_before--;
	record_done(&s->record);
	s->record = r->before[r->n_before];
	s->status = r->state[r->n_before].status;
	s->flagged = r->state[r->n_before].flagged;
	world_note_act(w, s, BY, ACT_UNDO, NULL, NULL);
	s->acts[s->n_acts - 1].ids = ids;
	mem_replace(&s->acts[s->n_acts - 1].id, id);
}

/* Several values at once. */
static void world_bulk(struct specimen *s, const struct effect_review *ask)
{
	json_t *changes = json_array();

	for (size_t i = 0; i < ask->n_changes; i++) {
		const struct effect_change *change = &ask->changes[i];
		bool empty = change->value[0] == '\0';

		json_array_append_new(
			changes,
			json_pack("{s:s,s:s,s:s,s:s}", "specimen_id", s->id,
				  "term", change->term, "from",
				  record_value(&s->record, change->term), "to",
				  change->value));
		world_set(s, change->term, change->value,
			  empty ? SOURCE_EMPTY : SOURCE_HUMAN);
	}
	s->acts[s->n_acts - 1].changes = changes;
	s->status = STATUS_IN_REVIEW;
}

/* What the last act marks. */
static bool *world_mark(struct specimen *s)
{
	bool *const marks[MARK_COUNT] = {
		[MARK_FLAGGED] = &s->flagged,
		[MARK_EXPERT] = &s->expert,
		[MARK_SECOND] = &s->second,
	};

	return marks[act_mark(&s->acts[s->n_acts - 1])];
}

static void world_act(struct world *w, struct world_record *r,
		      const struct effect_review *ask)
{
	struct specimen *s = &r->specimen;

	if (ask->op == ACT_UNDO) {
		world_undo(w, r, ask->id);
		return;
	}
	world_remember(r);
	world_note_act(w, s, BY, ask->op, ask->term, ask->value);
	mem_replace(&s->acts[s->n_acts - 1].id, ask->id);
	s->acts[s->n_acts - 1].via = ask->via;
	s->acts[s->n_acts - 1].spent = ask->spent;
	if (ask->op == ACT_SET || ask->op == ACT_CLEAR ||
	    ask->op == ACT_ACCEPT) {
		bool empty = ask->value == NULL || ask->value[0] == '\0';

		world_set(s, ask->term, ask->value,
			  empty ? SOURCE_EMPTY : SOURCE_HUMAN);
		s->status = STATUS_IN_REVIEW;
	}
	if (ask->op == ACT_BULK)
		world_bulk(s, ask);
	if (ask->op == ACT_APPROVE)
		s->status = STATUS_APPROVED;
	if (ask->op == ACT_REJECT)
		s->status = STATUS_REJECTED;
	if (ask->op == ACT_REOPEN)
		s->status = STATUS_PENDING;
	if (ask->op == ACT_FLAG || ask->op == ACT_UNFLAG)
		mem_replace(&s->acts[s->n_acts - 1].reason,
			    act_mark_word(ask->mark));
	if (ask->op == ACT_FLAG || ask->op == ACT_UNFLAG)
		*world_mark(s) = ask->op == ACT_FLAG;
	if (ask->op == ACT_NOTE)
		mem_replace(&s->notes, ask->value);
}

static struct mail *answer_review(struct world *w, const struct effect *e)
{
	struct review_reply *reply = mem_zalloc(sizeof(*reply));
	const struct effect_review *ask = &e->review;
	int at = ask->specimen_id != NULL ? world_find(w, ask->specimen_id)
					  : w->undone_record;
	struct specimen *s;
	const char *now;

	reply->mail =
		(struct mail){.kind = REVIEW_MAIL_SAVED, .free = free_saved};
	reply->ticket = e->ticket;
	reply->op = ask->op;
	reply->status = -1;
	if (w->fail != NULL || at < 0 ||
	    (ask->op == ACT_UNDO && w->records[at].n_before == 0)) {
		error_set(&reply->error,
			  w->full ? ERROR_NO_SPACE : ERROR_FAILED, "%s",
			  w->fail != NULL ? w->fail
					  : "there is nothing to undo");
		return &reply->mail;
	}
	now = ask->term != NULL
		      ? record_value(&w->records[at].specimen.record, ask->term)
		      : NULL;
	s = &w->records[at].specimen;
	reply->now = specimen_seen(s);
	reply->now.untold = seen_untold(&ask->view, s, s->n_acts, ask->op);
	if (seen_check(&ask->view, s, s->n_acts, ask->op, &reply->error) < 0)
		return &reply->mail;
	if (now != NULL && ask->seen != NULL && strcmp(now, ask->seen) != 0) {
		error_set(&reply->error, ERROR_STALE,
			  "%s was changed meanwhile to \"%s\"", ask->term, now);
		return &reply->mail;
	}
	world_act(w, &w->records[at], ask);
	w->undone_record = at;
	reply->status = 0;
	reply->left = w->left;
	reply->specimen_id = mem_strdup(w->records[at].specimen.id);
	reply->revision = w->seq;
	return &reply->mail;
}

static void free_preview(struct mail *mail)
{
	struct preview_reply *reply =
		CONTAINER_OF(mail, struct preview_reply, mail);

	free(reply->cells);
	free(reply);
}

static struct mail *answer_preview(struct world *w, const struct effect *e)
{
	const struct preview_request *ask = &e->preview.request;
	struct preview_reply *reply = mem_zalloc(sizeof(*reply));
	int n = ask->columns * ask->rows;

	reply->mail =
		(struct mail){.kind = PREVIEW_MAIL_DONE, .free = free_preview};
	reply->ticket = e->ticket;
	reply->columns = ask->columns;
	reply->rows = ask->rows;
	reply->scale = 0.5 * ask->zoom;
	reply->rotation = ask->rotation;
	reply->cells = mem_zalloc((size_t)n * sizeof(*reply->cells));
	for (int i = 0; i < n; i++) {
		int x = i % ask->columns, y = i / ask->columns;

		strcpy(reply->cells[i].text,
		       ask->ascii ? ((x + y) % 2 != 0 ? "#" : ":") : "▀");
		reply->cells[i].fg =
			ask->colours == PREVIEW_MONO ? -1 : 0x506070 + x;
		reply->cells[i].bg =
			ask->colours == PREVIEW_MONO ? -1 : 0xd0c0b0 + y;
	}
	return &reply->mail;
}

static void free_suggestions(struct mail *mail)
{
	struct query_suggestions *reply =
		CONTAINER_OF(mail, struct query_suggestions, mail);

	free(reply->specimen_id);
	term_suggestions_free(reply->terms, reply->n_terms);
	alike_free(reply->alike);
	alike_free(reply->duplicate);
	free(reply);
}

/* The record that a script named, where the first one is asked about. */
static struct alike *world_alike_of(struct world *w, int asked,
				    const struct world_alike *named)
{
	const struct specimen *s = &w->records[named->at].specimen;
	struct alike *ret;

	if (asked != 0 || named->why == NULL)
		return NULL;
	ret = mem_zalloc(sizeof(*ret));
	ret->id = mem_strdup(s->id);
	ret->image = mem_strdup(s->image);
	ret->why = mem_strdup(named->why);
	record_copy(&s->record, &ret->record);
	return ret;
}

static struct mail *answer_suggest(struct world *w, const struct effect *e)
{
	struct query_suggestions *reply = mem_zalloc(sizeof(*reply));
	const struct suggest_sources sources = {.terms = w->terms};
	int at = world_find(w, e->suggest.id);
	struct helpful helpful;
	struct specimen s;

	reply->mail = (struct mail){.kind = QUERY_MAIL_SUGGESTIONS,
				    .free = free_suggestions};
	reply->ticket = e->ticket;
	reply->specimen_id = mem_strdup(e->suggest.id);
	assert_true(at >= 0);
	specimen_copy(w, &w->records[at].specimen, &s);
	suggest_record(&sources, &s, &helpful);
	reply->terms = helpful.terms;
	reply->n_terms = helpful.n_terms;
	reply->alike = world_alike_of(w, at, &w->alike);
	reply->duplicate = world_alike_of(w, at, &w->duplicate);
	specimen_done(&s);
	return &reply->mail;
}

static void free_completion(struct mail *mail)
{
	struct query_completion *reply =
		CONTAINER_OF(mail, struct query_completion, mail);

	free(reply->term);
	free(reply->text);
	suggestions_done(&reply->list);
	free(reply);
}

static struct mail *answer_complete(struct world *w, const struct effect *e)
{
	struct query_completion *reply = mem_zalloc(sizeof(*reply));

	reply->mail = (struct mail){.kind = QUERY_MAIL_COMPLETION,
				    .free = free_completion};
	reply->ticket = e->ticket;
	reply->term = mem_strdup(e->complete.term);
	reply->text = mem_strdup(e->complete.text);
	for (int i = 0; i < w->n_known; i++) {
		const struct world_known *known = &w->known[i];
		bool named = known->note[0] != '\0';
		bool begins = strncasecmp(known->value, reply->text,
					  strlen(reply->text)) == 0;
		bool nearest = strcmp(known->note, "near") == 0 && !begins &&
			       strchr(reply->text, ' ') != NULL;

		if (strcmp(known->term, reply->term) == 0 &&
		    (begins || nearest))
			suggestions_add(
				&reply->list,
				&(struct suggestion){
					.value = known->value,
					.note = known->note,
					.nearest = nearest,
					.source = named ? SUGGESTION_TAXA
							: SUGGESTION_SIGNED,
				});
	}
	return &reply->mail;
}

/* A server is paid, the built-in reader was never heard of. */
static struct mail *answer_forecast(struct world *w, const struct effect *e)
{
	const struct extract_options *o = &e->extract.options;
	bool local = strcmp(o->engine, "local") == 0;
	struct forecaster_forecast *reply = mem_zalloc(sizeof(*reply));

	reply->mail.kind = FORECASTER_MAIL_FORECAST;
	reply->ticket = e->ticket;
	if (o->images != NULL && strcmp(o->images, "/nowhere") == 0)
		error_set(&reply->error, ERROR_NOT_FOUND,
			  "cannot open the images in %s", o->images);
	reply->forecast = (struct forecast){
		.sheets = o->limit > 0 ? o->limit : 217,
		.basis = local ? FORECAST_NOTHING : FORECAST_MEASURED,
		.cost_usd = local ? 0 : 0.8,
		.seconds = local ? -1 : 1500,
		.budget_usd = -1,
	};
	return &reply->mail;
}

static void free_folders(struct mail *mail)
{
	struct forecaster_folders *reply =
		CONTAINER_OF(mail, struct forecaster_folders, mail);

	free(reply->text);
	folders_done(&reply->list);
	free(reply);
}

/* Those that a script named. */
static struct mail *answer_folders(struct world *w, const struct effect *e)
{
	struct forecaster_folders *reply = mem_zalloc(sizeof(*reply));
	struct folders *list = &reply->list;

	reply->mail = (struct mail){.kind = FORECASTER_MAIL_FOLDERS,
				    .free = free_folders};
	reply->ticket = e->ticket;
	reply->text = mem_strdup(e->folders);
	list->items = mem_zalloc((WORLD_FOLDERS + 1) * sizeof(char *));
	for (int i = 0; i < w->n_folders; i++)
		if (strncmp(w->folders[i], e->folders, strlen(e->folders)) ==
			    0 &&
		    strcmp(w->folders[i], e->folders) != 0)
			list->items[list->n++] = mem_strdup(w->folders[i]);
	return &reply->mail;
}

static struct mail *world_reply(struct world *w, const struct effect *e)
{
	switch (e->kind) {
	case EFFECT_SPECIMEN:
		return answer_specimen(w, e);
	case EFFECT_ROWS:
		return answer_rows(w, e);
	case EFFECT_COUNTS:
		return answer_counts(w, e);
	case EFFECT_REVIEW:
		return answer_review(w, e);
	case EFFECT_PREVIEW:
		return answer_preview(w, e);
	case EFFECT_SUGGEST:
		return answer_suggest(w, e);
	case EFFECT_COMPLETE:
		return answer_complete(w, e);
	case EFFECT_FORECAST:
		return answer_forecast(w, e);
	case EFFECT_FOLDERS:
		return answer_folders(w, e);
	case EFFECT_VALUES:
		return world_answer_values(w, e);
	case EFFECT_CLUSTERS:
		return world_answer_clusters(w, e);
	case EFFECT_PLAN:
		return world_answer_plan(w, e);
	case EFFECT_BULK:
		return world_answer_bulk(w, e);
	default:
		return NULL;
	}
}

/* Moves what the app asked for to what waits, and notes what matters. */
void world_collect(struct world *w)
{
	for (size_t i = 0; i < w->effects.n; i++) {
		struct effect *e = &w->effects.items[i];

		/* These follow each record and key: nothing to be noted. */
		if (e->kind == EFFECT_LOOK) {
			w->looks++;
		} else if (e->kind != EFFECT_SUGGEST &&
			   e->kind != EFFECT_CLAIM &&
			   e->kind != EFFECT_FORECAST &&
			   e->kind != EFFECT_FOLDERS &&
			   e->kind != EFFECT_COMPLETE) {
			effect_describe(e, &w->log);
			bytes_append_char(&w->log, '\n');
		}
		*effects_add(&w->waiting, e->kind) = *e;
	}
	w->effects.n = 0;
}

void world_answer_first(struct world *w)
{
	struct effects one = {0};
	struct mail *mail;

	*effects_add(&one, w->waiting.items[0].kind) = w->waiting.items[0];
	w->waiting.n--;
	memmove(w->waiting.items, w->waiting.items + 1,
		w->waiting.n * sizeof(w->waiting.items[0]));
	mail = world_reply(w, &one.items[0]);
	if (mail != NULL)
		app_event(&w->app, mail, &w->effects);
	effects_done(&one);
	world_collect(w);
}

void world_answer(struct world *w)
{
	world_collect(w);
	for (int i = 0; w->waiting.n > 0; i++) {
		if (i > 1000)
			fail_msg("the console asks without end: %s",
				 w->log.data);
		world_answer_first(w);
	}
}

void world_other_sets(struct world *w, const char *term, const char *value)
{
	struct world_record *first = &w->records[0];

	world_remember(first);
	world_note_act(w, &first->specimen, "ts", ACT_SET, term, value);
	world_set(&first->specimen, term, value, SOURCE_HUMAN);
	mem_replace(&record_find(&first->specimen.record, term)->by, "ts");
}

void world_reads(struct world *w, const char *model, const char *term,
		 const char *value)
{
	struct specimen *s = &w->records[0].specimen;
	struct outcome *o;

	add_outcome(s, model, s->outcomes[0].labels.n);
	o = &s->outcomes[s->n_outcomes - 1];
	record_done(&o->dwc);
	record_copy(&s->outcomes[0].dwc, &o->dwc);
	record_set(&o->dwc, term, value, 0.9, SOURCE_MODEL);
}

void world_sheet_says(struct world *w, const char *term, const char *value)
{
	struct specimen *s = &w->records[0].specimen;

	record_set(&s->proposal, term, value, 0.9, SOURCE_BARCODE);
	record_set(&s->record, term, value, 0.9, SOURCE_BARCODE);
}

void world_other_acts(struct world *w, enum act_op op, const char *text)
{
	struct specimen *s = &w->records[0].specimen;

	world_remember(&w->records[0]);
	world_note_act(w, s, "ts", op, NULL, op == ACT_BULK ? NULL : text);
	if (op == ACT_BULK)
		s->acts[s->n_acts - 1].changes = json_loads(text, 0, NULL);
	else if (op == ACT_NOTE)
		mem_replace(&s->notes, text);
	else if (op == ACT_FLAG)
		s->flagged = true;
	else if (op == ACT_APPROVE)
		s->status = STATUS_APPROVED;
}

/* ---- beginning and end --------------------------------------------------- */

static const struct app_engine engines[] = {
	{.name = "local"},
	{.name = "openrouter",
	 .network = true,
	 .default_model = "gemini-flash"},
	{.name = "compatible", .network = true, .any_server = true},
	{0},
};

void world_init(struct world *w)
{
	*w = (struct world){.undone_record = -1};
	memcpy(w->engines, engines, sizeof(engines));
	assert_int_equal(terms_load(NULL, &w->terms, NULL), 0);
	assert_int_equal(keymap_load(&w->keymap, NULL, NULL, NULL), 0);
	world_fill(w);
	w->options = (struct app_options){
		.terms = w->terms,
		.keymap = &w->keymap,
		.home = "/home/mb",
		.run_name = "aafc-\0332025",
		.by = BY,
		.engines = w->engines,
		.extract = {.images = "/sheets", .engine = "local"},
		.caps = {.colours = PREVIEW_COLOURS_256,
			 .cell_width = 8,
			 .cell_height = 16},
		.columns = 80,
		.rows = 24,
	};
}

void world_done(struct world *w)
{
	effects_done(&w->effects);
	effects_done(&w->waiting);
	for (int i = 0; i < w->n_folders; i++)
		free(w->folders[i]);
	if (w->started)
		app_done(&w->app);
	for (int i = 0; i < WORLD_RECORDS; i++) {
		specimen_done(&w->records[i].specimen);
		for (int k = 0; k < w->records[i].n_before; k++)
			record_done(&w->records[i].before[k]);
	}
	for (int i = 0; i < w->n_known; i++) {
		free(w->known[i].term);
		free(w->known[i].value);
		free(w->known[i].note);
	}
	draft_done(&w->draft);
	free(w->fail);
	free(w->alike.why);
	free(w->duplicate.why);
	bytes_done(&w->log);
	keymap_done(&w->keymap);
	terms_free(w->terms);
}
