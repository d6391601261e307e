/*
 * records.c: records as JSON for the page. See records.h.
 */
#include "config.h"

#include "serve/answer/records.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "run/index/filter.h"
#include "run/index/rows.h"
#include "run/index/specimen.h"

#define RECORDS_OFFSET 100000000

/* --- the queue ------------------------------------------------------------ */

static void set_figure(json_t *object, const char *key, double value)
{
	json_object_set_new(object, key,
			    isfinite(value)
				    ? json_real(round(value * 1e3) / 1e3)
				    : json_null());
}

/* Texts without those that are not there. */
static void set_text(json_t *object, const char *key, const char *text)
{
	if (text != NULL && text[0] != '\0')
		json_set_string(object, key, text);
}

static json_t *lines_json(const char *text)
{
	json_t *list = json_array();

	while (text != NULL && *text != '\0') {
		size_t len = strcspn(text, "\n");

		if (len > 0)
			json_array_append_new(list, json_stringn(text, len));
		text += len + (text[len] == '\n');
	}
	return list;
}

static json_t *row_json(const struct specimen_row *row)
{
	json_t *object = json_object();

	json_set_string(object, "specimen_id", row->id);
	json_set_string(object, "image", row->image);
	json_set_string(object, "status", status_word(row->status));
	json_set_string(object, "priority",
			priority_word(row->quality.priority));
	set_figure(object, "doubt", row->quality.doubt);
	set_figure(object, "completeness", row->quality.completeness);
	set_figure(object, "soundness", row->quality.soundness);
	json_object_set_new(object, "flagged", json_boolean(row->flagged));
	json_object_set_new(object, "blank", json_boolean(row->quality.blank));
	json_object_set_new(object, "failed", json_boolean(row->failed));
	set_text(object, "name", row->name);
	set_text(object, "collector", row->collector);
	set_text(object, "number", row->number);
	set_text(object, "date", row->date);
	json_object_set_new(object, "reasons", lines_json(row->reasons));
	return object;
}

static json_t *rows_json(struct specimen_row *rows, size_t n, size_t total,
			 long offset)
{
	json_t *ret = json_object(), *list = json_array();

	for (size_t i = 0; i < n; i++) {
		json_array_append_new(list, row_json(&rows[i]));
		specimen_row_done(&rows[i]);
	}
	free(rows);
	json_object_set_new(ret, "total", json_integer((json_int_t)total));
	json_object_set_new(ret, "offset", json_integer(offset));
	json_object_set_new(ret, "records", list);
	return ret;
}

int records_json(struct index *index, const struct query *query, json_t **ret,
		 struct error *err)
{
	const char *where = query->where != NULL ? query->where : "";
	const char *sort = query->sort != NULL ? query->sort : "doubt";
	char *storage CLEANUP(mem_free_str) = NULL;
	struct index_filter filter;
	struct specimen_row *rows;
	enum index_order order;
	long offset, limit;
	size_t n, total;

	if (query_number("offset", query->offset, 0, 0, RECORDS_OFFSET, &offset,
			 err) < 0 ||
	    query_number("limit", query->limit, 50, 0, RECORDS_MOST, &limit,
			 err) < 0)
		return -1;
	if (index_order_parse(sort, &order) < 0)
		return error_set(err, ERROR_USAGE,
				 "sort takes doubt, name, status, quality or "
				 "alike, not \"%s\"",
				 sort);
	index_filter_init(&filter);
	if (where[0] != '\0' && index_filter_parse(where, index_terms(index),
						   &filter, &storage, err) < 0)
		return -1;
	if (index_rows(index, &filter, order, (size_t)offset, (size_t)limit,
		       &rows, &n, &total, err) < 0)
		return -1;
	*ret = rows_json(rows, n, total, offset);
	return 0;
}

/* --- one record ----------------------------------------------------------- */

static json_t *box_json(const struct box *box)
{
	return json_pack("[i,i,i,i]", box->x, box->y, box->w, box->h);
}

