/*
 * test_interleave.c: two consoles on one record, in every order of what they
 * do: look and claim, edit, change many, sign, be killed amid a change. What
 * neither may ever do: sign what they have not seen, lose what was accepted,
 * leave an index that a new one contradicts, or acts that cannot be taken back.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "review/columns/bulk_task.h"
#include "review/review.h"
#include "review/team/claims.h"
#include "run/index/specimen.h"
#include "run/record/seen.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

#define STEPS_MAX 8
#define SHEETS	  3
#define EDIT_ID	  "0123456789abcdef0123456789abcdef"

struct curator {
	const char *who;
	struct store *store;
	struct claims_desk *claims;
	struct seen view;
	bool others; /* have acted on the record since they looked */
};

struct office {
	char *dir, id[65];
	struct run *run;
	struct mailbox *box;
	struct curator of[2];
	bool edited, changed, is_signed; /* what was accepted */
};

/* ---- the desks ----------------------------------------------------------- */

static void curator_open(struct office *office, struct curator *c,
			 const char *who)
{
	struct error err;

	c->who = who;
	if (store_start(office->run, &c->store, &err) < 0)
		fail_msg("%s", err.text);
	c->claims = claims_desk_new(office->run->dir, who);
}

static void curator_close(struct curator *c)
{
	store_stop(c->store);
	claims_desk_free(c->claims);
	seen_done(&c->view);
	*c = (struct curator){0};
}

static void office_open(struct office *office)
{
	struct bytes raw CLEANUP(bytes_done) = {0};
	struct error err;

	*office = (struct office){.dir = scratch_new()};
	office->run = history_run(office->dir);
	for (unsigned int i = 1; i <= SHEETS; i++) {
		char image[32];

		history_id(i, office->id);
		snprintf(image, sizeof(image), "%u.jpg", i);
		history_outcome(&raw, office->id, image, "m1",
				"country=Cananda|locality=Regina");
	}
	history_id(1, office->id);
	history_append(office->run, "raw.jsonl", &raw);
	if (mailbox_new(&office->box, &err) < 0)
		fail_msg("%s", err.text);
	curator_open(office, &office->of[0], "ann");
	curator_open(office, &office->of[1], "ben");
}

static void office_close(struct office *office)
{
	curator_close(&office->of[0]);
	curator_close(&office->of[1]);
	mailbox_free(office->box);
	run_close(office->run);
	scratch_free(office->dir);
}

static void get(const struct office *office, struct specimen *ret)
{
	struct index *index;
	struct error err;

	if (index_open(office->run, INDEX_FOLD, &index, &err) < 0 ||
	    index_fold(index, -1, NULL, &err) < 0 ||
	    index_specimen(index, office->id, ret, &err) < 0)
		fail_msg("%s", err.text);
	index_close(index);
}

static bool acts(struct office *office, struct curator *c,
		 struct review_request request)
{
	struct mail *mail;
	bool done;

	request.by = c->who;
	review_submit(c->store, &request, 1, office->box);
	mail = mailbox_wait(office->box, 60000);
	assert_non_null(mail);
	assert_int_equal(mail->kind, REVIEW_MAIL_SAVED);
	done = CONTAINER_OF(mail, struct review_reply, mail)->status == 0;
	mail_free(mail);
	return done;
}

/* The other one has not seen what was done just now. */
static void is_news(struct office *office, const struct curator *c)
{
	office->of[c == &office->of[0]].others = true;
}

/* ---- what they do -------------------------------------------------------- */

static void looks(struct office *office, struct curator *c)
{
	struct specimen specimen;
	struct claims_list list;

	claims_desk_hold(c->claims, office->id, 1000, 1000);
	claims_desk_look(office->of[c == &office->of[0]].claims, 1000, &list);
	/* It is this one's, or was the other's before. */
	assert_true(list.n <= 1);
	claims_list_done(&list);
	get(office, &specimen);
	seen_done(&c->view);
	c->view = specimen_seen(&specimen);
	c->others = false;
	specimen_done(&specimen);
}

static void edits(struct office *office, struct curator *c)
{
	bool done = acts(office, c,
			 (struct review_request){.op = ACT_SET,
						 .specimen_id = office->id,
						 .term = "locality",
						 .value = "Moose Jaw",
						 .seen = "Regina",
						 .id = EDIT_ID,
						 .view = c->view});

	/* On what was seen, and on nothing else. */
	assert_int_equal(done, !c->others && !office->is_signed);
	office->edited = office->edited || done;
	if (!done)
		return;
	is_news(office, c);
	/* What is one's own is no news. */
	c->view.own = json_pack("[s]", EDIT_ID);
}

/* All that are open, whoever has looked at what. */
static void changes(struct office *office, struct curator *c)
{
	char term[] = "country", to[] = "Canada";
	struct bulk_change change = {.term = term, .to = to};
	struct bulk_ask ask = {.changes = &change, .n = 1};
	const struct bulk_order order = {.ask = &ask, .by = c->who};
	const struct bulk_done *done;
	struct mail *mail = NULL;

	index_filter_init(&ask.filter);
	bulk_submit(c->store, &order, 1, office->box);
	while (mail == NULL || mail->kind != BULK_MAIL_DONE) {
		mail_free(mail);
		mail = mailbox_wait(office->box, 60000);
		assert_non_null(mail);
	}
	done = CONTAINER_OF(mail, struct bulk_done, mail);
	assert_int_equal(done->status, 0);
	assert_int_equal(done->counts.signed_out, office->is_signed);
	assert_int_equal(done->counts.changed + office->is_signed, SHEETS);
	if (!office->is_signed) {
		office->changed = true;
		is_news(office, c);
	}
	mail_free(mail);
}

