/*
 * facts_json.c: the facts of a picture as JSON. See facts.h.
 *
 * 1. Boxes are [x,y,w,h]; a word is [text,upright box,stored box,baseline,
 *    confidence in thousandths,role,agreed in thousandths]: there are hundreds
 *    of them. One without the last was read once.
 * 2. What is read is limited as what is made: words by words_add, codes and
 *    regions by their maxima. Numbers are clamped to what a picture can have.
 */
#include "config.h"

#include "image/facts/facts.h"

#include <math.h>
#include <string.h>

#include "base/json/json.h"

#define PIXELS_MAX 1000000 /* along one side */

static json_t *box_write(struct box box)
{
	return json_pack("[iiii]", box.x, box.y, box.w, box.h);
}

static int pixels_of(const json_t *value)
{
	json_int_t n = json_integer_value(value);

	if (n < -PIXELS_MAX)
		return -PIXELS_MAX;
	return n > PIXELS_MAX ? PIXELS_MAX : (int)n;
}

static struct box box_read(const json_t *json)
{
	return (struct box){.x = pixels_of(json_array_get(json, 0)),
			    .y = pixels_of(json_array_get(json, 1)),
			    .w = pixels_of(json_array_get(json, 2)),
			    .h = pixels_of(json_array_get(json, 3))};
}

static int thousandths(double share)
{
	return share < 0 ? -1 : (int)lround(share * 1000);
}

static double share_read(const json_t *json)
{
	return fmin(fmax((double)pixels_of(json) / 1000, 0), 1);
}

static json_t *words_write(const struct words *words)
{
	json_t *list = json_array();

	for (size_t i = 0; i < words->n; i++) {
		const struct word *word = &words->items[i];

		json_array_append_new(
			list,
			json_pack("[s o o i i s i]", word->text,
				  box_write(word->box), box_write(word->stored),
				  word->baseline, thousandths(word->confidence),
				  region_role_word(word->role),
				  thousandths(word->agreed)));
	}
	return list;
}

static void words_read(const json_t *list, struct words *ret)
{
	size_t i;
	json_t *item;

	json_array_foreach(list, i, item)
	{
		size_t before = ret->n;
		const json_t *agreed = json_array_get(item, 6);

		words_add(ret, json_string_value(json_array_get(item, 0)),
			  box_read(json_array_get(item, 1)),
			  pixels_of(json_array_get(item, 3)),
			  share_read(json_array_get(item, 4)));
		if (ret->n == before)
			continue;
		if (json_integer_value(agreed) >= 0 && agreed != NULL)
			ret->items[before].agreed = share_read(agreed);
		ret->items[before].stored = box_read(json_array_get(item, 2));
		ret->items[before].role = region_role_parse(
			json_string_value(json_array_get(item, 5)));
	}
}

static json_t *region_write(const struct region *region)
{
	const struct label *label = &region->label;
	const struct view_place *place = &region->place;

	return json_pack(
		"{s:o, s:i, s:f, s:f, s:i, s:s, s:b, s:f,"
		" s:{s:o, s:i, s:i, s:i, s:f, s:b, s:f}, s:o}",
		"box", box_write(label->box), "rotation", label->rotation,
		"score", label->score, "sure", label->sure, "text_height",
		label->text_height, "role", region_role_word(region->role),
		"read", region->read, "legible", region->legible, "place",
		"crop", box_write(place->crop), "rotation", place->rotation,
		"width", place->width, "height", place->height, "scale",
		place->scale, "mirrored", place->mirrored, "skew", place->skew,
		"words", words_write(&region->words));
}

/* 0, 90, 180 or 270; anything else is -1, not told. */
static int turn_of(const json_t *object)
{
	int64_t turn = json_int_at(object, "rotation", -1);

	return turn == 0 || turn == 90 || turn == 180 || turn == 270 ? (int)turn
								     : -1;
}

static void place_read(const json_t *json, struct view_place *ret)
{
	*ret = (struct view_place){
		.crop = box_read(json_object_get(json, "crop")),
		.rotation = turn_of(json) < 0 ? 0 : turn_of(json),
		.width = pixels_of(json_object_get(json, "width")),
		.height = pixels_of(json_object_get(json, "height")),
		.scale = json_number_at(json, "scale", 1),
		.mirrored = json_is_true(json_object_get(json, "mirrored")),
		.skew = json_number_at(json, "skew", 0),
	};
	if (!(ret->scale > 0.001 && ret->scale < 1000))
		ret->scale = 1;
}

static void region_read(const json_t *json, struct facts *ret)
{
	struct label label = {
		.box = box_read(json_object_get(json, "box")),
		.rotation = turn_of(json),
		.score = json_number_at(json, "score", 0),
		.sure = json_number_at(json, "sure", 0),
		.text_height = pixels_of(json_object_get(json, "text_height")),
	};
	struct region *region = facts_add_region(ret, &label);

	region->role = region_role_parse(json_string_at(json, "role"));
	region->read = json_is_true(json_object_get(json, "read"));
	region->legible = json_number_at(json, "legible", 0);
	if (region->read)
		place_read(json_object_get(json, "place"), &region->place);
	words_read(json_object_get(json, "words"), &region->words);
}

json_t *facts_write(const struct facts *facts)
{
	json_t *regions = json_array(), *codes = json_array();

	for (size_t i = 0; i < facts->n_regions; i++)
		json_array_append_new(regions,
				      region_write(&facts->regions[i]));
	for (size_t i = 0; i < facts->n_codes; i++) {
		const struct code *code = &facts->codes[i];

		json_array_append_new(codes,
				      json_pack("{s:s, s:s, s:o, s:f}", "type",
						code->type, "text", code->text,
						"box", box_write(code->box),
						"quality", code->quality));
	}
	return json_pack("{s:i, s:i, s:i, s:o, s:o}", "width", facts->width,
			 "height", facts->height, "rotation",
			 facts->sheet_rotation, "regions", regions, "codes",
			 codes);
}

int facts_read(const json_t *json, struct facts *ret, struct error *err)
{
	const json_t *regions = json_object_get(json, "regions");
	const json_t *codes = json_object_get(json, "codes");
	size_t i;
	json_t *item;

	*ret = (struct facts){.sheet_rotation = -1};
	if (!json_is_array(regions) || !json_is_array(codes))
		return error_set(err, ERROR_FAILED,
				 "these are not the facts of a picture; "
				 "\"vasculum look\" makes them again");
	ret->width = pixels_of(json_object_get(json, "width"));
	ret->height = pixels_of(json_object_get(json, "height"));
	ret->sheet_rotation = turn_of(json);
	json_array_foreach(regions, i, item)
	{
		if (i < LABELS_MAX)
			region_read(item, ret);
	}
	json_array_foreach(codes, i, item) facts_add_code(
		ret, json_string_at(item, "type"), json_string_at(item, "text"),
		box_read(json_object_get(item, "box")),
		fmin(fmax(json_number_at(item, "quality", 0), 0), 1));
	return 0;
}
