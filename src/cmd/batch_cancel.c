/*
 * batch_cancel.c: `vasculum batch cancel`.
 */
#include "config.h"

#include "cmd/batch.h"

int batch_cancel_run(const struct batch_call *call)
{
	struct batch_work work = {0};
	struct error err;
	int rc = batch_work_open(&work, call, false, &err);

	for (int i = 0; rc == 0 && i < call->n_args; i++)
		if (batch_work_find(&work, call->args[i], &err) == NULL)
			rc = -1;
	batch_work_close(&work);
	return rc < 0 ? command_fail(call->command, &err)
		      : command_flush(call->command, COMMAND_DONE);
}
