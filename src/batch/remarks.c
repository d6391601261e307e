/*
 * remarks.c: see remarks.h.
 */
#include "config.h"

#include "batch/remarks.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/human.h"
#include "base/mem.h"

#define REMARK_NAMES 3 /* of chunks that are told by name */

struct batch_remark {
	char *text;
	size_t n;   /* chunks */
	char *last; /* of them */
	struct bytes names;
};

void batch_remarks_done(struct batch_remarks *remarks)
{
	for (size_t i = 0; i < remarks->n; i++) {
		free(remarks->items[i].text);
		free(remarks->items[i].last);
		bytes_done(&remarks->items[i].names);
	}
	free(remarks->items);
	*remarks = (struct batch_remarks){0};
}

static struct batch_remark *remarks_of(struct batch_remarks *remarks,
				       const char *text)
{
	for (size_t i = 0; i < remarks->n; i++)
		if (strcmp(remarks->items[i].text, text) == 0)
			return &remarks->items[i];
	ARRAY_GROW(remarks->items, remarks->n, remarks->cap);
	remarks->items[remarks->n] =
		(struct batch_remark){.text = mem_strdup(text)};
	return &remarks->items[remarks->n++];
}

void batch_remarks_add(struct batch_remarks *remarks, const char *chunk,
		       const char *text)
{
	struct batch_remark *remark = remarks_of(remarks, text);

	/* Each step with a chunk may find the same. */
	if (remark->last != NULL && strcmp(remark->last, chunk) == 0)
		return;
	mem_replace(&remark->last, chunk);
	if (remark->n++ >= REMARK_NAMES)
		return;
	if (remark->names.len > 0)
		bytes_append_str(&remark->names, ", ");
	bytes_append_str(&remark->names, chunk);
}

void batch_remarks_write(const struct batch_remarks *remarks, size_t i,
			 struct bytes *to)
{
	const struct batch_remark *remark = &remarks->items[i];

	if (remark->n > 1) {
		human_count(remark->n, to);
		bytes_append_str(to, " batches (");
	}
	bytes_append(to, remark->names.data, remark->names.len);
	if (remark->n > REMARK_NAMES)
		bytes_append_str(to, ", …");
	bytes_append_str(to, remark->n > 1 ? "): " : ": ");
	bytes_append_str(to, remark->text);
}
