/*
 * told.c: what a command that writes says of its store. See told.h.
 */
#include "config.h"

#include "cmd/common/told.h"

#include <stdio.h>

#include "base/bytes.h"
#include "base/compiler.h"

static void told_words(const struct command *command,
		       const struct store_folded *told)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	store_rescue_words(told, &words);
	if (words.len > 0)
		fprintf(stderr, "vasculum %s: %s\n", command->name, words.data);
}

void told_store(const struct command *command, const char *run,
		const struct store_folded *told)
{
	if (told->torn > 0)
		fprintf(stderr,
			"vasculum %s: %d torn journal %s set aside in %s "
			"(*.torn-*)\n",
			command->name, told->torn,
			told->torn == 1 ? "tail was" : "tails were", run);
	told_words(command, told);
}

void told_mail(const struct command *command, const char *run,
	       struct mailbox *told)
{
	struct store_folded last = {0};
	struct mail *mail;

	while ((mail = mailbox_take(told)) != NULL) {
		if (mail->kind == STORE_MAIL_FOLDED)
			last = *CONTAINER_OF(mail, struct store_folded, mail);
		mail_free(mail);
	}
	told_store(command, run, &last);
}

void told_taken(const struct command *command,
		const struct rescue_report *taken)
{
	const struct store_folded told = {.taken = *taken};

	told_words(command, &told);
}
