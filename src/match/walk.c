/*
 * walk.c: see walk.h.
 */
#include "config.h"

#include "match/walk.h"

#include "base/mem.h"
#include "run/index/filter.h"
#include "run/index/rows.h"

enum { NAME, AUTHOR, FAMILY, COUNTRY, LATITUDE, LONGITUDE, COLUMNS };

struct walk {
	const struct match_server *server;
	bool places;
	match_visit *visit;
	void *arg;
	int at[COLUMNS]; /* of the cells of a row; -1: the table has no such
			    term */
};

/* A value that is sound; else "". Of a family and an author it does not matter:
 * they are only hints, and such by their own shape (question.c). */
static const char *walk_value(const struct walk *walk,
			      const struct index_column_row *row, int column)
{
	const struct index_cell *cell =
		walk->at[column] >= 0 ? &row->cells[walk->at[column]] : NULL;

	return cell != NULL && (cell->sound || column == FAMILY ||
				column == AUTHOR)
		       ? cell->value
		       : "";
}

static int walk_row(void *arg, const struct index_column_row *row,
		    struct error *err)
{
	const struct walk *walk = arg;
	struct asked_name name CLEANUP(asked_name_done) = {0};
	struct asked_place place CLEANUP(asked_place_done) = {0};
	struct match_asked asked = {
		.id = row->id,
		.image = row->image,
		.value = walk_value(walk, row, NAME),
		.author = walk_value(walk, row, AUTHOR),
		.family = walk_value(walk, row, FAMILY),
		.country = walk_value(walk, row, COUNTRY),
		.latitude = walk_value(walk, row, LATITUDE),
		.longitude = walk_value(walk, row, LONGITUDE),
	};

	if (row->status == STATUS_REJECTED)
		return 0;
	if (asked_name_read(walk->server, asked.value, asked.author,
			    asked.family, &name))
		asked.name = &name;
	if (walk->places && asked_place_read(walk->server, asked.latitude,
					     asked.longitude, &place))
		asked.place = &place;
	if (asked.name == NULL && asked.place == NULL)
		return 0;
	return walk->visit(walk->arg, &asked, err);
}

int match_walk(struct index *index, const struct match_server *server,
	       bool places, match_visit *visit, void *arg, struct error *err)
{
	static const enum term_role roles[COLUMNS] = {
		[NAME] = ROLE_NAME,	    [AUTHOR] = ROLE_AUTHOR,
		[FAMILY] = ROLE_FAMILY,	    [COUNTRY] = ROLE_COUNTRY,
		[LATITUDE] = ROLE_LATITUDE, [LONGITUDE] = ROLE_LONGITUDE,
	};
	struct walk walk = {
		.server = server,
		.places = places,
		.visit = visit,
		.arg = arg,
	};
	const char *terms[COLUMNS];
	struct index_filter filter;
	size_t n = 0;

	for (int i = 0; i < COLUMNS; i++) {
		const struct term *term =
			terms_role(index_terms(index), roles[i]);

		walk.at[i] = term != NULL ? (int)n : -1;
		if (term != NULL)
			terms[n++] = term->name;
	}
	index_filter_init(&filter);
	return index_column(index, &filter, terms, n, walk_row, &walk, err);
}
