/*
 * word_tables.h: the words that validators know beside the table of terms. They
 * are loaded and freed with it. Private to dwc/.
 */
#ifndef DWC_RECORD_WORD_TABLES_H
#define DWC_RECORD_WORD_TABLES_H

#include "dwc/words/calibration.h"
#include "dwc/words/country_box.h"
#include "dwc/words/place.h"
#include "dwc/words/plausible.h"
#include "dwc/record/term.h"
#include "dwc/words/sign.h"
#include "dwc/words/vocabulary.h"
#include "dwc/words/wordlist.h"

struct word_tables {
	struct wordlist *words;
	struct vocabularies *vocabularies;
	struct places *places;
	struct calibration *calibration;
	struct signs *signs;
	struct plausible *plausible;
	struct country_boxes *boxes;
};

/* Borrowed for the table's life; never NULL, nor its members. */
const struct word_tables *terms_word_tables(const struct terms *terms);

#endif
