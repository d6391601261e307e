/*
 * text.c: the record in what a model wrote. See text.h.
 *
 * 1. The text is walked once: each byte is looked at a fixed number of times,
 *    whatever it holds ("{{{{{{" too). Spans of JSON never overlap.
 * 2. Nothing is guessed: a comma too many and raw control characters inside
 *    strings are mended, anything else that is broken is not a record.
 * 3. A record is never made of a piece: what stands inside of a span that is
 *    cut or broken is not looked at.
 */
#include "config.h"

#include "engine/chat/text.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#define CHAT_TEXT_MAX	(1u << 20)
#define CHAT_KEY_MAX	64 /* bytes of a key without quotes */
#define CHAT_WRAPS_MAX	4
#define CHAT_CONFIDENCE 0.5 /* where a model gave none */

/* How much like a record an object is. */
enum worth {
	WORTH_NONE,   /* one value, an error, a schema */
	WORTH_LITTLE, /* {}, or a single plain value */
	WORTH_RECORD,
};

struct finding {
	json_t *object; /* the best so far, owned; NULL: none */
	enum worth worth;
	size_t at, end; /* its span */
	size_t largest; /* members of the largest record seen */
	bool broken;	/* JSON that is cut, or that cannot be read */
	int repairs;
};

static void finding_done(struct finding *finding)
{
	json_decref(finding->object);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static size_t space_end(const char *text, size_t len, size_t at)
{
	while (at < len && is_space(text[at]))
		at++;
	return at;
}

/* --- spans ---------------------------------------------------------------- */

/* Whether a key without quotes, or in others than JSON's, and its colon stand
 * at `at`: no JSON, but an object all the same. */
static bool key_begins(const char *text, size_t len, size_t at)
{
	size_t end = at + CHAT_KEY_MAX < len ? at + CHAT_KEY_MAX : len;

	if (text[at] == '\'')
		return true;
	while (at < end &&
	       ((text[at] >= 'a' && text[at] <= 'z') ||
		(text[at] >= 'A' && text[at] <= 'Z') || text[at] == '_'))
		at++;
	return at < end && text[at] == ':';
}

/* Whether an object, or a list of objects, begins at this byte; a brace of
 * prose or of a template is none. One at the very end was cut. */
static bool span_begins(const char *text, size_t len, size_t at)
{
	size_t next;

	if (text[at] != '{' && text[at] != '[')
		return false;
	next = space_end(text, len, at + 1);
	if (text[at] == '[')
		return next < len && text[next] == '{';
	return next == len || text[next] == '"' || text[next] == '}' ||
	       key_begins(text, len, next);
}

size_t chat_text_span(const char *text, size_t len)
{
	size_t depth = 0;
	bool in_string = false;

	for (size_t at = 0; at < len; at++) {
		char c = text[at];

		if (in_string && c == '\\')
			at++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == '{' || c == '['))
			depth++;
		else if (!in_string && (c == '}' || c == ']') && --depth == 0)
			return at + 1;
	}
	return 0;
}

/* Appends a span without the commas before a closing bracket. */
static void span_mend(const char *text, size_t len, struct bytes *ret)
{
	bool in_string = false;

	for (size_t at = 0; at < len; at++) {
		size_t next;

		if (in_string && text[at] == '\\' && at + 1 < len) {
			bytes_append(ret, text + at++, 2);
			continue;
		}
		if (text[at] == '"')
			in_string = !in_string;
		next = text[at] == ',' && !in_string
			       ? space_end(text, len, at + 1)
			       : len;
		if (next == len || (text[next] != '}' && text[next] != ']'))
			bytes_append_char(ret, text[at]);
	}
}

/* New reference to what a span holds, mended where that is allowed; NULL. */
static json_t *span_read(const char *text, size_t len, int *repairs)
{
	struct bytes mended CLEANUP(bytes_done) = {0};
	json_t *value = NULL;
	bool repaired = false;

	if (json_read(text, len, &value, &repaired, NULL) < 0) {
		span_mend(text, len, &mended);
		if (mended.len == len ||
		    json_read(mended.data, mended.len, &value, NULL, NULL) < 0)
			return NULL;
		repaired = true;
	}
	*repairs += repaired ? 1 : 0;
	return value;
}

/* --- objects -------------------------------------------------------------- */

static enum worth object_worth(json_t *object)
{
	const json_t *error = json_object_get(object, "error"), *value;
	const char *key;
	size_t objects = 0;

