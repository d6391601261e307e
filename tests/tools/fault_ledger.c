/*
 * fault_ledger.c: rows, sheets, keys and violations. See fault_ledger.h.
 *
 * 1. Money is counted in whole nano-dollars, never in floating point.
 * 2. A wait begins when the answer that told it is out, and binds requests
 *    whose head came in more than grace_ms later: what was under way by then
 *    is not the client's fault.
 * 3. Of keys there are only fingerprints.
 */
#include "config.h"

#include "fault_ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

#define MAX_TOKENS_LIMIT 16000
#define EARLY_SLACK_MS	 5 /* clocks of the two sides are cut to ms */
#define VIOLATIONS_KEPT	 200
#define NEVER_MS	 (INT64_MAX / 2)
#define DEAD_REFUSALS	 3 /* of a key: one or two may be a gateway's */

static const char *const violation_words[VIOLATIONS] = {
	[VIOLATION_EXPECT] = "expect_header",
	[VIOLATION_NO_MAX] = "no_max_tokens",
	[VIOLATION_LARGE_MAX] = "large_max_tokens",
	[VIOLATION_BAD_JSON] = "bad_json",
	[VIOLATION_CHANGED] = "changed_bytes",
	[VIOLATION_EARLY] = "too_early",
	[VIOLATION_DEAD_KEY] = "dead_key",
	[VIOLATION_BROKE_KEY] = "broke_key",
	[VIOLATION_UNKNOWN_KEY] = "unknown_key",
	[VIOLATION_RPM] = "over_rpm",
	[VIOLATION_RPD] = "over_rpd",
	[VIOLATION_REDIRECT] = "followed_redirect",
	[VIOLATION_HTTP] = "bad_http",
};

struct hold {
	int64_t from_ms, until_ms; /* of the wait; 0: none */
};

struct ledger_key {
	char fingerprint[9];
	bool given; /* by --keys */
	size_t requests;
	int64_t billed_nano;
	struct hold wait, dead, broke;
	int refusals;
};

struct ledger_model {
	char *name;
	size_t requests;
	struct hold wait;
};

struct ledger {
	struct ledger_options options;
	struct ledger_row *rows;
	size_t n_rows, cap_rows;
	struct ledger_sheet *sheets;
	size_t n_sheets, cap_sheets;
	size_t *slots; /* by hash of the id: position + 1; 0: free */
	size_t n_slots;
	struct ledger_key *keys; /* [0] is "no key" */
	size_t n_keys;
	struct ledger_model *models;
	size_t n_models;
	struct hold account, free_models;
	struct {
		enum violation kind;
		size_t row;
	} violations[VIOLATIONS_KEPT];
	size_t n_kept, counts[VIOLATIONS];
	size_t in_flight, peak;
	size_t closed_keepalive, images;
	int64_t *recent; /* of the last rpm requests, a ring */
	size_t n_recent;
	int64_t day_began_ms;
	long day_used;
};

/* --- keys and models ------------------------------------------------------ */

static size_t add_key(struct ledger *ledger, const char *fingerprint,
		      bool given)
{
	struct ledger_key *key;

	ledger->keys = mem_grow(ledger->keys, ledger->n_keys + 1,
				sizeof(*ledger->keys));
	key = &ledger->keys[ledger->n_keys];
	*key = (struct ledger_key){.given = given};
	snprintf(key->fingerprint, sizeof(key->fingerprint), "%s", fingerprint);
	return ledger->n_keys++;
}

static void fingerprint_of(const char *secret, size_t len, char ret[9])
{
	char hex[HASH_HEX_SIZE];

	hash_bytes(secret, len, hex);
	memcpy(ret, hex, 8);
	ret[8] = '\0';
}

static void add_given_keys(struct ledger *ledger)
{
	const char *at = ledger->options.keys;

	add_key(ledger, "", true);
	while (at != NULL && *at != '\0') {
		size_t len = strcspn(at, ",");
		char fingerprint[9];

		fingerprint_of(at, len, fingerprint);
		add_key(ledger, fingerprint, true);
		at += len + (at[len] == ',');
	}
}

