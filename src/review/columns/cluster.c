/*
 * cluster.c: values that are likely one. See cluster.h.
 *
 * 1. By key, values collide whose keys are equal and not empty; by distance,
 *    values are compared as plain letters, so that capitals and marks are no
 *    edits.
 */
#include "config.h"

#include "review/columns/cluster.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "review/columns/fingerprint.h"
#include "review/columns/neighbour.h"

#define STOP_EVERY 1024
#define NGRAM	   2

static char *key_ngrams(const char *value)
{
	return fingerprint_ngrams(value, NGRAM);
}

static const struct {
	const char *word;
	char *(*key)(const char *value);
} cluster_ways[CLUSTER_WAYS] = {
	[CLUSTER_FINGERPRINT] = {"fingerprint", fingerprint_words},
	[CLUSTER_NGRAM] = {"n-gram", key_ngrams},
	[CLUSTER_NEIGHBOUR] = {"neighbour", fingerprint_plain},
};

const char *cluster_word(enum cluster_way way)
{
	return cluster_ways[way].word;
}

int cluster_parse(const char *word, enum cluster_way *ret)
{
	for (size_t i = 0; i < CLUSTER_WAYS; i++)
		if (strcmp(word, cluster_ways[i].word) == 0) {
			*ret = (enum cluster_way)i;
			return 0;
		}
	return -1;
}

/* --- groups --------------------------------------------------------------- */

struct member {
	const char *key;
	size_t group; /* the least place of a value in it */
	size_t records;
	uint32_t place; /* in values */
	size_t n;
};

struct finder {
	char **keys; /* owned */
	struct member *members;
	size_t n;
	bool (*stop)(void *arg);
	void *arg;
};

static void finder_done(struct finder *finder)
{
	for (size_t i = 0; i < finder->n; i++)
		free(finder->keys[i]);
	free(finder->keys);
	free(finder->members);
}

static bool finder_stops(const struct finder *finder)
{
	return finder->stop != NULL && finder->stop(finder->arg);
}

static int finder_begin(struct finder *finder, const struct column *column,
			enum cluster_way way)
{
	finder->keys = mem_alloc((column->n + 1) * sizeof(*finder->keys));
	finder->members = mem_alloc((column->n + 1) * sizeof(*finder->members));
	for (size_t i = 0; i < column->n; i++) {
		if (i % STOP_EVERY == 0 && finder_stops(finder))
			return -1;
		finder->keys[i] = cluster_ways[way].key(column->values[i].text);
		finder->members[i] = (struct member){
			.key = finder->keys[i],
			.place = (uint32_t)i,
			.n = column->values[i].n,
			.group = i,
		};
		finder->n++;
	}
	return 0;
}

static int member_key_order(const void *a, const void *b)
{
	const struct member *left = a, *right = b;
	int order = strcmp(left->key, right->key);

	if (order != 0)
		return order;
	return left->place < right->place ? -1 : left->place > right->place;
}

/* Of equal keys the first one's place; nothing for an empty one. */
static void finder_collide(struct finder *finder)
{
	struct member *members = finder->members;

	qsort(members, finder->n, sizeof(*members), member_key_order);
	for (size_t i = 1; i < finder->n; i++)
		if (members[i].key[0] != '\0' &&
		    strcmp(members[i].key, members[i - 1].key) == 0)
			members[i].group = members[i - 1].group;
}

static int finder_near(struct finder *finder)
{
	size_t *groups = mem_alloc((finder->n + 1) * sizeof(*groups));
	int rc = neighbour_groups((const char *const *)finder->keys, finder->n,
				  groups, finder->stop, finder->arg);

	for (size_t i = 0; i < finder->n && rc == 0; i++)
		finder->members[i].group = groups[i];
	free(groups);
	return rc;
}

/* --- their order ---------------------------------------------------------- */

static int member_group_order(const void *a, const void *b)
{
	const struct member *left = a, *right = b;

	if (left->records != right->records)
		return left->records < right->records ? 1 : -1;
	if (left->group != right->group)
		return left->group < right->group ? -1 : 1;
	if (left->n != right->n)
		return left->n < right->n ? 1 : -1;
	return left->place < right->place ? -1 : left->place > right->place;
}

/* How many records each group has; 0 for those of one value, which go to the
 * end. */
static void finder_sum(struct finder *finder)
{
	size_t *records = mem_zalloc((finder->n + 1) * sizeof(*records));
	size_t *values = mem_zalloc((finder->n + 1) * sizeof(*values));

	for (size_t i = 0; i < finder->n; i++) {
		records[finder->members[i].group] += finder->members[i].n;
		values[finder->members[i].group]++;
	}
	for (size_t i = 0; i < finder->n; i++) {
		struct member *member = &finder->members[i];

		member->records =
			values[member->group] > 1 ? records[member->group] : 0;
	}
	free(records);
	free(values);
	qsort(finder->members, finder->n, sizeof(*finder->members),
	      member_group_order);
}

static void finder_take(const struct finder *finder, struct clusters *ret)
{
	*ret = (struct clusters){
		.members = mem_alloc((finder->n + 1) * sizeof(*ret->members)),
		.starts = mem_alloc((finder->n + 1) * sizeof(*ret->starts)),
	};
	for (size_t i = 0; i < finder->n && finder->members[i].records > 0;
	     i++) {
		if (i == 0 ||
		    finder->members[i].group != finder->members[i - 1].group)
			ret->starts[ret->n++] = i;
		ret->members[ret->n_members++] = finder->members[i].place;
	}
	ret->starts[ret->n] = ret->n_members;
}

int clusters_find(const struct column *column, enum cluster_way way,
		  bool (*stop)(void *arg), void *arg, struct clusters *ret,
		  struct error *err)
{
	struct finder finder CLEANUP(finder_done) = {.stop = stop, .arg = arg};
	int rc = finder_begin(&finder, column, way);

	if (rc == 0 && way == CLUSTER_NEIGHBOUR)
		rc = finder_near(&finder);
	else if (rc == 0)
		finder_collide(&finder);
	if (rc < 0 || finder_stops(&finder))
		return error_set(
			err, ERROR_STOPPED,
			"the clusters of %s were not wanted any longer",
			column->term);
	finder_sum(&finder);
	finder_take(&finder, ret);
	return 0;
}

void clusters_done(struct clusters *clusters)
{
	free(clusters->members);
	free(clusters->starts);
	*clusters = (struct clusters){0};
}
