/*
 * query.c: the threads that answer. See query.h.
 *
 * 1. Requests wait in an inbox, one of each kind at most: a newer one takes
 *    the older one's place, so that holding a key down asks for the last
 *    window alone.
 * 2. Each index is touched by its thread alone, once that runs; so is the
 *    file system when an image is looked for.
 * 3. What goes through rows until it has found those that are asked for is the
 *    lister's. Only there is a question ended by a newer one; one of another
 *    kind that was ended waits again, so that none is lost.
 * 4. The thread of records counts a place for QUERY_PATIENCE at most; the
 *    lister counts on.
 */
#include "config.h"

#include "review/answer/query.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/thread.h"
#include "dwc/taxa/taxa_verdict.h"
#include "match/view.h"
#include "review/complete/completion.h"
#include "run/evidence/evidence.h"
#include "run/index/rows.h"
#include "run/index/specimen.h"
#include "run/intake/images.h"
#include "run/record/second.h"

/* Kinds of requests in the inbox. */
enum query_ask {
	ASK_ROWS,
	ASK_SPECIMEN,
	ASK_COUNTS,
	ASK_IMAGES,
	ASK_READER,
	ASK_SUGGESTIONS,
	ASK_COMPLETION,
	ASK_FIND,  /* the record at a rank */
	ASK_FOUND, /* that record, now by its id */
	ASK_PLACE, /* where a record stands */
};

/* Rounds of INDEX_STOP_STEPS: some milliseconds. */
#define QUERY_PATIENCE 30

struct query_request {
	struct mail mail;
	uint64_t ticket;
	struct index_filter filter; /* its strings are ours */
	enum index_order order;
	size_t offset, limit;
	char *id; /* or NULL: by rank */
	size_t rank;
	bool place;   /* is wanted, however long it takes */
	size_t total; /* of ASK_FOUND */
	char *images;
	char *by;
	char *term, *text; /* to be completed */
	struct record known;
};

/* Goes through lists. */
struct lister {
	struct mailbox *inbox;
	pthread_t thread;
	bool runs;
	/* the thread's */
	struct index *index;
	char *reader;		/* NULL: nobody; all is told */
	enum query_ask answers; /* what it is at */
};

struct query {
	const struct run *run;
	struct mailbox *inbox, *reply;
	pthread_t thread;
	struct lister lister;
	/* the thread's */
	struct index *index;
	int patience; /* that is left for a place */
	char *images;
	char *reader;	  /* NULL: nobody; all is told */
	char *typed_id;	  /* of the record that is being typed into … */
	bool typed_blind; /* … which its second reader does */
	struct pace_reader *pace; /* NULL: not asked for yet */
	struct taxa *taxa; /* NULL: not asked for yet, or it cannot be read */
	struct taxa_memory names;
	struct match_view *gbif; /* likewise */
	struct map_model model;	 /* of what labels say; loaded when asked for */
	bool asked_model, has_model;
};

/* --- requests ------------------------------------------------------------- */

static void request_free(struct mail *mail)
{
	struct query_request *request =
		CONTAINER_OF(mail, struct query_request, mail);

	free((void *)(uintptr_t)request->filter.missing);
	free((void *)(uintptr_t)request->filter.text);
	free((void *)(uintptr_t)request->filter.reader);
	free(request->id);
	free(request->images);
	free(request->by);
	free(request->term);
	free(request->text);
	record_done(&request->known);
	free(request);
}

static struct query_request *request_new(enum query_ask kind, uint64_t ticket,
					 const struct index_filter *filter,
					 enum index_order order)
{
	struct query_request *request = mem_zalloc(sizeof(*request));

	request->mail.kind = kind;
	request->mail.free = request_free;
	request->ticket = ticket;
	request->order = order;
	index_filter_init(&request->filter);
	if (filter != NULL) {
		request->filter = *filter;
		request->filter.missing = mem_strdup(filter->missing);
		request->filter.text = mem_strdup(filter->text);
		request->filter.reader = mem_strdup(filter->reader);
	}
	return request;
}

void query_ask_rows(struct query *query, uint64_t ticket,
		    const struct index_filter *filter, enum index_order order,
		    size_t offset, size_t limit)
{
	struct query_request *request =
		request_new(ASK_ROWS, ticket, filter, order);

	request->offset = offset;
	request->limit = limit;
	mailbox_replace(query->lister.inbox, &request->mail);
}

