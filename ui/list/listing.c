/*
 * listing.c: lines of a list. See listing.h.
 *
 * 1. A label stands on the first of its lines alone.
 * 2. Lines are no wider than the pane that they were made for.
 */
#include "config.h"

#include "ui/list/listing.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/mem.h"

static void listing_push(struct listing *listing, struct listing_line line)
{
	ARRAY_GROW(listing->items, listing->n, listing->cap);
	listing->items[listing->n++] = line;
}

void listing_add(struct listing *listing, enum style style, const char *text)
{
	listing_push(listing, (struct listing_line){
				      .text = mem_strdup(text),
				      .style = style,
				      .indent = 1,
			      });
}

void listing_add_entry(struct listing *listing, int label_columns,
		       enum style label_style, const char *label,
		       enum style style, const char *text)
{
	struct listing_line line = {
		.label_style = label_style,
		.style = style,
		.indent = label_columns + 2,
	};
	int width = listing->columns - line.indent - 1;
	size_t skip, len;

	for (; *text != '\0'; text += skip, label = NULL) {
		len = surface_break_text(text, width, &skip);
		line.label = mem_strdup(label);
		line.text = mem_strndup(text, len);
		listing_push(listing, line);
	}
}

void listing_done(struct listing *listing)
{
	for (size_t i = 0; i < listing->n; i++) {
		free(listing->items[i].label);
		free(listing->items[i].text);
	}
	free(listing->items);
	*listing = (struct listing){0};
}