static void signs(struct office *office, struct curator *c)
{
	bool done = acts(office, c,
			 (struct review_request){.op = ACT_APPROVE,
						 .specimen_id = office->id,
						 .override = true,
						 .reason = "a test",
						 .view = c->view});

	assert_int_equal(done, !c->others && !office->is_signed);
	office->is_signed = office->is_signed || done;
	if (done)
		is_news(office, c);
}

/* Amid a change of many: its first line is whole, the second is not. Then they
 * open a console again. */
static void is_killed(struct office *office, struct curator *c)
{
	struct bytes lines CLEANUP(bytes_done) = {0};
	char *rest CLEANUP(mem_free_str) = mem_printf(
		",\"group\":\"%032d\",\"changes\":[{\"specimen_id\":\"%s\","
		"\"term\":\"country\",\"from\":\"Cananda\",\"to\":\"USA\","
		"\"base\":{}}]",
		7, office->id);
	const char *who = c->who;
	struct index *index;
	struct error err;
	int64_t seq;

	curator_close(c);
	if (index_open(office->run, INDEX_FOLD, &index, &err) < 0 ||
	    index_fold(index, -1, NULL, &err) < 0 ||
	    index_next_seq(index, &seq, &err) < 0)
		fail_msg("%s", err.text);
	index_close(index);
	history_act(&lines, seq, who, NULL, "bulk", rest);
	history_act(&lines, seq + 1, who, NULL, "bulk", rest);
	lines.len -= 40;
	history_append(office->run, "edits.jsonl", &lines);
	curator_open(office, c, who);
}

/* ---- what has to hold at the end ----------------------------------------- */

static char *dump(const struct office *office)
{
	struct index *index;
	struct error err;
	char *text;

	if (index_open(office->run, INDEX_FOLD, &index, &err) < 0 ||
	    index_fold(index, -1, NULL, &err) < 0)
		fail_msg("%s", err.text);
	text = history_dump(index);
	index_close(index);
	return text;
}

static void check_rebuilt(struct office *office)
{
	static const char *const tails[] = {"", "-wal", "-shm"};
	char *live CLEANUP(mem_free_str) = dump(office);
	char *anew CLEANUP(mem_free_str) = NULL;

	for (int i = 0; i < 2; i++)
		curator_close(&office->of[i]);
	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		char *name CLEANUP(mem_free_str) =
			mem_printf("index.db%s", tails[i]);
		char *path CLEANUP(mem_free_str) = run_path(office->run, name);

		remove(path);
	}
	anew = dump(office);
	assert_string_equal(live, anew);
	curator_open(office, &office->of[0], "ann");
	curator_open(office, &office->of[1], "ben");
}

static void check_kept(const struct office *office)
{
	struct specimen s;

	get(office, &s);
	assert_string_equal(record_value(&s.record, "locality"),
			    office->edited ? "Moose Jaw" : "Regina");
	assert_string_equal(record_value(&s.record, "country"),
			    office->changed ? "Canada" : "Cananda");
	specimen_done(&s);
}

static void check_undone(struct office *office)
{
	const struct review_request back = {.op = ACT_UNDO};
	struct specimen s;
	int n = 0;

	while (acts(office, &office->of[0], back) ||
	       acts(office, &office->of[1], back))
		assert_true(++n < 20);
	get(office, &s);
	assert_int_equal(s.status, STATUS_PENDING);
	assert_string_equal(record_value(&s.record, "locality"), "Regina");
	assert_string_equal(record_value(&s.record, "country"), "Cananda");
	specimen_done(&s);
}

/* ---- every order --------------------------------------------------------- */

static void (*const doings[128])(struct office *, struct curator *) = {
	['l'] = looks, ['e'] = edits,	  ['b'] = changes,
	['a'] = signs, ['k'] = is_killed,
};

/* In upper case what the second of them does. */
static void play(const char *order)
{
	struct office office;

	office_open(&office);
	for (const char *at = order; *at != '\0'; at++) {
		bool second = *at < 'a';

		doings[second ? *at + ('a' - 'A') : (int)*at](
			&office, &office.of[second]);
	}
	check_kept(&office);
	check_rebuilt(&office);
	check_undone(&office);
	office_close(&office);
}

static void play_all(const char *first, const char *second, char *made,
		     size_t n)
{
	if (*first == '\0' && *second == '\0') {
		made[n] = '\0';
		print_message("%s\n", made);
		play(made);
		return;
	}
	if (*first != '\0') {
		made[n] = *first;
		play_all(first + 1, second, made, n + 1);
	}
	if (*second != '\0') {
		made[n] = *second;
		play_all(first, second + 1, made, n + 1);
	}
}

static void test_edit_beside_bulk(void **state)
{
	char made[2 * STEPS_MAX];

	(void)state;
	play_all("lea", "LBLA", made, 0);
}

static void test_edit_beside_killed(void **state)
{
	char made[2 * STEPS_MAX];

	(void)state;
	play_all("lea", "KLA", made, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edit_beside_bulk),
		cmocka_unit_test(test_edit_beside_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
