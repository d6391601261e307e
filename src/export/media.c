/*
 * media.c: pictures of sheets. See media.h.
 *
 * What is put into an address is percent-encoded but for the unreserved
 * characters (RFC 3986, 2.3) and, in the path of a file, the slash.
 */
#include "config.h"

#include "export/media.h"

#include <string.h>

#include "base/text.h"

#define DCTERMS "http://purl.org/dc/terms/"

const char *const media_names[MEDIA_COLUMNS] = {
	"coreid",  "type",    "format",	      "identifier",
	"license", "creator", "rightsHolder",
};

const char *const media_iris[MEDIA_COLUMNS] = {
	NULL,
	DCTERMS "type",
	DCTERMS "format",
	DCTERMS "identifier",
	DCTERMS "license",
	DCTERMS "creator",
	DCTERMS "rightsHolder",
};

static void append_encoded(const char *text, bool path, struct bytes *ret)
{
	for (const char *at = text; *at != '\0'; at++) {
		unsigned char c = (unsigned char)*at;
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') ||
			     strchr("-._~", c) != NULL || (path && c == '/');

		if (plain)
			bytes_append_char(ret, (char)c);
		else
			bytes_printf(ret, "%%%02X", c);
	}
}

/* What a name in braces stands for; NULL where it is none. */
static const char *sheet_part(const struct media_sheet *sheet, const char *name,
			      size_t len)
{
	const struct {
		const char *name, *text;
	} parts[] = {
		{"{file}", sheet->image},
		{"{sha256}", sheet->sha256},
		{"{catalogNumber}", sheet->catalog},
	};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (strlen(parts[i].name) == len &&
		    strncmp(parts[i].name, name, len) == 0)
			return parts[i].text;
	return NULL;
}

bool media_address(const char *url, const struct media_sheet *sheet,
		   struct bytes *ret)
{
	if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return false;
	while (*url != '\0') {
		size_t len = strcspn(url, "{");
		const char *end =
			url[len] == '{' ? strchr(url + len, '}') : NULL;
		const char *part = NULL;

		bytes_append(ret, url, len);
		url += len;
		if (*url == '\0')
			break;
		if (end != NULL)
			part = sheet_part(sheet, url, (size_t)(end - url) + 1);
		if (part == NULL || part[0] == '\0')
			return false;
		append_encoded(part, strncmp(url, "{file}", 6) == 0, ret);
		url = end + 1;
	}
	return ret->len > 0 && strpbrk(ret->data, " \t\r\n<>\"") == NULL;
}

const char *media_format(const char *image)
{
	static const struct {
		const char *ending, *format;
	} formats[] = {
		{".jpg", "image/jpeg"},	 {".jpeg", "image/jpeg"},
		{".png", "image/png"},	 {".tif", "image/tiff"},
		{".tiff", "image/tiff"}, {".webp", "image/webp"},
		{".gif", "image/gif"},	 {".jp2", "image/jp2"},
	};
	const char *dot = strrchr(image, '.');

	for (size_t i = 0; dot != NULL && i < ARRAY_LEN(formats); i++)
		if (text_casecmp(formats[i].ending, dot) == 0)
			return formats[i].format;
	return "";
}
