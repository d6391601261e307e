/*
 * offers.c: what completes a line. See offers.h.
 *
 * 1. Terms are found by the beginning of their names, whatever the case, in
 *    the order of the grid; where none begins so, by the first letters of all
 *    their words, "sn" is scientificName, or else of some. Where one goes to a
 *    term, those that have a row come first.
 */
#include "config.h"

#include "ui/way/offers.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "ui/way/setting.h"
#include "ui/words/command.h"

static void offers_add(struct offers *offers, const char *text,
		       const char *note, bool whole)
{
	if (offers->n < OFFERS_MAX)
		offers->items[offers->n++] = (struct offer){text, note, whole};
}

static bool begins(const char *text, const char *word, size_t len)
{
	return strncasecmp(text, word, len) == 0;
}

/* ---- terms --------------------------------------------------------------- */

/* Whether the letters are the first ones of the words of a name, in their
 * order: "dl" of decimalLatitude. */
static bool term_has_letters(const char *name, const char *letters)
{
	const char *at = name;

	for (; *letters != '\0'; letters++) {
		while (*at != '\0' &&
		       !((at == name || isupper((unsigned char)*at)) &&
			 tolower((unsigned char)*at) ==
				 tolower((unsigned char)*letters)))
			at++;
		if (*at == '\0')
			return false;
		at++;
	}
	return true;
}

/* Whether they are those of all its words. */
static bool term_has_all_letters(const char *name, const char *letters)
{
	size_t words = 0;

	for (const char *at = name; *at != '\0'; at++)
		words +=
			at == name || isupper((unsigned char)*at) || *at == '_';
	return strlen(letters) == words && term_has_letters(name, letters);
}

/* By the first letters of their words: of all words, else of some. */
static void offer_terms_by_letters(const struct app *app, const char *word,
				   struct offers *ret)
{
	static bool (*const have[])(const char *, const char *) = {
		term_has_all_letters, term_has_letters};
	int before = ret->n;

	for (size_t way = 0; way < 2 && ret->n == before; way++)
		for (size_t i = 0; i < terms_count(app->terms); i++) {
			const struct term *term = terms_at(app->terms, i);

			if (have[way](term->name, word))
				offers_add(ret, term->name, term->label, true);
		}
}

static void offer_terms(const struct app *app, const char *word,
			struct offers *ret)
{
	size_t len = strlen(word);
	int before = ret->n;

	for (size_t i = 0; i < terms_count(app->terms); i++) {
		const struct term *term = terms_at(app->terms, i);

		if (begins(term->name, word, len))
			offers_add(ret, term->name, term->label, true);
	}
	if (ret->n == before)
		offer_terms_by_letters(app, word, ret);
}

static bool term_has_row(const struct app *app, const char *name)
{
	for (int i = 0; i < app->grid.n; i++)
		if (app->grid.rows[i] != NULL &&
		    strcmp(app->grid.rows[i], name) == 0)
			return true;
	return false;
}

/* Those that have a row to the front, in their order. */
static void offers_show_first(const struct app *app, struct offers *offers)
{
	struct offers rest = {0};
	int n = 0;

	for (int i = 0; i < offers->n; i++)
		if (term_has_row(app, offers->items[i].text))
			offers->items[n++] = offers->items[i];
		else
			rest.items[rest.n++] = offers->items[i];
	memcpy(offers->items + n, rest.items,
	       (size_t)rest.n * sizeof(rest.items[0]));
}

const struct term *offers_term(const struct app *app, const char *name)
{
	struct offers offers = {0};
	const struct term *term = terms_find_loose(app->terms, name);

	if (term != NULL)
		return term;
	offer_terms(app, name, &offers);
	return offers.n == 1 ? terms_find(app->terms, offers.items[0].text)
			     : NULL;
}

/* ---- commands ------------------------------------------------------------ */

static void offer_commands(const struct app *app, const char *word,
			   struct offers *ret)
{
	size_t len = strlen(word);

