/*
 * world_play.c: the language of tests/scripts/NAME.keys, and golden files.
 * See world.h.
 */
#include "config.h"

#include "tests/kit/world.h"
#include "tests/kit/world_columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "batch/send/batcher.h"
#include "ui/view/view.h"

static void world_go_on(struct world *w)
{
	world_collect(w);
	if (!w->hold)
		world_answer(w);
	if (!w->hidden)
		app_shows(&w->app);
	if (!w->hasty)
		app_looked(&w->app);
}

static void do_size(struct world *w, const char *rest, struct bytes *ret)
{
	assert_int_equal(
		sscanf(rest, "%d %d", &w->options.columns, &w->options.rows),
		2);
}

static void do_ascii(struct world *w, const char *rest, struct bytes *ret)
{
	w->options.caps.ascii = true;
	w->options.caps.letters = true;
}

static void do_looks(struct world *w, const char *rest, struct bytes *ret)
{
	w->options.looks = true;
}

static void do_pixels(struct world *w, const char *rest, struct bytes *ret)
{
	w->options.caps.sixel = true;
}

/* A line of a keymap.conf. */
static void do_bind(struct world *w, const char *rest, struct bytes *ret)
{
	assert_int_equal(keymap_parse(&w->keymap, rest, "bind", NULL), 0);
}

static void do_shut(struct world *w, const char *rest, struct bytes *ret)
{
	w->options.caps.shut = true;
}

static void do_label(struct world *w, const char *rest, struct bytes *ret)
{
	world_label(w, rest);
}

static void do_mono(struct world *w, const char *rest, struct bytes *ret)
{
	w->options.caps.colours = PREVIEW_MONO;
	w->options.caps.letters = true;
}

static void do_readonly(struct world *w, const char *rest, struct bytes *ret)
{
	w->options.read_only = true;
}

/* The run has records of photographs elsewhere. */
static void do_records_of(struct world *w, const char *rest, struct bytes *ret)
{
	w->options.records_of = "/elsewhere";
}

/* It comes from somebody who would like to have keys. */
static void do_foreign(struct world *w, const char *rest, struct bytes *ret)
{
	w->engines[1].foreign_url = "https://example.org/v1";
}

static void do_empty(struct world *w, const char *rest, struct bytes *ret)
{
	w->n = 0;
}

static void do_only(struct world *w, const char *rest, struct bytes *ret)
{
	int n = atoi(rest);

	assert_in_range(n, 1, WORLD_RECORDS);
	w->n = n;
}

static void do_draft(struct world *w, const char *rest, struct bytes *ret)
{
	char id[80], term[80];
	int at = 0;

	assert_int_equal(sscanf(rest, "%79s %79s %n", id, term, &at), 2);
	draft_done(&w->draft);
	w->draft = (struct draft){0};
	w->draft.specimen_id = mem_strdup(id);
	w->draft.term = mem_strdup(term);
	w->draft.value = mem_strdup(rest + at);
	w->draft.at_specimen = mem_strdup(id);
	w->draft.at_term = mem_strdup("country");
	w->draft.filter = mem_strdup("all");
	w->has_draft = true;
}

/* "KIND TERM|- TEXT": a line that was open. */
static void do_draft_line(struct world *w, const char *rest, struct bytes *ret)
{
	char of[20], term[80];
	int at = 0;

	assert_int_equal(sscanf(rest, "%19s %79s %n", of, term, &at), 2);
	draft_done(&w->draft);
	w->draft = (struct draft){0};
	w->draft.line_of = mem_strdup(of);
	w->draft.line_term = mem_strdup(term[0] != '-' ? term : NULL);
	w->draft.line = mem_strdup(rest + at);
	w->has_draft = true;
}

static void do_knows(struct world *w, const char *rest, struct bytes *ret)
{
	struct world_known *known = &w->known[w->n_known];
	const char *value = strchr(rest, ' ');
	const char *note = strstr(rest, " | ");

	assert_true(w->n_known < WORLD_KNOWN && value != NULL);
	value++;
	known->term = mem_strndup(rest, (size_t)(value - 1 - rest));
	known->value = note != NULL ? mem_strndup(value, (size_t)(note - value))
				    : mem_strdup(value);
	known->note = mem_strdup(note != NULL ? note + 3 : "");
	w->n_known++;
}

