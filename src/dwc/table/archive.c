/*
 * archive.c: the tables of a Darwin Core Archive. See archive.h.
 *
 * 1. Entries are found by their names and read as streams; where a name would
 *    lie on a disk is never asked.
 * 2. An entry is refused before it is read where it claims to be larger than
 *    tables of taxa are, to unpack to far more than text does, or to be packed
 *    as archives are not: other methods want memory as the file says. No more
 *    is read of it than it claims; libzip checks its sum.
 * 3. The files of a core are one table: they are as large together as one may
 *    be, however often one is named.
 */
#include "config.h"

#include "dwc/table/archive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/table/meta.h"

#define TABLE_MAX   (UINT64_C(8) << 30) /* bytes of a table */
#define ENTRY_SMALL (UINT64_C(1) << 20) /* of which the ratio is not asked */
#define RATIO_MAX   200 /* to one; tables of taxa have up to twenty */
#define ENTRIES_MAX 10000

struct archive {
	char *path;
	enum meta_core core;
	zip_t *zip;
	char *prefix; /* of the folder that all lies in, or "" */
	struct meta meta;
	bool has_meta;
	char *date;
	size_t next;
	char *title; /* of the entry that is being read, for messages */
	zip_file_t *entry;
	uint64_t left;	 /* bytes of the entry that are not read yet */
	uint64_t budget; /* that the files to come may have */
};

bool archive_is(const char *head, size_t len)
{
	return len >= 4 && (memcmp(head, "PK\x03\x04", 4) == 0 ||
			    memcmp(head, "PK\x05\x06", 4) == 0);
}

/* --- entries ---------------------------------------------------------------- */

static int entry_fail(const struct archive *archive, const char *name,
		      struct error *err)
{
	return error_set(err, ERROR_FAILED, "cannot read %s in %s: %s", name,
			 archive->path, zip_strerror(archive->zip));
}

/* Whether the entry is of a size that may be read. */
static int entry_check(const struct archive *archive, const zip_stat_t *st,
		       uint64_t limit, struct error *err)
{
	const zip_uint64_t wanted =
		ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;

	if ((st->valid & wanted) == wanted && st->comp_method != ZIP_CM_STORE &&
	    st->comp_method != ZIP_CM_DEFLATE)
		return error_set(
			err, ERROR_FAILED,
			"%s in %s is packed in a way that archives are "
			"not; unpack it and import the table",
			st->name, archive->path);
	if ((st->valid & wanted) == wanted && st->size <= limit &&
	    (st->size <= ENTRY_SMALL || st->size / RATIO_MAX <= st->comp_size))
		return 0;
	return error_set(err, ERROR_FAILED,
			 "%s in %s unpacks to more than a table has; "
			 "it is not taken",
			 st->name, archive->path);
}

/* Opens an entry; *ret_size is how many bytes it has. */
static int entry_open(const struct archive *archive, const char *name,
		      uint64_t limit, zip_file_t **ret, uint64_t *ret_size,
		      struct error *err)
{
	zip_stat_t st;

	if (zip_stat(archive->zip, name, 0, &st) < 0)
		return error_set(err, ERROR_NOT_FOUND,
				 "%s has no %s, which its meta.xml names",
				 archive->path, name);
	if (entry_check(archive, &st, limit, err) < 0)
		return -1;
	*ret = zip_fopen(archive->zip, name, 0);
	if (*ret == NULL)
		return entry_fail(archive, name, err);
	*ret_size = st.size;
	return 0;
}

/* Appends a small document. */
static int entry_text(const struct archive *archive, const char *name,
		      struct bytes *ret, struct error *err)
{
	zip_file_t *entry;
	zip_int64_t got;
	uint64_t size;
	char *to;

	if (entry_open(archive, name, META_SIZE_MAX, &entry, &size, err) < 0)
		return -1;
	to = bytes_reserve(ret, (size_t)size + 1);
	got = zip_fread(entry, to, size);
	if (got >= 0) {
		ret->len += (size_t)got;
		ret->data[ret->len] = '\0';
	} else {
		error_set(err, ERROR_FAILED,
			  "%s in %s is damaged: %s; fetch it again", name,
			  archive->path, zip_file_strerror(entry));
	}
	zip_fclose(entry);
	return got >= 0 ? 0 : -1;
}

static int entry_read(void *data, char *to, size_t size, size_t *ret_n,
		      struct error *err)
{
	struct archive *archive = data;
	zip_int64_t got = zip_fread(archive->entry, to, size);

	if (got < 0)
		return error_set(
			err, ERROR_FAILED, "%s is damaged: %s; fetch it again",
			archive->title, zip_file_strerror(archive->entry));
	if ((uint64_t)got > archive->left)
		return error_set(err, ERROR_FAILED,
				 "%s unpacks to more than it claims; fetch it "
				 "again",
				 archive->title);
	archive->left -= (uint64_t)got;
	*ret_n = (size_t)got;
	return 0;
}

/* --- what the archive says of itself ---------------------------------------- */

/* The name of the meta.xml, in the archive or in the folder that all of it
 * lies in; NULL: there is none. */
static const char *find_meta(zip_t *zip, zip_int64_t n)
{
	const char *found = NULL;

	for (zip_int64_t i = 0; i < n; i++) {
		const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
		const char *slash = name != NULL ? strchr(name, '/') : NULL;

		if (name == NULL)
			continue;
		if (strcmp(name, "meta.xml") == 0)
			return name;
		if (found == NULL && slash != NULL &&
		    strcmp(slash, "/meta.xml") == 0)
			found = name;
	}
	return found;
}

