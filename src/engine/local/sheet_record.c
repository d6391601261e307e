/*
 * sheet_record.c: one record of several regions. See sheet_record.h.
 *
 * The words of a region are parted by who speaks (image/facts/words.h), and
 * each part is mapped by itself. Each label is weighed by what it tells of a
 * gathering. The one that tells most leads; the others are asked in the order
 * in which the finder gave them.
 *
 * 1. The lead's values stand; what others say fills what is missing, or is
 *    much surer. A label of another gathering fills nothing.
 * 2. A field is copied with its confidence, evidence, source and boxes, or not
 *    at all.
 * 3. Letters that make no words are not guessed at: of a part that is strange
 *    a name alone is believed, which is Latin everywhere.
 * 4. A slip's name, people and date stand in the history of determinations,
 *    and nowhere else: a name alone, where no label has any, but for that.
 */
#include "config.h"

#include "engine/local/sheet_record.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/box.h"
#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/identification.h"
#include "engine/local/slip.h"
#include "image/facts/rows.h"

/* What flags say. */
#define FLAG_NO_SPECIMEN "looks like no specimen"
#define FLAG_SEVERAL	 "several gatherings on the sheet"
#define FLAG_NO_WORDS	 "no words could be made out"
#define FLAG_SCRIPT	 "written in another script: "

/* A value of a part is told from here on. */
#define TOLD 0.4
/* What a value needs to be kept of what looks like no specimen, and how sure it
 * is then at most. */
#define NO_SPECIMEN_TOLD 0.7
#define NO_SPECIMEN_MOST 0.45
/* Words are read well from here on, on the whole. */
#define READ_WELL 0.6
/* What is surer by so much goes before what the lead says. */
#define MUCH_SURER 0.1
/* Another gathering says otherwise of two things, less alike than this. */
#define ALIKE 0.7
/* What a name in a strange part needs. */
#define NAME_LEAST 0.7
/* A name that a slip alone has: whose it was at first nobody says. */
#define SLIP_NAME_CONFIDENCE 0.5

void sheet_part_done(struct sheet_part *part)
{
	record_done(&part->record);
	free(part->text);
	part->text = NULL;
}

static bool field_says(const struct field *field)
{
	return field != NULL && *field->value != '\0';
}

static bool record_has(const struct record *record, const char *term)
{
	return *record_value(record, term) != '\0';
}

static bool is_told(const struct record *record, const char *term)
{
	const struct field *f = record_find(record, term);

	return field_says(f) && f->confidence >= TOLD;
}

/* How much a label tells of a gathering. */
static double part_worth(const struct sheet_part *part)
{
	static const struct {
		const char *term;
		double worth;
	} terms[] = {
		{"scientificName", 2}, {"recordedBy", 2},
		{"eventDate", 2},      {"locality", 2},
		{"recordNumber", 1},   {"habitat", 1},
		{"identifiedBy", 0.5}, {"vernacularName", 0.5},
	};
	double sum = 0;

	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		const struct field *f =
			record_find(&part->record, terms[i].term);

		if (field_says(f))
			sum += terms[i].worth * (0.3 + f->confidence);
	}
	return sum;
}

/* Puts a copy of a field into another record. */
static void field_copy(const struct field *field, struct record *to)
{
	struct field *put;

	record_remove(to, field->term);
	put = record_set(to, field->term, field->value, field->confidence,
			 field->source);
	put->evidence = field->evidence;
	for (size_t i = 0; i < field->n_boxes; i++)
		field_add_box(put, field->boxes[i]);
}

/* --- labels --------------------------------------------------------------- */

static const struct sheet_part *parts_lead(const struct sheet_part *parts,
					   size_t n)
{
	const struct sheet_part *lead = NULL;
	double best = 0;

	for (size_t i = 0; i < n; i++) {
		double worth = part_worth(&parts[i]);

		if (parts[i].role != ROLE_LABEL || worth <= best)
			continue;
		best = worth;
		lead = &parts[i];
	}
	return lead;
}

/* Whether a label tells of another gathering: of those things that tell
 * gatherings apart it says two otherwise. */
static bool is_other_gathering(const struct record *record,
			       const struct record *lead)
{
	static const char *const terms[] = {"recordedBy", "recordNumber",
					    "eventDate"};
	int other = 0;

	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		const struct field *a = record_find(record, terms[i]);
		const struct field *b = record_find(lead, terms[i]);

		other += field_says(a) && field_says(b) &&
			 a->confidence >= TOLD && b->confidence >= TOLD &&
			 text_similarity(a->value, b->value) < ALIKE;
	}
	return other >= 2;
}

/* Whether a label names another country, without being much surer of it: the
 * state of a house's address is none of the plant's. */
