/*
 * fault_rules.c: reads rules and chooses among them. See fault_rules.h.
 *
 * 1. The draw of a sheet is a pure function of the seed and the sheet; the
 *    rules with p own disjoint slices of [0,1) in the order in which they
 *    were given. So the kind of a sheet's fault does not depend on the order
 *    in which requests come in.
 * 2. Rules without p are for every sheet that meets their conditions. The
 *    first rule that applies plays.
 */
#include "config.h"

#include "fault_rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

static const char *const scope_words[] = {
	[HOLD_NONE] = "none", [HOLD_ACCOUNT] = "account",
	[HOLD_FREE] = "free", [HOLD_MODEL] = "model",
	[HOLD_KEY] = "key",
};

/* The whole numbers that a rule can set. */
static const struct rule_number numbers[] = {
	{"n", offsetof(struct fault_rule, n)},
	{"key", offsetof(struct fault_rule, key)},
	{"first", offsetof(struct fault_rule, first)},
	{"from", offsetof(struct fault_rule, from)},
	{"for_ms", offsetof(struct fault_rule, for_ms)},
	{"over", offsetof(struct fault_rule, over)},
	{"s", offsetof(struct fault_rule, seconds)},
	{"ms", offsetof(struct fault_rule, ms)},
	{"tokens", offsetof(struct fault_rule, tokens)},
	{"delay", offsetof(struct fault_rule, delay)},
};

static int set_scope(struct fault_rule *rule, const char *value)
{
	for (size_t i = 0; i < ARRAY_LEN(scope_words); i++)
		if (strcmp(scope_words[i], value) == 0) {
			rule->scope = (enum hold_scope)i;
			return 0;
		}
	return -1;
}

int rule_set_share(double *share, const char *value)
{
	char *end;

	*share = strtod(value, &end);
	return *end == '\0' && *share >= 0 && *share <= 1 ? 0 : -1;
}

int rule_set_number(void *rule, const struct rule_number *known, size_t n,
		    const char *key, const char *value)
{
	for (size_t i = 0; i < n; i++) {
		char *end;
		long number;

		if (strcmp(known[i].word, key) != 0)
			continue;
		number = strtol(value, &end, 10);
		if (*value == '\0' || *end != '\0' || number < 0)
			return -1;
		*(long *)(void *)((char *)rule + known[i].offset) = number;
		return 0;
	}
	return -1;
}

static int set_option(void *arg, const char *key, const char *value)
{
	struct fault_rule *rule = arg;

	if (strcmp(key, "p") == 0)
		return rule_set_share(&rule->p, value);
	if (strcmp(key, "scope") == 0)
		return set_scope(rule, value);
	if (strcmp(key, "model") == 0) {
		if (strlen(value) >= sizeof(rule->model))
			return -1;
		strcpy(rule->model, value);
		return 0;
	}
	return rule_set_number(rule, numbers, ARRAY_LEN(numbers), key, value);
}

int rule_read_options(void *rule, char *text,
		      int (*set)(void *rule, const char *key,
				 const char *value),
		      struct error *err)
{
	char *rest = NULL;

	for (char *item = strtok_r(text, ",", &rest); item != NULL;
	     item = strtok_r(NULL, ",", &rest)) {
		char *value = strchr(item, '=');

		if (value == NULL)
			return error_set(err, ERROR_USAGE,
					 "rule: \"%s\" has no value", item);
		*value++ = '\0';
		if (set(rule, item, value) < 0)
			return error_set(err, ERROR_USAGE,
					 "rule: cannot use %s=%s", item, value);
	}
	return 0;
}

static bool bounded(const struct fault_rule *rule)
{
	return rule->model[0] != '\0' || rule->key > 0 || rule->first > 0 ||
	       rule->from > 0 || rule->for_ms > 0;
}

static int resolve_rule(struct fault_rules *rules, struct fault_rule *rule,
			struct error *err)
{
	if (rule->n < 0)
		rule->n = bounded(rule) || rule->fault->flags & FAULT_ALWAYS
				  ? 0
				  : 1;
	if (rule->p >= 0) {
		rule->slice = rules->shared;
		rules->shared += rule->p;
		/* sums of decimals are a little off */
		if (rules->shared > 1 + 1e-9)
			return error_set(err, ERROR_USAGE,
					 "rules: their shares p are over 1");
	}
	rules->items[rules->n++] = *rule;
	return 0;
}

