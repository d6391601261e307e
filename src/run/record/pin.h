/*
 * pin.h: what acts hold a specimen's values to, whatever is read later: the
 * proposal that their author saw (doc/design.md, rule 5 of the journals).
 *
 * In an act it stands as "pin":{TERM: line_sha256}, where the line of raw.jsonl
 * holds the value; a value that no outcome holds, as that of a barcode, is
 * {"value","source","boxes"}. Terms that are not named are empty. Acts of
 * older programs have their "base" alone, which pins one whole outcome.
 */
#ifndef RUN_RECORD_PIN_H
#define RUN_RECORD_PIN_H

#include "run/record/specimen.h"

enum pin_kind {
	PIN_SILENT,  /* it says nothing of that */
	PIN_NOTHING, /* "base":{}: there was no outcome */
	PIN_LINE,    /* "base": one whole outcome */
	PIN_TERMS,   /* "pin" */
};

struct pin {
	enum pin_kind kind;
	const char *line;    /* of its base, or NULL; borrowed */
	const json_t *terms; /* borrowed */
};

/* Whether acts of this kind pin what was proposed. */
bool pin_is_for(enum act_op op);

/* What an act says of this specimen. */
struct pin act_pin(const struct specimen *specimen, const struct act *act);

/* The member `pin` of an act that pins this proposal; new reference. */
json_t *pin_write(const struct record *proposal);

/* Appends the lines that the terms of a pin name, each once, and its base:
 * array of strings. */
void pin_lines(const struct pin *pin, json_t *ret);

/* Whether it names a line at all. */
bool pin_names(const struct pin *pin);

/*
 * The values that a pin stands for, into an uninitialised *ret. False, and
 * nothing there, where it decides nothing: it is silent, or none of the lines
 * that it names is a success of this specimen.
 */
bool pin_read(const struct specimen *specimen, const struct pin *pin,
	      struct record *ret);

#endif
