/*
 * pace.h: how the curator gets on today, as the console tells it.
 */
#ifndef UI_STATE_PACE_H
#define UI_STATE_PACE_H

#include "review/team/pace.h"

struct pace_line {
	struct pace pace; /* as the acts say */
	bool off;	  /* the curator does not want to know */
};

#endif
