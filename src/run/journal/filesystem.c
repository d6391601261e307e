/*
 * filesystem.c: local and remote file systems. See filesystem.h.
 */
#include "config.h"

#include "run/journal/filesystem.h"

#include <stddef.h>
#include <sys/param.h>
#ifdef __linux__
#include <sys/vfs.h>
#else
#include <sys/mount.h>
#include <sys/statvfs.h>
#endif

#include "base/compiler.h"

/* f_type values of statfs(2) and of linux/magic.h; some are in neither on
 * all releases, therefore as numbers. */
static const uint64_t filesystem_remote_types[] = {
	0x6969,	    /* NFS */
	0x517b,	    /* SMB */
	0xff534d42, /* CIFS */
	0xfe534d42, /* SMB2 */
	0x65735546, /* FUSE: sshfs, s3fs, rclone, virtiofs, … */
	0x01021997, /* 9P */
	0x5346414f, /* AFS, OpenAFS */
	0x6b414653, /* AFS, the kernel's */
	0x73757245, /* CODA */
	0x564c,	    /* NCP */
	0x00c36400, /* Ceph */
	0x0bd00bd0, /* Lustre */
	0x47504653, /* GPFS */
	0x7461636f, /* OCFS2 */
	0x01161970, /* GFS2 */
	0x19830326, /* BeeGFS */
};

bool filesystem_type_is_remote(uint64_t type)
{
	for (size_t i = 0; i < ARRAY_LEN(filesystem_remote_types); i++)
		if (filesystem_remote_types[i] == (type & 0xffffffffu))
			return true;
	return false;
}

bool filesystem_is_remote(const char *path)
{
#if defined(__linux__)
	struct statfs fs;

	return statfs(path, &fs) == 0 &&
	       filesystem_type_is_remote((uint64_t)fs.f_type);
#elif defined(HAVE_STRUCT_STATFS_F_FLAGS)
	struct statfs fs;

	return statfs(path, &fs) == 0 && (fs.f_flags & MNT_LOCAL) == 0;
#elif defined(HAVE_STRUCT_STATVFS_F_FLAG) && defined(ST_LOCAL)
	struct statvfs fs;

	return statvfs(path, &fs) == 0 && (fs.f_flag & ST_LOCAL) == 0;
#else
	return false;
#endif
}
