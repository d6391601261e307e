/*
 * chat.c: engines that ask a server. See chat.h.
 *
 * 1. What decides an answer (models asked for, prompt, schema, what is sent
 *    and its size) is hashed into params_sha256; what does not (address,
 *    keys, limits, privacy) is not, so that a run can move between servers
 *    of one kind without asking twice.
 */
#include "config.h"

#include "engine/chat/chat.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "engine/chat/estimate.h"
#include "engine/net/url.h"
#include "engine/payload/text.h"

#define BYTES_A_TOKEN	   3.0 /* of English and JSON it is about four */
#define BYTES_A_TOKEN_READ 2.0 /* of what OCR read: names, numbers, slips */

struct chat_kind {
	const struct engine_ops *ops;
	enum chat_dialect dialect;
	const char *url; /* NULL: --base-url says it */
	const char *const *headers;
};

struct chat_engine {
	const struct chat_kind *kind;
	char *url;		   /* of chat/completions */
	const struct terms *terms; /* borrowed */
	struct models *models;
	struct model_list list;
	struct chat_prompt prompt;
	struct payload_options payload;
	struct label_cache *labels; /* borrowed */
	struct facts_cache *facts;  /* likewise */
	char *lang;		    /* of OCR, for words */
	struct chat_setup setup;
	char *names; /* of the models, "a,b" */
};

/* One of both is there. */
struct chat_reader {
	struct payload_maker *maker;
	struct payload_text *text;
};

/* Shown in OpenRouter's own lists of what uses a key. */
static const char *const openrouter_headers[] = {
	"X-OpenRouter-Title: " PACKAGE_NAME,
	NULL,
};

static const char *const no_headers[] = {NULL};

static const struct chat_kind kinds[] = {
	{&chat_openrouter_ops, CHAT_OPENROUTER, "https://openrouter.ai/api/v1",
	 openrouter_headers},
	{&chat_openai_ops, CHAT_OPENAI, "https://api.openai.com/v1",
	 no_headers},
	{&chat_compatible_ops, CHAT_COMPATIBLE, NULL, no_headers},
};

static struct chat_engine *chat_of(struct engine *engine)
{
	return (struct chat_engine *)(void *)engine;
}

static const struct chat_engine *chat_of_const(const struct engine *engine)
{
	return (const struct chat_engine *)(const void *)engine;
}

const char *chat_default_url(const char *engine)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (strcmp(kinds[i].ops->name, engine) == 0)
			return kinds[i].url;
	return NULL;
}

char *chat_endpoint(const char *base_url, const char *name)
{
	static const char tail[] = "/chat/completions";
	size_t len = strlen(base_url);

	while (len > 0 && base_url[len - 1] == '/')
		len--;
	if (len > sizeof(tail) - 1 &&
	    strncmp(base_url + len - (sizeof(tail) - 1), tail,
		    sizeof(tail) - 1) == 0)
		len -= sizeof(tail) - 1;
	return mem_printf("%.*s/%s", (int)len, base_url, name);
}

/* --- opening -------------------------------------------------------------- */

static void chat_close(struct engine *engine)
{
	struct chat_engine *chat = chat_of(engine);

	if (chat == NULL)
		return;
	model_list_done(&chat->list);
	models_free(chat->models);
	prompt_done(&chat->prompt);
	free(chat->url);
	free(chat->names);
	free(chat->lang);
	free(chat);
}

static int chat_open_url(struct chat_engine *chat,
			 const struct engine_options *options,
			 struct error *err)
{
	const char *url =
		options->base_url != NULL ? options->base_url : chat->kind->url;

	if (url == NULL)
		return error_set(err, ERROR_USAGE,
				 "the engine \"%s\" does not know its server; "
				 "say it with --base-url, as "
				 "http://127.0.0.1:8080/v1",
				 chat->kind->ops->name);
	if (http_check_url(url, options->insecure_http, err) < 0)
		return -1;
	chat->url = chat_endpoint(url, "chat/completions");
	return 0;
}

static int chat_open_models(struct chat_engine *chat,
			    const struct engine_options *options,
			    struct error *err)
{
	const char *engine = chat->kind->ops->name, *names = options->models;
	struct bytes list = {0};

