/*
 * test_date.c: dates as labels write them.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/mem.h"
#include "dwc/date/date.h"
#include "dwc/date/guess.h"
#include "tests/kit/rounds.h"

#define THIS_YEAR 2026

enum { PLAIN = 0, AMBIGUOUS = 1, TWO_DIGITS = 2 };

struct row {
	const char *text, *iso; /* NULL: no date */
	int marks;
	const char *read; /* the bytes that were read; NULL: all */
};

static void check_rows(const struct row *rows, size_t n)
{
	int wrong = 0;

	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[i];
		struct date_reading got = {.iso = "untouched"};
		int rc = date_read(row->text, THIS_YEAR, &got);
		const char *iso = rc == 0 ? got.iso : NULL;
		const char *read = row->read != NULL ? row->read : row->text;
		int marks = (got.ambiguous ? AMBIGUOUS : 0) |
			    (got.two_digit_year ? TWO_DIGITS : 0);

		if (rc < 0 && strcmp(got.iso, "untouched") != 0) {
			print_error("\"%s\": touched\n", row->text);
			wrong++;
		}
		if ((iso == NULL) != (row->iso == NULL) ||
		    (iso != NULL && strcmp(iso, row->iso) != 0)) {
			print_error("\"%s\": %s, not %s\n", row->text,
				    iso != NULL ? iso : "none",
				    row->iso != NULL ? row->iso : "none");
			wrong++;
		} else if (iso != NULL && marks != row->marks) {
			print_error("\"%s\": marks %d\n", row->text, marks);
			wrong++;
		} else if (iso != NULL &&
			   (got.end - got.start != strlen(read) ||
			    strncmp(row->text + got.start, read,
				    strlen(read)) != 0)) {
			print_error("\"%s\": read \"%.*s\"\n", row->text,
				    (int)(got.end - got.start),
				    row->text + got.start);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

#define CHECK(rows) check_rows(rows, ARRAY_LEN(rows))

static void test_iso(void **state)
{
	static const struct row rows[] = {
		{"1935-06-27", "1935-06-27", PLAIN, NULL},
		{"1935-06", "1935-06", PLAIN, NULL},
		{"1935", "1935", PLAIN, NULL},
		{"1935-06-27/1935-06-29", "1935-06-27/1935-06-29", PLAIN, NULL},
		{"1935-06/1935-07", "1935-06/1935-07", PLAIN, NULL},
		{"1935/1936", "1935/1936", PLAIN, NULL},
		{"1935-06-27T10:30:00Z", "1935-06-27", PLAIN, NULL},
		{"1935-06-27 10:30:00", "1935-06-27", PLAIN, NULL},
		{"1935-06-27T10:30:00+02:00", "1935-06-27", PLAIN, NULL},
		{"seen 1935-06-27.", "1935-06-27", PLAIN, "1935-06-27"},
		{"1935-06-27 12", "1935-06-27", PLAIN, "1935-06-27"},
		{"1936-02-29", "1936-02-29", PLAIN, NULL},
		{"1935-02-29", NULL, PLAIN, NULL},
		{"1900-02-29", NULL, PLAIN, NULL},
		{"2000-02-29", "2000-02-29", PLAIN, NULL},
		{"1935-13-27", NULL, PLAIN, NULL},
		{"1935-00-27", NULL, PLAIN, NULL},
		{"1935-06-31", NULL, PLAIN, NULL},
		{"2087-08-20", NULL, PLAIN, NULL},
		{"0935-06-27", NULL, PLAIN, NULL},
		{"A1935-06-27", NULL, PLAIN, NULL},
		{"1935-06-27-5", NULL, PLAIN, NULL},
	};

	CHECK(rows);
}

static void test_english(void **state)
{
	static const struct row rows[] = {
		{"June 27, 1935", "1935-06-27", PLAIN, NULL},
		{"27 June 1935", "1935-06-27", PLAIN, NULL},
		{"27 June, 1935", "1935-06-27", PLAIN, NULL},
		{"27th June 1935", "1935-06-27", PLAIN, NULL},
		{"27th of June, 1935", "1935-06-27", PLAIN, NULL},
		{"June 27th, 1935", "1935-06-27", PLAIN, NULL},
		{"June the 1st 1935", "1935-06-01", PLAIN, NULL},
		{"2nd Aug. 1935", "1935-08-02", PLAIN, NULL},
		{"3rd Sept. 1935", "1935-09-03", PLAIN, NULL},
		{"Aug. 20, 1987", "1987-08-20", PLAIN, NULL},
		{"Aug.20,1987", "1987-08-20", PLAIN, NULL},
		{"AUG 20 1987", "1987-08-20", PLAIN, NULL},
		{"20Aug1987", "1987-08-20", PLAIN, NULL},
		{"20-Aug-1987", "1987-08-20", PLAIN, NULL},
		{"20/Aug/87", "1987-08-20", TWO_DIGITS, NULL},
		{"20-AUG-87", "1987-08-20", TWO_DIGITS, NULL},
		{"Aug 14 63", "1963-08-14", TWO_DIGITS, NULL},
		{"Aug. 14, '63", "1963-08-14", TWO_DIGITS, "Aug. 14, '63"},
		{"14 August 1963.", "1963-08-14", PLAIN, "14 August 1963"},
		{"Friday, 27 June 1935", "1935-06-27", PLAIN, "27 June 1935"},
		{"Date: June 27, 1935 Coll.", "1935-06-27", PLAIN,
		 "June 27, 1935"},
		{"1935 June 27", "1935-06-27", PLAIN, NULL},
		{"1935, June 27th", "1935-06-27", PLAIN, NULL},
		{"18 September 1984", "1984-09-18", PLAIN, NULL},
		{"Septem. 3, 1901", "1901-09-03", PLAIN, NULL},
		{"No. 84 June 27, 1935", "1935-06-27", PLAIN, "June 27, 1935"},
		{"May 3 1950", "1950-05-03", PLAIN, NULL},
		{"June\n27,\n1935", "1935-06-27", PLAIN, NULL},
	};

	CHECK(rows);
}

static void test_other_languages(void **state)
{
	static const struct row rows[] = {
		{"27 juin 1935", "1935-06-27", PLAIN, NULL},
		{"1er juillet 1902", "1902-07-01", PLAIN, NULL},
		{"le 3 ao\xc3\xbbt 1890", "1890-08-03", PLAIN,
		 "3 ao\xc3\xbbt 1890"},
		{"12 f\xc3\xa9vr. 1911", "1911-02-12", PLAIN, NULL},
		{"12 F\xc3\x89VRIER 1911", "1911-02-12", PLAIN, NULL},
		{"5 janv. 1911", "1911-01-05", PLAIN, NULL},
		{"5 d\xc3\xa9"
		 "c. 1911",
		 "1911-12-05", PLAIN, NULL},
		{"8 avril 1911", "1911-04-08", PLAIN, NULL},
		{"13. Juli 1902", "1902-07-13", PLAIN, NULL},
		{"13.Juli 1902", "1902-07-13", PLAIN, NULL},
		{"den 4. M\xc3\xa4rz 1888", "1888-03-04", PLAIN,
		 "4. M\xc3\xa4rz 1888"},
		{"4. Mrz. 1888", "1888-03-04", PLAIN, NULL},
		{"24. Dez. 1899", "1899-12-24", PLAIN, NULL},
		{"1. Mai 1899", "1899-05-01", PLAIN, NULL},
		{"30. Okt. 1899", "1899-10-30", PLAIN, NULL},
		{"6. J\xc3\xa4nner 1899", "1899-01-06", PLAIN, NULL},
		{"5 de mayo de 1954", "1954-05-05", PLAIN, NULL},
		{"5 de enero del 2001", "2001-01-05", PLAIN, NULL},
		{"1\xc2\xba de agosto 1954", "1954-08-01", PLAIN, NULL},
		{"9 dic. 1954", "1954-12-09", PLAIN, NULL},
		{"9 ene. 1954", "1954-01-09", PLAIN, NULL},
		{"9 setiembre 1954", "1954-09-09", PLAIN, NULL},
		{"12 Julii 1823", "1823-07-12", PLAIN, NULL},
		{"12 Junio 1823", "1823-06-12", PLAIN, NULL},
		{"3 Octobris 1823", "1823-10-03", PLAIN, NULL},
		{"3 Martii 1823", "1823-03-03", PLAIN, NULL},
		{"3 8bre 1823", "1823-10-03", PLAIN, NULL},
		{"jui 3 1935", NULL, PLAIN, NULL},
	};

	CHECK(rows);
}

static void test_roman(void **state)
{
	static const struct row rows[] = {
		{"27.vi.1935", "1935-06-27", PLAIN, NULL},
		{"27-VI-1935", "1935-06-27", PLAIN, NULL},
		{"27 VI 1935", "1935-06-27", PLAIN, NULL},
		{"27/vi/35", "1935-06-27", TWO_DIGITS, NULL},
		{"14-VIII-63", "1963-08-14", TWO_DIGITS, NULL},
		{"14.viii.63", "1963-08-14", TWO_DIGITS, NULL},
		{"27. VI. 1935", "1935-06-27", PLAIN, NULL},
		{"27vi1935", "1935-06-27", PLAIN, NULL},
		{"1.I.1935", "1935-01-01", PLAIN, NULL},
		{"1.i.1935", "1935-01-01", PLAIN, NULL},
		{"5.v.1935", "1935-05-05", PLAIN, NULL},
		{"5 V 1935", "1935-05-05", PLAIN, NULL},
		{"5-X-1935", "1935-10-05", PLAIN, NULL},
		{"2.ii.1900", "1900-02-02", PLAIN, NULL},
		{"3.iii.1900", "1900-03-03", PLAIN, NULL},
		{"4.iv.1900", "1900-04-04", PLAIN, NULL},
		{"7.vii.1900", "1900-07-07", PLAIN, NULL},
		{"9.IX.1900", "1900-09-09", PLAIN, NULL},
		{"11.xi.1900", "1900-11-11", PLAIN, NULL},
		{"12.XII.1900", "1900-12-12", PLAIN, NULL},
		{"VI-27-1935", "1935-06-27", PLAIN, NULL},
		{"14.Vlll.1963", "1963-08-14", PLAIN, NULL},
		{"VI.1935", "1935-06", PLAIN, NULL},
		{"27 x 35", NULL, PLAIN, NULL},
		{"27 x 1935", NULL, PLAIN, NULL},
		{"27.xiii.1935", NULL, PLAIN, NULL},
		{"27.iiii.1935", NULL, PLAIN, NULL},
		{"31.vi.1935", NULL, PLAIN, NULL},
		/* an I that was taken for a digit */
		{"21-V1-1988", "1988-06-21", PLAIN, NULL},
		{"21.1X.1988", "1988-09-21", PLAIN, NULL},
		{"3 X11 1901", "1901-12-03", PLAIN, NULL},
		{"3-V111-1901", "1901-08-03", PLAIN, NULL},
		{"V1 12", NULL, PLAIN, NULL},
	};

	CHECK(rows);
}

static void test_numeric(void **state)
{
	static const struct row rows[] = {
		{"20/8/87", "1987-08-20", TWO_DIGITS, NULL},
		{"8/20/87", "1987-08-20", TWO_DIGITS, NULL},
		{"20.8.1987", "1987-08-20", PLAIN, NULL},
		{"20. 8. 1987", "1987-08-20", PLAIN, NULL},
		{"20-8-1987", "1987-08-20", PLAIN, NULL},
		{"3/4/1935", "1935-04-03", AMBIGUOUS, NULL},
		{"3/4/35", "1935-04-03", AMBIGUOUS | TWO_DIGITS, NULL},
		{"03.04.1935", "1935-04-03", AMBIGUOUS, NULL},
		{"4/4/1935", "1935-04-04", PLAIN, NULL},
		{"1935/6/27", "1935-06-27", PLAIN, NULL},
		{"1935.06.07", "1935-06-07", PLAIN, NULL},
		{"1935-6-27", "1935-06-27", PLAIN, NULL},
		{"13/13/1935", NULL, PLAIN, NULL},
		{"30/2/1935", NULL, PLAIN, NULL},
		{"31/4/1935", NULL, PLAIN, NULL},
		{"20/8-87", NULL, PLAIN, NULL},
		{"1.20.8.1987", NULL, PLAIN, NULL},
		{"20.8.1987.3", NULL, PLAIN, NULL},
		{"6/1935", "1935-06", PLAIN, NULL},
		{"06-1935", "1935-06", PLAIN, NULL},
		{"1935/6", "1935-06", PLAIN, NULL},
	};

	CHECK(rows);
}

/* Two digits are the latest such year that is not to come. */
static void test_two_digit_years(void **state)
{
	static const struct row rows[] = {
		{"1 June 25", "2025-06-01", TWO_DIGITS, NULL},
		{"1 June 26", "2026-06-01", TWO_DIGITS, NULL},
		{"1 June 27", "1927-06-01", TWO_DIGITS, NULL},
		{"1 June 99", "1999-06-01", TWO_DIGITS, NULL},
		{"1 June 00", "2000-06-01", TWO_DIGITS, NULL},
		{"June '35", "1935-06", TWO_DIGITS, NULL},
		{"June \xe2\x80\x99"
		 "35",
		 "1935-06", TWO_DIGITS, NULL},
		{"June 35", NULL, PLAIN, NULL},
		{"June 27", NULL, PLAIN, NULL},
	};
	struct date_reading got;

	CHECK(rows);
	assert_int_equal(date_read("1 June 99", 1999, &got), 0);
	assert_string_equal(got.iso, "1999-06-01");
	assert_int_equal(date_read("1 June 99", 1998, &got), 0);
	assert_string_equal(got.iso, "1899-06-01");
}

static void test_parts(void **state)
{
	static const struct row rows[] = {
		{"June 1935", "1935-06", PLAIN, NULL},
		{"June, 1935", "1935-06", PLAIN, NULL},
		{"__ June 1935", "1935-06", PLAIN, "June 1935"},
		{"1935 June", "1935-06", PLAIN, NULL},
		{"Regina, Aug. 1935", "1935-08", PLAIN, "Aug. 1935"},
		{"Summer 1935", "1935", PLAIN, "1935"},
		{"\xc3\xa9t\xc3\xa9 1935", "1935", PLAIN, "1935"},
		{"ca. 1935", "1935", PLAIN, "1935"},
		{"[1935]", "1935", PLAIN, "1935"},
		{"1935?", "1935", PLAIN, "1935"},
		{"1935-1936", "1935/1936", PLAIN, NULL},
		{"1935 to 1936", "1935/1936", PLAIN, NULL},
	};

	CHECK(rows);
}

static void test_ranges(void **state)
{
	static const struct row rows[] = {
		{"12-14 July 1931", "1931-07-12/1931-07-14", PLAIN, NULL},
		{"12\xe2\x80\x93"
		 "14 July 1931",
		 "1931-07-12/1931-07-14", PLAIN, NULL},
		{"12 - 14 July, 1931", "1931-07-12/1931-07-14", PLAIN, NULL},
		{"12/14 July 1931", "1931-07-12/1931-07-14", PLAIN, NULL},
		{"12 & 14 July 1931", "1931-07-12/1931-07-14", PLAIN, NULL},
		{"12 to 14 July 1931", "1931-07-12/1931-07-14", PLAIN, NULL},
		{"12. bis 14. Juli 1931", "1931-07-12/1931-07-14", PLAIN, NULL},
		{"12 au 14 juillet 1931", "1931-07-12/1931-07-14", PLAIN, NULL},
		{"12 al 14 de julio de 1931", "1931-07-12/1931-07-14", PLAIN,
		 NULL},
		{"July 12-14, 1931", "1931-07-12/1931-07-14", PLAIN, NULL},
		{"July 12th to 14th, 1931", "1931-07-12/1931-07-14", PLAIN,
		 NULL},
		{"12-14.vii.1931", "1931-07-12/1931-07-14", PLAIN, NULL},
		{"12-14.7.1931", "1931-07-12/1931-07-14", PLAIN, NULL},
		{"12.-14.7.1931", "1931-07-12/1931-07-14", PLAIN, NULL},
		{"30 June - 2 July 1931", "1931-06-30/1931-07-02", PLAIN, NULL},
		{"30.vi-2.vii.1931", "1931-06-30/1931-07-02", PLAIN, NULL},
		{"June 30 - July 2, 1931", "1931-06-30/1931-07-02", PLAIN,
		 NULL},
		{"28 Dec 1934 - 2 Jan 1935", "1934-12-28/1935-01-02", PLAIN,
		 NULL},
		{"June-July 1935", "1935-06/1935-07", PLAIN, NULL},
		{"June, July and August, 1935", "1935-06/1935-08", PLAIN, NULL},
		{"JUNE, JULY & SEPT. 1935", "1935-06/1935-09", PLAIN, NULL},
		{"July, June and August 1935", "1935-06/1935-08", PLAIN,
		 "June and August 1935"},
		{"July and Aug. 1935", "1935-07/1935-08", PLAIN, NULL},
		{"14-12 July 1931", "1931-07-12", PLAIN, "12 July 1931"},
	};

	CHECK(rows);
}

static void test_misread(void **state)
{
	static const struct row rows[] = {
		{"l0 June 1935", "1935-06-10", PLAIN, NULL},
		{"1O June 1935", "1935-06-10", PLAIN, NULL},
		{"lO June 1935", "1935-06-10", PLAIN, NULL},
		{"I4 June 1935", "1935-06-14", PLAIN, NULL},
		{"2Oth June 1935", "1935-06-20", PLAIN, NULL},
		{"lst June 1935", "1935-06-01", PLAIN, NULL},
		{"June 27, l935", "1935-06-27", PLAIN, NULL},
		{"June 27, 196O", "1960-06-27", PLAIN, NULL},
		{"27 Ju1y 1935", "1935-07-27", PLAIN, NULL},
		{"3 0ct. 1935", "1935-10-03", PLAIN, NULL},
		{"3 Apri1 1935", "1935-04-03", PLAIN, NULL},
		{"3 Auguat 1935", "1935-08-03", PLAIN, NULL},
		{"Septembcr 3, 1935", "1935-09-03", PLAIN, NULL},
		{"dune 26, 1936", "1936-06-26", PLAIN, NULL},
		{"Tuly 9, 1937", "1937-07-09", PLAIN, NULL},
		{"Sent. 21, 1972", "1972-09-21", PLAIN, NULL},
		{"Ang. 8, 1984", "1984-08-08", PLAIN, NULL},
		{"Aucuet 14, 1963", "1963-08-14", PLAIN, NULL},
		{"Octobcr. 3, 1935", "1935-10-03", PLAIN, NULL},
		{"Juny 24, 1985", NULL, PLAIN, NULL},
		{"Nocmber 3, 1935", "1935-11-03", PLAIN, NULL},
		{"tune 12", NULL, PLAIN, NULL},
		{"dune 1936", NULL, PLAIN, NULL},
		{"3 Auguat 35", NULL, PLAIN, NULL},
		{"Marsh 12 1935", NULL, PLAIN, NULL},
		{"2O/8/87", NULL, PLAIN, NULL},
		{"lO", NULL, PLAIN, NULL},
	};

	CHECK(rows);
}

/* What stands around a date: where it begins with that, what it is then, and
 * whether anything is left that was not understood. */
static void test_around(void **state)
{
	static const struct {
		const char *text, *iso, *said;
		enum date_hedge hedge;
		bool season, sure;
	} rows[] = {
		{"June 27, 1935", "1935-06-27", "June 27, 1935", DATE_EXACT,
		 false, true},
		{"Thursday, June 27, 1935.", "1935-06-27", "June 27, 1935",
		 DATE_EXACT, false, true},
		{"Spring 1888", "1888", "Spring 1888", DATE_EXACT, true, false},
		{"Summer of 1888", "1888", "Summer of 1888", DATE_EXACT, true,
		 false},
		{"before 1890", "1890", "before 1890", DATE_BEFORE, false,
		 false},
		{"prior to 1890", "1890", "prior to 1890", DATE_BEFORE, false,
		 false},
		{"not before 1890", "1890", "not before 1890", DATE_BEFORE,
		 false, false},
		{"vor 1890", "1890", "vor 1890", DATE_BEFORE, false, false},
		{"after June 5, 1890", "1890-06-05", "after June 5, 1890",
		 DATE_AFTER, false, false},
		{"ca. 1890", "1890", "ca. 1890", DATE_ABOUT, false, false},
		{"1890-", "1890", "1890", DATE_EXACT, false, false},
		{"[1890]", "1890", "1890", DATE_EXACT, false, false},
		{"June 5, 1932; Sept 1, 1940", "1932-06-05", "June 5, 1932",
		 DATE_EXACT, false, false},
		{"28 June - 2 July 1935", "1935-06-28/1935-07-02",
		 "28 June - 2 July 1935", DATE_EXACT, false, true},
		{"FEB. 11, 12, 1914", "1914-02-11/1914-02-12",
		 "FEB. 11, 12, 1914", DATE_EXACT, false, false},
		{"11, 12 février 1914", "1914-02-11/1914-02-12",
		 "11, 12 février 1914", DATE_EXACT, false, false},
		{"5 & 7 June 1932", "1932-06-05/1932-06-07", "5 & 7 June 1932",
		 DATE_EXACT, false, false},
		{"1935-06-27T00:00/1935-06-29T00:00", "1935-06-27/1935-06-29",
		 "1935-06-27T00:00/1935-06-29T00:00", DATE_EXACT, false, true},
		{"1935-06-27/29", "1935-06-27/1935-06-29", "1935-06-27/29",
		 DATE_EXACT, false, true},
		{"1935-06/08", "1935-06/1935-08", "1935-06/08", DATE_EXACT,
		 false, true},
		{"1935-06-27 to 1935-06-29", "1935-06-27/1935-06-29",
		 "1935-06-27 to 1935-06-29", DATE_EXACT, false, true},
		{"1935-06-27/25", "1935-06-27", "1935-06-27", DATE_EXACT, false,
		 false},
		{"1781 May 26, 1980", "1980-05-26", "May 26, 1980", DATE_EXACT,
		 false, false},
		{"ler juillet 1935", "1935-07-01", "ler juillet 1935",
		 DATE_EXACT, false, true},
		{"3/4/1935", "1935-04-03", "3/4/1935", DATE_EXACT, false,
		 false},
		{"20/06/47", "1947-06-20", "20/06/47", DATE_EXACT, false,
		 false},
		{"Tuly 9, 1937", "1937-07-09", "Tuly 9, 1937", DATE_EXACT,
		 false, false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *text = rows[i].text;
		struct date_reading got;
		size_t len = strlen(rows[i].said);

		if (date_read(text, THIS_YEAR, &got) < 0)
			fail_msg("\"%s\": none", text);
		if (strcmp(got.iso, rows[i].iso) != 0 ||
		    got.said_end - got.said_start != len ||
		    strncmp(text + got.said_start, rows[i].said, len) != 0 ||
		    got.hedge != rows[i].hedge ||
		    got.season != rows[i].season || got.sure != rows[i].sure)
			fail_msg("\"%s\": %s, \"%.*s\", hedge %d, season %d, "
				 "sure %d",
				 text, got.iso,
				 (int)(got.said_end - got.said_start),
				 text + got.said_start, (int)got.hedge,
				 got.season, got.sure);
	}
}

/* What looks a little like a date and is none. */
static void test_no_dates(void **state)
{
	static const struct row rows[] = {
		{"", NULL, PLAIN, NULL},
		{"   ", NULL, PLAIN, NULL},
		{"50-8-15 W, W3 RM 496", NULL, PLAIN, NULL},
		{"12-8-15 W", NULL, PLAIN, NULL},
		{"12-8-15 W3", NULL, PLAIN, NULL},
		{"Sec. 12-8-15", NULL, PLAIN, NULL},
		{"T15N R6E. 19 Sep 1990", "1990-09-19", PLAIN, "19 Sep 1990"},
		{"R6 E. 6E. 19 Sep 1990", "1990-09-19", PLAIN, "19 Sep 1990"},
		{"6V1930", "1930-05-06", PLAIN, NULL},
		{"SW 12-8-15", NULL, PLAIN, NULL},
		{"RM 496", NULL, PLAIN, NULL},
		{"No. 84", NULL, PLAIN, NULL},
		{"No. 1935 Regina", NULL, PLAIN, NULL},
		{"0.8 mi e. on Hwy 33", NULL, PLAIN, NULL},
		{"Alt. 1800 m", NULL, PLAIN, NULL},
		{"1800 m", NULL, PLAIN, NULL},
		{"June 27, 12 km N of Regina", NULL, PLAIN, NULL},
		{"52.10.30 N", NULL, PLAIN, NULL},
		{"50\xc2\xb0 8' 15\"", NULL, PLAIN, NULL},
		{"2809", NULL, PLAIN, NULL},
		{"84", NULL, PLAIN, NULL},
		{"June", NULL, PLAIN, NULL},
		{"30 February 1935", NULL, PLAIN, NULL},
		{"31 June 1935", NULL, PLAIN, NULL},
		{"0 June 1935", "1935-06", PLAIN, "June 1935"},
		{"27 June 2087", NULL, PLAIN, NULL},
		{"27 June 193", NULL, PLAIN, NULL},
		{"Flowers yellow with wine spot", NULL, PLAIN, NULL},
		{"DAO 280276", NULL, PLAIN, NULL},
		{"54 kms N of Glaslyn", NULL, PLAIN, NULL},
		{"W3 19-2-20", NULL, PLAIN, NULL},
		{"may be 12 plants", NULL, PLAIN, NULL},
	};

	CHECK(rows);
}

/* The day between a number and a full year is the day. */
static void test_number_before(void **state)
{
	static const struct row rows[] = {
		{"14 June 27, 1935", "1935-06-27", PLAIN, "June 27, 1935"},
		{"Coll. No. 14, Aug 3 1935 det. 5 May 1960", "1935-08-03",
		 PLAIN, "Aug 3 1935"},
	};

	CHECK(rows);
}

static void test_is_iso(void **state)
{
	static const char *const good[] = {
		"1935", "1935-06",    "1935-06-27", "1935-06-27/1935-06-29",
		"2087", "2400-02-29",
	};
	static const char *const bad[] = {
		"",
		"193",
		"1935-6",
		"1935-06-31",
		"June 1935",
		"1935-06-27T",
		"1935-06-27 ",
		"1935/1934",
		"1935-06-27/",
		"2500-02-29",
		"0000",
		" 1935",
	};

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (!date_is_iso(good[i]))
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (date_is_iso(bad[i]))
			fail_msg("%s", bad[i]);
}

static void test_year(void **state)
{
	assert_int_equal(date_year("1935-06-27"), 1935);
	assert_int_equal(date_year("2809"), 2809);
	assert_int_equal(date_year("1935/1936"), 1935);
	assert_int_equal(date_year("June 1935"), 0);
	assert_int_equal(date_year(""), 0);
	assert_int_equal(date_year("193"), 0);
}

/* Every day of a leap and a common year, written in five ways. */
static void test_every_day(void **state)
{
	static const char *const names[] = {"January", "February", "March",
					    "April",   "May",	   "June",
					    "July",    "August",   "September",
					    "October", "November", "December"};
	static const char *const roman[] = {"i",  "ii", "iii", "iv",
					    "v",  "vi", "vii", "viii",
					    "ix", "x",	"xi",  "xii"};
	int count = 0;

	for (int year = 1935; year <= 1936; year++)
		for (int m = 1; m <= 12; m++)
			for (int d = 1; d <= 31; d++) {
				char iso[32], texts[5][48];
				struct date_reading got;

				snprintf(iso, sizeof(iso), "%d-%02d-%02d", year,
					 m, d);
				snprintf(texts[0], sizeof(texts[0]), "%s", iso);
				snprintf(texts[1], sizeof(texts[1]), "%d %s %d",
					 d, names[m - 1], year);
				snprintf(texts[2], sizeof(texts[2]),
					 "%.3s. %d, %d", names[m - 1], d, year);
				snprintf(texts[3], sizeof(texts[3]), "%d.%s.%d",
					 d, roman[m - 1], year);
				snprintf(texts[4], sizeof(texts[4]), "%d/%d/%d",
					 year, m, d);
				if (!date_is_iso(iso)) {
					count++;
					continue;
				}
				for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
					if (date_read(texts[i], THIS_YEAR,
						      &got) < 0 ||
					    strcmp(got.iso, iso) != 0)
						fail_msg("%s", texts[i]);
				}
			}
	assert_int_equal(count, 2 * 372 - 365 - 366);
}

/* Twelve months of a language. */
static const char *const months[][12] = {
	{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio",
	 "agosto", "settembre", "ottobre", "novembre", "dicembre"},
	{"genn.", "febbr.", "mar.", "apr.", "magg.", "giu.", "lug.",
	 "ag\xc3\xb3s.", "sett.", "ott.", "nov.", "dic."},
	{"janeiro", "fevereiro", "mar\xc3\xa7o", "abril", "maio", "junho",
	 "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
	{"jan.", "fev.", "mar.", "abr.", "maio", "jun.", "jul.", "ago.", "set.",
	 "out.", "nov.", "dez."},
	{"januari", "februari", "maart", "april", "mei", "juni", "juli",
	 "augustus", "september", "oktober", "november", "december"},
	{"januari", "februari", "mars", "april", "maj", "juni", "juli",
	 "augusti", "september", "oktober", "november", "december"},
	{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august",
	 "september", "oktober", "november", "december"},
	{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august",
	 "september", "oktober", "november", "desember"},
	{"tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta",
	 "kes\xc3\xa4kuuta", "hein\xc3\xa4kuuta", "elokuuta", "syyskuuta",
	 "lokakuuta", "marraskuuta", "joulukuuta"},
	{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
	 "agosto", "setiembre", "octubre", "noviembre", "diciembre"},
	{"janvier", "f\xc3\xa9vrier", "mars", "avril", "mai", "juin", "juillet",
	 "ao\xc3\xbbt", "septembre", "octobre", "novembre",
	 "d\xc3\xa9"
	 "cembre"},
	{"J\xc3\xa4nner", "Feber", "M\xc3\xa4rz", "April", "Mai", "Juni",
	 "Juli", "August", "Sept.", "Okt.", "Nov.", "Dez."},
	{"Januarii", "Februarii", "Martii", "Aprilis", "Maji", "Junii", "Julii",
	 "Augusti", "Septembris", "Octobris", "Novembris", "Decembris"},
};

static void test_months(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(months); i++)
		for (int m = 0; m < 12; m++) {
			struct date_reading got;
			char text[64], iso[16];

			snprintf(text, sizeof(text), "5. %s 1935",
				 months[i][m]);
			snprintf(iso, sizeof(iso), "1935-%02d-05", m + 1);
			if (date_read(text, THIS_YEAR, &got) < 0 ||
			    strcmp(got.iso, iso) != 0)
				fail_msg("\"%s\"", text);
		}
}

static void test_more_languages(void **state)
{
	static const struct row rows[] = {
		{"1er juillet 1935", "1935-07-01", 0, NULL},
		{"le 1er ao\xc3\xbbt 1935", "1935-08-01", 0,
		 "1er ao\xc3\xbbt 1935"},
		{"1\xc2\xb0 luglio 1935", "1935-07-01", 0, NULL},
		{"1\xc2\xba de julho de 1935", "1935-07-01", 0, NULL},
		{"5 e 6 maggio 1935", "1935-05-05/1935-05-06", 0, NULL},
		{"dal 28 giugno al 2 luglio 1935", "1935-06-28/1935-07-02", 0,
		 "28 giugno al 2 luglio 1935"},
		{"28 juni tot 2 juli 1935", "1935-06-28/1935-07-02", 0, NULL},
		{"28 de junho a 2 de julho de 1935", "1935-06-28/1935-07-02", 0,
		 NULL},
		{"14.viii.1969", "1969-08-14", 0, NULL},
		{"10-V-98", "1998-05-10", TWO_DIGITS, NULL},
		{"set 1935", NULL, 0, NULL},
		{"Marco 1935", NULL, 0, NULL},
		{"mei 1935", "1935-05", 0, NULL},
	};

	(void)state;
	CHECK(rows);
}

static void test_century(void **state)
{
	static const struct {
		const char *text;
		bool open;
	} rows[] = {
		{"7/20/25", true},	 {"14-VIII-63", false},
		{"10-V-98", false},	 {"June 5, '26", true},
		{"7/20/1925", false},	 {"28.6.-2.7.25", true},
		{"20 June 1925", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct date_reading got = {0};

		if (date_read(rows[i].text, THIS_YEAR, &got) == 0 &&
		    (got.century_open != rows[i].open ||
		     date_is_definite(&got) == rows[i].open))
			fail_msg("\"%s\" is %s", rows[i].text, got.iso);
	}
}

/* Dates amid other words, one after another. */
static void test_read_all(void **state)
{
	static const struct {
		const char *text, *isos;
	} rows[] = {
		{"Coll. 1781 May 26, 1980 det. 1985", "1980-05-26 1985"},
		{"in 1888, spring", "1888"},
		{"Sammler 12. Juli 1902; revid. 1935-06-27", "1902-07-12 "
							     "1935-06-27"},
		{"no date here 12 m", ""},
		{"1835/6", "1835-06"},
		{"Spring 1888 and Autumn 1889", "1888 1889"},
		{"27.vi.1935 28.vi.1936", "1935-06-27 1936-06-28"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char isos[128] = "";
		struct date_reading *got;
		size_t n = date_read_all(rows[i].text, THIS_YEAR, &got);

		for (size_t k = 0, at = 0; k < n; k++) {
			assert_true(got[k].start >= at &&
				    got[k].end > got[k].start);
			if (isos[0] != '\0')
				strcat(isos, " ");
			strcat(isos, got[k].iso);
			at = got[k].end;
		}
		free(got);
		assert_string_equal(isos, rows[i].isos);
	}
}

/* Any bytes at all: no crash, and what is read is a date within the text. */
static void test_noise(void **state)
{
	static const char *const pieces[] = {
		"1", "27",	 "1935", "June", "vi",		"X",
		".", "-",	 "/",	 " ",	 "'",		"l",
		"O", "th",	 "to",	 "de",	 ",",		"35",
		"8", "\xc3\xa9", "\xff", "0ct",	 "999999999999"};
	int rounds = rounds_of(200000);
	uint64_t seed = 7;

	for (int i = 0; i < rounds; i++) {
		char text[128] = "";
		struct date_reading got;

		for (int n = 0; n < 8; n++) {
			seed = seed * 6364136223846793005u +
			       1442695040888963407u;
			strcat(text, pieces[(seed >> 33) % ARRAY_LEN(pieces)]);
		}
		if (date_read(text, THIS_YEAR, &got) < 0)
			continue;
		if (!date_is_iso(got.iso) || got.end > strlen(text) ||
		    got.start >= got.end || date_year(got.iso) < 1500 ||
		    date_year(got.iso) > THIS_YEAR)
			fail_msg("\"%s\" gives %s", text, got.iso);
	}
}

/* The days that may be meant where the month was misread; none where one is read
 * or nothing is near. */
static void test_guesses(void **state)
{
	static const struct {
		const char *text, *days, *month;
	} rows[] = {
		{"11 aogt 1966", "1966-08-11", "aogt"},
		{"leg. Alex, Mazc 14, 1963, roadside", "1963-03-14", "Mazc"},
		{"3 Mat 1950", "1950-03-03 1950-05-03", "Mat"},
		{"12 Jnn. 1931", "1931-01-12 1931-06-12", "Jnn"},
		{"7. Fevrjer 1902", "1902-02-07", "Fevrjer"},
		{"5 de enaro de 1954", "1954-01-05", "enaro"},
		{"30 Jnn 1931", "1931-01-30 1931-06-30", "Jnn"},
		{"31 Jnn 1931", "1931-01-31", "Jnn"},
		{"4.VIH.1911", "1911-07-04", "VIH"},
		{"Aucuet 14, 63", "1963-08-14", "Aucuet"},
		{"11 August 1966", "", ""},
		{"22 fl 1963", "", ""},
		{"11 Saskatoon 1966", "", ""},
		{"aogt 1966", "", ""},
		{"11 aogt", "", ""},
		{"32 aogt 1966", "", ""},
		{"11 aogt 25", "", ""},
		{"", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct date_guess guesses[DATE_GUESSES];
		size_t n = date_guess(rows[i].text, THIS_YEAR, guesses);
		struct bytes days CLEANUP(bytes_done) = {0};
		struct bytes month CLEANUP(bytes_done) = {0};

		bytes_append_str(&days, "");
		bytes_append_str(&month, "");
		for (size_t k = 0; k < n; k++) {
			const char *text = rows[i].text;

			bytes_printf(&days, "%s%s", k > 0 ? " " : "",
				     guesses[k].iso);
			bytes_clear(&month);
			bytes_append(&month, text + guesses[k].month,
				     guesses[k].month_end - guesses[k].month);
			assert_true(guesses[k].start <= guesses[k].month &&
				    guesses[k].month_end <= guesses[k].end &&
				    guesses[k].end <= strlen(text));
		}
		assert_string_equal(days.data, rows[i].days);
		assert_string_equal(month.data, rows[i].month);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_iso),
		cmocka_unit_test(test_english),
		cmocka_unit_test(test_other_languages),
		cmocka_unit_test(test_roman),
		cmocka_unit_test(test_numeric),
		cmocka_unit_test(test_two_digit_years),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_misread),
		cmocka_unit_test(test_no_dates),
		cmocka_unit_test(test_number_before),
		cmocka_unit_test(test_around),
		cmocka_unit_test(test_is_iso),
		cmocka_unit_test(test_year),
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_months),
		cmocka_unit_test(test_more_languages),
		cmocka_unit_test(test_century),
		cmocka_unit_test(test_read_all),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_guesses),
	};

	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
