/*
 * gather.c: suggestions for one record, while they are found. See gather.h.
 *
 * 1. Values that say the same (run/record/alike.h) are one suggestion, in the
 *    words of the source that came first. What only spells the value in force
 *    otherwise is one of its own: it is a change that can be made. So is each
 *    way to write a place: which one a collection wants is its own affair. What
 *    is signed stands to the letter: it is quoted so.
 * 2. The order is a total one: by disagreement, worth, and then as they came.
 */
#include "config.h"

#include "review/suggest/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/record/alike.h"

void gather_init(struct gather *gather, const struct terms *terms,
		 const struct specimen *specimen)
{
	*gather = (struct gather){
		.terms = terms, .specimen = specimen, .n = terms_count(terms)};
	gather->of = mem_zalloc((gather->n + 1) * sizeof(*gather->of));
	for (size_t i = 0; i < gather->n; i++) {
		struct gather_term *of = &gather->of[i];
		const struct field *field;

		of->term = terms_at(terms, i);
		field = record_find(&specimen->record, of->term->name);
		of->now = field != NULL ? field->value : "";
		of->alike = alike_text(terms, of->term, of->now);
		of->decided = field != NULL && (field->source == SOURCE_HUMAN ||
						field->source == SOURCE_EMPTY);
	}
}

static void gathered_done(struct gathered *item)
{
	free(item->suggestion.value);
	free(item->suggestion.note);
	free(item->suggestion.boxes);
	free(item->alike);
}

void gather_done(struct gather *gather)
{
	for (size_t i = 0; i < gather->n; i++) {
		for (size_t k = 0; k < gather->of[i].n; k++)
			gathered_done(&gather->of[i].items[k]);
		free(gather->of[i].items);
		free(gather->of[i].alike);
	}
	free(gather->of);
}

struct gather_term *gather_find(struct gather *gather, const char *term)
{
	size_t i = terms_index(gather->terms, term);

	return i < gather->n ? &gather->of[i] : NULL;
}

struct gather_term *gather_role(struct gather *gather, enum term_role role)
{
	const struct term *term = terms_role(gather->terms, role);

	return term != NULL ? gather_find(gather, term->name) : NULL;
}

/* --- adding --------------------------------------------------------------- */

#define ARE_SIGNED (1u << SUGGESTION_SIGNED | 1u << SUGGESTION_DUPLICATE)

/* The suggestion that says the same (invariant 1), or NULL; `spelled`: in the
 * same letters. */
static struct gathered *gather_same(const struct gather_term *of,
				    const char *value, const char *alike,
				    bool spelled, bool is_signed)
{
	bool stands = strcmp(value, of->now) == 0;

	for (size_t i = 0; i < of->n; i++) {
		struct gathered *item = &of->items[i];
		const char *other = item->suggestion.value;

		if ((spelled || of->term->kind == TERM_PLACE ||
		     (is_signed &&
		      (item->suggestion.sources & ARE_SIGNED) != 0)) &&
		    strcmp(other, value) != 0)
			continue;
		if (strcmp(item->alike, alike) == 0 &&
		    stands == (strcmp(other, of->now) == 0))
			return item;
	}
	return NULL;
}

static void note_join(char **note, const char *more)
{
	char *both;

	if (text_blank(more) || strstr(*note, more) != NULL)
		return;
	both = (*note)[0] == '\0' ? mem_strdup(more)
				  : mem_printf("%s; %s", *note, more);
	free(*note);
	*note = both;
}

static void boxes_copy(struct suggestion *to, const struct offer *from)
{
	if (from->n_boxes == 0 || to->n_boxes > 0)
		return;
	to->boxes = mem_alloc(from->n_boxes * sizeof(*to->boxes));
	memcpy(to->boxes, from->boxes, from->n_boxes * sizeof(*to->boxes));
	to->n_boxes = from->n_boxes;
}

static struct gathered *gather_new(struct gather_term *of, char *value,
				   char *alike, const struct offer *offer)
{
	struct gathered *item;

	ARRAY_GROW(of->items, of->n, of->cap);
	item = &of->items[of->n++];
	*item = (struct gathered){
		.suggestion = {.value = value,
			       .note = mem_strdup(""),
			       .source = offer->source},
		.alike = alike,
	};
	return item;
}

/* What was signed is in the words in which it was (invariant 1). */
static void gathered_sign(struct suggestion *s, const char *value)
{
	if ((s->sources & ARE_SIGNED) == 0)
		mem_replace(&s->value, value);
}

