/*
 * account.c: what review has come to. See account.h.
 *
 * 1. Each line of edits.jsonl is read with the specimens that it concerns, and
 *    edits.jsonl is not read for anything else.
 * 2. Which records these are is found out first, in a few bytes each, so that
 *    no walk stands open meanwhile. One that is gone since is passed over.
 */
#include "config.h"

#include "review/team/account.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/mem.h"
#include "run/index/filter.h"
#include "run/index/rows.h"
#include "run/index/specimen.h"

struct account_keys {
	int64_t *items;
	size_t n, cap;
};

static int keys_visit(void *arg, const struct index_column_row *row,
		      struct error *err)
{
	struct account_keys *keys = arg;

	(void)err;
	ARRAY_GROW(keys->items, keys->n, keys->cap);
	keys->items[keys->n++] = row->key;
	return 0;
}

/* Those that somebody has acted on: all that were signed, or read twice, are
 * among them. */
static int keys_find(struct index *index, struct account_keys *keys,
		     struct error *err)
{
	struct index_filter filter;

	index_filter_init(&filter);
	filter.bounds[filter.n_bounds++] =
		(struct index_bound){"revision", ">", 0};
	return index_column(index, &filter, NULL, 0, keys_visit, keys, err);
}

static int account_count(struct index *index, int64_t key,
			 struct account *account, struct error *err)
{
	struct specimen specimen;
	int got = index_specimen_values(index, key, &specimen, err);

	if (got <= 0)
		return got;
	effort_count(&account->effort, &specimen);
	worth_count(account->worth, &specimen);
	specimen_done(&specimen);
	return 0;
}

int account_read(struct index *index,
		 void (*tell)(void *arg, size_t done, size_t total), void *arg,
		 struct account *ret, struct error *err)
{
	const struct term *catalogue =
		terms_role(index_terms(index), ROLE_CATALOGUE);
	struct account_keys keys = {0};
	int rc;

	*ret = (struct account){
		.worth = worth_new(catalogue != NULL ? catalogue->name : NULL),
	};
	rc = keys_find(index, &keys, err);
	for (size_t i = 0; i < keys.n && rc == 0; i++) {
		rc = account_count(index, keys.items[i], ret, err);
		if (tell != NULL)
			tell(arg, i + 1, keys.n);
	}
	free(keys.items);
	effort_sort(&ret->effort);
	if (rc < 0)
		account_done(ret);
	return rc;
}

void account_done(struct account *account)
{
	effort_done(&account->effort);
	worth_free(account->worth);
	account->worth = NULL;
}