static void do_start(struct world *w, const char *rest, struct bytes *ret)
{
	if (w->started)
		app_done(&w->app);
	app_init(&w->app, &w->options);
	w->started = true;
	app_start(&w->app, w->has_draft ? &w->draft : NULL, &w->effects);
	world_go_on(w);
}

static void press(struct world *w, const struct key *key)
{
	if (!w->hasty)
		app_paused(&w->app);
	app_clock(&w->app, w->now_ms);
	app_key(&w->app, key, &w->effects);
	world_go_on(w);
}

static void do_keys(struct world *w, const char *rest, struct bytes *ret)
{
	while (*rest != '\0') {
		size_t len = strcspn(rest, " ");
		struct key key;

		if (key_parse(rest, len, &key) < 0)
			fail_msg("no key: %s", rest);
		press(w, &key);
		rest += len + (rest[len] == ' ' ? 1 : 0);
	}
}

static void type_text(struct world *w, const char *text)
{
	while (*text != '\0') {
		size_t len = 1;
		struct key key;

		while (((unsigned char)text[len] & 0xc0) == 0x80)
			len++;
		if (*text == ' ')
			key = (struct key){.code = ' '};
		else
			assert_int_equal(key_parse(text, len, &key), 0);
		press(w, &key);
		text += len;
	}
}

static void do_type(struct world *w, const char *rest, struct bytes *ret)
{
	type_text(w, rest);
}

/* In one read: nothing is painted, and nothing answers, between two of them. */
static void do_pause(struct world *w, const char *rest, struct bytes *ret)
{
	app_paused(&w->app);
}

static void do_at_once(struct world *w, const char *rest, struct bytes *ret)
{
	struct key keys[64];
	int i, n = 0;

	while (*rest != '\0') {
		size_t len = strcspn(rest, " ");

		assert_true(n < (int)ARRAY_LEN(keys));
		if (key_parse(rest, len, &keys[n++]) < 0)
			fail_msg("no key: %s", rest);
		rest += len + (rest[len] == ' ' ? 1 : 0);
	}
	app_paused(&w->app);
	i = app_typed(&w->app, keys, n, &w->effects);
	for (; i < n; i++)
		app_key(&w->app, &keys[i], &w->effects);
	world_go_on(w);
}

static void do_paste(struct world *w, const char *rest, struct bytes *ret)
{
	press(w, &(struct key){.code = KEYCODE_PASTE_BEGIN});
	type_text(w, rest);
	press(w, &(struct key){.code = KEYCODE_ENTER});
	press(w, &(struct key){.code = KEYCODE_PASTE_END});
}

static void mouse(struct world *w, enum keycode code, const char *rest)
{
	struct key key = {.code = code};

	assert_int_equal(sscanf(rest, "%d %d", &key.x, &key.y), 2);
	press(w, &key);
}

static void do_click(struct world *w, const char *rest, struct bytes *ret)
{
	mouse(w, KEYCODE_CLICK, rest);
}

static void do_drag(struct world *w, const char *rest, struct bytes *ret)
{
	mouse(w, KEYCODE_DRAG, rest);
}

static void do_release(struct world *w, const char *rest, struct bytes *ret)
{
	mouse(w, KEYCODE_RELEASE, rest);
}

static void do_wheel_up(struct world *w, const char *rest, struct bytes *ret)
{
	mouse(w, KEYCODE_WHEEL_UP, rest);
}

static void do_wheel_down(struct world *w, const char *rest, struct bytes *ret)
{
	mouse(w, KEYCODE_WHEEL_DOWN, rest);
}

static void do_resize(struct world *w, const char *rest, struct bytes *ret)
{
	int columns, rows;

	assert_int_equal(sscanf(rest, "%d %d", &columns, &rows), 2);
	app_resize(&w->app, columns, rows, &w->effects);
	world_go_on(w);
}

