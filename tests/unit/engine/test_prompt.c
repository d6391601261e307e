/*
 * test_prompt.c: prompt files, their placeholders, and the schema.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file/asset.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "engine/chat/prompt.h"
#include "tests/kit/scratch.h"

struct world {
	char *dir;
	struct terms *terms;
};

static int setup(void **state)
{
	struct world *world = mem_zalloc(sizeof(*world));

	world->dir = scratch_new();
	*state = world;
	return terms_load(NULL, &world->terms, NULL);
}

static int teardown(void **state)
{
	struct world *world = *state;

	terms_free(world->terms);
	scratch_free(world->dir);
	free(world);
	return 0;
}

/* Loads a prompt of this text, as a file that a person names. */
static int load_text(const struct world *world, const char *text, size_t len,
		     struct chat_prompt *ret, struct error *err)
{
	char *path CLEANUP(mem_free_str) = mem_printf("%s/p.txt", world->dir);

	scratch_write(world->dir, "p.txt", text, len);
	return prompt_load(NULL, path, world->terms, ret, err);
}

static struct chat_prompt load(const struct world *world, const char *text)
{
	struct chat_prompt prompt = {0};
	struct error err = {0};

	if (load_text(world, text, strlen(text), &prompt, &err) < 0)
		fail_msg("%s", err.text);
	return prompt;
}

static void refuses(const struct world *world, const char *text, size_t len,
		    const char *because)
{
	struct chat_prompt prompt = {.name = (char *)1};
	struct error err = {0};

	assert_int_equal(load_text(world, text, len, &prompt, &err), -1);
	assert_ptr_equal(prompt.name, (char *)1);
	if (strstr(err.text, because) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.text, because);
}

static json_t *properties(const struct chat_prompt *prompt)
{
	return json_object_get(prompt->schema, "properties");
}

/* --- what is shipped ------------------------------------------------------ */

static void test_shipped(void **state)
{
	static const char *const asked[] = {
		"catalogNumber", "recordNumber",      "eventDate",
		"recordedBy",	 "verbatimEventDate", "scientificName",
		"identifiedBy",	 "dateIdentified",    "locality"};
	static const char *const not_asked[] = {"occurrenceID", "basisOfRecord",
						"flags", "datasetName"};
	const struct world *world = *state;
	struct chat_prompt prompt = {0}, again = {0};
	struct error err = {0};

	if (prompt_load(NULL, NULL, world->terms, &prompt, &err) < 0)
		fail_msg("%s", err.text);
	assert_string_equal(prompt.name, "label");
	assert_null(strstr(prompt.user, "{{"));
	assert_null(strstr(prompt.user, "[system]"));
	assert_true(strlen(prompt.system) > 50);
	assert_true(strlen(prompt.user) + strlen(prompt.system) < 8192);
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		char *line CLEANUP(mem_free_str) =
			mem_printf("\n%s: ", asked[i]);

		assert_non_null(strstr(prompt.user, line));
		assert_non_null(json_object_get(properties(&prompt), asked[i]));
	}
	for (size_t i = 0; i < ARRAY_LEN(not_asked); i++)
		assert_null(json_object_get(properties(&prompt), not_asked[i]));
	assert_int_equal(prompt_load(NULL, "label", world->terms, &again, &err),
			 0);
	assert_string_equal(prompt.sha256, again.sha256);
	prompt_done(&prompt);
	prompt_done(&again);
}

static void check_shipped_names(const struct terms *terms, const char *file)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *rest, *name;

	assert_int_equal(asset_load(NULL, file, &text, NULL), 0);
	rest = strstr(text.data, "{{terms except:");
	assert_non_null(rest);
	*strstr(rest, "}}") = '\0';
	rest += strlen("{{terms except:");
	while ((name = strtok_r(rest, ", ", &rest)) != NULL)
		if (terms_find(terms, name) == NULL)
			fail_msg("%s is not a term", name);
}

/* Every name that a shipped prompt leaves out is a term of the table. */
static void test_shipped_names(void **state)
{
	const struct world *world = *state;

	check_shipped_names(world->terms, "prompts/label.txt");
	check_shipped_names(world->terms, "prompts/words.txt");
}

/* What was asked with a prompt is known by its hash: another one, and paid
 * sheets are asked again. Both ask for the same terms. */