void query_ask_specimen(struct query *query, uint64_t ticket,
			const struct index_filter *filter,
			enum index_order order, const char *id, size_t rank,
			bool place)
{
	struct query_request *request = request_new(
		id != NULL ? ASK_SPECIMEN : ASK_FIND, ticket, filter, order);

	request->id = mem_strdup(id);
	request->rank = rank;
	request->place = place;
	mailbox_replace(id != NULL ? query->inbox : query->lister.inbox,
			&request->mail);
}

void query_ask_counts(struct query *query, uint64_t ticket, const char *by)
{
	struct query_request *request =
		request_new(ASK_COUNTS, ticket, NULL, ORDER_DOUBT);

	request->by = mem_strdup(by);
	mailbox_replace(query->inbox, &request->mail);
}

void query_ask_suggestions(struct query *query, uint64_t ticket,
			   const char *specimen_id, const char *by)
{
	struct query_request *request =
		request_new(ASK_SUGGESTIONS, ticket, NULL, ORDER_DOUBT);

	request->id = mem_strdup(specimen_id);
	request->by = mem_strdup(by);
	mailbox_replace(query->inbox, &request->mail);
}

void query_ask_completion(struct query *query, uint64_t ticket,
			  const char *specimen_id, const char *term,
			  const char *text, const struct record *known)
{
	struct query_request *request =
		request_new(ASK_COMPLETION, ticket, NULL, ORDER_DOUBT);

	request->id = mem_strdup(specimen_id);
	request->term = mem_strdup(term);
	request->text = mem_strdup(text);
	record_copy(known, &request->known);
	mailbox_replace(query->inbox, &request->mail);
}

void query_set_images(struct query *query, const char *root)
{
	struct query_request *request =
		request_new(ASK_IMAGES, 0, NULL, ORDER_DOUBT);

	request->images = mem_strdup(root);
	mailbox_replace(query->inbox, &request->mail);
}

static void ask_reader(struct mailbox *inbox, const char *by)
{
	struct query_request *request =
		request_new(ASK_READER, 0, NULL, ORDER_DOUBT);

	request->by = mem_strdup(by);
	mailbox_replace(inbox, &request->mail);
}

void query_set_reader(struct query *query, const char *by)
{
	ask_reader(query->inbox, by);
	ask_reader(query->lister.inbox, by);
}

/* --- answers -------------------------------------------------------------- */

static void specimen_mail_free(struct mail *mail)
{
	struct query_specimen *answer =
		CONTAINER_OF(mail, struct query_specimen, mail);

	specimen_done(&answer->specimen);
	free(answer->image_path);
	free(answer);
}

/* A file of these bytes, by any of their names; else the copy in the cache. */
static char *query_image(const struct query *query,
			 const struct specimen *specimen)
{
	const struct run *run = query->run;
	const char *root = query->images;
	char *path = images_find(run, root, specimen->image, NULL);

	for (size_t i = 0; path == NULL && i < specimen->n_also; i++)
		path = images_find(run, root, specimen->also[i], NULL);
	return path != NULL
		       ? path
		       : images_find(run, root, specimen->image, specimen->id);
}

static int query_total(struct index *index, const struct query_request *request,
		       size_t *ret, struct error *err)
{
	struct specimen_row *rows = NULL;
	size_t n;

	return index_rows(index, &request->filter, request->order, 0, 0, &rows,
			  &n, ret, err);
}

/* Where the record of a request stands, and among how many. */
static int query_place(struct index *index, const struct query_request *request,
		       int64_t *ret_rank, size_t *ret_total, struct error *err)
{
	if (index_rank(index, &request->filter, request->order, request->id,
		       ret_rank, err) < 0)
		return -1;
	return query_total(index, request, ret_total, err);
}

/* Opens the lists of names, again where others lie there now. */
static void query_open_taxa(struct query *query)
{
	char *dir CLEANUP(mem_free_str) = NULL;

	if (query->taxa != NULL && taxa_current(query->taxa))
		return;
	taxa_memory_done(&query->names);
	taxa_close(query->taxa);
	query->taxa = NULL;
	dir = taxa_dir();
	if (taxa_open(dir, NULL, &query->taxa, NULL) < 0)
		query->taxa = NULL;
}

static int query_family_is(void *taxa, const char *name, const char *family)
{
	return taxa_family_is(taxa, name, family);
}

