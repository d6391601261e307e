/*
 * against.h: the identifiers of an archive that was published, read into a
 * roster. One thread's.
 */
#ifndef EXPORT_ROSTER_AGAINST_H
#define EXPORT_ROSTER_AGAINST_H

#include "export/roster/roster.h"

int against_read(const char *path, struct roster *roster,
		 struct error *err) MUST_USE;

#endif
