/*
 * machine.h: what a byte does in each state of a sequence that a terminal sends.
 *
 * The machine is that of Paul Williams, "A parser for DEC's ANSI-compatible
 * video terminals" (vt100.net/emu/dec_ansi_parser), turned round: what a
 * terminal sends has SS3 and X10's mouse, and no use for controls inside a
 * sequence.
 */
#ifndef UI_KEYBOARD_MACHINE_H
#define UI_KEYBOARD_MACHINE_H

enum state {
	GROUND,
	ESCAPE,
	CSI,
	CSI_LINUX, /* CSI [ */
	SS3,
	MOUSE, /* CSI M */
	STRING,
	STRING_ESCAPE,
	STATES,
	/* Of what is given up alone. */
	PASTE = STATES,
};

enum byte_class {
	CONTROL, /* C0 that has no class of its own */
	BREAK,	 /* C-c */
	CANCEL,	 /* CAN, SUB */
	BELL,
	ESC,
	MIDDLE,	 /* SP to / */
	PARAM,	 /* 0 to ? */
	FINAL,	 /* @ to ~ */
	BRACKET, /* [ */
	BIG_O,	 /* O */
	STRINGS, /* P ] X ^ _ */
	SLASH,	 /* \ */
	DELETE,
	HIGH,
	CLASSES,
};

enum act {
	DROP,	/* the byte alone */
	ABORT,	/* the unit, and the byte with it */
	AGAIN,	/* the unit; the byte begins anew */
	REDO,	/* the unit; the byte and the ESC before it begin anew */
	TEXT,	/* a character of one or more bytes */
	PLAIN,	/* a control */
	START,	/* ESC */
	MORE,	/* ESC ESC */
	ENTER,	/* an introducer */
	KEEP,	/* a byte of the unit */
	CLOSE,	/* a byte that ends CSI or SS3 */
	BUTTON, /* a byte of the mouse */
	RING,	/* BEL in a string */
	MAYBE,	/* ESC in a string */
	FINISH, /* the end of a string */
};

enum byte_class machine_class(unsigned char byte);
/* Of a state below STATES. */
enum act machine_act(enum byte_class byte_class, enum state state);

#endif
