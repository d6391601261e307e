/*
 * document.h: the documents of an archive beside its tables: meta.xml after the
 * Darwin Core text guide (https://dwc.tdwg.org/text/), eml.xml after GBIF's
 * profile of EML 2.1.1 (http://rs.gbif.org/schema/eml-gbif-profile/1.1/), and a
 * manifest with checksums. XML by libxml2.
 *
 * Pure; any thread.
 */
#ifndef EXPORT_WRITE_DOCUMENT_H
#define EXPORT_WRITE_DOCUMENT_H

#include "base/bytes.h"
#include "base/error.h"
#include "export/dataset/metadata.h"
#include "export/write/packer.h"

/* A table as it was written. */
struct document_table {
	const char *file;
	const char *row_type;
	/* Of each column its term; in the first of an extension stands the id
	 * of a core's row, and it has none (NULL). */
	const char *const *iris;
	size_t n;
};

/* The first table is the core. */
int document_meta(const struct document_table *tables, size_t n,
		  struct bytes *ret, struct error *err) MUST_USE;

struct document_facts {
	const char *package; /* packageId, of this version alone */
	const char *date;    /* YYYY-MM-DD, of publication */
};
int document_eml(const struct metadata *metadata,
		 const struct document_facts *facts, struct bytes *ret,
		 struct error *err) MUST_USE;

/* manifest.json: files with size and SHA-256, and how many records. */
void document_manifest(const struct packer *packer, size_t n, size_t records,
		       const char *package, struct bytes *ret);

#endif