static int add_rule(struct fault_rules *rules, const char *name, char *options,
		    uint64_t serial, struct error *err)
{
	struct fault_rule rule = {
		.fault = fault_find(name),
		.p = -1,
		.n = -1,
		.seconds = 2,
		.ms = -1,
		.tokens = 1000,
		.delay = -1,
		.born = serial,
		.since_ms = -1,
	};

	if (rule.fault == NULL)
		return error_set(err, ERROR_USAGE, "no fault is called \"%s\"",
				 name);
	if (rules->n == FAULT_RULES_MAX)
		return error_set(err, ERROR_USAGE, "too many rules");
	rule.scope = rule.fault->hold;
	if (rule_read_options(&rule, options, set_option, err) < 0)
		return -1;
	return resolve_rule(rules, &rule, err);
}

static int add_preset(struct fault_rules *rules, uint64_t serial,
		      struct error *err)
{
	const struct fault *fault;

	for (size_t i = 0; (fault = fault_at(i)) != NULL; i++) {
		char *options CLEANUP(mem_free_str) = mem_strdup(fault->all);

		if (options != NULL &&
		    add_rule(rules, fault->name, options, serial, err) < 0)
			return -1;
	}
	return 0;
}

static int add_text(struct fault_rules *rules, char *text, uint64_t serial,
		    struct error *err)
{
	char none[1] = "", *options;

	text[strcspn(text, "#")] = '\0';
	text += strspn(text, " \t\r");
	text[strcspn(text, " \t\r")] = '\0';
	if (*text == '\0')
		return 0;
	if (strcmp(text, "all") == 0)
		return add_preset(rules, serial, err);
	options = strchr(text, ':');
	if (options != NULL)
		*options++ = '\0';
	return add_rule(rules, text, options != NULL ? options : none, serial,
			err);
}

int fault_rules_add(struct fault_rules *rules, const char *text,
		    uint64_t serial, struct error *err)
{
	char *copy CLEANUP(mem_free_str) = mem_strdup(text);
	char *rest = NULL;

	for (char *item = strtok_r(copy, ";\n", &rest); item != NULL;
	     item = strtok_r(NULL, ";\n", &rest))
		if (add_text(rules, item, serial, err) < 0)
			return -1;
	return 0;
}

static bool in_slice(const struct fault_rule *rule, double draw)
{
	return rule->p < 0 ||
	       (draw >= rule->slice && draw < rule->slice + rule->p);
}

static bool in_window(struct fault_rule *rule,
		      const struct fault_moment *moment)
{
	uint64_t nth = moment->serial - rule->born;
	uint64_t from = rule->from > 0 ? (uint64_t)rule->from : 1;

	if (nth < from ||
	    (rule->first > 0 && nth >= from + (uint64_t)rule->first))
		return false;
	if (rule->since_ms < 0)
		rule->since_ms = moment->now_ms;
	return rule->for_ms == 0 ||
	       moment->now_ms - rule->since_ms < rule->for_ms;
}

/* Faults that the client ends by asking for another number of tokens. */
static bool tokens_cure(const struct fault_rule *rule,
			const struct fault_moment *moment)
{
	if (strcmp(rule->fault->name, "length_cut") == 0)
		return moment->max_tokens > moment->first_max_tokens;
	if (strcmp(rule->fault->name, "afford_402") == 0)
		return moment->max_tokens >= 0 &&
		       moment->max_tokens <= rule->tokens;
	return false;
}

static bool applies(struct fault_rule *rule, size_t i,
		    const struct fault_moment *moment, double draw)
{
	if (!in_slice(rule, draw) ||
	    !(rule->fault->flags & FAULT_EARLY) == moment->early)
		return false;
	if (moment->spared && rule->p >= 0)
		return false;
	if (rule->n > 0 && moment->plays[i] >= rule->n)
		return false;
	if (rule->model[0] != '\0' && strcmp(rule->model, moment->model) != 0)
		return false;
	if (rule->key > 0 && rule->key != moment->key)
		return false;
	if (rule->over > 0 && moment->length <= (size_t)rule->over)
		return false;
	return !tokens_cure(rule, moment) && in_window(rule, moment);
}

int fault_rules_choose(struct fault_rules *rules,
		       const struct fault_moment *moment)
{
	double draw = (double)(fault_draw(rules->seed, moment->sheet) >> 11) /
		      9007199254740992.0; /* 2^53 */

	for (size_t i = 0; i < rules->n; i++)
		if (applies(&rules->items[i], i, moment, draw))
			return (int)i;
	return -1;
}

bool fault_rules_early(const struct fault_rules *rules)
{
	for (size_t i = 0; i < rules->n; i++)
		if (rules->items[i].fault->flags & FAULT_EARLY)
			return true;
	return false;
}
