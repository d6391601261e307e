/*
 * issue.c: the issues, and their tallies. See issue.h.
 *
 * Which of the validator's keep a dataset from being indexed is said in
 * gbif/pipelines, IndexableRules; what the metadata have to have, in the manual
 * of the Integrated Publishing Toolkit.
 */
#include "config.h"

#include "export/dataset/issue.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

#define EXAMPLE_VALUE 60 /* columns of a value that are shown */

static const struct issue_kind kinds[ISSUES] = {
	[ISSUE_META_SCHEMA] = {"DWCA_META_XML_SCHEMA",
			       "meta.xml would not be valid"},
	[ISSUE_RECORD_ID_MISSING] = {"RECORD_IDENTIFIER_NOT_FOUND",
				     "records without an identifier"},
	[ISSUE_RECORD_NOT_UNIQUE] =
		{"RECORD_NOT_UNIQUELY_IDENTIFIED",
		 "several records have one identifier; change or reject one"},
	[ISSUE_OCCURRENCE_NOT_UNIQUE] =
		{"OCCURRENCE_NOT_UNIQUELY_IDENTIFIED",
		 "several records have one occurrenceID; change or reject one"},
	[ISSUE_REFERENCE] = {"RECORD_REFERENTIAL_INTEGRITY_VIOLATION",
			     "rows of an extension belong to no record"},
	[ISSUE_DUPLICATED_TERM] =
		{"DUPLICATED_TERM",
		 "two columns are one term; change the IRI in terms.tsv"},
	[ISSUE_EML_MISSING] = {"EML_NOT_FOUND",
			       "no metadata file was given (--metadata)"},
	[ISSUE_EML_SCHEMA] = {"EML_GBIF_SCHEMA",
			      "the metadata lack what eml.xml has to have"},
	[ISSUE_LICENCE] = {"LICENSE_MISSING_OR_UNKNOWN",
			   "licence is CC0-1.0, CC-BY-4.0 or CC-BY-NC-4.0"},
	[ISSUE_TITLE] = {"TITLE_MISSING_OR_TOO_SHORT",
			 "a title has ten letters or more"},
	[ISSUE_DESCRIPTION] = {"DESCRIPTION_MISSING_OR_TOO_SHORT",
			       "a description has 25 letters or more"},
	[ISSUE_CONTACTS] = {"RESOURCE_CONTACTS_MISSING_OR_INCOMPLETE",
			    "contact and metadata-provider have a name, or an "
			    "organisation, and an email"},
	[ISSUE_CREATOR] = {"RESOURCE_CREATOR_MISSING_OR_INCOMPLETE",
			   "creator has a surname or an organisation"},
	[ISSUE_UNKNOWN_TERM] = {"UNKNOWN_TERM",
				"columns that GBIF passes over, as those "
				"of an extraction's own marks; nothing is "
				"to be mended"},
	[ISSUE_TERM_MISSING] = {"REQUIRED_TERM_MISSING",
				"no record has a value of a term that GBIF "
				"asks for"},
	[ISSUE_NAME_MISSING] = {"TAXON_MATCH_NONE", "no scientificName"},
	[ISSUE_RECORDED_INVALID] =
		{"RECORDED_DATE_INVALID",
		 "eventDate is not a date; it goes to verbatimEventDate"},
	[ISSUE_RECORDED_UNLIKELY] = {"RECORDED_DATE_UNLIKELY",
				     "eventDate is before 1600 or to come"},
	[ISSUE_RECORDED_MISSING] = {"(no eventDate)",
				    "GBIF strongly recommends one"},
	[ISSUE_IDENTIFIED_INVALID] = {"IDENTIFIED_DATE_INVALID",
				      "dateIdentified is not a date; it is "
				      "left out"},
	[ISSUE_IDENTIFIED_UNLIKELY] = {"IDENTIFIED_DATE_UNLIKELY",
				       "dateIdentified is before 1700 or to "
				       "come"},
	[ISSUE_COUNTRY_INVALID] = {"COUNTRY_INVALID",
				   "the country is none that is known; it gets "
				   "no countryCode"},
	[ISSUE_COUNTRY_MISMATCH] = {"COUNTRY_MISMATCH",
				    "country and countryCode differ"},
	[ISSUE_COORDINATE_INVALID] = {"COORDINATE_INVALID",
				      "a coordinate is not a number, or alone"},
	[ISSUE_COORDINATE_RANGE] = {"COORDINATE_OUT_OF_RANGE",
				    "a coordinate is not on this globe"},
	[ISSUE_COORDINATE_ZERO] = {"ZERO_COORDINATE",
				   "latitude and longitude are 0"},
	[ISSUE_DATUM_ASSUMED] = {"GEODETIC_DATUM_ASSUMED_WGS84",
				 "coordinates without geodeticDatum"},
	[ISSUE_UNCERTAINTY_INVALID] = {"COORDINATE_UNCERTAINTY_METERS_INVALID",
				       "not a number of metres above 0"},
	[ISSUE_ELEVATION_NUMBER] = {"ELEVATION_NON_NUMERIC",
				    "minimumElevationInMeters is not a number"},
	[ISSUE_ELEVATION_UNLIKELY] = {"ELEVATION_UNLIKELY",
				      "below -430 m or above 8,850 m"},
	[ISSUE_BASIS_INVALID] = {"BASIS_OF_RECORD_INVALID",
				 "not a word of the vocabulary"},
	[ISSUE_COUNT_INVALID] = {"INDIVIDUAL_COUNT_INVALID",
				 "individualCount is not a whole number"},
	[ISSUE_TYPE_INVALID] = {"TYPE_STATUS_INVALID",
				"typeStatus names no kind of type"},
	[ISSUE_MEDIA_URI] = {"MULTIMEDIA_URI_INVALID",
			     "the address of a picture is none; it gets no "
			     "row"},
	[ISSUE_TAXON_NONE] =
		{"TAXON_MATCH_NONE",
		 "GBIF matches the name with none: it is unknown, or several fit"},
	[ISSUE_TAXON_HIGHER] =
		{"TAXON_MATCH_HIGHERRANK",
		 "GBIF matches the name with a genus, family or kingdom"},
	[ISSUE_TAXON_FUZZY] = {"TAXON_MATCH_FUZZY",
			       "GBIF matches the name with one that is near"},
	[ISSUE_COUNTRY_COORDINATE] = {"COUNTRY_COORDINATE_MISMATCH",
				      "the coordinates lie in another country"},
	[ISSUE_CATALOG_REPEATED] =
		{"(catalogNumber repeated)",
		 "several records have one catalogNumber; those that have no "
		 "occurrenceID yet get a UUID"},
};