static void do_hold(struct world *w, const char *rest, struct bytes *ret)
{
	w->hold = true;
}

static void do_answer(struct world *w, const char *rest, struct bytes *ret)
{
	w->hold = false;
	world_answer(w);
}

static void do_answer_one(struct world *w, const char *rest, struct bytes *ret)
{
	while (w->waiting.n > 0) {
		struct bytes text = {0};
		bool this;

		effect_describe(&w->waiting.items[0], &text);
		this = strncmp(text.data, rest, strlen(rest)) == 0;
		bytes_done(&text);
		if (this) {
			world_answer_first(w);
			return;
		}
		effects_clear(&(struct effects){.items = &w->waiting.items[0],
						.n = 1});
		w->waiting.n--;
		memmove(w->waiting.items, w->waiting.items + 1,
			w->waiting.n * sizeof(w->waiting.items[0]));
	}
	fail_msg("nothing was asked that begins with %s", rest);
}

static void do_fail(struct world *w, const char *rest, struct bytes *ret)
{
	mem_replace(&w->fail, rest);
}

static void do_full(struct world *w, const char *rest, struct bytes *ret)
{
	do_fail(w, rest, ret);
	w->full = true;
}

static void do_tick(struct world *w, const char *rest, struct bytes *ret)
{
	app_tick(&w->app, &w->effects);
	world_go_on(w);
}

static void do_clock(struct world *w, const char *rest, struct bytes *ret)
{
	w->now_ms += 1000 * atoi(rest);
}

static void draft_state(struct world *w, const char *error)
{
	struct draft_state *mail = mem_zalloc(sizeof(*mail));

	mail->mail.kind = DRAFT_MAIL_STATE;
	if (error != NULL)
		error_set(&mail->error, ERROR_NO_SPACE, "%s", error);
	app_event(&w->app, &mail->mail, &w->effects);
	world_go_on(w);
}

static void do_draft_fails(struct world *w, const char *rest, struct bytes *ret)
{
	draft_state(w, rest);
}

static void do_draft_ok(struct world *w, const char *rest, struct bytes *ret)
{
	draft_state(w, NULL);
}

static void do_hidden(struct world *w, const char *rest, struct bytes *ret)
{
	w->hidden = true;
}

static void do_painted(struct world *w, const char *rest, struct bytes *ret)
{
	w->hidden = false;
	app_shows(&w->app);
}

/* Keys come sooner than anybody can look. */
static void do_hasty(struct world *w, const char *rest, struct bytes *ret)
{
	w->hasty = true;
}

static void do_unhurried(struct world *w, const char *rest, struct bytes *ret)
{
	w->hasty = false;
	app_looked(&w->app);
}

static void do_ok(struct world *w, const char *rest, struct bytes *ret)
{
	mem_replace(&w->fail, NULL);
	w->full = false;
}

static void do_progress(struct world *w, const char *rest, struct bytes *ret)
{
	struct extract_mail *mail = mem_zalloc(sizeof(*mail));
	struct extract_progress *p = &mail->progress;
	int state;

	mail->mail = (struct mail){.kind = EXTRACT_MAIL_PROGRESS};
	assert_int_equal(sscanf(rest, "%d %zu %zu %zu %zu", &state, &p->total,
				&p->skipped, &p->succeeded, &p->failed),
			 5);
	p->state = (enum extract_state)state;
	strcpy(p->engine, "local");
	p->per_minute = 12.4;
	p->eta_s = 10800;
	p->n_recent = 2;
	strcpy(p->recent[0].time, "21:04:11");
	strcpy(p->recent[0].image, "0ac1e543.jpg");
	strcpy(p->recent[0].text, "10 fields");
	strcpy(p->recent[1].time, "21:04:07");
	strcpy(p->recent[1].image, "torn.jpg");
	strcpy(p->recent[1].text, "is not a JPEG file");
	p->recent[1].failed = true;
	if (p->state == EXTRACT_FAILED)
		error_set(&p->error, ERROR_FAILED,
			  "there is no directory /nowhere; name one that "
			  "holds photographs");
	app_event(&w->app, &mail->mail, &w->effects);
	world_go_on(w);
}

