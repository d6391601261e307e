/*
 * to_archive.c: records as a Darwin Core Archive: occurrences, determinations,
 * pictures, what they mean (meta.xml), what they are (eml.xml), and checksums.
 *
 * 1. Tables have a tab between cells and a line feed at the end of a row, and
 *    nothing that would need a quotation mark.
 * 2. meta.xml is made of the columns that the header was made of.
 * 3. What stands behind the identifier of a row is made in the first pass, and
 *    waits in a file without a name: all columns of it, of which those that no
 *    record has are dropped later. Rows of extensions wait once more, until the
 *    core is written; they come in its order.
 * 4. Nothing in it says when it was made: the package is named after what it
 *    holds, and dated by its records.
 */
#include "config.h"

#include "export/job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "export/dataset/uuid.h"
#include "export/media.h"
#include "export/write/cell_text.h"
#include "export/write/document.h"
#include "export/write/packer.h"
#include "export/write/shelf.h"

#define DWC	      "http://rs.tdwg.org/dwc/terms/"
#define ARCHIVE_PIECE (64u << 10)
#define NAMED_COLUMNS 11

/* Identification: the members of a determination (identification.h). */
static const char *const named_names[NAMED_COLUMNS] = {
	"coreid",
	"identificationID",
	"identifiedBy",
	"dateIdentified",
	"scientificName",
	"scientificNameAuthorship",
	"taxonRank",
	"identificationQualifier",
	"identificationRemarks",
	"identificationReferences",
	"identificationVerificationStatus",
};

static const char *const named_iris[NAMED_COLUMNS] = {
	NULL,
	DWC "identificationID",
	DWC "identifiedBy",
	DWC "dateIdentified",
	DWC "scientificName",
	DWC "scientificNameAuthorship",
	DWC "taxonRank",
	DWC "identificationQualifier",
	DWC "identificationRemarks",
	DWC "identificationReferences",
	DWC "identificationVerificationStatus",
};

/* A table beside the core. */
struct side {
	const char *file, *row_type;
	const char *const *names, *const *iris;
	size_t n;
	int fd; /* of its rows; -1: it has none */
	struct bytes ahead;
};

enum { SIDE_NAMED, SIDE_MEDIA, SIDES };

/* Parts of what waits: the row of the core, and those of each side. */
enum { PART_CORE, PART_SIDES };

_Static_assert(PART_SIDES + SIDES == SHELF_PARTS, "a part for each table");

struct archive_writer {
	struct shelf *shelf;
	struct bytes parts[SHELF_PARTS]; /* of the record that is noted */
	struct packer *packer;
	struct bytes ahead; /* of the core */
	struct side sides[SIDES];
	const char *files[PACKER_ENTRIES];
	size_t n_files;
};

/* --- what waits ----------------------------------------------------------- */

static struct archive_writer *archive_writer(struct export_job *job)
{
	struct archive_writer *w = job->writer;

	if (w != NULL)
		return w;
	w = mem_zalloc(sizeof(*w));
	w->sides[SIDE_NAMED].fd = w->sides[SIDE_MEDIA].fd = -1;
	job->writer = w;
	return w;
}

/* Appends a cell behind another. */
static void archive_cell(struct export_job *job, const char *text, size_t len,
			 struct bytes *line)
{
	bytes_append_char(line, '\t');
	if (len > 0)
		job->report->folded += cell_text_folded(text, len, line);
}

static void archive_text(struct export_job *job, const char *text,
			 struct bytes *line)
{
	archive_cell(job, text != NULL ? text : "",
		     text != NULL ? strlen(text) : 0, line);
}

static void note_determinations(struct export_job *job, struct bytes *ret)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(job->occurrence.history, i, entry)
	{
		for (size_t j = 1; j < NAMED_COLUMNS; j++)
			archive_text(job, json_string_at(entry, named_names[j]),
				     ret);
		bytes_append_char(ret, '\n');
	}
}

