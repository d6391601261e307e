/*
 * spelled.c: signed values that are spelled nearly as one that was misread.
 * See neighbours.h.
 *
 * 1. Looked at are values that share the beginning of a word with it, and the
 *    most frequent ones: a misread beginning hides the one, rarely the other.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "review/suggest/neighbours.h"
#include "run/record/alike.h"
#include "run/record/alike_memory.h"

#define SPELLED_WORDS  5  /* of the value whose beginnings are looked up */
#define SPELLED_BEGIN  3  /* bytes of each */
#define SPELLED_EACH   60 /* values for each */
#define SPELLED_TOP    60
#define SPELLED_BYTES  200 /* of a value that is compared */
#define SPELLED_LIKE   0.7
#define SPELLED_BARE   0.98 /* of a likeness without authors */
#define SPELLED_INSIDE 0.8  /* it says all that was read, and more */

struct spelling {
	struct signed_value value; /* its text is borrowed */
	double like;
};

static int spelling_order(const void *a, const void *b)
{
	const struct spelling *left = a, *right = b;

	if (left->like != right->like)
		return left->like > right->like ? -1 : 1;
	if (left->value.n != right->value.n)
		return left->value.n > right->value.n ? -1 : 1;
	return strcmp(left->value.value, right->value.value);
}

/* Values that may be meant. */
static void spelled_near(struct index *index, const struct term *term,
			 const char *value, struct signed_list *list)
{
	char *folded CLEANUP(mem_free_str) = text_folded(value);
	const char *at = folded;

	for (int i = 0; i < SPELLED_WORDS && *at != '\0'; i++) {
		size_t n = strcspn(at, " .,;()");
		char begin[SPELLED_BEGIN + 1] = "";

		if (n >= SPELLED_BEGIN) {
			memcpy(begin, at, SPELLED_BEGIN);
			if (text_is_utf8(begin, SPELLED_BEGIN) &&
			    signed_beginning(index, term, begin, SPELLED_EACH,
					     list, NULL) < 0)
				return;
		}
		at += n;
		at += strspn(at, " .,;()");
	}
	if (signed_frequent(index, term, NULL, SPELLED_TOP, list, NULL) < 0)
		return;
}

/* How alike two names are, whoever their authors are. */
static double names_like(const char *a, const char *b)
{
	char *left CLEANUP(mem_free_str) = mem_strndup(a, strcspn(a, "\n"));
	char *right CLEANUP(mem_free_str) = mem_strndup(b, strcspn(b, "\n"));

	return SPELLED_BARE * text_similarity_above(left, right, SPELLED_LIKE);
}

/* Or 0 where it is less than SPELLED_LIKE. */
static double spelled_like(const struct terms *terms,
			   struct alike_memory *memory, const struct term *term,
			   const char *read, const char *alike,
			   const char *value)
{
	char *other CLEANUP(mem_free_str) =
		alike_recall(memory, terms, term, value);
	double like = text_similarity_above(read, value, SPELLED_LIKE);

	if (term->kind == TERM_PERSON && alike_says(term, other, alike) &&
	    like < SPELLED_INSIDE)
		return SPELLED_INSIDE;
	return term->kind == TERM_NAME ? fmax(like, names_like(alike, other))
				       : like;
}

size_t signed_spelled(struct index *index, const struct terms *terms,
		      struct alike_memory *memory, const struct term *term,
		      const char *value, size_t limit, struct signed_list *ret,
		      double *ret_like)
{
	char *alike CLEANUP(mem_free_str) = alike_text(terms, term, value);
	struct signed_list list CLEANUP(signed_list_done) = {0};
	struct spelling *found;
	size_t n = 0;

	if (text_blank(value) || strlen(value) > SPELLED_BYTES)
		return 0;
	spelled_near(index, term, value, &list);
	found = mem_zalloc((list.n + 1) * sizeof(*found));
	for (size_t i = 0; i < list.n; i++) {
		double like = spelled_like(terms, memory, term, value, alike,
					   list.items[i].value);

		if (like >= SPELLED_LIKE)
			found[n++] = (struct spelling){list.items[i], like};
	}
	qsort(found, n, sizeof(*found), spelling_order);
	n = n < limit ? n : limit;
	ret->items = mem_grow(ret->items, ret->n + n + 1, sizeof(*ret->items));
	for (size_t i = 0; i < n; i++) {
		ret_like[i] = found[i].like;
		ret->items[ret->n] = found[i].value;
		ret->items[ret->n++].value = mem_strdup(found[i].value.value);
	}
	ret->cap = ret->n + 1;
	free(found);
	return n;
}
