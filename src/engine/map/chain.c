/*
 * chain.c: sums over a chain. See chain.h.
 *
 * 1. forward[i] and scale[i]: the product of the scales is the sum over all
 *    ways, of factors from which the greatest score of each word was taken.
 * 2. backward[i] is scaled by the same: forward * backward is the probability
 *    of a state.
 * 3. A field that goes on follows itself alone.
 */
#include "config.h"

#include "engine/map/chain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* The mass of each field at a word, whether it begins or goes on. */
static void field_mass(const double *states, double *ret)
{
	ret[FIELD_NONE] = states[FIELD_NONE];
	for (int f = 1; f < MAP_FIELD_COUNT; f++)
		ret[f] = states[STATE_GOES(f)] + states[STATE_BEGINS(f)];
}

static double node_factors(const struct chain_node *node, int masked,
			   double *ret)
{
	double most = node->score[0];

	for (int s = 1; s < STATE_COUNT; s++)
		most = fmax(most, node->score[s]);
	for (int s = 0; s < STATE_COUNT; s++)
		ret[s] = masked && (node->allowed & STATE_BIT(s)) == 0
				 ? 0
				 : exp(node->score[s] - most);
	return most;
}

static void forward_step(struct chain *chain, size_t i)
{
	const struct chain_links *links = chain->links;
	enum chain_edge edge = chain->nodes[i].edge;
	const double *before = chain->forward[i - 1];
	double mass[MAP_FIELD_COUNT];
	double *to = chain->forward[i];

	field_mass(before, mass);
	for (int f = 0; f < MAP_FIELD_COUNT; f++) {
		double sum = 0;
		int state = f == 0 ? 0 : STATE_BEGINS(f);

		for (int from = 0; from < MAP_FIELD_COUNT; from++)
			sum += mass[from] * links->enter[edge][from][f];
		to[state] = sum * chain->factor[i][state];
		if (f > 0)
			to[STATE_GOES(f)] = mass[f] * links->go_on[edge][f] *
					    chain->factor[i][STATE_GOES(f)];
	}
}

static void forward_start(struct chain *chain)
{
	double *to = chain->forward[0];
	const double *enter =
		chain->links->enter[chain->nodes[0].edge][FIELD_NONE];

	for (int f = 0; f < MAP_FIELD_COUNT; f++) {
		int state = f == 0 ? 0 : STATE_BEGINS(f);

		to[STATE_GOES(f)] = 0;
		to[state] = enter[f] * chain->factor[0][state];
	}
}

/* What word i + 1 gives back to each field at word i. */
static void backward_step(struct chain *chain, size_t i)
{
	const struct chain_links *links = chain->links;
	enum chain_edge edge = chain->nodes[i + 1].edge;
	const double *factor = chain->factor[i + 1];
	const double *after = chain->backward[i + 1];
	double into[MAP_FIELD_COUNT];

	for (int f = 0; f < MAP_FIELD_COUNT; f++) {
		int state = f == 0 ? 0 : STATE_BEGINS(f);

		into[f] = factor[state] * after[state] / chain->scale[i + 1];
	}
	for (int from = 0; from < MAP_FIELD_COUNT; from++) {
		double sum = 0;

		for (int f = 0; f < MAP_FIELD_COUNT; f++)
			sum += links->enter[edge][from][f] * into[f];
		if (from > 0)
			sum += links->go_on[edge][from] *
			       factor[STATE_GOES(from)] *
			       after[STATE_GOES(from)] / chain->scale[i + 1];
		chain->backward[i][STATE_GOES(from)] = sum;
		if (from > 0)
			chain->backward[i][STATE_BEGINS(from)] = sum;
	}
}

/* Scales word i; 0 where nothing is left. */
static int forward_scale(struct chain *chain, size_t i)
{
	double sum = 0;

	for (int s = 0; s < STATE_COUNT; s++)
		sum += chain->forward[i][s];
	chain->scale[i] = sum;
	if (!(sum > 0))
		return 0;
	for (int s = 0; s < STATE_COUNT; s++)
		chain->forward[i][s] /= sum;
	return 1;
}

void chain_init(struct chain *chain, const struct chain_links *links,
		const struct chain_node *nodes, size_t n, int masked)
{
	memset(chain, 0, sizeof(*chain));
	chain->links = links;
	chain->nodes = nodes;
	chain->n = n;
	chain->factor = mem_zalloc((n + 1) * sizeof(*chain->factor));
	chain->forward = mem_zalloc((n + 1) * sizeof(*chain->forward));
	chain->backward = mem_zalloc((n + 1) * sizeof(*chain->backward));
	chain->scale = mem_zalloc((n + 1) * sizeof(*chain->scale));
	for (size_t i = 0; i < n; i++) {
		chain->log_sum +=
			node_factors(&nodes[i], masked, chain->factor[i]);
		if (i == 0)
			forward_start(chain);
		else
			forward_step(chain, i);
		if (!forward_scale(chain, i)) {
			chain->log_sum = -INFINITY;
			return;
		}
		chain->log_sum += log(chain->scale[i]);
	}
	for (int s = 0; n > 0 && s < STATE_COUNT; s++)
		chain->backward[n - 1][s] = 1;
	for (size_t i = n; i-- > 1;)
		backward_step(chain, i - 1);
}

void chain_done(struct chain *chain)
{
	free(chain->factor);
	free(chain->forward);
	free(chain->backward);
	free(chain->scale);
	memset(chain, 0, sizeof(*chain));
}

double chain_state(const struct chain *chain, size_t i, int state)
{
	return chain->forward[i][state] * chain->backward[i][state];
}

double chain_field(const struct chain *chain, size_t i, enum map_field field)
{
	double p = chain_state(chain, i, STATE_GOES(field));

	if (field != FIELD_NONE)
		p += chain_state(chain, i, STATE_BEGINS(field));
	return p;
}

double chain_enters(const struct chain *chain, size_t i, enum map_field from,
		    enum map_field to)
{
	int state = to == FIELD_NONE ? 0 : (int)STATE_BEGINS(to);
	const double *before = chain->forward[i - 1];
	double mass = before[STATE_GOES(from)];

	if (from != FIELD_NONE)
		mass += before[STATE_BEGINS(from)];
	return mass * chain->links->enter[chain->nodes[i].edge][from][to] *
	       chain->factor[i][state] * chain->backward[i][state] /
	       chain->scale[i];
}

/* The factor of going on with a field at word i. */
static double step_on(const struct chain *chain, size_t i, enum map_field field)
{
	return chain->links->go_on[chain->nodes[i].edge][field] *
	       chain->factor[i][STATE_GOES(field)] / chain->scale[i];
}

double chain_goes_on(const struct chain *chain, size_t i, enum map_field field)
{
	const double *before = chain->forward[i - 1];

	return (before[STATE_GOES(field)] + before[STATE_BEGINS(field)]) *
	       step_on(chain, i, field) * chain->backward[i][STATE_GOES(field)];
}

double chain_span(const struct chain *chain, enum map_field field, size_t first,
		  size_t last)
{
	double p = chain->forward[first][STATE_BEGINS(field)];
	double rest = chain->backward[last][STATE_GOES(field)];

	for (size_t i = first + 1; i <= last; i++)
		p *= step_on(chain, i, field);
	if (last + 1 < chain->n)
		rest -= step_on(chain, last + 1, field) *
			chain->backward[last + 1][STATE_GOES(field)];
	return p * fmax(rest, 0);
}
