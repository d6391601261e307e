/*
 * json.c: the figures of a report for programs. See json.h.
 */
#include "config.h"

#include "report/json.h"

#include <math.h>
#include <string.h>

#include "base/json/json.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "run/index/counts.h"

static void set_count(json_t *object, const char *key, size_t n)
{
	json_object_set_new(object, key, json_integer((json_int_t)n));
}

/* With so many digits behind the point; null: it is not known. */
static void set_real(json_t *object, const char *key, double value, int digits)
{
	double scale = pow(10, digits);

	json_object_set_new(object, key,
			    value >= 0 ? json_real(round(value * scale) / scale)
				       : json_null());
}

/* "share", and between what it lies; null where it rests on nothing. */
static void set_share(json_t *object, struct share share)
{
	double low, high;
	bool none = share.of == 0;

	share_likely(share, &low, &high);
	set_real(object, "share", share_of(share), 4);
	set_real(object, "likely_from", none ? -1 : low, 4);
	set_real(object, "likely_to", none ? -1 : high, 4);
}

static void set_day(json_t *object, const char *key, int64_t day)
{
	char text[CLOCK_DAY_SIZE];

	clock_day_write(day, text);
	json_object_set_new(object, key,
			    day >= 0 && text[0] != '\0' ? json_string(text)
							: json_null());
}

/* --- where it stands ------------------------------------------------------ */

static json_t *states_json(const struct index_counts *counts)
{
	json_t *states = json_object();

	for (size_t i = 0; i < STATUS_COUNT; i++)
		set_count(states, status_word((enum status)i),
			  counts->by_status[i]);
	return states;
}

static json_t *sheets_json(const struct summary *f)
{
	const struct standing *now = &f->now;
	json_t *object = json_object();

	set_count(object, "known", standing_sheets(now));
	set_count(object, "read", now->counts.extracted);
	set_count(object, "failed", now->counts.failed);
	set_count(object, "waiting", now->waiting);
	json_object_set_new(object, "images_found",
			    json_boolean(now->images_known));
	set_count(object, "in_flight", f->in_flight);
	set_count(object, "rescued", now->rescued.lines);
	json_object_set_new(object, "bad_lines", json_integer(now->bad));
	json_object_set_new(object, "extracting",
			    json_boolean(now->extracting));
	return object;
}

static json_t *records_json(const struct summary *f)
{
	const struct index_counts *counts = &f->now.counts;
	json_t *object = json_object();

	set_count(object, "records", counts->sheets);
	json_object_set_new(object, "by_status", states_json(counts));
	set_count(object, "complete", f->complete);
	set_real(object, "completeness_mean", counts->completeness_mean, 1);
	set_real(object, "soundness_mean", counts->soundness_mean, 1);
	set_real(object, "doubt_mean", counts->doubt_mean, 2);
	set_count(object, "looked_at", f->looked);
	set_count(object, "flagged", counts->flagged);
	set_count(object, "expert", counts->expert);
	set_count(object, "disputed", f->disputed);
	return object;
}

static json_t *fields_json(const struct summary *f)
{
	const struct terms *terms = f->run->terms;
	json_t *list = json_array();

	for (size_t i = 0; i < terms_count(terms); i++) {
		const struct term *term = terms_at(terms, i);
		const struct coverage *coverage = &f->now.coverage[i];
		json_t *object = json_object();

		json_set_string(object, "term", term->name);
		json_object_set_new(object, "required",
				    json_boolean(term_is_required(term)));
		set_count(object, "filled", coverage->filled);
		set_count(object, "sound", coverage->sound);
		set_count(object, "seen", coverage->seen);
		json_array_append_new(list, object);
	}
	return list;
}

/* --- readings ------------------------------------------------------------- */

static json_t *bins_json(const struct worth_bin bins[WORTH_BINS])
{
	json_t *list = json_array();

	for (size_t i = 0; i < WORTH_BINS; i++) {
		json_t *bin = json_object();

		set_real(bin, "from", (double)i / WORTH_BINS, 1);
		set_count(bin, "values", bins[i].n);
		set_count(bin, "right", bins[i].right);
		json_array_append_new(list, bin);
	}
	return list;
}

/* A whole and its part, and what they come to. */
static void set_parts(json_t *object, const char *whole, const char *part,
		      struct share share)
{
	set_count(object, whole, share.of);
	set_count(object, part, share.n);
	set_share(object, share);
}

static json_t *share_json(const char *whole, const char *part,
			  struct share share)
{
	json_t *object = json_object();

	set_parts(object, whole, part, share);
	return object;
}

