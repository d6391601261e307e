/*
 * batch_ledger.c: see batch_ledger.h. Money is counted in whole nano-dollars,
 * never in floating point.
 */
#include "config.h"

#include "batch_ledger.h"

#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/mem.h"

#define LISTED_MAX 50

static const char *const violation_words[BATCH_VIOLATIONS] = {
	[BATCH_UNKNOWN_KEY] = "unknown_key", [BATCH_IN_TWO] = "in_two_batches",
	[BATCH_PAID_TWICE] = "paid_twice",   [BATCH_DOUBLE_ID] = "double_id",
	[BATCH_LONG_ID] = "long_id",	     [BATCH_DATA_URI] = "data_uri",
	[BATCH_NO_MAX] = "no_max_tokens",    [BATCH_ORDER] = "order",
	[BATCH_TOO_MANY] = "too_many",	     [BATCH_HAMMERED] = "hammered",
	[BATCH_EXPECT] = "expect_header",    [BATCH_HTTP] = "bad_http",
};

static const char *const op_words[OPS] = {
	[OP_NONE] = "other",
	[OP_UPLOAD] = "uploads",
	[OP_FILE_LIST] = "file_lists",
	[OP_FILE] = "file_looks",
	[OP_FILE_DELETE] = "file_deletes",
	[OP_CONTENT] = "downloads",
	[OP_CREATE] = "creates",
	[OP_LIST] = "lists",
	[OP_POLL] = "polls",
	[OP_CANCEL] = "cancels",
	[OP_RESULTS] = "pages",
	[OP_DELETE] = "deletes",
};

void batch_ledger_init(struct batch_ledger *ledger)
{
	*ledger = (struct batch_ledger){
		.slots = json_object(),
		.violation_list = json_array(),
	};
}

void batch_ledger_done(struct batch_ledger *ledger)
{
	for (size_t i = 0; i < ledger->n_items; i++)
		free(ledger->items[i].id);
	free(ledger->items);
	json_decref(ledger->slots);
	json_decref(ledger->violation_list);
}

size_t batch_ledger_item(struct batch_ledger *ledger, const char *custom_id)
{
	json_t *slot = json_object_get(ledger->slots, custom_id);

	if (slot != NULL)
		return (size_t)json_integer_value(slot);
	if (ledger->n_items == ledger->cap_items) {
		ledger->cap_items =
			ledger->cap_items > 0 ? ledger->cap_items * 2 : 256;
		ledger->items = mem_grow(ledger->items, ledger->cap_items,
					 sizeof(*ledger->items));
	}
	ledger->items[ledger->n_items] =
		(struct ledger_item){.id = mem_strdup(custom_id)};
	json_object_set_new(ledger->slots, custom_id,
			    json_integer((json_int_t)ledger->n_items));
	return ledger->n_items++;
}

void batch_ledger_violation(struct batch_ledger *ledger,
			    enum batch_violation kind, const char *what)
{
	ledger->violations[kind]++;
	if (json_array_size(ledger->violation_list) < LISTED_MAX)
		json_array_append_new(
			ledger->violation_list,
			json_pack("[s,s]", violation_words[kind], what));
}

static void add_counts(const struct batch_ledger *ledger, json_t *to)
{
	json_t *kinds = json_object(), *ops = json_object();
	size_t sum = 0;

	for (size_t i = 0; i < BATCH_VIOLATIONS; i++) {
		sum += ledger->violations[i];
		json_object_set_new(
			kinds, violation_words[i],
			json_integer((json_int_t)ledger->violations[i]));
	}
	for (size_t i = 0; i < OPS; i++)
		json_object_set_new(ops, op_words[i],
				    json_integer((json_int_t)ledger->ops[i]));
	json_object_set_new(to, "violations", json_integer((json_int_t)sum));
	json_object_set_new(to, "violation_counts", kinds);
	json_object_set(to, "violation_list", ledger->violation_list);
	json_object_set_new(to, "requests", ops);
}

static json_t *items_json(const struct batch_ledger *ledger)
{
	json_t *items = json_object();

	for (size_t i = 0; i < ledger->n_items; i++) {
		const struct ledger_item *item = &ledger->items[i];

		json_object_set_new(items, item->id,
				    json_pack("{s:i,s:i,s:i,s:i,s:I}", "asked",
					      (int)item->asked, "worked",
					      (int)item->worked, "billed",
					      (int)item->billed, "good",
					      (int)item->good, "billed_nano",
					      (json_int_t)item->billed_nano));
	}
	return items;
}

json_t *batch_ledger_json(const struct batch_ledger *ledger, bool items)
{
	size_t once = 0, more = 0, none = 0;
	json_t *value;

	for (size_t i = 0; i < ledger->n_items; i++) {
		once += ledger->items[i].good == 1;
		more += ledger->items[i].good > 1;
		none += ledger->items[i].good == 0;
	}
	value = json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "created",
			  (json_int_t)ledger->created, "accepted",
			  (json_int_t)ledger->accepted, "billed",
			  (json_int_t)ledger->billed, "billed_nano",
			  (json_int_t)ledger->billed_nano, "bytes_in",
			  (json_int_t)ledger->bytes_in, "sheets_asked",
			  (json_int_t)ledger->n_items, "sheets_once",
			  (json_int_t)once, "sheets_more", (json_int_t)more,
			  "sheets_none", (json_int_t)none);
	add_counts(ledger, value);
	if (items)
		json_object_set_new(value, "items", items_json(ledger));
	return value;
}