static void do_sent(struct world *w, const char *rest, struct bytes *ret)
{
	struct batcher_done *done = mem_zalloc(sizeof(*done));

	done->mail.kind = BATCHER_MAIL_DONE;
	done->report.sent = strcmp(rest, "nothing") == 0 ? 0 : 217;
	done->report.chunks = strcmp(rest, "money") == 0 ? 2 : 1;
	done->report.no_money = strcmp(rest, "money") == 0;
	if (strcmp(rest, "refused") == 0)
		error_set(&done->error, ERROR_USAGE,
			  "batches of OpenRouter take no pictures from this "
			  "machine");
	app_event(&w->app, &done->mail, &w->effects);
	world_go_on(w);
}

static void do_traffic(struct world *w, const char *rest, struct bytes *ret)
{
	struct extract_mail *mail = mem_zalloc(sizeof(*mail));

	mail->mail = (struct mail){.kind = EXTRACT_MAIL_PROGRESS};
	world_traffic(rest, &mail->progress);
	app_event(&w->app, &mail->mail, &w->effects);
	world_go_on(w);
}

/* "two": that are open; "ended": what came of one. */
static void do_batches(struct world *w, const char *rest, struct bytes *ret)
{
	struct keeper_mail *mail = mem_zalloc(sizeof(*mail));
	struct keeper_view *view = &mail->view;

	mail->mail = (struct mail){.kind = KEEPER_MAIL_VIEW};
	view->n = view->open = strcmp(rest, "two") == 0 ? 2 : 1;
	strcpy(view->rows[0].chunk, "b5f0c1d2e");
	strcpy(view->rows[0].line, "in_progress  12+1/50  since 2 h 05  ends "
				   "within 21 h 55  at most $0.40");
	strcpy(view->rows[1].chunk, "b77aa01bc");
	strcpy(view->rows[1].line, "unresolved  50  at most $0.40");
	if (view->open == 1) {
		view->collected = 1;
		view->succeeded = 48;
		view->failed = 2;
	} else {
		strcpy(view->note, "openai needs a key: set OPENAI_API_KEY");
	}
	app_event(&w->app, &mail->mail, &w->effects);
	world_go_on(w);
}

static void do_behind(struct world *w, const char *rest, struct bytes *ret)
{
	char term[80];
	int at = 0;

	assert_int_equal(sscanf(rest, "%79s %n", term, &at), 1);
	world_other_sets(w, term, rest + at);
}

static void do_behind_act(struct world *w, const char *rest, struct bytes *ret)
{
	char word[80];
	enum act_op op;
	int at = 0;

	assert_int_equal(sscanf(rest, "%79s %n", word, &at), 1);
	assert_int_equal(act_op_parse(word, &op), 0);
	world_other_acts(w, op, rest + at);
}

/* Records may have changed. */
static void world_fold(struct world *w)
{
	struct store_folded *mail = mem_zalloc(sizeof(*mail));

	mail->mail = (struct mail){.kind = STORE_MAIL_FOLDED};
	app_event(&w->app, &mail->mail, &w->effects);
	world_go_on(w);
}

static void free_told(struct mail *mail)
{
	claims_list_done(&CONTAINER_OF(mail, struct claims_told, mail)->list);
	free(CONTAINER_OF(mail, struct claims_told, mail));
}

static void do_claimed(struct world *w, const char *rest, struct bytes *ret)
{
	struct claims_told *told = mem_zalloc(sizeof(*told));
	char id[80];
	int at = 0;

	told->mail = (struct mail){.kind = CLAIMS_MAIL, .free = free_told};
	if (sscanf(rest, "%79s %n", id, &at) == 1) {
		told->list.items = mem_zalloc(sizeof(*told->list.items));
		told->list.items[told->list.n++] = (struct claim){
			.specimen_id = mem_strdup(id),
			.who = mem_strdup(rest + at),
			.since = mem_strdup("2026-11-23T20:15:04Z"),
		};
	}
	app_event(&w->app, &told->mail, &w->effects);
	world_go_on(w);
}

