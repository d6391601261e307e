/*
 * values.c: `vasculum values RUN TERM`: the values of a term, with how many
 * records have each.
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
#include "review/columns/cluster.h"
#include "run/index/filter.h"

enum values_option { VALUES_WHERE, VALUES_BY, VALUES_FORMAT };

static const struct command_option values_options[] = {
	[VALUES_WHERE] = {"where", 'w', "EXPR", "only of those that match"},
	[VALUES_BY] =
		{"by", 0, "ORDER",
		 "count (the default), doubt, value; fingerprint, n-gram, "
		 "neighbour"},
	[VALUES_FORMAT] = {"format", 'f', "F", "table, tsv or jsonl"},
	{0},
};

struct values_call {
	const char *where;
	enum column_order order;
	bool clustered;
	enum cluster_way way;
	enum command_format format;
};

static int values_take_by(struct values_call *call, const char *word,
			  struct error *err)
{
	call->clustered = false;
	for (int i = 0; i < COLUMN_ORDERS; i++)
		if (strcmp(word, column_order_word((enum column_order)i)) ==
		    0) {
			call->order = (enum column_order)i;
			return 0;
		}
	call->clustered = true;
	if (strcmp(word, "cluster") == 0)
		word = cluster_word(CLUSTER_FINGERPRINT);
	return cluster_parse(word, &call->way) == 0
		       ? 0
		       : error_set(err, ERROR_USAGE,
				   "--by is count, doubt, value, or how values "
				   "are put together: fingerprint, n-gram, "
				   "neighbour; not \"%s\"",
				   word);
}

static int values_take(void *data, int option, const char *value,
		       struct error *err)
{
	struct values_call *call = data;

	switch ((enum values_option)option) {
	case VALUES_WHERE:
		call->where = value;
		return 0;
	case VALUES_BY:
		return values_take_by(call, value, err);
	case VALUES_FORMAT:
		return command_format(value, &call->format, err);
	}
	return 0;
}

/* --- printing ------------------------------------------------------------- */

/* `cluster` counts from 1; 0: there are none. */
static void values_table(const struct column_value *value, size_t cluster)
{
	char figure[32], doubt[32];

	(void)cluster;
	printf("%10s %9s  ", print_figure(value->n, figure),
	       print_real(value->doubt, 1, doubt));
	print_text(value->text);
	putchar('\n');
}

static void values_tsv(const struct column_value *value, size_t cluster)
{
	char doubt[32];

	print_text(value->text);
	printf("\t%zu\t%s\t%zu", value->n, print_real(value->doubt, 2, doubt),
	       value->n_person);
	if (cluster > 0)
		printf("\t%zu", cluster);
	putchar('\n');
}

static void values_jsonl(const struct column_value *value, size_t cluster)
{
	json_t *line CLEANUP(json_release) = json_object();

	json_set_string(line, "value", value->text);
	json_object_set_new(line, "records",
			    json_integer((json_int_t)value->n));
	print_json_set_real(line, "doubt", value->doubt);
	json_object_set_new(line, "persons",
			    json_integer((json_int_t)value->n_person));
	if (cluster > 0)
		json_object_set_new(line, "cluster",
				    json_integer((json_int_t)cluster));
	print_json(line);
}

static void (*const values_rows[FORMAT_COUNT])(const struct column_value *,
					       size_t) = {
	[FORMAT_TABLE] = values_table,
	[FORMAT_TSV] = values_tsv,
	[FORMAT_JSONL] = values_jsonl,
};

static void values_head(const struct values_call *call)
{
	if (call->format == FORMAT_TABLE)
		printf("%10s %9s  %s\n", "RECORDS", "DOUBT", "VALUE");
	else if (call->format == FORMAT_TSV)
		printf("value\trecords\tdoubt\tpersons%s\n",
		       call->clustered ? "\tcluster" : "");
}

static int values_clusters(const struct values_call *call,
			   const struct column *column, struct error *err)
{
	struct clusters clusters = {0};

	if (clusters_find(column, call->way, NULL, NULL, &clusters, err) < 0)
		return -1;
	for (size_t i = 0; i < clusters.n && !ferror(stdout); i++) {
		if (i > 0 && call->format == FORMAT_TABLE)
			putchar('\n');
		for (size_t j = clusters.starts[i]; j < clusters.starts[i + 1];
		     j++)
			values_rows[call->format](
				&column->values[clusters.members[j]], i + 1);
	}
	clusters_done(&clusters);
	return 0;
}

static int values_print(const struct values_call *call,
			const struct column *column, struct error *err)
{
	values_head(call);
	if (call->clustered)
		return values_clusters(call, column, err);
	for (size_t i = 0; i < column->n && !ferror(stdout); i++)
		values_rows[call->format](
			&column->values[column->orders[call->order][i]], 0);
	return 0;
}

/* --- the command ---------------------------------------------------------- */

static int values_show(const struct command *command,
		       const struct values_call *call, const char *dir,
		       const char *term, struct error *err)
{
	char *storage CLEANUP(mem_free_str) = NULL;
	struct column *column = NULL;
	struct index_filter filter;
	struct folded folded;
	int rc;

	if (folded_open(command, dir, &folded, err) < 0)
		return -1;
	rc = index_filter_parse(call->where, folded.run->terms, &filter,
				&storage, err);
	if (rc == 0)
		rc = column_read(folded.index, &filter, term, NULL, NULL,
				 &column, err);
	if (rc == 0)
		rc = values_print(call, column, err);
	column_release(column);
	folded_close(&folded);
	return rc;
}

static int values_run(const struct command *command, int argc, char **argv)
{
	struct values_call call = {.format = FORMAT_TABLE};
	struct error err;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, values_take, &call, &args,
			     &n);
	if (code >= 0)
		return code;
	if (values_show(command, &call, args[0], args[1], &err) < 0)
		return command_fail(command, &err);
	return command_flush(command, COMMAND_DONE);
}

const struct command values_command = {
	.name = "values",
	.args = "RUN TERM [--where EXPR] [--by ORDER] "
		"[--format table|tsv|jsonl]",
	.summary = "print the values of a term, with counts",
	.details = "DOUBT: of how many of the records the value is likely "
		   "wrong. With --by\n"
		   "fingerprint (the same words), n-gram (the same runs of two "
		   "letters) or\n"
		   "neighbour (a letter or two apart), only values that are "
		   "likely one are\n"
		   "printed, together. EXPR is that of list.",
	.options = values_options,
	.args_min = 2,
	.args_max = 2,
	.args_wanted = "name a run directory and a term",
	.run = values_run,
};