static void note_picture(struct export_job *job,
			 const struct index_record *record, struct bytes *ret)
{
	const struct metadata *m = job->metadata;
	const struct metadata_licence *licence =
		m->media_licence != NULL ? m->media_licence : m->licence;

	if (job->address.len == 0)
		return;
	archive_text(job, "StillImage", ret);
	archive_text(job, media_format(record->image), ret);
	archive_text(job, job->address.data, ret);
	archive_text(job, licence != NULL ? licence->url : "", ret);
	archive_text(job, m->media_creator, ret);
	archive_text(job, m->media_rights_holder, ret);
	bytes_append_char(ret, '\n');
}

static int archive_note(struct export_job *job,
			const struct index_record *record, int64_t *ret_key,
			struct error *err)
{
	struct archive_writer *w = archive_writer(job);
	const struct occurrence *o = &job->occurrence;

	if (w->shelf == NULL &&
	    shelf_new(job->options->path, &w->shelf, err) < 0)
		return -1;
	for (size_t i = 0; i < SHELF_PARTS; i++)
		bytes_clear(&w->parts[i]);
	for (size_t i = 1; i < job->columns.n; i++)
		if (!job->columns.items[i].history)
			archive_cell(job, o->cells[i].text, o->cells[i].len,
				     &w->parts[PART_CORE]);
	note_determinations(job, &w->parts[PART_SIDES + SIDE_NAMED]);
	note_picture(job, record, &w->parts[PART_SIDES + SIDE_MEDIA]);
	return shelf_put(w->shelf, w->parts, ret_key, err);
}

/* --- the core ------------------------------------------------------------- */

static int core_flush(struct archive_writer *w, struct error *err)
{
	int rc = packer_write(w->packer, w->ahead.data, w->ahead.len, err);

	bytes_clear(&w->ahead);
	return rc;
}

static bool core_has(const struct column *column)
{
	return column->used && !column->history;
}

static int core_header(struct export_job *job, struct error *err)
{
	struct archive_writer *w = job->writer;

	for (size_t i = 0; i < job->columns.n; i++) {
		const struct column *column = &job->columns.items[i];

		if (!core_has(column))
			continue;
		if (i > 0)
			bytes_append_char(&w->ahead, '\t');
		bytes_append_str(&w->ahead, column->name);
	}
	bytes_append_char(&w->ahead, '\n');
	return core_flush(w, err);
}

/* Appends those cells of a row that some record has. Each stands behind a tab,
 * and none holds one. */
static void core_cells(const struct export_job *job,
		       const struct shelf_part *row, struct bytes *ret)
{
	const char *at = row->text, *end = row->text + row->len;

	for (size_t i = 1; i < job->columns.n; i++) {
		const char *next;

		if (job->columns.items[i].history || at == end)
			continue;
		next = memchr(at + 1, '\t', (size_t)(end - at - 1));
		if (next == NULL)
			next = end;
		if (job->columns.items[i].used)
			bytes_append(ret, at, (size_t)(next - at));
		at = next;
	}
}

/* --- beside the core ------------------------------------------------------ */

static int side_flush(const struct export_job *job, struct side *side,
		      struct error *err)
{
	if (side->ahead.len > 0 &&
	    file_write_all(side->fd, side->ahead.data, side->ahead.len) < 0)
		return error_sys(err, errno, "cannot write beside %s",
				 job->options->path);
	bytes_clear(&side->ahead);
	return 0;
}

/* Each line of the part behind the identifier. */
static int side_rows(const struct export_job *job, struct side *side,
		     const char *id, const struct shelf_part *part,
		     struct error *err)
{
	const char *at = part->text, *end = part->text + part->len;

	while (at < end) {
		const char *line = memchr(at, '\n', (size_t)(end - at));

		bytes_append_str(&side->ahead, id);
		bytes_append(&side->ahead, at, (size_t)(line - at) + 1);
		at = line + 1;
	}
	return side->ahead.len < ARCHIVE_PIECE ? 0 : side_flush(job, side, err);
}

static int side_header(struct archive_writer *w, const struct side *side,
		       struct error *err)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	for (size_t i = 0; i < side->n; i++) {
		if (i > 0)
			bytes_append_char(&line, '\t');
		bytes_append_str(&line, side->names[i]);
	}
	bytes_append_char(&line, '\n');
	return packer_write(w->packer, line.data, line.len, err);
}

