/*
 * uuid.h: UUIDs of version 5 (RFC 9562, 5.5): of a name in a namespace, always
 * the same.
 */
#ifndef EXPORT_DATASET_UUID_H
#define EXPORT_DATASET_UUID_H

#include <stddef.h>

#define UUID_SIZE 37 /* with the NUL */

/* The namespace of specimens: the UUID of version 5 of
 * "urn:vasculum:specimens" in that of URLs. */
#define UUID_SPECIMENS "98c2c70e-2efd-59d8-a28d-d41d22cf3ecb"

/* Of `len` bytes in the namespace, which is a UUID as text. Any thread. */
void uuid_of_name(const char *space, const void *name, size_t len,
		  char ret[UUID_SIZE]);

#endif
