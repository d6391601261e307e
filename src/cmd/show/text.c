/*
 * text.c: one specimen for people. See show.h.
 */
#include "config.h"

#include "cmd/show/show.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/common/print.h"
#include "dwc/doubt/doubt.h"
#include "dwc/record/identification.h"
#include "run/record/proposal.h"
#include "run/record/seen.h"

static const char *const show_images[] = {
	[IMAGE_NO_ROOT] = "",
	[IMAGE_MISSING] = "  (not found)",
	[IMAGE_THERE] = "",
	[IMAGE_CHANGED] = "  (changed since it was read)",
};

#define SHOW_LABEL 12 /* columns in front of what a label says */

/* The rest of a line, from column `column` on. */
static void show_flow(const char *text, int column)
{
	int indent = column;

	print_flow(text, indent, false, &column);
	putchar('\n');
}

static void show_label(const char *label)
{
	printf("  %-*s", SHOW_LABEL - 2, label);
}

static void show_named(const char *label, const char *text)
{
	if (text_blank(text))
		return;
	show_label(label);
	show_flow(text, SHOW_LABEL);
}

static void show_reasons(const struct specimen *s, const struct terms *terms)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct doubt doubt;

	bytes_append_str(&text, "");
	record_doubt(terms, &s->record, &s->verdicts, &doubt);
	for (size_t i = 0; i < doubt.n; i++)
		bytes_printf(&text, "%s%s: %s", i > 0 ? "; " : "",
			     doubt.reasons[i].term->name,
			     doubt.reasons[i].words);
	show_named("reasons", text.data);
}

static void show_head(const struct specimen *s, const struct terms *terms,
		      enum show_image image)
{
	const struct quality *q = &s->quality;
	struct seen seen CLEANUP(seen_done) = specimen_seen(s);
	char revision[SEEN_TEXT_SIZE];

	print_text(s->id);
	putchar('\n');
	show_label("image");
	print_text(s->image);
	printf("%s\n", show_images[image]);
	for (size_t i = 0; i < s->n_also; i++)
		show_named("also", s->also[i]);
	show_label("status");
	fputs(status_word(s->status), stdout);
	if (s->signer < s->n_acts) {
		fputs(" by ", stdout);
		print_text(s->acts[s->signer].by);
	}
	if (s->reason != NULL) {
		fputs(": ", stdout);
		print_text(s->reason);
	}
	fputs(s->flagged ? ", flagged" : "", stdout);
	fputs(s->expert ? ", flagged for an expert" : "", stdout);
	puts(s->second ? ", waits for a second reader" : "");
	seen_text(&seen, revision);
	show_named("revision", revision);
	show_label("priority");
	printf("%s, doubt %.1f%s\n", priority_word(q->priority), q->doubt,
	       q->blank ? ", nothing of the label was read" : "");
	show_reasons(s, terms);
	show_label("figures");
	printf("sound %.0f %%  complete %.0f %%  confidence %.0f %%  "
	       "quality %.0f %%\n",
	       q->soundness, q->completeness, q->confidence, q->quality);
	show_named("note", s->notes);
	show_named("failed", s->error);
}

/* --- values --------------------------------------------------------------- */

/* Columns between a term and its value: source, confidence, evidence. */
#define SHOW_FIGURES (2 + 7 + 7 + 7 + 2)

static void show_per_cent(const struct field *field, double part)
{
	if (part >= 0 && !text_blank(field->value))
		printf("  %3.0f %%", 100 * part);
	else
		fputs("       ", stdout);
}

/* What the value is not, or how else it is known than from its words. */
static void show_support(const struct field *field, struct bytes *text)
{
	if (field->support != SUPPORT_UNKNOWN && field->support != SUPPORT_SEEN)
		bytes_printf(text, " (%s)", field_support_word(field->support));
}

/* A history of determinations: each begins a line, the first where the field's
 * own begins. */
static void show_determinations(const struct record *record, int column)
{
	json_t *list CLEANUP(json_release) = identifications_of(record);
	size_t i;
	const json_t *entry;

	if (json_array_size(list) == 0)
		show_flow("—", column);
	json_array_foreach(list, i, entry)
	{
		char *words CLEANUP(mem_free_str) = identification_words(entry);

		printf("%*s", i > 0 ? column : 0, "");
		show_flow(words, column);
	}
}

