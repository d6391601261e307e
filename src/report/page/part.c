/*
 * part.c: what the parts of a report share. See part.h.
 */
#include "config.h"

#include "report/page/part.h"

#include <string.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"

void part_say(struct part *part, const char *text)
{
	bytes_printf(part->out, "<p>%s</p>\n", text);
}

#define SHEET_DIGITS 12

void part_sheet(struct bytes *ret, const char *image)
{
	const char *name = file_base(image);
	char *stem CLEANUP(mem_free_str) =
		mem_strndup(name, strcspn(name, "."));

	if (!hash_is_hex(stem)) {
		html_foreign(ret, name);
		return;
	}
	stem[SHEET_DIGITS] = '\0';
	html_text(ret, stem);
	bytes_append_str(ret, "…");
}
