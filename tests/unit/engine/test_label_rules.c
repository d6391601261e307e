/*
 * test_label_rules.c: what labels say, from their words.
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

#include "base/mem.h"
#include "engine/local/label_rules.h"
#include "tests/kit/label_page.h"

struct world {
	struct places *places;
	struct label_rules rules;
};

static int world_open(void **state)
{
	struct error err;
	struct world *w = mem_zalloc(sizeof(*w));
	if (places_load(NULL, &w->places, &err) ||
	    label_rules_init(&w->rules, NULL, w->places, &err)) {
		fprintf(stderr, "%s\n", err.text);
		free(w);
		return -1;
	}
	w->rules.this_year = 2026;
	*state = w;
	return 0;
}

static int world_close(void **state)
{
	struct world *w = *state;
	label_rules_done(&w->rules);
	places_free(w->places);
	free(w);
	return 0;
}

/* Pairs of term and value, ended by NULL; a NULL value: the term is absent. */
struct label_case {
	const char *name, *page;
	const char *want[40];
};

static int check_value(const struct label_case *c, const char *term,
		       const char *want, const struct record *record)
{
	const struct field *f = record_find(record, term);
	const char *got = f && *f->value ? f->value : NULL;
	bool same = want == NULL ? got == NULL
				 : got != NULL && strcmp(got, want) == 0;
	if (!same)
		fprintf(stderr, "%s: %s is \"%s\", not \"%s\"\n", c->name, term,
			got ? got : "(absent)", want ? want : "(absent)");
	return !same;
}

static int check_field(const struct label_case *c, const struct field *f)
{
	bool fine = f->source == SOURCE_RULE && f->confidence > 0 &&
		    f->confidence <= 1 && f->evidence >= 0 &&
		    f->evidence <= 1 && f->n_boxes > 0;
	for (size_t i = 0; i < f->n_boxes; i++)
		fine &= f->boxes[i].w > 0 && f->boxes[i].h > 0;
	if (!fine)
		fprintf(stderr, "%s: %s has no boxes, or figures beyond 0-1\n",
			c->name, f->term);
	return !fine;
}

static void check_cases(struct world *w, const struct label_case *cases,
			size_t n)
{
	int wrong = 0;
	for (size_t i = 0; i < n; i++) {
		const struct label_case *c = &cases[i];
		struct words words = {0};
		struct label_reading reading;
		label_page(c->page, &words);
		label_rules_read(&w->rules, &words, &reading);
		for (size_t k = 0; c->want[k]; k += 2)
			wrong += check_value(c, c->want[k], c->want[k + 1],
					     &reading.record);
		for (size_t k = 0; k < reading.record.n; k++)
			wrong += check_field(c, &reading.record.fields[k]);
		label_reading_done(&reading);
		words_done(&words);
	}
	assert_int_equal(wrong, 0);
}

