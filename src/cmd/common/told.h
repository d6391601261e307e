/*
 * told.h: what a command that writes says of its store.
 */
#ifndef CMD_COMMON_TOLD_H
#define CMD_COMMON_TOLD_H

#include "base/thread/mailbox.h"
#include "cmd/common/command.h"
#include "run/store/store.h"

/* Tells on stderr what the store had to set aside, rescued, or took in; `run`
 * names the run. */
void told_store(const struct command *command, const char *run,
		const struct store_folded *told);
/* The same of the mail that the store sent there, which is taken out. */
void told_mail(const struct command *command, const char *run,
	       struct mailbox *told);
/* The same of what was taken in. */
void told_taken(const struct command *command,
		const struct rescue_report *taken);

#endif
