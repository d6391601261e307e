/*
 * doctor.c: `vasculum doctor`: what this terminal, these libraries and these
 * keys can do.
 *
 * 1. Every line is one fact; where something is missing, what to do about it.
 * 2. Of keys their number and fingerprints are told, never a character.
 */
#include "config.h"

#include <curl/curl.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <csv.h>
#include <expat.h>
#include <libxml/xmlversion.h>
#include <jansson.h>
#include <jpeglib.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <tiffio.h>
#include <unistring/version.h>
#include <zbar.h>
#include <zip.h>
#include <zlib.h>
#ifdef HAVE_DMTX
#include <dmtx.h>
#endif
#ifdef HAVE_OCR
#include <allheaders.h>
#include <tesseract/capi.h>
#endif

#include "base/bytes.h"
#include "base/file/xdg.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/common/print.h"
#include "extract/schedule/keyring.h"
#include "image/decode/picture.h"
#include "image/show/sixel.h"
#include "review/columns/replace.h"
#include "run/journal/filesystem.h"
#include "run/run/settings.h"
#include "ui/probe/probe.h"
#include "ui/terminal/term.h"

#define DOCTOR_COLUMN	    17	/* where what is told begins */
#define DOCTOR_ROOM_GB	    1.0 /* free, below which it is told */
#define DOCTOR_STRING_OF(x) #x
#define DOCTOR_STRING(x)    DOCTOR_STRING_OF(x)

static void doctor_title(const char *title)
{
	printf("%s\n", title);
}

PRINTF_LIKE(2, 3)
static void doctor_line(const char *what, const char *format, ...)
{
	int column = DOCTOR_COLUMN;
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printf("  %-14s ", what);
	print_flow(text, DOCTOR_COLUMN, false, &column);
	putchar('\n');
}

/* --- the terminal --------------------------------------------------------- */

static const char *const doctor_routes[] = {
	[TERMINAL_DIRECT] = "straight to the terminal",
	[TERMINAL_TMUX] = "by tmux itself",
	[TERMINAL_PASSTHROUGH] = "passed on by tmux",
};

static const char *const doctor_protocols[] = {
	[SHOW_SIXEL] = "sixel",
	[SHOW_KITTY] = "kitty's graphics protocol",
	[SHOW_PLACEHOLDERS] = "kitty's graphics protocol with placeholders",
	[SHOW_ITERM] = "iTerm2's inline images",
	[SHOW_ITERM_PARTS] = "iTerm2's inline images in parts",
};

static const char *const doctor_blocks[] = {
	[CELL_HALVES] = "half blocks",
	[CELL_QUADRANTS] = "quadrants",
	[CELL_SEXTANTS] = "sextants",
};

static const char *const doctor_colours[] = {
	[PREVIEW_MONO] = "none",
	[PREVIEW_COLOURS_8] = "8",
	[PREVIEW_COLOURS_256] = "256",
	[PREVIEW_TRUE_COLOUR] = "16 million",
};

static void doctor_pictures(const struct terminal_traits *traits)
{
	if (traits->route == TERMINAL_NO_SIXEL) {
		doctor_line("pictures", "of characters (%s): %s",
			    doctor_blocks[cells_blocks(traits->blocks,
						       traits->colours,
						       !traits->unicode)],
			    traits->no_sixel);
		doctor_line("",
			    "a label can be read in a terminal that shows "
			    "pictures: foot, kitty, Konsole, mlterm, WezTerm, "
			    "Windows Terminal, xterm -ti vt340 (see README)");
		return;
	}
	doctor_line("pictures", "%s, %s", doctor_protocols[traits->protocol],
		    doctor_routes[traits->route]);
	doctor_line("", "known from %s", traits->found);
	if (traits->protocol == SHOW_SIXEL)
		doctor_line("", "%d colours", traits->registers);
	if (traits->max_width > 0)
		doctor_line("", "each at most %d x %d pixels",
			    traits->max_width, traits->max_height);
}

static void doctor_around(const struct terminal_traits *traits)
{
	if (traits->tmux)
		doctor_line("around it", "tmux");
	else if (traits->screen)
		doctor_line("around it", "GNU screen");
	if (traits->remote)
		doctor_line("", "an SSH connection");
}