static const struct label_case forms_cases[] = {
	{"one heading a line",
	 "         VALLEY RESEARCH STATION\n"
	 "           AGRICULTURE CANADA\n"
	 "\n"
	 "Botanical Name  Bouteloua gracilis (HBK.) Lag.\n"
	 "Common Name     Blue Grama\n"
	 "Locality        6 mi. N of Sintaluta, Sask.\n"
	 "Habitat         dry native prairie, sandy knoll\n"
	 "Collector  E.R. Halvorsen     Date July 19, 1958\n"
	 "Coll. No. 412 Checked by T. Okafor\n",
	 {"scientificName",
	  "Bouteloua gracilis (HBK.) Lag.",
	  "vernacularName",
	  "Blue Grama",
	  "locality",
	  "6 mi. N of Sintaluta, Sask.",
	  "habitat",
	  "dry native prairie, sandy knoll",
	  "recordedBy",
	  "E.R. Halvorsen",
	  "eventDate",
	  "1958-07-19",
	  "verbatimEventDate",
	  "July 19, 1958",
	  "recordNumber",
	  "412",
	  "identifiedBy",
	  "T. Okafor",
	  "stateProvince",
	  "Saskatchewan",
	  "country",
	  "Canada",
	  "occurrenceRemarks",
	  NULL,
	  NULL}},
	{"typing floats over the headings",
	 "^                  Salix exigua Nutt.\n"
	 "Botanical Name\n"
	 "^                  sandbar willow\n"
	 "Common Name\n"
	 "^                  river bank\n"
	 "Habitat\n"
	 "^              27                     A. Budd\n"
	 "Coll. No.                Checked by\n",
	 {"scientificName", "Salix exigua Nutt.", "vernacularName",
	  "sandbar willow", "habitat", "river bank", "recordNumber", "27",
	  "identifiedBy", "A. Budd", NULL}},
	{"headings misread",
	 "Botanica? Nawe  Carex filifolia Nutt.\n"
	 "Lecality        Brandon hills\n"
	 "Habitet         dry hillside\n"
	 "‘ollector       Geo. Penner    Date May 30, 1941\n"
	 "toll. No. 1077  Chacked by A. Budd\n",
	 {"scientificName", "Carex filifolia Nutt.", "locality",
	  "Brandon hills", "habitat", "dry hillside", "recordedBy",
	  "Geo. Penner", "eventDate", "1941-05-30", "recordNumber", "1077",
	  "identifiedBy", "A. Budd", NULL}},
	{"a value over two lines",
	 "Scientific Name  Poa secunda Presl\n"
	 "Locality         Old station, north\n"
	 "                 of the library\n"
	 "Collector        D.W. Douglas\n"
	 "Date             5/29/84\n",
	 {"locality", "Old station, north of the library", "recordedBy",
	  "D.W. Douglas", "eventDate", "1984-05-29", NULL}},
	{"the heading of the date is lost behind the collector",
	 "Botanical Name   Senecio vulgaris L.\n"
	 "Locality         50-8-15 W, W3 RM 496\n"
	 "Collector Thomas & Wise, te Aug. 20, 1987\n"
	 "Coll. No. 1531   Checked by Auser\n",
	 {"recordedBy", "Thomas & Wise", "eventDate", "1987-08-20",
	  "recordNumber", "1531", "identifiedBy", "Auser", NULL}},
	{"an empty form says nothing",
	 "Botanical Name\nCommon Name\nLocality\nHabitat\n"
	 "Collector              Date\nColl. No.    Checked by\n",
	 {"scientificName", NULL, "locality", NULL, "recordedBy", NULL,
	  "eventDate", NULL, "recordNumber", NULL, NULL}},
	{"what was hardly read is left out",
	 "Botanical Name\n%                 Cantauna zz\n"
	 "Locality          Greenwood\nCollector  P. Harris\n",
	 {"scientificName", NULL, "locality", "Greenwood", "recordedBy",
	  "P. Harris", NULL}},
	{"host, and a second line for its common name",
	 "Pathogen\n"
	 "Host  Cirsium flodmanii (Rydb) Arthur\n"
	 "      Flodman's Thistle\n"
	 "Disease Symptom  Rust\n"
	 "Location  Jameson Saskatchewan\n"
	 "Date Sept. 14, 1986    Collector P. Harris\n"
	 "Pathogen Identified by\n"
	 "Host Identified by P. Harris\n",
	 {"scientificName", "Cirsium flodmanii (Rydb) Arthur", "vernacularName",
	  "Flodman's Thistle", "occurrenceRemarks", "Rust", "locality",
	  "Jameson Saskatchewan", "stateProvince", "Saskatchewan", "eventDate",
	  "1986-09-14", "recordedBy", "P. Harris", "identifiedBy", "P. Harris",
	  NULL}},
};

static void test_forms(void **state)
{
	check_cases(*state, forms_cases, ARRAY_LEN(forms_cases));
}

