/*
 * fault_content.c: what the model wrote: a record of Darwin Core that is a
 * function of the sheet alone, in all the forms that models give it. See
 * fault_play.h.
 *
 * catalogNumber is the sheet's hash in all of them, so that a test can tell
 * whose answer a record is.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/compiler.h"
#include "fault_content.h"
#include "fault_play.h"

struct pair {
	const char *term;
	const char *form; /* printf format that takes the value once */
};

#define USUAL "{\"value\":\"%s\",\"confidence\":0.95}"

static const char *const terms[] = {
	"catalogNumber", "scientificName", "eventDate", "recordedBy",
	"country",	 "stateProvince",  "locality",
};
#define TERMS ARRAY_LEN(terms)

static const char *const names[] = {
	"Bouteloua gracilis (Kunth) Lag.", "Helianthus annuus L.",
	"Achillea millefolium L.", "Rosa acicularis Lindl.",
	"Carex filifolia Nutt."};
static const char *const people[] = {"A. Tester", "B. Müller", "C. Dvořák",
				     "D. O'Neill"};
static const char *const provinces[] = {"Saskatchewan", "Alberta", "Manitoba"};
static const char *const places[] = {
	"6 mi. N of Sintaluta", "Qu’Appelle Valley", "Cypress Hills, 4 km E",
	"Île-à-la-Crosse"};

#define PICK(list, draw) ((list)[(draw) % ARRAY_LEN(list)])

/* The value of a term, in `buffer` where it is made up. */
static const char *term_value(const struct play *play, size_t term,
			      char *buffer, size_t size)
{
	uint64_t d = fault_mix(play->draw + term);

	switch (term) {
	case 1:
		return PICK(names, d);
	case 2:
		snprintf(buffer, size, "19%02d-%02d-%02d", (int)(d % 90 + 10),
			 (int)(d / 90 % 12 + 1), (int)(d / 2000 % 28 + 1));
		return buffer;
	case 3:
		return PICK(people, d);
	case 4:
		return "Canada";
	case 5:
		return PICK(provinces, d);
	case 6:
		return PICK(places, d);
	default:
		return play->sheet;
	}
}

/* The record with each value in `usual`, but those terms that `odd` names in
 * a form of their own; `more` is put in before the closing brace. A form
 * without a conversion takes no value. */
static void write_record(const struct play *play, const char *usual,
			 const struct pair *odd, const char *more,
			 struct bytes *ret)
{
	char buffer[16];

	bytes_append_char(ret, '{');
	for (size_t i = 0; i < TERMS; i++) {
		const char *value = term_value(play, i, buffer, sizeof(buffer));
		const char *form = usual, *at;

		for (const struct pair *p = odd; p != NULL && p->term; p++)
			if (strcmp(p->term, terms[i]) == 0)
				form = p->form;
		bytes_printf(ret, "%s\"%s\":", i > 0 ? "," : "", terms[i]);
		at = strstr(form, "%s");
		if (at == NULL) {
			bytes_append_str(ret, form);
			continue;
		}
		bytes_append(ret, form, (size_t)(at - form));
		bytes_append_str(ret, value);
		bytes_append_str(ret, at + 2);
	}
	bytes_append_str(ret, more);
	bytes_append_char(ret, '}');
}

void content_usual(const struct play *play, struct bytes *ret)
{
	write_record(play, USUAL, NULL, "", ret);
}

void content_none(const struct play *play, struct bytes *ret)
{
}

/* Cut within a value, where a lenient reader would be tempted. */
void content_cut(const struct play *play, struct bytes *ret)
{
	content_usual(play, ret);
	ret->len = ret->len * 3 / 5;
	ret->data[ret->len] = '\0';
}

void content_bad_utf8(const struct play *play, struct bytes *ret)
{
	static const struct pair odd[] = {
		{"locality", "{\"value\":\"%s \xff\xfe near \xc3, caf\xe9\","
			     "\"confidence\":0.9}"},
		{0},
	};

	write_record(play, USUAL, odd, "", ret);
}

/* Escapes within the content: steering a terminal, and a NUL. */
/* In Python's words, with comments, keys in another case and a comma more. */
void content_loose(const struct play *play, struct bytes *ret)
{
	static const struct pair odd[] = {
		{"country", "{'value':'%s','confidence':NaN}"},
		{"stateProvince", "None"},
		{0},
	};

	write_record(play, USUAL, odd,
		     ",\"event_time\":\"\\'noon\\'\", // as written\n", ret);
}

void content_controls(const struct play *play, struct bytes *ret)
{
	static const struct pair odd[] = {
		{"locality", "{\"value\":\"%s \\u001b[31mred\\u0007\\u0000 "
			     "end\",\"confidence\":0.9}"},
		{"recordedBy", "{\"value\":\"\\u202e%s\\t\\n\","
			       "\"confidence\":0.9}"},
		{0},
	};

	write_record(play, USUAL, odd, "", ret);
}

void content_strings(const struct play *play, struct bytes *ret)
{
	write_record(play, "\"%s\"", NULL, "", ret);
}

void content_numbers(const struct play *play, struct bytes *ret)
{
	write_record(play, USUAL, NULL,
		     ",\"recordNumber\":1202,\"individualCount\":{\"value\":3,"
		     "\"confidence\":1},\"minimumElevationInMeters\":512.5",
		     ret);
}

void content_lists(const struct play *play, struct bytes *ret)
{
	static const struct pair odd[] = {
		{"recordedBy", "[\"%s\",\"E. Second\"]"},
		{0},
	};

	write_record(play, USUAL, odd,
		     ",\"otherCatalogNumbers\":{\"value\":[\"17\",\"18\"],"
		     "\"confidence\":0.8}",
		     ret);
}

void content_nulls(const struct play *play, struct bytes *ret)
{
	static const struct pair odd[] = {
		{"country", "null"},
		{"locality", "{\"value\":null,\"confidence\":0}"},
		{"stateProvince", "{\"value\":\"%s\",\"confidence\":null}"},
		{0},
	};

	write_record(play, USUAL, odd, ",\"habitat\":null", ret);
}

void content_confidence(const struct play *play, struct bytes *ret)
{
	static const struct pair odd[] = {
		{"scientificName",
		 "{\"value\":\"%s\",\"confidence\":\"high\"}"},
		{"eventDate", "{\"value\":\"%s\",\"confidence\":\"95%\"}"},
		{"recordedBy", "{\"value\":\"%s\",\"confidence\":95}"},
		{"country", "{\"value\":\"%s\",\"confidence\":-3}"},
		{"locality", "{\"value\":\"%s\",\"confidence\":\"0.7\"}"},
		{0},
	};

	write_record(play, USUAL, odd, "", ret);
}

void content_unknown(const struct play *play, struct bytes *ret)
{
	write_record(play, USUAL, NULL,
		     ",\"plantMood\":{\"value\":\"dry\",\"confidence\":0.5},"
		     "\"_notes\":\"two labels, one is typed\"",
		     ret);
}
