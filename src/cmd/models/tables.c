/*
 * tables.c: models in tables for people. See view.h.
 */
#include "config.h"

#include "cmd/models/view.h"

#include <stdio.h>

#include "base/bytes.h"
#include "cmd/common/print.h"
#include "engine/chat/estimate.h"

/* --- a table for people --------------------------------------------------- */

/* What the other columns leave. */
static int table_id_room(void)
{
	return 16 + print_columns() - PRINT_COLUMNS;
}

static void table_head(const struct models_view *view)
{
	(void)view;
	printf("%-18s %-10s %-*s %6s %6s %6s %3s %8s\n", "ALIAS", "ENGINE",
	       table_id_room(), "ID", "IN $", "OUT $", "TOKENS", "RPM",
	       "COST $");
}

/* Right-aligned; `known` is false for a price that nobody says. */
static void table_price(double usd, bool known, int width, int decimals)
{
	char real[32];

	printf(" %*s", width, known ? print_real(usd, decimals, real) : "?");
}

/* A whole number, in thousands where it is one of four digits or more. */
static void table_figure(double figure, int width)
{
	char text[32], cell[40] = "-";

	if (figure >= 1000)
		snprintf(cell, sizeof(cell), "%sk",
			 print_figure((size_t)(figure / 1000 + 0.5), text));
	else if (figure > 0)
		snprintf(cell, sizeof(cell), "%.0f", figure);
	printf(" %*s", width, cell);
}

static void table_row(const struct models_view *view, const struct model *model)
{
	double cost = view_cost(view, model);

	print_column(model->alias, 17);
	printf("%c ", model->usual ? '*' : ' ');
	print_column(model->engine != NULL ? model->engine : "any", 10);
	putchar(' ');
	print_column(model->id, table_id_room());
	table_price(model->price_prompt * 1e6, model->price_prompt >= 0, 6, 2);
	table_price(model->price_completion * 1e6, model->price_completion >= 0,
		    6, 2);
	table_figure((double)model->context, 6);
	table_figure(model->rpm, 3);
	if (model_is_free(model))
		printf(" %8s", "free");
	else
		table_price(cost, cost >= 0, 8, 2);
	putchar('\n');
}

/* Behind either table: what it leaves out, and what its figures mean. */
static void foot_print(const struct models_view *view, const char *text)
{
	char n[32];
	int column = 0;

	if (view->nameless > 0)
		printf("\n%s more without an alias: --format tsv lists them.\n",
		       print_figure(view->nameless, n));
	putchar('\n');
	print_flow(text, 0, false, &column);
	putchar('\n');
}

static void table_foot(const struct models_view *view)
{
	const char *date = models_date(view->models);
	struct bytes text CLEANUP(bytes_done) = {0};
	char n[32];

	bytes_printf(&text,
		     "IN and OUT are for a million tokens. COST is estimated "
		     "for %s %s%s, with %s sent of each, each asked once. * is "
		     "asked where no model is named. Prices are starting "
		     "values%s%s, renewed where `vasculum models --refresh` "
		     "was run.",
		     print_figure(view->sheets, n),
		     view->sheets == 1 ? "sheet" : "sheets",
		     view->call->run != NULL ? " not imported" : "",
		     estimate_sending(view->call->send)->what,
		     date != NULL ? " of " : "", date != NULL ? date : "");
	foot_print(view, text.data);
}

/* --- a table of the ways to send ------------------------------------------ */

static void ways_head(const struct models_view *view)
{
	(void)view;
	printf("%-18s %-10s %9s %9s %9s %9s %9s\n", "ALIAS", "ENGINE", "BOTH $",
	       "LABELS $", "SHEET $", "TEXT $", "BATCH $");
}

static void ways_cost(double cost, bool free)
{
	if (free)
		printf(" %9s", "free");
	else
		table_price(cost, cost >= 0, 9, cost < 1 ? 4 : 2);
}

static void ways_row(const struct models_view *view, const struct model *model)
{
	bool batch = !model_is_free(model);

	print_column(model->alias != NULL ? model->alias : model->id, 17);
	printf("%c ", model->usual ? '*' : ' ');
	print_column(model->engine != NULL ? model->engine : "any", 10);
	for (int send = 0; send < PAYLOAD_SENDS; send++) {
		if (model->blind && send != PAYLOAD_TEXT)
			printf(" %9s", "-");
		else
			ways_cost(view_cost_of(view, model,
					       (enum payload_send)send, false),
				  model_is_free(model));
	}
	if (batch)
		ways_cost(
			view_cost_of(view, model, view_batch_send(view), true),
			false);
	else
		printf(" %9s", "-");
	putchar('\n');
}

static void ways_foot(const struct models_view *view)
{
	const char *date = models_date(view->models);
	struct bytes text CLEANUP(bytes_done) = {0};
	char n[32];

	bytes_printf(
		&text,
		"What %s %s not imported would cost, each asked once: by "
		"what is sent of each (--send), and in a batch with %s "
		"sent. ? is a price that is not known, - what the model "
		"does not take. * is asked where no model is named. Prices "
		"are starting values%s%s, renewed where `vasculum models "
		"--refresh` was run.",
		print_figure(view->sheets, n),
		view->sheets == 1 ? "sheet" : "sheets",
		estimate_sending(view_batch_send(view))->what,
		date != NULL ? " of " : "", date != NULL ? date : "");
	foot_print(view, text.data);
}

const struct models_format models_table = {
	.people = true,
	.head = table_head,
	.row = table_row,
	.foot = table_foot,
};

const struct models_format models_ways = {
	.people = true,
	.head = ways_head,
	.row = ways_row,
	.foot = ways_foot,
};
