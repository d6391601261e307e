/* tags.h: how a batch's metadata names what it is of. Both ways: written by
 * request.c, read by batch.c. */
#ifndef ENGINE_BATCH_TAGS_H
#define ENGINE_BATCH_TAGS_H

#define BATCH_TAG_RUN	"vasculum_run"
#define BATCH_TAG_CHUNK "vasculum_chunk"
#define BATCH_TAG_HASH	"vasculum_sha256"

#endif