static size_t find_key(struct ledger *ledger, const char *secret)
{
	char fingerprint[9];

	if (secret[0] == '\0')
		return 0;
	fingerprint_of(secret, strlen(secret), fingerprint);
	for (size_t i = 1; i < ledger->n_keys; i++)
		if (strcmp(ledger->keys[i].fingerprint, fingerprint) == 0)
			return i;
	return add_key(ledger, fingerprint, ledger->options.keys == NULL);
}

static size_t find_model(struct ledger *ledger, const char *name)
{
	for (size_t i = 0; i < ledger->n_models; i++)
		if (strcmp(ledger->models[i].name, name) == 0)
			return i;
	ledger->models = mem_grow(ledger->models, ledger->n_models + 1,
				  sizeof(*ledger->models));
	ledger->models[ledger->n_models] =
		(struct ledger_model){.name = mem_strdup(name)};
	return ledger->n_models++;
}

static bool is_free(const char *model)
{
	size_t len = strlen(model);

	return len > 5 && strcmp(model + len - 5, ":free") == 0;
}

/* --- sheets --------------------------------------------------------------- */

static size_t slot_of(const struct ledger *ledger, const char *id)
{
	size_t at = (size_t)fault_draw(1, id) & (ledger->n_slots - 1);

	while (ledger->slots[at] != 0 &&
	       strcmp(ledger->sheets[ledger->slots[at] - 1].id, id) != 0)
		at = (at + 1) & (ledger->n_slots - 1);
	return at;
}

static void widen_slots(struct ledger *ledger)
{
	free(ledger->slots);
	ledger->n_slots = ledger->n_slots > 0 ? ledger->n_slots * 2 : 1024;
	ledger->slots = mem_zalloc(ledger->n_slots * sizeof(*ledger->slots));
	for (size_t i = 0; i < ledger->n_sheets; i++)
		ledger->slots[slot_of(ledger, ledger->sheets[i].id)] = i + 1;
}

static size_t find_sheet(struct ledger *ledger, const char *id)
{
	struct ledger_sheet *sheet;
	size_t slot;

	if (ledger->n_sheets * 2 >= ledger->n_slots)
		widen_slots(ledger);
	slot = slot_of(ledger, id);
	if (ledger->slots[slot] != 0)
		return ledger->slots[slot] - 1;
	if (ledger->n_sheets == ledger->cap_sheets) {
		ledger->cap_sheets =
			ledger->cap_sheets > 0 ? ledger->cap_sheets * 2 : 256;
		ledger->sheets = mem_grow(ledger->sheets, ledger->cap_sheets,
					  sizeof(*ledger->sheets));
	}
	sheet = &ledger->sheets[ledger->n_sheets];
	*sheet = (struct ledger_sheet){.first_max_tokens = -1};
	snprintf(sheet->id, sizeof(sheet->id), "%s", id);
	ledger->slots[slot] = ledger->n_sheets + 1;
	return ledger->n_sheets++;
}

struct ledger_sheet *ledger_sheet(struct ledger *ledger, const char *id)
{
	size_t sheet = find_sheet(ledger, id); /* may move the sheets */

	return &ledger->sheets[sheet];
}

struct ledger_sheet *ledger_sheet_at(struct ledger *ledger, size_t sheet)
{
	return &ledger->sheets[sheet];
}

/* --- life ----------------------------------------------------------------- */

struct ledger *ledger_new(const struct ledger_options *options)
{
	struct ledger *ledger = mem_zalloc(sizeof(*ledger));

	ledger->options = *options;
	if (options->rpm > 0)
		ledger->recent = mem_zalloc((size_t)options->rpm *
					    sizeof(*ledger->recent));
	add_given_keys(ledger);
	find_sheet(ledger, "");
	find_model(ledger, "");
	return ledger;
}

static void ledger_clear(struct ledger *ledger)
{
	for (size_t i = 0; i < ledger->n_sheets; i++)
		free(ledger->sheets[i].attempts);
	for (size_t i = 0; i < ledger->n_models; i++)
		free(ledger->models[i].name);
	free(ledger->rows);
	free(ledger->sheets);
	free(ledger->slots);
	free(ledger->keys);
	free(ledger->models);
	free(ledger->recent);
}

void ledger_free(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	ledger_clear(ledger);
	free(ledger);
}