	json_object_foreach(object, key, value) objects +=
		json_is_object(value);
	if (json_object_get(object, "value") != NULL ||
	    json_is_object(json_object_get(object, "properties")) ||
	    (error != NULL && json_object_size(object) == 1) ||
	    (json_is_string(error) && objects == 0))
		return WORTH_NONE;
	return objects > 0 || json_object_size(object) > 1 ? WORTH_RECORD
							   : WORTH_LITTLE;
}

/* The only object of a list, in its place; a list of several is not ours to
 * choose from. */
static json_t *object_of(json_t *value, int *repairs)
{
	json_t *object = NULL;

	if (json_is_object(value))
		return value;
	if (json_array_size(value) == 1 &&
	    json_is_object(json_array_get(value, 0))) {
		object = json_incref(json_array_get(value, 0));
		++*repairs;
	}
	json_decref(value);
	return object;
}

/* The last record counts, as the later thought; but a line of remarks behind
 * a whole record does not. */
static bool finding_prefers(const struct finding *finding, enum worth worth,
			    size_t size)
{
	if (worth != finding->worth)
		return worth > finding->worth;
	return worth == WORTH_RECORD ? 2 * size >= finding->largest
				     : size >= finding->largest;
}

static void finding_take(struct finding *finding, const char *text, size_t at,
			 size_t end)
{
	int repairs = 0;
	json_t *value = span_read(text + at, end - at, &repairs);
	json_t *object = value != NULL ? object_of(value, &repairs) : NULL;
	enum worth worth = object != NULL ? object_worth(object) : WORTH_NONE;
	size_t size = json_object_size(object);

	if (object == NULL)
		finding->broken = true;
	if (worth == WORTH_NONE || !finding_prefers(finding, worth, size)) {
		json_decref(object);
		return;
	}
	if (worth > finding->worth || size > finding->largest)
		finding->largest = size;
	json_decref(finding->object);
	finding->object = object;
	finding->worth = worth;
	finding->at = at;
	finding->end = end;
	finding->repairs = repairs;
}

/* --- the text ------------------------------------------------------------- */

/* Where the answer begins: behind what a model thought aloud. */
static size_t thought_end(const char *text, size_t len)
{
	static const char mark[] = "</think>";
	const size_t size = sizeof(mark) - 1;
	size_t end = 0;

	for (size_t at = 0; at + size <= len; at++) {
		const char *next = memchr(text + at, '<', len - at);

		if (next == NULL)
			break;
		at = (size_t)(next - text);
		if (len - at >= size && memcmp(next, mark, size) == 0)
			end = at + size;
	}
	return end;
}

static void finding_search(struct finding *finding, const char *text,
			   size_t len)
{
	for (size_t at = thought_end(text, len); at < len;) {
		size_t end;

		if (!span_begins(text, len, at)) {
			at++;
			continue;
		}
		end = at + chat_text_span(text + at, len - at);
		if (end == at) {
			finding->broken = true;
			return;
		}
		finding_take(finding, text, at, end);
		at = end;
	}
}

/* Whether only white space, or a byte order mark, is outside of the span. */
static bool finding_is_all(const struct finding *finding, const char *text,
			   size_t len)
{
	size_t at = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	return space_end(text, len, at) == finding->at &&
	       space_end(text, len, finding->end) == len;
}

/* The text in a JSON string that is the whole answer, owned; NULL: none. Some
 * models encode twice. */
static char *text_unquote(const char *text, size_t len)
{
	size_t at = space_end(text, len, 0);
	json_t *value CLEANUP(json_release) = NULL;

	if (at == len || text[at] != '"' ||
	    json_read(text, len, &value, NULL, NULL) < 0)
		return NULL;
	return mem_strdup(json_string_value(value));
}

/* --- the record ----------------------------------------------------------- */

/* What may hold the terms: an object, in a list of its own perhaps, that is not
 * the value of a term; borrowed, or NULL. */
static json_t *wrapped_object(json_t *value, int *repairs)
{
	bool listed = json_array_size(value) == 1;

	if (listed)
		value = json_array_get(value, 0);
	if (!json_is_object(value) || json_object_get(value, "value") != NULL)
		return NULL;
	*repairs += listed ? 1 : 0;
	return value;
}

