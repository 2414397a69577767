#ifndef ZHIBU_SIMULATED_FILES_H
#define ZHIBU_SIMULATED_FILES_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

#define SHM_REGIONS_MAX 64
#define SECTOR 512
/// Of the locks in the shared memory, the one that who commits holds (wal.c).
#define WAL_WRITE_LOCK 0

typedef struct bytes {
    uint8_t *data;
    int64_t size, capacity;
} bytes;

/// A write that no sync has followed yet; one of length -1 cuts the file at the offset.
typedef struct unsynced {
    int64_t offset, length;
    uint8_t *data;
    struct unsynced *next;
} unsynced;

typedef struct disk_handle disk_handle;

typedef struct disk_file {
    char *name;
    bytes now;
    /// As of the last sync, and what came since; kept where the disk may tear.
    bytes synced;
    unsynced *first, **last;
    int handles, is_deleted;
    int shared;
    disk_handle *reserved, *pending, *exclusive;
    uint8_t *regions[SHM_REGIONS_MAX];
    int shm_handles;
    int shm_shared[SQLITE_SHM_NLOCK], shm_exclusive[SQLITE_SHM_NLOCK];
    struct disk_file *next;
} disk_file;

typedef struct zhibu_disk {
    sqlite3_vfs vfs;
    disk_file *files;
    int64_t now, operations, lost, unguarded;
    uint64_t dice;
    int is_torn, is_lying;
    char armed[64];
    int64_t operations_left;
    int mishap, has_struck, is_down;
} zhibu_disk;

struct disk_handle {
    sqlite3_file base;
    zhibu_disk *disk;
    disk_file *file;
    int level, deletes, has_shm;
    uint16_t shm_shared, shm_exclusive;
};

uint64_t disk_roll(zhibu_disk *disk);
disk_file *disk_find(const zhibu_disk *disk, const char *name);
disk_file *disk_add(zhibu_disk *disk, const char *name);
void disk_remove(zhibu_disk *disk, disk_file *file);

int bytes_write(bytes *b, const void *data, int64_t length, int64_t offset);
void bytes_cut(bytes *b, int64_t size);
int bytes_copy(bytes *to, const bytes *from);

/// Notes a write for the day the power goes. Returns a SQLite result code.
int file_note(zhibu_disk *disk, disk_file *file, const void *data, int64_t length, int64_t offset);
int file_sync(disk_file *file);
/// Leaves in the file what a disk without power has kept.
void file_lose(zhibu_disk *disk, disk_file *file);

/// What a program does with a file.
enum { LOOKS, CHANGES, WRITES };

/// Whether it fails; what is more than a look is counted, and may be the one that fails.
int disk_fails(zhibu_disk *disk, const char *name, int kind);

extern const sqlite3_io_methods disk_methods;

#endif