static struct suggestion *gather_put(struct gather *gather,
				     struct gather_term *of,
				     const struct offer *offer, bool spelled)
{
	char *clean CLEANUP(mem_free_str) = text_cleaned(offer->value);
	char *note CLEANUP(mem_free_str) =
		text_cleaned(offer->note != NULL ? offer->note : "");
	char *value = text_squeezed(clean);
	char *alike = alike_text(gather->terms, of->term, value);
	bool is_signed = (1u << offer->source & ARE_SIGNED) != 0;
	struct gathered *item =
		gather_same(of, value, alike, spelled, is_signed);
	struct suggestion *s;

	if (text_blank(value)) {
		free(value);
		free(alike);
		return NULL;
	}
	if (item == NULL) {
		item = gather_new(of, value, alike, offer);
	} else {
		if (is_signed)
			gathered_sign(&item->suggestion, value);
		free(value);
		free(alike);
	}
	s = &item->suggestion;
	s->sources |= 1u << offer->source;
	s->agree += offer->agree;
	s->differs |= offer->differs;
	s->misread |= offer->misread;
	s->score = s->score > offer->score ? s->score : offer->score;
	note_join(&s->note, note);
	boxes_copy(s, offer);
	return s;
}

struct suggestion *gather_add(struct gather *gather, struct gather_term *of,
			      const struct offer *offer)
{
	return gather_put(gather, of, offer, false);
}

struct suggestion *gather_add_spelled(struct gather *gather,
				      struct gather_term *of,
				      const struct offer *offer)
{
	return gather_put(gather, of, offer, true);
}

/* --- ranking -------------------------------------------------------------- */

/* A total order (invariant 2); both are of one array. */
static int gathered_order(const void *a, const void *b)
{
	const struct gathered *const *left = a, *const *right = b;
	const struct suggestion *l = &(*left)->suggestion;
	const struct suggestion *r = &(*right)->suggestion;

	if (l->differs != r->differs)
		return l->differs ? -1 : 1;
	if (l->score != r->score)
		return l->score > r->score ? -1 : 1;
	return *left < *right ? -1 : 1;
}

static bool gather_differs(const struct gather_term *of)
{
	for (size_t i = 0; i < of->n; i++)
		if (of->items[i].suggestion.differs)
			return true;
	return false;
}

/* Whether it is what stands there, as the label's form or heading prints it:
 * taking it would only undo how one writes a name. */
static bool gathered_prints(const struct gather_term *of,
			    const struct suggestion *s)
{
	char *printed CLEANUP(mem_free_str) = NULL;

	if (s->sources != 1u << SUGGESTION_LABEL || !text_upper(of->now) ||
	    text_in_capitals(of->now))
		return false;
	printed = text_to_capitals(of->now);
	return strcmp(printed, s->value) == 0;
}

/* What stands there is told of where readings differ, anything else where it is
 * worth something. */
static bool gathered_shows(const struct gather_term *of,
			   const struct suggestion *s, bool differs)
{
	if (strcmp(s->value, of->now) == 0)
		return differs;
	return s->score > 0 && !gathered_prints(of, s);
}

static void gather_term_rank(const struct gather_term *of,
			     struct suggestions *ret)
{
	const struct gathered **order = mem_alloc((of->n + 1) * sizeof(*order));
	bool differs = gather_differs(of);

	for (size_t i = 0; i < of->n; i++)
		order[i] = &of->items[i];
	qsort(order, of->n, sizeof(*order), gathered_order);
	for (size_t i = 0; i < of->n && ret->n < SUGGESTIONS_MAX; i++)
		if (gathered_shows(of, &order[i]->suggestion, differs))
			suggestions_add(ret, &order[i]->suggestion);
	free(order);
}

/* Who says what stands there. */
static unsigned gather_said(const struct gather_term *of)
{
	unsigned ret = 0;

	for (size_t i = 0; i < of->n; i++)
		if (strcmp(of->items[i].alike, of->alike) == 0)
			ret |= of->items[i].suggestion.sources;
	return ret;
}

void gather_rank(struct gather *gather, struct term_suggestions **ret,
		 size_t *ret_n)
{
	struct term_suggestions *list =
		mem_zalloc((gather->n + 1) * sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < gather->n; i++) {
		gather_term_rank(&gather->of[i], &list[n].list);
		list[n].stands = gather->of[i].stands;
		list[n].said = gather_said(&gather->of[i]);
		if (list[n].list.n == 0 && list[n].stands == 0 &&
		    list[n].said == 0)
			continue;
		list[n++].term = mem_strdup(gather->of[i].term->name);
	}
	*ret = list;
	*ret_n = n;
}