static void show_value(const struct field *field, int column)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_append_str(&text, text_blank(field->value) ? "—" : field->value);
	if (field->was != NULL && strcmp(field->was, field->value) != 0)
		bytes_printf(&text, "%s%s)",
			     text_blank(field->was) ? " (added" : " (was: ",
			     field->was);
	show_support(field, &text);
	show_flow(text.data, column);
}

static void show_field(const struct record *record, const struct field *field,
		       int width)
{
	int column = 2 + width + SHOW_FIGURES;

	fputs("  ", stdout);
	print_column(field->term, width);
	printf("  %-7s", field_source_word(field->source));
	show_per_cent(field, field->confidence);
	show_per_cent(field, field->evidence);
	fputs("  ", stdout);
	if (strcmp(field->term, IDENTIFICATION_TERM) == 0)
		show_determinations(record, column);
	else
		show_value(field, column);
}

static void show_verdict(const struct verdict *verdict, int width)
{
	static const char *const marks[] = {
		[SEVERITY_NOTE] = "·",
		[SEVERITY_WARNING] = "!",
		[SEVERITY_ERROR] = "x",
	};

	printf("  %*s  %s ", width, "", marks[verdict->severity]);
	print_verdict(verdict, 2 + width + 2 + 2);
}

static void show_verdicts(const struct specimen *s, const char *term, int width)
{
	for (size_t i = 0; i < s->verdicts.n; i++)
		if (strcmp(s->verdicts.items[i].term, term) == 0)
			show_verdict(&s->verdicts.items[i], width);
}

/* Terms that the record lacks, and what is said of that. */
static void show_lacking(const struct specimen *s, int width)
{
	for (size_t i = 0; i < s->verdicts.n; i++) {
		const char *term = s->verdicts.items[i].term;

		if (record_find(&s->record, term) != NULL)
			continue;
		fputs("  ", stdout);
		print_column(term, width);
		printf("%*s—\n", SHOW_FIGURES, "");
		show_verdict(&s->verdicts.items[i], width);
	}
}

static void show_record(const struct specimen *s)
{
	int width = 16;

	for (size_t i = 0; i < s->record.n; i++) {
		int used = text_width(s->record.fields[i].term);

		if (used > width && used <= 32)
			width = used;
	}
	fputs("\n  ", stdout);
	print_column("FIELD", width);
	puts("  FROM      CONF   EVID  VALUE");
	for (size_t i = 0; i < s->record.n; i++) {
		const struct field *field = &s->record.fields[i];

		show_field(&s->record, field, width);
		show_verdicts(s, field->term, width);
	}
	show_lacking(s, width);
}

/* --- candidates ----------------------------------------------------------- */

/* Whether what is in force of a term, edited or not, is of this outcome. */
static bool show_is_of(const struct specimen *s, const char *term, size_t i)
{
	const struct field *field = record_find(&s->proposal, term);

	return field != NULL && field->line_sha256 != NULL &&
	       strcmp(field->line_sha256, s->outcome_sha256[i]) == 0;
}

static void show_candidate_values(const struct specimen *s, size_t of)
{
	const struct outcome *outcome = &s->outcomes[of];

	for (size_t i = 0; i < outcome->dwc.n; i++) {
		const struct field *field = &outcome->dwc.fields[i];
		char *words CLEANUP(mem_free_str) = NULL;

		if (text_blank(field->value) ||
		    show_is_of(s, field->term, of) ||
		    strcmp(field->value,
			   record_value(&s->record, field->term)) == 0)
			continue;
		words = identifications_shown(field->term, field->value);
		printf("      %s: ", field->term);
		show_flow(words, 6 + text_width(field->term) + 2);
	}
}

static size_t show_filled(const struct record *record)
{
	size_t n = 0;

	for (size_t i = 0; i < record->n; i++)
		n += !text_blank(record->fields[i].value);
	return n;
}

/* What of it is in force: all that it has says so by its mark alone. */
static void show_in_force(const struct record *record, const json_t *terms)
{
	static const char lead[] = "      in force: ";
	struct bytes text CLEANUP(bytes_done) = {0};
	size_t i;
	json_t *term;

	if (json_array_size(terms) == 0 ||
	    json_array_size(terms) == show_filled(record))
		return;
	json_array_foreach(terms, i, term)
	{
		bytes_printf(&text, "%s%s", i > 0 ? ", " : "",
			     json_string_value(term));
	}
	fputs(lead, stdout);
	show_flow(text.data, (int)strlen(lead));
}

