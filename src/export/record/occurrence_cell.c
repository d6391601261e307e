/*
 * occurrence_cell.c: an occurrence as a value. See occurrence.h.
 */
#include "config.h"

#include <stdlib.h>

#include "export/record/occurrence.h"

const struct cell *occurrence_cell(const struct columns *columns,
				   const struct occurrence *occurrence,
				   enum column_use use)
{
	static const struct cell none = {"", 0};

	return columns->at[use] != COLUMN_ABSENT
		       ? &occurrence->cells[columns->at[use]]
		       : &none;
}

void occurrence_done(struct occurrence *occurrence)
{
	json_decref(occurrence->history);
	json_decref(occurrence->said);
	free(occurrence->told);
	free(occurrence->foreign);
	bytes_done(&occurrence->texts);
	*occurrence = (struct occurrence){0};
}
