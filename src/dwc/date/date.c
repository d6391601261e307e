/*
 * date.c: dates as labels write them. See date.h.
 *
 * The text is cut into tokens (lex.h), and a table of patterns is tried
 * at each token in turn; the first that fits is the date. A pattern is a
 * word of the letters
 *	D d  a day, of the first and second end of a range
 *	M m  a month by its name or as a Roman numeral
 *	n    a month between these two, of a list of months
 *	N    a month by its number; day, month and year then stand with the
 *	     same mark between them
 *	Y y  a year
 *	~    the gap says "to"
 *	,    the gap is a comma: two days are listed, a range at least
 * What is too weak to be a date amid other words (a bare year, "6/1935")
 * counts only when the text holds nothing else.
 *
 * 1. Only dates that the calendar has are returned, from 1500 on and not
 *    after the current year.
 * 2. All-numeric dates are day-month-year unless only month-day-year can be;
 *    where both can, the reading is ambiguous.
 */
#include "config.h"

#include "dwc/date/date.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/compiler.h"
#include "base/text.h"
#include "dwc/date/around.h"
#include "dwc/date/day.h"
#include "dwc/date/gap.h"
#include "dwc/date/lex.h"
#include "dwc/words/mark.h"

#define DATE_YEAR_MIN 1500

/* A text and how far the attempt at a pattern has come. */
struct attempt {
	const char *text;
	const struct date_token *tokens;
	size_t n;
	int this_year;

	struct day from, to;
	bool range;
	bool two;     /* its ends may be two days */
	bool numeric; /* its month is a number */
	bool two_digit_year;
	bool century_open;
};

struct pattern {
	const char *parts;
	bool alone; /* only where the text holds nothing else */
};

/* Longer ones first, where two could begin at one token. */
static const struct pattern patterns[] = {
	{"DMY~dmy", false}, {"MDY~mdy", false}, {"DM~dmY", false},
	{"MD~mdY", false},  {"D~dMY", false},	{"MD~dY", false},
	{"D~dNY", false},   {"M,n~mY", false},	{"M~mY", false},
	{"YMD~d", false},   {"MD,dY", false},	{"D,dMY", false},
	{"DMY", false},	    {"MDY", false},	{"YMD", false},
	{"DNY", false},	    {"NDY", false},	{"YND", false},
	{"MY", false},	    {"YM", true},	{"NY", true},
	{"YN", true},	    {"Y~y", true},	{"Y", true},
};

static bool token_is(const struct date_token *token, unsigned roles)
{
	return (around_word(token->word) & roles) != 0;
}

/* --- parts ---------------------------------------------------------------- */

/* After a two-digit number: it is a measure or a township, not a year. */
static bool is_measure(const struct attempt *try, size_t at)
{
	static const char *const units[] = {
		"m",	 "ft",	   "feet",   "km",   "kms",  "mi",    "mile",
		"miles", "n",	   "s",	     "e",    "w",    "cm",    "mm",
		"dm",	 "h",	   "am",     "pm",   "nw",   "ne",    "sw",
		"se",	 "metres", "meters", "west", "east", "north", "south",
		"yd",	 "yds",	   "ha",     "acres"};
	const struct date_token *token = &try->tokens[at];
	const struct date_token *next = token + 1;
	const char *after = try->text + token->end;

	if (token->digits == 2 && (*after == '.' || *after == ',') &&
	    after[1] >= '0' && after[1] <= '9')
		return true;
	if (*after == '%' || *after == '"' ||
	    strncmp(after, "\xc2\xb0", 2) == 0)
		return true;
	return at + 1 < try->n && next->start - token->end <= 2 &&
	       text_among(next->word, units, ARRAY_LEN(units));
}

/* The latest year not after this one that ends in two digits. */
static int year_of_two(int digits, int this_year)
{
	int year = this_year - this_year % 100 + digits;

	return year <= this_year ? year : year - 100;
}

