/*
 * burst.h: keys that came without a pause, by whose look it is told whether
 * somebody types into a field that is not open (ui/app/burst.h).
 */
#ifndef UI_STATE_BURST_H
#define UI_STATE_BURST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "ui/keyboard/key.h"

#define BURST_MAX 64

struct burst {
	struct bytes text; /* of the characters since the last pause … */
	struct key keys[BURST_MAX];
	int n;		 /* … so many */
	int lined;	 /* of them went into a line that one of them opened */
	char *id, *term; /* the record and field they began on, or NULL */
	int64_t last_ms; /* when the last of them came */
	bool moves;	 /* all of them go to other fields */
	bool slow;	 /* somebody waited between two of them */
	bool ordered;	 /* one of them acts on the whole record, … */
	bool strange;	 /* … or does nothing here */
	bool missed;	 /* a figure of it is of no candidate there is */
	char acted;	 /* what this one did is not taken back; NUL: none */
	char deed[33];	 /* what had been done last when they began, or "" */
	size_t undone;	 /* so many acts of theirs were taken back */
	bool signs;	 /* … by a signature, unless a question was asked */
	bool back;	 /* they are a word, and wait for their record */
	bool offered;	 /* they were taken for text, and opened a field */
	int64_t offered_ms; /* … when */
	bool ended; /* … and ended, sooner than anybody can have looked */
	bool deaf;  /* they were taken for text that no field could take */
};

#endif