static void do_other(struct world *w, const char *rest, struct bytes *ret)
{
	char term[80];
	int at = 0;

	assert_int_equal(sscanf(rest, "%79s %n", term, &at), 1);
	world_other_sets(w, term, rest + at);
	world_fold(w);
}

static void do_reads(struct world *w, const char *rest, struct bytes *ret)
{
	char model[80], term[80];
	int at = 0;

	assert_int_equal(sscanf(rest, "%79s %79s %n", model, term, &at), 2);
	world_reads(w, model, term, rest + at);
}

static void do_looked(struct world *w, const char *rest, struct bytes *ret)
{
	world_label(w, rest);
	world_fold(w);
}

static void world_name_alike(struct world_alike *ret, const char *rest)
{
	int at = 0;

	assert_int_equal(sscanf(rest, "%d %n", &ret->at, &at), 1);
	mem_replace(&ret->why, rest + at);
}

static void do_alike(struct world *w, const char *rest, struct bytes *ret)
{
	world_name_alike(&w->alike, rest);
}

static void do_duplicate(struct world *w, const char *rest, struct bytes *ret)
{
	world_name_alike(&w->duplicate, rest);
}

static void do_sheet_says(struct world *w, const char *rest, struct bytes *ret)
{
	char term[80];
	int at = 0;

	assert_int_equal(sscanf(rest, "%79s %n", term, &at), 1);
	world_sheet_says(w, term, rest + at);
	world_fold(w);
}

static void tell_folded(struct world *w, const struct fold_report *report)
{
	struct store_folded *mail = mem_zalloc(sizeof(*mail));

	mail->mail = (struct mail){.kind = STORE_MAIL_FOLDED};
	mail->report = *report;
	app_event(&w->app, &mail->mail, &w->effects);
	world_go_on(w);
}

static void do_behind_index(struct world *w, const char *rest,
			    struct bytes *ret)
{
	w->options.follows = true;
}

static void do_making(struct world *w, const char *rest, struct bytes *ret)
{
	tell_folded(w,
		    &(struct fold_report){.making = true, .made = atoi(rest)});
}

static void do_pace(struct world *w, const char *rest, struct bytes *ret)
{
	char *end;
	size_t n = (size_t)strtol(rest, &end, 10);

	w->pace = (struct pace){n, n, (int64_t)n * strtol(end, NULL, 10)};
}

static void do_folder(struct world *w, const char *rest, struct bytes *ret)
{
	assert_true(w->n_folders < WORLD_FOLDERS);
	w->folders[w->n_folders++] = mem_strdup(rest);
}

static void do_total(struct world *w, const char *rest, struct bytes *ret)
{
	w->total = (size_t)atoi(rest);
}

static void do_made(struct world *w, const char *rest, struct bytes *ret)
{
	w->n = WORLD_RECORDS;
	tell_folded(w, &(struct fold_report){.complete = true});
}

static void do_log(struct world *w, const char *rest, struct bytes *ret)
{
	world_collect(w);
	bytes_append(ret, w->log.data, w->log.len);
	bytes_append_str(ret, "--\n");
	bytes_clear(&w->log);
}

static void do_dump(struct world *w, const char *rest, struct bytes *ret)
{
	const struct layout *l = &w->app.layout;
	struct surface s;

	surface_init(&s, l->columns, l->rows, w->options.caps.ascii);
	app_render(&w->app, &s);
	if (strcmp(rest, "styles") == 0)
		surface_dump_styles(&s, ret);
	else
		surface_dump(&s, ret);
	if (s.cursor_x >= 0)
		bytes_printf(ret, "cursor %d %d\n", s.cursor_x, s.cursor_y);
	surface_done(&s);
}

static void do_styles(struct world *w, const char *rest, struct bytes *ret)
{
	do_dump(w, "styles", ret);
}