void ledger_reset(struct ledger *ledger)
{
	struct ledger *fresh = ledger_new(&ledger->options);

	ledger_clear(ledger);
	*ledger = *fresh;
	free(fresh);
}

/* --- requests ------------------------------------------------------------- */

size_t ledger_open(struct ledger *ledger, const char *secret, int64_t now_ms)
{
	struct ledger_row *row;

	if (ledger->n_rows == ledger->cap_rows) {
		ledger->cap_rows =
			ledger->cap_rows > 0 ? ledger->cap_rows * 2 : 256;
		ledger->rows = mem_grow(ledger->rows, ledger->cap_rows,
					sizeof(*ledger->rows));
	}
	row = &ledger->rows[ledger->n_rows];
	*row = (struct ledger_row){
		.key = find_key(ledger, secret),
		.fault = fault_none(),
		.in_ms = now_ms,
		.body_ms = -1,
		.out_ms = -1,
		.max_tokens = -1,
	};
	ledger->keys[row->key].requests++;
	ledger->in_flight++;
	if (ledger->in_flight > ledger->peak)
		ledger->peak = ledger->in_flight;
	return ledger->n_rows++;
}

struct ledger_row *ledger_row(struct ledger *ledger, size_t row)
{
	return row < ledger->n_rows ? &ledger->rows[row] : NULL;
}

void ledger_violation(struct ledger *ledger, enum violation kind, size_t row)
{
	ledger->counts[kind]++;
	if (ledger->n_kept == VIOLATIONS_KEPT)
		return;
	ledger->violations[ledger->n_kept].kind = kind;
	ledger->violations[ledger->n_kept++].row = row;
}

static bool held(const struct ledger *ledger, const struct hold *hold,
		 int64_t in_ms)
{
	return in_ms > hold->from_ms + ledger->options.grace_ms &&
	       in_ms < hold->until_ms - EARLY_SLACK_MS;
}

static void check_holds(struct ledger *ledger, size_t at)
{
	const struct ledger_row *row = &ledger->rows[at];
	const struct ledger_key *key = &ledger->keys[row->key];
	const struct ledger_model *model = &ledger->models[row->model];

	if (held(ledger, &ledger->account, row->in_ms) ||
	    held(ledger, &model->wait, row->in_ms) ||
	    held(ledger, &key->wait, row->in_ms) ||
	    (is_free(model->name) &&
	     held(ledger, &ledger->free_models, row->in_ms)))
		ledger_violation(ledger, VIOLATION_EARLY, at);
	if (held(ledger, &key->dead, row->in_ms))
		ledger_violation(ledger, VIOLATION_DEAD_KEY, at);
	if (held(ledger, &key->broke, row->in_ms))
		ledger_violation(ledger, VIOLATION_BROKE_KEY, at);
}

/* The same sheet, model, max_tokens and temperature have to be the same bytes
 * again. */
static void check_bytes(struct ledger *ledger, size_t at,
			const struct fault_body *body)
{
	const char *bytes = body->bytes;
	const struct ledger_row *row = &ledger->rows[at];
	struct ledger_sheet *sheet = &ledger->sheets[row->sheet];

	for (size_t i = 0; i < sheet->n_attempts; i++) {
		if (sheet->attempts[i].model != row->model ||
		    sheet->attempts[i].max_tokens != row->max_tokens ||
		    sheet->attempts[i].temperature != body->temperature)
			continue;
		if (strcmp(sheet->attempts[i].bytes, bytes) != 0)
			ledger_violation(ledger, VIOLATION_CHANGED, at);
		return;
	}
	sheet->attempts = mem_grow(sheet->attempts, sheet->n_attempts + 1,
				   sizeof(*sheet->attempts));
	sheet->attempts[sheet->n_attempts].model = row->model;
	sheet->attempts[sheet->n_attempts].max_tokens = row->max_tokens;
	sheet->attempts[sheet->n_attempts].temperature = body->temperature;
	strcpy(sheet->attempts[sheet->n_attempts++].bytes, bytes);
}

