/*
 * media.h: pictures of sheets as rows of the extension Simple Multimedia
 * (http://rs.gbif.org/terms/1.0/Multimedia). Pure; any thread.
 */
#ifndef EXPORT_MEDIA_H
#define EXPORT_MEDIA_H

#include "base/bytes.h"
#include "export/dataset/metadata.h"

/* What stands for a sheet in an address; "" for what it does not have. */
struct media_sheet {
	const char *image;   /* {file} */
	const char *sha256;  /* {sha256} */
	const char *catalog; /* {catalogNumber} */
};

#define MEDIA_COLUMNS 7
/* The terms of the columns; NULL for the first, the id of the record. */
extern const char *const media_iris[MEDIA_COLUMNS];
extern const char *const media_names[MEDIA_COLUMNS];

/* Appends the address. False, and what was appended counts for nothing, where
 * the sheet lacks a part of it or it is no address. */
bool media_address(const char *url, const struct media_sheet *sheet,
		   struct bytes *ret);

/* "image/jpeg", …, by the name of the file; "" where that is not known. */
const char *media_format(const char *image);

#endif