/* A plain four-digit year right after token `at`. */
static bool full_year_follows(const struct attempt *try, size_t at)
{
	const struct date_token *next = &try->tokens[at + 1];

	return at + 1 < try->n && next->digits == 4 && !next->misread &&
	       next->start - try->tokens[at].end <= 2 &&
	       next->number >= DATE_YEAR_MIN && next->number <= try->this_year;
}

static bool take_year(struct attempt *try, size_t at, struct day *day)
{
	const struct date_token *token = &try->tokens[at];

	if (token->number < 0 || token->letters || is_measure(try, at))
		return false;
	if (token->digits == 4) {
		day->year = token->number;
		return day->year >= DATE_YEAR_MIN &&
		       day->year <= try->this_year;
	}
	/* "14  June 27, 1935": 27 is the day. */
	if (token->digits != 2 || full_year_follows(try, at) ||
	    (day->day == 0 && !token->apostrophe))
		return false;
	day->year = year_of_two(token->number, try->this_year);
	try->two_digit_year = true;
	try->century_open |= token->number <= try->this_year % 100;
	return true;
}

/* "6E", "R6": a letter that is no month, right at a number. */
static bool letter_is_glued(const struct attempt *try, size_t at)
{
	const struct date_token *token = &try->tokens[at], *near;

	near = at + 1 < try->n ? token + 1 : token;
	if (near->start == token->end && near->word[0] != '\0' &&
	    near->end == near->start + 1 && near->roman == 0)
		return true;
	near = at > 0 ? token - 1 : token;
	return near->end == token->start && near->word[0] != '\0' &&
	       near->end == near->start + 1 && near->roman == 0;
}

static bool take_day(const struct attempt *try, size_t at, struct day *day)
{
	const struct date_token *token = &try->tokens[at];

	day->day = token->number;
	return token->digits <= 2 && !token->apostrophe && day->day >= 1 &&
	       day->day <= 31 && !letter_is_glued(try, at);
}

/* "27 x 35" is a size: a Roman numeral of one letter needs marks around it,
 * or a capital. */
static bool roman_fits(const struct attempt *try, size_t at)
{
	const struct date_token *token = &try->tokens[at];
	struct gap before = {0}, after = {0};

	if (token->roman == 0)
		return false;
	if (at > 0)
		before = gap_read(try->text, token[-1].end, token->start);
	if (at + 1 < try->n)
		after = gap_read(try->text, token->end, token[1].start);
	if (before.strong || after.strong)
		return true;
	return token->end - token->start > 1 ||
	       strchr("IVX", try->text[token->start]) != NULL;
}

static bool take_month(const struct attempt *try, size_t at, struct day *day)
{
	const struct date_token *token = &try->tokens[at];

	day->month = token->month;
	if (day->month == 0 && roman_fits(try, at))
		day->month = token->roman;
	return day->month != 0;
}

/* "March, April and May": the second. */
static bool take_month_between(const struct attempt *try, size_t at)
{
	struct day day = {0};

	return take_month(try, at, &day) && day.month > try->from.month;
}

static bool take_month_number(struct attempt *try, size_t at, struct day *day)
{
	const struct date_token *token = &try->tokens[at];

	day->month = token->number;
	try->numeric = true;
	return token->digits <= 2 && !token->misread && day->month >= 1 &&
	       day->month <= 12;
}

static bool take_part(struct attempt *try, char part, size_t at)
{
	switch (part) {
	case 'D':
		return take_day(try, at, &try->from);
	case 'd':
		return take_day(try, at, &try->to);
	case 'M':
		return take_month(try, at, &try->from);
	case 'm':
		return take_month(try, at, &try->to);
	case 'n':
		return take_month_between(try, at);
	case 'N':
		return take_month_number(try, at, &try->from);
	case 'Y':
		return take_year(try, at, &try->from);
	default:
		return take_year(try, at, &try->to);
	}
}

