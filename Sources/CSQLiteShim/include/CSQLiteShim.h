#ifndef ZHIBU_CSQLITE_SHIM_H
#define ZHIBU_CSQLITE_SHIM_H

#include <sqlite3.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

// Swift can't call variadic C functions: these are the calls that need it, one line each.

/// Turns the firing of triggers on a connection on (1) or off (0); returns a SQLite result code.
static inline int zhibu_set_triggers_enabled(sqlite3 *db, int enabled) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, enabled, (int *)0);
}

/// Lets SQLite count no memory: its counters are behind one lock, for which many connections queue.
/// Has an effect before SQLite's first use in the process only; returns a SQLite result code.
static inline int zhibu_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

static inline int zhibu_authorize_schema(
    void *context, int action, const char *a, const char *b, const char *c, const char *d) {
    (void)context, (void)a, (void)b, (void)c, (void)d;
    switch (action) {
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
    case SQLITE_PRAGMA:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        return SQLITE_DENY;
    default:
        return SQLITE_OK;
    }
}

/// Has a connection refuse (`SQLITE_AUTH`) statements that reach other files, settings or transactions.
static inline void zhibu_refuse_outside_work(sqlite3 *db) {
    sqlite3_set_authorizer(db, zhibu_authorize_schema, (void *)0);
}
static inline void zhibu_allow_all_work(sqlite3 *db) { sqlite3_set_authorizer(db, 0, (void *)0); }

/// The number of a folder's kind of file system (statfs(2)), which Swift does not import; 0 where that can't be told.
static inline unsigned zhibu_file_system(const char *folder) {
#ifdef __linux__
    struct statfs found;
    return statfs(folder, &found) == 0 ? (unsigned)found.f_type : 0;
#else
    (void)folder;
    return 0;
#endif
}

// The destructor constants are casts of integers, which Swift does not import.

/// Binds bytes that stay valid until the statement is reset.
static inline int zhibu_bind_text_static(sqlite3_stmt *s, int i, const char *p, int n) {
    return sqlite3_bind_text(s, i, p, n, SQLITE_STATIC);
}
static inline int zhibu_bind_blob_static(sqlite3_stmt *s, int i, const void *p, int n) {
    return sqlite3_bind_blob(s, i, p, n, SQLITE_STATIC);
}
/// Binds bytes that SQLite copies.
static inline int zhibu_bind_text_copy(sqlite3_stmt *s, int i, const char *p, int n) {
    return sqlite3_bind_text(s, i, p, n, SQLITE_TRANSIENT);
}
static inline int zhibu_bind_blob_copy(sqlite3_stmt *s, int i, const void *p, int n) {
    return sqlite3_bind_blob(s, i, p, n, SQLITE_TRANSIENT);
}

#endif
