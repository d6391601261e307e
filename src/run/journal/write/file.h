/*
 * file.h: the file of one journal, as it is written: opened by its name, made,
 * and brought to its last whole line. Known to this folder alone; under the lock
 * of the journals (hold.h).
 */
#ifndef RUN_JOURNAL_WRITE_FILE_H
#define RUN_JOURNAL_WRITE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "run/journal/write/doubt.h"
#include "run/journal/ops.h"

#define JOURNAL_FLAGS (O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY)

struct journal_file {
	char *path;
	int fd;	       /* -1 while not open */
	bool name_due; /* its name in the directory may not be durable */
	struct doubts doubts;
};

/* Makes it, with its name durable; there is none. */
int journal_create(const struct journal_ops *ops, struct journal_file *file,
		   struct error *err) MUST_USE;

/* Makes the open file the one of that name, ending in a newline; *ret_size
 * is 0 when there is none. Tails that were set aside are added to *torn. */
int journal_recover(const struct journal_ops *ops, struct journal_file *file,
		    uint64_t *ret_size, int *torn, struct error *err) MUST_USE;

/* Puts a new descriptor of the same file in place of the old one. */
int journal_renew(struct journal_file *file) MUST_USE;

void journal_shut(struct journal_file *file);

#endif