/* What the lists say; a list that cannot be read says nothing. */
static void query_taxa(struct query *query, struct specimen *specimen)
{
	struct evidence_help help = {.family_is = query_family_is};

	query_open_taxa(query);
	help.data = query->taxa;
	evidence_infer_family(query->run->terms, &help, &specimen->record);
	if (taxa_validate(query->taxa, &query->names, query->run->terms,
			  &specimen->record, &specimen->verdicts, NULL) < 0) {
		taxa_close(query->taxa);
		query->taxa = NULL;
	}
}

/* What GBIF has answered, as far as somebody asked it. */
static void query_gbif(struct query *query, struct specimen *specimen)
{
	if (query->gbif == NULL &&
	    match_view_open(query->run, &query->gbif, NULL) < 0)
		return;
	match_view_follow(query->gbif);
	match_validate(query->gbif, query->run->terms, &specimen->record,
		       &specimen->verdicts);
}

static void query_blind(const struct query *query, struct specimen *specimen)
{
	if (query->reader != NULL)
		second_blind(specimen, query->reader, query->run->terms);
}

static bool query_tires(void *arg)
{
	struct query *query = arg;

	return query->patience-- <= 0;
}

/* Its place, where that is known soon. */
static int query_specimen_place(struct query *query,
				const struct query_request *request,
				struct query_specimen *answer,
				struct error *err)
{
	int rc;

	query->patience = QUERY_PATIENCE;
	index_stop_when(query->index, query_tires, query);
	rc = query_place(query->index, request, &answer->rank, &answer->total,
			 err);
	index_stop_when(query->index, NULL, NULL);
	answer->placed = rc == 0;
	answer->among = answer->rank >= 0;
	if (rc == 0 || err->kind != ERROR_STOPPED)
		return rc;
	answer->rank = -1;
	answer->total = 0;
	return index_takes(query->index, &request->filter, request->id,
			   &answer->among, err);
}

static int query_specimen_fill(struct query *query,
			       const struct query_request *request,
			       struct query_specimen *answer, struct error *err)
{
	if (index_specimen(query->index, request->id, &answer->specimen, err) <
	    0)
		return -1;
	query_blind(query, &answer->specimen);
	query_taxa(query, &answer->specimen);
	query_gbif(query, &answer->specimen);
	answer->image_path = query_image(query, &answer->specimen);
	if (request->mail.kind != ASK_FOUND)
		return query_specimen_place(query, request, answer, err);
	answer->among = answer->placed = true;
	answer->rank = (int64_t)request->rank;
	answer->total = request->total;
	return 0;
}

static struct query_specimen *answer_new(const struct query_request *request)
{
	struct query_specimen *answer = mem_zalloc(sizeof(*answer));

	answer->mail.kind = QUERY_MAIL_SPECIMEN;
	answer->mail.free = specimen_mail_free;
	answer->ticket = request->ticket;
	answer->rank = -1;
	specimen_init(&answer->specimen);
	return answer;
}

/* Has the lister count where a record stands. */
static void ask_place(struct query *query, const struct query_request *from,
		      const char *id)
{
	struct query_request *request = request_new(ASK_PLACE, from->ticket,
						    &from->filter, from->order);

	request->id = mem_strdup(id);
	mailbox_replace(query->lister.inbox, &request->mail);
}

static void answer_specimen(struct query *query,
			    const struct query_request *request)
{
	struct query_specimen *answer = answer_new(request);
	bool later;

	if (query_specimen_fill(query, request, answer, &answer->error) == 0)
		answer->error.kind = ERROR_NONE;
	later = request->place && answer->error.kind == ERROR_NONE &&
		!answer->placed && answer->among;
	mailbox_post(query->reply, &answer->mail);
	if (later)
		ask_place(query, request, request->id);
}

static void counts_free(struct mail *mail)
{
	struct query_counts *answer =
		CONTAINER_OF(mail, struct query_counts, mail);

	index_agreements_free(answer->agreements, answer->n_agreements);
	free(answer);
}

static void answer_counts(struct query *query,
			  const struct query_request *request)
{
	struct query_counts *answer = mem_zalloc(sizeof(*answer));

	answer->mail.kind = QUERY_MAIL_COUNTS;
	answer->mail.free = counts_free;
	answer->ticket = request->ticket;
	if (index_counts(query->index, &answer->counts, &answer->error) == 0 &&
	    index_agreements(query->index, &answer->agreements,
			     &answer->n_agreements, &answer->read_twice,
			     &answer->error) == 0)
		answer->error.kind = ERROR_NONE;
	pace_now(&query->pace, query->run->dir, request->by, &answer->pace);
	mailbox_post(query->reply, &answer->mail);
}

