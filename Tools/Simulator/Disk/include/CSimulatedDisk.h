#ifndef ZHIBU_SIMULATED_DISK_H
#define ZHIBU_SIMULATED_DISK_H

#include <stdint.h>

/// A disk in memory for SQLite, with a clock: files that outlive a crash as a real disk's do. One disk is
/// used by one thread at a time. A path's first folder names the computer to which the file belongs.
typedef struct zhibu_disk zhibu_disk;

/// Registers the disk with SQLite under a VFS name of its own, for ever; NULL where memory is out.
zhibu_disk *zhibu_disk_create(const char *vfs_name);

/// Forgets every file. No file may be open.
void zhibu_disk_clear(zhibu_disk *disk, uint64_t seed);

/// Whether what was not synced is lost or torn when the power goes; otherwise only processes die.
void zhibu_disk_set_torn(zhibu_disk *disk, int torn);

void zhibu_disk_set_now(zhibu_disk *disk, int64_t milliseconds);
int64_t zhibu_disk_now(const zhibu_disk *disk);

/// Whether syncs are answered and not made: what a program is that forgets them.
void zhibu_disk_set_lying(zhibu_disk *disk, int lying);

/// What happens to a computer after so many further writes, syncs and truncations on it.
enum {
    /// The power goes.
    ZHIBU_DISK_CRASH,
    /// One of them gives an error.
    ZHIBU_DISK_ERROR,
    /// No write finds room from there on.
    ZHIBU_DISK_FULL,
};
void zhibu_disk_arm(zhibu_disk *disk, const char *folder, int64_t operations, int mishap);
void zhibu_disk_disarm(zhibu_disk *disk);

/// Whether the armed computer has failed: until it is started again its files answer with errors.
int zhibu_disk_is_down(const zhibu_disk *disk);

/// Whether what was armed has happened.
int zhibu_disk_has_struck(const zhibu_disk *disk);

/// Starts the failed computer again with what its disk has kept; all its files must be closed.
void zhibu_disk_power_on(zhibu_disk *disk);

/// Copies a file with its write-ahead log, from one disk to another or on one disk; the copy is
/// synced. Returns 0, or -1 where there is no such file or memory is out.
int zhibu_disk_copy(
    const zhibu_disk *from, const char *path, zhibu_disk *to, const char *new_path);

/// How many writes, syncs and truncations were done since the disk was cleared.
int64_t zhibu_disk_operations(const zhibu_disk *disk);

/// How many writes carried a WAL over into its file while somebody could have committed, since the disk was cleared.
int64_t zhibu_disk_unguarded(const zhibu_disk *disk);

/// How many bytes were lost or torn when the power went, since the disk was cleared.
int64_t zhibu_disk_lost(const zhibu_disk *disk);

#endif
