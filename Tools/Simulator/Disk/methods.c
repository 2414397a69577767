#include "CSimulatedDisk.h"
#include "files.h"
#include <stdlib.h>
#include <string.h>

static disk_handle *handle_of(sqlite3_file *f) { return (disk_handle *)f; }

static int fails(disk_handle *h, int kind) { return disk_fails(h->disk, h->file->name, kind); }

static int disk_unlock(sqlite3_file *f, int level) {
    disk_handle *h = handle_of(f);
    disk_file *file = h->file;
    if (level >= h->level) return SQLITE_OK;
    if (file->exclusive == h) file->exclusive = NULL;
    if (file->pending == h) file->pending = NULL;
    if (file->reserved == h) file->reserved = NULL;
    if (level == SQLITE_LOCK_NONE) file->shared--;
    h->level = level;
    return SQLITE_OK;
}

static int disk_lock(sqlite3_file *f, int level) {
    disk_handle *h = handle_of(f);
    disk_file *file = h->file;
    if (fails(h, LOOKS)) return SQLITE_IOERR_LOCK;
    if (level <= h->level) return SQLITE_OK;
    if (h->level == SQLITE_LOCK_NONE) {
        if (file->pending || file->exclusive) return SQLITE_BUSY;
        file->shared++;
        h->level = SQLITE_LOCK_SHARED;
    }
    if (level >= SQLITE_LOCK_RESERVED && h->level < SQLITE_LOCK_RESERVED) {
        if (file->reserved && file->reserved != h) return SQLITE_BUSY;
        file->reserved = h;
        h->level = SQLITE_LOCK_RESERVED;
    }
    if (level == SQLITE_LOCK_EXCLUSIVE) {
        if (file->pending && file->pending != h) return SQLITE_BUSY;
        file->pending = h;
        h->level = SQLITE_LOCK_PENDING;
        if (file->shared > 1) return SQLITE_BUSY;
        file->exclusive = h;
        h->level = SQLITE_LOCK_EXCLUSIVE;
    }
    return SQLITE_OK;
}

static int disk_reserved(sqlite3_file *f, int *out) {
    disk_handle *h = handle_of(f);
    if (fails(h, LOOKS)) return SQLITE_IOERR_CHECKRESERVEDLOCK;
    *out = h->file->reserved != NULL;
    return SQLITE_OK;
}

static int disk_shm_unmap(sqlite3_file *f, int deletes);

static int disk_close(sqlite3_file *f) {
    disk_handle *h = handle_of(f);
    disk_shm_unmap(f, 0);
    disk_unlock(f, SQLITE_LOCK_NONE);
    h->file->handles--;
    int gone = h->file->is_deleted || !h->file->name || h->deletes;
    if (gone && h->file->handles == 0) disk_remove(h->disk, h->file);
    return SQLITE_OK;
}

static int disk_read(sqlite3_file *f, void *out, int length, sqlite3_int64 offset) {
    disk_handle *h = handle_of(f);
    if (fails(h, LOOKS)) return SQLITE_IOERR_READ;
    int64_t there = h->file->now.size - offset;
    if (there > length) there = length;
    if (there < 0) there = 0;
    if (there > 0) memcpy(out, h->file->now.data + offset, (size_t)there);
    if (there == length) return SQLITE_OK;
    memset((uint8_t *)out + there, 0, (size_t)(length - there));
    return SQLITE_IOERR_SHORT_READ;
}

