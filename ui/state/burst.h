/*
 * burst.h: keys that came without a pause, by whose look it is told whether
 * somebody types into a field that is not open (ui/app/burst.h).
 */
#ifndef UI_STATE_BURST_H
#define UI_STATE_BURST_H

#include <stdbool.h>

#include "base/bytes.h"

struct burst {
	struct bytes text; /* of the characters since the last pause … */
	int n;		   /* … so many */
	bool ordered;	   /* one of them acts on the whole record, … */
	bool strange;	   /* … or does nothing here */
	bool offered;	   /* they were taken for text, and opened a field */
	bool deaf; /* they were taken for text that no field could take */
};

#endif