static void suggestions_mail_free(struct mail *mail)
{
	struct query_suggestions *answer =
		CONTAINER_OF(mail, struct query_suggestions, mail);

	free(answer->specimen_id);
	term_suggestions_free(answer->terms, answer->n_terms);
	alike_free(answer->alike);
	alike_free(answer->duplicate);
	free(answer);
}

/* What labels are read with; NULL: its tables cannot be read. */
static const struct map_model *query_model(struct query *query)
{
	const struct run *run = query->run;

	if (!query->asked_model)
		query->has_model =
			map_model_init(&query->model, run->config_dir,
				       run->places, NULL) == 0;
	query->asked_model = true;
	return query->has_model ? &query->model : NULL;
}

static struct suggest_sources query_sources(const struct query *query)
{
	return (struct suggest_sources){
		.terms = query->run->terms,
		.places = query->run->places,
		.index = query->index,
	};
}

static int query_suggest(struct query *query, const char *by,
			 struct query_suggestions *answer, struct error *err)
{
	struct suggest_sources sources = query_sources(query);
	struct helpful helpful;
	struct specimen specimen CLEANUP(specimen_done);

	specimen_init(&specimen);
	if (index_specimen(query->index, answer->specimen_id, &specimen, err) <
	    0)
		return -1;
	query_blind(query, &specimen);
	query_taxa(query, &specimen);
	query_gbif(query, &specimen);
	sources.taxa = query->taxa;
	sources.gbif = query->gbif;
	sources.by = by;
	sources.model = query_model(query);
	suggest_record(&sources, &specimen, &helpful);
	answer->terms = helpful.terms;
	answer->n_terms = helpful.n_terms;
	answer->alike = helpful.alike;
	answer->duplicate = helpful.duplicate;
	return 0;
}

static void answer_suggestions(struct query *query,
			       const struct query_request *request)
{
	struct query_suggestions *answer = mem_zalloc(sizeof(*answer));

	answer->mail.kind = QUERY_MAIL_SUGGESTIONS;
	answer->mail.free = suggestions_mail_free;
	answer->ticket = request->ticket;
	answer->specimen_id = mem_strdup(request->id);
	if (query_suggest(query, request->by, answer, &answer->error) == 0)
		answer->error.kind = ERROR_NONE;
	mailbox_post(query->reply, &answer->mail);
}

static void completion_mail_free(struct mail *mail)
{
	struct query_completion *answer =
		CONTAINER_OF(mail, struct query_completion, mail);

	free(answer->term);
	free(answer->text);
	suggestions_done(&answer->list);
	free(answer);
}

/* Whether a value is typed by a second reader: looked up once for a record. */
static bool query_types_blind(struct query *query, const char *id)
{
	struct specimen specimen;

	if (query->reader == NULL ||
	    (query->typed_id != NULL && strcmp(query->typed_id, id) == 0))
		return query->reader != NULL && query->typed_blind;
	mem_replace(&query->typed_id, id);
	query->typed_blind = false;
	if (index_specimen(query->index, id, &specimen, NULL) < 0)
		return false;
	query->typed_blind = second_may(&specimen, query->reader, NULL) == 0;
	specimen_done(&specimen);
	return query->typed_blind;
}

static void query_complete(struct query *query,
			   const struct query_request *request,
			   struct suggestions *ret)
{
	const struct term *term = terms_find(query->run->terms, request->term);
	struct suggest_sources sources = query_sources(query);

	if (term == NULL)
		return;
	if (term->role == ROLE_NAME)
		query_open_taxa(query);
	sources.taxa = query->taxa;
	sources.blind = query_types_blind(query, request->id);
	completion_make(&sources, term, request->text, &request->known,
			request->id, ret);
}

static void answer_completion(struct query *query,
			      const struct query_request *request)
{
	struct query_completion *answer = mem_zalloc(sizeof(*answer));

	answer->mail.kind = QUERY_MAIL_COMPLETION;
	answer->mail.free = completion_mail_free;
	answer->ticket = request->ticket;
	answer->term = mem_strdup(request->term);
	answer->text = mem_strdup(request->text);
	query_complete(query, request, &answer->list);
	answer->error.kind = ERROR_NONE;
	mailbox_post(query->reply, &answer->mail);
}

