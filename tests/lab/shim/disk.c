/*
 * Stands between a program and the disk (LD_PRELOAD): notes every call that changes files below one folder, and can
 * let one of them fail.
 *
 *   LAB_DISK_FOLDER   the folder, absolute and without symbolic links
 *   LAB_DISK_JOURNAL  where to note the calls, outside the folder
 *   LAB_DISK_FAIL     "N ERRNO done": the N-th call, from 1, reports ERRNO once; it was carried out if done is 1
 *
 * What is written to standard output is noted too, as an acknowledgement. Not noted: what is written through mmap(),
 * which SQLite does only to the -shm file, and modes and owners of files.
 *
 * A note: what (1 byte), how it ended (1 byte), inode, offset or size (8 bytes each), then two
 * strings, each after its length (4 bytes): path or old path, and the bytes written or the new path. Numbers are the
 * machine's own.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#define MAX_FD 4096

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#define ARG(u, n) ((u)->uc_mcontext.gregs[(const int[]){REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8}[n]])
#define RESULT(u) ((u)->uc_mcontext.gregs[REG_RAX])
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#define ARG(u, n) ((u)->uc_mcontext.regs[n])
#define RESULT(u) ((u)->uc_mcontext.regs[0])
#else
#error "no register names for this machine"
#endif

static char folder[PATH_MAX];
static int journal = -1;
static long fail_at, fail_errno, fail_done, calls;
/* The path below the folder of each open file, or none. */
static char *paths[MAX_FD];

/* The next definition of the same name: the C library's. */
#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) {
        fprintf(stderr, "disk shim: no %s\n", name);
        abort();
    }
    return found;
}

/* How a call ended: done; not done; done, and reported as failed. */
enum { DONE, NOT_DONE, DENIED };

struct note {
    char what;
    uint64_t inode, number;
    const char *path;
    const void *bytes;
    size_t length;
};

static void put(const struct note *note, int ended) {
    if (journal < 0)
        return;
    char head[18] = {note->what, (char)ended};
    memcpy(head + 2, &note->inode, 8);
    memcpy(head + 10, &note->number, 8);
    uint32_t path = strlen(note->path), bytes = note->length;
    struct iovec parts[] = {{head, 18}, {&path, 4}, {(char *)note->path, path}, {&bytes, 4},
                            {(void *)note->bytes, bytes}};
    if (REAL(writev)(journal, parts, 5) != (ssize_t)(18 + 4 + path + 4 + bytes)) {
        fputs("disk shim: the journal cannot be written\n", stderr);
        abort();
    }
}

/* Carries out one call that changes the folder, unless it is the one that fails, and notes it. */
#define CHANGE(note, call)                                                        \
    ({                                                                            \
        int fails_ = ++calls == fail_at;                                          \
        long done_ = -1;                                                          \
        if (!fails_ || fail_done)                                                 \
            done_ = (call);                                                       \
        int error_ = fails_ ? (int)fail_errno : errno;                            \
        if (done_ >= 0 && ((note).what == 'w'))                                   \
            (note).length = (size_t)done_;                                        \
        put(&(note), done_ < 0 ? NOT_DONE : fails_ ? DENIED : DONE);              \
        errno = error_;                                                           \
        fails_ ? -1 : done_;                                                      \
    })

/* The path below the folder, or none: of an absolute path. */
static const char *below(const char *path) {
    size_t length = strlen(folder);
    if (!length || strncmp(path, folder, length))
        return NULL;
    if (!path[length])
        return "";
    return path[length] == '/' ? path + length + 1 : NULL;
}

/* The path below the folder of a name that may not exist yet, or none. */
static const char *resolve(int at, const char *name, char *room) {
    char parent[PATH_MAX], whole[PATH_MAX];
    if (name[0] != '/' && at != AT_FDCWD) {
        fputs("disk shim: a path relative to a descriptor\n", stderr);
        abort();
    }
    if (strlen(name) >= PATH_MAX)
        return NULL;
    strcpy(parent, name);
    char *slash = strrchr(parent, '/');
    const char *last = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
    if (slash)
        slash[slash == parent] = 0;
    int error = errno;
    char *known = realpath(slash ? parent : ".", whole);
    errno = error;
    if (!known || snprintf(room, PATH_MAX, "%s/%s", whole, last) >= PATH_MAX)
        return NULL;
    return below(room);
}

