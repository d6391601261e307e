/*
 * stats.c: `vasculum stats RUN`: what review has come to.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/common/folded.h"
#include "cmd/common/print.h"
#include "dwc/record/identification.h"
#include "review/team/account.h"

#define STATS_PAIRS	 20 /* of the text */
#define STATS_PAIRS_JSON 1000
#define STATS_TERMS	 20

static const struct command_option stats_options[] = {
	{"json", 0, NULL, "one object, for programs"},
	{0},
};

struct stats {
	const struct run *run;
	struct account account;
	/* Owned; their words are the worth's. */
	struct worth_term *terms;
	struct worth_pair *pairs;
	struct worth_second *seconds;
	size_t n_terms, n_pairs, n_seconds;
};

/* --- reading -------------------------------------------------------------- */

static int stats_read(const struct folded *folded, struct stats *stats,
		      struct error *err)
{
	const struct worth *worth;

	stats->run = folded->run;
	if (account_read(folded->index, NULL, NULL, &stats->account, err) < 0)
		return -1;
	worth = stats->account.worth;
	stats->terms = worth_terms(worth, &stats->n_terms);
	stats->pairs = worth_pairs(worth, &stats->n_pairs);
	stats->seconds = worth_seconds(worth, &stats->n_seconds);
	return 0;
}

static void stats_done(struct stats *stats)
{
	free(stats->terms);
	free(stats->pairs);
	free(stats->seconds);
	account_done(&stats->account);
}

/* --- for people ----------------------------------------------------------- */

/* Decisions an hour at work; 0: not told. */
static double person_pace(const struct effort_person *person)
{
	return person->seconds > 0
		       ? 3600.0 * (double)person->told / (double)person->seconds
		       : 0;
}

static const char *person_name(const struct effort_person *person)
{
	return person->by != NULL ? person->by : "(others)";
}

static void stats_show_people(const struct effort *effort)
{
	char approved[32], rejected[32], keys[32], seconds[32], pace[32];

	printf("%-24s %9s %9s %11s %9s %9s\n", "CURATOR", "APPROVED",
	       "REJECTED", "KEYS/RECORD", "S/RECORD", "AN HOUR");
	for (size_t i = 0; i < effort->n; i++) {
		const struct effort_person *p = &effort->people[i];
		double told = (double)p->told;

		print_column(person_name(p), 24);
		printf(" %9s %9s", print_figure(p->approved, approved),
		       print_figure(p->rejected, rejected));
		if (p->told == 0) {
			printf(" %11s %9s %9s\n", "-", "-", "-");
			continue;
		}
		printf(" %11s %9s %9s\n",
		       print_real((double)p->keys / told, 1, keys),
		       print_real((double)p->seconds / told, 1, seconds),
		       p->seconds > 0 ? print_real(person_pace(p), 0, pace)
				      : "-");
	}
}

static const char *help_word(enum act_via via)
{
	return via == VIA_UNTOLD ? "not told" : act_via_word(via);
}

static void stats_show_helps(const struct effort *effort)
{
	char values[32], characters[32];

	printf("\n%-24s %9s %11s\n", "VALUES CAME BY", "VALUES", "CHARACTERS");
	for (int i = 0; i < VIA_COUNT; i++) {
		const struct effort_help *help = &effort->helps[i];

		if (help->values > 0)
			printf("%-24s %9s %11s\n", help_word((enum act_via)i),
			       print_figure(help->values, values),
			       print_figure(help->characters, characters));
	}
}

static void stats_show_terms(const struct stats *stats)
{
	char right[32], read[32], missed[32];

	printf("\n%-24s %-24s %7s %7s %7s\n", "READ BY", "TERM", "READ",
	       "RIGHT %", "MISSED");
	for (size_t i = 0; i < stats->n_terms && i < STATS_TERMS; i++) {
		const struct worth_term *t = &stats->terms[i];

		print_column(t->model, 24);
		putchar(' ');
		print_column(t->term, 24);
		printf(" %7s %7s %7s\n", print_figure(t->n, read),
		       t->n > 0 ? print_share(t->right, t->n, right) : "-",
		       print_figure(t->missed, missed));
	}
}

