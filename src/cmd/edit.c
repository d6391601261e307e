/*
 * edit.c: `vasculum edit RUN SPECIMEN …`: what the console does to one
 * record, for scripts.
 *
 * Everything that one call asks for is done, or nothing of it.
 */
#include "config.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/common/configured.h"
#include "cmd/common/folded.h"
#include "cmd/common/print.h"
#include "cmd/follow/errand.h"
#include "review/review.h"
#include "run/index/specimen.h"

enum edit_option {
	EDIT_APPROVE,
	EDIT_OVERRIDE,
	EDIT_REJECT,
	EDIT_REOPEN,
	EDIT_FLAG,
	EDIT_UNFLAG,
	EDIT_EXPERT,
	EDIT_UNEXPERT,
	EDIT_NOTE,
	EDIT_UNDO,
	EDIT_SECOND,
	EDIT_SEEN,
	EDIT_BY,
	EDIT_OPTIONS,
};

static const struct command_option edit_options[] = {
	[EDIT_APPROVE] = {"approve", 0, NULL, "sign the record"},
	[EDIT_OVERRIDE] = {"override", 0, "REASON",
			   "sign it in spite of empty or wrong fields"},
	[EDIT_REJECT] = {"reject", 0, "REASON",
			 "not a specimen, duplicate, unreadable, other"},
	[EDIT_REOPEN] = {"reopen", 0, NULL, "back to review"},
	[EDIT_FLAG] = {"flag", 0, NULL, "mark it to come back to it"},
	[EDIT_UNFLAG] = {"unflag", 0, NULL, "take the mark away"},
	[EDIT_EXPERT] = {"expert", 0, NULL, "mark it for an expert"},
	[EDIT_UNEXPERT] = {"unexpert", 0, NULL, "take that mark away"},
	[EDIT_NOTE] = {"note", 0, "TEXT", "set the note; \"\" removes it"},
	[EDIT_UNDO] = {"undo", 0, NULL, "take back one's own last act on it"},
	[EDIT_SECOND] = {"second", 0, NULL,
			 "as its second reader; --approve ends the reading"},
	[EDIT_SEEN] = {"seen", 0, "REVISION",
		       "only if it is still as \"show\" printed it"},
	[EDIT_BY] = {"by", 0, "WHO", "who does it"},
	[EDIT_OPTIONS] = {0},
};

#define EDIT_REQUESTS 6 /* reopen, values, flag, expert, note, signing */

struct edit_call {
	const char *dir, *specimen;
	const char *values[EDIT_OPTIONS]; /* given options; "" without one */
	struct review_change *changes;	  /* owned; their terms too */
	size_t n_changes;
	struct seen view; /* of --seen */
	char *by;
};

static void edit_call_done(struct edit_call *call)
{
	for (size_t i = 0; i < call->n_changes; i++)
		free((void *)(uintptr_t)call->changes[i].term);
	free(call->changes);
	free(call->by);
}

/* --- what is asked -------------------------------------------------------- */

/* "TERM=VALUE" */
static int edit_take_change(struct edit_call *call, const char *word,
			    struct error *err)
{
	const char *equals = strchr(word, '=');
	char *term;

	if (equals == NULL || equals == word)
		return error_set(err, ERROR_USAGE,
				 "\"%s\" is not TERM=VALUE (TERM= clears)",
				 word);
	term = mem_strndup(word, (size_t)(equals - word));
	for (size_t i = 0; i < call->n_changes; i++) {
		if (strcmp(call->changes[i].term, term) == 0) {
			free(term);
			return error_set(err, ERROR_USAGE, "%s is given twice",
					 call->changes[i].term);
		}
	}
	call->changes = mem_grow(call->changes, call->n_changes + 1,
				 sizeof(*call->changes));
	call->changes[call->n_changes++] =
		(struct review_change){.term = term, .value = equals + 1};
	return 0;
}

