/*
 * likely.c: what columns may be that are called as no term: as tables or
 * labels call one. Which is meant is for people to know. See import.h.
 */
#include "config.h"

#include "cmd/import/import.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/file/xdg.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/map/label_keys.h"
#include "run/tables/column/settle.h"

/* What columns of tables are called that no label says, or that say something
 * else on one: there "Latitude" stands before both figures. Without stops and
 * colons at the end, and whatever stands in parentheses there. */
static const struct {
	const char *name, *term;
} columns[] = {
	{"accession", "catalogNumber"},
	{"accession no", "catalogNumber"},
	{"accession number", "catalogNumber"},
	{"barcode", "catalogNumber"},
	{"barcode no", "catalogNumber"},
	{"barcode number", "catalogNumber"},
	{"catalog no", "catalogNumber"},
	{"catalogue no", "catalogNumber"},
	{"catalogue number", "catalogNumber"},
	{"inventory no", "catalogNumber"},
	{"inventory number", "catalogNumber"},
	{"specimen no", "catalogNumber"},
	{"specimen number", "catalogNumber"},
	{"inventarnummer", "catalogNumber"},
	{"inventar-nr", "catalogNumber"},
	{"belegnummer", "catalogNumber"},
	{"strichcode", "catalogNumber"},
	{"code-barres", "catalogNumber"},
	{"code barre", "catalogNumber"},
	{"num\xc3\xa9ro d'inventaire", "catalogNumber"},
	{"c\xc3\xb3"
	 "digo de barras",
	 "catalogNumber"},
	{"n\xc3\xbamero de cat\xc3\xa1logo", "catalogNumber"},
	{"herbarium", "institutionCode"},
	{"herbarium code", "institutionCode"},
	{"species name", "scientificName"},
	{"genus name", "genus"},
	{"family name", "family"},
	{"epithet", "specificEpithet"},
	{"species epithet", "specificEpithet"},
	{"latitude", "decimalLatitude"},
	{"lat", "decimalLatitude"},
	{"breite", "decimalLatitude"},
	{"breitengrad", "decimalLatitude"},
	{"latitud", "decimalLatitude"},
	{"longitude", "decimalLongitude"},
	{"long", "decimalLongitude"},
	{"lon", "decimalLongitude"},
	{"lng", "decimalLongitude"},
	{"l\xc3\xa4nge", "decimalLongitude"},
	{"l\xc3\xa4ngengrad", "decimalLongitude"},
	{"longitud", "decimalLongitude"},
	{"gps", "verbatimCoordinates"},
	{"lat/long", "verbatimCoordinates"},
	{"lat/lon", "verbatimCoordinates"},
	{"latitude/longitude", "verbatimCoordinates"},
	{"uncertainty", "coordinateUncertaintyInMeters"},
	{"elevation", "minimumElevationInMeters"},
	{"min elevation", "minimumElevationInMeters"},
	{"min. elevation", "minimumElevationInMeters"},
	{"minimum elevation", "minimumElevationInMeters"},
	{"elev", "minimumElevationInMeters"},
	{"altitude", "minimumElevationInMeters"},
	{"alt", "minimumElevationInMeters"},
	{"h\xc3\xb6he", "minimumElevationInMeters"},
	{"altitud", "minimumElevationInMeters"},
	{"author", "scientificNameAuthorship"},
	{"authors", "scientificNameAuthorship"},
	{"authority", "scientificNameAuthorship"},
	{"collector no", "recordNumber"},
	{"collector number", "recordNumber"},
	{"collectors no", "recordNumber"},
	{"collection no", "recordNumber"},
	{"collection number", "recordNumber"},
	{"coll. no", "recordNumber"},
	{"col. no", "recordNumber"},
	{"field no", "recordNumber"},
	{"field number", "recordNumber"},
	{"leg", "recordedBy"},
	{"coll", "recordedBy"},
	{"primary collector", "recordedBy"},
	{"site", "locality"},
	{"site description", "locality"},
	{"locality description", "locality"},
	{"collection date", "eventDate"},
	{"coll. date", "eventDate"},
	{"date collected", "eventDate"},
	{"det", "identifiedBy"},
	{"det by", "identifiedBy"},
	{"det. by", "identifiedBy"},
	{"determiner", "identifiedBy"},
	{"determined by", "identifiedBy"},
	{"det. date", "dateIdentified"},
	{"date det", "dateIdentified"},
	{"date determined", "dateIdentified"},
	{"art", "scientificName"},
	{"land", "country"},
	{"sammelnr", "recordNumber"},
	{"sammelnummer", "recordNumber"},
	{"verbatim date", "verbatimEventDate"},
	{"label text", "verbatimLabel"},
	{"entered by", "recordEnteredBy"},
	{"notes", "occurrenceRemarks"},
	{"remarks", "occurrenceRemarks"},
	{"comments", "occurrenceRemarks"},
};

/* Bytes of the name without what says nothing at its end. */
static size_t likely_len(const char *name)
{
	size_t len = strlen(name);

	while (len > 0 && strchr(".: ", name[len - 1]) != NULL)
		len--;
	if (len > 0 && strchr(")]", name[len - 1]) != NULL &&
	    strcspn(name, "([") > 0)
		len = strcspn(name, "([");
	while (len > 0 && strchr(".: ", name[len - 1]) != NULL)
		len--;
	return len;
}

const char *import_likely(void *arg, const char *name)
{
	struct import_job *job = arg;
	size_t len = likely_len(name);
	char *bare CLEANUP(mem_free_str) = mem_strndup(name, len);
	char *config CLEANUP(mem_free_str) = NULL;
	struct error err;

	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		if (strlen(columns[i].name) == len &&
		    strncasecmp(columns[i].name, name, len) == 0)
			return columns[i].term;
	if (job->keys == NULL) {
		config = xdg_config_dir();
		if (label_keys_load(config, &job->keys, &err) < 0)
			return NULL;
	}
	return label_keys_term(job->keys, bare);
}

void import_show_likely(struct import_job *job, const struct heading *heading)
{
	bool any = false;

	for (size_t i = 0; i < heading->n; i++) {
		const struct heading_column *column = &heading->columns[i];
		const char *term =
			heading_likely(heading, i, &job->options.maps);
		char *name CLEANUP(mem_free_str) = text_cleaned(column->name);

		if (term == NULL || strpbrk(name, "\"$`\\") != NULL)
			continue;
		printf("%s --map \"%s=%s\"", any ? "" : "perhaps:", name, term);
		any = true;
	}
	if (any)
		printf("\n         (all of them: --likely)\n");
}
