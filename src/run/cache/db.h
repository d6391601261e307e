/*
 * db.h: a small SQLite database of things that can be found out again:
 * what hash.c, label.c and image.c share.
 *
 * A cache: a file that is wrong is begun anew, and where none can be had (a
 * full disk) it is kept in memory. Nothing ever fails because of it.
 */
#ifndef RUN_CACHE_DB_H
#define RUN_CACHE_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "run/run/run.h"

/* What a cache holds and how it is asked. */
struct cache_plan {
	const char *file;   /* in RUN/cache */
	const char *create; /* CREATE TABLE IF NOT EXISTS … */
	const char *get, *put;
};

struct cache_db {
	sqlite3 *db;
	sqlite3_stmt *get, *put;
	int n_puts;	  /* in the open transaction; 0: none is open */
	int64_t began_ms; /* when it was opened */
};

/* One thread at a time, as all here. Fails only where SQLite opens nothing,
 * not even in memory. */
int cache_db_open(const struct run *run, const struct cache_plan *plan,
		  struct cache_db *ret, struct error *err) MUST_USE;
void cache_db_close(struct cache_db *cache);

/* Around the steps of one put: begins a transaction unless one is open (false:
 * leave the put alone), and commits it now and then. */
bool cache_db_begin(struct cache_db *cache);
void cache_db_end(struct cache_db *cache);

#endif
