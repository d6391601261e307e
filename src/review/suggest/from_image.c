/*
 * from_image.c: the catalogue number in the name of a sheet's image: houses
 * name pictures by it ("NY_01498025.jpg", "TENN-L-0000013_lg.jpg"). See
 * gather.h.
 *
 * 1. Offered are the name without what counts or sizes pictures, and its longest
 *    run of figures: whether the mark of the house belongs to the number is
 *    the house's affair. What is shaped as the run's numbers comes first.
 * 2. What a camera, a clock or a checksum made is not a number of a sheet.
 */
#include "config.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/catalogue/shape.h"
#include "dwc/context/run_words.h"
#include "review/suggest/gather.h"

#define NUMBER_FIGURES 5  /* of a number of a collection, at least */
#define NUMBER_MOST    20 /* figures of one; more are a checksum's, a clock's */
#define SUFFIX_LETTERS 4  /* "_lg", "-back" */
#define SUFFIX_FIGURES 2  /* "_1" */
#define WORTH_IMAGE    0.3
#define WORTH_SHAPED   0.3 /* more, by the share of the run's shaped so */

/* The name without its directories and its ending. Owned. */
static char *image_stem(const char *image)
{
	const char *slash = strrchr(image, '/');
	const char *name = slash != NULL ? slash + 1 : image;
	const char *dot = strrchr(name, '.');

	return dot != NULL && dot > name
		       ? mem_strndup(name, (size_t)(dot - name))
		       : mem_strdup(name);
}

static size_t figures_of(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += isdigit((unsigned char)text[i]) != 0;
	return n;
}

static size_t letters_of(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += isalpha((unsigned char)text[i]) != 0;
	return n;
}

/* Bytes without the last part, where that counts or sizes pictures. */
static size_t stem_cut(const char *stem, size_t len)
{
	size_t at = len, part, figures, letters;

	while (at > 0 && strchr("_- .", stem[at - 1]) == NULL)
		at--;
	part = len - at;
	figures = figures_of(stem + at, part);
	letters = letters_of(stem + at, part);
	if (at == 0 || figures + letters != part ||
	    (letters == 0 ? figures > SUFFIX_FIGURES
			  : figures > 0 || letters > SUFFIX_LETTERS))
		return len;
	while (at > 0 && strchr("_- .", stem[at - 1]) != NULL)
		at--;
	return at;
}

/* The longest run of figures, the first of several; its bytes. */
static size_t longest_run(const char *stem, const char **ret)
{
	size_t most = 0;

	for (const char *at = stem; *at != '\0';) {
		size_t len = strspn(at, "0123456789");

		if (len > most) {
			most = len;
			*ret = at;
		}
		at += len > 0 ? len : 1;
	}
	return most;
}

/* What comes off a card: "IMG_1234", "DSC01234", "PXL_20230114_101112345". */
static bool is_camera(const char *stem)
{
	static const char *const marks[] = {
		"img", "dsc", "pict", "scan",  "imgp", "dscn",	    "dscf",
		"pxl", "dji", "gopr", "mvimg", "vid",  "screenshot"};
	size_t letters = 0;
	char *mark CLEANUP(mem_free_str) = NULL;

	while (isalpha((unsigned char)stem[letters]))
		letters++;
	mark = mem_strndup(stem, letters);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (text_casecmp(mark, marks[i]) == 0)
			return true;
	return false;
}

/* "20230114_101112": a date and a time. */
static bool is_clock(const char *stem)
{
	size_t date = strspn(stem, "0123456789");
	size_t time = date == 8 && strchr("_-T ", stem[date]) != NULL &&
				      stem[date] != '\0'
			      ? strspn(stem + date + 1, "0123456789")
			      : 0;

	return time >= 4 &&
	       (strncmp(stem, "19", 2) == 0 || strncmp(stem, "20", 2) == 0);
}

/* Letters and figures of base 16 in turns, and many of them. */
static bool is_checksum(const char *stem)
{
	size_t len = strspn(stem, "0123456789abcdefABCDEF-");

	return stem[len] == '\0' && len > NUMBER_MOST;
}

static void image_add(struct gather *gather, struct gather_term *of,
		      const char *value)
{
	const struct run_words *words = gather->specimen->words;
	double share = words != NULL
			       ? shapes_share(run_words_shapes(words), value)
			       : 0;

	gather_add_spelled(
		gather, of,
		&(struct offer){
			.value = value,
			.note = "the image's name",
			.source = SUGGESTION_CHECK,
			.score = WORTH_IMAGE + WORTH_SHAPED * fmax(share, 0),
		});
}

void suggest_image(struct gather *gather)
{
	struct gather_term *of = gather_role(gather, ROLE_CATALOGUE);
	char *stem CLEANUP(mem_free_str) = image_stem(gather->specimen->image);
	char *run CLEANUP(mem_free_str) = NULL;
	const char *figures = NULL;
	size_t n = longest_run(stem, &figures);

	if (of == NULL || n < NUMBER_FIGURES || n > NUMBER_MOST ||
	    is_camera(stem) || is_clock(stem) || is_checksum(stem))
		return;
	run = mem_strndup(figures, n);
	stem[stem_cut(stem, strlen(stem))] = '\0';
	image_add(gather, of, stem);
	image_add(gather, of, run);
}