static void show_candidate(const struct specimen *s, size_t i)
{
	const struct outcome *outcome = &s->outcomes[i];
	struct bytes text CLEANUP(bytes_done) = {0};
	json_t *terms CLEANUP(json_release) = proposal_terms_of(s, i);
	bool in_force = i == s->base || json_array_size(terms) > 0;
	int column = printf("  %c %zu  ", in_force ? '*' : ' ', i + 1);
	size_t filled = show_filled(&outcome->dwc);

	if (outcome->provider != NULL)
		bytes_printf(&text, "%s ", outcome->provider);
	if (outcome->model != NULL)
		bytes_printf(&text, "%s ", outcome->model);
	bytes_printf(&text, " %.19s  ", outcome->timestamp);
	if (outcome->error != NULL)
		bytes_printf(&text, "failed: %s", outcome->error);
	else
		bytes_printf(&text, "%zu field%s", filled,
			     filled == 1 ? "" : "s");
	show_flow(text.data, column);
	if (outcome->error != NULL)
		return;
	show_in_force(&outcome->dwc, terms);
	show_candidate_values(s, i);
}

static void show_candidates(const struct specimen *s)
{
	if (s->n_outcomes == 0)
		return;
	puts("\nExtractions (* in force, or a part of it; and what differs)");
	for (size_t i = 0; i < s->n_outcomes; i++)
		show_candidate(s, i);
}

/* --- history -------------------------------------------------------------- */

static void show_quoted(const char *text, struct bytes *ret)
{
	if (text_blank(text))
		bytes_append_str(ret, "—");
	else
		bytes_printf(ret, "\"%s\"", text);
}

static void show_change(const char *term, const char *from, const char *to,
			struct bytes *ret)
{
	char *before CLEANUP(mem_free_str) = identifications_shown(term, from);
	char *after CLEANUP(mem_free_str) = identifications_shown(term, to);

	bytes_printf(ret, "%s ", term != NULL ? term : "");
	show_quoted(before, ret);
	bytes_append_str(ret, " -> ");
	show_quoted(after, ret);
}

static void show_act_values(const struct act *act, struct bytes *ret)
{
	size_t i;
	json_t *change;

	if (act->term != NULL || act->to != NULL || act->reason != NULL ||
	    act->changes != NULL)
		bytes_append_char(ret, ' ');
	if (act->term != NULL)
		show_change(act->term, act->from,
			    act->op == ACT_CLEAR ? "" : act->to, ret);
	else if (act->to != NULL)
		show_quoted(act->to, ret);
	else if (act->reason != NULL)
		show_quoted(act->reason, ret);
	json_array_foreach(act->changes, i, change)
	{
		if (i > 0)
			bytes_append_str(ret, "; ");
		show_change(json_string_at(change, "term"),
			    json_string_at(change, "from"),
			    json_string_at(change, "to"), ret);
	}
}

/* The acts that an undo or redo names, by their numbers. */
static void show_act_back(const struct specimen *s, const struct act *act,
			  struct bytes *ret)
{
	size_t i;
	json_t *id;

	json_array_foreach(act->ids, i, id)
	{
		const char *text = json_string_value(id);

		for (size_t j = 0; text != NULL && j < s->n_acts; j++)
			if (strcmp(s->acts[j].id, text) == 0)
				bytes_printf(ret, " of %lld",
					     (long long)s->acts[j].seq);
	}
}

/* To the second. */
static void show_stamp(const char *timestamp)
{
	char stamp[32];

	snprintf(stamp, sizeof(stamp), "%.19s",
		 timestamp != NULL ? timestamp : "");
	print_column(stamp, 19);
	fputs("  ", stdout);
}

#define SHOW_ACT (2 + 6 + 2 + 19 + 2 + 12 + 2) /* columns before an act */

static void show_history(const struct specimen *s)
{
	if (s->n_acts == 0)
		return;
	puts("\nHistory");
	for (size_t i = 0; i < s->n_acts; i++) {
		const struct act *act = &s->acts[i];
		struct bytes text CLEANUP(bytes_done) = {0};

		printf("  %6lld  ", (long long)act->seq);
		show_stamp(act->timestamp);
		print_column(act->by, 12);
		fputs("  ", stdout);
		bytes_append_str(&text, act_op_word(act->op));
		show_act_values(act, &text);
		show_act_back(s, act, &text);
		if (s->undone[i])
			bytes_append_str(&text, " (taken back)");
		show_flow(text.data, SHOW_ACT);
	}
}

void show_text(const struct run *run, const struct specimen *specimen,
	       enum show_image image)
{
	show_head(specimen, run->terms, image);
	show_record(specimen);
	show_candidates(specimen);
	show_history(specimen);
}
