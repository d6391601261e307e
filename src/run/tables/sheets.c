/*
 * sheets.c: the sheets of a run by their names. See sheets.h.
 *
 * 1. A name that several sheets have finds none of them; but one with a
 *    picture comes before those that only tables tell of.
 * 2. Each text stands once in `texts`, behind a byte for its kind: what a sheet
 *    is called by itself is a name, too.
 */
#include "config.h"

#include "run/tables/sheets.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/mix.h"
#include "run/ids/id_fold.h"
#include "run/ids/ids.h"
#include "run/index/filter.h"
#include "run/index/records.h"

#define SLOTS_FIRST 1024

#define SEVERAL (UINT32_C(1) << 31)

struct sheets_item {
	size_t id, image; /* in texts */
};

/* There are five of a sheet, and a million sheets: sixteen bytes. */
struct sheets_slot {
	uint64_t name; /* in texts: the byte for its kind */
	uint32_t hash; /* of kind and name; 0: free */
	uint32_t item; /* with SEVERAL where it is not the only one */
};

_Static_assert(sizeof(struct sheets_slot) == 16, "without a gap");

struct sheets {
	struct bytes texts; /* each with a NUL */
	struct sheets_item *items;
	size_t n, cap;
	struct sheets_slot *slots;
	size_t n_slots, used;
	uint64_t *taken; /* hashes of ids; 0: free */
	size_t n_taken, room;
};

static uint32_t sheets_hash(char kind, const char *name)
{
	uint64_t hash = mix_add(MIX_BEGIN, (unsigned char)kind);

	hash = mix_add_text(hash, name);
	hash ^= hash >> 32;
	return (uint32_t)hash != 0 ? (uint32_t)hash : 1;
}

/* Keeps a text behind the byte for its kind: where that is. */
static size_t sheets_keep(struct sheets *sheets, char kind, const char *text)
{
	size_t at = sheets->texts.len;

	bytes_append_char(&sheets->texts, kind);
	bytes_append(&sheets->texts, text, strlen(text) + 1);
	return at;
}

static const char *sheets_text(const struct sheets *sheets, size_t at)
{
	return sheets->texts.data + at;
}

/* Where the name stands, or would. */
static struct sheets_slot *sheets_slot(const struct sheets *sheets, char kind,
				       const char *name, uint32_t hash)
{
	size_t at = hash & (sheets->n_slots - 1);

	for (;; at = (at + 1) & (sheets->n_slots - 1)) {
		struct sheets_slot *slot = &sheets->slots[at];
		const char *own;

		if (slot->hash == 0)
			return slot;
		own = sheets_text(sheets, slot->name);
		if (slot->hash == hash && own[0] == kind &&
		    strcmp(own + 1, name) == 0)
			return slot;
	}
}

static void sheets_grow(struct sheets *sheets)
{
	size_t n = sheets->n_slots;
	struct sheets_slot *old = sheets->slots;

	if (4 * (sheets->used + 1) < 3 * n)
		return;
	sheets->n_slots = n > 0 ? 2 * n : SLOTS_FIRST;
	sheets->slots = mem_zalloc(sheets->n_slots * sizeof(*sheets->slots));
	for (size_t i = 0; i < n; i++) {
		size_t at = old[i].hash & (sheets->n_slots - 1);

		if (old[i].hash == 0)
			continue;
		while (sheets->slots[at].hash != 0)
			at = (at + 1) & (sheets->n_slots - 1);
		sheets->slots[at] = old[i];
	}
	free(old);
}

static bool sheets_pictured(const struct sheets *sheets, size_t item)
{
	return sheets_text(sheets, sheets->items[item].image)[0] != '\0';
}

static char sheets_kind(enum sheets_by by)
{
	return (char)('a' + by);
}

/* Another sheet has the name. */
static void sheets_share(struct sheets *sheets, struct sheets_slot *slot,
			 size_t item)
{
	bool had = sheets_pictured(sheets, slot->item & ~SEVERAL);
	bool has = sheets_pictured(sheets, item);
	bool several = had == has || (had && (slot->item & SEVERAL) != 0);

	if (has && !had)
		slot->item = (uint32_t)item;
	slot->item = (slot->item & ~SEVERAL) | (several ? SEVERAL : 0);
}

/* Gives a sheet a name, which is kept already (`kept`), or is to be. */
static void sheets_call(struct sheets *sheets, enum sheets_by by,
			const char *name, const size_t *kept, size_t item)
{
	char kind = sheets_kind(by);
	uint32_t hash = sheets_hash(kind, name);
	struct sheets_slot *slot;

	if (name[0] == '\0')
		return;
	sheets_grow(sheets);
	slot = sheets_slot(sheets, kind, name, hash);
	if (slot->hash == 0) {
		*slot = (struct sheets_slot){
			.name = kept != NULL ? *kept
					     : sheets_keep(sheets, kind, name),
			.hash = hash,
			.item = (uint32_t)item,
		};
		sheets->used++;
	} else if ((slot->item & ~SEVERAL) != item) {
		sheets_share(sheets, slot, item);
	}
}

