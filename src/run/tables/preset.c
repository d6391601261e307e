/*
 * preset.c: columns of collection systems. See preset.h.
 *
 * After what the programs write: Symbiota's own format ("Symbiota Native"),
 * captions of Specify's query builder and WorkBench, the columns of
 * VoucherVision's prompts.
 */
#include "config.h"

#include "run/tables/preset.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "run/tables/heading.h"

#define PRESET_MARKS 3

struct preset_column {
	const char *column, *term;
};

static const struct preset_column symbiota[] = {
	{"sciname", "scientificName"},
	{"verbatimElevation", "verbatimElevation"},
	{"catalognumber", "catalogNumber"},
	{"recordedById", "recordedByID"},
	{NULL, NULL},
};

static const struct preset_column specify[] = {
	{"Catalog Number", "catalogNumber"},
	{"Cat #", "catalogNumber"},
	{"Alt Cat Number", "otherCatalogNumbers"},
	{"GUID", "occurrenceID"},
	{"Collectors", "recordedBy"},
	{"Collector Number", "recordNumber"},
	{"Collectors Number", "recordNumber"},
	{"Start Date", "eventDate"},
	{"Collection Date", "eventDate"},
	{"Verbatim Date", "verbatimEventDate"},
	{"Full Name", "scientificName"},
	{"Taxon", "scientificName"},
	{"Taxon Author", "scientificNameAuthorship"},
	{"Determiner", "identifiedBy"},
	{"Determined Date", "dateIdentified"},
	{"Type Status", "typeStatus"},
	{"Locality Name", "locality"},
	{"State", "stateProvince"},
	{"Latitude1", "decimalLatitude"},
	{"Longitude1", "decimalLongitude"},
	{"Datum", "geodeticDatum"},
	{"Min Elevation", "minimumElevationInMeters"},
	{"Remarks", "occurrenceRemarks"},
	{NULL, NULL},
};

static const struct preset_column vouchervision[] = {
	{"filename", PRESET_IMAGE},
	{"collectorNumber", "recordNumber"},
	{"collector", "recordedBy"},
	{"collectedBy", "recordedBy"},
	{"collectionDate", "eventDate"},
	{"verbatimCollectionDate", "verbatimEventDate"},
	{"determinedBy", "identifiedBy"},
	{"determinerDate", "dateIdentified"},
	{"dateDetermined", "dateIdentified"},
	{"speciesName", "scientificName"},
	{"speciesNameAuthorship", "scientificNameAuthorship"},
	{"occurrenceDescription", "occurrenceRemarks"},
	{NULL, NULL},
};

struct preset {
	const char *name;
	const struct preset_column *columns;
	const char *marks[PRESET_MARKS]; /* all of these are there */
};

static const struct preset presets[] = {
	{"symbiota", symbiota, {"occid", "sciname", NULL}},
	{"symbiota", symbiota, {"collID", "recordID", NULL}},
	{"specify", specify, {"Catalog Number", "Determiner", NULL}},
	{"specify", specify, {"Catalog Number", "Collectors", NULL}},
	{"specify", specify, {"Catalog Number", "Full Name", NULL}},
	{"specify", specify, {"Cat #", NULL}},
	{"vouchervision", vouchervision, {"filename", "catalogNumber", NULL}},
	{"vouchervision", vouchervision, {"filename", "speciesName", NULL}},
};

int preset_find(const char *name, const struct preset **ret, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(presets); i++) {
		if (text_casecmp(presets[i].name, name) != 0)
			continue;
		*ret = &presets[i];
		return 0;
	}
	return error_set(err, ERROR_USAGE,
			 "--preset is symbiota, specify or vouchervision, not "
			 "\"%s\"",
			 name);
}

static bool preset_marked(const struct heading *heading, const char *mark)
{
	for (size_t i = 0; i < heading->n; i++)
		if (strcmp(heading->columns[i].name, mark) == 0)
			return true;
	return false;
}

const struct preset *preset_guess(const struct heading *heading)
{
	for (size_t i = 0; i < ARRAY_LEN(presets); i++) {
		size_t n = 0;

		while (n < PRESET_MARKS && presets[i].marks[n] != NULL &&
		       preset_marked(heading, presets[i].marks[n]))
			n++;
		if (n == PRESET_MARKS || presets[i].marks[n] == NULL)
			return &presets[i];
	}
	return NULL;
}

const char *preset_name(const struct preset *preset)
{
	return preset->name;
}

const char *preset_term(const struct preset *preset, const char *column)
{
	for (const struct preset_column *c = preset->columns; c->column != NULL;
	     c++)
		if (strcmp(c->column, column) == 0)
			return c->term;
	return NULL;
}