/* All readers and terms together: whether .9 means nine of ten. */
static void stats_show_bins(const struct stats *stats)
{
	struct worth_bin bins[WORTH_BINS] = {0};
	char n[32], right[32];

	for (size_t i = 0; i < stats->n_terms; i++)
		for (size_t k = 0; k < WORTH_BINS; k++) {
			bins[k].n += stats->terms[i].bins[k].n;
			bins[k].right += stats->terms[i].bins[k].right;
		}
	printf("\n%-24s %9s %9s\n", "CONFIDENCE", "VALUES", "RIGHT %");
	for (size_t k = WORTH_BINS; k-- > 0;)
		if (bins[k].n > 0)
			printf(".%zu to %-18s %9s %9s\n", k,
			       k + 1 < WORTH_BINS
				       ? (const char[3]){'.', (char)('1' + k),
							 '\0'}
				       : "1",
			       print_figure(bins[k].n, n),
			       print_share(bins[k].right, bins[k].n, right));
}

static void stats_show_value(const char *term, const char *value)
{
	char *words CLEANUP(mem_free_str) = identifications_shown(term, value);

	print_fitted(words[0] != '\0' ? words : "(nothing)", 36);
}

static void stats_show_pairs(const struct stats *stats)
{
	char n[32];

	if (stats->n_pairs == 0)
		return;
	printf("\n%7s  %-24s %s\n", "TIMES", "TERM", "WHAT WAS CORRECTED");
	for (size_t i = 0; i < stats->n_pairs && i < STATS_PAIRS; i++) {
		const struct worth_pair *p = &stats->pairs[i];

		printf("%7s  ", print_figure(p->n, n));
		print_column(p->term, 24);
		putchar(' ');
		stats_show_value(p->term, p->from);
		fputs(" -> ", stdout);
		stats_show_value(p->term, p->to);
		putchar('\n');
	}
}

static const char *kappa_word(double kappa, char ret[32])
{
	return kappa == WORTH_NO_KAPPA ? "-" : print_real(kappa, 2, ret);
}

static void stats_show_seconds(const struct stats *stats)
{
	char n[32], same[32], kappa[32];

	if (stats->n_seconds == 0)
		return;
	printf("\n%-24s %9s %9s %9s\n", "READ A SECOND TIME", "RECORDS",
	       "SAME %", "KAPPA");
	for (size_t i = 0; i < stats->n_seconds; i++) {
		const struct worth_second *s = &stats->seconds[i];

		print_column(s->term, 24);
		printf(" %9s %9s %9s\n", print_figure(s->n, n),
		       print_share(s->same, s->n, same),
		       kappa_word(s->kappa, kappa));
	}
	printf("%s record%s read by two\n",
	       print_figure(worth_read_twice(stats->account.worth), n),
	       worth_read_twice(stats->account.worth) == 1 ? "" : "s");
}

static void stats_show_text(const struct stats *stats)
{
	size_t n = worth_signed(stats->account.worth);
	char figure[32];

	if (stats->account.effort.n > 0)
		stats_show_people(&stats->account.effort);
	stats_show_helps(&stats->account.effort);
	if (n > 0) {
		stats_show_terms(stats);
		stats_show_bins(stats);
		stats_show_pairs(stats);
	}
	stats_show_seconds(stats);
	printf("\n%s record%s signed\n", print_figure(n, figure),
	       n == 1 ? "" : "s");
}

/* --- for programs --------------------------------------------------------- */

static void set_count(json_t *object, const char *key, size_t n)
{
	json_object_set_new(object, key, json_integer((json_int_t)n));
}