	if (models_load(options->config_dir, options->cache_dir, &chat->models,
			err) < 0)
		return -1;
	if (names == NULL) {
		const struct model *usual =
			models_default(chat->models, engine);

		if (usual == NULL)
			return error_set(
				err, ERROR_USAGE,
				"the engine \"%s\" has no usual model; "
				"name one with --model",
				engine);
		names = usual->id;
	}
	if (model_list_parse(chat->models, engine, names, &chat->list, err) < 0)
		return -1;
	for (size_t i = 0; i < chat->list.n; i++)
		bytes_printf(&list, "%s%s", i > 0 ? "," : "",
			     chat->list.items[i]->id);
	chat->names = bytes_steal(&list);
	return 0;
}

/* Pictures are not sent to whom they would be refused by. */
static int chat_check_eyes(const struct chat_engine *chat,
			   const struct engine_options *options,
			   struct error *err)
{
	for (size_t i = 0; i < chat->list.n; i++)
		if (chat->list.items[i]->blind &&
		    options->payload.send != PAYLOAD_TEXT)
			return error_set(err, ERROR_USAGE,
					 "%s takes no pictures; --send text "
					 "sends it the words of a sheet",
					 chat->list.items[i]->id);
	return 0;
}

static void chat_open_payload(struct chat_engine *chat,
			      const struct engine_options *options)
{
	chat->payload = options->payload;
	if (chat->payload.max_edge == 0)
		chat->payload.max_edge = PAYLOAD_EDGE;
	if (chat->payload.max_bytes == 0)
		chat->payload.max_bytes = PAYLOAD_BYTES;
	chat->labels = options->labels;
	chat->facts = options->facts;
	chat->lang = mem_strdup(options->ocr_lang != NULL ? options->ocr_lang
							  : "eng");
}

static int chat_open(const struct chat_kind *kind,
		     const struct engine_options *options, struct engine **ret,
		     struct error *err)
{
	struct chat_engine *chat = mem_zalloc(sizeof(*chat));

	chat->kind = kind;
	chat->terms = options->terms;
	if (chat_open_url(chat, options, err) < 0 ||
	    chat_open_models(chat, options, err) < 0 ||
	    chat_check_eyes(chat, options, err) < 0 ||
	    prompt_load(options->config_dir,
			prompt_usual(options->prompt, options->payload.send),
			options->terms, &chat->prompt, err) < 0) {
		chat_close((struct engine *)(void *)chat);
		return -1;
	}
	chat_open_payload(chat, options);
	chat->setup = (struct chat_setup){
		.dialect = kind->dialect,
		.prompt = &chat->prompt,
		.models = &chat->list,
		.allow_training = options->allow_training,
		.zdr = options->zdr,
		.cap_price = options->cap_price,
	};
	*ret = (struct engine *)(void *)chat;
	return 0;
}

static int openrouter_open(const struct engine_options *options,
			   struct engine **ret, struct error *err)
{
	return chat_open(&kinds[0], options, ret, err);
}

static int openai_open(const struct engine_options *options,
		       struct engine **ret, struct error *err)
{
	return chat_open(&kinds[1], options, ret, err);
}

static int compatible_open(const struct engine_options *options,
			   struct engine **ret, struct error *err)
{
	return chat_open(&kinds[2], options, ret, err);
}

/* --- what it says of itself ----------------------------------------------- */

static const char *chat_model(const struct engine *engine)
{
	return chat_of_const(engine)->list.items[0]->id;
}

static void chat_params(const struct engine *engine, struct bytes *ret)
{
	const struct chat_engine *chat = chat_of_const(engine);

	bytes_printf(ret, "engine=%s\nmodels=%s\nprompt=%s\n",
		     chat->kind->ops->name, chat->names, chat->prompt.sha256);
	payload_params(&chat->payload, ret);
}

const struct model_list *chat_models(const struct engine *engine)
{
	return &chat_of_const(engine)->list;
}

const struct terms *chat_terms(const struct engine *engine)
{
	return chat_of_const(engine)->terms;
}