static const struct label_case languages_cases[] = {
	{"French",
	 "         PLANTES DE FRANCE\n"
	 "Lathyrus latifolius L.\n"
	 "Lieu : Die, route de Romeyer\n"
	 "Station : talus calcaire, alt. 460 m\n"
	 "Récolté par : Henri Marsaudon\n"
	 "Date : 14 juin 1931\n"
	 "Déterminé par : E. Vialatte\n",
	 {"scientificName", "Lathyrus latifolius L.", "locality",
	  "Die, route de Romeyer", "habitat", "talus calcaire",
	  "minimumElevationInMeters", "460", "recordedBy", "Henri Marsaudon",
	  "eventDate", "1931-06-14", "identifiedBy", "E. Vialatte", "country",
	  "France", NULL}},
	{"two languages at once",
	 "Nom scientifique / Scientific name\n"
	 "   Matteuccia struthiopteris (L.) Todaro\n"
	 "Localité / Locality Val-David, rive du ruisseau\n"
	 "Récolteur / Collector Thérèse Lamontagne\n"
	 "Date 11 août 1966    No. 66-139\n"
	 "Dét. par / Det. by J.-P. Vadeboncoeur\n",
	 {"scientificName", "Matteuccia struthiopteris (L.) Todaro", "locality",
	  "Val-David, rive du ruisseau", "recordedBy", "Thérèse Lamontagne",
	  "eventDate", "1966-08-11", "recordNumber", "66-139", "identifiedBy",
	  "J.-P. Vadeboncoeur", NULL}},
	{"German",
	 "Salix caprea L.\n"
	 "Fundort: Garmisch, Weg zur Klamm\n"
	 "Standort: Waldrand, kalkhaltiger Schutt\n"
	 "Höhe: 810 m\n"
	 "leg. K. Moosbrugger      Datum: 14.4.1953\n"
	 "det. A. Thannhuber       Nr. 318\n",
	 {"scientificName", "Salix caprea L.", "locality",
	  "Garmisch, Weg zur Klamm", "habitat", "Waldrand, kalkhaltiger Schutt",
	  "minimumElevationInMeters", "810", "recordedBy", "K. Moosbrugger",
	  "eventDate", "1953-04-14", "identifiedBy", "A. Thannhuber",
	  "recordNumber", "318", NULL}},
	{"Spanish",
	 "NOMBRE CIENTÍFICO: Cosmos bipinnatus Cav.\n"
	 "FAMILIA: Asteraceae     NOMBRE COMÚN: mirasol\n"
	 "ESTADO: Oaxaca     MUNICIPIO: Ixtlán de Juárez\n"
	 "LOCALIDAD: 3 km al N de Guelatao, camino viejo\n"
	 "HÁBITAT: orilla de milpa\n"
	 "COLECTOR: Rosalba Quintanar      No. 845\n"
	 "FECHA: 22 de septiembre de 1989  DET. I. Bermejo\n",
	 {"scientificName",
	  "Cosmos bipinnatus Cav.",
	  "family",
	  "Asteraceae",
	  "vernacularName",
	  "mirasol",
	  "stateProvince",
	  "Oaxaca",
	  "municipality",
	  "Ixtlán de Juárez",
	  "locality",
	  "3 km al N de Guelatao, camino viejo",
	  "habitat",
	  "orilla de milpa",
	  "recordedBy",
	  "Rosalba Quintanar",
	  "recordNumber",
	  "845",
	  "eventDate",
	  "1989-09-22",
	  "identifiedBy",
	  "I. Bermejo",
	  NULL}},
	{"Latin",
	 "          Plantae Suecicae\n"
	 "Linnaea borealis L.\n"
	 "Hab. in silvis muscosis\n"
	 "Loc. Uplandia, Sigtuna\n"
	 "Die 4. VII. 1898\n"
	 "Legit N. Lindeborg\n",
	 {"scientificName", "Linnaea borealis L.", "habitat",
	  "in silvis muscosis", "locality", "Uplandia, Sigtuna", "eventDate",
	  "1898-07-04", "recordedBy", "N. Lindeborg", NULL}},
};

static void test_languages(void **state)
{
	check_cases(*state, languages_cases, ARRAY_LEN(languages_cases));
}

