/*
 * document.c: meta.xml, eml.xml and the manifest. See document.h.
 *
 * 1. A meta.xml says all that it may say: defaults of the guide are read in
 *    several ways.
 * 2. The order of elements is that of the schemas: files, id or coreid, field;
 *    and in a dataset of EML that of GBIF's profile.
 */
#include "config.h"

#include "export/write/document.h"

#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json/json.h"
#include "base/mem.h"

struct document {
	xmlBufferPtr buffer;
	xmlTextWriterPtr writer;
	bool failed;
};

static const xmlChar *xml(const char *text)
{
	return (const xmlChar *)text;
}

static void document_note(struct document *d, int rc)
{
	d->failed |= rc < 0;
}

static void open_tag(struct document *d, const char *name)
{
	document_note(d, xmlTextWriterStartElement(d->writer, xml(name)));
}

static void close_tag(struct document *d)
{
	document_note(d, xmlTextWriterEndElement(d->writer));
}

static void attribute(struct document *d, const char *name, const char *value)
{
	document_note(d, xmlTextWriterWriteAttribute(d->writer, xml(name),
						     xml(value)));
}

/* An element with a text; nothing where there is none. */
static void element(struct document *d, const char *name, const char *text)
{
	if (text != NULL)
		document_note(d, xmlTextWriterWriteElement(d->writer, xml(name),
							   xml(text)));
}

static int document_begin(struct document *d, struct error *err)
{
	*d = (struct document){.buffer = xmlBufferCreate()};
	if (d->buffer != NULL)
		d->writer = xmlNewTextWriterMemory(d->buffer, 0);
	if (d->writer == NULL) {
		xmlBufferFree(d->buffer);
		return error_set(err, ERROR_FAILED, "libxml2 has no memory");
	}
	document_note(d, xmlTextWriterSetIndent(d->writer, 1));
	document_note(d, xmlTextWriterSetIndentString(d->writer, xml("  ")));
	document_note(
		d, xmlTextWriterStartDocument(d->writer, "1.0", "UTF-8", NULL));
	return 0;
}

static int document_end(struct document *d, struct bytes *ret,
			struct error *err)
{
	document_note(d, xmlTextWriterEndDocument(d->writer));
	xmlFreeTextWriter(d->writer);
	if (!d->failed)
		bytes_append(ret, xmlBufferContent(d->buffer),
			     (size_t)xmlBufferLength(d->buffer));
	xmlBufferFree(d->buffer);
	return d->failed ? error_set(err, ERROR_FAILED,
				     "libxml2 cannot write a document")
			 : 0;
}

/* --- meta.xml ------------------------------------------------------------- */

static void meta_index(struct document *d, const char *name, size_t index,
		       const char *iri)
{
	char number[24];

	snprintf(number, sizeof(number), "%zu", index);
	open_tag(d, name);
	attribute(d, "index", number);
	if (iri != NULL)
		attribute(d, "term", iri);
	close_tag(d);
}

static void meta_table(struct document *d, const struct document_table *table,
		       bool core)
{
	open_tag(d, core ? "core" : "extension");
	attribute(d, "encoding", "UTF-8");
	attribute(d, "fieldsTerminatedBy", "\\t");
	attribute(d, "linesTerminatedBy", "\\n");
	attribute(d, "fieldsEnclosedBy", "");
	attribute(d, "ignoreHeaderLines", "1");
	attribute(d, "dateFormat", "YYYY-MM-DD");
	attribute(d, "rowType", table->row_type);
	open_tag(d, "files");
	element(d, "location", table->file);
	close_tag(d);
	meta_index(d, core ? "id" : "coreid", 0, NULL);
	for (size_t i = 0; i < table->n; i++)
		if (table->iris[i] != NULL)
			meta_index(d, "field", i, table->iris[i]);
	close_tag(d);
}

int document_meta(const struct document_table *tables, size_t n,
		  struct bytes *ret, struct error *err)
{
	struct document d;

