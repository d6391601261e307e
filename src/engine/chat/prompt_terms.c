/*
 * prompt_terms.c: the placeholders of a prompt. See prompt_terms.h.
 *
 * 1. Only the prompt's own text is looked at for placeholders: what replaces
 *    one is not.
 */
#include "config.h"

#include "engine/chat/prompt_terms.h"

#include <stdlib.h>
#include <string.h>

#include "base/human.h"
#include "base/mem.h"

void prompt_terms_init(struct prompt_terms *p, const struct terms *terms)
{
	p->terms = terms;
	p->listed = mem_zalloc((terms_count(terms) + 1) * sizeof(*p->listed));
}

void prompt_terms_done(struct prompt_terms *p)
{
	free(p->listed);
	p->listed = NULL;
}

/* --- names in a placeholder ----------------------------------------------- */

static int name_unknown(const struct terms *terms, const char *name,
			struct error *err)
{
	char *hint CLEANUP(mem_free_str) =
		human_suggestion(terms_suggest(terms, name));

	return error_set(
		err, ERROR_USAGE,
		"the prompt asks for \"%.100s\", which is not a term%s", name,
		hint);
}

/*
 * Sets those of `chosen` that "a, b" names to `value`. `strict`: a name that
 * is none is an error; one that is only to be left out may have been taken
 * out of the table.
 */
static int names_mark(const struct terms *terms, const char *names,
		      bool *chosen, bool value, bool strict, struct error *err)
{
	char *copy CLEANUP(mem_free_str) = mem_strdup(names);
	char *rest = copy;
	char *name;

	while ((name = strtok_r(rest, ", \t\r\n", &rest)) != NULL) {
		if (terms_find(terms, name) != NULL)
			chosen[terms_index(terms, name)] = value;
		else if (strict)
			return name_unknown(terms, name, err);
	}
	return 0;
}

/* --- what stands for a placeholder ---------------------------------------- */

static void terms_append(struct prompt_terms *p, const bool *chosen,
			 struct bytes *ret)
{
	const char *between = "";

	for (size_t i = 0; i < terms_count(p->terms); i++) {
		const struct term *term = terms_at(p->terms, i);

		if (!chosen[i])
			continue;
		p->listed[i] = true;
		bytes_printf(ret, "%s%s: %s", between, term->name, term->help);
		between = "\n";
	}
}

/* The forms of {{terms…}}, and with which terms each begins. */
static const struct placeholder {
	const char *word;
	bool names;  /* names follow */
	bool others; /* the terms that are not named */
} placeholders[] = {
	{"terms except:", true, true},
	{"terms:", true, false},
	{"terms", false, true},
};

static const struct placeholder *placeholder_find(const char *inside)
{
	for (size_t i = 0; i < ARRAY_LEN(placeholders); i++) {
		const struct placeholder *form = &placeholders[i];
		size_t len = strlen(form->word);

		if (strncmp(inside, form->word, len) == 0 &&
		    (form->names || inside[len] == '\0'))
			return form;
	}
	return NULL;
}

/* `inside` is what stands between the braces, without blanks at its ends. */
static int placeholder_append(struct prompt_terms *p, const char *inside,
			      struct bytes *ret, struct error *err)
{
	const struct placeholder *form = placeholder_find(inside);
	size_t n = terms_count(p->terms);
	bool *chosen;
	int rc;

	if (form == NULL)
		return error_set(err, ERROR_USAGE,
				 "the prompt has an unknown {{%.60s}}; there "
				 "are {{terms}}, {{terms: a, b}} and {{terms "
				 "except: a, b}}",
				 inside);
	chosen = mem_alloc((n + 1) * sizeof(*chosen));
	for (size_t i = 0; i < n; i++)
		chosen[i] = form->others &&
			    terms_at(p->terms, i)->kind != TERM_HISTORY;
	rc = names_mark(p->terms, inside + strlen(form->word), chosen,
			!form->others, !form->others, err);
	if (rc == 0)
		terms_append(p, chosen, ret);
	free(chosen);
	return rc;
}

/* "{{ x }}" at `open`, up to `close`: what is inside, owned. */
static char *placeholder_inside(const char *open, const char *close)
{
	const char *from = open + 2;
	const char *to = close;

	while (from < to && strchr(" \t\r\n", *from) != NULL)
		from++;
	while (to > from && strchr(" \t\r\n", to[-1]) != NULL)
		to--;
	return mem_strndup(from, (size_t)(to - from));
}

int prompt_terms_expand(struct prompt_terms *p, const char *text,
			struct bytes *ret, struct error *err)
{
	const char *open;

	while ((open = strstr(text, "{{")) != NULL) {
		const char *close = strstr(open, "}}");
		char *inside CLEANUP(mem_free_str) = NULL;

		if (close == NULL)
			return error_set(err, ERROR_USAGE,
					 "the prompt has a {{ without its }}: "
					 "%.40s",
					 open);
		bytes_append(ret, text, (size_t)(open - text));
		inside = placeholder_inside(open, close);
		if (placeholder_append(p, inside, ret, err) < 0)
			return -1;
		text = close + 2;
	}
	bytes_append_str(ret, text);
	return 0;
}

/* --- the schema ----------------------------------------------------------- */

static json_t *schema_value(void)
{
	return json_pack("{s:[s,s],s:{s:{s:s},s:{s:s}},s:[s,s],s:b}", "type",
			 "object", "null", "properties", "value", "type",
			 "string", "confidence", "type", "number", "required",
			 "value", "confidence", "additionalProperties", 0);
}

static bool nothing_listed(const struct prompt_terms *p)
{
	for (size_t i = 0; i < terms_count(p->terms); i++)
		if (p->listed[i])
			return false;
	return true;
}

json_t *prompt_terms_schema(const struct prompt_terms *p)
{
	json_t *properties = json_object();
	json_t *required = json_array();
	bool all = nothing_listed(p);

	for (size_t i = 0; i < terms_count(p->terms); i++) {
		const struct term *term = terms_at(p->terms, i);

		if (!p->listed[i] && (!all || term->kind == TERM_HISTORY))
			continue;
		json_object_set_new(properties, term->name, schema_value());
		json_array_append_new(required, json_string(term->name));
	}
	return json_pack("{s:s,s:o,s:o,s:b}", "type", "object", "properties",
			 properties, "required", required,
			 "additionalProperties", 0);
}
