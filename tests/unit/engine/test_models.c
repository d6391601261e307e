/*
 * test_models.c: the table of models, what servers add to it, and what a
 * request may cost.
 */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "engine/models/models.h"
#include "tests/kit/scratch.h"

static struct models *parse(const char *json)
{
	struct models *models = NULL;
	struct error err = {0};

	if (models_parse(json, strlen(json), &models, &err) < 0)
		fail_msg("%s", err.text);
	return models;
}

static void refuses(const char *json, const char *because)
{
	struct models *models = NULL;
	struct error err = {0};

	assert_int_equal(models_parse(json, strlen(json), &models, &err), -1);
	assert_null(models);
	if (strstr(err.text, because) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.text, because);
}

static struct models *shipped(void)
{
	struct models *models = NULL;
	struct error err = {0};

	if (models_load(NULL, NULL, &models, &err) < 0)
		fail_msg("%s", err.text);
	return models;
}

static const struct model *find(const struct models *models, const char *engine,
				const char *name)
{
	const struct model *model = models_find(models, engine, name);

	if (model == NULL)
		fail_msg("no %s for %s", name, engine);
	return model;
}

/* --- what is shipped ------------------------------------------------------ */

static const char *const promised[] = {
	"qwen-vl-72b-free", "qwen-vl-32b-free",	 "llama-vision-free",
	"qwen-vl-72b",	    "qwen-vl-32b",	 "gemini-flash",
	"claude-sonnet",    "gemini-flash-free", "gpt-4o-mini",
	"gpt-4o",
};

static void test_shipped_aliases(void **state)
{
	struct models *models = shipped();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(promised); i++) {
		const struct model *model =
			find(models, "openrouter", promised[i]);
		bool free_one = strstr(promised[i], "-free") != NULL;

		assert_string_equal(model->alias, promised[i]);
		assert_non_null(strchr(model->id, '/'));
		assert_true(model->known);
		assert_true(model_price_known(model));
		assert_int_equal(model_is_free(model), free_one);
		assert_true(model->rpm == (free_one ? 20 : 0));
		assert_ptr_equal(models_find(models, "openrouter", model->id),
				 model);
	}
	assert_string_equal(find(models, "openai", "gpt-4o-mini")->id,
			    "gpt-4o-mini");
	assert_string_equal(find(models, "openrouter", "gpt-4o-mini")->id,
			    "openai/gpt-4o-mini");
	assert_null(models_find(models, "openai", "qwen-vl-72b"));
	assert_null(models_find(models, "compatible", "gpt-4o"));
	assert_int_equal(strlen(models_date(models)), 10);
	models_free(models);
}

static void test_shipped_entries(void **state)
{
	struct models *models = shipped();

	(void)state;
	for (size_t i = 0; i < models_count(models); i++) {
		const struct model *model = models_at(models, i);

		assert_non_null(model->alias);
		assert_non_null(model->engine);
		assert_true(model_price_known(model));
		assert_true(model->price_prompt < 1e-4);
		assert_true(model->image_tokens + model->image_tokens_mpx > 0);
		assert_ptr_equal(
			models_find(models, model->engine, model->alias),
			model);
	}
	assert_string_equal(models_default(models, "openrouter")->alias,
			    "qwen-vl-72b-free");
	assert_string_equal(models_default(models, "openai")->id,
			    "gpt-4o-mini");
	assert_null(models_default(models, "compatible"));
	assert_true(find(models, "openrouter", "gpt-4o-mini")->temperature);
	assert_false(find(models, "openrouter", "gpt-5-mini")->temperature);
	models_free(models);
}

/* Servers refuse a strict schema of so many terms, whatever their lists say. */
static void test_format_is_capped(void **state)
{
	struct models *models = shipped();

	(void)state;
	assert_int_equal(find(models, "openai", "gpt-4o-mini")->format,
			 MODEL_JSON_SCHEMA);
	assert_int_equal(find(models, "openrouter", "gemini-flash")->format,
			 MODEL_JSON_OBJECT);
	assert_int_equal(find(models, "openrouter", "claude-sonnet")->format,
			 MODEL_PLAIN);
	models_free(models);
}

