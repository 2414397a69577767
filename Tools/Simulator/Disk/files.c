#include "CSimulatedDisk.h"
#include "files.h"
#include <stdlib.h>
#include <string.h>

// splitmix64, Steele et al. 2014
uint64_t disk_roll(zhibu_disk *disk) {
    uint64_t z = (disk->dice += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

disk_file *disk_find(const zhibu_disk *disk, const char *name) {
    for (disk_file *file = disk->files; file; file = file->next)
        if (!file->is_deleted && file->name && strcmp(file->name, name) == 0) return file;
    return NULL;
}

disk_file *disk_add(zhibu_disk *disk, const char *name) {
    disk_file *file = calloc(1, sizeof *file);
    if (!file) return NULL;
    if (name && !(file->name = strdup(name))) {
        free(file);
        return NULL;
    }
    file->last = &file->first;
    file->next = disk->files;
    disk->files = file;
    return file;
}

static void forget_unsynced(disk_file *file) {
    while (file->first) {
        unsynced *one = file->first;
        file->first = one->next;
        free(one->data);
        free(one);
    }
    file->last = &file->first;
}

void disk_remove(zhibu_disk *disk, disk_file *file) {
    for (disk_file **link = &disk->files; *link; link = &(*link)->next)
        if (*link == file) {
            *link = file->next;
            break;
        }
    forget_unsynced(file);
    for (int i = 0; i < SHM_REGIONS_MAX; i++) free(file->regions[i]);
    free(file->now.data);
    free(file->synced.data);
    free(file->name);
    free(file);
}

static int reserve(bytes *b, int64_t capacity) {
    if (capacity <= b->capacity) return SQLITE_OK;
    int64_t larger = b->capacity * 2 > capacity ? b->capacity * 2 : capacity;
    uint8_t *data = realloc(b->data, (size_t)larger);
    if (!data) return SQLITE_NOMEM;
    b->data = data;
    b->capacity = larger;
    return SQLITE_OK;
}

int bytes_write(bytes *b, const void *data, int64_t length, int64_t offset) {
    int code = reserve(b, offset + length);
    if (code != SQLITE_OK) return code;
    if (offset > b->size) memset(b->data + b->size, 0, (size_t)(offset - b->size));
    memcpy(b->data + offset, data, (size_t)length);
    if (offset + length > b->size) b->size = offset + length;
    return SQLITE_OK;
}

void bytes_cut(bytes *b, int64_t size) {
    if (size < b->size) b->size = size;
}

int bytes_copy(bytes *to, const bytes *from) {
    to->size = 0;
    return from->size == 0 ? SQLITE_OK : bytes_write(to, from->data, from->size, 0);
}

int file_note(zhibu_disk *disk, disk_file *file, const void *data, int64_t length, int64_t offset) {
    if (!disk->is_torn || !file->name) return SQLITE_OK;
    unsynced *one = calloc(1, sizeof *one);
    if (!one) return SQLITE_NOMEM;
    one->offset = offset;
    one->length = length;
    if (length > 0) {
        if (!(one->data = malloc((size_t)length))) {
            free(one);
            return SQLITE_NOMEM;
        }
        memcpy(one->data, data, (size_t)length);
    }
    *file->last = one;
    file->last = &one->next;
    return SQLITE_OK;
}

static int redo(bytes *b, const unsynced *one) {
    if (one->length >= 0) return bytes_write(b, one->data, one->length, one->offset);
    bytes_cut(b, one->offset);
    return SQLITE_OK;
}

int file_sync(disk_file *file) {
    for (const unsynced *one = file->first; one; one = one->next) {
        int code = redo(&file->synced, one);
        if (code != SQLITE_OK) return code;
    }
    forget_unsynced(file);
    return SQLITE_OK;
}

void file_lose(zhibu_disk *disk, disk_file *file) {
    if (!disk->is_torn || !file->name) return;
    // Each write by itself came to the disk, came in part, or didn't: a disk orders nothing by itself.
    for (const unsynced *one = file->first; one; one = one->next) {
        switch (disk_roll(disk) % 3) {
        case 0: (void)redo(&file->synced, one); break;
        case 1: disk->lost += one->length > 0 ? one->length : 0; break;
        default:
            for (int64_t at = 0; at < one->length; at += SECTOR) {
                int64_t length = one->length - at < SECTOR ? one->length - at : SECTOR;
                if (disk_roll(disk) & 1)
                    (void)bytes_write(&file->synced, one->data + at, length, one->offset + at);
                else
                    disk->lost += length;
            }
        }
    }
    forget_unsynced(file);
    (void)bytes_copy(&file->now, &file->synced);
}

int disk_fails(zhibu_disk *disk, const char *name, int kind) {
    if (kind != LOOKS) disk->operations++;
    if (!disk->armed[0] || !name) return 0;
    if (strncmp(name, disk->armed, strlen(disk->armed)) != 0) return 0;
    int strikes = kind != LOOKS && disk->operations_left-- <= 0;
    switch (disk->mishap) {
    case ZHIBU_DISK_CRASH:
        if (strikes) disk->is_down = disk->has_struck = 1;
        return disk->is_down;
    case ZHIBU_DISK_ERROR:
        strikes = strikes && !disk->has_struck;
        break;
    case ZHIBU_DISK_FULL:
        strikes = strikes && kind == WRITES;
        break;
    }
    if (strikes) disk->has_struck = 1;
    return strikes;
}