static bool is_other_country(const struct record *from,
			     const struct record *ret)
{
	const struct field *a = record_find(from, "country");
	const struct field *b = record_find(ret, "country");

	return field_says(a) && field_says(b) &&
	       text_similarity(a->value, b->value) < 1 &&
	       a->confidence <= b->confidence + MUCH_SURER;
}

static bool term_is_division(const char *term)
{
	static const char *const terms[] = {"stateProvince", "county",
					    "municipality"};

	return text_among(term, terms, ARRAY_LEN(terms));
}

/* Takes over what is missing, and what is surer. */
static void record_fill(const struct record *from, struct record *ret)
{
	bool abroad = is_other_country(from, ret);

	for (size_t i = 0; i < from->n; i++) {
		const struct field *f = &from->fields[i];
		const struct field *has = record_find(ret, f->term);

		if (abroad && term_is_division(f->term))
			continue;
		if (field_says(f) &&
		    (!field_says(has) ||
		     f->confidence > has->confidence + MUCH_SURER))
			field_copy(f, ret);
	}
}

static void record_fill_number(const struct record *from, struct record *ret)
{
	const struct field *number = record_find(from, "catalogNumber");

	if (field_says(number) && !record_has(ret, "catalogNumber"))
		field_copy(number, ret);
}

/* A piece of a label that was taken for the house's: a collector with a number
 * or a date is told there, and none on the label. */
static void record_fill_gathering(const struct record *from, struct record *ret)
{
	static const char *const terms[] = {"recordedBy", "recordNumber",
					    "eventDate", "verbatimEventDate"};

	if (!is_told(from, "recordedBy") || record_has(ret, "recordedBy") ||
	    (!is_told(from, "recordNumber") && !is_told(from, "eventDate")))
		return;
	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		const struct field *f = record_find(from, terms[i]);

		if (field_says(f) && !record_has(ret, terms[i]))
			field_copy(f, ret);
	}
}

/* Fills *ret, a copy of the lead, from the other parts; returns whether a
 * label is of another gathering. */
static bool parts_fill(const struct sheet_part *parts, size_t n,
		       const struct sheet_part *lead, struct record *ret)
{
	bool several = false;

	for (size_t i = 0; i < n; i++) {
		const struct record *record = &parts[i].record;

		if (&parts[i] == lead || parts[i].role == ROLE_ANNOTATION)
			continue;
		if (parts[i].role != ROLE_LABEL) {
			record_fill_number(record, ret);
			record_fill_gathering(record, ret);
		} else if (lead != NULL &&
			   is_other_gathering(record, &lead->record))
			several = true;
		else
			record_fill(record, ret);
	}
	return several;
}

/* --- determinations ------------------------------------------------------- */

/* What the label itself says of the naming; new reference, NULL for no name. */
static json_t *label_determination(const struct record *record)
{
	static const char *const terms[] = {"identifiedBy", "dateIdentified",
					    "scientificName"};
	json_t *entry;

	if (!record_has(record, "scientificName"))
		return NULL;
	entry = json_object();
	for (size_t i = 0; i < ARRAY_LEN(terms); i++)
		if (record_has(record, terms[i]))
			json_set_string(entry, terms[i],
					record_value(record, terms[i]));
	return entry;
}

/* The label's own first, then the slips'. A sheet without a slip has no
 * history: its values say it all. */
static void history_put(json_t *slips, struct record *ret)
{
	json_t *list CLEANUP(json_release) = json_array();
	json_t *own = label_determination(ret);
	const char *name =
		json_string_at(identifications_latest(slips), "scientificName");
	char *text CLEANUP(mem_free_str) = NULL;

	if (own != NULL)
		json_array_append_new(list, own);
	if (json_array_size(slips) == 0)
		return;
	json_array_extend(list, slips);
	text = identifications_text(list);
	record_set(ret, IDENTIFICATION_TERM, text, -1, SOURCE_RULE);
	if (own == NULL && name != NULL)
		record_set(ret, "scientificName", name, SLIP_NAME_CONFIDENCE,
			   SOURCE_RULE);
}

/* --- what is said of the sheet -------------------------------------------- */

/* With so many headings a label is one of the collection's own forms. */
#define HEADINGS_TELLING 5

/* Something was read, and nothing of it speaks of a gathering: a folder's cover
 * has a name and the number of its shelf, a shop's label on an empty box its
 * maker. Where nothing could be read nothing is known. */