/* --- tokens of pictures --------------------------------------------------- */

static double tiles(double edge, double width, double height)
{
	return ceil(width / edge) * ceil(height / edge);
}

/* Fitted into 2048 x 2048, then the short edge to 768; never enlarged. */
static double openai_tiles(double width, double height)
{
	double scale = fmin(1, 2048 / fmax(width, height));

	scale = fmin(scale, 768 / fmin(width, height));
	return tiles(512, floor(width * scale), floor(height * scale));
}

static double tokens_gpt_4o(double width, double height)
{
	return 85 + 170 * openai_tiles(width, height);
}

static double tokens_gpt_4o_mini(double width, double height)
{
	return 2833 + 5667 * openai_tiles(width, height);
}

static double tokens_gpt_4_1_mini(double width, double height)
{
	return 1.62 * fmin(1536, tiles(32, width, height));
}

static double tokens_claude(double width, double height)
{
	return width * height / 750;
}

static double tokens_qwen(double width, double height)
{
	return round(width / 28) * round(height / 28);
}

static double tokens_gemini(double width, double height)
{
	double edge = floor(fmin(width, height) / 1.5);

	return width <= 384 && height <= 384
		       ? 258
		       : 258 * tiles(fmax(256, fmin(768, edge)), width, height);
}

static double tokens_llama(double width, double height)
{
	return 1601 * fmin(4, tiles(560, width, height));
}

static const struct formula {
	const char *alias;
	double (*tokens)(double width, double height);
	bool tight; /* no more than three times what it is for usual ones */
} formulas[] = {
	{"gpt-4o", tokens_gpt_4o, true},
	{"gpt-4o-mini", tokens_gpt_4o_mini, true},
	{"gpt-4.1-mini", tokens_gpt_4_1_mini, true},
	{"claude-sonnet", tokens_claude, true},
	{"qwen-vl-72b", tokens_qwen, true},
	{"gemini-flash", tokens_gemini, false},
	{"llama-vision-free", tokens_llama, false},
};

/* The bound holds for one picture of every size that is sent, and so for any
 * number of them. */
static void bound_holds(const struct model *model, const struct formula *f)
{
	for (int width = 32; width <= 1600; width += 16 + width % 7)
		for (int height = 32; height <= 1600;
		     height += 16 + width % 5) {
			double bound = model_image_tokens(
				model, 1, (double)width * height / 1e6);

			if (bound + 0.01 < f->tokens(width, height))
				fail_msg("%s, %d x %d: %.0f is under %.0f",
					 f->alias, width, height, bound,
					 f->tokens(width, height));
		}
}

static void test_image_tokens(void **state)
{
	struct models *models = shipped();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(formulas); i++) {
		const struct formula *f = &formulas[i];
		const struct model *model =
			find(models, "openrouter", f->alias);

		bound_holds(model, f);
		if (f->tight)
			assert_true(model_image_tokens(model, 1, 1.0) <
				    3 * f->tokens(1000, 1000));
	}
	models_free(models);
}

static void test_cost(void **state)
{
	const struct model paid = {.price_prompt = 1e-6,
				   .price_completion = 4e-6,
				   .price_request = 0.001,
				   .price_image = 0.01,
				   .image_tokens = 100,
				   .image_tokens_mpx = 1000,
				   .image_tokens_max = 500};
	const struct model unknown = {.price_prompt = -1,
				      .price_completion = 1e-6};

	(void)state;
	assert_float_equal(model_cost(&paid, 2000, 500, 3),
			   0.002 + 0.002 + 0.001 + 0.03, 1e-12);
	assert_float_equal(model_cost(&paid, -5, NAN, -1), 0.001, 1e-12);
	assert_float_equal(model_cost(&unknown, 1, 1, 1), -1, 0);
	assert_false(model_price_known(&unknown));
	assert_false(model_is_free(&unknown));
	assert_false(model_is_free(&paid));
	assert_float_equal(model_image_tokens(&paid, 2, 0.3), 500, 1e-9);
	assert_float_equal(model_image_tokens(&paid, 2, 9), 1000, 1e-9);
	assert_float_equal(model_image_tokens(&paid, -2, NAN), 0, 0);
}

