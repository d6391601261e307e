/*
 * validation.c: what the validators share. See validate.h.
 *
 * 1. Messages and proposals are clean text.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"

#define QUOTE_COLUMNS 40

const char *validation_value(const struct validation *v, enum term_role role)
{
	return record_role_value(v->record, v->terms, role);
}

char *validation_quote(const char *text)
{
	char *clean CLEANUP(mem_free_str) = text_cleaned(text);
	size_t fit = text_fit(clean, QUOTE_COLUMNS, NULL);

	if (clean[fit] == '\0')
		return mem_printf("\"%s\"", clean);
	return mem_printf("\"%.*s...\"", (int)fit, clean);
}

static void verdicts_add(struct verdicts *verdicts, struct verdict verdict)
{
	ARRAY_GROW(verdicts->items, verdicts->n, verdicts->cap);
	verdicts->items[verdicts->n++] = verdict;
}

void validation_add(struct validation *v, enum severity severity,
		    const char *code, const char *proposal, const char *format,
		    ...)
{
	struct bytes message = {0};
	bool useful = proposal != NULL && !text_blank(proposal) &&
		      (v->value == NULL || strcmp(proposal, v->value) != 0);
	va_list args;

	va_start(args, format);
	bytes_vprintf(&message, format, args);
	va_end(args);
	verdicts_add(v->ret,
		     (struct verdict){
			     .term = mem_strdup(v->term->name),
			     .code = code,
			     .severity = severity,
			     .message = bytes_steal(&message),
			     .proposal = useful ? text_cleaned(proposal) : NULL,
		     });
}

/* Whether the run of leaders at `at` ends a word of one letter: "S..". */
static bool after_initial(const struct bytes *out)
{
	return out->len > 0 && text_letter(out->data + out->len - 1) == 1 &&
	       (out->len == 1 || text_letter(out->data + out->len - 2) == 0);
}

char *validation_tidy(const char *text, size_t start, size_t end)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	size_t from = 0, to;

	for (size_t at = start; at < end;) {
		size_t run = at, dots = 0;

		while (run < end && strchr(" ._", text[run]) != NULL)
			dots += text[run++] != ' ';
		if (dots >= 2 && after_initial(&out))
			bytes_append_str(&out, ". ");
		else if (dots >= 2)
			bytes_append_char(&out, ' ');
		else
			bytes_append(&out, text + at, run - at);
		at = run;
		if (at < end)
			bytes_append_char(&out, text[at++]);
	}
	bytes_reserve(&out, 0);
	to = out.len;
	while (from < to && strchr(" .,;:-_/|=*'\"", out.data[from]) != NULL)
		from++;
	while (to > from && strchr(" ,;:-_/|=*(", out.data[to - 1]) != NULL)
		to--;
	/* A stop stays after an initial: "Thomas A." */
	if (to > from + 3 && out.data[to - 1] == '.' &&
	    text_letter(out.data + to - 3) == 1)
		to--;
	out.data[to] = '\0';
	return text_squeezed(out.data + from);
}