	for (int i = 0; i < COMMAND_COUNT; i++)
		if (begins(console_commands[i].name, word, len))
			offers_add(ret, console_commands[i].name,
				   console_commands[i].help,
				   console_commands[i].args[0] == '\0');
	if (len > 0)
		offer_terms(app, word, ret);
}

static void offer_orders(const struct app *app, const char *args,
			 struct offers *ret)
{
	for (int i = 0; i < INDEX_ORDERS; i++) {
		const char *word = index_order_word((enum index_order)i);

		if (begins(word, args, strlen(args)))
			offers_add(ret, word, "", true);
	}
}

static void offer_settings(const struct app *app, const char *args,
			   struct offers *ret)
{
	const char *blank = strchr(args, ' ');
	const char *value;

	if (blank == NULL) {
		for (int i = 0; i < SETTINGS; i++)
			if (begins(setting_name((enum setting)i), args,
				   strlen(args)))
				offers_add(ret, setting_name((enum setting)i),
					   setting_help((enum setting)i),
					   false);
		return;
	}
	ret->from += (size_t)(blank + 1 - args);
	/* Columns are several, with commas between them. */
	value = blank + 1 + strcspn(blank + 1, "");
	while (value > blank + 1 && value[-1] != ',' && value[-1] != ' ')
		value--;
	ret->from += (size_t)(value - (blank + 1));
	for (int i = 0; i < SETTINGS; i++)
		if (strncmp(setting_name((enum setting)i), args,
			    (size_t)(blank - args)) == 0)
			for (int k = 0;
			     setting_value((enum setting)i, k) != NULL; k++)
				if (begins(setting_value((enum setting)i, k),
					   value, strlen(value)))
					offers_add(ret,
						   setting_value(
							   (enum setting)i, k),
						   "", true);
}

/* The words of a condition; behind "missing:" a term. */
static void offer_conditions(const struct app *app, const char *args,
			     struct offers *ret)
{
	const char *word = strrchr(args, ' ');
	size_t n = ret->from;

	word = word != NULL ? word + 1 : args;
	ret->from = n + (size_t)(word - args);
	if (strncasecmp(word, "missing:", strlen("missing:")) == 0) {
		ret->from += strlen("missing:");
		offer_terms(app, word + strlen("missing:"), ret);
		return;
	}
	for (size_t i = 0; index_filter_word(i) != NULL; i++)
		if (begins(index_filter_word(i), word, strlen(word)))
			offers_add(ret, index_filter_word(i), "", true);
}

static void offer_command(const struct app *app, const char *text,
			  struct offers *ret)
{
	static void (*const args[COMMAND_COUNT])(
		const struct app *, const char *, struct offers *) = {
		[COMMAND_SORT] = offer_orders,
		[COMMAND_SET] = offer_settings,
		[COMMAND_WHERE] = offer_conditions,
	};
	size_t len = strcspn(text, " ");
	enum command_id id;

	if (text[len] == '\0') {
		offer_commands(app, text, ret);
		return;
	}
	if (console_command_find(text, len, &id) != 1 || args[id] == NULL)
		return;
	len += strspn(text + len, " ");
	ret->from = len;
	args[id](app, text + len, ret);
}

/* ---- both ---------------------------------------------------------------- */

void offers_make(const struct app *app, enum prompt_kind kind, const char *text,
		 struct offers *ret)
{
	*ret = (struct offers){0};
	if (kind == PROMPT_TERM) {
		offer_terms(app, text, ret);
		offers_show_first(app, ret);
	} else if (kind == PROMPT_COMMAND) {
		offer_command(app, text, ret);
	}
}

size_t offers_common(const struct offers *offers)
{
	size_t len = offers->n > 0 ? strlen(offers->items[0].text) : 0;

	for (int i = 1; i < offers->n; i++) {
		size_t same = 0;

		while (same < len && offers->items[i].text[same] ==
					     offers->items[0].text[same])
			same++;
		len = same;
	}
	return len;
}