/* Copies the rows into the archive. */
static int side_pack(const struct export_job *job, struct side *side,
		     struct error *err)
{
	struct archive_writer *w = job->writer;
	char *piece CLEANUP(mem_free_str) = mem_alloc(ARCHIVE_PIECE);
	ssize_t got;

	if (side_flush(job, side, err) < 0 || side_header(w, side, err) < 0)
		return -1;
	if (lseek(side->fd, 0, SEEK_SET) < 0)
		return error_sys(err, errno, "cannot read what was written");
	while ((got = read(side->fd, piece, ARCHIVE_PIECE)) > 0)
		if (packer_write(w->packer, piece, (size_t)got, err) < 0)
			return -1;
	if (got < 0)
		return error_sys(err, errno, "cannot read what was written");
	return packer_next(w->packer, err);
}

/* --- documents ------------------------------------------------------------ */

static int archive_entry(struct archive_writer *w, const struct bytes *text,
			 struct error *err)
{
	if (packer_write(w->packer, text->data, text->len, err) < 0)
		return -1;
	return packer_next(w->packer, err);
}

static int archive_meta(const struct export_job *job, struct bytes *ret,
			struct error *err)
{
	const struct archive_writer *w = job->writer;
	struct document_table tables[1 + SIDES];
	const char *iris[COLUMNS_MAX];
	size_t n = 0, n_tables = 1;

	for (size_t i = 0; i < job->columns.n; i++)
		if (core_has(&job->columns.items[i]))
			iris[n++] = job->columns.items[i].iri;
	tables[0] =
		(struct document_table){w->files[0], DWC "Occurrence", iris, n};
	for (size_t i = 0; i < SIDES; i++)
		if (w->sides[i].fd >= 0)
			tables[n_tables++] = (struct document_table){
				w->sides[i].file, w->sides[i].row_type,
				w->sides[i].iris, w->sides[i].n};
	return document_meta(tables, n_tables, ret, err);
}

/* The name of this version of the dataset: the dataset's, the version that the
 * metadata have, and a UUID of all that is in it (invariant 4). */
static char *archive_package(const struct export_job *job)
{
	const struct archive_writer *w = job->writer;
	const struct metadata *m = job->metadata;
	struct bytes content CLEANUP(bytes_done) = {0};
	struct document_facts none = {"",
				      m->published != NULL ? m->published : ""};
	char uuid[UUID_SIZE];

	for (size_t i = 0; i + 3 < w->n_files; i++)
		bytes_append_str(&content, packer_entry(w->packer, i)->sha256);
	/* What is said of it; where that cannot be written, it is not later
	 * either. */
	if (document_eml(m, &none, &content, NULL) < 0)
		bytes_clear(&content);
	uuid_of_name(UUID_SPECIMENS, content.data, content.len, uuid);
	return mem_printf("%s/v%s%s%s", m->id != NULL ? m->id : job->run->id,
			  m->version != NULL ? m->version : "",
			  m->version != NULL ? "-" : "", uuid);
}

/* The day that it is of: the metadata's, else that of the record which was
 * changed last; where none says when, that of the run (invariant 4). */
static void archive_day(const struct export_job *job,
			char ret[CLOCK_STAMP_SIZE])
{
	const char *created = job->run->created;
	double seconds;

	if (job->metadata->published != NULL)
		snprintf(ret, CLOCK_STAMP_SIZE, "%s", job->metadata->published);
	else if (job->latest[0] != '\0')
		snprintf(ret, CLOCK_STAMP_SIZE, "%s", job->latest);
	else if (created != NULL && clock_parse(created, &seconds) == 0)
		snprintf(ret, CLOCK_STAMP_SIZE, "%s", created);
	else
		clock_stamp(ret);
	ret[10] = '\0';
}

/* The last three entries. */
static int archive_documents(struct export_job *job, struct error *err)
{
	struct archive_writer *w = job->writer;
	char *package CLEANUP(mem_free_str) = archive_package(job);
	struct bytes meta CLEANUP(bytes_done) = {0};
	struct bytes eml CLEANUP(bytes_done) = {0};
	struct bytes manifest CLEANUP(bytes_done) = {0};
	char day[CLOCK_STAMP_SIZE];
	struct document_facts facts = {.package = package, .date = day};

	archive_day(job, day);
	if (archive_meta(job, &meta, err) < 0 ||
	    archive_entry(w, &meta, err) < 0 ||
	    document_eml(job->metadata, &facts, &eml, err) < 0 ||
	    archive_entry(w, &eml, err) < 0)
		return -1;
	document_manifest(w->packer, w->n_files - 1,
			  job->report->counts.records, package, &manifest);
	return archive_entry(w, &manifest, err);
}

