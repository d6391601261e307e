/*
 * pace.h: how fast pictures are written to a terminal at the other end of a
 * slow line, so that a key finds little before it that is still to be sent. No
 * clock of its own, no I/O. One thread.
 *
 * What is written at once lies in the buffers of ssh and of the line, where it
 * cannot be taken back, and all that follows waits behind it. So no more is
 * written than the line is thought to have sent, and a little ahead. How fast
 * it is the terminal's answers tell, by the time that they take.
 */
#ifndef UI_TERMINAL_PACE_H
#define UI_TERMINAL_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pace {
	bool on;	/* else all is allowed at once */
	double rate;	/* bytes in a millisecond */
	double risk_ms; /* what may wait longer for trying more */
	int late;	/* answers in a row */
	double fastest; /* that they tell */
	double rtt_ms;	/* there and back, the least that was seen lately */
	int n;		/* answers of the window, and the least of them */
	double least_ms;
	double told_ms;	    /* the same by the probe, lately */
	double late_ms;	    /* by how much the last answer was late */
	double jitter_ms;   /* how far two in a row are from each other */
	int64_t begun_ms;   /* of what is being sent */
	int64_t written_ms; /* its last byte so far */
	size_t sent;
};

/* For a line of which no more is known than that it takes so long there and
 * back; `on` false: it is not a line. What was measured is kept. */
void pace_renew(struct pace *pace, bool on, int rtt_ms);
/* The terminal was asked once more, and its answer took so long: a way that has
 * become longer is believed. */
void pace_told(struct pace *pace, int rtt_ms);
/* A strip begins; the line has sent all before. */
void pace_begin(struct pace *pace, int64_t now_ms);
/* How many bytes of it may be written now. */
size_t pace_allows(const struct pace *pace, int64_t now_ms);
/* Milliseconds until it is worth to ask again; 0: now. */
int pace_wait(const struct pace *pace, int64_t now_ms);
/* So many were written. */
void pace_sent(struct pace *pace, size_t bytes, int64_t now_ms);
/* The terminal has told that all of it arrived. */
void pace_arrived(struct pace *pace, int64_t now_ms);

#endif