/* --- reading a table ------------------------------------------------------ */

static void test_prices_that_are_none(void **state)
{
	static const char *const prices[] = {
		"-1", "\"-1\"",	 "\"NaN\"", "\"\"", "\"1e999\"",
		"2",  "\"two\"", "true",    "[]",   "-0.5"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(prices); i++) {
		char *json CLEANUP(mem_free_str) = mem_printf(
			"{\"models\":[{\"id\":\"a/b:free\","
			"\"price_prompt\":%s,\"price_completion\":0}]}",
			prices[i]);
		struct models *models = parse(json);

		assert_float_equal(models_at(models, 0)->price_prompt, -1, 0);
		assert_false(model_price_known(models_at(models, 0)));
		models_free(models);
	}
}

static void test_prices_as_text(void **state)
{
	struct models *models = parse(
		"{\"models\":[{\"id\":\"a\",\"price_prompt\":\"0.00000015\","
		"\"price_completion\":6e-7},"
		"{\"id\":\"b\",\"price_prompt\":0,\"price_completion\":0,"
		"\"price_image\":\"dear\"},"
		"{\"id\":\"c\",\"price_prompt\":null,\"context\":-5,"
		"\"rpm\":\"x\"}]}");

	(void)state;
	assert_float_equal(models_at(models, 0)->price_prompt, 1.5e-7, 1e-20);
	assert_true(model_price_known(models_at(models, 0)));
	assert_false(model_price_known(models_at(models, 1)));
	assert_false(model_price_known(models_at(models, 2)));
	assert_int_equal(models_at(models, 2)->context, 0);
	assert_true(models_at(models, 2)->rpm == 0);
	models_free(models);
}

static void test_families(void **state)
{
	struct models *models = parse(
		"{\"models\":[{\"id\":\"x/one\",\"engine\":\"openrouter\","
		"\"image_tokens\":7,\"format\":\"json_schema\"},"
		"{\"id\":\"x/two\",\"engine\":\"openai\"}],"
		"\"families\":[{\"ids\":\"x/*\",\"image_tokens\":9,"
		"\"format\":\"json_object\",\"rpm\":5},"
		"{\"ids\":\"*\",\"rpm\":6,\"tpm\":8,"
		"\"engine\":\"openrouter\"}]}");

	(void)state;
	assert_true(models_at(models, 0)->image_tokens == 7);
	assert_int_equal(models_at(models, 0)->format, MODEL_JSON_OBJECT);
	assert_true(models_at(models, 0)->rpm == 5);
	assert_true(models_at(models, 0)->tpm == 8);
	assert_true(models_at(models, 1)->image_tokens == 9);
	assert_true(models_at(models, 1)->tpm == 0);
	models_free(models);
}

static void test_hostile_tables(void **state)
{
	struct bytes many CLEANUP(bytes_done) = {0};

	(void)state;
	refuses("", "models.json");
	refuses("[]", "no list");
	refuses("{}", "no list");
	refuses("{\"models\":{}}", "not a list");
	refuses("{\"models\":[1]}", "place 1");
	refuses("{\"models\":[{\"id\":7}]}", "no id");
	refuses("{\"models\":[{\"id\":\"\"}]}", "no id");
	refuses("{\"models\":[{\"id\":\"a,b\"}]}", "no id");
	refuses("{\"models\":[{\"id\":\"a\\u001b[2J\"}]}", "no id");
	refuses("{\"models\":[{\"id\":\"a\",\"alias\":\"b c\"}]}", "alias");
	refuses("{\"models\":[{\"id\":\"a\",\"engine\":\"local\"}]}", "engine");
	refuses("{\"models\":[{\"id\":\"a\",\"format\":\"xml\"}]}", "format");
	refuses("{\"models\":[{\"id\":\"a\"},{\"id\":\"a\"}]}", "twice");
	refuses("{\"models\":[{\"id\":\"a\",\"alias\":\"b\"},{\"id\":\"b\"}]}",
		"twice");
	refuses("{\"models\":[],\"families\":[{}]}", "ids");
	refuses("{\"models\":[]", "not JSON");
	bytes_append_str(&many, "{\"models\":[");
	for (int i = 0; i < 20001; i++)
		bytes_printf(&many, "%s{\"id\":\"m%d\"}", i ? "," : "", i);
	bytes_append_str(&many, "]}");
	refuses(many.data, "more than 20000");
	bytes_clear(&many);
	memset(bytes_reserve(&many, 9u << 20), ' ', 9u << 20);
	many.data[many.len += 9u << 20] = '\0';
	refuses(many.data, "MiB");
}

