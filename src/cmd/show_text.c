/*
 * show_text.c: one specimen for people. See show.h.
 */
#include "config.h"

#include "cmd/show.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "cmd/common/print.h"
#include "run/record/seen.h"

static const char *const show_images[] = {
	[IMAGE_NO_ROOT] = "",
	[IMAGE_MISSING] = "  (not found)",
	[IMAGE_THERE] = "",
	[IMAGE_CHANGED] = "  (changed since it was read)",
};

static void show_label(const char *label)
{
	printf("  %-12s", label);
}

static void show_named(const char *label, const char *text)
{
	if (text_blank(text))
		return;
	show_label(label);
	print_text(text);
	putchar('\n');
}

static void show_head(const struct specimen *s, enum show_image image)
{
	const struct quality *q = &s->quality;
	struct seen seen = specimen_seen(s);
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
	puts(s->flagged ? ", flagged" : "");
	seen_text(&seen, revision);
	show_named("revision", revision);
	show_label("priority");
	printf("%s   sound %.0f %%   complete %.0f %%   confidence %.0f %%   "
	       "quality %.0f %%\n",
	       priority_word(q->priority), q->soundness, q->completeness,
	       q->confidence, q->quality);
	show_named("note", s->notes);
	show_named("failed", s->error);
}

/* --- values --------------------------------------------------------------- */

static void show_per_cent(const struct field *field, double part)
{
	if (part >= 0 && !text_blank(field->value))
		printf("  %3.0f %%", 100 * part);
	else
		fputs("       ", stdout);
}

static void show_field(const struct field *field, int width)
{
	fputs("  ", stdout);
	print_column(field->term, width);
	printf("  %-5s", field_source_word(field->source));
	show_per_cent(field, field->confidence);
	show_per_cent(field, field->evidence);
	fputs("  ", stdout);
	if (text_blank(field->value))
		fputs("—", stdout);
	else
		print_text(field->value);
	if (field->was != NULL && strcmp(field->was, field->value) != 0) {
		fputs(text_blank(field->was) ? "  (added" : "  (was: ", stdout);
		print_text(field->was);
		putchar(')');
	}
	putchar('\n');
}

static void show_verdict(const struct verdict *verdict, int width)
{
	static const char *const marks[] = {
		[SEVERITY_NOTE] = "·",
		[SEVERITY_WARNING] = "!",
		[SEVERITY_ERROR] = "x",
	};

	printf("  %*s  %s ", width, "", marks[verdict->severity]);
	print_text(verdict->message);
	if (verdict->proposal != NULL) {
		fputs("  -> ", stdout);
		print_text(verdict->proposal);
	}
	printf("  [%s]\n", verdict->code);
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
		printf("  %-5s%14s  —\n", "", "");
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
	puts("  FROM   CONF   EVID  VALUE");
	for (size_t i = 0; i < s->record.n; i++) {
		const struct field *field = &s->record.fields[i];

		show_field(field, width);
		show_verdicts(s, field->term, width);
	}
	show_lacking(s, width);
}

/* --- candidates ----------------------------------------------------------- */

static void show_candidate_values(const struct specimen *s,
				  const struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->dwc.n; i++) {
		const struct field *field = &outcome->dwc.fields[i];

		if (text_blank(field->value) ||
		    strcmp(field->value,
			   record_value(&s->record, field->term)) == 0)
			continue;
		fputs("      ", stdout);
		print_text(field->term);
		fputs(": ", stdout);
		print_text(field->value);
		putchar('\n');
	}
}

static size_t show_filled(const struct record *record)
{
	size_t n = 0;

	for (size_t i = 0; i < record->n; i++)
		n += !text_blank(record->fields[i].value);
	return n;
}

static void show_candidate(const struct specimen *s, size_t i)
{
	const struct outcome *outcome = &s->outcomes[i];

	printf("  %c %zu  ", i == s->base ? '*' : ' ', i + 1);
	print_text(outcome->provider);
	putchar(' ');
	print_text(outcome->model);
	fputs("  ", stdout);
	print_text(outcome->timestamp);
	if (outcome->error != NULL) {
		fputs("  failed: ", stdout);
		print_text(outcome->error);
		putchar('\n');
		return;
	}
	printf("  %zu fields\n", show_filled(&outcome->dwc));
	if (i != s->base)
		show_candidate_values(s, outcome);
}

static void show_candidates(const struct specimen *s)
{
	if (s->n_outcomes == 0)
		return;
	puts("\nExtractions (* in force; of others, what differs)");
	for (size_t i = 0; i < s->n_outcomes; i++)
		show_candidate(s, i);
}

/* --- history -------------------------------------------------------------- */

static void show_quoted(const char *text)
{
	if (text_blank(text)) {
		fputs("—", stdout);
		return;
	}
	putchar('"');
	print_text(text);
	putchar('"');
}

static void show_change(const char *term, const char *from, const char *to)
{
	print_text(term);
	putchar(' ');
	show_quoted(from);
	fputs(" -> ", stdout);
	show_quoted(to);
}

static void show_act_values(const struct act *act)
{
	size_t i;
	json_t *change;

	if (act->term != NULL || act->to != NULL || act->reason != NULL ||
	    act->changes != NULL)
		putchar(' ');
	if (act->term != NULL)
		show_change(act->term, act->from,
			    act->op == ACT_CLEAR ? "" : act->to);
	else if (act->to != NULL)
		show_quoted(act->to);
	else if (act->reason != NULL)
		show_quoted(act->reason);
	json_array_foreach(act->changes, i, change)
	{
		if (i > 0)
			printf("\n%*s", 50, "");
		show_change(json_string_at(change, "term"),
			    json_string_at(change, "from"),
			    json_string_at(change, "to"));
	}
}

/* The acts that an undo or redo names, by their numbers. */
static void show_act_back(const struct specimen *s, const struct act *act)
{
	size_t i;
	json_t *id;

	json_array_foreach(act->ids, i, id)
	{
		const char *text = json_string_value(id);

		for (size_t j = 0; text != NULL && j < s->n_acts; j++)
			if (strcmp(s->acts[j].id, text) == 0)
				printf(" of %lld", (long long)s->acts[j].seq);
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

static void show_history(const struct specimen *s)
{
	if (s->n_acts == 0)
		return;
	puts("\nHistory");
	for (size_t i = 0; i < s->n_acts; i++) {
		const struct act *act = &s->acts[i];

		printf("  %6lld  ", (long long)act->seq);
		show_stamp(act->timestamp);
		print_column(act->by, 12);
		printf("  %s", act_op_word(act->op));
		show_act_values(act);
		show_act_back(s, act);
		puts(s->undone[i] ? "  (taken back)" : "");
	}
}

void show_text(const struct run *run, const struct specimen *specimen,
	       enum show_image image)
{
	(void)run;
	show_head(specimen, image);
	show_record(specimen);
	show_candidates(specimen);
	show_history(specimen);
}