static json_t *stats_json_people(const struct effort *effort)
{
	json_t *list = json_array();

	for (size_t i = 0; i < effort->n; i++) {
		const struct effort_person *p = &effort->people[i];
		json_t *item = json_object();

		json_set_string(item, "by", person_name(p));
		set_count(item, "approved", p->approved);
		set_count(item, "rejected", p->rejected);
		set_count(item, "told", p->told);
		set_count(item, "keys", (size_t)p->keys);
		set_count(item, "seconds", (size_t)p->seconds);
		print_json_set_real(item, "per_hour", person_pace(p));
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *stats_json_helps(const struct effort *effort)
{
	json_t *helps = json_object();

	for (int i = 0; i < VIA_COUNT; i++) {
		json_t *item = json_object();

		set_count(item, "values", effort->helps[i].values);
		set_count(item, "characters", effort->helps[i].characters);
		json_object_set_new(helps,
				    i == VIA_UNTOLD
					    ? "untold"
					    : act_via_word((enum act_via)i),
				    item);
	}
	return helps;
}

static json_t *stats_json_bins(const struct worth_bin list[WORTH_BINS])
{
	json_t *bins = json_array();

	for (size_t k = 0; k < WORTH_BINS; k++) {
		json_t *bin = json_object();

		print_json_set_real(bin, "from", (double)k / WORTH_BINS);
		set_count(bin, "values", list[k].n);
		set_count(bin, "right", list[k].right);
		json_array_append_new(bins, bin);
	}
	return bins;
}

static json_t *stats_json_terms(const struct stats *stats)
{
	json_t *list = json_array();

	for (size_t i = 0; i < stats->n_terms; i++) {
		const struct worth_term *t = &stats->terms[i];
		json_t *item = json_object();

		json_set_string(item, "model", t->model);
		json_set_string(item, "term", t->term);
		set_count(item, "values", t->n);
		set_count(item, "right", t->right);
		set_count(item, "missed", t->missed);
		json_object_set_new(item, "said", stats_json_bins(t->said));
		json_object_set_new(item, "confidence",
				    stats_json_bins(t->bins));
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *stats_json_pairs(const struct stats *stats)
{
	json_t *list = json_array();

	for (size_t i = 0; i < stats->n_pairs && i < STATS_PAIRS_JSON; i++) {
		const struct worth_pair *p = &stats->pairs[i];
		json_t *item = json_object();

		json_set_string(item, "model", p->model);
		json_set_string(item, "term", p->term);
		json_set_string(item, "from", p->from);
		json_set_string(item, "to", p->to);
		set_count(item, "times", p->n);
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *stats_json_seconds(const struct stats *stats)
{
	json_t *list = json_array();

	for (size_t i = 0; i < stats->n_seconds; i++) {
		const struct worth_second *s = &stats->seconds[i];
		json_t *item = json_object();

		json_set_string(item, "term", s->term);
		set_count(item, "values", s->n);
		set_count(item, "same", s->same);
		if (s->kappa != WORTH_NO_KAPPA)
			print_json_set_real(item, "kappa", s->kappa);
		json_array_append_new(list, item);
	}
	return list;
}

static void stats_show_json(const struct stats *stats)
{
	json_t *object CLEANUP(json_release) = json_object();

	json_set_string(object, "run_id", stats->run->id);
	set_count(object, "signed", worth_signed(stats->account.worth));
	json_object_set_new(object, "curators",
			    stats_json_people(&stats->account.effort));
	json_object_set_new(object, "helps",
			    stats_json_helps(&stats->account.effort));
	json_object_set_new(object, "read", stats_json_terms(stats));
	json_object_set_new(object, "corrections", stats_json_pairs(stats));
	set_count(object, "read_twice", worth_read_twice(stats->account.worth));
	json_object_set_new(object, "second", stats_json_seconds(stats));
	print_json(object);
}

/* --- the command ---------------------------------------------------------- */

static int stats_report(const struct command *command, const char *dir,
			bool json, struct error *err)
{
	struct stats stats = {0};
	struct folded folded;
	int rc;

	if (folded_open(command, dir, &folded, err) < 0)
		return -1;
	rc = stats_read(&folded, &stats, err);
	if (rc == 0 && json)
		stats_show_json(&stats);
	else if (rc == 0)
		stats_show_text(&stats);
	stats_done(&stats);
	folded_close(&folded);
	return rc;
}

static int stats_take(void *data, int option, const char *value,
		      struct error *err)
{
	bool *json = data;

	(void)option;
	(void)value;
	(void)err;
	*json = true;
	return 0;
}

static int stats_run(const struct command *command, int argc, char **argv)
{
	struct error err;
	bool json = false;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, stats_take, &json, &args, &n);
	if (code >= 0)
		return code;
	if (stats_report(command, args[0], json, &err) < 0)
		return command_fail(command, &err);
	return command_flush(command, COMMAND_DONE);
}

const struct command stats_command = {
	.name = "stats",
	.args = "RUN [--json]",
	.summary = "print what was corrected, and what review costs",
	.details = "Of the signed records: by reader and term how often it was "
		   "right, and what was\n"
		   "corrected into what; of the acts: keys and seconds a "
		   "record by curator, and how\n"
		   "values came.",
	.options = stats_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one run directory",
	.run = stats_run,
};