static bool is_no_specimen(const struct sheet_part *parts, size_t n,
			   const struct record *record)
{
	static const char *const terms[] = {"recordedBy", "eventDate",
					    "locality", "identifiedBy"};
	bool read = false;

	for (size_t i = 0; i < n; i++) {
		read |= parts[i].confidence >= READ_WELL;
		if (parts[i].headings >= HEADINGS_TELLING)
			return false;
	}
	for (size_t i = 0; i < record->n; i++)
		read |= is_told(record, record->fields[i].term);
	for (size_t i = 0; i < ARRAY_LEN(terms); i++)
		if (is_told(record, terms[i]))
			return false;
	return read;
}

/* Takes out guesses, where nothing tells of a gathering; of the rest nothing is
 * sure, however well it was read: a shop has its address, too. */
static void record_unguess(struct record *record)
{
	for (size_t i = record->n; i > 0; i--) {
		struct field *f = &record->fields[i - 1];
		char *term CLEANUP(mem_free_str) = mem_strdup(f->term);

		if (f->confidence >= 0 && f->confidence < NO_SPECIMEN_TOLD)
			record_remove(record, term);
		else if (f->confidence > NO_SPECIMEN_MOST)
			f->confidence = NO_SPECIMEN_MOST;
	}
}

/* A label that could not be understood, where none was; or NULL. */
static const struct sheet_part *parts_strange(const struct sheet_part *parts,
					      size_t n)
{
	const struct sheet_part *strange = NULL;

	for (size_t i = 0; i < n; i++) {
		if (parts[i].role != ROLE_LABEL)
			continue;
		if (!parts[i].strange && part_worth(&parts[i]) > 0)
			return NULL;
		if (parts[i].strange && strange == NULL)
			strange = &parts[i];
	}
	return strange;
}

static void flag_strange(const struct sheet_part *part, struct record *ret)
{
	char *script CLEANUP(mem_free_str) = NULL;

	if (part->script != NULL)
		script = mem_printf(FLAG_SCRIPT "%s", part->script);
	record_set(ret, "flags", script != NULL ? script : FLAG_NO_WORDS, -1,
		   SOURCE_RULE);
}

static void flags_put(const struct sheet_part *parts, size_t n, bool several,
		      struct record *ret)
{
	const struct sheet_part *strange = parts_strange(parts, n);

	if (strange != NULL) {
		flag_strange(strange, ret);
	} else if (is_no_specimen(parts, n, ret)) {
		record_unguess(ret);
		record_set(ret, "flags", FLAG_NO_SPECIMEN, -1, SOURCE_RULE);
	} else if (several) {
		record_set(ret, "flags", FLAG_SEVERAL, -1, SOURCE_RULE);
	}
}

static bool part_is_quoted(const struct sheet_part *part)
{
	return part->role != ROLE_STAMP && !text_blank(part->text);
}

/* What labels and notes say, as it was read: what fits no term stays here. */
static void verbatim_put(const struct sheet_part *parts, size_t n,
			 struct record *ret)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	double sum = 0;
	int count = 0;
	struct field *field;

	for (size_t i = 0; i < n; i++) {
		if (!part_is_quoted(&parts[i]))
			continue;
		bytes_printf(&text, "%s%s", count > 0 ? " | " : "",
			     parts[i].text);
		sum += parts[i].confidence;
		count++;
	}
	if (count == 0)
		return;
	field = record_set(ret, "verbatimLabel", text.data, sum / count,
			   SOURCE_RULE);
	field->evidence = sum / count;
	for (size_t i = 0; i < n; i++)
		if (part_is_quoted(&parts[i]))
			field_add_box(field, parts[i].box);
}

void sheet_record_join(const struct sheet_part *parts, size_t n, json_t *slips,
		       struct record *ret)
{
	const struct sheet_part *lead = parts_lead(parts, n);
	bool several;

	record_init(ret);
	if (lead != NULL)
		record_copy(&lead->record, ret);
	several = parts_fill(parts, n, lead, ret);
	history_put(slips, ret);
	flags_put(parts, n, several, ret);
	verbatim_put(parts, n, ret);
}

/* --- from the facts ------------------------------------------------------- */

/* The voices of a region that are mapped, each with the roles of its words. A
 * label is understood with the frame that it is printed in. */
static const struct voice {
	enum region_role role;
	unsigned roles;
} voices[SHEET_VOICES] = {
	{ROLE_LABEL, 1u << ROLE_LABEL | 1u << ROLE_UNKNOWN | 1u << ROLE_FRAME},
	{ROLE_STAMP, 1u << ROLE_STAMP | 1u << ROLE_CODE | 1u << ROLE_FRAME},
	{ROLE_ANNOTATION, 1u << ROLE_ANNOTATION},
};

enum region_role sheet_voice_words(const struct region *region, size_t voice,
				   struct words *ret)
{
	for (size_t i = 0; i < region->words.n; i++) {
		const struct word *word = &region->words.items[i];

		if (voices[voice].roles & 1u << word->role)
			words_copy(ret, word);
	}
	return voices[voice].role;
}