void ledger_body(struct ledger *ledger, size_t at,
		 const struct fault_body *body, const char *id, int64_t now_ms)
{
	struct ledger_row *row = &ledger->rows[at];
	struct ledger_sheet *sheet;

	row->sheet = find_sheet(ledger, id[0] != '\0' ? id : body->sheet);
	row->model = find_model(ledger, body->model);
	row->max_tokens = body->max_tokens;
	row->length = body->length;
	row->body_ms = now_ms;
	ledger->models[row->model].requests++;
	sheet = &ledger->sheets[row->sheet];
	if (sheet->requests++ == 0)
		sheet->first_max_tokens = body->max_tokens;
	if (!body->valid)
		ledger_violation(ledger, VIOLATION_BAD_JSON, at);
	if (body->max_tokens < 0)
		ledger_violation(ledger, VIOLATION_NO_MAX, at);
	if (body->max_tokens > MAX_TOKENS_LIMIT)
		ledger_violation(ledger, VIOLATION_LARGE_MAX, at);
	check_bytes(ledger, at, body);
	check_holds(ledger, at);
}

void ledger_front(struct ledger *ledger, size_t at, const char *id)
{
	size_t sheet = find_sheet(ledger, id);

	ledger->rows[at].sheet = sheet;
}

static bool over_rate(struct ledger *ledger, int64_t in_ms,
		      int64_t *ret_wait_ms)
{
	size_t rpm = (size_t)ledger->options.rpm;
	int64_t *oldest = &ledger->recent[ledger->n_recent % rpm];
	int64_t since = in_ms - ledger->options.window_ms;
	bool over = ledger->n_recent >= rpm && *oldest > since;

	if (over) {
		*ret_wait_ms = *oldest - since;
		return true;
	}
	*oldest = in_ms;
	ledger->n_recent++;
	return false;
}

static bool over_day(struct ledger *ledger, int64_t in_ms, int64_t *ret_wait_ms)
{
	int64_t day_ms = ledger->options.day_ms;

	if (in_ms - ledger->day_began_ms >= day_ms) {
		ledger->day_began_ms = in_ms - in_ms % day_ms;
		ledger->day_used = 0;
	}
	*ret_wait_ms = ledger->day_began_ms + day_ms - in_ms;
	return ++ledger->day_used > ledger->options.rpd;
}

enum ledger_limit ledger_limit(struct ledger *ledger, size_t at, int64_t now_ms,
			       int64_t *ret_wait_ms)
{
	const struct ledger_row *row = &ledger->rows[at];
	bool free_model = is_free(ledger->models[row->model].name);

	if (ledger->options.keys != NULL &&
	    (row->key == 0 || !ledger->keys[row->key].given)) {
		ledger_violation(ledger, VIOLATION_UNKNOWN_KEY, at);
		return LIMIT_KEY;
	}
	if (ledger->options.rpd > 0 && free_model &&
	    over_day(ledger, now_ms, ret_wait_ms)) {
		if (ledger->day_used > ledger->options.rpd + 1)
			ledger_violation(ledger, VIOLATION_RPD, at);
		return LIMIT_DAY;
	}
	if (ledger->options.rpm > 0 &&
	    over_rate(ledger, row->in_ms, ret_wait_ms)) {
		ledger_violation(ledger, VIOLATION_RPM, at);
		return LIMIT_RATE;
	}
	return LIMIT_NONE;
}

/* The later end wins: what was told first still holds. */
static void hold_begin(struct hold *hold, int64_t now_ms, int64_t ms)
{
	if (hold->until_ms < now_ms)
		hold->from_ms = now_ms;
	if (hold->until_ms < now_ms + ms)
		hold->until_ms = now_ms + ms;
}

static void begin_holds(struct ledger *ledger, const struct ledger_row *row,
			enum hold_scope scope, int64_t ms, int64_t now_ms)
{
	struct ledger_key *key = &ledger->keys[row->key];
	struct hold *const holds[] = {
		[HOLD_NONE] = NULL,
		[HOLD_ACCOUNT] = &ledger->account,
		[HOLD_FREE] = &ledger->free_models,
		[HOLD_MODEL] = &ledger->models[row->model].wait,
		[HOLD_KEY] = &key->wait,
	};

	if (holds[scope] != NULL && ms > 0)
		hold_begin(holds[scope], now_ms, ms);
	if (row->fault->flags & FAULT_KEY_DEAD &&
	    ++key->refusals >= DEAD_REFUSALS)
		hold_begin(&key->dead, now_ms, NEVER_MS);
	if (row->fault->flags & FAULT_KEY_BROKE)
		hold_begin(&key->broke, now_ms, NEVER_MS);
}