/* --- the archive ---------------------------------------------------------- */

static int archive_open_sides(struct export_job *job, struct error *err)
{
	struct archive_writer *w = job->writer;
	const size_t rows[SIDES] = {job->report->determinations,
				    job->report->pictures};

	w->sides[SIDE_NAMED] = (struct side){
		.file = "identification.txt",
		.row_type = DWC "Identification",
		.names = named_names,
		.iris = named_iris,
		.n = NAMED_COLUMNS,
		.fd = -1,
	};
	w->sides[SIDE_MEDIA] = (struct side){
		.file = "multimedia.txt",
		.row_type = "http://rs.gbif.org/terms/1.0/Multimedia",
		.names = media_names,
		.iris = media_iris,
		.n = MEDIA_COLUMNS,
		.fd = -1,
	};
	for (size_t i = 0; i < SIDES; i++) {
		if (rows[i] == 0)
			continue;
		w->sides[i].fd = output_nameless(job->options->path, err);
		if (w->sides[i].fd < 0)
			return -1;
		w->files[w->n_files++] = w->sides[i].file;
	}
	return 0;
}

static int archive_begin(struct export_job *job, struct error *err)
{
	struct archive_writer *w = archive_writer(job);

	w->files[w->n_files++] = "occurrence.txt";
	if (archive_open_sides(job, err) < 0)
		return -1;
	w->files[w->n_files++] = "meta.xml";
	w->files[w->n_files++] = "eml.xml";
	w->files[w->n_files++] = "manifest.json";
	if (output_open(job->options->path, &job->output, err) < 0 ||
	    packer_start(job->output, w->files, w->n_files, &w->packer, err) <
		    0)
		return -1;
	return core_header(job, err);
}

static int archive_row(struct export_job *job, int64_t key, const char *id,
		       struct error *err)
{
	struct archive_writer *w = job->writer;
	struct shelf_part parts[SHELF_PARTS];

	if (shelf_get(w->shelf, key, parts, err) < 0)
		return -1;
	bytes_append_str(&w->ahead, id);
	core_cells(job, &parts[PART_CORE], &w->ahead);
	bytes_append_char(&w->ahead, '\n');
	if (w->ahead.len >= ARCHIVE_PIECE && core_flush(w, err) < 0)
		return -1;
	for (size_t i = 0; i < SIDES; i++)
		if (side_rows(job, &w->sides[i], id, &parts[PART_SIDES + i],
			      err) < 0)
			return -1;
	return 0;
}

static int archive_end(struct export_job *job, struct error *err)
{
	struct archive_writer *w = job->writer;

	if (core_flush(w, err) < 0 || packer_next(w->packer, err) < 0)
		return -1;
	for (size_t i = 0; i < SIDES; i++)
		if (w->sides[i].fd >= 0 &&
		    side_pack(job, &w->sides[i], err) < 0)
			return -1;
	if (archive_documents(job, err) < 0 ||
	    packer_finish(w->packer, err) < 0)
		return -1;
	return export_job_finish(job, err);
}

static void archive_drop(struct export_job *job)
{
	struct archive_writer *w = job->writer;

	if (w == NULL)
		return;
	packer_free(w->packer);
	shelf_free(w->shelf);
	for (size_t i = 0; i < SHELF_PARTS; i++)
		bytes_done(&w->parts[i]);
	for (size_t i = 0; i < SIDES; i++) {
		if (w->sides[i].fd >= 0)
			close(w->sides[i].fd);
		bytes_done(&w->sides[i].ahead);
	}
	bytes_done(&w->ahead);
	free(w);
	job->writer = NULL;
}

const struct export_writer export_to_archive = {
	.note = archive_note,
	.begin = archive_begin,
	.row = archive_row,
	.end = archive_end,
	.drop = archive_drop,
};