static void test_same_name_two_engines(void **state)
{
	struct models *models =
		parse("{\"models\":[{\"id\":\"m\",\"price_prompt\":0.1},"
		      "{\"id\":\"m\",\"engine\":\"openai\"}]}");

	(void)state;
	assert_string_equal(find(models, "openai", "m")->engine, "openai");
	assert_null(find(models, "openrouter", "m")->engine);
	models_free(models);
}

/* --- lists of models ------------------------------------------------------ */

static void test_list(void **state)
{
	struct models *models = shipped();
	struct model_list list = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(
		model_list_parse(models, "openrouter",
				 "gpt-4o , new/one:free,new/two,gpt-4o,"
				 "openai/gpt-4o,openai/gpt-4o-mini-2030",
				 &list, &err),
		0);
	assert_int_equal(list.n, 4);
	assert_ptr_equal(list.items[0], find(models, "openrouter", "gpt-4o"));
	assert_string_equal(list.items[1]->id, "new/one:free");
	assert_true(model_is_free(list.items[1]));
	assert_true(list.items[1]->rpm == 20);
	assert_false(list.items[1]->known);
	assert_null(list.items[1]->alias);
	assert_false(model_price_known(list.items[2]));
	assert_string_equal(list.items[2]->engine, "openrouter");
	/* a stranger is counted as its family is, or dearly */
	assert_true(list.items[3]->image_tokens ==
		    find(models, "openrouter", "gpt-4o-mini")->image_tokens);
	assert_true(list.items[2]->image_tokens > 1000);
	model_list_done(&list);
	assert_int_equal(list.n, 0);
	model_list_done(&list);
	models_free(models);
}

static void test_list_refuses(void **state)
{
	static const char *const wrong[] = {
		"",	",",	 "gpt-4o,",   ",gpt-4o",
		"a,,b", "a,b c", "a,\033[2J", "1,2,3,4,5,6,7,8,9"};
	struct models *models = shipped();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct model_list list = {.n = 77};
		struct error err = {0};

		assert_int_equal(model_list_parse(models, "openai", wrong[i],
						  &list, &err),
				 -1);
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_int_equal(list.n, 77);
	}
	models_free(models);
}

