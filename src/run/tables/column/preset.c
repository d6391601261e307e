/*
 * preset.c: columns of collection systems. See preset.h.
 *
 * Symbiota: what its downloads and archives call the fields,
 * classes/DwcArchiverOccurrence.php of Symbiota/Symbiota (06bda52a), and the
 * columns of its tables, classes/SpecUploadBase.php of BioKIC/Symbiota
 * (1f397833). recordID is its own identifier of a record and no occurrenceID.
 *
 * Specify: captions of Specify 7, as its queries and WorkBench have them,
 * wbplanviewmappingpreview and its test in specify/specify7 (3d1560d5), and
 * "Workbench mapping" of NHMDenmark/Mass-Digitizer; columns of Specify 6's
 * WorkBench are numbered from 1. A taxon is exported rank by rank, the ranks
 * being those of its tree of taxa (mapping plans of NHMDenmark/
 * DaSSCo-Digitization, 2025). Names of people that stand in several columns are
 * left as they are.
 *
 * VoucherVision: custom_prompts/SLTPvM_default.yaml of
 * Gene-Weaver/VoucherVision (056c5d69) names the terms, and
 * vouchervision/utils_VoucherVision.py (006b16a5, generate_xlsx_headers) what
 * the program says of its own work, which is not of the specimen.
 */
#include "config.h"

#include "run/tables/column/preset.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "run/tables/column/heading.h"

#define PRESET_MARKS 3

struct preset_column {
	const char *column, *term;
};

static const struct preset_column symbiota[] = {
	{"sciname", "scientificName"}, {"recordedById", "recordedByID"},
	{"observerUid", ""},	       {"processingStatus", ""},
	{"recordEnteredBy", ""},       {"dateEntered", ""},
	{"dateLastModified", ""},      {NULL, NULL},
};

static const struct preset_column specify[] = {
	{"Catalog Number", "catalogNumber"},
	{"Cat #", "catalogNumber"},
	{"Alt Cat Number", "otherCatalogNumbers"},
	{"GUID", "occurrenceID"},
	{"Collection Object GUID", "occurrenceID"},
	{"Collectors", "recordedBy"},
	{"Collector Number", "recordNumber"},
	{"Collectors Number", "recordNumber"},
	{"Start Date", "eventDate"},
	{"Start Date Collected", "eventDate"},
	{"Collection Date", "eventDate"},
	{"Verbatim Date", "verbatimEventDate"},
	{"Full Name", "scientificName"},
	{"Taxon", "scientificName"},
	{"Taxon Author", "scientificNameAuthorship"},
	{"Genus1", "genus"},
	{"Species", "specificEpithet"},
	{"Species1", "specificEpithet"},
	{"Species Author", "scientificNameAuthorship"},
	{"Species Author1", "scientificNameAuthorship"},
	{"Qualifier1", "identificationQualifier"},
	{"Determiner", "identifiedBy"},
	{"Determined Date", "dateIdentified"},
	{"Determined Date1", "dateIdentified"},
	{"Determination Remarks", "identificationRemarks"},
	{"Type Status1", "typeStatus"},
	{"Locality Name", "locality"},
	{"State", "stateProvince"},
	{"Latitude1", "decimalLatitude"},
	{"Longitude1", "decimalLongitude"},
	{"Datum", "geodeticDatum"},
	{"Min Elevation", "minimumElevationInMeters"},
	{"Max Elevation", "maximumElevationInMeters"},
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
	{"identifiedDate", "dateIdentified"},
	{"determinerDate", "dateIdentified"},
	{"dateDetermined", "dateIdentified"},
	{"identifiedConfidence", "identificationQualifier"},
	{"identifiedRemarks", "identificationRemarks"},
	/* Text, and not the list of ours. */
	{"identificationHistory", "previousIdentifications"},
	{"speciesName", "scientificName"},
	{"speciesNameAuthorship", "scientificNameAuthorship"},
	{"occurrenceDescription", "occurrenceRemarks"},
	{"specimenDescription", "occurrenceRemarks"},
	/* Beginnings, of what its tools found out and used up. */
	{"WFO_*", ""},
	{"GEO_*", ""},
	{"path_to_*", ""},
	{"tokens_*", ""},
	{"OCR_*", ""},
	{"max_*", ""},
	{"current_time", ""},
	{"inference_time_s", ""},
	{"tool_time_s", ""},
	{"n_gpus", ""},
	{"total_gpu_vram_gb", ""},
	{"capability_score", ""},
	{"run_name", ""},
	{"prompt", ""},
	{"LLM", ""},
	{"LM2_collage", ""},
	{NULL, NULL},
};

/* A botanical name has its marks of rank: "Carex aquatilis var. stans". */
static const struct preset_part specify_name[] = {
	{"Genus", ""},
	{"Genus1", ""},
	{"Species", ""},
	{"Species1", ""},
	{"Subspecies", "subsp. "},
	{"Subspecies1", "subsp. "},
	{"Variety", "var. "},
	{"Variety1", "var. "},
	{"Forma", "f. "},
	{"Forma1", "f. "},
	{NULL, NULL},
};

struct preset {
	const char *name;
	const struct preset_column *columns;
	const char *marks[PRESET_MARKS];      /* all of these are there */
	const struct preset_part *name_parts; /* or NULL */
};

static const struct preset presets[] = {
	{"symbiota", symbiota, {"occid", "sciname", NULL}, NULL},
	{"symbiota", symbiota, {"collID", "recordID", NULL}, NULL},
	{"symbiota", symbiota, {"sourcePrimaryKey-dbpk", NULL}, NULL},
	{"specify",
	 specify,
	 {"Catalog Number", "Determiner", NULL},
	 specify_name},
	{"specify",
	 specify,
	 {"Catalog Number", "Collectors", NULL},
	 specify_name},
	{"specify",
	 specify,
	 {"Catalog Number", "Full Name", NULL},
	 specify_name},
	{"specify",
	 specify,
	 {"Catalog Number", "Start Date", NULL},
	 specify_name},
	{"specify", specify, {"Collector Last Name1", NULL}, specify_name},
	{"specify", specify, {"Cat #", NULL}, specify_name},
	{"specify", specify, {"Catalog Number", "Genus", NULL}, specify_name},
	{"specify", specify, {"Catalog Number", "Genus1", NULL}, specify_name},
	{"vouchervision",
	 vouchervision,
	 {"filename", "catalogNumber", NULL},
	 NULL},
	{"vouchervision",
	 vouchervision,
	 {"filename", "collectedBy", NULL},
	 NULL},
	{"vouchervision", vouchervision, {"path_to_original", NULL}, NULL},
	{"vouchervision",
	 vouchervision,
	 {"filename", "speciesName", NULL},
	 NULL},
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
	     c++) {
		size_t len = strcspn(c->column, "*");

		if (strncmp(c->column, column, len) == 0 &&
		    (c->column[len] == '*' || column[len] == '\0'))
			return c->term;
	}
	return NULL;
}

const struct preset_part *preset_name_part(const struct preset *preset,
					   size_t i)
{
	if (preset->name_parts == NULL || preset->name_parts[i].column == NULL)
		return NULL;
	return &preset->name_parts[i];
}
