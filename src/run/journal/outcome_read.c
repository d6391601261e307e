/*
 * outcome_read.c: an outcome from a line of raw.jsonl in any shape that this
 * program or the original wrote. See outcome.h; the shapes are those of
 * vasculum-formats(5), "Shapes that can be imported".
 *
 * 1. A key is taken out of the line when its value is understood; all others
 *    stay in `extra` as they came.
 * 2. A line is refused only when it is not an object, names no sheet, or says
 *    neither what was read nor why nothing was.
 * 3. The result is a function of the line alone, and the same when it was
 *    written and is read again.
 */
#include "config.h"

#include "run/journal/outcome.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "dwc/record/identification.h"
#include "run/journal/outcome_batch.h"

#define OUTCOME_ID_MAX 4096

enum shape {
	SHAPE_OWN,
	SHAPE_OPENROUTER,
	SHAPE_ERROR,
	SHAPE_BATCH,
	SHAPE_BATCH_ERROR,
	SHAPE_CLI,
	SHAPE_CSV,
	SHAPE_BATCH_OUTPUT,
	SHAPE_EXPORT,
};

/* Engines of the original that read by OCR and rules, not by a model. */
static const char *const outcome_rule_engines[] = {
	"vision",  "apple_vision", "tesseract", "paddleocr",
	"easyocr", "multilingual", "rules",
};

static bool outcome_has(const json_t *line, const char *key)
{
	return json_object_get(line, key) != NULL;
}

static enum shape outcome_shape(const json_t *line)
{
	if (outcome_has(line, "params_sha256") ||
	    outcome_has(line, "source_sha256"))
		return SHAPE_OWN;
	if (json_is_true(json_object_get(line, "converted_from_csv")))
		return SHAPE_CSV;
	if (outcome_has(line, "custom_id") && !outcome_has(line, "dwc"))
		return SHAPE_BATCH_ERROR;
	if (outcome_has(line, "batch_custom_id") ||
	    outcome_has(line, "batch_response_id"))
		return SHAPE_BATCH;
	if (outcome_has(line, "errors") || outcome_has(line, "engine"))
		return SHAPE_CLI;
	return outcome_has(line, "dwc") ? SHAPE_OPENROUTER : SHAPE_ERROR;
}

/* A record as `export --format jsonl` writes it. */
static bool outcome_is_export(const json_t *line)
{
	return outcome_has(line, "occurrenceID") &&
	       outcome_has(line, "status") &&
	       json_is_object(json_object_get(line, "dwc")) &&
	       !outcome_has(line, "model") && !outcome_has(line, "provider") &&
	       !outcome_has(line, "engine");
}

/* Its identifier is a value; how it stood in its run says nothing of it. */
static void outcome_turn_export(json_t *line)
{
	json_t *dwc = json_object_get(line, "dwc");

	if (!outcome_has(dwc, "occurrenceID"))
		json_object_set(dwc, "occurrenceID",
				json_object_get(line, "occurrenceID"));
	json_object_del(line, "occurrenceID");
	json_object_del(line, "status");
	json_set_string(line, "provider", OUTCOME_TABLE);
}

/* A batch's output line, or an exported one, is turned into one of raw.jsonl
 * first. */
static enum shape outcome_recognise(json_t **line)
{
	json_t *turned;

	if (outcome_is_export(*line)) {
		outcome_turn_export(*line);
		return SHAPE_EXPORT;
	}

	if (!outcome_batch_is(*line))
		return outcome_shape(*line);
	turned = outcome_batch_line(*line);
	json_decref(*line);
	*line = turned;
	return SHAPE_BATCH_OUTPUT;
}

/* --- taking keys out of the line ------------------------------------------ */

static void take_string(json_t *line, const char *key, char **ret)
{
	const char *text = json_string_at(line, key);

	if (text == NULL)
		return;
	mem_replace(ret, text);
	json_object_del(line, key);
}

static bool take_number(json_t *line, const char *key, double min, double max,
			double *ret)
{
	double number = json_number_at(line, key, min - 1);

	if (!(number >= min && number <= max))
		return false;
	*ret = number;
	json_object_del(line, key);
	return true;
}