static const struct label_case free_lines_cases[] = {
	{"no headings but two",
	 "        PLANTS OF SASKATCHEWAN, CANADA\n\n"
	 "Coreopsis tinctoria Nutt.\n"
	 "Det. J.F.A.\n"
	 "\"Tickseed\"\n"
	 "Francis, 0.8 mi e. on Hwy 33.\n"
	 "Ditch of Hwy 33, Regina heavy clay soil.\n"
	 "Flowers yellow with wine spot. Annual, 4 dm.\n"
	 "   high. Seed collection also taken.\n"
	 "No. 1202        J.F. Alex        August 14, 1963\n"
	 "                J. Gebhardt                 (10)\n"
	 "            Experimental Farm,\n"
	 "   Canada Department of Agriculture, Regina\n",
	 {"scientificName",
	  "Coreopsis tinctoria Nutt.",
	  "identifiedBy",
	  "J.F.A.",
	  "vernacularName",
	  "Tickseed",
	  "locality",
	  "Francis, 0.8 mi e. on Hwy 33.",
	  "habitat",
	  "Ditch of Hwy 33, Regina heavy clay soil.",
	  "occurrenceRemarks",
	  "Flowers yellow with wine spot. Annual, 4 dm. high. Seed "
	  "collection also taken.",
	  "recordNumber",
	  "1202",
	  "recordedBy",
	  "J.F. Alex | J. Gebhardt",
	  "eventDate",
	  "1963-08-14",
	  "stateProvince",
	  "Saskatchewan",
	  "country",
	  "Canada",
	  NULL}},
	{"collector with his number",
	 "   PLANTS OF NEW ZEALAND\n"
	 "Celmisia spectabilis Hook.f.\n"
	 "Craigieburn Range, tussock grassland above\n"
	 "the hut, 1150 m.\n"
	 "Tufted herb, rays white.\n"
	 "H. Te Awa 718              20 Dec. 1984\n",
	 {"scientificName", "Celmisia spectabilis Hook.f.",
	  "minimumElevationInMeters", "1150", "recordedBy", "H. Te Awa",
	  "recordNumber", "718", "eventDate", "1984-12-20", "country",
	  "New Zealand", "occurrenceRemarks", "Tufted herb, rays white.",
	  NULL}},
	{"a misread month",
	 "PLANTS OF ALBERTA\n"
	 "Stipa viridula Trin.\n"
	 "J. Looman       Aucnet 14, 1963\n",
	 {"eventDate", "1963-08-14", "recordedBy", "J. Looman", NULL}},
	{"county in front of the locality",
	 "FLORA OF MONTANA, U.S.A.\n"
	 "Festuca scabrella Torr.\n"
	 "Loc. Flathead Co., 5 mi. W of Kila\n"
	 "Coll. R.D. Sandoval   No. 96\n"
	 "Elev. 3600 ft.\n",
	 {"county", "Flathead", "locality", "5 mi. W of Kila",
	  "minimumElevationInMeters", "1097", "recordNumber", "96",
	  "stateProvince", "Montana", NULL}},
	{"printed matter is not a locality",
	 "VALLEY RESEARCH STATION\nAGRICULTURE CANADA\n"
	 "REGINA, SASKATCHEWAN\n",
	 {"locality", NULL, "stateProvince", NULL, "scientificName", NULL,
	  NULL}},
	{"a folder's cover",
	 "280 COMPOSITAE\n    SOLIDAGO PTARMICOIDES\n",
	 {"recordedBy", NULL, "eventDate", NULL, "locality", NULL, NULL}},
	{"a stamp",
	 "AGRICULTURE CANADA (DAS)\nNumber 280276\n"
	 "REGINA RESEARCH STATION\n",
	 {"catalogNumber", "280276", "recordNumber", NULL, "locality", NULL,
	  NULL}},
};

static void test_free_lines(void **state)
{
	check_cases(*state, free_lines_cases, ARRAY_LEN(free_lines_cases));
}

static const struct label_case slips_cases[] = {
	{"annotation",
	 "  ANNOTATION LABEL\nFestuca hallii (Vasey) Piper\n"
	 "Det. L. Whitcombe      1994\n",
	 {"scientificName", "Festuca hallii (Vasey) Piper", "identifiedBy",
	  "L. Whitcombe", "dateIdentified", "1994", NULL}},
	{"revision",
	 "Rev: Salix caprea L.\nW. Feldhaus      1987\n",
	 {"scientificName", "Salix caprea L.", "identifiedBy", "W. Feldhaus",
	  "dateIdentified", "1987", NULL}},
};

static void test_slips(void **state)
{
	struct world *w = *state;
	check_cases(w, slips_cases, ARRAY_LEN(slips_cases));
	struct words words = {0};
	struct label_reading reading;
	label_page(slips_cases[0].page, &words);
	label_rules_read(&w->rules, &words, &reading);
	assert_true(reading.slip);
	label_reading_done(&reading);
	words_done(&words);
}

