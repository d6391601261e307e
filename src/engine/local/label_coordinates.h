/*
 * label_coordinates.h: coordinates on a line of a label, whatever heading they
 * stand behind: they are taken out before the line becomes a locality.
 */
#ifndef ENGINE_LOCAL_LABEL_COORDINATES_H
#define ENGINE_LOCAL_LABEL_COORDINATES_H

#include <stdbool.h>

#include "dwc/record/record.h"
#include "engine/local/label_rules.h"
#include "engine/local/label_text.h"

/*
 * Looks for a latitude with its longitude among the tokens. Where there is one
 * and *record has none yet, sets verbatimCoordinates, the decimal ones, and the
 * datum and uncertainty that stand behind it; shortens the list to the tokens
 * that said so. False otherwise; the list is of no use then. Any thread.
 */
bool label_coordinates_take(const struct label_rules *rules,
			    const struct label_text *text,
			    struct token_list *list, struct record *record);

#endif