static void read_date(struct archive *archive)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *name CLEANUP(mem_free_str) = NULL;

	name = mem_printf("%s%s", archive->prefix,
			  archive->meta.eml != NULL ? archive->meta.eml
						    : "eml.xml");
	if (entry_text(archive, name, &text, NULL) == 0)
		archive->date = meta_eml_date(text.data, text.len);
}

static int read_meta(struct archive *archive, const char *name,
		     struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error why;

	archive->prefix = mem_strndup(name, strlen(name) - strlen("meta.xml"));
	if (entry_text(archive, name, &text, err) < 0)
		return -1;
	archive->has_meta = true;
	if (meta_read_core(text.data, text.len, archive->core, &archive->meta,
			   &why) < 0)
		return error_set(err, why.kind, "the meta.xml of %s: %s",
				 archive->path, why.text);
	return 0;
}

static bool is_table(const char *name)
{
	static const char *const endings[] = {".txt", ".csv", ".tsv", ".tab"};
	size_t len = strlen(name);
	const char *base = file_base(name);

	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (len > 4 && text_casecmp(name + len - 4, endings[i]) == 0)
			return base[0] != '.' && base[0] != '_' &&
			       text_casecmp(base, "readme.txt") != 0;
	return false;
}

/* Workbooks are archives, too: ECMA-376, part 2, and OpenDocument 1.3, part 2.
 */
static bool is_workbook(zip_t *zip)
{
	return zip_name_locate(zip, "[Content_Types].xml", 0) >= 0 ||
	       zip_name_locate(zip, "META-INF/manifest.xml", 0) >= 0;
}

/* Without a meta.xml the one table is taken. */
static int find_table(struct archive *archive, zip_int64_t n, struct error *err)
{
	struct meta *meta = &archive->meta;
	size_t found = 0;

	archive->prefix = mem_strdup("");
	if (is_workbook(archive->zip))
		return error_set(err, ERROR_FAILED,
				 "%s is a workbook or a document; save its "
				 "sheet as CSV (UTF-8) and import that",
				 archive->path);
	for (zip_int64_t i = 0; i < n; i++) {
		const char *name =
			zip_get_name(archive->zip, (zip_uint64_t)i, 0);

		if (name == NULL || !is_table(name))
			continue;
		if (found++ == 0)
			meta->files[meta->n_files++] = mem_strdup(name);
	}
	if (found == 1)
		return 0;
	return error_set(err, ERROR_FAILED,
			 "%s has no meta.xml and %s; unpack it and import "
			 "what is in it",
			 archive->path,
			 found == 0 ? "no table" : "several tables");
}

/* --- archives --------------------------------------------------------------- */

static int archive_look(struct archive *archive, struct error *err)
{
	zip_int64_t n = zip_get_num_entries(archive->zip, 0);
	const char *name;

	if (n > ENTRIES_MAX)
		return error_set(err, ERROR_FAILED,
				 "%s has more than %d files in it; it is not "
				 "an archive that is taken",
				 archive->path, ENTRIES_MAX);
	name = find_meta(archive->zip, n);
	if (name == NULL)
		return find_table(archive, n, err);
	if (read_meta(archive, name, err) < 0)
		return -1;
	read_date(archive);
	return 0;
}

int archive_open(const char *path, struct archive **ret, struct error *err)
{
	return archive_open_core(path, META_TAXA, ret, err);
}

int archive_open_core(const char *path, enum meta_core core,
		      struct archive **ret, struct error *err)
{
	struct archive *archive;
	int code = 0;
	zip_t *zip = zip_open(path, ZIP_RDONLY, &code);
	zip_error_t why;

	if (zip == NULL) {
		zip_error_init_with_code(&why, code);
		error_set(err, ERROR_FAILED, "cannot read the archive %s: %s",
			  path, zip_error_strerror(&why));
		zip_error_fini(&why);
		return -1;
	}
	archive = mem_zalloc(sizeof(*archive));
	archive->path = mem_strdup(path);
	archive->core = core;
	archive->zip = zip;
	archive->budget = TABLE_MAX;
	layout_init(&archive->meta.layout);
	if (archive_look(archive, err) < 0) {
		archive_close(archive);
		return -1;
	}
	*ret = archive;
	return 0;
}

void archive_close(struct archive *archive)
{
	if (archive == NULL)
		return;
	if (archive->entry != NULL)
		zip_fclose(archive->entry);
	zip_discard(archive->zip);
	meta_done(&archive->meta);
	free(archive->path);
	free(archive->prefix);
	free(archive->date);
	free(archive->title);
	free(archive);
}

const struct layout *archive_layout(const struct archive *archive)
{
	return archive->has_meta ? &archive->meta.layout : NULL;
}

const char *archive_date(const struct archive *archive)
{
	return archive->date != NULL ? archive->date : "";
}

const struct meta *archive_meta(const struct archive *archive)
{
	return archive->has_meta ? &archive->meta : NULL;
}

int archive_open_file(struct archive *archive, const char *file,
		      struct table_source *ret, struct error *err)
{
	char *name CLEANUP(mem_free_str) =
		mem_printf("%s%s", archive->prefix, file);

	if (archive->entry != NULL)
		zip_fclose(archive->entry);
	archive->entry = NULL;
	if (entry_open(archive, name, archive->budget, &archive->entry,
		       &archive->left, err) < 0)
		return -1;
	archive->budget -= archive->left;
	free(archive->title);
	archive->title = mem_printf("%s in %s", name, archive->path);
	*ret = (struct table_source){
		.name = archive->title, .data = archive, .read = entry_read};
	return 0;
}

int archive_next(struct archive *archive, struct table_source *ret,
		 struct error *err)
{
	if (archive->next == archive->meta.n_files)
		return 0;
	if (archive_open_file(archive, archive->meta.files[archive->next++],
			      ret, err) < 0)
		return -1;
	return 1;
}