/* Options that exclude one another. */
static int edit_check(const struct edit_call *call, struct error *err)
{
	static const enum edit_option pairs[][2] = {
		{EDIT_APPROVE, EDIT_REJECT},  {EDIT_APPROVE, EDIT_REOPEN},
		{EDIT_REJECT, EDIT_REOPEN},   {EDIT_FLAG, EDIT_UNFLAG},
		{EDIT_UNDO, EDIT_APPROVE},    {EDIT_UNDO, EDIT_REJECT},
		{EDIT_UNDO, EDIT_REOPEN},     {EDIT_UNDO, EDIT_FLAG},
		{EDIT_UNDO, EDIT_UNFLAG},     {EDIT_UNDO, EDIT_NOTE},
		{EDIT_UNDO, EDIT_EXPERT},     {EDIT_UNDO, EDIT_UNEXPERT},
		{EDIT_EXPERT, EDIT_UNEXPERT}, {EDIT_SECOND, EDIT_REJECT},
		{EDIT_SECOND, EDIT_REOPEN},   {EDIT_SECOND, EDIT_UNDO},
		{EDIT_SECOND, EDIT_SEEN},
	};
	bool any = call->n_changes > 0;
	const char *reason = call->values[EDIT_OVERRIDE];

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		if (call->values[pairs[i][0]] != NULL &&
		    call->values[pairs[i][1]] != NULL)
			return error_set(err, ERROR_USAGE,
					 "--%s and --%s do not go together",
					 edit_options[pairs[i][0]].name,
					 edit_options[pairs[i][1]].name);
	if (call->values[EDIT_UNDO] != NULL && call->n_changes > 0)
		return error_set(err, ERROR_USAGE,
				 "--undo stands alone: nothing else can be "
				 "asked for with it");
	for (size_t i = 0; i < EDIT_OPTIONS; i++)
		any = any || (call->values[i] != NULL && i != EDIT_BY &&
			      i != EDIT_OVERRIDE && i != EDIT_SEEN &&
			      i != EDIT_SECOND);
	if (reason != NULL &&
	    (text_blank(reason) || call->values[EDIT_APPROVE] == NULL))
		return error_set(err, ERROR_USAGE,
				 "--override belongs to --approve and has to "
				 "say why");
	if (call->values[EDIT_UNDO] != NULL && call->values[EDIT_SEEN] != NULL)
		return error_set(err, ERROR_USAGE,
				 "--undo takes no --seen: it is refused anyway "
				 "where the field was changed since");
	if (!any)
		return error_set(err, ERROR_USAGE,
				 "say what is to be done: TERM=VALUE, "
				 "--approve, --flag, …");
	return 0;
}

static struct review_request edit_request(const struct edit_call *call,
					  const char *id, enum act_op op)
{
	return (struct review_request){.op = op,
				       .specimen_id = id,
				       .by = call->by,
				       .view = call->view,
				       .withdraws = true};
}

static struct review_request edit_values(const struct edit_call *call,
					 const char *id)
{
	struct review_request request = edit_request(call, id, ACT_SET);

	request.second = call->values[EDIT_SECOND] != NULL;
	if (call->n_changes == 1) {
		request.term = call->changes[0].term;
		request.value = call->changes[0].value;
		return request;
	}
	for (size_t i = 0; i < call->n_changes; i++)
		call->changes[i].specimen_id = id;
	request.op = ACT_BULK;
	request.changes = call->changes;
	request.n_changes = call->n_changes;
	return request;
}

/* The requests in the order in which they make sense; returns how many. */
static size_t edit_requests(const struct edit_call *call, const char *id,
			    struct review_request *ret)
{
	const char *const *values = call->values;
	size_t n = 0;

	if (values[EDIT_UNDO] != NULL)
		ret[n++] = edit_request(call, id, ACT_UNDO);
	if (values[EDIT_REOPEN] != NULL)
		ret[n++] = edit_request(call, id, ACT_REOPEN);
	if (call->n_changes > 0)
		ret[n++] = edit_values(call, id);
	if (values[EDIT_FLAG] != NULL || values[EDIT_UNFLAG] != NULL)
		ret[n++] = edit_request(call, id,
					values[EDIT_FLAG] != NULL ? ACT_FLAG
								  : ACT_UNFLAG);
	if (values[EDIT_EXPERT] != NULL || values[EDIT_UNEXPERT] != NULL) {
		ret[n] = edit_request(call, id,
				      values[EDIT_EXPERT] != NULL ? ACT_FLAG
								  : ACT_UNFLAG);
		ret[n++].mark = MARK_EXPERT;
	}
	if (values[EDIT_NOTE] != NULL) {
		ret[n] = edit_request(call, id, ACT_NOTE);
		ret[n++].value = values[EDIT_NOTE];
	}
	if (values[EDIT_APPROVE] != NULL) {
		ret[n] = edit_request(call, id, ACT_APPROVE);
		ret[n].second = values[EDIT_SECOND] != NULL;
		ret[n].override = values[EDIT_OVERRIDE] != NULL;
		ret[n++].reason = values[EDIT_OVERRIDE];
	}
	if (values[EDIT_REJECT] != NULL) {
		ret[n] = edit_request(call, id, ACT_REJECT);
		ret[n++].reason = values[EDIT_REJECT];
	}
	return n;
}