static json_t *sums_json(const struct summary_sum *sums, size_t n,
			 const char *key)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *object = json_object();

		json_set_string(object, key, sums[i].name);
		set_parts(object, "values", "right", sums[i].right);
		set_count(object, "missed", sums[i].missed);
		json_object_set_new(object, "said", bins_json(sums[i].said));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *read_json(const struct summary *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->n_terms; i++) {
		const struct worth_term *t = &f->terms[i];
		json_t *object = json_object();

		json_set_string(object, "model", t->model);
		json_set_string(object, "term", t->term);
		set_parts(object, "values", "right",
			  (struct share){t->right, t->n});
		set_count(object, "missed", t->missed);
		json_object_set_new(object, "said", bins_json(t->said));
		json_object_set_new(object, "confidence", bins_json(t->bins));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *quality_json(const struct summary *f)
{
	json_t *object = json_object();
	json_t *required = share_json("values", "right", f->required);

	set_count(required, "missed", f->required_missed);
	set_count(object, "signed", worth_signed(f->account.worth));
	json_object_set_new(object, "records",
			    share_json("records", "unchanged", f->unchanged));
	json_object_set_new(object, "values",
			    share_json("values", "right", f->right));
	json_object_set_new(object, "required", required);
	json_object_set_new(object, "models",
			    sums_json(f->by_model, f->n_models, "model"));
	json_object_set_new(object, "terms",
			    sums_json(f->by_term, f->n_by_term, "term"));
	json_object_set_new(object, "read", read_json(f));
	return object;
}

static json_t *pairs_json(const struct summary *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->n_pairs && i < REPORT_PAIRS_JSON; i++) {
		const struct worth_pair *pair = &f->pairs[i];
		json_t *object = json_object(), *examples = json_array();

		json_set_string(object, "model", pair->model);
		json_set_string(object, "term", pair->term);
		json_set_string(object, "from", pair->from);
		json_set_string(object, "to", pair->to);
		set_count(object, "times", pair->n);
		for (size_t k = 0; k < WORTH_EXAMPLES; k++)
			if (pair->examples[k][0] != '\0')
				json_array_append_new(
					examples,
					json_string(pair->examples[k]));
		json_object_set_new(object, "examples", examples);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *seconds_json(const struct summary *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->n_seconds; i++) {
		const struct worth_second *second = &f->seconds[i];
		json_t *object = json_object();

		json_set_string(object, "term", second->term);
		set_parts(object, "values", "same",
			  (struct share){second->same, second->n});
		if (second->kappa != WORTH_NO_KAPPA)
			json_object_set_new(
				object, "kappa",
				json_real(round(second->kappa * 100) / 100));
		json_array_append_new(list, object);
	}
	return list;
}

/* --- cost and pace -------------------------------------------------------- */

static json_t *days_json(const struct days *days, const char *good,
			 const char *bad, bool usd)
{
	json_t *list = json_array();

	for (size_t i = 0; i < days->n; i++) {
		json_t *object = json_object();

		set_day(object, "day", days->items[i].day);
		set_count(object, good, days->items[i].good);
		set_count(object, bad, days->items[i].bad);
		if (usd)
			set_real(object, "cost_usd", days->items[i].usd, 6);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *models_json(const struct spend *spend)
{
	json_t *list = json_array();

	for (size_t i = 0; i < spend->n_models; i++) {
		const struct watch_model *model = &spend->models[i];
		json_t *object = json_object();

		json_set_string(object, "model", model->model);
		set_count(object, "succeeded", (size_t)model->succeeded);
		set_count(object, "failed", (size_t)model->failed);
		set_real(object, "cost_usd", model->cost_usd, 6);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *spend_json(const struct summary *f)
{
	json_t *object = json_object(), *kinds = json_object();
	const struct index_counts *counts = &f->now.counts;

	for (size_t i = 0; i < f->spend.n_kinds; i++)
		set_count(kinds, f->spend.kinds[i].kind,
			  (size_t)f->spend.kinds[i].n);
	set_real(object, "cost_usd", counts->cost_usd, 6);
	set_real(object, "per_sheet_usd",
		 counts->extracted > 0
			 ? counts->cost_usd / (double)counts->extracted
			 : -1,
		 6);
	set_real(object, "reserved_usd", f->reserved_usd, 6);
	set_count(object, "rows", f->spend.rows);
	json_object_set_new(object, "models", models_json(&f->spend));
	json_object_set_new(object, "failures", kinds);
	json_object_set_new(object, "days",
			    days_json(&f->spend.days, "read", "failed", true));
	return object;
}

static json_t *curators_json(const struct summary *f, bool names)
{
	const struct effort *effort = &f->account.effort;
	json_t *list = json_array();

	for (size_t i = 0; i < effort->n; i++) {
		const struct effort_person *p = &effort->people[i];
		struct bytes name CLEANUP(bytes_done) = {0};
		json_t *object = json_object();

		summary_curator(f, i, names, &name);
		json_set_string(object, "curator", name.data);
		set_count(object, "approved", p->approved);
		set_count(object, "rejected", p->rejected);
		set_count(object, "told", p->told);
		set_count(object, "keys", (size_t)p->keys);
		set_count(object, "seconds", (size_t)p->seconds);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *helps_json(const struct effort *effort)
{
	json_t *helps = json_object();

	for (int i = 0; i < VIA_COUNT; i++) {
		const char *word = i == VIA_UNTOLD
					   ? "untold"
					   : act_via_word((enum act_via)i);
		json_t *object = json_object();

		set_count(object, "values", effort->helps[i].values);
		set_count(object, "characters", effort->helps[i].characters);
		json_object_set_new(helps, word, object);
	}
	return helps;
}

static json_t *review_json(const struct summary *f, bool names)
{
	const struct summary_pace *pace = &f->pace;
	json_t *object = json_object();

	json_object_set_new(object, "curators", curators_json(f, names));
	json_object_set_new(object, "helps", helps_json(&f->account.effort));
	json_object_set_new(object, "days",
			    days_json(&f->account.effort.days, "approved",
				      "rejected", false));
	set_count(object, "undated",
		  f->account.effort.days.undated.good +
			  f->account.effort.days.undated.bad);
	set_count(object, "rows", f->account.effort.rows);
	set_count(object, "open", f->open.n);
	set_count(object, "decided_lately", pace->decided);
	set_count(object, "in_days", (size_t)pace->days);
	set_real(object, "per_day", pace->days > 0 ? pace->per_day : -1, 2);
	set_real(object, "days_left", pace->days_left, 1);
	set_count(object, "told", pace->told);
	set_real(object, "seconds_each", pace->seconds_each, 1);
	set_real(object, "hours_left", pace->hours_left, 1);
	set_day(object, "last_day", pace->last_day);
	set_count(object, "read_twice", worth_read_twice(f->account.worth));
	json_object_set_new(object, "second", seconds_json(f));
	return object;
}

/* --- doubt ---------------------------------------------------------------- */

static json_t *reasons_json(const char *reasons)
{
	json_t *list = json_array();

	for (const char *at = reasons; *at != '\0';) {
		size_t len = strcspn(at, "\n");

		if (len > 0)
			json_array_append_new(list, json_stringn(at, len));
		at += len + (at[len] != '\0');
	}
	return list;
}

static json_t *worst_json(const struct summary *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->n_worst; i++) {
		const struct summary_record *record = &f->worst[i];
		json_t *object = json_object();

		json_set_string(object, "specimen_id", record->id);
		json_set_string(object, "image", record->image);
		json_set_string(object, "catalogNumber", record->number);
		json_set_string(object, "name", record->name);
		set_real(object, "doubt", record->doubt, 2);
		json_object_set_new(object, "reasons",
				    reasons_json(record->reasons));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *doubt_json(const struct summary *f)
{
	const struct index_open *open = &f->open;
	json_t *object = json_object(), *bins = json_array();

	for (size_t i = 0; i < INDEX_DOUBTS; i++) {
		json_t *bin = json_object();

		set_real(bin, "from", (double)i / 2, 1);
		set_count(bin, "records", open->doubts[i]);
		json_array_append_new(bins, bin);
	}
	set_count(object, "open", open->n);
	set_count(object, "failed", open->failed);
	set_count(object, "blank", open->blank);
	set_count(object, "critical", f->critical);
	json_object_set_new(object, "doubts", bins);
	json_object_set_new(object, "worst", worst_json(f));
	return object;
}

json_t *report_json(const struct summary *summary, bool names)
{
	json_t *object = json_object();

	json_set_string(object, "run", summary->run->name);
	json_set_string(object, "run_id", summary->run->id);
	json_object_set_new(object, "at",
			    json_integer((json_int_t)summary->at));
	set_day(object, "day", clock_day_of(summary->at));
	json_object_set_new(object, "sheets", sheets_json(summary));
	json_object_set_new(object, "records", records_json(summary));
	json_object_set_new(object, "fields", fields_json(summary));
	json_object_set_new(object, "quality", quality_json(summary));
	json_object_set_new(object, "corrections", pairs_json(summary));
	json_object_set_new(object, "spend", spend_json(summary));
	json_object_set_new(object, "review", review_json(summary, names));
	json_object_set_new(object, "doubt", doubt_json(summary));
	return object;
}
