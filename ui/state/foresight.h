/*
 * foresight.h: what the form that starts extraction knows of what it would do,
 * and of the directories that begin as what is typed.
 */
#ifndef UI_STATE_FORESIGHT_H
#define UI_STATE_FORESIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "extract/forecast/folders.h"
#include "extract/forecast/forecast.h"

struct foresight {
	char *asked;	 /* the options that were asked about, or NULL */
	uint64_t ticket; /* of the answer that is waited for; 0: none */
	bool have;	 /* `forecast`, or why there is none */
	struct forecast forecast;
	struct error error; /* kind ERROR_NONE: there is one */

	bool on_folder;	  /* the line of the directory was selected */
	char *folder_was; /* what it held then */
	char *folder;	  /* what directories were asked for, or NULL */
	uint64_t folder_ticket;
	struct folders folders; /* that begin as `folder` */
	bool completes;		/* as soon as they are there */
};

#endif
