/*
 * fault_rules.h: which fault is played when. A rule is
 *
 *	NAME[:KEY=VALUE,...]          several of them: "RULE;RULE;..."
 *
 *	p=0..1     for this share of the sheets, by a draw of the sheet. The
 *	           rules with p share the sheets out among themselves: a sheet
 *	           gets one kind of fault at most, always the same one
 *	n=N        on the first N requests of a sheet that the rule is for;
 *	           0: on all. Default: 0 for faults that would not pass by
 *	           themselves (bad_model, length_cut, ...) and for rules with
 *	           any of the next five; else 1
 *	model=X    only when this model is asked
 *	key=K      only with the K-th key (1: the first of --keys, or the first
 *	           that was seen)
 *	first=N    only for N requests of all, from the first one that counts on
 *	from=N     only from the N-th request of all on
 *	for_ms=M   only for so long after the rule first applied
 *	over=B     only when the body has more than B bytes
 *	s=S        seconds of Retry-After and the like (2)
 *	ms=M       milliseconds: between the bytes of drip, until silence ends
 *	tokens=T   what afford_402 can afford (1000); it plays as long as more
 *	           are asked for
 *	delay=M    milliseconds before the answer; by default --latency for
 *	           answers of 200, none for errors
 *	scope=S    who has to wait: none, account, free, model, key
 *
 * `first` and `from` count chat requests since the rule was made. length_cut
 * plays as long as no more max_tokens are asked for than the first time. The
 * word "all" stands for all rules of the preset (fault_kind.c).
 */
#ifndef TESTS_TOOLS_FAULT_RULES_H
#define TESTS_TOOLS_FAULT_RULES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "fault_kind.h"

#define FAULT_RULES_MAX 96

struct fault_rule {
	const struct fault *fault;
	double p;     /* < 0: not given */
	double slice; /* where its share begins */
	long n;	      /* -1: not given */
	char model[128];
	long key, first, from, for_ms, over;
	long seconds, ms, tokens, delay; /* ms, delay: -1: not given */
	enum hold_scope scope;
	uint64_t born;	  /* chat requests before it */
	int64_t since_ms; /* when it first applied; -1: not yet */
};

struct fault_rules {
	struct fault_rule items[FAULT_RULES_MAX];
	size_t n;
	uint64_t seed;
	double shared; /* of the sheets, by rules with p */
};

/* What of a sheet and of a request rules look at. */
struct fault_moment {
	const char *sheet; /* what the draw is of */
	const char *model;
	long key; /* by position; 0: none was sent */
	long max_tokens, first_max_tokens;
	size_t length;
	uint64_t serial; /* of chat requests, from 1 on */
	int64_t now_ms;
	const unsigned char *plays; /* of this sheet, by rule; saturating */
	bool early;  /* the body is still on the way: only faults for that */
	bool spared; /* the sheet has had its fault: no rules with p */
};

/* Appends the rules of a text: separated by ';' or newlines, '#' begins a
 * comment of a line. `serial`: of chat requests so far. */
int fault_rules_add(struct fault_rules *rules, const char *text,
		    uint64_t serial, struct error *err) MUST_USE;

/* The options of a rule of any kind, as they stand behind its colon: each is
 * given to `set`, which refuses it with -1. The text is taken apart. */
int rule_read_options(void *rule, char *text,
		      int (*set)(void *rule, const char *key,
				 const char *value),
		      struct error *err) MUST_USE;
/* What such options are: p, and one of the whole numbers that a rule can set;
 * -1: it is not that. */
struct rule_number {
	const char *word;
	size_t offset; /* of a long in the rule */
};
int rule_set_share(double *share, const char *value) MUST_USE;
int rule_set_number(void *rule, const struct rule_number *known, size_t n,
		    const char *key, const char *value) MUST_USE;

/* The rule that plays now, by its position; -1: none. */
int fault_rules_choose(struct fault_rules *rules,
		       const struct fault_moment *moment);
/* Whether any rule is decided before the body is whole. */
bool fault_rules_early(const struct fault_rules *rules);

#endif
