/*
 * forecaster.c: the forecaster thread. See forecaster.h.
 *
 * 1. A number for each kind says which request is wanted: each request raises
 *    its own, and what works for another gives up.
 * 2. A forecast that is ended by a request for directories goes back behind
 *    it: who types is not kept waiting by a huge tree.
 */
#include "config.h"

#include "extract/forecast/forecaster.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/thread/thread.h"

enum request_kind { REQUEST_FORECAST, REQUEST_FOLDERS };
#define REQUEST_KINDS 2

struct request {
	struct mail mail;
	uint64_t ticket;
	unsigned int number;
	struct extract_options options;
	void *memory; /* of their texts */
	char *text;
};

struct forecaster {
	const struct run *run;
	struct mailbox *inbox, *reply;
	forecaster_recent_fn *recent;
	void *data;
	pthread_t thread;
	atomic_uint wanted[REQUEST_KINDS];
	/* the thread's */
	unsigned int number; /* of the forecast that is worked on */
	unsigned int listed; /* of the directories told last */
};

/* --- requests ------------------------------------------------------------- */

static void request_free(struct mail *mail)
{
	struct request *request = CONTAINER_OF(mail, struct request, mail);

	free(request->memory);
	free(request->text);
	free(request);
}

static struct request *request_new(struct forecaster *forecaster,
				   enum request_kind kind, uint64_t ticket)
{
	struct request *request = mem_zalloc(sizeof(*request));

	request->mail.kind = kind;
	request->mail.free = request_free;
	request->ticket = ticket;
	request->number = atomic_fetch_add(&forecaster->wanted[kind], 1) + 1;
	return request;
}

void forecaster_ask(struct forecaster *forecaster, uint64_t ticket,
		    const struct extract_options *options)
{
	struct request *request =
		request_new(forecaster, REQUEST_FORECAST, ticket);

	request->memory = extract_options_copy(options, &request->options);
	mailbox_post(forecaster->inbox, &request->mail);
}

void forecaster_ask_folders(struct forecaster *forecaster, uint64_t ticket,
			    const char *text)
{
	struct request *request =
		request_new(forecaster, REQUEST_FOLDERS, ticket);

	request->text = mem_strdup(text);
	mailbox_post(forecaster->inbox, &request->mail);
}

/* --- answers -------------------------------------------------------------- */

static bool is_wanted(struct forecaster *forecaster, enum request_kind kind,
		      unsigned int number)
{
	return atomic_load(&forecaster->wanted[kind]) == number;
}

static bool goes_on(void *data, size_t found)
{
	struct forecaster *forecaster = data;

	(void)found;
	return is_wanted(forecaster, REQUEST_FORECAST, forecaster->number) &&
	       is_wanted(forecaster, REQUEST_FOLDERS, forecaster->listed);
}

/* Whether it is done with; else it is to be taken up again. */
static bool answer_forecast(struct forecaster *forecaster,
			    const struct request *request)
{
	const struct forecast_ask ask = {.run = forecaster->run,
					 .options = &request->options,
					 .go_on = goes_on,
					 .data = forecaster};
	struct forecaster_forecast *answer = mem_zalloc(sizeof(*answer));

	forecaster->number = request->number;
	answer->mail.kind = FORECASTER_MAIL_FORECAST;
	answer->ticket = request->ticket;
	if (forecast_make(&ask, &answer->forecast, &answer->error) == 0)
		answer->error.kind = ERROR_NONE;
	if (answer->error.kind == ERROR_STOPPED) {
		free(answer);
		return !is_wanted(forecaster, REQUEST_FORECAST,
				  request->number);
	}
	mailbox_post(forecaster->reply, &answer->mail);
	return true;
}

static void folders_free(struct mail *mail)
{
	struct forecaster_folders *answer =
		CONTAINER_OF(mail, struct forecaster_folders, mail);

	free(answer->text);
	folders_done(&answer->list);
	free(answer);
}

static bool answer_folders(struct forecaster *forecaster,
			   const struct request *request)
{
	struct forecaster_folders *answer = mem_zalloc(sizeof(*answer));
	char **recent = NULL;
	size_t n = 0;

	forecaster->listed = request->number;
	if (forecaster->recent != NULL)
		n = forecaster->recent(forecaster->data, &recent);
	answer->mail.kind = FORECASTER_MAIL_FOLDERS;
	answer->mail.free = folders_free;
	answer->ticket = request->ticket;
	answer->text = mem_strdup(request->text);
	folders_find(request->text, recent, n, &answer->list);
	for (size_t i = 0; i < n; i++)
		free(recent[i]);
	free(recent);
	mailbox_post(forecaster->reply, &answer->mail);
	return true;
}

/* --- the thread ----------------------------------------------------------- */

static void forecaster_take(struct forecaster *forecaster, struct mail *mail)
{
	static bool (*const answers[])(struct forecaster *,
				       const struct request *) = {
		[REQUEST_FORECAST] = answer_forecast,
		[REQUEST_FOLDERS] = answer_folders,
	};
	const struct request *request =
		CONTAINER_OF(mail, struct request, mail);

	if (!is_wanted(forecaster, (enum request_kind)mail->kind,
		       request->number) ||
	    answers[mail->kind](forecaster, request))
		mail_free(mail);
	else
		mailbox_post(forecaster->inbox, mail);
}

static void *forecaster_main(void *arg)
{
	struct forecaster *forecaster = arg;
	struct mail *mail;

	thread_be_nice();
	while (!mailbox_closed(forecaster->inbox)) {
		mail = mailbox_wait(forecaster->inbox, -1);
		if (mail != NULL)
			forecaster_take(forecaster, mail);
	}
	return NULL;
}

static void forecaster_free(struct forecaster *forecaster)
{
	mailbox_free(forecaster->inbox);
	free(forecaster);
}

int forecaster_start(const struct run *run, struct mailbox *reply,
		     forecaster_recent_fn *recent, void *data,
		     struct forecaster **ret, struct error *err)
{
	struct forecaster *forecaster = mem_zalloc(sizeof(*forecaster));

	forecaster->run = run;
	forecaster->reply = reply;
	forecaster->recent = recent;
	forecaster->data = data;
	for (int i = 0; i < REQUEST_KINDS; i++)
		atomic_init(&forecaster->wanted[i], 0);
	if (mailbox_new(&forecaster->inbox, err) < 0 ||
	    thread_start(&forecaster->thread, "forecaster", forecaster_main,
			 forecaster, err) < 0) {
		forecaster_free(forecaster);
		return -1;
	}
	*ret = forecaster;
	return 0;
}

void forecaster_stop(struct forecaster *forecaster)
{
	if (forecaster == NULL)
		return;
	for (int i = 0; i < REQUEST_KINDS; i++)
		atomic_fetch_add(&forecaster->wanted[i], 1);
	mailbox_close(forecaster->inbox);
	pthread_join(forecaster->thread, NULL);
	forecaster_free(forecaster);
}
