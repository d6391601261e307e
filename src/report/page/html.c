/*
 * html.c: text, figures and tables as HTML. See html.h.
 *
 * 1. No byte of a run reaches the page but through html_text.
 */
#include "config.h"

#include "report/page/html.h"

#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"

/* --- text ----------------------------------------------------------------- */

static const struct {
	char c;
	const char *as;
} html_escapes[] = {
	{'&', "&amp;"},	 {'<', "&lt;"},	  {'>', "&gt;"},
	{'"', "&quot;"}, {'\'', "&#39;"},
};

/* U+FFFE and U+FFFF, which XML does not take (XML 1.0, 2.2). */
static bool html_is_none(const char *at)
{
	const unsigned char *u = (const unsigned char *)at;

	return u[0] == 0xef && u[1] == 0xbf && (u[2] == 0xbe || u[2] == 0xbf);
}

void html_text(struct bytes *ret, const char *text)
{
	struct bytes clean CLEANUP(bytes_done) = {0};

	if (text == NULL)
		return;
	text_clean(text, strlen(text), &clean);
	for (size_t i = 0; i < clean.len; i++) {
		const char *as = NULL;

		for (size_t k = 0; k < ARRAY_LEN(html_escapes); k++)
			if (clean.data[i] == html_escapes[k].c)
				as = html_escapes[k].as;
		if (as != NULL)
			bytes_append_str(ret, as);
		else if (html_is_none(clean.data + i))
			i += 2;
		else
			bytes_append_char(ret, clean.data[i]);
	}
}

#define HTML_FOREIGN 240 /* bytes of what others wrote that are shown */

void html_foreign(struct bytes *ret, const char *text)
{
	char *clean CLEANUP(mem_free_str) = NULL;
	size_t len;
	bool cut;

	if (text_blank(text)) {
		bytes_append_str(ret, "<span class=\"none\">(nothing)</span>");
		return;
	}
	clean = text_cleaned(text);
	len = text_cut(clean, HTML_FOREIGN);
	cut = clean[len] != '\0';
	clean[len] = '\0';
	bytes_append_str(ret, "<bdi>");
	html_text(ret, clean);
	bytes_append_str(ret, cut ? "…</bdi>" : "</bdi>");
}

/* --- figures -------------------------------------------------------------- */

void html_count(struct bytes *ret, size_t n)
{
	human_count(n, ret);
}

void html_counted(struct bytes *ret, size_t n, const char *one,
		  const char *many)
{
	human_count(n, ret);
	bytes_append_char(ret, ' ');
	bytes_append_str(ret, n == 1 ? one : many);
}

/* "<1 %" is escaped, too. */
void html_share(struct bytes *ret, struct share share)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	share_write(share, &text);
	html_text(ret, text.data);
}

void html_money(struct bytes *ret, double usd)
{
	if (usd > 0 && usd < 0.1)
		bytes_printf(ret, "$%.4f", usd);
	else
		human_money(usd, ret);
}

void html_day(struct bytes *ret, int64_t day)
{
	char text[CLOCK_DAY_SIZE];

	clock_day_write(day, text);
	bytes_printf(ret, "<span class=\"day\">%s</span>", text);
}

/* --- tables --------------------------------------------------------------- */

void html_table_begin(struct html_table *table, struct bytes *out,
		      const char *caption, const struct html_column *columns,
		      size_t n)
{
	*table = (struct html_table){out, columns, n, 0};
	bytes_append_str(out, "<table><caption>");
	html_text(out, caption);
	bytes_append_str(out, "</caption><thead><tr>");
	for (size_t i = 0; i < n; i++) {
		bytes_printf(out, "<th scope=\"col\"%s>",
			     columns[i].number ? " class=\"n\"" : "");
		html_text(out, columns[i].heading);
		bytes_append_str(out, "</th>");
	}
	bytes_append_str(out, "</tr></thead><tbody>\n");
}

void html_table_end(struct html_table *table)
{
	bytes_append_str(table->out, "</tbody></table>\n");
}

void html_cell_begin(struct html_table *table)
{
	const char *class =
		table->columns[table->at].number ? " class=\"n\"" : "";

	if (table->at == 0)
		bytes_printf(table->out, "<tr><th scope=\"row\"%s>", class);
	else
		bytes_printf(table->out, "<td%s>", class);
}

void html_cell_end(struct html_table *table)
{
	bytes_append_str(table->out, table->at == 0 ? "</th>" : "</td>");
	if (++table->at < table->n)
		return;
	bytes_append_str(table->out, "</tr>\n");
	table->at = 0;
}

void html_cell_text(struct html_table *table, const char *text)
{
	html_cell_begin(table);
	html_text(table->out, text);
	html_cell_end(table);
}

void html_cell_foreign(struct html_table *table, const char *text)
{
	html_cell_begin(table);
	html_foreign(table->out, text);
	html_cell_end(table);
}

void html_cell_count(struct html_table *table, size_t n)
{
	html_cell_begin(table);
	html_count(table->out, n);
	html_cell_end(table);
}

void html_cell_share(struct html_table *table, struct share share)
{
	html_cell_begin(table);
	html_share(table->out, share);
	html_cell_end(table);
}

void html_cell_likely(struct html_table *table, struct share share)
{
	html_cell_begin(table);
	share_write_likely(share, table->out);
	html_cell_end(table);
}

void html_cell_money(struct html_table *table, double usd)
{
	html_cell_begin(table);
	/* What nothing says is not nothing. */
	if (usd > 0)
		html_money(table->out, usd);
	else
		bytes_append_str(table->out, "–");
	html_cell_end(table);
}

void html_cell_real(struct html_table *table, double value, int digits)
{
	html_cell_begin(table);
	if (value >= 0)
		bytes_printf(table->out, "%.*f", digits, value);
	else
		bytes_append_str(table->out, "–");
	html_cell_end(table);
}
