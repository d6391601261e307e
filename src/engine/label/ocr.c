/*
 * ocr.c: tesseract behind its C interface. See ocr.h.
 *
 * 1. A reading takes one core. Tesseract built with OpenMP would start as many
 *    threads as there are cores for each line of print, which makes two
 *    readers slower than one. A thread count, or OMP_THREAD_LIMIT set late,
 *    hardly helps; no active parallel level does. The setting belongs to the
 *    calling thread, so each reading makes it. The function is looked up at
 *    run time: a tesseract without OpenMP brings none, and needs none.
 * 2. Handles are made one at a time, whichever threads want them: the settings
 *    of a new one pass through tesseract's own globals.
 * 3. A handle forgets each picture before the next: nothing that was read
 *    before changes what is read (its learning is turned off, too).
 * 4. Tesseract throws where memory is short, and nothing in C can catch that.
 *    So there has to be room before it is called: where memory has a limit
 *    (ulimit -v), taking it and giving it back finds out and costs nothing.
 */
#include "config.h"

#include "engine/label/ocr.h"

#include <dlfcn.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

#include "base/mem.h"

enum { PICTURE_DPI = 300 }; /* what the enlarged print looks like */

/* What has to be free for the models of one language, and for a reading. */
#define OCR_ROOM_MODELS ((size_t)64 << 20)
#define OCR_ROOM_READ	((size_t)48 << 20)

struct ocr {
	TessBaseAPI *api;
	char *lang;
	void (*set_levels)(int levels); /* omp_set_max_active_levels or NULL */
};

static bool ocr_has_room(size_t bytes)
{
	/* volatile: a compiler may leave out what nobody looks at. */
	void *volatile room = malloc(bytes);
	bool has = room != NULL;

	free(room);
	return has;
}

static int ocr_no_room(struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "no memory is left to read labels; raise the limit "
			 "(ulimit -v), or let fewer be read at once "
			 "(--concurrency 1)");
}

static void ocr_drop_message(const char *text)
{
	(void)text;
}

void ocr_silence(void)
{
	setMsgSeverity(L_SEVERITY_NONE);
	leptSetStderrHandler(ocr_drop_message);
}

static void api_free(TessBaseAPI *api)
{
	TessBaseAPIEnd(api);
	TessBaseAPIDelete(api);
}

/* Loads the models; 0, or what tesseract returns where it cannot. Some
 * settings must stand before. */
static int api_init(TessBaseAPI *api, const char *lang)
{
	char name_debug[] = "debug_file", value_debug[] = "/dev/null";
	char name_adapt[] = "classify_enable_learning", off[] = "0";
	char *names[] = {name_debug, name_adapt};
	char *values[] = {value_debug, off};

	/* The first tells tesseract's global settings, which count while the
	 * models are looked for; the vectors tell the handle's own. */
	TessBaseAPISetVariable(api, name_debug, value_debug);
	return TessBaseAPIInit4(api, NULL, lang, OEM_LSTM_ONLY, NULL, 0, names,
				values, sizeof(names) / sizeof(names[0]), 0);
}

/* The handle with its models, or NULL where they cannot be had. */
static TessBaseAPI *api_new(const char *lang)
{
	TessBaseAPI *api = TessBaseAPICreate();

	if (api == NULL)
		return NULL;
	if (api_init(api, lang) == 0)
		return api;
	api_free(api);
	return NULL;
}

/* Each language of "eng+deu" has models of its own. */
static size_t ocr_models_room(const char *models)
{
	size_t room = OCR_ROOM_MODELS;

	for (; *models != '\0'; models++)
		room += *models == '+' ? OCR_ROOM_MODELS : 0;
	return room;
}

int ocr_new(const char *lang, struct ocr **ret, struct error *err)
{
	static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
	const char *models = lang == NULL || *lang == '\0' ? "eng" : lang;
	struct ocr *ocr;
	TessBaseAPI *api;
	void *symbol;
	bool room;

	pthread_mutex_lock(&one);
	room = ocr_has_room(ocr_models_room(models));
	api = room ? api_new(models) : NULL;
	pthread_mutex_unlock(&one);
	if (!room)
		return ocr_no_room(err);
	if (api == NULL)
		return error_set(err, ERROR_NOT_FOUND,
				 "tesseract has no model for \"%s\": install "
				 "it (Debian: tesseract-ocr-<language>), or "
				 "set TESSDATA_PREFIX to where it lies",
				 models);
	TessBaseAPISetVariable(api, "tessedit_do_invert", "0");
	symbol = dlsym(RTLD_DEFAULT, "omp_set_max_active_levels");
	ocr = mem_zalloc(sizeof(*ocr));
	ocr->api = api;
	ocr->lang = mem_strdup(models);
	memcpy(&ocr->set_levels, &symbol, sizeof(symbol));
	*ret = ocr;
	return 0;
}

void ocr_free(struct ocr *ocr)
{
	if (ocr == NULL)
		return;
	api_free(ocr->api);
	free(ocr->lang);
	free(ocr);
}

const char *ocr_lang(const struct ocr *ocr)
{
	return ocr->lang;
}