void ledger_complete(struct ledger *ledger, size_t at, bool sent,
		     enum hold_scope scope, int64_t hold_ms, int64_t now_ms)
{
	struct ledger_row *row = ledger_row(ledger, at);

	if (row == NULL || row->out_ms >= 0)
		return;
	row->out_ms = now_ms;
	row->delivered = sent && !(row->fault->flags & FAULT_LOST);
	ledger->in_flight--;
	ledger->keys[row->key].billed_nano += row->cost_nano;
	if (row->delivered && row->fault->flags & FAULT_GOOD)
		ledger->sheets[row->sheet].delivered++;
	if (sent)
		begin_holds(ledger, row, scope, hold_ms, now_ms);
}

uint64_t ledger_requests(const struct ledger *ledger)
{
	return ledger->n_rows;
}

const char *ledger_model(const struct ledger *ledger, size_t model)
{
	return ledger->models[model].name;
}

size_t ledger_count_closed(struct ledger *ledger)
{
	return ++ledger->closed_keepalive;
}

size_t ledger_count_image(struct ledger *ledger)
{
	return ++ledger->images;
}

int64_t ledger_billed_nano(const struct ledger *ledger)
{
	int64_t sum = 0;

	for (size_t i = 0; i < ledger->n_rows; i++)
		sum += ledger->rows[i].cost_nano;
	return sum;
}

/* --- as JSON -------------------------------------------------------------- */

static void set_int(json_t *object, const char *key, int64_t value)
{
	json_object_set_new(object, key, json_integer(value));
}

static void add_sums(const struct ledger *ledger, json_t *ret)
{
	int64_t delivered_nano = 0, delivered = 0, succeeded = 0;
	int64_t told_nano = 0, dearest_nano = 0;
	int64_t once = 0, more = 0, asked = 0;

	for (size_t i = 0; i < ledger->n_rows; i++) {
		const struct ledger_row *row = &ledger->rows[i];

		if (row->cost_nano > dearest_nano)
			dearest_nano = row->cost_nano;
		if (!row->delivered) {
			told_nano += row->told ? row->cost_nano : 0;
			continue;
		}
		delivered++;
		delivered_nano += row->cost_nano;
		succeeded += (row->fault->flags & FAULT_GOOD) != 0;
	}
	for (size_t i = 0; i < ledger->n_sheets; i++) {
		asked += ledger->sheets[i].requests > 0;
		once += ledger->sheets[i].delivered == 1;
		more += ledger->sheets[i].delivered > 1;
	}
	set_int(ret, "requests", (int64_t)ledger->n_rows);
	set_int(ret, "delivered", delivered);
	set_int(ret, "succeeded", succeeded);
	set_int(ret, "billed_nano", ledger_billed_nano(ledger));
	set_int(ret, "delivered_nano", delivered_nano);
	set_int(ret, "lost_nano", ledger_billed_nano(ledger) - delivered_nano);
	set_int(ret, "told_nano", told_nano);
	set_int(ret, "dearest_nano", dearest_nano);
	set_int(ret, "peak", (int64_t)ledger->peak);
	set_int(ret, "in_flight", (int64_t)ledger->in_flight);
	set_int(ret, "sheets_asked", asked);
	set_int(ret, "sheets_once", once);
	set_int(ret, "sheets_more", more);
	set_int(ret, "closed_keepalive", (int64_t)ledger->closed_keepalive);
	set_int(ret, "images", (int64_t)ledger->images);
}

static json_t *faults_json(const struct ledger *ledger)
{
	json_t *ret = json_object();

	for (size_t i = 0; i < ledger->n_rows; i++) {
		const char *name = ledger->rows[i].fault->name;
		json_t *count = json_object_get(ret, name);

		set_int(ret, name, json_integer_value(count) + 1);
	}
	return ret;
}