static void take_int(json_t *line, const char *key, int *ret)
{
	double number;

	if (take_number(line, key, 0, INT_MAX, &number))
		*ret = (int)number;
}

/* 64 hex digits, made lower case. */
static void take_hash(json_t *line, const char *key, char **ret)
{
	const char *text = json_string_at(line, key);

	if (text == NULL || strlen(text) != 64 || !hash_is_hex(text))
		return;
	take_string(line, key, ret);
	for (char *c = *ret; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
}

/* --- who and when --------------------------------------------------------- */

/* The 64 hex digits that `text` consists of up to its extension, or NULL. */
static char *outcome_stem(const char *text)
{
	char *stem;

	if (!hash_is_hex(text) || (text[64] != '\0' && text[64] != '.'))
		return NULL;
	stem = mem_strndup(text, 64);
	for (char *c = stem; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return stem;
}

/* The hash that names a batch request, with "specimen-" before it or without,
 * or NULL. */
static char *outcome_custom_hash(const json_t *line)
{
	static const char prefix[] = "specimen-";
	const char *id = json_string_at(line, "custom_id");

	if (id == NULL)
		id = json_string_at(line, "batch_custom_id");
	if (id == NULL)
		return NULL;
	if (strncmp(id, prefix, strlen(prefix)) == 0)
		id += strlen(prefix);
	return outcome_stem(id);
}

static int outcome_take_identity(json_t *line, enum shape shape,
				 struct outcome *o, struct error *err)
{
	const char *id = json_string_at(line, "specimen_id");
	const char *image = json_string_at(line, "image");

	if ((id != NULL && strlen(id) > OUTCOME_ID_MAX) ||
	    (image != NULL && strlen(image) > OUTCOME_ID_MAX))
		return error_set(err, ERROR_FAILED,
				 "its image or specimen_id is longer than %d "
				 "bytes",
				 OUTCOME_ID_MAX);
	take_hash(line, "sha256", &o->sha256);
	take_string(line, "image", &o->image);
	/* Of ours it may be the hash of a name, and not of a sheet. */
	if (o->sha256 == NULL && shape != SHAPE_OWN)
		o->sha256 = outcome_custom_hash(line);
	if (id != NULL && id[0] != '\0' &&
	    (shape == SHAPE_OWN || o->sha256 == NULL))
		take_string(line, "specimen_id", &o->specimen_id);
	else
		o->specimen_id = mem_strdup(o->sha256);
	if (o->specimen_id == NULL && o->image != NULL)
		o->specimen_id = outcome_stem(file_base(o->image));
	if (o->specimen_id == NULL && o->image != NULL && o->image[0] != '\0')
		o->specimen_id = mem_printf("name:%s", o->image);
	if (o->specimen_id == NULL)
		return error_set(err, ERROR_FAILED,
				 "it names no sheet: neither image, sha256 nor "
				 "specimen_id");
	if (o->image == NULL)
		o->image = mem_strdup("");
	return 0;
}

/* A stamp in UTC ends in Z; all others stay as they are. Owned. */
static char *outcome_stamp(const char *stamp)
{
	static const char *const utc[] = {"+00:00", "-00:00", "+0000", "z"};
	size_t len = strlen(stamp);
	double seconds;

	if (clock_parse(stamp, &seconds) < 0)
		return mem_strdup(stamp);
	for (size_t i = 0; i < ARRAY_LEN(utc); i++) {
		size_t tail = strlen(utc[i]);

		if (len > tail && strcmp(stamp + len - tail, utc[i]) == 0)
			return mem_printf("%.*sZ", (int)(len - tail), stamp);
	}
	return mem_strdup(stamp);
}

/* The older shapes say when only in their run_id, as
 * "batch-2025-10-06T22:49:15.150722". */
static void outcome_take_time(json_t *line, struct outcome *o)
{
	char *stamp CLEANUP(mem_free_str) = NULL;
	double seconds;

	take_string(line, "run_id", &o->run_id);
	take_string(line, "timestamp", &stamp);
	if (stamp == NULL && o->run_id != NULL) {
		const char *digits =
			o->run_id + strcspn(o->run_id, "0123456789");

		if (strchr(digits, 'T') != NULL &&
		    clock_parse(digits, &seconds) == 0)
			stamp = mem_strdup(digits);
	}
	o->timestamp = outcome_stamp(stamp != NULL ? stamp : "");
}

/* Model and provider, which shapes 3 and 5 call engine_version and engine. */
static void outcome_take_model(json_t *line, enum shape shape,
			       struct outcome *o)
{
	const char *engine = json_string_at(line, "engine");
	const char *version = json_string_at(line, "engine_version");

	take_string(line, "model", &o->model);
	take_string(line, "provider", &o->provider);
	if (o->model == NULL)
		o->model = mem_strdup(version != NULL && version[0] != '\0'
					      ? version
					      : engine);
	if (o->provider == NULL && shape == SHAPE_CLI)
		o->provider = mem_strdup(engine);
	if (o->provider == NULL &&
	    (shape == SHAPE_BATCH || shape == SHAPE_BATCH_ERROR))
		o->provider = mem_strdup("openai");
}

/* --- what was read -------------------------------------------------------- */

/* The inner object of models that were asked for two passes. */
static const json_t *outcome_unwrap(const json_t *object)
{
	static const char *const wraps[] = {"PASS_2", "pass_2", "PASS 2"};

	for (size_t i = 0; i < ARRAY_LEN(wraps); i++) {
		const json_t *inner = json_object_get(object, wraps[i]);

		if (json_is_object(inner) &&
		    json_object_get(inner, "value") == NULL)
			return inner;
	}
	return object;
}

/* One value with the confidence that dwc_confidence gives it; new reference.
 * What it says itself counts more. */
static json_t *outcome_join_value(json_t *value, json_t *confidence)
{
	json_t *joined;

	if (confidence == NULL || json_is_null(confidence))
		return json_incref(value);
	if (!json_is_object(value))
		return json_pack("{s:O,s:O}", "value", value, "confidence",
				 confidence);
	joined = json_copy(value);
	if (json_is_null(json_object_get(joined, "confidence")))
		json_object_del(joined, "confidence");
	if (!outcome_has(joined, "confidence"))
		json_object_set(joined, "confidence", confidence);
	return joined;
}

/* `dwc` joined with `dwc_confidence`; new reference. */
static json_t *outcome_join(json_t *dwc, const json_t *confidences)
{
	json_t *plain, *joined;
	const char *key;
	json_t *value;

	if (confidences == NULL)
		return json_incref(dwc);
	plain = json_copy((json_t *)(uintptr_t)outcome_unwrap(dwc));
	joined = json_object();
	confidences = outcome_unwrap(confidences);
	json_object_foreach(plain, key, value)
	{
		json_t *confidence = json_object_get(confidences, key);

		json_object_set_new(joined, key,
				    outcome_join_value(value, confidence));
	}
	json_decref(plain);
	return joined;
}

static enum field_source outcome_source(const struct outcome *o,
					const json_t *line)
{
	const char *engine = json_string_at(line, "engine");

	if (outcome_is_row(o))
		return SOURCE_TABLE;
	if (o->provider != NULL && strcmp(o->provider, "local") == 0)
		return SOURCE_RULE;
	if (json_string_at(line, "ocr_engine") != NULL)
		return SOURCE_RULE;
	for (size_t i = 0; i < ARRAY_LEN(outcome_rule_engines); i++)
		if (engine != NULL &&
		    strcmp(engine, outcome_rule_engines[i]) == 0)
			return SOURCE_RULE;
	return SOURCE_MODEL;
}

/* An extraction is never a person, whatever its line says. */
static void outcome_set_source(struct record *record, enum field_source source)
{
	for (size_t i = 0; i < record->n; i++) {
		struct field *field = &record->fields[i];

		if (field->source != SOURCE_BARCODE)
			field->source = source;
		mem_replace(&field->by, NULL);
		mem_replace(&field->was, NULL);
	}
}

static int outcome_take_dwc(json_t *line, enum shape shape, struct outcome *o,
			    struct error *err)
{
	json_t *dwc = json_object_get(line, "dwc");
	json_t *joined CLEANUP(json_release) = NULL;
	enum field_source source = outcome_source(o, line);

	if (dwc == NULL || json_is_null(dwc))
		return 0;
	if (!json_is_object(dwc))
		return error_set(err, ERROR_FAILED, "its dwc is not an object");
	joined = outcome_join(dwc, json_object_get(line, "dwc_confidence"));
	if (record_read_json(joined,
			     shape == SHAPE_OWN || shape == SHAPE_EXPORT ? -1
									 : 0.5,
			     source, &o->dwc, NULL, err) < 0)
		return -1;
	outcome_set_source(&o->dwc, source);
	return 0;
}

/* --- why nothing was ------------------------------------------------------ */

/* Appends what an error says: a string, an object with "message", or any
 * other JSON as it is. */
static void outcome_append_error(const json_t *error, struct bytes *ret)
{
	const char *text = json_string_value(error);

	if (text == NULL)
		text = json_string_at(error, "message");
	if (text == NULL && (json_is_null(error) || json_is_false(error)))
		return;
	if (ret->len > 0)
		bytes_append_str(ret, "; ");
	if (text != NULL) {
		bytes_append_str(ret, text);
		return;
	}
	json_write_line(error, ret);
	ret->data[--ret->len] = '\0';
}

/* The error text of any shape, owned; NULL when the line has none. */
static char *outcome_error_text(const json_t *line, bool *ret_taken)
{
	const json_t *error = json_object_get(line, "error");
	const char *status = json_string_at(line, "status");
	struct bytes text = {0};
	const json_t *errors = NULL;
	const json_t *item;
	size_t i;

	if (error != NULL)
		outcome_append_error(error, &text);
	*ret_taken = json_is_string(error);
	if (text.len == 0)
		errors = json_object_get(line, "errors");
	json_array_foreach(errors, i, item)
	{
		outcome_append_error(item, &text);
	}
	if (text.len == 0 && status != NULL && strcmp(status, "failed") == 0)
		bytes_append_str(&text, "failed");
	if (text.len > 0)
		return bytes_steal(&text);
	bytes_done(&text);
	return NULL;
}

/* A failure is an error without a single field; an error beside fields stays
 * where it was. */
static int outcome_take_error(json_t *line, struct outcome *o,
			      struct error *err)
{
	bool taken;
	char *text = outcome_error_text(line, &taken);

	if (o->dwc.n > 0 || text == NULL) {
		free(text);
		if (json_is_object(json_object_get(line, "dwc")))
			return 0;
		return error_set(err, ERROR_FAILED,
				 "it has neither dwc nor error");
	}
	o->error = text;
	if (taken)
		json_object_del(line, "error");
	take_string(line, "error_kind", &o->error_kind);
	take_string(line, "error_scope", &o->error_scope);
	take_int(line, "http_status", &o->http_status);
	return 0;
}

/* --- the rest ------------------------------------------------------------- */

static void outcome_take_usage(json_t *line, struct outcome *o)
{
	json_t *usage = json_object_get(line, "usage");
	double cost;

	if (!json_is_object(usage))
		return;
	o->usage = json_incref(usage);
	json_object_del(line, "usage");
	cost = json_number_at(usage, "cost", 0);
	if (cost > 0 && cost < 1e9)
		o->cost_usd = cost;
}

/* -1 for what is not a turn by quarters. */
static int outcome_read_turn(const json_t *object, const char *key)
{
	double turn = json_number_at(object, key, -1);

	return turn == 90 || turn == 180 || turn == 270 ? (int)turn
	       : turn == 0				? 0
							: -1;
}

static bool outcome_read_label(const json_t *item, struct label *ret)
{
	const json_t *box = json_object_get(item, "box");
	int parts[4];

	if (json_array_size(box) != ARRAY_LEN(parts))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		json_int_t part = json_integer_value(json_array_get(box, i));

		if (part < 0 || part > INT_MAX / 2)
			return false;
		parts[i] = (int)part;
	}
	*ret = (struct label){
		.box = {parts[0], parts[1], parts[2], parts[3]},
		.rotation = outcome_read_turn(item, "rotation"),
		.score = json_number_at(item, "score", 0),
	};
	return ret->box.w > 0 && ret->box.h > 0;
}

static void outcome_take_labels(json_t *line, struct outcome *o)
{
	const json_t *list = json_object_get(line, "labels");
	struct labels labels = {.sheet_rotation = -1};
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		if (labels.n == LABELS_MAX ||
		    !outcome_read_label(item, &labels.items[labels.n]))
			return;
		labels.n++;
	}
	if (labels.n == 0)
		return;
	labels.sheet_rotation = outcome_read_turn(line, "sheet_rotation");
	json_object_del(line, "labels");
	json_object_del(line, "sheet_rotation");
	o->labels = labels;
}

