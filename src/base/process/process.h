/*
 * process.h: what holds for the whole process.
 */
#ifndef BASE_PROCESS_PROCESS_H
#define BASE_PROCESS_PROCESS_H

/* From now on no core is written of this process, nor may others of the same
 * user look into it: secrets are in its memory. Cannot fail in a way that
 * anybody could do something about. Any thread; as often as one likes. */
void process_hide_memory(void);

#endif