static json_t *values_json(const struct record *record)
{
	json_t *list = json_array();

	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];
		json_t *item = json_object();

		json_set_string(item, "term", field->term);
		json_set_string(item, "value", field->value);
		if (field->confidence >= 0)
			set_figure(item, "confidence", field->confidence);
		json_set_string(item, "source",
				field_source_word(field->source));
		field_support_json(field->evidence, field->support,
				   field->boxes, field->n_boxes, item);
		set_text(item, "was", field->was);
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *verdicts_json(const struct specimen *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->verdicts.n; i++) {
		const struct verdict *verdict = &s->verdicts.items[i];
		json_t *item = json_object();

		json_set_string(item, "term", verdict->term);
		json_set_string(item, "severity",
				severity_word(verdict->severity));
		json_set_string(item, "message", verdict->message);
		json_array_append_new(list, item);
	}
	return list;
}

/* Where labels are: as its picture shows, else as who read it has said. */
static void specimen_labels(const struct specimen *s, struct labels *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->sheet_rotation = -1;
	if (s->looked == FACTS_KNOWN && s->facts != NULL)
		facts_labels(s->facts, ret);
	else if (s->base < s->n_outcomes)
		*ret = s->outcomes[s->base].labels;
}

static json_t *labels_json(const struct specimen *s)
{
	struct labels labels;
	json_t *list = json_array();

	specimen_labels(s, &labels);
	for (int i = 0; i < labels.n; i++) {
		json_t *item = json_object();

		json_object_set_new(item, "label", json_integer(i + 1));
		json_object_set_new(item, "box",
				    box_json(&labels.items[i].box));
		json_object_set_new(item, "turn",
				    json_integer(labels.items[i].rotation));
		json_array_append_new(list, item);
	}
	return list;
}

/* Its whole picture, as it is stored, and how it is turned when it is sent;
 * nothing where nobody has looked. */
static void set_sheet(json_t *object, const struct specimen *s)
{
	const struct facts *facts = s->facts;

	if (s->looked != FACTS_KNOWN || facts == NULL || facts->width <= 0 ||
	    facts->height <= 0 || facts->sheet_rotation < 0)
		return;
	json_object_set_new(object, "sheet",
			    json_pack("{s:[i,i],s:i}", "size", facts->width,
				      facts->height, "turn",
				      facts->sheet_rotation));
}

int record_json(struct index *index, const struct query *query, json_t **ret,
		struct error *err)
{
	struct specimen s;
	json_t *json;

	if (query->id == NULL)
		return error_set(err, ERROR_USAGE, "say which: id=SPECIMEN");
	if (index_specimen(index, query->id, &s, err) < 0)
		return -1;
	json = json_object();
	json_set_string(json, "specimen_id", s.id);
	json_set_string(json, "image", s.image);
	json_set_string(json, "status", status_word(s.status));
	json_set_string(json, "priority", priority_word(s.quality.priority));
	set_figure(json, "doubt", s.quality.doubt);
	json_object_set_new(json, "flagged", json_boolean(s.flagged));
	set_text(json, "error", s.error);
	json_object_set_new(json, "values", values_json(&s.record));
	json_object_set_new(json, "verdicts", verdicts_json(&s));
	json_object_set_new(json, "labels", labels_json(&s));
	set_sheet(json, &s);
	specimen_done(&s);
	*ret = json;
	return 0;
}

/* --- a part of its sheet -------------------------------------------------- */

int record_part_find(struct index *index, const char *id, long label,
		     struct record_part *ret, struct error *err)
{
	struct labels labels;
	struct specimen s;
	int rc = 0;

	if (index_specimen(index, id, &s, err) < 0)
		return -1;
	specimen_labels(&s, &labels);
	if (label < 0 || label > labels.n) {
		rc = error_set(err, ERROR_NOT_FOUND,
			       "this record has %d labels", labels.n);
	} else {
		*ret = (struct record_part){.id = mem_strdup(s.id),
					    .image = mem_strdup(s.image),
					    .turn = labels.sheet_rotation};
		if (label > 0) {
			ret->box = labels.items[label - 1].box;
			ret->turn = labels.items[label - 1].rotation;
		}
	}
	specimen_done(&s);
	return rc;
}

void record_part_done(struct record_part *part)
{
	free(part->id);
	free(part->image);
	memset(part, 0, sizeof(*part));
}