static void take_reader(struct query *query,
			const struct query_request *request)
{
	mem_replace(&query->reader, request->by);
	mem_replace(&query->typed_id, NULL);
}

static void take_images(struct query *query,
			const struct query_request *request)
{
	mem_replace(&query->images, request->images);
}

/* --- lists ---------------------------------------------------------------- */

static void rows_free(struct mail *mail)
{
	struct query_rows *rows = CONTAINER_OF(mail, struct query_rows, mail);

	for (size_t i = 0; i < rows->n; i++)
		specimen_row_done(&rows->rows[i]);
	free(rows->rows);
	free(rows);
}

/* Takes out of a row what its second reader must not see. */
static void lister_blind(const struct lister *lister, struct specimen_row *row)
{
	char *hand CLEANUP(mem_free_str) = NULL;

	if (lister->reader == NULL || !row->second ||
	    row->status != STATUS_APPROVED)
		return;
	hand = second_hand(lister->reader);
	if (strstr(row->hands, hand) != NULL)
		return;
	mem_replace(&row->name, "");
	mem_replace(&row->collector, "");
	mem_replace(&row->number, "");
	mem_replace(&row->date, "");
	mem_replace(&row->reasons, "");
}

/* Each of these is false where it was ended (invariant 3). */
static bool answer_rows(struct query *query, struct query_request *request)
{
	struct lister *lister = &query->lister;
	struct query_rows *rows = mem_zalloc(sizeof(*rows));

	rows->mail.kind = QUERY_MAIL_ROWS;
	rows->mail.free = rows_free;
	rows->ticket = request->ticket;
	rows->offset = request->offset;
	if (index_rows(lister->index, &request->filter, request->order,
		       request->offset, request->limit, &rows->rows, &rows->n,
		       &rows->total, &rows->error) == 0)
		rows->error.kind = ERROR_NONE;
	if (rows->error.kind == ERROR_STOPPED) {
		mail_free(&rows->mail);
		return false;
	}
	for (size_t i = 0; i < rows->n; i++)
		lister_blind(lister, &rows->rows[i]);
	mailbox_post(query->reply, &rows->mail);
	return true;
}

/* The id of the row at `rank`, owned; also how many there are. */
static int query_id_at(struct index *index, const struct query_request *request,
		       char **ret, size_t *ret_total, struct error *err)
{
	struct specimen_row *rows;
	size_t n;

	if (index_rows(index, &request->filter, request->order, request->rank,
		       1, &rows, &n, ret_total, err) < 0)
		return -1;
	*ret = n > 0 ? mem_strdup(rows[0].id) : NULL;
	if (n > 0)
		specimen_row_done(&rows[0]);
	free(rows);
	return n > 0 ? 0
		     : error_set(err, ERROR_NOT_FOUND,
				 "there is no record at place %zu",
				 request->rank + 1);
}

/* The record is told of by the thread of records. */
static bool answer_find(struct query *query, struct query_request *request)
{
	struct query_request *found = request_new(
		ASK_FOUND, request->ticket, &request->filter, request->order);
	struct query_specimen *answer;
	struct error err;

	found->rank = request->rank;
	if (query_id_at(query->lister.index, request, &found->id, &found->total,
			&err) == 0) {
		mailbox_replace(query->inbox, &found->mail);
		return true;
	}
	mail_free(&found->mail);
	if (err.kind == ERROR_STOPPED)
		return false;
	answer = answer_new(request);
	answer->error = err;
	mailbox_post(query->reply, &answer->mail);
	return true;
}

/* A place that cannot be told stays untold. */
static bool answer_place(struct query *query, struct query_request *request)
{
	struct query_place *answer = mem_zalloc(sizeof(*answer));
	struct error err;

	answer->mail.kind = QUERY_MAIL_PLACE;
	answer->ticket = request->ticket;
	if (query_place(query->lister.index, request, &answer->rank,
			&answer->total, &err) == 0) {
		mailbox_post(query->reply, &answer->mail);
		return true;
	}
	mail_free(&answer->mail);
	return err.kind != ERROR_STOPPED;
}

static bool take_lister_reader(struct query *query,
			       struct query_request *request)
{
	mem_replace(&query->lister.reader, request->by);
	return true;
}

