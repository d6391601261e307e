/*
 * protocol.h: the ways in which a terminal takes pictures of pixels.
 */
#ifndef IMAGE_SHOW_PROTOCOL_H
#define IMAGE_SHOW_PROTOCOL_H

enum show_protocol {
	SHOW_SIXEL,
	SHOW_KITTY,	   /* kitty's graphics protocol */
	SHOW_PLACEHOLDERS, /* the same, its places told by characters of the
			      screen: these a tmux in between moves about */
	SHOW_ITERM,	   /* iTerm2's inline images, each in one piece */
	SHOW_ITERM_PARTS,  /* the same in many pieces: iTerm2 from 3.5 on */
};

#endif
