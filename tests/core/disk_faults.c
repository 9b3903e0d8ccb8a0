/* Stands between a program and the C library (LD_PRELOAD) and lets one operation on the files below a folder fail.
 *
 * fault_watch(folder) comes first: files that were open before it are not known. After fault_arm(n, for_good, code,
 * reads) operation n (and all after it, with for_good) fails with errno `code`; n = 0 only counts. fault_count() is how
 * many operations there were, fault_met() how many failed. With ENOSPC only those fail that need room. Not for more than
 * one thread: the jobs that are tried have one.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>

#define MOST_FILES 4096
static char folder[4096];
static int armed, chosen, for_good, code, reads_too, count, met;
static char ours[MOST_FILES];

void fault_watch(const char *where) {
    strncpy(folder, where, sizeof folder - 1);
    armed = 0;
}
void fault_arm(int n, int good, int number, int reads) {
    armed = 1, chosen = n, for_good = good, code = number, reads_too = reads, count = met = 0;
}
int fault_count(void) { return count; }
int fault_met(void) { return met; }

static int below(const char *path) { return folder[0] && path && !strncmp(path, folder, strlen(folder)); }
static int tracked(int fd) { return fd >= 0 && fd < MOST_FILES && ours[fd]; }

static int fails(int mine, int needs_room) {
    if (!mine || !armed || (code == ENOSPC && !needs_room)) return 0;
    count++;
    if (!chosen || !(count == chosen || (for_good && count > chosen))) return 0;
    met++;
    errno = code;
    return 1;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static int opened(int fd, const char *path) {
    if (fd >= 0 && fd < MOST_FILES) ours[fd] = below(path);
    return fd;
}

#define OPEN(name)                                                               \
    int name(const char *path, int flags, ...) {                                 \
        REAL(name);                                                              \
        va_list more;                                                            \
        va_start(more, flags);                                                   \
        mode_t mode = flags & O_CREAT ? (mode_t)va_arg(more, int) : 0;           \
        va_end(more);                                                            \
        struct stat there;                                                       \
        int makes = (flags & O_CREAT) && below(path) && stat(path, &there) != 0; \
        if (fails((flags & (O_WRONLY | O_RDWR | O_CREAT)) && below(path), makes)) return -1; \
        return opened(real(path, flags, mode), path);                            \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    REAL(close);
    if (fd >= 0 && fd < MOST_FILES) ours[fd] = 0;
    return real(fd);
}

#define WRITE(result, name, given, passed)               \
    result name given {                                  \
        REAL(name);                                      \
        return fails(tracked(fd), 1) ? -1 : real passed; \
    }
WRITE(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
WRITE(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
WRITE(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
WRITE(ssize_t, writev, (int fd, const struct iovec *parts, int number), (fd, parts, number))
WRITE(int, fsync, (int fd), (fd))
WRITE(int, fdatasync, (int fd), (fd))
WRITE(int, ftruncate, (int fd, off_t size), (fd, size))
WRITE(int, ftruncate64, (int fd, off64_t size), (fd, size))
WRITE(int, fallocate, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size))

#define READ(result, name, given, passed)                             \
    result name given {                                               \
        REAL(name);                                                   \
        return fails(reads_too && tracked(fd), 0) ? -1 : real passed; \
    }
READ(ssize_t, read, (int fd, void *data, size_t size), (fd, data, size))
READ(ssize_t, pread, (int fd, void *data, size_t size, off_t at), (fd, data, size, at))
READ(ssize_t, pread64, (int fd, void *data, size_t size, off64_t at), (fd, data, size, at))

#define MOVE(name)                                              \
    int name(const char *from, const char *to) {                \
        REAL(name);                                             \
        return fails(below(from) || below(to), 1) ? -1 : real(from, to); \
    }
MOVE(rename)
MOVE(link)

int unlink(const char *path) {
    REAL(unlink);
    return fails(below(path), 0) ? -1 : real(path);
}
int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    return fails(below(path), 1) ? -1 : real(path, mode);
}