/* By a name that stands for the record among others. */
static json_t *wrapped_by_name(json_t *object, int *repairs)
{
	static const struct {
		const char *name;
		bool pass; /* of several: the others are not a part of it */
	} wraps[] = {
		{"dwc", false},	  {"record", false}, {"fields", false},
		{"PASS_2", true}, {"pass_2", true},  {"PASS 2", true},
	};

	for (size_t i = 0; i < ARRAY_LEN(wraps); i++) {
		json_t *inner = wrapped_object(
			json_object_get(object, wraps[i].name), repairs);

		if (inner == NULL)
			continue;
		if (!wraps[i].pass)
			*repairs += (int)json_object_size(object) - 1;
		return inner;
	}
	return NULL;
}

static bool name_is_wrap(const char *name)
{
	static const char *const names[] = {
		"darwin_core", "darwincore", "darwin core", "data",
		"result",      "results",    "output",	    "answer",
		"response",    "specimen",   "specimens",   "records",
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_casecmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool holds_values(json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key,
			    value) if (json_object_get(value, "value") !=
				       NULL) return true;
	return false;
}

/* By whatever name, where it is all there is and a record without doubt. */
static json_t *wrapped_alone(json_t *object, int *repairs)
{
	void *only = json_object_iter(object);
	int mended = 0;
	json_t *inner;

	if (json_object_size(object) != 1)
		return NULL;
	inner = wrapped_object(json_object_iter_value(only), &mended);
	if (inner == NULL ||
	    (!holds_values(inner) && !name_is_wrap(json_object_iter_key(only))))
		return NULL;
	*repairs += mended;
	return inner;
}

/* The object that holds the terms, borrowed. */
static json_t *record_object(json_t *object, int *repairs)
{
	for (int depth = 0; depth < CHAT_WRAPS_MAX; depth++) {
		json_t *inner = wrapped_by_name(object, repairs);

		if (inner == NULL)
			inner = wrapped_alone(object, repairs);
		if (inner == NULL)
			break;
		object = inner;
	}
	return object;
}

static void record_drop_nulls(json_t *object)
{
	const char *key;
	json_t *value;
	void *next;

	json_object_foreach_safe(object, next, key, value)
	{
		if (json_is_null(value))
			json_object_del(object, key);
	}
}

/* A field as a model may fill it: one line, no person, and no places: it saw
 * pictures of other sizes than the stored one. */
static void field_plain(struct field *field)
{
	for (char *c = field->value; *c != '\0'; c++)
		if (*c == '\n')
			*c = ' ';
	field->source = SOURCE_MODEL;
	mem_replace(&field->by, NULL);
	mem_replace(&field->was, NULL);
	field->n_boxes = 0;
	field->evidence = -1;
}

static int record_take(struct finding *finding, struct record *record,
		       int *ret_repairs, struct error *err)
{
	int mended = 0;
	json_t *object = record_object(finding->object, &finding->repairs);

	record_drop_nulls(object);
	if (record_read_json(object, CHAT_CONFIDENCE, SOURCE_MODEL, record,
			     &mended, err) < 0)
		return -1;
	for (size_t i = 0; i < record->n; i++)
		field_plain(&record->fields[i]);
	*ret_repairs = finding->repairs + mended;
	return 0;
}

/* A scrap is believed only where nothing else was meant to be there. */
static int finding_judge(const struct finding *finding, struct error *err)
{
	if (finding->worth == WORTH_RECORD ||
	    (finding->worth == WORTH_LITTLE && !finding->broken))
		return 0;
	return error_set(err, ERROR_FAILED,
			 finding->broken
				 ? "the JSON of the answer is broken or cut"
				 : "there is no JSON record in the answer");
}

int chat_text_read(const char *text, size_t len, struct record *record,
		   bool *ret_wrapped, int *ret_repairs, struct error *err)
{
	struct finding finding CLEANUP(finding_done) = {0};
	char *inner CLEANUP(mem_free_str) = NULL;

	if (len > CHAT_TEXT_MAX)
		return error_set(err, ERROR_FAILED,
				 "the answer is longer than 1 MiB");
	inner = text_unquote(text, len);
	if (inner != NULL) {
		finding_search(&finding, inner, strlen(inner));
		finding.repairs++;
	} else {
		finding_search(&finding, text, len);
	}
	if (finding_judge(&finding, err) < 0)
		return -1;
	*ret_wrapped = inner != NULL || !finding_is_all(&finding, text, len);
	return record_take(&finding, record, ret_repairs, err);
}