/* --- patterns ------------------------------------------------------------- */

/* Goes from token `at` to the one of the next part, over fillers and, where
 * a range is wanted, over what says "to"; try->n when it cannot. */
static size_t step(struct attempt *try, size_t at, bool to)
{
	bool said = false;

	for (; at + 1 < try->n; at++) {
		const struct date_token *next = &try->tokens[at + 1];
		struct gap gap =
			gap_read(try->text, try->tokens[at].end, next->start);

		if (!gap.joins)
			break;
		said |= gap.dash;
		try->two |= to && gap.two;
		if (to && !said && token_is(next, AROUND_TO | AROUND_AND)) {
			said = true;
			try->two |= token_is(next, AROUND_AND);
			continue;
		}
		if (token_is(next, AROUND_FILLER) && next->number < 0)
			continue;
		return said || !to ? at + 1 : try->n;
	}
	return try->n;
}

/* The same where the next part follows a comma. */
static size_t step_list(const struct attempt *try, size_t at)
{
	return at + 1 < try->n && gap_read(try->text, try->tokens[at].end,
					   try->tokens[at + 1].start)
					  .comma
		       ? at + 1
		       : try->n;
}

/* A numeric date has the same single mark between all its parts, and is
 * not a piece of a longer chain of numbers. */
static bool numeric_fits(const struct attempt *try, size_t first, size_t last,
			 bool range)
{
	char mark = gap_read(try->text, try->tokens[last - 1].end,
			     try->tokens[last].start)
			    .mark;

	if (mark == 0)
		return false;
	for (size_t i = first + range; i < last; i++)
		if (gap_read(try->text, try->tokens[i].end,
			     try->tokens[i + 1].start)
			    .mark != mark)
			return false;
	if (first > 0 && try->tokens[first - 1].end == try->tokens[first].start)
		return false;
	if (first > 0 && try->tokens[first - 1].number >= 0 &&
	    gap_read(try->text, try->tokens[first - 1].end,
		     try->tokens[first].start)
			    .mark != 0)
		return false;
	return last + 1 >= try->n || try->tokens[last + 1].number < 0 ||
	       gap_read(try->text, try->tokens[last].end,
			try->tokens[last + 1].start)
			       .mark == 0;
}

/* "12-8-15 W" and "Sec. 12-8-15" are places in a township grid. */
static bool numeric_is_place(const struct attempt *try, size_t first)
{
	static const char *const words[] = {
		"sec", "section", "twp", "tp",	"township", "range", "rge",
		"r",   "t",	  "lot", "lat", "long",	    "lon",   "nw",
		"ne",  "sw",	  "se",	 "no",	"nr",	    "num",   "rm",
		"hwy", "acc",	  "n",	 "s",	"e",	    "w"};

	const struct date_token *before;

	if (first == 0)
		return false;
	before = &try->tokens[first - 1];
	if (first > 1 && before->number >= 0 && before[-1].number < 0 &&
	    before[-1].end == before->start)
		return true; /* "W3 19-2-20" */
	return text_among(before->word, words, ARRAY_LEN(words));
}

/* A misread digit or month counts only in a date with a day and a year in
 * four digits. */
static bool misreading_fits(const struct attempt *try, size_t first,
			    size_t last)
{
	bool doubtful = false;

	for (size_t i = first; i <= last; i++) {
		const struct date_token *token = &try->tokens[i];

		doubtful |= token->misspelt ||
			    (token->misread && token->month == 0 &&
			     token->roman == 0);
	}
	return !doubtful ||
	       (try->from.day != 0 && !try->two_digit_year && !try->numeric);
}

/* "31 June 1935" cannot be, and is not June 1935 either. */
static bool cut_off_day(struct attempt *try, size_t first)
{
	const struct date_token *before;

	if (first == 0 || try->from.day != 0 || try->from.month == 0)
		return false;
	before = &try->tokens[first - 1];
	return before->digits > 0 && before->digits <= 2 &&
	       before->number >= 1 && before->number <= 31 &&
	       step(try, first - 1, false) == first;
}

