/*
 * sheet.h: the picture beside the fields: what of it is shown, and asking for
 * it.
 */
#ifndef UI_UPDATE_SHEET_SHEET_H
#define UI_UPDATE_SHEET_SHEET_H

#include "ui/state/state.h"

/* Labels forth (`by` 1) or back (-1); the whole sheet is one of them. */
void sheet_label(struct app *app, int by);
/* One pixel of the file to one of the screen, and back to all of it. */
void sheet_whole_pixels(struct app *app, struct effects *effects);
/* Contrast, gamma, light for dark, plain. */
void sheet_tone_next(struct app *app, struct effects *effects);
/* Asks tmux to let pictures pass, where it lets none. */
void sheet_pass(struct app *app, struct effects *effects);
void sheet_zoom_step(struct app *app, struct effects *effects);
void sheet_reset(struct app *app, struct effects *effects);
/* Over all of the window, and back beside the fields; in a narrow window above
 * them first. */
void sheet_wide(struct app *app, struct effects *effects);
/* A step larger (`by` > 0) or smaller. */
void sheet_enlarge(struct app *app, int by);
/* Clockwise, quarters of a circle. */
void sheet_turn(struct app *app, int degrees);
/* Steps to the right, steps down. */
void sheet_pan_aside(struct app *app, int by);
void sheet_pan_down(struct app *app, int by);

void sheet_click(struct app *app, int x, int y);
void sheet_wheel(struct app *app, bool up);

/* The selected field changed: shows where it is written. */
void sheet_follow(struct app *app);
/* Another record is here. */
void sheet_arrive(struct app *app);
/* Asks for the picture where it is not the one asked for last. */
void sheet_ask(struct app *app, struct effects *effects);
/* Asks for the sheet of the record on the screen to be looked at, once for
 * each that comes there; what was asked before is given up. */
void sheet_ask_look(struct app *app, struct effects *effects);

#endif
