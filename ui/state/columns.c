/*
 * columns.c: see columns.h.
 */
#include "config.h"

#include "ui/state/columns.h"

#include <stdlib.h>

void columns_view_forget(struct columns_view *view)
{
	bulk_plan_done(&view->plan);
	columns_images_free(view->images, view->n_images);
	view->images = NULL;
	view->n_images = 0;
	view->planned = false;
}

void columns_view_done(struct columns_view *view)
{
	columns_view_forget(view);
	bulk_ask_done(&view->ask);
	clusters_done(&view->clusters);
	column_release(view->column);
	free(view->picked);
	free(view->error);
	free(view->term);
	*view = (struct columns_view){.clustered = -1};
}

bool columns_clustered(const struct columns_view *view)
{
	return view->list >= COLUMN_ORDERS;
}

size_t columns_rows(const struct columns_view *view)
{
	if (view->column == NULL)
		return 0;
	if (!columns_clustered(view))
		return view->column->n;
	return view->clustered == view->list - COLUMN_ORDERS
		       ? view->clusters.n_members
		       : 0;
}

/* The cluster that holds this member. */
static size_t columns_cluster(const struct clusters *clusters, size_t member)
{
	size_t low = 0, high = clusters->n;

	while (low + 1 < high) {
		size_t mid = low + (high - low) / 2;

		if (clusters->starts[mid] <= member)
			low = mid;
		else
			high = mid;
	}
	return low;
}

size_t columns_value_at(const struct columns_view *view, size_t row,
			size_t *ret_cluster)
{
	*ret_cluster = 0;
	if (!columns_clustered(view))
		return view->column->orders[view->list][row];
	*ret_cluster = columns_cluster(&view->clusters, row) + 1;
	return view->clusters.members[row];
}

const char *columns_list_word(const struct columns_view *view)
{
	return columns_clustered(view)
		       ? cluster_word(
				 (enum cluster_way)(view->list - COLUMN_ORDERS))
		       : column_order_word((enum column_order)view->list);
}

size_t columns_picked_records(const struct columns_view *view)
{
	size_t n = 0;

	for (size_t i = 0; view->column != NULL && i < view->column->n; i++)
		if (view->picked[i])
			n += view->column->values[i].n;
	return n;
}