/* "1781 May 26, 1980": the year is the last one, the first is a number. */
static bool number_before_date(const struct attempt *try, size_t first,
			       size_t last)
{
	return try->tokens[first].digits == 4 && try->from.day != 0 &&
	       full_year_follows(try, last);
}

/* What the second end of a range leaves unsaid is said at the other. */
static void complete_range(struct attempt *try)
{
	if (try->to.year == 0)
		try->to.year = try->from.year;
	if (try->from.year == 0)
		try->from.year = try->to.year;
	if (try->to.month == 0)
		try->to.month = try->from.month;
}

/* "set 1935" is a word and a year. */
static bool month_wants_day(const struct attempt *try, size_t first,
			    size_t last)
{
	for (size_t i = first; i <= last; i++)
		if (try->tokens[i].weak_month && try->from.day == 0)
			return true;
	return false;
}

static bool attempt_fits(struct attempt *try, size_t first, size_t last)
{
	if (try->range) {
		complete_range(try);
		if (!day_exists(&try->to) || !day_before(&try->from, &try->to))
			return false;
	}
	if (!day_exists(&try->from) || !misreading_fits(try, first, last) ||
	    cut_off_day(try, first) || number_before_date(try, first, last) ||
	    month_wants_day(try, first, last))
		return false;
	if (!try->numeric)
		return true;
	return numeric_fits(try, first, last, try->range) &&
	       !(try->two_digit_year && numeric_is_place(try, first));
}

/* Tries one pattern at token `first`; returns the token after it, or 0. */
static size_t attempt_pattern(struct attempt *try, const char *parts,
			      size_t first)
{
	size_t at = first;

	try->from = try->to = (struct day){0};
	try->range = try->two = try->numeric = try->two_digit_year = false;
	try->century_open = false;
	for (const char *part = parts; *part != '\0'; part++) {
		bool to = *part == '~', list = *part == ',';

		try->range |= to || list;
		try->two |= list;
		part += to || list;
		if (part > parts)
			at = list ? step_list(try, at) : step(try, at, to);
		if (at >= try->n || !take_part(try, *part, at))
			return 0;
	}
	return attempt_fits(try, first, at) ? at + 1 : 0;
}

/* Whether nothing but words that go with a year stand around the tokens. */
static bool stands_alone(const struct attempt *try, size_t first, size_t end)
{
	for (size_t i = 0; i < try->n; i++)
		if ((i < first || i >= end) &&
		    !token_is(&try->tokens[i], AROUND_YEAR))
			return false;
	return true;
}

static void iso_print(const struct attempt *try, char ret[DATE_ISO_SIZE])
{
	int len = day_print(&try->from, ret, DATE_ISO_SIZE);

	if (!try->range)
		return;
	ret[len++] = '/';
	day_print(&try->to, ret + len, DATE_ISO_SIZE - (size_t)len);
}

/* "1835/6" and "1910-12" are a month, or two years. */
static bool month_may_be_year(const struct attempt *try, size_t first,
			      size_t end)
{
	const struct date_token *last = &try->tokens[end - 1];
	int cycle = last->digits == 1 ? 10 : 100;

	return try->numeric && !try->range && end - first == 2 &&
	       try->tokens[first].digits == 4 &&
	       last->number > try->from.year % cycle;
}

/* A blank of the form that was left open, as in "1_ June", may stand for a
 * digit. */
static void reading_fill(const struct attempt *try, size_t first, size_t end,
			 struct date_reading *ret)
{
	const struct day *day = &try->from;

