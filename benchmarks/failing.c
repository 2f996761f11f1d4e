/* Calls that change files fail, or are written down, below Python and SQLite: for failing.py and power.py, by LD_PRELOAD.

   A call counts if the path of its file begins with $FAILING_UNDER. The nth one fails with an error of choice, once or
   from then on; those that succeed can be logged, so that a loss of power can be replayed. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long seen, first, for_good, reading;
static int error_number, log_to = -1;

/* The nth call from now on fails with `error` (0: it kills the process); n is 0 for none. If `lasting`, all that follow
   fail too. If `reads`, calls that read count instead of those that write. */
void failing_from(long n, int error, int lasting, int reads) {
    seen = 0, first = n, error_number = error, for_good = lasting, reading = reads;
}

long failing_seen(void) { return seen; }

/* From now on calls are logged to this descriptor. */
void failing_log(int file) { log_to = file; }

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

static int under(const char *path) {
    const char *folder = getenv("FAILING_UNDER");
    return folder && *folder && !strncmp(path, folder, strlen(folder));
}

/* The path of a descriptor, or of a name relative to one; "" where there is none. */
static char *path_of(int folder, const char *name, char *path) {
    char link[64];
    ssize_t length = 0;
    if (name && *name == '/')
        return strncpy(path, name, PATH_MAX - 1);
    if (folder == AT_FDCWD)
        strcpy(link, "/proc/self/cwd");
    else
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
    if (name)
        snprintf(path + strlen(path), PATH_MAX - strlen(path), "/%s", name);
    return path;
}

/* Whether this call fails; errno is set. */
static int counted(const char *path, int reads) {
    if (reads != reading || !under(path))
        return 0;
    seen++;
    if (!first || (seen != first && !(for_good && seen > first)))
        return 0;
    if (!error_number)
        kill(getpid(), SIGKILL);
    errno = error_number;
    return 1;
}

static int fails(const char *path) { return counted(path, 0); }

/* A line "kind offset length path", a second path after \t if there is one; then the bytes. */
static void note(char kind, const char *path, const char *other, off_t at, const void *data, size_t length) {
    char head[2 * PATH_MAX + 64];
    if (log_to < 0 || !under(path))
        return;
    ssize_t (*put)(int, const struct iovec *, int) = dlsym(RTLD_NEXT, "writev");
    int size = snprintf(head, sizeof head, "%c %lld %zu %s%s%s\n", kind, (long long)at, length, path,
                        other ? "\t" : "", other ? other : "");
    struct iovec parts[2] = {{head, size}, {(void *)data, data ? length : 0}};
    put(log_to, parts, 2);
}

ssize_t write(int file, const void *data, size_t length) {
    REAL(write);
    char path[PATH_MAX];
    if (fails(path_of(file, NULL, path)))
        return -1;
    off_t at = under(path) ? lseek(file, 0, SEEK_CUR) : 0;
    ssize_t done = real(file, data, length);
    if (done > 0)
        note('w', path, NULL, at, data, done);
    return done;
}

#define PWRITE(name, offset_type)                                                \
    ssize_t name(int file, const void *data, size_t length, offset_type at) {    \
        REAL(name);                                                              \
        char path[PATH_MAX];                                                     \
        if (fails(path_of(file, NULL, path)))                                    \
            return -1;                                                           \
        ssize_t done = real(file, data, length, at);                             \
        if (done > 0)                                                            \
            note('w', path, NULL, at, data, done);                               \
        return done;                                                             \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t read(int file, void *data, size_t length) {
    REAL(read);
    char path[PATH_MAX];
    return counted(path_of(file, NULL, path), 1) ? -1 : real(file, data, length);
}

#define PREAD(name, offset_type)                                               \
    ssize_t name(int file, void *data, size_t length, offset_type at) {        \
        REAL(name);                                                            \
        char path[PATH_MAX];                                                   \
        return counted(path_of(file, NULL, path), 1) ? -1 : real(file, data, length, at); \
    }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

#define ON_FILE(name, kind)                       \
    int name(int file) {                          \
        REAL(name);                               \
        char path[PATH_MAX];                      \
        if (fails(path_of(file, NULL, path)))     \
            return -1;                            \
        int done = real(file);                    \
        if (!done)                                \
            note(kind, path, NULL, 0, NULL, 0);   \
        return done;                              \
    }
ON_FILE(fsync, 's')
ON_FILE(fdatasync, 's')

#define TRUNCATE(name, offset_type)               \
    int name(int file, offset_type size) {        \
        REAL(name);                               \
        char path[PATH_MAX];                      \
        if (fails(path_of(file, NULL, path)))     \
            return -1;                            \
        int done = real(file, size);              \
        if (!done)                                \
            note('t', path, NULL, size, NULL, 0); \
        return done;                              \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

static int two_names(int (*real)(int, const char *, int, const char *), char kind, int from, const char *old, int to,
                     const char *new) {
    char path[PATH_MAX], other[PATH_MAX];
    path_of(from, old, path), path_of(to, new, other);
    if (fails(other))
        return -1;
    int done = real(from, old, to, new);
    if (!done)
        note(kind, path, other, 0, NULL, 0);
    return done;
}

int renameat(int from, const char *old, int to, const char *new) {
    REAL(renameat);
    return two_names(real, 'r', from, old, to, new);
}

int rename(const char *old, const char *new) { return renameat(AT_FDCWD, old, AT_FDCWD, new); }

int linkat(int from, const char *old, int to, const char *new, int flags) {
    REAL(linkat);
    char path[PATH_MAX], other[PATH_MAX];
    path_of(from, old, path);
    if (fails(path_of(to, new, other)))
        return -1;
    int done = real(from, old, to, new, flags);
    if (!done)
        note('l', path, other, 0, NULL, 0);
    return done;
}

int unlinkat(int folder, const char *name, int flags) {
    REAL(unlinkat);
    char path[PATH_MAX];
    path_of(folder, name, path);
    struct stat facts;
    if (!fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) && fails(path))
        return -1;
    int done = real(folder, name, flags);
    if (!done)
        note('u', path, NULL, 0, NULL, 0);
    return done;
}

int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }

int mkdirat(int folder, const char *name, mode_t mode) {
    REAL(mkdirat);
    char path[PATH_MAX];
    if (fails(path_of(folder, name, path)))
        return -1;
    int done = real(folder, name, mode);
    if (!done)
        note('m', path, NULL, 0, NULL, 0);
    return done;
}

int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

/* Only a file that is made counts. */
static int opened(int (*real)(int, const char *, int, ...), int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    struct stat facts;
    int makes = flags & O_CREAT && fstatat(folder, name, &facts, 0);
    path_of(folder, name, path);
    if (makes && fails(path))
        return -1;
    int file = real(folder, name, flags, mode);
    if (file >= 0 && makes)
        note('c', path, NULL, 0, NULL, 0);
    else if (file >= 0 && flags & O_TRUNC)
        note('t', path, NULL, 0, NULL, 0);
    return file;
}

#define OPEN(name, real_name, before, folder)                                \
    int name(before const char *path, int flags, ...) {                      \
        static int (*real)(int, const char *, int, ...);                     \
        if (!real)                                                           \
            real = dlsym(RTLD_NEXT, real_name);                              \
        va_list rest;                                                        \
        va_start(rest, flags);                                               \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                        \
        return opened(real, folder, path, flags, mode);                      \
    }
#define COMMA ,
OPEN(open, "openat", , AT_FDCWD)
OPEN(open64, "openat64", , AT_FDCWD)
OPEN(openat, "openat", int folder COMMA, folder)
OPEN(openat64, "openat64", int folder COMMA, folder)
