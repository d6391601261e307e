/*
 * placeholder.h: characters that stand for cells of a picture (kitty's Unicode
 * placeholders), and the numbers of the strips that they name.
 */
#ifndef UI_TERMINAL_PLACEHOLDER_H
#define UI_TERMINAL_PLACEHOLDER_H

#include <stdint.h>

#include "ui/terminal/rect.h"
#include "ui/terminal/surface.h"

#define PLACEHOLDER_TURNS 2 /* pictures that may be there at once */

/* The first number of this process; consoles in other panes have others. */
uint32_t placeholder_first(void);
/* That of a strip; pictures that follow each other take turns. */
uint32_t placeholder_number(uint32_t first, int turn, int strip);
/* Puts the characters of a strip of that number into the surface, where it holds
 * cells of a picture. */
void placeholder_lay(struct surface *surface, const struct rect *area,
		     uint32_t number);

#endif