static void test_shipped_hashes(void **state)
{
	static const struct {
		enum payload_send send;
		const char *sha256;
	} rows[] = {
		{PAYLOAD_BOTH,
		 "2db2c8e4f64a5aeea1dace28630ac539decfa87ad61775da85afba4bd1bcb4ac"},
		{PAYLOAD_SHEET,
		 "2db2c8e4f64a5aeea1dace28630ac539decfa87ad61775da85afba4bd1bcb4ac"},
		{PAYLOAD_TEXT,
		 "a2a7a1791fee8085a20d9603da34c0cd6e03f0681238f49e751b7e2802cd46bb"},
	};
	const struct world *world = *state;
	struct chat_prompt prompt = {0}, usual = {0};
	struct error err = {0};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *name = prompt_usual(NULL, rows[i].send);

		assert_int_equal(
			prompt_load(NULL, name, world->terms, &prompt, &err),
			0);
		assert_string_equal(prompt.sha256, rows[i].sha256);
		assert_int_equal(
			prompt_load(NULL, NULL, world->terms, &usual, &err), 0);
		assert_true(json_equal(prompt.schema, usual.schema));
		prompt_done(&prompt);
		prompt_done(&usual);
	}
	assert_string_equal(prompt_usual("mine.txt", PAYLOAD_TEXT), "mine.txt");
}

static void test_replaced(void **state)
{
	const struct world *world = *state;
	struct chat_prompt prompt = {0};
	struct error err = {0};

	scratch_puts(world->dir, "prompts/label.txt",
		     "Read {{terms: habitat}}");
	assert_int_equal(
		prompt_load(world->dir, "label", world->terms, &prompt, &err),
		0);
	assert_string_equal(prompt.system, "");
	assert_non_null(strstr(prompt.user, "Read habitat: "));
	assert_int_equal(json_object_size(properties(&prompt)), 1);
	prompt_done(&prompt);
}

/* --- parts and placeholders ----------------------------------------------- */

static void test_parts(void **state)
{
	struct chat_prompt p =
		load(*state, "one\n[system]\r\nbe exact\n\n[user]  \n"
			     "two [user] here\n[ user ]\n");

	assert_string_equal(p.user, "one\ntwo [user] here\n[ user ]");
	assert_string_equal(p.system, "be exact");
	prompt_done(&p);
	p = load(*state, "\xef\xbb\xbf[system]\nonly\n[user]\nthat");
	assert_string_equal(p.system, "only");
	assert_string_equal(p.user, "that");
	prompt_done(&p);
	p = load(*state, "[system]\nonly {{ terms: sex }}");
	assert_string_equal(p.user, "");
	assert_int_equal(json_object_size(properties(&p)), 1);
	prompt_done(&p);
}

static void test_placeholders(void **state)
{
	const struct world *world = *state;
	const struct term *sex = terms_find(world->terms, "sex");
	const struct term *habitat = terms_find(world->terms, "habitat");
	char *expect CLEANUP(mem_free_str) =
		mem_printf("a habitat: %s\nsex: %s b sex: %s", habitat->help,
			   sex->help, sex->help);
	/* the history of determinations is not asked for */
	size_t n = terms_count(world->terms) - 1;
	struct chat_prompt p = load(world, "a {{terms:sex,\n habitat}} b "
					   "{{terms: sex}}");

	assert_string_equal(p.user, expect); /* in grid order */
	assert_int_equal(json_object_size(properties(&p)), 2);
	prompt_done(&p);
	p = load(world, "{{terms}}");
	assert_int_equal(json_object_size(properties(&p)), n);
	prompt_done(&p);
	p = load(world, "{{terms except: sex, notInThisTable}}");
	assert_int_equal(json_object_size(properties(&p)), n - 1);
	assert_null(json_object_get(properties(&p), "sex"));
	prompt_done(&p);
	p = load(world, "no list at all");
	assert_int_equal(json_object_size(properties(&p)), n);
	prompt_done(&p);
}

/* What stands for a placeholder is not looked at again. */
static void test_help_is_data(void **state)
{
	const struct world *world = *state;
	struct world own = {.dir = world->dir};
	struct chat_prompt p;

	assert_int_equal(
		terms_parse("term\tgroup\tIRI\tkind\trequired\tlabel\thelp\n"
			    "a\tEvent\tx\ttext\t\tA\tsays {{terms}} %s\n",
			    &own.terms, NULL),
		0);
	p = load(&own, "{{terms}}");
	assert_string_equal(p.user, "a: says {{terms}} %s");
	prompt_done(&p);
	terms_free(own.terms);
}

static void test_refuses(void **state)
{
	const struct world *world = *state;
	char *large = mem_zalloc((64u << 10) + 2);
	struct chat_prompt prompt = {0};
	struct error err = {0};

	refuses(world, "", 0, "empty");
	refuses(world, " \n[system]\n\n[user]\n \n", 21, "empty");
	refuses(world, "a {{term}}", 10, "{{term}}");
	refuses(world, "a {{}}", 6, "unknown");
	refuses(world, "a {{terms", 9, "without");
	refuses(world, "{{termsx}}", 10, "unknown");
	refuses(world, "{{terms: habitatt}}", 19, "did you mean habitat?");
	refuses(world, "\xff\xfe", 2, "UTF-8");
	refuses(world, "a\0b", 3, "UTF-8");
	memset(large, 'a', (64u << 10) + 1);
	refuses(world, large, (64u << 10) + 1, "p.txt");
	free(large);
	assert_int_equal(
		prompt_load(NULL, "no/such/file", world->terms, &prompt, &err),
		-1);
	assert_non_null(strstr(err.text, "no/such/file"));
	assert_non_null(strstr(err.text, "label"));
}