/* --- doing it ------------------------------------------------------------- */

/* That a signature ended is never left unsaid. */
static void edit_tell_withdrawn(const struct review_reply *reply)
{
	char *by CLEANUP(mem_free_str) = NULL;

	if (reply->withdrawn == NULL)
		return;
	by = text_cleaned(reply->withdrawn);
	fprintf(stderr,
		"vasculum edit: the record was signed by %s; that has ended, "
		"it is open again\n",
		by);
}

/* What came of a second reading: now that it has ended it may be known. */
static void edit_tell_reading(const struct review_reply *reply)
{
	if (reply->read == 0)
		return;
	fprintf(stderr,
		"vasculum edit: %zu of %zu values were signed otherwise",
		reply->differ, reply->read);
	fputs(reply->differ > 0 ? "; the record is open again\n" : "\n",
	      stderr);
}

/* An act on many records, of which some were changed since. */
static void edit_tell_left(const struct review_reply *reply)
{
	char figure[32];

	if (reply->left > 0)
		fprintf(stderr,
			"vasculum edit: %s %s changed since, and left as "
			"%s\n",
			print_figure(reply->left, figure),
			reply->left == 1 ? "record was" : "records were",
			reply->left == 1 ? "it is" : "they are");
}

/* How far what takes long is. */
static void edit_say(struct mail *mail, struct bytes *line)
{
	const struct review_progress *progress =
		CONTAINER_OF(mail, struct review_progress, mail);

	if (progress->followed < 0)
		bytes_printf(line, "%s: %d %%", act_op_word(progress->op),
			     progress->made / 10);
	else
		bytes_printf(line, "written; the index follows: %d %%",
			     progress->followed / 10);
}

static bool edit_is_written(struct mail *mail)
{
	return CONTAINER_OF(mail, struct review_progress, mail)->followed >= 0;
}

/* COMMAND_DONE; COMMAND_SOME_FAILED where it leaves records as they are; or
 * -1. */
static int edit_reply(const struct review_reply *reply, struct error *err)
{
	if (reply->status < 0) {
		*err = reply->error;
		return -1;
	}
	edit_tell_withdrawn(reply);
	edit_tell_reading(reply);
	edit_tell_left(reply);
	return reply->left > 0 ? COMMAND_SOME_FAILED : COMMAND_DONE;
}

struct edit_asked {
	const struct review_request *requests;
	size_t n;
};

static void edit_submit(void *asker, struct store *store, struct mailbox *box)
{
	const struct edit_asked *asked = asker;

	review_submit_all(store, asked->requests, asked->n, 1, box);
}

/* As edit_reply; COMMAND_STOPPED where a signal lets the index follow later. */
static int edit_write(const struct command *command, const struct run *run,
		      struct review_request *requests, size_t n,
		      struct error *err)
{
	atomic_bool cancel = false;
	struct edit_asked asked = {.requests = requests, .n = n};
	struct errand errand = {
		.command = command,
		.run = run,
		.submit = edit_submit,
		.answer = REVIEW_MAIL_SAVED,
		.progress = REVIEW_MAIL_PROGRESS,
		.say = edit_say,
		.is_written = edit_is_written,
	};
	struct mail *mail;
	int left, rc;

	/* All others are over at once. */
	if (requests[0].op == ACT_UNDO)
		requests[0].cancel = errand.cancel = &cancel;
	left = errand_run(&errand, &asked, &mail, err);
	if (left < 0)
		return -1;
	rc = edit_reply(CONTAINER_OF(mail, struct review_reply, mail), err);
	mail_free(mail);
	return rc >= 0 && left > 0 ? COMMAND_STOPPED : rc;
}

/* Whoever signs is shown the flag and the note, but for those that the same
 * command takes away or writes. */