/* Whether most of the words that a value was made of are a frame's. */
static bool field_is_framed(const struct field *field,
			    const struct words *words)
{
	int framed = 0, all = 0;

	for (size_t i = 0; i < words->n; i++) {
		const struct word *word = &words->items[i];

		for (size_t k = 0; k < field->n_boxes; k++) {
			if (!box_holds_middle(field->boxes[k], word->box))
				continue;
			framed += word->role == ROLE_FRAME;
			all++;
			break;
		}
	}
	return 2 * framed > all;
}

/* The house's address says nothing of where a plant grew. */
static void record_unframe(struct record *record, const struct words *words)
{
	for (size_t i = record->n; i > 0; i--) {
		const struct field *field = &record->fields[i - 1];

		if (field_is_framed(field, words)) {
			char *term CLEANUP(mem_free_str) =
				mem_strdup(field->term);

			record_remove(record, term);
		}
	}
}

/* From pixels of the upright picture to those of the stored image. */
static void boxes_place(const struct view_place *place, struct record *record)
{
	for (size_t i = 0; i < record->n; i++)
		for (size_t k = 0; k < record->fields[i].n_boxes; k++)
			record->fields[i].boxes[k] = view_place_stored(
				place, record->fields[i].boxes[k]);
}

/* The words as they stand, " / " between rows; owned. */
static char *words_lines(const struct words *words)
{
	struct bytes text = {0};
	struct word_rows rows;

	word_rows_make(words, NULL, &rows);
	for (size_t i = 0; i < rows.n; i++)
		for (size_t k = 0; k < rows.items[i].n; k++)
			bytes_printf(
				&text, "%s%s",
				text.len == 0 ? ""
				: k == 0      ? " / "
					      : " ",
				words->items[rows.order[rows.items[i].first +
							k]]
					.text);
	word_rows_done(&rows);
	return bytes_steal(&text);
}

static double words_confidence(const struct words *words)
{
	double sum = 0;

	for (size_t i = 0; i < words->n; i++)
		sum += words->items[i].confidence;
	return words->n > 0 ? sum / (double)words->n : 0;
}

/* Nothing but a sure name is believed of letters that make no words. */
static void part_check_words(const struct plausible *plausible,
			     struct sheet_part *part)
{
	struct plausible_text text;

	plausible_text(plausible, part->text, &text);
	if (text.verdict != PLAUSIBLE_GARBLE &&
	    text.verdict != PLAUSIBLE_SCRIPT)
		return;
	part->strange = true;
	part->script = text.verdict == PLAUSIBLE_SCRIPT ? text.script : NULL;
	for (size_t i = part->record.n; i > 0; i--) {
		const struct field *field = &part->record.fields[i - 1];
		char *term CLEANUP(mem_free_str) = mem_strdup(field->term);

		if (strcmp(term, "scientificName") != 0 ||
		    field->confidence < NAME_LEAST)
			record_remove(&part->record, term);
	}
}

/* False for a voice that is silent in the region. */
static bool part_read(const struct map_model *model,
		      const struct region *region, size_t voice,
		      struct sheet_part *ret)
{
	struct words words = {0};
	struct label_reading reading;
	enum region_role role = sheet_voice_words(region, voice, &words);
	bool speaks = words.n > 0;

	if (speaks) {
		map_region(model, &words, &reading);
		*ret = (struct sheet_part){.role = role,
					   .headings = reading.headings,
					   .confidence =
						   words_confidence(&words),
					   .box = region->label.box};
		record_copy(&reading.record, &ret->record);
		if (role == ROLE_LABEL)
			record_unframe(&ret->record, &words);
		boxes_place(&region->place, &ret->record);
		ret->text = words_lines(&words);
		part_check_words(model->tables.plausible, ret);
		label_reading_done(&reading);
	}
	words_done(&words);
	return speaks;
}

void sheet_record_make(const struct map_model *model, const struct facts *facts,
		       struct record *ret)
{
	struct sheet_part parts[LABELS_MAX * SHEET_VOICES];
	json_t *slips CLEANUP(json_release) = json_array();
	size_t n = 0;

	for (size_t i = 0; i < facts->n_regions && i < LABELS_MAX; i++) {
		const struct region *region = &facts->regions[i];

		for (size_t v = 0; v < SHEET_VOICES; v++)
			n += part_read(model, region, v, &parts[n]);
		slips_read(model->tables.lexicon, region,
			   model->tables.this_year, slips);
	}
	sheet_record_join(parts, n, slips, ret);
	for (size_t i = 0; i < n; i++)
		sheet_part_done(&parts[i]);
}
