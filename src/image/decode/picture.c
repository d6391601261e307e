/*
 * picture.c: image files: what they are, and who decodes them. See picture.h.
 *
 * 1. What a file is its first bytes say, never its name.
 * 2. A file is opened once, without waiting (a pipe of that name would hold
 *    the caller for ever), and has to be a regular one.
 */
#include "config.h"

#include "image/decode/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/text.h"
#include "image/decode/jpeg.h"
#include "image/decode/part.h"
#include "image/decode/tiff.h"
#ifdef HAVE_OCR
#include "image/decode/lept.h"
#endif

#define PICTURE_HEAD	 12
#define PICTURE_FILE_MAX ((size_t)1 << 30)

static const struct {
	enum picture_format format;
	size_t at, len;
	const char *bytes;
} picture_magics[] = {
	{PICTURE_JPEG, 0, 3, "\xFF\xD8\xFF"},
	{PICTURE_PNG, 0, 8, "\x89PNG\r\n\x1A\n"},
	{PICTURE_TIFF, 0, 4, "II*\0"},
	{PICTURE_TIFF, 0, 4, "MM\0*"},
	{PICTURE_TIFF, 0, 4, "II+\0"}, /* BigTIFF */
	{PICTURE_TIFF, 0, 4, "MM\0+"},
	{PICTURE_WEBP, 8, 4, "WEBP"},
	{PICTURE_JP2, 0, 12, "\0\0\0\x0CjP  \r\n\x87\n"},
	{PICTURE_JP2, 0, 4, "\xFF\x4F\xFF\x51"}, /* a bare codestream */
};

static const struct {
	const char *extension;
	enum picture_format format;
} picture_extensions[] = {
	{".jpg", PICTURE_JPEG},	 {".jpeg", PICTURE_JPEG},
	{".jpe", PICTURE_JPEG},	 {".jfif", PICTURE_JPEG},
	{".png", PICTURE_PNG},	 {".tif", PICTURE_TIFF},
	{".tiff", PICTURE_TIFF}, {".webp", PICTURE_WEBP},
	{".jp2", PICTURE_JP2},	 {".j2k", PICTURE_JP2},
	{".jpf", PICTURE_JP2},	 {".jpx", PICTURE_JP2},
};

/* Images all the same, of kinds that no build reads. */
static const char *const picture_foreign_extensions[] = {
	".heic", ".heif", ".avif", ".jxl", ".dng", ".cr2", ".cr3",
	".crw",	 ".nef",  ".nrw",  ".arw", ".orf", ".rw2", ".raf",
	".pef",	 ".srw",  ".iiq",  ".3fr", ".gif", ".bmp", ".psd",
};

enum picture_format picture_format_of(const unsigned char *head, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(picture_magics); i++) {
		size_t at = picture_magics[i].at;
		size_t n = picture_magics[i].len;

		if (len >= at + n &&
		    memcmp(head + at, picture_magics[i].bytes, n) == 0)
			return picture_magics[i].format;
	}
	return PICTURE_UNKNOWN;
}

enum picture_format picture_format_of_name(const char *name)
{
	const char *dot = strrchr(file_base(name), '.');

	if (dot == NULL)
		return PICTURE_UNKNOWN;
	for (size_t i = 0; i < ARRAY_LEN(picture_extensions); i++)
		if (text_casecmp(dot, picture_extensions[i].extension) == 0)
			return picture_extensions[i].format;
	return PICTURE_UNKNOWN;
}

bool picture_name_fits(const char *name)
{
	return picture_format_of_name(name) != PICTURE_UNKNOWN;
}

bool picture_name_is_foreign(const char *name)
{
	const char *dot = strrchr(file_base(name), '.');

	if (dot == NULL)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(picture_foreign_extensions); i++)
		if (text_casecmp(dot, picture_foreign_extensions[i]) == 0)
			return true;
	return false;
}

bool picture_format_readable(enum picture_format format)
{
	if (format == PICTURE_JPEG || format == PICTURE_TIFF)
		return true;
#ifdef HAVE_OCR
	return lept_reads(format);
#else
	return false;
#endif
}

/* An open file and what its first bytes say. */
struct picture_file {
	struct picture_input input; /* whatever its format */
	enum picture_format format;
};

static void picture_close(struct picture_file *file)
{
	if (file->input.fd >= 0)
		close(file->input.fd);
}

static int picture_look(struct picture_file *file, const char *path,
			struct error *err)
{
	int fd = file->input.fd;
	unsigned char head[PICTURE_HEAD];
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st) < 0)
		return error_sys(err, errno, "cannot look at %s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_FAILED,
				 "%s is not a file; name a picture", path);
	do
		got = pread(fd, head, sizeof(head), 0);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return error_sys(err, errno, "cannot read %s; look at the disk",
				 path);
	if (got == 0)
		return error_set(err, ERROR_FAILED,
				 "%s is empty; fetch the file again", path);
	file->input.len = (size_t)st.st_size;
	file->format = picture_format_of(head, (size_t)got);
	return 0;
}

static int picture_open(struct picture_file *file, const char *path,
			struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	file->input = (struct picture_input){.fd = fd, .name = path};
	if (fd >= 0)
		return picture_look(file, path, err);
	if (errno == ENOENT || errno == ENOTDIR)
		return error_set(err, ERROR_NOT_FOUND,
				 "there is no image %s; look whether the "
				 "images have moved",
				 path);
	return error_sys(err, errno, "cannot open %s; look at its permissions",
			 path);
}

