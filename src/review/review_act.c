/*
 * review_act.c: requests as acts: which way each goes. See review_act.h.
 */
#include "config.h"

#include "review/review_act.h"

#include "review/review_ways.h"

int review_act(struct review_work *work, const struct review_request *request,
	       struct error *err)
{
	static int (*const ways[])(struct review_work *,
				   const struct review_request *,
				   struct error *) = {
		[ACT_SET] = review_edit,      [ACT_CLEAR] = review_edit,
		[ACT_ACCEPT] = review_edit,   [ACT_APPROVE] = review_approve,
		[ACT_REJECT] = review_reject, [ACT_REOPEN] = review_reopen,
		[ACT_FLAG] = review_mark,     [ACT_UNFLAG] = review_mark,
		[ACT_NOTE] = review_mark,     [ACT_UNDO] = review_back,
		[ACT_REDO] = review_back,     [ACT_BULK] = review_bulk,
	};

	return ways[request->op](work, request, err);
}