static int disk_write(sqlite3_file *f, const void *data, int length, sqlite3_int64 offset) {
    disk_handle *h = handle_of(f);
    int was_down = h->disk->is_down;
    if (fails(h, WRITES)) {
        // The write during which the power goes may have come to the disk in part.
        if (!was_down && h->disk->is_down) (void)file_note(h->disk, h->file, data, length, offset);
        return h->disk->mishap == ZHIBU_DISK_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    // A WAL is carried over into its file: nobody may commit meanwhile.
    if (h->file->shm_handles > 0 && !h->file->shm_exclusive[WAL_WRITE_LOCK] && h->file->exclusive != h)
        h->disk->unguarded++;
    int code = file_note(h->disk, h->file, data, length, offset);
    return code == SQLITE_OK ? bytes_write(&h->file->now, data, length, offset) : code;
}

static int disk_truncate(sqlite3_file *f, sqlite3_int64 size) {
    disk_handle *h = handle_of(f);
    if (fails(h, CHANGES)) return SQLITE_IOERR_TRUNCATE;
    bytes_cut(&h->file->now, size);
    return file_note(h->disk, h->file, NULL, -1, size);
}

static int disk_sync(sqlite3_file *f, int flags) {
    (void)flags;
    disk_handle *h = handle_of(f);
    if (fails(h, CHANGES)) return SQLITE_IOERR_FSYNC;
    return h->disk->is_lying ? SQLITE_OK : file_sync(h->file);
}

static int disk_size(sqlite3_file *f, sqlite3_int64 *out) {
    disk_handle *h = handle_of(f);
    if (fails(h, LOOKS)) return SQLITE_IOERR_FSTAT;
    *out = h->file->now.size;
    return SQLITE_OK;
}

static int disk_control(sqlite3_file *f, int op, void *argument) {
    (void)f, (void)op, (void)argument;
    return SQLITE_NOTFOUND;
}

static int disk_sector(sqlite3_file *f) {
    (void)f;
    return SECTOR;
}

static int disk_characteristics(sqlite3_file *f) {
    (void)f;
    // As SQLite assumes of every disk today: a write changes nothing beside itself.
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

// MARK: the WAL's shared memory, which no crash outlives

static int disk_shm_map(sqlite3_file *f, int region, int size, int extends, void volatile **out) {
    disk_handle *h = handle_of(f);
    *out = NULL;
    if (fails(h, LOOKS)) return SQLITE_IOERR_SHMMAP;
    if (region >= SHM_REGIONS_MAX) return SQLITE_IOERR_SHMMAP;
    if (!h->has_shm) {
        h->has_shm = 1;
        h->file->shm_handles++;
    }
    if (!h->file->regions[region] && extends) {
        h->file->regions[region] = calloc(1, (size_t)size);
        if (!h->file->regions[region]) return SQLITE_NOMEM;
    }
    *out = h->file->regions[region];
    return SQLITE_OK;
}

static int disk_shm_lock(sqlite3_file *f, int offset, int n, int flags) {
    disk_handle *h = handle_of(f);
    disk_file *file = h->file;
    uint16_t mask = (uint16_t)(((1u << n) - 1) << offset);
    if (flags & SQLITE_SHM_UNLOCK) {
        for (int i = offset; i < offset + n; i++) {
            if (h->shm_shared >> i & 1) file->shm_shared[i]--;
            if (h->shm_exclusive >> i & 1) file->shm_exclusive[i]--;
        }
        h->shm_shared &= (uint16_t)~mask;
        h->shm_exclusive &= (uint16_t)~mask;
        return SQLITE_OK;
    }
    if (fails(h, LOOKS)) return SQLITE_IOERR_SHMLOCK;
    for (int i = offset; i < offset + n; i++) {
        int others_shared = file->shm_shared[i] - (h->shm_shared >> i & 1);
        int others_exclusive = file->shm_exclusive[i] - (h->shm_exclusive >> i & 1);
        if (others_exclusive) return SQLITE_BUSY;
        if (flags & SQLITE_SHM_EXCLUSIVE && others_shared) return SQLITE_BUSY;
    }
    for (int i = offset; i < offset + n; i++) {
        if (flags & SQLITE_SHM_SHARED) {
            if (!(h->shm_shared >> i & 1)) file->shm_shared[i]++;
        } else if (!(h->shm_exclusive >> i & 1)) {
            file->shm_exclusive[i]++;
        }
    }
    if (flags & SQLITE_SHM_SHARED) h->shm_shared |= mask;
    else h->shm_exclusive |= mask;
    return SQLITE_OK;
}

static void disk_shm_barrier(sqlite3_file *f) { (void)f; }

static int disk_shm_unmap(sqlite3_file *f, int deletes) {
    (void)deletes;
    disk_handle *h = handle_of(f);
    if (!h->has_shm) return SQLITE_OK;
    disk_shm_lock(f, 0, SQLITE_SHM_NLOCK, SQLITE_SHM_UNLOCK);
    h->has_shm = 0;
    if (--h->file->shm_handles == 0)
        for (int i = 0; i < SHM_REGIONS_MAX; i++) {
            free(h->file->regions[i]);
            h->file->regions[i] = NULL;
        }
    return SQLITE_OK;
}

const sqlite3_io_methods disk_methods = {
    .iVersion = 2,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_reserved,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_characteristics,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};
