/*
 * record.h: a record: the values of a specimen by term, each with its
 * confidence and where it came from. Keys that are not a known term are kept
 * as they came.
 */
#ifndef DWC_RECORD_RECORD_H
#define DWC_RECORD_RECORD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"
#include "base/error.h"
#include "dwc/record/term.h"

enum field_source {
	SOURCE_MODEL, /* a vision or language model */
	SOURCE_RULE,  /* the built-in reader's rules, or an imported rule run */
	SOURCE_HUMAN, /* typed, corrected or accepted by a person */
	SOURCE_EMPTY, /* a person confirmed that there is nothing */
	SOURCE_BARCODE, /* a bar code or matrix code on the sheet */
	SOURCE_TABLE,	/* a row of a table that was taken in */
};
#define SOURCE_COUNT 6

/* Whether what is legible on the sheet says a value (run/evidence). */
enum field_support {
	SUPPORT_UNKNOWN,   /* not looked for */
	SUPPORT_SEEN,	   /* it stands there */
	SUPPORT_INFERRED,  /* it follows from what stands there */
	SUPPORT_NOWHERE,   /* nothing legible says it */
	SUPPORT_ILLEGIBLE, /* where it might stand could hardly be read */
};
#define SUPPORT_COUNT 5

struct field {
	char *term;	   /* Darwin Core name or unknown key */
	char *value;	   /* UTF-8, never NULL; "" is empty */
	double confidence; /* 0-1; -1 where none was given */
	double said;	   /* the confidence that the reader gave, where what it
			      is worth stands in its place; else -1 */
	double evidence;   /* 0-1; -1 where none was computed */
	enum field_support support; /* derived: in no journal */
	enum field_source source;
	char *by;    /* who, for SOURCE_HUMAN and SOURCE_EMPTY; else NULL */
	char *was;   /* the extraction's value where a person changed it */
	char *model; /* who read it, where that is known; else NULL */
	char *line_sha256; /* of the line of raw.jsonl that holds it, or NULL:
			      typed, or no outcome says it */
	struct box *boxes;
	size_t n_boxes;
	json_t *extra; /* further keys of the value object, or NULL */
};

struct record {
	struct field *fields; /* in order of arrival; see record_sort */
	size_t n;
	size_t cap;
	size_t cut; /* values that did not fit when it was read */
};

void record_init(struct record *record);
void record_done(struct record *record);
/* Deep copy into an uninitialised *ret. */
void record_copy(const struct record *record, struct record *ret);

/* NULL when the record has no such field. Valid until the next change. */
struct field *record_find(const struct record *record, const char *term);
/* The value, or "" when absent. Borrowed. */
const char *record_value(const struct record *record, const char *term);
/* The same of the term with a role; "" too where the table has none. */
const char *record_role_value(const struct record *record,
			      const struct terms *terms, enum term_role role);
/* Finds or appends an empty field (confidence -1, evidence -1, model). */
struct field *record_ensure(struct record *record, const char *term);
/* Sets value, confidence and source; returns the field. */
struct field *record_set(struct record *record, const char *term,
			 const char *value, double confidence,
			 enum field_source source);
/* Puts a copy of a field in the place of what the record has of its term. */
struct field *record_put(struct record *record, const struct field *field);
/* Adds a box to a field. */
void field_add_box(struct field *field, struct box box);
void record_remove(struct record *record, const char *term);
/* Orders the fields as the table does; unknown keys follow, as they came. */
void record_sort(struct record *record, const struct terms *terms);

/*
 * The `dwc` object of raw.jsonl and of models (vasculum-formats(5)): values
 * are strings, numbers, booleans, null, lists (joined with " | ") or objects
 * {"value","confidence","boxes","evidence","source",…}. Confidence may be
 * text or a number, is clamped to 0-1, and 0-100 is scaled; a value without
 * one gets `fallback`. Unwraps PASS_2 / pass_2 / "PASS 2". Limits: at most
 * 512 fields, 64 KiB a value; what is over is cut and counted in
 * record->cut and *ret_repairs (may be NULL). Appends to an initialised record.
 */
int record_read_json(const json_t *dwc, double fallback,
		     enum field_source source, struct record *record,
		     int *ret_repairs, struct error *err) MUST_USE;

/* {"term":{"value","confidence"[,"source"][,"was"][,"model"][,"boxes"]
 * [,"evidence"]…}}; new reference. `with_source` writes confidence_raw (said),
 * source, corrected, was and line_sha256, as curated.jsonl has them. Fields with empty values are
 * written too. */
json_t *record_write_json(const struct record *record, bool with_source);

const char *field_source_word(enum field_source source);

/* A further key of a SOURCE_BARCODE value: the number printed beside the code,
 * where that is another one. */
#define FIELD_PRINTED "printed"
/* "supported", "inferred", "not on the sheet", "cannot tell"; NULL where it
 * was not looked for. */
const char *field_support_word(enum field_support support);

/* Sets members `evidence`, `support` and `boxes` of an object, as lists and
 * `show` have them: null where nothing was looked for. */
void field_support_json(double evidence, enum field_support support,
			const struct box *boxes, size_t n, json_t *object);

/* [[x,y,w,h], …]; new reference. */
json_t *boxes_write(const struct box *boxes, size_t n);

/*
 * Whether nothing is known of how often its reader is right: a value of such a
 * reader is worth CALIBRATION_UNKNOWN at most (calibration.h), and what they
 * were sure of themselves is in `said`.
 */
bool field_reader_is_unknown(const struct field *field);

/* Forgets evidence, support and boxes. */
void field_unsupport(struct field *field);

#endif
