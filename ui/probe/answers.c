/*
 * answers.c: see answers.h.
 *
 * 1. Text that the terminal sends (its name) is filtered before it is kept.
 */
#include "config.h"

#include "ui/probe/answers.h"

#include <stdio.h>
#include <string.h>

#include "base/compiler.h"
#include "base/text.h"

#define PROBE_ITERM_ANSWER "1337;ReportCellSize="

static void probe_on_da1(struct probe_answers *answers,
			 const struct sequence *reply)
{
	/* The first number is the kind of terminal. */
	for (int i = 1; i < sequence_count(reply); i++)
		if (sequence_number(reply, i, 0) == 4)
			answers->sixel = true;
	answers->done = true;
}

/* A number that may be left out: 0. */
static int probe_number(const struct sequence *reply, int i)
{
	int value = sequence_number(reply, i, 0);

	return value > 0 ? value : 0;
}

/* CSI 4 ; height ; width t, and CSI 6 ; … for a cell. */
static void probe_on_size(struct probe_answers *answers,
			  const struct sequence *reply)
{
	int height = probe_number(reply, 1), width = probe_number(reply, 2);

	if (sequence_count(reply) < 3)
		return;
	if (probe_number(reply, 0) == 4) {
		answers->area_height = height;
		answers->area_width = width;
	} else if (probe_number(reply, 0) == 6) {
		answers->cell_height = height;
		answers->cell_width = width;
	}
}

/* CSI ? item ; status ; values S; status 0 is success. */
static void probe_on_graphics(struct probe_answers *answers,
			      const struct sequence *reply)
{
	int n = sequence_count(reply);

	if (n < 3 || sequence_number(reply, 1, 0) != 0)
		return;
	if (probe_number(reply, 0) == 1)
		answers->registers = probe_number(reply, 2);
	if (probe_number(reply, 0) == 2 && n == 4) {
		answers->max_width = probe_number(reply, 2);
		answers->max_height = probe_number(reply, 3);
	}
}

/* DCS > | name ST; APC G i=… ; OK ST; OSC 1337 ; ReportCellSize=… ST. */
static void probe_on_string(struct probe_answers *answers,
			    const struct sequence *reply)
{
	if (reply->final == '_' &&
	    strcmp(reply->text, "G" PROBE_KITTY_ID ";OK") == 0)
		answers->kitty = true;
	if (reply->final == ']' && strncmp(reply->text, PROBE_ITERM_ANSWER,
					   strlen(PROBE_ITERM_ANSWER)) == 0)
		answers->iterm = true;
	if (reply->final != 'P' || strncmp(reply->text, ">|", 2) != 0)
		return;
	snprintf(answers->name, sizeof(answers->name), "%.60s",
		 reply->text + 2);
	text_clean_line(answers->name);
}

void probe_take_answer(struct probe_answers *answers,
		       const struct sequence *reply)
{
	static const struct {
		char prefix, final;
		void (*on)(struct probe_answers *answers,
			   const struct sequence *reply);
	} known[] = {
		{'?', 'c', probe_on_da1},
		{0, 't', probe_on_size},
		{'?', 'S', probe_on_graphics},
	};

	if (answers->done)
		return;
	if (reply->kind == SEQUENCE_STRING)
		probe_on_string(answers, reply);
	if (reply->kind != SEQUENCE_CSI || reply->middle != 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].prefix == reply->prefix &&
		    known[i].final == reply->final)
			known[i].on(answers, reply);
}
