/*
 * text.c: the record in what a model wrote. See text.h.
 *
 * 1. The text is walked once: each byte is looked at a fixed number of times,
 *    whatever it holds ("{{{{{{" too). Spans of JSON never overlap.
 * 2. Nothing is guessed: what mend.h can write as JSON is mended, anything
 *    else that is broken is not a record.
 * 3. A record is never made of a piece: what stands inside of a span that is
 *    cut or broken is not looked at, nor what a model thought aloud.
 * 4. It holds a term, or nothing at all (record_find.h).
 */
#include "config.h"

#include "engine/text/text.h"

#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/text/mend.h"
#include "engine/text/record_find.h"

#define CHAT_TEXT_MAX	(1u << 20)
#define CHAT_KEY_MAX	64  /* bytes of a key without quotes */
#define CHAT_LOOK_MAX	256 /* bytes from a brace to what it holds */
#define CHAT_CONFIDENCE 0.5 /* where a model gave none */

/* How much like a record an object is. */
enum worth {
	WORTH_NONE,   /* one value, an error, a schema */
	WORTH_LITTLE, /* {}, or a single plain value */
	WORTH_RECORD,
};

struct finding {
	const struct terms *terms;
	json_t *object; /* the best so far, owned; NULL: none */
	enum worth worth;
	size_t at, end; /* its span */
	size_t largest; /* members of the largest record seen */
	bool broken;	/* JSON that is cut, or that cannot be read */
	bool seen;	/* JSON that can */
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
	size_t most = at + CHAT_LOOK_MAX < len ? at + CHAT_LOOK_MAX : len;
	size_t next;

	if (text[at] != '{' && text[at] != '[')
		return false;
	next = mend_blank_end(text, most, at + 1);
	if (next == most)
		return text[at] == '{' && space_end(text, len, at + 1) == len;
	if (text[at] == '[')
		return text[next] == '{';
	return text[next] == '"' || text[next] == '}' ||
	       key_begins(text, len, next);
}

/* New reference to what a span holds, mended where it has to be, with the
 * digits that were written: a number of twenty digits is one of a sheet; NULL.
 */
static json_t *span_read(const char *text, size_t len, int *repairs)
{
	struct bytes mended CLEANUP(bytes_done) = {0};
	json_t *value = json_loadb(text, len, 0, NULL);
	bool repaired = false;

	if (value == NULL) {
		*repairs += mend_json(text, len, &mended);
		if (json_read(mended.data, mended.len, &value, &repaired,
			      NULL) < 0)
			return NULL;
		*repairs += repaired ? 1 : 0;
		text = mended.data;
		len = mended.len;
	}
	if (json_digits_stand(text, len))
		return value;
	json_decref(value);
	if (json_read_digits(text, len, NULL, &value, NULL) < 0)
		return NULL;
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
	if (json_is_string(error) && objects == 0)
		return WORTH_NONE;
	return objects > 0 || json_object_size(object) > 1 ? WORTH_RECORD
							   : WORTH_LITTLE;
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
	json_t *value CLEANUP(json_release) =
		span_read(text + at, end - at, &repairs);
	json_t *object = chat_record_find(value, finding->terms, &repairs);
	enum worth worth = object != NULL ? object_worth(object) : WORTH_NONE;
	size_t size = json_object_size(object);

	if (value == NULL || (json_is_array(value) && object == NULL))
		finding->broken = true;
	finding->seen = true;
	if (worth == WORTH_NONE || !finding_prefers(finding, worth, size))
		return;
	if (worth > finding->worth || size > finding->largest)
		finding->largest = size;
	json_decref(finding->object);
	finding->object = json_incref(object);
	finding->worth = worth;
	finding->at = at;
	finding->end = end;
	finding->repairs = repairs;
}

/* --- the text ------------------------------------------------------------- */

/* What stands around what a model thinks aloud. */
static const struct mark {
	const char *open, *close;
} marks[] = {
	{"<think>", "</think>"},
	{"<thinking>", "</thinking>"},
	{"<thought>", "</thought>"},
	{"<thoughts>", "</thoughts>"},
	{"<reasoning>", "</reasoning>"},
	{"<reflection>", "</reflection>"},
	{"<scratchpad>", "</scratchpad>"},
	{"<seed:think>", "</seed:think>"},
	{"<|begin_of_thought|>", "<|end_of_thought|>"},
	{"<|channel|>analysis", "<|channel|>final"},
	{"[THINK]", "[/THINK]"},
	{"\xe2\x97\x81think\xe2\x96\xb7", "\xe2\x97\x81/think\xe2\x96\xb7"},
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool mark_stands(const char *text, size_t len, const char *mark)
{
	size_t size = strlen(mark);

	for (size_t i = 0; i < size; i++)
		if (i >= len || lower(text[i]) != lower(mark[i]))
			return false;
	return true;
}

/* Where the answer begins and ends: behind the last thought, and before one
 * that has no end. */
static void answer_bounds(const char *text, size_t len, size_t *ret_begin,
			  size_t *ret_end)
{
	size_t begin = 0, open = len;

	for (size_t at = 0; at < len; at++) {
		if (text[at] != '<' && text[at] != '[' && text[at] != '\xe2')
			continue;
		for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
			if (mark_stands(text + at, len - at, marks[i].close)) {
				begin = at + strlen(marks[i].close);
				open = len;
			} else if (open == len &&
				   mark_stands(text + at, len - at,
					       marks[i].open)) {
				open = at;
			}
		}
	}
	*ret_begin = begin;
	*ret_end = open;
}

static void finding_search(struct finding *finding, const char *text,
			   size_t len)
{
	size_t at;

	answer_bounds(text, len, &at, &len);
	while (at < len) {
		size_t end;

		if (!span_begins(text, len, at)) {
			at++;
			continue;
		}
		end = at + mend_span(text + at, len - at);
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
	json_t *extra;

	for (char *c = field->value; *c != '\0'; c++)
		if (*c == '\n')
			*c = ' ';
	field->source = SOURCE_MODEL;
	mem_replace(&field->by, NULL);
	mem_replace(&field->was, NULL);
	field->n_boxes = 0;
	field->evidence = -1;
	if (field->extra == NULL)
		return;
	extra = json_cleaned(field->extra);
	json_decref(field->extra);
	field->extra = extra;
}

static int record_take(struct finding *finding, struct record *record,
		       int *ret_repairs, struct error *err)
{
	int mended = 0;
	json_t *object CLEANUP(json_release) = chat_record_name(
		finding->object, finding->terms, &finding->repairs);

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
	return error_set(
		err, ERROR_FAILED,
		finding->broken ? "the JSON of the answer is broken or cut"
		: finding->seen ? "the JSON of the answer holds no term"
				: "there is no JSON record in the answer");
}

int chat_text_read(const char *text, size_t len, const struct terms *terms,
		   struct record *record, bool *ret_wrapped, int *ret_repairs,
		   struct error *err)
{
	struct finding finding CLEANUP(finding_done) = {.terms = terms};
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

bool chat_text_is_strict(const char *text, size_t len)
{
	json_t *value CLEANUP(json_release) = json_loadb(text, len, 0, NULL);

	return json_object_size(value) > 0;
}

bool chat_text_is_prose(const char *text, size_t len)
{
	size_t at;

	answer_bounds(text, len, &at, &len);
	for (; at < len; at++)
		if (span_begins(text, len, at))
			return false;
	return true;
}