const char *chat_url(const struct engine *engine)
{
	return chat_of_const(engine)->url;
}

const char *const *chat_headers(const struct engine *engine)
{
	return chat_of_const(engine)->kind->headers;
}

bool chat_tells_costs(const struct engine *engine)
{
	return chat_of_const(engine)->kind->dialect == CHAT_OPENROUTER;
}

double chat_text_tokens(const struct engine *engine)
{
	const struct chat_prompt *prompt = &chat_of_const(engine)->prompt;
	bool words = chat_of_const(engine)->payload.send == PAYLOAD_TEXT;
	char *schema = words ? NULL : json_dumps(prompt->schema, JSON_COMPACT);
	size_t bytes = strlen(prompt->system) + strlen(prompt->user) +
		       (schema != NULL ? strlen(schema) : 0);

	free(schema);
	return (double)bytes / BYTES_A_TOKEN;
}

double chat_words_tokens(const char *words)
{
	return (double)strlen(words) / BYTES_A_TOKEN_READ;
}

double chat_sheet_cost(const struct engine *engine)
{
	const struct chat_engine *chat = chat_of_const(engine);

	return estimate_cost(&chat->prompt, chat->list.items[0],
			     chat->payload.send);
}

double chat_sheet_batch_cost(const struct engine *engine)
{
	const struct chat_engine *chat = chat_of_const(engine);

	return estimate_batch_cost(&chat->prompt, chat->list.items[0],
				   chat->payload.send);
}

struct chat_request *chat_compose(const struct engine *engine, size_t model,
				  long max_tokens, bool anew,
				  struct payload *payload)
{
	return chat_request_new(&chat_of_const(engine)->setup, model,
				max_tokens, anew, payload);
}

struct chat_request *chat_compose_batch(const struct engine *engine,
					size_t model, long max_tokens,
					struct payload *payload)
{
	struct chat_setup setup = chat_of_const(engine)->setup;

	setup.batch = true;
	return chat_request_new(&setup, model, max_tokens, false, payload);
}

/* --- readers -------------------------------------------------------------- */

static int chat_reader_new(const struct engine *engine,
			   struct engine_reader **ret, struct error *err)
{
	const struct chat_engine *chat = chat_of_const(engine);
	struct chat_reader *reader = mem_zalloc(sizeof(*reader));

	if (chat->payload.send == PAYLOAD_TEXT) {
		reader->text = payload_text_new(chat->lang, chat->facts);
	} else if (payload_maker_new(&chat->payload, chat->labels,
				     &reader->maker, err) < 0) {
		free(reader);
		return -1;
	}
	*ret = (struct engine_reader *)(void *)reader;
	return 0;
}

static void chat_reader_free(struct engine_reader *opaque)
{
	struct chat_reader *reader = (struct chat_reader *)(void *)opaque;

	if (reader == NULL)
		return;
	payload_maker_free(reader->maker);
	payload_text_free(reader->text);
	free(reader);
}

static int chat_prepare(struct engine_reader *opaque, const struct sheet *sheet,
			bool smaller, struct payload *ret, struct error *err)
{
	struct chat_reader *reader = (struct chat_reader *)(void *)opaque;

	if (reader->text != NULL)
		return payload_text_make(reader->text, sheet, smaller, ret,
					 err);
	return payload_make(reader->maker, sheet->path, sheet->specimen_id,
			    smaller, ret, err);
}

#define CHAT_OPS(word, tells, fn)                                         \
	{                                                                 \
		.name = word, .provider = word, .privacy = tells,         \
		.network = true, .open = fn, .close = chat_close,         \
		.model = chat_model, .params = chat_params,               \
		.reader_new = chat_reader_new,                            \
		.reader_free = chat_reader_free, .prepare = chat_prepare, \
	}

const struct engine_ops chat_openrouter_ops =
	CHAT_OPS("openrouter", true, openrouter_open);
const struct engine_ops chat_openai_ops =
	CHAT_OPS("openai", false, openai_open);
const struct engine_ops chat_compatible_ops =
	CHAT_OPS("compatible", false, compatible_open);
