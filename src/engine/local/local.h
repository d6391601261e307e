/*
 * local.h: the built-in reader: labels found, turned upright, read by
 * tesseract, understood by rules. No network, no key. Built with OCR only.
 */
#ifndef ENGINE_LOCAL_LOCAL_H
#define ENGINE_LOCAL_LOCAL_H

#include "engine/engine.h"

/* See engine.h for who owns what, and on which thread. */
extern const struct engine_ops local_engine_ops;

#endif
