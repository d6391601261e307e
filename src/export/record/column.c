/*
 * column.c: the columns of tables of records. See column.h.
 *
 * The order is that of the terms, occurrenceID first; what comes beside them
 * follows. IRIs are those of https://dwc.tdwg.org/terms/, which takes some
 * from Dublin Core.
 */
#include "config.h"

#include "export/record/column.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define DWC	"http://rs.tdwg.org/dwc/terms/"
#define DCTERMS "http://purl.org/dc/terms/"

/* Uses by the names of their columns. */
static const char *const use_names[COLUMN_USES] = {
	[COLUMN_ID] = "occurrenceID",
	[COLUMN_NAME] = "scientificName",
	[COLUMN_VERBATIM_NAME] = "verbatimIdentification",
	[COLUMN_QUALIFIER] = "identificationQualifier",
	[COLUMN_RANK] = "taxonRank",
	[COLUMN_AUTHOR] = "scientificNameAuthorship",
	[COLUMN_NAMED_BY] = "identifiedBy",
	[COLUMN_FAMILY] = "family",
	[COLUMN_GENUS] = "genus",
	[COLUMN_EPITHET] = "specificEpithet",
	[COLUMN_INFRA] = "infraspecificEpithet",
	[COLUMN_DATE] = "eventDate",
	[COLUMN_VERBATIM_DATE] = "verbatimEventDate",
	[COLUMN_IDENTIFIED] = "dateIdentified",
	[COLUMN_COUNTRY] = "country",
	[COLUMN_COUNTRY_CODE] = "countryCode",
	[COLUMN_STATE] = "stateProvince",
	[COLUMN_COUNTY] = "county",
	[COLUMN_LATITUDE] = "decimalLatitude",
	[COLUMN_LONGITUDE] = "decimalLongitude",
	[COLUMN_DATUM] = "geodeticDatum",
	[COLUMN_UNCERTAINTY] = "coordinateUncertaintyInMeters",
	[COLUMN_ELEVATION] = "minimumElevationInMeters",
	[COLUMN_CATALOG] = "catalogNumber",
	[COLUMN_BASIS] = "basisOfRecord",
	[COLUMN_KINGDOM] = "kingdom",
	[COLUMN_STATUS] = "occurrenceStatus",
	[COLUMN_COUNT] = "individualCount",
	[COLUMN_TYPE] = "typeStatus",
	[COLUMN_MODIFIED] = "modified",
	[COLUMN_WITHHELD] = "informationWithheld",
	[COLUMN_GENERALIZED] = "dataGeneralizations",
};

/* Terms of Dublin Core among those of Darwin Core. */
static const char *const dublin_core[] = {
	"accessRights", "bibliographicCitation",
	"language",	"license",
	"modified",	"references",
	"rightsHolder", "type",
};

/* Further ones of Darwin Core that a dataset may have one value of. */
static const char *const dataset_terms[] = {
	"class",	 "collectionID",	 "continent",
	"datasetID",	 "higherClassification", "higherGeography",
	"institutionID", "nomenclaturalCode",	 "order",
	"phylum",	 "samplingProtocol",	 "waterBody",
};

/* What says where a plant grew, beside the terms of places; those end with the
 * country and the state. */
static const char *const telling_place[] = {
	"verbatimLabel",
	"fieldNotes",
	"dynamicProperties",
	"associatedOccurrences",
	"previousIdentifications",
	"flags",
	"occurrenceRemarks",
	"associatedTaxa",
	"identificationRemarks",
	"identificationReferences",
	"higherGeography",
	"waterBody",
	"references",
	"bibliographicCitation",
};

