/*
 * coordinates.h: geographic coordinates as labels write them: decimal degrees,
 * degrees and minutes, degrees, minutes and seconds, with the hemisphere before
 * or behind, in the signs of any keyboard (ISO 6709, annex D, and what people
 * make of it). Any thread; no state.
 *
 * Grids (UTM, MGRS, township and range) are not coordinates here: they have
 * neither a degree sign nor a hemisphere of their own, and are left as they
 * are written.
 */
#ifndef DWC_PARSE_COORDINATES_H
#define DWC_PARSE_COORDINATES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

enum coordinate_axis {
	AXIS_UNKNOWN,
	AXIS_LATITUDE,
	AXIS_LONGITUDE,
};

#define COORDINATE_SIZE 24

struct coordinate {
	double degrees;		    /* south and west are negative */
	char text[COORDINATE_SIZE]; /* the same in the C notation */
	enum coordinate_axis axis;  /* as its hemisphere says */
	int parts;		    /* 1 to 3: down to seconds */
	int decimals;		    /* digits behind the mark of the last */
	bool marked;		    /* by a hemisphere or a degree sign */
	/* neither a hemisphere nor a sign says on which side it lies: "106 30" */
	bool sideless;
	bool sure;
	size_t start, end; /* bytes of the text */
};

/*
 * Reads the coordinate that begins at byte `at`, at its hemisphere, its sign
 * or its first digit. -1 for none; *ret is untouched then.
 */
int coordinate_read(const char *text, size_t at,
		    struct coordinate *ret) MUST_USE;

/* Whether the whole text is one coordinate of this axis beyond doubt. */
bool coordinate_is_text(const char *text, enum coordinate_axis axis,
			struct coordinate *ret);

/* Whether it is one of which nothing is open but the side on which it lies, and
 * which is no plain number; *ret lies on the north or east. */
bool coordinate_is_sideless(const char *text, enum coordinate_axis axis,
			    struct coordinate *ret);

struct coordinates {
	struct coordinate latitude, longitude;
	size_t start, end;
};

/*
 * Finds the first latitude with its longitude in the text, in either order;
 * two numbers without any mark count when they have three decimals or more. -1
 * for none; *ret is untouched then.
 */
int coordinates_find(const char *text, struct coordinates *ret) MUST_USE;

/* The same from byte `from` of the text on. */
int coordinates_find_from(const char *text, size_t from,
			  struct coordinates *ret) MUST_USE;

#endif