static void test_hash(void **state)
{
	static const char *const texts[] = {
		"a {{terms: sex}}", "b {{terms: sex}}",
		"[system]\na {{terms: sex}}", "a {{terms: habitat}}",
		"[system]\nx\n[user]\ny {{terms: sex}}"};
	struct chat_prompt prompts[ARRAY_LEN(texts)];
	struct chat_prompt blank =
		load(*state, "[user]\n\na {{terms: sex}}\n\n");

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		prompts[i] = load(*state, texts[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(prompts[i].sha256,
						prompts[j].sha256);
	}
	/* what is not sent does not count */
	assert_string_equal(blank.sha256, prompts[0].sha256);
	prompt_done(&blank);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		prompt_done(&prompts[i]);
}

/* --- the schema ----------------------------------------------------------- */

/* Strict mode: each object closed, and all its properties required, in the
 * order that they have. Returns the number of properties. */
static size_t check_object(const json_t *object)
{
	json_t *own = json_object_get(object, "properties");
	const json_t *required = json_object_get(object, "required");
	size_t i = 0, n = json_object_size(own);
	const char *key;
	json_t *value;

	assert_true(
		json_is_false(json_object_get(object, "additionalProperties")));
	assert_int_equal(json_array_size(required), n);
	json_object_foreach(own, key, value)
	{
		assert_string_equal(
			json_string_value(json_array_get(required, i++)), key);
		if (json_object_get(value, "properties") != NULL)
			n += check_object(value);
		else
			assert_true(
				json_is_string(json_object_get(value, "type")));
	}
	return n;
}

static void test_schema(void **state)
{
	const struct world *world = *state;
	struct chat_prompt p = load(world, "{{terms}}");
	struct bytes line CLEANUP(bytes_done) = {0};
	json_t *own = properties(&p);
	size_t i = 0;
	const char *key;
	json_t *value;

	assert_string_equal(json_string_at(p.schema, "type"), "object");
	assert_int_equal(check_object(p.schema),
			 3 * (terms_count(world->terms) - 1)) /* the history */;
	json_object_foreach(own, key, value)
	{
		const json_t *type = json_object_get(value, "type");

		assert_string_equal(key, terms_at(world->terms, i++)->name);
		assert_int_equal(json_array_size(type), 2);
	}
	prompt_done(&p);
	p = load(world, "{{terms: sex}}");
	json_write_line(p.schema, &line);
	assert_string_equal(
		line.data,
		"{\"type\":\"object\",\"properties\":{\"sex\":{\"type\":"
		"[\"object\",\"null\"],\"properties\":{\"value\":{\"type\":"
		"\"string\"},\"confidence\":{\"type\":\"number\"}},"
		"\"required\":[\"value\",\"confidence\"],"
		"\"additionalProperties\":false}},\"required\":[\"sex\"],"
		"\"additionalProperties\":false}\n");
	prompt_done(&p);
}

/* A term of a user's own table is asked for behind the others. */
static void test_own_term(void **state)
{
	static const char own[] =
		"term\tkind\thelp\npreparedBy\tperson\tWho prepared it.\n";
	const struct world *world = *state;
	struct world mine = {.dir = world->dir};
	struct error err = {0};
	struct chat_prompt p = {0};
	const char *at;
	json_t *required;

	scratch_write(world->dir, "terms.tsv", own, sizeof(own) - 1);
	if (terms_load(world->dir, &mine.terms, &err) < 0 ||
	    prompt_load(world->dir, NULL, mine.terms, &p, &err) < 0)
		fail_msg("%s", err.text);
	at = strstr(p.user, "preparedBy: Who prepared it.");
	assert_non_null(at);
	assert_true(at > strstr(p.user, "previousIdentifications: "));
	required = json_object_get(p.schema, "required");
	assert_string_equal(json_string_value(json_array_get(
				    required, json_array_size(required) - 1)),
			    "preparedBy");
	assert_non_null(json_object_get(properties(&p), "preparedBy"));
	/* a list is not a value of the answer */
	assert_null(strstr(p.user, "identificationHistory"));
	assert_null(json_object_get(properties(&p), "identificationHistory"));
	prompt_done(&p);
	terms_free(mine.terms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_shipped, setup, teardown),
		cmocka_unit_test_setup_teardown(test_shipped_hashes, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_shipped_names, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_replaced, setup, teardown),
		cmocka_unit_test_setup_teardown(test_own_term, setup, teardown),
		cmocka_unit_test_setup_teardown(test_parts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_placeholders, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_help_is_data, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_refuses, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hash, setup, teardown),
		cmocka_unit_test_setup_teardown(test_schema, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