static bool name_among(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

static const char *iri_name(const char *iri)
{
	const char *name = iri;

	for (const char *at = iri; *at != '\0'; at++)
		if (strchr("/#:", *at) != NULL && at[1] != '\0')
			name = at + 1;
	return name;
}

static size_t columns_find(const struct columns *columns, const char *name)
{
	for (size_t i = 0; i < columns->n; i++)
		if (strcmp(columns->items[i].name, name) == 0 &&
		    !columns->items[i].history)
			return i;
	return COLUMN_ABSENT;
}

size_t columns_beside(const struct columns *columns, const char *key,
		      size_t len)
{
	for (size_t i = 1; i < columns->n; i++)
		if (columns->items[i].of == NULL &&
		    strlen(columns->items[i].name) == len &&
		    memcmp(columns->items[i].name, key, len) == 0)
			return i;
	return COLUMN_ABSENT;
}

/* A column of Darwin Core that is not of the run's terms. */
static void columns_add(struct columns *columns, const char *name)
{
	bool dublin = name_among(name, dublin_core, ARRAY_LEN(dublin_core));

	if (columns_find(columns, name) != COLUMN_ABSENT ||
	    columns->n == COLUMNS_MAX)
		return;
	columns->iris[columns->n_iris] =
		mem_printf("%s%s", dublin ? DCTERMS : DWC, name);
	columns->items[columns->n++] = (struct column){
		.name = name,
		.term = name,
		.iri = columns->iris[columns->n_iris++],
		.hidden = name_among(name, telling_place,
				     ARRAY_LEN(telling_place)),
	};
}

static bool term_tells_place(const struct term *term)
{
	if (term->role == ROLE_COUNTRY || term->role == ROLE_STATE)
		return false;
	return strcmp(term->group, "Place") == 0 ||
	       name_among(term->name, telling_place, ARRAY_LEN(telling_place));
}

static void columns_add_term(struct columns *columns, const struct term *term,
			     size_t place)
{
	const char *name = iri_name(term->iri);
	bool id = strcmp(name, use_names[COLUMN_ID]) == 0;

	columns->of_place[place] = id ? 0 : columns->n;
	if (id && columns->items[0].of == NULL) {
		columns->items[0].of = term;
		columns->items[0].term = term->name;
		return;
	}
	columns->items[columns->n++] = (struct column){
		.name = name,
		.term = term->name,
		.iri = term->iri,
		.of = term,
		.history = term->kind == TERM_HISTORY,
		.hidden = term_tells_place(term),
	};
}

/* What records have that say nothing else. */
static const char *use_fallback(enum column_use use)
{
	switch (use) {
	case COLUMN_BASIS:
		return "PreservedSpecimen";
	case COLUMN_KINGDOM:
		return "Plantae";
	case COLUMN_STATUS:
		return "present";
	default:
		return NULL;
	}
}

static int columns_add_default(struct columns *columns, const char *name,
			       const char *value, struct error *err)
{
	size_t at = columns_find(columns, name);

	if (at == COLUMN_ABSENT &&
	    !name_among(name, dublin_core, ARRAY_LEN(dublin_core)) &&
	    !name_among(name, dataset_terms, ARRAY_LEN(dataset_terms)))
		return error_set(
			err, ERROR_USAGE,
			"the metadata have a default for \"%s\", which "
			"is not a term of Darwin Core that all records "
			"can share",
			name);
	if (at == 0)
		return error_set(
			err, ERROR_USAGE,
			"the metadata have a default for occurrenceID: "
			"each record has its own");
	columns_add(columns, name);
	at = columns_find(columns, name);
	if (at != COLUMN_ABSENT)
		columns->items[at].fallback = value[0] != '\0' ? value : NULL;
	return 0;
}

/* The columns that are made, and where those are that are looked at. */
static void columns_add_uses(struct columns *columns)
{
	for (int use = 0; use < COLUMN_USES; use++) {
		if (use == COLUMN_COUNTRY_CODE || use == COLUMN_KINGDOM ||
		    use == COLUMN_STATUS || use == COLUMN_BASIS ||
		    use >= COLUMN_MODIFIED)
			columns_add(columns, use_names[use]);
		columns->at[use] = columns_find(columns, use_names[use]);
		if (columns->at[use] != COLUMN_ABSENT)
			columns->items[columns->at[use]].fallback =
				use_fallback((enum column_use)use);
	}
}

int columns_init(struct columns *columns, const struct terms *terms,
		 const struct metadata *metadata, struct error *err)
{
	size_t n = terms_count(terms);

	*columns = (struct columns){.n = 1, .n_places = n};
	columns->items[0] = (struct column){.name = use_names[COLUMN_ID],
					    .term = use_names[COLUMN_ID],
					    .iri = DWC "occurrenceID",
					    .used = true};
	if (n + COLUMN_USES > COLUMNS_MAX)
		return error_set(err, ERROR_USAGE,
				 "terms.tsv has %zu terms, and a table takes "
				 "%d",
				 n, COLUMNS_MAX - COLUMN_USES);
	for (size_t i = 0; i < n; i++)
		columns_add_term(columns, terms_at(terms, i), i);
	columns_add_uses(columns);
	for (size_t i = 0; i < metadata->n_defaults; i++) {
		const struct metadata_default *d = &metadata->defaults[i];

		if (columns_add_default(columns, d->term,
					d->value != NULL ? d->value : "",
					err) < 0)
			return -1;
	}
	return 0;
}

void columns_done(struct columns *columns)
{
	for (size_t i = 0; i < columns->n_iris; i++)
		free(columns->iris[i]);
	columns->n = columns->n_iris = 0;
}

static void columns_check_twice(const struct columns *columns, size_t at,
				struct issues *issues)
{
	for (size_t i = 0; i < at; i++)
		if (columns->items[i].used && !columns->items[i].history &&
		    strcmp(columns->items[i].iri, columns->items[at].iri) == 0)
			issues_add(issues, ISSUE_DUPLICATED_TERM,
				   columns->items[at].term,
				   columns->items[at].iri);
}

void columns_check(const struct columns *columns, struct issues *issues)
{
	static const enum column_use asked[] = {
		COLUMN_BASIS, COLUMN_NAME,    COLUMN_DATE,
		COLUMN_RANK,  COLUMN_KINGDOM, COLUMN_COUNTRY,
	};

	for (size_t i = 0; i < columns->n; i++) {
		const struct column *column = &columns->items[i];

		if (!column->used || column->history)
			continue;
		columns_check_twice(columns, i, issues);
		if (strncmp(column->iri, DWC, strlen(DWC)) != 0 &&
		    strncmp(column->iri, DCTERMS, strlen(DCTERMS)) != 0)
			issues_add(issues, ISSUE_UNKNOWN_TERM, column->name,
				   NULL);
	}
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		size_t at = columns->at[asked[i]];

		if (at == COLUMN_ABSENT || !columns->items[at].used)
			issues_add(issues, ISSUE_TERM_MISSING,
				   use_names[asked[i]], NULL);
	}
}
