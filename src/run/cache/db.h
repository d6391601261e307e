/*
 * db.h: a small SQLite database of things that can be found out again:
 * what facts.c, hash.c, label.c and image.c share.
 *
 * A cache: a file that is wrong is begun anew, and where none can be had (a
 * full disk) it is kept in memory. Nothing ever fails because of it.
 */
#ifndef RUN_CACHE_DB_H
#define RUN_CACHE_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "run/run/run.h"

#define CACHE_DB_MORE 8

/* What a cache holds and how it is asked. */
struct cache_plan {
	const char *file;   /* in RUN/cache */
	bool synced;	    /* what is committed outlives the power, too */
	const char *create; /* CREATE TABLE IF NOT EXISTS … */
	const char *get, *put;
	const char *more[CACHE_DB_MORE]; /* further statements, or NULL */
};

/* How a cache is opened. */
enum cache_mode {
	CACHE_MAKE, /* made where it is not there, or is wrong */
	CACHE_FIND, /* `db` stays NULL where it is not there, or is wrong */
	CACHE_LOOK, /* the same of a file that nothing is written of */
};

struct cache_db {
	const struct cache_plan *plan;
	enum cache_mode mode;
	char *path;
	sqlite3 *db;
	sqlite3_stmt *get, *put, *more[CACHE_DB_MORE];
	bool memory; /* no file could be had */
	dev_t dev;   /* the file that is open */
	ino_t ino;
	bool still; /* CACHE_LOOK: nobody wrote into it when it was opened … */
	int64_t mtime_ns; /* … and this is when somebody last had */
	int n_puts;	  /* in the open transaction; 0: none is open */
	int64_t began_ms; /* when it was opened */
};

/* One thread at a time, as all here. Fails only where SQLite opens nothing,
 * not even in memory. */
int cache_db_open(const struct run *run, const struct cache_plan *plan,
		  struct cache_db *ret, struct error *err) MUST_USE;
/* The same of a file that is there, which it never makes; `db` is NULL while
 * none is, or it is wrong. Of a run that is only looked at (RUN_LOOK) it is
 * the run's own, wherever an index of it is made. */
struct cache_db cache_db_find(const struct run *run,
			      const struct cache_plan *plan);
void cache_db_close(struct cache_db *cache);

/*
 * Sees to it that the open file is the one of that name, which others may
 * have deleted or made meanwhile: where it is not, or `broken` says that a
 * statement found it so, it is opened again as at first. Not between begin and end.
 */
void cache_db_follow(struct cache_db *cache, bool broken);
/* Whether what a statement returned means that the file is broken. */
bool cache_db_is_broken(int rc);

/* Where the file of that name lies; owned. */
char *cache_db_path(const struct run *run, const char *file);

/* Around the steps of one put: begins a transaction unless one is open (false:
 * leave the put alone), and commits it now and then. */
bool cache_db_begin(struct cache_db *cache);
void cache_db_end(struct cache_db *cache);
/* The same, but what was put is committed, and seen by others, at once; true
 * when it is. */
bool cache_db_end_now(struct cache_db *cache);

#endif
