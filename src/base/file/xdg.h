/*
 * xdg.h: the directories of the XDG Base Directory Specification 0.8, each
 * with "vasculum" below. Owned strings; NULL where neither the variable nor
 * $HOME says where.
 */
#ifndef BASE_FILE_XDG_H
#define BASE_FILE_XDG_H

char *xdg_config_dir(void);
char *xdg_cache_dir(void);
char *xdg_data_dir(void);
char *xdg_state_dir(void);
/* $XDG_RUNTIME_DIR/vasculum, else vasculum-UID below $TMPDIR or /tmp; never
 * NULL. Not made here. */
char *xdg_runtime_dir(void);

#endif
