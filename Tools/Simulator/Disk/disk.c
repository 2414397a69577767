#include "CSimulatedDisk.h"
#include "files.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static zhibu_disk *disk_of(sqlite3_vfs *vfs) { return (zhibu_disk *)vfs->pAppData; }

static int disk_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *f, int flags, int *out) {
    zhibu_disk *disk = disk_of(vfs);
    disk_handle *h = (disk_handle *)f;
    memset(h, 0, sizeof *h);
    if (name && disk_fails(disk, name, LOOKS)) return SQLITE_CANTOPEN;
    disk_file *file = name ? disk_find(disk, name) : NULL;
    if (!file && name && !(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
    if (!file && !(file = disk_add(disk, name))) return SQLITE_NOMEM;
    file->handles++;
    h->disk = disk;
    h->file = file;
    h->deletes = flags & SQLITE_OPEN_DELETEONCLOSE;
    h->base.pMethods = &disk_methods;
    if (out) *out = flags;
    return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int sync_folder) {
    (void)sync_folder;
    zhibu_disk *disk = disk_of(vfs);
    if (disk_fails(disk, name, CHANGES)) return SQLITE_IOERR_DELETE;
    disk_file *file = disk_find(disk, name);
    if (!file) return SQLITE_IOERR_DELETE_NOENT;
    file->is_deleted = 1;
    if (file->handles == 0) disk_remove(disk, file);
    return SQLITE_OK;
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *out) {
    (void)flags;
    zhibu_disk *disk = disk_of(vfs);
    if (disk_fails(disk, name, LOOKS)) return SQLITE_IOERR_ACCESS;
    disk_file *file = disk_find(disk, name);
    // An empty journal is none: SQLite's own rule.
    *out = file != NULL && (flags != SQLITE_ACCESS_EXISTS || file->now.size > 0);
    return SQLITE_OK;
}

static int disk_full_path(sqlite3_vfs *vfs, const char *name, int length, char *out) {
    (void)vfs;
    return snprintf(out, (size_t)length, "%s", name) < length ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int disk_random(sqlite3_vfs *vfs, int length, char *out) {
    for (int i = 0; i < length; i++) out[i] = (char)disk_roll(disk_of(vfs));
    return length;
}

static int disk_sleep(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    // Nobody else runs meanwhile.
    return microseconds;
}

static int disk_time(sqlite3_vfs *vfs, sqlite3_int64 *out) {
    // SQLite counts from noon of the day 0 of the Julian calendar.
    *out = disk_of(vfs)->now + 210866760000000;
    return SQLITE_OK;
}

static int disk_last_error(sqlite3_vfs *vfs, int length, char *out) {
    (void)vfs, (void)length, (void)out;
    return 0;
}

zhibu_disk *zhibu_disk_create(const char *vfs_name) {
    zhibu_disk *disk = calloc(1, sizeof *disk);
    char *name = strdup(vfs_name);
    if (!disk || !name) return NULL;
    disk->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = sizeof(disk_handle),
        .mxPathname = 512,
        .zName = name,
        .pAppData = disk,
        .xOpen = disk_open,
        .xDelete = disk_delete,
        .xAccess = disk_access,
        .xFullPathname = disk_full_path,
        .xRandomness = disk_random,
        .xSleep = disk_sleep,
        .xGetLastError = disk_last_error,
        .xCurrentTimeInt64 = disk_time,
    };
    return sqlite3_vfs_register(&disk->vfs, 0) == SQLITE_OK ? disk : NULL;
}

void zhibu_disk_clear(zhibu_disk *disk, uint64_t seed) {
    while (disk->files) disk_remove(disk, disk->files);
    zhibu_disk_disarm(disk);
    disk->dice = seed;
    disk->operations = 0;
    disk->lost = disk->unguarded = 0;
}

void zhibu_disk_set_torn(zhibu_disk *disk, int torn) { disk->is_torn = torn; }
void zhibu_disk_set_now(zhibu_disk *disk, int64_t milliseconds) { disk->now = milliseconds; }
int64_t zhibu_disk_now(const zhibu_disk *disk) { return disk->now; }

void zhibu_disk_set_lying(zhibu_disk *disk, int lying) { disk->is_lying = lying; }

void zhibu_disk_arm(zhibu_disk *disk, const char *folder, int64_t operations, int mishap) {
    snprintf(disk->armed, sizeof disk->armed, "%s", folder);
    disk->operations_left = operations;
    disk->mishap = mishap;
    disk->is_down = disk->has_struck = 0;
}

void zhibu_disk_disarm(zhibu_disk *disk) {
    disk->armed[0] = 0;
    disk->is_down = disk->has_struck = 0;
}

int zhibu_disk_is_down(const zhibu_disk *disk) { return disk->is_down; }
int zhibu_disk_has_struck(const zhibu_disk *disk) { return disk->has_struck; }
int64_t zhibu_disk_operations(const zhibu_disk *disk) { return disk->operations; }
int64_t zhibu_disk_unguarded(const zhibu_disk *disk) { return disk->unguarded; }
int64_t zhibu_disk_lost(const zhibu_disk *disk) { return disk->lost; }

void zhibu_disk_power_on(zhibu_disk *disk) {
    for (disk_file *file = disk->files; file; file = file->next)
        if (file->name && strncmp(file->name, disk->armed, strlen(disk->armed)) == 0)
            file_lose(disk, file);
    zhibu_disk_disarm(disk);
}

static int copy_one(const disk_file *source, zhibu_disk *to, const char *name) {
    disk_file *old = disk_find(to, name);
    if (old) {
        old->is_deleted = 1;
        if (old->handles == 0) disk_remove(to, old);
    }
    if (!source) return 0;
    disk_file *file = disk_add(to, name);
    if (!file || bytes_copy(&file->now, &source->now) != SQLITE_OK) return -1;
    return bytes_copy(&file->synced, &source->now) == SQLITE_OK ? 0 : -1;
}

int zhibu_disk_copy(
    const zhibu_disk *from, const char *path, zhibu_disk *to, const char *new_path) {
    char log[512], new_log[512];
    snprintf(log, sizeof log, "%s-wal", path);
    snprintf(new_log, sizeof new_log, "%s-wal", new_path);
    const disk_file *source = disk_find(from, path);
    if (!source) return -1;
    return copy_one(source, to, new_path) || copy_one(disk_find(from, log), to, new_log) ? -1 : 0;
}