static void sheets_name(struct sheets *sheets, enum sheets_by by,
			const char *name, size_t item)
{
	sheets_call(sheets, by, name, NULL, item);
}

/* --- names ------------------------------------------------------------------ */

/* A name as it is compared; blanks of what people type, numbers and names of
 * files, tell nothing apart. */
static void sheets_fold(enum sheets_by by, const char *text, size_t len,
			struct bytes *ret)
{
	size_t n = 0;

	bytes_clear(ret);
	bytes_append_str(ret, "");
	id_fold(text, len, ret);
	for (size_t i = 0; by != SHEETS_OCCURRENCE && i < ret->len; i++)
		if (ret->data[i] != ' ')
			ret->data[n++] = ret->data[i];
	if (by != SHEETS_OCCURRENCE)
		ret->len = n;
	ret->data[ret->len] = '\0';
}

#define ENDING_MAX 5 /* letters: ".jpeg" */

/* The file's name without its ending, or a question mark of an address. What
 * begins with a figure behind the last point is of the name: programs leave
 * endings away, and numbers have points. */
static size_t sheets_stem(const char *base)
{
	size_t len = strcspn(base, "?#");
	size_t end = len;

	while (end > 0 && base[end - 1] != '.')
		end--;
	return end > 1 && len - end <= ENDING_MAX &&
			       isalpha((unsigned char)base[end])
		       ? end - 1
		       : len;
}

static void sheets_name_image(struct sheets *sheets, const char *image,
			      size_t item)
{
	struct bytes folded CLEANUP(bytes_done) = {0};
	const char *base = file_base(image);

	sheets_fold(SHEETS_NAME, base, sheets_stem(base), &folded);
	sheets_name(sheets, SHEETS_NAME, folded.data, item);
}

static bool value_is(const struct index_value *value, const char *term)
{
	return strlen(term) == value->term_len &&
	       memcmp(term, value->term, value->term_len) == 0;
}

/* Returns its place. */
static size_t sheets_add_item(struct sheets *sheets, const char *id,
			      const char *image)
{
	size_t item = sheets->n;
	size_t of_id = sheets_keep(sheets, sheets_kind(SHEETS_SPECIMEN), id);
	size_t of_image = sheets_keep(sheets, sheets_kind(SHEETS_PATH), image);

	ARRAY_GROW(sheets->items, sheets->n, sheets->cap);
	sheets->items[sheets->n++] =
		(struct sheets_item){of_id + 1, of_image + 1};
	sheets_call(sheets, SHEETS_SPECIMEN, id, &of_id, item);
	sheets_call(sheets, SHEETS_PATH, image, &of_image, item);
	sheets_name_image(sheets, image, item);
	return item;
}

bool sheets_add_picture(struct sheets *sheets, const char *path)
{
	char *id CLEANUP(mem_free_str) = NULL;
	struct sheets_one known;

	if (sheets_find(sheets, SHEETS_PATH, path, &known) > 0)
		return false;
	id = mem_printf("name:%s", path);
	sheets_add_item(sheets, id, path);
	return true;
}

static void sheets_add(struct sheets *sheets, const struct terms *terms,
		       const struct index_record *record)
{
	const struct term *catalog = terms_role(terms, ROLE_CATALOGUE);
	struct bytes text CLEANUP(bytes_done) = {0};
	size_t item = sheets_add_item(sheets, record->id, record->image);

	for (size_t i = 0; i < record->n; i++) {
		const struct index_value *value = &record->values[i];

		enum sheets_by by = SHEETS_CATALOG;

		if (value_is(value, "occurrenceID"))
			by = SHEETS_OCCURRENCE;
		else if (catalog == NULL || !value_is(value, catalog->name))
			continue;
		sheets_fold(by, value->text, value->len, &text);
		sheets_name(sheets, by, text.data, item);
	}
}

static int sheets_read(struct sheets *sheets, struct index *index,
		       struct error *err)
{
	struct index_filter filter;
	struct index_records *records;
	struct index_record record;
	int got;

	index_filter_init(&filter);
	if (index_records_open(index, &records, err) < 0)
		return -1;
	got = index_records_start(records, &filter, err);
	while (got >= 0) {
		got = index_records_next(records, &record, err);
		if (got <= 0)
			break;
		sheets_add(sheets, index_terms(index), &record);
	}
	index_records_close(records);
	return got;
}

