/*
 * part_words.c: what words of a report mean. See part.h.
 */
#include "config.h"

#include "report/page/part.h"

/* "Catalogue number, Scientific name": of the required ones, or of those that
 * tell. */
static void put_terms(const struct summary *summary, bool telling,
		      struct bytes *ret)
{
	const struct terms *terms = summary->run->terms;
	bool any = false;

	for (size_t i = 0; i < terms_count(terms); i++) {
		const struct term *term = terms_at(terms, i);

		if (telling ? !term_is_telling(term) : !term_is_required(term))
			continue;
		bytes_append_str(ret, any ? ", " : " ");
		html_text(ret, summary_term_label(summary, term->name));
		any = true;
	}
}

/* What words mean; some go on with the names of fields. */
enum words_of {
	OF_NONE,
	OF_REQUIRED,
	OF_TELLING,
};

static const struct {
	const char *word, *meaning;
	enum words_of of;
} words[] = {
	{"Signed",
	 "Approved as it stands, by a curator, or as it came in a table.",
	 OF_NONE},
	{"Required fields",
	 "A record is complete when all of these are filled:", OF_REQUIRED},
	{"Sound", "Filled, and what is there passes the checks.", OF_NONE},
	{"On the sheet",
	 "The value stands legibly on the sheet, or follows from what stands "
	 "there.",
	 OF_NONE},
	{"Telling values",
	 "Those that differ from sheet to sheet:", OF_TELLING},
	{"Doubt", "How many of its telling values are likely wrong or missing.",
	 OF_NONE},
	{"Right",
	 "Signed letter by letter as it was read, by the reader whose value "
	 "was proposed.",
	 OF_NONE},
	{"Confidence, said",
	 "How sure the reader said that it was, from 0 to 1.", OF_NONE},
	{"Likely",
	 "Between what the share lies, 95 times of 100, if what was signed "
	 "were drawn by lot (Wilson's interval): wide where it rests on few.",
	 OF_NONE},
};

void part_words(struct part *part)
{
	bytes_append_str(part->out,
			 "<section aria-labelledby=\"words\"><h2 "
			 "id=\"words\">What words mean here</h2>\n<dl "
			 "class=\"words\">\n");
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		bytes_printf(part->out, "<dt>%s</dt><dd>%s", words[i].word,
			     words[i].meaning);
		if (words[i].of != OF_NONE) {
			put_terms(part->summary, words[i].of == OF_TELLING,
				  part->out);
			bytes_append_char(part->out, '.');
		}
		bytes_append_str(part->out, "</dd>\n");
	}
	bytes_append_str(part->out, "</dl>\n</section>\n");
}