	*ret = (struct date_reading){.sure = true};
	iso_print(try, ret->iso);
	ret->ambiguous = try->numeric && !try->range && day->day != 0 &&
			 day->day <= 12 && day->day != day->month &&
			 try->tokens[first].digits != 4;
	ret->two_digit_year = try->two_digit_year;
	ret->century_open = try->century_open;
	ret->sure = !ret->ambiguous && !ret->two_digit_year && !try->two;
	for (size_t i = first; i < end; i++)
		ret->sure = ret->sure && !try->tokens[i].misspelt;
	ret->start = try->tokens[first].start;
	ret->end = try->tokens[end - 1].end;
	ret->sure = ret->sure && !month_may_be_year(try, first, end) &&
		    memchr(try->text + ret->start, '_',
			   ret->end - ret->start) == NULL;
}

/* --- reading -------------------------------------------------------------- */

static bool is_word_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* The end of "T10:30:00Z" and the like at `at`; `at` itself without one. */
static const char *skip_time(const char *at)
{
	if ((*at == 'T' || *at == ' ') && at[1] >= '0' && at[1] <= '9') {
		size_t len = strspn(at + 1, "0123456789:.,+-Zz");

		if (memchr(at + 1, ':', len) != NULL)
			return at + 1 + len;
	}
	return at;
}

/* Bytes of what says "to" between two ISO dates, 0 for none; *ret_slash where
 * it is the standard's own mark. */
static size_t iso_to(const char *at, bool *ret_slash)
{
	static const char *const words[] = {"to ", "bis ", "au ", "al "};
	size_t blanks = strspn(at, " "), len = mark_dash(at + blanks);

	*ret_slash = at[blanks] == '/';
	len += *ret_slash;
	for (size_t i = 0; len == 0 && blanks > 0 && i < ARRAY_LEN(words); i++)
		if (strncmp(at + blanks, words[i], strlen(words[i])) == 0)
			len = strlen(words[i]);
	return len > 0 ? blanks + len + strspn(at + blanks + len, " ") : 0;
}

/* Reads an ISO date and, where one follows, the second end of its range;
 * returns what follows, or NULL. */
static const char *iso_read_both(const char *at, struct attempt *try)
{
	const char *end = iso_read(at, &try->from), *behind, *second;
	bool slash;
	size_t to;

	if (end == NULL)
		return NULL;
	behind = skip_time(end);
	to = iso_to(behind, &slash);
	if (to == 0)
		return behind;
	second = iso_read(behind + to, &try->to);
	if (second == NULL && slash && behind == end)
		second = iso_read_short(behind + to, &try->from, &try->to);
	if (second == NULL || is_word_char(*skip_time(second)) ||
	    day_before(&try->to, &try->from))
		return behind;
	try->range = true;
	return skip_time(second);
}

/* An ISO date with its day, anywhere in the text; or any ISO date that is
 * the whole text. */
static int read_iso(const char *text, size_t from, int this_year,
		    struct date_reading *ret)
{
	for (const char *at = text + from; *at != '\0'; at++) {
		struct attempt try = {0};
		const char *after;

		if (at > text && (is_word_char(at[-1]) || at[-1] == '-'))
			continue;
		after = iso_read_both(at, &try);
		if (after == NULL || try.from.year < DATE_YEAR_MIN ||
		    try.from.year > this_year ||
		    (try.range && try.to.year > this_year))
			continue;
		if (is_word_char(*after) || *after == '-' ||
		    (try.from.day == 0 && (at > text || *after != '\0')))
			continue;
		*ret = (struct date_reading){
			.sure = true,
			.start = (size_t)(at - text),
			.end = (size_t)(after - text),
		};
		iso_print(&try, ret->iso);
		return 0;
	}
	return -1;
}

/* The first date from byte `from` on; `weak`: one that is too weak to stand
 * amid other words counts, too. */
static int read_tokens(struct attempt *try, size_t from, bool weak,
		       struct date_reading *ret)
{
	for (size_t first = 0; first < try->n; first++) {
		if (try->tokens[first].start < from)
			continue;
		for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
			size_t end =
				attempt_pattern(try, patterns[i].parts, first);
			bool alone;

			if (end == 0)
				continue;
			alone = !patterns[i].alone ||
				stands_alone(try, first, end);
			if (!alone && !weak)
				continue;
			reading_fill(try, first, end, ret);
			ret->weak = !alone;
			return 0;
		}
	}
	return -1;
}

