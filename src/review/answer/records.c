/*
 * records.c: the thread that tells of records. See query.h and threads.h.
 *
 * 1. Its index is touched by it alone, once it runs; so is the file system when
 *    an image is looked for.
 * 2. A place is counted for QUERY_PATIENCE at most; the thread of lists counts
 *    on.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "review/answer/threads.h"
#include "review/complete/completion.h"
#include "run/evidence/evidence.h"
#include "run/index/rank.h"
#include "run/index/specimen.h"
#include "run/intake/images.h"
#include "run/record/second.h"

/* Rounds of INDEX_STOP_STEPS: some milliseconds. */
#define QUERY_PATIENCE 30

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

/* Its place, where that is known soon. What was asked for may have named it by
 * a part of its id, or by its image. */
static int query_specimen_place(struct query *query,
				const struct query_request *request,
				struct query_specimen *answer,
				struct error *err)
{
	int rc;

	query->patience = QUERY_PATIENCE;
	index_stop_when(query->index, query_tires, query);
	rc = query_place(query->index, request, answer->specimen.id,
			 &answer->rank, &answer->total, err);
	index_stop_when(query->index, NULL, NULL);
	answer->placed = rc == 0;
	answer->among = answer->rank >= 0;
	if (rc == 0 || err->kind != ERROR_STOPPED)
		return rc;
	answer->rank = -1;
	answer->total = 0;
	return index_takes(query->index, &request->filter, answer->specimen.id,
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

/* Has the lister count where a record stands. */
static void ask_place(struct query *query, const struct query_request *from,
		      const char *id)
{
	struct query_request *request = query_request_new(
		ASK_PLACE, from->ticket, &from->filter, from->order);

	request->id = mem_strdup(id);
	mailbox_replace(query->lister.inbox, &request->mail);
}

static void answer_specimen(struct query *query,
			    const struct query_request *request)
{
	struct query_specimen *answer = query_specimen_new(request);
	char *id CLEANUP(mem_free_str) = NULL;
	bool later;

	if (query_specimen_fill(query, request, answer, &answer->error) == 0)
		answer->error.kind = ERROR_NONE;
	id = mem_strdup(answer->specimen.id);
	later = request->place && answer->error.kind == ERROR_NONE &&
		!answer->placed && answer->among;
	mailbox_post(query->reply, &answer->mail);
	if (later)
		ask_place(query, request, id);
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
		.memory = query->memory,
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
	index_moment_begin(query->index);
	suggest_record(&sources, &specimen, &helpful);
	index_moment_end(query->index);
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
	index_moment_begin(query->index);
	completion_make(&sources, term, request->text, &request->known,
			request->id, ret);
	index_moment_end(query->index);
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

void *query_records_main(void *arg)
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
		answers[mail->kind](query, query_request_of(mail));
		mail_free(mail);
	}
	return NULL;
}