void ocr_trained_data(const struct ocr *ocr, struct bytes *ret)
{
	const char *dir = TessBaseAPIGetDatapath(ocr->api);
	const char *at = ocr->lang;

	while (*at != '\0') {
		size_t len = strcspn(at, "+");

		if (len > 0) {
			bytes_printf(ret, "%s/%.*s.traineddata", dir, (int)len,
				     at);
			bytes_append(ret, "", 1);
		}
		at += len + (at[len] == '+');
	}
}

/* Pixels of what was read to those of the picture as given. */
static int pixels_given(int pixels, double zoom)
{
	return (int)lround(pixels / zoom);
}

/* The y on which the iterator's word stands, in pixels of what was read; -1
 * where tesseract says none, or one far from the word's box. */
static int word_baseline(const TessPageIterator *page, int top, int bottom)
{
	int x0, y0, x1, y1, baseline;

	if (!TessPageIteratorBaseline(page, RIL_WORD, &x0, &y0, &x1, &y1))
		return -1;
	baseline = (y0 + y1) / 2;
	return baseline < top || baseline > bottom + (bottom - top) ? -1
								    : baseline;
}

/* Adds the word the iterator stands on. */
static void word_take(TessResultIterator *at, double zoom, struct words *ret)
{
	const TessPageIterator *page =
		TessResultIteratorGetPageIteratorConst(at);
	char *text = TessResultIteratorGetUTF8Text(at, RIL_WORD);
	int x0, y0, x1, y1, baseline;
	struct box box;

	if (text != NULL &&
	    TessPageIteratorBoundingBox(page, RIL_WORD, &x0, &y0, &x1, &y1)) {
		baseline = word_baseline(page, y0, y1);
		box = (struct box){pixels_given(x0, zoom),
				   pixels_given(y0, zoom),
				   pixels_given(x1 - x0, zoom),
				   pixels_given(y1 - y0, zoom)};
		words_add(ret, text, box,
			  baseline < 0 ? -1 : pixels_given(baseline, zoom),
			  TessResultIteratorConfidence(at, RIL_WORD) / 100.0);
	}
	TessDeleteText(text);
}

static void words_take(TessBaseAPI *api, double zoom, struct words *ret)
{
	TessResultIterator *at = TessBaseAPIGetIterator(api);

	if (at == NULL)
		return;
	do
		word_take(at, zoom, ret);
	while (TessResultIteratorNext(at, RIL_WORD));
	TessResultIteratorDelete(at);
}

/* A TessCancelFunc. */
static bool ocr_is_cancelled(void *cancelled, int words)
{
	(void)words;
	return atomic_load((const atomic_bool *)cancelled);
}

/* What tesseract asks between the words that it reads; NULL: it goes on. */
static ETEXT_DESC *ocr_monitor(const atomic_bool *cancelled)
{
	ETEXT_DESC *monitor;
	void *arg;

	if (cancelled == NULL)
		return NULL;
	memcpy(&arg, &cancelled, sizeof(arg)); /* it changes nothing there */
	monitor = TessMonitorCreate();
	TessMonitorSetCancelFunc(monitor, ocr_is_cancelled);
	TessMonitorSetCancelThis(monitor, arg);
	return monitor;
}

/* Recognises the picture that is set. */
static int ocr_recognise(struct ocr *ocr, const atomic_bool *cancelled,
			 struct error *err)
{
	ETEXT_DESC *monitor = ocr_monitor(cancelled);
	int rc = TessBaseAPIRecognize(ocr->api, monitor);

	if (monitor != NULL)
		TessMonitorDelete(monitor);
	/* It calls what it has read until then a success. */
	if (cancelled != NULL && atomic_load(cancelled))
		return error_set(err, ERROR_STOPPED,
				 "the reading was given up");
	if (rc != 0)
		return error_set(err, ERROR_FAILED,
				 "tesseract could not read a label; the sheet "
				 "can be tried again with --retry-failed");
	return 0;
}

int ocr_read(struct ocr *ocr, struct Pix *grey, enum ocr_layout layout,
	     double zoom, const atomic_bool *cancelled, struct words *ret,
	     struct error *err)
{
	static const TessPageSegMode modes[] = {
		[OCR_BLOCK] = PSM_SINGLE_BLOCK,
		[OCR_SPARSE] = PSM_SPARSE_TEXT,
		[OCR_LINE] = PSM_SINGLE_LINE,
	};
	PIX *zoomed;
	int rc;

	if (!ocr_has_room(OCR_ROOM_READ))
		return ocr_no_room(err);
	zoomed = zoom == 1 ? NULL : pixScale(grey, (float)zoom, (float)zoom);
	if (ocr->set_levels != NULL)
		ocr->set_levels(0);
	TessBaseAPISetPageSegMode(ocr->api, modes[layout]);
	TessBaseAPISetImage2(ocr->api, zoomed != NULL ? zoomed : grey);
	TessBaseAPISetSourceResolution(ocr->api, PICTURE_DPI);
	rc = ocr_recognise(ocr, cancelled, err);
	if (rc == 0)
		words_take(ocr->api, zoomed != NULL ? zoom : 1, ret);
	pixDestroy(&zoomed); /* tesseract has its own reference */
	TessBaseAPIClear(ocr->api);
	return rc;
}