/* --- what stands around it ------------------------------------------------ */

/* A word beside the date hedges it, or names the season. */
static void reading_hedge(struct date_reading *reading, unsigned roles)
{
	if (roles & AROUND_SEASON)
		reading->season = true;
	if (roles & AROUND_DET)
		reading->identified = true;
	if (roles & AROUND_ABOUT && reading->hedge == DATE_EXACT)
		reading->hedge = DATE_ABOUT;
	if (roles & AROUND_BEFORE)
		reading->hedge = DATE_BEFORE;
	if (roles & AROUND_AFTER)
		reading->hedge = DATE_AFTER;
}

/* Whether a token stands right beside what is said of the date, on the side
 * that `way` names; `edge` is how far that reaches. */
static bool token_beside(const char *text, const struct date_token *token,
			 size_t edge, int way)
{
	size_t from = way < 0 ? token->end : edge;
	size_t to = way < 0 ? edge : token->start;

	return from <= to && gap_read(text, from, to).joins;
}

/* Takes the words next to the date, going one way, as long as they say
 * something of it; "prior to" goes over "to". */
static void reading_widen(const char *text, const struct date_tokens *tokens,
			  struct date_reading *reading, int way)
{
	const unsigned hedges = AROUND_ABOUT | AROUND_BEFORE | AROUND_AFTER |
				AROUND_SEASON | AROUND_DET;
	size_t *said = way < 0 ? &reading->said_start : &reading->said_end;
	size_t edge = *said;

	for (size_t i = 0; i < tokens->n; i++) {
		const struct date_token *token =
			&tokens->items[way < 0 ? tokens->n - 1 - i : i];

		/* first what is soon known: a gap may be all of the text */
		if (!token_is(token, hedges | AROUND_HOP) ||
		    !token_beside(text, token, edge, way))
			continue;
		/* what follows "det." is the determination */
		if (way > 0 &&
		    (token_is(token, AROUND_LEADS) ||
		     (token_is(token, AROUND_DET) && i + 1 < tokens->n)))
			break;
		edge = way < 0 ? token->start : token->end;
		if (!token_is(token, hedges))
			continue;
		reading_hedge(reading, around_word(token->word));
		*said = edge;
	}
}

/* Whether the marks in a part of the text say nothing of a date: "1890-" is
 * open, "[1890]" was supplied, and "1890?" is a guess. */
static bool marks_are_idle(const char *text, size_t from, size_t to)
{
	while (from < to) {
		size_t len = text_letter(text + from);

		if (len == 0 && (is_word_char(text[from]) ||
				 strchr(" .,;:()", text[from]) != NULL))
			len = 1;
		if (len == 0)
			len = mark_blank(text + from);
		if (len == 0)
			return false;
		from += len;
	}
	return true;
}

/* Whether nothing that matters stands outside of the date. */
static bool reading_is_whole(const char *text, const struct date_tokens *tokens,
			     const struct date_reading *reading)
{
	for (size_t i = 0; i < tokens->n; i++) {
		const struct date_token *token = &tokens->items[i];

		if ((token->end <= reading->start ||
		     token->start >= reading->end) &&
		    !token_is(token, AROUND_NOTHING))
			return false;
	}
	return marks_are_idle(text, 0, reading->start) &&
	       marks_are_idle(text, reading->end, strlen(text));
}

/* An ISO date, or else one that is written otherwise. */
static int read_strong(struct attempt *try, size_t from,
		       struct date_reading *ret)
{
	struct date_reading iso;