static void edit_tell_marks(const struct edit_call *call,
			    const struct specimen *specimen)
{
	const char *const *values = call->values;
	bool flagged = specimen->flagged && values[EDIT_UNFLAG] == NULL;
	bool noted = specimen->notes != NULL && values[EDIT_NOTE] == NULL;
	char *image CLEANUP(mem_free_str) = NULL;
	char *note CLEANUP(mem_free_str) = NULL;

	if (values[EDIT_APPROVE] == NULL || values[EDIT_SECOND] != NULL ||
	    (!flagged && !noted))
		return;
	image = text_cleaned(specimen->image);
	note = text_cleaned(noted ? specimen->notes : "");
	fprintf(stderr, "vasculum edit: %s %s%s%s\n", image,
		flagged ? "is flagged for a second look" : "has a note: ",
		flagged && noted ? "; its note: " : "", note);
}

/* The whole id of the specimen that was named; owned. */
static int edit_find(const struct command *command,
		     const struct edit_call *call, char **ret,
		     struct error *err)
{
	struct specimen specimen;
	struct folded folded;
	int rc;

	if (folded_open(command, call->dir, &folded, err) < 0)
		return -1;
	rc = index_specimen(folded.index, call->specimen, &specimen, err);
	if (rc == 0) {
		*ret = mem_strdup(specimen.id);
		edit_tell_marks(call, &specimen);
		specimen_done(&specimen);
	}
	folded_close(&folded);
	return rc;
}

/* As edit_reply. */
static int edit_specimen(const struct command *command, struct edit_call *call,
			 struct error *err)
{
	struct review_request requests[EDIT_REQUESTS];
	char *id CLEANUP(mem_free_str) = NULL;
	struct run *run;
	int rc;

	if (run_open(call->dir, RUN_WRITE, &run, err) < 0)
		return -1;
	rc = edit_find(command, call, &id, err);
	if (rc == 0)
		rc = edit_write(command, run, requests,
				edit_requests(call, id, requests), err);
	run_close(run);
	return rc;
}

/* --- the command ---------------------------------------------------------- */

static int edit_take(void *data, int option, const char *value,
		     struct error *err)
{
	struct edit_call *call = data;

	call->values[option] = value != NULL ? value : "";
	return 0;
}

static int edit_parse(struct edit_call *call, char **args, int n,
		      struct error *err)
{
	call->dir = args[0];
	call->specimen = args[1];
	for (int i = 2; i < n; i++)
		if (edit_take_change(call, args[i], err) < 0)
			return -1;
	if (call->values[EDIT_SEEN] != NULL &&
	    seen_parse(call->values[EDIT_SEEN], &call->view, err) < 0)
		return -1;
	if (configured_who(call->values[EDIT_BY], &call->by, err) < 0)
		return -1;
	return edit_check(call, err);
}

static int edit_run(const struct command *command, int argc, char **argv)
{
	struct edit_call call CLEANUP(edit_call_done) = {0};
	struct error err;
	char **args;
	int n, code, rc;

	code = command_parse(command, argc, argv, edit_take, &call, &args, &n);
	if (code >= 0)
		return code;
	if (edit_parse(&call, args, n, &err) < 0)
		return command_usage(command, "%s", err.text);
	if (call.values[EDIT_BY] != NULL && text_blank(call.values[EDIT_BY]))
		return command_usage(command, "--by has to say who");
	rc = edit_specimen(command, &call, &err);
	if (rc < 0)
		return command_fail(command, &err);
	return rc;
}

const struct command edit_command = {
	.name = "edit",
	.args = "RUN SPECIMEN [TERM=VALUE...] [--approve|--reject REASON|"
		"--reopen]\n                     [--flag|--unflag] "
		"[--note TEXT] [--undo] [--override REASON]\n"
		"                     [--second] [--seen REVISION] [--by WHO]",
	.summary = "change, sign or reject one record",
	.details =
		"TERM= says that the field is empty. A required field that "
		"has no value and was\n"
		"not said to be empty keeps the record from being signed, and "
		"so does a value\n"
		"that the check finds wrong; --override signs it all the same, "
		"and the REASON\n"
		"is recorded. A flag and a note are shown when the record is "
		"signed. With --seen,\n"
		"a record that was changed or read again since is refused. "
		"Without --by it is\n"
		"$VASCULUM_BY, the setting, or the login name. When the "
		"command ends, the change\n"
		"is on the disk.",
	.options = edit_options,
	.args_min = 2,
	.args_max = INT_MAX,
	.args_wanted = "name a run directory and a specimen",
	.run = edit_run,
};
