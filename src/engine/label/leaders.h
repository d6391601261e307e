/*
 * leaders.h: takes the marks of a printed form out of a picture: dotted
 * leaders and ruled lines, which are read as rows of letters otherwise.
 */
#ifndef ENGINE_LABEL_LEADERS_H
#define ENGINE_LABEL_LEADERS_H

struct Pix; /* of leptonica */

/*
 * Paints them white in an 8-bit grey picture of even, light ground whose
 * letters are about `tall` pixels high. What cannot be done for want of
 * memory is left as it is: the picture can be read all the same.
 */
void leaders_remove(struct Pix *grey, int tall);

#endif
