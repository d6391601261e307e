/*
 * world_traffic.c: extractions that ask a server, as the console is told of
 * them. See world.h.
 */
#include "config.h"

#include "tests/kit/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "extract/control/progress.h"

static void make_steady(struct extract_progress *p)
{
	*p = (struct extract_progress){
		.state = EXTRACT_RUNNING,
		.run_id = "r1",
		.engine = "openrouter",
		.model = "qwen/qwen2.5-vl-72b-instruct:free",
		.total = 2779,
		.skipped = 100,
		.failed_before = 3,
		.succeeded = 441,
		.failed = 8,
		.in_flight = 15,
		.per_minute = 93.4,
		.eta_s = 1432,
		.elapsed_s = 1082,
		.traffic =
			{
				.window = 16,
				.in_flight = 15,
				.p50_ms = 2140,
				.p95_ms = 6420,
				.prompt_tokens = 1200000,
				.completion_tokens = 34567,
				.spent_usd = 1.234,
				.budget_usd = 5,
				.projected_usd = 4.1,
				.lost_usd = 0.04,
				.keys = 3,
				.keys_left = 2,
				.kinds = {{"rate_limit", 12}, {"timeout", 3}},
				.n_kinds = 2,
			},
	};
	extract_event_fill(&p->recent[0], "0ac1e543.jpg", false, "10 fields");
	extract_event_fill(&p->recent[1], "torn.jpg", true,
			   "timeout: no answer within 120 s, attempt 5 of 5");
	strcpy(p->recent[0].time, "21:04:11");
	strcpy(p->recent[1].time, "21:04:07");
	p->n_recent = 2;
}

static void make_cooling(struct extract_progress *p)
{
	make_steady(p);
	p->per_minute = 0;
	p->eta_s = -1;
	p->traffic.in_flight = 0;
	p->traffic.window = 4;
	strcpy(p->traffic.cooldowns[0].scope, "account");
	p->traffic.cooldowns[0].left_s = 42;
	strcpy(p->traffic.cooldowns[1].scope, "model");
	strcpy(p->traffic.cooldowns[1].name, "qwen/qwen2.5-vl-72b-instruct");
	p->traffic.cooldowns[1].left_s = 3;
	p->traffic.n_cooldowns = 2;
}

static void make_stopped(struct extract_progress *p, const char *why)
{
	make_steady(p);
	p->state = EXTRACT_FINISHED;
	p->traffic.in_flight = 0;
	strcpy(p->stopped, why);
}

static void make_budget(struct extract_progress *p)
{
	make_stopped(p, "budget");
	p->traffic.spent_usd = 4.99;
}

static void make_quota(struct extract_progress *p)
{
	make_stopped(p, "quota");
}

static void make_breaker(struct extract_progress *p)
{
	make_stopped(p, "breaker");
	error_set(&p->error, ERROR_FAILED,
		  "9 of the first 10 sheets failed: 404 no endpoints found "
		  "for this model");
}

static void make_room(struct extract_progress *p)
{
	make_steady(p);
	p->state = EXTRACT_PAUSED;
	p->traffic.in_flight = 0;
	error_set(&p->error, ERROR_NO_SPACE,
		  "nothing was appended to /runs/aafc/raw.jsonl: No space left "
		  "on device; free some room");
}

static void make_elsewhere(struct extract_progress *p)
{
	make_cooling(p);
	p->elsewhere = true;
}

/* A name of 63 bytes, and texts that nobody has cleaned. */
static void make_hostile(struct extract_progress *p)
{
	make_cooling(p);
	memset(p->model, 'm', sizeof(p->model) - 1);
	memcpy(p->model, "\033[2J東京都", 13);
	memset(p->traffic.cooldowns[1].name, 'n', 63);
	memcpy(p->traffic.cooldowns[1].name, "\033]0;x\007", 6);
	strcpy(p->traffic.cooldowns[0].scope, "\033[31mkey");
	strcpy(p->traffic.kinds[0].kind, "\342\200\256kind\377");
	p->traffic.kinds[0].n = SIZE_MAX;
	p->traffic.spent_usd = 1e12;
	p->traffic.budget_usd = 1e12;
	p->traffic.prompt_tokens = 1e12;
	p->traffic.p95_ms = 1e12;
	p->traffic.projected_usd = 1e12;
	p->total = 1000000000000;
	memset(p->recent[1].text, 'x', sizeof(p->recent[1].text) - 1);
}

void world_traffic(const char *kind, struct extract_progress *ret)
{
	static const struct {
		const char *word;
		void (*make)(struct extract_progress *);
	} kinds[] = {
		{"steady", make_steady},       {"cooling", make_cooling},
		{"budget", make_budget},       {"quota", make_quota},
		{"breaker", make_breaker},     {"hostile", make_hostile},
		{"elsewhere", make_elsewhere}, {"room", make_room},
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (strcmp(kinds[i].word, kind) == 0) {
			kinds[i].make(ret);
			return;
		}
	}
	fail_msg("there is no traffic %s", kind);
}