static void test_suggest(void **state)
{
	struct models *models = shipped();
	char long_name[4096];

	(void)state;
	assert_string_equal(models_suggest(models, "openrouter", "gpt4o-mini"),
			    "gpt-4o-mini");
	assert_string_equal(
		models_suggest(models, "openrouter", "Qwen-VL-72-free"),
		"qwen-vl-72b-free");
	assert_null(models_suggest(models, "openai", "qwen-vl-72b-fre"));
	assert_null(models_suggest(models, "openrouter", "zzzz"));
	memset(long_name, 'q', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	assert_null(models_suggest(models, "openrouter", long_name));
	models_free(models);
}

/* --- what servers say ----------------------------------------------------- */

static const char openrouter_list[] =
	"{\"data\":["
	/* of batches: half, dearer, unknown, of nobody else, twice */
	"{\"id\":\"openai/gpt-4o-mini:batch\",\"pricing\":"
	"{\"prompt\":\"0.0000001\",\"completion\":\"0.00000035\"}},"
	"{\"id\":\"anthropic/claude-sonnet-4.6:batch\",\"pricing\":"
	"{\"prompt\":\"0.000004\",\"completion\":\"-1\"}},"
	"{\"id\":\"only/batches:batch\",\"pricing\":"
	"{\"prompt\":\"0.000001\",\"completion\":\"0.000002\"}},"
	"{\"id\":\":batch\",\"pricing\":{\"prompt\":\"1\"}},"
	"{\"id\":\"openai/gpt-4o-mini\",\"context_length\":99000,"
	"\"architecture\":{\"input_modalities\":[\"text\",\"image\"],"
	"\"output_modalities\":[\"text\"]},"
	"\"pricing\":{\"prompt\":\"0.0000002\",\"completion\":\"0.0000007\","
	"\"request\":\"0\",\"image\":\"0.0001\"},"
	"\"top_provider\":{\"max_completion_tokens\":5000},"
	"\"supported_parameters\":[\"response_format\"]},"
	"{\"id\":\"openrouter/auto\","
	"\"architecture\":{\"input_modalities\":[\"image\"]},"
	"\"pricing\":{\"prompt\":\"-1\",\"completion\":\"-1\"}},"
	"{\"id\":\"new/vision:free\","
	"\"architecture\":{\"modality\":\"text+image->text\"},"
	"\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\"},"
	"\"supported_parameters\":[\"structured_outputs\",\"response_format\","
	"\"temperature\"]},"
	"{\"id\":\"new/vision:free\",\"pricing\":{\"prompt\":\"0.5\"}},"
	"{\"id\":\"text/only\","
	"\"architecture\":{\"input_modalities\":[\"text\"]}},"
	"{\"id\":\"makes/pictures\","
	"\"architecture\":{\"modality\":\"text->image\"}},"
	"{\"id\":\"bad id\"},{\"id\":null},17,null,"
	"{\"id\":\"gpt-4o\"},"
	"{\"id\":\"anthropic/claude-sonnet-4.6\","
	"\"supported_parameters\":[\"structured_outputs\"]}"
	"]}";

static void write_list(const char *dir, const char *engine, const char *body,
		       size_t expect)
{
	char *name CLEANUP(mem_free_str) = models_cache_name(engine);
	struct bytes table CLEANUP(bytes_done) = {0};
	struct error err = {0};
	size_t n = 0;

	if (models_refresh(body, strlen(body), engine, &table, &n, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(n, expect);
	scratch_write(dir, name, table.data, table.len);
}

static struct models *load_with(const char *dir)
{
	struct models *models = NULL;
	struct error err = {0};

	if (models_load(NULL, dir, &models, &err) < 0)
		fail_msg("%s", err.text);
	return models;
}

static void test_refresh_openrouter(void **state)
{
	char *dir = scratch_new();
	struct models *models;
	const struct model *model;

	(void)state;
	write_list(dir, "openrouter", openrouter_list, 8);
	models = load_with(dir);
	model = find(models, "openrouter", "gpt-4o-mini");
	assert_string_equal(model->id, "openai/gpt-4o-mini");
	assert_float_equal(model->price_prompt, 2e-7, 1e-20);
	assert_float_equal(model->price_completion, 7e-7, 1e-20);
	assert_float_equal(model->price_image, 1e-4, 1e-20);
	assert_int_equal(model->context, 99000);
	assert_int_equal(model->max_output, 5000);
	assert_int_equal(model->format, MODEL_JSON_OBJECT);
	assert_true(model->image_tokens > 10000);
	assert_false(model->temperature);
	/* the other engine's is another model */
	assert_float_equal(find(models, "openai", "gpt-4o-mini")->price_prompt,
			   1.5e-7, 1e-20);
	assert_false(model_price_known(
		find(models, "openrouter", "openrouter/auto")));
	model = find(models, "openrouter", "new/vision:free");
	assert_true(model_is_free(model));
	assert_true(model->rpm == 20);
	assert_int_equal(model->format, MODEL_JSON_SCHEMA);
	assert_true(model->temperature);
	/* an id cannot take another's alias; a cap stays */
	assert_string_equal(find(models, "openrouter", "gpt-4o")->id,
			    "openai/gpt-4o");
	assert_int_equal(find(models, "openrouter", "claude-sonnet")->format,
			 MODEL_PLAIN);
	assert_string_equal(models_default(models, "openrouter")->alias,
			    "qwen-vl-72b-free");
	/* it takes words; one that makes pictures is of no use */
	assert_true(find(models, "openrouter", "text/only")->blind);
	assert_false(find(models, "openrouter", "gpt-4o-mini")->blind);
	assert_null(models_find(models, "openrouter", "makes/pictures"));
	models_free(models);
	scratch_free(dir);
}

/* What batches cost is what the server lists of them, whatever the rest is. */
static void test_refresh_batches(void **state)
{
	char *dir = scratch_new();
	struct models *models;
	const struct model *model;
	struct error err;

	(void)state;
	write_list(dir, "openrouter", openrouter_list, 8);
	models = load_with(dir);
	model = find(models, "openrouter", "gpt-4o-mini");
	assert_true(model_batch_price_known(model));
	assert_float_equal(model_batch_cost(model, 1000, 100, 0), 1.35e-4,
			   1e-15);
	assert_float_equal(model_batch_cost(model, 1000, 100, 2), 3.35e-4,
			   1e-15);
	assert_int_equal(model_check_batch(model, &err), 0);
	model = find(models, "openrouter", "claude-sonnet");
	assert_false(model_batch_price_known(model));
	assert_true(model_batch_cost(model, 1, 1, 0) == -1);
	model = find(models, "openrouter", "only/batches");
	assert_float_equal(model->price_batch_prompt, 1e-6, 1e-20);
	assert_false(model_price_known(model));
	/* Free is not a price of batches. */
	model = find(models, "openrouter", "new/vision:free");
	assert_false(model_batch_price_known(model));
	assert_int_equal(model_check_batch(model, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.text, "name new/vision, or"));
	assert_null(
		models_find(models, "openrouter", "openai/gpt-4o-mini:batch"));
	/* The table's own, of OpenAI. */
	model = find(models, "openai", "gpt-4.1-mini");
	assert_float_equal(model->price_batch_prompt, 2e-7, 1e-20);
	assert_float_equal(model->price_batch_completion, 8e-7, 1e-20);
	assert_float_equal(model->price_cached, 1e-7, 1e-20);
	assert_true(find(models, "openrouter", "gemini-pro")->price_cached ==
		    -1);
	models_free(models);
	scratch_free(dir);
}

static void test_refresh_openai(void **state)
{
	char *dir = scratch_new();
	struct models *models;

	(void)state;
	write_list(dir, "openai",
		   "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-4o-mini\"},"
		   "{\"id\":\"gpt-9\",\"max_model_len\":4096}]}",
		   2);
	models = load_with(dir);
	assert_float_equal(find(models, "openai", "gpt-4o-mini")->price_prompt,
			   1.5e-7, 1e-20);
	assert_string_equal(models_default(models, "openai")->id,
			    "gpt-4o-mini");
	assert_false(model_price_known(find(models, "openai", "gpt-9")));
	assert_int_equal(find(models, "openai", "gpt-9")->context, 4096);
	models_free(models);
	scratch_free(dir);
}

static void test_refresh_refuses(void **state)
{
	static const char *const wrong[] = {
		"<html>",
		"{}",
		"[]",
		"{\"data\":{}}",
		"{\"data\":[]}",
		"{\"data\":[{\"id\":\"a b\"}]}",
		"{\"error\":{\"message\":\"no such \\u001b[2J key\"}}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct bytes table CLEANUP(bytes_done) = {0};
		struct error err = {0};
		size_t n = 99;

		assert_int_equal(models_refresh(wrong[i], strlen(wrong[i]),
						"openrouter", &table, &n, &err),
				 -1);
		assert_int_equal(table.len, 0);
		assert_int_equal(n, 99);
		assert_null(strchr(err.text, '\033'));
	}
	assert_null(models_cache_name("local"));
}

/* A list that fell to pieces is told of, with what to do. */
static void test_damaged_list(void **state)
{
	char *dir = scratch_new();
	struct models *models = NULL;
	struct error err = {0};

	(void)state;
	scratch_puts(dir, "models-openrouter.json", "{\"models\":[{\"id\":");
	assert_int_equal(models_load(NULL, dir, &models, &err), -1);
	assert_null(models);
	assert_non_null(strstr(err.text, "models-openrouter.json"));
	assert_non_null(strstr(err.text, "--refresh"));
	scratch_free(dir);
}

static void test_replaced_table(void **state)
{
	char *dir = scratch_new();
	struct models *models = NULL;
	struct error err = {0};

	(void)state;
	scratch_puts(dir, "models.json",
		     "{\"models\":[{\"id\":\"mine\",\"alias\":\"m\"}]}");
	assert_int_equal(models_load(dir, dir, &models, &err), 0);
	assert_int_equal(models_count(models), 1);
	assert_string_equal(find(models, "compatible", "m")->id, "mine");
	assert_null(models_date(models));
	models_free(models);
	scratch_puts(dir, "models.json", "{\"models\":7}");
	assert_int_equal(models_load(dir, dir, &models, &err), -1);
	assert_non_null(strstr(err.text, "models.json"));
	scratch_free(dir);
}

/* A list over a table entry that any engine may ask for stands beside it. */
static void test_list_beside_any_engine(void **state)
{
	char *dir = scratch_new();
	struct models *models = NULL;
	struct error err = {0};

	(void)state;
	scratch_puts(dir, "models.json",
		     "{\"models\":[{\"id\":\"m\",\"alias\":\"mine\","
		     "\"context\":5}]}");
	write_list(dir, "openrouter",
		   "{\"data\":[{\"id\":\"m\",\"pricing\":{\"prompt\":\"0.1\","
		   "\"completion\":\"0.1\"}}]}",
		   1);
	assert_int_equal(models_load(dir, dir, &models, &err), 0);
	assert_true(model_price_known(find(models, "openrouter", "mine")));
	assert_int_equal(find(models, "openrouter", "m")->context, 5);
	assert_false(model_price_known(find(models, "openai", "mine")));
	models_free(models);
	scratch_free(dir);
}

static void test_locale(void **state)
{
	char *dir = scratch_new();
	struct models *models;

	(void)state;
	if (!scratch_comma_locale(dir)) {
		scratch_free(dir);
		skip();
	}
	write_list(dir, "openrouter", openrouter_list, 8);
	models = load_with(dir);
	setlocale(LC_ALL, "C");
	assert_float_equal(
		find(models, "openrouter", "gpt-4o-mini")->price_prompt, 2e-7,
		1e-20);
	models_free(models);
	scratch_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shipped_aliases),
		cmocka_unit_test(test_shipped_entries),
		cmocka_unit_test(test_format_is_capped),
		cmocka_unit_test(test_image_tokens),
		cmocka_unit_test(test_cost),
		cmocka_unit_test(test_prices_that_are_none),
		cmocka_unit_test(test_prices_as_text),
		cmocka_unit_test(test_families),
		cmocka_unit_test(test_hostile_tables),
		cmocka_unit_test(test_same_name_two_engines),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_list_refuses),
		cmocka_unit_test(test_suggest),
		cmocka_unit_test(test_refresh_openrouter),
		cmocka_unit_test(test_refresh_batches),
		cmocka_unit_test(test_refresh_openai),
		cmocka_unit_test(test_refresh_refuses),
		cmocka_unit_test(test_damaged_list),
		cmocka_unit_test(test_replaced_table),
		cmocka_unit_test(test_list_beside_any_engine),
		cmocka_unit_test(test_locale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