/* An occurrenceID that was given at an export names the sheet, too. */
static int sheets_take_id(void *arg, const struct id_line *line,
			  struct error *err)
{
	struct sheets *sheets = arg;
	struct bytes text CLEANUP(bytes_done) = {0};
	char kind = sheets_kind(SHEETS_SPECIMEN);
	const struct sheets_slot *slot =
		sheets_slot(sheets, kind, line->specimen_id,
			    sheets_hash(kind, line->specimen_id));

	(void)err;
	if (slot->hash == 0)
		return 0;
	sheets_fold(SHEETS_OCCURRENCE, line->occurrence_id,
		    strlen(line->occurrence_id), &text);
	sheets_name(sheets, SHEETS_OCCURRENCE, text.data,
		    slot->item & ~SEVERAL);
	return 0;
}

int sheets_load(struct index *index, const char *dir, struct sheets **ret,
		struct error *err)
{
	struct sheets *sheets = mem_zalloc(sizeof(*sheets));
	uint64_t position = 0;
	size_t bad = 0;

	sheets_grow(sheets);
	if (index != NULL &&
	    (sheets_read(sheets, index, err) < 0 ||
	     ids_read(dir, &position, sheets_take_id, sheets, &bad, err) < 0)) {
		sheets_free(sheets);
		return -1;
	}
	*ret = sheets;
	return 0;
}

void sheets_free(struct sheets *sheets)
{
	if (sheets == NULL)
		return;
	bytes_done(&sheets->texts);
	free(sheets->items);
	free(sheets->slots);
	free(sheets->taken);
	free(sheets);
}

/* --- asking ----------------------------------------------------------------- */

int sheets_find(const struct sheets *sheets, enum sheets_by by,
		const char *name, struct sheets_one *ret)
{
	struct bytes folded CLEANUP(bytes_done) = {0};
	const char *base = file_base(name);
	const struct sheets_slot *slot;
	char kind = sheets_kind(by);
	size_t item;

	if (by == SHEETS_CATALOG || by == SHEETS_OCCURRENCE)
		sheets_fold(by, name, strlen(name), &folded);
	else if (by == SHEETS_NAME)
		sheets_fold(by, base, sheets_stem(base), &folded);
	if (folded.data != NULL)
		name = folded.data;
	if (name[0] == '\0')
		return 0;
	slot = sheets_slot(sheets, kind, name, sheets_hash(kind, name));
	if (slot->hash == 0)
		return 0;
	item = slot->item & ~SEVERAL;
	ret->id = sheets_text(sheets, sheets->items[item].id);
	ret->image = sheets_text(sheets, sheets->items[item].image);
	return (slot->item & SEVERAL) != 0 ? 2 : 1;
}

static void sheets_grow_taken(struct sheets *sheets)
{
	size_t room = sheets->room;
	uint64_t *old = sheets->taken;

	if (4 * (sheets->n_taken + 1) < 3 * room)
		return;
	sheets->room = room > 0 ? 2 * room : SLOTS_FIRST;
	sheets->taken = mem_zalloc(sheets->room * sizeof(*sheets->taken));
	for (size_t i = 0; i < room; i++) {
		size_t at = (old[i] >> 1) & (sheets->room - 1);

		if (old[i] == 0)
			continue;
		while (sheets->taken[at] != 0)
			at = (at + 1) & (sheets->room - 1);
		sheets->taken[at] = old[i];
	}
	free(old);
}

/* Sixty-three bits of a SHA-256: that two of a million ids share them happens
 * once in eighteen million tables. */
bool sheets_take(struct sheets *sheets, const char *id)
{
	char hex[HASH_HEX_SIZE];
	uint64_t hash;
	size_t at;

	hash_bytes(id, strlen(id), hex);
	hex[16] = '\0';
	hash = strtoull(hex, NULL, 16) | 1;
	sheets_grow_taken(sheets);
	at = (hash >> 1) & (sheets->room - 1);
	while (sheets->taken[at] != 0) {
		if (sheets->taken[at] == hash)
			return false;
		at = (at + 1) & (sheets->room - 1);
	}
	sheets->taken[at] = hash;
	sheets->n_taken++;
	return true;
}

void sheets_give_back(struct sheets *sheets)
{
	free(sheets->taken);
	sheets->taken = NULL;
	sheets->n_taken = sheets->room = 0;
}

const char *sheets_by_word(enum sheets_by by)
{
	static const char *const words[SHEETS_WAYS] = {
		[SHEETS_SPECIMEN] = "specimen_id",
		[SHEETS_PATH] = "image",
		[SHEETS_OCCURRENCE] = "occurrenceID",
		[SHEETS_CATALOG] = "catalogNumber",
		[SHEETS_NAME] = "the name of the image",
	};

	return words[by];
}
