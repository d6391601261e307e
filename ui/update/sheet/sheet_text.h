/*
 * sheet_text.h: the text of the label in the sheet pane: whether it is shown,
 * how it is laid out, and which part of it is seen.
 */
#ifndef UI_UPDATE_SHEET_SHEET_TEXT_H
#define UI_UPDATE_SHEET_SHEET_TEXT_H

#include "ui/state/state.h"

/* Whether the pane shows text now: because somebody wants it, or because
 * there are no pictures and words are known or coming. */
bool sheet_text_shows(const struct app *app);
/* Why there is no text of this sheet, in a sentence; NULL: there is. Static. */
const char *sheet_text_lacks(const struct app *app);
/* Whether the word is part of what the sheet says of the selected field. */
bool sheet_text_supports(const struct app *app,
			 const struct transcript_word *word);

/* Lays the words out for what is shown now; does nothing where that is the
 * same as before. */
void sheet_text_arrange(struct app *app);
/* Brings the words of the selected field into sight, where they are not. */
void sheet_text_follow(struct app *app);
/* Steps to the right and down. */
void sheet_text_pan(struct app *app, int right, int down);
/* From text to picture and back. */
void sheet_text_switch(struct app *app, struct effects *effects);
/* How high its words are on the stored image, on the mean; 0: not known. */
double sheet_text_height(const struct app *app);
/* Columns kept free before each word for its number. */
int sheet_text_room(const struct app *app);

void sheet_text_done(struct sheet_text *text);

#endif