void world_line(struct world *w, const char *line, struct bytes *ret)
{
	static const struct {
		const char *word;
		void (*fn)(struct world *, const char *, struct bytes *);
	} commands[] = {
		{"size", do_size},
		{"looks", do_looks},
		{"pixels", do_pixels},
		{"shut", do_shut},
		{"bind", do_bind},
		{"label", do_label},
		{"looked", do_looked},
		{"ascii", do_ascii},
		{"mono", do_mono},
		{"readonly", do_readonly},
		{"empty", do_empty},
		{"only", do_only},
		{"records-of", do_records_of},
		{"foreign", do_foreign},
		{"draft", do_draft},
		{"draft-line", do_draft_line},
		{"start", do_start},
		{"keys", do_keys},
		{"type", do_type},
		{"at-once", do_at_once},
		{"pause", do_pause},
		{"paste", do_paste},
		{"click", do_click},
		{"drag", do_drag},
		{"release", do_release},
		{"wheel-up", do_wheel_up},
		{"wheel-down", do_wheel_down},
		{"resize", do_resize},
		{"hold", do_hold},
		{"answer", do_answer},
		{"answer-one", do_answer_one},
		{"fail", do_fail},
		{"full", do_full},
		{"tick", do_tick},
		{"clock", do_clock},
		{"draft-fails", do_draft_fails},
		{"draft-ok", do_draft_ok},
		{"hidden", do_hidden},
		{"hasty", do_hasty},
		{"unhurried", do_unhurried},
		{"painted", do_painted},
		{"ok", do_ok},
		{"progress", do_progress},
		{"sent", do_sent},
		{"traffic", do_traffic},
		{"batches", do_batches},
		{"claimed", do_claimed},
		{"other", do_other},
		{"reads", do_reads},
		{"sheet-says", do_sheet_says},
		{"alike", do_alike},
		{"duplicate", do_duplicate},
		{"behind", do_behind},
		{"behind-act", do_behind_act},
		{"behind-index", do_behind_index},
		{"making", do_making},
		{"many", world_many},
		{"left", world_left},
		{"made", do_made},
		{"knows", do_knows},
		{"total", do_total},
		{"folder", do_folder},
		{"pace", do_pace},
		{"log", do_log},
		{"dump", do_dump},
		{"styles", do_styles},
	};
	size_t len = strcspn(line, " ");

	if (line[0] == '\0' || line[0] == '#')
		return;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strlen(commands[i].word) != len ||
		    strncmp(commands[i].word, line, len) != 0)
			continue;
		bytes_printf(ret, "> %s\n", line);
		commands[i].fn(w, line[len] == ' ' ? line + len + 1 : "", ret);
		return;
	}
	fail_msg("a script says %s", line);
}

void world_play(struct world *w, const char *script, struct bytes *ret)
{
	while (*script != '\0') {
		size_t len = strcspn(script, "\n");
		char *line = mem_strndup(script, len);

		world_line(w, line, ret);
		free(line);
		script += len + (script[len] == '\n' ? 1 : 0);
	}
}

/* ---- golden files -------------------------------------------------------- */

void assert_golden(const char *name, const char *text)
{
	const char *top = getenv("top_srcdir");
	char *path = mem_printf("%s/tests/golden/%s.txt",
				top != NULL ? top : ".", name);
	struct bytes want = {0};
	struct error err = {0};

	if (getenv("UPDATE_GOLDEN") != NULL) {
		assert_int_equal(
			file_write_atomic(path, text, strlen(text), 0644, &err),
			0);
	} else {
		if (file_read(path, 1 << 22, &want, &err) < 0)
			fail_msg("%s", err.text);
		if (strcmp(want.data, text) != 0) {
			size_t at = 0;

			while (want.data[at] == text[at])
				at++;
			while (at > 0 && text[at - 1] != '\n')
				at--;
			fail_msg("%s differs from\n%.*s\nhere:\n%.*s", name,
				 (int)strcspn(want.data + at, "\n"),
				 want.data + at, (int)strcspn(text + at, "\n"),
				 text + at);
		}
	}
	bytes_done(&want);
	free(path);
}
