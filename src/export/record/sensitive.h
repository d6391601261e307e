/*
 * sensitive.h: taxa whose places are not told: a list of names, one in each
 * line, with what may still be said behind a tab: country, stateProvince (the
 * usual) or county. A name of a family or genus stands for all of it, one of a
 * species for its subspecies too; its authors may stand there, and need not. '#' begins a remark.
 *
 * Immutable once loaded; any thread.
 */
#ifndef EXPORT_RECORD_SENSITIVE_H
#define EXPORT_RECORD_SENSITIVE_H

#include "base/error.h"

/* The smallest place that is told. */
enum sensitive_level {
	SENSITIVE_NO, /* all of it */
	SENSITIVE_COUNTRY,
	SENSITIVE_STATE,
	SENSITIVE_COUNTY,
};
/* "country", …; of one that is sensitive. */
const char *sensitive_word(enum sensitive_level level);

struct sensitive;

int sensitive_load(const char *path, struct sensitive **ret,
		   struct error *err) MUST_USE;
/* The same from a text; `name` is what errors call it. */
int sensitive_parse(const char *text, const char *name, struct sensitive **ret,
		    struct error *err) MUST_USE;
void sensitive_free(struct sensitive *list); /* NULL is fine */

/* What may be told of a plant of this name: of a species, a genus or a family,
 * with its authors and marks of doubt, or ""; of the whole name, not of its
 * parts. A NULL list tells all. */
enum sensitive_level sensitive_level(const struct sensitive *list,
				     const char *name);
/* The one of two that tells less. */
enum sensitive_level sensitive_stricter(enum sensitive_level a,
					enum sensitive_level b);

#endif