static void outcome_take_rest(json_t *line, struct outcome *o)
{
	take_hash(line, "params_sha256", &o->params_sha256);
	take_hash(line, "source_sha256", &o->source_sha256);
	take_string(line, "finish_reason", &o->finish_reason);
	take_string(line, "generation_id", &o->generation_id);
	take_int(line, "attempts", &o->attempts);
	take_number(line, "latency_ms", 0, 1e15, &o->latency_ms);
	outcome_take_usage(line, o);
	outcome_take_labels(line, o);
}

/* The determinations; an imported list stays among the line's own keys, with
 * members that no list of ours has. */
static void outcome_take_history(json_t *line, struct outcome *o)
{
	const json_t *given = json_object_get(line, IDENTIFICATION_KEY);
	json_t *list CLEANUP(json_release) = identifications_take(given);
	char *text CLEANUP(mem_free_str) = NULL;

	if (list == NULL || o->error != NULL)
		return;
	text = identifications_text(list);
	record_set(&o->dwc, IDENTIFICATION_TERM, text, -1,
		   outcome_source(o, line));
	if (json_equal(given, list))
		json_object_del(line, IDENTIFICATION_KEY);
}

static int outcome_take(json_t *line, enum shape shape, struct outcome *o,
			struct error *err)
{
	if (outcome_take_identity(line, shape, o, err) < 0)
		return -1;
	outcome_take_time(line, o);
	outcome_take_model(line, shape, o);
	if (outcome_take_dwc(line, shape, o, err) < 0 ||
	    outcome_take_error(line, o, err) < 0)
		return -1;
	outcome_take_history(line, o);
	json_object_del(line, "dwc");
	outcome_take_rest(line, o);
	if (json_object_size(line) > 0)
		o->extra = json_incref(line);
	return 0;
}

/* Of a line that was parsed; takes it. */
static int outcome_of(json_t *parsed, struct outcome *ret, int *ret_shape,
		      struct error *err)
{
	json_t *line CLEANUP(json_release) = parsed;
	struct outcome outcome;
	enum shape shape;

	if (!json_is_object(line))
		return error_set(err, ERROR_FAILED, "it is not a JSON object");
	shape = outcome_recognise(&line);
	outcome_init(&outcome);
	if (outcome_take(line, shape, &outcome, err) < 0) {
		outcome_done(&outcome);
		return -1;
	}
	*ret = outcome;
	if (ret_shape != NULL)
		*ret_shape = (int)shape;
	return 0;
}

int outcome_read(const char *text, size_t len, struct outcome *ret,
		 int *ret_shape, struct error *err)
{
	json_t *line;

	if (json_read(text, len, &line, NULL, err) < 0)
		return -1;
	return outcome_of(line, ret, ret_shape, err);
}

int outcome_read_digits(const char *text, size_t len, struct outcome *ret,
			int *ret_shape, struct error *err)
{
	json_t *line;

	if (json_read_digits(text, len, "dwc", &line, err) < 0)
		return -1;
	return outcome_of(line, ret, ret_shape, err);
}