/* What a question gives way to, as 1 << enum query_ask. */
static bool lister_stops(void *arg)
{
	static const unsigned int gives_way[] = {
		[ASK_ROWS] = 1u << ASK_ROWS | 1u << ASK_FIND,
		[ASK_FIND] = 1u << ASK_FIND,
		[ASK_PLACE] = 1u << ASK_PLACE | 1u << ASK_ROWS | 1u << ASK_FIND,
		[ASK_READER] = 0,
	};
	const struct lister *lister = arg;

	return mailbox_closed(lister->inbox) ||
	       mailbox_holds(lister->inbox, gives_way[lister->answers]);
}

static void *lister_main(void *arg)
{
	static bool (*const answers[])(struct query *,
				       struct query_request *) = {
		[ASK_ROWS] = answer_rows,
		[ASK_FIND] = answer_find,
		[ASK_PLACE] = answer_place,
		[ASK_READER] = take_lister_reader,
	};
	struct query *query = arg;
	struct lister *lister = &query->lister;
	struct mail *mail;

	index_stop_when(lister->index, lister_stops, lister);
	while (!mailbox_closed(lister->inbox)) {
		mail = mailbox_wait(lister->inbox, -1);
		if (mail == NULL)
			continue;
		lister->answers = (enum query_ask)mail->kind;
		if (answers[mail->kind](
			    query,
			    CONTAINER_OF(mail, struct query_request, mail)))
			mail_free(mail);
		else
			mailbox_return(lister->inbox, mail);
	}
	return NULL;
}

/* --- the thread of records ------------------------------------------------ */

static void *query_main(void *arg)
{
	static void (*const answers[])(struct query *,
				       const struct query_request *) = {
		[ASK_SPECIMEN] = answer_specimen,
		[ASK_FOUND] = answer_specimen,
		[ASK_COUNTS] = answer_counts,
		[ASK_IMAGES] = take_images,
		[ASK_READER] = take_reader,
		[ASK_SUGGESTIONS] = answer_suggestions,
		[ASK_COMPLETION] = answer_completion,
	};
	struct query *query = arg;
	struct mail *mail;

	while (!mailbox_closed(query->inbox)) {
		mail = mailbox_wait(query->inbox, -1);
		if (mail == NULL)
			continue;
		answers[mail->kind](
			query, CONTAINER_OF(mail, struct query_request, mail));
		mail_free(mail);
	}
	return NULL;
}

static void query_free(struct query *query)
{
	mailbox_free(query->inbox);
	mailbox_free(query->lister.inbox);
	index_close(query->index);
	index_close(query->lister.index);
	free(query->lister.reader);
	pace_reader_free(query->pace);
	taxa_memory_done(&query->names);
	taxa_close(query->taxa);
	match_view_close(query->gbif);
	if (query->has_model)
		map_model_done(&query->model);
	free(query->images);
	free(query->reader);
	free(query->typed_id);
	free(query);
}

static void lister_stop(struct lister *lister)
{
	if (!lister->runs)
		return;
	mailbox_close(lister->inbox);
	pthread_join(lister->thread, NULL);
}

static int lister_start(struct query *query, struct error *err)
{
	struct lister *lister = &query->lister;

	if (index_open(query->run, INDEX_READ, &lister->index, err) < 0 ||
	    mailbox_new(&lister->inbox, err) < 0 ||
	    thread_start(&lister->thread, "lists", lister_main, query, err) < 0)
		return -1;
	lister->runs = true;
	return 0;
}

int query_start(const struct run *run, struct mailbox *reply,
		struct query **ret, struct error *err)
{
	struct query *query = mem_zalloc(sizeof(*query));

	query->run = run;
	query->reply = reply;
	query->images = mem_strdup(run->images_root);
	if (index_open(run, INDEX_READ, &query->index, err) < 0 ||
	    mailbox_new(&query->inbox, err) < 0 ||
	    lister_start(query, err) < 0 ||
	    thread_start(&query->thread, "query", query_main, query, err) < 0) {
		lister_stop(&query->lister);
		query_free(query);
		return -1;
	}
	*ret = query;
	return 0;
}

/* Each thread posts to the other: both end before an inbox does. */
void query_stop(struct query *query)
{
	if (query == NULL)
		return;
	mailbox_close(query->inbox);
	lister_stop(&query->lister);
	pthread_join(query->thread, NULL);
	query_free(query);
}