const struct issue_kind *issue_kind(enum issue issue)
{
	return &kinds[issue];
}

static const struct {
	const char *name;
	bool of_names, of_places; /* GBIF may have been asked it */
} unchecked[ISSUES_UNCHECKED] = {
	{"TAXON_MATCH_FUZZY", true, false},
	{"TAXON_MATCH_HIGHERRANK", true, false},
	{"TAXON_MATCH_NONE (of names)", true, false},
	{"COUNTRY_COORDINATE_MISMATCH", false, true},
	{"CONTINENT_COORDINATE_MISMATCH", false, false},
	{"COORDINATE_REPROJECTION_SUSPICIOUS", false, false},
	{"INSTITUTION_MATCH_NONE", false, false},
	{"COLLECTION_MATCH_NONE", false, false},
};

const char *issue_unchecked(size_t i, const struct issues_asked *asked)
{
	return (unchecked[i].of_names && asked->names) ||
			       (unchecked[i].of_places && asked->places)
		       ? NULL
		       : unchecked[i].name;
}

void issues_done(struct issues *issues)
{
	for (size_t i = 0; i < ISSUES; i++)
		for (size_t j = 0; j < ISSUE_EXAMPLES; j++)
			free(issues->of[i].examples[j]);
	*issues = (struct issues){0};
}

static char *issue_example(const char *who, const char *value)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *clean CLEANUP(mem_free_str) = NULL;
	size_t fits;

	bytes_append_str(&text, who != NULL ? who : "");
	if (value != NULL && value[0] != '\0') {
		clean = text_cleaned(value);
		fits = text_fit(clean, EXAMPLE_VALUE, NULL);
		bytes_printf(&text, "%s\"%.*s%s\"", text.len > 0 ? " " : "",
			     (int)fits, clean, clean[fits] != '\0' ? "…" : "");
	}
	return text_cleaned(text.data);
}

void issues_add(struct issues *issues, enum issue issue, const char *who,
		const char *value)
{
	size_t n;

	if (issues == NULL)
		return;
	n = issues->of[issue].n++;
	if (n < ISSUE_EXAMPLES && (who != NULL || value != NULL))
		issues->of[issue].examples[n] = issue_example(who, value);
}

static size_t issues_between(const struct issues *issues, size_t from,
			     size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += issues->of[i].n > 0;
	return n;
}

size_t issues_blocking(const struct issues *issues)
{
	return issues_between(issues, 0, ISSUES_BLOCKING);
}

size_t issues_warning(const struct issues *issues)
{
	return issues_between(issues, ISSUES_BLOCKING, ISSUES);
}

const char *issues_first(const struct issues *issues)
{
	for (size_t i = 0; i < ISSUES_BLOCKING; i++)
		if (issues->of[i].n > 0)
			return kinds[i].name;
	return NULL;
}