static uint64_t inode_of(int fd) {
    struct stat found;
    return fstat(fd, &found) ? 0 : found.st_ino;
}

/* ---- opening and closing ---- */

static void remember(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || fd >= MAX_FD)
        return;
    path[length] = 0;
    const char *inside = below(path);
    free(paths[fd]);
    paths[fd] = inside ? strdup(inside) : NULL;
}

static int opened(int at, const char *name, int flags, mode_t mode) {
    char room[PATH_MAX];
    struct stat found;
    const char *path = flags & O_CREAT ? resolve(at, name, room) : NULL;
    int creates = path && lstat(name, &found) && errno == ENOENT;
    int fd = -1;
    if (creates) {
        struct note note = {.what = 'c', .path = path};
        int real_fd = -1;
        fd = CHANGE(note, ({
                        real_fd = REAL(openat)(at, name, flags, mode);
                        note.inode = real_fd < 0 ? 0 : inode_of(real_fd);
                        real_fd;
                    }));
        if (fd < 0 && real_fd >= 0) {
            int error = errno;
            REAL(close)(real_fd);
            errno = error;
        }
    } else {
        fd = REAL(openat)(at, name, flags, mode);
    }
    if (fd >= 0) {
        int error = errno;
        remember(fd);
        if ((flags & O_TRUNC) && !creates && fd < MAX_FD && paths[fd]) {
            fputs("disk shim: a file is emptied by opening it\n", stderr);
            abort();
        }
        errno = error;
    }
    return fd;
}

#define MODE                         \
    mode_t mode = 0;                 \
    if (flags & (O_CREAT | O_TMPFILE)) { \
        va_list rest;                \
        va_start(rest, flags);       \
        mode = va_arg(rest, mode_t); \
        va_end(rest);                \
    }

int open(const char *name, int flags, ...) { MODE return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE return opened(AT_FDCWD, name, flags, mode); }
int openat(int at, const char *name, int flags, ...) { MODE return opened(at, name, flags, mode); }
int openat64(int at, const char *name, int flags, ...) { MODE return opened(at, name, flags, mode); }

int close(int fd) {
    if (fd >= 0 && fd < MAX_FD) {
        free(paths[fd]);
        paths[fd] = NULL;
    }
    return REAL(close)(fd);
}

static const char *path_of(int fd) { return fd >= 0 && fd < MAX_FD ? paths[fd] : NULL; }

/* ---- contents ---- */

static ssize_t written(int fd, const void *bytes, size_t length, off_t offset, int at_offset) {
    const char *path = path_of(fd);
    if (!path && fd == 1 && journal >= 0) {
        struct note note = {.what = 'a', .path = "", .bytes = bytes, .length = length};
        put(&note, DONE);
    }
    if (!path)
        return at_offset ? REAL(pwrite64)(fd, bytes, length, offset) : REAL(write)(fd, bytes, length);
    if (!at_offset)
        offset = lseek(fd, 0, SEEK_CUR);
    struct note note = {'w', inode_of(fd), offset, path, bytes, length};
    return CHANGE(note, ({
                      ssize_t count = REAL(pwrite64)(fd, bytes, length, offset);
                      if (count > 0 && !at_offset)
                          lseek(fd, offset + count, SEEK_SET);
                      count;
                  }));
}

ssize_t write(int fd, const void *bytes, size_t length) { return written(fd, bytes, length, 0, 0); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    return written(fd, bytes, length, offset, 1);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    return written(fd, bytes, length, offset, 1);
}