/* What is parsed in dwc/: figures, dates, names and people. */
static const struct label_case parsed_cases[] = {
	{"range in feet",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Elev. 5000-6000 ft.\n"
	 "Collector: A. Example\n",
	 {"minimumElevationInMeters", "1524", "locality", "Sample Creek",
	  "recordedBy", "A. Example", "occurrenceRemarks", NULL, NULL}},
	{"range with blanks",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Elev. 3500 - 4683 ft\n"
	 "Collector: A. Example\n",
	 {"minimumElevationInMeters", "1067", "locality", "Sample Creek",
	  "recordedBy", "A. Example", "occurrenceRemarks", NULL, NULL}},
	{"range whose dash was not read",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Elev. 3500 4683 ft\n"
	 "Collector: A. Example\n",
	 {"minimumElevationInMeters", "1067", "locality", "Sample Creek",
	  "recordedBy", "A. Example", "occurrenceRemarks", NULL, NULL}},
	{"thousands by a dot",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Elev. 1.200 m\n"
	 "Collector: A. Example\n",
	 {"minimumElevationInMeters", "1200", "locality", "Sample Creek",
	  "recordedBy", "A. Example", "occurrenceRemarks", NULL, NULL}},
	{"thousands by an apostrophe",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Elev. 1'200 m\n"
	 "Collector: A. Example\n",
	 {"minimumElevationInMeters", "1200", "locality", "Sample Creek",
	  "recordedBy", "A. Example", "occurrenceRemarks", NULL, NULL}},
	{"kilometres",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Alt. 1.2 km\n"
	 "Collector: A. Example\n",
	 {"minimumElevationInMeters", "1200", "locality", "Sample Creek",
	  "recordedBy", "A. Example", "occurrenceRemarks", NULL, NULL}},
	{"feet by a stroke",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Elev. 4500'\n"
	 "Collector: A. Example\n",
	 {"minimumElevationInMeters", "1372", "locality", "Sample Creek",
	  "recordedBy", "A. Example", "occurrenceRemarks", NULL, NULL}},
	{"below",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Elev. below 600 m\n"
	 "Collector: A. Example\n",
	 {"minimumElevationInMeters", NULL, "locality", "Sample Creek",
	  "recordedBy", "A. Example", "occurrenceRemarks", NULL, NULL}},
	{"minutes",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Elev. 12 min\n"
	 "Collector: A. Example\n",
	 {"minimumElevationInMeters", NULL, "locality", "Sample Creek",
	  "recordedBy", "A. Example", "occurrenceRemarks", NULL, NULL}},
	{"season",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: Spring 1888\n"
	 "Collector: A. Example\n",
	 {"eventDate", "1888", "verbatimEventDate", "Spring 1888", "locality",
	  "Sample Creek", "recordedBy", "A. Example", "occurrenceRemarks", NULL,
	  NULL}},
	{"limit",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: before 1890\n"
	 "Collector: A. Example\n",
	 {"eventDate", NULL, "verbatimEventDate", "before 1890", "locality",
	  "Sample Creek", "recordedBy", "A. Example", "occurrenceRemarks", NULL,
	  NULL}},
	{"open century",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: 7/20/25\n"
	 "Collector: A. Example\n",
	 {"eventDate", NULL, "verbatimEventDate", "7/20/25", "locality",
	  "Sample Creek", "recordedBy", "A. Example", "occurrenceRemarks", NULL,
	  NULL}},
	{"German limit",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: vor 1890\n"
	 "Collector: A. Example\n",
	 {"eventDate", NULL, "verbatimEventDate", "vor 1890", "locality",
	  "Sample Creek", "recordedBy", "A. Example", "occurrenceRemarks", NULL,
	  NULL}},
	{"two months",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: 28 June - 2 July 1935\n"
	 "Collector: A. Example\n",
	 {"eventDate", "1935-06-28/1935-07-02", "verbatimEventDate",
	  "28 June - 2 July 1935", "locality", "Sample Creek", "recordedBy",
	  "A. Example", "occurrenceRemarks", NULL, NULL}},
	{"first of the month",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: ler juillet 1935\n"
	 "Collector: A. Example\n",
	 {"eventDate", "1935-07-01", "verbatimEventDate", "ler juillet 1935",
	  "locality", "Sample Creek", "recordedBy", "A. Example",
	  "occurrenceRemarks", NULL, NULL}},
	{"decimal coordinates",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "49.5042, -106.7511 (WGS84) +/- 100 m\n"
	 "Collector: A. Example\n",
	 {"verbatimCoordinates", "49.5042, -106.7511", "decimalLatitude",
	  "49.5042", "decimalLongitude", "-106.7511", "geodeticDatum", "WGS84",
	  "coordinateUncertaintyInMeters", "100", "locality", "Sample Creek",
	  "recordedBy", "A. Example", "occurrenceRemarks", NULL, NULL}},
	/* "W," is a hemisphere, and no heading that asks for a number */
	{"an elevation behind coordinates",
	 "Carex hirta L.\n"
	 "Sample Creek, 49°30'15\" N, 106°45'20\" W, 600 m\n"
	 "Coll. A. Example 45\n",
	 {"decimalLatitude", "49.504167", "decimalLongitude", "-106.755556",
	  "minimumElevationInMeters", "600", "recordNumber", "45", "recordedBy",
	  "A. Example", NULL}},
	{"a hybrid genus",
	 "Name: x Agropogon littoralis (Sm.) C.E. Hubb.\n"
	 "Locality: Sample Creek\n"
	 "Collector: A. Example\n",
	 {"scientificName", "x Agropogon littoralis (Sm.) C.E. Hubb.",
	  "recordedBy", "A. Example", NULL}},
	{"a hybrid genus without a heading",
	 "× Agropogon littoralis (Sm.) C.E. Hubb.\n"
	 "Locality: Sample Creek\n"
	 "Collector: A. Example\n",
	 {"scientificName", "× Agropogon littoralis (Sm.) C.E. Hubb.",
	  "recordedBy", "A. Example", NULL}},
	{"southern coordinates",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "33.9250° S, 18.4240° E\n"
	 "Collector: A. Example\n",
	 {"verbatimCoordinates", "33.9250° S, 18.4240° E", "decimalLatitude",
	  "-33.9250", "decimalLongitude", "18.4240", "locality", "Sample Creek",
	  "recordedBy", "A. Example", "occurrenceRemarks", NULL, NULL}},
	{"basionym",
	 "Carex lurida (Boott) L.H. Bailey\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "Collector: A. Example\n",
	 {"scientificName", "Carex lurida (Boott) L.H. Bailey",
	  "identificationQualifier", NULL, "recordedBy", "A. Example",
	  "occurrenceRemarks", NULL, NULL}},
	{"variety",
	 "Carex lurida var. gracilis Bailey\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "Collector: A. Example\n",
	 {"scientificName", "Carex lurida var. gracilis Bailey",
	  "identificationQualifier", NULL, "recordedBy", "A. Example",
	  "occurrenceRemarks", NULL, NULL}},
	{"hybrid",
	 "Salix × sericans Tausch\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "Collector: A. Example\n",
	 {"scientificName", "Salix × sericans Tausch",
	  "identificationQualifier", NULL, "recordedBy", "A. Example",
	  "occurrenceRemarks", NULL, NULL}},
	{"hybrid with heading",
	 "Name: Salix x sericans Tausch\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "Collector: A. Example\n",
	 {"scientificName", "Salix x sericans Tausch",
	  "identificationQualifier", NULL, "recordedBy", "A. Example",
	  "occurrenceRemarks", NULL, NULL}},
	{"doubt",
	 "Carex cf. lurida\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "Collector: A. Example\n",
	 {"scientificName", "Carex lurida", "identificationQualifier",
	  "cf. lurida", "recordedBy", "A. Example", "occurrenceRemarks", NULL,
	  NULL}},
	{"leg. and det.",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "leg. & det. A. Example\n",
	 {"recordedBy", "A. Example", "identifiedBy", "A. Example",
	  "recordNumber", NULL, "eventDate", "1932-06-05", NULL}},
	{"leg. et det. with number",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "leg. et det. A. Example 412\n",
	 {"recordedBy", "A. Example", "identifiedBy", "A. Example",
	  "recordNumber", "412", "eventDate", "1932-06-05", NULL}},
	{"others",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "Collector: A. Example et al. 123\n",
	 {"recordedBy", "A. Example et al.", "identifiedBy", NULL,
	  "recordNumber", "123", "eventDate", "1932-06-05", NULL}},
	{"junior",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "A. Example, Jr. No. 1234\n",
	 {"recordedBy", "A. Example, Jr.", "identifiedBy", NULL, "recordNumber",
	  "1234", "eventDate", "1932-06-05", NULL}},
	{"number like a year",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Habitat: wet meadow\n"
	 "A. Example 1781 May 26, 1980\n",
	 {"recordNumber", "1781", "eventDate", "1980-05-26", "recordedBy",
	  "A. Example", NULL}},
	{"dash between words",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: July 28 - Aug. 3, 1921\n"
	 "Collector: A. Example\n",
	 {"eventDate", "1921-07-28/1921-08-03", "verbatimEventDate",
	  "July 28 - Aug. 3, 1921", "locality", "Sample Creek", NULL}},
	{"summer of",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: Summer of 1888\n"
	 "Collector: A. Example\n",
	 {"eventDate", "1888", "verbatimEventDate", "Summer of 1888",
	  "locality", "Sample Creek", NULL}},
	{"prior to",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: prior to 1890\n"
	 "Collector: A. Example\n",
	 {"eventDate", NULL, "verbatimEventDate", "prior to 1890", "locality",
	  "Sample Creek", NULL}},
	{"autonym",
	 "Carex lurida subsp. lurida\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "Collector: A. Example\n",
	 {"scientificName", "Carex lurida subsp. lurida",
	  "identificationQualifier", NULL, "occurrenceRemarks", NULL, NULL}},
	{"formula",
	 "Salix alba L. × S. fragilis L.\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "Collector: A. Example\n",
	 {"scientificName", "Salix alba L. × S. fragilis L.",
	  "identificationQualifier", NULL, "occurrenceRemarks", NULL, NULL}},
	{"hybrid genus",
	 "×Agropogon littoralis (Sm.) Hubb.\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "Collector: A. Example\n",
	 {"scientificName", "×Agropogon littoralis (Sm.) Hubb.",
	  "identificationQualifier", NULL, "occurrenceRemarks", NULL, NULL}},
	{"doubt in brackets",
	 "Carex (cf.) lurida\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "Collector: A. Example\n",
	 {"scientificName", "Carex lurida", "identificationQualifier",
	  "(cf.) lurida", "occurrenceRemarks", NULL, NULL}},
	{"doubt of a variety",
	 "Carex lurida cf. var. gracilis\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "Collector: A. Example\n",
	 {"scientificName", "Carex lurida var. gracilis",
	  "identificationQualifier", "cf. var. gracilis", "occurrenceRemarks",
	  NULL, NULL}},
	{"one stroke",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "leg./det. A. Example 7\n",
	 {"recordedBy", "A. Example", "identifiedBy", "A. Example",
	  "recordNumber", "7", NULL}},
	{"number sign",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "A. Example Sr. #77\n",
	 {"recordedBy", "A. Example Sr.", "identifiedBy", NULL, "recordNumber",
	  "77", NULL}},
	{"range by a stroke",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Elev. 5000/6000 ft\n"
	 "Collector: A. Example\n",
	 {"minimumElevationInMeters", "1524", NULL}},
	{"half a kilometre more",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Alt. 1½ km\n"
	 "Collector: A. Example\n",
	 {"minimumElevationInMeters", NULL, NULL}},
	{"sign before the number",
	 "Carex hirta L.\n"
	 "Locality: Sample Creek\n"
	 "Date: June 5, 1932\n"
	 "Collector: A. Example # 225\n",
	 {"recordedBy", "A. Example", "recordNumber", "225", NULL}},
};

static void test_parsed(void **state)
{
	check_cases(*state, parsed_cases, ARRAY_LEN(parsed_cases));
}

static void test_nothing(void **state)
{
	struct world *w = *state;
	struct words words = {0};
	struct label_reading reading;
	label_rules_read(&w->rules, &words, &reading);
	assert_int_equal(reading.record.n, 0);
	assert_int_equal(reading.headings, 0);
	label_reading_done(&reading);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_free_lines),
		cmocka_unit_test(test_slips),
		cmocka_unit_test(test_parsed),
		cmocka_unit_test(test_nothing),
	};
	return cmocka_run_group_tests(tests, world_open, world_close);
}
