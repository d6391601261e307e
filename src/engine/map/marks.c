/*
 * marks.c: asks tables and parsers about the words of a region. See marks.h.
 *
 * 1. Token i of the text is word i of `joined` and of the spans.
 */
#include "config.h"

#include "engine/map/marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/time/clock.h"

int map_tables_init(struct map_tables *tables, const char *config_dir,
		    const struct places *places, struct error *err)
{
	struct map_tables made = {.places = places, .this_year = clock_year()};

	if (label_keys_load(config_dir, &made.keys, err) < 0 ||
	    label_lexicon_load(config_dir, &made.lexicon, err) < 0 ||
	    plausible_load(config_dir, &made.plausible, err) < 0) {
		map_tables_done(&made);
		return -1;
	}
	*tables = made;
	return 0;
}

void map_tables_done(struct map_tables *tables)
{
	label_keys_free(tables->keys);
	label_lexicon_free(tables->lexicon);
	plausible_free(tables->plausible);
	memset(tables, 0, sizeof(*tables));
}

static enum span_gap token_joint(const struct label_text *text, size_t i)
{
	if (i == text->lines[text->tokens[i].line].first)
		return SPAN_LINE;
	if (text->tokens[i].word == text->tokens[i - 1].word)
		return SPAN_GLUED;
	return SPAN_BLANK;
}

static void tokens_free(char **items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(items[i]);
	free(items);
}

/* Fills `joined` and `classes`. */
static void marks_join(struct marks *marks)
{
	const struct label_text *text = &marks->text;
	size_t n = text->n_tokens;
	char **items = mem_alloc((n + 1) * sizeof(*items));
	enum span_gap *gaps = mem_alloc((n + 1) * sizeof(*gaps));

	for (size_t i = 0; i < n; i++) {
		const struct token *t = &text->tokens[i];

		items[i] =
			mem_strndup(text->words->items[t->word].text + t->start,
				    t->end - t->start);
		gaps[i] = token_joint(text, i);
	}
	span_text_init(&marks->joined,
		       &(struct span_words){.items = (const char *const *)items,
					    .gaps = gaps,
					    .n = n});
	marks->classes = mem_zalloc((n + 1) * sizeof(*marks->classes));
	label_lexicon_mark(marks->tables->lexicon, (const char *const *)items,
			   n, marks->classes);
	tokens_free(items, n);
	free(gaps);
}

void marks_init(struct marks *marks, const struct map_tables *tables,
		const struct words *words)
{
	memset(marks, 0, sizeof(*marks));
	marks->tables = tables;
	label_text_init(&marks->text, words);
	headings_find(tables->keys, &marks->text, &marks->headings);
	marks_join(marks);
	spans_find_dates(&marks->joined, tables->this_year, &marks->spans);
	spans_find_quantities(&marks->joined, &marks->spans);
	spans_find_coordinates(&marks->joined, &marks->spans);
	spans_find_names(&marks->joined, &marks->spans);
	spans_find_people(&marks->joined, &marks->spans);
	if (tables->places != NULL)
		spans_find_places(&marks->joined, tables->places,
				  &marks->spans);
	spans_find_numbers(&marks->joined, &marks->spans);
}

void marks_done(struct marks *marks)
{
	label_text_done(&marks->text);
	span_text_done(&marks->joined);
	span_list_done(&marks->spans);
	free(marks->classes);
	memset(marks, 0, sizeof(*marks));
}

const char *marks_token(const struct marks *marks, size_t token,
			size_t *ret_len)
{
	const struct token *t = &marks->text.tokens[token];

	*ret_len = t->end - t->start;
	return marks->joined.text + marks->joined.starts[token];
}