static json_t *keys_json(const struct ledger *ledger)
{
	json_t *ret = json_array();

	for (size_t i = 0; i < ledger->n_keys; i++) {
		const struct ledger_key *key = &ledger->keys[i];
		json_t *item;

		if (i == 0 && key->requests == 0)
			continue;
		item = json_object();
		json_object_set_new(item, "key", json_string(key->fingerprint));
		set_int(item, "requests", (int64_t)key->requests);
		set_int(item, "billed_nano", key->billed_nano);
		json_object_set_new(item, "dead",
				    json_boolean(key->dead.until_ms > 0));
		json_object_set_new(item, "broke",
				    json_boolean(key->broke.until_ms > 0));
		json_array_append_new(ret, item);
	}
	return ret;
}

static json_t *models_json(const struct ledger *ledger)
{
	json_t *ret = json_object();

	for (size_t i = 1; i < ledger->n_models; i++) {
		/* the name is as it stood in JSON: bytes of anything */
		json_t *key = json_string(ledger->models[i].name);

		if (key != NULL)
			set_int(ret, json_string_value(key),
				(int64_t)ledger->models[i].requests);
		json_decref(key);
	}
	return ret;
}

static void add_violations(const struct ledger *ledger, json_t *ret)
{
	json_t *counts = json_object();
	json_t *list = json_array();
	size_t sum = 0;

	for (size_t i = 0; i < VIOLATIONS; i++) {
		set_int(counts, violation_words[i], (int64_t)ledger->counts[i]);
		sum += ledger->counts[i];
	}
	for (size_t i = 0; i < ledger->n_kept; i++) {
		json_t *item = json_object();
		size_t row = ledger->violations[i].row;

		json_object_set_new(
			item, "kind",
			json_string(
				violation_words[ledger->violations[i].kind]));
		set_int(item, "serial",
			row == LEDGER_NO_ROW ? 0 : (int64_t)row + 1);
		json_array_append_new(list, item);
	}
	set_int(ret, "violations", (int64_t)sum);
	json_object_set_new(ret, "violation_counts", counts);
	json_object_set_new(ret, "violation_list", list);
}

static json_t *row_json(const struct ledger *ledger, size_t at)
{
	const struct ledger_row *row = &ledger->rows[at];
	json_t *ret = json_object();

	set_int(ret, "serial", (int64_t)at + 1);
	json_object_set_new(ret, "sheet",
			    json_string(ledger->sheets[row->sheet].id));
	json_object_set_new(ret, "model",
			    json_string(ledger->models[row->model].name));
	json_object_set_new(ret, "key",
			    json_string(ledger->keys[row->key].fingerprint));
	set_int(ret, "in_ms", row->in_ms);
	set_int(ret, "body_ms", row->body_ms);
	set_int(ret, "out_ms", row->out_ms);
	json_object_set_new(ret, "fault", json_string(row->fault->name));
	set_int(ret, "status", row->status);
	set_int(ret, "max_tokens", row->max_tokens);
	set_int(ret, "bytes", (int64_t)row->length);
	set_int(ret, "cost_nano", row->cost_nano);
	json_object_set_new(ret, "delivered", json_boolean(row->delivered));
	return ret;
}

static json_t *requests_json(const struct ledger *ledger)
{
	json_t *ret = json_array();

	for (size_t i = 0; i < ledger->n_rows; i++)
		json_array_append_new(ret, row_json(ledger, i));
	return ret;
}

static json_t *sheets_json(const struct ledger *ledger)
{
	json_t *ret = json_object();

	for (size_t i = 0; i < ledger->n_sheets; i++) {
		const struct ledger_sheet *sheet = &ledger->sheets[i];
		json_t *item;

		if (sheet->requests == 0)
			continue;
		item = json_object();
		set_int(item, "requests", (int64_t)sheet->requests);
		set_int(item, "delivered", (int64_t)sheet->delivered);
		json_object_set_new(ret, sheet->id, item);
	}
	return ret;
}

json_t *ledger_json(const struct ledger *ledger, bool requests, bool sheets)
{
	json_t *ret = json_object();

	add_sums(ledger, ret);
	add_violations(ledger, ret);
	json_object_set_new(ret, "faults", faults_json(ledger));
	json_object_set_new(ret, "keys", keys_json(ledger));
	json_object_set_new(ret, "models", models_json(ledger));
	if (sheets)
		json_object_set_new(ret, "sheets", sheets_json(ledger));
	if (requests)
		json_object_set_new(ret, "request_list", requests_json(ledger));
	return ret;
}
