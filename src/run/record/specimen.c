/*
 * specimen.c: the life of a specimen as a value, and the words of statuses.
 * What its journals make of it: replay.c.
 */
#include "config.h"

#include "run/record/specimen.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char *const status_words[STATUS_COUNT] = {
	[STATUS_PENDING] = "PENDING",
	[STATUS_IN_REVIEW] = "IN_REVIEW",
	[STATUS_APPROVED] = "APPROVED",
	[STATUS_REJECTED] = "REJECTED",
};

const char *status_word(enum status status)
{
	return status_words[status];
}

int status_parse(const char *word, enum status *ret)
{
	for (size_t i = 0; i < STATUS_COUNT; i++) {
		if (text_casecmp(word, status_words[i]) == 0) {
			*ret = (enum status)i;
			return 0;
		}
	}
	return -1;
}

void specimen_init(struct specimen *specimen)
{
	*specimen = (struct specimen){0};
	record_init(&specimen->record);
	record_init(&specimen->proposal);
	record_init(&specimen->found);
}

void specimen_done(struct specimen *specimen)
{
	free(specimen->id);
	free(specimen->image);
	for (size_t i = 0; i < specimen->n_also; i++)
		free(specimen->also[i]);
	free(specimen->also);
	free(specimen->reason);
	free(specimen->notes);
	free(specimen->error);
	record_done(&specimen->record);
	record_done(&specimen->proposal);
	record_done(&specimen->found);
	json_decref(specimen->look);
	verdicts_done(&specimen->verdicts);
	for (size_t i = 0; i < specimen->n_outcomes; i++)
		outcome_done(&specimen->outcomes[i]);
	free(specimen->outcomes);
	free(specimen->outcome_sha256);
	for (size_t i = 0; i < specimen->n_acts; i++)
		act_done(&specimen->acts[i]);
	free(specimen->acts);
	free(specimen->undone);
	run_words_free(specimen->words);
	if (specimen->facts != NULL)
		facts_done(specimen->facts);
	free(specimen->facts);
	specimen_init(specimen);
}

bool specimen_is(const struct specimen *specimen, const char *id)
{
	if (strcmp(id, specimen->id) == 0)
		return true;
	if (strncmp(id, "name:", 5) != 0)
		return false;
	if (specimen->image != NULL && strcmp(id + 5, specimen->image) == 0)
		return true;
	for (size_t i = 0; i < specimen->n_also; i++)
		if (strcmp(id + 5, specimen->also[i]) == 0)
			return true;
	return false;
}

size_t specimen_find_line(const struct specimen *specimen, const char *sha256)
{
	for (size_t i = 0; sha256 != NULL && i < specimen->n_outcomes; i++)
		if (specimen->outcomes[i].error == NULL &&
		    strcmp(specimen->outcome_sha256[i], sha256) == 0)
			return i;
	return specimen->n_outcomes;
}

void specimen_row_done(struct specimen_row *row)
{
	free(row->id);
	free(row->image);
	free(row->name);
	free(row->collector);
	free(row->number);
	free(row->date);
	free(row->reasons);
	free(row->hands);
	*row = (struct specimen_row){0};
}