static int picture_refuse(enum picture_format format, const char *path,
			  struct error *err)
{
	if (format == PICTURE_UNKNOWN)
		return error_set(
			err, ERROR_FAILED,
			"%s is not a picture that is known here (JPEG, "
			"TIFF, PNG, WebP, JPEG 2000); export it as "
			"JPEG",
			path);
	return error_set(
		err, ERROR_FAILED,
		"%s is not a JPEG or TIFF, and this build reads nothing else "
		"of its kind; export it as JPEG, or build with leptonica",
		path);
}

int picture_probe(const char *path, struct picture_info *ret, struct error *err)
{
	struct picture_file file CLEANUP(picture_close);

	if (picture_open(&file, path, err) < 0)
		return -1;
	if (file.format == PICTURE_JPEG)
		return jpeg_probe(&file.input, ret, err);
	if (file.format == PICTURE_TIFF)
		return tiff_probe(&file.input, ret, err);
#ifdef HAVE_OCR
	if (lept_reads(file.format)) {
		struct bytes data CLEANUP(bytes_done) = {0};

		if (file_read(path, PICTURE_FILE_MAX, &data, err) < 0)
			return -1;
		return lept_probe(&data, path, file.format, ret, err);
	}
#endif
	return picture_refuse(file.format, path, err);
}

int picture_read(const char *path, const struct picture_request *request,
		 struct bitmap *ret, bool *ret_truncated, struct error *err)
{
	struct picture_file file CLEANUP(picture_close);

	if (picture_open(&file, path, err) < 0)
		return -1;
	if (file.format == PICTURE_JPEG)
		return jpeg_read(&file.input, request, ret, ret_truncated, err);
	if (file.format == PICTURE_TIFF)
		return tiff_read(&file.input, request, ret, ret_truncated, err);
#ifdef HAVE_OCR
	if (lept_reads(file.format)) {
		struct bytes data CLEANUP(bytes_done) = {0};

		if (file_read(path, PICTURE_FILE_MAX, &data, err) < 0 ||
		    lept_read(&data, path, file.format, request, ret, err) < 0)
			return -1;
		if (ret_truncated != NULL)
			*ret_truncated = false;
		return 0;
	}
#endif
	return picture_refuse(file.format, path, err);
}

#ifdef HAVE_OCR
/* The parts of a picture that was decoded whole. */
static int picture_cut_parts(const struct bitmap *bitmap,
			     const struct picture_info *info, const char *path,
			     struct picture_part *parts, size_t n,
			     struct error *err)
{
	struct part_feed feed CLEANUP(part_feed_done) = {0};
	struct part_source source = {
		.width = info->width, .height = info->height, .n = 3};

	for (int p = 0; p < 3; p++) {
		source.planes[p].width = bitmap->width;
		source.planes[p].height = bitmap->height;
	}
	if (part_feed_init(&feed, parts, n, &source, path, err) < 0)
		return -1;
	for (int y = 0; y < bitmap->height; y++)
		part_feed_rgb(&feed, y,
			      bitmap->pixels + (size_t)y * bitmap->stride);
	return 0;
}

static int picture_read_whole_parts(const char *path,
				    enum picture_format format,
				    struct picture_part *parts, size_t n,
				    struct error *err)
{
	struct bytes data CLEANUP(bytes_done) = {0};
	struct bitmap bitmap CLEANUP(bitmap_done) = {0};
	struct picture_request want = {0};
	struct picture_info info;
	int scale;

	if (file_read(path, PICTURE_FILE_MAX, &data, err) < 0 ||
	    lept_probe(&data, path, format, &info, err) < 0)
		return -1;
	scale = picture_parts_scale(parts, n, info.width, info.height);
	want.min_width = info.width / scale;
	want.min_height = info.height / scale;
	if (lept_read(&data, path, format, &want, &bitmap, err) < 0)
		return -1;
	bytes_done(&data);
	return picture_cut_parts(&bitmap, &info, path, parts, n, err);
}
#endif

int picture_read_parts(const char *path, struct picture_part *parts, size_t n,
		       struct error *err)
{
	struct picture_file file CLEANUP(picture_close);

	if (picture_open(&file, path, err) < 0)
		return -1;
	if (file.format == PICTURE_JPEG)
		return jpeg_read_parts(&file.input, parts, n, err);
	if (file.format == PICTURE_TIFF)
		return tiff_read_parts(&file.input, parts, n, err);
#ifdef HAVE_OCR
	if (lept_reads(file.format))
		return picture_read_whole_parts(path, file.format, parts, n,
						err);
#endif
	return picture_refuse(file.format, path, err);
}

int picture_read_rows(const char *path, const struct picture_info *info,
		      picture_row_fn *row, void *arg,
		      const atomic_bool *cancelled, struct error *err)
{
	struct picture_part part = {.width = info->width,
				    .height = info->height,
				    .grey = true,
				    .row = row,
				    .row_arg = arg,
				    .cancelled = cancelled};

	return picture_read_parts(path, &part, 1, err);
}

int picture_read_jpeg(const unsigned char *data, size_t len,
		      const struct picture_request *request, struct bitmap *ret,
		      bool *ret_truncated, struct error *err)
{
	struct picture_input input = {
		.fd = -1, .data = data, .len = len, .name = "the picture"};

	return jpeg_read(&input, request, ret, ret_truncated, err);
}
