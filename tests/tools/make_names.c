/*
 * make_names.c: prints a Darwin Core Taxon table of made-up names: as many as
 * asked for, the same each time.
 *
 *	make_names ROWS
 *
 * Genera, species with some varieties, synonyms, homonyms, and words as long
 * and as many as a list of all plants has them; a row now and then is broken.
 * The species of genus 0 are known: Carex aquatilis and others, first.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PER_GENUS    30
#define WORD_MAX     40
#define EPITHETS_MAX 200000

static uint64_t next(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return *seed >> 33;
}

/* A word of its own for each number. */
static void make_word(uint64_t number, const char *ending, char ret[WORD_MAX])
{
	static const char *const syllables[] = {
		"ca",  "re", "xi",  "lo",   "ni",  "ta",  "mu",	 "se",
		"po",  "vi", "gra", "chry", "sta", "pho", "bri", "du",
		"fle", "ro", "a",   "el",   "or",  "in",  "un",	 "is",
		"os",  "ha", "ke",  "pla",  "tri", "qua", "zo",	 "mel"};
	uint64_t seed = number * 2654435761u + 7;
	size_t n = 2 + next(&seed) % 2;

	ret[0] = '\0';
	for (size_t i = 0; i < n; i++)
		strcat(ret, syllables[next(&seed) % 32]);
	for (; number > 0; number /= 32)
		strcat(ret, syllables[number % 32]);
	strcat(ret, ending);
}

static void print_row(unsigned long n, const char *name, const char *author,
		      const char *rank, const char *family,
		      unsigned long accepted)
{
	printf("t-%08lu\t%s\t%s\t%s\t", n, name, author, rank);
	if (accepted != 0)
		printf("Synonym\tt-%08lu", accepted);
	else
		printf("Accepted\t");
	printf("\t%s\tPlantae\thttps://example.org/names/%08lu\tPubl. %lu: %lu "
	       "(%lu)\n",
	       family, n, n % 97, n % 811, 1753 + n % 270);
}

static void print_known(void)
{
	print_row(1, "Carex", "L.", "genus", "Cyperaceae", 0);
	print_row(2, "Carex aquatilis", "Wahlenb.", "species", "Cyperaceae", 0);
	print_row(3, "Carex aquatilis var. altior", "(Rydb.) Fernald",
		  "variety", "Cyperaceae", 2);
	print_row(4, "Agropyron dasystachyum", "(Hook.) Scribn. & J.G.Sm.",
		  "species", "Poaceae", 5);
	print_row(5, "Elymus lanceolatus", "(Scribn. & J.G.Sm.) Gould",
		  "species", "Poaceae", 0);
}

static void make_name(unsigned long n, const char *const *endings,
		      char ret[4 * WORD_MAX], uint64_t *seed)
{
	char genus[WORD_MAX], epithet[WORD_MAX], infra[WORD_MAX];

	make_word(n / PER_GENUS, "us", genus);
	genus[0] = (char)(genus[0] - 'a' + 'A');
	make_word(next(seed) % EPITHETS_MAX, endings[n % 4], epithet);
	make_word(next(seed) % EPITHETS_MAX, endings[n % 3], infra);
	if (n % PER_GENUS == 0)
		snprintf(ret, 4 * WORD_MAX, "%s", genus);
	else if (n % 7 == 0)
		snprintf(ret, 4 * WORD_MAX, "%s %s var. %s", genus, epithet,
			 infra);
	else
		snprintf(ret, 4 * WORD_MAX, "%s %s", genus, epithet);
}

int main(int argc, char **argv)
{
	static const char *const endings[] = {"a", "um", "is", "ensis"};
	static const char *const authors[] = {"L.", "(Hook.) A.Gray", "Mill.",
					      "Rydb. & Britton", "DC."};
	static const char *const families[] = {"Poaceae", "Rosaceae",
					       "Fabaceae", "Asteraceae"};
	unsigned long rows = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	uint64_t seed = 1;

	if (rows == 0) {
		fputs("make_names ROWS\n", stderr);
		return 2;
	}
	puts("taxonID\tscientificName\tscientificNameAuthorship\ttaxonRank\t"
	     "taxonomicStatus\tacceptedNameUsageID\tfamily\tkingdom\t"
	     "references\tnamePublishedIn");
	print_known();
	for (unsigned long n = 6; n <= rows; n++) {
		char name[4 * WORD_MAX];

		make_name(n, endings, name, &seed);
		print_row(n, name, authors[next(&seed) % 5],
			  n % PER_GENUS == 0 ? "genus"
			  : n % 7 == 0	     ? "variety"
					     : "species",
			  families[n / PER_GENUS % 4],
			  n % 3 == 0 ? 6 + next(&seed) % rows : 0);
	}
	return 0;
}