	if (document_begin(&d, err) < 0)
		return -1;
	open_tag(&d, "archive");
	attribute(&d, "xmlns", "http://rs.tdwg.org/dwc/text/");
	attribute(&d, "metadata", "eml.xml");
	for (size_t i = 0; i < n; i++)
		meta_table(&d, &tables[i], i == 0);
	close_tag(&d);
	return document_end(&d, ret, err);
}

/* --- eml.xml -------------------------------------------------------------- */

static void eml_address(struct document *d, const struct metadata_agent *agent)
{
	if (agent->address == NULL && agent->city == NULL &&
	    agent->postcode == NULL && agent->country == NULL)
		return;
	open_tag(d, "address");
	element(d, "deliveryPoint", agent->address);
	element(d, "city", agent->city);
	element(d, "postalCode", agent->postcode);
	element(d, "country", agent->country);
	close_tag(d);
}

static void eml_agent(struct document *d, const char *name,
		      const struct metadata_agent *agent)
{
	open_tag(d, name);
	if (agent->surname != NULL) {
		open_tag(d, "individualName");
		element(d, "givenName", agent->given_name);
		element(d, "surName", agent->surname);
		close_tag(d);
	}
	element(d, "organizationName", agent->organisation);
	element(d, "positionName", agent->position);
	eml_address(d, agent);
	element(d, "phone", agent->phone);
	element(d, "electronicMailAddress", agent->email);
	element(d, "onlineUrl", agent->url);
	if (agent->orcid != NULL) {
		open_tag(d, "userId");
		attribute(d, "directory", "http://orcid.org/");
		document_note(d, xmlTextWriterWriteString(d->writer,
							  xml(agent->orcid)));
		close_tag(d);
	}
	close_tag(d);
}

static void eml_publisher(struct document *d, const struct metadata *metadata)
{
	if (metadata->organisation == NULL)
		return;
	open_tag(d, "associatedParty");
	element(d, "organizationName", metadata->organisation);
	element(d, "role", "publisher");
	close_tag(d);
}

static void eml_keywords(struct document *d)
{
	open_tag(d, "keywordSet");
	element(d, "keyword", "Occurrence");
	element(d, "keywordThesaurus",
		"GBIF Dataset Type Vocabulary: "
		"http://rs.gbif.org/vocabulary/gbif/dataset_type.xml");
	close_tag(d);
	open_tag(d, "keywordSet");
	element(d, "keyword", "Specimen");
	element(d, "keywordThesaurus",
		"GBIF Dataset Subtype Vocabulary: "
		"http://rs.gbif.org/vocabulary/gbif/dataset_subtype.xml");
	close_tag(d);
}

static void eml_licence(struct document *d,
			const struct metadata_licence *licence)
{
	if (licence == NULL)
		return;
	open_tag(d, "intellectualRights");
	/* Text and elements are mixed here: blanks would be part of it. */
	document_note(d, xmlTextWriterSetIndent(d->writer, 0));
	open_tag(d, "para");
	document_note(
		d, xmlTextWriterWriteString(
			   d->writer, xml("This work is licensed under a ")));
	open_tag(d, "ulink");
	attribute(d, "url", licence->url);
	element(d, "citetitle", licence->title);
	close_tag(d);
	document_note(d, xmlTextWriterWriteString(d->writer, xml(".")));
	close_tag(d);
	close_tag(d);
	document_note(d, xmlTextWriterSetIndent(d->writer, 1));
	document_note(d, xmlTextWriterWriteString(d->writer, xml("\n")));
}

static void eml_url(struct document *d, const char *url)
{
	if (url == NULL)
		return;
	open_tag(d, "distribution");
	attribute(d, "scope", "document");
	open_tag(d, "online");
	open_tag(d, "url");
	attribute(d, "function", "information");
	document_note(d, xmlTextWriterWriteString(d->writer, xml(url)));
	close_tag(d);
	close_tag(d);
	close_tag(d);
}

