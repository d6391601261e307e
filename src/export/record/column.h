/*
 * column.h: the columns that a table of records may have: the terms of the
 * run, those that Darwin Core wants beside them, and those that the metadata
 * give a value to. Which of them a table has is known when all records were
 * seen: the header and meta.xml are made of the same.
 *
 * A value of one thread.
 */
#ifndef EXPORT_RECORD_COLUMN_H
#define EXPORT_RECORD_COLUMN_H

#include <stdbool.h>
#include <stddef.h>

#include "dwc/record/term.h"
#include "export/dataset/issue.h"
#include "export/dataset/metadata.h"

/* Those that are looked at, or made; COLUMN_NONE stands for all others. */
enum column_use {
	COLUMN_ID, /* occurrenceID: always the first */
	COLUMN_NAME,
	COLUMN_VERBATIM_NAME,
	COLUMN_QUALIFIER,
	COLUMN_RANK,
	COLUMN_AUTHOR,
	COLUMN_NAMED_BY, /* identifiedBy */
	COLUMN_FAMILY,
	COLUMN_GENUS,
	COLUMN_EPITHET,
	COLUMN_INFRA,
	COLUMN_DATE,
	COLUMN_VERBATIM_DATE,
	COLUMN_IDENTIFIED,
	COLUMN_COUNTRY,
	COLUMN_COUNTRY_CODE,
	COLUMN_STATE,
	COLUMN_COUNTY,
	COLUMN_LATITUDE,
	COLUMN_LONGITUDE,
	COLUMN_DATUM,
	COLUMN_UNCERTAINTY,
	COLUMN_ELEVATION,
	COLUMN_CATALOG,
	COLUMN_BASIS,
	COLUMN_KINGDOM,
	COLUMN_STATUS, /* occurrenceStatus */
	COLUMN_COUNT,
	COLUMN_TYPE,
	COLUMN_MODIFIED,
	COLUMN_WITHHELD,    /* informationWithheld */
	COLUMN_GENERALIZED, /* dataGeneralizations */
	COLUMN_USES,
	COLUMN_NONE = COLUMN_USES,
};

#define COLUMNS_MAX 256

struct column {
	const char *name; /* last part of the IRI: "scientificName" */
	const char *term; /* its key in records; the name where it is none */
	const char *iri;
	const char *fallback;  /* of records without a value, or NULL */
	const struct term *of; /* the run's term, or NULL */
	bool history;	       /* determinations: no column of an archive */
	bool hidden;	       /* where places are withheld, it says where */
	bool used;
};

struct columns {
	struct column items[COLUMNS_MAX];
	size_t n;
	size_t of_place[COLUMNS_MAX]; /* by the place of a term */
	size_t n_places;
	size_t at[COLUMN_USES];	 /* columns_max where there is none */
	char *iris[COLUMNS_MAX]; /* owned */
	size_t n_iris;
};
#define COLUMN_ABSENT COLUMNS_MAX

/* Borrows of terms and metadata, which outlive it. ERROR_USAGE for a default
 * of the metadata that is no term. */
int columns_init(struct columns *columns, const struct terms *terms,
		 const struct metadata *metadata, struct error *err) MUST_USE;
void columns_done(struct columns *columns); /* also for CLEANUP */

/* The column of Darwin Core beside the run's terms that a key of a record
 * names, or COLUMN_ABSENT. */
size_t columns_beside(const struct columns *columns, const char *key,
		      size_t len);

/* Adds what is wrong with the header of an archive: terms that stand there
 * twice, or that GBIF does not know, or that it asks for. */
void columns_check(const struct columns *columns, struct issues *issues);

#endif
