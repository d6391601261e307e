/*
 * page.c: a report as one HTML page. See page.h.
 *
 * 1. It is well-formed XML, and holds all it needs; its policy forbids
 *    whatever else a page could do.
 */
#include "config.h"

#include "report/page/page.h"

#include <assert.h>

#include "base/file/asset.h"
#include "base/time/clock.h"
#include "report/page/part.h"

static void put_style(struct bytes *ret)
{
	static const char *const names[] = {"web/colours.css",
					    "web/report.css"};

	bytes_append_str(ret, "<style>\n");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct asset *style = asset_find(names[i]);

		assert(style != NULL);
		bytes_append(ret, style->data, style->size);
	}
	bytes_append_str(ret, "</style>\n");
}

static void put_head(const struct summary *summary, struct bytes *ret)
{
	bytes_append_str(
		ret,
		"<!DOCTYPE html>\n"
		"<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n"
		"<head>\n<meta charset=\"utf-8\"/>\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\""
		"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
		"<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\"/>\n"
		"<meta name=\"color-scheme\" content=\"light dark\"/>\n"
		"<meta name=\"generator\" content=\"vasculum " PACKAGE_VERSION
		"\"/>\n<title>");
	html_text(ret, summary->run->name);
	bytes_append_str(ret, ": report</title>\n");
	put_style(ret);
	bytes_append_str(ret, "</head>\n");
}

/* The pattern of what is rejected or failed, for paper without colours. */
static void put_patterns(struct bytes *ret)
{
	bytes_append_str(
		ret,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"patterns\" "
		"width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>"
		"<pattern id=\"hatch\" width=\"6\" height=\"6\" "
		"patternUnits=\"userSpaceOnUse\" "
		"patternTransform=\"rotate(45)\"><rect class=\"bad\" "
		"width=\"6\" height=\"6\"/><rect class=\"hatch\" width=\"2\" "
		"height=\"6\"/></pattern></defs></svg>\n");
}

static void put_title(const struct summary *summary, struct bytes *ret)
{
	bytes_append_str(ret, "<header>\n<h1>");
	html_foreign(ret, summary->run->name);
	bytes_append_str(ret, "</h1>\n<p>How the run stands on ");
	html_day(ret, clock_day_of(summary->at));
	bytes_append_str(ret, summary->now.extracting
				      ? "; it was being worked on."
				      : ".");
	bytes_append_str(ret,
			 " Made by vasculum " PACKAGE_VERSION
			 "; <code>--json</code> has the same figures.</p>\n"
			 "</header>\n");
}

void report_page(const struct summary *summary, bool names, struct bytes *ret)
{
	static void (*const parts[])(struct part * part) = {
		part_glance, part_fields, part_readings, part_corrections,
		part_spend,  part_review, part_doubt,	 part_words,
	};
	struct part part = {summary, names, 0, ret};

	put_head(summary, ret);
	bytes_append_str(ret, "<body>\n");
	put_patterns(ret);
	put_title(summary, ret);
	bytes_append_str(ret, "<main>\n");
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		parts[i](&part);
	bytes_append_str(ret, "</main>\n</body>\n</html>\n");
}