/* One part is enough: the caller writes the rest again. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!path_of(fd) && fd != 1)
        return REAL(writev)(fd, parts, count);
    for (int i = 0; i < count; i++)
        if (parts[i].iov_len)
            return written(fd, parts[i].iov_base, parts[i].iov_len, 0, 0);
    return 0;
}

static int truncated(int fd, off_t size) {
    const char *path = path_of(fd);
    struct note note = {.what = 't', .inode = inode_of(fd), .number = size, .path = path};
    return path ? (int)CHANGE(note, REAL(ftruncate64)(fd, size)) : REAL(ftruncate64)(fd, size);
}
int ftruncate(int fd, off_t size) { return truncated(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncated(fd, size); }

static int synced(int fd, int (*call)(int)) {
    const char *path = path_of(fd);
    struct stat found = {0};
    fstat(fd, &found);
    struct note note = {.what = S_ISDIR(found.st_mode) ? 'd' : 's', .inode = found.st_ino, .path = path};
    return path ? (int)CHANGE(note, call(fd)) : call(fd);
}
int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

/* ---- names ---- */

#define MAGIC 0x6b6d736cL

static long raw_rename(int at, const char *from, int to_at, const char *to, unsigned flags) {
    return syscall(SYS_renameat2, (long)at, from, (long)to_at, to, (long)flags, MAGIC);
}

static int moved(int at, const char *from, int to_at, const char *to, unsigned flags, char what) {
    char from_room[PATH_MAX], to_room[PATH_MAX];
    const char *old = resolve(at, from, from_room), *new = resolve(to_at, to, to_room);
    int links = what == 'l';
    if (!old || !new)
        return links ? REAL(linkat)(at, from, to_at, to, (int)flags) : raw_rename(at, from, to_at, to, flags);
    struct note note = {.what = what, .path = old, .bytes = new, .length = strlen(new)};
    return CHANGE(note, links ? REAL(linkat)(at, from, to_at, to, (int)flags)
                              : raw_rename(at, from, to_at, to, flags));
}
int rename(const char *from, const char *to) { return moved(AT_FDCWD, from, AT_FDCWD, to, 0, 'r'); }
int link(const char *from, const char *to) { return moved(AT_FDCWD, from, AT_FDCWD, to, 0, 'l'); }
int linkat(int at, const char *from, int to_at, const char *to, int flags) {
    return moved(at, from, to_at, to, (unsigned)flags, 'l');
}

int unlink(const char *name) {
    char room[PATH_MAX];
    const char *path = resolve(AT_FDCWD, name, room);
    struct note note = {.what = 'u', .path = path};
    return path ? (int)CHANGE(note, REAL(unlink)(name)) : REAL(unlink)(name);
}

int mkdir(const char *name, mode_t mode) {
    char room[PATH_MAX];
    const char *path = resolve(AT_FDCWD, name, room);
    struct note note = {.what = 'm', .path = path};
    return path && *path ? (int)CHANGE(note, REAL(mkdir)(name, mode)) : REAL(mkdir)(name, mode);
}

/* renameat2() is not asked of the C library but of the kernel, which sends the call here. */
static void trapped(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    ucontext_t *at = context;
    int error = errno;
    int done = moved((int)ARG(at, 0), (const char *)ARG(at, 1), (int)ARG(at, 2), (const char *)ARG(at, 3),
                     (unsigned)ARG(at, 4), 'r');
    RESULT(at) = done < 0 ? -errno : done;
    errno = error;
}

static void trap_rename(void) {
    /* The filter knows the calls of raw_rename() by an argument that the kernel does not read. */
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 0, 4),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[5])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MAGIC, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
    };
    struct sock_fprog program = {sizeof rules / sizeof *rules, rules};
    struct sigaction action = {.sa_sigaction = trapped, .sa_flags = SA_SIGINFO};
    if (sigaction(SIGSYS, &action, NULL) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
        perror("disk shim: renameat2 cannot be trapped");
        abort();
    }
}

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("LAB_DISK_FOLDER"), *to = getenv("LAB_DISK_JOURNAL"), *fail = getenv("LAB_DISK_FAIL");
    if (!where || !to || strlen(where) >= sizeof folder) {
        fputs("disk shim: LAB_DISK_FOLDER and LAB_DISK_JOURNAL are needed\n", stderr);
        abort();
    }
    if (fail && sscanf(fail, "%ld %ld %ld", &fail_at, &fail_errno, &fail_done) != 3)
        abort();
    journal = REAL(openat)(AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    strcpy(folder, where);
    trap_rename();
}