static void doctor_type(const struct terminal_traits *traits)
{
	const char *term = getenv("TERM");
	struct error err;

	doctor_line("name", "%s (TERM=%s)",
		    traits->name[0] != '\0' ? traits->name : "unknown",
		    term != NULL ? term : "");
	if (term_check_type(NULL, &err) < 0)
		doctor_line("", "%s", err.text);
	if (!traits->terminal)
		doctor_line("", "input or output is not a terminal: the "
				"console needs one, all else does not");
}

static void doctor_terminal(void)
{
	struct terminal_traits traits;
	struct winsize size = {0};

	probe_terminal(&traits);
	doctor_title("terminal");
	doctor_type(&traits);
	if (traits.terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		doctor_line("size", "%d x %d characters%s", size.ws_col,
			    size.ws_row,
			    size.ws_col < 60 || size.ws_row < 16
				    ? ": the console needs 60 x 16"
				    : "");
	if (traits.cell_width > 0)
		doctor_line("character", "%d x %d pixels", traits.cell_width,
			    traits.cell_height);
	doctor_around(&traits);
	doctor_pictures(&traits);
	doctor_line("colours", "%s%s", doctor_colours[traits.colours],
		    getenv("NO_COLOR") != NULL ? " (NO_COLOR is set)" : "");
}

static void doctor_locale(void)
{
	const char *codeset = nl_langinfo(CODESET);
	const char *name = setlocale(LC_CTYPE, NULL);

	doctor_title("locale");
	doctor_line("characters", "%s (%s)%s", codeset,
		    name != NULL ? name : "",
		    strcmp(codeset, "UTF-8") == 0
			    ? ""
			    : ": set LC_ALL=C.UTF-8 for other letters than "
			      "ASCII");
}

/* --- libraries ------------------------------------------------------------ */

static void doctor_libraries(void)
{
	const XML_Expat_Version expat = XML_ExpatVersionInfo();
	unsigned int zbar[3] = {0};
	char pcre2[64];

	zbar_version(&zbar[0], &zbar[1], &zbar[2]);
	doctor_title("libraries");
	doctor_line("libjpeg-turbo", "%s",
		    DOCTOR_STRING(LIBJPEG_TURBO_VERSION));
	/* "LIBTIFF, Version 4.5.0", and who wrote it */
	doctor_line("libtiff", "%.*s", (int)strcspn(TIFFGetVersion(), "\n"),
		    TIFFGetVersion());
	doctor_line("libsixel", "%s", sixel_version());
	doctor_line("curses", "%s", term_library());
	doctor_line("SQLite", "%s", sqlite3_libversion());
	doctor_line("PCRE2", "%s", replace_library(pcre2));
	doctor_line("libzip", "%s", zip_libzip_version());
	doctor_line("zlib", "%s", zlibVersion());
	doctor_line("expat", "%d.%d.%d", expat.major, expat.minor, expat.micro);
	doctor_line("libxml2", "%s", LIBXML_DOTTED_VERSION);
	doctor_line("libcsv", "%d.%d.%d", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
	doctor_line("jansson", "%s", JANSSON_VERSION);
	doctor_line("libcurl", "%s", curl_version());
	doctor_line("libcrypto", "%s", OpenSSL_version(OPENSSL_VERSION));
	doctor_line("libunistring", "%d.%d.%d", _libunistring_version >> 16,
		    _libunistring_version >> 8 & 255,
		    _libunistring_version & 255);
	doctor_line("libzbar", "%u.%u.%u", zbar[0], zbar[1], zbar[2]);
#ifdef HAVE_DMTX
	doctor_line("libdmtx", "%s", dmtxVersion());
#endif
#ifdef HAVE_OCR
	char *version = getLeptonicaVersion();

	doctor_line("tesseract", "%s", TessVersion());
	doctor_line("leptonica", "%s", version != NULL ? version : "");
	lept_free(version);
#endif
}

static void doctor_images(void)
{
	static const struct {
		enum picture_format format;
		const char *name;
	} formats[] = {
		{PICTURE_JPEG, "JPEG"},	    {PICTURE_TIFF, "TIFF"},
		{PICTURE_PNG, "PNG"},	    {PICTURE_WEBP, "WebP"},
		{PICTURE_JP2, "JPEG 2000"},
	};
	char list[128] = "";
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (picture_format_readable(formats[i].format))
			used += (size_t)snprintf(
				list + used, sizeof(list) - used, "%s%s",
				used > 0 ? ", " : "", formats[i].name);
	doctor_title("images");
	doctor_line("read", "%s", list);
}

/* --- the local reader ----------------------------------------------------- */

#ifdef HAVE_OCR
static bool doctor_has_model(char **models, const char *name, size_t len)
{
	for (size_t i = 0; models != NULL && models[i] != NULL; i++)
		if (strlen(models[i]) == len &&
		    strncmp(models[i], name, len) == 0)
			return true;
	return false;
}

/* Models that config.ini asks for (eng+fra), or the usual one, and that are not
 * there. */
static void doctor_lacking(char **models)
{
	char *dir CLEANUP(mem_free_str) = xdg_config_dir();
	struct settings settings;
	const char *lang;

	if (settings_load(dir, &settings, NULL) < 0)
		return;
	lang = settings.ocr_lang != NULL ? settings.ocr_lang : "eng";
	while (*lang != '\0') {
		size_t len = strcspn(lang, "+");

		if (len > 0 && !doctor_has_model(models, lang, len))
			doctor_line("missing",
				    "%.*s, which %s: install it (Debian: "
				    "tesseract-ocr-%.*s)",
				    (int)len, lang,
				    settings.ocr_lang != NULL
					    ? "config.ini asks for"
					    : "is what is read where nothing "
					      "else is named",
				    (int)len, lang);
		lang += len + (lang[len] == '+');
	}
	settings_done(&settings);
}

static void doctor_models(TessBaseAPI *api)
{
	char **models = TessBaseAPIGetAvailableLanguagesAsVector(api);
	struct bytes list CLEANUP(bytes_done) = {0};
	size_t n = 0;

	/* osd tells which way is up and reads nothing. */
	for (size_t i = 0; models != NULL && models[i] != NULL; i++) {
		bytes_printf(&list, "%s%s", i > 0 ? " " : "", models[i]);
		n += strcmp(models[i], "osd") != 0;
	}
	doctor_line("models", "%s", list.data != NULL ? list.data : "none");
	doctor_line("", "in %s", TessBaseAPIGetDatapath(api));
	if (n == 1)
		doctor_line("", "labels in other languages need theirs "
				"(Debian: tesseract-ocr-fra, tesseract-ocr-deu "
				"…), named by --ocr-lang eng+fra");
	doctor_lacking(models);
	TessDeleteTextArray(models);
}

static void doctor_reader(void)
{
	TessBaseAPI *api = TessBaseAPICreate();

	doctor_title("local reader");
	/* Tesseract's own words about a missing model go nowhere. */
	TessBaseAPISetVariable(api, "debug_file", "/dev/null");
	if (TessBaseAPIInit3(api, NULL, "eng") == 0)
		doctor_models(api);
	else
		doctor_line("models", "there is no English one: install it "
				      "(Debian: tesseract-ocr-eng), or set "
				      "TESSDATA_PREFIX");
	TessBaseAPIEnd(api);
	TessBaseAPIDelete(api);
}
#else
static void doctor_reader(void)
{
	doctor_title("local reader");
	doctor_line("models", "this build has no reader: build it with "
			      "tesseract and leptonica");
}
#endif

/* --- the network ---------------------------------------------------------- */

/* Where libcurl looks for the authorities that sign certificates; NULL where
 * it has a store of its own. */
static const char *doctor_authorities(void)
{
	const char *file = getenv("SSL_CERT_FILE");
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);

	if (file != NULL && file[0] != '\0')
		return file;
#if LIBCURL_VERSION_NUM >= 0x074600
	if (info->age >= CURLVERSION_SEVENTH)
		return info->cainfo != NULL ? info->cainfo : info->capath;
#endif
	(void)info;
	return NULL;
}

static void doctor_network(void)
{
	const char *path = doctor_authorities();

	doctor_title("network (the local reader needs none)");
	if (path == NULL)
		doctor_line("certificates", "those of libcurl");
	else if (access(path, R_OK) == 0)
		doctor_line("certificates", "%s", path);
	else
		doctor_line("certificates",
			    "%s: %s; without them no server is trusted: "
			    "install them (Debian: ca-certificates), or name "
			    "their file in SSL_CERT_FILE",
			    path, strerror(errno));
}

/* --- directories and keys ------------------------------------------------- */

/* Whether a directory that may not be there yet can be used. */
static const char *doctor_usable(const char *path)
{
	char parent[512];
	char *slash;

	if (access(path, W_OK) == 0)
		return "";
	if (errno != ENOENT)
		return ": cannot be written to; look at its permissions";
	snprintf(parent, sizeof(parent), "%s", path);
	while ((slash = strrchr(parent, '/')) != NULL && slash != parent) {
		*slash = '\0';
		if (access(parent, W_OK) == 0)
			return " (made when needed)";
		if (errno != ENOENT)
			break;
	}
	return ": cannot be made; look at the permissions above it";
}

static void doctor_directory(const char *what, char *path)
{
	if (path == NULL)
		doctor_line(what, "nowhere: set HOME");
	else
		doctor_line(what, "%s%s", path, doctor_usable(path));
	free(path);
}

static void doctor_settings(void)
{
	char *dir CLEANUP(mem_free_str) = xdg_config_dir();
	struct settings settings;
	struct error err;

	if (settings_load(dir, &settings, &err) < 0)
		doctor_line("", "%s", err.text);
	else
		settings_done(&settings);
}

/* What the medium of a directory is like; a run that is made there lies on
 * it. */
static void doctor_medium(const char *what, const char *path)
{
	struct statvfs room;
	char real[32];

	if (statvfs(path, &room) == 0) {
		double gb = (double)room.f_bavail * (double)room.f_frsize / 1e9;

		doctor_line(what, "%s GB free%s", print_real(gb, 1, real),
			    gb < DOCTOR_ROOM_GB
				    ? ": make room; what is read and signed is "
				      "written at once, or waits"
				    : "");
	}
	if (filesystem_is_remote(path))
		doctor_line("", "on a network file system: one machine at a "
				"time works on a run there, and its index lies "
				"in the cache directory");
	if (access(path, W_OK) != 0)
		doctor_line("", "cannot be written to: no run can be made "
				"here");
}

/* How many keys the environment has for an engine, by their fingerprints. */
static void doctor_keys_of(const char *engine, const char *names)
{
	struct bytes list CLEANUP(bytes_done) = {0};
	struct keyring keys;

	if (keyring_load(engine, NULL, &keys, NULL) < 0) {
		doctor_line(engine, "no key in %s", names);
		return;
	}
	for (size_t i = 0; i < keys.n; i++)
		bytes_printf(&list, "%s%s", i > 0 ? ", " : "",
			     keys.keys[i].fingerprint);
	if (keys.n == 0)
		doctor_line(engine,
			    "no key in %s; most servers of one's own "
			    "need none",
			    names);
	else
		doctor_line(engine, "%zu: %s", keys.n, list.data);
	keyring_done(&keys);
}

static void doctor_keys(void)
{
	doctor_title("keys");
	doctor_keys_of("openrouter",
		       "OPENROUTER_API_KEYS or OPENROUTER_API_KEY");
	doctor_keys_of("openai", "OPENAI_API_KEY");
	doctor_keys_of("compatible", "VASCULUM_API_KEY");
}

static int doctor_run(const struct command *command, int argc, char **argv)
{
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, NULL, NULL, &args, &n);
	if (code >= 0)
		return code;
	printf("vasculum %s\n", PACKAGE_VERSION);
	doctor_terminal();
	doctor_locale();
	doctor_libraries();
	doctor_images();
	doctor_reader();
	doctor_title("directories");
	doctor_directory("configuration", xdg_config_dir());
	doctor_settings();
	doctor_directory("cache", xdg_cache_dir());
	doctor_directory("run time", xdg_runtime_dir());
	doctor_medium("here", ".");
	doctor_network();
	doctor_keys();
	return command_flush(command, COMMAND_DONE);
}

const struct command doctor_command = {
	.name = "doctor",
	.args = "",
	.args_wanted = "doctor takes no arguments",
	.summary = "tell what this terminal, these libraries and keys can do",
	.run = doctor_run,
};