	if (read_iso(try->text, from, try->this_year, &iso) < 0)
		return read_tokens(try, from, false, ret);
	if (from == 0 || read_tokens(try, from, false, ret) < 0 ||
	    ret->end > iso.start)
		*ret = iso;
	return 0;
}

/* The strong date that comes next in a text, so that it is not looked for
 * again behind every weak one before it. */
struct ahead {
	bool known;
	int rc;
	struct date_reading reading;
};

/* read_strong(), whose answer is the same up to where it begins; but from the
 * beginning of the text an ISO date goes before all others. */
static int read_ahead(struct attempt *try, size_t from, struct ahead *ahead,
		      struct date_reading *ret)
{
	if (!ahead->known || (ahead->rc == 0 && ahead->reading.start < from)) {
		ahead->rc = read_strong(try, from, &ahead->reading);
		ahead->known = from > 0;
	}
	*ret = ahead->reading;
	return ahead->rc;
}

/* The first of them, or a weak one that stands wholly before it: "1781 May 26,
 * 1980" is one date, and no year. */
static int read_any(struct attempt *try, size_t from, struct ahead *ahead,
		    struct date_reading *ret)
{
	int rc = read_ahead(try, from, ahead, ret);
	struct date_reading found;

	if (read_tokens(try, from, true, &found) < 0)
		return rc;
	if (rc < 0 || found.end <= ret->start)
		*ret = found;
	return 0;
}

/* The first date from byte `from` on, with what is said around it; without
 * `ahead` no weak one. */
static int read_first(struct attempt *try, const struct date_tokens *tokens,
		      size_t from, struct ahead *ahead,
		      struct date_reading *ret)
{
	struct date_reading reading;
	int rc = ahead != NULL ? read_any(try, from, ahead, &reading)
			       : read_strong(try, from, &reading);

	if (rc < 0)
		return -1;
	reading.said_start = reading.start;
	reading.said_end = reading.end;
	reading_widen(try->text, tokens, &reading, -1);
	reading_widen(try->text, tokens, &reading, 1);
	reading.sure = reading.sure && reading.hedge == DATE_EXACT &&
		       !reading.season &&
		       reading_is_whole(try->text, tokens, &reading);
	*ret = reading;
	return 0;
}

int date_read(const char *text, int this_year, struct date_reading *ret)
{
	struct attempt try = {.text = text, .this_year = this_year};
	struct date_tokens tokens;
	int rc;

	date_tokens_read(text, &tokens);
	try.tokens = tokens.items;
	try.n = tokens.n;
	rc = read_first(&try, &tokens, 0, NULL, ret);
	date_tokens_done(&tokens);
	return rc;
}

int date_read_from(const char *text, size_t from, int this_year,
		   struct date_reading *ret)
{
	struct attempt try = {.text = text, .this_year = this_year};
	struct date_tokens tokens;
	struct ahead ahead = {0};
	int rc;

	date_tokens_read(text, &tokens);
	try.tokens = tokens.items;
	try.n = tokens.n;
	rc = read_first(&try, &tokens, from, &ahead, ret);
	date_tokens_done(&tokens);
	return rc;
}

size_t date_read_all(const char *text, int this_year, struct date_reading **ret)
{
	struct attempt try = {.text = text, .this_year = this_year};
	struct date_reading *items = NULL;
	size_t n = 0, cap = 0, from = 0;
	struct date_tokens tokens;
	struct date_reading reading;
	struct ahead ahead = {0};

	date_tokens_read(text, &tokens);
	try.tokens = tokens.items;
	try.n = tokens.n;
	while (read_first(&try, &tokens, from, &ahead, &reading) == 0) {
		ARRAY_GROW(items, n, cap);
		items[n++] = reading;
		from = reading.said_end > reading.end ? reading.said_end
						      : reading.end;
	}
	date_tokens_done(&tokens);
	*ret = items;
	return n;
}

bool date_is_definite(const struct date_reading *reading)
{
	return reading->hedge <= DATE_ABOUT && !reading->century_open;
}