static void eml_dataset(struct document *d, const struct metadata *metadata,
			const struct document_facts *facts)
{
	const char *language =
		metadata->language != NULL ? metadata->language : "eng";

	open_tag(d, "dataset");
	element(d, "alternateIdentifier", metadata->id);
	open_tag(d, "title");
	attribute(d, "xml:lang", language);
	document_note(d, xmlTextWriterWriteString(d->writer,
						  xml(metadata->title != NULL
							      ? metadata->title
							      : "")));
	close_tag(d);
	eml_agent(d, "creator", &metadata->creator);
	eml_agent(d, "metadataProvider", &metadata->provider);
	eml_publisher(d, metadata);
	element(d, "pubDate", facts->date);
	element(d, "language", language);
	open_tag(d, "abstract");
	element(d, "para", metadata->description);
	close_tag(d);
	eml_keywords(d);
	eml_licence(d, metadata->licence);
	eml_url(d, metadata->url);
	eml_agent(d, "contact", &metadata->contact);
	close_tag(d);
}

static void eml_gbif(struct document *d, const struct metadata *metadata,
		     const struct document_facts *facts)
{
	char *stamp CLEANUP(mem_free_str) =
		mem_printf("%sT00:00:00Z", facts->date);

	open_tag(d, "additionalMetadata");
	open_tag(d, "metadata");
	open_tag(d, "gbif");
	element(d, "dateStamp", stamp);
	element(d, "hierarchyLevel", "dataset");
	element(d, "citation", metadata->citation);
	close_tag(d);
	close_tag(d);
	close_tag(d);
}

int document_eml(const struct metadata *metadata,
		 const struct document_facts *facts, struct bytes *ret,
		 struct error *err)
{
	struct document d;

	if (document_begin(&d, err) < 0)
		return -1;
	open_tag(&d, "eml:eml");
	attribute(&d, "xmlns:eml", "eml://ecoinformatics.org/eml-2.1.1");
	attribute(&d, "xmlns:dc", "http://purl.org/dc/terms/");
	attribute(&d, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	attribute(&d, "xsi:schemaLocation",
		  "eml://ecoinformatics.org/eml-2.1.1 "
		  "http://rs.gbif.org/schema/eml-gbif-profile/1.1/eml.xsd");
	attribute(&d, "packageId", facts->package);
	attribute(&d, "system", "http://gbif.org");
	attribute(&d, "scope", "system");
	attribute(&d, "xml:lang",
		  metadata->language != NULL ? metadata->language : "eng");
	eml_dataset(&d, metadata, facts);
	eml_gbif(&d, metadata, facts);
	close_tag(&d);
	return document_end(&d, ret, err);
}

/* --- the manifest --------------------------------------------------------- */

void document_manifest(const struct packer *packer, size_t n, size_t records,
		       const char *package, struct bytes *ret)
{
	json_t *manifest CLEANUP(json_release) = json_object();
	json_t *files = json_array();
	char *text;

	json_set_string(manifest, "format", "Darwin Core Archive");
	json_set_string(manifest, "generator", "vasculum " PACKAGE_VERSION);
	json_set_string(manifest, "packageId", package);
	json_object_set_new(manifest, "records",
			    json_integer((json_int_t)records));
	json_object_set_new(manifest, "files", files);
	for (size_t i = 0; i < n; i++) {
		const struct packer_entry *entry = packer_entry(packer, i);
		json_t *file = json_object();

		json_set_string(file, "name", entry->name);
		json_object_set_new(file, "bytes",
				    json_integer((json_int_t)entry->size));
		json_set_string(file, "sha256", entry->sha256);
		json_array_append_new(files, file);
	}
	text = json_dumps(manifest, JSON_INDENT(2));
	bytes_append_str(ret, text);
	bytes_append_char(ret, '\n');
	free(text);
}
