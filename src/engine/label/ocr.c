/*
 * ocr.c: tesseract behind its C interface.
 *
 * Tesseract was built with OpenMP and would start as many threads as there
 * are cores for each line of print, which makes two readers slower than one.
 * A thread count, or OMP_THREAD_LIMIT set late, hardly helps; no active
 * parallel level does. The setting belongs to the calling thread, so each
 * reading makes it. The function is looked up at run time: a tesseract
 * without OpenMP brings none, and needs none.
 *
 * Settings of a new handle pass through tesseract's own globals, so handles
 * are made one at a time, whichever threads want them.
 */
#include "config.h"

#include "engine/label/ocr.h"

#include <dlfcn.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

#include "base/mem.h"

enum { PICTURE_DPI = 300 }; /* what the enlarged print looks like */

struct ocr {
	TessBaseAPI *api;
	void (*set_levels)(int levels); /* omp_set_max_active_levels or NULL */
};

static void drop_text(const char *text)
{
	(void)text;
}

void ocr_silence(void)
{
	setMsgSeverity(L_SEVERITY_NONE);
	leptSetStderrHandler(drop_text);
}

/* Settings that must stand before the models are loaded. */
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

int ocr_new(const char *lang, struct ocr **ret, struct error *err)
{
	static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
	struct ocr *ocr = mem_zalloc(sizeof(*ocr));
	if (!lang || !*lang)
		lang = "eng";
	pthread_mutex_lock(&one);
	ocr->api = TessBaseAPICreate();
	int failed = !ocr->api || api_init(ocr->api, lang);
	pthread_mutex_unlock(&one);
	if (failed) {
		ocr_free(ocr);
		return error_set(err, ERROR_NOT_FOUND,
				 "tesseract has no model for \"%s\": install "
				 "it (Debian: tesseract-ocr-<language>), or "
				 "set TESSDATA_PREFIX to where it lies",
				 lang);
	}
	TessBaseAPISetVariable(ocr->api, "tessedit_do_invert", "0");
	void *symbol = dlsym(RTLD_DEFAULT, "omp_set_max_active_levels");
	memcpy(&ocr->set_levels, &symbol, sizeof(symbol));
	*ret = ocr;
	return 0;
}

void ocr_free(struct ocr *ocr)
{
	if (!ocr)
		return;
	if (ocr->api) {
		TessBaseAPIEnd(ocr->api);
		TessBaseAPIDelete(ocr->api);
	}
	free(ocr);
}

static int shrink(int pixels, double zoom)
{
	return (int)lround(pixels / zoom);
}

/* Adds the word the iterator stands on. */
static void word_take(TessResultIterator *at, double zoom, struct words *ret)
{
	const TessPageIterator *page =
		TessResultIteratorGetPageIteratorConst(at);
	int x0, y0, x1, y1, bx0, by0, bx1, by1;
	char *text = TessResultIteratorGetUTF8Text(at, RIL_WORD);
	if (text &&
	    TessPageIteratorBoundingBox(page, RIL_WORD, &x0, &y0, &x1, &y1)) {
		int baseline = -1;
		if (TessPageIteratorBaseline(page, RIL_WORD, &bx0, &by0, &bx1,
					     &by1))
			baseline = (by0 + by1) / 2;
		if (baseline < y0 || baseline > y1 + (y1 - y0))
			baseline = -1;
		struct box box = {shrink(x0, zoom), shrink(y0, zoom),
				  shrink(x1 - x0, zoom), shrink(y1 - y0, zoom)};
		words_add(ret, text, box,
			  baseline < 0 ? -1 : shrink(baseline, zoom),
			  TessResultIteratorConfidence(at, RIL_WORD) / 100.0);
	}
	TessDeleteText(text);
}

int ocr_read(struct ocr *ocr, struct Pix *grey, enum ocr_layout layout,
	     double zoom, struct words *ret, struct error *err)
{
	static const TessPageSegMode modes[] = {
		[OCR_BLOCK] = PSM_SINGLE_BLOCK,
		[OCR_SPARSE] = PSM_SPARSE_TEXT,
		[OCR_LINE] = PSM_SINGLE_LINE,
	};
	if (ocr->set_levels)
		ocr->set_levels(0);
	TessBaseAPISetPageSegMode(ocr->api, modes[layout]);
	PIX *zoomed =
		zoom == 1 ? NULL : pixScale(grey, (float)zoom, (float)zoom);
	if (!zoomed)
		zoom = 1;
	TessBaseAPISetImage2(ocr->api, zoomed ? zoomed : grey);
	TessBaseAPISetSourceResolution(ocr->api, PICTURE_DPI);
	int failed = TessBaseAPIRecognize(ocr->api, NULL);
	pixDestroy(&zoomed); /* tesseract has its own reference */
	if (failed) {
		TessBaseAPIClear(ocr->api);
		return error_set(err, ERROR_FAILED,
				 "tesseract could not read a label; the sheet "
				 "can be tried again with --retry-failed");
	}
	TessResultIterator *at = TessBaseAPIGetIterator(ocr->api);
	if (at) {
		do
			word_take(at, zoom, ret);
		while (TessResultIteratorNext(at, RIL_WORD));
		TessResultIteratorDelete(at);
	}
	TessBaseAPIClear(ocr->api);
	return 0;
}
